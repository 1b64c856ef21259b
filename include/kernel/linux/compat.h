/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clients are 64-bit: nobody calls a compat ioctl. The helpers that other code names without #ifdef. */
#ifndef _LINUX_COMPAT_H
#define _LINUX_COMPAT_H

#include <linux/types.h>

static inline bool in_compat_syscall(void)
{
	return false;
}

static inline void __user *compat_ptr(u32 uptr)
{
	return (void __user *)(unsigned long)uptr;
}

#endif
