/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers of the run: drawn from its seed on the virtual clock, so that a run can be repeated. */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/once.h>

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);
u32 get_random_u32_below(u32 ceiling);
u32 get_random_u32_inclusive(u32 floor, u32 ceiling);

static inline unsigned long get_random_long(void) { return get_random_u64(); }

#endif
