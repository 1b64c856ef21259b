// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_run.c - instances start, stop and are told that their interval is over.
 *
 * The hardware runs while an instance does, and is programmed for the shortest interval that is left (timer->sticks).
 * An instance that comes in between waits for the next interrupt (IFLG_START, FLG_RESCHED), so that all count whole
 * ticks. Callbacks are made after all instances have been counted, without timer->lock: at once for FAST instances and
 * timers that work in a task (HW_WORK), else by a work. A slave runs when it and its master do.
 *
 * Locks: timer->lock for masters; slave_lock > timer->lock for slaves. Both are taken with interrupts off.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/workqueue.h>
#include <sound/core.h>

#include "timer_local.h"

/* shorter intervals would leave the machine no time for anything else */
#define MIN_INTERVAL_NS 100000

/* from an event to the one slaves are told: SNDRV_TIMER_EVENT_START to _MSTART */
#define TO_SLAVES (SNDRV_TIMER_EVENT_MSTART - SNDRV_TIMER_EVENT_START)

DEFINE_SPINLOCK(slave_lock);

unsigned long timer_resolution(struct snd_timer *timer)
{
	return timer->hw.c_resolution ? timer->hw.c_resolution(timer) : timer->hw.resolution;
}

static unsigned long locked_resolution(struct snd_timer *timer)
{
	guard(spinlock_irqsave)(&timer->lock);
	return timer_resolution(timer);
}

/** snd_timer_resolution() - ns a tick of the instance's timer; 0: it has none, or nobody knows. Not in ccallback(). */
unsigned long snd_timer_resolution(struct snd_timer_instance *timeri)
{
	if (!timeri)
		return 0;
	if (!has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE))
		return timeri->timer ? locked_resolution(timeri->timer) : 0;
	/* the master may close, and its timer go */
	guard(spinlock_irqsave)(&slave_lock);
	return timeri->timer ? locked_resolution(timeri->timer) : 0;
}
EXPORT_SYMBOL(snd_timer_resolution);

static bool is_shut_down(const struct snd_timer *timer)
{
	return timer->card && READ_ONCE(timer->card->shutdown);
}

/* ---- events ------------------------------------------------------------------------------------ */

static void tell_slaves(struct snd_timer_instance *master, int event, struct timespec64 *when,
			unsigned long resolution)
{
	struct snd_timer_instance *slave;

	list_for_each_entry(slave, &master->slave_active_head, active_list)
		if (slave->ccallback)
			slave->ccallback(slave, event, when, resolution);
}

/* timer->lock held */
static void tell(struct snd_timer_instance *timeri, int event)
{
	struct snd_timer *timer = timeri->timer;
	unsigned long resolution = 0;
	struct timespec64 now;

	timer_now(&now);
	if (event == SNDRV_TIMER_EVENT_START || event == SNDRV_TIMER_EVENT_CONTINUE)
		resolution = timer_resolution(timer);
	if (timeri->ccallback)
		timeri->ccallback(timeri, event, &now, resolution);
	/* what drives an HW_SLAVE tells its events itself: snd_timer_notify() */
	if (!(timeri->flags & SNDRV_TIMER_IFLG_SLAVE) && !(timer->hw.flags & SNDRV_TIMER_HW_SLAVE))
		tell_slaves(timeri, event + TO_SLAVES, &now, resolution);
}

/**
 * snd_timer_notify() - what drives a timer has started, stopped …: tell the instances that are started
 * @timer: with SNDRV_TIMER_HW_SLAVE; others are not told anything
 * @event: SNDRV_TIMER_EVENT_MSTART … _MRESUME
 * @tstamp: when
 * Context: any, timer->lock not held
 */
void snd_timer_notify(struct snd_timer *timer, int event, struct timespec64 *tstamp)
{
	struct snd_timer_instance *timeri;
	unsigned long resolution = 0;

	if (is_shut_down(timer) || !(timer->hw.flags & SNDRV_TIMER_HW_SLAVE))
		return;
	if (snd_BUG_ON(event < SNDRV_TIMER_EVENT_MSTART || event > SNDRV_TIMER_EVENT_MRESUME))
		return;
	guard(spinlock_irqsave)(&timer->lock);
	if (event == SNDRV_TIMER_EVENT_MSTART || event == SNDRV_TIMER_EVENT_MCONTINUE ||
	    event == SNDRV_TIMER_EVENT_MRESUME)
		resolution = timer_resolution(timer);
	list_for_each_entry(timeri, &timer->active_list_head, active_list) {
		if (timeri->ccallback)
			timeri->ccallback(timeri, event, tstamp, resolution);
		tell_slaves(timeri, event, tstamp, resolution);
	}
}
EXPORT_SYMBOL(snd_timer_notify);

/* ---- the hardware's interval ------------------------------------------------------------------- */

static void start_waiting(struct snd_timer *timer)
{
	struct snd_timer_instance *timeri;

	list_for_each_entry(timeri, &timer->active_list_head, active_list) {
		if (timeri->flags & SNDRV_TIMER_IFLG_START) {
			change_flags(timeri, SNDRV_TIMER_IFLG_START, SNDRV_TIMER_IFLG_RUNNING);
			timer->running++;
		}
	}
}

/* Start who waits, and find the shortest interval; FLG_CHANGE if it is not @programmed, what the hardware does now. */
static void reschedule(struct snd_timer *timer, unsigned long programmed)
{
	struct snd_timer_instance *timeri;
	unsigned long ticks = ULONG_MAX;

	start_waiting(timer);
	list_for_each_entry(timeri, &timer->active_list_head, active_list)
		if (timeri->flags & SNDRV_TIMER_IFLG_RUNNING)
			ticks = min(ticks, timeri->cticks);
	if (ticks == ULONG_MAX) {
		timer->flags &= ~SNDRV_TIMER_FLG_RESCHED;
		return;
	}
	ticks = min(ticks, timer->hw.ticks);
	if (ticks != programmed)
		timer->flags |= SNDRV_TIMER_FLG_CHANGE;
	timer->sticks = ticks;
}

/* The last instance that ran has stopped; others may have been waiting for a tick that never comes now. */
static void stop_hardware(struct snd_timer *timer)
{
	timer->hw.stop(timer);
	if (!(timer->flags & SNDRV_TIMER_FLG_RESCHED))
		return;
	timer->flags &= ~SNDRV_TIMER_FLG_RESCHED;
	reschedule(timer, 0);
	if (timer->flags & SNDRV_TIMER_FLG_CHANGE) {
		timer->flags &= ~SNDRV_TIMER_FLG_CHANGE;
		timer->hw.start(timer);
	}
}

/* ---- start and stop ---------------------------------------------------------------------------- */

/* @ticks 0: continue */
static int check_start(const struct snd_timer_instance *timeri, struct snd_timer *timer, unsigned long ticks)
{
	if (timeri->flags & SNDRV_TIMER_IFLG_DEAD)
		return -EINVAL;
	if (is_shut_down(timer))
		return -ENODEV;
	if (timeri->flags & (SNDRV_TIMER_IFLG_RUNNING | SNDRV_TIMER_IFLG_START))
		return -EBUSY;
	if (ticks && !(timer->hw.flags & SNDRV_TIMER_HW_SLAVE) &&
	    (u64)timer_resolution(timer) * ticks < MIN_INTERVAL_NS)
		return -EINVAL;
	return 0;
}

/* Return: 0: it runs; 1: it will from the next tick on. */
static int join(struct snd_timer_instance *timeri, struct snd_timer *timer, unsigned long ticks)
{
	bool driven = timer->hw.flags & SNDRV_TIMER_HW_SLAVE;

	list_move_tail(&timeri->active_list, &timer->active_list_head);
	if (timer->running && !driven) {
		timer->flags |= SNDRV_TIMER_FLG_RESCHED;
		change_flags(timeri, 0, SNDRV_TIMER_IFLG_START);
		return 1;
	}
	if (!timer->running) {
		if (ticks)
			timer->sticks = ticks;
		timer->hw.start(timer);
	}
	timer->running++;
	change_flags(timeri, 0, SNDRV_TIMER_IFLG_RUNNING);
	return 0;
}

static int start_master(struct snd_timer_instance *timeri, unsigned long ticks)
{
	struct snd_timer *timer = timeri->timer;
	int ret;

	if (!timer)
		return -EINVAL;
	guard(spinlock_irqsave)(&timer->lock);
	ret = check_start(timeri, timer, ticks);
	if (ret < 0)
		return ret;
	if (ticks) {
		timeri->ticks = ticks;
		timeri->cticks = ticks;
	} else if (!timeri->cticks) {
		timeri->cticks = 1;
	}
	timeri->pticks = 0;
	ret = join(timeri, timer, ticks);
	tell(timeri, ticks ? SNDRV_TIMER_EVENT_START : SNDRV_TIMER_EVENT_CONTINUE);
	return ret;
}

/* slave_lock held, and the timer's lock if it has one: flags change under both, since callbacks change them, too */
static int start_slave_locked(struct snd_timer_instance *timeri, int event)
{
	if (timeri->flags & SNDRV_TIMER_IFLG_DEAD)
		return -EINVAL;
	if (timeri->flags & SNDRV_TIMER_IFLG_RUNNING)
		return -EBUSY;
	change_flags(timeri, 0, SNDRV_TIMER_IFLG_RUNNING);
	if (timeri->master) {
		list_add_tail(&timeri->active_list, &timeri->master->slave_active_head);
		tell(timeri, event);
	}
	return 1;
}

static int start_slave(struct snd_timer_instance *timeri, int event)
{
	guard(spinlock_irqsave)(&slave_lock);
	if (!timeri->timer)
		return start_slave_locked(timeri, event);
	guard(spinlock)(&timeri->timer->lock);
	return start_slave_locked(timeri, event);
}

static int stop_master(struct snd_timer_instance *timeri, bool pause)
{
	const unsigned int started = SNDRV_TIMER_IFLG_RUNNING | SNDRV_TIMER_IFLG_START;
	struct snd_timer *timer = timeri->timer;

	if (!timer)
		return -EINVAL;
	guard(spinlock_irqsave)(&timer->lock);
	list_del_init(&timeri->ack_list);
	list_del_init(&timeri->active_list);
	if (!(timeri->flags & started))
		return -EBUSY;
	/* the driver may be gone */
	if (is_shut_down(timer))
		return 0;
	if (!pause) {
		timeri->cticks = timeri->ticks;
		timeri->pticks = 0;
	}
	if (timeri->flags & SNDRV_TIMER_IFLG_RUNNING && !--timer->running)
		stop_hardware(timer);
	change_flags(timeri, started | SNDRV_TIMER_IFLG_PAUSED, pause ? SNDRV_TIMER_IFLG_PAUSED : 0);
	tell(timeri, pause ? SNDRV_TIMER_EVENT_PAUSE : SNDRV_TIMER_EVENT_STOP);
	return 0;
}

static int stop_slave_locked(struct snd_timer_instance *timeri, int event)
{
	bool ran = timeri->flags & SNDRV_TIMER_IFLG_RUNNING;

	change_flags(timeri, SNDRV_TIMER_IFLG_RUNNING, 0);
	list_del_init(&timeri->ack_list);
	list_del_init(&timeri->active_list);
	if (ran && timeri->timer)
		tell(timeri, event);
	return ran ? 0 : -EBUSY;
}

static int stop_slave(struct snd_timer_instance *timeri, int event)
{
	guard(spinlock_irqsave)(&slave_lock);
	if (!timeri->timer)
		return stop_slave_locked(timeri, event);
	guard(spinlock)(&timeri->timer->lock);
	return stop_slave_locked(timeri, event);
}

/**
 * snd_timer_start() - call back every (IFLG_AUTO), or after, @ticks ticks
 * Context: any
 * Return: 0; 1: from the next tick on, or when the slave's master runs; -EBUSY: it is started; -ENODEV: the card is
 * gone; -EINVAL: not open, being closed, no ticks, or an interval under 100 us.
 */
int snd_timer_start(struct snd_timer_instance *timeri, unsigned int ticks)
{
	if (!timeri || !ticks)
		return -EINVAL;
	if (has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE))
		return start_slave(timeri, SNDRV_TIMER_EVENT_START);
	return start_master(timeri, ticks);
}
EXPORT_SYMBOL(snd_timer_start);

/**
 * snd_timer_stop() - no more callbacks; one that runs goes on
 * Context: any, but not from a callback
 * Return: 0; -EBUSY: it was not started; -EINVAL: a master that is not open.
 */
int snd_timer_stop(struct snd_timer_instance *timeri)
{
	if (has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE))
		return stop_slave(timeri, SNDRV_TIMER_EVENT_STOP);
	return stop_master(timeri, false);
}
EXPORT_SYMBOL(snd_timer_stop);

/** snd_timer_continue() - start a paused instance with what was left of its interval; -EINVAL: not paused */
int snd_timer_continue(struct snd_timer_instance *timeri)
{
	if (!has_flag(timeri, SNDRV_TIMER_IFLG_PAUSED))
		return -EINVAL;
	if (has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE))
		return start_slave(timeri, SNDRV_TIMER_EVENT_CONTINUE);
	return start_master(timeri, 0);
}
EXPORT_SYMBOL(snd_timer_continue);

/** snd_timer_pause() - as snd_timer_stop(), and a master may be continued. A slave has no interval: it only stops. */
int snd_timer_pause(struct snd_timer_instance *timeri)
{
	if (has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE))
		return stop_slave(timeri, SNDRV_TIMER_EVENT_PAUSE);
	return stop_master(timeri, true);
}
EXPORT_SYMBOL(snd_timer_pause);

/* ---- interrupts -------------------------------------------------------------------------------- */

/* timer->lock held, interrupts off; the lock is dropped around each callback */
static void call_back(struct snd_timer *timer, struct list_head *list)
{
	struct snd_timer_instance *timeri;
	unsigned long resolution, ticks;

	while (!list_empty(list)) {
		timeri = list_first_entry(list, struct snd_timer_instance, ack_list);
		list_del_init(&timeri->ack_list);
		if (timeri->flags & SNDRV_TIMER_IFLG_DEAD)
			continue;
		ticks = timeri->pticks;
		timeri->pticks = 0;
		resolution = timeri->resolution;
		change_flags(timeri, 0, SNDRV_TIMER_IFLG_CALLBACK);
		spin_unlock(&timer->lock);
		if (timeri->callback)
			timeri->callback(timeri, resolution, ticks);
		spin_lock(&timer->lock);
		change_flags(timeri, SNDRV_TIMER_IFLG_CALLBACK, 0);
	}
}

static void forget_callbacks(struct snd_timer *timer, struct list_head *list)
{
	guard(spinlock_irqsave)(&timer->lock);
	while (!list_empty(list))
		list_del_init(list->next);
}

void timer_work(struct work_struct *work)
{
	struct snd_timer *timer = container_of(work, struct snd_timer, task_work);

	if (is_shut_down(timer)) {
		forget_callbacks(timer, &timer->sack_list_head);
		return;
	}
	guard(spinlock_irqsave)(&timer->lock);
	call_back(timer, &timer->sack_list_head);
}

/* one whose callback still runs gets its ticks with the next one */
static void queue_callback(struct snd_timer_instance *timeri, struct list_head *list)
{
	if (list_empty(&timeri->ack_list) && !(timeri->flags & SNDRV_TIMER_IFLG_CALLBACK))
		list_add_tail(&timeri->ack_list, list);
}

/* The interval is over: again, or that was it. */
static void expire(struct snd_timer_instance *timeri, struct snd_timer *timer)
{
	bool at_once = timer->hw.flags & SNDRV_TIMER_HW_WORK || timeri->flags & SNDRV_TIMER_IFLG_FAST;
	struct list_head *list = at_once ? &timer->ack_list_head : &timer->sack_list_head;
	struct snd_timer_instance *slave;

	if (timeri->flags & SNDRV_TIMER_IFLG_AUTO) {
		timeri->cticks = timeri->ticks;
	} else {
		change_flags(timeri, SNDRV_TIMER_IFLG_RUNNING, 0);
		timer->running--;
		list_del_init(&timeri->active_list);
	}
	queue_callback(timeri, list);
	list_for_each_entry(slave, &timeri->slave_active_head, active_list) {
		slave->pticks = timeri->pticks;
		slave->resolution = timeri->resolution;
		queue_callback(slave, list);
	}
}

static void count(struct snd_timer *timer, unsigned long ticks)
{
	unsigned long resolution = timer_resolution(timer);
	struct snd_timer_instance *timeri, *next;

	list_for_each_entry_safe(timeri, next, &timer->active_list_head, active_list) {
		if (timeri->flags & SNDRV_TIMER_IFLG_DEAD || !(timeri->flags & SNDRV_TIMER_IFLG_RUNNING))
			continue;
		timeri->pticks += ticks;
		timeri->resolution = resolution;
		timeri->cticks -= min(timeri->cticks, ticks);
		if (!timeri->cticks)
			expire(timeri, timer);
	}
}

static void go_on(struct snd_timer *timer)
{
	if (timer->flags & SNDRV_TIMER_FLG_RESCHED)
		reschedule(timer, timer->sticks);
	if (!timer->running) {
		timer->hw.stop(timer);
		return;
	}
	if (timer->hw.flags & SNDRV_TIMER_HW_STOP) {
		timer->hw.stop(timer);
		timer->flags |= SNDRV_TIMER_FLG_CHANGE;
	}
	if (!(timer->hw.flags & SNDRV_TIMER_HW_AUTO) || timer->flags & SNDRV_TIMER_FLG_CHANGE) {
		timer->flags &= ~SNDRV_TIMER_FLG_CHANGE;
		timer->hw.start(timer);
	}
}

/**
 * snd_timer_interrupt() - the timer's driver: @ticks_left ticks have passed (mostly timer->sticks)
 * @timer: NULL: nothing happens
 * Context: any, timer->lock not held. Calls the timer's start() and stop(), and callbacks of FAST instances.
 */
void snd_timer_interrupt(struct snd_timer *timer, unsigned long ticks_left)
{
	if (!timer)
		return;
	if (is_shut_down(timer)) {
		forget_callbacks(timer, &timer->ack_list_head);
		return;
	}
	guard(spinlock_irqsave)(&timer->lock);
	count(timer, ticks_left);
	go_on(timer);
	call_back(timer, &timer->ack_list_head);
	if (!list_empty(&timer->sack_list_head))
		queue_work(system_highpri_wq, &timer->task_work);
}
EXPORT_SYMBOL(snd_timer_interrupt);
