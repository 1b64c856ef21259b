// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * time.c - what time it is, in every form, and conversions. All of it comes from host_now(); no state but the
 * counter that makes time pass for who keeps looking.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>

#include "local.h"

/*
 * A loop that waits for a time, or for a device, but never sleeps would wait for ever on the virtual clock, which stands
 * still while a task computes. So every LOOKS-th look at the clock or at a register since the task slept costs time.
 */
#define LOOKS	32
#define LOOK_NS	10000

void look_takes_time(void)
{
	struct task_struct *t = current;

	if (t && ++t->looks % LOOKS == 0)
		host_delay(LOOK_NS);
}

static u64 look_at_clock(void)
{
	look_takes_time();
	return host_now();
}

/* ---- jiffies ---- */

u64 get_jiffies_64(void)
{
	return INITIAL_JIFFIES + div_u64(look_at_clock(), TICK_NSEC);
}
EXPORT_SYMBOL(get_jiffies_64);

unsigned long get_jiffies(void)
{
	return get_jiffies_64();
}
EXPORT_SYMBOL(get_jiffies);

u64 jiffies_deadline(unsigned long expires)
{
	u64 now = host_now();
	long ticks = expires - (INITIAL_JIFFIES + div_u64(now, TICK_NSEC));

	/* past the tick: a sleep of n jiffies lasts n whole ones, whenever in a tick it began; never in the past */
	return (div_u64(now, TICK_NSEC) + max(ticks, 0L) + 1) * TICK_NSEC;
}

unsigned long msecs_to_jiffies(const unsigned int msecs)
{
	/* "for ever", as Linux has it for negative values */
	if ((int)msecs < 0)
		return MAX_JIFFY_OFFSET;
	return DIV_ROUND_UP(msecs, MSEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(msecs_to_jiffies);

unsigned long usecs_to_jiffies(const unsigned int usecs)
{
	return DIV_ROUND_UP(usecs, TICK_USEC);
}
EXPORT_SYMBOL(usecs_to_jiffies);

u64 nsecs_to_jiffies64(u64 nsecs)
{
	return div_u64(nsecs, TICK_NSEC);
}
EXPORT_SYMBOL(nsecs_to_jiffies64);

unsigned long nsecs_to_jiffies(u64 nsecs)
{
	return nsecs_to_jiffies64(nsecs);
}
EXPORT_SYMBOL_GPL(nsecs_to_jiffies);

unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	u64 ns = timespec64_to_ns(value);

	return min_t(u64, DIV_ROUND_UP(ns, TICK_NSEC), MAX_JIFFY_OFFSET);
}
EXPORT_SYMBOL(timespec64_to_jiffies);

unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j * (MSEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(jiffies_to_msecs);

unsigned int jiffies_to_usecs(const unsigned long j)
{
	return j * TICK_USEC;
}
EXPORT_SYMBOL(jiffies_to_usecs);

u64 jiffies64_to_nsecs(u64 j)
{
	return j * TICK_NSEC;
}
EXPORT_SYMBOL(jiffies64_to_nsecs);

u64 jiffies_to_nsecs(const unsigned long j)
{
	return jiffies64_to_nsecs(j);
}
EXPORT_SYMBOL(jiffies_to_nsecs);

u64 jiffies64_to_msecs(u64 j)
{
	return j * (MSEC_PER_SEC / HZ);
}
EXPORT_SYMBOL(jiffies64_to_msecs);

void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value)
{
	*value = ns_to_timespec64(jiffies_to_nsecs(j));
}
EXPORT_SYMBOL(jiffies_to_timespec64);

clock_t jiffies_to_clock_t(unsigned long j)
{
	return div_u64(jiffies_to_nsecs(j), NSEC_PER_SEC / USER_HZ);
}
EXPORT_SYMBOL(jiffies_to_clock_t);

/* To the next whole second, unless it has just begun: timers that need not be exact go off together. */
unsigned long round_jiffies(unsigned long j)
{
	unsigned long past = j % HZ, rounded = past < HZ / 4 ? j - past : j - past + HZ;

	return time_after(rounded, jiffies) ? rounded : j;
}
EXPORT_SYMBOL_GPL(round_jiffies);

unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies(now + j) - now;
}
EXPORT_SYMBOL_GPL(round_jiffies_relative);

/* ---- ktime and timespecs ---- */

/**
 * ktime_get() - the monotonic clock, ns
 * The raw, coarse and boot-time clocks are the same one.
 */
ktime_t ktime_get(void)
{
	return look_at_clock();
}
EXPORT_SYMBOL_GPL(ktime_get);

ktime_t ktime_get_raw(void)
{
	return look_at_clock();
}
EXPORT_SYMBOL_GPL(ktime_get_raw);

ktime_t ktime_get_boottime(void)
{
	return look_at_clock();
}
EXPORT_SYMBOL_GPL(ktime_get_boottime);

ktime_t ktime_get_coarse(void)
{
	return look_at_clock();
}
EXPORT_SYMBOL_GPL(ktime_get_coarse);

void ktime_get_real_ts64(struct timespec64 *ts)
{
	u64 seconds;
	u32 ns;

	look_at_clock();
	host_wall_time(&seconds, &ns);
	*ts = (struct timespec64){ seconds, ns };
}
EXPORT_SYMBOL(ktime_get_real_ts64);

void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}
EXPORT_SYMBOL(ktime_get_coarse_real_ts64);

ktime_t ktime_get_real(void)
{
	struct timespec64 ts;

	ktime_get_real_ts64(&ts);
	return timespec64_to_ktime(ts);
}
EXPORT_SYMBOL_GPL(ktime_get_real);

time64_t ktime_get_seconds(void)
{
	return div_u64(look_at_clock(), NSEC_PER_SEC);
}
EXPORT_SYMBOL_GPL(ktime_get_seconds);

time64_t ktime_get_boottime_seconds(void)
{
	return ktime_get_seconds();
}
EXPORT_SYMBOL_GPL(ktime_get_boottime_seconds);

time64_t ktime_get_real_seconds(void)
{
	struct timespec64 ts;

	ktime_get_real_ts64(&ts);
	return ts.tv_sec;
}
EXPORT_SYMBOL_GPL(ktime_get_real_seconds);

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(look_at_clock());
}
EXPORT_SYMBOL_GPL(ktime_get_ts64);

void ktime_get_raw_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}
EXPORT_SYMBOL(ktime_get_raw_ts64);

void ktime_get_boottime_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}
EXPORT_SYMBOL_GPL(ktime_get_boottime_ts64);

void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}
EXPORT_SYMBOL(ktime_get_coarse_ts64);

/* Saturates instead of overflowing. */
ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t sum;

	return __builtin_add_overflow(lhs, rhs, &sum) || sum < 0 ? KTIME_MAX : sum;
}
EXPORT_SYMBOL_GPL(ktime_add_safe);

/* @nsec of any size and sign: 0 ≤ tv_nsec < NSEC_PER_SEC afterwards */
void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	s64 carry = nsec / NSEC_PER_SEC;

	nsec -= carry * NSEC_PER_SEC;
	if (nsec < 0) {
		nsec += NSEC_PER_SEC;
		carry--;
	}
	*ts = (struct timespec64){ sec + carry, nsec };
}
EXPORT_SYMBOL(set_normalized_timespec64);

struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 0, nsec);
	return ts;
}
EXPORT_SYMBOL(ns_to_timespec64);

u64 sched_clock(void)
{
	return host_now();
}
EXPORT_SYMBOL_GPL(sched_clock);

u64 local_clock(void)
{
	return host_now();
}
EXPORT_SYMBOL_GPL(local_clock);

u64 local_clock_coarse(void)
{
	return host_now_coarse();
}
EXPORT_SYMBOL_GPL(local_clock_coarse);

u64 cpu_clock(int cpu)
{
	return host_now();
}
EXPORT_SYMBOL_GPL(cpu_clock);
