/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_CACHE_H
#define _LINUX_CACHE_H

#include <uapi/linux/const.h>
#include <asm/cache.h>

#define L1_CACHE_ALIGN(x)	__ALIGN_KERNEL(x, L1_CACHE_BYTES)
#define SMP_CACHE_ALIGN(x)	L1_CACHE_ALIGN(x)
#define ____cacheline_aligned	__attribute__((__aligned__(SMP_CACHE_BYTES)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define __cacheline_aligned	____cacheline_aligned
#define __cacheline_aligned_in_smp ____cacheline_aligned
#define __read_mostly
#define __ro_after_init

#endif
