// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * semaphore.c - counting semaphores. up() hands its count to the first in line; the semaphore's spin lock protects
 * everything, so that up() may come from an interrupt.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>

#include "local.h"

struct semaphore_waiter {
	struct list_head node;
	struct task_struct *task;
	bool granted;
};

void __sema_init(struct semaphore *sem, int value, const char *name, struct lock_class_key *key)
{
	__raw_spin_lock_init(&sem->lock, name, key);
	sem->count = value;
	INIT_LIST_HEAD(&sem->wait_list);
}
EXPORT_SYMBOL(__sema_init);

/* the lock is held, interrupts off with @flags; @timeout in jiffies */
static int wait_in_line(struct semaphore *sem, unsigned int state, long timeout, unsigned long *flags)
{
	struct semaphore_waiter waiter = { .task = current };

	list_add_tail(&waiter.node, &sem->wait_list);
	while (!waiter.granted) {
		if (!timeout || signal_pending_state(state, current)) {
			list_del(&waiter.node);
			return timeout ? -EINTR : -ETIME;
		}
		set_current_state(state);
		raw_spin_unlock_irqrestore(&sem->lock, *flags);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irqsave(&sem->lock, *flags);
	}
	return 0;
}

static int down_here(struct semaphore *sem, unsigned int state, long timeout, unsigned long ip)
{
	unsigned long flags;
	int err = 0;

	might_sleep_here(ip);
	raw_spin_lock_irqsave(&sem->lock, flags);
	if (sem->count)
		sem->count--;
	else
		err = wait_in_line(sem, state, timeout, &flags);
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return err;
}

void down(struct semaphore *sem)
{
	down_here(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT, CALLER());
}
EXPORT_SYMBOL(down);

int down_interruptible(struct semaphore *sem)
{
	return down_here(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT, CALLER());
}
EXPORT_SYMBOL(down_interruptible);

int down_killable(struct semaphore *sem)
{
	return down_here(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT, CALLER());
}
EXPORT_SYMBOL(down_killable);

/* Return: -ETIME when @jiffies_to_wait are over. */
int down_timeout(struct semaphore *sem, long jiffies_to_wait)
{
	return down_here(sem, TASK_UNINTERRUPTIBLE, jiffies_to_wait, CALLER());
}
EXPORT_SYMBOL(down_timeout);

/* Return: 0 if taken, 1 if not: the other way round than a mutex. Any context. */
int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	bool taken;

	raw_spin_lock_irqsave(&sem->lock, flags);
	taken = sem->count;
	sem->count -= taken;
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return !taken;
}
EXPORT_SYMBOL(down_trylock);

void up(struct semaphore *sem)
{
	struct semaphore_waiter *waiter;
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->lock, flags);
	waiter = list_first_entry_or_null(&sem->wait_list, struct semaphore_waiter, node);
	if (waiter) {
		list_del(&waiter->node);
		waiter->granted = true;
		wake_task(waiter->task, TASK_NORMAL);
	} else {
		sem->count++;
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}
EXPORT_SYMBOL(up);
