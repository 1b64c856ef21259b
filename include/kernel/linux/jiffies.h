/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jiffies: the clock in ticks of 1/HZ s. As in Linux they start five minutes before they wrap in 32 bits, so that a
 * comparison without time_after() is found. Who reads them over and over makes time pass (linux/task/time.c).
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/types.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/typecheck.h>
#include <linux/time64.h>
#include <asm/param.h>

#define INITIAL_JIFFIES	((unsigned long)(unsigned int)(-300 * HZ))
#define TICK_NSEC	(NSEC_PER_SEC / HZ)
#define TICK_USEC	(USEC_PER_SEC / HZ)
#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)

unsigned long get_jiffies(void);
u64 get_jiffies_64(void);
#define jiffies	get_jiffies()
#define jiffies_64	get_jiffies_64()

#define time_after(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_in_range(a, b, c)	(time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c)	(time_after_eq(a, b) && time_before(a, c))
#define time_after64(a, b) \
	(typecheck(__u64, a) && typecheck(__u64, b) && ((__s64)((b) - (a)) < 0))
#define time_before64(a, b)	time_after64(b, a)
#define time_after_eq64(a, b) \
	(typecheck(__u64, a) && typecheck(__u64, b) && ((__s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b)	time_after_eq64(b, a)
#define time_is_before_jiffies(a)	time_after(jiffies, a)
#define time_is_after_jiffies(a)	time_before(jiffies, a)
#define time_is_before_eq_jiffies(a)	time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)	time_before_eq(jiffies, a)

/* Into jiffies they round up, out of jiffies down. */
unsigned long msecs_to_jiffies(const unsigned int msecs);
unsigned long usecs_to_jiffies(const unsigned int usecs);
unsigned long nsecs_to_jiffies(u64 nsecs);
u64 nsecs_to_jiffies64(u64 nsecs);
unsigned long timespec64_to_jiffies(const struct timespec64 *value);
unsigned int jiffies_to_msecs(const unsigned long j);
unsigned int jiffies_to_usecs(const unsigned long j);
u64 jiffies_to_nsecs(const unsigned long j);
u64 jiffies64_to_nsecs(u64 j);
u64 jiffies64_to_msecs(u64 j);
void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value);
clock_t jiffies_to_clock_t(unsigned long j);
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);

static inline unsigned long secs_to_jiffies(unsigned int secs)
{
	return secs * HZ;
}

#endif
