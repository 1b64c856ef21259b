// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_user.c - /dev/snd/timer: ticks and events of the selected timer are queued, and read.
 *
 * Two formats: plain ticks (struct snd_timer_read), or with TREAD events with time stamps, those that the file's filter
 * wants. Ticks that nobody has read yet are added up in the last record, so that a queue only runs over with events of
 * many kinds.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "timer_compat.h"
#include "timer_user.h"

_Static_assert(sizeof(struct snd_timer_tread64) == 32 && offsetof(struct snd_timer_tread64, val) == 24,
	       "struct snd_timer_tread of applications");
_Static_assert(sizeof(struct snd_timer_tread32) == 16, "struct snd_timer_tread of applications with 32-bit time");

#define DEFAULT_SIZE 128

/* ---- the queue; queue_lock held, unless said otherwise ---------------------------------------- */

int timer_queue_resize(struct timer_file *tf, unsigned int size)
{
	union timer_record *records = kcalloc(size, sizeof(*records), GFP_KERNEL), *old;

	if (!records)
		return -ENOMEM;
	scoped_guard(spinlock_irq, &tf->queue_lock) {
		old = tf->records;
		tf->records = records;
		tf->size = size;
		tf->head = 0;
		tf->used = 0;
	}
	kfree(old);
	return 0;
}

/* NULL: nothing is queued */
static union timer_record *last_record(struct timer_file *tf)
{
	return tf->used ? &tf->records[(tf->head + tf->used - 1) % tf->size] : NULL;
}

static void append(struct timer_file *tf, const union timer_record *record)
{
	if (tf->used == tf->size) {
		tf->overrun++;
		return;
	}
	tf->used++;
	*last_record(tf) = *record;
}

static void append_event(struct timer_file *tf, int event, const struct timespec64 *when, unsigned int val)
{
	union timer_record record = { .event = { .event = event, .val = val } };

	if (when) {
		record.event.tstamp_sec = when->tv_sec;
		record.event.tstamp_nsec = when->tv_nsec;
	}
	append(tf, &record);
}

void timer_queue_clear(struct timer_file *tf, bool early)
{
	static const union timer_record nothing;

	tf->head = 0;
	tf->used = 0;
	if (early && tf->tread)
		append_event(tf, SNDRV_TIMER_EVENT_EARLY, NULL, 0);
	else if (early)
		append(tf, &nothing);
}

static bool wants(const struct timer_file *tf, int event)
{
	return tf->filter & 1u << event;
}

/* ---- the instance's callbacks: the queue's lock is not held ----------------------------------- */

static void tell(struct timer_file *tf)
{
	snd_kill_fasync(tf->fasync, SIGIO, POLL_IN);
	wake_up(&tf->changed);
}

static void plain_tick(struct snd_timer_instance *timeri, unsigned long resolution, unsigned long ticks)
{
	struct timer_file *tf = timeri->callback_data;
	union timer_record record = { .ticks = { .resolution = resolution, .ticks = ticks } }, *last;
	unsigned long flags;

	spin_lock_irqsave(&tf->queue_lock, flags);
	last = last_record(tf);
	if (last && last->ticks.resolution == resolution)
		last->ticks.ticks += ticks;
	else
		append(tf, &record);
	spin_unlock_irqrestore(&tf->queue_lock, flags);
	tell(tf);
}

/* Return: is there something to read? */
static bool queue_resolution(struct timer_file *tf, const struct timespec64 *now, unsigned long resolution)
{
	if (!wants(tf, SNDRV_TIMER_EVENT_RESOLUTION) || tf->last_resolution == resolution)
		return false;
	append_event(tf, SNDRV_TIMER_EVENT_RESOLUTION, now, resolution);
	tf->last_resolution = resolution;
	return true;
}

static bool queue_ticks(struct timer_file *tf, const struct timespec64 *now, unsigned long ticks)
{
	union timer_record *last = last_record(tf);

	if (!wants(tf, SNDRV_TIMER_EVENT_TICK) || !ticks)
		return false;
	if (!last || last->event.event != SNDRV_TIMER_EVENT_TICK) {
		append_event(tf, SNDRV_TIMER_EVENT_TICK, now, ticks);
		return true;
	}
	last->event.tstamp_sec = now->tv_sec;
	last->event.tstamp_nsec = now->tv_nsec;
	last->event.val += ticks;
	return true;
}

static void stamped_tick(struct snd_timer_instance *timeri, unsigned long resolution, unsigned long ticks)
{
	struct timer_file *tf = timeri->callback_data;
	struct timespec64 now;
	unsigned long flags;
	bool queued;

	timer_now(&now);
	spin_lock_irqsave(&tf->queue_lock, flags);
	queued = queue_resolution(tf, &now, resolution);
	queued |= queue_ticks(tf, &now, ticks);
	spin_unlock_irqrestore(&tf->queue_lock, flags);
	if (queued)
		tell(tf);
}

static void event_happened(struct snd_timer_instance *timeri, int event, struct timespec64 *when,
			   unsigned long resolution)
{
	struct timer_file *tf = timeri->callback_data;
	unsigned long flags;
	bool wanted;

	spin_lock_irqsave(&tf->queue_lock, flags);
	if (event >= SNDRV_TIMER_EVENT_START && event <= SNDRV_TIMER_EVENT_PAUSE)
		tf->trigger = *when;
	wanted = tf->tread && wants(tf, event);
	if (wanted)
		append_event(tf, event, when, resolution);
	spin_unlock_irqrestore(&tf->queue_lock, flags);
	if (wanted)
		tell(tf);
}

static void timer_gone(struct snd_timer_instance *timeri)
{
	struct timer_file *tf = timeri->callback_data;

	scoped_guard(spinlock_irq, &tf->queue_lock)
		tf->disconnected = true;
	wake_up(&tf->changed);
}

void timer_callbacks(struct timer_file *tf, struct snd_timer_instance *timeri)
{
	timeri->flags |= SNDRV_TIMER_IFLG_FAST;
	timeri->callback = tf->tread ? stamped_tick : plain_tick;
	timeri->ccallback = event_happened;
	timeri->disconnect = timer_gone;
	timeri->callback_data = tf;
}

/* ---- the file ---------------------------------------------------------------------------------- */

static int timer_file_open(struct inode *inode, struct file *file)
{
	struct timer_file *tf;
	int err;

	err = stream_open(inode, file);
	if (err < 0)
		return err;
	tf = kzalloc(sizeof(*tf), GFP_KERNEL);
	if (!tf)
		return -ENOMEM;
	mutex_init(&tf->lock);
	spin_lock_init(&tf->queue_lock);
	init_waitqueue_head(&tf->changed);
	tf->ticks = 1;
	err = timer_queue_resize(tf, DEFAULT_SIZE);
	if (err < 0) {
		kfree(tf);
		return err;
	}
	file->private_data = tf;
	return 0;
}

static int timer_file_release(struct inode *inode, struct file *file)
{
	struct timer_file *tf = file->private_data;

	scoped_guard(mutex, &tf->lock)
		timer_deselect(tf);
	mutex_destroy(&tf->lock);
	snd_fasync_free(tf->fasync);
	kfree(tf->records);
	kfree(tf);
	return 0;
}

/* Return: 0; -EAGAIN: nothing is there, and nothing will be if @gone, which is -ENODEV */
static int take(struct timer_file *tf, union timer_record *record)
{
	guard(spinlock_irq)(&tf->queue_lock);
	if (!tf->used)
		return tf->disconnected ? -ENODEV : -EAGAIN;
	*record = tf->records[tf->head];
	tf->head = (tf->head + 1) % tf->size;
	tf->used--;
	return 0;
}

static bool is_ready(struct timer_file *tf)
{
	guard(spinlock_irq)(&tf->queue_lock);
	return tf->used || tf->disconnected;
}

/* SELECT and TREAD may come while it waits: what it reads, and in which format, is looked at afterwards */
static int wait_for_record(struct timer_file *tf)
{
	int err;

	mutex_unlock(&tf->lock);
	err = wait_event_interruptible(tf->changed, is_ready(tf));
	mutex_lock(&tf->lock);
	return err;
}

static size_t record_bytes(const struct timer_file *tf)
{
	switch (tf->tread) {
	case TREAD_TIME64:
		return sizeof(struct snd_timer_tread64);
	case TREAD_TIME32:
		return sizeof(struct snd_timer_tread32);
	default:
		return sizeof(struct snd_timer_read);
	}
}

static int give(const struct timer_file *tf, const union timer_record *record, char __user *to)
{
	const struct snd_timer_tread64 *event = &record->event;
	struct snd_timer_tread32 narrow;

	if (tf->tread != TREAD_TIME32)
		return copy_to_user(to, record, record_bytes(tf)) ? -EFAULT : 0;
	narrow = (struct snd_timer_tread32){ event->event, event->tstamp_sec, event->tstamp_nsec, event->val };
	return copy_to_user(to, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

/**
 * timer_file_read() - read(2): as many whole records as there are and have room; waits only for the first
 * Return: bytes; 0: not even one has room; -EAGAIN (O_NONBLOCK), -ERESTARTSYS, -ENODEV (the card is gone, and all is
 * read); -EFAULT: the record is lost.
 */
static ssize_t timer_file_read(struct file *file, char __user *buffer, size_t count, loff_t *pos)
{
	struct timer_file *tf = file->private_data;
	union timer_record record;
	size_t bytes, done = 0;
	int err;

	guard(mutex)(&tf->lock);
	for (;;) {
		bytes = record_bytes(tf);
		if (count - done < bytes)
			return done;
		err = take(tf, &record);
		if (err == -EAGAIN && !done && !(file->f_flags & O_NONBLOCK)) {
			err = wait_for_record(tf);
			if (!err)
				continue;
		}
		if (!err)
			err = give(tf, &record, buffer + done);
		if (err)
			return done ? (ssize_t)done : err;
		done += bytes;
	}
}

static __poll_t timer_file_poll(struct file *file, poll_table *wait)
{
	struct timer_file *tf = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &tf->changed, wait);
	guard(spinlock_irq)(&tf->queue_lock);
	if (tf->used)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (tf->disconnected)
		mask |= EPOLLERR;
	return mask;
}

/* &file_operations.runs: somebody has started the timer, and nothing of it ever runs dry */
static bool timer_file_runs(struct file *file, u64 *until)
{
	const struct timer_file *tf = file->private_data;
	const struct snd_timer_instance *timeri = READ_ONCE(tf->timeri);

	return timeri && has_flag(timeri, SNDRV_TIMER_IFLG_RUNNING | SNDRV_TIMER_IFLG_START);
}

static int timer_file_fasync(int fd, struct file *file, int on)
{
	struct timer_file *tf = file->private_data;

	return snd_fasync_helper(fd, file, on, &tf->fasync);
}

const struct file_operations timer_fops = {
	.owner = THIS_MODULE,
	.open = timer_file_open,
	.release = timer_file_release,
	.read = timer_file_read,
	.poll = timer_file_poll,
	.fasync = timer_file_fasync,
	.runs = timer_file_runs,
	.unlocked_ioctl = timer_ioctl,
	.compat_ioctl = timer_compat_ioctl,
};
