/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pace.h - the client-paced clock: virtual time for clients outside, whose own time is real.
 *
 * The rules (docs/clocks.md says them for people):
 *
 *  1. While every file that runs (usnd_runs()) has its thread inside a call - a transfer, a drain, a poll - or nothing runs
 *     and somebody waits, time jumps: the next event is now. Sound is as fast as its clients.
 *  2. Else somebody computes, or sleeps on a timer of its own: time follows the real clock from where it stands...
 *  3. ... but not past the moment at which a stream whose thread does not wait would run dry or over: there it stands still
 *     until that thread comes back. So no xrun ever happens because the machine was slow.
 *  4. A thread that does not come for PACE_PATIENCE_NS of real time (stopped, hung, gone) is not waited for any more, until its
 *     next call: a client harms only itself.
 *
 * Which thread is a file's: the one that made the last call on it. Locks: none of its own; on the virtual clock everything is
 * one thread of the host.
 */
#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <usnd/syscall.h>

#define PACE_PATIENCE_NS 1000000000ull

struct pace;

/** struct pace_file - an open PCM or timer; embedded by whoever opened it. Fields are pace.c's. */
struct pace_file {
	struct usnd_file *file;
	pid_t thread;
	uint64_t last;	/* real time of its thread's last call's end */
	struct pace_file *next, **back;
};

/** struct pace_call - a call in progress; embedded by whoever carries it out */
struct pace_call {
	pid_t thread;
	struct pace_call *next, **back;
};

int pace_open(struct pace **pace);
/** pace_close() - no file and no call is left; NULL is fine */
void pace_close(struct pace *pace);

/** pace_idle() - &host_sched_events.idle, with the pace as ctx */
uint64_t pace_idle(void *pace, uint64_t now, uint64_t next, uint64_t *wait);

/**
 * pace_free() - from now on time jumps whenever nobody can run (@free), whatever clients do: while the world comes up and goes
 *	down; so it is from pace_open() on
 */
void pace_free(struct pace *pace, bool free);

/* All of these accept a NULL pace: the real clock. */

/** pace_file_opened() - @file was opened by @thread; pace_file_closed(): before it is released */
void pace_file_opened(struct pace *pace, struct pace_file *pf, struct usnd_file *file, pid_t thread);
void pace_file_closed(struct pace *pace, struct pace_file *pf);

/**
 * pace_enter() - @thread is inside a call that concerns sound; pace_leave(): it has been, or is about to be, answered
 * @files: @count files that the call is on (one of a transfer, several of a poll): they are @thread's from now on
 */
void pace_enter(struct pace *pace, struct pace_call *call, pid_t thread, struct pace_file *const *files, unsigned int count);
void pace_leave(struct pace *pace, struct pace_call *call);

#endif
