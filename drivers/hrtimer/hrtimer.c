// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hrtimer.c - global timer 3: an hrtimer. A tick is as short as those can be, so intervals are as exact.
 *
 * The hrtimer lives as long as somebody has the timer open. Its function calls snd_timer_interrupt(), which calls our
 * start() and stop(); they leave the hrtimer alone then, and the function's own result says whether it goes on.
 * in_function is under timer->lock, which start() and stop() are called with.
 */
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <sound/core.h>
#include <sound/timer.h>

/* instances, each of which may want an interrupt of its own */
#define PLACES 100

/* @in_function: start() and stop() have nothing to do */
struct exact_timer {
	struct snd_timer *timer;
	struct hrtimer hrtimer;
	bool in_function;
};

static struct snd_timer *the_timer;
static unsigned int tick_ns;

static u64 interval_ns(const struct snd_timer *timer)
{
	return (u64)timer->sticks * tick_ns;
}

/* Return: the ticks that were waited for; 0: nobody waits any more, or somebody has begun to wait anew */
static unsigned long enter_function(struct exact_timer *exact)
{
	guard(spinlock_irqsave)(&exact->timer->lock);
	if (!exact->timer->running || hrtimer_is_queued(&exact->hrtimer))
		return 0;
	exact->in_function = true;
	return exact->timer->sticks;
}

static enum hrtimer_restart passed(struct hrtimer *hrtimer)
{
	struct exact_timer *exact = container_of(hrtimer, struct exact_timer, hrtimer);
	struct snd_timer *timer = exact->timer;
	unsigned long ticks = enter_function(exact);
	u64 interval = (u64)ticks * tick_ns;
	ktime_t ended;

	if (!ticks)
		return HRTIMER_NORESTART;
	/* more than one interval, if it comes late; the last of them ended before now, the next begins there */
	ticks *= hrtimer_forward_now(hrtimer, ns_to_ktime(interval));
	ended = ktime_sub_ns(hrtimer_get_expires(hrtimer), interval);
	snd_timer_interrupt(timer, ticks);

	guard(spinlock_irqsave)(&timer->lock);
	exact->in_function = false;
	if (!timer->running)
		return HRTIMER_NORESTART;
	hrtimer_set_expires(hrtimer, ktime_add_ns(ended, interval_ns(timer)));
	return HRTIMER_RESTART;
}

static int open_timer(struct snd_timer *timer)
{
	struct exact_timer *exact = kzalloc(sizeof(*exact), GFP_KERNEL);

	if (!exact)
		return -ENOMEM;
	hrtimer_init(&exact->hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	exact->hrtimer.function = passed;
	exact->timer = timer;
	timer->private_data = exact;
	return 0;
}

static int close_timer(struct snd_timer *timer)
{
	struct exact_timer *exact = snd_timer_chip(timer);

	hrtimer_cancel(&exact->hrtimer);
	timer->private_data = NULL;
	kfree(exact);
	return 0;
}

static int start_timer(struct snd_timer *timer)
{
	struct exact_timer *exact = snd_timer_chip(timer);

	if (!exact->in_function)
		hrtimer_start(&exact->hrtimer, ns_to_ktime(interval_ns(timer)), HRTIMER_MODE_REL);
	return 0;
}

/* its function may be waiting for timer->lock: then it sees that nobody runs */
static int stop_timer(struct snd_timer *timer)
{
	struct exact_timer *exact = snd_timer_chip(timer);

	if (!exact->in_function)
		hrtimer_try_to_cancel(&exact->hrtimer);
	return 0;
}

static int __init hrtimer_module_init(void)
{
	const struct snd_timer_hardware hardware = {
		.flags = SNDRV_TIMER_HW_AUTO | SNDRV_TIMER_HW_WORK,
		.resolution = hrtimer_resolution,
		.ticks = NSEC_PER_SEC / hrtimer_resolution,
		.open = open_timer,
		.close = close_timer,
		.start = start_timer,
		.stop = stop_timer,
	};
	char id[] = "hrtimer";
	struct snd_timer *timer;
	int err;

	tick_ns = hrtimer_resolution;
	err = snd_timer_global_new(id, SNDRV_TIMER_GLOBAL_HRTIMER, &timer);
	if (err < 0)
		return err;
	strscpy(timer->name, "HR timer", sizeof(timer->name));
	timer->hw = hardware;
	timer->module = THIS_MODULE;
	timer->max_instances = PLACES;
	err = snd_timer_global_register(timer);
	if (err < 0) {
		snd_timer_global_free(timer);
		return err;
	}
	the_timer = timer;
	return 0;
}

static void __exit hrtimer_module_exit(void)
{
	snd_timer_global_free(the_timer);
}

module_init(hrtimer_module_init);
module_exit(hrtimer_module_exit);

MODULE_DESCRIPTION("ALSA timer on an hrtimer");
MODULE_LICENSE("GPL");
MODULE_ALIAS("snd-timer-" __stringify(SNDRV_TIMER_GLOBAL_HRTIMER));
