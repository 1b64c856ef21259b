// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_generic.c - callbacks of system sleep for buses, classes and types that have nothing to add: the driver's own one
 * is called. 0 without a driver, without a table or without that callback.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/pm.h>

#define PM_GENERIC(phase)							\
	int pm_generic_##phase(struct device *dev)				\
	{									\
		const struct dev_pm_ops *pm = dev->driver ? dev->driver->pm : NULL; \
										\
		return pm && pm->phase ? pm->phase(dev) : 0;			\
	}									\
	EXPORT_SYMBOL_GPL(pm_generic_##phase)

PM_GENERIC(prepare);
PM_GENERIC(suspend);
PM_GENERIC(suspend_late);
PM_GENERIC(suspend_noirq);
PM_GENERIC(resume_noirq);
PM_GENERIC(resume_early);
PM_GENERIC(resume);

void pm_generic_complete(struct device *dev)
{
	const struct dev_pm_ops *pm = dev->driver ? dev->driver->pm : NULL;

	if (pm && pm->complete)
		pm->complete(dev);
}
EXPORT_SYMBOL_GPL(pm_generic_complete);
