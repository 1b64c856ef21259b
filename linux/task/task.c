// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * task.c - tasks: who is current, sleeping and waking, and the rise and fall of this folder.
 *
 * A task sleeps by setting its state, checking its condition and calling schedule(); a waker changes the condition,
 * then the state, then unparks the host task, whose token keeps a wake-up that comes too early. A task is woken with
 * the lock held that it must take before it can go away (wait queue, mutex, list of threads), so the waker never
 * touches a dead one.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "local.h"

#define SIGNAL_NS 50000000	/* how late a signal may be seen, real clock */

static atomic_t last_pid;

/**
 * get_current() - the running task; NULL where no kernel code should run (before a boot, between system calls)
 */
struct task_struct *get_current(void)
{
	return host_task_data();
}
EXPORT_SYMBOL(get_current);

const struct usnd_caller *current_caller(void)
{
	return current ? current->caller : NULL;
}

void task_fill(struct task_struct *t, const char *name, unsigned int flags)
{
	/* the array of held locks stays as it is: held_count says how much of it counts */
	memset(t, 0, offsetof(struct task_struct, held));
	t->flags = flags;
	t->pid = t->tgid = atomic_inc_return(&last_pid);
	strscpy(t->comm, name, sizeof(t->comm));
}

static void task_main(void *arg)
{
	current->start(arg);
}

int task_start(struct task_struct *t, void (*fn)(void *arg), void *arg)
{
	t->start = fn;
	/* fills t->host before the task begins */
	return host_task_create(&t->host, t->comm, task_main, arg, t);
}

void task_enter(struct task_struct *task, const struct usnd_caller *caller)
{
	struct task_struct *outer = current;

	if (outer) {
		task->before = outer;
		task->caller_before = outer->caller;
		outer->caller = caller;
		return;
	}
	task_fill(task, "usnd", 0);
	if (caller)
		task->pid = task->tgid = caller->pid;
	task->host = host_task_self();
	task->caller = caller;
	host_task_set_data(task);
}

void task_leave(struct task_struct *task)
{
	const struct context none = { 0 };

	if (task->before) {
		task->before->caller = task->caller_before;
		return;
	}
	context_check(&none, "system call", NULL);
	host_task_set_data(NULL);
}

/* ---- signals ---- */

static bool caller_signalled(const struct task_struct *task)
{
	const struct usnd_caller *caller = task->caller;

	return caller && caller->interrupted && caller->interrupted(caller->ctx);
}

/* also for a task that is to stop because the system goes to sleep: the freezer sends a signal that is none */
int signal_pending(struct task_struct *task)
{
	return READ_ONCE(task->must_freeze) || caller_signalled(task);
}
EXPORT_SYMBOL(signal_pending);

/* The caller does not tell which signal it is; one that is killed must not hang, so any may be the fatal one. */
int fatal_signal_pending(struct task_struct *task)
{
	return caller_signalled(task);
}
EXPORT_SYMBOL(fatal_signal_pending);

int signal_pending_state(unsigned int state, struct task_struct *task)
{
	if (state & TASK_INTERRUPTIBLE)
		return signal_pending(task);
	return state & TASK_WAKEKILL && fatal_signal_pending(task);
}
EXPORT_SYMBOL(signal_pending_state);

/* ---- sleeping ---- */

/* who sets a caller's flag may not be able to wake the task: on the real clock it is looked at now and then */
static u64 look_again(unsigned int state, const struct task_struct *t, u64 deadline)
{
	if (!host_is_real_time() || !(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) || !t->caller ||
	    !t->caller->interrupted || t->caller->unparks)
		return deadline;
	return min(deadline, host_now() + SIGNAL_NS);
}

void sleep_until(u64 deadline)
{
	struct task_struct *t = current;
	unsigned int state;

	t->looks = 0;
	while ((state = READ_ONCE(t->__state)) != TASK_RUNNING) {
		if (host_now() >= deadline || signal_pending_state(state, t))
			break;
		host_task_park(look_again(state, t, deadline));
	}
	smp_store_mb(t->__state, TASK_RUNNING);
}

/* A task that sleeps now cannot: told at the caller's place; then it sleeps nevertheless, as Linux does. */
static void schedule_check(unsigned long ip)
{
	if ((preempt_count() || irqs_disabled()) && !told_before("schedule", ip))
		report("scheduling while atomic", (void *)ip, "%s: preempt count %#x, interrupts %s", current->comm,
		       preempt_count(), irqs_disabled() ? "off" : "on");
}

/**
 * schedule() - sleep until woken, in the state set before; in TASK_RUNNING let others run
 * Context: process; the running task holds no spin lock.
 */
void schedule(void)
{
	schedule_check(CALLER());
	if (READ_ONCE(current->__state) == TASK_RUNNING)
		yield();
	else
		sleep_until(HOST_FOREVER);
}
EXPORT_SYMBOL(schedule);

static long schedule_timeout_at(long timeout, unsigned long ip)
{
	unsigned long expires;
	long left;

	schedule_check(ip);
	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		sleep_until(HOST_FOREVER);
		return timeout;
	}
	if (timeout < 0) {
		report("wrong timeout", (void *)ip, "schedule_timeout(%ld)", timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	expires = jiffies + timeout;
	sleep_until(jiffies_deadline(expires));
	left = expires - jiffies;
	return max(left, 0L);
}

/**
 * schedule_timeout() - sleep for at most @timeout jiffies, in the state set before
 * Return: the jiffies that were left; MAX_SCHEDULE_TIMEOUT waits for ever.
 */
long schedule_timeout(long timeout)
{
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(schedule_timeout);

long schedule_timeout_interruptible(long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	__set_current_state(TASK_IDLE);
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(schedule_timeout_idle);

long io_schedule_timeout(long timeout)
{
	return schedule_timeout_at(timeout, CALLER());
}
EXPORT_SYMBOL(io_schedule_timeout);

void io_schedule(void)
{
	schedule();
}
EXPORT_SYMBOL(io_schedule);

/* A turn of the host's busy wait: whoever is ready runs first. */
void yield(void)
{
	host_task_relax();
}
EXPORT_SYMBOL(yield);

int __cond_resched(void)
{
	might_sleep_here(CALLER());
	host_task_preempt();
	return 0;
}
EXPORT_SYMBOL(__cond_resched);

void cpu_relax(void)
{
	host_task_relax();
}
EXPORT_SYMBOL(cpu_relax);

/* ---- waking ---- */

int wake_task(struct task_struct *t, unsigned int mode)
{
	unsigned int state;

	/* what the waker wrote before is seen by the task that finds itself running */
	smp_mb();
	state = READ_ONCE(t->__state);
	do {
		if (!(state & mode))
			return 0;
	} while (!try_cmpxchg(&t->__state, &state, TASK_RUNNING));
	host_task_unpark(t->host);
	return 1;
}

/**
 * wake_up_state() - wake a task that sleeps in one of the states of @mode
 * Return: 1 if it was asleep.
 * Context: any; the caller must know that the task exists until this returns.
 */
int wake_up_state(struct task_struct *task, unsigned int mode)
{
	int woken = wake_task(task, mode);

	host_task_preempt();
	return woken;
}
EXPORT_SYMBOL(wake_up_state);

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

/* ---- the folder ---- */

int task_init(void)
{
	int err;

	lockclass_reset();
	atomic_set(&last_pid, 0);
	freezer_init();
	err = softirq_init();
	if (err)
		return err;
	err = clock_init();
	if (err)
		goto err_stop_softirq;
	err = irq_init();
	if (err)
		goto err_stop_clock;
	err = workqueue_init();
	if (err)
		goto err_stop_irq;
	return 0;

err_stop_irq:
	irq_stop();
err_stop_clock:
	clock_finish();
err_stop_softirq:
	softirq_finish();
	return err;
}

static unsigned int clocks_left(const void *inside)
{
	unsigned int left = hrtimers_left(&hard_base, inside);

	left += hrtimers_left(&soft_base, inside);
	left += timers_left(inside);
	left += tasklets_left(inside);
	return left;
}

unsigned int task_forget_module(const void *inside)
{
	unsigned int left = irqs_left(inside);

	left += kthreads_left(inside);
	left += clocks_left(inside);
	/* at last what all of these may have queued */
	left += works_left(inside);
	lockclass_forget_module(inside);
	return left;
}

unsigned int task_finish(void)
{
	unsigned int left;

	/* interrupts first, so that nothing new comes; threads may need the clocks to come to their end */
	irq_stop();
	left = irqs_left(NULL);
	left += kthreads_left(NULL);
	left += workqueue_finish();
	clock_finish();
	softirq_finish();
	left += clocks_left(NULL);
	/* what a timer has queued since the workers went */
	left += works_left(NULL);
	lockclass_reset();
	/* who shuts the world down is no task of it any more */
	host_task_set_data(NULL);
	return left;
}
