/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One item of work.
 */
#ifndef _LINUX_WORKQUEUE_TYPES_H
#define _LINUX_WORKQUEUE_TYPES_H

#include <linux/lockdep_types.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	unsigned long state;		/* WORK_* bits of linux/task/workqueue.c; under its lock */
	unsigned int disabled;		/* depth of disable_work(); under its lock */
	u64 ticket;			/* which queueing this is; under its lock */
	struct workqueue_struct *wq;	/* the queue it is on; under its lock */
	struct list_head entry;		/* under its lock */
	work_func_t func;
	struct lockdep_map lockdep_map;
};

#endif
