/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DEVICE_BUS_H
#define _LINUX_DEVICE_BUS_H

#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/pm.h>

struct device;
struct device_driver;

/**
 * struct bus_type - how devices of one kind find their drivers
 * @name: "pci"
 * @dev_name: devices without a name are called this and their id
 * @match: positive: this driver, this device; 0: no; -errno: cannot tell yet
 * @uevent: what user space would be told; never called
 * @probe, @remove, @shutdown: optional; called instead of the driver's own
 * @dma_configure, @dma_cleanup: optional; around a driver's life with a device
 */
struct bus_type {
	const char *name;
	const char *dev_name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*uevent)(const struct device *dev, struct kobj_uevent_env *env);
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	int (*dma_configure)(struct device *dev);
	void (*dma_cleanup)(struct device *dev);
	const struct dev_pm_ops *pm;
};

int __must_check bus_register(const struct bus_type *bus);
void bus_unregister(const struct bus_type *bus);
/* Stops at the first callback that does not give 0, and returns what it gave. */
int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));
/* With a reference, or NULL. */
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));
int device_match_name(struct device *dev, const void *name);

static inline struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
						     const char *name)
{
	return bus_find_device(bus, start, name, device_match_name);
}

#endif
