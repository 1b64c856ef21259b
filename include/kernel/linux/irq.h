/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt lines, as far as drivers ask: they see <linux/interrupt.h>.
 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/interrupt.h>
#include <linux/irqreturn.h>
#include <linux/irqflags.h>

#define NR_IRQS 64

#endif
