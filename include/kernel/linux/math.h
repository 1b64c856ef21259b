/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>
#include <linux/const.h>
#include <linux/log2.h>
#include <linux/minmax.h>

/* @y must be a power of two for these two. */
#define __round_mask(x, y)	((__typeof__(x))((y) - 1))
#define round_up(x, y)		((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)	((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d)	__KERNEL_DIV_ROUND_UP(n, d)
#define DIV_ROUND_UP_POW2(n, d)	({ typeof(n) __n = (n); __n / (d) + !!(__n & ((d) - 1)); })
#define DIV_ROUND_DOWN_ULL(ll, d) ({ unsigned long long __ll = (ll); __ll / (u32)(d); })
#define DIV_ROUND_UP_ULL(ll, d)	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)

#define roundup(x, y)		({ typeof(y) __by = (y); (((x) + (__by - 1)) / __by) * __by; })
#define rounddown(x, y)		({ typeof(x) __of = (x); __of - __of % (y); })

/* To the nearest; halves go away from zero. */
#define DIV_ROUND_CLOSEST(x, divisor)						\
	({ typeof(x) __x = (x); typeof(divisor) __d = (divisor);		\
	   is_unsigned_type(typeof(x)) || is_unsigned_type(typeof(divisor)) || (__x > 0) == (__d > 0) ? \
	   (__x + __d / 2) / __d : (__x - __d / 2) / __d; })
#define DIV_ROUND_CLOSEST_ULL(x, divisor) \
	({ unsigned long long __x = (x); u32 __d = (divisor); (__x + __d / 2) / __d; })
#define mult_frac(x, n, d) \
	({ typeof(x) __x = (x); typeof(n) __n = (n); typeof(d) __d = (d); \
	   __x / __d * __n + __x % __d * __n / __d; })
#define sector_div(n, base)	({ u32 __rem = (n) % (base); (n) /= (base); __rem; })

/* The result has x's type, made unsigned only by the caller's choice of type, as abs() of the kernel. */
#define abs(x)	({ typeof((x) + 0) __abs = (x); __abs < 0 ? -__abs : __abs; })
#define abs_diff(a, b) ({ typeof(a) __a = (a); typeof(b) __b = (b); __a > __b ? __a - __b : __b - __a; })

/* A multiplication maps the low 32 bits onto 0 … ceiling - 1. */
static inline u32 reciprocal_scale(u32 value, u32 ceiling)
{
	return (u32)(((u64)value * ceiling) >> 32);
}

struct u32_fract {
	u32 numerator;
	u32 denominator;
};
struct s32_fract {
	s32 numerator;
	s32 denominator;
};

u64 int_pow(u64 base, unsigned int exp);
unsigned long int_sqrt(unsigned long x);
u32 int_sqrt64(u64 x);

#endif
