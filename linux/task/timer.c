// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer.c - timers in jiffies, run by the softirq task.
 *
 * The base's lock protects the queue, ->expires of a queued timer, ->function, and which timer runs. While it runs,
 * the lock checker holds the timer as if it were a lock; who waits for it takes that: so a wait under a lock that the
 * function needs is told.
 */
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "local.h"

static struct timer_base *const base = &wheel_base;

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *timer), unsigned int flags,
		    const char *name, struct lock_class_key *key)
{
	memset(timer, 0, sizeof(*timer));
	timer->function = func;
	timer->flags = flags;
	lockdep_init_map(&timer->lockdep_map, name, key, 0);
}
EXPORT_SYMBOL(init_timer_key);

enum mod { MOD_ANY, MOD_PENDING, MOD_EARLIER };

/* Return: was it pending? */
static int mod_here(struct timer_list *timer, unsigned long expires, enum mod how, unsigned long ip)
{
	bool pending, set, first = false, strange = false;

	plain_lock(&base->lock);
	pending = timerqueue_node_queued(&timer->queued);
	/* a timer that was shut down stays silent */
	set = timer->function && (pending || how != MOD_PENDING) &&
	      !(pending && how == MOD_EARLIER && time_before_eq(timer->expires, expires));
	strange = !timer->function && !timer->lockdep_map.name;
	if (set) {
		timerqueue_del(&base->queue, &timer->queued);
		timer->expires = expires;
		timer->queued.expires = jiffies_deadline(expires);
		first = timerqueue_add(&base->queue, &timer->queued);
	}
	plain_unlock(&base->lock);
	if (strange)
		report("timer not initialised", (void *)ip, "never set up");
	if (first)
		base_kick(base);
	host_task_preempt();
	return pending;
}

/**
 * mod_timer() - let it go off at @expires (jiffies), whether it is pending or not
 * Return: 1 if it was. Context: any.
 */
int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return mod_here(timer, expires, MOD_ANY, CALLER());
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return mod_here(timer, expires, MOD_PENDING, CALLER());
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return mod_here(timer, expires, MOD_EARLIER, CALLER());
}
EXPORT_SYMBOL(timer_reduce);

void add_timer(struct timer_list *timer)
{
	if (timer_pending(timer)) {
		report("timer added twice", __builtin_return_address(0), "add_timer() of a pending timer");
		return;
	}
	mod_here(timer, timer->expires, MOD_ANY, CALLER());
}
EXPORT_SYMBOL(add_timer);

/* Return: 1 if it was pending, 0 if not, -1 with @unless_running if its function runs */
static int take_out(struct timer_list *timer, bool unless_running, bool shutdown)
{
	int ret = 0;

	plain_lock(&base->lock);
	if (shutdown)
		timer->function = NULL;
	if (unless_running && base->running == timer) {
		ret = -1;
	} else if (timerqueue_node_queued(&timer->queued)) {
		timerqueue_del(&base->queue, &timer->queued);
		ret = 1;
	}
	plain_unlock(&base->lock);
	return ret;
}

/**
 * timer_delete() - not pending any more; its function may still run
 * Return: 1 if it was pending.
 */
int timer_delete(struct timer_list *timer)
{
	return take_out(timer, false, false);
}
EXPORT_SYMBOL(timer_delete);

int timer_shutdown(struct timer_list *timer)
{
	return take_out(timer, false, true);
}
EXPORT_SYMBOL_GPL(timer_shutdown);

/* Return: -1 if its function runs. */
int try_to_del_timer_sync(struct timer_list *timer)
{
	return take_out(timer, true, false);
}
EXPORT_SYMBOL(try_to_del_timer_sync);

/* does its function ask? */
static bool is_own(const struct timer_list *timer)
{
	bool own;

	plain_lock(&base->lock);
	own = base->task == current && base->running == timer;
	plain_unlock(&base->lock);
	return own;
}

static int delete_sync_here(struct timer_list *timer, bool shutdown, unsigned long ip)
{
	int ret;

	if (is_own(timer)) {
		report("timer waits for itself", (void *)ip, "timer_delete_sync() in its own function");
		take_out(timer, false, shutdown);
		return 0;
	}
	lockclass_acquire(&timer->lockdep_map, 0, LOCK_SLEEPS, NULL, ip);
	lockclass_release(&timer->lockdep_map, ip);
	/* on one processor it would have interrupted the function it waits for */
	if (in_hardirq() && !(timer->flags & TIMER_IRQSAFE) && !told_before("timer", ip))
		report("wait for a timer in an interrupt", (void *)ip, "timer_delete_sync()");
	host_task_preempt();
	while ((ret = take_out(timer, true, shutdown)) < 0)
		host_task_relax();
	return ret;
}

/**
 * timer_delete_sync() - not pending any more, and its function has returned
 * Never in the function itself, nor with a lock held that it takes: told.
 */
int timer_delete_sync(struct timer_list *timer)
{
	return delete_sync_here(timer, false, CALLER());
}
EXPORT_SYMBOL(timer_delete_sync);

/**
 * timer_shutdown_sync() - the same for ever: nothing starts it again until it is set up anew
 */
int timer_shutdown_sync(struct timer_list *timer)
{
	return delete_sync_here(timer, true, CALLER());
}
EXPORT_SYMBOL_GPL(timer_shutdown_sync);

static struct timer_list *take_due(u64 now)
{
	struct timerqueue_node *node = timerqueue_getnext(&base->queue);

	if (!node || node->expires > now)
		return NULL;
	timerqueue_del(&base->queue, node);
	return container_of(node, struct timer_list, queued);
}

static void run_one(struct timer_list *timer, void (*function)(struct timer_list *timer))
{
	/* the function may free the timer */
	bool irqsafe = timer->flags & TIMER_IRQSAFE;
	struct lockdep_map map;
	struct context before;

	lockclass_copy(&map, &timer->lockdep_map);
	lockclass_acquire(&map, 0, LOCK_SLEEPS, NULL, (unsigned long)function);
	context_enter(&before, SOFTIRQ_OFFSET, irqsafe);
	function(timer);
	context_leave(&before, "timer", function);
	lockclass_release(&map, (unsigned long)function);
}

void timer_run_due(void)
{
	void (*function)(struct timer_list *timer);
	struct timer_list *timer;
	u64 now = host_now();

	plain_lock(&base->lock);
	while ((timer = take_due(now))) {
		base->running = timer;
		base->function = function = timer->function;
		plain_unlock(&base->lock);
		if (function)
			run_one(timer, function);
		plain_lock(&base->lock);
		base->running = NULL;
	}
	plain_unlock(&base->lock);
}

/* whose a timer is: a delayed work's timer belongs to the work's function */
static void *owner_of(struct timer_list *timer)
{
	if (timer->function == delayed_work_timer_fn)
		return container_of(timer, struct delayed_work, timer)->work.func;
	return timer->function;
}

static bool is_left(const struct timerqueue_node *node, const void *inside)
{
	struct timer_list *timer = container_of(node, struct timer_list, queued);

	return left_by(inside, owner_of(timer)) || left_by(inside, timer);
}

unsigned int timers_left(const void *inside)
{
	struct timerqueue_node *node, *next;
	struct timer_list *timer;
	unsigned int left = 0, running = 0;

	for (node = base_take_left(base, inside, is_left, &running); node; node = next) {
		next = node->next;
		timer = container_of(node, struct timer_list, queued);
		report(timer->function == delayed_work_timer_fn ? "work left" : "timer left", owner_of(timer),
		       "a timer is still pending");
		left++;
	}
	return left + !!running;
}
