// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_pm.c - what the PCI bus does while the system goes to sleep and wakes up.
 *
 * The driver is called in each phase. With interrupts off, at the end, the bus saves the header unless the driver has,
 * and puts a device with a power management capability into D3hot; on the way up it does the opposite before any of the
 * driver's callbacks. Drivers with the older suspend() and resume() of struct pci_driver change the power themselves; a
 * device without callbacks only loses bus mastering. Left out: wakeup (PME), bridges, D3cold by the platform.
 */
#include <linux/pci.h>
#include <linux/pm.h>

#include "local.h"

static const struct dev_pm_ops *driver_ops(const struct device *dev)
{
	return dev->driver ? dev->driver->pm : NULL;
}

static bool has_old_callbacks(const struct pci_dev *pdev)
{
	return pdev->driver && (pdev->driver->suspend || pdev->driver->resume);
}

static void stop_mastering(struct pci_dev *pdev)
{
	u16 command;

	if (!pci_is_enabled(pdev))
		return;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (command & PCI_COMMAND_MASTER)
		pci_write_config_word(pdev, PCI_COMMAND, command & ~PCI_COMMAND_MASTER);
}

static int enable_again(struct pci_dev *pdev)
{
	int err = pci_reenable_device(pdev);

	if (pdev->is_busmaster)
		pci_set_master(pdev);
	return err;
}

static int pci_pm_suspend(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_ops(dev);
	struct pci_dev *pdev = to_pci_dev(dev);

	pdev->state_saved = false;
	if (has_old_callbacks(pdev))
		return pdev->driver->suspend ? pdev->driver->suspend(pdev, PMSG_SUSPEND) : 0;
	if (!pm)
		stop_mastering(pdev);
	return pm && pm->suspend ? pm->suspend(dev) : 0;
}

static int pci_pm_suspend_noirq(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_ops(dev);
	struct pci_dev *pdev = to_pci_dev(dev);
	bool own_power = has_old_callbacks(pdev) || !pm;
	int err = 0;

	if (!own_power && pm->suspend_noirq)
		err = pm->suspend_noirq(dev);
	if (err || pdev->state_saved)
		return err;
	pci_save_state(pdev);
	if (!own_power && pdev->pm_cap)
		pci_set_power_state(pdev, PCI_D3hot);
	return 0;
}

/* what the sleep has left of the header is not known, nor is the state; both are the bus's to bring back */
static int pci_pm_resume_noirq(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_ops(dev);
	struct pci_dev *pdev = to_pci_dev(dev);

	pci_set_power_state(pdev, PCI_D0);
	pci_restore_state(pdev);
	if (has_old_callbacks(pdev) || !pm || !pm->resume_noirq)
		return 0;
	return pm->resume_noirq(dev);
}

static int pci_pm_resume(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_ops(dev);
	struct pci_dev *pdev = to_pci_dev(dev);

	/* a suspend that failed before the bus's turn: the driver may have lowered the power, and saved the header */
	if (pdev->state_saved) {
		pci_set_power_state(pdev, PCI_D0);
		pci_restore_state(pdev);
	}
	if (has_old_callbacks(pdev))
		return pdev->driver->resume ? pdev->driver->resume(pdev) : enable_again(pdev);
	if (!pm)
		return enable_again(pdev);
	return pm->resume ? pm->resume(dev) : 0;
}

const struct dev_pm_ops pci_pm_ops = {
	.prepare = pm_generic_prepare,
	.complete = pm_generic_complete,
	.suspend = pci_pm_suspend,
	.suspend_late = pm_generic_suspend_late,
	.suspend_noirq = pci_pm_suspend_noirq,
	.resume_noirq = pci_pm_resume_noirq,
	.resume_early = pm_generic_resume_early,
	.resume = pci_pm_resume,
};
