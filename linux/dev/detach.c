// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * detach.c - drivers leave their devices in the background: cards that are pulled out, or all of them at the end.
 *
 * A driver's remove() waits until clients have closed their files. Whoever pulls cards out has not got that time, nor
 * has he who will close the files himself. What has begun here is waited for at shutdown, when all files are closed.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "local.h"

/** struct leaving - a device whose driver is about to leave it; @dev: with a reference */
struct leaving {
	struct work_struct work;
	struct device *dev;
	void (*detach)(struct device *dev);
};

/* from the first detach_later() to detach_finish() */
static struct workqueue_struct *queue;
static atomic_t underway;

static void leave(struct work_struct *work)
{
	struct leaving *leaving = container_of(work, struct leaving, work);

	leaving->detach(leaving->dev);
	put_device(leaving->dev);
	kfree(leaving);
	atomic_dec(&underway);
}

int detach_later(struct device *dev, void (*detach)(struct device *dev))
{
	struct leaving *leaving = kzalloc(sizeof(*leaving), GFP_KERNEL);

	if (!leaving)
		return -ENOMEM;
	if (!queue)
		queue = alloc_workqueue("detach", WQ_UNBOUND, 0);
	if (!queue) {
		kfree(leaving);
		return -ENOMEM;
	}
	INIT_WORK(&leaving->work, leave);
	leaving->dev = get_device(dev);
	leaving->detach = detach;
	atomic_inc(&underway);
	queue_work(queue, &leaving->work);
	return 0;
}

unsigned int usnd_detaching(void)
{
	return atomic_read(&underway);
}

/* youngest first: children before parents */
int usnd_detach_all(void)
{
	struct device *dev = NULL, *next;
	struct task_struct task;
	u64 number = U64_MAX;
	int err = 0;

	syscall_enter(&task, NULL);
	while ((next = neighbour(number, true))) {
		put_device(dev);
		dev = next;
		number = dev->p->number;
		if (!err && READ_ONCE(dev->driver))
			err = detach_later(dev, device_release_driver);
	}
	put_device(dev);
	syscall_leave(&task);
	return err;
}

void detach_finish(void)
{
	if (queue)
		destroy_workqueue(queue);
	queue = NULL;
}
