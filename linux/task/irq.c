// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq.c - interrupt lines. Each is a level: the irq task calls all its handlers, and again, until it drops.
 *
 * irq_lock protects the lines and their lists of actions; a line's level is atomic, so that the machine's event may
 * come from anywhere. Handlers are called without the lock: an action that is taken off the list stays valid until its
 * line is not in progress, which free_irq() waits for. irq_wait is woken after each round of a line and each threaded
 * handler.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "local.h"

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

struct irqaction {
	struct irqaction *next;
	irq_handler_t handler;		/* NULL: only wakes the thread */
	irq_handler_t thread_fn;
	void *dev_id;
	unsigned long flags;
	unsigned int irq;
	const char *name;
	struct task_struct *thread;
	bool pending;			/* the thread has something to do */
	bool busy;			/* and does it */
};

struct irq_desc {
	bool level;			/* atomic */
	bool injected;			/* atomic: one round whatever the level is */
	struct irqaction *actions;
	unsigned int depth;		/* of disable_irq() */
	unsigned int masked;		/* one-shot threads that have not answered yet */
	bool in_progress;
	bool given_up;			/* disabled by us, for a storm */
	unsigned int unhandled, rounds;
};

static struct plain_lock irq_lock;
static struct irq_desc descs[NR_IRQS];
static struct task_struct irq_task;
static DECLARE_WAIT_QUEUE_HEAD(irq_wait);
static bool irq_up, irq_stopping;	/* atomic */

static struct lock_class_key thread_key;
static struct lockdep_map thread_map = { .key = &thread_key, .name = "threaded interrupt handler" };

static void kick(void)
{
	if (__atomic_load_n(&irq_up, __ATOMIC_ACQUIRE))
		host_task_unpark(irq_task.host);
}

void irq_line(void *ctx, unsigned int line, bool level)
{
	if (line >= NR_IRQS)
		return;
	__atomic_store_n(&descs[line].level, level, __ATOMIC_SEQ_CST);
	if (level)
		kick();
}

static bool is_up(const struct irq_desc *desc)
{
	return __atomic_load_n(&desc->level, __ATOMIC_SEQ_CST);
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
	if (!is_up(desc)) {
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
	struct irq_desc *desc = &descs[line];
	struct irqaction *action;
	const char *wrong;
	bool handled = false;
	u64 wait;

	if (!is_up(desc) && !is_injected(desc))
		return 0;
	plain_lock(&irq_lock);
	if (!can_run(desc)) {
		plain_unlock(&irq_lock);
		return 0;
	}
	__atomic_store_n(&desc->injected, false, __ATOMIC_SEQ_CST);
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
		irq_task.reads_of_time = 0;
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
	struct irq_desc *desc = &descs[action->irq];
	bool unmasked = false;

	plain_lock(&irq_lock);
	action->busy = false;
	/* called again while it ran: the line stays masked for that */
	if (action->flags & IRQF_ONESHOT)
		unmasked = !--desc->masked;
	plain_unlock(&irq_lock);
	if (unmasked)
		kick();
	wake_up_all(&irq_wait);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct context before;

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
		lock_map_acquire(&thread_map);
		action->thread_fn(action->irq, action->dev_id);
		lock_map_release(&thread_map);
		context_check(&before, "threaded interrupt handler", action->thread_fn);
		end_work(action);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* ---- request and free ---- */

/* the lock is held */
static int add_action(struct irq_desc *desc, struct irqaction *action)
{
	const unsigned long same = IRQF_SHARED | IRQF_ONESHOT | IRQF_TRIGGER_MASK;
	struct irqaction **at;

	if (desc->actions && (!(desc->actions->flags & IRQF_SHARED) || (desc->actions->flags ^ action->flags) & same))
		return -EBUSY;
	if (!desc->actions) {
		desc->depth = action->flags & IRQF_NO_AUTOEN ? 1 : 0;
		desc->given_up = false;
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

	action = kzalloc(sizeof(*action), GFP_KERNEL | __GFP_NOFAIL);
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
	}
	plain_lock(&irq_lock);
	err = add_action(&descs[irq], action);
	plain_unlock(&irq_lock);
	if (err)
		goto err_stop_thread;
	/* it may be up already */
	kick();
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

static bool is_quiet(struct irq_desc *desc, bool threads)
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

static bool waits_for_itself(unsigned int irq, const void *where)
{
	if (current != &irq_task)
		return false;
	report("interrupt waits for itself", where, "line %u", irq);
	return true;
}

/* any context: turns of a busy wait */
static void spin_until_quiet(unsigned int irq, const void *where)
{
	if (irq >= NR_IRQS || waits_for_itself(irq, where))
		return;
	while (!is_quiet(&descs[irq], false))
		host_task_relax();
}

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
	if (irq >= NR_IRQS)
		return NULL;
	desc = &descs[irq];
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
	wait_event(irq_wait, is_quiet(desc, false));
	if ((action->flags & IRQF_SHARED) && action->handler) {
		local_irq_save(flags);
		action->handler(irq, dev_id);
		local_irq_restore(flags);
	}
	if (action->thread) {
		/* it ends what it was asked for, and then itself */
		lock_map_acquire(&thread_map);
		lock_map_release(&thread_map);
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

/* ---- disable, enable, synchronize ---- */

void disable_irq_nosync(unsigned int irq)
{
	if (irq >= NR_IRQS)
		return;
	plain_lock(&irq_lock);
	descs[irq].depth++;
	plain_unlock(&irq_lock);
}
EXPORT_SYMBOL(disable_irq_nosync);

/**
 * disable_irq() - no handler of the line is called until enable_irq(), and none runs; disables nest
 * Context: process; never from the line's own handler, nor with a lock held that a handler takes.
 */
void disable_irq(unsigned int irq)
{
	might_sleep_here(CALLER());
	disable_irq_nosync(irq);
	synchronize_irq(irq);
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
	unbalanced = !descs[irq].depth;
	if (!unbalanced)
		descs[irq].depth--;
	plain_unlock(&irq_lock);
	if (unbalanced)
		report("unbalanced enable_irq", __builtin_return_address(0), "line %u", irq);
	kick();
}
EXPORT_SYMBOL(enable_irq);

/**
 * synchronize_irq() - wait until no handler of the line runs, threaded ones included
 * Context: process.
 */
void synchronize_irq(unsigned int irq)
{
	might_sleep_here(CALLER());
	if (irq >= NR_IRQS || waits_for_itself(irq, __builtin_return_address(0)))
		return;
	lock_map_acquire(&thread_map);
	lock_map_release(&thread_map);
	wait_event(irq_wait, is_quiet(&descs[irq], true));
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
	requested = descs[irq].actions;
	plain_unlock(&irq_lock);
	if (!requested)
		return -EINVAL;
	__atomic_store_n(&descs[irq].injected, true, __ATOMIC_SEQ_CST);
	kick();
	host_task_preempt();
	return 0;
}
EXPORT_SYMBOL_GPL(irq_inject_interrupt);

/* ---- life ---- */

int irq_init(void)
{
	int err;

	memset(descs, 0, sizeof(descs));
	irq_stopping = false;
	task_fill(&irq_task, "irq", PF_KTHREAD);
	err = task_start(&irq_task, irq_run, NULL);
	if (!err)
		__atomic_store_n(&irq_up, true, __ATOMIC_RELEASE);
	return err;
}

void irq_stop(void)
{
	__atomic_store_n(&irq_up, false, __ATOMIC_RELEASE);
	__atomic_store_n(&irq_stopping, true, __ATOMIC_RELEASE);
	host_task_unpark(irq_task.host);
	host_task_join(irq_task.host);
}

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
		for (; (action = take_left(&descs[irq], inside)); left++) {
			report("irq left", action->handler ? (void *)action->handler : (void *)action->thread_fn,
			       "line %u is still requested by \"%s\"", irq, action->name);
			if (inside)
				wait_event(irq_wait, is_quiet(&descs[irq], false));
			if (action->thread)
				kthread_stop(action->thread);
			kfree(action);
		}
	return left;
}
