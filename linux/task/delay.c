// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * delay.c - waiting for a time: busy (any context), or asleep (process context).
 */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/sched/signal.h>

#include "local.h"

void __udelay(unsigned long usecs)
{
	host_delay(usecs * NSEC_PER_USEC);
}
EXPORT_SYMBOL(__udelay);

void __ndelay(unsigned long nsecs)
{
	host_delay(nsecs);
}
EXPORT_SYMBOL(__ndelay);

void mdelay(unsigned long msecs)
{
	host_delay(msecs * NSEC_PER_MSEC);
}
EXPORT_SYMBOL(mdelay);

/**
 * msleep() - sleep for at least @msecs, rounded up to whole ticks; no signal ends it
 */
void msleep(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs);

	might_sleep_here(CALLER());
	while (timeout)
		timeout = schedule_timeout_uninterruptible(timeout);
}
EXPORT_SYMBOL(msleep);

/* Return: the milliseconds that were left when a signal came. */
unsigned long msleep_interruptible(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs);

	might_sleep_here(CALLER());
	while (timeout && !signal_pending(current))
		timeout = schedule_timeout_interruptible(timeout);
	return jiffies_to_msecs(timeout);
}
EXPORT_SYMBOL(msleep_interruptible);

/**
 * usleep_range_state() - sleep in @state for at least @min and about @max microseconds at most
 */
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	ktime_t expires = ktime_add_us(host_now(), min);

	might_sleep_here(CALLER());
	do {
		__set_current_state(state);
		sleep_until(expires);
		/* whatever woke it was not the time */
	} while (host_now() < expires);
}
EXPORT_SYMBOL(usleep_range_state);

/* Whichever kind of wait fits @usecs. */
void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep(DIV_ROUND_UP(usecs, 1000));
}
EXPORT_SYMBOL(fsleep);

/**
 * schedule_hrtimeout_range() - sleep, in the state set before, until *@expires; NULL: until woken
 * @delta: how much later it may be, ns; not used
 * Return: 0 when the time is over, -EINTR when woken before.
 */
int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode)
{
	u64 until = HOST_FOREVER;

	if (expires)
		until = mode & HRTIMER_MODE_REL ? ktime_add_safe(host_now(), *expires) : *expires;
	sleep_until(until);
	return host_now() >= until ? 0 : -EINTR;
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range);

int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{
	return schedule_hrtimeout_range(expires, 0, mode);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout);
