// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls.c - the calls in progress. See calls.h and engine.h.
 */
#include "server/calls.h"

#include "server/ticker.h"

void call_interrupt(struct call *call)
{
	atomic_store(&call->interrupted, true);
	if (call->task)
		host_task_unpark(call->task);
}

bool call_interrupted(void *ctx)
{
	struct call *call = ctx;

	/* what was noted of it before is seen, too */
	return atomic_load_explicit(&call->interrupted, memory_order_acquire);
}

bool engine_for_each_call(struct engine *e, bool (*fn)(struct call *call, void *arg), void *arg)
{
	struct call *call;
	bool found = false;

	engine_lock(e);
	for (call = e->calls; call && !found; call = call->next)
		found = fn(call, arg);
	engine_unlock(e);
	return found;
}

void calls_add(struct engine *e, struct call *call)
{
	engine_lock(e);
	call->transport->waiting = false;
	call->number = ++e->call_count;
	call->next = e->calls;
	call->back = &e->calls;
	if (call->next)
		call->next->back = &call->next;
	e->calls = call;
	atomic_fetch_add(&e->in_progress, 1);
	if (e->stopping)
		atomic_store(&call->interrupted, true);
	ticker_set(e, true);
	engine_unlock(e);
}

void calls_drop(struct engine *e, struct call *call)
{
	engine_lock(e);
	*call->back = call->next;
	if (call->next)
		call->next->back = call->back;
	atomic_fetch_sub(&e->in_progress, 1);
	engine_unlock(e);
}
