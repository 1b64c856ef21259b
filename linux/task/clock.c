// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clock.c - the task that stands for the timer interrupt: it runs hard hrtimers and the machine when they are due,
 * and sleeps until the next of them. Timers that run in softirq context have a base of their own (softirq.c).
 *
 * Each base's lock protects its queue; the machine's deadline is under the lock of the hard base.
 */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "local.h"

static struct task_struct clock_task;
struct timer_base hard_base = { .task = &clock_task };
static u64 machine_due = HOST_FOREVER;
static bool clock_up;		/* clock_task may be woken; under the hard base's lock */
static bool clock_stop;		/* atomic */

void base_kick(struct timer_base *base)
{
	if (base->task != current)
		host_task_unpark(base->task->host);
}

u64 base_next(struct timer_base *base)
{
	struct timerqueue_node *first;
	u64 next;

	plain_lock(&base->lock);
	first = timerqueue_getnext(&base->queue);
	next = first ? first->expires : HOST_FOREVER;
	plain_unlock(&base->lock);
	return next;
}

struct timerqueue_node *base_take_left(struct timer_base *base, const void *inside,
				       bool (*is_left)(const struct timerqueue_node *node, const void *inside),
				       unsigned int *running)
{
	struct timerqueue_node *left = NULL, **last_left = &left, *stays = NULL, **last = &stays, *node;
	const void *function;

	plain_lock(&base->lock);
	while (inside && base->running && left_by(inside, base->function)) {
		function = base->function;
		plain_unlock(&base->lock);
		if (!(*running)++)
			report("timer left", function, "its function still runs while its module goes");
		host_task_relax();
		plain_lock(&base->lock);
	}
	/* under one lock: nobody sees those that stay out of the queue */
	while ((node = timerqueue_getnext(&base->queue))) {
		bool goes = is_left(node, inside);

		timerqueue_del(&base->queue, node);
		node->next = NULL;
		*(goes ? last_left : last) = node;
		if (goes)
			last_left = &node->next;
		else
			last = &node->next;
	}
	while ((node = stays)) {
		stays = node->next;
		timerqueue_add(&base->queue, node);
	}
	plain_unlock(&base->lock);
	return left;
}

void clock_tick(void *ctx, uint64_t deadline)
{
	bool earlier;

	plain_lock(&hard_base.lock);
	earlier = deadline < machine_due;
	if (earlier)
		machine_due = deadline;
	/* under the lock: the task does not end meanwhile */
	if (earlier && clock_up && host_task_self() != clock_task.host)
		host_task_unpark(clock_task.host);
	plain_unlock(&hard_base.lock);
}

static void run_machine(void)
{
	struct usnd_machine *m = machine();
	u64 now = host_now(), next;
	bool due;

	plain_lock(&hard_base.lock);
	due = machine_due <= now;
	/* what tick() asks for while run() works must not get lost */
	if (due)
		machine_due = HOST_FOREVER;
	plain_unlock(&hard_base.lock);
	if (!due)
		return;
	next = m->ops->run(m, now);
	plain_lock(&hard_base.lock);
	machine_due = min(machine_due, next);
	plain_unlock(&hard_base.lock);
}

static u64 next_deadline(void)
{
	u64 next = base_next(&hard_base);

	plain_lock(&hard_base.lock);
	next = min(next, machine_due);
	plain_unlock(&hard_base.lock);
	return next;
}

static void clock_run(void *arg)
{
	while (!__atomic_load_n(&clock_stop, __ATOMIC_ACQUIRE)) {
		clock_task.looks = 0;
		run_machine();
		hrtimer_run_due(&hard_base);
		host_task_park(next_deadline());
	}
}

int clock_init(void)
{
	int err;

	timerqueue_init_head(&hard_base.queue);
	hard_base.running = NULL;
	machine_due = HOST_FOREVER;
	clock_stop = false;
	task_fill(&clock_task, "clock", PF_KTHREAD);
	err = task_start(&clock_task, clock_run, NULL);
	plain_lock(&hard_base.lock);
	clock_up = !err;
	plain_unlock(&hard_base.lock);
	return err;
}

void clock_finish(void)
{
	plain_lock(&hard_base.lock);
	clock_up = false;
	plain_unlock(&hard_base.lock);
	__atomic_store_n(&clock_stop, true, __ATOMIC_RELEASE);
	host_task_unpark(clock_task.host);
	host_task_join(clock_task.host);
}
