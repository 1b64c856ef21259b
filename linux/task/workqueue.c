// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue.c - work queues over one pool of threads, which grows with the work that is in progress at one time.
 *
 * An item never runs twice at one time; a queue has at most max_active of them in progress. While a function runs, the
 * lock checker holds its item and its queue as locks; who waits for them takes them. See workqueue.h for the lock.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "workqueue.h"

struct plain_lock pool_lock;
LIST_HEAD(pool_line);
struct worker pool_workers[WORKERS];
unsigned int pool_size;
DECLARE_WAIT_QUEUE_HEAD(pool_wait);

static LIST_HEAD(queues);
static struct worker *called;		/* and has not taken its work yet */
static u64 last_ticket;
static bool pool_stop;

static struct workqueue_struct system_queues[6];
struct workqueue_struct *system_wq = &system_queues[0];
EXPORT_SYMBOL(system_wq);
struct workqueue_struct *system_highpri_wq = &system_queues[1];
EXPORT_SYMBOL_GPL(system_highpri_wq);
struct workqueue_struct *system_long_wq = &system_queues[2];
EXPORT_SYMBOL_GPL(system_long_wq);
struct workqueue_struct *system_unbound_wq = &system_queues[3];
EXPORT_SYMBOL_GPL(system_unbound_wq);
struct workqueue_struct *system_freezable_wq = &system_queues[4];
EXPORT_SYMBOL_GPL(system_freezable_wq);
struct workqueue_struct *system_power_efficient_wq = &system_queues[5];
EXPORT_SYMBOL_GPL(system_power_efficient_wq);

/* ---- workers ---- */

struct worker *worker_of(const struct work_struct *work)
{
	unsigned int i;

	for (i = 0; i < pool_size; i++)
		if (pool_workers[i].work == work)
			return &pool_workers[i];
	return NULL;
}

void put_on_line(struct workqueue_struct *wq, struct work_struct *work)
{
	work->wq = wq;
	work->ticket = wq->ticket = ++last_ticket;
	wq->pending++;
	list_add_tail(&work->entry, &pool_line);
}

/* the lock is held: the first on the line that may run now */
static struct work_struct *first_runnable(void)
{
	struct work_struct *work;

	list_for_each_entry(work, &pool_line, entry)
		if (work->wq->active < work->wq->max_active && !worker_of(work))
			return work;
	return NULL;
}

static struct work_struct *take_work(struct worker *w)
{
	struct work_struct *work = first_runnable();

	if (!work)
		return NULL;
	list_del_init(&work->entry);
	work->state &= ~WORK_PENDING;
	work->wq->pending--;
	work->wq->active++;
	w->work = work;
	w->func = work->func;
	w->wq = work->wq;
	w->ticket = work->ticket;
	return work;
}

static void run_work(struct worker *w, struct work_struct *work)
{
	work_func_t func = w->func;
	struct lockdep_map map;
	struct context before;

	/* the function may free its item */
	lockclass_copy(&map, &work->lockdep_map);
	host_trace(0x2000000);
	context_note(&before);
	w->task.looks = 0;
	lock_map_acquire(&w->wq->lockdep_map);
	lock_map_acquire(&map);
	func(work);
	lock_map_release(&map);
	lock_map_release(&w->wq->lockdep_map);
	context_check(&before, "work", func);
}

static void worker_run(void *arg);

static void start_worker(struct worker *w)
{
	char name[TASK_COMM_LEN];

	snprintf(name, sizeof(name), "kworker/%u", (unsigned int)(w - pool_workers));
	task_fill(&w->task, name, PF_KTHREAD | PF_WQ_WORKER);
	if (task_start(&w->task, worker_run, w)) {
		report("no worker", NULL, "the host gives no more tasks");
		/* those that there are do the work */
		plain_lock(&pool_lock);
		if (called == w)
			called = NULL;
		plain_unlock(&pool_lock);
	} else {
		w->started = true;
	}
	__atomic_store_n(&w->starting, false, __ATOMIC_RELEASE);
}

void pool_unlock(void)
{
	struct worker *fresh = NULL;
	unsigned int i;

	if (!called && !pool_stop && first_runnable()) {
		for (i = 0; i < pool_size && !pool_workers[i].idle; i++)
			;
		if (i < pool_size) {
			called = &pool_workers[i];
			called->idle = false;
			wake_task(&called->task, TASK_NORMAL);
		} else if (pool_size < WORKERS) {
			called = fresh = &pool_workers[pool_size++];
			memset(fresh, 0, sizeof(*fresh));
			fresh->starting = true;
		}
	}
	plain_unlock(&pool_lock);
	if (fresh)
		start_worker(fresh);
}

/* the lock is held, and is when it returns */
static void wait_for_call(struct worker *w)
{
	w->idle = true;
	set_current_state(TASK_IDLE);
	plain_unlock(&pool_lock);
	sleep_until(HOST_FOREVER);
	plain_lock(&pool_lock);
	w->idle = false;
}

static void worker_run(void *arg)
{
	struct worker *w = arg;
	struct work_struct *work;

	plain_lock(&pool_lock);
	while (1) {
		work = pool_stop ? NULL : take_work(w);
		if (called == w)
			called = NULL;
		if (!work && pool_stop)
			break;
		if (!work) {
			wait_for_call(w);
			continue;
		}
		pool_unlock();
		run_work(w, work);
		plain_lock(&pool_lock);
		w->wq->active--;
		w->work = NULL;
		plain_unlock(&pool_lock);
		wake_up_all(&pool_wait);
		plain_lock(&pool_lock);
	}
	plain_unlock(&pool_lock);
}

/* The item whose function the running task is in, or NULL. */
struct work_struct *current_work(void)
{
	struct task_struct *t = current;

	if (!t || !(t->flags & PF_WQ_WORKER))
		return NULL;
	return (struct work_struct *)container_of(t, struct worker, task)->work;
}
EXPORT_SYMBOL(current_work);

/* ---- queues ---- */

static void init_queue(struct workqueue_struct *wq, const char *name, unsigned int flags, int max_active,
		       struct lock_class_key *key)
{
	*wq = (struct workqueue_struct){ .flags = flags };
	strscpy(wq->name, name, sizeof(wq->name));
	wq->max_active = clamp(max_active ? max_active : WQ_DFL_ACTIVE, 1, WQ_MAX_ACTIVE);
	lockdep_init_map(&wq->lockdep_map, wq->name, key, 0);
	plain_lock(&pool_lock);
	list_add_tail(&wq->node, &queues);
	plain_unlock(&pool_lock);
}

/**
 * alloc_workqueue() - a queue of its own
 * @max_active: how many of its items may be in progress at one time; 0: plenty
 * Return: NULL without memory. Context: process.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	static struct lock_class_key key;
	struct workqueue_struct *wq;
	char name[sizeof(wq->name)];
	va_list args;

	might_sleep_here(CALLER());
	if (should_fail("alloc_workqueue", __builtin_return_address(0)))
		return NULL;
	va_start(args, max_active);
	vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	wq = kzalloc(sizeof(*wq), gfp_told());
	init_queue(wq, name, flags, max_active, &key);
	return wq;
}
EXPORT_SYMBOL_GPL(alloc_workqueue);

/* nothing of @wq queued up to @ticket is left */
static bool is_flushed(const struct workqueue_struct *wq, u64 ticket)
{
	const struct work_struct *work;
	bool flushed = true;
	unsigned int i;

	plain_lock(&pool_lock);
	list_for_each_entry(work, &pool_line, entry)
		flushed &= work->wq != wq || work->ticket > ticket;
	for (i = 0; i < pool_size; i++)
		flushed &= !pool_workers[i].work || pool_workers[i].wq != wq || pool_workers[i].ticket > ticket;
	plain_unlock(&pool_lock);
	return flushed;
}

/**
 * __flush_workqueue() - wait until all that was queued so far has run
 */
void __flush_workqueue(struct workqueue_struct *wq)
{
	u64 ticket;

	might_sleep_here(CALLER());
	lock_map_acquire(&wq->lockdep_map);
	lock_map_release(&wq->lockdep_map);
	plain_lock(&pool_lock);
	ticket = wq->ticket;
	plain_unlock(&pool_lock);
	wait_told(pool_wait, is_flushed(wq, ticket));
}
EXPORT_SYMBOL(__flush_workqueue);

static void drain(struct workqueue_struct *wq)
{
	lock_map_acquire(&wq->lockdep_map);
	lock_map_release(&wq->lockdep_map);
	wait_told(pool_wait, is_flushed(wq, U64_MAX));
}

/* Until nothing is left, also of what its items queue. */
void drain_workqueue(struct workqueue_struct *wq)
{
	might_sleep_here(CALLER());
	drain(wq);
}
EXPORT_SYMBOL_GPL(drain_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	if (!wq)
		return;
	might_sleep_here(CALLER());
	drain(wq);
	plain_lock(&pool_lock);
	wq->dying = true;
	list_del(&wq->node);
	plain_unlock(&pool_lock);
	if (wq->delayed) {
		/* their timers will come back to it: it must stay */
		report("work left", __builtin_return_address(0), "%u delayed items of \"%s\" are pending", wq->delayed,
		       wq->name);
		return;
	}
	kfree(wq);
}
EXPORT_SYMBOL_GPL(destroy_workqueue);

/* ---- life ---- */

int workqueue_init(void)
{
	static const char *const names[] = {
		"events", "events_highpri", "events_long", "events_unbound", "events_freezable", "events_power_efficient",
	};
	static struct lock_class_key keys[ARRAY_SIZE(names)];
	unsigned int i;

	INIT_LIST_HEAD(&pool_line);
	INIT_LIST_HEAD(&queues);
	pool_size = 0;
	called = NULL;
	last_ticket = 0;
	pool_stop = false;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		init_queue(&system_queues[i], names[i], 0, 0, &keys[i]);
	return 0;
}

static struct work_struct *take_left(const void *inside)
{
	struct work_struct *work, *found = NULL;

	plain_lock(&pool_lock);
	list_for_each_entry(work, &pool_line, entry)
		if (left_by(inside, work->func) || left_by(inside, work)) {
			found = work;
			list_del_init(&work->entry);
			work->state &= ~WORK_PENDING;
			work->wq->pending--;
			break;
		}
	plain_unlock(&pool_lock);
	return found;
}

static bool is_in_progress(const void *inside)
{
	bool found = false;
	unsigned int i;

	plain_lock(&pool_lock);
	for (i = 0; i < pool_size; i++)
		found |= pool_workers[i].work && left_by(inside, pool_workers[i].func);
	plain_unlock(&pool_lock);
	return found;
}

unsigned int works_left(const void *inside)
{
	struct work_struct *work;
	unsigned int left = 0;

	for (; (work = take_left(inside)); left++)
		report("work left", work->func, "it is still pending on \"%s\"", work->wq->name);
	if (inside && is_in_progress(inside)) {
		report("work left", inside, "it still runs while its module goes");
		wait_event(pool_wait, !is_in_progress(inside));
		left++;
	}
	return left;
}

unsigned int workqueue_finish(void)
{
	struct workqueue_struct *wq, *next;
	unsigned int left, i;

	/* what is pending is not run: who queued it is gone */
	plain_lock(&pool_lock);
	pool_stop = true;
	plain_unlock(&pool_lock);
	left = works_left(NULL);
	for (i = 0; i < pool_size; i++) {
		/* a timer may have called for it just now */
		while (__atomic_load_n(&pool_workers[i].starting, __ATOMIC_ACQUIRE))
			host_task_relax();
		if (!pool_workers[i].started)
			continue;
		wake_task(&pool_workers[i].task, TASK_NORMAL);
		host_task_join(pool_workers[i].task.host);
	}
	pool_size = 0;
	list_for_each_entry_safe(wq, next, &queues, node) {
		if (wq >= system_queues && wq < system_queues + ARRAY_SIZE(system_queues))
			continue;
		report("work queue left", NULL, "\"%s\" was not destroyed", wq->name);
		left++;
		/* timers of delayed items come back to it */
		if (!wq->delayed)
			kfree(wq);
	}
	return left;
}
