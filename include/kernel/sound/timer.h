/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/timer.h - timers: what ticks (struct snd_timer), and who wants to be told (struct snd_timer_instance).
 *
 * A timer is a device: global (the system timer), of a card, or of a PCM, where a tick is a period. Any number of
 * instances share it: each has an interval in ticks of its own, and is called back when that is over. An instance of
 * class SLAVE has no timer: it follows the master that was opened with the same slave class and ID.
 *
 * Implemented in sound/core/timer*.c. Locks, in order: the mutex over timers, instances opened and who follows whom;
 * the spinlock over slaves' running state; timer->lock.
 */
#ifndef __SOUND_TIMER_H
#define __SOUND_TIMER_H

#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/workqueue.h>
#include <sound/asound.h>

struct module;
struct snd_card;

#define snd_timer_chip(timer) ((timer)->private_data)

#define SNDRV_TIMER_DEVICES	16

#define SNDRV_TIMER_DEV_FLG_PCM	0x10000000

/* snd_timer_hardware.flags */
#define SNDRV_TIMER_HW_AUTO	0x00000001	/* goes on by itself after a tick */
#define SNDRV_TIMER_HW_STOP	0x00000002	/* wants stop() before start() */
#define SNDRV_TIMER_HW_SLAVE	0x00000004	/* driven by something else: no interval of its own */
#define SNDRV_TIMER_HW_FIRST	0x00000008	/* its first tick may be short */
#define SNDRV_TIMER_HW_WORK	0x00000010	/* calls snd_timer_interrupt() where callbacks may take long */

/* snd_timer_instance.flags; timer->lock, or the slaves' lock */
#define SNDRV_TIMER_IFLG_SLAVE		0x00000001
#define SNDRV_TIMER_IFLG_RUNNING	0x00000002
#define SNDRV_TIMER_IFLG_START		0x00000004	/* runs from the next tick on */
#define SNDRV_TIMER_IFLG_AUTO		0x00000008	/* again and again; without: once */
#define SNDRV_TIMER_IFLG_FAST		0x00000010	/* called back by the interrupt itself, not by a work */
#define SNDRV_TIMER_IFLG_CALLBACK	0x00000020	/* its callback is running */
#define SNDRV_TIMER_IFLG_EXCLUSIVE	0x00000040	/* as the first of its timer it keeps others out */
#define SNDRV_TIMER_IFLG_EARLY_EVENT	0x00000080	/* an application wants an event before the first tick */

/* snd_timer.flags; timer->lock */
#define SNDRV_TIMER_FLG_CHANGE	0x00000001	/* sticks has changed: program the hardware again */
#define SNDRV_TIMER_FLG_RESCHED	0x00000002	/* instances wait to be started by the next tick */

struct snd_timer;

/**
 * struct snd_timer_hardware - a timer as its driver describes it
 * @flags: SNDRV_TIMER_HW_*
 * @resolution: ns a tick; needed unless @c_resolution is there or it is HW_SLAVE
 * @resolution_min, @resolution_max: what @set_period can reach; 0: not told
 * @ticks: the longest interval the hardware can wait
 * @open, @close: of the first and after the last instance; may sleep; NULL: nothing to do. @open: 0 or -errno.
 * @c_resolution: ns a tick now, if it varies; under timer->lock
 * @start: interrupt after timer->sticks ticks; @stop: no more. Needed. Under timer->lock, interrupts off; what they
 *	return is not looked at.
 * @set_period: seconds a tick become @period_num / @period_den; may sleep; NULL: cannot
 * @precise_resolution: seconds a tick as a fraction, under timer->lock; NULL: @resolution is precise
 */
struct snd_timer_hardware {
	unsigned int flags;
	unsigned long resolution;
	unsigned long resolution_min;
	unsigned long resolution_max;
	unsigned long ticks;
	int (*open)(struct snd_timer *timer);
	int (*close)(struct snd_timer *timer);
	unsigned long (*c_resolution)(struct snd_timer *timer);
	int (*start)(struct snd_timer *timer);
	int (*stop)(struct snd_timer *timer);
	int (*set_period)(struct snd_timer *timer, unsigned long period_num, unsigned long period_den);
	int (*precise_resolution)(struct snd_timer *timer, unsigned long *num, unsigned long *den);
};

/**
 * struct snd_timer - something that ticks
 * @tmr_class: SNDRV_TIMER_CLASS_GLOBAL, _CARD or _PCM
 * @card: NULL: global
 * @module: pinned by every instance; NULL: built in
 * @tmr_device, @tmr_subdevice: its number within class and card
 * @id, @name: for people; set before it is registered
 * @flags: SNDRV_TIMER_FLG_*
 * @running: instances with IFLG_RUNNING
 * @sticks: ticks to the next interrupt
 * @private_data, @private_free: the driver's; the latter is called when the timer is freed; may sleep
 * @hw: filled by the driver before it registers the timer
 * @lock: protects what runs, and the lists of that; irq-safe
 * @device_list: of all timers; empty once it is disconnected
 * @open_list_head: its masters
 * @active_list_head: those that are started
 * @ack_list_head, @sack_list_head: to be called back, by the interrupt and by @task_work
 * @max_instances: instances it has room for, masters and slaves; @num_instances of them are taken
 */
struct snd_timer {
	int tmr_class;
	struct snd_card *card;
	struct module *module;
	int tmr_device;
	int tmr_subdevice;
	char id[64];
	char name[80];
	unsigned int flags;
	int running;
	unsigned long sticks;
	void *private_data;
	void (*private_free)(struct snd_timer *timer);
	struct snd_timer_hardware hw;
	spinlock_t lock;
	struct list_head device_list;
	struct list_head open_list_head;
	struct list_head active_list_head;
	struct list_head ack_list_head;
	struct list_head sack_list_head;
	struct work_struct task_work;
	int max_instances;
	int num_instances;
};

/**
 * struct snd_timer_instance - one user of a timer
 * @timer: NULL: not open, or a slave without a master
 * @owner: for /proc/asound/timers
 * @flags: SNDRV_TIMER_IFLG_*
 * @private_data, @private_free: the user's; the latter is called by snd_timer_instance_free()
 * @callback: the interval is over: how long a tick is (ns), and how many passed since the last call. Interrupts off,
 *	no lock held, never twice at a time; must neither sleep nor stop, close or open instances. (The header of
 *	Linux names the two numbers the other way round.)
 * @ccallback: SNDRV_TIMER_EVENT_*, when, and for starts how long a tick is. Under timer->lock.
 * @disconnect: the timer is gone; close it soon. May sleep.
 * @callback_data: for the three of them
 * @ticks: the interval
 * @cticks: what is left of it
 * @pticks: what passed since the last callback
 * @resolution: ns a tick at the last interrupt
 * @lost: ticks missed; kept by users
 * @slave_class, @slave_id: which slaves and masters belong together
 * @open_list: in timer->open_list_head; of a slave: in its master's slave_list_head, or in the list of those without
 * @active_list: in timer->active_list_head; of a slave: in its master's slave_active_head
 * @ack_list: in one of the timer's ack lists
 * @slave_list_head, @slave_active_head: of a master: its slaves, and those that are started
 * @master: of a slave; NULL: none is there
 */
struct snd_timer_instance {
	struct snd_timer *timer;
	char *owner;
	unsigned int flags;
	void *private_data;
	void (*private_free)(struct snd_timer_instance *ti);
	void (*callback)(struct snd_timer_instance *timeri, unsigned long resolution, unsigned long ticks);
	void (*ccallback)(struct snd_timer_instance *timeri, int event, struct timespec64 *tstamp,
			  unsigned long resolution);
	void (*disconnect)(struct snd_timer_instance *timeri);
	void *callback_data;
	unsigned long ticks;
	unsigned long cticks;
	unsigned long pticks;
	unsigned long resolution;
	unsigned long lost;
	int slave_class;
	unsigned int slave_id;
	struct list_head open_list;
	struct list_head active_list;
	struct list_head ack_list;
	struct list_head slave_list_head;
	struct list_head slave_active_head;
	struct snd_timer_instance *master;
};

/* ---- for drivers of timers (timer.c, timer_run.c) ---- */

int snd_timer_new(struct snd_card *card, char *id, struct snd_timer_id *tid, struct snd_timer **rtimer);
void snd_timer_notify(struct snd_timer *timer, int event, struct timespec64 *tstamp);
void snd_timer_interrupt(struct snd_timer *timer, unsigned long ticks_left);

int snd_timer_global_new(char *id, int device, struct snd_timer **rtimer);
int snd_timer_global_free(struct snd_timer *timer);
int snd_timer_global_register(struct snd_timer *timer);

/* ---- for users of timers (timer_open.c, timer_run.c) ---- */

struct snd_timer_instance *snd_timer_instance_new(const char *owner);
void snd_timer_instance_free(struct snd_timer_instance *timeri);
int snd_timer_open(struct snd_timer_instance *timeri, struct snd_timer_id *tid, unsigned int slave_id);
void snd_timer_close(struct snd_timer_instance *timeri);
unsigned long snd_timer_resolution(struct snd_timer_instance *timeri);
int snd_timer_start(struct snd_timer_instance *timeri, unsigned int ticks);
int snd_timer_stop(struct snd_timer_instance *timeri);
int snd_timer_continue(struct snd_timer_instance *timeri);
int snd_timer_pause(struct snd_timer_instance *timeri);

#endif
