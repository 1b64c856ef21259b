/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Short spellings of the compiler attributes that kernel code uses; gcc 12 and clang 14 know all of them. */
#ifndef _LINUX_COMPILER_ATTRIBUTES_H
#define _LINUX_COMPILER_ATTRIBUTES_H

#define __alias(symbol)			__attribute__((__alias__(#symbol)))
#define __aligned(bytes)		__attribute__((__aligned__(bytes)))
#define __aligned_largest		__attribute__((__aligned__))
#define __always_inline			inline __attribute__((__always_inline__))
#define __always_unused			__attribute__((__unused__))
#define __assume_aligned(bytes, ...)	__attribute__((__assume_aligned__(bytes, ##__VA_ARGS__)))
#define __attribute_const__		__attribute__((__const__))
#define __cleanup(function)		__attribute__((__cleanup__(function)))
#define __cold				__attribute__((__cold__))
#define __deprecated
#define __designated_init
#define __flatten			__attribute__((__flatten__))
#define __gnu_inline			__attribute__((__gnu_inline__))
#define __malloc			__attribute__((__malloc__))
#define __maybe_unused			__attribute__((__unused__))
#define __mode(mode_name)		__attribute__((__mode__(mode_name)))
#define __must_check			__attribute__((__warn_unused_result__))
#define __no_caller_saved_registers
#define __nonstring
#define __noreturn			__attribute__((__noreturn__))
#define __packed			__attribute__((__packed__))
#define __printf(format, first)		__attribute__((__format__(printf, format, first)))
#define __pure				__attribute__((__pure__))
#define __scanf(format, first)		__attribute__((__format__(scanf, format, first)))
#define __section(name)			__attribute__((__section__(name)))
#define __used				__attribute__((__used__))
#define __visible			__attribute__((__externally_visible__))
#define __weak				__attribute__((__weak__))
#define noinline			__attribute__((__noinline__))

#define fallthrough			__attribute__((__fallthrough__))

#ifdef __clang__
#undef __visible
#define __visible
#define __compiletime_error(text)
#define __compiletime_warning(text)
#else
#define __compiletime_error(text)	__attribute__((__error__(text)))
#define __compiletime_warning(text)	__attribute__((__warning__(text)))
#endif

#endif
