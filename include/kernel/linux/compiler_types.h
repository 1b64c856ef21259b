/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Markers that sparse understands (empty for the compiler) and type predicates. Everything includes this,
 * through <linux/types.h>.
 */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

#include <linux/compiler_attributes.h>

#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __safe
#define __private
#define __nocast
#define __chk_user_ptr(x)	((void)(x))
#define __chk_io_ptr(x)		((void)(x))
#define __must_hold(x)
#define __acquires(x)
#define __cond_acquires(x)
#define __releases(x)
#define __acquire(x)		((void)0)
#define __release(x)		((void)0)
#define __cond_lock(x, c)	(c)
#define ACCESS_PRIVATE(p, member) ((p)->member)

#define __counted_by(member)
#define __counted_by_le(member)
#define __counted_by_be(member)
#define __randomize_layout
#define __no_randomize_layout
#define __latent_entropy
#define __nocfi
#define __noscs
#define __nostackprotector
#define __alloc_size(...)	__attribute__((__alloc_size__(__VA_ARGS__)))
#define __realloc_size(...)	__attribute__((__alloc_size__(__VA_ARGS__)))
#define __no_kcsan
#define __no_sanitize_address	__attribute__((__no_sanitize_address__))
#define notrace			__attribute__((__no_instrument_function__))
#define noinline_for_stack	noinline
#define asmlinkage

#define __same_type(a, b)	__builtin_types_compatible_p(typeof(a), typeof(b))
#define __native_word(t) \
	(sizeof(t) == 1 || sizeof(t) == 2 || sizeof(t) == 4 || sizeof(t) == 8)
#define __diag_push()
#define __diag_pop()

/* A condition the compiler must be able to refute; see <linux/build_bug.h>. */
#define compiletime_assert(condition, text) _Static_assert(condition, text)

#endif
