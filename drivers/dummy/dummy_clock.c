// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy_clock.c - the two clocks a stream can run by: hrtimers, exact to the nanosecond, and the jiffies.
 *
 * Where a stream is follows from how long it has run; nothing is added up, so nothing drifts. The timer is set to when
 * period n ends, counted from the start.
 */
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/timer.h>

#include "dummy.h"

/* frames * per_second / rate, rounded up, without overflow for as long as a machine runs */
static u64 time_of(u64 frames, unsigned int rate, u32 per_second)
{
	u32 rest;
	u64 seconds = div_u64_rem(frames, rate, &rest);

	return seconds * per_second + DIV_ROUND_UP_ULL((u64)rest * per_second, rate);
}

static u64 frames_in(u64 time, unsigned int rate, u32 per_second)
{
	u32 rest;
	u64 seconds = div_u64_rem(time, per_second, &rest);

	return seconds * rate + div_u64((u64)rest * rate, per_second);
}

static snd_pcm_uframes_t in_ring(struct snd_pcm_runtime *runtime, u64 frames)
{
	u64 pos;

	div64_u64_rem(frames, runtime->buffer_size, &pos);
	return pos;
}

/* ---- hrtimer -------------------------------------------------------------------------------------------------- */

/**
 * struct exact - @started: when; @periods: that will have ended when @timer expires; @running: under the stream lock
 */
struct exact {
	struct dummy_clock clock;
	struct hrtimer timer;
	struct snd_pcm_substream *substream;
	ktime_t started;
	u64 periods;
	bool running;
};

static ktime_t period_end(struct exact *exact)
{
	struct snd_pcm_runtime *runtime = exact->substream->runtime;

	return ktime_add_ns(exact->started,
			    time_of(exact->periods * runtime->period_size, runtime->rate, NSEC_PER_SEC));
}

/* a stream that was stopped meanwhile does not hear of it: the core looks under the stream lock */
static enum hrtimer_restart exact_passed(struct hrtimer *timer)
{
	struct exact *exact = container_of(timer, struct exact, timer);

	if (!READ_ONCE(exact->running))
		return HRTIMER_NORESTART;
	snd_pcm_period_elapsed(exact->substream);
	if (!READ_ONCE(exact->running))
		return HRTIMER_NORESTART;
	do
		exact->periods++;
	while (period_end(exact) <= hrtimer_cb_get_time(timer));
	hrtimer_set_expires(timer, period_end(exact));
	return HRTIMER_RESTART;
}

static int exact_create(struct snd_pcm_substream *substream)
{
	struct exact *exact = kzalloc(sizeof(*exact), GFP_KERNEL);

	if (!exact)
		return -ENOMEM;
	exact->clock.ops = &dummy_hrtimer_clock;
	exact->substream = substream;
	hrtimer_init(&exact->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	exact->timer.function = exact_passed;
	substream->runtime->private_data = exact;
	return 0;
}

static void exact_start(struct snd_pcm_substream *substream)
{
	struct exact *exact = substream->runtime->private_data;

	exact->started = hrtimer_cb_get_time(&exact->timer);
	exact->periods = 1;
	WRITE_ONCE(exact->running, true);
	hrtimer_start(&exact->timer, period_end(exact), HRTIMER_MODE_ABS_SOFT);
}

/* may be called by exact_passed(), which then sees it */
static void exact_stop(struct snd_pcm_substream *substream)
{
	struct exact *exact = substream->runtime->private_data;

	WRITE_ONCE(exact->running, false);
	hrtimer_try_to_cancel(&exact->timer);
}

static snd_pcm_uframes_t exact_pointer(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct exact *exact = runtime->private_data;
	u64 ran = ktime_to_ns(ktime_sub(hrtimer_cb_get_time(&exact->timer), exact->started));

	return in_ring(runtime, frames_in(ran, runtime->rate, NSEC_PER_SEC));
}

static void exact_sync(struct snd_pcm_substream *substream)
{
	struct exact *exact = substream->runtime->private_data;

	hrtimer_cancel(&exact->timer);
}

const struct dummy_clock_ops dummy_hrtimer_clock = {
	.create = exact_create,
	.start = exact_start,
	.stop = exact_stop,
	.pointer = exact_pointer,
	.sync = exact_sync,
};

/* ---- jiffies ----------------------------------------------------------------------------------------------------- */

/** struct coarse - @lock: of @started, @periods, @running, which the timer's function needs before the stream lock */
struct coarse {
	struct dummy_clock clock;
	struct timer_list timer;
	struct snd_pcm_substream *substream;
	spinlock_t lock;
	unsigned long started;
	u64 periods;
	bool running;
};

static void arm(struct coarse *coarse)
{
	struct snd_pcm_runtime *runtime = coarse->substream->runtime;

	mod_timer(&coarse->timer,
		  coarse->started + time_of(coarse->periods * runtime->period_size, runtime->rate, HZ));
}

static bool next_period(struct coarse *coarse)
{
	struct snd_pcm_runtime *runtime = coarse->substream->runtime;
	u64 frames;

	guard(spinlock_irqsave)(&coarse->lock);
	if (!coarse->running)
		return false;
	frames = frames_in(jiffies - coarse->started, runtime->rate, HZ);
	coarse->periods = div64_u64(frames, runtime->period_size) + 1;
	arm(coarse);
	return true;
}

static void coarse_passed(struct timer_list *timer)
{
	struct coarse *coarse = from_timer(coarse, timer, timer);

	if (next_period(coarse))
		snd_pcm_period_elapsed(coarse->substream);
}

static int coarse_create(struct snd_pcm_substream *substream)
{
	struct coarse *coarse = kzalloc(sizeof(*coarse), GFP_KERNEL);

	if (!coarse)
		return -ENOMEM;
	coarse->clock.ops = &dummy_jiffies_clock;
	coarse->substream = substream;
	spin_lock_init(&coarse->lock);
	timer_setup(&coarse->timer, coarse_passed, 0);
	substream->runtime->private_data = coarse;
	return 0;
}

static void coarse_start(struct snd_pcm_substream *substream)
{
	struct coarse *coarse = substream->runtime->private_data;

	guard(spinlock)(&coarse->lock);
	coarse->started = jiffies;
	coarse->periods = 1;
	coarse->running = true;
	arm(coarse);
}

static void coarse_stop(struct snd_pcm_substream *substream)
{
	struct coarse *coarse = substream->runtime->private_data;

	guard(spinlock)(&coarse->lock);
	coarse->running = false;
	timer_delete(&coarse->timer);
}

static snd_pcm_uframes_t coarse_pointer(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct coarse *coarse = runtime->private_data;

	return in_ring(runtime, frames_in(jiffies - coarse->started, runtime->rate, HZ));
}

static void coarse_sync(struct snd_pcm_substream *substream)
{
	struct coarse *coarse = substream->runtime->private_data;

	timer_delete_sync(&coarse->timer);
}

const struct dummy_clock_ops dummy_jiffies_clock = {
	.create = coarse_create,
	.start = coarse_start,
	.stop = coarse_stop,
	.pointer = coarse_pointer,
	.sync = coarse_sync,
};
