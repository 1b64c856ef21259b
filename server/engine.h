/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.h - the server's heart: system calls of other processes become tasks of the kernel world.
 *
 * A transport is where calls come from (notify/: seccomp user notifications, fuse/: a FUSE mount, control.h: usnd's own
 * commands). It has a descriptor that is readable when a call waits, and takes and answers calls; the engine has the
 * tasks. One task of a transport waits for the next call; before it carries one out, it makes sure that another one
 * waits. A call that sleeps in the kernel world holds its task, and nobody else.
 *
 * Locks: engine.lock protects the lists of calls and workers; it is a leaf, never held across a park. The order in
 * which calls are taken is the transport's; the order in which they are answered is not defined.
 */
#ifndef SERVER_ENGINE_H
#define SERVER_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>
#include <usnd/host.h>
#include <usnd/syscall.h>

/* of the host's time */
#define ENGINE_STOP_NS 4000000000ull

struct engine;
struct pace;
struct transport;

/**
 * struct call_about - what is_interrupted() goes by: a copy of what the call has, for that may end meanwhile
 * @thread: the client's thread, in our pid namespace
 * @id: the transport's own name for the call
 * @blocked: signals that do not end it, beside those that the thread blocks (bit 0: signal 1)
 */
struct call_about {
	pid_t thread;
	uint64_t id, blocked;
};

/**
 * struct call - a system call of a client, from receive() to the end of handle(); the first member of a transport's own
 * struct
 * @caller: goes into usnd_…(); the transport fills it. The engine's default for @caller.interrupted is
 * call_interrupted().
 * @transport: where it came from
 * @thread, @id, @blocked: see &struct call_about; receive() fills what the transport needs
 * @number: of calls, from 1 on: no two have the same
 * @task: carries it out
 * @interrupted: a signal is pending, the client is gone, or the server stops: sleeping calls end with -EINTR. Set by
 *	call_interrupt() only.
 * @late: ticks since it was interrupted, and has not ended
 * @round: of the ticker's, in which it was last asked for
 * @next, @back: of the engine
 */
struct call {
	struct usnd_caller caller;
	struct transport *transport;
	pid_t thread;
	uint64_t id, blocked;
	uint64_t number;
	struct host_task *task;
	atomic_bool interrupted;
	unsigned int late, round;
	struct call *next, **back;
};

/**
 * struct usnd_transport_ops - a way for calls to come
 *
 * @name: "notify", "fuse", "control"
 * @call_bytes: size of its call structure
 * @receive: take one call that waits, without sleeping, into @call (zeroed, @transport set). 0: one was taken, handle()
 *	follows; -EAGAIN: there is none after all; -ENODEV: no call will ever come again (the last client is gone, the
 *	mount was taken away): the engine serves it no more. One task at a time is in here.
 * @handle: carry it out and answer it. In the same task, together with other calls' handle(); may sleep.
 * @is_interrupted: does the client have a signal pending, or is it gone? Asked now and then while the call sleeps. The
 *	call may have ended by then, or end meanwhile: the answer is nobody's then. Neither sleeps nor calls back, for
 *	one task asks for all calls; no lock is held, so who ends a call never waits for an answer. NULL: the transport
 *	calls call_interrupt() itself.
 * @overdue: the call was interrupted long ago (2 s) and still does not end: it may be inside the client's memory, which
 *	somebody else has to bring. A client that cannot die without an answer, and with it what the call waits for,
 *	gets one now; that of handle() is then nobody's. Once a call, under engine.lock: neither sleeps nor calls back. NULL: no
 *	client needs it.
 * @end: the last call has been answered: release what clients have open. In engine_stop(), may sleep. NULL: nothing is.
 */
struct usnd_transport_ops {
	const char *name;
	size_t call_bytes;
	int (*receive)(struct transport *transport, struct call *call);
	void (*handle)(struct transport *transport, struct call *call);
	bool (*is_interrupted)(struct transport *transport, const struct call_about *call);
	void (*overdue)(struct transport *transport, const struct call *call);
	void (*end)(struct transport *transport);
};

/**
 * struct transport - first member of a transport's own struct, filled by it before engine_serve()
 * @fd: readable (or hung up) when receive() is worth a call
 * @engine: set by engine_serve()
 * @leader: the worker that takes the next call; @waiting: it waits for one; @idle: others without a call, @idle_count
 * of them;
 * @ended: -ENODEV came. Under engine.lock.
 */
struct transport {
	const struct usnd_transport_ops *ops;
	int fd;
	struct engine *engine;
	struct engine_worker *leader, *idle;
	unsigned int idle_count;
	bool waiting, unattended, ended;
	struct transport *next;
};

/**
 * struct engine
 * @pace: is told of calls that wait; NULL: the real clock
 * @transports: served
 * @calls: being carried out, @in_progress of them; @call_count: ever
 * @workers: tasks, running or ended; the latter are joined by the ticker
 * @ticker: looks at @tick_fd, a timer of the host's that runs while there are calls (@ticking): for interrupted calls,
 *	and for transports that nobody attends to
 * @round: the ticker asks for all calls in rounds, of several ticks if there are many
 * @waiter: in engine_wait(), or in engine_stop()
 * @stopping: no new calls
 * @patience: ENGINE_STOP_NS; tests have less
 */
struct engine {
	pthread_mutex_t lock;
	struct pace *pace;
	struct transport *transports;
	struct call *calls;
	atomic_uint in_progress;
	uint64_t call_count;
	struct engine_worker *workers;
	struct host_task *ticker, *waiter;
	int tick_fd;
	unsigned int round;
	uint64_t patience;
	bool ticking, stopping, ticker_ends;
};

/** engine_start() - in a task of host_sched_run(); 0, -ENOMEM, -EMFILE */
int engine_start(struct engine *engine, struct pace *pace);

/**
 * engine_serve() - from now on, calls of @transport are carried out
 * @transport: stays until engine_stop() has returned
 */
int engine_serve(struct engine *engine, struct transport *transport);

/**
 * engine_will_sleep() - @call waits by its nature (a transfer, a drain, a poll): another task takes the next call
 * meanwhile
 * On the virtual clock that is so for every call. On the real one a hand-over costs more than most calls take, so it is
 * only made for those that say so; what sleeps without having said it holds others up for a tick (20 ms), no longer.
 */
void engine_will_sleep(struct call *call);

/**
 * engine_wait() - sleep until no call will come from @transport any more, or @fd (an eventfd; -1: none) is readable
 * One task at a time.
 */
void engine_wait(struct engine *engine, struct transport *transport, int fd);

/** engine_has_ended() - will no call come from @transport any more? */
bool engine_has_ended(struct engine *engine, struct transport *transport);

/** engine_is_stopping() - calls that are interrupted now end for good */
bool engine_is_stopping(struct engine *engine);

/**
 * engine_stop() - no more calls; those that sleep are interrupted and answered; transports are ended, and so is every
 * task
 * A call may be in its client's memory, where it waits for a page that somebody else brings, perhaps never, and which
 * nothing interrupts but the end of this process (memory.h). After ENGINE_STOP_NS such calls are given up, and with
 * them whoever waits for what they hold: none of them ever returns, and nobody knows what they have hold of.
 * Return: 0; -EBUSY: calls were given up. Then the transports were not ended, and they, @engine and the kernel world
 * stay where they are, as they are, until this process ends.
 * On the virtual clock such a call stops everything, and this is not reached.
 */
int engine_stop(struct engine *engine);

/** call_interrupt() - @call ends as soon as it can; any thread, engine.lock held or inside handle() of that call */
void call_interrupt(struct call *call);

/** call_interrupted() - what &usnd_caller.interrupted of a call is, with the call as ctx */
bool call_interrupted(void *call);

/** engine_for_each_call() - under engine.lock, until @fn returns true; returns whether it did */
bool engine_for_each_call(struct engine *engine, bool (*fn)(struct call *call, void *arg), void *arg);

#endif
