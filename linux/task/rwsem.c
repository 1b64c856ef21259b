// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rwsem.c - sleeping reader/writer locks. Whoever cannot have it at once stands in line and is handed it in order;
 * all readers at the head of the line get it together.
 *
 * wait_lock protects everything. The one who hands over has set the waiter's flag and woken it before it drops
 * wait_lock, and the waiter takes wait_lock once before it goes, so a waker never touches a dead waiter.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>

#include "local.h"

#define WRITER (-1l)

struct rwsem_waiter {
	struct list_head node;
	struct task_struct *task;
	bool write;
	bool granted;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	*sem = (struct rw_semaphore){ .magic = sem };
	INIT_LIST_HEAD(&sem->wait_list);
	lockdep_init_map(&sem->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__init_rwsem);

static void before_lock(struct rw_semaphore *sem, unsigned long ip)
{
	static struct lock_class_key key;

	host_task_preempt();
	if (likely(sem->magic == sem))
		return;
	report("lock not initialised", (void *)ip, "a reader/writer semaphore");
	__init_rwsem(sem, "a semaphore not initialised", &key);
}

static bool can_have(const struct rw_semaphore *sem, bool write)
{
	return write ? !sem->count : sem->count >= 0;
}

static void give(struct rw_semaphore *sem, struct task_struct *task, bool write)
{
	sem->count = write ? WRITER : sem->count + 1;
	sem->owner = write ? task : NULL;
}

/* wait_lock is held: whoever is first in line and can have it, gets it */
static void hand_over(struct rw_semaphore *sem)
{
	struct rwsem_waiter *waiter;

	while (!list_empty(&sem->wait_list)) {
		waiter = list_first_entry(&sem->wait_list, struct rwsem_waiter, node);
		if (!can_have(sem, waiter->write))
			break;
		give(sem, waiter->task, waiter->write);
		list_del_init(&waiter->node);
		waiter->granted = true;
		wake_task(waiter->task, TASK_NORMAL);
	}
}

static bool try_take(struct rw_semaphore *sem, bool write)
{
	bool can;

	raw_word_lock(&sem->wait_lock);
	can = can_have(sem, write) && list_empty(&sem->wait_list);
	if (can)
		give(sem, current, write);
	raw_word_unlock(&sem->wait_lock);
	return can;
}

static int wait_in_line(struct rw_semaphore *sem, bool write, unsigned int state)
{
	struct rwsem_waiter waiter = { .task = current, .write = write };
	int err = 0;

	raw_word_lock(&sem->wait_lock);
	list_add_tail(&waiter.node, &sem->wait_list);
	hand_over(sem);
	while (!waiter.granted) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.node);
			/* readers behind a writer that gives up can have it now */
			hand_over(sem);
			err = -EINTR;
			break;
		}
		set_current_state(state);
		raw_word_unlock(&sem->wait_lock);
		sleep_until(HOST_FOREVER);
		raw_word_lock(&sem->wait_lock);
	}
	raw_word_unlock(&sem->wait_lock);
	/* it may have found itself in line for the lock that was just free */
	__set_current_state(TASK_RUNNING);
	return err;
}

static int lock_here(struct rw_semaphore *sem, bool write, int subclass, unsigned int state, unsigned long ip)
{
	int err;

	might_sleep_here(ip);
	before_lock(sem, ip);
	lockclass_acquire(&sem->dep_map, subclass, LOCK_SLEEPS | (write ? 0 : LOCK_SHARED), NULL, ip);
	if (try_take(sem, write))
		return 0;
	err = wait_in_line(sem, write, state);
	if (err)
		lockclass_release(&sem->dep_map, ip);
	return err;
}

static int trylock_here(struct rw_semaphore *sem, bool write, unsigned long ip)
{
	before_lock(sem, ip);
	if (!try_take(sem, write))
		return 0;
	lockclass_acquire(&sem->dep_map, 0, LOCK_SLEEPS | LOCK_TRY | (write ? 0 : LOCK_SHARED), NULL, ip);
	return 1;
}

int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->count) != 0;
}
EXPORT_SYMBOL(rwsem_is_locked);

int rwsem_is_contended(struct rw_semaphore *sem)
{
	int waiting;

	raw_word_lock(&sem->wait_lock);
	waiting = !list_empty(&sem->wait_list);
	raw_word_unlock(&sem->wait_lock);
	return waiting;
}
EXPORT_SYMBOL(rwsem_is_contended);

void down_read(struct rw_semaphore *sem)
{
	lock_here(sem, false, 0, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(down_read);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return lock_here(sem, false, 0, TASK_INTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return lock_here(sem, false, 0, TASK_KILLABLE, CALLER());
}
EXPORT_SYMBOL(down_read_killable);

void down_read_nested(struct rw_semaphore *sem, int subclass)
{
	lock_here(sem, false, subclass, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(down_read_nested);

int down_read_trylock(struct rw_semaphore *sem)
{
	return trylock_here(sem, false, CALLER());
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	lock_here(sem, true, 0, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(down_write);

int down_write_killable(struct rw_semaphore *sem)
{
	return lock_here(sem, true, 0, TASK_KILLABLE, CALLER());
}
EXPORT_SYMBOL(down_write_killable);

void down_write_nested(struct rw_semaphore *sem, int subclass)
{
	lock_here(sem, true, subclass, TASK_UNINTERRUPTIBLE, CALLER());
}
EXPORT_SYMBOL(down_write_nested);

int down_write_trylock(struct rw_semaphore *sem)
{
	return trylock_here(sem, true, CALLER());
}
EXPORT_SYMBOL(down_write_trylock);

void up_read(struct rw_semaphore *sem)
{
	bool held;

	raw_word_lock(&sem->wait_lock);
	held = sem->count > 0;
	if (held && !--sem->count)
		hand_over(sem);
	raw_word_unlock(&sem->wait_lock);
	if (held)
		lockclass_release(&sem->dep_map, CALLER());
	else
		report("unlock of a lock that is not held", __builtin_return_address(0), "\"%s\"", sem->dep_map.name);
	host_task_preempt();
}
EXPORT_SYMBOL(up_read);

/* readers: how many hold it instead afterwards */
static void leave_write(struct rw_semaphore *sem, long readers, unsigned long ip)
{
	struct task_struct *owner;
	long count;

	raw_word_lock(&sem->wait_lock);
	count = sem->count;
	owner = sem->owner;
	if (count == WRITER && owner == current) {
		sem->count = readers;
		sem->owner = NULL;
		hand_over(sem);
	}
	raw_word_unlock(&sem->wait_lock);
	if (count != WRITER || owner != current)
		report(count == WRITER ? "lock released by another task" : "unlock of a lock that is not held",
		       (void *)ip, "\"%s\", owner %s", sem->dep_map.name,
		       count == WRITER && owner ? owner->comm : "nobody");
}

void up_write(struct rw_semaphore *sem)
{
	if (READ_ONCE(sem->owner) == current)
		lockclass_release(&sem->dep_map, CALLER());
	leave_write(sem, 0, CALLER());
	host_task_preempt();
}
EXPORT_SYMBOL(up_write);

/**
 * downgrade_write() - go on as a reader, without a moment between
 */
void downgrade_write(struct rw_semaphore *sem)
{
	if (READ_ONCE(sem->owner) == current) {
		lockclass_release(&sem->dep_map, CALLER());
		lockclass_acquire(&sem->dep_map, 0, LOCK_SLEEPS | LOCK_TRY | LOCK_SHARED, NULL, CALLER());
	}
	leave_write(sem, 1, CALLER());
	host_task_preempt();
}
EXPORT_SYMBOL(downgrade_write);
