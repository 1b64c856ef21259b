// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine.c - workers: one of a transport leads (takes the next call), the others carry calls out or are idle.
 *
 * A worker that gives the lead away makes an idle one the leader, or a new one. A worker that has done its call leads again if
 * nobody does, is idle if there are few of those, and ends otherwise. The ticker joins what has ended.
 */
#include "server/engine.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define TICK_NS 20000000
#define OVERDUE_TICKS 100
#define IDLE_MOST 8
#define QUESTIONS_A_TICK 50

/**
 * struct engine_worker - a task that serves a transport
 * @idle: among the transport's idle ones, by @idle_next
 * @ended: its task is about to end and may be joined
 */
struct engine_worker {
	struct engine *engine;
	struct transport *transport;
	struct host_task *task;
	struct call *call;
	struct engine_worker *next, *idle_next;
	bool idle, ended;
};

static void lock(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
}

static void unlock(struct engine *e)
{
	pthread_mutex_unlock(&e->lock);
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

void call_interrupt(struct call *call)
{
	atomic_store(&call->interrupted, true);
	if (call->task)
		host_task_unpark(call->task);
}

bool call_interrupted(void *ctx)
{
	struct call *call = ctx;

	return atomic_load_explicit(&call->interrupted, memory_order_relaxed);
}

bool engine_for_each_call(struct engine *e, bool (*fn)(struct call *call, void *arg), void *arg)
{
	struct call *call;
	bool found = false;

	lock(e);
	for (call = e->calls; call && !found; call = call->next)
		found = fn(call, arg);
	unlock(e);
	return found;
}

static void set_ticking(struct engine *e, bool on)
{
	struct itimerspec every = { { 0, on ? TICK_NS : 0 }, { 0, on ? TICK_NS : 0 } };

	if (e->ticking == on)
		return;
	e->ticking = on;
	timerfd_settime(e->tick_fd, 0, &every, NULL);
}

static void add_call(struct engine *e, struct call *call)
{
	lock(e);
	call->transport->waiting = false;
	call->next = e->calls;
	call->back = &e->calls;
	if (call->next)
		call->next->back = &call->next;
	e->calls = call;
	if (e->stopping)
		atomic_store(&call->interrupted, true);
	set_ticking(e, true);
	unlock(e);
}

static void drop_call(struct engine *e, struct call *call)
{
	lock(e);
	*call->back = call->next;
	if (call->next)
		call->next->back = call->back;
	unlock(e);
}

/* ---- leading ----------------------------------------------------------------------------------------------------- */

static void worker_main(void *arg);

static int new_worker(struct engine *e, struct transport *t, struct engine_worker **made)
{
	struct engine_worker *w = calloc(1, sizeof(*w));

	if (!w)
		return -ENOMEM;
	w->engine = e;
	w->transport = t;
	w->call = malloc(t->ops->call_bytes);
	if (!w->call) {
		free(w);
		return -ENOMEM;
	}
	*made = w;
	return 0;
}

static void free_worker(struct engine_worker *w)
{
	free(w->call);
	free(w);
}

/* with the lock held, or before anybody else knows @t: a worker that leads @t from its start */
static int start_leader(struct engine *e, struct transport *t)
{
	struct engine_worker *w;
	int err = new_worker(e, t, &w);

	if (err)
		return err;
	t->leader = w;
	err = host_task_create(&w->task, t->ops->name, worker_main, w, NULL);
	if (err) {
		t->leader = NULL;
		free_worker(w);
		return err;
	}
	w->next = e->workers;
	e->workers = w;
	return 0;
}

/* with the lock held: somebody must lead @t, whom nobody leads. Without memory nobody does until a worker is back. */
static void find_leader(struct engine *e, struct transport *t)
{
	struct engine_worker *w = t->idle;

	if (t->ended || e->stopping)
		return;
	t->waiting = t->unattended = false;
	if (!w) {
		start_leader(e, t);
		return;
	}
	t->idle = w->idle_next;
	t->idle_count--;
	w->idle = false;
	t->leader = w;
	host_task_unpark(w->task);
}

static void give_lead_away(struct engine_worker *w)
{
	struct engine *e = w->engine;

	lock(e);
	if (w->transport->leader == w) {
		w->transport->leader = NULL;
		find_leader(e, w->transport);
	}
	unlock(e);
}

static bool is_over(const struct engine_worker *w)
{
	return w->engine->stopping || w->transport->ended;
}

static void leave_idle(struct engine_worker *w)
{
	struct engine_worker **at;

	for (at = &w->transport->idle; *at; at = &(*at)->idle_next)
		if (*at == w) {
			*at = w->idle_next;
			w->transport->idle_count--;
			w->idle = false;
			return;
		}
}

/* with the lock held: until the lead is given to it, or all is over */
static void be_idle(struct engine_worker *w)
{
	struct engine *e = w->engine;
	struct transport *t = w->transport;

	w->idle = true;
	w->idle_next = t->idle;
	t->idle = w;
	t->idle_count++;
	while (w->idle && !is_over(w)) {
		unlock(e);
		host_task_park(HOST_FOREVER);
		lock(e);
	}
	leave_idle(w);
}

/* true: the caller leads; false: its task shall end */
static bool lead(struct engine_worker *w)
{
	struct engine *e = w->engine;
	struct transport *t = w->transport;
	bool leads;

	lock(e);
	for (;;) {
		if (!t->leader)
			t->leader = w;
		if (t->leader == w || is_over(w) || t->idle_count >= IDLE_MOST)
			break;
		/* and again: who is given the lead and is slow to come may have lost it to another one, by the ticker's watch */
		be_idle(w);
	}
	if (t->leader == w && is_over(w))
		t->leader = NULL;
	leads = t->leader == w;
	if (leads)
		t->waiting = true;
	unlock(e);
	return leads;
}

static void wake_idle(struct transport *t)
{
	struct engine_worker *w;

	for (w = t->idle; w; w = w->idle_next)
		host_task_unpark(w->task);
	if (t->leader)
		host_task_unpark(t->leader->task);
}

static void end_transport(struct engine *e, struct transport *t)
{
	lock(e);
	t->ended = true;
	t->leader = NULL;
	wake_idle(t);
	if (e->waiter)
		host_task_unpark(e->waiter);
	unlock(e);
}

void engine_will_sleep(struct call *call)
{
	struct transport *t = call->transport;
	struct engine *e = t->engine;

	lock(e);
	if (t->leader && t->leader->task == call->task) {
		t->leader = NULL;
		find_leader(e, t);
	}
	unlock(e);
}

/* ---- a worker's life --------------------------------------------------------------------------------------------- */

static void one_call(struct engine_worker *w)
{
	struct transport *t = w->transport;
	struct call *call = w->call;
	int err;

	memset(call, 0, t->ops->call_bytes);
	call->transport = t;
	call->task = w->task;
	call->caller.ctx = call;
	call->caller.interrupted = call_interrupted;
	err = t->ops->receive(t, call);
	if (err == -ENODEV)
		end_transport(w->engine, t);
	if (err)
		return;
	add_call(w->engine, call);
	if (!host_is_real_time())
		give_lead_away(w);
	t->ops->handle(t, call);
	drop_call(w->engine, call);
}

static void worker_main(void *arg)
{
	struct engine_worker *w = arg;
	struct engine *e = w->engine;

	while (lead(w)) {
		if (host_task_wait_fd(w->transport->fd, POLLIN, HOST_FOREVER))
			one_call(w);
	}
	lock(e);
	w->ended = true;
	unlock(e);
}

/* with the lock held: take one that has ended off the list */
static struct engine_worker *take_ended(struct engine *e)
{
	struct engine_worker **at, *w;

	for (at = &e->workers; (w = *at); at = &w->next)
		if (w->ended) {
			*at = w->next;
			return w;
		}
	return NULL;
}

static void join_ended(struct engine *e)
{
	struct engine_worker *w;

	for (;;) {
		lock(e);
		w = take_ended(e);
		unlock(e);
		if (!w)
			return;
		host_task_join(w->task);
		free_worker(w);
	}
}

/* ---- the ticker -------------------------------------------------------------------------------------------------- */

/* is its client's signal there? Asking takes some 20 us of /proc: so many calls a tick, each once a round. */
static bool is_interrupted_now(struct engine *e, struct call *call, unsigned int *questions)
{
	const struct usnd_transport_ops *ops = call->transport->ops;

	if (e->stopping || call_interrupted(call))
		return true;
	if (!ops->is_interrupted || !*questions || call->round == e->round)
		return false;
	call->round = e->round;
	--*questions;
	return ops->is_interrupted(call->transport, call);
}

static void look_at_calls(struct engine *e)
{
	unsigned int questions = QUESTIONS_A_TICK;
	const struct usnd_transport_ops *ops;
	struct call *call;

	for (call = e->calls; call; call = call->next) {
		/* again and again: the first time it may only have been about to sleep */
		if (!is_interrupted_now(e, call, &questions))
			continue;
		ops = call->transport->ops;
		call_interrupt(call);
		if (++call->late == OVERDUE_TICKS && ops->overdue)
			ops->overdue(call->transport, call);
	}
	/* all have been asked for */
	if (questions)
		e->round++;
}

/* whose leader is inside a call for a whole tick, or who has none for want of memory, gets another one */
static void look_at_leaders(struct engine *e)
{
	struct transport *t;
	bool stuck;

	for (t = e->transports; t; t = t->next) {
		stuck = t->unattended;
		t->unattended = !t->waiting;
		if (t->leader && (t->waiting || !stuck))
			continue;
		t->leader = NULL;
		find_leader(e, t);
	}
}

static void ticker_main(void *arg)
{
	struct engine *e = arg;
	uint64_t ticks;
	bool ends;

	do {
		if (host_task_wait_fd(e->tick_fd, POLLIN, HOST_FOREVER) && read(e->tick_fd, &ticks, sizeof(ticks)) < 0)
			ticks = 0;
		lock(e);
		look_at_calls(e);
		look_at_leaders(e);
		if (!e->calls)
			set_ticking(e, false);
		ends = e->ticker_ends;
		unlock(e);
		join_ended(e);
	} while (!ends);
}

/* ---- the engine -------------------------------------------------------------------------------------------------- */

int engine_start(struct engine *e, struct pace *pace)
{
	int err;

	*e = (struct engine){ .pace = pace, .round = 1 };
	pthread_mutex_init(&e->lock, NULL);
	e->tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (e->tick_fd < 0) {
		err = -errno;
		goto err_destroy;
	}
	err = host_task_create(&e->ticker, "ticker", ticker_main, e, NULL);
	if (err)
		goto err_close;
	return 0;

err_close:
	close(e->tick_fd);
err_destroy:
	pthread_mutex_destroy(&e->lock);
	return err;
}

int engine_serve(struct engine *e, struct transport *t)
{
	int err;

	lock(e);
	t->engine = e;
	t->leader = t->idle = NULL;
	t->idle_count = 0;
	t->ended = t->waiting = t->unattended = false;
	err = start_leader(e, t);
	if (!err) {
		t->next = e->transports;
		e->transports = t;
	}
	unlock(e);
	return err;
}

bool engine_has_ended(struct engine *e, struct transport *t)
{
	bool ended;

	lock(e);
	ended = t->ended;
	unlock(e);
	return ended;
}

void engine_wait(struct engine *e, struct transport *t, int fd)
{
	bool ready = false;

	lock(e);
	e->waiter = host_task_self();
	unlock(e);
	while (!ready && !engine_has_ended(e, t)) {
		if (fd >= 0)
			ready = host_task_wait_fd(fd, POLLIN, HOST_FOREVER);
		else
			host_task_park(HOST_FOREVER);
	}
	lock(e);
	e->waiter = NULL;
	unlock(e);
}

bool engine_is_stopping(struct engine *e)
{
	bool stopping;

	lock(e);
	stopping = e->stopping;
	unlock(e);
	return stopping;
}

static void join_all(struct engine *e)
{
	struct engine_worker *w;

	for (;;) {
		lock(e);
		w = e->workers;
		if (w)
			e->workers = w->next;
		unlock(e);
		if (!w)
			return;
		host_task_join(w->task);
		free_worker(w);
	}
}

void engine_stop(struct engine *e)
{
	struct transport *t;

	lock(e);
	e->stopping = true;
	look_at_calls(e);
	for (t = e->transports; t; t = t->next)
		wake_idle(t);
	unlock(e);
	/* the ticker goes on interrupting meanwhile */
	join_all(e);
	for (t = e->transports; t; t = t->next)
		if (t->ops->end)
			t->ops->end(t);
	lock(e);
	e->ticker_ends = true;
	host_task_unpark(e->ticker);
	unlock(e);
	host_task_join(e->ticker);
	close(e->tick_fd);
	pthread_mutex_destroy(&e->lock);
}
