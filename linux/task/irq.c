// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq.c - interrupt lines. Most are levels: the irq task calls all handlers of one, and again, until it drops. Of the
 * others (ISA's) an edge calls them once, however long the line stays up; one that comes while they run or are disabled
 * is remembered, one that comes while there are none is lost.
 * See irq.h for the lock.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "irq.h"

/* rounds of one line without its level dropping: none of the handlers takes it, or they take it and leave it up */
#define ROUNDS_UNHANDLED 1000
#define ROUNDS_HANDLED	10000
#define ROUND_NS	100		/* between two rounds */
/*
 * The news that a line has dropped may come late on the real clock: whoever brings it may have lost its processor. So
 * a line that no handler takes is asked again in peace, for a tenth of a second in all.
 */
#define ROUNDS_AT_ONCE	16
#define PEACE_NS	100000

struct plain_lock irq_lock;
struct irq_desc irq_descs[NR_IRQS];
static struct task_struct irq_task;
DECLARE_WAIT_QUEUE_HEAD(irq_wait);
static bool irq_stopping;		/* atomic */
static struct plain_lock kick_lock;	/* protects irq_up; held while the task is woken: it does not end meanwhile */
static bool irq_up;

static struct lock_class_key thread_key;
struct lockdep_map irq_thread_map = { .key = &thread_key, .name = "threaded interrupt handler" };

void irq_kick(void)
{
	plain_lock(&kick_lock);
	if (irq_up)
		host_task_unpark(irq_task.host);
	plain_unlock(&kick_lock);
}

void irq_line(void *ctx, unsigned int line, bool level)
{
	if (line >= NR_IRQS)
		return;
	__atomic_store_n(&irq_descs[line].level, level, __ATOMIC_SEQ_CST);
	if (!level)
		return;
	__atomic_store_n(&irq_descs[line].edge, true, __ATOMIC_SEQ_CST);
	irq_kick();
}

static bool is_up(const struct irq_desc *desc)
{
	return __atomic_load_n(&desc->level, __ATOMIC_SEQ_CST);
}

/* do the handlers have to be called? */
static bool is_due(const struct irq_desc *desc)
{
	return desc->edges ? __atomic_load_n(&desc->edge, __ATOMIC_SEQ_CST) : is_up(desc);
}

static bool is_injected(const struct irq_desc *desc)
{
	return __atomic_load_n(&desc->injected, __ATOMIC_SEQ_CST);
}

/* the lock is held */
static bool can_run(const struct irq_desc *desc)
{
	return desc->actions && !desc->depth && !desc->masked && !desc->given_up;
}

/* ---- the irq task ---- */

static void wake_thread(struct irq_desc *desc, struct irqaction *action)
{
	bool wake;

	if (!action->thread_fn) {
		report("no threaded handler", action->handler, "IRQ_WAKE_THREAD from \"%s\"", action->name);
		return;
	}
	plain_lock(&irq_lock);
	wake = !action->pending;
	if (wake && (action->flags & IRQF_ONESHOT))
		desc->masked++;
	action->pending = true;
	plain_unlock(&irq_lock);
	if (wake)
		wake_task(action->thread, TASK_NORMAL);
}

static irqreturn_t call_handler(struct irq_desc *desc, struct irqaction *action)
{
	irqreturn_t ret = IRQ_WAKE_THREAD;
	struct context before;

	if (action->handler) {
		context_enter(&before, HARDIRQ_OFFSET, true);
		ret = action->handler(action->irq, action->dev_id);
		context_leave(&before, "interrupt handler", action->handler);
	}
	if ((unsigned int)ret > IRQ_WAKE_THREAD) {
		report("bogus irq return", action->handler, "%#x", ret);
		ret = IRQ_NONE;
	}
	if (ret == IRQ_WAKE_THREAD)
		wake_thread(desc, action);
	return ret;
}

/* the lock is held; what is wrong with the line, or NULL */
static const char *judge_round(struct irq_desc *desc, bool handled)
{
	if (!is_up(desc) || desc->edges) {
		desc->unhandled = desc->rounds = 0;
		return NULL;
	}
	desc->unhandled = handled ? 0 : desc->unhandled + 1;
	if (desc->unhandled < ROUNDS_UNHANDLED && ++desc->rounds < ROUNDS_HANDLED)
		return NULL;
	desc->given_up = true;
	return desc->unhandled ? "irq: nobody cared" : "irq storm";
}

/* one call of each handler; how long to wait before the next round, ns; 0: the line needs none */
static u64 run_line(unsigned int line)
{
	struct irq_desc *desc = &irq_descs[line];
	struct irqaction *action;
	const char *wrong;
	bool handled = false;
	u64 wait;

	if (!is_due(desc) && !is_injected(desc))
		return 0;
	plain_lock(&irq_lock);
	if (!can_run(desc)) {
		plain_unlock(&irq_lock);
		return 0;
	}
	__atomic_store_n(&desc->injected, false, __ATOMIC_SEQ_CST);
	__atomic_store_n(&desc->edge, false, __ATOMIC_SEQ_CST);
	desc->in_progress = true;
	action = desc->actions;
	plain_unlock(&irq_lock);
	host_trace(0x1000000 + line);

	while (action) {
		handled |= call_handler(desc, action) != IRQ_NONE;
		plain_lock(&irq_lock);
		action = action->next;
		plain_unlock(&irq_lock);
	}

	plain_lock(&irq_lock);
	desc->in_progress = false;
	wrong = judge_round(desc, handled);
	wait = desc->unhandled > ROUNDS_AT_ONCE ? PEACE_NS : ROUND_NS;
	action = desc->actions;
	plain_unlock(&irq_lock);
	if (wrong && action)
		report(wrong, action->handler ? (void *)action->handler : (void *)action->thread_fn,
		       "line %u of \"%s\" stays up; disabled", line, action->name);
	wake_up_all(&irq_wait);
	return wait;
}

static void irq_run(void *arg)
{
	unsigned int line;
	u64 wait, wanted;

	while (!__atomic_load_n(&irq_stopping, __ATOMIC_ACQUIRE)) {
		wait = HOST_FOREVER;
		for (line = 0; line < NR_IRQS; line++) {
			wanted = run_line(line);
			if (wanted)
				wait = min(wait, wanted);
		}
		irq_task.looks = 0;
		/* a line that stays up must leave others the processor, and time */
		if (wait == ROUND_NS)
			host_delay(wait);
		else
			host_task_park(wait == HOST_FOREVER ? HOST_FOREVER : host_now() + wait);
	}
}

/* ---- threaded handlers ---- */

static bool take_work(struct irqaction *action)
{
	plain_lock(&irq_lock);
	action->busy = action->pending;
	action->pending = false;
	plain_unlock(&irq_lock);
	return action->busy;
}

static void end_work(struct irqaction *action)
{
	struct irq_desc *desc = &irq_descs[action->irq];
	bool unmasked = false;

	plain_lock(&irq_lock);
	action->busy = false;
	/* called again while it ran: the line stays masked for that */
	if (action->flags & IRQF_ONESHOT)
		unmasked = !--desc->masked;
	plain_unlock(&irq_lock);
	if (unmasked)
		irq_kick();
	wake_up_all(&irq_wait);
}

int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct context before;

	/* from here on it does what it was asked for before it ends */
	plain_lock(&irq_lock);
	action->up = true;
	plain_unlock(&irq_lock);
	wake_up_all(&irq_wait);
	while (1) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!take_work(action)) {
			if (kthread_should_stop())
				break;
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		context_note(&before);
		lock_map_acquire(&irq_thread_map);
		action->thread_fn(action->irq, action->dev_id);
		lock_map_release(&irq_thread_map);
		context_check(&before, "threaded interrupt handler", action->thread_fn);
		end_work(action);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

bool irq_thread_is_up(const struct irqaction *action)
{
	bool up;

	plain_lock(&irq_lock);
	up = action->up;
	plain_unlock(&irq_lock);
	return up;
}

bool irq_is_quiet(struct irq_desc *desc, bool threads)
{
	struct irqaction *action;
	bool quiet;

	plain_lock(&irq_lock);
	quiet = !desc->in_progress;
	for (action = desc->actions; threads && action; action = action->next)
		quiet &= !action->pending && !action->busy;
	plain_unlock(&irq_lock);
	return quiet;
}

bool irq_waits_for_itself(unsigned int irq, const void *where)
{
	if (current != &irq_task)
		return false;
	report("interrupt waits for itself", where, "line %u", irq);
	return true;
}

/* any context: turns of a busy wait */
static void spin_until_quiet(unsigned int irq, const void *where)
{
	if (irq >= NR_IRQS || irq_waits_for_itself(irq, where))
		return;
	while (!irq_is_quiet(&irq_descs[irq], false))
		host_task_relax();
}

/* ---- disable, enable, synchronize ---- */

static void synchronize_here(unsigned int irq, unsigned long ip)
{
	might_sleep_here(ip);
	if (irq >= NR_IRQS || irq_waits_for_itself(irq, (void *)ip))
		return;
	lock_map_acquire(&irq_thread_map);
	lock_map_release(&irq_thread_map);
	wait_told(irq_wait, irq_is_quiet(&irq_descs[irq], true));
}

void disable_irq_nosync(unsigned int irq)
{
	if (irq >= NR_IRQS)
		return;
	plain_lock(&irq_lock);
	irq_descs[irq].depth++;
	plain_unlock(&irq_lock);
}
EXPORT_SYMBOL(disable_irq_nosync);

/**
 * disable_irq() - no handler of the line is called until enable_irq(), and none runs; disables nest
 * Context: process; never from the line's own handler, nor with a lock held that a handler takes.
 */
void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_here(irq, CALLER());
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	spin_until_quiet(irq, __builtin_return_address(0));
	return true;
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	bool unbalanced;

	if (irq >= NR_IRQS)
		return;
	plain_lock(&irq_lock);
	unbalanced = !irq_descs[irq].depth;
	if (!unbalanced)
		irq_descs[irq].depth--;
	plain_unlock(&irq_lock);
	if (unbalanced)
		report("unbalanced enable_irq", __builtin_return_address(0), "line %u", irq);
	irq_kick();
}
EXPORT_SYMBOL(enable_irq);

/* the lock is held: is the line used, and by nobody who wants it while the system sleeps? */
static bool may_sleep(const struct irq_desc *desc)
{
	const struct irqaction *action;

	for (action = desc->actions; action; action = action->next)
		if (action->flags & IRQF_NO_SUSPEND)
			return false;
	return desc->actions != NULL;
}

/**
 * suspend_device_irqs() - the last step before devices lose their power: no handler is called any more, and none runs
 * Lines with a handler of IRQF_NO_SUSPEND stay on. Context: process.
 */
void suspend_device_irqs(void)
{
	unsigned int irq;
	bool stopped;

	for (irq = 0; irq < NR_IRQS; irq++) {
		plain_lock(&irq_lock);
		stopped = may_sleep(&irq_descs[irq]) && !irq_descs[irq].asleep;
		if (stopped) {
			irq_descs[irq].asleep = true;
			irq_descs[irq].depth++;
		}
		plain_unlock(&irq_lock);
		if (stopped)
			synchronize_here(irq, CALLER());
	}
}
EXPORT_SYMBOL_GPL(suspend_device_irqs);

/** resume_device_irqs() - undo suspend_device_irqs(); what has come meanwhile is handled now */
void resume_device_irqs(void)
{
	unsigned int irq;

	plain_lock(&irq_lock);
	for (irq = 0; irq < NR_IRQS; irq++) {
		if (irq_descs[irq].asleep)
			irq_descs[irq].depth--;
		irq_descs[irq].asleep = false;
	}
	plain_unlock(&irq_lock);
	irq_kick();
}
EXPORT_SYMBOL_GPL(resume_device_irqs);

/**
 * synchronize_irq() - wait until no handler of the line runs, threaded ones included
 * Context: process.
 */
void synchronize_irq(unsigned int irq)
{
	synchronize_here(irq, CALLER());
}
EXPORT_SYMBOL(synchronize_irq);

void synchronize_hardirq(unsigned int irq)
{
	spin_until_quiet(irq, __builtin_return_address(0));
}
EXPORT_SYMBOL(synchronize_hardirq);

/**
 * irq_inject_interrupt() - for tests: one round of the line's handlers, as if the line had been up for a moment
 * Comes when the line is enabled. Return: -EINVAL if nobody has requested it.
 */
int irq_inject_interrupt(unsigned int irq)
{
	bool requested;

	if (irq >= NR_IRQS)
		return -EINVAL;
	plain_lock(&irq_lock);
	requested = irq_descs[irq].actions;
	plain_unlock(&irq_lock);
	if (!requested)
		return -EINVAL;
	__atomic_store_n(&irq_descs[irq].injected, true, __ATOMIC_SEQ_CST);
	irq_kick();
	host_task_preempt();
	return 0;
}
EXPORT_SYMBOL_GPL(irq_inject_interrupt);

/* ---- life ---- */

int irq_init(void)
{
	int err;

	memset(irq_descs, 0, sizeof(irq_descs));
	for (unsigned int line = 0; line < NR_IRQS && line < 64; line++)
		irq_descs[line].edges = platform()->edge_lines >> line & 1;
	irq_stopping = false;
	task_fill(&irq_task, "irq", PF_KTHREAD);
	err = task_start(&irq_task, irq_run, NULL);
	plain_lock(&kick_lock);
	irq_up = !err;
	plain_unlock(&kick_lock);
	return err;
}

void irq_stop(void)
{
	plain_lock(&kick_lock);
	irq_up = false;
	plain_unlock(&kick_lock);
	__atomic_store_n(&irq_stopping, true, __ATOMIC_RELEASE);
	host_task_unpark(irq_task.host);
	host_task_join(irq_task.host);
}
