/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pace.h - the client-paced clock: virtual time for clients outside, whose own time is real.
 *
 * The rules (docs/clocks.md says them for people):
 *
 *  1. While something runs (usnd_runs()) and all that runs is waited for, time jumps: the next event is now. Sound is
 *     as fast as its clients. A file is waited for while a call on it is in progress - a transfer, a drain, a poll -,
 *     or its thread is inside such a call on another file that runs.
 *  2. Else somebody computes, or sleeps on a timer of its own, or nothing runs: time follows the real clock from where
 *     it stands...
 *  3. ... but not past the moment up to which a stream that is not waited for is safe from running dry or over: there
 *     it stands still until its thread waits or gives it more. So no xrun ever happens because the machine was slow.
 *  4. Time stands still for one stream for at most PACE_PATIENCE_NS of real time; then its thread is stopped, hung, or
 *     wants it to run dry, and time goes on as by rule 2 until it has been given more. What nobody has made a call on
 *     for PACE_ABSENCE_NS, and what would not run dry anyway, is not looked at any more, until the next call. A client
 *     harms only itself.
 *  5. What rule 3 withholds is owed: a stream that is stopped while time stands still for it, by a call or by its
 *     client's end, first plays what it has (owed.h). On hardware it would have, in the real time that has passed.
 *
 * Which thread is a file's: the one that entered the last call on it. When nothing runs time does not jump for those
 * who wait: their deadlines are for something that others, of whom the clock knows nothing, are about to do (start a
 * stream).
 *
 * Locks: none of its own; on the virtual clock everything is one thread of the host. Nothing here sleeps or allocates,
 * but pace_open().
 */
#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <usnd/syscall.h>

#define PACE_PATIENCE_NS 1000000000ull
#define PACE_ABSENCE_NS (10 * PACE_PATIENCE_NS)

/* files of one call that are known to be waited for; those of a larger poll are still its thread's */
#define PACE_CALL_FILES 16

struct pace;

/**
 * struct pace_file - an open PCM or timer; embedded by whoever opened it. Fields are pace.c's.
 * @thread: entered the last call on it
 * @last: real time when a call on it was entered or left
 * @held_since: real time from which on the clock has stood still for it; 0: it has not
 * @given_up: that was too long; until it has been given more
 * @runs, @until, @waited: as found at the last look
 */
struct pace_file {
	struct usnd_file *file;
	pid_t thread;
	uint64_t last, held_since;
	bool given_up;
	bool runs, waited;
	uint64_t until;
	struct pace_file *next, **back;
};

/**
 * struct pace_call - a call in progress; embedded by whoever carries it out
 * @files: that it is on; NULL: closed meanwhile
 * @on_running: one of them runs, as found at the last look
 */
struct pace_call {
	pid_t thread;
	struct pace_file *files[PACE_CALL_FILES];
	unsigned int count;
	bool on_running;
	struct pace_call *next, **back;
};

/** struct pace_ops - what the clock asks; for tests, which have their own */
struct pace_ops {
	uint64_t (*real)(void);
	bool (*runs)(struct usnd_file *file, uint64_t *until);
};

/** pace_open() - 0, -ENOMEM */
int pace_open(struct pace **pace);
int pace_open_with(struct pace **pace, const struct pace_ops *ops);
/** pace_close() - no file and no call is left; NULL is fine */
void pace_close(struct pace *pace);

/** pace_idle() - &host_sched_events.idle, with the pace as ctx */
uint64_t pace_idle(void *pace, uint64_t now, uint64_t next, uint64_t *wait);

/**
 * pace_free() - from now on time jumps whenever nobody can run (@free), whatever clients do: while the world comes up
 * and goes down; so it is from pace_open() on
 */
void pace_free(struct pace *pace, bool free);

/* All of these accept a NULL pace: the real clock. */

/** pace_file_opened() - @file was opened by @thread; pace_file_closed(): before it is released, calls on it or not */
void pace_file_opened(struct pace *pace, struct pace_file *pf, struct usnd_file *file, pid_t thread);
void pace_file_closed(struct pace *pace, struct pace_file *pf);

/**
 * pace_enter() - @thread is inside a call that concerns sound; pace_leave(): it has been, or is about to be, answered
 * @files: @count files that the call is on (one of a transfer, several of a poll): they are @thread's from now on. The
 *	array is copied.
 * Both may be called with any lock held, also from usnd_watch()'s callback.
 */
void pace_enter(struct pace *pace, struct pace_call *call, pid_t thread, struct pace_file *const *files,
		unsigned int count);
void pace_leave(struct pace *pace, struct pace_call *call);

/**
 * pace_owes() - rule 5: at @now (of host_now()) the clock stands still for @pf, and has since the scheduler was last
 * idle
 * False on the real clock, and if @pf has been given more meanwhile.
 */
bool pace_owes(const struct pace *pace, const struct pace_file *pf, uint64_t now);

#endif
