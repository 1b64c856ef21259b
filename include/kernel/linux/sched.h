/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks. A task_struct is a host task that runs kernel code: a kthread, an interrupt, or an application's system
 * call, which has one on its stack for as long as the call lasts. Implemented in linux/task/task.c.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/preempt.h>
#include <linux/refusal.h>
#include <asm/barrier.h>
#include <asm/processor.h>

struct host_task;
struct usnd_caller;

#define TASK_RUNNING		0x00000000
#define TASK_INTERRUPTIBLE	0x00000001
#define TASK_UNINTERRUPTIBLE	0x00000002
#define __TASK_STOPPED		0x00000004
#define TASK_PARKED		0x00000040
#define TASK_DEAD		0x00000080
#define TASK_WAKEKILL		0x00000100
#define TASK_NOLOAD		0x00000400
#define TASK_NEW		0x00000800
#define TASK_FREEZABLE		0x00002000

#define TASK_KILLABLE		(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define TASK_COMM_LEN 16
#define MAX_SCHEDULE_TIMEOUT LONG_MAX

#define PF_EXITING	0x00000004
#define PF_WQ_WORKER	0x00000020
#define PF_NOFREEZE	0x00008000
#define PF_KTHREAD	0x00200000

#define TASK_HELD_LOCKS 48

/* One lock that a task holds, for the checker; only the task itself touches it. */
struct held_lock {
	struct lockdep_map *map;
	unsigned long ip;		/* where it was taken */
	u16 class;
	u8 read;
	u8 trylock;
	u8 sleeps;			/* never taken in interrupts */
};

struct task_struct {
	unsigned int __state;		/* TASK_*; written by the task itself and by its wakers */
	unsigned int flags;		/* PF_* */
	pid_t pid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];

	/* private to linux/task */
	struct host_task *host;
	const struct usnd_caller *caller;	/* process behind a system call, or NULL */
	struct task_struct *before;		/* syscall_enter() over another task_struct */
	const struct usnd_caller *caller_before;
	unsigned int preempt_counts;		/* see <linux/preempt.h>; the task's own */
	bool irqs_off;				/* the task's own */
	unsigned int looks;			/* at the clock or a register, since it slept */
	struct refusal refused;			/* why its last request for memory was (linux/refusal.h) */
	void (*start)(void *arg);		/* what the task runs */
	struct list_head in_call;		/* freezer.c: among those that suspend waits for */
	bool must_freeze;			/* it is asked to stop: as if a signal were pending */
	unsigned int held_count;
	struct held_lock held[TASK_HELD_LOCKS];
};

struct task_struct *get_current(void);
#define current get_current()

#define get_current_state()	READ_ONCE(current->__state)
#define __set_current_state(state_value) \
	WRITE_ONCE(current->__state, (state_value))
#define set_current_state(state_value) \
	smp_store_mb(current->__state, (state_value))
#define task_is_running(task)	(READ_ONCE((task)->__state) == TASK_RUNNING)

void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);
long io_schedule_timeout(long timeout);
void io_schedule(void);
void yield(void);
int __cond_resched(void);
int wake_up_process(struct task_struct *task);
int wake_up_state(struct task_struct *task, unsigned int state);

#define cond_resched()		__cond_resched()
#define need_resched()		0

/* Reports callers in atomic context, whether or not they would really have slept this time. */
void __might_sleep(const char *file, int line);
#define might_sleep()		__might_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond) \
	do { \
		if (cond) \
			might_sleep(); \
	} while (0)

int signal_pending(struct task_struct *task);
int fatal_signal_pending(struct task_struct *task);
int signal_pending_state(unsigned int state, struct task_struct *task);

static inline pid_t task_pid_nr(struct task_struct *task)
{
	return task->pid;
}

static inline pid_t task_pid_vnr(struct task_struct *task)
{
	return task->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *task)
{
	return task->tgid;
}

static inline pid_t task_tgid_vnr(struct task_struct *task)
{
	return task->tgid;
}

#define get_task_comm(buf, task)	({ __builtin_memcpy(buf, (task)->comm, TASK_COMM_LEN); buf; })

#endif
