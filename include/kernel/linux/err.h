/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Error numbers carried by pointers: the last 4095 addresses are never valid ones. */
#ifndef _LINUX_ERR_H
#define _LINUX_ERR_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/errno.h>

#define MAX_ERRNO 4095
#define IS_ERR_VALUE(x) unlikely((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)

static inline void * __must_check ERR_PTR(long error) { return (void *)error; }
static inline long __must_check PTR_ERR(__force const void *ptr) { return (long)ptr; }
static inline bool __must_check IS_ERR(__force const void *ptr) { return IS_ERR_VALUE((unsigned long)ptr); }
static inline bool __must_check IS_ERR_OR_NULL(__force const void *ptr) { return !ptr || IS_ERR(ptr); }
static inline void * __must_check ERR_CAST(__force const void *ptr) { return (void *)ptr; }
static inline int __must_check PTR_ERR_OR_ZERO(__force const void *ptr) { return IS_ERR(ptr) ? PTR_ERR(ptr) : 0; }
#define IOMEM_ERR_PTR(err) (__force void __iomem *)ERR_PTR(err)

#endif
