/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hard interrupts, as far as drivers ask.
 */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/irqflags.h>
#include <linux/preempt.h>

void synchronize_irq(unsigned int irq);

#endif
