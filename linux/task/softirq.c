// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * softirq.c - the task that stands for softirqs on another processor: soft hrtimers, timers, tasklets, in this order.
 *
 * tasklet_lock protects the two queues. A tasklet's state bits and disable depth are atomic; as only this task runs
 * tasklets, TASKLET_STATE_RUN is for those who wait. tasklet_wait is woken after each run, for them.
 */
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "local.h"

struct tasklet_queue {
	struct tasklet_struct *first, **last;
};

static struct task_struct softirq_task;
struct timer_base soft_base = { .task = &softirq_task };
struct timer_base wheel_base = { .task = &softirq_task };

static struct plain_lock tasklet_lock;
static struct tasklet_queue high, normal;
static DECLARE_WAIT_QUEUE_HEAD(tasklet_wait);
static bool softirq_stop;		/* atomic */

/* ---- tasklets ---- */

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t))
{
	memset(t, 0, sizeof(*t));
	t->callback = callback;
	t->use_callback = true;
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data)
{
	memset(t, 0, sizeof(*t));
	t->func = func;
	t->data = data;
}
EXPORT_SYMBOL(tasklet_init);

static void schedule_on(struct tasklet_queue *queue, struct tasklet_struct *t)
{
	if (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	plain_lock(&tasklet_lock);
	t->next = NULL;
	*queue->last = t;
	queue->last = &t->next;
	plain_unlock(&tasklet_lock);
	host_task_unpark(softirq_task.host);
	host_task_preempt();
}

/**
 * tasklet_schedule() - run it once, soon; once also if it is scheduled several times before that
 * Context: any.
 */
void tasklet_schedule(struct tasklet_struct *t)
{
	schedule_on(&normal, t);
}
EXPORT_SYMBOL(tasklet_schedule);

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	schedule_on(&high, t);
}
EXPORT_SYMBOL(tasklet_hi_schedule);

void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb();
}
EXPORT_SYMBOL(tasklet_disable_nosync);

/* Under the lock: take_tasklet() sets the bit for a moment on those that it leaves. */
static bool is_running(struct tasklet_struct *t)
{
	bool running;

	plain_lock(&tasklet_lock);
	running = test_bit_acquire(TASKLET_STATE_RUN, &t->state);
	plain_unlock(&tasklet_lock);
	return running;
}

/* In atomic context: turns of a busy wait. */
void tasklet_unlock_wait(struct tasklet_struct *t)
{
	if (current == &softirq_task) {
		report("tasklet waits for itself", __builtin_return_address(0), "in softirq context");
		return;
	}
	while (is_running(t))
		host_task_relax();
}
EXPORT_SYMBOL(tasklet_unlock_wait);

void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_wait(t);
}
EXPORT_SYMBOL(tasklet_disable_in_atomic);

/**
 * tasklet_disable() - it does not run until tasklet_enable(), and has returned if it ran; disables nest
 * Context: process.
 */
void tasklet_disable(struct tasklet_struct *t)
{
	might_sleep_here(CALLER());
	tasklet_disable_nosync(t);
	wait_event(tasklet_wait, !is_running(t));
}
EXPORT_SYMBOL(tasklet_disable);

void tasklet_enable(struct tasklet_struct *t)
{
	int depth = atomic_dec_return(&t->count);

	if (depth < 0) {
		report("unbalanced tasklet_enable", __builtin_return_address(0), "depth %d", depth);
		atomic_set(&t->count, 0);
	}
	if (depth <= 0 && test_bit(TASKLET_STATE_SCHED, &t->state))
		host_task_unpark(softirq_task.host);
}
EXPORT_SYMBOL(tasklet_enable);

/**
 * tasklet_kill() - wait until it is neither scheduled nor running
 * Who may schedule it must be stopped before. A disabled one that is scheduled never ends, as in Linux.
 * Context: process.
 */
void tasklet_kill(struct tasklet_struct *t)
{
	unsigned long ip = CALLER();

	if (in_interrupt() && !told_before("tasklet", ip)) {
		report("wait for a tasklet in an interrupt", (void *)ip, "tasklet_kill()");
		return;
	}
	might_sleep_here(ip);
	wait_event(tasklet_wait, !test_and_set_bit(TASKLET_STATE_SCHED, &t->state));
	wait_event(tasklet_wait, !is_running(t));
	clear_bit(TASKLET_STATE_SCHED, &t->state);
}
EXPORT_SYMBOL(tasklet_kill);

static void queue_empty(struct tasklet_queue *queue)
{
	queue->first = NULL;
	queue->last = &queue->first;
}

static void *function_of(const struct tasklet_struct *t)
{
	return t->use_callback ? (void *)t->callback : (void *)t->func;
}

/* the first that is not disabled, marked as running */
static struct tasklet_struct *take_tasklet(struct tasklet_queue *queue)
{
	struct tasklet_struct **at, *t;

	plain_lock(&tasklet_lock);
	for (at = &queue->first; (t = *at); at = &t->next) {
		/* running first, then the look at the depth: who disables it looks the other way round */
		set_bit(TASKLET_STATE_RUN, &t->state);
		smp_mb();
		if (!atomic_read(&t->count)) {
			*at = t->next;
			if (!*at)
				queue->last = at;
			break;
		}
		clear_bit_unlock(TASKLET_STATE_RUN, &t->state);
	}
	plain_unlock(&tasklet_lock);
	return t;
}

static void run_tasklets(struct tasklet_queue *queue)
{
	struct tasklet_struct *t;
	struct context before;

	while ((t = take_tasklet(queue))) {
		const void *function = function_of(t);

		clear_bit(TASKLET_STATE_SCHED, &t->state);
		/* who finds it scheduled still has its news seen by this run */
		smp_mb__after_atomic();
		context_enter(&before, SOFTIRQ_OFFSET, false);
		if (t->use_callback)
			t->callback(t);
		else
			t->func(t->data);
		context_leave(&before, "tasklet", function);
		clear_bit_unlock(TASKLET_STATE_RUN, &t->state);
		wake_up_all(&tasklet_wait);
	}
}

static struct tasklet_struct *take_left(struct tasklet_queue *queue, const void *inside)
{
	struct tasklet_struct **at, *t;

	plain_lock(&tasklet_lock);
	for (at = &queue->first; (t = *at); at = &t->next)
		if (left_by(inside, function_of(t)) || left_by(inside, t)) {
			*at = t->next;
			if (!*at)
				queue->last = at;
			break;
		}
	plain_unlock(&tasklet_lock);
	return t;
}

unsigned int tasklets_left(const void *inside)
{
	struct tasklet_queue *const queues[] = { &high, &normal };
	struct tasklet_struct *t;
	unsigned int left = 0, i;

	for (i = 0; i < ARRAY_SIZE(queues); i++)
		for (; (t = take_left(queues[i], inside)); left++)
			report("tasklet left", function_of(t), "a tasklet is still scheduled");
	return left;
}

/* ---- the task ---- */

static void softirq_run(void *arg)
{
	while (!__atomic_load_n(&softirq_stop, __ATOMIC_ACQUIRE)) {
		softirq_task.looks = 0;
		hrtimer_run_due(&soft_base);
		timer_run_due();
		run_tasklets(&high);
		run_tasklets(&normal);
		host_task_park(min(base_next(&soft_base), base_next(&wheel_base)));
	}
}

int softirq_init(void)
{
	timerqueue_init_head(&soft_base.queue);
	timerqueue_init_head(&wheel_base.queue);
	soft_base.running = wheel_base.running = NULL;
	queue_empty(&high);
	queue_empty(&normal);
	softirq_stop = false;
	task_fill(&softirq_task, "softirq", PF_KTHREAD);
	return task_start(&softirq_task, softirq_run, NULL);
}

void softirq_finish(void)
{
	__atomic_store_n(&softirq_stop, true, __ATOMIC_RELEASE);
	host_task_unpark(softirq_task.host);
	host_task_join(softirq_task.host);
}
