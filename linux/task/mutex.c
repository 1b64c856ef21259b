// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutex.c - mutexes. The owner word holds the owning task, or 0; bit 0 says that somebody waits.
 *
 * A free mutex goes to whoever takes it first; a release wakes the first in line, who tries again. wait_lock
 * protects the line and bit 0; the waker is done with a waiter before it drops it. Rule breakers are told: recursion,
 * a release by another task or from an interrupt, use before mutex_init() or after mutex_destroy(), destruction while
 * locked.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

#include "local.h"

#define WAITERS 1ul

struct mutex_waiter {
	struct list_head node;
	struct task_struct *task;
};

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	*lock = (struct mutex){ .magic = lock };
	INIT_LIST_HEAD(&lock->wait_list);
	lockdep_init_map(&lock->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__mutex_init);

static struct task_struct *owner_of(const struct mutex *lock)
{
	return (struct task_struct *)(atomic_long_read(&lock->owner) & ~WAITERS);
}

bool mutex_is_locked(struct mutex *lock)
{
	return owner_of(lock);
}
EXPORT_SYMBOL(mutex_is_locked);

/**
 * mutex_destroy() - nobody may use it any more; told if somebody holds it
 */
void mutex_destroy(struct mutex *lock)
{
	if (mutex_is_locked(lock))
		report("locked mutex destroyed", __builtin_return_address(0), "\"%s\"", lock->dep_map.name);
	lock->magic = NULL;
}
EXPORT_SYMBOL(mutex_destroy);

static void devm_mutex_release(void *lock)
{
	mutex_destroy(lock);
}

int __devm_mutex_init(struct device *dev, struct mutex *lock)
{
	return devm_add_action_or_reset(dev, devm_mutex_release, lock);
}
EXPORT_SYMBOL_GPL(__devm_mutex_init);

static noinline void repair(struct mutex *lock, unsigned long ip)
{
	static struct lock_class_key key;

	report("lock not initialised", (void *)ip, "a mutex %s",
	       lock->dep_map.name ? lock->dep_map.name : "never set up");
	__mutex_init(lock, "a mutex not initialised", &key);
}

static bool try_take(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);

	while (!(owner & ~WAITERS))
		if (atomic_long_try_cmpxchg(&lock->owner, &owner, (long)current | owner))
			return true;
	return false;
}

/* wait in line; the lock checker knows already */
static int wait_in_line(struct mutex *lock, unsigned int state)
{
	struct mutex_waiter waiter = { .task = current };
	int err = 0;

	raw_word_lock(&lock->wait_lock);
	list_add_tail(&waiter.node, &lock->wait_list);
	while (1) {
		/* first the flag, then the try: a release in between sees that somebody waits */
		atomic_long_or(WAITERS, &lock->owner);
		if (try_take(lock))
			break;
		if (signal_pending_state(state, current)) {
			err = -EINTR;
			break;
		}
		set_current_state(state);
		raw_word_unlock(&lock->wait_lock);
		sleep_until(HOST_FOREVER);
		raw_word_lock(&lock->wait_lock);
	}
	list_del(&waiter.node);
	if (list_empty(&lock->wait_list))
		atomic_long_and(~WAITERS, &lock->owner);
	else if (err && !owner_of(lock))
		/* it was woken to take it, and does not: the next in line must be */
		wake_task(list_first_entry(&lock->wait_list, struct mutex_waiter, node)->task, TASK_NORMAL);
	raw_word_unlock(&lock->wait_lock);
	return err;
}

static int lock_here(struct mutex *lock, unsigned int subclass, unsigned int state,
		     const struct lockdep_map *nest_lock, unsigned long ip)
{
	int err;

	might_sleep_here(ip);
	host_task_preempt();
	if (unlikely(lock->magic != lock))
		repair(lock, ip);
	lockclass_acquire(&lock->dep_map, subclass, LOCK_SLEEPS, nest_lock, ip);
	if (try_take(lock))
		return 0;
	err = wait_in_line(lock, state);
	if (err)
		lockclass_release(&lock->dep_map, ip);
	return err;
}

void mutex_lock(struct mutex *lock)
{
	lock_here(lock, 0, TASK_UNINTERRUPTIBLE, NULL, CALLER());
}
EXPORT_SYMBOL(mutex_lock);

void mutex_lock_io(struct mutex *lock)
{
	lock_here(lock, 0, TASK_UNINTERRUPTIBLE, NULL, CALLER());
}
EXPORT_SYMBOL_GPL(mutex_lock_io);

/* Return: -EINTR if a signal came first. */
int mutex_lock_interruptible(struct mutex *lock)
{
	return lock_here(lock, 0, TASK_INTERRUPTIBLE, NULL, CALLER());
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_killable(struct mutex *lock)
{
	return lock_here(lock, 0, TASK_KILLABLE, NULL, CALLER());
}
EXPORT_SYMBOL(mutex_lock_killable);

void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	lock_here(lock, subclass, TASK_UNINTERRUPTIBLE, NULL, CALLER());
}
EXPORT_SYMBOL_GPL(mutex_lock_nested);

int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass)
{
	return lock_here(lock, subclass, TASK_INTERRUPTIBLE, NULL, CALLER());
}
EXPORT_SYMBOL_GPL(mutex_lock_interruptible_nested);

int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass)
{
	return lock_here(lock, subclass, TASK_KILLABLE, NULL, CALLER());
}
EXPORT_SYMBOL_GPL(mutex_lock_killable_nested);

void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock)
{
	lock_here(lock, 0, TASK_UNINTERRUPTIBLE, nest_lock, CALLER());
}
EXPORT_SYMBOL_GPL(_mutex_lock_nest_lock);

/**
 * mutex_trylock() - take it if nobody has it
 * Return: 1 if taken. Context: process, as all of a mutex: it has an owner.
 */
int mutex_trylock(struct mutex *lock)
{
	unsigned long ip = CALLER();

	host_task_preempt();
	if (unlikely(lock->magic != lock))
		repair(lock, ip);
	if (in_interrupt() && !told_before("mutex", ip))
		report("mutex used in an interrupt", (void *)ip, "\"%s\"", lock->dep_map.name);
	if (!try_take(lock))
		return 0;
	lockclass_acquire(&lock->dep_map, 0, LOCK_TRY | LOCK_SLEEPS, NULL, ip);
	return 1;
}
EXPORT_SYMBOL(mutex_trylock);

void mutex_unlock(struct mutex *lock)
{
	struct task_struct *owner = owner_of(lock);
	unsigned long ip = CALLER();
	long mine = (long)current;

	if (unlikely(!owner || owner != current)) {
		report(owner ? "lock released by another task" : "unlock of a lock that is not held", (void *)ip,
		       "\"%s\" by %s, owner %s", lock->dep_map.name, current->comm, owner ? owner->comm : "nobody");
		return;
	}
	if (in_interrupt() && !told_before("mutex", ip))
		report("mutex used in an interrupt", (void *)ip, "\"%s\"", lock->dep_map.name);
	lockclass_release(&lock->dep_map, ip);
	if (!atomic_long_try_cmpxchg(&lock->owner, &mine, 0)) {
		raw_word_lock(&lock->wait_lock);
		atomic_long_and(WAITERS, &lock->owner);
		if (!list_empty(&lock->wait_list))
			wake_task(list_first_entry(&lock->wait_list, struct mutex_waiter, node)->task, TASK_NORMAL);
		raw_word_unlock(&lock->wait_lock);
	}
	host_task_preempt();
}
EXPORT_SYMBOL(mutex_unlock);

/**
 * atomic_dec_and_mutex_lock() - count down; with the lock held if that made it 0
 * Return: 1 if it is 0 and @lock is held.
 */
int atomic_dec_and_mutex_lock(atomic_t *count, struct mutex *lock)
{
	if (atomic_add_unless(count, -1, 1))
		return 0;
	lock_here(lock, 0, TASK_UNINTERRUPTIBLE, NULL, CALLER());
	if (atomic_dec_and_test(count))
		return 1;
	mutex_unlock(lock);
	return 0;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);
