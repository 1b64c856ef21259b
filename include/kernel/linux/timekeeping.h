/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What time it is. All monotonic clocks are one: the host's (see host_now()); it starts at 0 with the run.
 */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/types.h>
#include <linux/time64.h>
#include <linux/errno.h>

ktime_t ktime_get(void);
ktime_t ktime_get_raw(void);
ktime_t ktime_get_boottime(void);
ktime_t ktime_get_real(void);
ktime_t ktime_get_coarse(void);
time64_t ktime_get_seconds(void);
time64_t ktime_get_real_seconds(void);
time64_t ktime_get_boottime_seconds(void);
void ktime_get_ts64(struct timespec64 *ts);
void ktime_get_raw_ts64(struct timespec64 *ts);
void ktime_get_boottime_ts64(struct timespec64 *ts);
void ktime_get_real_ts64(struct timespec64 *ts);
void ktime_get_coarse_ts64(struct timespec64 *ts);
void ktime_get_coarse_real_ts64(struct timespec64 *ts);

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static inline u64 ktime_get_raw_ns(void)
{
	return ktime_get_raw();
}

static inline u64 ktime_get_boottime_ns(void)
{
	return ktime_get_boottime();
}

static inline u64 ktime_get_real_ns(void)
{
	return ktime_get_real();
}

#endif
