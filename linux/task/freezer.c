// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * freezer.c - user space stands still while the system sleeps.
 *
 * Every system call is on a list while it runs. Freezing shuts the entrance, sets a flag in each of these tasks that
 * looks like a pending signal, wakes those that sleep interruptibly, and waits until the list is empty: a task leaves
 * it at the end of its call's work (syscall_again()), or when it leaves altogether. What sleeps uninterruptibly, or
 * killably, is waited for. Whatever happens in between, a driver is never called by user space after its device was
 * suspended.
 *
 * As on Linux 6.12, a call that sleeps interruptibly does not stand still where it is: it is interrupted, and begins
 * anew or returns what it has done, both after the thaw.
 *
 * Left out: kernel threads and work queues that ask to be frozen (set_freezable(), system_freezable_wq go on), tasks
 * that are frozen where they sleep (TASK_FREEZABLE: neither poll nor a stream uses it), control groups.
 */
#define pr_fmt(fmt) "PM: " fmt

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "local.h"

#define PATIENCE (20 * HZ)

/* protects inside, freezing and must_freeze of the tasks inside */
static struct plain_lock freezer_lock;
/* tasks in a system call that do not stand still */
static LIST_HEAD(inside);
static bool freezing;

/* who freezes waits for the last one; everybody else waits for the thaw */
static DECLARE_WAIT_QUEUE_HEAD(stopped);
static DECLARE_WAIT_QUEUE_HEAD(thawed);

/* a world that was given up has left its tasks behind */
void freezer_init(void)
{
	INIT_LIST_HEAD(&inside);
	freezing = false;
}

static bool try_to_go_in(struct task_struct *task)
{
	bool in;

	plain_lock(&freezer_lock);
	in = !freezing;
	if (in) {
		WRITE_ONCE(task->must_freeze, false);
		list_add_tail(&task->in_call, &inside);
	}
	plain_unlock(&freezer_lock);
	return in;
}

static void wait_for_thaw(void)
{
	wait_event(thawed, !READ_ONCE(freezing));
}

static void go_in(struct task_struct *task)
{
	while (!try_to_go_in(task))
		wait_for_thaw();
}

static void go_out(struct task_struct *task)
{
	bool tell;

	plain_lock(&freezer_lock);
	list_del(&task->in_call);
	tell = freezing;
	plain_unlock(&freezer_lock);
	if (!tell)
		return;
	wake_up(&stopped);
	wait_for_thaw();
}

/* ---- system calls ---- */

void syscall_enter(struct task_struct *task, const struct usnd_caller *caller)
{
	task_enter(task, caller);
	if (task == current)
		go_in(task);
}

void syscall_leave(struct task_struct *task)
{
	if (task == current)
		go_out(task);
	task_leave(task);
}

bool is_restart(long ret)
{
	return ret == -ERESTARTSYS || ret == -ERESTARTNOINTR || ret == -ERESTARTNOHAND || ret == -ERESTART_RESTARTBLOCK;
}

bool syscall_again(struct task_struct *task, long ret)
{
	/* a call inside another one does not stop it, its caller may hold locks */
	if (task != current || !READ_ONCE(task->must_freeze))
		return false;
	go_out(task);
	go_in(task);
	return is_restart(ret) && !signal_pending(task);
}

/* ---- who puts the system to sleep ---- */

static void ask_to_stop(void)
{
	struct task_struct *task;

	plain_lock(&freezer_lock);
	WRITE_ONCE(freezing, true);
	list_for_each_entry (task, &inside, in_call) {
		WRITE_ONCE(task->must_freeze, task != current);
		if (task != current)
			wake_task(task, TASK_INTERRUPTIBLE);
	}
	plain_unlock(&freezer_lock);
}

/* how many still run; @pid: of one of them */
static unsigned int still_inside(pid_t *pid)
{
	struct task_struct *task;
	unsigned int count = 0;

	plain_lock(&freezer_lock);
	list_for_each_entry (task, &inside, in_call) {
		if (task == current)
			continue;
		*pid = task->pid;
		count++;
	}
	plain_unlock(&freezer_lock);
	return count;
}

int freeze_processes(void)
{
	unsigned int left;
	pid_t pid = 0;

	ask_to_stop();
	wait_event_timeout(stopped, !still_inside(&pid), PATIENCE);
	left = still_inside(&pid);
	if (!left)
		return 0;
	pr_err("user space does not stop: %u call(s) still inside after %u s, one of process %d\n", left, PATIENCE / HZ,
	       pid);
	thaw_processes();
	return -EBUSY;
}

void thaw_processes(void)
{
	plain_lock(&freezer_lock);
	WRITE_ONCE(freezing, false);
	plain_unlock(&freezer_lock);
	wake_up_all(&thawed);
}
