// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pipe.c - control and timer files: their events, written into pipes by one task, the keeper. It also sees which files
 * clients have closed.
 *
 * A pipe takes up to 4096 bytes wholly or not at all, so events stay whole. A full one is left alone until it has room:
 * events then wait in the device, which merges or drops them as it does for a slow reader. Those of controls: events.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "server/notify/local.h"

#define LOOK_AGAIN_NS 10000000

/* ---- one file ---------------------------------------------------------------------------------------------------- */

/* a task, or an interrupt's, with locks of the device held */
static void has_events(void *ctx)
{
	struct notify_file *f = ctx;

	atomic_store(&f->due, true);
	host_task_unpark(f->keeper);
}

int notify_pipe_watch(struct notify_file *f)
{
	struct usnd_caller caller = client_own_caller(0);
	int err;

	if (atomic_exchange(&f->watched, true))
		return 0;
	err = usnd_watch(f->file, has_events, f, &caller, &f->events);
	if (!err)
		return 0;
	f->events = NULL;
	atomic_store(&f->watched, false);
	/* a control without a subscription */
	return err == -EOPNOTSUPP ? 0 : err;
}

int notify_pipe_open(struct notify *n, struct notify_file *f, int *reader)
{
	int ends[2], err = -ENOMEM;

	f->held = malloc(f->kind == NOTIFY_CONTROL ? NOTIFY_EVENTS_BYTES : PIPE_BUF);
	if (!f->held)
		return err;
	if (pipe2(ends, O_CLOEXEC)) {
		err = -errno;
		goto err_free;
	}
	f->fd = ends[1];
	f->keeper = n->keeper;
	err = -EIO;
	if (fcntl(ends[1], F_SETFL, O_NONBLOCK) || fcntl(ends[0], F_SETFL, f->flags & O_NONBLOCK))
		goto err_close;
	err = notify_pipe_watch(f);
	if (err)
		goto err_close;
	*reader = ends[0];
	return 0;

err_close:
	close(ends[0]);
	close(ends[1]);
err_free:
	free(f->held);
	f->held = NULL;
	return err;
}

void notify_pipe_close(struct notify_file *f)
{
	if (f->kind == NOTIFY_PCM)
		return;
	usnd_unwatch(f->events);
	if (f->watching)
		host_watch_remove(&f->watch);
	close(f->fd);
	free(f->held);
}

bool notify_pipe_has_reader(const struct notify_file *f)
{
	struct pollfd end = {.fd = f->fd};

	return poll(&end, 1, 0) < 1 || !(end.revents & POLLERR);
}

int notify_pipe_reader(const struct notify_file *f)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

void notify_pipe_flush(struct notify_file *f)
{
	char piece[PIPE_BUF];
	ssize_t got = 0;
	int reader, left;

	atomic_store(&f->stale, true);
	reader = notify_pipe_reader(f);
	if (reader < 0)
		return;
	/* once what it can hold: a client may write into its own end for ever */
	for (left = fcntl(reader, F_GETPIPE_SZ); left > 0; left -= got) {
		got = read(reader, piece, sizeof(piece));
		if (got <= 0)
			break;
	}
	close(reader);
}

void notify_pipe_arm(struct notify *n, struct notify_file *f)
{
	unsigned int events = f->held_bytes ? POLLOUT : 0;

	if (f->watching && !is_spent(&f->watch) && f->watch.events == events)
		return;
	if (f->watching)
		host_watch_remove(&f->watch);
	f->watch = (struct host_watch){.fd = f->fd, .events = events, .task = n->keeper};
	f->watching = !host_watch_add(&f->watch);
}

static void fill(struct notify_file *f)
{
	struct usnd_caller caller = client_own_caller(0);
	long got;

	for (;;) {
		if (!f->held_bytes) {
			atomic_store(&f->stale, false);
			got = usnd_read(f->file, (uintptr_t)f->held, PIPE_BUF, &caller);
			if (got <= 0)
				return;
			f->held_bytes = got;
		}
		if (!atomic_load(&f->stale) && write(f->fd, f->held, f->held_bytes) < 0 && errno == EAGAIN)
			return;
		f->held_bytes = 0;
	}
}

void notify_pipe_fill(struct notify_file *f)
{
	atomic_store(&f->filling, true);
	atomic_store(&f->due, false);
	if (f->kind == NOTIFY_CONTROL)
		notify_events_fill(f);
	else
		fill(f);
	atomic_store(&f->filling, false);
}

/* but for full pipes, whose clients do not read */
static bool are_filled(struct notify_call *c)
{
	struct notify *n = notify_of(c);
	struct notify_file *f;
	bool filled = true;

	pthread_mutex_lock(&n->lock);
	for (f = n->files; f && filled; f = f->next)
		filled = f->kind == NOTIFY_PCM || (!atomic_load(&f->due) && !atomic_load(&f->filling));
	pthread_mutex_unlock(&n->lock);
	return filled;
}

void notify_pipe_settle(struct notify_call *c)
{
	if (!are_filled(c))
		notify_wait(c, are_filled);
}

/* ---- the keeper -------------------------------------------------------------------------------------------------- */

/* struct keeper - what its task waits for beside the pipes; @again: a timer, to look again at files that may be gone */
struct keeper {
	struct host_watch closes, again;
	bool closes_watched, again_watched;
};

static void arm(struct host_watch *watch, bool *watched, int fd)
{
	if (*watched && !is_spent(watch))
		return;
	if (*watched)
		host_watch_remove(watch);
	*watch = (struct host_watch){.fd = fd, .events = POLLIN, .task = host_task_self()};
	*watched = !host_watch_add(watch);
}

static void look_again_later(struct notify *n)
{
	struct itimerspec later = {.it_value = {0, LOOK_AGAIN_NS}};

	timerfd_settime(n->again, 0, &later, NULL);
}

/* false: something is not waited for, for want of memory or descriptors */
static bool arm_all(struct notify *n, struct keeper *k)
{
	struct notify_file *f;
	bool all = true;
	uint64_t ticks;

	if (k->again_watched && is_spent(&k->again) && read(n->again, &ticks, sizeof(ticks)) < 0)
		ticks = 0;
	arm(&k->closes, &k->closes_watched, n->inotify);
	arm(&k->again, &k->again_watched, n->again);
	pthread_mutex_lock(&n->lock);
	for (f = n->files; f; f = f->next)
		if (f->kind != NOTIFY_PCM) {
			notify_pipe_arm(n, f);
			all &= f->watching;
		}
	pthread_mutex_unlock(&n->lock);
	all &= notify_written_arm(n);
	return all && k->closes_watched && k->again_watched;
}

/* a file with something to be done, in use and a change, that was not looked at in this round; NULL: none */
static struct notify_file *next_due(struct notify *n)
{
	struct notify_file *f;

	pthread_mutex_lock(&n->lock);
	for (f = n->files; f; f = f->next)
		if (f->round != n->round &&
		    (atomic_load(&f->due) || f->held_bytes || atomic_load(&f->signal_due)))
			break;
	if (f) {
		f->round = n->round;
		f->users++;
		n->changing++;
	}
	pthread_mutex_unlock(&n->lock);
	return f;
}

static void keeper_main(void *arg)
{
	struct notify *n = arg;
	struct keeper keeper = {.closes_watched = false};
	struct notify_file *f;

	while (!atomic_load(&n->keeper_ends)) {
		host_task_park(arm_all(n, &keeper) ? HOST_FOREVER : host_now() + LOOK_AGAIN_NS);
		notify_files_reap(n);
		notify_files_paid(n, false);
		notify_written_take(n, false);
		if (notify_files_suspect(n))
			look_again_later(n);
		n->round++;
		while ((f = next_due(n))) {
			if (atomic_exchange(&f->signal_due, false))
				notify_signals_send(f);
			if (f->kind == NOTIFY_PCM)
				notify_epoll_update(n, f);
			else
				notify_pipe_fill(f);
			notify_file_put(n, f);
			notify_files_end_change(n);
		}
		notify_files_wake(n);
	}
	if (keeper.closes_watched)
		host_watch_remove(&keeper.closes);
	if (keeper.again_watched)
		host_watch_remove(&keeper.again);
	notify_written_take(n, true);
	/* until then events of theirs wake us */
	notify_files_end(n);
}

int notify_keeper_start(struct notify *n)
{
	return host_task_create(&n->keeper, "keeper", keeper_main, n, NULL);
}

void notify_keeper_stop(struct notify *n)
{
	if (!n->keeper)
		return;
	atomic_store(&n->keeper_ends, true);
	host_task_unpark(n->keeper);
	host_task_join(n->keeper);
	n->keeper = NULL;
}
