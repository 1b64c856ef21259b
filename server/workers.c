// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workers.c - who takes a transport's calls and carries them out. See workers.h.
 *
 * A worker that gives the lead away makes an idle one the leader, or a new one. A worker that has done its call leads
 * again if nobody does, is idle if there are few of those, and ends otherwise.
 */
#include "server/workers.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "server/calls.h"
#include "server/memory.h"

#define IDLE_MOST 8
#define LOOK_NS 100000000

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
int workers_start_leader(struct engine *e, struct transport *t)
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
void workers_find_leader(struct engine *e, struct transport *t)
{
	struct engine_worker *w = t->idle;

	if (t->ended || e->stopping)
		return;
	t->waiting = t->unattended = false;
	if (!w) {
		workers_start_leader(e, t);
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

	engine_lock(e);
	if (w->transport->leader == w) {
		w->transport->leader = NULL;
		workers_find_leader(e, w->transport);
	}
	engine_unlock(e);
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
		engine_unlock(e);
		host_task_park(HOST_FOREVER);
		engine_lock(e);
	}
	leave_idle(w);
}

/* true: the caller leads; false: its task shall end */
static bool lead(struct engine_worker *w)
{
	struct engine *e = w->engine;
	struct transport *t = w->transport;
	bool leads;

	engine_lock(e);
	for (;;) {
		if (!t->leader)
			t->leader = w;
		if (t->leader == w || is_over(w) || t->idle_count >= IDLE_MOST)
			break;
		/*
		 * and again: who is given the lead and is slow to come may have lost it to another one, by the ticker's
		 * watch
		 */
		be_idle(w);
	}
	if (t->leader == w && is_over(w))
		t->leader = NULL;
	leads = t->leader == w;
	if (leads)
		t->waiting = true;
	engine_unlock(e);
	return leads;
}

void workers_wake(struct transport *t)
{
	struct engine_worker *w;

	for (w = t->idle; w; w = w->idle_next)
		host_task_unpark(w->task);
	if (t->leader)
		host_task_unpark(t->leader->task);
}

static void end_transport(struct engine *e, struct transport *t)
{
	engine_lock(e);
	t->ended = true;
	t->leader = NULL;
	workers_wake(t);
	if (e->waiter)
		host_task_unpark(e->waiter);
	engine_unlock(e);
}

void engine_will_sleep(struct call *call)
{
	struct transport *t = call->transport;
	struct engine *e = t->engine;

	engine_lock(e);
	if (t->leader && t->leader->task == call->task) {
		t->leader = NULL;
		workers_find_leader(e, t);
	}
	engine_unlock(e);
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
	call->caller.unparks = true;
	err = t->ops->receive(t, call);
	if (err == -ENODEV)
		end_transport(w->engine, t);
	if (err)
		return;
	calls_add(w->engine, call);
	if (!host_is_real_time())
		give_lead_away(w);
	t->ops->handle(t, call);
	calls_drop(w->engine, call);
}

static void worker_main(void *arg)
{
	struct engine_worker *w = arg;
	struct engine *e = w->engine;

	while (lead(w)) {
		if (host_task_wait_fd(w->transport->fd, POLLIN, HOST_FOREVER))
			one_call(w);
	}
	engine_lock(e);
	w->ended = true;
	if (e->stopping && e->waiter)
		host_task_unpark(e->waiter);
	engine_unlock(e);
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

void workers_join_ended(struct engine *e)
{
	struct engine_worker *w;

	for (;;) {
		engine_lock(e);
		w = take_ended(e);
		engine_unlock(e);
		if (!w)
			return;
		host_task_join(w->task);
		free_worker(w);
	}
}

/* without one that is in a client's memory all of them will end */
static bool is_given_up(const struct engine *e, uint64_t *since)
{
	uint64_t now = host_now();

	if (!client_memory_inside())
		*since = now;
	return now - *since >= e->patience;
}

static bool have_all_ended(struct engine *e)
{
	bool ended;

	engine_lock(e);
	ended = !e->workers;
	e->waiter = ended ? NULL : host_task_self();
	engine_unlock(e);
	return ended;
}

int workers_join_all(struct engine *e)
{
	uint64_t since = host_now();

	while (!have_all_ended(e)) {
		workers_join_ended(e);
		if (have_all_ended(e))
			break;
		if (host_is_real_time() && is_given_up(e, &since)) {
			client_memory_give_up();
			engine_lock(e);
			e->waiter = NULL;
			engine_unlock(e);
			return -EBUSY;
		}
		host_task_park(host_is_real_time() ? host_now() + LOOK_NS : HOST_FOREVER);
	}
	return 0;
}
