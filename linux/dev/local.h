/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to linux/dev: what the driver core keeps about devices, drivers, buses and classes.
 *
 * core_lock (core.c) protects every list here and is never held while something else is called: who walks a list
 * takes one entry at a time, with a reference, and goes on behind its number. A device's own mutex is held around
 * bind and unbind; order: parent's mutex > child's mutex > core_lock.
 */
#ifndef LINUX_DEV_LOCAL_H
#define LINUX_DEV_LOCAL_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "../core.h"

extern spinlock_t core_lock;

/**
 * struct subsys_private - a registered bus or class
 * @key: address of the bus_type or class; those may lie in read-only memory, so they are looked up by it
 * @kind: "bus" or "class"
 * @node: of all_subsystems
 * @devices: struct device_private.bus_node or .class_node, oldest first
 * @drivers: of a bus: struct driver_private.node, oldest first
 */
struct subsys_private {
	const void *key;
	const char *kind;
	const char *name;
	struct list_head node;
	struct list_head devices;
	struct list_head drivers;
};

/**
 * struct driver_private - a registered driver
 * @number: ever increasing
 * @users: walkers that hold it at the moment, plus one while registered
 * @idle: @users has become 0
 * @bound: struct device_private.driver_node, oldest first
 */
struct driver_private {
	struct device_driver *driver;
	struct list_head node;
	u64 number;
	unsigned int users;
	struct completion idle;
	struct list_head bound;
};

/**
 * struct device_private - a device between device_add() and its release
 * @number: ever increasing
 * @all_node: of all devices that are added
 * @path: of its node below /dev, or NULL
 * @dead: device_del() has begun; under the device's mutex: no driver may come any more
 */
struct device_private {
	struct device *device;
	u64 number;
	struct list_head all_node;
	struct list_head child_node;
	struct list_head children;
	struct list_head bus_node;
	struct list_head class_node;
	struct list_head driver_node;
	char *path;
	bool dead;
};

/** core_number() - the next number for a device or driver; under core_lock */
u64 core_number(void);

/**
 * walk_devices() - the next younger device of a list than @prev, with a reference; @offset of the node in
 * device_private
 */
struct device *walk_devices(struct list_head *list, size_t offset, const struct device *prev);

/**
 * neighbour() - the device that was added next after number @from or, with @older, last before it; with a reference
 * A device is younger than its parent: from 0 upwards parents come first, from U64_MAX downwards children do.
 */
struct device *neighbour(u64 from, bool older);

void driver_put(struct device_driver *drv);
/** bus_next_driver() - the driver behind @prev, to be given back by driver_put() */
struct device_driver *bus_next_driver(const struct bus_type *bus, struct device_driver *prev);

int bus_add_device(struct device *dev);
void bus_remove_device(struct device *dev);
int class_add_device(struct device *dev);
void class_remove_device(struct device *dev);
/** subsys_register() - -ENOMEM, -EEXIST */
int subsys_register(const void *key, const char *kind, const char *name);
/** subsys_unregister() - false if it was not registered */
bool subsys_unregister(const void *key);
struct subsys_private *subsys_of(const void *key);
/** subsys_add_device() - put @node of @dev on the list; -EEXIST if there is a device of that name */
int subsys_add_device(struct subsys_private *subsys, struct device *dev, size_t offset);

/** drivers_left() - unregister, and report, the drivers that a module leaves; @inside: an address in it */
unsigned int drivers_left(const void *inside);

/** driver_detach() - unbind @drv from all its devices, last bound first */
void driver_detach(struct device_driver *drv);

/** devres_release_all() - release what is left; the number of entries */
int devres_release_all(struct device *dev);

/* per boot */
unsigned int device_core_finish(void);
unsigned int subsys_finish(void);
void resource_init(void);
unsigned int resource_finish(void);
int platform_init(void);
void platform_finish(void);
int isa_init(void);
void isa_finish(void);
void params_restore(void);

/* params.c, for module.c */
int params_set(const char *doing, char *args, const struct kernel_param *const *start,
	       const struct kernel_param *const *stop,
	       int (*unknown)(char *param, char *val, const char *doing, void *arg));
void params_free(const struct kernel_param *const *start, const struct kernel_param *const *stop);

#endif
