/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spin locks. Contended ones wait in turns of cpu_relax(); every operation is a scheduling point and goes through
 * the lock checker. _irq forms also turn interrupts off for the task, _bh forms bottom halves.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/typecheck.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/processor.h>

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key);

void _raw_spin_lock(raw_spinlock_t *lock);
void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass);
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);
int _raw_spin_trylock_irq(raw_spinlock_t *lock);
int _raw_spin_trylock_irqsave(raw_spinlock_t *lock, unsigned long *flags);
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);
void __assert_raw_spin_locked(const raw_spinlock_t *lock);

#define raw_spin_lock_init(lock) \
	do { \
		static struct lock_class_key __key; \
\
		__raw_spin_lock_init((lock), #lock, &__key); \
	} while (0)
#define raw_spin_lock(lock)		_raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass)	_raw_spin_lock_nested(lock, subclass)
#define raw_spin_lock_irq(lock)		_raw_spin_lock_irq(lock)
#define raw_spin_lock_bh(lock)		_raw_spin_lock_bh(lock)
#define raw_spin_lock_irqsave(lock, flags) \
	do { \
		typecheck(unsigned long, flags); \
		(flags) = _raw_spin_lock_irqsave(lock); \
	} while (0)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
	do { \
		typecheck(unsigned long, flags); \
		(flags) = _raw_spin_lock_irqsave_nested(lock, subclass); \
	} while (0)
#define raw_spin_trylock(lock)		_raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock)	_raw_spin_trylock_bh(lock)
#define raw_spin_trylock_irq(lock)	_raw_spin_trylock_irq(lock)
#define raw_spin_trylock_irqsave(lock, flags)	_raw_spin_trylock_irqsave(lock, &(flags))
#define raw_spin_unlock(lock)		_raw_spin_unlock(lock)
#define raw_spin_unlock_irq(lock)	_raw_spin_unlock_irq(lock)
#define raw_spin_unlock_bh(lock)	_raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irqrestore(lock, flags) \
	do { \
		typecheck(unsigned long, flags); \
		_raw_spin_unlock_irqrestore(lock, flags); \
	} while (0)
#define raw_spin_is_locked(lock)	(READ_ONCE((lock)->locked) != 0)
#define raw_spin_is_contended(lock)	0
#define assert_raw_spin_locked(lock)	__assert_raw_spin_locked(lock)

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#define spin_lock_init(lock) \
	do { \
		static struct lock_class_key __key; \
\
		__raw_spin_lock_init(spinlock_check(lock), #lock, &__key); \
	} while (0)
#define spin_lock(lock)			raw_spin_lock(spinlock_check(lock))
#define spin_lock_nested(lock, subclass)	raw_spin_lock_nested(spinlock_check(lock), subclass)
#define spin_lock_irq(lock)		raw_spin_lock_irq(spinlock_check(lock))
#define spin_lock_bh(lock)		raw_spin_lock_bh(spinlock_check(lock))
#define spin_lock_irqsave(lock, flags)	raw_spin_lock_irqsave(spinlock_check(lock), flags)
#define spin_lock_irqsave_nested(lock, flags, subclass) \
	raw_spin_lock_irqsave_nested(spinlock_check(lock), flags, subclass)
#define spin_trylock(lock)		raw_spin_trylock(spinlock_check(lock))
#define spin_trylock_bh(lock)		raw_spin_trylock_bh(spinlock_check(lock))
#define spin_trylock_irq(lock)		raw_spin_trylock_irq(spinlock_check(lock))
#define spin_trylock_irqsave(lock, flags)	raw_spin_trylock_irqsave(spinlock_check(lock), flags)
#define spin_unlock(lock)		raw_spin_unlock(spinlock_check(lock))
#define spin_unlock_irq(lock)		raw_spin_unlock_irq(spinlock_check(lock))
#define spin_unlock_bh(lock)		raw_spin_unlock_bh(spinlock_check(lock))
#define spin_unlock_irqrestore(lock, flags)	raw_spin_unlock_irqrestore(spinlock_check(lock), flags)
#define spin_is_locked(lock)		raw_spin_is_locked(&(lock)->rlock)
#define spin_is_contended(lock)		raw_spin_is_contended(&(lock)->rlock)
#define assert_spin_locked(lock)	assert_raw_spin_locked(&(lock)->rlock)

#include <linux/rwlock.h>
#include <linux/cleanup.h>

DEFINE_LOCK_GUARD_1(raw_spinlock, raw_spinlock_t, raw_spin_lock(_T->lock), raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock, _try, raw_spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_nested, raw_spinlock_t, raw_spin_lock_nested(_T->lock, SINGLE_DEPTH_NESTING),
		    raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, raw_spinlock_t, raw_spin_lock_irq(_T->lock), raw_spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock_irq, _try, raw_spin_trylock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, raw_spinlock_t, raw_spin_lock_irqsave(_T->lock, _T->flags),
		    raw_spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1_COND(raw_spinlock_irqsave, _try, raw_spin_trylock_irqsave(_T->lock, _T->flags))
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock), spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_irq, _try, spin_trylock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_bh, _try, spin_trylock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1_COND(spinlock_irqsave, _try, spin_trylock_irqsave(_T->lock, _T->flags))
DEFINE_LOCK_GUARD_1(read_lock, rwlock_t, read_lock(_T->lock), read_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irq, rwlock_t, read_lock_irq(_T->lock), read_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irqsave, rwlock_t, read_lock_irqsave(_T->lock, _T->flags),
		    read_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(write_lock, rwlock_t, write_lock(_T->lock), write_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irq, rwlock_t, write_lock_irq(_T->lock), write_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irqsave, rwlock_t, write_lock_irqsave(_T->lock, _T->flags),
		    write_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

#endif
