/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sleeping reader/writer locks. First come, first served: a waiting writer keeps later readers out.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/lockdep.h>
#include <linux/cleanup.h>

struct rw_semaphore {
	long count;			/* readers, or -1: a writer; under wait_lock */
	struct task_struct *owner;	/* the writer; under wait_lock */
	raw_spinlock_t wait_lock;	/* taken without the checker */
	struct list_head wait_list;	/* struct rwsem_waiter, first come first; under wait_lock */
	void *magic;			/* the semaphore itself once initialised */
	struct lockdep_map dep_map;
};

#define __RWSEM_INITIALIZER(name) \
	{ .wait_list = LIST_HEAD_INIT((name).wait_list), .magic = &(name), .dep_map = __LOCKDEP_MAP_INIT(name) }
#define DECLARE_RWSEM(name)	struct rw_semaphore name = __RWSEM_INITIALIZER(name)

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);

#define init_rwsem(sem) \
	do { \
		static struct lock_class_key __key; \
\
		__init_rwsem((sem), #sem, &__key); \
	} while (0)

int rwsem_is_locked(struct rw_semaphore *sem);
int rwsem_is_contended(struct rw_semaphore *sem);
void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
void down_read_nested(struct rw_semaphore *sem, int subclass);
void down_write_nested(struct rw_semaphore *sem, int subclass);

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T) == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))

#endif
