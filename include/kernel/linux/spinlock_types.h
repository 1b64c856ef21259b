/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The objects behind <linux/spinlock.h>.
 */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/lockdep_types.h>

struct task_struct;

typedef struct raw_spinlock {
	u32 locked;			/* 1 while held */
	u32 magic;			/* SPINLOCK_MAGIC once initialised */
	struct task_struct *owner;	/* who holds it, for reports */
	struct lockdep_map dep_map;
} raw_spinlock_t;

typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
		struct {
			u32 __words[2];
			void *__owner;
			struct lockdep_map dep_map;
		};
	};
} spinlock_t;

#define SPINLOCK_MAGIC 0xdead4ead

#define __RAW_SPIN_LOCK_INITIALIZER(lockname) \
	{ .magic = SPINLOCK_MAGIC, .dep_map = __LOCKDEP_MAP_INIT(lockname) }
#define __RAW_SPIN_LOCK_UNLOCKED(lockname)	((raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(lockname))
#define DEFINE_RAW_SPINLOCK(x)	raw_spinlock_t x = __RAW_SPIN_LOCK_UNLOCKED(x)

#define __SPIN_LOCK_INITIALIZER(lockname)	{ { .rlock = __RAW_SPIN_LOCK_INITIALIZER(lockname) } }
#define __SPIN_LOCK_UNLOCKED(lockname)		((spinlock_t)__SPIN_LOCK_INITIALIZER(lockname))
#define DEFINE_SPINLOCK(x)	spinlock_t x = __SPIN_LOCK_UNLOCKED(x)

#include <linux/rwlock_types.h>

#endif
