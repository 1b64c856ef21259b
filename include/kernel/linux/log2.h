/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

#define const_ilog2(n)		((n) < 2 ? 0 : 63 - __builtin_clzll((n) | 1))
/* Constant expressions for constants; otherwise the argument is evaluated once. */
#define ilog2(n)		(__builtin_constant_p(n) ? const_ilog2(n) : fls64(n) - 1)

static __always_inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

static inline __attribute_const__ unsigned long __roundup_pow_of_two(unsigned long n)
{
	return n <= 1 ? 1 : 1UL << fls64(n - 1);
}

#define roundup_pow_of_two(n)							\
	(__builtin_constant_p(n) ? ((n) <= 1 ? 1UL : 2UL << const_ilog2((n) - 1)) : __roundup_pow_of_two(n))
#define rounddown_pow_of_two(n)	(1UL << ilog2(n))
#define order_base_2(n)								\
	(__builtin_constant_p(n) ? ((n) <= 1 ? 0 : const_ilog2((n) - 1) + 1) : ilog2(__roundup_pow_of_two(n)))
#define bits_per(n)		(__builtin_constant_p(n) ? const_ilog2(n) + 1 : ilog2((n) ?: 1) + 1)

#endif
