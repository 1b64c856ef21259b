/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of the process behind the running system call (linux/fs/uaccess.c). User addresses mean something only to
 * that process's transport: they go through its fetch and store. Without a process nothing can be copied.
 * All of these may sleep. copy_*() and clear_user() return the number of bytes NOT copied. What copy_from_user() could
 * not copy is zeroed, what __copy_from_user() and iterators could not stays as it was.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/types.h>

unsigned long __copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long clear_user(void __user *to, unsigned long n);
long strncpy_from_user(char *dst, const char __user *src, long count);
long strnlen_user(const char __user *str, long count);

static inline unsigned long __must_check copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return _copy_from_user(to, from, n);
}

static inline unsigned long __must_check copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return _copy_to_user(to, from, n);
}

#define __copy_to_user		_copy_to_user
#define __copy_from_user_inatomic __copy_from_user
#define __copy_to_user_inatomic	_copy_to_user
#define __clear_user		clear_user

/* The transport judges addresses when they are used; only a range that wraps is refused beforehand. */
#define access_ok(addr, size)                                                                            \
	({                                                                                              \
		unsigned long __start = (unsigned long)(addr);                                           \
		__start + (unsigned long)(size) >= __start;                                              \
	})

/* Scalars of 1, 2, 4 or 8 bytes; on a fault x becomes 0. */
#define get_user(x, ptr)                                                                                 \
	({                                                                                              \
		typeof(*(ptr)) __got;                                                                    \
		int __fault = _copy_from_user((void *)&__got, (ptr), sizeof(__got)) ? -EFAULT : 0;        \
		BUILD_BUG_ON(sizeof(__got) > 8 || (sizeof(__got) & (sizeof(__got) - 1)));                 \
		(x) = __fault ? (typeof(x))0 : (typeof(x))__got;                                         \
		__fault;                                                                                \
	})

#define put_user(x, ptr)                                                                                 \
	({                                                                                              \
		typeof(*(ptr)) __put = (typeof(*(ptr)))(x);                                              \
		BUILD_BUG_ON(sizeof(__put) > 8 || (sizeof(__put) & (sizeof(__put) - 1)));                 \
		_copy_to_user((ptr), (const void *)&__put, sizeof(__put)) ? -EFAULT : 0;                  \
	})

#define __get_user(x, ptr)	get_user(x, ptr)
#define __put_user(x, ptr)	put_user(x, ptr)

void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
char *strndup_user(const char __user *s, long n);

#endif
