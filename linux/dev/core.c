// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core.c - struct device from its initialisation to its release.
 *
 * device_add() makes a device known: to its parent, its bus (which looks for a driver), its class, and to linux/fs if
 * it has a number. device_del() takes it away in the opposite order. The last put_device() releases it. There is no
 * sysfs: attribute groups are kept by their owners and not shown.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

DEFINE_SPINLOCK(core_lock);

/* both under core_lock */
static LIST_HEAD(all_devices);
static u64 last_number;

u64 core_number(void)
{
	return ++last_number;
}

struct device *walk_devices(struct list_head *list, size_t offset, const struct device *prev)
{
	u64 after = prev && prev->p ? prev->p->number : 0;
	struct device_private *next = NULL;
	struct list_head *pos;

	spin_lock(&core_lock);
	list_for_each(pos, list) {
		struct device_private *p = (void *)pos - offset;

		if (p->number > after && (!next || p->number < next->number))
			next = p;
	}
	/* what is on a list is not being released: device_del() comes before */
	if (next)
		get_device(next->device);
	spin_unlock(&core_lock);
	return next ? next->device : NULL;
}

struct device *neighbour(u64 from, bool older)
{
	struct device_private *found = NULL, *p;

	spin_lock(&core_lock);
	/* oldest first: going down, the last that fits is the nearest, going up the first */
	list_for_each_entry(p, &all_devices, all_node) {
		if (older ? p->number >= from : p->number <= from)
			continue;
		found = p;
		if (!older)
			break;
	}
	if (found)
		get_device(found->device);
	spin_unlock(&core_lock);
	return found ? found->device : NULL;
}

static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device_private *p = dev->p;
	void (*release)(struct device *dev);

	/* a device that never had a driver may have managed resources too */
	devres_release_all(dev);
	/* the device's own function, else its type's, else its class's */
	release = dev->release;
	if (!release && dev->type)
		release = dev->type->release;
	if (!release && dev->class)
		release = dev->class->dev_release;
	if (!WARN(!release, "device '%s' has no release function: its memory can never be freed", dev_name(dev)))
		release(dev);
	kfree(p);
}

static const struct kobj_type device_ktype = { .release = device_release };

/**
 * device_initialize() - first step of device_register()
 * @dev: zeroed, or with fields set that the caller owns
 * From now on put_device() ends it, never kfree().
 */
void device_initialize(struct device *dev)
{
	kobject_init(&dev->kobj, &device_ktype);
	mutex_init(&dev->mutex);
	/* a parent's is held while its children are probed */
	lockdep_set_novalidate_class(&dev->mutex);
	pm_runtime_init(dev);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	dev->numa_node = -1;
	dev->p = NULL;
}
EXPORT_SYMBOL(device_initialize);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(dev_set_name);

const char *dev_driver_string(const struct device *dev)
{
	const struct device_driver *drv = READ_ONCE(dev->driver);

	if (drv)
		return drv->name;
	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : "";
}
EXPORT_SYMBOL(dev_driver_string);

const char *device_get_devnode(const struct device *dev, umode_t *mode, const char **tmp)
{
	char *path = NULL;

	*tmp = NULL;
	if (dev->type && dev->type->devnode)
		path = dev->type->devnode(dev, mode);
	if (!path && dev->class && dev->class->devnode)
		path = dev->class->devnode(dev, mode);
	if (!path) {
		if (!strchr(dev_name(dev), '!'))
			return dev_name(dev);
		path = kstrdup(dev_name(dev), GFP_KERNEL);
		if (!path)
			return NULL;
		strreplace(path, '!', '/');
	}
	*tmp = path;
	return path;
}
EXPORT_SYMBOL(device_get_devnode);

/* The node in /dev; its path is kept, because the class may not be asked again while the device goes. */
static int add_node(struct device *dev)
{
	const char *path, *tmp;
	umode_t mode = 0;
	int err = -ENOMEM;

	if (!MAJOR(dev->devt))
		return 0;
	path = device_get_devnode(dev, &mode, &tmp);
	if (!path)
		return -ENOMEM;
	dev->p->path = kstrdup(path, GFP_KERNEL);
	kfree(tmp);
	if (!dev->p->path)
		return -ENOMEM;
	err = fs_node_add(dev->p->path, mode, dev->devt);
	if (err) {
		kfree(dev->p->path);
		dev->p->path = NULL;
	}
	return err;
}

static void remove_node(struct device *dev)
{
	if (!dev->p->path)
		return;
	fs_node_remove(dev->p->path);
	kfree(dev->p->path);
	dev->p->path = NULL;
}

static int add_private(struct device *dev)
{
	struct device_private *p = dev->p;

	/* a device may be added again after device_del() */
	if (!p) {
		p = kzalloc(sizeof(*p), GFP_KERNEL);
		if (!p)
			return -ENOMEM;
		dev->p = p;
	}
	p->device = dev;
	p->dead = false;
	INIT_LIST_HEAD(&p->all_node);
	INIT_LIST_HEAD(&p->child_node);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->bus_node);
	INIT_LIST_HEAD(&p->class_node);
	INIT_LIST_HEAD(&p->driver_node);
	return 0;
}

static int settle_name(struct device *dev)
{
	int err = 0;

	if (dev->init_name) {
		err = dev_set_name(dev, "%s", dev->init_name);
		dev->init_name = NULL;
	} else if (!dev_name(dev) && dev->bus && dev->bus->dev_name) {
		err = dev_set_name(dev, "%s%u", dev->bus->dev_name, dev->id);
	}
	if (!err && !dev_name(dev))
		err = -EINVAL;
	return err;
}

/**
 * device_add() - make an initialised device known, and look for its driver
 * Return: 0 (also without a driver), -EINVAL without a name, -EEXIST if its bus or class has one of that name,
 * -ENOMEM. On error the caller still holds the reference: put_device().
 * Context: sleeps.
 */
int device_add(struct device *dev)
{
	int err;

	dev = get_device(dev);
	if (!dev)
		return -EINVAL;
	err = add_private(dev);
	if (err)
		goto put_device;
	err = settle_name(dev);
	if (err)
		goto put_device;

	get_device(dev->parent);
	spin_lock(&core_lock);
	dev->p->number = core_number();
	list_add_tail(&dev->p->all_node, &all_devices);
	if (dev->parent && dev->parent->p)
		list_add_tail(&dev->p->child_node, &dev->parent->p->children);
	spin_unlock(&core_lock);

	err = class_add_device(dev);
	if (err)
		goto forget;
	err = bus_add_device(dev);
	if (err)
		goto remove_class;
	err = add_node(dev);
	if (err)
		goto remove_bus;
	if (dev->bus)
		err = device_attach(dev);
	/* a device without a driver, or with one that failed, is still a device */
	put_device(dev);
	return 0;

remove_bus:
	bus_remove_device(dev);
remove_class:
	class_remove_device(dev);
forget:
	spin_lock(&core_lock);
	list_del_init(&dev->p->child_node);
	list_del_init(&dev->p->all_node);
	spin_unlock(&core_lock);
	put_device(dev->parent);
put_device:
	put_device(dev);
	return err;
}
EXPORT_SYMBOL(device_add);

/** device_register() - device_initialize() and device_add() */
int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}
EXPORT_SYMBOL(device_register);

struct device *get_device(struct device *dev)
{
	if (dev)
		kobject_get(&dev->kobj);
	return dev;
}
EXPORT_SYMBOL(get_device);

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}
EXPORT_SYMBOL(put_device);

bool device_is_registered(struct device *dev)
{
	return dev->p && !list_empty(&dev->p->all_node);
}
EXPORT_SYMBOL(device_is_registered);

/**
 * kill_device() - no driver will be bound any more
 * The caller holds the device's mutex. Return: false if that was said before.
 */
bool kill_device(struct device *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (dev->p->dead)
		return false;
	dev->p->dead = true;
	return true;
}
EXPORT_SYMBOL(kill_device);

/**
 * device_del() - take a device away: its driver is unbound, its node removed
 * References keep the structure, nothing else. Sleeps.
 */
void device_del(struct device *dev)
{
	device_lock(dev);
	kill_device(dev);
	device_unlock(dev);

	remove_node(dev);
	class_remove_device(dev);
	bus_remove_device(dev);
	pm_runtime_remove(dev);
	spin_lock(&core_lock);
	list_del_init(&dev->p->child_node);
	list_del_init(&dev->p->all_node);
	spin_unlock(&core_lock);
	put_device(dev->parent);
}
EXPORT_SYMBOL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_unregister);

int device_for_each_child(struct device *parent, void *data, int (*fn)(struct device *dev, void *data))
{
	struct device *prev = NULL, *dev;
	int ret = 0;

	if (!parent->p)
		return 0;
	while (!ret && (dev = walk_devices(&parent->p->children, offsetof(struct device_private, child_node), prev))) {
		put_device(prev);
		ret = fn(dev, data);
		prev = dev;
	}
	put_device(prev);
	return ret;
}
EXPORT_SYMBOL(device_for_each_child);

/** device_for_each_child_reverse() - youngest first; children that @fn adds are not visited */
int device_for_each_child_reverse(struct device *parent, void *data, int (*fn)(struct device *dev, void *data))
{
	u64 before = U64_MAX;
	int ret = 0;

	if (!parent->p)
		return 0;
	while (!ret) {
		struct device_private *p;
		struct device *dev = NULL;

		spin_lock(&core_lock);
		list_for_each_entry_reverse(p, &parent->p->children, child_node) {
			if (p->number < before) {
				dev = get_device(p->device);
				before = p->number;
				break;
			}
		}
		spin_unlock(&core_lock);
		if (!dev)
			break;
		ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}
EXPORT_SYMBOL(device_for_each_child_reverse);

/** device_find_child() - the first child that @match likes, with a reference, or NULL */
struct device *device_find_child(struct device *parent, void *data, int (*match)(struct device *dev, void *data))
{
	struct device *prev = NULL, *dev;

	if (!parent->p)
		return NULL;
	while ((dev = walk_devices(&parent->p->children, offsetof(struct device_private, child_node), prev))) {
		put_device(prev);
		if (match(dev, data))
			return dev;
		prev = dev;
	}
	put_device(prev);
	return NULL;
}
EXPORT_SYMBOL(device_find_child);

static void release_created(struct device *dev)
{
	kfree(dev);
}

/** device_create() - a device of @class that frees itself; ERR_PTR() */
struct device *device_create(const struct class *class, struct device *parent, dev_t devt, void *drvdata,
			     const char *fmt, ...)
{
	struct device *dev;
	va_list args;
	int err;

	if (IS_ERR_OR_NULL(class))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->devt = devt;
	dev->class = class;
	dev->parent = parent;
	dev->release = release_created;
	dev_set_drvdata(dev, drvdata);

	va_start(args, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	va_end(args);
	if (!err)
		err = device_add(dev);
	if (err) {
		put_device(dev);
		return ERR_PTR(err);
	}
	return dev;
}
EXPORT_SYMBOL(device_create);

static int match_devt(struct device *dev, const void *devt)
{
	return dev->devt == *(const dev_t *)devt;
}

/** device_destroy() - unregister what device_create() made with this number */
void device_destroy(const struct class *class, dev_t devt)
{
	struct device *dev = class_find_device(class, NULL, &devt, match_devt);

	if (dev) {
		put_device(dev);
		device_unregister(dev);
	}
}
EXPORT_SYMBOL(device_destroy);

struct device *__root_device_register(const char *name, struct module *owner)
{
	struct device *root = kzalloc(sizeof(*root), GFP_KERNEL);
	int err;

	if (!root)
		return ERR_PTR(-ENOMEM);
	device_initialize(root);
	root->release = release_created;
	err = dev_set_name(root, "%s", name);
	if (!err)
		err = device_add(root);
	if (err) {
		put_device(root);
		return ERR_PTR(err);
	}
	return root;
}
EXPORT_SYMBOL(__root_device_register);

void root_device_unregister(struct device *root)
{
	device_unregister(root);
}
EXPORT_SYMBOL(root_device_unregister);

/** device_core_finish() - shutdown: devices that nobody has unregistered */
unsigned int device_core_finish(void)
{
	struct device_private *p, *next;
	unsigned int left = 0;

	list_for_each_entry_safe(p, next, &all_devices, all_node) {
		report("device leak", NULL, "%s %s was never unregistered", dev_driver_string(p->device),
		       dev_name(p->device));
		list_del_init(&p->all_node);
		left++;
	}
	last_number = 0;
	return left;
}
