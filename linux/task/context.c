// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * context.c - in which context code runs: preemption, interrupts and bottom halves off or on, and who may sleep.
 *
 * All of it is the running task's own and needs no lock. Nothing is held back by it (interrupts run beside the task,
 * as on another processor); it says what would happen on one processor, and the checks stand on it.
 */
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "local.h"

int preempt_count(void)
{
	struct task_struct *t = current;

	return t ? t->preempt_counts : 0;
}
EXPORT_SYMBOL(preempt_count);

void preempt_disable(void)
{
	struct task_struct *t = current;

	if (t)
		t->preempt_counts += PREEMPT_OFFSET;
}
EXPORT_SYMBOL(preempt_disable);

void preempt_enable(void)
{
	struct task_struct *t = current;

	if (!t)
		return;
	if (!(t->preempt_counts & PREEMPT_MASK)) {
		report("unbalanced preempt_enable", __builtin_return_address(0), "%s", t->comm);
		return;
	}
	t->preempt_counts -= PREEMPT_OFFSET;
}
EXPORT_SYMBOL(preempt_enable);

/* ---- interrupts ---- */

bool irqs_disabled(void)
{
	struct task_struct *t = current;

	return t && t->irqs_off;
}
EXPORT_SYMBOL(irqs_disabled);

static void set_irqs(struct task_struct *t, bool off)
{
	if (!t || t->irqs_off == off)
		return;
	t->irqs_off = off;
	if (!off && t->held_count)
		lockclass_irqs_on(t, true);
}

unsigned long arch_local_irq_save(void)
{
	struct task_struct *t = current;
	unsigned long flags = t && t->irqs_off;

	set_irqs(t, true);
	return flags;
}
EXPORT_SYMBOL(arch_local_irq_save);

void arch_local_irq_restore(unsigned long flags)
{
	set_irqs(current, flags != 0);
}
EXPORT_SYMBOL(arch_local_irq_restore);

void local_irq_disable(void)
{
	set_irqs(current, true);
}
EXPORT_SYMBOL(local_irq_disable);

/**
 * local_irq_enable() - interrupts on
 * Never in a hard interrupt handler, which would nest: reported.
 */
void local_irq_enable(void)
{
	unsigned long ip = CALLER();

	if (in_hardirq() && !told_before("irq enable", ip))
		report("interrupts enabled in a handler", (void *)ip, "%s", current->comm);
	set_irqs(current, false);
}
EXPORT_SYMBOL(local_irq_enable);

/* ---- bottom halves ---- */

void local_bh_disable(void)
{
	struct task_struct *t = current;

	if (t)
		t->preempt_counts += SOFTIRQ_DISABLE_OFFSET;
}
EXPORT_SYMBOL(local_bh_disable);

void local_bh_enable(void)
{
	struct task_struct *t = current;
	unsigned long ip = CALLER();

	if (!t)
		return;
	if ((t->preempt_counts & SOFTIRQ_MASK) < SOFTIRQ_DISABLE_OFFSET) {
		report("unbalanced local_bh_enable", (void *)ip, "%s", t->comm);
		return;
	}
	/* as Linux: pending softirqs would run here, which needs interrupts */
	if ((t->irqs_off || in_hardirq()) && !told_before("bh enable", ip))
		report("bottom halves enabled with interrupts off", (void *)ip, "%s", t->comm);
	t->preempt_counts -= SOFTIRQ_DISABLE_OFFSET;
	if (t->held_count && !(t->preempt_counts & SOFTIRQ_MASK))
		lockclass_irqs_on(t, false);
}
EXPORT_SYMBOL(local_bh_enable);

/* ---- who may sleep ---- */

void might_sleep_here(unsigned long ip)
{
	struct task_struct *t = current;
	char holding[96] = "";

	if (!t || (!t->preempt_counts && !t->irqs_off) || told_before("sleep", ip))
		return;
	if (t->held_count)
		host_symbol((void *)t->held[t->held_count - 1].ip, holding, sizeof(holding));
	report("sleeping in atomic context", (void *)ip, "%s: %s%s%s%s, interrupts %s%s%s", t->comm,
	       in_hardirq() ? "hard interrupt " : "", in_softirq() ? "bottom halves " : "",
	       t->preempt_counts & PREEMPT_MASK ? "spinning " : "", "context", t->irqs_off ? "off" : "on",
	       t->held_count ? ", last lock taken at " : "", holding);
}

/* not to be told twice: whoever asks has said that it may not sleep */
gfp_t gfp_told(void)
{
	const struct task_struct *t = current;

	return __GFP_NOFAIL | (t && (t->preempt_counts || t->irqs_off) ? GFP_ATOMIC : GFP_KERNEL);
}

void __might_sleep(const char *file, int line)
{
	might_sleep_here(CALLER());
}
EXPORT_SYMBOL(__might_sleep);

void lockdep_assert_context(bool holds, const char *rule)
{
	if (!holds)
		report("wrong context", __builtin_return_address(0), "%s", rule);
}
EXPORT_SYMBOL(lockdep_assert_context);

/* ---- callbacks ---- */

void context_note(struct context *before)
{
	struct task_struct *t = current;

	*before = (struct context){ t->preempt_counts, t->held_count, t->irqs_off };
}

void context_enter(struct context *before, unsigned int offset, bool irqs_off)
{
	struct task_struct *t = current;

	t->looks = 0;
	context_note(before);
	t->preempt_counts += offset;
	if (irqs_off)
		t->irqs_off = true;
}

/* what a callback left on is told and taken back, so that one mistake is one report */
static void context_restore(const struct context *before, unsigned int counts, const char *kind, const void *callback)
{
	struct task_struct *t = current;
	char name[128] = "it";

	if (t->preempt_counts == counts && t->held_count == before->held)
		return;
	if (callback)
		host_symbol(callback, name, sizeof(name));
	if (t->held_count > before->held)
		report("returned with locks held", (void *)t->held[t->held_count - 1].ip,
		       "%s: %s holds %u, last \"%s\"", kind, name, t->held_count - before->held, lockclass_name(t, 1));
	else
		report("returned in another context", callback, "%s: %s, preempt count %#x instead of %#x", kind, name,
		       t->preempt_counts, counts);
	t->held_count = min(t->held_count, before->held);
}

void context_leave(const struct context *before, const char *kind, const void *callback)
{
	struct task_struct *t = current;
	unsigned int now = t->preempt_counts & (HARDIRQ_MASK | SOFTIRQ_OFFSET);

	context_restore(before, before->counts | now, kind, callback);
	t->preempt_counts = before->counts;
	t->irqs_off = before->irqs_off;
}

void context_check(const struct context *before, const char *kind, const void *callback)
{
	struct task_struct *t = current;

	context_restore(before, before->counts, kind, callback);
	if (t->irqs_off && !before->irqs_off)
		report("returned with interrupts off", callback, "%s", kind);
	t->preempt_counts = before->counts;
	t->irqs_off = before->irqs_off;
}
