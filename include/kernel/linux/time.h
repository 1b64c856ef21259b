/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times.
 */
#ifndef _LINUX_TIME_H
#define _LINUX_TIME_H

#include <linux/time64.h>
#include <linux/jiffies.h>

#define time_after32(a, b)	((s32)((u32)(b) - (u32)(a)) < 0)
#define time_before32(b, a)	time_after32(a, b)
#define time_between32(t, l, h)	((u32)(h) - (u32)(l) >= (u32)(t) - (u32)(l))

#endif
