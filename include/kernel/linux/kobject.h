/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The named, counted part of a struct device. There is no sysfs: attributes are for nobody, no sets, nobody hears uevents. */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/compiler.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/stdarg.h>
#include <linux/stringify.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct kobject;

struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;
	const struct attribute_group **default_groups;
};

enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
};

struct kobj_uevent_env;

/**
 * struct kobject - a name and a count
 * @name: owned; kobject_name()
 * @parent: counted, if kobject_add() has put it there
 * @state_initialized: kobject_init() has been called
 */
struct kobject {
	const char *name;
	struct kobject *parent;
	const struct kobj_type *ktype;
	struct kref kref;
	unsigned int state_initialized : 1;
	unsigned int state_added : 1;
};

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
__printf(2, 3) int kobject_set_name(struct kobject *kobj, const char *fmt, ...);
__printf(2, 0) int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args);
/* Name it and put it below @parent, which it holds until it is released. */
__printf(3, 4) int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...);
/* One that is freed with its last reference, or NULL. */
struct kobject *kobject_create_and_add(const char *name, struct kobject *parent);
struct kobject *kobject_get(struct kobject *kobj);
struct kobject *kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

/* Nobody listens; environment is collected for nobody. */
static inline int kobject_uevent(struct kobject *kobj, enum kobject_action action) { return 0; }
static inline int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...) { return 0; }

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

#endif
