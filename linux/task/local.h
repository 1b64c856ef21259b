/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux/task share.
 *
 * Tasks here: system calls and kernel threads; and three that stand for other processors: "irq" calls interrupt
 * handlers (irq.c), "clock" runs hard timers and the machine (clock.c), "softirq" runs timers and tasklets
 * (softirq.c).
 */
#ifndef LINUX_TASK_LOCAL_H
#define LINUX_TASK_LOCAL_H

#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/timerqueue.h>

#include "../core.h"

#define CALLER() ((unsigned long)__builtin_return_address(0))

/* ---- locks below the lock checker ---------------------------------------------------------------- */

/*
 * For the insides of this folder. Whoever holds one neither sleeps nor reports nor reaches a scheduling point,
 * so that on the virtual clock it is never contended.
 */
struct plain_lock {
	unsigned int held;
};

static inline void plain_lock(struct plain_lock *lock)
{
	while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
		host_task_relax();
}

static inline void plain_unlock(struct plain_lock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/* The same on the word of a raw_spinlock_t inside another lock's object. */
static inline void raw_word_lock(raw_spinlock_t *lock)
{
	while (__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE))
		host_task_relax();
}

static inline void raw_word_unlock(raw_spinlock_t *lock)
{
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

/* ---- lockclass.c ---------------------------------------------------------------------------------- */

#define LOCK_SHARED	0x01	/* readers may hold it together */
#define LOCK_NESTS	0x02	/* and one reader may take it again */
#define LOCK_TRY	0x04	/* cannot wait */
#define LOCK_SLEEPS	0x08	/* never taken in interrupts: only its order counts */

/** lockclass_acquire() - the running task takes a lock, or is about to wait for it */
void lockclass_acquire(struct lockdep_map *map, unsigned int subclass, unsigned int how,
		       const struct lockdep_map *nest_lock, unsigned long ip);
void lockclass_release(struct lockdep_map *map, unsigned long ip);

/** lockclass_irqs_on() - interrupts go on in a task that holds locks */
void lockclass_irqs_on(struct task_struct *t, bool hard);

/** lockclass_reset() - forget all classes and what was found about them */
void lockclass_reset(void);

/** lockclass_copy() - @map for a time in which its object may be freed: the same class */
void lockclass_copy(struct lockdep_map *to, const struct lockdep_map *map);

/** lockclass_name() - of the lock that @t took @back ones ago; its memory may be gone */
const char *lockclass_name(const struct task_struct *t, unsigned int back);

/**
 * lockclass_forget_module() - the classes whose key is in the same object as @inside, and what was told about its code
 */
void lockclass_forget_module(const void *inside);

/** told_before() - remembers code addresses: true from the second time that @ip comes with @what (literal) */
bool told_before(const char *what, unsigned long ip);

/* ---- context.c ------------------------------------------------------------------------------------ */

/*
 * After might_sleep_here() has told that somebody may not sleep, what follows from it is not told again: wait_told()
 * is wait_event(), gfp_told() what to allocate with.
 */
#define wait_told(wq_head, condition) \
	do { \
		if (!(condition)) \
			(void)__wait_loop(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, long, 0, \
					  sleep_until(HOST_FOREVER)); \
	} while (0)
gfp_t gfp_told(void);

/** context_enter() - a callback begins in hard interrupt or softirq context; context_leave() tells what it has left */
struct context {
	unsigned int counts;
	unsigned int held;
	bool irqs_off;
};
void context_enter(struct context *before, unsigned int offset, bool irqs_off);
void context_leave(const struct context *before, const char *kind, const void *callback);

/** context_check() - a function of a driver returned to us in process context: did it leave something on? */
void context_check(const struct context *before, const char *kind, const void *callback);
void context_note(struct context *before);

/* ---- task.c --------------------------------------------------------------------------------------- */

/** task_fill() - a task_struct that is nobody yet; the host task is set by who creates or enters it */
void task_fill(struct task_struct *t, const char *name, unsigned int flags);

/** sleep_until() - sleep in the state that was set until woken, a signal ends it, or the clock reads @deadline */
void sleep_until(u64 deadline);

/** wake_task() - make @t run if it sleeps in one of the states @mode; the caller keeps @t alive */
int wake_task(struct task_struct *t, unsigned int mode);

/** task_start() - a host task that is kernel task @t from its first instruction */
int task_start(struct task_struct *t, void (*fn)(void *arg), void *arg);

/* ---- freezer.c ------------------------------------------------------------------------------------ */

/** freezer_init() - user space runs, and nobody is inside */
void freezer_init(void);

/* ---- time.c --------------------------------------------------------------------------------------- */

/** jiffies_deadline() - the clock's reading when jiffies goes past @expires */
u64 jiffies_deadline(unsigned long expires);

/* ---- clock.c: timers of both kinds ------------------------------------------------------------------ */

/**
 * struct timer_base - timers that one task runs
 * @lock: protects the queue and @running; one for all fields of the timers on it
 * @task: runs them; kicked when an earlier one comes
 * @running: the timer whose function runs now
 * @function: that function
 */
struct timer_base {
	struct plain_lock lock;
	struct timerqueue_head queue;
	struct task_struct *task;
	void *running;
	const void *function;
};

/* hrtimers of the clock task; hrtimers and timer_lists of the softirq task */
extern struct timer_base hard_base, soft_base, wheel_base;

/** base_kick() - its first timer is an earlier one now; not under the lock */
void base_kick(struct timer_base *base);

/** base_next() - when the base's first timer is due, or HOST_FOREVER; takes the lock */
u64 base_next(struct timer_base *base);

/** timer_run_due(), hrtimer_run_due() - run all that is due, one after the other, in the base's task */
void timer_run_due(void);
void hrtimer_run_due(struct timer_base *base);

/*
 * X_left(inside) - report and end what somebody has left: the module that @inside points into, or, with NULL, anybody.
 * left_by() asks that of one function or object. Return: how many.
 */
static inline bool left_by(const void *inside, const void *what)
{
	return !inside || host_same_object(inside, what);
}

unsigned int timers_left(const void *inside);
unsigned int hrtimers_left(struct timer_base *base, const void *inside);
unsigned int tasklets_left(const void *inside);
unsigned int irqs_left(const void *inside);
unsigned int works_left(const void *inside);
unsigned int kthreads_left(const void *inside);

/**
 * base_take_left() - take those timers out that @is_left says so of, and wait until the function of one that runs has
 * returned; the others stay as they are
 * Return: the first of them, earliest first, chained by ->next.
 */
struct timerqueue_node *base_take_left(struct timer_base *base, const void *inside,
				       bool (*is_left)(const struct timerqueue_node *node, const void *inside),
				       unsigned int *running);

int clock_init(void);
void clock_finish(void);
int softirq_init(void);
void softirq_finish(void);

/* ---- irq.c, workqueue.c, kthread.c ------------------------------------------------------------------- */

int irq_init(void);
void irq_stop(void);
int workqueue_init(void);
unsigned int workqueue_finish(void);

#endif
