// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_time.c - interrupts, timers, work and threads: left behind, freed too often, waiting for themselves.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "bug.h"

static bool twin;
static struct pci_dev *card;

/* ---- interrupts ---- */

static irqreturn_t quiet_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	return IRQ_HANDLED;
}

static void free_irq_twice(struct pci_dev *pdev, bool right)
{
	if (request_irq(pdev->irq, quiet_handler, 0, "bug", pdev))
		return;
	free_irq(pdev->irq, pdev);
	if (!right)
		free_irq(pdev->irq, pdev);
}

static void give_irq_back(struct pci_dev *pdev)
{
	if (twin)
		free_irq(pdev->irq, pdev);
}

static void irq_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = give_irq_back;
	if (request_irq(pdev->irq, quiet_handler, 0, "bug", pdev))
		bug_remove = NULL;
}

static irqreturn_t deaf_handler(int irq, void *dev_id)
{
	if (!twin)
		return IRQ_NONE;
	card_command(dev_id, CARD_LOWER);
	return IRQ_HANDLED;
}

static irqreturn_t strange_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	return twin ? IRQ_HANDLED : (irqreturn_t)7;
}

static irqreturn_t waiting_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	if (!twin)
		synchronize_hardirq(irq);
	return IRQ_HANDLED;
}

static irqreturn_t sleeping_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	if (twin)
		mdelay(1);
	else
		msleep(1);
	return IRQ_HANDLED;
}

static irqreturn_t freeing_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	if (!twin)
		free_irq(irq, dev_id);
	return IRQ_HANDLED;
}

static void one_interrupt(struct pci_dev *pdev, bool right, irq_handler_t handler)
{
	twin = right;
	if (request_irq(pdev->irq, handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(200);
	free_irq(pdev->irq, pdev);
}

static void nobody_cares(struct pci_dev *pdev, bool right)
{
	one_interrupt(pdev, right, deaf_handler);
}

static void strange_return(struct pci_dev *pdev, bool right)
{
	one_interrupt(pdev, right, strange_handler);
}

static void irq_waits_for_itself(struct pci_dev *pdev, bool right)
{
	one_interrupt(pdev, right, waiting_handler);
}

static void sleep_in_handler(struct pci_dev *pdev, bool right)
{
	one_interrupt(pdev, right, sleeping_handler);
}

static void free_in_handler(struct pci_dev *pdev, bool right)
{
	one_interrupt(pdev, right, freeing_handler);
}

static void enable_irq_unbalanced(struct pci_dev *pdev, bool right)
{
	if (right)
		disable_irq(pdev->irq);
	enable_irq(pdev->irq);
}

/* ---- timers ---- */

static void count_function(struct timer_list *t)
{
}

static void sync_function(struct timer_list *t)
{
	if (!twin)
		timer_delete_sync(t);
}

static struct timer_list timer;

static void stop_timer(struct pci_dev *pdev)
{
	if (twin)
		timer_shutdown_sync(&timer);
}

static void timer_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = stop_timer;
	timer_setup(&timer, count_function, 0);
	mod_timer(&timer, jiffies + 10 * HZ);
}

static void rearming_function(struct timer_list *t)
{
	mod_timer(t, jiffies + 1);
}

static void timer_rearmed(struct pci_dev *pdev, bool right)
{
	timer_setup(&timer, rearming_function, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(40);
	if (right)
		timer_delete_sync(&timer);
	else
		/* its function may run, and start it once more */
		timer_delete(&timer), mod_timer(&timer, jiffies + 1);
}

static void timer_waits_for_itself(struct pci_dev *pdev, bool right)
{
	twin = right;
	timer_setup(&timer, sync_function, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(20);
	timer_delete_sync(&timer);
}

static void timer_not_set_up(struct pci_dev *pdev, bool right)
{
	struct timer_list *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return;
	if (right)
		timer_setup(t, count_function, 0);
	mod_timer(t, jiffies + 1);
	timer_delete_sync(t);
	kfree(t);
}

static enum hrtimer_restart cancel_function(struct hrtimer *t)
{
	if (!twin)
		hrtimer_cancel(t);
	return HRTIMER_NORESTART;
}

static struct hrtimer hrtimer;

static void hrtimer_waits_for_itself(struct pci_dev *pdev, bool right)
{
	twin = right;
	hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer.function = cancel_function;
	hrtimer_start(&hrtimer, ms_to_ktime(1), HRTIMER_MODE_REL);
	msleep(20);
	hrtimer_cancel(&hrtimer);
}

static void stop_hrtimer(struct pci_dev *pdev)
{
	if (twin)
		hrtimer_cancel(&hrtimer);
}

static void hrtimer_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = stop_hrtimer;
	hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer.function = cancel_function;
	hrtimer_start(&hrtimer, ms_to_ktime(10000), HRTIMER_MODE_REL);
}

static enum hrtimer_restart past_function(struct hrtimer *t)
{
	if (twin)
		hrtimer_forward_now(t, ms_to_ktime(1));
	return HRTIMER_RESTART;
}

static void hrtimer_storm(struct pci_dev *pdev, bool right)
{
	twin = right;
	hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer.function = past_function;
	hrtimer_start(&hrtimer, ms_to_ktime(1), HRTIMER_MODE_REL);
	msleep(20);
	hrtimer_cancel(&hrtimer);
}

/* ---- tasklets, work, threads ---- */

static void tasklet_function(struct tasklet_struct *t)
{
}

static struct tasklet_struct tasklet;

static void kill_tasklet(struct pci_dev *pdev)
{
	if (!twin)
		return;
	tasklet_enable(&tasklet);
	tasklet_kill(&tasklet);
}

static void tasklet_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = kill_tasklet;
	tasklet_setup(&tasklet, tasklet_function);
	tasklet_disable(&tasklet);
	tasklet_schedule(&tasklet);
}

static void work_function(struct work_struct *w)
{
}

static struct delayed_work work;

static void cancel_work_at_last(struct pci_dev *pdev)
{
	if (twin)
		cancel_delayed_work_sync(&work);
}

static void work_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = cancel_work_at_last;
	INIT_DELAYED_WORK(&work, work_function);
	schedule_delayed_work(&work, 10 * HZ);
}

static void slow_function(struct work_struct *w)
{
	msleep(100);
}

static struct work_struct slow;

static void wait_for_work(struct pci_dev *pdev)
{
	if (twin)
		cancel_work_sync(&slow);
}

static void work_still_runs(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = wait_for_work;
	INIT_WORK(&slow, slow_function);
	schedule_work(&slow);
	msleep(10);
}

static void work_not_set_up(struct pci_dev *pdev, bool right)
{
	static struct work_struct w;

	memset(&w, 0, sizeof(w));
	if (right)
		INIT_WORK(&w, work_function);
	schedule_work(&w);
	if (right)
		flush_work(&w);
}

static struct workqueue_struct *wq;

static void drop_queue(struct pci_dev *pdev)
{
	if (twin && wq)
		destroy_workqueue(wq);
}

static void queue_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = drop_queue;
	wq = alloc_workqueue("bug", 0, 0);
}

static int idle(void *data)
{
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static struct task_struct *thread;

static void stop_thread(struct pci_dev *pdev)
{
	if (twin && !IS_ERR(thread))
		kthread_stop(thread);
}

static void thread_left(struct pci_dev *pdev, bool right)
{
	twin = right;
	bug_remove = stop_thread;
	thread = kthread_run(idle, NULL, "idle");
}

static void slow_timer(struct timer_list *t)
{
	/* on another processor: the driver goes meanwhile */
	mdelay(50);
	card = NULL;
}

static void timer_still_runs(struct pci_dev *pdev, bool right)
{
	twin = right;
	card = pdev;
	bug_remove = stop_timer;
	timer_setup(&timer, slow_timer, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(12);
}

#define SEEDED(name) { #name, name }
static const struct bug bugs[] = {
	SEEDED(free_irq_twice),
	SEEDED(irq_left),
	SEEDED(nobody_cares),
	SEEDED(strange_return),
	SEEDED(irq_waits_for_itself),
	SEEDED(sleep_in_handler),
	SEEDED(free_in_handler),
	SEEDED(enable_irq_unbalanced),
	SEEDED(timer_left),
	SEEDED(timer_rearmed),
	SEEDED(timer_waits_for_itself),
	SEEDED(timer_not_set_up),
	SEEDED(hrtimer_waits_for_itself),
	SEEDED(hrtimer_left),
	SEEDED(hrtimer_storm),
	SEEDED(tasklet_left),
	SEEDED(work_left),
	SEEDED(work_still_runs),
	SEEDED(work_not_set_up),
	SEEDED(queue_left),
	SEEDED(thread_left),
	SEEDED(timer_still_runs),
};

BUG_DRIVER;
