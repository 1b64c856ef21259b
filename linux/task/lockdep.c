// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep.c - the lock checker (lockclass.c) under the kernel's own names. All of it is about the running task, and
 * needs no lock.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>

#include "local.h"

struct lock_class_key __lockdep_no_validate__;
EXPORT_SYMBOL(__lockdep_no_validate__);

void lockdep_init_map(struct lockdep_map *map, const char *name, struct lock_class_key *key, int subclass)
{
	*map = (struct lockdep_map){ .key = key, .name = name };
}
EXPORT_SYMBOL(lockdep_init_map);

void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read, int check,
		  struct lockdep_map *nest_lock, unsigned long ip)
{
	lockclass_acquire(map, subclass, (trylock ? LOCK_TRY : 0) | (read ? LOCK_SHARED : 0) |
			  (read == 2 ? LOCK_NESTS : 0), nest_lock, ip);
}
EXPORT_SYMBOL(lock_acquire);

void lock_release(struct lockdep_map *map, unsigned long ip)
{
	lockclass_release(map, ip);
}
EXPORT_SYMBOL(lock_release);

/* @read: -1 held in any way, 0 exclusively, 1 shared */
int lock_is_held_type(const struct lockdep_map *map, int read)
{
	struct task_struct *t = current;
	unsigned int i;

	for (i = 0; t && i < t->held_count; i++)
		if (t->held[i].map == map && (read < 0 || t->held[i].read == read))
			return 1;
	return 0;
}
EXPORT_SYMBOL(lock_is_held_type);

void lockdep_assert_failed(const struct lockdep_map *map, const char *rule)
{
	report("lock not held as required", __builtin_return_address(0), "\"%s\" %s", map->name, rule);
}
EXPORT_SYMBOL(lockdep_assert_failed);

/* A key in memory that the caller allocated; the first lock with it makes its class. */
void lockdep_register_key(struct lock_class_key *key)
{
}
EXPORT_SYMBOL(lockdep_register_key);

/**
 * debug_check_no_locks_freed() - memory is given back: the running task must hold no lock in it
 */
void debug_check_no_locks_freed(const void *mem_from, unsigned long mem_len)
{
	struct task_struct *t = current;
	unsigned long from = (unsigned long)mem_from, at;
	unsigned int i;

	for (i = 0; t && i < t->held_count; i++) {
		at = (unsigned long)t->held[i].map;
		if (at >= from && at < from + mem_len)
			report("held lock freed", __builtin_return_address(0), "\"%s\"",
			       lockclass_name(t, t->held_count - i));
	}
}
EXPORT_SYMBOL(debug_check_no_locks_freed);

void debug_check_no_locks_held(void)
{
	struct task_struct *t = current;

	if (t && t->held_count)
		report("locks held at the end of a task", __builtin_return_address(0), "%s: %u, last \"%s\"", t->comm,
		       t->held_count, lockclass_name(t, 1));
}
EXPORT_SYMBOL(debug_check_no_locks_held);
