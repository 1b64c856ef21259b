/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A counter of a device's, of less than 64 bits and any speed, as nanoseconds (linux/task/timecounter.c). */
#ifndef _LINUX_TIMECOUNTER_H
#define _LINUX_TIMECOUNTER_H

#include <linux/types.h>

#define CYCLECOUNTER_MASK(bits) (u64)((bits) < 64 ? (1ULL << (bits)) - 1 : -1)

/**
 * struct cyclecounter - the device's counter
 * @read: its value; @mask: the bits it has; a cycle takes @mult / 2^@shift nanoseconds
 */
struct cyclecounter {
	u64 (*read)(const struct cyclecounter *cc);
	u64 mask;
	u32 mult, shift;
};

/**
 * struct timecounter - time since timecounter_init()
 * @cycle_last: what the counter had when it was last read; @nsec: the time then, @frac: what is left of the shift
 * The counter must not go round between two readings. Callers serialise.
 */
struct timecounter {
	const struct cyclecounter *cc;
	u64 cycle_last, nsec, mask, frac;
};

void timecounter_init(struct timecounter *tc, const struct cyclecounter *cc, u64 start_tstamp);
u64 timecounter_read(struct timecounter *tc);

#endif
