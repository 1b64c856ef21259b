// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * completion.c - completions, on wait queues: wait.lock protects the count of events.
 */
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>

#include "local.h"

/* the lock is held */
static bool take_event(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		x->done--;
	return true;
}

/* Return: what was left of @timeout (at least 1), 0 when it is over, -ERESTARTSYS */
static long wait_here(struct completion *x, long timeout, unsigned int state, unsigned long ip)
{
	struct wait_queue_entry entry;
	unsigned long flags;
	bool taken;

	might_sleep_here(ip);
	init_wait_entry(&entry, WQ_FLAG_EXCLUSIVE);
	spin_lock_irqsave(&x->wait.lock, flags);
	while (!(taken = take_event(x)) && timeout) {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		if (list_empty(&entry.entry))
			__add_wait_queue_entry_tail(&x->wait, &entry);
		set_current_state(state);
		spin_unlock_irqrestore(&x->wait.lock, flags);
		timeout = schedule_timeout(timeout);
		spin_lock_irqsave(&x->wait.lock, flags);
	}
	list_del_init(&entry.entry);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	/* an event that came with the last moment counts */
	return taken && !timeout ? 1 : timeout;
}

void wait_for_completion(struct completion *x)
{
	wait_here(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(wait_for_completion);

void wait_for_completion_io(struct completion *x)
{
	wait_here(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(wait_for_completion_io);

/* Return: 0 or -ERESTARTSYS. */
int wait_for_completion_interruptible(struct completion *x)
{
	return min(wait_here(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE, CALLER()), 0L);
}
EXPORT_SYMBOL(wait_for_completion_interruptible);

int wait_for_completion_killable(struct completion *x)
{
	return min(wait_here(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE, CALLER()), 0L);
}
EXPORT_SYMBOL(wait_for_completion_killable);

/* Return: 0 when @timeout jiffies are over, else how many were left, at least 1. */
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return wait_here(x, timeout, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(wait_for_completion_timeout);

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_here(x, timeout, TASK_INTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(wait_for_completion_interruptible_timeout);

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_here(x, timeout, TASK_KILLABLE, CALLER());
}
EXPORT_SYMBOL(wait_for_completion_killable_timeout);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&x->wait.lock, flags);
	taken = take_event(x);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return taken;
}
EXPORT_SYMBOL(try_wait_for_completion);

/* Return: false if somebody would have to wait. */
bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	/* the lock: complete() must be done with it before the memory may go */
	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(completion_done);

/**
 * complete() - one event: one waiter goes on, or the next one to come
 * Context: any.
 */
void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != UINT_MAX)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL, 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete);

/**
 * complete_all() - all who wait, and all who ever will until reinit_completion()
 */
void complete_all(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	x->done = UINT_MAX;
	__wake_up_locked(&x->wait, TASK_NORMAL, 0);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete_all);
