/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes of objects. There is no sysfs here, as in a kernel without CONFIG_SYSFS: they can be described, created and
 * removed, and nobody ever reads them.
 */
#ifndef _LINUX_SYSFS_H
#define _LINUX_SYSFS_H

#include <linux/compiler.h>
#include <linux/stat.h>
#include <linux/types.h>

struct kobject;

struct attribute {
	const char *name;
	umode_t mode;
};

struct bin_attribute;

/**
 * struct attribute_group - attributes that come and go together
 * @name: of their folder; NULL: the object's own
 * @is_visible: the mode of attribute number @n, 0: there is none
 * @attrs: ended by NULL
 */
struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr, int n);
	umode_t (*is_bin_visible)(struct kobject *kobj, struct bin_attribute *attr, int n);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct attribute *attr, const char *buf, size_t count);
};

#define __ATTR(_name, _mode, _show, _store) \
	{ .attr = { .name = __stringify(_name), .mode = (_mode) }, .show = _show, .store = _store }
#define __ATTR_RO(_name) { .attr = { .name = __stringify(_name), .mode = 0444 }, .show = _name##_show }
#define __ATTR_WO(_name) { .attr = { .name = __stringify(_name), .mode = 0200 }, .store = _name##_store }
#define __ATTR_RW(_name) __ATTR(_name, 0644, _name##_show, _name##_store)
#define __ATTR_NULL { .attr = { .name = NULL } }

static inline int sysfs_create_group(struct kobject *kobj, const struct attribute_group *group) { return 0; }
static inline void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group) { }

/* Print into the page that is shown, or behind the first @at bytes of it; the number of bytes written. */
__printf(2, 3) int sysfs_emit(char *buf, const char *fmt, ...);
__printf(3, 4) int sysfs_emit_at(char *buf, int at, const char *fmt, ...);

#endif
