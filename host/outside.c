// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outside.c - descriptors of the host that wake tasks. See outside.h.
 *
 * Whoever looks first waits until the set itself is readable, and only then, with the lock, asks which descriptors are
 * ready: between asking and unparking no watch can go away. A watch leaves the set when it fires, so that the
 * descriptor is free for the next one.
 */
#include "host/outside.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SEC 1000000000ull
#define EVENTS_A_LOOK 16

static struct {
	pthread_mutex_t lock;
	int set;			/* the epoll set; -1: no watch yet */
	bool open, wants_helper;
	struct host_watch *watches;	/* active ones */
	atomic_uint active;		/* how many */
	pthread_t helper;		/* valid while stop ≥ 0 */
	int stop;			/* an eventfd that ends it */
} outside = { .lock = PTHREAD_MUTEX_INITIALIZER, .set = -1, .stop = -1 };

uint64_t host_real_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SEC + t.tv_nsec;
}

static void forget(struct host_watch *watch)
{
	*watch->back = watch->next;
	if (watch->next)
		watch->next->back = watch->back;
	watch->next = NULL;
	watch->back = NULL;
	atomic_fetch_sub(&outside.active, 1);
}

/* ---- looking ---- */

static void fire(struct host_watch *watch, unsigned int events)
{
	epoll_ctl(outside.set, EPOLL_CTL_DEL, watch->fd, NULL);
	forget(watch);
	__atomic_store_n(&watch->ready, events, __ATOMIC_RELEASE);
	host_task_unpark(watch->task);
}

void outside_look(void)
{
	struct epoll_event events[EVENTS_A_LOOK];
	int i, count;

	pthread_mutex_lock(&outside.lock);
	do {
		count = outside.watches ? epoll_wait(outside.set, events, EVENTS_A_LOOK, 0) : 0;
		for (i = 0; i < count; i++)
			fire(events[i].data.ptr, events[i].events);
	} while (count == EVENTS_A_LOOK);
	pthread_mutex_unlock(&outside.lock);
}

void outside_wait(uint64_t ns)
{
	struct pollfd set = { .fd = outside.set, .events = POLLIN };
	struct timespec most = { .tv_sec = ns / NS_PER_SEC, .tv_nsec = ns % NS_PER_SEC };

	ppoll(&set, 1, ns == HOST_FOREVER ? NULL : &most, NULL);
	outside_look();
}

bool outside_is_watched(void)
{
	return atomic_load_explicit(&outside.active, memory_order_relaxed);
}

/* ---- the helper ---- */

static void *helper_main(void *arg)
{
	struct pollfd fds[] = {
		{ .fd = outside.set, .events = POLLIN },
		{ .fd = outside.stop, .events = POLLIN },
	};

	for (;;) {
		poll(fds, 2, -1);
		if (fds[1].revents)
			return NULL;
		outside_look();
	}
}

/* signals are for the threads that were there before */
static int start_helper(void)
{
	sigset_t all, before;
	int err;

	outside.stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (outside.stop < 0)
		return -errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&outside.helper, NULL, helper_main, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!err) {
		pthread_setname_np(outside.helper, "outside");
		return 0;
	}
	close(outside.stop);
	outside.stop = -1;
	return -err;
}

static void stop_helper(void)
{
	if (outside.stop < 0)
		return;
	eventfd_write(outside.stop, 1);
	pthread_join(outside.helper, NULL);
	close(outside.stop);
	outside.stop = -1;
}

/* ---- watches ---- */

/* with the lock */
static int make_set(void)
{
	int err;

	if (!outside.open)
		return -ESHUTDOWN;
	if (outside.set >= 0)
		return 0;
	outside.set = epoll_create1(EPOLL_CLOEXEC);
	if (outside.set < 0)
		return -errno;
	err = outside.wants_helper ? start_helper() : 0;
	if (!err)
		return 0;
	close(outside.set);
	outside.set = -1;
	return err;
}

int host_watch_add(struct host_watch *watch)
{
	struct epoll_event event = { .events = watch->events | EPOLLONESHOT, .data.ptr = watch };
	int err;

	__atomic_store_n(&watch->ready, 0, __ATOMIC_RELAXED);
	watch->next = NULL;
	watch->back = NULL;
	pthread_mutex_lock(&outside.lock);
	err = make_set();
	if (!err && epoll_ctl(outside.set, EPOLL_CTL_ADD, watch->fd, &event))
		err = -errno;
	if (!err) {
		watch->next = outside.watches;
		if (watch->next)
			watch->next->back = &watch->next;
		watch->back = &outside.watches;
		outside.watches = watch;
		atomic_fetch_add(&outside.active, 1);
	}
	pthread_mutex_unlock(&outside.lock);
	return err;
}

void host_watch_remove(struct host_watch *watch)
{
	pthread_mutex_lock(&outside.lock);
	if (watch->back) {
		epoll_ctl(outside.set, EPOLL_CTL_DEL, watch->fd, NULL);
		forget(watch);
	}
	pthread_mutex_unlock(&outside.lock);
}

/* ---- a run ---- */

void outside_open(bool helper)
{
	pthread_mutex_lock(&outside.lock);
	outside.open = true;
	outside.wants_helper = helper;
	pthread_mutex_unlock(&outside.lock);
}

void outside_close(void)
{
	/* from here on no helper is started */
	pthread_mutex_lock(&outside.lock);
	outside.open = false;
	pthread_mutex_unlock(&outside.lock);
	stop_helper();
	pthread_mutex_lock(&outside.lock);
	while (outside.watches)
		forget(outside.watches);
	if (outside.set >= 0)
		close(outside.set);
	outside.set = -1;
	pthread_mutex_unlock(&outside.lock);
}
