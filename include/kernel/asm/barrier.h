/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory barriers. Devices are models in this process or behind system calls, so that the barriers for I/O and
 * for other processors are the same. The thread sanitizer does not know fences: there a full barrier is an atomic
 * operation, and the acquire and release forms below carry the ordering that it can follow.
 *
 * The compiler's sequentially consistent operations are ordered with each other. The kernel's order with everything
 * around them, which on arm64 is more: a plain load may overtake such a store, and the store half of such an exchange
 * where it is made of a load and a store (before ARMv8.1). Hence smp_store_mb() and smp_mb__full().
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

static inline void smp_mb(void)
{
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
	int line = 0;

	__atomic_fetch_add(&line, 1, __ATOMIC_SEQ_CST);
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/* smp_mb__full() - behind an atomic operation of the strongest order: now it is a full barrier, on x86 it was one */
static inline void smp_mb__full(void)
{
#if !defined(__x86_64__)
	smp_mb();
#endif
}

#define mb()	smp_mb()
#define rmb()	smp_mb()
#define wmb()	smp_mb()
#define smp_rmb()	smp_mb()
#define smp_wmb()	smp_mb()
#define dma_mb()	smp_mb()
#define dma_rmb()	smp_mb()
#define dma_wmb()	smp_mb()
#define io_stop_wc()	smp_mb()
#define smp_mb__before_atomic()	smp_mb()
#define smp_mb__after_atomic()	smp_mb()
#define smp_mb__after_spinlock()	smp_mb()

#define smp_load_acquire(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, value)	__atomic_store_n((p), (value), __ATOMIC_RELEASE)
#define smp_store_mb(var, value) \
do { \
	__atomic_store_n(&(var), (value), __ATOMIC_SEQ_CST); \
	smp_mb__full(); \
} while (0)

#endif
