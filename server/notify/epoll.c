// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * epoll.c - epoll(7) of PCMs. The file that a client has for one is a regular file to epoll, and refused; so an eventfd
 * of ours goes into the client's set in its place, and is ready when the device is.
 *
 * An eventfd can be made not readable (its counter is 0) and not writable (the counter is full): one of the two stands
 * for the device. What else the device may say (EPOLLERR after an xrun) is the same readiness: the next call tells.
 * Waiting is the kernel's, and therefore
 *  - a client that writes through its mapping is told of room until something else happens on the device
 *  - the paced clock does not know that the client waits: time is then the real one's
 *  - a copy of the set's descriptor is ours until the PCM is closed or taken out of it
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

#define FULL (UINT64_MAX - 1)

/**
 * struct notify_epoll - a PCM in a client's set
 * @set: the set, by a descriptor of ours
 * @fd: the eventfd
 * @ready: as it stands
 */
struct notify_epoll {
	int set, fd;
	bool ready;
	struct notify_epoll *next;
};

/* ---- readiness -------------------------------------------------------------------------------------------------- */

/* capture: something to read; playback: room to write */
static void set_ready(const struct notify_file *f, struct notify_epoll *e, bool ready)
{
	uint64_t counter = f->capture ? 1 : FULL;

	if (e->ready == ready)
		return;
	if (ready == f->capture)
		e->ready = write(e->fd, &counter, sizeof(counter)) > 0 ? ready : e->ready;
	else
		e->ready = read(e->fd, &counter, sizeof(counter)) > 0 ? ready : e->ready;
}

void notify_epoll_update(struct notify *n, struct notify_file *f)
{
	struct usnd_caller caller = client_own_caller(0);
	struct notify_epoll *e;
	bool ready;

	if (f->kind != NOTIFY_PCM || !atomic_load(&f->watched))
		return;
	atomic_store(&f->due, false);
	ready = usnd_poll(f->file, f->capture ? POLLIN : POLLOUT, 0, &caller) != 0;
	pthread_mutex_lock(&n->lock);
	for (e = f->epolls; e; e = e->next)
		set_ready(f, e, ready);
	pthread_mutex_unlock(&n->lock);
}

/* ---- sets ------------------------------------------------------------------------------------------------------- */

static void free_epoll(struct notify_epoll *e)
{
	/* who closes the eventfd takes it out of the set */
	close(e->fd);
	close(e->set);
	free(e);
}

void notify_epoll_close(struct notify_file *f)
{
	struct notify_epoll *e;

	if (f->kind != NOTIFY_PCM)
		return;
	usnd_unwatch(f->events);
	while ((e = f->epolls)) {
		f->epolls = e->next;
		free_epoll(e);
	}
}

/* others' descriptors are not taken: to close one may be to wait for whoever serves it */
static int check_epoll(pid_t thread, int fd)
{
	static const char name[] = "anon_inode:[eventpoll]";
	char path[40], link[sizeof(name)];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", thread, fd);
	length = readlink(path, link, sizeof(link));
	if (length < 0)
		return -EBADF;
	return length == sizeof(name) - 1 && !memcmp(link, name, length) ? 0 : -EINVAL;
}

/*
 * The same without kcmp(2), which profiles of containers refuse more than the others: what is in a set already cannot be
 * added. For nothing, so that nobody hears of it where it can.
 */
static bool has_in_it(int set, int fd)
{
	struct epoll_event nothing = { 0 };

	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &nothing))
		return errno == EEXIST;
	epoll_ctl(set, EPOLL_CTL_DEL, fd, NULL);
	return false;
}

/* is the set that the call is about that of @e? */
static bool is_set(struct notify_call *c, const struct notify_epoll *e)
{
	int fd = notify_argument(c, 0), twin;
	long differ = syscall(__NR_kcmp, getpid(), c->call.thread, 0 /* KCMP_FILE */, e->set, fd);
	bool same;

	if (differ >= 0 || (errno != EPERM && errno != ENOSYS) || check_epoll(c->call.thread, fd))
		return !differ;
	twin = notify_take_twin(c, fd);
	same = twin >= 0 && has_in_it(twin, e->fd);
	if (twin >= 0)
		close(twin);
	return same;
}

/* with the lock held; NULL: the PCM is not in that set */
static struct notify_epoll **find_epoll(struct notify_call *c, struct notify_file *f)
{
	struct notify_epoll **at;

	for (at = &f->epolls; *at; at = &(*at)->next)
		if (is_set(c, *at))
			return at;
	return NULL;
}

static int fetch_event(struct notify_call *c, const struct notify_file *f, struct epoll_event *event)
{
	unsigned int stands_for = f->capture ? EPOLLIN : EPOLLOUT;

	if (client_fetch(c->call.thread, event, notify_argument(c, 3), sizeof(*event)))
		return -EFAULT;
	event->events &= stands_for | EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE | EPOLLWAKEUP;
	return 0;
}

/* an eventfd that stands for "not ready" */
static int open_epoll(struct notify_call *c, const struct notify_file *f, struct notify_epoll **made)
{
	struct notify_epoll *e = calloc(1, sizeof(*e));
	uint64_t full = FULL;
	int err = -ENOMEM;

	if (!e)
		return err;
	err = check_epoll(c->call.thread, notify_argument(c, 0));
	if (err)
		goto err_free;
	e->set = notify_take_twin(c, notify_argument(c, 0));
	err = e->set;
	if (e->set < 0)
		goto err_free;
	e->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (e->fd < 0 || (!f->capture && write(e->fd, &full, sizeof(full)) < 0)) {
		err = -errno;
		goto err_close;
	}
	*made = e;
	return 0;

err_close:
	if (e->fd >= 0)
		close(e->fd);
	close(e->set);
err_free:
	free(e);
	return err;
}

static int add(struct notify_call *c, struct notify_file *f)
{
	struct notify *n = notify_of(c);
	struct notify_epoll *e = NULL;
	struct epoll_event event;
	int err = fetch_event(c, f, &event);

	if (!err)
		err = open_epoll(c, f, &e);
	if (err)
		return err;
	pthread_mutex_lock(&n->lock);
	if (find_epoll(c, f))
		err = -EEXIST;
	else if (epoll_ctl(e->set, EPOLL_CTL_ADD, e->fd, &event))
		err = -errno;
	if (!err) {
		e->next = f->epolls;
		f->epolls = e;
	}
	pthread_mutex_unlock(&n->lock);
	if (err) {
		free_epoll(e);
		return err;
	}
	f->keeper = n->keeper;
	err = notify_pipe_watch(f);
	notify_epoll_update(n, f);
	return err;
}

static int modify(struct notify_call *c, struct notify_file *f)
{
	struct notify *n = notify_of(c);
	struct notify_epoll **at;
	struct epoll_event event;
	int err = fetch_event(c, f, &event);

	if (err)
		return err;
	pthread_mutex_lock(&n->lock);
	at = find_epoll(c, f);
	err = !at ? -ENOENT : epoll_ctl((*at)->set, EPOLL_CTL_MOD, (*at)->fd, &event) ? -errno : 0;
	pthread_mutex_unlock(&n->lock);
	return err;
}

static int delete(struct notify_call *c, struct notify_file *f)
{
	struct notify *n = notify_of(c);
	struct notify_epoll **at, *e = NULL;

	pthread_mutex_lock(&n->lock);
	at = find_epoll(c, f);
	if (at) {
		e = *at;
		*at = e->next;
	}
	pthread_mutex_unlock(&n->lock);
	if (!e)
		return -ENOENT;
	free_epoll(e);
	return 0;
}

void notify_handle_epoll_ctl(struct notify_call *c)
{
	struct notify_file *f = notify_file_find(notify_of(c), c->call.thread, notify_argument(c, 2), NULL);
	int ret;

	if (f)
		c->held[c->held_count++] = f;
	if (!f || f->kind != NOTIFY_PCM) {
		notify_call_end(c);
		notify_pass(c);
		return;
	}
	switch (notify_argument(c, 1)) {
	case EPOLL_CTL_ADD:
		ret = add(c, f);
		break;
	case EPOLL_CTL_MOD:
		ret = modify(c, f);
		break;
	case EPOLL_CTL_DEL:
		ret = delete(c, f);
		break;
	default:
		ret = -EINVAL;
		break;
	}
	notify_call_end(c);
	notify_answer(c, ret);
}
