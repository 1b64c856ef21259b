// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_request.c - who gets which interrupt line: request and free, managed or not, and what was never freed. See irq.h
 * for the lock.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "irq.h"

/* the lock is held */
static int add_action(struct irq_desc *desc, struct irqaction *action)
{
	const unsigned long same = IRQF_SHARED | IRQF_ONESHOT | IRQF_TRIGGER_MASK;
	struct irqaction **at;

	if (desc->actions &&
	    (!(desc->actions->flags & IRQF_SHARED) || (desc->actions->flags ^ action->flags) & same))
		return -EBUSY;
	if (!desc->actions) {
		desc->depth = action->flags & IRQF_NO_AUTOEN ? 1 : 0;
		desc->asleep = false;
		desc->given_up = false;
		__atomic_store_n(&desc->edge, false, __ATOMIC_SEQ_CST);
		desc->unhandled = desc->rounds = 0;
	}
	for (at = &desc->actions; *at; at = &(*at)->next)
		;
	*at = action;
	return 0;
}

static int request_here(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn, unsigned long flags,
			const char *name, void *dev_id, const void *where)
{
	struct irqaction *action;
	int err;

	might_sleep_here((unsigned long)where);
	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	/* a shared line needs somebody to name at free_irq(), and has no say in who comes first */
	if (irq >= NR_IRQS || ((flags & IRQF_SHARED) && (!dev_id || (flags & IRQF_NO_AUTOEN))))
		return -EINVAL;
	/* without a handler of its own nobody would mask the level until the thread has run */
	if (!handler && (!thread_fn || !(flags & IRQF_ONESHOT)))
		return -EINVAL;
	if (should_fail("request_irq", where))
		return -ENOMEM;

	action = kzalloc(sizeof(*action), gfp_told());
	*action = (struct irqaction){
		.handler = handler, .thread_fn = thread_fn, .dev_id = dev_id, .flags = flags, .irq = irq,
		.name = name ? name : "",
	};
	if (thread_fn) {
		action->thread = kthread_create(irq_thread, action, "irq/%u-%s", irq, action->name);
		if (IS_ERR(action->thread)) {
			err = PTR_ERR(action->thread);
			goto err_free_action;
		}
		wake_up_process(action->thread);
		wait_told(irq_wait, irq_thread_is_up(action));
	}
	plain_lock(&irq_lock);
	err = add_action(&irq_descs[irq], action);
	plain_unlock(&irq_lock);
	if (err)
		goto err_stop_thread;
	/* it may be up already, which an edge is not */
	irq_kick();
	return 0;

err_stop_thread:
	if (thread_fn)
		kthread_stop(action->thread);
err_free_action:
	kfree(action);
	return err;
}

/**
 * request_threaded_irq() - have @handler called when the line is up, and @thread_fn in a thread when it asks for that
 * @handler: NULL with IRQF_ONESHOT: only the thread
 * @dev_id: names the caller on a shared line
 * Return: 0; -EINVAL, -EBUSY (taken, or shared in another way), -ENOMEM. Context: process.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn, unsigned long flags,
			 const char *name, void *dev)
{
	return request_here(irq, handler, thread_fn, flags, name, dev, __builtin_return_address(0));
}
EXPORT_SYMBOL(request_threaded_irq);

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name, void *dev)
{
	return request_here(irq, handler, NULL, flags, name, dev, __builtin_return_address(0));
}
EXPORT_SYMBOL(request_irq);

/**
 * free_irq() - the handler is not called any more, and has returned
 * One more call comes on a shared line, as from a neighbour's interrupt (as Linux with CONFIG_DEBUG_SHIRQ): the handler
 * must still be able to tell that it was not its device.
 * Return: the name it was requested with, NULL if it was not. Context: process.
 */
const void *free_irq(unsigned int irq, void *dev_id)
{
	const void *where = __builtin_return_address(0);
	struct irqaction **at, *action = NULL;
	struct irq_desc *desc;
	unsigned long flags;
	const char *name;

	might_sleep_here(CALLER());
	if (irq >= NR_IRQS || irq_waits_for_itself(irq, where))
		return NULL;
	desc = &irq_descs[irq];
	plain_lock(&irq_lock);
	for (at = &desc->actions; *at; at = &(*at)->next)
		if ((*at)->dev_id == dev_id) {
			action = *at;
			*at = action->next;
			break;
		}
	plain_unlock(&irq_lock);
	if (!action) {
		report("irq freed twice", where, "line %u was not requested with this dev_id", irq);
		return NULL;
	}
	wait_told(irq_wait, irq_is_quiet(desc, false));
	if ((action->flags & IRQF_SHARED) && action->handler) {
		local_irq_save(flags);
		action->handler(irq, dev_id);
		local_irq_restore(flags);
	}
	if (action->thread) {
		/* it ends what it was asked for, and then itself */
		lock_map_acquire(&irq_thread_map);
		lock_map_release(&irq_thread_map);
		kthread_stop(action->thread);
	}
	name = action->name;
	kfree(action);
	return name;
}
EXPORT_SYMBOL(free_irq);

struct irq_devres {
	unsigned int irq;
	void *dev_id;
};

static void devm_irq_release(struct device *dev, void *res)
{
	struct irq_devres *this = res;

	free_irq(this->irq, this->dev_id);
}

static int devm_irq_match(struct device *dev, void *res, void *data)
{
	struct irq_devres *this = res, *match = data;

	return this->irq == match->irq && this->dev_id == match->dev_id;
}

static int devm_request_here(struct device *dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			     unsigned long flags, const char *name, void *dev_id, const void *where)
{
	struct irq_devres *dr = devres_alloc(devm_irq_release, sizeof(*dr), GFP_KERNEL);
	int err;

	if (!dr)
		return -ENOMEM;
	err = request_here(irq, handler, thread_fn, flags, name ? name : dev_name(dev), dev_id, where);
	if (err) {
		devres_free(dr);
		return err;
	}
	*dr = (struct irq_devres){ irq, dev_id };
	devres_add(dev, dr);
	return 0;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			      unsigned long irqflags, const char *devname, void *dev_id)
{
	return devm_request_here(dev, irq, handler, thread_fn, irqflags, devname, dev_id, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_request_threaded_irq);

int devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler, unsigned long irqflags,
		     const char *devname, void *dev_id)
{
	return devm_request_here(dev, irq, handler, NULL, irqflags, devname, dev_id, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_request_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct irq_devres match = { irq, dev_id };

	if (devres_release(dev, devm_irq_release, devm_irq_match, &match))
		report("irq freed twice", __builtin_return_address(0), "line %u is not managed by this device", irq);
}
EXPORT_SYMBOL(devm_free_irq);

static struct irqaction *take_left(struct irq_desc *desc, const void *inside)
{
	struct irqaction **at, *action;

	plain_lock(&irq_lock);
	for (at = &desc->actions; (action = *at); at = &action->next)
		if (left_by(inside, action->handler) || left_by(inside, action->thread_fn)) {
			*at = action->next;
			break;
		}
	plain_unlock(&irq_lock);
	return action;
}

unsigned int irqs_left(const void *inside)
{
	struct irqaction *action;
	unsigned int irq, left = 0;

	for (irq = 0; irq < NR_IRQS; irq++)
		for (; (action = take_left(&irq_descs[irq], inside)); left++) {
			report("irq left", action->handler ? (void *)action->handler : (void *)action->thread_fn,
			       "line %u is still requested by \"%s\"", irq, action->name);
			if (inside)
				wait_event(irq_wait, irq_is_quiet(&irq_descs[irq], false));
			if (action->thread)
				kthread_stop(action->thread);
			kfree(action);
		}
	return left;
}
