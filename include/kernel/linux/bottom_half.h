/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bottom halves (tasklets, timers) off and on for the running task.
 */
#ifndef _LINUX_BOTTOM_HALF_H
#define _LINUX_BOTTOM_HALF_H

#include <linux/preempt.h>

void local_bh_disable(void);
void local_bh_enable(void);

#define _local_bh_enable()	local_bh_enable()

#endif
