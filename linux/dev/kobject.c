// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kobject.c - names and reference counts, for struct device and by themselves. The name is freed behind the release function, which
 * may still print it.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	WARN(kobj->state_initialized, "kobject %p is initialised twice", kobj);
	kref_init(&kobj->kref);
	kobj->ktype = ktype;
	kobj->state_initialized = 1;
}
EXPORT_SYMBOL(kobject_init);

/**
 * kobject_set_name_vargs() - name it, or rename it
 * A slash becomes an exclamation mark, since names are parts of paths. On failure the old name stays; -ENOMEM.
 */
int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args)
{
	char *name = kvasprintf(GFP_KERNEL, fmt, args);

	if (!name)
		return -ENOMEM;
	strreplace(name, '/', '!');
	kfree_const(kobj->name);
	kobj->name = name;
	return 0;
}
EXPORT_SYMBOL(kobject_set_name_vargs);

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(kobj, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(kobject_set_name);

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int err;

	if (WARN(!kobj->state_initialized || kobj->state_added, "kobject_add() of %p, which is %s", kobj,
		 kobj->state_added ? "added" : "not initialised"))
		return -EINVAL;
	va_start(args, fmt);
	err = kobject_set_name_vargs(kobj, fmt, args);
	va_end(args);
	if (err)
		return err;
	kobj->parent = kobject_get(parent);
	kobj->state_added = 1;
	return 0;
}
EXPORT_SYMBOL(kobject_add);

static void free_kobject(struct kobject *kobj)
{
	kfree(kobj);
}

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	static const struct kobj_type dynamic = { .release = free_kobject };
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (!kobj)
		return NULL;
	kobject_init(kobj, &dynamic);
	if (!kobject_add(kobj, parent, "%s", name))
		return kobj;
	kobject_put(kobj);
	return NULL;
}
EXPORT_SYMBOL_GPL(kobject_create_and_add);

struct kobject *kobject_get(struct kobject *kobj)
{
	if (!kobj)
		return NULL;
	WARN(!kobj->state_initialized, "kobject_get() of '%s' (%p), which is not initialised", kobj->name, kobj);
	kref_get(&kobj->kref);
	return kobj;
}
EXPORT_SYMBOL(kobject_get);

/** kobject_get_unless_zero() - a reference, or NULL if it is being released */
struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}
EXPORT_SYMBOL(kobject_get_unless_zero);

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	struct kobject *parent = kobj->state_added ? kobj->parent : NULL;
	const char *name = kobj->name;

	kobj->state_added = 0;
	/* a static object may be registered again */
	kobj->state_initialized = 0;
	if (kobj->ktype && kobj->ktype->release)
		kobj->ktype->release(kobj);
	kfree_const(name);
	kobject_put(parent);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	if (WARN(!kobj->state_initialized, "kobject_put() of '%s' (%p), which is not initialised", kobj->name, kobj))
		return;
	kref_put(&kobj->kref, kobject_release);
}
EXPORT_SYMBOL(kobject_put);
