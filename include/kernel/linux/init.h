/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that run at boot (built-in code), in the order of their levels and within one in link order, and
 * at shutdown: the module_exit() of built-in code runs too, in reverse order of the files that were started.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init
#define __initdata
#define __initconst
#define __exit
#define __exitdata
#define __exit_call
#define __ref
#define __refdata
#define __refconst
#define __meminit
#define __devinit

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

/**
 * struct initcall - one function to run at boot
 * @name: of the function
 * @file: it stands in; pairs it with the exitcall of the same file
 */
struct initcall {
	const char *name;
	const char *file;
	initcall_t fn;
};

/**
 * struct exitcall - one function to run at shutdown
 * @due: an initcall of @file has succeeded
 */
struct exitcall {
	const char *name;
	const char *file;
	exitcall_t fn;
	bool due;
};

#ifdef MODULE
/*
 * A module's files have one init function each, whatever level its author had in mind for the built-in case. Where several
 * modules of Linux are linked into one, the first one needs the others: they begin last file first.
 */
#define __define_initcall(function, level) module_init(function)
#define early_initcall(function)	module_init(function)
#define core_initcall(function)		module_init(function)
#define postcore_initcall(function)	module_init(function)
#define arch_initcall(function)		module_init(function)
#define subsys_initcall(function)	module_init(function)
#define subsys_initcall_sync(function)	module_init(function)
#define fs_initcall(function)		module_init(function)
#define device_initcall(function)	module_init(function)
#define late_initcall(function)		module_init(function)
#define late_initcall_sync(function)	module_init(function)
#else
#define __define_initcall(function, level)					\
	static const struct initcall __initcall_##function = { #function, __FILE__, function }; \
	static const struct initcall *const __initcall_ptr_##function __used	\
		__section("initcalls_" #level) = &__initcall_##function
#define __exitcall(function)							\
	static struct exitcall __exitcall_##function = { #function, __FILE__, function, false }; \
	static struct exitcall *const __exitcall_ptr_##function __used		\
		__section("exitcalls") = &__exitcall_##function

#define pure_initcall(function)		__define_initcall(function, 0)
#define core_initcall(function)		__define_initcall(function, 1)
#define postcore_initcall(function)	__define_initcall(function, 2)
#define arch_initcall(function)		__define_initcall(function, 3)
#define subsys_initcall(function)	__define_initcall(function, 4)
#define subsys_initcall_sync(function)	__define_initcall(function, 4)
#define fs_initcall(function)		__define_initcall(function, 5)
#define device_initcall(function)	__define_initcall(function, 6)
#define late_initcall(function)		__define_initcall(function, 7)
#define late_initcall_sync(function)	__define_initcall(function, 7)
#endif

#endif
