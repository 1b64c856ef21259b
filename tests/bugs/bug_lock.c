// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_lock.c - locks used wrongly.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "bug.h"

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);
static DEFINE_MUTEX(mutex_a);
static DEFINE_MUTEX(mutex_b);
static DECLARE_RWSEM(rwsem);
static bool twin;

static void order_spin(struct pci_dev *pdev, bool right)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);

	spin_lock(right ? &lock_a : &lock_b);
	spin_lock(right ? &lock_b : &lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static void order_mutex(struct pci_dev *pdev, bool right)
{
	mutex_lock(&mutex_a);
	mutex_lock(&mutex_b);
	mutex_unlock(&mutex_b);
	mutex_unlock(&mutex_a);

	mutex_lock(&mutex_b);
	/* one that cannot wait may come in any order */
	if (!right)
		mutex_lock(&mutex_a);
	else if (!mutex_trylock(&mutex_a))
		goto out;
	mutex_unlock(&mutex_a);
out:
	mutex_unlock(&mutex_b);
}

static void recursion(struct pci_dev *pdev, bool right)
{
	spin_lock(&lock_a);
	if (right)
		spin_unlock(&lock_a);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
}

static void mutex_recursion(struct pci_dev *pdev, bool right)
{
	mutex_lock(&mutex_a);
	mutex_lock(right ? &mutex_b : &mutex_a);
	mutex_unlock(&mutex_b);
	mutex_unlock(&mutex_a);
}

static void unlock_work(struct work_struct *work)
{
	if (twin)
		mutex_lock(&mutex_a);
	mutex_unlock(&mutex_a);
}
static DECLARE_WORK(unlocker, unlock_work);

static void mutex_of_another(struct pci_dev *pdev, bool right)
{
	twin = right;
	if (!right)
		mutex_lock(&mutex_a);
	schedule_work(&unlocker);
	/* not flush_work(): that would be told as well, with the mutex held */
	msleep(20);
	if (!right)
		mutex_unlock(&mutex_a);
}

static void unlock_free(struct pci_dev *pdev, bool right)
{
	if (right)
		spin_lock(&lock_a);
	spin_unlock(&lock_a);
}

static void up_free(struct pci_dev *pdev, bool right)
{
	if (right)
		down_write(&rwsem);
	up_write(&rwsem);
}

static void not_initialised(struct pci_dev *pdev, bool right)
{
	struct mutex *lock = kzalloc(sizeof(*lock), GFP_KERNEL);

	if (!lock)
		return;
	if (right)
		mutex_init(lock);
	mutex_lock(lock);
	mutex_unlock(lock);
	kfree(lock);
}

/* ---- the same lock in a handler ---- */

static irqreturn_t locking_handler(int irq, void *dev_id)
{
	spin_lock(&lock_a);
	card_command(dev_id, CARD_LOWER);
	spin_unlock(&lock_a);
	return IRQ_HANDLED;
}

static void irq_unsafe(struct pci_dev *pdev, bool right)
{
	unsigned long flags;

	if (request_irq(pdev->irq, locking_handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(8);
	if (right) {
		spin_lock_irqsave(&lock_a, flags);
		spin_unlock_irqrestore(&lock_a, flags);
	} else {
		spin_lock(&lock_a);
		spin_unlock(&lock_a);
	}
	free_irq(pdev->irq, pdev);
}

/* b is never taken in the handler, but whoever holds b may wait for a's holder, whom the handler waits for */
static void irq_unsafe_chain(struct pci_dev *pdev, bool right)
{
	unsigned long flags;

	if (request_irq(pdev->irq, locking_handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(8);
	spin_lock_irqsave(&lock_a, flags);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock_irqrestore(&lock_a, flags);
	local_irq_save(flags);
	if (!right)
		local_irq_restore(flags);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	if (right)
		local_irq_restore(flags);
	free_irq(pdev->irq, pdev);
}

static irqreturn_t trylock_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	if (twin ? spin_trylock(&lock_a) : mutex_trylock(&mutex_a)) {
		if (twin)
			spin_unlock(&lock_a);
		else
			mutex_unlock(&mutex_a);
	}
	return IRQ_HANDLED;
}

static void mutex_in_irq(struct pci_dev *pdev, bool right)
{
	twin = right;
	if (request_irq(pdev->irq, trylock_handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(8);
	free_irq(pdev->irq, pdev);
}

static irqreturn_t enabling_handler(int irq, void *dev_id)
{
	unsigned long flags;

	card_command(dev_id, CARD_LOWER);
	if (twin) {
		spin_lock_irqsave(&lock_a, flags);
		spin_unlock_irqrestore(&lock_a, flags);
	} else {
		spin_lock_irq(&lock_a);
		spin_unlock_irq(&lock_a);
	}
	return IRQ_HANDLED;
}

static void irqs_on_in_handler(struct pci_dev *pdev, bool right)
{
	twin = right;
	if (request_irq(pdev->irq, enabling_handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(8);
	free_irq(pdev->irq, pdev);
}

static irqreturn_t holding_handler(int irq, void *dev_id)
{
	card_command(dev_id, CARD_LOWER);
	spin_lock(&lock_b);
	if (twin)
		spin_unlock(&lock_b);
	return IRQ_HANDLED;
}

static void handler_keeps_lock(struct pci_dev *pdev, bool right)
{
	twin = right;
	if (request_irq(pdev->irq, holding_handler, 0, "bug", pdev))
		return;
	card_command(pdev, CARD_RAISE);
	msleep(8);
	free_irq(pdev->irq, pdev);
}

/* ---- and in a timer ---- */

static void timer_function(struct timer_list *timer)
{
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
}
static DEFINE_TIMER(timer, timer_function);

static void softirq_unsafe(struct pci_dev *pdev, bool right)
{
	mod_timer(&timer, jiffies + 1);
	msleep(20);
	if (right)
		spin_lock_bh(&lock_a);
	else
		spin_lock(&lock_a);
	if (right)
		spin_unlock_bh(&lock_a);
	else
		spin_unlock(&lock_a);
	timer_shutdown_sync(&timer);
}

static void timer_sync_under_lock(struct pci_dev *pdev, bool right)
{
	mod_timer(&timer, jiffies + 1);
	msleep(20);
	spin_lock_bh(&lock_a);
	if (!right)
		timer_delete_sync(&timer);
	spin_unlock_bh(&lock_a);
	timer_delete_sync(&timer);
}

/* ---- and in work ---- */

static void lock_work(struct work_struct *work)
{
	mutex_lock(&mutex_b);
	mutex_unlock(&mutex_b);
}
static DECLARE_WORK(locker, lock_work);

static void cancel_under_lock(struct pci_dev *pdev, bool right)
{
	schedule_work(&locker);
	flush_work(&locker);
	mutex_lock(&mutex_b);
	if (!right)
		cancel_work_sync(&locker);
	mutex_unlock(&mutex_b);
	cancel_work_sync(&locker);
}

static void kept_on_return(struct pci_dev *pdev, bool right)
{
	mutex_lock(&mutex_a);
	if (right)
		mutex_unlock(&mutex_a);
}

static void irqs_off_work(struct work_struct *work)
{
	local_irq_disable();
	if (twin)
		local_irq_enable();
}
static DECLARE_WORK(irqs_off, irqs_off_work);

static void irqs_off_on_return(struct pci_dev *pdev, bool right)
{
	twin = right;
	schedule_work(&irqs_off);
	flush_work(&irqs_off);
}

static const struct bug bugs[] = {
	{ "order_spin", order_spin },
	{ "order_mutex", order_mutex },
	{ "recursion", recursion },
	{ "mutex_recursion", mutex_recursion },
	{ "mutex_of_another", mutex_of_another },
	{ "unlock_free", unlock_free },
	{ "up_free", up_free },
	{ "not_initialised", not_initialised },
	{ "irq_unsafe", irq_unsafe },
	{ "irq_unsafe_chain", irq_unsafe_chain },
	{ "mutex_in_irq", mutex_in_irq },
	{ "irqs_on_in_handler", irqs_on_in_handler },
	{ "handler_keeps_lock", handler_keeps_lock },
	{ "softirq_unsafe", softirq_unsafe },
	{ "timer_sync_under_lock", timer_sync_under_lock },
	{ "cancel_under_lock", cancel_under_lock },
	{ "kept_on_return", kept_on_return },
	{ "irqs_off_on_return", irqs_off_on_return },
};

BUG_DRIVER;
