// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thread.c - the real clock: every task is a thread, time is CLOCK_MONOTONIC, so that time stamps are
 * what clients outside compare them with.
 *
 * A task's lock protects its token; its condition is waited on by the task itself (park). A task that waits for a
 * descriptor waits for an eventfd of its own as well, made the first time; who wakes it writes there only then. A
 * task's lock is a leaf.
 */
#include "host/sched.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SEC 1000000000ull
#define RELAX_PAUSES 64			/* turns of a busy wait before the processor is given away */
#define RELAX_YIELDS 1024		/* and before it sleeps */
#define RELAX_SLEEP_NS 80000
#define DELAY_SPIN_NS 100000		/* the end of a delay that is spent spinning */
#define SLACK_NS 20000ul		/* by which the kernel may wake us later than asked, to wake us once for several; its default are 50 us */

struct thread {
	struct host_task task;		/* first */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool token;			/* under lock */
	bool polls;			/* under lock: it waits for wake_fd, not for changed */
	int wake_fd;			/* -1: not made yet; the task's own but for writing while @polls */
};

static atomic_uint_fast64_t created, alive, draws;
static _Thread_local unsigned int turns;

static uint64_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS_PER_SEC + t.tv_nsec;
}

static uint64_t thread_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static uint64_t thread_now_coarse(void)
{
	return read_clock(CLOCK_MONOTONIC_COARSE);
}

static struct timespec absolute(uint64_t now)
{
	return (struct timespec){ .tv_sec = now / NS_PER_SEC, .tv_nsec = now % NS_PER_SEC };
}

static int thread_open(struct thread *t)
{
	pthread_condattr_t attr;
	int err;

	t->task.number = atomic_fetch_add(&created, 1) + 1;
	t->wake_fd = -1;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	err = pthread_cond_init(&t->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (err)
		return -err;
	return -pthread_mutex_init(&t->lock, NULL);
}

static void thread_close(struct thread *t)
{
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
	if (t->wake_fd >= 0)
		close(t->wake_fd);
}

static void *thread_entry(void *arg)
{
	struct thread *t = arg;

	sched_become(&t->task);
	t->task.fn(t->task.arg);
	/* counted before it can be joined: a run that has joined all its tasks leaves none */
	atomic_fetch_sub(&alive, 1);
	return NULL;
}

static int thread_create(struct host_task **task, const char *name, void (*fn)(void *arg), void *arg, void *data)
{
	struct thread *t = calloc(1, sizeof(*t));
	int err;

	if (!t)
		return -ENOMEM;
	sched_fill_task(&t->task, name, fn, arg, data);
	err = thread_open(t);
	if (err)
		goto err_free;
	atomic_fetch_add(&alive, 1);
	/* before it runs: it may hand itself to others, who look here */
	*task = &t->task;
	err = -pthread_create(&t->thread, NULL, thread_entry, t);
	if (err)
		goto err_close;
	pthread_setname_np(t->thread, t->task.name);
	return 0;

err_close:
	atomic_fetch_sub(&alive, 1);
	thread_close(t);
err_free:
	free(t);
	return err;
}

static void thread_join(struct host_task *task)
{
	struct thread *t = (struct thread *)task;

	pthread_join(t->thread, NULL);
	thread_close(t);
	free(t);
}

static void thread_park(uint64_t deadline)
{
	struct thread *t = (struct thread *)host_sched_self;
	struct timespec until = absolute(deadline);
	int err = 0;

	turns = 0;
	pthread_mutex_lock(&t->lock);
	while (!t->token && !err)
		err = deadline == HOST_FOREVER ? pthread_cond_wait(&t->changed, &t->lock)
					       : pthread_cond_timedwait(&t->changed, &t->lock, &until);
	t->token = false;
	pthread_mutex_unlock(&t->lock);
}

static void thread_unpark(struct host_task *task)
{
	struct thread *t = (struct thread *)task;

	pthread_mutex_lock(&t->lock);
	if (t->polls && !t->token)
		eventfd_write(t->wake_fd, 1);
	t->token = true;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

/* false: it need not begin, there is a token; taken */
static bool begin_poll(struct thread *t)
{
	bool token;

	pthread_mutex_lock(&t->lock);
	token = t->token;
	t->token = false;
	t->polls = !token;
	pthread_mutex_unlock(&t->lock);
	return !token;
}

static void end_poll(struct thread *t)
{
	eventfd_t count;
	bool token;

	pthread_mutex_lock(&t->lock);
	token = t->token;
	t->token = false;
	t->polls = false;
	pthread_mutex_unlock(&t->lock);
	/* nobody writes any more */
	if (token)
		eventfd_read(t->wake_fd, &count);
}

static int thread_wait_fd(int fd, unsigned int events, uint64_t deadline)
{
	struct thread *t = (struct thread *)host_sched_self;
	struct pollfd fds[2] = { { .fd = fd, .events = events }, { .events = POLLIN } };
	struct timespec left;
	uint64_t now;
	int ret;

	turns = 0;
	if (t->wake_fd < 0)
		t->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (t->wake_fd < 0)
		return -errno;
	fds[1].fd = t->wake_fd;
	if (!begin_poll(t))
		return 0;
	do {
		now = thread_now();
		now = deadline > now ? deadline - now : 0;
		left = (struct timespec){ .tv_sec = now / NS_PER_SEC, .tv_nsec = now % NS_PER_SEC };
		ret = ppoll(fds, 2, deadline == HOST_FOREVER ? NULL : &left, NULL);
	} while (ret < 0 && errno == EINTR);
	ret = ret < 0 ? -errno : fds[0].revents & POLLNVAL ? -EBADF : ret ? fds[0].revents : 0;
	end_poll(t);
	return ret;
}

static void thread_relax(void)
{
	const struct timespec nap = { .tv_nsec = RELAX_SLEEP_NS };

	if (++turns > RELAX_YIELDS)
		nanosleep(&nap, NULL);
	else if (turns > RELAX_PAUSES)
		sched_yield();
#if defined(__x86_64__)
	else
		__builtin_ia32_pause();
#elif defined(__aarch64__)
	else
		__asm__ volatile("isb"); /* some ten ns; yield is a nop on all but a few */
#endif
}

static void thread_delay(uint64_t ns)
{
	uint64_t until = thread_now() + ns;
	struct timespec most;

	turns = 0;
	if (ns > DELAY_SPIN_NS) {
		most = absolute(until - DELAY_SPIN_NS);
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &most, NULL) == EINTR)
			;
	}
	while (thread_now() < until)
		;
}

static uint64_t thread_random(void)
{
	return sched_mix(atomic_fetch_add(&draws, SCHED_GOLDEN));
}

static void thread_trace(uint64_t event)
{
}

static uint64_t thread_trace_hash(void)
{
	return 0;
}

static void thread_wall_time(uint64_t *seconds, uint32_t *ns)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	*seconds = t.tv_sec;
	*ns = t.tv_nsec;
}

static int thread_run(const struct host_sched_config *config, const struct host_sched_events *events,
		      void (*main)(void *arg), void *arg)
{
	struct thread self = { .thread = pthread_self() };
	int slack = prctl(PR_GET_TIMERSLACK), err;

	atomic_store(&created, 0);
	atomic_store(&alive, 0);
	atomic_store(&draws, config->seed ^ sched_mix(thread_now()));
	sched_fill_task(&self.task, "main", main, arg, NULL);
	err = thread_open(&self);
	if (err)
		return err;
	/* threads inherit it */
	prctl(PR_SET_TIMERSLACK, SLACK_NS);
	sched_become(&self.task);
	main(arg);
	sched_become(NULL);
	thread_close(&self);
	if (slack > 0)
		prctl(PR_SET_TIMERSLACK, (unsigned long)slack);
	/* whoever is left goes on by itself; nobody can join it any more */
	return atomic_load(&alive) ? -EBUSY : 0;
}

const struct sched_ops thread_sched_ops = {
	.run = thread_run,
	.create = thread_create,
	.join = thread_join,
	.park = thread_park,
	.unpark = thread_unpark,
	.wait_fd = thread_wait_fd,
	.relax = thread_relax,
	.now = thread_now,
	.now_coarse = thread_now_coarse,
	.delay = thread_delay,
	.random = thread_random,
	.trace = thread_trace,
	.trace_hash = thread_trace_hash,
	.wall_time = thread_wall_time,
};
