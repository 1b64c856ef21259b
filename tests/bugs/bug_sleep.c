// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_sleep.c - every call that may sleep, made with a spin lock held; the twin makes it without.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "bug.h"

static DEFINE_SPINLOCK(atomic_lock);
static DEFINE_MUTEX(mutex);
static DEFINE_SEMAPHORE(semaphore, 1);
static DECLARE_RWSEM(rwsem);
static DECLARE_COMPLETION(completion);
static DECLARE_WAIT_QUEUE_HEAD(queue);

static void nothing(struct work_struct *work)
{
}
static DECLARE_WORK(work, nothing);

static void *made;

static irqreturn_t handler(int irq, void *dev_id)
{
	return IRQ_NONE;
}

static int thread(void *data)
{
	return 0;
}

#define CASE(name, before, call, after)						\
	static void name(struct pci_dev *pdev, bool right)			\
	{									\
		before;								\
		if (!right)							\
			spin_lock(&atomic_lock);				\
		call;								\
		if (!right)							\
			spin_unlock(&atomic_lock);				\
		after;								\
	}

CASE(in_kmalloc, , made = kmalloc(16, GFP_KERNEL), kfree(made))
CASE(in_large_kmalloc, , made = kmalloc(100000, GFP_KERNEL), kfree(made))
CASE(in_pages, , made = (void *)__get_free_page(GFP_KERNEL), free_page((unsigned long)made))
CASE(in_vmalloc, , made = vmalloc(4096), vfree(made))
CASE(in_vfree, made = vmalloc(4096), vfree(made), )
CASE(in_coherent, dma_addr_t at, made = dma_alloc_coherent(&pdev->dev, 4096, &at, GFP_KERNEL),
     dma_free_coherent(&pdev->dev, 4096, made, at))
CASE(in_mutex, , mutex_lock(&mutex), mutex_unlock(&mutex))
CASE(in_mutex_interruptible, , if (mutex_lock_interruptible(&mutex)) return, mutex_unlock(&mutex))
CASE(in_down, , down(&semaphore), up(&semaphore))
CASE(in_down_read, , down_read(&rwsem), up_read(&rwsem))
CASE(in_down_write, , down_write(&rwsem), up_write(&rwsem))
CASE(in_msleep, , msleep(1), )
CASE(in_msleep_interruptible, , msleep_interruptible(1), )
CASE(in_usleep, , usleep_range(10, 20), )
CASE(in_schedule, , schedule_timeout_uninterruptible(1), )
CASE(in_wait_event, , wait_event(queue, true), )
CASE(in_wait_timeout, , wait_event_timeout(queue, false, 1), )
CASE(in_completion, complete(&completion), wait_for_completion(&completion), )
CASE(in_flush_work, , flush_work(&work), )
CASE(in_cancel_work, , cancel_work_sync(&work), )
CASE(in_request_irq, , if (request_irq(pdev->irq, handler, 0, "bug", pdev)) return, free_irq(pdev->irq, pdev))
CASE(in_free_irq, if (request_irq(pdev->irq, handler, 0, "bug", pdev)) return, free_irq(pdev->irq, pdev), )
CASE(in_disable_irq, , disable_irq(pdev->irq), enable_irq(pdev->irq))
CASE(in_synchronize_irq, , synchronize_irq(pdev->irq), )
CASE(in_kthread, struct task_struct *t, t = kthread_create(thread, NULL, "bug"), kthread_stop(t))
CASE(in_workqueue, struct workqueue_struct *wq, wq = alloc_workqueue("bug", 0, 0), destroy_workqueue(wq))
CASE(in_ioremap, , made = (void __force *)ioremap(pci_resource_start(pdev, 1), 16), iounmap((void __iomem *)made))
CASE(in_iounmap, made = (void __force *)ioremap(pci_resource_start(pdev, 1), 16), iounmap((void __iomem *)made), )
CASE(in_cond_resched, , cond_resched(), )
CASE(in_copy, int value, if (copy_from_user(&value, (void __user *)4096, sizeof(value))) (void)value, )
CASE(in_devm, , made = devm_kzalloc(&pdev->dev, 16, GFP_KERNEL), )
CASE(in_request_region, struct resource *r, r = request_region(0x3000, 16, "bug"), if (r) release_region(0x3000, 16))
CASE(in_enable, , if (pci_enable_device(pdev)) return, pci_disable_device(pdev))

/* allowed: these do not sleep */
CASE(atomic_calls, made = vmalloc(64), kfree(kmalloc(16, GFP_ATOMIC)); udelay(1); schedule_work(&work);
     complete(&completion); up(&semaphore); disable_irq_nosync(pdev->irq); enable_irq(pdev->irq),
     vfree(made); flush_work(&work))

#define SEEDED(name) { #name, name }
static const struct bug bugs[] = {
	SEEDED(in_kmalloc),
	SEEDED(in_large_kmalloc),
	SEEDED(in_pages),
	SEEDED(in_vmalloc),
	SEEDED(in_vfree),
	SEEDED(in_coherent),
	SEEDED(in_mutex),
	SEEDED(in_mutex_interruptible),
	SEEDED(in_down),
	SEEDED(in_down_read),
	SEEDED(in_down_write),
	SEEDED(in_msleep),
	SEEDED(in_msleep_interruptible),
	SEEDED(in_usleep),
	SEEDED(in_schedule),
	SEEDED(in_wait_event),
	SEEDED(in_wait_timeout),
	SEEDED(in_completion),
	SEEDED(in_flush_work),
	SEEDED(in_cancel_work),
	SEEDED(in_request_irq),
	SEEDED(in_free_irq),
	SEEDED(in_disable_irq),
	SEEDED(in_synchronize_irq),
	SEEDED(in_kthread),
	SEEDED(in_workqueue),
	SEEDED(in_ioremap),
	SEEDED(in_iounmap),
	SEEDED(in_cond_resched),
	SEEDED(in_copy),
	SEEDED(in_devm),
	SEEDED(in_request_region),
	SEEDED(in_enable),
	SEEDED(atomic_calls),
};

BUG_DRIVER;
