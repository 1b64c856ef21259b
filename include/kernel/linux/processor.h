/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Busy waits.
 */
#ifndef _LINUX_PROCESSOR_H
#define _LINUX_PROCESSOR_H

#include <asm/processor.h>

#define spin_begin() do { } while (0)
#define spin_cpu_relax() cpu_relax()
#define spin_end() do { } while (0)

#endif
