/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_rig.h - a timer without hardware, which ticks when the test says so, and listeners that keep a book.
 *
 * The timer is global number RIG_DEVICE; a tick is a millisecond unless a case says otherwise. All goes when the case
 * ends.
 */
#ifndef TESTS_UNIT_TIMER_RIG_H
#define TESTS_UNIT_TIMER_RIG_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/timer.h>
#include "expect.h"

#define RIG_DEVICE 9
#define RIG_RESOLUTION 1000000UL
#define RIG_EVENTS 16

/* @opens … @stops: how often each was called */
struct rig {
	struct kunit *test;
	struct snd_timer *timer;
	unsigned int opens, closes, starts, stops;
	int open_result;
	unsigned long num, den;
};

/* @calls, @ticks, @resolution: of callback(); @events: of ccallback(); @hook: called in callback() */
struct listener {
	struct rig *rig;
	struct snd_timer_instance *timeri;
	unsigned int calls, ticks, disconnects, event_count;
	unsigned long resolution, event_resolution;
	int events[RIG_EVENTS];
	void (*hook)(struct listener *listener);
	bool open;
};

static inline struct rig *rig_of(struct snd_timer *timer)
{
	return snd_timer_chip(timer);
}

static inline int rig_hw_open(struct snd_timer *timer)
{
	rig_of(timer)->opens++;
	return rig_of(timer)->open_result;
}

static inline int rig_hw_close(struct snd_timer *timer)
{
	rig_of(timer)->closes++;
	return 0;
}

static inline int rig_hw_start(struct snd_timer *timer)
{
	rig_of(timer)->starts++;
	return 0;
}

static inline int rig_hw_stop(struct snd_timer *timer)
{
	rig_of(timer)->stops++;
	return 0;
}

static const struct snd_timer_hardware rig_hw = {
	.flags = SNDRV_TIMER_HW_AUTO,
	.resolution = RIG_RESOLUTION,
	.ticks = 1000,
	.open = rig_hw_open,
	.close = rig_hw_close,
	.start = rig_hw_start,
	.stop = rig_hw_stop,
};

static inline void rig_free(void *data)
{
	struct rig *rig = data;

	if (rig->timer)
		snd_timer_global_free(rig->timer);
	rig->timer = NULL;
}

/* not registered yet */
static inline struct rig *rig_new(struct kunit *test)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);
	char id[] = "rig";

	KUNIT_ASSERT_NOT_NULL(test, rig);
	rig->test = test;
	KUNIT_ASSERT_EQ(test, snd_timer_global_new(id, RIG_DEVICE, &rig->timer), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, rig_free, rig), 0);
	strscpy(rig->timer->name, "test rig", sizeof(rig->timer->name));
	rig->timer->hw = rig_hw;
	rig->timer->private_data = rig;
	return rig;
}

static inline struct rig *rig_create(struct kunit *test)
{
	struct rig *rig = rig_new(test);

	KUNIT_ASSERT_EQ(test, snd_timer_global_register(rig->timer), 0);
	return rig;
}

static inline void rig_tick(struct rig *rig, unsigned long ticks)
{
	snd_timer_interrupt(rig->timer, ticks);
}

/* ---- listeners ------------------------------------------------------------------------------- */

static inline void listener_called(struct snd_timer_instance *timeri, unsigned long resolution, unsigned long ticks)
{
	struct listener *listener = timeri->callback_data;

	listener->calls++;
	listener->ticks += ticks;
	listener->resolution = resolution;
	if (listener->hook)
		listener->hook(listener);
}

static inline void listener_event(struct snd_timer_instance *timeri, int event, struct timespec64 *when,
				  unsigned long resolution)
{
	struct listener *listener = timeri->callback_data;

	listener->event_resolution = resolution;
	if (listener->event_count < RIG_EVENTS)
		listener->events[listener->event_count++] = event;
}

static inline void listener_disconnected(struct snd_timer_instance *timeri)
{
	((struct listener *)timeri->callback_data)->disconnects++;
}

static inline void listener_free(void *data)
{
	struct listener *listener = data;

	if (listener->open)
		snd_timer_close(listener->timeri);
	snd_timer_instance_free(listener->timeri);
}

/* FAST, not open */
static inline struct listener *listener_new(struct kunit *test)
{
	struct listener *listener = kunit_kzalloc(test, sizeof(*listener), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, listener);
	listener->timeri = snd_timer_instance_new("listener");
	KUNIT_ASSERT_NOT_NULL(test, listener->timeri);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, listener_free, listener), 0);
	listener->timeri->flags = SNDRV_TIMER_IFLG_FAST;
	listener->timeri->callback = listener_called;
	listener->timeri->ccallback = listener_event;
	listener->timeri->disconnect = listener_disconnected;
	listener->timeri->callback_data = listener;
	return listener;
}

static inline int listener_open(struct listener *listener, int class, int sclass, int device, unsigned int slave_id)
{
	struct snd_timer_id tid = { .dev_class = class, .dev_sclass = sclass, .card = -1, .device = device };
	int err = snd_timer_open(listener->timeri, &tid, slave_id);

	listener->open = err >= 0;
	return err;
}

static inline void listener_close(struct listener *listener)
{
	listener->open = false;
	snd_timer_close(listener->timeri);
}

/* a master of the rig whose slaves are those of class SEQUENCER with @slave_id */
static inline int master_open(struct listener *listener, unsigned int slave_id)
{
	return listener_open(listener, SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_SCLASS_SEQUENCER, RIG_DEVICE, slave_id);
}

static inline struct listener *master_create(struct rig *rig, unsigned int slave_id)
{
	struct listener *listener = listener_new(rig->test);

	listener->rig = rig;
	KUNIT_ASSERT_EQ(rig->test, master_open(listener, slave_id), 0);
	return listener;
}

static inline int slave_open(struct listener *listener, unsigned int id)
{
	return listener_open(listener, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_SEQUENCER, id, 0);
}

static inline struct listener *slave_create(struct kunit *test, unsigned int id)
{
	struct listener *listener = listener_new(test);

	KUNIT_ASSERT_EQ(test, slave_open(listener, id), 0);
	return listener;
}

#define EXPECT_EVENTS(test, listener, ...)                                                               \
	do {                                                                                            \
		const int wanted[] = { __VA_ARGS__ };                                                    \
		KUNIT_EXPECT_EQ(test, (listener)->event_count, (unsigned int)ARRAY_SIZE(wanted));        \
		KUNIT_EXPECT_MEMEQ(test, (listener)->events, wanted, sizeof(wanted));                    \
	} while (0)

#define EVENT(name) SNDRV_TIMER_EVENT_##name

#endif
