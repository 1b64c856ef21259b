/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers in jiffies. The function runs in softirq context, no earlier than the tick after ->expires.
 * Implemented in linux/task/timer.c.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/list.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/lockdep_types.h>
#include <linux/timerqueue.h>
#include <linux/container_of.h>
#include <linux/compiler.h>

struct timer_list {
	struct timerqueue_node queued;		/* under the timer lock; ->expires in ns */
	unsigned long expires;			/* jiffies */
	void (*function)(struct timer_list *timer);	/* NULL: shut down */
	u32 flags;
	struct lockdep_map lockdep_map;
};

#define TIMER_DEFERRABLE	0x00080000
#define TIMER_PINNED		0x00100000
#define TIMER_IRQSAFE		0x00200000	/* runs with interrupts off: may be deleted and waited for anywhere */

#define __TIMER_INITIALIZER(_function, _flags) \
	{ .function = (_function), .flags = (_flags), .lockdep_map = __LOCKDEP_MAP_INIT(_function) }
#define DEFINE_TIMER(_name, _function)	struct timer_list _name = __TIMER_INITIALIZER(_function, 0)

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *timer), unsigned int flags,
		    const char *name, struct lock_class_key *key);

#define __init_timer(_timer, _fn, _flags) \
	do { \
		static struct lock_class_key __key; \
\
		init_timer_key((_timer), (_fn), (_flags), #_timer, &__key); \
	} while (0)
#define timer_setup(timer, callback, flags)	__init_timer((timer), (callback), (flags))
#define timer_setup_on_stack(timer, callback, flags)	__init_timer((timer), (callback), (flags))
#define destroy_timer_on_stack(timer)	timer_delete_sync(timer)

#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)

static inline int timer_pending(const struct timer_list *timer)
{
	return READ_ONCE(timer->queued.back) != NULL;
}

void add_timer(struct timer_list *timer);
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);
int timer_delete(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

#endif
