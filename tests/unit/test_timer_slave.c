// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_slave.c - ALSA's timers in company: slaves and masters, events, timers of a card that goes, the system
 * timer, and several tasks at once (sound/core/timer*.c).
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/platform_device.h>
#include <sound/initval.h>
#include "timer_rig.h"

/* ---- slaves ---------------------------------------------------------------------------------- */

static void slave_ticks_with_its_master(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *early = slave_create(test, 5), *master = master_create(rig, 5);
	struct listener *late = slave_create(test, 5), *other = slave_create(test, 6);

	KUNIT_EXPECT_PTR_EQ(test, early->timeri->master, master->timeri);
	KUNIT_EXPECT_PTR_EQ(test, late->timeri->master, master->timeri);
	KUNIT_EXPECT_NULL(test, other->timeri->master);
	KUNIT_EXPECT_EQ(test, snd_timer_resolution(late->timeri), RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, snd_timer_resolution(other->timeri), 0UL);
	/* when the master runs */
	KUNIT_EXPECT_EQ(test, snd_timer_start(early->timeri, 1), 1);
	KUNIT_EXPECT_EQ(test, snd_timer_start(early->timeri, 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, snd_timer_start(other->timeri, 1), 1);
	master->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	KUNIT_EXPECT_EQ(test, snd_timer_start(master->timeri, 4), 0);
	rig_tick(rig, 4);
	KUNIT_EXPECT_EQ(test, early->calls, 1u);
	KUNIT_EXPECT_EQ(test, early->ticks, 4u);
	KUNIT_EXPECT_EQ(test, early->resolution, RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, late->calls, 0u);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(early->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(early->timeri), -EBUSY);
	rig_tick(rig, 4);
	KUNIT_EXPECT_EQ(test, early->calls, 1u);
	KUNIT_EXPECT_EQ(test, other->calls, 0u);
}

static void slave_without_a_master_waits_for_the_next(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 5), *slave = slave_create(test, 5), *second;

	KUNIT_EXPECT_EQ(test, snd_timer_start(slave->timeri, 1), 1);
	listener_close(first);
	KUNIT_EXPECT_NULL(test, slave->timeri->master);
	KUNIT_EXPECT_NULL(test, slave->timeri->timer);
	second = master_create(rig, 5);
	KUNIT_EXPECT_PTR_EQ(test, slave->timeri->master, second->timeri);
	/* it is still started */
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 2), 0);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, slave->calls, 1u);
	listener_close(slave);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 1);
}

static void slave_is_told_of_its_master(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *master = master_create(rig, 5), *slave = slave_create(test, 5);

	KUNIT_EXPECT_EQ(test, snd_timer_start(slave->timeri, 1), 1);
	KUNIT_EXPECT_EQ(test, snd_timer_start(master->timeri, 4), 0);
	KUNIT_EXPECT_EQ(test, slave->event_resolution, RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, snd_timer_pause(master->timeri), 0);
	KUNIT_EXPECT_EQ(test, slave->event_resolution, 0UL);
	KUNIT_EXPECT_EQ(test, snd_timer_continue(master->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(master->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_pause(slave->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(master->timeri, 4), 0);
	EXPECT_EVENTS(test, master, EVENT(START), EVENT(PAUSE), EVENT(CONTINUE), EVENT(STOP), EVENT(START));
	EXPECT_EVENTS(test, slave, EVENT(START), EVENT(MSTART), EVENT(MPAUSE), EVENT(MCONTINUE), EVENT(MSTOP),
		      EVENT(PAUSE));
	/* a slave has nothing that would be left: it cannot be continued */
	KUNIT_EXPECT_EQ(test, snd_timer_continue(slave->timeri), -EINVAL);
}

/* ---- driven timers --------------------------------------------------------------------------- */

static void driven_timer_tells_what_drives_it(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *started = master_create(rig, 5), *stopped = master_create(rig, 6);
	struct listener *slave = slave_create(test, 5);
	struct timespec64 now = { .tv_sec = 1 };

	/* one that runs by itself has nothing to tell */
	KUNIT_EXPECT_EQ(test, snd_timer_start(started->timeri, 1), 0);
	snd_timer_notify(rig->timer, EVENT(MSTART), &now);
	EXPECT_EVENTS(test, started, EVENT(START));
	KUNIT_EXPECT_EQ(test, snd_timer_stop(started->timeri), 0);

	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	started->event_count = 0;
	KUNIT_EXPECT_EQ(test, snd_timer_start(slave->timeri, 1), 1);
	KUNIT_EXPECT_EQ(test, snd_timer_start(started->timeri, 1), 0);
	snd_timer_notify(rig->timer, EVENT(MSTART), &now);
	KUNIT_EXPECT_EQ(test, slave->event_resolution, RIG_RESOLUTION);
	snd_timer_notify(rig->timer, EVENT(MSUSPEND), &now);
	snd_timer_notify(rig->timer, EVENT(MRESUME), &now);
	EXPECT_EVENTS(test, started, EVENT(START), EVENT(MSTART), EVENT(MSUSPEND), EVENT(MRESUME));
	/* not of the master's own start */
	EXPECT_EVENTS(test, slave, EVENT(START), EVENT(MSTART), EVENT(MSUSPEND), EVENT(MRESUME));
	KUNIT_EXPECT_EQ(test, stopped->event_count, 0u);
	expect_findings(test, 2);
	snd_timer_notify(rig->timer, EVENT(START), &now);
	snd_timer_notify(rig->timer, EVENT(MRESUME) + 1, &now);
}

static void driven_timer_takes_latecomers_at_once(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 5), *second = master_create(rig, 6);

	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	rig->timer->hw.resolution = 0;
	/* nor does it know how long a tick is */
	KUNIT_EXPECT_EQ(test, snd_timer_start(first->timeri, 1), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 1), 0);
	KUNIT_EXPECT_EQ(test, rig->starts, 1u);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, first->calls + second->calls, 2u);
}

/* ---- a card's timers ------------------------------------------------------------------------- */

struct card_timer {
	struct platform_device *parent;
	struct snd_card *card;
	struct snd_timer *timer;
	struct rig rig;
	unsigned int frees;
};

static struct card_timer *freed;

static void count_free(struct snd_timer *timer)
{
	freed->frees++;
}

static void remove_card(void *data)
{
	struct card_timer *ct = data;

	if (ct->card)
		snd_card_free(ct->card);
	platform_device_unregister(ct->parent);
}

static struct card_timer *card_timer_create(struct kunit *test)
{
	struct card_timer *ct = kunit_kzalloc(test, sizeof(*ct), GFP_KERNEL);
	struct snd_timer_id tid = { .dev_class = SNDRV_TIMER_CLASS_CARD, .device = 1, .subdevice = 2 };

	KUNIT_ASSERT_NOT_NULL(test, ct);
	ct->parent = platform_device_register_simple("timer_card", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ct->parent);
	KUNIT_ASSERT_EQ(test, snd_card_new(&ct->parent->dev, SNDRV_DEFAULT_IDX1, NULL, THIS_MODULE, 0, &ct->card), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_card, ct), 0);
	KUNIT_ASSERT_EQ(test, snd_timer_new(ct->card, NULL, &tid, &ct->timer), 0);
	ct->timer->hw = rig_hw;
	ct->timer->private_data = &ct->rig;
	ct->timer->private_free = count_free;
	freed = ct;
	return ct;
}

static int open_card_timer(struct card_timer *ct, struct listener *listener)
{
	struct snd_timer_id tid = {
		.dev_class = SNDRV_TIMER_CLASS_CARD, .dev_sclass = SNDRV_TIMER_SCLASS_SEQUENCER,
		.card = ct->card->number, .device = 1, .subdevice = 2,
	};
	int err = snd_timer_open(listener->timeri, &tid, 0);

	listener->open = err >= 0;
	return err;
}

static void card_that_goes_tells_and_stays_until_it_is_closed(struct kunit *test)
{
	struct card_timer *ct = card_timer_create(test);
	struct listener *listener = listener_new(test), *late = listener_new(test);

	KUNIT_EXPECT_EQ(test, open_card_timer(ct, listener), -ENODEV);
	KUNIT_ASSERT_EQ(test, snd_card_register(ct->card), 0);
	KUNIT_ASSERT_EQ(test, open_card_timer(ct, listener), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	snd_card_disconnect(ct->card);
	KUNIT_EXPECT_EQ(test, listener->disconnects, 1u);
	KUNIT_EXPECT_EQ(test, open_card_timer(ct, late), -ENODEV);
	snd_timer_interrupt(ct->timer, 1);
	KUNIT_EXPECT_EQ(test, listener->calls, 0u);
	/* the driver is left alone */
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), 0);
	KUNIT_EXPECT_EQ(test, ct->rig.stops, 0u);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), -ENODEV);
	snd_card_free_when_closed(ct->card);
	ct->card = NULL;
	KUNIT_EXPECT_EQ(test, ct->frees, 0u);
	listener_close(listener);
	KUNIT_EXPECT_EQ(test, ct->rig.closes, 1u);
	KUNIT_EXPECT_EQ(test, ct->frees, 1u);
}

static void open_that_fails_lets_the_card_go(struct kunit *test)
{
	struct card_timer *ct = card_timer_create(test);
	struct listener *listener = listener_new(test);

	KUNIT_ASSERT_EQ(test, snd_card_register(ct->card), 0);
	ct->rig.open_result = -EIO;
	KUNIT_EXPECT_EQ(test, open_card_timer(ct, listener), -EIO);
	ct->rig.open_result = 0;
	ct->timer->max_instances = 0;
	KUNIT_EXPECT_EQ(test, open_card_timer(ct, listener), -EBUSY);
	/* room for the master, not for the slave that waits for it */
	ct->timer->max_instances = 1;
	slave_create(test, 0);
	KUNIT_EXPECT_EQ(test, open_card_timer(ct, listener), -EBUSY);
	/* hangs if a reference was left */
	snd_card_free(ct->card);
	ct->card = NULL;
	KUNIT_EXPECT_EQ(test, ct->frees, 1u);
}

/* ---- the system timer ------------------------------------------------------------------------ */

static void system_timer_counts_jiffies(struct kunit *test)
{
	struct listener *listener = listener_new(test);
	unsigned long begun, passed;

	KUNIT_ASSERT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_GLOBAL, 0, SNDRV_TIMER_GLOBAL_SYSTEM, 0), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_resolution(listener->timeri), (unsigned long)NSEC_PER_SEC / HZ);
	listener->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	begun = jiffies;
	KUNIT_ASSERT_EQ(test, snd_timer_start(listener->timeri, 5), 0);
	msleep(1000 * 500 / HZ);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), 0);
	passed = jiffies - begun;
	/* what one interval was late is taken off the next: no tick gets lost, the last interval is not over */
	KUNIT_EXPECT_GE(test, listener->ticks + 7UL, passed);
	KUNIT_EXPECT_LE(test, (unsigned long)listener->ticks, passed);
	KUNIT_EXPECT_GE(test, listener->calls, 95u);
	msleep(100);
	KUNIT_EXPECT_LE(test, (unsigned long)listener->ticks, passed);
}

/* ---- several tasks --------------------------------------------------------------------------- */

struct beside {
	struct rig *rig;
	struct listener *listener;
	struct completion done;
	atomic_t stop;
};

static void beside_start(struct kunit *test, struct beside *beside, struct rig *rig, int (*fn)(void *))
{
	beside->rig = rig;
	init_completion(&beside->done);
	atomic_set(&beside->stop, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(fn, beside, "beside"));
}

static struct beside *held;

/* the callback takes its time; somebody closes meanwhile */
static void dawdle(struct listener *listener)
{
	complete(&held->done);
	udelay(500);
	listener->event_resolution = 77;
}

static int tick_once(void *data)
{
	struct beside *beside = data;

	rig_tick(beside->rig, 1);
	return 0;
}

/* the callback of @listener runs in a task that makes the tick, and takes its time */
static void call_beside(struct kunit *test, struct rig *rig, struct listener *listener)
{
	held = kunit_kzalloc(test, sizeof(*held), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, held);
	listener->hook = dawdle;
	beside_start(test, held, rig, tick_once);
	wait_for_completion(&held->done);
}

static void close_waits_for_the_callback(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	KUNIT_ASSERT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	call_beside(test, rig, listener);
	listener_close(listener);
	KUNIT_EXPECT_EQ(test, listener->event_resolution, 77UL);
	/* the task is still on its way out of the timer */
	msleep(10);
}

static void close_waits_for_the_callbacks_of_slaves(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *master = master_create(rig, 1), *slave = slave_create(test, 1);

	KUNIT_ASSERT_EQ(test, snd_timer_start(slave->timeri, 1), 1);
	KUNIT_ASSERT_EQ(test, snd_timer_start(master->timeri, 1), 0);
	call_beside(test, rig, slave);
	listener_close(master);
	KUNIT_EXPECT_EQ(test, slave->event_resolution, 77UL);
	msleep(10);
}

static void callback_is_made_once_at_a_time(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	listener->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	KUNIT_ASSERT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	call_beside(test, rig, listener);
	listener->hook = NULL;
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, listener->calls, 1u);
	msleep(10);
	/* the next one brings the ticks of the one that was not made */
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, listener->calls, 2u);
	KUNIT_EXPECT_EQ(test, listener->ticks, 5u);
}

static int tick_until_told(void *data)
{
	struct beside *beside = data;

	while (!atomic_read(&beside->stop)) {
		rig_tick(beside->rig, 1);
		usleep_range(5, 10);
	}
	complete(&beside->done);
	return 0;
}

/* under many seeds: nobody is called back after it was closed, and no place gets lost */
static void opening_and_closing_beside_interrupts(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listeners[4];
	struct beside *beside = kunit_kzalloc(test, sizeof(*beside), GFP_KERNEL);
	unsigned int round, i, calls;

	KUNIT_ASSERT_NOT_NULL(test, beside);
	for (i = 0; i < ARRAY_SIZE(listeners); i++) {
		listeners[i] = listener_new(test);
		listeners[i]->rig = rig;
		if (i & 1)
			listeners[i]->timeri->flags &= ~SNDRV_TIMER_IFLG_FAST;
		listeners[i]->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	}
	beside_start(test, beside, rig, tick_until_told);
	for (round = 0; round < 40; round++) {
		struct listener *listener = listeners[round % 3], *slave = listeners[3];

		KUNIT_EXPECT_EQ(test, master_open(listener, 5), 0);
		if (!slave->open)
			KUNIT_EXPECT_EQ(test, slave_open(slave, 5), 0);
		snd_timer_start(listener->timeri, 1);
		snd_timer_start(slave->timeri, 1);
		usleep_range(20, 40);
		if (round & 1)
			snd_timer_pause(listener->timeri);
		if (round & 2)
			listener_close(slave);
		listener_close(listener);
		calls = listener->calls;
		usleep_range(20, 40);
		KUNIT_EXPECT_EQ(test, listener->calls, calls);
	}
	listener_close(listeners[3]);
	atomic_set(&beside->stop, 1);
	wait_for_completion(&beside->done);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
	KUNIT_EXPECT_EQ(test, rig->timer->running, 0);
	KUNIT_EXPECT_EQ(test, rig->opens, rig->closes);
	KUNIT_EXPECT_GT(test, listeners[0]->calls + listeners[1]->calls + listeners[2]->calls, 0u);
}

static struct kunit_case slave_cases[] = {
	KUNIT_CASE(slave_ticks_with_its_master),
	KUNIT_CASE(slave_without_a_master_waits_for_the_next),
	KUNIT_CASE(slave_is_told_of_its_master),
	KUNIT_CASE(driven_timer_tells_what_drives_it),
	KUNIT_CASE(driven_timer_takes_latecomers_at_once),
	KUNIT_CASE(card_that_goes_tells_and_stays_until_it_is_closed),
	KUNIT_CASE(open_that_fails_lets_the_card_go),
	KUNIT_CASE(system_timer_counts_jiffies),
	KUNIT_CASE(close_waits_for_the_callback),
	KUNIT_CASE(close_waits_for_the_callbacks_of_slaves),
	KUNIT_CASE(callback_is_made_once_at_a_time),
	KUNIT_CASE(opening_and_closing_beside_interrupts),
	{}
};

static struct kunit_suite slave_suite = {
	.name = "timer_slave",
	.test_cases = slave_cases,
};
kunit_test_suites(&slave_suite);

MODULE_DESCRIPTION("ALSA timers: slaves, events, cards, races");
MODULE_LICENSE("GPL");
