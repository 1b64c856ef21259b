// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue.c - work queues over one pool of threads, which grows with the work that is in progress at one time.
 *
 * pool_lock protects everything: the line of pending work, first come first served; each item's state; who works on
 * what. An item never runs twice at one time; a queue has at most max_active of them in progress. An item may be freed by
 * its own function: nobody touches it after the function began, it is only compared by address. Each queueing has a
 * ticket, by which flush_work() knows the one it waits for. pool_wait is woken after each item.
 *
 * While a function runs, the lock checker holds its item and its queue as locks; who waits for them takes them.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "local.h"

#define WORKERS 64

/* work_struct.state */
#define WORK_PENDING	1ul	/* on the line, or its timer runs */

struct workqueue_struct {
	struct list_head node;
	char name[32];
	unsigned int flags;
	int max_active;
	int active;			/* in progress */
	unsigned int pending;		/* on the line */
	unsigned int delayed;		/* with a timer that will put them there */
	u64 ticket;			/* of the latest queueing */
	bool dying;
	struct lockdep_map lockdep_map;
};

struct worker {
	struct task_struct task;
	bool started;
	bool idle;
	/* in progress: */
	const struct work_struct *work;
	work_func_t func;
	struct workqueue_struct *wq;
	u64 ticket;
};

static struct plain_lock pool_lock;
static LIST_HEAD(line);
static LIST_HEAD(queues);
static struct worker workers[WORKERS];
static unsigned int worker_count;
static struct worker *called;		/* and has not taken its work yet */
static u64 last_ticket;
static bool pool_stop;
static DECLARE_WAIT_QUEUE_HEAD(pool_wait);

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

/* the lock is held: who works on @work now */
static struct worker *worker_of(const struct work_struct *work)
{
	unsigned int i;

	for (i = 0; i < worker_count; i++)
		if (workers[i].work == work)
			return &workers[i];
	return NULL;
}

/* the lock is held: the first on the line that may run now */
static struct work_struct *first_runnable(void)
{
	struct work_struct *work;

	list_for_each_entry(work, &line, entry)
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
	struct lockdep_map map = work->lockdep_map;
	work_func_t func = w->func;
	struct context before;

	host_trace(0x2000000);
	context_note(&before);
	w->task.reads_of_time = 0;
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

	snprintf(name, sizeof(name), "kworker/%u", (unsigned int)(w - workers));
	task_fill(&w->task, name, PF_KTHREAD | PF_WQ_WORKER);
	if (task_start(&w->task, worker_run, w))
		report("no worker", NULL, "the host gives no more tasks");
	else
		w->started = true;
}

/*
 * Drops the lock and sees to it that somebody comes for what can run: one worker is called at a time, and calls the
 * next one when it has taken its work and there is more.
 */
static void unlock_and_call(void)
{
	struct worker *fresh = NULL;
	unsigned int i;

	if (!called && first_runnable()) {
		for (i = 0; i < worker_count && !workers[i].idle; i++)
			;
		if (i < worker_count) {
			called = &workers[i];
			called->idle = false;
			wake_task(&called->task, TASK_NORMAL);
		} else if (worker_count < WORKERS) {
			called = fresh = &workers[worker_count++];
			memset(fresh, 0, sizeof(*fresh));
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
		unlock_and_call();
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

/* ---- queueing ---- */

/* the lock is held; @work is marked as pending */
static void put_on_line(struct workqueue_struct *wq, struct work_struct *work)
{
	work->wq = wq;
	work->ticket = wq->ticket = ++last_ticket;
	wq->pending++;
	list_add_tail(&work->entry, &line);
}

void __init_work(struct work_struct *work, work_func_t func, const char *name, struct lock_class_key *key)
{
	*work = (struct work_struct){ .func = func };
	INIT_LIST_HEAD(&work->entry);
	lockdep_init_map(&work->lockdep_map, name, key, 0);
}
EXPORT_SYMBOL_GPL(__init_work);

/* mark it as pending, unless it is or must not be; what cannot be queued at all is told */
static bool claim(const struct workqueue_struct *wq, struct work_struct *work, unsigned long ip)
{
	const char *wrong = NULL;
	bool claimed = false;

	plain_lock(&pool_lock);
	if (!work->func || !work->entry.next)
		wrong = "work not initialised";
	else if (wq->dying)
		wrong = "work queued on a dying queue";
	else
		claimed = !(work->state & WORK_PENDING) && !work->disabled;
	if (claimed)
		work->state |= WORK_PENDING;
	plain_unlock(&pool_lock);
	if (wrong)
		report(wrong, (void *)ip, "\"%s\"", wq->name);
	return claimed;
}

/**
 * queue_work_on() - run @work soon, in a thread; processors are not told apart
 * Return: false if it is pending already (it will run once), or disabled. Context: any.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	if (!claim(wq, work, CALLER()))
		return false;
	plain_lock(&pool_lock);
	put_on_line(wq, work);
	unlock_and_call();
	host_task_preempt();
	return true;
}
EXPORT_SYMBOL(queue_work_on);

/* the timer of a delayed work: it is pending since then */
void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);

	plain_lock(&pool_lock);
	dwork->wq->delayed--;
	put_on_line(dwork->wq, &dwork->work);
	unlock_and_call();
}
EXPORT_SYMBOL(delayed_work_timer_fn);

/* @work is claimed */
static void queue_later(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	dwork->wq = wq;
	if (!delay) {
		plain_lock(&pool_lock);
		put_on_line(wq, &dwork->work);
		unlock_and_call();
		return;
	}
	plain_lock(&pool_lock);
	wq->delayed++;
	plain_unlock(&pool_lock);
	mod_timer(&dwork->timer, jiffies + delay);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	bool claimed = claim(wq, &dwork->work, CALLER());

	if (claimed)
		queue_later(wq, dwork, delay);
	return claimed;
}
EXPORT_SYMBOL(queue_delayed_work_on);

/* ---- taking back ---- */

enum taken { TAKEN_NONE, TAKEN_PENDING, TAKEN_RETRY };

/* off the line, or its timer stopped: the caller has it, still marked as pending */
static enum taken try_grab(struct work_struct *work, struct delayed_work *dwork)
{
	enum taken taken = TAKEN_NONE;

	if (dwork && timer_delete(&dwork->timer)) {
		plain_lock(&pool_lock);
		dwork->wq->delayed--;
		plain_unlock(&pool_lock);
		return TAKEN_PENDING;
	}
	plain_lock(&pool_lock);
	if (work->entry.next && !list_empty(&work->entry)) {
		list_del_init(&work->entry);
		work->wq->pending--;
		taken = TAKEN_PENDING;
	} else if (work->state & WORK_PENDING) {
		/* on its way from the timer to the line, or in somebody else's hands */
		taken = TAKEN_RETRY;
	}
	plain_unlock(&pool_lock);
	return taken;
}

/* true if it was pending; it is not any more */
static bool grab(struct work_struct *work, struct delayed_work *dwork)
{
	enum taken taken;

	while ((taken = try_grab(work, dwork)) == TAKEN_RETRY)
		host_task_relax();
	if (taken == TAKEN_NONE)
		return false;
	plain_lock(&pool_lock);
	work->state &= ~WORK_PENDING;
	plain_unlock(&pool_lock);
	wake_up_all(&pool_wait);
	return true;
}

/**
 * mod_delayed_work_on() - let it run @delay from now, whether it is pending or not
 * Return: true if it was. Context: any.
 */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	bool was_pending = grab(&dwork->work, dwork);

	if (claim(wq, &dwork->work, CALLER()))
		queue_later(wq, dwork, delay);
	return was_pending;
}
EXPORT_SYMBOL_GPL(mod_delayed_work_on);

/* the lock is held: the ticket of the queueing to wait for, 0: none */
static u64 ticket_of(const struct work_struct *work)
{
	const struct worker *w = worker_of(work);

	if (work->state & WORK_PENDING && !list_empty(&work->entry))
		return work->ticket;
	return w ? w->ticket : 0;
}

static bool ticket_is_done(const struct work_struct *work, u64 ticket)
{
	const struct work_struct *other;
	bool done = true;
	unsigned int i;

	/* by address: the item may be gone when it has run */
	plain_lock(&pool_lock);
	list_for_each_entry(other, &line, entry)
		done &= other != work || other->ticket != ticket;
	for (i = 0; i < worker_count; i++)
		done &= workers[i].work != work || workers[i].ticket != ticket;
	plain_unlock(&pool_lock);
	return done;
}

/* the item is about to be waited for: whoever holds a lock that its function takes is told */
static void check_wait(struct work_struct *work, unsigned long ip)
{
	might_sleep_here(ip);
	if (!work->func)
		report("work not initialised", (void *)ip, "waited for");
	lock_acquire(&work->lockdep_map, 0, 0, 0, 1, NULL, ip);
	lock_release(&work->lockdep_map, ip);
}

static bool flush_here(struct work_struct *work, unsigned long ip)
{
	u64 ticket;

	check_wait(work, ip);
	plain_lock(&pool_lock);
	ticket = ticket_of(work);
	plain_unlock(&pool_lock);
	if (!ticket)
		return false;
	wait_event(pool_wait, ticket_is_done(work, ticket));
	return true;
}

/**
 * flush_work() - wait until the latest queueing so far has run
 * Return: false if there was nothing to wait for. Context: process.
 */
bool flush_work(struct work_struct *work)
{
	return flush_here(work, CALLER());
}
EXPORT_SYMBOL_GPL(flush_work);

bool flush_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete_sync(&dwork->timer)) {
		plain_lock(&pool_lock);
		dwork->wq->delayed--;
		put_on_line(dwork->wq, &dwork->work);
		unlock_and_call();
	}
	return flush_here(&dwork->work, CALLER());
}
EXPORT_SYMBOL(flush_delayed_work);

static void add_disabled(struct work_struct *work, int depth)
{
	plain_lock(&pool_lock);
	work->disabled += depth;
	plain_unlock(&pool_lock);
}

static bool is_running(const struct work_struct *work)
{
	bool running;

	plain_lock(&pool_lock);
	running = worker_of(work) != NULL;
	plain_unlock(&pool_lock);
	return running;
}

static bool cancel_sync_here(struct work_struct *work, struct delayed_work *dwork, bool stays_disabled,
			     unsigned long ip)
{
	bool was_pending;

	check_wait(work, ip);
	/* it must not come back while this waits, also not by itself */
	add_disabled(work, 1);
	was_pending = grab(work, dwork);
	wait_event(pool_wait, !is_running(work));
	if (!stays_disabled)
		add_disabled(work, -1);
	return was_pending;
}

bool cancel_work(struct work_struct *work)
{
	return grab(work, NULL);
}
EXPORT_SYMBOL(cancel_work);

/**
 * cancel_work_sync() - not pending any more, and its function has returned
 * Return: true if it was pending. Context: process; never in the function itself, nor with a lock that it takes.
 */
bool cancel_work_sync(struct work_struct *work)
{
	return cancel_sync_here(work, NULL, false, CALLER());
}
EXPORT_SYMBOL_GPL(cancel_work_sync);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return grab(&dwork->work, dwork);
}
EXPORT_SYMBOL(cancel_delayed_work);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync_here(&dwork->work, dwork, false, CALLER());
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

/* disable_…: cancelled, and queueing does nothing until as many enable_…; they nest */
bool disable_work(struct work_struct *work)
{
	add_disabled(work, 1);
	return grab(work, NULL);
}
EXPORT_SYMBOL_GPL(disable_work);

bool disable_work_sync(struct work_struct *work)
{
	return cancel_sync_here(work, NULL, true, CALLER());
}
EXPORT_SYMBOL_GPL(disable_work_sync);

bool disable_delayed_work(struct delayed_work *dwork)
{
	add_disabled(&dwork->work, 1);
	return grab(&dwork->work, dwork);
}
EXPORT_SYMBOL_GPL(disable_delayed_work);

bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync_here(&dwork->work, dwork, true, CALLER());
}
EXPORT_SYMBOL_GPL(disable_delayed_work_sync);

/* Return: true if it can be queued again. */
bool enable_work(struct work_struct *work)
{
	bool unbalanced, enabled;

	plain_lock(&pool_lock);
	unbalanced = !work->disabled;
	if (!unbalanced)
		work->disabled--;
	enabled = !work->disabled;
	plain_unlock(&pool_lock);
	if (unbalanced)
		report("unbalanced enable_work", __builtin_return_address(0), "it was not disabled");
	return enabled;
}
EXPORT_SYMBOL_GPL(enable_work);

bool enable_delayed_work(struct delayed_work *dwork)
{
	return enable_work(&dwork->work);
}
EXPORT_SYMBOL_GPL(enable_delayed_work);

bool work_pending(struct work_struct *work)
{
	bool pending;

	plain_lock(&pool_lock);
	pending = work->state & WORK_PENDING;
	plain_unlock(&pool_lock);
	return pending;
}
EXPORT_SYMBOL(work_pending);

unsigned int work_busy(struct work_struct *work)
{
	return (work_pending(work) ? WORK_BUSY_PENDING : 0) | (is_running(work) ? WORK_BUSY_RUNNING : 0);
}
EXPORT_SYMBOL_GPL(work_busy);

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
	wq = kzalloc(sizeof(*wq), GFP_KERNEL | __GFP_NOFAIL);
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
	list_for_each_entry(work, &line, entry)
		flushed &= work->wq != wq || work->ticket > ticket;
	for (i = 0; i < worker_count; i++)
		flushed &= !workers[i].work || workers[i].wq != wq || workers[i].ticket > ticket;
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
	wait_event(pool_wait, is_flushed(wq, ticket));
}
EXPORT_SYMBOL(__flush_workqueue);

/* Until nothing is left, also of what its items queue. */
void drain_workqueue(struct workqueue_struct *wq)
{
	lock_map_acquire(&wq->lockdep_map);
	lock_map_release(&wq->lockdep_map);
	wait_event(pool_wait, is_flushed(wq, U64_MAX));
}
EXPORT_SYMBOL_GPL(drain_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	if (!wq)
		return;
	might_sleep_here(CALLER());
	drain_workqueue(wq);
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

	INIT_LIST_HEAD(&line);
	INIT_LIST_HEAD(&queues);
	worker_count = 0;
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
	list_for_each_entry(work, &line, entry)
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
	for (i = 0; i < worker_count; i++)
		found |= workers[i].work && left_by(inside, workers[i].func);
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
	struct workqueue_struct *wq;
	unsigned int left, i;

	/* what is pending is not run: who queued it is gone */
	plain_lock(&pool_lock);
	pool_stop = true;
	plain_unlock(&pool_lock);
	left = works_left(NULL);
	for (i = 0; i < worker_count; i++) {
		if (!workers[i].started)
			continue;
		wake_task(&workers[i].task, TASK_NORMAL);
		host_task_join(workers[i].task.host);
	}
	worker_count = 0;
	list_for_each_entry(wq, &queues, node) {
		if (wq >= system_queues && wq < system_queues + ARRAY_SIZE(system_queues))
			continue;
		report("work queue left", NULL, "\"%s\" was not destroyed", wq->name);
		left++;
	}
	return left;
}
