// SPDX-License-Identifier: GPL-2.0-or-later
/* class.c - classes: devices of one purpose, with unique names. Lists and locking as in bus.c. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

int class_register(const struct class *class)
{
	return subsys_register(class, "class", class->name);
}
EXPORT_SYMBOL(class_register);

void class_unregister(const struct class *class)
{
	if (subsys_unregister(class) && class->class_release)
		class->class_release(class);
}
EXPORT_SYMBOL(class_unregister);

bool class_is_registered(const struct class *class)
{
	return subsys_of(class);
}
EXPORT_SYMBOL(class_is_registered);

static void release_created(const struct class *class)
{
	kfree(class);
}

/** class_create() - a class in memory of its own; ERR_PTR(). class_destroy() ends it. */
struct class *class_create(const char *name)
{
	struct class *class = kzalloc(sizeof(*class), GFP_KERNEL);
	int err;

	if (!class)
		return ERR_PTR(-ENOMEM);
	class->name = name;
	class->class_release = release_created;
	err = class_register(class);
	if (err) {
		kfree(class);
		return ERR_PTR(err);
	}
	return class;
}
EXPORT_SYMBOL(class_create);

void class_destroy(const struct class *class)
{
	if (!IS_ERR_OR_NULL(class))
		class_unregister(class);
}
EXPORT_SYMBOL(class_destroy);

int class_add_device(struct device *dev)
{
	struct subsys_private *subsys;

	if (!dev->class)
		return 0;
	subsys = subsys_of(dev->class);
	if (WARN(!subsys, "device '%s' is added to class '%s', which is not registered", dev_name(dev),
		 dev->class->name))
		return -EINVAL;
	return subsys_add_device(subsys, dev, offsetof(struct device_private, class_node));
}

void class_remove_device(struct device *dev)
{
	if (!dev->class)
		return;
	spin_lock(&core_lock);
	list_del_init(&dev->p->class_node);
	spin_unlock(&core_lock);
}

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct subsys_private *subsys = subsys_of(class);
	struct device *prev, *dev;
	int ret = 0;

	if (!subsys)
		return -EINVAL;
	prev = get_device((struct device *)start);
	while (!ret && (dev = walk_devices(&subsys->devices, offsetof(struct device_private, class_node), prev))) {
		put_device(prev);
		ret = fn(dev, data);
		prev = dev;
	}
	put_device(prev);
	return ret;
}
EXPORT_SYMBOL(class_for_each_device);

struct device *class_find_device(const struct class *class, const struct device *start, const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	struct subsys_private *subsys = subsys_of(class);
	struct device *prev, *dev;

	if (!subsys)
		return NULL;
	prev = get_device((struct device *)start);
	while ((dev = walk_devices(&subsys->devices, offsetof(struct device_private, class_node), prev))) {
		put_device(prev);
		if (match(dev, data))
			return dev;
		prev = dev;
	}
	put_device(prev);
	return NULL;
}
EXPORT_SYMBOL(class_find_device);
