/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/irq.h - how many lines an architecture has, which is nobody's affair here; older drivers include it */
#ifndef _ASM_IRQ_H
#define _ASM_IRQ_H

#endif
