// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cards that come and go at run time.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sched.h>

#include "local.h"

/** pci_stop_and_remove_bus_device_locked() - unbind the driver and forget the device. Context: sleeps. */
void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev)
{
	bool mine;

	device_release_driver(&dev->dev);
	mutex_lock(&pci_lock);
	mine = !list_empty(&dev->bus_list);
	list_del_init(&dev->bus_list);
	mutex_unlock(&pci_lock);
	if (!mine)
		return; /* somebody else is taking it away */
	device_del(&dev->dev);
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (dev->resource[bar].parent)
			release_resource(&dev->resource[bar]);
	put_device(&dev->dev);
}
EXPORT_SYMBOL_GPL(pci_stop_and_remove_bus_device_locked);

/* what a driver that is gone should not have left behind */
static unsigned int audit_device(struct pci_dev *dev)
{
	unsigned int left = 0;

	if (pci_is_enabled(dev)) {
		report("PCI device left enabled", NULL, "%s, %d times", pci_name(dev), atomic_read(&dev->enable_cnt));
		left++;
	}
	/* a region that is left over outlives the BAR it lies in; the resource tree reports it at the end */
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		while (dev->resource[bar].child)
			release_resource(dev->resource[bar].child);
	return left;
}

unsigned int pci_forget_device(struct pci_dev *dev)
{
	unsigned int left;

	device_release_driver(&dev->dev);
	left = audit_device(dev);
	pci_stop_and_remove_bus_device_locked(dev);
	return left;
}

static void forget(struct device *dev)
{
	pci_forget_device(to_pci_dev(dev));
}

/* as a hand that pulls the card: the hardware first, its driver finds out */
static int pull(uint32_t bdf, bool wait)
{
	struct pci_dev *dev = pci_get_domain_bus_and_slot(0, bdf >> 8, bdf & 0xff);

	if (!dev)
		return -ENODEV;
	if (machine()->ops->unplug && !machine()->ops->unplug(machine(), bdf))
		dev->error_state = pci_channel_io_perm_failure;
	if (wait || detach_later(&dev->dev, forget))
		forget(&dev->dev);
	pci_dev_put(dev);
	return 0;
}

int usnd_pci_remove(uint32_t bdf)
{
	struct task_struct task;
	int err;

	syscall_enter(&task, NULL);
	err = pull(bdf, true);
	syscall_leave(&task);
	return err;
}

int usnd_pci_pull(uint32_t bdf)
{
	struct task_struct task;
	int err;

	syscall_enter(&task, NULL);
	err = pull(bdf, false);
	syscall_leave(&task);
	return err;
}

int usnd_pci_add(const char *model, uint32_t bdf)
{
	bool multifunction = false;
	struct task_struct task;
	int err;

	if (!machine()->ops->plug)
		return -EOPNOTSUPP;
	if (bdf >> 8)
		return -EINVAL; /* there is bus 0 only */
	syscall_enter(&task, NULL);
	err = machine()->ops->plug(machine(), model, bdf);
	if (!err) {
		err = pci_scan_function(bdf & 0xff, &multifunction);
		if (err && machine()->ops->unplug)
			machine()->ops->unplug(machine(), bdf);
	}
	syscall_leave(&task);
	return err;
}
