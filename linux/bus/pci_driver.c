// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PCI drivers: matching by id table, binding. The driver model (linux/dev) decides when and
 * holds the device's lock around every call. Ids added at run time and driver overrides are left out.
 */
#include <linux/export.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "local.h"

static bool id_fits(u32 wanted, u32 have)
{
	return wanted == (u32)PCI_ANY_ID || wanted == have;
}

/**
 * pci_match_id() - the first entry of @ids that means @dev, or NULL
 * @ids: ended by an empty entry; NULL means nothing
 */
const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev)
{
	if (!ids)
		return NULL;
	for (; ids->vendor || ids->subvendor || ids->class_mask; ids++)
		if (id_fits(ids->vendor, dev->vendor) && id_fits(ids->device, dev->device) &&
		    id_fits(ids->subvendor, dev->subsystem_vendor) &&
		    id_fits(ids->subdevice, dev->subsystem_device) && !((ids->class ^ dev->class) & ids->class_mask))
			return ids;
	return NULL;
}
EXPORT_SYMBOL(pci_match_id);

struct pci_driver *pci_dev_driver(const struct pci_dev *dev)
{
	return dev->driver;
}
EXPORT_SYMBOL(pci_dev_driver);

static int pci_bus_match(struct device *dev, const struct device_driver *drv)
{
	const struct pci_driver *driver = to_pci_driver(drv);

	return pci_match_id(driver->id_table, to_pci_dev(dev)) != NULL;
}

static int pci_bus_probe(struct device *dev)
{
	struct pci_driver *driver = to_pci_driver(dev->driver);
	struct pci_dev *pdev = to_pci_dev(dev);
	const struct pci_device_id *id = pci_match_id(driver->id_table, pdev);
	int err;

	if (!id || !driver->probe)
		return -ENODEV;
	pci_dev_get(pdev);
	pdev->driver = driver;
	/* a count of the driver's own: it may give it up when it can do with a device that sleeps */
	pm_runtime_get_sync(dev);
	err = driver->probe(pdev, id);
	if (err > 0) {
		report("probe returned a positive number", driver->probe, "%s: %d, taken for success",
		       pci_name(pdev), err);
		err = 0;
	}
	if (err) {
		pm_runtime_put_sync(dev);
		pdev->driver = NULL;
		pci_dev_put(pdev);
	}
	return err;
}

static void pci_bus_remove(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pm_runtime_get_sync(dev);
	if (pdev->driver->remove)
		pdev->driver->remove(pdev);
	pm_runtime_put_noidle(dev);
	pm_runtime_put_sync(dev);
	pdev->driver = NULL;
	pci_dev_put(pdev);
}

static void pci_bus_shutdown(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	if (pdev->driver && pdev->driver->shutdown)
		pdev->driver->shutdown(pdev);
}

const struct bus_type pci_bus_type = {
	.name = "pci",
	.match = pci_bus_match,
	.probe = pci_bus_probe,
	.remove = pci_bus_remove,
	.shutdown = pci_bus_shutdown,
	.pm = &pci_pm_ops,
};
EXPORT_SYMBOL(pci_bus_type);

int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *mod_name)
{
	drv->driver.name = drv->name;
	drv->driver.bus = &pci_bus_type;
	drv->driver.owner = owner;
	drv->driver.mod_name = mod_name;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(__pci_register_driver);

void pci_unregister_driver(struct pci_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(pci_unregister_driver);
