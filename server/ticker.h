/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ticker.h - private to the engine: a task that looks, every 20 ms while there are calls, at what does not get on by
 * itself.
 *
 * Calls whose client has a signal are interrupted (and again, until they end), transports whose leader is inside a call
 * get another one, workers that have ended are joined.
 */
#ifndef SERVER_TICKER_H
#define SERVER_TICKER_H

#include "server/engine.h"

/** ticker_start() - 0, -EMFILE, -ENOMEM. ticker_stop(): there are no calls any more; in a task, may sleep. */
int ticker_start(struct engine *engine);
void ticker_stop(struct engine *engine);

/** ticker_set() - it ticks from now on, or does not; engine.lock held */
void ticker_set(struct engine *engine, bool on);

/**
 * ticker_look_at_calls() - interrupt those whose client has a signal, all of them if the engine stops; engine.lock held
 */
void ticker_look_at_calls(struct engine *engine);

#endif
