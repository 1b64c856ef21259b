/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_local.h - what the files of the timers (timer*.c) ask of each other beyond <sound/timer.h>.
 *
 * Lock order: a timer file's own mutex > timer_mutex > slave_lock > timer->lock > a timer file's queue.
 */
#ifndef SOUND_CORE_TIMER_LOCAL_H
#define SOUND_CORE_TIMER_LOCAL_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <sound/timer.h>

struct device;
struct file_operations;

/* snd_timer_instance.flags, not for users */
#define SNDRV_TIMER_IFLG_PAUSED	0x00010000	/* may be continued */
#define SNDRV_TIMER_IFLG_DEAD	0x00020000	/* being closed: must not start any more */

/** change_flags() - of an instance; timer->lock held (a slave: and slave_lock). Others see them whole. */
static inline void change_flags(struct snd_timer_instance *timeri, unsigned int clear, unsigned int set)
{
	WRITE_ONCE(timeri->flags, (timeri->flags & ~clear) | set);
}

/** has_flag() - a look without the lock: of what the caller alone changes, or to tell */
static inline bool has_flag(const struct snd_timer_instance *timeri, unsigned int flags)
{
	return READ_ONCE(timeri->flags) & flags;
}

/* ---- timer.c: the devices ---- */

/* Protects the list of timers, which instances are open, and who follows whom. */
extern struct mutex timer_mutex;
/* By class, card, device, subdevice. */
extern struct list_head timer_devices;

/** timer_find() - the registered timer of that number, or NULL; timer_mutex held */
struct snd_timer *timer_find(const struct snd_timer_id *tid);

/** timer_request() - have the module of a timer or card loaded that is not there; timer_mutex not held */
void timer_request(const struct snd_timer_id *tid);

/** timer_describe() - a timer's class and number; @timer NULL: the number of none */
void timer_describe(const struct snd_timer *timer, struct snd_timer_id *id);

/** timer_next() - SNDRV_TIMER_IOCTL_NEXT_DEVICE: @id becomes the timer's behind it; timer_mutex held */
void timer_next(struct snd_timer_id *id);

/** timer_now() - what time stamps of events are made of (timer_tstamp_monotonic) */
void timer_now(struct timespec64 *now);

/* ---- timer_open.c: instances ---- */

void timer_instances_init(void);

/**
 * timer_close_locked() - close an instance; timer_mutex held
 * Return: the card's device, whose reference is to be dropped after timer_mutex; NULL: none
 */
struct device *timer_close_locked(struct snd_timer_instance *timeri);

/* ---- timer_run.c ---- */

/* Protects whether slaves run, and lets their master and timer be looked at. */
extern spinlock_t slave_lock;

/** timer_resolution() - ns a tick; timer->lock held */
unsigned long timer_resolution(struct snd_timer *timer);

/** timer_work() - snd_timer.task_work: the callbacks that an interrupt should not make itself */
void timer_work(struct work_struct *work);

/* ---- timer_system.c, timer_proc.c, timer_user.c, timer_ioctl.c ---- */

int timer_system_init(void);
void timer_proc_init(void);
void timer_proc_done(void);

extern const struct file_operations timer_fops;

#endif
