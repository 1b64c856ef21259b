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

enum clocksource_ids {
	CSID_GENERIC = 0,
	CSID_X86_TSC,
	CSID_X86_ART,
	CSID_MAX,
};

/* a reading of a system's counter beside a device's */
struct system_counterval_t {
	u64 cycles;
	enum clocksource_ids cs_id;
	bool use_nsecs;
};

struct system_time_snapshot;

/* the same moment, by three clocks */
struct system_device_crosststamp {
	ktime_t device;
	ktime_t sys_realtime;
	ktime_t sys_monoraw;
};

/*
 * The same moment by a device's clock and by the system's: only if the system's time comes of the counter that @get_time_fn
 * reads beside the device's, which is never so here. -ENODEV, or what @get_time_fn gives.
 */
int get_device_system_crosststamp(int (*get_time_fn)(ktime_t *device_time, struct system_counterval_t *system, void *ctx),
				  void *ctx, struct system_time_snapshot *history, struct system_device_crosststamp *xtstamp);

#endif
