// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus.c - buses and classes: who is on them, and walking over them.
 *
 * Lists are walked one entry at a time with a reference, so that callbacks may sleep, and add and remove entries.
 * A driver cannot be freed while a walker holds it: driver_unregister() waits.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

/* under core_lock */
static LIST_HEAD(all_subsystems);

/* ---- what buses and classes have in common ---- */

static struct subsys_private *find_subsys(const void *key)
{
	struct subsys_private *subsys;

	list_for_each_entry(subsys, &all_subsystems, node) {
		if (subsys->key == key)
			return subsys;
	}
	return NULL;
}

struct subsys_private *subsys_of(const void *key)
{
	struct subsys_private *subsys;

	spin_lock(&core_lock);
	subsys = find_subsys(key);
	spin_unlock(&core_lock);
	return subsys;
}

int subsys_register(const void *key, const char *kind, const char *name)
{
	struct subsys_private *subsys = kzalloc(sizeof(*subsys), GFP_KERNEL);
	bool known;

	if (!subsys)
		return -ENOMEM;
	subsys->key = key;
	subsys->kind = kind;
	subsys->name = name;
	INIT_LIST_HEAD(&subsys->devices);
	INIT_LIST_HEAD(&subsys->drivers);

	spin_lock(&core_lock);
	known = find_subsys(key);
	if (!known)
		list_add_tail(&subsys->node, &all_subsystems);
	spin_unlock(&core_lock);
	if (known) {
		kfree(subsys);
		return -EEXIST;
	}
	return 0;
}

bool subsys_unregister(const void *key)
{
	struct subsys_private *subsys = subsys_of(key);

	if (!subsys)
		return false;
	WARN(!list_empty(&subsys->devices) || !list_empty(&subsys->drivers), "%s '%s' is unregistered while in use",
	     subsys->kind, subsys->name);
	spin_lock(&core_lock);
	list_del(&subsys->node);
	spin_unlock(&core_lock);
	kfree(subsys);
	return true;
}

int subsys_add_device(struct subsys_private *subsys, struct device *dev, size_t offset)
{
	struct list_head *pos;
	int err = 0;

	spin_lock(&core_lock);
	list_for_each(pos, &subsys->devices) {
		struct device_private *p = (void *)pos - offset;

		if (!strcmp(dev_name(p->device), dev_name(dev)))
			err = -EEXIST;
	}
	if (!err)
		list_add_tail((void *)dev->p + offset, &subsys->devices);
	spin_unlock(&core_lock);
	if (err)
		pr_err("%s '%s' already has a device '%s'\n", subsys->kind, subsys->name, dev_name(dev));
	return err;
}

/** subsys_finish() - shutdown: what nobody has unregistered */
unsigned int subsys_finish(void)
{
	struct subsys_private *subsys, *next;
	unsigned int left = 0;

	list_for_each_entry_safe(subsys, next, &all_subsystems, node) {
		report("device leak", NULL, "%s '%s' was never unregistered", subsys->kind, subsys->name);
		list_del(&subsys->node);
		kfree(subsys);
		left++;
	}
	return left;
}

/* ---- buses ---- */

int bus_register(const struct bus_type *bus)
{
	return subsys_register(bus, "bus", bus->name);
}
EXPORT_SYMBOL(bus_register);

void bus_unregister(const struct bus_type *bus)
{
	subsys_unregister(bus);
}
EXPORT_SYMBOL(bus_unregister);

int bus_add_device(struct device *dev)
{
	struct subsys_private *subsys;

	if (!dev->bus)
		return 0;
	subsys = subsys_of(dev->bus);
	if (WARN(!subsys, "device '%s' is added to bus '%s', which is not registered", dev_name(dev), dev->bus->name))
		return -EINVAL;
	return subsys_add_device(subsys, dev, offsetof(struct device_private, bus_node));
}

void bus_remove_device(struct device *dev)
{
	if (!dev->bus)
		return;
	spin_lock(&core_lock);
	list_del_init(&dev->p->bus_node);
	spin_unlock(&core_lock);
	device_release_driver(dev);
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct subsys_private *p = subsys_of(bus);
	struct device *prev, *dev;
	int ret = 0;

	if (!p)
		return -EINVAL;
	prev = get_device(start);
	while (!ret && (dev = walk_devices(&p->devices, offsetof(struct device_private, bus_node), prev))) {
		put_device(prev);
		ret = fn(dev, data);
		prev = dev;
	}
	put_device(prev);
	return ret;
}
EXPORT_SYMBOL(bus_for_each_dev);

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	struct subsys_private *p = subsys_of(bus);
	struct device *prev, *dev;

	if (!p)
		return NULL;
	prev = get_device(start);
	while ((dev = walk_devices(&p->devices, offsetof(struct device_private, bus_node), prev))) {
		put_device(prev);
		if (match(dev, data))
			return dev;
		prev = dev;
	}
	put_device(prev);
	return NULL;
}
EXPORT_SYMBOL(bus_find_device);

int device_match_name(struct device *dev, const void *name)
{
	return sysfs_streq(dev_name(dev), name);
}
EXPORT_SYMBOL(device_match_name);

/* ---- drivers ---- */

void driver_put(struct device_driver *drv)
{
	struct driver_private *p = drv ? drv->p : NULL;
	bool last;

	if (!p)
		return;
	spin_lock(&core_lock);
	last = !--p->users;
	spin_unlock(&core_lock);
	if (last)
		complete(&p->idle);
}

struct device_driver *bus_next_driver(const struct bus_type *bus, struct device_driver *prev)
{
	struct subsys_private *subsys = subsys_of(bus);
	u64 after = prev ? prev->p->number : 0;
	struct device_driver *found = NULL;
	struct driver_private *p;

	if (!subsys)
		return NULL;
	spin_lock(&core_lock);
	list_for_each_entry(p, &subsys->drivers, node) {
		if (p->number > after) {
			p->users++;
			found = p->driver;
			break;
		}
	}
	spin_unlock(&core_lock);
	driver_put(prev);
	return found;
}

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct device_driver *drv = start;
	int ret = 0;

	if (drv) {
		spin_lock(&core_lock);
		drv->p->users++;
		spin_unlock(&core_lock);
	}
	while (!ret && (drv = bus_next_driver(bus, drv)))
		ret = fn(drv, data);
	driver_put(drv);
	return ret;
}
EXPORT_SYMBOL(bus_for_each_drv);

/**
 * driver_register() - offer a driver to its bus; devices that match are probed before it returns
 * Return: 0 also when no device was found; -EBUSY if the bus has a driver of that name, -EINVAL without a bus.
 */
int driver_register(struct device_driver *drv)
{
	struct subsys_private *subsys = drv->bus ? subsys_of(drv->bus) : NULL;
	struct driver_private *p, *other;
	int err;

	if (!subsys) {
		pr_err("driver '%s' wants a bus that is not there\n", drv->name);
		return -EINVAL;
	}
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->driver = drv;
	p->users = 1;
	init_completion(&p->idle);
	INIT_LIST_HEAD(&p->bound);

	spin_lock(&core_lock);
	list_for_each_entry(other, &subsys->drivers, node) {
		if (!strcmp(other->driver->name, drv->name)) {
			spin_unlock(&core_lock);
			pr_err("bus %s already has a driver '%s'\n", drv->bus->name, drv->name);
			kfree(p);
			return -EBUSY;
		}
	}
	p->number = core_number();
	drv->p = p;
	list_add_tail(&p->node, &subsys->drivers);
	spin_unlock(&core_lock);

	err = driver_attach(drv);
	if (err)
		driver_unregister(drv);
	return err;
}
EXPORT_SYMBOL(driver_register);

/** driver_unregister() - take a driver away from its devices and its bus. Sleeps until nobody looks at it. */
void driver_unregister(struct device_driver *drv)
{
	struct driver_private *p = drv->p;

	if (WARN(!p, "driver '%s' is unregistered, but not registered", drv->name))
		return;
	spin_lock(&core_lock);
	list_del(&p->node);
	spin_unlock(&core_lock);
	driver_detach(drv);
	driver_put(drv);
	wait_for_completion(&p->idle);
	drv->p = NULL;
	kfree(p);
}
EXPORT_SYMBOL(driver_unregister);

/* one that was left, or NULL */
static struct device_driver *find_left(const void *inside)
{
	struct device_driver *found = NULL;
	struct subsys_private *subsys;
	struct driver_private *p;

	spin_lock(&core_lock);
	list_for_each_entry(subsys, &all_subsystems, node)
		list_for_each_entry(p, &subsys->drivers, node)
			if (host_same_object(inside, p->driver))
				found = p->driver;
	spin_unlock(&core_lock);
	return found;
}

unsigned int drivers_left(const void *inside)
{
	struct device_driver *drv;
	unsigned int left = 0;

	for (; (drv = find_left(inside)); left++) {
		report("driver left", NULL, "'%s' is still registered while its module goes", drv->name);
		driver_unregister(drv);
	}
	return left;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct subsys_private *subsys = subsys_of(bus);
	struct device_driver *found = NULL;
	struct driver_private *p;

	if (!subsys)
		return NULL;
	spin_lock(&core_lock);
	list_for_each_entry(p, &subsys->drivers, node) {
		if (!strcmp(p->driver->name, name))
			found = p->driver;
	}
	spin_unlock(&core_lock);
	return found;
}
EXPORT_SYMBOL(driver_find);
