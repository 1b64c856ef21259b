// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait.c - wait queues. The head's lock protects the list; a waker holds it until it is done with each sleeper, and a
 * sleeper takes it before its entry goes out of scope.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "local.h"

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name, struct lock_class_key *key)
{
	__raw_spin_lock_init(&wq_head->lock.rlock, name, key);
	INIT_LIST_HEAD(&wq_head->head);
}
EXPORT_SYMBOL(__init_waitqueue_head);

/* ---- entries; the lock is held by the __ forms' callers ---- */

/* those of priority stand in front and are woken first */
void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	struct list_head *at = &wq_head->head;
	struct wait_queue_entry *other;

	list_for_each_entry(other, &wq_head->head, entry) {
		if (!(other->flags & WQ_FLAG_PRIORITY))
			break;
		at = &other->entry;
	}
	list_add(&entry->entry, at);
}
EXPORT_SYMBOL(__add_wait_queue);

void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	list_add_tail(&entry->entry, &wq_head->head);
}
EXPORT_SYMBOL(__add_wait_queue_entry_tail);

void __remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	list_del(&entry->entry);
}
EXPORT_SYMBOL(__remove_wait_queue);

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue_entry_tail(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL_GPL(add_wait_queue_priority);

void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	__remove_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(remove_wait_queue);

/* ---- waking ---- */

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	return wake_task(entry->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

/* takes the entry off once its task was really woken */
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	int woken = default_wake_function(entry, mode, sync, key);

	if (woken)
		list_del_init(&entry->entry);
	return woken;
}
EXPORT_SYMBOL(autoremove_wake_function);

/* for wait_woken(): the flag remembers a wake-up that came before the sleep */
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	smp_mb();
	WRITE_ONCE(entry->flags, entry->flags | WQ_FLAG_WOKEN);
	return default_wake_function(entry, mode, sync, key);
}
EXPORT_SYMBOL(woken_wake_function);

/* all that are not exclusive, and @exclusive that are (0: all); < 0 from a function ends it */
static int wake_all_of(struct wait_queue_head *wq_head, unsigned int mode, int exclusive, void *key)
{
	struct wait_queue_entry *entry, *next;
	int woken = 0, ret;

	list_for_each_entry_safe(entry, next, &wq_head->head, entry) {
		unsigned int flags = entry->flags;

		ret = entry->func(entry, mode, 0, key);
		if (ret < 0)
			break;
		woken += ret != 0;
		if (ret && (flags & WQ_FLAG_EXCLUSIVE) && !--exclusive)
			break;
	}
	return woken;
}

/**
 * __wake_up() - wake who waits on the queue
 * @nr: how many of the exclusive sleepers; 0: all
 * @key: for the entries' functions: what has happened, for poll
 * Context: any.
 * Return: how many were asleep and are not any more.
 */
int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	unsigned long flags;
	int woken;

	spin_lock_irqsave(&wq_head->lock, flags);
	woken = wake_all_of(wq_head, mode, nr, key);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return woken;
}
EXPORT_SYMBOL(__wake_up);

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr)
{
	wake_all_of(wq_head, mode, nr, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_locked);

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key)
{
	wake_all_of(wq_head, mode, 1, key);
}
EXPORT_SYMBOL_GPL(__wake_up_locked_key);

void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode)
{
	__wake_up(wq_head, mode, 1, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_sync);

/* ---- sleeping ---- */

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}
EXPORT_SYMBOL(init_wait_entry);

/* the lock is held; the state is set under it, so that a wake-up finds both or neither */
static void enter_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	if (list_empty(&entry->entry)) {
		if (entry->flags & WQ_FLAG_EXCLUSIVE)
			__add_wait_queue_entry_tail(wq_head, entry);
		else
			__add_wait_queue(wq_head, entry);
	}
	set_current_state(state);
}

/**
 * prepare_to_wait() - be on the queue and in @state; then check the condition and schedule()
 */
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	enter_queue(wq_head, entry, state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(prepare_to_wait);

/* Return: true if it is the first on the queue. */
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;
	bool was_empty;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	was_empty = list_empty(&entry->entry) && list_empty(&wq_head->head);
	enter_queue(wq_head, entry, state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return was_empty;
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

/**
 * prepare_to_wait_event() - the same for wait_event(): a signal that ends sleep in @state is seen here
 * Return: 0; -ERESTARTSYS with the entry off the queue, so that an exclusive wake-up goes to somebody who waits. The
 * caller checks its condition once more: if it holds, the signal waits.
 */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;
	long ret = 0;

	spin_lock_irqsave(&wq_head->lock, flags);
	if (signal_pending_state(state, current)) {
		list_del_init(&entry->entry);
		ret = -ERESTARTSYS;
	} else {
		enter_queue(wq_head, entry, state);
	}
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return ret;
}
EXPORT_SYMBOL(prepare_to_wait_event);

void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	/* also when it is off already: whoever took it off may not be done with this task */
	spin_lock_irqsave(&wq_head->lock, flags);
	list_del_init(&entry->entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(finish_wait);

/**
 * wait_woken() - sleep unless woken_wake_function() came since the last time
 * @timeout: jiffies
 * Return: what was left of it.
 */
long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout)
{
	set_current_state(mode);
	if (!(READ_ONCE(entry->flags) & WQ_FLAG_WOKEN))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	/* before the condition is looked at again */
	WRITE_ONCE(entry->flags, entry->flags & ~WQ_FLAG_WOKEN);
	smp_mb();
	return timeout;
}
EXPORT_SYMBOL(wait_woken);
