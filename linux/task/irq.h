/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irq.h - what irq.c (lines and the irq task) and irq_request.c (who gets which) share.
 *
 * irq_lock protects the lines and their lists of actions; a line's level is atomic, so that the machine's event may
 * come from anywhere. Handlers are called without the lock: an action that is taken off the list stays valid until its
 * line is not in progress, which free_irq() waits for.
 */
#ifndef LINUX_TASK_IRQ_H
#define LINUX_TASK_IRQ_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/wait.h>

#include "local.h"

struct irqaction {
	struct irqaction *next;
	irq_handler_t handler;		/* NULL: only wakes the thread */
	irq_handler_t thread_fn;
	void *dev_id;
	unsigned long flags;
	unsigned int irq;
	const char *name;
	struct task_struct *thread;
	bool up;			/* the thread runs */
	bool pending;			/* the thread has something to do */
	bool busy;			/* and does it */
};

struct irq_desc {
	bool level;			/* atomic */
	bool edges;			/* of the platform's edge_lines */
	bool edge;			/* atomic: it has risen since its handlers were called, or it got one */
	bool injected;			/* atomic: one round whatever the level is */
	struct irqaction *actions;
	unsigned int depth;		/* of disable_irq() */
	unsigned int masked;		/* one-shot threads that have not answered yet */
	bool in_progress;
	bool given_up;			/* disabled by us, for a storm */
	bool asleep;			/* one of @depth is the system's sleep */
	unsigned int unhandled, rounds;
};

extern struct plain_lock irq_lock;
extern struct irq_desc irq_descs[NR_IRQS];

/** irq_wait - woken after each round of a line and each threaded handler */
extern struct wait_queue_head irq_wait;

/** irq_thread_map - held, for the lock checker, by every threaded handler; who waits for one takes it */
extern struct lockdep_map irq_thread_map;

/** irq_thread() - the thread of an action with a threaded handler */
int irq_thread(void *action);

/** irq_thread_is_up() - has it begun? */
bool irq_thread_is_up(const struct irqaction *action);

/** irq_waits_for_itself() - is this a handler, which must not wait until no handler runs? Told. */
bool irq_waits_for_itself(unsigned int irq, const void *where);

/** irq_kick() - the irq task looks at all lines again */
void irq_kick(void);

/** irq_is_quiet() - no handler of the line is running, nor, with @threads, has a thread of it anything to do */
bool irq_is_quiet(struct irq_desc *desc, bool threads);

#endif
