// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * call.c - the transport: system calls taken, led to whom they concern, and answered.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sound/asound.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"
#include "server/owed.h"

/* Linux 6.6; older ones refuse it */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1ul << 0)
#endif

/* so many calls in progress are one */
#define CROWD 4

/* what a system call returns inside the kernel to be begun again: if the handler of the signal says so; if no handler
 * runs */
#define RESTART_BY_HANDLER 512
#define RESTART_WITHOUT_HANDLER 514

/* ---- answers ----------------------------------------------------------------------------------------------------- */

static void send_answer(struct notify_call *c, long value, int error, unsigned int flags)
{
	struct seccomp_notif_resp response = {.id = c->seen.id, .val = value, .error = error, .flags = flags};

	atomic_store(&c->answered, true);
	/* fails if the client is gone */
	if (ioctl(c->call.transport->fd, SECCOMP_IOCTL_NOTIF_SEND, &response))
		notify_files_wake(notify_of(c));
}

/*
 * An interrupted call is begun again by the kernel on its way to the signal's handler. So a signal must be there for
 * sure: a thread without one would see the code itself.
 */
static int interruption(struct notify_call *c, int restart)
{
	if (engine_is_stopping(c->call.transport->engine))
		return -ENODEV;
	return client_signal_pending(c->call.thread, c->call.blocked) == CLIENT_SIGNAL ? -restart : -EINTR;
}

static void answer_or_restart(struct notify_call *c, long ret, int restart)
{
	if (ret == -EINTR)
		ret = interruption(c, restart);
	send_answer(c, ret < 0 ? 0 : ret, ret < 0 ? ret : 0, 0);
}

void notify_answer(struct notify_call *c, long ret)
{
	answer_or_restart(c, ret, RESTART_BY_HANDLER);
}

void notify_answer_waiting(struct notify_call *c, long ret)
{
	answer_or_restart(c, ret, RESTART_WITHOUT_HANDLER);
}

void notify_pass(struct notify_call *c)
{
	send_answer(c, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

int notify_answer_fd(struct notify_call *c, int fd, bool cloexec)
{
	struct seccomp_notif_addfd add = {
		.id = c->seen.id,
		.flags = SECCOMP_ADDFD_FLAG_SEND,
		.srcfd = fd,
		.newfd_flags = cloexec ? O_CLOEXEC : 0,
	};

	atomic_store(&c->answered, true);
	if (ioctl(c->call.transport->fd, SECCOMP_IOCTL_NOTIF_ADDFD, &add) >= 0)
		return 0;
	atomic_store(&c->answered, false);
	return -errno;
}

static bool is_asking(const struct transport *t, uint64_t id)
{
	return !ioctl(t->fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id);
}

bool notify_is_asking(const struct notify_call *c)
{
	return is_asking(c->call.transport, c->seen.id);
}

/* ---- callers ----------------------------------------------------------------------------------------------------- */

static size_t fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	const struct notify_call *c = ctx;

	return client_fetch(c->call.thread, dst, src, bytes);
}

static size_t store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	const struct notify_call *c = ctx;

	/* a client that is gone may have left its number to another one, in whose memory nothing is to be written */
	return notify_is_asking(c) ? client_store(c->call.thread, dst, src, bytes) : bytes;
}

static struct usnd_file *file(void *ctx, int fd)
{
	struct notify_call *c = ctx;
	struct notify_file *f;

	if (c->held_count == NOTIFY_HELD)
		return NULL;
	f = notify_file_find(notify_of(c), c->call.thread, fd, NULL);
	if (f)
		c->held[c->held_count++] = f;
	return f ? f->file : NULL;
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

void notify_call_begin(struct notify_call *c, struct pace_file *const *files, unsigned int count)
{
	if (!count)
		return;
	pace_enter(pace_of(notify_of(c)), &c->pace, c->call.thread, files, count);
	c->paced = true;
}

void notify_call_end(struct notify_call *c)
{
	if (c->paced)
		pace_leave(pace_of(notify_of(c)), &c->pace);
	c->paced = false;
	while (c->held_count)
		notify_file_put(notify_of(c), c->held[--c->held_count]);
}

static bool waits_by_nature(unsigned int cmd)
{
	switch (_IOC_NR(cmd)) {
	case 0x44:	    /* DRAIN */
	case 0x50 ... 0x53: /* transfers */
		return _IOC_TYPE(cmd) == 'A';
	default:
		return false;
	}
}

static bool is_subscription(const struct notify_file *f, unsigned int cmd)
{
	return f->kind == NOTIFY_CONTROL && _IOC_TYPE(cmd) == 'U' && _IOC_NR(cmd) == 0x16;
}

/* commands after which the device has dropped the events that were not read */
static bool drops_events(const struct notify_call *c, const struct notify_file *f)
{
	unsigned int cmd = notify_argument(c, 1);
	int subscribe;

	if (f->kind == NOTIFY_TIMER) /* SELECT, PARAMS */
		return _IOC_TYPE(cmd) == 'T' && (_IOC_NR(cmd) == 0x10 || _IOC_NR(cmd) == 0x12);
	return is_subscription(f, cmd) &&
	       !client_fetch(c->call.thread, &subscribe, notify_argument(c, 2), sizeof(subscribe)) && !subscribe;
}

/* ioctl(FIONBIO) and fcntl(F_SETFL): the kernel does it for the description, we for the device */
static void set_flags(struct notify_call *c, struct notify_file *f, int flags)
{
	if (f->kind == NOTIFY_PCM) {
		f->flags = flags & (O_NONBLOCK | O_APPEND);
		usnd_set_flags(f->file, f->flags);
	}
	notify_call_end(c);
	notify_pass(c);
}

static void handle_ioctl(struct notify_call *c)
{
	struct notify_file *f = notify_file_find(notify_of(c), c->call.thread, notify_argument(c, 0), NULL);
	unsigned int cmd = notify_argument(c, 1);
	struct pace_file *paced;
	int nonblock = 0;
	bool dropped;
	long ret;

	if (!f) {
		notify_pass(c);
		return;
	}
	c->held[c->held_count++] = f;
	if (cmd == FIONBIO) {
		if (client_fetch(c->call.thread, &nonblock, notify_argument(c, 2), sizeof(nonblock)))
			nonblock = f->flags & O_NONBLOCK; /* the kernel says EFAULT */
		set_flags(c, f, (f->flags & O_APPEND) | (nonblock ? O_NONBLOCK : 0));
		return;
	}
	paced = &f->pace;
	notify_call_begin(c, &paced, f->kind != NOTIFY_CONTROL);
	if (waits_by_nature(cmd) && !(f->flags & O_NONBLOCK))
		engine_will_sleep(&c->call);
	dropped = drops_events(c, f);
	if (cmd == SNDRV_PCM_IOCTL_DROP && f->kind == NOTIFY_PCM && !f->capture)
		owed_play(pace_of(notify_of(c)), &f->pace, f->file, &c->call.caller);
	ret = usnd_ioctl(f->file, cmd, notify_argument(c, 2), &c->call.caller);
	if (dropped && ret >= 0)
		notify_pipe_flush(f);
	if (is_subscription(f, cmd) && ret >= 0)
		ret = notify_pipe_watch(f) ?: ret;
	notify_epoll_update(notify_of(c), f);
	if (f->kind == NOTIFY_CONTROL)
		notify_pipe_settle(c);
	notify_call_end(c);
	notify_answer(c, ret);
}

static void handle_fcntl(struct notify_call *c)
{
	struct notify_file *f = notify_file_find(notify_of(c), c->call.thread, notify_argument(c, 0), NULL);

	if (!f) {
		notify_pass(c);
		return;
	}
	c->held[c->held_count++] = f;
	if (f->kind == NOTIFY_PCM)
		notify_signals_set(c, f, notify_argument(c, 2));
	set_flags(c, f, notify_argument(c, 2));
}

/* of a 32-bit program, at 2 GiB of the file or beyond: a PCM's pages (i386.h) */
static void handle_mmap(struct notify_call *c)
{
	struct notify_file *f = NULL;

	if (c->layout != I386_NONE && notify_argument(c, 5) >> 12 >= I386_FIRST_PAGE)
		f = notify_file_find(notify_of(c), c->call.thread, notify_argument(c, 4), NULL);
	if (f && f->kind == NOTIFY_PCM)
		notify_answer(c, -ENXIO);
	else
		notify_pass(c);
	if (f)
		notify_file_put(notify_of(c), f);
}

static void notify_handle(struct transport *t, struct call *call)
{
	struct notify_call *c = (struct notify_call *)call;

	if (c->layout != I386_NONE && (c->seen.data.nr == I386_OLD_SELECT || c->seen.data.nr == I386_OLD_MMAP) &&
	    i386_fetch_old(c->call.thread, &c->seen.data))
		return notify_pass(c);
	switch (c->seen.data.nr) {
	case __NR_mmap:
		return handle_mmap(c);
	case __NR_ioctl:
		return handle_ioctl(c);
	case __NR_fcntl:
		return handle_fcntl(c);
	case __NR_epoll_ctl:
		return notify_handle_epoll_ctl(c);
	case __NR_openat:
		return notify_handle_open(c, notify_argument(c, 0), notify_argument(c, 1), notify_argument(c, 2));
	case __NR_openat2:
		return notify_handle_openat2(c);
#ifdef __NR_open
	case __NR_open:
		return notify_handle_open(c, AT_FDCWD, notify_argument(c, 0), notify_argument(c, 1));
#endif
#ifdef __NR_poll
	case __NR_poll:
		return notify_handle_poll(c);
#endif
	case __NR_ppoll:
		return notify_handle_ppoll(c);
#ifdef __NR_select
	case __NR_select:
		return notify_handle_select(c);
#endif
	case __NR_pselect6:
		return notify_handle_pselect6(c);
	default:
		return notify_pass(c);
	}
}

/*
 * A client and we take turns: who is woken runs where the other one goes to sleep, and no processor has to be woken for
 * it. Not so in a crowd: whoever is answered there would wait for us, who go on with the next one, while another
 * processor has nothing to do.
 */
static void keep_together(struct notify *n)
{
	bool wanted = atomic_load_explicit(&n->transport.engine->in_progress, memory_order_relaxed) < CROWD;

	if (n->together == wanted)
		return;
	n->together = wanted;
	ioctl(n->transport.fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, wanted ? SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP : 0, 0);
}

static int notify_receive(struct transport *t, struct call *call)
{
	struct notify *n = (struct notify *)t;
	struct notify_call *c = (struct notify_call *)call;
	struct pollfd listener = {.fd = t->fd, .events = POLLIN};

	/* nothing there: receiving would sleep */
	if (poll(&listener, 1, 0) < 1)
		return -EAGAIN;
	if (!(listener.revents & POLLIN))
		return listener.revents & (POLLHUP | POLLERR | POLLNVAL) ? -ENODEV : -EAGAIN;
	if (!n->keeper && notify_keeper_start(n))
		return -EAGAIN;
	if (ioctl(t->fd, SECCOMP_IOCTL_NOTIF_RECV, &c->seen))
		return -EAGAIN;
	notify_caretaker_note(c->seen.id);
	keep_together(n);
	c->layout = i386_translate(&c->seen.data);
	call->thread = c->seen.pid;
	call->id = c->seen.id;
	call->caller.compat = c->layout != I386_NONE;
	call->caller.pid = c->seen.pid;
	call->caller.fetch = fetch;
	call->caller.store = store;
	call->caller.file = file;
	return 0;
}

static bool notify_is_interrupted(struct transport *t, const struct call_about *call)
{
	const struct notify *n = (const struct notify *)t;

	if (!is_asking(t, call->id))
		return true;
	return n->killable && client_signal_pending(call->thread, call->blocked) != CLIENT_NO_SIGNAL;
}

static void notify_end(struct transport *t)
{
	notify_keeper_stop((struct notify *)t);
}

static const struct usnd_transport_ops notify_ops = {
	.name = "notify",
	.call_bytes = sizeof(struct notify_call),
	.receive = notify_receive,
	.handle = notify_handle,
	.is_interrupted = notify_is_interrupted,
	.end = notify_end,
};

int notify_open(struct notify **notify, int listener, bool killable)
{
	struct notify *n = calloc(1, sizeof(*n));
	int err;

	if (!n)
		return -ENOMEM;
	n->transport.ops = &notify_ops;
	n->transport.fd = listener;
	n->killable = killable;
	n->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (n->inotify < 0) {
		err = -errno;
		goto err_free;
	}
	n->again = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (n->again < 0) {
		err = -errno;
		goto err_close;
	}
	pthread_mutex_init(&n->lock, NULL);
	*notify = n;
	return 0;

err_close:
	close(n->inotify);
err_free:
	free(n);
	return err;
}

struct transport *notify_transport(struct notify *notify)
{
	return &notify->transport;
}

void notify_close(struct notify *n)
{
	if (!n)
		return;
	close(n->again);
	close(n->inotify);
	pthread_mutex_destroy(&n->lock);
	free(n);
}
