// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sched.c - tasks and time: the rules of host.h on the virtual clock and, where they are the same, on the real
 * one.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <usnd/host.h>

#include "host/log.h"
#include "tests/host/tap.h"

#define MS 1000000ull

struct end {
	unsigned int calls;
	bool spin;
};

static void on_stuck(void *ctx, bool spin)
{
	struct end *end = ctx;

	end->calls++;
	end->spin = spin;
}

static int run_seed(enum host_clock clock, uint64_t seed, void (*fn)(void *arg), void *arg, struct end *end)
{
	struct host_sched_config config = { .clock = clock, .seed = seed, .spin_limit = 5000 };
	struct end ignored = { 0 };
	struct host_sched_events events = { .ctx = end ? end : &ignored, .stuck = on_stuck };

	return host_sched_run(&config, &events, fn, arg);
}

/* ---- who runs when ---- */

struct order {
	char text[64];
	size_t length;
};

struct letter {
	struct order *order;
	char name;
	unsigned int times;
	uint64_t ns;	/* 0: only scheduling points */
};

static void write_letters(void *arg)
{
	struct letter *letter = arg;
	unsigned int i;

	for (i = 0; i < letter->times; i++) {
		letter->order->text[letter->order->length++] = letter->name;
		if (letter->ns)
			host_task_park(host_now() + letter->ns);
		else
			host_task_preempt();
	}
}

static void three_letters(void *arg)
{
	struct letter letters[3] = { { arg, 'a', 4, 0 }, { arg, 'b', 4, 0 }, { arg, 'c', 4, 0 } };
	struct host_task *tasks[3];
	int i;

	for (i = 0; i < 3; i++)
		EXPECT(!host_task_create(&tasks[i], "letter", write_letters, &letters[i], NULL));
	for (i = 0; i < 3; i++)
		host_task_join(tasks[i]);
}

static void seed_zero_is_first_come_first_served_without_preemption(void)
{
	struct order order = { "" };

	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, three_letters, &order, NULL));
	EXPECT(!strcmp(order.text, "aaaabbbbcccc"), "%s", order.text);
}

static void seeds_explore_schedules(void)
{
	struct order order[40];
	int i, j, different = 0;

	memset(order, 0, sizeof(order));
	for (i = 0; i < 40; i++)
		EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, i + 1, three_letters, &order[i], NULL));
	for (i = 0; i < 40; i++) {
		for (j = 0; j < i; j++)
			if (!strcmp(order[i].text, order[j].text))
				break;
		different += i == j;
	}
	EXPECT(different >= 12, "%d of 40", different);
}

struct hashed {
	struct order order;
	uint64_t hash, random;
};

static void three_letters_hashed(void *arg)
{
	struct hashed *hashed = arg;

	three_letters(&hashed->order);
	host_trace(42);
	hashed->hash = host_trace_hash();
	hashed->random = host_random();
}

static void the_same_seed_is_the_same_run(void)
{
	struct hashed first = { { "" } }, second = { { "" } }, other = { { "" } };

	run_seed(HOST_CLOCK_VIRTUAL, 5, three_letters_hashed, &first, NULL);
	run_seed(HOST_CLOCK_VIRTUAL, 5, three_letters_hashed, &second, NULL);
	run_seed(HOST_CLOCK_VIRTUAL, 6, three_letters_hashed, &other, NULL);
	EXPECT(!strcmp(first.order.text, second.order.text));
	EXPECT(first.hash == second.hash);
	EXPECT(first.random == second.random);
	EXPECT(first.hash != other.hash && first.random != other.random);
}

/* ---- time ---- */

static void sleepers(void *arg)
{
	struct letter letters[3] = { { arg, 'a', 2, 30 * MS }, { arg, 'b', 4, 10 * MS }, { arg, 'c', 1, 10 * MS } };
	struct host_task *tasks[3];
	int i;

	for (i = 0; i < 3; i++)
		EXPECT(!host_task_create(&tasks[i], "sleeper", write_letters, &letters[i], NULL));
	for (i = 0; i < 3; i++)
		host_task_join(tasks[i]);
	EXPECT(host_now() == 60 * MS, "%" PRIu64, host_now());
}

static void time_jumps_from_deadline_to_deadline(void)
{
	struct order order = { "" };

	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, sleepers, &order, NULL));
	/* at 30 ms a parked before b did */
	EXPECT(!strcmp(order.text, "abcbbab"), "%s", order.text);
}

static void delays(void *arg)
{
	struct letter letter = { arg, 'x', 3, 10 };
	struct host_task *task;

	EXPECT(!host_task_create(&task, "x", write_letters, &letter, NULL));
	/* an unpark does not shorten a delay, and is kept */
	host_task_unpark(host_task_self());
	host_delay(100);
	EXPECT(host_now() == 100);
	EXPECT(letter.order->length == 3, "the others get on meanwhile");
	host_task_park(host_now() + 50);
	EXPECT(host_now() == 100);
	host_task_join(task);
	host_delay(7);
	EXPECT(host_now() == 107);
}

static void a_delay_lets_others_get_on_and_keeps_the_token(void)
{
	struct order order = { "" };

	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, delays, &order, NULL));
}

/* ---- park and unpark ---- */

struct pair {
	struct host_task *first;
	unsigned int count;	/* written by the partner before it unparks */
};

static void unpark_first(void *arg)
{
	struct pair *pair = arg;

	pair->count = 1;
	host_task_unpark(pair->first);
}

static void wait_for_partner(void *arg)
{
	struct pair pair = { .first = host_task_self() };
	struct host_task *task;

	EXPECT(!host_task_create(&task, "partner", unpark_first, &pair, NULL));
	host_task_join(task);
	/* the join has not eaten it; two count as one */
	host_task_unpark(pair.first);
	host_task_park(HOST_FOREVER);
	EXPECT(pair.count == 1);
	host_task_park(host_now() + MS);
	EXPECT(host_now() >= MS, "the token was used up");
}

static void an_unpark_before_the_park_is_kept_as_one_token(void)
{
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, wait_for_partner, NULL, NULL));
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 3, wait_for_partner, NULL, NULL));
	EXPECT(!run_seed(HOST_CLOCK_REAL, 0, wait_for_partner, NULL, NULL));
}

/* ---- runs that cannot end ---- */

static void park_for_ever(void *arg)
{
	host_task_park(HOST_FOREVER);
	EXPECT(false, "nobody unparks");
}

static void deadlock(void *arg)
{
	struct host_task *task;

	EXPECT(!host_task_create(&task, "sleeper", park_for_ever, NULL, NULL));
	host_task_join(task);
}

static void a_deadlock_is_told_and_ends_the_run(void)
{
	struct end end = { 0 };
	int i;

	for (i = 0; i < 3; i++)
		EXPECT(run_seed(HOST_CLOCK_VIRTUAL, i, deadlock, NULL, &end) == -EDEADLK);
	EXPECT(end.calls == 3 && !end.spin);
}

static void spin_for_ever(void *arg)
{
	while (1)
		host_task_relax();
}

static void two_spinners(void *arg)
{
	struct host_task *task;

	EXPECT(!host_task_create(&task, "spinner", spin_for_ever, NULL, NULL));
	spin_for_ever(arg);
}

static void a_spin_without_effect_is_told_and_ends_the_run(void)
{
	struct end end = { 0 };

	EXPECT(run_seed(HOST_CLOCK_VIRTUAL, 0, spin_for_ever, NULL, &end) == -EDEADLK);
	EXPECT(run_seed(HOST_CLOCK_VIRTUAL, 9, two_spinners, NULL, &end) == -EDEADLK);
	EXPECT(end.calls == 2 && end.spin);
}

static void raise_flag_later(void *arg)
{
	host_task_park(host_now() + 500 * MS);
	*(volatile bool *)arg = true;
}

static void spin_for_a_flag(void *arg)
{
	volatile bool flag = false;
	struct host_task *task;

	EXPECT(!host_task_create(&task, "raiser", raise_flag_later, (void *)&flag, NULL));
	while (!flag)
		host_task_relax();
	host_task_join(task);
}

static void a_busy_wait_for_a_later_event_comes_through(void)
{
	struct end end = { 0 };

	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, spin_for_a_flag, NULL, &end));
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 4, spin_for_a_flag, NULL, &end));
	EXPECT(!end.calls);
}

static void leave_one_behind(void *arg)
{
	struct host_task *task;

	EXPECT(!host_task_create(&task, "left", park_for_ever, NULL, NULL));
	EXPECT(host_sched_run(&(struct host_sched_config){ 0 }, NULL, deadlock, NULL) == -EALREADY);
}

static void tasks_left_behind_are_told(void)
{
	EXPECT(run_seed(HOST_CLOCK_VIRTUAL, 0, leave_one_behind, NULL, NULL) == -EBUSY);
}

/* ---- the same on the real clock ---- */

static void count_with_lock(void *arg)
{
	struct pair *pair = arg;
	int i;

	for (i = 0; i < 1000; i++)
		__atomic_add_fetch(&pair->count, 1, __ATOMIC_RELAXED);
	EXPECT(host_task_data() == arg);
	host_task_unpark(pair->first);
}

static void real_tasks(void *arg)
{
	struct pair pair = { .first = host_task_self() };
	struct host_task *tasks[4];
	uint64_t before;
	int i;

	EXPECT(!host_task_data());
	host_task_set_data(arg);
	EXPECT(host_task_data() == arg);
	for (i = 0; i < 4; i++)
		EXPECT(!host_task_create(&tasks[i], "counter", count_with_lock, &pair, &pair));
	while (__atomic_load_n(&pair.count, __ATOMIC_RELAXED) < 4000)
		host_task_park(HOST_FOREVER);
	for (i = 0; i < 4; i++)
		host_task_join(tasks[i]);
	host_task_park(0);
	before = host_now();
	host_task_park(before + 5 * MS);
	EXPECT(host_now() >= before + 5 * MS);
	before = host_now();
	host_delay(300000);
	EXPECT(host_now() >= before + 300000);
	for (i = 0; i < 2000; i++)
		host_task_relax();
}

static void threads_park_delay_and_join_on_the_real_clock(void)
{
	int data;

	EXPECT(!run_seed(HOST_CLOCK_REAL, 0, real_tasks, &data, NULL));
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, real_tasks, &data, NULL));
}

/* ---- size and cost ---- */

#define MANY 2000

static void park_a_while(void *arg)
{
	host_task_park(host_now() + 1 + (uintptr_t)arg * 7919 % 1000);
}

static void many_tasks(void *arg)
{
	static struct host_task *tasks[MANY];
	uintptr_t i;

	for (i = 0; i < MANY; i++)
		EXPECT(!host_task_create(&tasks[i], "one of many", park_a_while, (void *)i, NULL));
	for (i = 0; i < MANY; i++)
		host_task_join(tasks[i]);
	EXPECT(host_now() == 1000, "%" PRIu64, host_now());
}

static void thousands_of_tasks_wake_in_the_order_of_their_deadlines(void)
{
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, many_tasks, NULL, NULL));
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 1, many_tasks, NULL, NULL));
}

#define SWITCHES 400000

static void sleep_often(void *arg)
{
	int i;

	for (i = 0; i < SWITCHES / 2; i++)
		host_task_park(host_now() + 2);
}

static void two_sleepers(void *arg)
{
	struct host_task *task;

	EXPECT(!host_task_create(&task, "sleeper", sleep_often, NULL, NULL));
	sleep_often(NULL);
	host_task_join(task);
}

static void a_switch_costs_a_fraction_of_a_microsecond(void)
{
	struct timespec a, b;
	double ns;

	clock_gettime(CLOCK_MONOTONIC, &a);
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, two_sleepers, NULL, NULL));
	clock_gettime(CLOCK_MONOTONIC, &b);
	ns = ((b.tv_sec - a.tv_sec) * 1e9 + b.tv_nsec - a.tv_nsec) / SWITCHES;
	printf("# %.0f ns a switch\n", ns);
	/* sanitizers and busy machines are slow; a thread hand-over would be slower still */
	EXPECT(ns < 20000);
}

/* ---- what a switch keeps ---- */

#if defined(__aarch64__)
#define HAS_ROUNDING
#define ROUND_UP (1u << 22)
#define ROUND_DOWN (2u << 22)

static void set_rounding(uint64_t fpcr)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
}

static uint64_t get_rounding(void)
{
	uint64_t fpcr;

	__asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
	return fpcr;
}
#else
/* fibers share the processor's rounding, and nothing here sets it */
static void set_rounding(uint64_t fpcr)
{
}

static uint64_t get_rounding(void)
{
	return 0;
}
#endif

struct sums {
	double step, sum[8];
	uint64_t rounding, kept;
};

/* eight sums at once, which the compiler keeps in registers that a called function must preserve */
static void sum_and_yield(void *arg)
{
	struct sums *s = arg;
	double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, step = s->step;

	set_rounding(s->rounding);
	for (int i = 0; i < 1000; i++) {
		a += step, b += 2 * step, c += 3 * step, d += 4 * step;
		e += 5 * step, f += 6 * step, g += 7 * step, h += 8 * step;
		host_task_park(host_now() + 1);
	}
	s->kept = get_rounding();
	set_rounding(0);
	memcpy(s->sum, (double[]){a, b, c, d, e, f, g, h}, sizeof(s->sum));
}

static void sum_in_turns(void *arg)
{
	struct sums *s = arg;
	struct host_task *tasks[2];
	int i;

	for (i = 0; i < 2; i++)
		EXPECT(!host_task_create(&tasks[i], "sums", sum_and_yield, &s[i], NULL));
	for (i = 0; i < 2; i++)
		host_task_join(tasks[i]);
}

static void a_switch_keeps_floating_point_values(void)
{
	struct sums s[2] = { { .step = 0.5 }, { .step = 0.25 } };

	/* all of them exact: whatever the rounding, thousand steps are that many */
	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, sum_in_turns, s, NULL));
	for (int i = 0; i < 8; i++)
		EXPECT(s[0].sum[i] == (i + 1) * 500 && s[1].sum[i] == (i + 1) * 250, "%d: %g, %g", i, s[0].sum[i], s[1].sum[i]);
}

#ifdef HAS_ROUNDING
static void a_switch_keeps_the_rounding_where_calls_do(void)
{
	struct sums s[2] = { { .rounding = ROUND_UP }, { .rounding = ROUND_DOWN } };

	EXPECT(!run_seed(HOST_CLOCK_VIRTUAL, 0, sum_in_turns, s, NULL));
	EXPECT(s[0].kept == ROUND_UP && s[1].kept == ROUND_DOWN, "%#" PRIx64 ", %#" PRIx64, s[0].kept, s[1].kept);
}
#endif

static void addresses_have_names(void)
{
	char text[128];

	host_symbol((const char *)addresses_have_names + 1, text, sizeof(text));
	EXPECT(!strncmp(text, "addresses_have_names+0x1 [", 26), "%s", text);
	host_symbol((void *)8, text, sizeof(text));
	EXPECT(!strcmp(text, "0x8"), "%s", text);
}

static const struct tap_case cases[] = {
	TAP_CASE(seed_zero_is_first_come_first_served_without_preemption),
	TAP_CASE(seeds_explore_schedules),
	TAP_CASE(the_same_seed_is_the_same_run),
	TAP_CASE(time_jumps_from_deadline_to_deadline),
	TAP_CASE(a_delay_lets_others_get_on_and_keeps_the_token),
	TAP_CASE(an_unpark_before_the_park_is_kept_as_one_token),
	TAP_CASE(a_deadlock_is_told_and_ends_the_run),
	TAP_CASE(a_spin_without_effect_is_told_and_ends_the_run),
	TAP_CASE(a_busy_wait_for_a_later_event_comes_through),
	TAP_CASE(tasks_left_behind_are_told),
	TAP_CASE(threads_park_delay_and_join_on_the_real_clock),
	TAP_CASE(thousands_of_tasks_wake_in_the_order_of_their_deadlines),
	TAP_CASE(a_switch_costs_a_fraction_of_a_microsecond),
	TAP_CASE(a_switch_keeps_floating_point_values),
#ifdef HAS_ROUNDING
	TAP_CASE(a_switch_keeps_the_rounding_where_calls_do),
#endif
	TAP_CASE(addresses_have_names),
};

int main(void)
{
	/* stuck runs describe their tasks at the level of errors */
	host_log_level(2);
	return tap_main(cases, sizeof(cases) / sizeof(cases[0]));
}
