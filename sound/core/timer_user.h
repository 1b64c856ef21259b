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

union timer_record {
	struct snd_timer_read ticks;
	struct snd_timer_tread64 event;
};

/**
 * struct timer_file - an open file; private_data
 * @lock: held over commands, and by read() but while it waits; protects @timeri, @tread, @ticks and which memory
 *	@records is
 * @timeri: the instance that SELECT made; NULL: none
 * @tread: events with time stamps are read; plain ticks otherwise
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
	bool tread;
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
};

/** timer_queue_resize() - an empty queue of @size; -ENOMEM: it stays as it is. timer_file.lock held. */
int timer_queue_resize(struct timer_file *tf, unsigned int size);

/** timer_queue_clear() - an empty queue, or with @early one record that says nothing */
void timer_queue_clear(struct timer_file *tf, bool early);

/** timer_callbacks() - have an instance's ticks and events come into the file's queue */
void timer_callbacks(struct timer_file *tf, struct snd_timer_instance *timeri);

long timer_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/** timer_deselect() - close and free the instance, if there is one. timer_file.lock held. */
void timer_deselect(struct timer_file *tf);

#endif
