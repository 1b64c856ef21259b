// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer.c - timers of both kinds, delays, and conversions of time (linux/task).
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "expect.h"

struct ticker {
	struct timer_list timer;
	struct hrtimer hrtimer;
	spinlock_t lock;
	int runs, wanted;
	unsigned long at;
	ktime_t first, last;
	u64 overruns;
	bool hard, soft;
};

/* ---- timer_list ---- */

static void tick(struct timer_list *timer)
{
	struct ticker *t = from_timer(t, timer, timer);

	t->at = jiffies;
	t->soft = in_serving_softirq();
	t->runs++;
	if (t->runs < t->wanted)
		mod_timer(&t->timer, jiffies + 2);
}

static void timer_fires_after_its_time(struct kunit *test)
{
	struct ticker t = { .wanted = 1 };
	unsigned long expires = jiffies + 5;

	timer_setup(&t.timer, tick, 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&t.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&t.timer, expires), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&t.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&t.timer, expires), 1);
	msleep(100);
	KUNIT_EXPECT_EQ(test, t.runs, 1);
	KUNIT_EXPECT_TRUE(test, t.soft);
	KUNIT_EXPECT_TRUE(test, time_after_eq(t.at, expires));
	KUNIT_EXPECT_TRUE(test, time_before(t.at, expires + 10));
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&t.timer), 0);
}

static void timer_may_start_itself_again(struct kunit *test)
{
	struct ticker t = { .wanted = 5 };

	timer_setup(&t.timer, tick, 0);
	t.timer.expires = jiffies + 1;
	add_timer(&t.timer);
	msleep(200);
	KUNIT_EXPECT_EQ(test, t.runs, 5);
	timer_shutdown_sync(&t.timer);
}

static void deleted_timer_does_not_fire(struct kunit *test)
{
	struct ticker t = { .wanted = 1 };

	timer_setup(&t.timer, tick, 0);
	mod_timer(&t.timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, timer_delete(&t.timer), 1);
	KUNIT_EXPECT_EQ(test, timer_delete(&t.timer), 0);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&t.timer, jiffies + 1), 0);
	msleep(50);
	KUNIT_EXPECT_EQ(test, t.runs, 0);
}

static void shut_down_timer_cannot_be_started(struct kunit *test)
{
	struct ticker t = { .wanted = 1 };

	timer_setup(&t.timer, tick, 0);
	mod_timer(&t.timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, timer_shutdown_sync(&t.timer), 1);
	mod_timer(&t.timer, jiffies + 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&t.timer));
	msleep(20);
	KUNIT_EXPECT_EQ(test, t.runs, 0);
}

static void many_timers_fire_in_order(struct kunit *test)
{
	struct ticker *t = kunit_kzalloc(test, 100 * sizeof(*t), GFP_KERNEL);
	unsigned long start = jiffies + 10;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, t);
	for (i = 0; i < 100; i++) {
		timer_setup(&t[i].timer, tick, 0);
		mod_timer(&t[i].timer, start + i * 37 % 100);
	}
	/* some of them go, from the middle of the queue */
	for (i = 0; i < 100; i += 7)
		KUNIT_EXPECT_EQ(test, timer_delete(&t[i].timer), 1);
	msleep(1000);
	for (i = 0; i < 100; i++) {
		KUNIT_EXPECT_EQ(test, t[i].runs, i % 7 != 0);
		if (t[i].runs)
			KUNIT_EXPECT_TRUE(test,
					  time_in_range(t[i].at, start + i * 37 % 100, start + i * 37 % 100 + 10));
	}
}

static void locked_tick(struct timer_list *timer)
{
	struct ticker *t = from_timer(t, timer, timer);

	spin_lock(&t->lock);
	t->runs++;
	spin_unlock(&t->lock);
}

static void waiting_for_a_timer_with_its_lock_is_told(struct kunit *test)
{
	struct ticker t = { .runs = 0 };

	spin_lock_init(&t.lock);
	timer_setup(&t.timer, locked_tick, 0);
	mod_timer(&t.timer, jiffies + 1);
	msleep(50);
	KUNIT_EXPECT_EQ(test, t.runs, 1);
	/* it does not run now; it could have */
	expect_findings(test, 1);
	spin_lock_bh(&t.lock);
	timer_delete_sync(&t.timer);
	spin_unlock_bh(&t.lock);
}

static void lock_of_a_timer_needs_bh_off_elsewhere(struct kunit *test)
{
	struct ticker t = { .runs = 0 };

	spin_lock_init(&t.lock);
	timer_setup(&t.timer, locked_tick, 0);
	mod_timer(&t.timer, jiffies + 1);
	msleep(50);
	timer_delete_sync(&t.timer);
	expect_findings(test, 1);
	spin_lock(&t.lock);
	spin_unlock(&t.lock);
}

/* ---- hrtimer ---- */

static enum hrtimer_restart hrtick(struct hrtimer *timer)
{
	struct ticker *t = container_of(timer, struct ticker, hrtimer);

	t->last = hrtimer_cb_get_time(timer);
	if (!t->runs++)
		t->first = t->last;
	t->hard = in_hardirq();
	t->soft = in_serving_softirq();
	t->overruns += hrtimer_forward_now(timer, ms_to_ktime(1));
	return t->runs < t->wanted ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

static void run_hrtimer(struct kunit *test, struct ticker *t, enum hrtimer_mode mode)
{
	ktime_t start = ktime_get();

	hrtimer_init(&t->hrtimer, CLOCK_MONOTONIC, mode);
	t->hrtimer.function = hrtick;
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&t->hrtimer));
	hrtimer_start(&t->hrtimer, ms_to_ktime(1), mode);
	KUNIT_EXPECT_TRUE(test, hrtimer_active(&t->hrtimer));
	msleep(100);
	KUNIT_EXPECT_EQ(test, t->runs, t->wanted);
	KUNIT_EXPECT_GE(test, ktime_to_us(t->first - start), 1000LL);
	KUNIT_EXPECT_GE(test, ktime_to_us(t->last - start), 1000LL * t->wanted);
	KUNIT_EXPECT_GE(test, t->overruns, (u64)t->wanted);
	KUNIT_EXPECT_EQ(test, hrtimer_cancel(&t->hrtimer), 0);
}

static void hrtimer_runs_in_a_hard_interrupt(struct kunit *test)
{
	struct ticker t = { .wanted = 10 };

	run_hrtimer(test, &t, HRTIMER_MODE_REL);
	KUNIT_EXPECT_TRUE(test, t.hard);
}

static void soft_hrtimer_runs_in_a_softirq(struct kunit *test)
{
	struct ticker t = { .wanted = 10 };

	run_hrtimer(test, &t, HRTIMER_MODE_REL_SOFT);
	KUNIT_EXPECT_TRUE(test, t.soft);
	KUNIT_EXPECT_FALSE(test, t.hard);
}

static void cancelled_hrtimer_does_not_fire(struct kunit *test)
{
	struct ticker t = { .wanted = 1 };

	hrtimer_init(&t.hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	t.hrtimer.function = hrtick;
	hrtimer_start(&t.hrtimer, ms_to_ktime(5), HRTIMER_MODE_REL);
	KUNIT_EXPECT_EQ(test, hrtimer_cancel(&t.hrtimer), 1);
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&t.hrtimer), 0);
	msleep(20);
	KUNIT_EXPECT_EQ(test, t.runs, 0);
}

static void forward_counts_whole_intervals(struct kunit *test)
{
	struct hrtimer timer;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&timer, 1000);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&timer, 999, 100), 0ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&timer, 1000, 100), 1ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires_ns(&timer), 1100LL);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&timer, 1450, 100), 4ULL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires_ns(&timer), 1500LL);
}

/* ---- time ---- */

static void delays_take_their_time(struct kunit *test)
{
	ktime_t before = ktime_get();

	udelay(30);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), before), 30LL);
	before = ktime_get();
	usleep_range(200, 400);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), before), 200LL);
	before = ktime_get();
	msleep(3);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), before), 3LL);
}

static void polling_jiffies_comes_to_an_end(struct kunit *test)
{
	unsigned long end = jiffies + HZ / 10, turns = 0;

	while (time_before(jiffies, end))
		turns++;
	KUNIT_EXPECT_GT(test, turns, 0UL);
}

/* as drivers wait for a card that has no interrupt for it: so many reads, and no delay between them */
static void polling_a_port_lets_time_pass(struct kunit *test)
{
	ktime_t begin = ktime_get();

	for (unsigned int i = 0; i < 1000; i++)
		inb(0x80);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), begin), 100LL);
}

static void conversions_round_up_into_jiffies(struct kunit *test)
{
	struct timespec64 ts;

	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0UL);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1), 1UL);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1000), (unsigned long)HZ);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(-1), (unsigned long)MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1UL);
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(HZ), 1000U);
	ts = ns_to_timespec64(-1);
	KUNIT_EXPECT_EQ(test, ts.tv_sec, -1LL);
	KUNIT_EXPECT_EQ(test, ts.tv_nsec, 999999999L);
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&ts), -1LL);
	KUNIT_EXPECT_EQ(test, ktime_set(2, 3), 2000000003LL);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(timer_fires_after_its_time),
	KUNIT_CASE(timer_may_start_itself_again),
	KUNIT_CASE(deleted_timer_does_not_fire),
	KUNIT_CASE(shut_down_timer_cannot_be_started),
	KUNIT_CASE(many_timers_fire_in_order),
	KUNIT_CASE(waiting_for_a_timer_with_its_lock_is_told),
	KUNIT_CASE(lock_of_a_timer_needs_bh_off_elsewhere),
	KUNIT_CASE(hrtimer_runs_in_a_hard_interrupt),
	KUNIT_CASE(soft_hrtimer_runs_in_a_softirq),
	KUNIT_CASE(cancelled_hrtimer_does_not_fire),
	KUNIT_CASE(forward_counts_whole_intervals),
	KUNIT_CASE(delays_take_their_time),
	KUNIT_CASE(polling_jiffies_comes_to_an_end),
	KUNIT_CASE(polling_a_port_lets_time_pass),
	KUNIT_CASE(conversions_round_up_into_jiffies),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "timer",
	.test_cases = timer_cases,
};

kunit_test_suite(timer_suite);

MODULE_DESCRIPTION("timers, delays, time");
MODULE_LICENSE("GPL");
