/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The named, counted part of a struct device. There is no sysfs: no attributes, no sets, no uevents. */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/compiler.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct kobject;

struct kobj_type {
	void (*release)(struct kobject *kobj);
};

/**
 * struct kobject - a name and a count
 * @name: owned; kobject_name()
 * @state_initialized: kobject_init() has been called
 */
struct kobject {
	const char *name;
	struct kobject *parent;
	const struct kobj_type *ktype;
	struct kref kref;
	unsigned int state_initialized : 1;
};

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
__printf(2, 3) int kobject_set_name(struct kobject *kobj, const char *fmt, ...);
__printf(2, 0) int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args);
struct kobject *kobject_get(struct kobject *kobj);
struct kobject *kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

#endif
