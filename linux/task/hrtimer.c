// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hrtimer.c - timers in nanoseconds. Hard ones run in the clock task, soft ones in the softirq task.
 *
 * ->_softexpires is the driver's view, on the timer's own clock; the queue is ordered by ->node.expires on the
 * monotonic one. The base's lock protects the queue, both times of a queued timer, and which timer runs.
 */
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "local.h"

/* a function that restarts its timer for the past, this often at one and the same time, will never stop */
#define STORM 10000

unsigned int hrtimer_resolution = 1;
EXPORT_SYMBOL_GPL(hrtimer_resolution);

static struct timer_base *base_of(const struct hrtimer *timer)
{
	return timer->is_soft ? &soft_base : &hard_base;
}

static s64 wall_offset(const struct hrtimer *timer)
{
	u64 seconds;
	u32 ns;

	if (timer->clock != CLOCK_REALTIME)
		return 0;
	host_wall_time(&seconds, &ns);
	return seconds * NSEC_PER_SEC + ns - host_now();
}

/* the lock is held; true if it is the first now */
static bool enqueue(struct timer_base *base, struct hrtimer *timer)
{
	timer->node.expires = max_t(s64, timer->_softexpires - wall_offset(timer), 0);
	return timerqueue_add(&base->queue, &timer->node);
}

/**
 * hrtimer_init() - set a timer up; its ->function is set by the caller, before it is started
 */
void hrtimer_init(struct hrtimer *timer, clockid_t which_clock, enum hrtimer_mode mode)
{
	memset(timer, 0, sizeof(*timer));
	timer->clock = which_clock;
	timer->is_soft = !!(mode & HRTIMER_MODE_SOFT);
	timer->is_hard = !timer->is_soft;
}
EXPORT_SYMBOL_GPL(hrtimer_init);

/**
 * hrtimer_start_range_ns() - let it go off at @tim, on its clock or from now, whether it is queued or not
 * @range_ns: how much later it may be; it never is
 * Context: any, also the timer's own function.
 */
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns, const enum hrtimer_mode mode)
{
	struct timer_base *base = base_of(timer);
	bool first;

	if (!timer->function) {
		report("timer not initialised", __builtin_return_address(0), "an hrtimer has no function");
		return;
	}
	if (!(mode & HRTIMER_MODE_SOFT) != !timer->is_soft)
		report("wrong timer mode", __builtin_return_address(0), "started %s, initialised %s",
		       mode & HRTIMER_MODE_SOFT ? "soft" : "hard", timer->is_soft ? "soft" : "hard");
	if (mode & HRTIMER_MODE_REL)
		tim = ktime_add_safe(hrtimer_cb_get_time(timer), tim);
	plain_lock(&base->lock);
	timerqueue_del(&base->queue, &timer->node);
	timer->_softexpires = tim;
	timer->is_rel = !!(mode & HRTIMER_MODE_REL);
	first = enqueue(base, timer);
	plain_unlock(&base->lock);
	if (first)
		base_kick(base);
	host_task_preempt();
}
EXPORT_SYMBOL_GPL(hrtimer_start_range_ns);

/**
 * hrtimer_try_to_cancel() - take it out of the queue
 * Return: 1 if it was queued, 0 if not, -1 if its function is running.
 */
int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	struct timer_base *base = base_of(timer);
	int ret = 0;

	plain_lock(&base->lock);
	if (base->running == timer) {
		ret = -1;
	} else if (timerqueue_node_queued(&timer->node)) {
		timerqueue_del(&base->queue, &timer->node);
		ret = 1;
	}
	plain_unlock(&base->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_try_to_cancel);

/**
 * hrtimer_cancel() - take it out of the queue and wait until its function has returned
 * Never from the function itself: told.
 */
int hrtimer_cancel(struct hrtimer *timer)
{
	int ret;

	host_task_preempt();
	while ((ret = hrtimer_try_to_cancel(timer)) < 0) {
		if (base_of(timer)->task == current) {
			report("timer waits for itself", __builtin_return_address(0),
			       "hrtimer_cancel() in its own function");
			return 0;
		}
		host_task_relax();
	}
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_cancel);

/**
 * hrtimer_forward() - move the expiry past @now in whole intervals
 * Return: by how many.
 */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	s64 late = now - timer->_softexpires;
	u64 times;

	if (late < 0)
		return 0;
	if (timerqueue_node_queued(&timer->node)) {
		report("queued timer forwarded", __builtin_return_address(0), "hrtimer_forward()");
		return 0;
	}
	interval = max_t(ktime_t, interval, 1);
	times = div64_u64(late, interval) + 1;
	timer->_softexpires = ktime_add_safe(timer->_softexpires, times * interval);
	return times;
}
EXPORT_SYMBOL_GPL(hrtimer_forward);

ktime_t hrtimer_cb_get_time(const struct hrtimer *timer)
{
	return host_now() + wall_offset(timer);
}
EXPORT_SYMBOL_GPL(hrtimer_cb_get_time);

ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust)
{
	return timer->_softexpires - hrtimer_cb_get_time(timer);
}
EXPORT_SYMBOL_GPL(__hrtimer_get_remaining);

int hrtimer_callback_running(struct hrtimer *timer)
{
	struct timer_base *base = base_of(timer);
	bool running;

	plain_lock(&base->lock);
	running = base->running == timer;
	plain_unlock(&base->lock);
	return running;
}
EXPORT_SYMBOL_GPL(hrtimer_callback_running);

bool hrtimer_active(const struct hrtimer *timer)
{
	struct timer_base *base = base_of(timer);
	bool active;

	plain_lock(&base->lock);
	active = base->running == timer || timerqueue_node_queued(&timer->node);
	plain_unlock(&base->lock);
	return active;
}
EXPORT_SYMBOL_GPL(hrtimer_active);

static struct hrtimer *take_due(struct timer_base *base, u64 now)
{
	struct timerqueue_node *node = timerqueue_getnext(&base->queue);

	if (!node || node->expires > now)
		return NULL;
	timerqueue_del(&base->queue, node);
	return container_of(node, struct hrtimer, node);
}

void hrtimer_run_due(struct timer_base *base)
{
	bool soft = base == &soft_base;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	enum hrtimer_restart restart;
	struct context before;
	struct hrtimer *timer;
	u64 now = host_now(), started = now;
	unsigned int runs = 0;

	plain_lock(&base->lock);
	while ((timer = take_due(base, now))) {
		base->running = timer;
		base->function = function = timer->function;
		plain_unlock(&base->lock);

		context_enter(&before, soft ? SOFTIRQ_OFFSET : HARDIRQ_OFFSET, !soft);
		restart = function(timer);
		context_leave(&before, "hrtimer", function);

		now = host_now();
		if (now != started) {
			started = now;
			runs = 0;
		}
		if (++runs > STORM) {
			report("timer storm", function, "an hrtimer restarts itself without moving on");
			restart = HRTIMER_NORESTART;
		}
		plain_lock(&base->lock);
		/* one that does not restart may be gone */
		if (restart != HRTIMER_NORESTART && !timerqueue_node_queued(&timer->node))
			enqueue(base, timer);
		base->running = NULL;
	}
	plain_unlock(&base->lock);
}

static bool is_left(const struct timerqueue_node *node, const void *inside)
{
	const struct hrtimer *timer = container_of(node, struct hrtimer, node);

	return left_by(inside, timer->function) || left_by(inside, timer);
}

unsigned int hrtimers_left(struct timer_base *base, const void *inside)
{
	struct timerqueue_node *node, *next;
	unsigned int left = 0, running = 0;

	for (node = base_take_left(base, inside, is_left, &running); node; node = next) {
		next = node->next;
		report("timer left", container_of(node, struct hrtimer, node)->function, "an hrtimer is still queued");
		left++;
	}
	return left + !!running;
}
