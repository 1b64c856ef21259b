/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hints and barriers for the compiler. READ_ONCE() and WRITE_ONCE() are one access of the object's own size.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/compiler_types.h>
#include <asm/rwonce.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define likely_notrace(x)	likely(x)
#define unlikely_notrace(x)	unlikely(x)

#define barrier()		__asm__ __volatile__("" : : : "memory")
#define barrier_data(ptr)	__asm__ __volatile__("" : : "r"(ptr) : "memory")
#define barrier_before_unreachable() do { } while (0)
#define unreachable()		__builtin_unreachable()
#define OPTIMIZER_HIDE_VAR(var)	__asm__("" : "+r"(var))
#define RELOC_HIDE(ptr, off)                                                                                           \
	({                                                                                                             \
		unsigned long __hidden = (unsigned long)(ptr);                                                         \
		OPTIMIZER_HIDE_VAR(__hidden);                                                                          \
		(typeof(ptr))(__hidden + (off));                                                                       \
	})
#define absolute_pointer(val)	RELOC_HIDE((void *)(val), 0)
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#define is_signed_type(type)	(((type)(-1)) < (type)1)
#define is_unsigned_type(type)	(!is_signed_type(type))
#define __must_be_array(a)	BUILD_BUG_ON_ZERO(__same_type((a), &(a)[0]))
#define __UNIQUE_ID_JOIN2(a, b)	a##b
#define __UNIQUE_ID_JOIN(a, b)	__UNIQUE_ID_JOIN2(a, b)
#define __UNIQUE_ID(prefix)	__UNIQUE_ID_JOIN(__UNIQUE_ID_##prefix, __COUNTER__)
#define __ADDRESSABLE(symbol) \
	static void *__used __UNIQUE_ID(addressable) = (void *)(unsigned long)&symbol;

/* A qualified scalar's type without the qualifiers: what a comma expression gives in the compiler's own rules. */
#define __unqual_scalar_typeof(x) typeof(((void)0, (x)))

#endif
