// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chrdev.c - device numbers: who owns which range, and whose operations answer when a node of it is opened.
 *
 * Two lists under one mutex: regions (numbers taken, by name) and cdevs (ranges of numbers with operations). Opening a
 * node finds the cdev by number, pins its module and swaps the file's operations, then calls their open().
 */
#define KBUILD_MODNAME "fs"

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

#define MAJORS 512 /* static and dynamic ones, as Linux */
#define DYNAMIC_FIRST 254 /* dynamic majors are searched downwards from here */
#define DYNAMIC_LAST 234

struct char_region {
	struct list_head list;
	dev_t first;
	unsigned int count;
	char name[64];
	struct cdev *cdev; /* of __register_chrdev() */
};

/* Protects both lists. */
static DEFINE_MUTEX(chrdev_lock);
static LIST_HEAD(regions);
static LIST_HEAD(cdevs);

static bool overlap(dev_t a, unsigned int a_count, dev_t b, unsigned int b_count)
{
	return a < b + b_count && b < a + a_count;
}

static bool is_taken(dev_t first, unsigned int count)
{
	struct char_region *region;

	list_for_each_entry(region, &regions, list)
		if (overlap(first, count, region->first, region->count))
			return true;
	return false;
}

/* A major nobody has a number of, or 0. */
static unsigned int free_major(void)
{
	unsigned int major;

	for (major = DYNAMIC_FIRST; major >= DYNAMIC_LAST; major--)
		if (!is_taken(MKDEV(major, 0), MINORMASK + 1))
			return major;
	return 0;
}

/* @major 0: any free one. Returns the region or an error pointer. */
static struct char_region *add_region(unsigned int major, unsigned int baseminor, unsigned int count, const char *name)
{
	struct char_region *region;

	if (major >= MAJORS || !count || baseminor > MINORMASK || count > MINORMASK + 1 - baseminor)
		return ERR_PTR(-EINVAL);
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return ERR_PTR(-ENOMEM);
	region->count = count;
	strscpy(region->name, name, sizeof(region->name));

	mutex_lock(&chrdev_lock);
	if (!major)
		major = free_major();
	region->first = MKDEV(major, baseminor);
	if (!major || is_taken(region->first, count)) {
		mutex_unlock(&chrdev_lock);
		kfree(region);
		return ERR_PTR(-EBUSY);
	}
	list_add_tail(&region->list, &regions);
	mutex_unlock(&chrdev_lock);
	return region;
}

/* The region that is exactly this range, taken off the list; NULL if there is none. */
static struct char_region *take_region(dev_t first, unsigned int count)
{
	struct char_region *region;

	mutex_lock(&chrdev_lock);
	list_for_each_entry(region, &regions, list) {
		if (region->first == first && region->count == count) {
			list_del(&region->list);
			mutex_unlock(&chrdev_lock);
			return region;
		}
	}
	mutex_unlock(&chrdev_lock);
	return NULL;
}

/**
 * register_chrdev_region() - take @count numbers from @from on; -EBUSY, -EINVAL, -ENOMEM
 * Unlike Linux, a range may not run over the end of its major.
 */
int register_chrdev_region(dev_t from, unsigned int count, const char *name)
{
	if (!MAJOR(from))
		return -EINVAL;
	return PTR_ERR_OR_ZERO(add_region(MAJOR(from), MINOR(from), count, name));
}
EXPORT_SYMBOL(register_chrdev_region);

/** alloc_chrdev_region() - take @count numbers of a free major, minors from @baseminor on */
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name)
{
	struct char_region *region = add_region(0, baseminor, count, name);

	if (IS_ERR(region))
		return PTR_ERR(region);
	*dev = region->first;
	return 0;
}
EXPORT_SYMBOL(alloc_chrdev_region);

/** unregister_chrdev_region() - give a range back; it is named exactly as it was taken */
void unregister_chrdev_region(dev_t from, unsigned int count)
{
	struct char_region *region = take_region(from, count);

	if (!region)
		report("device numbers not registered", __builtin_return_address(0), "%u:%u, %u of them",
		       MAJOR(from), MINOR(from), count);
	kfree(region);
}
EXPORT_SYMBOL(unregister_chrdev_region);

/** cdev_init() - prepare the caller's zeroed or unused @cdev */
void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	cdev->ops = fops;
}
EXPORT_SYMBOL(cdev_init);

struct cdev *cdev_alloc(void)
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	if (cdev) {
		INIT_LIST_HEAD(&cdev->list);
		cdev->allocated = true;
	}
	return cdev;
}
EXPORT_SYMBOL(cdev_alloc);

/** cdev_add() - from now on nodes of this range open @cdev; -EBUSY if another cdev has some of it */
int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count)
{
	struct cdev *other;
	int err = 0;

	if (WARN_ON(!count || cdev->count))
		return -EINVAL;
	mutex_lock(&chrdev_lock);
	list_for_each_entry(other, &cdevs, list)
		if (overlap(dev, count, other->dev, other->count))
			err = -EBUSY;
	if (!err) {
		cdev->dev = dev;
		cdev->count = count;
		list_add_tail(&cdev->list, &cdevs);
	}
	mutex_unlock(&chrdev_lock);
	return err;
}
EXPORT_SYMBOL(cdev_add);

/** cdev_del() - no more opens; open files go on */
void cdev_del(struct cdev *cdev)
{
	mutex_lock(&chrdev_lock);
	list_del_init(&cdev->list);
	cdev->count = 0;
	mutex_unlock(&chrdev_lock);
	if (cdev->allocated)
		kfree(cdev);
}
EXPORT_SYMBOL(cdev_del);

/** cdev_device_add() - cdev_add() for @dev's number, then device_add(); without a number only the latter */
int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int err;

	if (dev->devt) {
		err = cdev_add(cdev, dev->devt, 1);
		if (err)
			return err;
	}
	err = device_add(dev);
	if (err && dev->devt)
		cdev_del(cdev);
	return err;
}
EXPORT_SYMBOL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL(cdev_device_del);

/**
 * __register_chrdev() - region and cdev in one: @fops answers for these minors of @major
 * @major: 0: a free one
 * Return: the major if it was 0, else 0; or -errno.
 */
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name,
		      const struct file_operations *fops)
{
	struct char_region *region = add_region(major, baseminor, count, name);
	struct cdev *cdev;
	int err = -ENOMEM;

	if (IS_ERR(region))
		return PTR_ERR(region);
	cdev = cdev_alloc();
	if (!cdev)
		goto err_drop_region;
	cdev->owner = fops->owner;
	cdev->ops = fops;
	err = cdev_add(cdev, region->first, count);
	if (err)
		goto err_free_cdev;
	region->cdev = cdev;
	return major ? 0 : MAJOR(region->first);

err_free_cdev:
	kfree(cdev);
err_drop_region:
	kfree(take_region(region->first, count));
	return err;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name)
{
	struct char_region *region = take_region(MKDEV(major, baseminor), count);

	if (region && region->cdev)
		cdev_del(region->cdev);
	kfree(region);
}
EXPORT_SYMBOL(__unregister_chrdev);

/* The operations for a number, with their module pinned; NULL if nobody answers. */
static const struct file_operations *find_fops(dev_t dev)
{
	const struct file_operations *fops = NULL;
	struct cdev *cdev;

	mutex_lock(&chrdev_lock);
	list_for_each_entry(cdev, &cdevs, list) {
		if (overlap(dev, 1, cdev->dev, cdev->count)) {
			fops = fops_get(cdev->ops);
			break;
		}
	}
	mutex_unlock(&chrdev_lock);
	return fops;
}

static int chrdev_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = find_fops(inode->i_rdev);

	if (!fops)
		return -ENXIO;
	replace_fops(file, fops);
	return fops->open ? fops->open(inode, file) : 0;
}

const struct file_operations chrdev_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

unsigned int chrdev_finish(void)
{
	struct char_region *region;
	unsigned int left = 0;

	while (!list_empty(&regions)) {
		region = list_first_entry(&regions, struct char_region, list);
		report("device numbers left registered", NULL, "%s: %u:%u, %u of them", region->name,
		       MAJOR(region->first), MINOR(region->first), region->count);
		list_del(&region->list);
		if (region->cdev)
			cdev_del(region->cdev);
		kfree(region);
		left++;
	}
	return left;
}
