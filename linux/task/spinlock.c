// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spinlock.c - spin locks. The word is taken atomically; a contended lock is waited for in turns of the host's busy
 * wait, so that on the virtual clock its holder, who may have been preempted, comes to run.
 *
 * Taking and releasing are scheduling points, outside of the locked part. Everything is told to the lock checker
 * before it waits: a deadlock is reported before it happens.
 */
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "local.h"

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	*lock = (raw_spinlock_t){ .magic = SPINLOCK_MAGIC };
	lockdep_init_map(&lock->dep_map, name, key, 0);
}
EXPORT_SYMBOL(__raw_spin_lock_init);

/* told once: it is initialised then, as its user believes that it is */
static noinline void repair(raw_spinlock_t *lock, unsigned long ip)
{
	static struct lock_class_key key;

	report("lock not initialised", (void *)ip, "magic is %#x", lock->magic);
	__raw_spin_lock_init(lock, "a lock not initialised", &key);
}

static __always_inline void before_lock(raw_spinlock_t *lock, unsigned long ip)
{
	host_task_preempt();
	if (unlikely(lock->magic != SPINLOCK_MAGIC))
		repair(lock, ip);
}

static __always_inline bool take_word(raw_spinlock_t *lock)
{
	return !__atomic_load_n(&lock->locked, __ATOMIC_RELAXED) &&
	       !__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE);
}

static __always_inline void lock_here(raw_spinlock_t *lock, unsigned int subclass, unsigned long ip)
{
	preempt_disable();
	lockclass_acquire(&lock->dep_map, subclass, 0, NULL, ip);
	while (unlikely(!take_word(lock)))
		host_task_relax();
	WRITE_ONCE(lock->owner, current);
}

static __always_inline bool trylock_here(raw_spinlock_t *lock, unsigned long ip)
{
	if (!take_word(lock))
		return false;
	preempt_disable();
	lockclass_acquire(&lock->dep_map, 0, LOCK_TRY, NULL, ip);
	WRITE_ONCE(lock->owner, current);
	return true;
}

static noinline void wrong_owner(raw_spinlock_t *lock, struct task_struct *owner, unsigned long ip)
{
	report(READ_ONCE(lock->locked) ? "lock released by another task" : "unlock of a lock that is not held",
	       (void *)ip, "\"%s\" by %s, owner %s", lock->dep_map.name, current ? current->comm : "nobody",
	       owner ? owner->comm : "nobody");
}

/* false: it was not the caller's to release, and stays as it is */
static __always_inline bool unlock_here(raw_spinlock_t *lock, unsigned long ip)
{
	struct task_struct *owner = READ_ONCE(lock->owner);

	if (unlikely(!READ_ONCE(lock->locked) || owner != current)) {
		wrong_owner(lock, owner, ip);
		return false;
	}
	lockclass_release(&lock->dep_map, ip);
	WRITE_ONCE(lock->owner, NULL);
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
	preempt_enable();
	return true;
}

void _raw_spin_lock(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	lock_here(lock, 0, CALLER());
}
EXPORT_SYMBOL(_raw_spin_lock);

void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass)
{
	before_lock(lock, CALLER());
	lock_here(lock, subclass, CALLER());
}
EXPORT_SYMBOL(_raw_spin_lock_nested);

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	local_irq_disable();
	lock_here(lock, 0, CALLER());
}
EXPORT_SYMBOL(_raw_spin_lock_irq);

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	local_bh_disable();
	lock_here(lock, 0, CALLER());
}
EXPORT_SYMBOL(_raw_spin_lock_bh);

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	before_lock(lock, CALLER());
	flags = arch_local_irq_save();
	lock_here(lock, 0, CALLER());
	return flags;
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave);

unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass)
{
	unsigned long flags;

	before_lock(lock, CALLER());
	flags = arch_local_irq_save();
	lock_here(lock, subclass, CALLER());
	return flags;
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave_nested);

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	return trylock_here(lock, CALLER());
}
EXPORT_SYMBOL(_raw_spin_trylock);

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	local_bh_disable();
	if (trylock_here(lock, CALLER()))
		return 1;
	local_bh_enable();
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_bh);

int _raw_spin_trylock_irq(raw_spinlock_t *lock)
{
	before_lock(lock, CALLER());
	local_irq_disable();
	if (trylock_here(lock, CALLER()))
		return 1;
	local_irq_enable();
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_irq);

int _raw_spin_trylock_irqsave(raw_spinlock_t *lock, unsigned long *flags)
{
	before_lock(lock, CALLER());
	*flags = arch_local_irq_save();
	if (trylock_here(lock, CALLER()))
		return 1;
	arch_local_irq_restore(*flags);
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_irqsave);

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	unlock_here(lock, CALLER());
	host_task_preempt();
}
EXPORT_SYMBOL(_raw_spin_unlock);

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	if (unlock_here(lock, CALLER()))
		local_irq_enable();
	host_task_preempt();
}
EXPORT_SYMBOL(_raw_spin_unlock_irq);

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	if (unlock_here(lock, CALLER()))
		local_bh_enable();
	host_task_preempt();
}
EXPORT_SYMBOL(_raw_spin_unlock_bh);

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	if (unlock_here(lock, CALLER()))
		arch_local_irq_restore(flags);
	host_task_preempt();
}
EXPORT_SYMBOL(_raw_spin_unlock_irqrestore);

void __assert_raw_spin_locked(const raw_spinlock_t *lock)
{
	if (!READ_ONCE(lock->locked))
		report("lock not held as required", __builtin_return_address(0), "\"%s\" must be locked",
		       lock->dep_map.name);
}
EXPORT_SYMBOL(__assert_raw_spin_locked);
