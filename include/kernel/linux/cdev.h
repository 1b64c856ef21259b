/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Character devices: which operations answer for a range of device numbers (linux/fs/chrdev.c).
 * The owner's module stays while a file opened through the cdev is open, so cdev_del() never waits.
 */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/types.h>

struct device;
struct file_operations;
struct module;

/**
 * struct cdev - operations of a range of device numbers
 * @owner: pinned while a file is open
 * @ops: copied into each opened file
 * @list: of all live cdevs
 * @dev: first number
 * @count: how many; 0: not added
 * @allocated: by cdev_alloc(): cdev_del() frees it
 */
struct cdev {
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
	bool allocated;
};

void cdev_init(struct cdev *cdev, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count);
void cdev_del(struct cdev *cdev);
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);

#endif
