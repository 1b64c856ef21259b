/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exchange and compare-and-exchange on a plain word of 1 to 8 bytes. All of them order fully, the _relaxed,
 * _acquire and _release forms included: weaker is allowed to be stronger.
 */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <asm/barrier.h>

#define xchg(ptr, value) \
({ \
	typeof(*(ptr)) __was = __atomic_exchange_n((ptr), (value), __ATOMIC_SEQ_CST); \
	smp_mb__full(); \
	__was; \
})
#define xchg_relaxed(ptr, value)	xchg(ptr, value)
#define xchg_acquire(ptr, value)	xchg(ptr, value)
#define xchg_release(ptr, value)	xchg(ptr, value)

/* The value found at @ptr; it was replaced if that is @old. */
#define cmpxchg(ptr, old, new) \
({ \
	typeof(*(ptr)) __found = (old); \
	__atomic_compare_exchange_n((ptr), &__found, (new), 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	smp_mb__full(); \
	__found; \
})
#define cmpxchg_relaxed(ptr, old, new)	cmpxchg(ptr, old, new)
#define cmpxchg_acquire(ptr, old, new)	cmpxchg(ptr, old, new)
#define cmpxchg_release(ptr, old, new)	cmpxchg(ptr, old, new)
#define cmpxchg_local(ptr, old, new)	cmpxchg(ptr, old, new)
#define cmpxchg64(ptr, old, new)	cmpxchg(ptr, old, new)

/* True if replaced; otherwise *@oldp receives what was found. */
#define try_cmpxchg(ptr, oldp, new) \
({ \
	bool __done = __atomic_compare_exchange_n((ptr), (oldp), (new), 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	smp_mb__full(); \
	__done; \
})
#define try_cmpxchg_relaxed(ptr, oldp, new)	try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg_acquire(ptr, oldp, new)	try_cmpxchg(ptr, oldp, new)
#define try_cmpxchg_release(ptr, oldp, new)	try_cmpxchg(ptr, oldp, new)

#endif
