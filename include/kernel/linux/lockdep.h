/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock checker: classes of locks, the order they are taken in, and where interrupts are on. Always compiled in.
 * Implemented in linux/task/lockclass.c, which says what is checked.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/lockdep_types.h>
#include <linux/compiler.h>

#define SINGLE_DEPTH_NESTING 1

void lockdep_init_map(struct lockdep_map *map, const char *name, struct lock_class_key *key, int subclass);

/*
 * @read: 0 exclusive, 1 shared, 2 shared and may nest
 * @trylock: it could not have waited
 * @ip: code address, for reports
 */
void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read, int check,
		  struct lockdep_map *nest_lock, unsigned long ip);
void lock_release(struct lockdep_map *map, unsigned long ip);
int lock_is_held_type(const struct lockdep_map *map, int read);

void lockdep_assert_failed(const struct lockdep_map *map, const char *rule);
void lockdep_register_key(struct lock_class_key *key);
void lockdep_unregister_key(struct lock_class_key *key);
void debug_check_no_locks_freed(const void *mem_from, unsigned long mem_len);
void debug_check_no_locks_held(void);

#define lock_is_held(map)		lock_is_held_type(map, -1)
#define lockdep_is_held(lock)		lock_is_held(&(lock)->dep_map)
#define lockdep_is_held_type(lock, r)	lock_is_held_type(&(lock)->dep_map, (r))

#define __lockdep_assert(condition, lock, rule) \
	do { \
		if (!(condition)) \
			lockdep_assert_failed(&(lock)->dep_map, rule); \
	} while (0)
#define lockdep_assert_held(lock)	__lockdep_assert(lockdep_is_held(lock), lock, "must be held")
#define lockdep_assert_not_held(lock)	__lockdep_assert(!lockdep_is_held(lock), lock, "must not be held")
#define lockdep_assert_held_write(lock) \
	__lockdep_assert(lockdep_is_held_type(lock, 0), lock, "must be held for writing")
#define lockdep_assert_held_read(lock) \
	__lockdep_assert(lockdep_is_held_type(lock, 1), lock, "must be held for reading")
#define lockdep_assert_held_once(lock)	lockdep_assert_held(lock)

void lockdep_assert_context(bool holds, const char *rule);

#define lockdep_assert_irqs_enabled()	lockdep_assert_context(!irqs_disabled(), "interrupts must be enabled")
#define lockdep_assert_irqs_disabled()	lockdep_assert_context(irqs_disabled(), "interrupts must be disabled")
#define lockdep_assert_in_irq()		lockdep_assert_context(in_hardirq(), "must be in a hard interrupt")

#define lockdep_set_class_and_name(lock, key, name) \
	lockdep_init_map(&(lock)->dep_map, name, key, 0)
#define lockdep_set_class(lock, key)	lockdep_set_class_and_name(lock, key, #key)

/* Locks whose order the checker cannot understand, such as those of devices in a tree: held, but never compared. */
extern struct lock_class_key __lockdep_no_validate__;
#define lockdep_set_novalidate_class(lock) \
	lockdep_set_class_and_name(lock, &__lockdep_no_validate__, #lock)

#define lock_map_acquire(l)		lock_acquire(l, 0, 0, 0, 1, NULL, _THIS_IP_)
#define lock_map_acquire_read(l)	lock_acquire(l, 0, 0, 2, 1, NULL, _THIS_IP_)
#define lock_map_release(l)		lock_release(l, _THIS_IP_)

/* Would it be right to take this lock here? */
#define might_lock(lock) \
	do { \
		lock_acquire(&(lock)->dep_map, 0, 0, 0, 1, NULL, _THIS_IP_); \
		lock_release(&(lock)->dep_map, _THIS_IP_); \
	} while (0)
#define might_lock_read(lock) \
	do { \
		lock_acquire(&(lock)->dep_map, 0, 0, 1, 1, NULL, _THIS_IP_); \
		lock_release(&(lock)->dep_map, _THIS_IP_); \
	} while (0)

#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

#endif
