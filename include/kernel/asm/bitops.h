/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Atomic operations on single bits of an array of unsigned long. The forms that return a value order fully; the
 * others promise no order, and the _lock forms take and give as locks do.
 */
#ifndef _ASM_BITOPS_H
#define _ASM_BITOPS_H

#include <linux/types.h>

#define __bit_of(nr)	(1UL << ((nr) & (8 * sizeof(unsigned long) - 1)))
#define __word_of(nr, addr)	((addr) + (nr) / (8 * sizeof(unsigned long)))

static inline void set_bit(unsigned long nr, volatile unsigned long *addr)
{
	__atomic_fetch_or(__word_of(nr, addr), __bit_of(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(__word_of(nr, addr), ~__bit_of(nr), __ATOMIC_RELAXED);
}

static inline void change_bit(unsigned long nr, volatile unsigned long *addr)
{
	__atomic_fetch_xor(__word_of(nr, addr), __bit_of(nr), __ATOMIC_RELAXED);
}

static inline bool test_and_set_bit(unsigned long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_or(__word_of(nr, addr), __bit_of(nr), __ATOMIC_SEQ_CST) & __bit_of(nr);
}

static inline bool test_and_clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_and(__word_of(nr, addr), ~__bit_of(nr), __ATOMIC_SEQ_CST) & __bit_of(nr);
}

static inline bool test_and_change_bit(unsigned long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_xor(__word_of(nr, addr), __bit_of(nr), __ATOMIC_SEQ_CST) & __bit_of(nr);
}

static inline bool test_bit(unsigned long nr, const volatile unsigned long *addr)
{
	return __atomic_load_n(__word_of(nr, addr), __ATOMIC_RELAXED) & __bit_of(nr);
}

static inline bool test_bit_acquire(unsigned long nr, const volatile unsigned long *addr)
{
	return __atomic_load_n(__word_of(nr, addr), __ATOMIC_ACQUIRE) & __bit_of(nr);
}

static inline bool test_and_set_bit_lock(unsigned long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_or(__word_of(nr, addr), __bit_of(nr), __ATOMIC_ACQUIRE) & __bit_of(nr);
}

static inline void clear_bit_unlock(unsigned long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(__word_of(nr, addr), ~__bit_of(nr), __ATOMIC_RELEASE);
}

#endif
