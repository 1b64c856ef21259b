/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Callers with 32-bit longs and pointers: i386 programs on x86-64. What they hand over has layouts of its own, in which
 * 64-bit numbers are aligned to 4 bytes.
 *
 * A call is compat because the host world says so (&usnd_caller.compat); a file's compat_ioctl() is then called in place
 * of unlocked_ioctl(), and there is no falling back from one to the other.
 */
#ifndef _LINUX_COMPAT_H
#define _LINUX_COMPAT_H

#include <linux/types.h>

typedef s32 compat_int_t;
typedef s32 compat_long_t;
typedef s32 compat_ssize_t;
typedef s32 compat_off_t;
typedef u32 compat_uint_t;
typedef u32 compat_ulong_t;
typedef u32 compat_size_t;
typedef u32 compat_uptr_t;
typedef u32 compat_caddr_t;
typedef s64 __attribute__((aligned(4))) compat_s64;
typedef u64 __attribute__((aligned(4))) compat_u64;

struct compat_iovec {
	compat_uptr_t iov_base;
	compat_size_t iov_len;
};

struct file;

/** in_compat_syscall() - is the running system call one of a 32-bit program? Kernel tasks: no. Context: any task. */
bool in_compat_syscall(void);

/** compat_ptr() - the address that such a program means; what is above 32 bits does not count */
static inline void __user *compat_ptr(compat_uptr_t uptr)
{
	return (void __user *)(unsigned long)uptr;
}

static inline compat_uptr_t ptr_to_compat(const void __user *uptr)
{
	return (u32)(unsigned long)uptr;
}

/** compat_ptr_ioctl() - for &file_operations.compat_ioctl where all arguments are pointers to what is the same in both worlds */
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif
