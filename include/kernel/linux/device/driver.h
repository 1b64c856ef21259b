/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DEVICE_DRIVER_H
#define _LINUX_DEVICE_DRIVER_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/device/bus.h>

struct driver_private;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

/**
 * struct device_driver - a driver of devices on @bus
 * @owner: module; not counted while devices are bound, as on Linux
 * @probe: 0: the device is the driver's; -ENODEV, -ENXIO: not mine, silently
 * @p: the core's, from driver_register() to driver_unregister()
 */
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	const struct dev_pm_ops *pm;
	struct driver_private *p;
};

int __must_check driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);
int __must_check driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
					int (*fn)(struct device *dev, void *data));
struct device_driver *driver_find(const char *name, const struct bus_type *bus);

/* The init and exit functions of a module that registers one driver and does nothing else. */
#define module_driver(__driver, __register, __unregister, ...)		\
	static int __init __driver##_init(void)				\
	{								\
		return __register(&(__driver), ##__VA_ARGS__);		\
	}								\
	module_init(__driver##_init);					\
	static void __exit __driver##_exit(void)			\
	{								\
		__unregister(&(__driver), ##__VA_ARGS__);		\
	}								\
	module_exit(__driver##_exit)
#define builtin_driver(__driver, __register, ...)			\
	static int __init __driver##_init(void)				\
	{								\
		return __register(&(__driver), ##__VA_ARGS__);		\
	}								\
	device_initcall(__driver##_init)

#endif
