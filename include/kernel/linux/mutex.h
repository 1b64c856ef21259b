/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutexes: sleeping, with an owner who alone may unlock, not recursive, never from atomic context.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/lockdep.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>

struct device;

struct mutex {
	atomic_long_t owner;		/* task_struct *, bit 0: somebody waits */
	raw_spinlock_t wait_lock;	/* protects wait_list and bit 0 of a free mutex; taken without the checker */
	struct list_head wait_list;	/* struct mutex_waiter, first come first */
	void *magic;			/* the mutex itself once initialised, NULL after mutex_destroy() */
	struct lockdep_map dep_map;
};

#define __MUTEX_INITIALIZER(lockname) \
	{ .owner = ATOMIC_LONG_INIT(0), .wait_list = LIST_HEAD_INIT((lockname).wait_list), .magic = &(lockname), \
	  .dep_map = __LOCKDEP_MAP_INIT(lockname) }
#define DEFINE_MUTEX(mutexname)	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
void mutex_destroy(struct mutex *lock);
int __must_check __devm_mutex_init(struct device *dev, struct mutex *lock);

#define mutex_init(mutex) \
	do { \
		static struct lock_class_key __key; \
\
		__mutex_init((mutex), #mutex, &__key); \
	} while (0)
#define mutex_init_with_key(mutex, key)	__mutex_init((mutex), #mutex, (key))
#define devm_mutex_init(dev, mutex) \
	({ \
		typeof(mutex) __mutex = (mutex); \
\
		mutex_init(__mutex); \
		__devm_mutex_init(dev, __mutex); \
	})

void mutex_lock(struct mutex *lock);
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);
void mutex_lock_io(struct mutex *lock);
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
int __must_check mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass);
int __must_check mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass);
void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);
int atomic_dec_and_mutex_lock(atomic_t *count, struct mutex *lock);

#define mutex_lock_nest_lock(lock, nest_lock)	_mutex_lock_nest_lock(lock, &(nest_lock)->dep_map)

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T) == 0)

#endif
