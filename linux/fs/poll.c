// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poll.c - waiting for what a file's poll method waits for.
 *
 * The first call of the method collects wait queues: each gets an entry whose wake-up marks the waiter and wakes its
 * task, or, of a watch, tells its owner. Later calls only ask. The entries stay on their queues until the end, so
 * nothing is missed in between; a queue must live as long as its file is open.
 */
#define KBUILD_MODNAME "fs"

#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "local.h"

struct waiter;

/* @key: the events that wake; a wake-up without key always does */
struct wait_place {
	struct wait_queue_entry entry;
	struct wait_queue_head *queue;
	struct waiter *waiter;
	__poll_t key;
	struct wait_place *next;
};

/**
 * struct waiter - one poll in progress, or a watch
 * @task: polls
 * @ready: a watch: is called with @ctx instead; NULL: a poll
 * @triggered: a queue has been woken since the last look
 * @error: a place could not be allocated
 * @places: all in use; @first is the common case, without an allocation
 */
struct waiter {
	poll_table table;
	struct task_struct *task;
	void (*ready)(void *ctx);
	void *ctx;
	int triggered;
	int error;
	struct wait_place *places;
	struct wait_place first;
};

static int woken(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	struct wait_place *place = container_of(entry, struct wait_place, entry);

	if (key && !(key_to_poll(key) & place->key))
		return 0;
	if (place->waiter->ready) {
		place->waiter->ready(place->waiter->ctx);
		return 1;
	}
	/* before the task is woken, with the barrier that waking has */
	WRITE_ONCE(place->waiter->triggered, 1);
	return wake_up_state(place->waiter->task, mode);
}

static void add_place(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	struct waiter *waiter = container_of(table, struct waiter, table);
	struct wait_place *place = &waiter->first;

	if (waiter->places) {
		place = kmalloc(sizeof(*place), GFP_KERNEL);
		if (!place) {
			waiter->error = -ENOMEM;
			return;
		}
	}
	place->queue = queue;
	place->waiter = waiter;
	place->key = table->_key;
	place->next = waiter->places;
	waiter->places = place;
	init_waitqueue_func_entry(&place->entry, woken);
	add_wait_queue(queue, &place->entry);
}

static void drop_places(struct waiter *waiter)
{
	struct wait_place *place;

	while ((place = waiter->places)) {
		waiter->places = place->next;
		remove_wait_queue(place->queue, &place->entry);
		if (place != &waiter->first)
			kfree(place);
	}
}

/* Sleep until woken, interrupted or @deadline (NULL: none). Returns whether the time is over. */
static bool nap(struct waiter *waiter, ktime_t *deadline)
{
	bool over = false;

	set_current_state(TASK_INTERRUPTIBLE);
	if (!READ_ONCE(waiter->triggered))
		over = !schedule_hrtimeout(deadline, HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
	/* cleared before the next look: a wake-up after it is seen by the nap that follows */
	smp_store_mb(waiter->triggered, 0);
	return over;
}

/*
 * The events of @events that are ready, waiting up to @timeout ns for one; errors and hang-ups always count.
 * Returns 0 on time-out, -ERESTARTNOHAND if interrupted, -ENOMEM.
 */
long file_poll(struct file *file, __poll_t events, u64 timeout)
{
	struct waiter waiter = { .task = current };
	ktime_t deadline = KTIME_MAX;
	bool over = !timeout;
	long ret;

	events |= EPOLLERR | EPOLLHUP;
	if (timeout < KTIME_MAX)
		deadline = ktime_add_safe(ktime_get(), timeout);
	init_poll_funcptr(&waiter.table, over ? NULL : add_place);
	waiter.table._key = events;
	for (;;) {
		ret = vfs_poll(file, &waiter.table) & events;
		waiter.table._qproc = NULL;
		if (!ret)
			ret = waiter.error;
		if (ret || over)
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTNOHAND;
			break;
		}
		over = nap(&waiter, deadline == KTIME_MAX ? NULL : &deadline);
	}
	drop_places(&waiter);
	return ret;
}

/* ---- watches: usnd_watch() --------------------------------------------------------------------- */

/**
 * file_watch() - call @ready from now on whenever a queue of the file is woken
 * Context: may sleep
 * Return: 0, -ENOMEM; -EOPNOTSUPP: the poll method waits for nothing.
 */
int file_watch(struct file *file, void (*ready)(void *ctx), void *ctx, struct waiter **watch)
{
	struct waiter *waiter = kzalloc(sizeof(*waiter), GFP_KERNEL);
	int err;

	if (!waiter)
		return -ENOMEM;
	waiter->ready = ready;
	waiter->ctx = ctx;
	init_poll_funcptr(&waiter->table, add_place);
	waiter->table._key = ~(__poll_t)0;
	vfs_poll(file, &waiter->table);
	err = waiter->error;
	if (!err && !waiter->places)
		err = -EOPNOTSUPP;
	if (err) {
		file_unwatch(waiter);
		return err;
	}
	*watch = waiter;
	return 0;
}

/** file_unwatch() - wake-ups run under the queue's lock: none is in progress when an entry is off its queue */
void file_unwatch(struct waiter *watch)
{
	drop_places(watch);
	kfree(watch);
}
