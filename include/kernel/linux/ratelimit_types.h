/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/bits.h>
#include <linux/param.h>
#include <linux/types.h>

#define DEFAULT_RATELIMIT_INTERVAL	(5 * HZ)
#define DEFAULT_RATELIMIT_BURST		10
#define RATELIMIT_MSG_ON_RELEASE	BIT(0)

/**
 * struct ratelimit_state - at most @burst events in every @interval
 * @busy: taken (atomically) while the counters below are looked at
 * @interval: jiffies; 0: no limit
 * @printed: events let through since @begin
 * @missed: events suppressed since @begin
 * @begin: jiffies, 0: no window is open
 */
struct ratelimit_state {
	bool busy;
	int interval;
	int burst;
	int printed;
	int missed;
	unsigned long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, flags_init)	\
	{ .interval = interval_init, .burst = burst_init, .flags = flags_init }
#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)
#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_init, burst_init)

/* Non-zero: go ahead. */
int ___ratelimit(struct ratelimit_state *rs, const char *function);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
