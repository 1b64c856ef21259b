/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_compat.h - the commands of /dev/snd/timer of 32-bit programs: what they hand over, as i386 lays it out.
 *
 * What Linux 6.12 does differently for these callers:
 *  - the number that TREAD has had from the beginning asks for events with 32-bit time stamps
 *  - INFO tells the resolution that the timer was registered with
 *  - STATUS has the direction of a command that only goes in; with the number that an i386 header gives it is -ENOTTY
 *  - GINFO and GSTATUS are only known by their 64-bit numbers, which no i386 header gives
 * Not here: x32.
 */
#ifndef SOUND_CORE_TIMER_COMPAT_H
#define SOUND_CORE_TIMER_COMPAT_H

#include <linux/compat.h>
#include <linux/ioctl.h>
#include <sound/timer.h>

#include "timer_user.h"

struct timer_gparams_compat {
	struct snd_timer_id tid;
	compat_ulong_t period_num, period_den;
	u8 reserved[32];
};

struct timer_info_compat {
	u32 flags;
	s32 card;
	char id[64], name[80];
	compat_ulong_t reserved0, resolution;
	u8 reserved[64];
};

_Static_assert(sizeof(struct timer_gparams_compat) == 60, "struct snd_timer_gparams of i386");
_Static_assert(sizeof(struct timer_info_compat) == 224, "struct snd_timer_info of i386");
_Static_assert(sizeof(struct snd_timer_status32) == 88, "struct snd_timer_status of i386");
_Static_assert(sizeof(struct snd_timer_status64) == 96, "struct snd_timer_status of i386 with 64-bit time_t");

#define TIMER_COMPAT_GPARAMS _IOW('T', 0x04, struct timer_gparams_compat)
#define TIMER_COMPAT_INFO _IOR('T', 0x11, struct timer_info_compat)
#define TIMER_COMPAT_STATUS32 _IOW('T', 0x14, struct snd_timer_status32)
#define TIMER_COMPAT_STATUS64 _IOW('T', 0x14, struct snd_timer_status64)

/** timer_compat_ioctl() - &file_operations.compat_ioctl of /dev/snd/timer; as timer_ioctl(), with the differences above */
long timer_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif
