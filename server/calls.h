/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls.h - private to the engine: the calls in progress, and its lock.
 *
 * A call is on the list from when it was taken until it has been answered, so that whoever must interrupt calls, or
 * asks for them (engine_for_each_call()), finds it. What transports may do with a call is in engine.h.
 */
#ifndef SERVER_CALLS_H
#define SERVER_CALLS_H

#include "server/engine.h"

static inline void engine_lock(struct engine *engine)
{
	pthread_mutex_lock(&engine->lock);
}

static inline void engine_unlock(struct engine *engine)
{
	pthread_mutex_unlock(&engine->lock);
}

/**
 * calls_add() - @call was taken; its transport's leader waits no longer. It is interrupted at once if the engine stops.
 */
void calls_add(struct engine *engine, struct call *call);

/** calls_drop() - it was answered */
void calls_drop(struct engine *engine, struct call *call);

#endif
