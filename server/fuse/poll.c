// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poll.c - POLL, and telling the kernel when it is worth asking again.
 *
 * The kernel asks once, and again after each notification; it says nothing when a client's poll(2) ends. For the paced
 * clock a poll that found nothing is a wait, from then until we notify (the client is about to run), or its thread asks
 * for anything else. epoll(7) asks when a descriptor is added, while its thread still runs: a stream that runs by then
 * is taken for waited for, until that thread's next call.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* from any task: unlink and write, nothing that sleeps */
void fuse_file_ready(void *ctx)
{
	struct fuse_file *f = ctx;
	struct fuse_mount *m = f->mount;
	struct {
		struct fuse_out_header head;
		struct fuse_notify_poll_wakeup_out wake;
	} note = { { .len = sizeof(note), .error = FUSE_NOTIFY_POLL }, { 0 } };

	if (!atomic_exchange(&f->armed, false))
		return;
	if (f->poller) /* paced: all is one thread */
		fuse_end_waits(m, f->poller);
	note.wake.kh = atomic_load(&f->handle);
	if (write(m->transport.fd, &note, sizeof(note)) < 0)
		return; /* the mount is gone: so is who waits */
}

void fuse_end_wait(struct fuse_file *f)
{
	if (!f->poller)
		return;
	pace_leave(f->mount->transport.engine->pace, &f->wait);
	f->poller = 0;
}

void fuse_end_waits(struct fuse_mount *m, pid_t thread)
{
	struct fuse_file *f;

	for (f = m->files; f; f = f->next)
		if (f->poller == thread)
			fuse_end_wait(f);
}

static void begin_wait(struct fuse_file *f, pid_t thread)
{
	struct pace *pace = f->mount->transport.engine->pace;
	struct pace_file *file = &f->pace;

	if (!pace || f->kind == FUSE_IS_CONTROL)
		return;
	fuse_end_wait(f);
	f->poller = thread;
	pace_enter(pace, &f->wait, thread, &file, 1);
}

/*
 * Not at open: an open control file that has not subscribed to events waits for nothing, and cannot be watched yet.
 * Who polls while another thread makes the watch may have missed something by then: it is woken to look again.
 */
static int watch_file(struct fuse_file *f, const struct usnd_caller *caller)
{
	struct usnd_watch *watch = NULL;
	bool mine;
	int err;

	pthread_mutex_lock(&f->lock);
	mine = !f->watch && !f->watching;
	f->watching |= mine;
	pthread_mutex_unlock(&f->lock);
	if (!mine)
		return 0;
	err = usnd_watch(f->file, fuse_file_ready, f, caller, &watch);
	pthread_mutex_lock(&f->lock);
	f->watch = err ? NULL : watch;
	f->watching = false;
	pthread_mutex_unlock(&f->lock);
	fuse_file_ready(f);
	return err == -EOPNOTSUPP ? 0 : err;
}

void fuse_do_poll(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_poll_in *in = c->args;
	struct fuse_file *f = to_file(in->fh);
	bool notify = in->flags & FUSE_POLL_SCHEDULE_NOTIFY;
	struct fuse_poll_out out = { 0 };
	struct fuse_pacing pacing;
	long ret = 0;

	if (f->kind == FUSE_IS_TEXT) {
		out.revents = in->events & (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM);
		fuse_answer(m, c, 0, &out, sizeof(out));
		return;
	}
	if (notify) { /* before looking: what comes in between is told */
		ret = watch_file(f, &c->call.caller);
		atomic_store(&f->handle, in->kh);
		atomic_store(&f->armed, true);
	}
	fuse_pace_enter(&pacing, f, c);
	if (!ret)
		ret = usnd_poll(f->file, in->events, 0, &c->call.caller);
	fuse_pace_leave(&pacing);
	if (!ret && notify && atomic_load(&f->armed)) /* else it is told already */
		begin_wait(f, c->call.thread);
	out.revents = ret > 0 ? ret : 0;
	fuse_answer(m, c, ret < 0 ? ret : 0, &out, sizeof(out));
}
