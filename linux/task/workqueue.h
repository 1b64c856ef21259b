/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workqueue.h - what work.c (items of work) and workqueue.c (queues and the pool of threads) share.
 *
 * pool_lock protects everything here. An item may be freed by its own function: nobody touches it after the function
 * began, it is only compared by address. Each queueing has a ticket, by which a flush knows the one it waits for.
 */
#ifndef LINUX_TASK_WORKQUEUE_H
#define LINUX_TASK_WORKQUEUE_H

#include <linux/wait.h>
#include <linux/workqueue.h>

#include "local.h"

#define WORKERS 64

/* work_struct.state */
#define WORK_PENDING	1ul	/* on the line, or its timer runs */

struct workqueue_struct {
	struct list_head node;
	char name[32];
	unsigned int flags;
	int max_active;
	int active;			/* in progress */
	unsigned int pending;		/* on the line */
	unsigned int delayed;		/* with a timer that will put them there */
	u64 ticket;			/* of the latest queueing */
	bool dying;
	struct lockdep_map lockdep_map;
};

struct worker {
	struct task_struct task;
	bool starting;			/* atomic: not yet started, nor failed to */
	bool started;
	bool idle;
	/* in progress: */
	const struct work_struct *work;
	work_func_t func;
	struct workqueue_struct *wq;
	u64 ticket;
};

extern struct plain_lock pool_lock;

/** pool_line - pending work, first come first served */
extern struct list_head pool_line;

/** pool_workers - threads of the pool; the first pool_size of them exist */
extern struct worker pool_workers[WORKERS];
extern unsigned int pool_size;

/** pool_wait - woken after each item, and when one is taken back */
extern struct wait_queue_head pool_wait;

/** worker_of() - who works on @work now, or NULL; the lock is held */
struct worker *worker_of(const struct work_struct *work);

/** put_on_line() - queue @work, which is marked as pending; the lock is held */
void put_on_line(struct workqueue_struct *wq, struct work_struct *work);

/**
 * pool_unlock() - drop the lock and see to it that somebody comes for what can run
 * One worker is called at a time, and calls the next one when it has taken its work and there is more.
 */
void pool_unlock(void);

#endif
