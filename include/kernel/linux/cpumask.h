/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processors. Tasks are not bound to one; drivers that count them find one.
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/types.h>
#include <linux/smp.h>

#define NR_CPUS 1
#define nr_cpu_ids 1U

struct cpumask {
	unsigned long bits[1];
};

#define num_online_cpus()	1U
#define num_possible_cpus()	1U
#define num_present_cpus()	1U
#define cpu_online(cpu)		((cpu) == 0)
#define cpu_possible(cpu)	((cpu) == 0)
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)

#endif
