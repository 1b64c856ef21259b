/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The object behind read_lock() and write_lock().
 */
#ifndef _LINUX_RWLOCK_TYPES_H
#define _LINUX_RWLOCK_TYPES_H

#include <linux/lockdep_types.h>

struct task_struct;

typedef struct rwlock {
	s32 count;			/* readers, or -1: a writer */
	u32 magic;			/* RWLOCK_MAGIC once initialised */
	struct task_struct *owner;	/* the writer, for reports */
	struct lockdep_map dep_map;
} rwlock_t;

#define RWLOCK_MAGIC 0xdeaf1eed

#define __RW_LOCK_UNLOCKED(lockname) \
	((rwlock_t){ .magic = RWLOCK_MAGIC, .dep_map = __LOCKDEP_MAP_INIT(lockname) })
#define DEFINE_RWLOCK(x)	rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
