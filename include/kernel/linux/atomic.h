/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Atomic counters, on the compiler's own builtins. Operations that return a value order fully, the others not at
 * all; the _acquire, _release and _relaxed spellings of a value-returning one are that one.
 * Written once as a list of operations and given out for int, s64 and long.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

typedef atomic64_t atomic_long_t;

#define ATOMIC64_INIT(i)	ATOMIC_INIT(i)
#define ATOMIC_LONG_INIT(i)	ATOMIC_INIT(i)

/* name##_OP(i, v), name##_OP_return(i, v), name##_fetch_OP(i, v) */
#define __ATOMIC_ARITHMETIC(name, word, counter_t, op) \
static __always_inline void name##_##op(word i, counter_t *v) \
{ \
	__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED); \
} \
static __always_inline word name##_##op##_return(word i, counter_t *v) \
{ \
	word now = __atomic_##op##_fetch(&v->counter, i, __ATOMIC_SEQ_CST); \
\
	smp_mb__full(); \
	return now; \
} \
static __always_inline word name##_fetch_##op(word i, counter_t *v) \
{ \
	word was = __atomic_fetch_##op(&v->counter, i, __ATOMIC_SEQ_CST); \
\
	smp_mb__full(); \
	return was; \
}

/* name##_OP(i, v), name##_fetch_OP(i, v) */
#define __ATOMIC_LOGIC(name, word, counter_t, op) \
static __always_inline void name##_##op(word i, counter_t *v) \
{ \
	__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED); \
} \
static __always_inline word name##_fetch_##op(word i, counter_t *v) \
{ \
	word was = __atomic_fetch_##op(&v->counter, i, __ATOMIC_SEQ_CST); \
\
	smp_mb__full(); \
	return was; \
}

#define __ATOMIC_FAMILY(name, word, counter_t) \
static __always_inline word name##_read(const counter_t *v) \
{ \
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED); \
} \
static __always_inline word name##_read_acquire(const counter_t *v) \
{ \
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); \
} \
static __always_inline void name##_set(counter_t *v, word i) \
{ \
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED); \
} \
static __always_inline void name##_set_release(counter_t *v, word i) \
{ \
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE); \
} \
__ATOMIC_ARITHMETIC(name, word, counter_t, add) \
__ATOMIC_ARITHMETIC(name, word, counter_t, sub) \
__ATOMIC_LOGIC(name, word, counter_t, and) \
__ATOMIC_LOGIC(name, word, counter_t, or) \
__ATOMIC_LOGIC(name, word, counter_t, xor) \
static __always_inline void name##_andnot(word i, counter_t *v) { name##_and(~i, v); } \
static __always_inline word name##_fetch_andnot(word i, counter_t *v) { return name##_fetch_and(~i, v); } \
static __always_inline void name##_inc(counter_t *v) { name##_add(1, v); } \
static __always_inline void name##_dec(counter_t *v) { name##_sub(1, v); } \
static __always_inline word name##_inc_return(counter_t *v) { return name##_add_return(1, v); } \
static __always_inline word name##_dec_return(counter_t *v) { return name##_sub_return(1, v); } \
static __always_inline word name##_fetch_inc(counter_t *v) { return name##_fetch_add(1, v); } \
static __always_inline word name##_fetch_dec(counter_t *v) { return name##_fetch_sub(1, v); } \
static __always_inline bool name##_sub_and_test(word i, counter_t *v) { return !name##_sub_return(i, v); } \
static __always_inline bool name##_dec_and_test(counter_t *v) { return !name##_sub_return(1, v); } \
static __always_inline bool name##_inc_and_test(counter_t *v) { return !name##_add_return(1, v); } \
static __always_inline bool name##_add_negative(word i, counter_t *v) { return name##_add_return(i, v) < 0; } \
static __always_inline word name##_xchg(counter_t *v, word i) { return xchg(&v->counter, i); } \
static __always_inline word name##_cmpxchg(counter_t *v, word old, word i) { return cmpxchg(&v->counter, old, i); } \
static __always_inline bool name##_try_cmpxchg(counter_t *v, word *old, word i) \
{ \
	return try_cmpxchg(&v->counter, (typeof(v->counter) *)old, i); \
} \
static __always_inline word name##_fetch_add_unless(counter_t *v, word i, word unless) \
{ \
	word now = name##_read(v); \
\
	while (now != unless && !name##_try_cmpxchg(v, &now, now + i)) \
		; \
	return now; \
} \
static __always_inline bool name##_add_unless(counter_t *v, word i, word unless) \
{ \
	return name##_fetch_add_unless(v, i, unless) != unless; \
} \
static __always_inline bool name##_inc_not_zero(counter_t *v) { return name##_add_unless(v, 1, 0); } \
static __always_inline bool name##_inc_unless_negative(counter_t *v) \
{ \
	word now = name##_read(v); \
\
	while (now >= 0) \
		if (name##_try_cmpxchg(v, &now, now + 1)) \
			return true; \
	return false; \
} \
static __always_inline bool name##_dec_unless_positive(counter_t *v) \
{ \
	word now = name##_read(v); \
\
	while (now <= 0) \
		if (name##_try_cmpxchg(v, &now, now - 1)) \
			return true; \
	return false; \
} \
static __always_inline word name##_dec_if_positive(counter_t *v) \
{ \
	word now = name##_read(v); \
\
	while (now > 0 && !name##_try_cmpxchg(v, &now, now - 1)) \
		; \
	return now - 1; \
}

__ATOMIC_FAMILY(atomic, int, atomic_t)
__ATOMIC_FAMILY(atomic64, s64, atomic64_t)
__ATOMIC_FAMILY(atomic_long, long, atomic_long_t)

#undef __ATOMIC_FAMILY
#undef __ATOMIC_LOGIC
#undef __ATOMIC_ARITHMETIC

/* The spellings of weaker order that drivers use. */
#define atomic_inc_return_relaxed	atomic_inc_return
#define atomic_inc_return_acquire	atomic_inc_return
#define atomic_inc_return_release	atomic_inc_return
#define atomic_dec_return_relaxed	atomic_dec_return
#define atomic_dec_return_acquire	atomic_dec_return
#define atomic_dec_return_release	atomic_dec_return
#define atomic_fetch_add_relaxed	atomic_fetch_add
#define atomic_fetch_add_acquire	atomic_fetch_add
#define atomic_fetch_add_release	atomic_fetch_add
#define atomic_fetch_sub_relaxed	atomic_fetch_sub
#define atomic_fetch_sub_acquire	atomic_fetch_sub
#define atomic_fetch_sub_release	atomic_fetch_sub
#define atomic_cmpxchg_relaxed	atomic_cmpxchg
#define atomic_cmpxchg_acquire	atomic_cmpxchg
#define atomic_cmpxchg_release	atomic_cmpxchg
#define atomic_try_cmpxchg_relaxed	atomic_try_cmpxchg
#define atomic_try_cmpxchg_acquire	atomic_try_cmpxchg
#define atomic_try_cmpxchg_release	atomic_try_cmpxchg
#define atomic_xchg_relaxed	atomic_xchg
#define atomic_xchg_acquire	atomic_xchg
#define atomic_xchg_release	atomic_xchg
#define atomic64_inc_return_relaxed	atomic64_inc_return
#define atomic64_inc_return_acquire	atomic64_inc_return
#define atomic64_inc_return_release	atomic64_inc_return
#define atomic64_dec_return_relaxed	atomic64_dec_return
#define atomic64_dec_return_acquire	atomic64_dec_return
#define atomic64_dec_return_release	atomic64_dec_return
#define atomic64_fetch_add_relaxed	atomic64_fetch_add
#define atomic64_fetch_add_acquire	atomic64_fetch_add
#define atomic64_fetch_add_release	atomic64_fetch_add
#define atomic64_fetch_sub_relaxed	atomic64_fetch_sub
#define atomic64_fetch_sub_acquire	atomic64_fetch_sub
#define atomic64_fetch_sub_release	atomic64_fetch_sub
#define atomic64_cmpxchg_relaxed	atomic64_cmpxchg
#define atomic64_cmpxchg_acquire	atomic64_cmpxchg
#define atomic64_cmpxchg_release	atomic64_cmpxchg
#define atomic64_try_cmpxchg_relaxed	atomic64_try_cmpxchg
#define atomic64_try_cmpxchg_acquire	atomic64_try_cmpxchg
#define atomic64_try_cmpxchg_release	atomic64_try_cmpxchg
#define atomic64_xchg_relaxed	atomic64_xchg
#define atomic64_xchg_acquire	atomic64_xchg
#define atomic64_xchg_release	atomic64_xchg
#define atomic_long_inc_return_relaxed	atomic_long_inc_return
#define atomic_long_inc_return_acquire	atomic_long_inc_return
#define atomic_long_inc_return_release	atomic_long_inc_return
#define atomic_long_dec_return_relaxed	atomic_long_dec_return
#define atomic_long_dec_return_acquire	atomic_long_dec_return
#define atomic_long_dec_return_release	atomic_long_dec_return
#define atomic_long_fetch_add_relaxed	atomic_long_fetch_add
#define atomic_long_fetch_add_acquire	atomic_long_fetch_add
#define atomic_long_fetch_add_release	atomic_long_fetch_add
#define atomic_long_fetch_sub_relaxed	atomic_long_fetch_sub
#define atomic_long_fetch_sub_acquire	atomic_long_fetch_sub
#define atomic_long_fetch_sub_release	atomic_long_fetch_sub
#define atomic_long_cmpxchg_relaxed	atomic_long_cmpxchg
#define atomic_long_cmpxchg_acquire	atomic_long_cmpxchg
#define atomic_long_cmpxchg_release	atomic_long_cmpxchg
#define atomic_long_try_cmpxchg_relaxed	atomic_long_try_cmpxchg
#define atomic_long_try_cmpxchg_acquire	atomic_long_try_cmpxchg
#define atomic_long_try_cmpxchg_release	atomic_long_try_cmpxchg
#define atomic_long_xchg_relaxed	atomic_long_xchg
#define atomic_long_xchg_acquire	atomic_long_xchg
#define atomic_long_xchg_release	atomic_long_xchg

#endif
