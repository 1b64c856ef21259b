/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a busy wait says to the processor. One turn lets the other tasks get on; see host_task_relax().
 */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

void cpu_relax(void);

#define cpu_relax_yield() cpu_relax()

#endif
