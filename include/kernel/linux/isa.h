/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cards that cannot be found, only tried: a driver asks for so many devices and says which of them are there. */
#ifndef _LINUX_ISA_H
#define _LINUX_ISA_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>

/**
 * struct isa_driver - the second argument of every call is the card's number, 0 … ndev - 1
 * @match: optional: 0 means this number is not wanted
 * @devices: the core's
 */
struct isa_driver {
	int (*match)(struct device *dev, unsigned int id);
	int (*probe)(struct device *dev, unsigned int id);
	void (*remove)(struct device *dev, unsigned int id);
	void (*shutdown)(struct device *dev, unsigned int id);
	int (*suspend)(struct device *dev, unsigned int id, pm_message_t state);
	int (*resume)(struct device *dev, unsigned int id);
	struct device_driver driver;
	struct device *devices;
};

#define to_isa_driver(x) container_of((x), struct isa_driver, driver)

/* -ENODEV if no card was found. */
int isa_register_driver(struct isa_driver *driver, unsigned int ndev);
void isa_unregister_driver(struct isa_driver *driver);

#define module_isa_driver(__isa_driver, __num_isa_dev)				\
	static int __init __isa_driver##_init(void)				\
	{									\
		return isa_register_driver(&(__isa_driver), __num_isa_dev);	\
	}									\
	module_init(__isa_driver##_init);					\
	static void __exit __isa_driver##_exit(void)				\
	{									\
		isa_unregister_driver(&(__isa_driver));				\
	}									\
	module_exit(__isa_driver##_exit)

#endif
