// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * work.c - items of work: queueing them, now or later, taking them back, waiting for them. See workqueue.h for the
 * lock.
 *
 * Who is about to wait for an item takes it in the eyes of the lock checker, which holds it while its function runs:
 * so a wait with a lock held that the function needs is told.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "workqueue.h"

/* ---- queueing ---- */

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
	pool_unlock();
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
	pool_unlock();
}
EXPORT_SYMBOL(delayed_work_timer_fn);

/* @work is claimed */
static void queue_later(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	dwork->wq = wq;
	if (!delay) {
		plain_lock(&pool_lock);
		put_on_line(wq, &dwork->work);
		pool_unlock();
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
	list_for_each_entry(other, &pool_line, entry)
		done &= other != work || other->ticket != ticket;
	for (i = 0; i < pool_size; i++)
		done &= pool_workers[i].work != work || pool_workers[i].ticket != ticket;
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
	wait_told(pool_wait, ticket_is_done(work, ticket));
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
		pool_unlock();
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
	wait_told(pool_wait, !is_running(work));
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
