/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to linux/core. */
#ifndef LINUX_CORE_LOCAL_H
#define LINUX_CORE_LOCAL_H

/** report_reset() - a new boot begins: no findings yet */
void report_reset(void);

/** fault_reset() - disarm, count from 0 */
void fault_reset(void);

#endif
