// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine.c - the engine's life: what it serves, and its end. Calls: calls.c; who carries them out: workers.c; what does
 * not get on: ticker.c.
 */
#include "server/engine.h"

#include <poll.h>

#include "server/calls.h"
#include "server/ticker.h"
#include "server/workers.h"

int engine_start(struct engine *e, struct pace *pace)
{
	int err;

	*e = (struct engine){ .pace = pace, .round = 1, .patience = ENGINE_STOP_NS };
	pthread_mutex_init(&e->lock, NULL);
	err = ticker_start(e);
	if (err)
		pthread_mutex_destroy(&e->lock);
	return err;
}

int engine_serve(struct engine *e, struct transport *t)
{
	int err;

	engine_lock(e);
	t->engine = e;
	t->leader = t->idle = NULL;
	t->idle_count = 0;
	t->ended = t->waiting = t->unattended = false;
	err = workers_start_leader(e, t);
	if (!err) {
		t->next = e->transports;
		e->transports = t;
	}
	engine_unlock(e);
	return err;
}

bool engine_has_ended(struct engine *e, struct transport *t)
{
	bool ended;

	engine_lock(e);
	ended = t->ended;
	engine_unlock(e);
	return ended;
}

void engine_wait(struct engine *e, struct transport *t, int fd)
{
	bool ready = false;

	engine_lock(e);
	e->waiter = host_task_self();
	engine_unlock(e);
	while (!ready && !engine_has_ended(e, t)) {
		if (fd >= 0)
			ready = host_task_wait_fd(fd, POLLIN, HOST_FOREVER);
		else
			host_task_park(HOST_FOREVER);
	}
	engine_lock(e);
	e->waiter = NULL;
	engine_unlock(e);
}

bool engine_is_stopping(struct engine *e)
{
	bool stopping;

	engine_lock(e);
	stopping = e->stopping;
	engine_unlock(e);
	return stopping;
}

int engine_stop(struct engine *e)
{
	struct transport *t;
	int err;

	engine_lock(e);
	e->stopping = true;
	ticker_look_at_calls(e);
	for (t = e->transports; t; t = t->next)
		workers_wake(t);
	engine_unlock(e);
	/* the ticker goes on interrupting meanwhile */
	err = workers_join_all(e);
	/* releasing a file may wait for what those hold who were given up */
	for (t = e->transports; t && !err; t = t->next)
		if (t->ops->end)
			t->ops->end(t);
	ticker_stop(e);
	if (!err)
		pthread_mutex_destroy(&e->lock);
	return err;
}
