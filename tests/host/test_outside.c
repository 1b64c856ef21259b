// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_outside.c - descriptors of the host that wake tasks, and who says how far time may go: the rules of host.h on
 * both clocks.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <usnd/host.h>

#include "host/log.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define FINGERPRINT 0x459d0a46e455f15ull

static const enum host_clock clocks[] = { HOST_CLOCK_VIRTUAL, HOST_CLOCK_REAL };

static int run_on(enum host_clock clock, void (*fn)(void *arg), void *arg)
{
	return host_sched_run(&(struct host_sched_config){ .clock = clock, .spin_limit = 100000 }, NULL, fn, arg);
}

static void on_both(void (*fn)(void *arg))
{
	size_t i;

	for (i = 0; i < 2; i++)
		EXPECT(!run_on(clocks[i], fn, NULL), "clock %zu", i);
}

static void wait_for(struct host_watch *watch)
{
	while (!host_watch_ready(watch))
		host_task_park(HOST_FOREVER);
}

static void write_later(void *arg)
{
	eventfd_write(*(int *)arg, 1);
}

/* ---- a watch ---- */

static void wake_by_watch(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	struct host_watch watch = { .fd = fd, .events = POLLIN, .task = host_task_self() };
	struct host_task *writer;

	EXPECT(!host_watch_add(&watch));
	EXPECT(!host_watch_ready(&watch));
	EXPECT(!host_task_create(&writer, "writer", write_later, &fd, NULL));
	wait_for(&watch);
	EXPECT(host_watch_ready(&watch) == POLLIN, "%#x", host_watch_ready(&watch));
	host_task_join(writer);
	host_watch_remove(&watch);
	close(fd);
}

static void a_watch_wakes_its_task(void)
{
	on_both(wake_by_watch);
}

static void spend_and_renew(void *arg)
{
	int fd = eventfd(1, EFD_CLOEXEC);
	struct host_watch first = { .fd = fd, .events = POLLIN, .task = host_task_self() }, second = first;

	EXPECT(!host_watch_add(&first));
	wait_for(&first);
	/* it is spent: the number is free, and the next one sees what is still there */
	EXPECT(!host_watch_add(&second));
	wait_for(&second);
	host_watch_remove(&first);
	host_watch_remove(&second);
	/* and it may be used again itself */
	EXPECT(!host_watch_add(&first));
	wait_for(&first);
	host_watch_remove(&first);
	host_watch_remove(&first);
	close(fd);
}

static void a_watch_fires_once_and_frees_its_descriptor(void)
{
	on_both(spend_and_renew);
}

static void watch_twice(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	struct host_watch first = { .fd = fd, .events = POLLIN, .task = host_task_self() }, second = first;

	EXPECT(!host_watch_add(&first));
	EXPECT(host_watch_add(&second) == -EEXIST);
	host_watch_remove(&first);
	EXPECT(!host_watch_add(&second));
	host_watch_remove(&second);
	close(fd);
}

static void a_descriptor_has_one_active_watch(void)
{
	on_both(watch_twice);
}

/* both descriptors are ready at once: whoever told of the second has looked at the first */
static void remove_early(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC), fence = eventfd(0, EFD_CLOEXEC);
	struct host_watch gone = { .fd = fd, .events = POLLIN, .task = host_task_self() };
	struct host_watch stays = { .fd = fence, .events = POLLIN, .task = host_task_self() };

	EXPECT(!host_watch_add(&gone));
	EXPECT(!host_watch_add(&stays));
	host_watch_remove(&gone);
	eventfd_write(fd, 1);
	eventfd_write(fence, 1);
	wait_for(&stays);
	EXPECT(!host_watch_ready(&gone));
	host_watch_remove(&stays);
	close(fd);
	close(fence);
}

static void a_removed_watch_does_not_fire(void)
{
	on_both(remove_early);
}

static void hang_up(void *arg)
{
	struct host_watch watch = { .task = host_task_self() };
	int ends[2];

	EXPECT(!pipe(ends));
	watch.fd = ends[0];
	EXPECT(!host_watch_add(&watch));
	close(ends[1]);
	wait_for(&watch);
	EXPECT(host_watch_ready(&watch) == POLLHUP, "%#x", host_watch_ready(&watch));
	host_watch_remove(&watch);
	close(ends[0]);
}

static void a_hang_up_always_counts(void)
{
	on_both(hang_up);
}

static void watch_badly(void *arg)
{
	struct host_watch watch = { .fd = host_ram_create(4096), .events = POLLIN, .task = host_task_self() };

	EXPECT(host_watch_add(&watch) == -EPERM);
	EXPECT(host_task_wait_fd(watch.fd, POLLIN, HOST_FOREVER) == POLLIN);
	host_ram_close(watch.fd);
	EXPECT(host_watch_add(&watch) == -EBADF);
	EXPECT(host_task_wait_fd(watch.fd, POLLIN, HOST_FOREVER) == -EBADF);
	host_watch_remove(&watch);
}

static void what_cannot_be_watched_is_an_error(void)
{
	on_both(watch_badly);
}

/* ---- many ---- */

#define MANY 40	/* more than one look takes */
#define ROUNDS 20

struct pupil {
	int bell, answer;
};

static void answer_the_bell(void *arg)
{
	struct pupil *pupil = arg;
	struct host_watch watch = { .fd = pupil->bell, .events = POLLIN, .task = host_task_self() };
	eventfd_t count;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		EXPECT(!host_watch_add(&watch));
		wait_for(&watch);
		host_watch_remove(&watch);
		eventfd_read(pupil->bell, &count);
		eventfd_write(pupil->answer, 1);
	}
}

static void hear(int answer, unsigned int count)
{
	unsigned int heard = 0;
	eventfd_t more;

	while (heard < count) {
		if (host_task_wait_fd(answer, POLLIN, HOST_FOREVER) != POLLIN)
			continue;
		eventfd_read(answer, &more);
		heard += more;
	}
	EXPECT(heard == count, "%u", heard);
}

static void ring_many(void *arg)
{
	int answer = eventfd(0, EFD_CLOEXEC), round, i;
	struct pupil pupils[MANY];
	struct host_task *tasks[MANY];

	for (i = 0; i < MANY; i++) {
		pupils[i] = (struct pupil){ eventfd(0, EFD_CLOEXEC), answer };
		EXPECT(!host_task_create(&tasks[i], "pupil", answer_the_bell, &pupils[i], NULL));
	}
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < MANY; i++)
			eventfd_write(pupils[i].bell, 1);
		hear(answer, MANY);
	}
	for (i = 0; i < MANY; i++) {
		host_task_join(tasks[i]);
		close(pupils[i].bell);
	}
	close(answer);
}

static void many_tasks_wait_for_many_descriptors(void)
{
	on_both(ring_many);
}

/* ---- waiting for one descriptor ---- */

static void wait_ready(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	struct host_task *writer;
	int events;

	EXPECT(host_task_wait_fd(fd, POLLIN, 0) == 0);
	EXPECT(!host_task_create(&writer, "writer", write_later, &fd, NULL));
	do {
		events = host_task_wait_fd(fd, POLLIN, HOST_FOREVER);
	} while (!events);
	EXPECT(events == POLLIN, "%#x", events);
	/* a deadline that has passed asks what there is */
	EXPECT(host_task_wait_fd(fd, POLLIN | POLLOUT, 0) == (POLLIN | POLLOUT));
	host_task_join(writer);
	close(fd);
}

static void waiting_ends_when_the_descriptor_is_ready(void)
{
	on_both(wait_ready);
}

static void unpark_main(void *arg)
{
	host_task_unpark(arg);
}

static void wait_unparked(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC), i;
	struct host_task *waker;

	for (i = 0; i < 10; i++) {
		EXPECT(!host_task_create(&waker, "waker", unpark_main, host_task_self(), NULL));
		EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == 0);
		host_task_join(waker);
	}
	/* a token from before, and it is used up */
	host_task_unpark(host_task_self());
	EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == 0);
	EXPECT(host_task_wait_fd(fd, POLLIN, 0) == 0);
	/* what woke a wait wakes no park, and the other way */
	eventfd_write(fd, 1);
	EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
	host_task_unpark(host_task_self());
	host_task_park(HOST_FOREVER);
	EXPECT(host_task_wait_fd(fd, POLLIN, 0) == POLLIN);
	close(fd);
}

static void waiting_ends_with_an_unpark(void)
{
	on_both(wait_unparked);
}

static void wait_over(void *arg)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	uint64_t until = host_now() + 2 * MS;

	EXPECT(host_task_wait_fd(fd, POLLIN, until) == 0);
	EXPECT(host_now() >= until);
	close(fd);
}

static void waiting_ends_at_the_deadline(void)
{
	on_both(wait_over);
	EXPECT(host_task_wait_fd(0, POLLIN, 0) == -ESRCH);
}

/* ---- a run and its watches ---- */

static unsigned int entries(const char *folder)
{
	DIR *dir = opendir(folder);
	unsigned int count = 0;

	while (dir && readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static int kept_fd = -1;

static void leave_a_watch(void *arg)
{
	static struct host_watch left, spent;

	left = (struct host_watch){ .fd = kept_fd, .events = POLLIN, .task = host_task_self() };
	spent = (struct host_watch){ .fd = eventfd(1, EFD_CLOEXEC), .events = POLLIN, .task = host_task_self() };
	EXPECT(!host_watch_add(&left));
	EXPECT(!host_watch_add(&spent));
	wait_for(&spent);
	close(spent.fd);
}

/* pthread_join(3) returns before the kernel has taken the thread from the list */
static void expect_tasks(unsigned int count)
{
	int tries = 1000;

	while (entries("/proc/self/task") != count && --tries)
		usleep(10000);
	EXPECT(tries);
}

static void a_run_leaves_nothing_behind(void)
{
	struct host_watch late = { .events = POLLIN };
	unsigned int fds, threads, i;

	kept_fd = eventfd(0, EFD_CLOEXEC);
	late.fd = kept_fd;
	fds = entries("/proc/self/fd");
	threads = entries("/proc/self/task");
	for (i = 0; i < 2; i++) {
		EXPECT(!run_on(clocks[i], leave_a_watch, NULL));
		/* a removed entry would touch the task that is gone */
		eventfd_write(kept_fd, 1);
		EXPECT(entries("/proc/self/fd") == fds);
		expect_tasks(threads);
		EXPECT(host_watch_add(&late) == -ESHUTDOWN);
	}
	close(kept_fd);
}

/* with room for @spare more descriptors */
static int add_with_room(struct host_watch *watch, unsigned int spare)
{
	struct rlimit before, less;
	int free_fd = dup(0), err;

	close(free_fd);
	getrlimit(RLIMIT_NOFILE, &before);
	less = (struct rlimit){ free_fd + spare, before.rlim_max };
	setrlimit(RLIMIT_NOFILE, &less);
	err = host_watch_add(watch);
	setrlimit(RLIMIT_NOFILE, &before);
	return err;
}

static void run_out_of_descriptors(void *arg)
{
	struct host_watch watch = { .fd = kept_fd, .events = POLLIN, .task = host_task_self() };
	unsigned int fds = entries("/proc/self/fd");

	EXPECT(add_with_room(&watch, 0) == -EMFILE);
	if (host_is_real_time())
		EXPECT(add_with_room(&watch, 1) == -EMFILE);
	EXPECT(entries("/proc/self/fd") == fds);
	EXPECT(!host_watch_add(&watch));
	host_watch_remove(&watch);
}

static void without_descriptors_there_is_no_watch_and_later_there_is(void)
{
	kept_fd = eventfd(0, EFD_CLOEXEC);
	on_both(run_out_of_descriptors);
	close(kept_fd);
}

/* ---- the virtual clock ---- */

static void wait_for_timerfd(void *arg)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	timerfd_settime(fd, 0, &(struct itimerspec){ .it_value = { .tv_nsec = MS } }, NULL);
	EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
	EXPECT(host_now() == 0);
	close(fd);
}

static void a_watch_is_waited_for_when_there_is_no_deadline(void)
{
	EXPECT(!run_on(HOST_CLOCK_VIRTUAL, wait_for_timerfd, NULL));
}

static void sleep_long(void *arg)
{
	host_task_park(host_now() + 1000 * MS);
}

static void outside_before_time(void *arg)
{
	int fd = eventfd(1, EFD_CLOEXEC), never = eventfd(0, EFD_CLOEXEC);
	struct host_task *sleeper;

	EXPECT(!host_task_create(&sleeper, "sleeper", sleep_long, NULL, NULL));
	EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
	EXPECT(host_now() == 0, "%" PRIu64, host_now());
	/* and time jumps if there is nothing */
	EXPECT(host_task_wait_fd(never, POLLIN, 5 * MS) == 0);
	EXPECT(host_now() == 5 * MS);
	host_task_join(sleeper);
	close(fd);
	close(never);
}

static void what_is_ready_outside_comes_before_time_jumps(void)
{
	EXPECT(!run_on(HOST_CLOCK_VIRTUAL, outside_before_time, NULL));
}

static void work_until_told(void *arg)
{
	while (!*(volatile bool *)arg)
		host_task_relax();
}

static void delay_until_told(void *arg)
{
	while (!*(volatile bool *)arg)
		host_delay(10);
}

static void outside_beside_work(void *arg)
{
	int fd = eventfd(1, EFD_CLOEXEC);
	void (*work[])(void *) = { work_until_told, delay_until_told };
	struct host_task *worker;
	bool told;
	size_t i;

	for (i = 0; i < 2; i++) {
		told = false;
		EXPECT(!host_task_create(&worker, "worker", work[i], &told, NULL));
		EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
		told = true;
		host_task_join(worker);
	}
	close(fd);
}

static void the_outside_is_seen_while_somebody_is_always_ready(void)
{
	EXPECT(!run_on(HOST_CLOCK_VIRTUAL, outside_beside_work, NULL));
}

/* ---- who says how far time may go ---- */

struct ask {
	uint64_t now, next;
};

/* answers in a row; the last one stays */
struct oracle {
	struct host_sched_events events;
	uint64_t answers[8];
	struct ask asked[32];
	unsigned int count;
	uint64_t wait;
	int write_at, fd; /* at that question, somebody outside writes */
	uint64_t seen;	  /* what the task under test read off the clock */
	bool self;	  /* a question came inside of a task */
	unsigned int stuck;
};

static uint64_t answer(void *ctx, uint64_t now, uint64_t next, uint64_t *wait)
{
	struct oracle *o = ctx;
	unsigned int n = o->count++;

	if (n < 32)
		o->asked[n] = (struct ask){ now, next };
	o->self |= host_task_self() || host_task_data();
	EXPECT(*wait == HOST_FOREVER);
	EXPECT(host_now() == now);
	*wait = o->wait;
	if ((int)n == o->write_at)
		eventfd_write(o->fd, 1);
	return o->answers[n < 8 ? n : 7];
}

static void oracle_stuck(void *ctx, bool spin)
{
	((struct oracle *)ctx)->stuck++;
}

static int run_oracle(struct oracle *o, void (*fn)(void *arg))
{
	o->events = (struct host_sched_events){ .ctx = o, .idle = answer, .stuck = oracle_stuck };
	return host_sched_run(&(struct host_sched_config){ .clock = HOST_CLOCK_VIRTUAL }, &o->events, fn, o);
}

static void sleep_1000(void *arg)
{
	struct oracle *o = arg;

	host_task_park(1000);
	o->seen = host_now();
}

static void time_goes_as_far_as_it_may(void)
{
	/* too little and too much are no way for it to go back, or past a deadline */
	struct oracle o = { .answers = { 100, 100, 20, 999, HOST_FOREVER, 5000, 5000, 5000 }, .write_at = -1 };
	const uint64_t nows[] = { 0, 100, 100, 100, 999 };
	unsigned int i;

	EXPECT(!run_oracle(&o, sleep_1000));
	EXPECT(o.seen == 1000, "%" PRIu64, o.seen);
	EXPECT(o.count == 5, "%u", o.count);
	for (i = 0; i < 5; i++)
		EXPECT(o.asked[i].now == nows[i] && o.asked[i].next == 1000, "question %u at %" PRIu64, i,
		       o.asked[i].now);
	EXPECT(!o.self);
}

static void wait_told(void *arg)
{
	struct oracle *o = arg;

	while (host_task_wait_fd(o->fd, POLLIN, 1000) != POLLIN)
		;
	o->seen = host_now();
}

static void who_comes_from_outside_finds_the_clock_right(void)
{
	struct oracle o = { .answers = { 0, 300, 1000 }, .wait = HOST_FOREVER, .write_at = 0 };

	o.fd = eventfd(0, EFD_CLOEXEC);
	EXPECT(!run_oracle(&o, wait_told));
	EXPECT(o.seen == 300, "%" PRIu64, o.seen);
	EXPECT(o.count == 2, "%u", o.count);
	close(o.fd);
}

static void wait_told_for_ever(void *arg)
{
	struct oracle *o = arg;

	EXPECT(host_task_wait_fd(o->fd, POLLIN, HOST_FOREVER) == POLLIN);
	o->seen = host_now();
}

static void without_a_deadline_there_is_nowhere_to_go(void)
{
	struct oracle o = { .answers = { HOST_FOREVER, HOST_FOREVER, HOST_FOREVER }, .wait = MS, .write_at = 2 };

	o.fd = eventfd(0, EFD_CLOEXEC);
	EXPECT(!run_oracle(&o, wait_told_for_ever));
	EXPECT(o.seen == 0, "%" PRIu64, o.seen);
	EXPECT(o.asked[0].next == HOST_FOREVER);
	close(o.fd);
}

static void park_for_ever(void *arg)
{
	host_task_park(HOST_FOREVER);
}

static void with_neither_deadline_nor_watch_a_run_is_stuck(void)
{
	struct oracle o = { .wait = HOST_FOREVER, .write_at = -1 };

	host_log_level(-1);
	EXPECT(run_oracle(&o, park_for_ever) == -EDEADLK);
	EXPECT(o.stuck == 1);
	EXPECT(o.count == 0, "%u", o.count);
}

/* ---- runs that do not look outside ---- */

static void sleep_and_yield(void *arg)
{
	uint64_t step = *(uint64_t *)arg;
	int i;

	for (i = 0; i < 20; i++) {
		host_task_park(host_now() + step);
		host_task_preempt();
		host_delay(step / 3);
	}
}

static void three_sleepers(void *arg)
{
	uint64_t steps[3] = { 100, 150, 70 };
	struct host_task *tasks[3];
	int i;

	for (i = 0; i < 3; i++)
		EXPECT(!host_task_create(&tasks[i], "sleeper", sleep_and_yield, &steps[i], NULL));
	for (i = 0; i < 3; i++)
		host_task_join(tasks[i]);
	*(uint64_t *)arg = host_trace_hash();
}

/* what it was before there were watches */
static void a_run_without_watches_has_the_schedule_it_always_had(void)
{
	uint64_t hash = 0;

	EXPECT(!host_sched_run(&(struct host_sched_config){ .seed = 5 }, NULL, three_sleepers, &hash));
	EXPECT(hash == FINGERPRINT, "%#" PRIx64, hash);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_run_without_watches_has_the_schedule_it_always_had),
	TAP_CASE(a_watch_wakes_its_task),
	TAP_CASE(a_watch_fires_once_and_frees_its_descriptor),
	TAP_CASE(a_descriptor_has_one_active_watch),
	TAP_CASE(a_removed_watch_does_not_fire),
	TAP_CASE(a_hang_up_always_counts),
	TAP_CASE(what_cannot_be_watched_is_an_error),
	TAP_CASE(many_tasks_wait_for_many_descriptors),
	TAP_CASE(waiting_ends_when_the_descriptor_is_ready),
	TAP_CASE(waiting_ends_with_an_unpark),
	TAP_CASE(waiting_ends_at_the_deadline),
	TAP_CASE(a_run_leaves_nothing_behind),
	TAP_CASE(without_descriptors_there_is_no_watch_and_later_there_is),
	TAP_CASE(a_watch_is_waited_for_when_there_is_no_deadline),
	TAP_CASE(what_is_ready_outside_comes_before_time_jumps),
	TAP_CASE(the_outside_is_seen_while_somebody_is_always_ready),
	TAP_CASE(time_goes_as_far_as_it_may),
	TAP_CASE(who_comes_from_outside_finds_the_clock_right),
	TAP_CASE(without_a_deadline_there_is_nowhere_to_go),
	TAP_CASE(with_neither_deadline_nor_watch_a_run_is_stuck),
};

TAP_MAIN(cases)
