// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_system.c - the system timer, global timer 0: ticks are jiffies.
 *
 * It is a timer_list that is set anew for each interval. Such a timer is never early and often late; what it was late
 * by is taken off the next interval, so that the ticks told add up to the time that passed.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "timer_local.h"

/**
 * struct system_timer - private_data; under timer->lock, but for @late in the timer_list's function
 * @started: jiffies when the interval began
 * @due: when it was to end
 * @late: jiffies that earlier intervals were too long
 */
struct system_timer {
	struct timer_list tlist;
	struct snd_timer *timer;
	unsigned long started, due, late;
};

static void passed(struct timer_list *tlist)
{
	struct system_timer *system = from_timer(system, tlist, tlist);
	unsigned long now = jiffies;

	if (time_after(now, system->due))
		system->late += now - system->due;
	snd_timer_interrupt(system->timer, now - system->started);
}

static int start(struct snd_timer *timer)
{
	struct system_timer *system = snd_timer_chip(timer);
	/* at least one jiffy remains to be waited for */
	unsigned long earlier = min(system->late, timer->sticks - 1);

	system->late -= earlier;
	system->started = jiffies;
	system->due = system->started + timer->sticks - earlier;
	mod_timer(&system->tlist, system->due);
	return 0;
}

/* what is left is for those who continue */
static int stop(struct snd_timer *timer)
{
	struct system_timer *system = snd_timer_chip(timer);
	unsigned long now;

	timer_delete(&system->tlist);
	now = jiffies;
	timer->sticks = time_before(now, system->due) ? system->due - now : 1;
	system->late = 0;
	return 0;
}

static int close(struct snd_timer *timer)
{
	struct system_timer *system = snd_timer_chip(timer);

	timer_delete_sync(&system->tlist);
	return 0;
}

static const struct snd_timer_hardware hardware = {
	.flags = SNDRV_TIMER_HW_FIRST | SNDRV_TIMER_HW_WORK,
	.resolution = TICK_NSEC,
	.ticks = 10000000,
	.close = close,
	.start = start,
	.stop = stop,
};

static char id[] = "system"; /* snd_timer_new() does not promise to leave it alone */

static void free_private(struct snd_timer *timer)
{
	kfree(timer->private_data);
}

/** timer_system_init() - make and register it; it goes with all timers. -ENOMEM */
int timer_system_init(void)
{
	struct system_timer *system;
	struct snd_timer *timer;
	int err;

	err = snd_timer_global_new(id, SNDRV_TIMER_GLOBAL_SYSTEM, &timer);
	if (err < 0)
		return err;
	err = -ENOMEM;
	system = kzalloc(sizeof(*system), GFP_KERNEL);
	if (!system)
		goto err_free_timer;
	system->timer = timer;
	timer_setup(&system->tlist, passed, 0);
	strscpy(timer->name, "system timer", sizeof(timer->name));
	timer->hw = hardware;
	timer->private_data = system;
	timer->private_free = free_private;
	err = snd_timer_global_register(timer);
	if (err < 0)
		goto err_free_timer;
	return 0;

err_free_timer:
	snd_timer_global_free(timer);
	return err;
}
