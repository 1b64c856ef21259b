// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poll.c - poll(2) and ppoll(2), and the waiting behind select(2).
 *
 * If a PCM takes part, or a timer (whose reader waits for time to pass), we wait in the client's stead: for PCMs by the
 * kernel world, for other descriptors by duplicates of them. Everything else the kernel can do itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

/* more than a program that plays sound would wait for: those of others are the kernel's */
#define MOST 4096

/* so many are looked up from the folder of the client's descriptors: opening that costs as much as looking up one */
#define MANY 8

/* what a file always is ready for */
#define PLAIN_EVENTS (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM)

/* how long a poll lasts in which a descriptor cannot be seen */
#define BLIND_NS 20000000

/* ---- who takes part ---------------------------------------------------------------------------------------------- */

bool notify_poll_find(struct notify_call *c, struct poll_one *ones, size_t count)
{
	struct notify *n = notify_of(c);
	enum notify_target target;
	bool found = false;
	int folder;
	size_t i;

	if (!atomic_load(&n->timed))
		return false;
	folder = count >= MANY ? notify_open_descriptors(c->call.thread) : -1;
	for (i = 0; i < count; i++) {
		ones[i].twin = -1;
		if (ones[i].fd < 0)
			continue;
		ones[i].file = notify_file_find_among(n, c->call.thread, folder, ones[i].fd, &target);
		if (target == NOTIFY_NOTHING)
			ones[i].revents = POLLNVAL;
		else if (target == NOTIFY_PLAIN && !ones[i].file)
			ones[i].revents = ones[i].events & PLAIN_EVENTS;
		ones[i].plain = target == NOTIFY_PLAIN && !ones[i].file;
		found |= ones[i].file && ones[i].file->kind != NOTIFY_CONTROL;
	}
	if (folder >= 0)
		close(folder);
	for (i = 0; !found && i < count; i++)
		if (ones[i].file)
			notify_file_put(n, ones[i].file);
	return found;
}

static bool is_pcm(const struct poll_one *one)
{
	return one->file && one->file->kind == NOTIFY_PCM;
}

/* the process of a thread, for pidfd_getfd(2) */
static int open_process(pid_t thread)
{
	int fd = syscall(__NR_pidfd_open, thread, O_EXCL); /* PIDFD_THREAD, Linux 6.9 */
	pid_t process;

	if (fd >= 0)
		return fd;
	process = client_process(thread);
	return process < 0 ? process : (int)syscall(__NR_pidfd_open, process, 0);
}

int notify_take_twin(struct notify_call *c, int fd)
{
	int process = open_process(c->call.thread), twin;

	if (process < 0)
		return -ESRCH;
	twin = syscall(__NR_pidfd_getfd, process, fd, 0);
	if (twin < 0)
		twin = -errno;
	close(process);
	return twin;
}

/*
 * Where it is not permitted (a container's seccomp profile may want CAP_SYS_PTRACE for it) that descriptor is seen by
 * nobody: true; then the client's poll ends now and then as if its time were over.
 */
static bool take_twins(struct notify_call *c, struct poll_one *ones, size_t count)
{
	bool blind = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (ones[i].fd < 0 || ones[i].revents || ones[i].plain || is_pcm(&ones[i]))
			continue;
		ones[i].twin = notify_take_twin(c, ones[i].fd);
		if (ones[i].twin == -EBADF)
			ones[i].revents = POLLNVAL;
		else
			blind |= ones[i].twin < 0;
	}
	return blind;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

static void wake(void *ctx)
{
	host_task_unpark(ctx);
}

static int watch_twin(struct poll_one *one)
{
	int err;

	if (one->watching && !is_spent(&one->host))
		return 0;
	if (one->watching)
		host_watch_remove(&one->host);
	one->host = (struct host_watch){.fd = one->twin, .events = one->events, .task = host_task_self()};
	err = host_watch_add(&one->host);
	one->watching = !err;
	one->always = err == -EPERM;
	return one->always ? 0 : err;
}

static int watch(struct notify_call *c, struct poll_one *ones, size_t count)
{
	int err = 0;
	size_t i;

	for (i = 0; !err && i < count; i++) {
		if (is_pcm(&ones[i])) {
			if (!ones[i].watch)
				err = usnd_watch(ones[i].file->file, wake, host_task_self(), &c->call.caller,
						 &ones[i].watch);
		} else if (ones[i].twin >= 0 && !ones[i].always) {
			err = watch_twin(&ones[i]);
		}
	}
	return err;
}

static void look_at_pcm(struct notify_call *c, struct poll_one *one)
{
	long ready = usnd_poll(one->file->file, one->events, 0, &c->call.caller);

	one->revents = ready < 0 ? POLLERR : ready & (one->events | POLLERR | POLLHUP);
}

static void look_at_twin(struct poll_one *one)
{
	struct pollfd twin = {.fd = one->twin, .events = one->events};

	one->revents = poll(&twin, 1, 0) > 0 ? twin.revents : 0;
}

static long look(struct notify_call *c, struct poll_one *ones, size_t count)
{
	long ready = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (is_pcm(&ones[i]))
			look_at_pcm(c, &ones[i]);
		else if (ones[i].twin >= 0)
			look_at_twin(&ones[i]);
		ready += ones[i].revents != 0;
	}
	return ready;
}

static void finish(struct notify_call *c, struct poll_one *ones, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		usnd_unwatch(ones[i].watch);
		if (ones[i].watching)
			host_watch_remove(&ones[i].host);
		if (ones[i].twin >= 0)
			close(ones[i].twin);
	}
	notify_call_end(c);
	for (i = 0; i < count; i++)
		if (ones[i].file)
			notify_file_put(notify_of(c), ones[i].file);
}

static int begin(struct notify_call *c, struct poll_one *ones, size_t count)
{
	struct pace_file **files = calloc(count, sizeof(*files));
	unsigned int used = 0;
	size_t i;

	if (!files)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		if (ones[i].file && ones[i].file->kind != NOTIFY_CONTROL)
			files[used++] = &ones[i].file->pace;
	notify_call_begin(c, files, used);
	free(files);
	return 0;
}

static long wait_for(struct notify_call *c, struct poll_one *ones, size_t count, uint64_t deadline)
{
	bool watched = false;
	long ready, err;

	for (;;) {
		ready = look(c, ones, count);
		if (ready || host_now() >= deadline)
			return ready;
		if (call_interrupted(&c->call))
			return -EINTR;
		err = watch(c, ones, count);
		if (err)
			return err;
		/* what was there before we watched is seen by looking again */
		if (watched)
			host_task_park(deadline);
		else
			engine_will_sleep(&c->call);
		watched = true;
	}
}

long notify_poll_wait(struct notify_call *c, struct poll_one *ones, size_t count, uint64_t deadline)
{
	long ret = begin(c, ones, count);

	if (!ret) {
		if (take_twins(c, ones, count) && deadline > host_now() + BLIND_NS)
			deadline = host_now() + BLIND_NS;
		ret = wait_for(c, ones, count, deadline);
	}
	finish(c, ones, count);
	return ret;
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

static uint64_t deadline_in(uint64_t ns)
{
	uint64_t now = host_now();

	return ns > HOST_FOREVER - 1 - now ? HOST_FOREVER : now + ns;
}

int notify_poll_time_fetch(struct notify_call *c, uint64_t at, bool micro, struct poll_time *t)
{
	long parts[2], most = micro ? 1000000 : 1000000000;

	*t = (struct poll_time){.at = at, .deadline = HOST_FOREVER, .micro = micro};
	if (!at)
		return 0;
	if (i386_time_fetch(c->call.thread, c->layout, at, parts))
		return -EFAULT;
	/* select(2) carries microseconds beyond a second over */
	if (micro && parts[1] >= most) {
		parts[0] += parts[1] / most;
		parts[1] %= most;
	}
	if (parts[0] < 0 || parts[1] < 0 || parts[1] >= most)
		return -EINVAL;
	if (parts[0] < 1000000000)
		t->deadline = deadline_in(parts[0] * 1000000000ull + parts[1] * (micro ? 1000 : 1));
	return 0;
}

void notify_poll_time_store(struct notify_call *c, const struct poll_time *t)
{
	uint64_t now = host_now(), left = t->deadline > now ? t->deadline - now : 0;
	long parts[2] = {left / 1000000000, left % 1000000000 / (t->micro ? 1000 : 1)};

	if (t->at && t->deadline != HOST_FOREVER)
		i386_time_store(c->call.thread, c->layout, t->at, parts);
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

static bool fetch_ones(struct notify_call *c, struct pollfd *fds, struct poll_one *ones, size_t count)
{
	size_t i;

	if (client_fetch(c->call.thread, fds, notify_argument(c, 0), count * sizeof(*fds)))
		return false;
	for (i = 0; i < count; i++) {
		ones[i].fd = fds[i].fd;
		ones[i].events = (unsigned short)fds[i].events;
	}
	return notify_poll_find(c, ones, count);
}

static long store_ones(struct notify_call *c, struct pollfd *fds, const struct poll_one *ones, size_t count, long ret)
{
	size_t i;

	if (ret < 0)
		return ret;
	for (i = 0; i < count; i++)
		fds[i].revents = ones[i].revents;
	return client_store(c->call.thread, notify_argument(c, 0), fds, count * sizeof(*fds)) ? -EFAULT : ret;
}

/* @t: NULL: the third argument is milliseconds */
static void poll_for(struct notify_call *c, struct poll_time *t)
{
	unsigned int count = notify_argument(c, 1);
	struct poll_one *ones = count <= MOST ? calloc(count, sizeof(*ones)) : NULL;
	struct pollfd *fds = ones ? calloc(count, sizeof(*fds)) : NULL;
	int ms = notify_argument(c, 2);
	long ret;

	if (fds && fetch_ones(c, fds, ones, count)) {
		ret = notify_poll_wait(c, ones, count,
				       t	? t->deadline
				       : ms < 0 ? HOST_FOREVER
						: deadline_in(ms * 1000000ull));
		ret = store_ones(c, fds, ones, count, ret);
		if (t)
			notify_poll_time_store(c, t);
		notify_answer_waiting(c, ret);
	} else {
		notify_pass(c);
	}
	free(fds);
	free(ones);
}

void notify_handle_poll(struct notify_call *c)
{
	poll_for(c, NULL);
}

void notify_handle_ppoll(struct notify_call *c)
{
	struct poll_time t;

	/* the kernel tells of bad addresses and times */
	if (!atomic_load(&notify_of(c)->timed) || notify_poll_time_fetch(c, notify_argument(c, 2), false, &t) ||
	    (notify_argument(c, 3) &&
	     client_fetch(c->call.thread, &c->call.blocked, notify_argument(c, 3), sizeof(c->call.blocked))))
		notify_pass(c);
	else
		poll_for(c, &t);
}
