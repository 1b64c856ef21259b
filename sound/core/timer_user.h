/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_user.h - an open /dev/snd/timer: what timer_user.c (events, read, poll) and timer_ioctl.c (commands) share.
 */
#ifndef SOUND_CORE_TIMER_USER_H
#define SOUND_CORE_TIMER_USER_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "timer_local.h"

/* What read(2) gives with TREAD: struct snd_timer_tread of applications with 64-bit time. */
struct snd_timer_tread64 {
	int event;
	u8 pad1[4];
	s64 tstamp_sec;
	s64 tstamp_nsec;
	unsigned int val;
	u8 pad2[4];
};

/* The same for 32-bit programs with 32-bit time. */
struct snd_timer_tread32 {
	int event;
	s32 tstamp_sec;
	s32 tstamp_nsec;
	unsigned int val;
};

/* which of them is read; TREAD_NONE: struct snd_timer_read */
enum timer_tread { TREAD_NONE, TREAD_TIME64, TREAD_TIME32 };

/* STATUS by the size of its time stamp: struct snd_timer_status of applications */
struct snd_timer_status32 {
	s32 tstamp_sec, tstamp_nsec;
	unsigned int resolution, lost, overrun, queue;
	unsigned char reserved[64];
};

struct snd_timer_status64 {
	s64 tstamp_sec, tstamp_nsec;
	unsigned int resolution, lost, overrun, queue;
	unsigned char reserved[64];
};

/* the numbers before protocol 2.0.3 */
#define SNDRV_TIMER_IOCTL_START_OLD _IO('T', 0x20)
#define SNDRV_TIMER_IOCTL_STOP_OLD _IO('T', 0x21)
#define SNDRV_TIMER_IOCTL_CONTINUE_OLD _IO('T', 0x22)
#define SNDRV_TIMER_IOCTL_PAUSE_OLD _IO('T', 0x23)

union timer_record {
	struct snd_timer_read ticks;
	struct snd_timer_tread64 event;
};

/**
 * struct timer_file - an open file; private_data
 * @lock: held over commands, and by read() but while it waits; protects @timeri, @tread, @ticks and which memory
 *	@records is
 * @timeri: the instance that SELECT made; NULL: none
 * @tread: events with time stamps are read, of which kind; or plain ticks. Queued are 64-bit ones.
 * @ticks: the interval for START
 * @queue_lock: protects what follows; irq-safe
 * @records: a ring of @size, from @head on @used
 * @overrun: records that found no room since the file was opened
 * @filter: bit for each SNDRV_TIMER_EVENT_* that is wanted
 * @last_resolution: ns a tick as the reader knows it
 * @trigger: when the instance was started, stopped, paused or continued
 * @disconnected: the card is gone
 * @changed: woken for all of them
 */
struct timer_file {
	struct mutex lock;
	struct snd_timer_instance *timeri;
	enum timer_tread tread;
	unsigned int ticks;

	spinlock_t queue_lock;
	union timer_record *records;
	unsigned int size, head, used;
	unsigned long overrun;
	unsigned int filter;
	unsigned long last_resolution;
	struct timespec64 trigger;
	bool disconnected;
	wait_queue_head_t changed;
	struct snd_fasync *fasync;
};

/** timer_queue_resize() - an empty queue of @size; -ENOMEM: it stays as it is. timer_file.lock held. */
int timer_queue_resize(struct timer_file *tf, unsigned int size);

/** timer_queue_clear() - an empty queue, or with @early one record that says nothing */
void timer_queue_clear(struct timer_file *tf, bool early);

/** timer_callbacks() - have an instance's ticks and events come into the file's queue */
void timer_callbacks(struct timer_file *tf, struct snd_timer_instance *timeri);

long timer_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* ---- timer_ioctl.c: what commands of 32-bit programs share with the native ones. timer_file.lock held. ---- */

/** timer_set_tread() - TREAD: @format if the int at @arg says yes; -EBUSY: a timer is selected; -EFAULT, -ENOMEM */
int timer_set_tread(struct timer_file *tf, int __user *arg, enum timer_tread format);
/** timer_set_gparams() - GPARAMS; -ENODEV, -EBUSY: it is open; -ENOSYS: it cannot; what the timer says */
int timer_set_gparams(const struct snd_timer_gparams *gparams);
/** timer_selected() - NULL: none is, or it is a slave without a master. timer_mutex held: then it stays. */
struct snd_timer *timer_selected(struct timer_file *tf);
/** timer_flags() - SNDRV_TIMER_FLG_* of @timer; timer_card(): its card's number, or -1 */
unsigned int timer_flags(const struct snd_timer *timer);
int timer_card(const struct snd_timer *timer);
int timer_status32(struct timer_file *tf, void __user *arg);
int timer_status64(struct timer_file *tf, void __user *arg);

/** timer_deselect() - close and free the instance, if there is one. timer_file.lock held. */
void timer_deselect(struct timer_file *tf);

#endif
