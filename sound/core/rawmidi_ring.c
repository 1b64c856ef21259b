// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_ring.c - the bytes between an application and a MIDI port: one ring for each open substream.
 *
 * Drivers are at its one end, in interrupts if they like; files, and users in the kernel, at the other. An
 * application's memory is copied without the lock: the pointers move first, so that what is being copied is nobody
 * else's, and buffer_ref keeps the ring from being changed for another.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "rawmidi_local.h"

/* ---- the ring ------------------------------------------------------------------------------------------ */

static void event_work(struct work_struct *work)
{
	struct snd_rawmidi_runtime *runtime = container_of(work, struct snd_rawmidi_runtime, event_work);

	if (runtime->event)
		runtime->event(runtime->substream);
}

int rawmidi_ring_create(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime = kzalloc(sizeof(*runtime), GFP_KERNEL);

	if (!runtime)
		return -ENOMEM;
	runtime->buffer_size = PAGE_SIZE;
	runtime->buffer = kvzalloc(runtime->buffer_size, GFP_KERNEL);
	if (!runtime->buffer) {
		kfree(runtime);
		return -ENOMEM;
	}
	runtime->substream = substream;
	runtime->avail_min = 1;
	runtime->avail = substream->stream == SNDRV_RAWMIDI_STREAM_INPUT ? 0 : runtime->buffer_size;
	init_waitqueue_head(&runtime->sleep);
	INIT_WORK(&runtime->event_work, event_work);
	substream->runtime = runtime;
	return 0;
}

void rawmidi_ring_destroy(struct snd_rawmidi_substream *substream)
{
	kvfree(substream->runtime->buffer);
	kfree(substream->runtime);
	substream->runtime = NULL;
}

void rawmidi_ring_reset(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;

	runtime->drain = 0;
	runtime->appl_ptr = 0;
	runtime->hw_ptr = 0;
	runtime->avail = substream->stream == SNDRV_RAWMIDI_STREAM_INPUT ? 0 : runtime->buffer_size;
}

int rawmidi_ring_resize(struct snd_rawmidi_substream *substream, size_t size)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;
	unsigned char *spare = kvzalloc(size, GFP_KERNEL);
	int err = -EBUSY;

	if (!spare)
		return -ENOMEM;
	scoped_guard(spinlock_irq, &substream->lock) {
		if (!runtime->buffer_ref) {
			swap(runtime->buffer, spare);
			runtime->buffer_size = size;
			rawmidi_ring_reset(substream);
			err = 0;
		}
	}
	kvfree(spare);
	return err;
}

void rawmidi_ring_idle(struct snd_rawmidi_substream *substream)
{
	int ticks = HZ;

	spin_lock_irq(&substream->lock);
	while (substream->runtime->buffer_ref && ticks--) {
		spin_unlock_irq(&substream->lock);
		schedule_timeout_uninterruptible(1);
		spin_lock_irq(&substream->lock);
	}
	if (substream->runtime->buffer_ref)
		dev_err(substream->rmidi->dev, "substream %d is closed while its ring is in use\n", substream->number);
	spin_unlock_irq(&substream->lock);
}

bool rawmidi_is_ready(struct snd_rawmidi_substream *substream)
{
	guard(spinlock_irqsave)(&substream->lock);
	return rawmidi_ring_ready(substream->runtime);
}

void rawmidi_trigger(struct snd_rawmidi_substream *substream, int up)
{
	if (!substream->opened)
		return;
	substream->ops->trigger(substream, up);
	if (!up && substream->stream == SNDRV_RAWMIDI_STREAM_INPUT)
		cancel_work_sync(&substream->runtime->event_work);
}

/* ---- the application's end ----------------------------------------------------------------------------- */

/* The next piece, at most @count bytes, that does not wrap: taken at once. Its place, and its length in *@piece. */
static size_t take_piece(struct snd_rawmidi_runtime *runtime, size_t count, size_t *piece)
{
	size_t at = runtime->appl_ptr;

	*piece = min3(count, runtime->avail, runtime->buffer_size - at);
	runtime->appl_ptr = (at + *piece) % runtime->buffer_size;
	runtime->avail -= *piece;
	return at;
}

/* substream->lock held, and dropped meanwhile: only tasks have an application's memory, with interrupts on */
static int copy_user(struct snd_rawmidi_substream *substream, void *ring, char __user *to, const char __user *from,
		     size_t piece)
{
	unsigned long left;

	spin_unlock_irq(&substream->lock);
	left = to ? copy_to_user(to, ring, piece) : copy_from_user(ring, from, piece);
	spin_lock_irq(&substream->lock);
	return left ? -EFAULT : 0;
}

long rawmidi_ring_read(struct snd_rawmidi_substream *substream, char __user *user, void *kernel, long count)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;
	long done = 0;
	size_t at, piece;
	int err = 0;

	if (!user && !kernel)
		return -EFAULT;
	guard(spinlock_irqsave)(&substream->lock);
	runtime->buffer_ref++;
	while (done < count && runtime->avail) {
		at = take_piece(runtime, count - done, &piece);
		if (user)
			err = copy_user(substream, runtime->buffer + at, user + done, NULL, piece);
		else
			memcpy(kernel + done, runtime->buffer + at, piece);
		if (err)
			break;
		done += piece;
	}
	runtime->buffer_ref--;
	return done ?: err;
}

/* Return: bytes or -errno; *@queued: something waits for the hardware */
static long fill_ring(struct snd_rawmidi_substream *substream, const char __user *user, const void *kernel, long count,
		      bool *queued)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;
	long done = 0;
	size_t at, piece;
	int err = 0;

	*queued = false;
	guard(spinlock_irqsave)(&substream->lock);
	if (substream->append && runtime->avail < count)
		return -EAGAIN;
	runtime->buffer_ref++;
	while (done < count && runtime->avail) {
		at = take_piece(runtime, count - done, &piece);
		if (user)
			err = copy_user(substream, runtime->buffer + at, NULL, user + done, piece);
		else
			memcpy(runtime->buffer + at, kernel + done, piece);
		if (err)
			break;
		done += piece;
	}
	*queued = runtime->avail < runtime->buffer_size;
	runtime->buffer_ref--;
	return done ?: err;
}

long rawmidi_ring_write(struct snd_rawmidi_substream *substream, const char __user *user, const void *kernel,
			long count)
{
	bool queued;
	long done;

	if (!user && !kernel)
		return -EINVAL;
	done = fill_ring(substream, user, kernel, count, &queued);
	if (queued)
		rawmidi_trigger(substream, 1);
	return done;
}

/* ---- the driver's end: input --------------------------------------------------------------------------- */

static void stamp(const struct snd_rawmidi_substream *substream, struct timespec64 *now)
{
	*now = (struct timespec64){ 0 };
	switch (substream->clock_type) {
	case SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC_RAW:
		ktime_get_raw_ts64(now);
		break;
	case SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC:
		ktime_get_ts64(now);
		break;
	case SNDRV_RAWMIDI_MODE_CLOCK_REALTIME:
		ktime_get_real_ts64(now);
		break;
	}
}

/* Nothing is left of a ring whose driver has acknowledged more than there was, as on Linux. */
static size_t room(const struct snd_rawmidi_runtime *runtime)
{
	return runtime->avail < runtime->buffer_size ? runtime->buffer_size - runtime->avail : 0;
}

static void put_bytes(struct snd_rawmidi_runtime *runtime, const void *data, size_t count)
{
	size_t first = min(count, runtime->buffer_size - runtime->hw_ptr);

	memcpy(runtime->buffer + runtime->hw_ptr, data, first);
	memcpy(runtime->buffer, data + first, count - first);
	runtime->hw_ptr = (runtime->hw_ptr + count) % runtime->buffer_size;
	runtime->avail += count;
}

/* Frames of up to 16 bytes, as many as have room. The ring's size is a multiple of theirs. */
static int receive_frames(struct snd_rawmidi_runtime *runtime, const unsigned char *data, int count,
			  const struct timespec64 *now)
{
	struct snd_rawmidi_framing_tstamp frame;
	int done = 0;

	while (done < count) {
		if (room(runtime) < sizeof(frame)) {
			runtime->xruns += count - done;
			break;
		}
		frame = (struct snd_rawmidi_framing_tstamp){
			.length = min(count - done, SNDRV_RAWMIDI_FRAMING_DATA_LENGTH),
			.tv_sec = now->tv_sec,
			.tv_nsec = now->tv_nsec,
		};
		memcpy(frame.data, data + done, frame.length);
		put_bytes(runtime, &frame, sizeof(frame));
		done += frame.length;
	}
	return done;
}

static int receive_bytes(struct snd_rawmidi_substream *substream, const unsigned char *data, int count)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;
	size_t fits = min_t(size_t, count, room(runtime));

	substream->bytes += count;
	put_bytes(runtime, data, fits);
	runtime->xruns += count - fits;
	return fits;
}

/**
 * snd_rawmidi_receive() - bytes have come
 * @count: how many; those that find no room are lost, and counted
 * Context: any
 * Return: how many were kept; -EBADFD: not open.
 */
int snd_rawmidi_receive(struct snd_rawmidi_substream *substream, const unsigned char *buffer, int count)
{
	struct snd_rawmidi_runtime *runtime;
	struct timespec64 now;
	int done;

	stamp(substream, &now);
	guard(spinlock_irqsave)(&substream->lock);
	if (!substream->opened)
		return -EBADFD;
	runtime = substream->runtime;
	if (substream->framing == SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP)
		done = receive_frames(runtime, buffer, count, &now);
	else
		done = receive_bytes(substream, buffer, count);
	if (!done)
		return 0;
	if (runtime->event)
		schedule_work(&runtime->event_work);
	else if (rawmidi_ring_ready(runtime))
		wake_up(&runtime->sleep);
	return done;
}
EXPORT_SYMBOL(snd_rawmidi_receive);

/* ---- the driver's end: output -------------------------------------------------------------------------- */

static int peek(struct snd_rawmidi_runtime *runtime, unsigned char *to, int count)
{
	size_t there = min_t(size_t, count, room(runtime)), first = min(there, runtime->buffer_size - runtime->hw_ptr);

	memcpy(to, runtime->buffer + runtime->hw_ptr, first);
	memcpy(to + first, runtime->buffer, there - first);
	return there;
}

static int acknowledge(struct snd_rawmidi_substream *substream, int count)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;

	snd_BUG_ON(runtime->avail + count > runtime->buffer_size);
	runtime->hw_ptr = (runtime->hw_ptr + count) % runtime->buffer_size;
	runtime->avail += count;
	substream->bytes += count;
	if (count > 0 && (runtime->drain || rawmidi_ring_ready(runtime)))
		wake_up(&runtime->sleep);
	return count;
}

/** snd_rawmidi_transmit_empty() - 1: nothing is to go out (also if it is not open). Context: any */
int snd_rawmidi_transmit_empty(struct snd_rawmidi_substream *substream)
{
	guard(spinlock_irqsave)(&substream->lock);
	return !substream->opened || !substream->runtime || !room(substream->runtime);
}
EXPORT_SYMBOL(snd_rawmidi_transmit_empty);

/**
 * snd_rawmidi_transmit_peek() - look at what is to go out next
 * @buffer: receives at most @count bytes; they stay until snd_rawmidi_transmit_ack()
 * Context: any
 * Return: bytes; 0: nothing; -EBADFD: not open.
 */
int snd_rawmidi_transmit_peek(struct snd_rawmidi_substream *substream, unsigned char *buffer, int count)
{
	guard(spinlock_irqsave)(&substream->lock);
	if (!substream->opened || !substream->runtime)
		return -EBADFD;
	return peek(substream->runtime, buffer, count);
}
EXPORT_SYMBOL(snd_rawmidi_transmit_peek);

/** snd_rawmidi_transmit_ack() - @count bytes have gone out. Return: @count, or -EBADFD: not open. Context: any */
int snd_rawmidi_transmit_ack(struct snd_rawmidi_substream *substream, int count)
{
	guard(spinlock_irqsave)(&substream->lock);
	if (!substream->opened || !substream->runtime)
		return -EBADFD;
	return acknowledge(substream, count);
}
EXPORT_SYMBOL(snd_rawmidi_transmit_ack);

/** snd_rawmidi_transmit() - both at once. Return: bytes; 0: nothing is to go out; -EBADFD. Context: any */
int snd_rawmidi_transmit(struct snd_rawmidi_substream *substream, unsigned char *buffer, int count)
{
	guard(spinlock_irqsave)(&substream->lock);
	if (!substream->opened || !substream->runtime)
		return -EBADFD;
	count = peek(substream->runtime, buffer, count);
	return count > 0 ? acknowledge(substream, count) : count;
}
EXPORT_SYMBOL(snd_rawmidi_transmit);

/** snd_rawmidi_proceed() - what was to go out is dropped, as if it had. Return: bytes. Context: any */
int snd_rawmidi_proceed(struct snd_rawmidi_substream *substream)
{
	guard(spinlock_irqsave)(&substream->lock);
	if (!substream->opened || !substream->runtime || !room(substream->runtime))
		return 0;
	return acknowledge(substream, room(substream->runtime));
}
EXPORT_SYMBOL(snd_rawmidi_proceed);
