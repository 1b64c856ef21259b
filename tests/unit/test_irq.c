// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_irq.c - interrupt lines and their handlers (linux/task/irq.c), driven by irq_inject_interrupt().
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

#include "expect.h"

/* a line that no card of the test machine has */
#define LINE 60

struct chip {
	spinlock_t lock;
	irqreturn_t answer;
	int hard, threaded;
	bool in_hard, in_task;
	unsigned int thread_ms;
};

static irqreturn_t hard(int irq, void *dev_id)
{
	struct chip *chip = dev_id;

	chip->hard++;
	chip->in_hard = in_hardirq() && irqs_disabled();
	return chip->answer;
}

static irqreturn_t threaded(int irq, void *dev_id)
{
	struct chip *chip = dev_id;

	chip->in_task = in_task() && !irqs_disabled();
	if (chip->thread_ms)
		msleep(chip->thread_ms);
	chip->threaded++;
	return IRQ_HANDLED;
}

static void handler_runs_in_a_hard_interrupt(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_HANDLED };

	KUNIT_EXPECT_EQ(test, irq_inject_interrupt(LINE), -EINVAL);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, 0, "test", &chip), 0);
	KUNIT_EXPECT_EQ(test, irq_inject_interrupt(LINE), 0);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
	KUNIT_EXPECT_TRUE(test, chip.in_hard);
	KUNIT_EXPECT_STREQ(test, (const char *)free_irq(LINE, &chip), "test");
	/* not shared: no call for the neighbour */
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
}

static void all_handlers_of_a_shared_line_are_called(struct kunit *test)
{
	struct chip a = { .answer = IRQ_NONE }, b = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, IRQF_SHARED, "a", &a), 0);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, IRQF_SHARED, "b", &b), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, a.hard, 1);
	KUNIT_EXPECT_EQ(test, b.hard, 1);
	free_irq(LINE, &a);
#ifdef CONFIG_USND
	/* as a neighbour's interrupt that comes while it goes: CONFIG_DEBUG_SHIRQ */
	KUNIT_EXPECT_EQ(test, a.hard, 2);
#endif
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, b.hard, 2);
	free_irq(LINE, &b);
}

static void lines_are_shared_by_agreement(struct kunit *test)
{
	struct chip a = { .answer = IRQ_HANDLED }, b = a;

	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, 0, "a", &a), 0);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, hard, IRQF_SHARED, "b", &b), -EBUSY);
	free_irq(LINE, &a);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, IRQF_SHARED, "a", &a), 0);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, hard, 0, "b", &b), -EBUSY);
	free_irq(LINE, &a);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, hard, IRQF_SHARED, "a", NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_threaded_irq(LINE, NULL, threaded, 0, "a", &a), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(1000000, hard, 0, "a", &a), -EINVAL);
}

static void disabled_line_waits(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, 0, "test", &chip), 0);
	disable_irq(LINE);
	disable_irq_nosync(LINE);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 0);
	enable_irq(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 0);
	enable_irq(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
	free_irq(LINE, &chip);
}

static void no_autoen_waits_for_enable(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, IRQF_NO_AUTOEN, "test", &chip), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 0);
	enable_irq(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
	free_irq(LINE, &chip);
}

static void threaded_handler_runs_as_a_task(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_WAKE_THREAD, .thread_ms = 100 };

	KUNIT_ASSERT_EQ(test, request_threaded_irq(LINE, hard, threaded, 0, "test", &chip), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
	KUNIT_EXPECT_EQ(test, chip.threaded, 0);
	synchronize_irq(LINE);
	KUNIT_EXPECT_EQ(test, chip.threaded, 1);
	KUNIT_EXPECT_TRUE(test, chip.in_task);
	free_irq(LINE, &chip);
}

static void one_shot_masks_until_the_thread_has_run(struct kunit *test)
{
	struct chip chip = { .thread_ms = 200 };

	KUNIT_ASSERT_EQ(test, request_threaded_irq(LINE, NULL, threaded, IRQF_ONESHOT, "test", &chip), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.threaded, 0);
	msleep(250);
	KUNIT_EXPECT_EQ(test, chip.threaded, 1);
	msleep(250);
	KUNIT_EXPECT_EQ(test, chip.threaded, 2);
	free_irq(LINE, &chip);
}

static void free_irq_waits_for_the_thread(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_WAKE_THREAD, .thread_ms = 100 };

	KUNIT_ASSERT_EQ(test, request_threaded_irq(LINE, hard, threaded, 0, "test", &chip), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	free_irq(LINE, &chip);
	KUNIT_EXPECT_EQ(test, chip.threaded, 1);
}

static irqreturn_t locking(int irq, void *dev_id)
{
	struct chip *chip = dev_id;

	spin_lock(&chip->lock);
	chip->hard++;
	spin_unlock(&chip->lock);
	return IRQ_HANDLED;
}

static void lock_of_a_handler_needs_irqs_off_elsewhere(struct kunit *test)
{
	struct chip chip = { .hard = 0 };

	spin_lock_init(&chip.lock);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, locking, 0, "test", &chip), 0);
	irq_inject_interrupt(LINE);
	msleep(20);
	spin_lock_irq(&chip.lock);
	spin_unlock_irq(&chip.lock);
	expect_findings(test, 1);
	spin_lock(&chip.lock);
	spin_unlock(&chip.lock);
	free_irq(LINE, &chip);
}

static irqreturn_t sleeping(int irq, void *dev_id)
{
	struct chip *chip = dev_id;

	chip->hard++;
	might_sleep();
	return IRQ_HANDLED;
}

static void sleeping_in_a_handler_is_told(struct kunit *test)
{
	struct chip chip = { .hard = 0 };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, sleeping, 0, "test", &chip), 0);
	expect_findings(test, 1);
	irq_inject_interrupt(LINE);
	msleep(20);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 2);
	free_irq(LINE, &chip);
}

static irqreturn_t leaving_locked(int irq, void *dev_id)
{
	struct chip *chip = dev_id;

	chip->hard++;
	preempt_disable();
	return IRQ_HANDLED;
}

static void handler_that_leaves_preemption_off_is_told(struct kunit *test)
{
	struct chip chip = { .hard = 0 };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, leaving_locked, 0, "test", &chip), 0);
	expect_findings(test, 1);
	irq_inject_interrupt(LINE);
	msleep(20);
	KUNIT_EXPECT_EQ(test, chip.hard, 1);
	free_irq(LINE, &chip);
}

static void unbalanced_calls_are_told(struct kunit *test)
{
	struct chip chip = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(LINE, hard, 0, "test", &chip), 0);
	expect_findings(test, 2);
	enable_irq(LINE);
	free_irq(LINE, &chip);
	KUNIT_EXPECT_NULL(test, free_irq(LINE, &chip));
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(handler_runs_in_a_hard_interrupt),
	KUNIT_CASE(all_handlers_of_a_shared_line_are_called),
	KUNIT_CASE(lines_are_shared_by_agreement),
	KUNIT_CASE(disabled_line_waits),
	KUNIT_CASE(no_autoen_waits_for_enable),
	KUNIT_CASE(threaded_handler_runs_as_a_task),
	KUNIT_CASE(one_shot_masks_until_the_thread_has_run),
	KUNIT_CASE(free_irq_waits_for_the_thread),
	KUNIT_CASE(lock_of_a_handler_needs_irqs_off_elsewhere),
	KUNIT_CASE(sleeping_in_a_handler_is_told),
	KUNIT_CASE(handler_that_leaves_preemption_off_is_told),
	KUNIT_CASE(unbalanced_calls_are_told),
	{}
};

static struct kunit_suite irq_suite = {
	.name = "irq",
	.test_cases = irq_cases,
};

kunit_test_suite(irq_suite);

MODULE_DESCRIPTION("interrupt lines");
MODULE_LICENSE("GPL");
