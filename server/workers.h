/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workers.h - private to the engine: the tasks that take a transport's calls and carry them out.
 *
 * One worker of a transport leads: it waits for the next call. Others carry calls out, or are idle. Who has led and is
 * inside a call may lose the lead to another one, by itself (engine_will_sleep()) or by the ticker. Workers that have
 * ended stay on the engine's list until they are joined; those that will never end, too.
 */
#ifndef SERVER_WORKERS_H
#define SERVER_WORKERS_H

#include "server/engine.h"

/**
 * workers_start_leader() - a new worker leads @t, whom nobody leads; engine.lock held. 0, -ENOMEM, or of
 * host_task_create()
 */
int workers_start_leader(struct engine *engine, struct transport *t);

/**
 * workers_find_leader() - somebody leads @t, whom nobody leads: an idle worker, or a new one; engine.lock held
 * Without memory nobody does until a worker is back, or the ticker tries again.
 */
void workers_find_leader(struct engine *engine, struct transport *t);

/** workers_wake() - the leader and the idle ones of @t look whether all is over; engine.lock held */
void workers_wake(struct transport *t);

/** workers_join_ended() - free those that have ended; may sleep */
void workers_join_ended(struct engine *engine);

/**
 * workers_join_all() - the engine stops: wait until every one has ended, and free it
 * Return: 0; -EBUSY: some are in a client's memory, or wait for one that is, and have been given up, see engine_stop()
 */
int workers_join_all(struct engine *engine);

#endif
