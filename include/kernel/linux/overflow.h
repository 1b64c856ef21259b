/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arithmetic that notices when the result does not fit. */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/stddef.h>

#define __type_half_max(type)	((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define type_max(t)		((typeof(t))((__type_half_max(typeof(t)) - 1) + __type_half_max(typeof(t))))
#define type_min(t)		((typeof(t))((typeof(t))-type_max(t) - (typeof(t))1))

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d)	__must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d)	__must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d)	__must_check_overflow(__builtin_mul_overflow(a, b, d))
#define overflows_type(n, T)		({ typeof(T) __ot = 0; __builtin_add_overflow((n), 0, &__ot); })

/* True if (a << s) does not fit *d, or if s or a makes no sense as a shift. */
#define check_shl_overflow(a, s, d)							\
	__must_check_overflow(({							\
		typeof(a) __so_a = (a);							\
		typeof(s) __so_s = (s);							\
		typeof(d) __so_d = (d);							\
		u64 __so_full = (u64)__so_a;						\
		bool __so_bad = __so_s < 0 || __so_s >= 8 * sizeof(*__so_d) || __so_a < 0;	\
		*__so_d = __so_bad ? 0 : (typeof(*__so_d))(__so_full << __so_s);	\
		__so_bad || *__so_d < 0 || ((u64)*__so_d >> __so_s) != __so_full;	\
	}))

/* These saturate at SIZE_MAX, which no allocator can satisfy. */
static inline size_t __must_check size_mul(size_t a, size_t b)
{
	size_t bytes;

	return check_mul_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t a, size_t b)
{
	size_t bytes;

	return check_add_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_sub(size_t a, size_t b)
{
	size_t bytes;

	if (a == SIZE_MAX || b == SIZE_MAX || check_sub_overflow(a, b, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)	size_mul(a, b)
#define array3_size(a, b, c)	size_mul(size_mul(a, b), c)
#define flex_array_size(p, member, count) \
	size_mul(count, sizeof(*(p)->member))
#define struct_size(p, member, count) \
	size_add(sizeof(*(p)), flex_array_size(p, member, count))
#define struct_size_t(type, member, count) struct_size((type *)NULL, member, count)

#endif
