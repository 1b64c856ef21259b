/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wait queues. A sleeper puts an entry on the queue, sets its state, checks its condition and calls schedule();
 * a waker changes the condition and then wakes the queue. wait_event() and its kin are that loop.
 * Implemented in linux/task/wait.c.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/spinlock.h>
#include <linux/sched.h>
#include <linux/ktime.h>
#include <uapi/linux/eventpoll.h>

struct wait_queue_entry;
typedef struct wait_queue_entry wait_queue_entry_t;

typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key);
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key);

#define WQ_FLAG_EXCLUSIVE	0x01
#define WQ_FLAG_WOKEN		0x02
#define WQ_FLAG_CUSTOM		0x04
#define WQ_FLAG_DONE		0x08
#define WQ_FLAG_PRIORITY	0x10

struct wait_queue_entry {
	unsigned int flags;
	void *private;			/* the task to wake */
	wait_queue_func_t func;
	struct list_head entry;		/* under the head's lock */
};

struct wait_queue_head {
	spinlock_t lock;		/* protects head and the entries on it */
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk) \
	{ .private = tsk, .func = default_wake_function, .entry = { NULL, NULL } }
#define DECLARE_WAITQUEUE(name, tsk)	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)

#define __WAIT_QUEUE_HEAD_INITIALIZER(name) \
	{ .lock = __SPIN_LOCK_INITIALIZER((name).lock), .head = LIST_HEAD_INIT((name).head) }
#define DECLARE_WAIT_QUEUE_HEAD(name)	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name, struct lock_class_key *key);

#define init_waitqueue_head(wq_head) \
	do { \
		static struct lock_class_key __key; \
\
		__init_waitqueue_head((wq_head), #wq_head, &__key); \
	} while (0)
#define __WAIT_QUEUE_HEAD_INIT_ONSTACK(name)	({ init_waitqueue_head(&name); name; })
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name)	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INIT_ONSTACK(name)

static inline void init_waitqueue_entry(struct wait_queue_entry *entry, struct task_struct *task)
{
	entry->flags = 0;
	entry->private = task;
	entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *entry, wait_queue_func_t func)
{
	entry->flags = 0;
	entry->private = NULL;
	entry->func = func;
}

/* Without the queue's lock this is a hint: order it after the condition with a barrier. */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return READ_ONCE(wq_head->head.next) != &wq_head->head;
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	smp_mb();
	return waitqueue_active(wq_head);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void __remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);
void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode);

#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		__wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		__wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_sync(x)			__wake_up_sync(x, TASK_NORMAL)
#define wake_up_interruptible(x)	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr)	__wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	__wake_up_sync((x), TASK_INTERRUPTIBLE)

#define poll_to_key(m)	((void *)(uintptr_t)(__force uintptr_t)(m))
#define key_to_poll(m)	((__force __poll_t)(uintptr_t)(void *)(m))
#define wake_up_poll(x, m)		__wake_up(x, TASK_NORMAL, 1, poll_to_key(m))
#define wake_up_interruptible_poll(x, m)	__wake_up(x, TASK_INTERRUPTIBLE, 1, poll_to_key(m))

void init_wait_entry(struct wait_queue_entry *entry, int flags);
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state);
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout);

#define DEFINE_WAIT_FUNC(name, function) \
	struct wait_queue_entry name = { \
		.private = current, \
		.func = function, \
		.entry = LIST_HEAD_INIT((name).entry), \
	}
#define DEFINE_WAIT(name)	DEFINE_WAIT_FUNC(name, autoremove_wake_function)
#define init_wait(wait)	init_wait_entry(wait, 0)

/*
 * The loop behind all that follows. @left starts as the result; @nap sleeps once and may change it.
 * Ends with it when @condition holds, or with -ERESTARTSYS when @task_state ends for a signal.
 */
#define __wait_loop(wq_head, condition, task_state, entry_flags, left_type, start, nap) \
({ \
	struct wait_queue_entry __wq_entry; \
	left_type __ret = (start); \
\
	init_wait_entry(&__wq_entry, entry_flags); \
	while (1) { \
		long __signal = prepare_to_wait_event(&(wq_head), &__wq_entry, task_state); \
\
		if (condition) \
			break; \
		if (__signal) { \
			__ret = __signal; \
			break; \
		} \
		nap; \
	} \
	finish_wait(&(wq_head), &__wq_entry); \
	__ret; \
})

/* True also when the time is over; a condition met at the last moment leaves 1 jiffy. */
#define ___wait_cond_timeout(condition) \
({ \
	bool __met = (condition); \
\
	if (__met && !__ret) \
		__ret = 1; \
	__met || !__ret; \
})

#define __wait_plain(wq_head, condition, state, flags, nap) \
({ \
	long __result = 0; \
\
	might_sleep(); \
	if (!(condition)) \
		__result = __wait_loop(wq_head, condition, state, flags, long, 0, nap); \
	__result; \
})
#define __wait_timeout(wq_head, condition, state, flags, timeout) \
({ \
	long __ret = (timeout), __all = __ret; \
\
	might_sleep(); \
	if (!___wait_cond_timeout(condition)) \
		__ret = __wait_loop(wq_head, ___wait_cond_timeout(condition), state, flags, long, __all, \
				    __ret = schedule_timeout(__ret)); \
	__ret; \
})
#define __wait_locked(wq_head, condition, state, lock_op, unlock_op, before_sleep) \
({ \
	long __result = 0; \
\
	if (!(condition)) \
		__result = __wait_loop(wq_head, condition, state, 0, long, 0, \
				       unlock_op; before_sleep; schedule(); lock_op); \
	__result; \
})

#define wait_event(wq_head, condition) \
	((void)__wait_plain(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, schedule()))
#define io_wait_event(wq_head, condition)	wait_event(wq_head, condition)
#define wait_event_idle(wq_head, condition) \
	((void)__wait_plain(wq_head, condition, TASK_IDLE, 0, schedule()))
#define wait_event_cmd(wq_head, condition, cmd1, cmd2) \
	((void)__wait_plain(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, cmd1; schedule(); cmd2))
#define wait_event_interruptible(wq_head, condition) \
	((int)__wait_plain(wq_head, condition, TASK_INTERRUPTIBLE, 0, schedule()))
#define wait_event_interruptible_exclusive(wq_head, condition) \
	((int)__wait_plain(wq_head, condition, TASK_INTERRUPTIBLE, WQ_FLAG_EXCLUSIVE, schedule()))
#define wait_event_killable(wq_head, condition) \
	((int)__wait_plain(wq_head, condition, TASK_KILLABLE, 0, schedule()))
#define wait_event_timeout(wq_head, condition, timeout) \
	__wait_timeout(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, timeout)
#define wait_event_idle_timeout(wq_head, condition, timeout) \
	__wait_timeout(wq_head, condition, TASK_IDLE, 0, timeout)
#define wait_event_interruptible_timeout(wq_head, condition, timeout) \
	__wait_timeout(wq_head, condition, TASK_INTERRUPTIBLE, 0, timeout)
#define wait_event_killable_timeout(wq_head, condition, timeout) \
	__wait_timeout(wq_head, condition, TASK_KILLABLE, 0, timeout)

/* @lock is a spinlock_t held by the caller, interrupts off; dropped while asleep. */
#define wait_event_lock_irq(wq_head, condition, lock) \
	((void)__wait_locked(wq_head, condition, TASK_UNINTERRUPTIBLE, spin_lock_irq(&(lock)), \
			     spin_unlock_irq(&(lock)), ))
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd) \
	((void)__wait_locked(wq_head, condition, TASK_UNINTERRUPTIBLE, spin_lock_irq(&(lock)), \
			     spin_unlock_irq(&(lock)), cmd))
#define wait_event_interruptible_lock_irq(wq_head, condition, lock) \
	((int)__wait_locked(wq_head, condition, TASK_INTERRUPTIBLE, spin_lock_irq(&(lock)), \
			    spin_unlock_irq(&(lock)), ))
#define wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, cmd) \
	((int)__wait_locked(wq_head, condition, TASK_INTERRUPTIBLE, spin_lock_irq(&(lock)), \
			    spin_unlock_irq(&(lock)), cmd))
#define __wait_locked_timeout(wq_head, condition, state, lock, timeout) \
({ \
	long __ret = (timeout), __all = __ret; \
\
	if (!___wait_cond_timeout(condition)) \
		__ret = __wait_loop(wq_head, ___wait_cond_timeout(condition), state, 0, long, __all, \
				    spin_unlock_irq(&(lock)); __ret = schedule_timeout(__ret); \
				    spin_lock_irq(&(lock))); \
	__ret; \
})
#define wait_event_lock_irq_timeout(wq_head, condition, lock, timeout) \
	__wait_locked_timeout(wq_head, condition, TASK_UNINTERRUPTIBLE, lock, timeout)
#define wait_event_interruptible_lock_irq_timeout(wq_head, condition, lock, timeout) \
	__wait_locked_timeout(wq_head, condition, TASK_INTERRUPTIBLE, lock, timeout)

#endif
