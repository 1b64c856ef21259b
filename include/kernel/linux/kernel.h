/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every driver expects to have when it has included anything. */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <asm/byteorder.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/hex.h>
#include <linux/instruction_pointer.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/linkage.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <linux/util_macros.h>
#include <linux/wordpart.h>

#define STACK_MAGIC	0xdeadbeef
#define READ		0
#define WRITE		1

/* An assertion in the code's text that it may sleep here; in linux/task. */
void __might_sleep(const char *file, int line);
void __might_fault(const char *file, int line);
#define might_sleep()		__might_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond)	do { if (cond) might_sleep(); } while (0)
#define might_fault()		__might_fault(__FILE__, __LINE__)
#define might_resched()		do { } while (0)
#define cant_sleep()		do { } while (0)
#define non_block_start()	do { } while (0)
#define non_block_end()		do { } while (0)

/* "12K", "0x3M": a number and a power of 1024. */
unsigned long long memparse(const char *ptr, char **retptr);

#define trace_printk(fmt, ...) no_printk(fmt, ##__VA_ARGS__)

#define VERIFY_OCTAL_PERMISSIONS(perms)						\
	(BUILD_BUG_ON_ZERO((perms) < 0) + BUILD_BUG_ON_ZERO((perms) > 0777) +	\
	 BUILD_BUG_ON_ZERO((perms) & 2) + (perms))

#endif
