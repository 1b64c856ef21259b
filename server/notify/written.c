// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * written.c - files of /proc/asound that are opened for writing: the client has a pipe's writing end, and the keeper
 * writes what comes out of it.
 *
 * It is taken by the time anybody below the command opens a file of ours: who reads back what was set, or opens the
 * stream whose buffer it is about, finds it done (notify_written_settle()). The write itself succeeds whatever is in
 * it; what is wrong with it is said in our log, with the line.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/log.h"
#include "server/notify/local.h"

static void lock(struct notify *n)
{
	pthread_mutex_lock(&n->lock);
}

static void unlock(struct notify *n)
{
	pthread_mutex_unlock(&n->lock);
}

/* the first ones: a client may write nonsense for ever, and our log is somebody's disk */
static void complain(struct notify_written *w, const char *text, size_t bytes, long err)
{
	if (w->refused++ >= NOTIFY_COMPLAINTS)
		return;
	while (bytes && text[bytes - 1] == '\n')
		bytes--;
	log_line(4, "%s: \"%.*s\": %s", w->path, (int)(bytes < NOTIFY_SAID ? bytes : NOTIFY_SAID), text,
		 strerror(-err));
}

/* ---- the keeper's ------------------------------------------------------------------------------------------------ */

/* line by line: each has its own result */
static void write_piece(struct notify_written *w, const char *text, size_t bytes)
{
	struct usnd_caller caller = client_own_caller(w->pid);
	const char *end;
	size_t line;
	long ret;

	for (; bytes; text += line, bytes -= line) {
		end = memchr(text, '\n', bytes);
		line = end ? (size_t)(end - text) + 1 : bytes;
		ret = usnd_write(w->file, (uintptr_t)text, line, &caller);
		if (ret < 0)
			complain(w, text, line, ret);
		memcpy(w->last, text, line < NOTIFY_SAID ? line : NOTIFY_SAID);
		w->last_bytes = end ? 0 : line < NOTIFY_SAID ? line : NOTIFY_SAID;
	}
}

/*
 * What is in the pipe, and no more than it can hold: a client may write for ever, and others wait for us. False: nothing
 * will come any more.
 */
static bool take(struct notify_written *w)
{
	ssize_t got = 1, left = fcntl(w->fd, F_GETPIPE_SZ);
	char piece[4096];
	bool goes_on;

	atomic_store(&w->busy, true);
	/* one more than that: the end of a full one is seen, too */
	for (; got > 0 && left >= 0; left -= got) {
		got = read(w->fd, piece, sizeof(piece));
		if (got > 0)
			write_piece(w, piece, got);
	}
	goes_on = got > 0 || (got < 0 && errno == EAGAIN);
	atomic_store(&w->busy, false);
	return goes_on;
}

/* what had no newline is looked at now */
static void finish(struct notify_written *w)
{
	struct usnd_caller caller = client_own_caller(w->pid);
	long err = usnd_release(w->file, &caller);

	if (err < 0)
		complain(w, w->last, w->last_bytes, err);
	if (w->refused > NOTIFY_COMPLAINTS)
		log_line(4, "%s: %lu more lines were refused", w->path, w->refused - NOTIFY_COMPLAINTS);
	if (w->watching)
		host_watch_remove(&w->watch);
	close(w->fd);
	free(w->path);
	free(w);
}

static void take_off(struct notify *n, struct notify_written *w)
{
	struct notify_written **at;

	lock(n);
	for (at = &n->written; *at != w; at = &(*at)->next)
		;
	*at = w->next;
	n->written_changing++;
	unlock(n);
}

/* only the keeper takes files off the list, so what it has of it stays */
void notify_written_take(struct notify *n, bool last)
{
	struct notify_written *w, *next;

	lock(n);
	n->rounds_begun++;
	w = n->written;
	unlock(n);
	for (; w; w = next) {
		next = w->next;
		if (take(w) && !last)
			continue;
		take_off(n, w);
		finish(w);
		lock(n);
		n->written_changing--;
		unlock(n);
	}
	lock(n);
	n->rounds_done++;
	unlock(n);
}

bool notify_written_arm(struct notify *n)
{
	struct notify_written *w;
	bool all = true;

	lock(n);
	for (w = n->written; w; w = w->next) {
		if (w->watching && !is_spent(&w->watch))
			continue;
		if (w->watching)
			host_watch_remove(&w->watch);
		w->watch = (struct host_watch){.fd = w->fd, .events = POLLIN, .task = n->keeper};
		w->watching = !host_watch_add(&w->watch);
		all &= w->watching;
	}
	unlock(n);
	return all;
}

/* ---- callers' ---------------------------------------------------------------------------------------------------- */

/* all is, with the lock held */
static bool is_nothing_left(const struct notify *n)
{
	const struct notify_written *w;
	struct pollfd end;
	bool taken = !n->written_changing && !n->written_opening;

	for (w = n->written; w && taken; w = w->next) {
		end = (struct pollfd){.fd = w->fd, .events = POLLIN};
		/* in this order: what is not in the pipe any more has been written, or it is busy */
		taken = poll(&end, 1, 0) == 0 && !atomic_load(&w->busy);
	}
	return taken;
}

/*
 * what was written before we looked the first time; more may come for ever. A file that its client may have closed
 * already, and we not yet, has no end before we have.
 */
static bool are_taken(struct notify_call *c)
{
	struct notify *n = notify_of(c);
	bool taken;

	lock(n);
	taken = is_nothing_left(n) || (c->written_round && n->rounds_done >= c->written_round);
	if (!taken && !c->written_round && !n->written_opening) {
		c->written_round = n->rounds_begun + 1;
		host_task_unpark(n->keeper);
	}
	unlock(n);
	return taken;
}

void notify_written_settle(struct notify_call *c)
{
	if (!are_taken(c))
		notify_wait(c, are_taken);
}

static struct notify_written *new_written(struct notify_call *c, const char *path, struct usnd_file *file, int *writer)
{
	struct notify_written *w = calloc(1, sizeof(*w));
	int ends[2];

	if (!w)
		return NULL;
	*w = (struct notify_written){.file = file, .pid = c->call.thread, .path = strdup(path)};
	if (!w->path || pipe2(ends, O_CLOEXEC)) {
		free(w->path);
		free(w);
		return NULL;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	w->fd = ends[0];
	*writer = ends[1];
	return w;
}

int notify_written_open(struct notify_call *c, const char *path, int flags)
{
	struct notify *n = notify_of(c);
	struct notify_written *w;
	struct usnd_file *file;
	int err = usnd_open(path, flags & ~(O_CREAT | O_TRUNC), &c->call.caller, &file), writer;

	if (err)
		return err;
	w = new_written(c, path, file, &writer);
	if (!w) {
		usnd_release(file, &c->call.caller);
		return -ENOMEM;
	}
	if (flags & O_NONBLOCK)
		fcntl(writer, F_SETFL, O_NONBLOCK);
	lock(n);
	w->next = n->written;
	n->written = w;
	n->written_opening++;
	unlock(n);
	/* the client may close it before we do; if it does not get it, the keeper finds it closed */
	err = notify_answer_fd(c, writer, flags & O_CLOEXEC);
	close(writer);
	lock(n);
	n->written_opening--;
	unlock(n);
	host_task_unpark(n->keeper);
	return err;
}
