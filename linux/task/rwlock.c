// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rwlock.c - spinning reader/writer locks: one word, the number of readers or -1. As spinlock.c otherwise.
 */
#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "local.h"

#define WRITER (-1)

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key)
{
	*lock = (rwlock_t){ .magic = RWLOCK_MAGIC };
	lockdep_init_map(&lock->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__rwlock_init);

static void before_lock(rwlock_t *lock, unsigned long ip)
{
	static struct lock_class_key key;

	host_task_preempt();
	if (likely(lock->magic == RWLOCK_MAGIC))
		return;
	report("lock not initialised", (void *)ip, "magic is %#x", lock->magic);
	__rwlock_init(lock, "a lock not initialised", &key);
}

static bool take_shared(rwlock_t *lock)
{
	s32 count = READ_ONCE(lock->count);

	while (count != WRITER)
		if (try_cmpxchg(&lock->count, &count, count + 1))
			return true;
	return false;
}

static bool take_exclusive(rwlock_t *lock)
{
	s32 none = 0;

	return try_cmpxchg(&lock->count, &none, WRITER);
}

static void read_here(rwlock_t *lock, unsigned long ip)
{
	preempt_disable();
	lockclass_acquire(&lock->dep_map, 0, LOCK_SHARED | LOCK_NESTS, NULL, ip);
	while (!take_shared(lock))
		host_task_relax();
}

static void write_here(rwlock_t *lock, unsigned long ip)
{
	preempt_disable();
	lockclass_acquire(&lock->dep_map, 0, 0, NULL, ip);
	while (!take_exclusive(lock))
		host_task_relax();
	WRITE_ONCE(lock->owner, current);
}

static bool unread_here(rwlock_t *lock, unsigned long ip)
{
	if (READ_ONCE(lock->count) <= 0) {
		report("unlock of a lock that is not held", (void *)ip, "\"%s\"", lock->dep_map.name);
		return false;
	}
	lockclass_release(&lock->dep_map, ip);
	__atomic_fetch_sub(&lock->count, 1, __ATOMIC_RELEASE);
	preempt_enable();
	return true;
}

static bool unwrite_here(rwlock_t *lock, unsigned long ip)
{
	struct task_struct *owner = READ_ONCE(lock->owner);

	if (READ_ONCE(lock->count) != WRITER || owner != current) {
		report(READ_ONCE(lock->count) == WRITER ? "lock released by another task" :
		       "unlock of a lock that is not held", (void *)ip, "\"%s\", owner %s", lock->dep_map.name,
		       owner ? owner->comm : "nobody");
		return false;
	}
	lockclass_release(&lock->dep_map, ip);
	WRITE_ONCE(lock->owner, NULL);
	__atomic_store_n(&lock->count, 0, __ATOMIC_RELEASE);
	preempt_enable();
	return true;
}

/* name##_lock, _irq, _bh, _irqsave and the releases: the same five for readers and writers */
#define LOCK_FORMS(name, here, unhere) \
void _raw_##name##_lock(rwlock_t *lock) \
{ \
	before_lock(lock, CALLER()); \
	here(lock, CALLER()); \
} \
EXPORT_SYMBOL(_raw_##name##_lock); \
void _raw_##name##_lock_irq(rwlock_t *lock) \
{ \
	before_lock(lock, CALLER()); \
	local_irq_disable(); \
	here(lock, CALLER()); \
} \
EXPORT_SYMBOL(_raw_##name##_lock_irq); \
void _raw_##name##_lock_bh(rwlock_t *lock) \
{ \
	before_lock(lock, CALLER()); \
	local_bh_disable(); \
	here(lock, CALLER()); \
} \
EXPORT_SYMBOL(_raw_##name##_lock_bh); \
unsigned long _raw_##name##_lock_irqsave(rwlock_t *lock) \
{ \
	unsigned long flags; \
\
	before_lock(lock, CALLER()); \
	flags = arch_local_irq_save(); \
	here(lock, CALLER()); \
	return flags; \
} \
EXPORT_SYMBOL(_raw_##name##_lock_irqsave); \
void _raw_##name##_unlock(rwlock_t *lock) \
{ \
	unhere(lock, CALLER()); \
	host_task_preempt(); \
} \
EXPORT_SYMBOL(_raw_##name##_unlock); \
void _raw_##name##_unlock_irq(rwlock_t *lock) \
{ \
	if (unhere(lock, CALLER())) \
		local_irq_enable(); \
	host_task_preempt(); \
} \
EXPORT_SYMBOL(_raw_##name##_unlock_irq); \
void _raw_##name##_unlock_bh(rwlock_t *lock) \
{ \
	if (unhere(lock, CALLER())) \
		local_bh_enable(); \
	host_task_preempt(); \
} \
EXPORT_SYMBOL(_raw_##name##_unlock_bh); \
void _raw_##name##_unlock_irqrestore(rwlock_t *lock, unsigned long flags) \
{ \
	if (unhere(lock, CALLER())) \
		arch_local_irq_restore(flags); \
	host_task_preempt(); \
} \
EXPORT_SYMBOL(_raw_##name##_unlock_irqrestore)

LOCK_FORMS(read, read_here, unread_here);
LOCK_FORMS(write, write_here, unwrite_here);

int _raw_read_trylock(rwlock_t *lock)
{
	before_lock(lock, CALLER());
	if (!take_shared(lock))
		return 0;
	preempt_disable();
	lockclass_acquire(&lock->dep_map, 0, LOCK_SHARED | LOCK_NESTS | LOCK_TRY, NULL, CALLER());
	return 1;
}
EXPORT_SYMBOL(_raw_read_trylock);

int _raw_write_trylock(rwlock_t *lock)
{
	before_lock(lock, CALLER());
	if (!take_exclusive(lock))
		return 0;
	preempt_disable();
	lockclass_acquire(&lock->dep_map, 0, LOCK_TRY, NULL, CALLER());
	WRITE_ONCE(lock->owner, current);
	return 1;
}
EXPORT_SYMBOL(_raw_write_trylock);
