/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UTIL_MACROS_H
#define _LINUX_UTIL_MACROS_H

#include <linux/math.h>

/* Index of the nearest element of a sorted array; ties go to the lower one. */
#define __find_closest(x, a, size, op)						\
	({									\
		typeof(size) __fc_i, __fc_last = (size) - 1;			\
		typeof(x) __fc_x = (x);						\
		typeof(a) *__fc_unused = NULL;					\
		(void)__fc_unused;						\
		for (__fc_i = 0; __fc_i < __fc_last; __fc_i++)			\
			if (__fc_x op DIV_ROUND_CLOSEST((a)[__fc_i] + (a)[__fc_i + 1], 2)) \
				break;						\
		__fc_i;								\
	})
#define find_closest(x, a, size)		__find_closest(x, a, size, <=)
#define find_closest_descending(x, a, size)	__find_closest(x, a, size, >=)

#define PTR_IF(condition, ptr)	((condition) ? (ptr) : NULL)
#define u64_to_user_ptr(x)	((void __user *)(uintptr_t)(u64)(x))

#endif
