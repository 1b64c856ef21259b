// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_core.c - ALSA's timers as drivers and users in the kernel see them (sound/core/timer.c, timer_open.c,
 * timer_run.c): who may open, who is called back when, and what ends it.
 */
#include <linux/jiffies.h>
#include <linux/platform_device.h>
#include <sound/initval.h>
#include "timer_rig.h"

static int open_rig(struct listener *listener)
{
	return listener_open(listener, SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_SCLASS_NONE, RIG_DEVICE, 0);
}

/* ---- devices --------------------------------------------------------------------------------- */

static void new_wants_a_number_and_its_card(struct kunit *test)
{
	struct snd_timer_id tid = { .dev_class = SNDRV_TIMER_CLASS_CARD };
	struct snd_timer *timer;

	expect_findings(test, 3);
	KUNIT_EXPECT_EQ(test, snd_timer_new(NULL, NULL, NULL, &timer), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_new(NULL, NULL, &tid, &timer), -EINVAL);
	tid.dev_class = SNDRV_TIMER_CLASS_PCM;
	KUNIT_EXPECT_EQ(test, snd_timer_new(NULL, NULL, &tid, &timer), -EINVAL);
}

static void register_refuses_what_cannot_tick(struct kunit *test)
{
	struct rig *rig = rig_new(test);

	expect_findings(test, 2);
	rig->timer->hw.start = NULL;
	KUNIT_EXPECT_EQ(test, snd_timer_global_register(rig->timer), -ENXIO);
	rig->timer->hw.start = rig_hw_start;
	rig->timer->hw.stop = NULL;
	KUNIT_EXPECT_EQ(test, snd_timer_global_register(rig->timer), -ENXIO);
	rig->timer->hw.stop = rig_hw_stop;
	rig->timer->hw.resolution = 0;
	KUNIT_EXPECT_EQ(test, snd_timer_global_register(rig->timer), -EINVAL);
	/* one that is driven has none of its own */
	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	KUNIT_EXPECT_EQ(test, snd_timer_global_register(rig->timer), 0);
}

static void number_is_taken_once(struct kunit *test)
{
	struct rig *first = rig_create(test), *second = rig_new(test);

	KUNIT_EXPECT_EQ(test, snd_timer_global_register(second->timer), -EBUSY);
	rig_free(first);
	KUNIT_EXPECT_EQ(test, snd_timer_global_register(second->timer), 0);
}

static void freeing_closes_who_has_it_open(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1), *slave = slave_create(test, 1);

	KUNIT_ASSERT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	rig_free(rig);
	KUNIT_EXPECT_EQ(test, rig->stops, 1u);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	KUNIT_EXPECT_NULL(test, listener->timeri->timer);
	KUNIT_EXPECT_NULL(test, slave->timeri->timer);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_resolution(listener->timeri), 0UL);
	/* the same instance may be opened again */
	rig = rig_create(test);
	listener_close(listener);
	KUNIT_EXPECT_EQ(test, open_rig(listener), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
}

static void freeing_waits_for_the_work(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	listener->timeri->flags &= ~SNDRV_TIMER_IFLG_FAST;
	KUNIT_ASSERT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	rig_tick(rig, 1);
	/* the callback is queued: it comes now or never, and the timer is not touched afterwards */
	rig_free(rig);
	msleep(20);
	KUNIT_EXPECT_LE(test, listener->calls, 1u);
}

static void interrupt_without_a_timer_is_none(struct kunit *test)
{
	snd_timer_interrupt(NULL, 1);
	KUNIT_EXPECT_EQ(test, snd_timer_resolution(NULL), 0UL);
	snd_timer_instance_free(NULL);
}

/* ---- opening --------------------------------------------------------------------------------- */

static void open_wants_a_timer_that_is_there(struct kunit *test)
{
	struct listener *listener = listener_new(test);

	KUNIT_EXPECT_EQ(test, open_rig(listener), -ENODEV);
	rig_create(test);
	KUNIT_EXPECT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_CARD, 0, RIG_DEVICE, 0), -ENODEV);
	KUNIT_EXPECT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_GLOBAL, 0, RIG_DEVICE + 1, 0), -ENODEV);
	KUNIT_EXPECT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_NONE, 1, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_LAST + 1, 1, 0),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, listener_open(listener, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_LAST, 1, 0), 0);
}

static void hardware_is_open_while_somebody_is(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 1), *second = master_create(rig, 2);

	KUNIT_EXPECT_EQ(test, rig->opens, 1u);
	listener_close(first);
	KUNIT_EXPECT_EQ(test, rig->closes, 0u);
	listener_close(second);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	/* closing what is closed is nothing */
	snd_timer_close(second->timeri);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
}

static void open_that_fails_leaves_nothing(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = listener_new(test);

	rig->open_result = -EIO;
	KUNIT_EXPECT_EQ(test, open_rig(listener), -EIO);
	KUNIT_EXPECT_EQ(test, rig->closes, 0u);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
	KUNIT_EXPECT_NULL(test, listener->timeri->timer);
	rig->open_result = 0;
	KUNIT_EXPECT_EQ(test, open_rig(listener), 0);
	KUNIT_EXPECT_EQ(test, rig->opens, 2u);
}

static void exclusive_user_keeps_others_out(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 1), *second = listener_new(test);

	first->timeri->flags |= SNDRV_TIMER_IFLG_EXCLUSIVE;
	KUNIT_EXPECT_EQ(test, open_rig(second), -EBUSY);
	first->timeri->flags &= ~SNDRV_TIMER_IFLG_EXCLUSIVE;
	KUNIT_EXPECT_EQ(test, open_rig(second), 0);
}

static void timer_has_so_many_places(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *master, *other = listener_new(test), *early = slave_create(test, 7);

	KUNIT_EXPECT_EQ(test, rig->timer->max_instances, 1000);
	rig->timer->max_instances = 1;
	/* the slave that is there already has no place: its master is not let in */
	KUNIT_EXPECT_EQ(test, master_open(other, 7), -EBUSY);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
	KUNIT_EXPECT_NULL(test, early->timeri->master);
	master = master_create(rig, 1);
	KUNIT_EXPECT_EQ(test, open_rig(other), -EBUSY);
	KUNIT_EXPECT_EQ(test, slave_open(other, 1), -EBUSY);
	rig->timer->max_instances = 2;
	KUNIT_EXPECT_EQ(test, slave_open(other, 1), 0);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 2);
	listener_close(master);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
}

static void slaves_are_a_thousand_at_most(struct kunit *test)
{
	struct snd_timer_id tid = { .dev_class = SNDRV_TIMER_CLASS_SLAVE, .dev_sclass = SNDRV_TIMER_SCLASS_SEQUENCER };
	struct snd_timer_instance **all = kunit_kcalloc(test, 1001, sizeof(*all), GFP_KERNEL);
	int i, opened = 0, err = 0;

	KUNIT_ASSERT_NOT_NULL(test, all);
	for (i = 0; i < 1001; i++) {
		all[i] = snd_timer_instance_new("one of many");
		if (!all[i])
			break;
		err = snd_timer_open(all[i], &tid, 0);
		opened += !err;
	}
	KUNIT_EXPECT_EQ(test, opened, 1000);
	KUNIT_EXPECT_EQ(test, err, -EBUSY);
	snd_timer_close(all[0]);
	KUNIT_EXPECT_EQ(test, snd_timer_open(all[1000], &tid, 0), 0);
	while (i--) {
		snd_timer_close(all[i]);
		snd_timer_instance_free(all[i]);
	}
}

static void new_needs_memory(struct kunit *test)
{
	struct snd_timer *timer;
	char id[] = "rig";

	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_timer_global_new(id, RIG_DEVICE, &timer), -ENOMEM);
	KUNIT_EXPECT_NULL(test, timer);
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, snd_timer_instance_new("nobody"));
	fail_request(test, 2);
	KUNIT_EXPECT_NULL(test, snd_timer_instance_new("nobody"));
	fail_request(test, 0);
}

/* ---- running --------------------------------------------------------------------------------- */

static void interval_is_over_once(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 3), 0);
	KUNIT_EXPECT_EQ(test, rig->starts, 1u);
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 3UL);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, listener->calls, 0u);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, listener->calls, 1u);
	KUNIT_EXPECT_EQ(test, listener->ticks, 4u);
	KUNIT_EXPECT_EQ(test, listener->resolution, RIG_RESOLUTION);
	/* nobody runs any more */
	KUNIT_EXPECT_EQ(test, rig->stops, 1u);
	rig_tick(rig, 9);
	KUNIT_EXPECT_EQ(test, listener->calls, 1u);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), -EBUSY);
	EXPECT_EVENTS(test, listener, EVENT(START));
}

static void auto_goes_on(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	listener->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 2), 0);
	rig_tick(rig, 2);
	rig_tick(rig, 1);
	rig_tick(rig, 5);
	KUNIT_EXPECT_EQ(test, listener->calls, 2u);
	KUNIT_EXPECT_EQ(test, listener->ticks, 8u);
	KUNIT_EXPECT_EQ(test, rig->starts, 1u);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), 0);
	KUNIT_EXPECT_EQ(test, rig->stops, 1u);
	EXPECT_EVENTS(test, listener, EVENT(START), EVENT(STOP));
}

static void start_refuses(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1), *closed = listener_new(test);

	KUNIT_EXPECT_EQ(test, snd_timer_start(NULL, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_start(closed->timeri, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_continue(listener->timeri), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_pause(listener->timeri), -EBUSY);
	rig->timer->hw.resolution = 9999;
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 10), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 11), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 11), -EBUSY);
}

static void latecomer_starts_with_the_next_tick(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 1), *second = master_create(rig, 2);

	first->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	KUNIT_EXPECT_EQ(test, snd_timer_start(first->timeri, 10), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 3), 1);
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 3), -EBUSY);
	KUNIT_EXPECT_EQ(test, rig->starts, 1u);
	rig_tick(rig, 10);
	KUNIT_EXPECT_EQ(test, first->calls, 1u);
	KUNIT_EXPECT_EQ(test, second->calls, 0u);
	/* from now on the shorter interval counts */
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 3UL);
	KUNIT_EXPECT_EQ(test, rig->starts, 2u);
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, second->calls, 1u);
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 7UL);
}

static void latecomer_starts_when_the_others_stop(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 1), *second = master_create(rig, 2);

	KUNIT_EXPECT_EQ(test, snd_timer_start(first->timeri, 10), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 3), 1);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(first->timeri), 0);
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 3UL);
	KUNIT_EXPECT_EQ(test, rig->starts, 2u);
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, second->calls, 1u);
}

static void interval_is_not_longer_than_the_hardware_can(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *first = master_create(rig, 1), *second = master_create(rig, 2);

	KUNIT_EXPECT_EQ(test, snd_timer_start(first->timeri, 500), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(second->timeri, 5000), 1);
	rig_tick(rig, 500);
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 1000UL);
}

static void stop_forgets_what_has_passed(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 5), 0);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, listener->timeri->cticks, 3UL);
	KUNIT_EXPECT_EQ(test, listener->timeri->pticks, 2UL);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), 0);
	KUNIT_EXPECT_EQ(test, listener->timeri->cticks, 5UL);
	KUNIT_EXPECT_EQ(test, listener->timeri->pticks, 0UL);
}

static void pause_keeps_what_is_left(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 5), 0);
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, snd_timer_pause(listener->timeri), 0);
	rig_tick(rig, 9);
	KUNIT_EXPECT_EQ(test, snd_timer_continue(listener->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_continue(listener->timeri), -EBUSY);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, listener->calls, 0u);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, listener->calls, 1u);
	KUNIT_EXPECT_EQ(test, listener->ticks, 2u);
	EXPECT_EVENTS(test, listener, EVENT(START), EVENT(PAUSE), EVENT(CONTINUE));
	/* a stop is no pause */
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 5), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_stop(listener->timeri), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_continue(listener->timeri), -EINVAL);
}

static void hardware_that_stops_by_itself_is_started_again(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);

	listener->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	rig->timer->hw.flags = 0;
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->starts, 2u);
	KUNIT_EXPECT_EQ(test, rig->stops, 0u);
	rig->timer->hw.flags = SNDRV_TIMER_HW_AUTO | SNDRV_TIMER_HW_STOP;
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->starts, 3u);
	KUNIT_EXPECT_EQ(test, rig->stops, 1u);
}

static void note_context(struct listener *listener)
{
	if (!in_interrupt() && current == listener->rig->test->priv)
		listener->event_resolution = 1;
}

static void callbacks_come_from_a_work_unless_they_are_fast(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *slow = master_create(rig, 1), *fast = master_create(rig, 2);

	test->priv = current;
	slow->timeri->flags &= ~SNDRV_TIMER_IFLG_FAST;
	slow->timeri->ccallback = fast->timeri->ccallback = NULL;
	slow->hook = fast->hook = note_context;
	KUNIT_EXPECT_EQ(test, snd_timer_start(slow->timeri, 1), 0);
	KUNIT_EXPECT_EQ(test, snd_timer_start(fast->timeri, 1), 1);
	rig_tick(rig, 1);
	rig_tick(rig, 1);
	flush_work(&rig->timer->task_work);
	KUNIT_EXPECT_EQ(test, slow->calls, 1u);
	KUNIT_EXPECT_EQ(test, fast->calls, 1u);
	KUNIT_EXPECT_EQ(test, slow->event_resolution, 0UL);
	KUNIT_EXPECT_EQ(test, fast->event_resolution, 1UL);
	/* a timer that works in a task makes all of them itself */
	rig->timer->hw.flags |= SNDRV_TIMER_HW_WORK;
	KUNIT_EXPECT_EQ(test, snd_timer_start(slow->timeri, 1), 0);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, slow->calls, 2u);
	KUNIT_EXPECT_EQ(test, slow->event_resolution, 1UL);
}

static void callback_of_a_closed_one_does_not_come(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct listener *listener = master_create(rig, 1);
	unsigned int calls;

	listener->timeri->flags &= ~SNDRV_TIMER_IFLG_FAST;
	listener->timeri->flags |= SNDRV_TIMER_IFLG_AUTO;
	KUNIT_EXPECT_EQ(test, snd_timer_start(listener->timeri, 1), 0);
	rig_tick(rig, 1);
	listener_close(listener);
	calls = listener->calls;
	flush_work(&rig->timer->task_work);
	KUNIT_EXPECT_EQ(test, listener->calls, calls);
}

static struct kunit_case core_cases[] = {
	KUNIT_CASE(new_wants_a_number_and_its_card),
	KUNIT_CASE(register_refuses_what_cannot_tick),
	KUNIT_CASE(number_is_taken_once),
	KUNIT_CASE(freeing_closes_who_has_it_open),
	KUNIT_CASE(freeing_waits_for_the_work),
	KUNIT_CASE(interrupt_without_a_timer_is_none),
	KUNIT_CASE(open_wants_a_timer_that_is_there),
	KUNIT_CASE(hardware_is_open_while_somebody_is),
	KUNIT_CASE(open_that_fails_leaves_nothing),
	KUNIT_CASE(exclusive_user_keeps_others_out),
	KUNIT_CASE(timer_has_so_many_places),
	KUNIT_CASE(slaves_are_a_thousand_at_most),
	KUNIT_CASE(new_needs_memory),
	KUNIT_CASE(interval_is_over_once),
	KUNIT_CASE(auto_goes_on),
	KUNIT_CASE(start_refuses),
	KUNIT_CASE(latecomer_starts_with_the_next_tick),
	KUNIT_CASE(latecomer_starts_when_the_others_stop),
	KUNIT_CASE(interval_is_not_longer_than_the_hardware_can),
	KUNIT_CASE(stop_forgets_what_has_passed),
	KUNIT_CASE(pause_keeps_what_is_left),
	KUNIT_CASE(hardware_that_stops_by_itself_is_started_again),
	KUNIT_CASE(callbacks_come_from_a_work_unless_they_are_fast),
	KUNIT_CASE(callback_of_a_closed_one_does_not_come),
	{}
};

static struct kunit_suite core_suite = {
	.name = "timer_core",
	.test_cases = core_cases,
};
kunit_test_suites(&core_suite);

MODULE_DESCRIPTION("ALSA timers: devices, instances, intervals");
MODULE_LICENSE("GPL");
