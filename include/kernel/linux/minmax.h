/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * min() and its relatives. The operands are evaluated once; a signed and an unsigned operand do not meet unless
 * one is a constant that both can hold. min_t() casts first.
 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/types.h>

/* Narrow types are promoted to int before they are compared, so their signedness is that of int. */
#define __mm_signed(x)		_Generic((x) + 0, int: 1, long: 1, long long: 1, default: 0)
#define __mm_non_negative(x)	(__is_constexpr((x)) && __builtin_choose_expr(__is_constexpr((x)), (x), 0) >= 0)
#define __mm_ok(a, b)							\
	(__mm_signed(a) == __mm_signed(b) || __mm_non_negative(a) || __mm_non_negative(b))

#define __mm_pick(a, b, op, id)						\
	({ typeof(a) __UNIQUE_ID_JOIN(__mm_a, id) = (a);		\
	   typeof(b) __UNIQUE_ID_JOIN(__mm_b, id) = (b);		\
	   __UNIQUE_ID_JOIN(__mm_a, id) op __UNIQUE_ID_JOIN(__mm_b, id) ? \
	   __UNIQUE_ID_JOIN(__mm_a, id) : __UNIQUE_ID_JOIN(__mm_b, id); })
#define __mm_checked(a, b, op, id)					\
	({ _Static_assert(__mm_ok(a, b), "min/max() of signed and unsigned: use min_t/max_t()"); \
	   __mm_pick(a, b, op, id); })

#define min(a, b)		__mm_checked(a, b, <, __COUNTER__)
#define max(a, b)		__mm_checked(a, b, >, __COUNTER__)
#define min_t(type, a, b)	__mm_pick((type)(a), (type)(b), <, __COUNTER__)
#define max_t(type, a, b)	__mm_pick((type)(a), (type)(b), >, __COUNTER__)
/* For operands known not to be negative, whatever their types. */
#define umin(a, b)		__mm_pick((a) + 0u + 0ul + 0ull, (b) + 0u + 0ul + 0ull, <, __COUNTER__)
#define umax(a, b)		__mm_pick((a) + 0u + 0ul + 0ull, (b) + 0u + 0ul + 0ull, >, __COUNTER__)
#define min3(a, b, c)		min(min(a, b), c)
#define max3(a, b, c)		max(max(a, b), c)
#define min_not_zero(a, b)						\
	({ typeof(a) __mnz_a = (a); typeof(b) __mnz_b = (b);		\
	   __mnz_a == 0 ? __mnz_b : (__mnz_b == 0 ? __mnz_a : min(__mnz_a, __mnz_b)); })

/* For array sizes and initialisers. */
#define MIN(a, b)		((a) < (b) ? (a) : (b))
#define MAX(a, b)		((a) > (b) ? (a) : (b))
#define MIN_T(type, a, b)	MIN((type)(a), (type)(b))
#define MAX_T(type, a, b)	MAX((type)(a), (type)(b))

#define clamp_t(type, value, low, high)	min_t(type, max_t(type, value, low), high)
#define clamp_val(value, low, high)	clamp_t(typeof(value), value, low, high)
#define clamp(value, low, high)		min(max(value, low), high)

#define in_range64(value, start, len)	((u64)(value) - (u64)(start) < (u64)(len))
#define in_range(value, start, len)	in_range64(value, start, len)

#define swap(a, b) \
	do { typeof(a) __swap = (a); (a) = (b); (b) = __swap; } while (0)

#endif
