/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DEVICE_CLASS_H
#define _LINUX_DEVICE_CLASS_H

#include <linux/kobject.h>
#include <linux/pm.h>
#include <linux/device/bus.h>

struct device;

/**
 * struct class - devices of one purpose
 * @devnode: optional: path below /dev of a device with a number, kmalloc()ed, and its mode
 * @dev_release: for devices whose own @release is NULL
 * @class_release: when class_unregister() is done
 */
struct class {
	const char *name;
	char *(*devnode)(const struct device *dev, umode_t *mode);
	void (*class_release)(const struct class *class);
	void (*dev_release)(struct device *dev);
	int (*shutdown_pre)(struct device *dev);
	const struct dev_pm_ops *pm;
};

int __must_check class_register(const struct class *class);
void class_unregister(const struct class *class);
struct class * __must_check class_create(const char *name);
void class_destroy(const struct class *class);
bool class_is_registered(const struct class *class);
int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
struct device *class_find_device(const struct class *class, const struct device *start, const void *data,
				 int (*match)(struct device *dev, const void *data));

#endif
