/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts on the running processor. A task stands for a processor of its own here: interrupt handlers run beside
 * it, not on top of it, so that nothing is held back; but whoever relies on it without a lock is wrong on any
 * machine with two processors, and the lock checker knows in which state each lock was taken.
 */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/typecheck.h>
#include <linux/types.h>

unsigned long arch_local_irq_save(void);
void arch_local_irq_restore(unsigned long flags);
void local_irq_disable(void);
void local_irq_enable(void);
bool irqs_disabled(void);

#define local_irq_save(flags) \
	do { \
		typecheck(unsigned long, flags); \
		(flags) = arch_local_irq_save(); \
	} while (0)
#define local_irq_restore(flags) \
	do { \
		typecheck(unsigned long, flags); \
		arch_local_irq_restore(flags); \
	} while (0)
#define local_save_flags(flags)		((flags) = irqs_disabled())
#define irqs_disabled_flags(flags)	((flags) != 0)

#include <linux/cleanup.h>

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags), unsigned long flags)

#endif
