/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processor this is.
 */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#define raw_smp_processor_id()	0
#define smp_processor_id()	0
#define get_cpu()	({ preempt_disable(); 0; })
#define put_cpu()	preempt_enable()

#include <linux/preempt.h>

#endif
