// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ticker.c - the task that looks at what does not get on. See ticker.h.
 */
#include "server/ticker.h"

#include <errno.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "server/calls.h"
#include "server/workers.h"

#define TICK_NS 20000000
#define OVERDUE_TICKS 100
#define QUESTIONS_A_TICK 50

void ticker_set(struct engine *e, bool on)
{
	struct itimerspec every = { { 0, on ? TICK_NS : 0 }, { 0, on ? TICK_NS : 0 } };

	if (e->ticking == on)
		return;
	e->ticking = on;
	timerfd_settime(e->tick_fd, 0, &every, NULL);
}

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

void ticker_look_at_calls(struct engine *e)
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
		workers_find_leader(e, t);
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
		engine_lock(e);
		ticker_look_at_calls(e);
		look_at_leaders(e);
		if (!e->calls)
			ticker_set(e, false);
		ends = e->ticker_ends;
		engine_unlock(e);
		workers_join_ended(e);
	} while (!ends);
}

int ticker_start(struct engine *e)
{
	int err;

	e->tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (e->tick_fd < 0)
		return -errno;
	err = host_task_create(&e->ticker, "ticker", ticker_main, e, NULL);
	if (err)
		close(e->tick_fd);
	return err;
}

void ticker_stop(struct engine *e)
{
	engine_lock(e);
	e->ticker_ends = true;
	host_task_unpark(e->ticker);
	engine_unlock(e);
	host_task_join(e->ticker);
	close(e->tick_fd);
}
