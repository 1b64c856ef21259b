/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions that stop the build when they are true. */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#define BUILD_BUG_ON_ZERO(e, ...)	((int)(sizeof(struct { int : (-!!(e)); })))
#define BUILD_BUG_ON_NOT_POWER_OF_2(n)	BUILD_BUG_ON((n) == 0 || (((n) & ((n) - 1)) != 0))
#define __BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON(((n) & ((n) - 1)) != 0)
#define BUILD_BUG_ON_INVALID(e)		((void)(sizeof((long)(e))))

/*
 * The condition may be a constant only after inlining, so this cannot be _Static_assert(): the branch calls a
 * function that must not survive optimisation. Without optimisation, or with clang 14, a bitfield decides.
 */
#if defined(__OPTIMIZE__) && !defined(__clang__)
#define __BUILD_BUG(condition, text, id)					\
	do {									\
		extern void id(void) __compiletime_error(text);			\
		if (condition)							\
			id();							\
	} while (0)
#define BUILD_BUG_ON_MSG(condition, text) __BUILD_BUG(condition, text, __UNIQUE_ID(build_bug))
#define BUILD_BUG()	BUILD_BUG_ON_MSG(1, "this place must be unreachable")
#else
#define BUILD_BUG_ON_MSG(condition, text) \
	((void)sizeof(char[1 - 2 * (__builtin_constant_p(condition) && (condition))]))
#define BUILD_BUG()	do { } while (0)
#endif
#define BUILD_BUG_ON(condition)	BUILD_BUG_ON_MSG(condition, "BUILD_BUG_ON: " #condition)

#define static_assert(condition, ...)	__static_assert_text(condition, ##__VA_ARGS__, #condition)
#define __static_assert_text(condition, text, ...) _Static_assert(condition, text)

#endif
