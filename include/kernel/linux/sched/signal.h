/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals of the process behind a system call: signal_pending() asks it.
 */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>

#endif
