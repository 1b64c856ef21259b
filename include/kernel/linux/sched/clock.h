/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock of the scheduler.
 */
#ifndef _LINUX_SCHED_CLOCK_H
#define _LINUX_SCHED_CLOCK_H

#include <linux/sched.h>

/* Nanoseconds of the scheduler's clock. */
u64 sched_clock(void);
u64 local_clock(void);
u64 cpu_clock(int cpu);

/*
 * Ours: never after local_clock() and at most a few ms before it, for a fraction of the cost; on the virtual clock the
 * same.
 */
u64 local_clock_coarse(void);

#endif
