/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outside.h - private to host/: the watches of a run (host.h, "the world outside"), for the two schedulers.
 *
 * They live in an epoll set that exists from the first watch to the end of the run. On the virtual clock the scheduler
 * looks into it; on the real one a helper thread does, started with the set.
 *
 * Locks: one, over the list and the set. It is held while a task is unparked, so that a task which has removed its
 * watch may end; unparking takes the task's own lock under it.
 */
#ifndef HOST_OUTSIDE_H
#define HOST_OUTSIDE_H

#include <usnd/host.h>

/** outside_open() - a run begins; @helper: nobody will look, a thread must */
void outside_open(bool helper);

/** outside_close() - it ends: watches that are left are forgotten; nobody unparks a task any more */
void outside_close(void);

/** outside_is_watched() - is a watch active? */
bool outside_is_watched(void);

/** outside_look() - unpark those whose descriptors are ready, without sleeping */
void outside_look(void);

/**
 * outside_wait() - sleep until there is something to see, a signal comes, or @ns are over (HOST_FOREVER: never); then
 * look
 */
void outside_wait(uint64_t ns);

#endif
