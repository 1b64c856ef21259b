// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * transfer.c - read and write: between the caller's memory and the ring, waiting for space or data.
 *
 * One loop for both directions and layouts. The ring is cut at its end and at what is available, so one copy
 * never wraps. The stream lock is dropped around the copy, because it may fault and sleep;
 * runtime->buffer_accessing then keeps hw_params and hw_free out (contract 1.9, 1.12). Interleaved data is one
 * channel 0 whose positions are whole frames; otherwise channel c has the sub-ring at c * (dma_bytes /
 * channels).
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

typedef int (*copy_fn)(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
		       unsigned long bytes);

/**
 * struct transfer - one read or write
 * @data: interleaved: the samples; else an array with one pointer a channel; NULL (here or there): silence
 * @interleaved: layout of @data
 * @in_kernel: @data is the kernel's memory, not the caller's
 * @nonblock: do not wait; what the stream's flags say when the transfer begins holds to its end
 * @copy: moves one stretch of one channel
 * @done, @left: frames
 */
struct transfer {
	void *data;
	bool interleaved;
	bool in_kernel;
	bool nonblock;
	copy_fn copy;
	snd_pcm_uframes_t done, left;
};

/* ---- one stretch of one channel -------------------------------------------------------------- */

static void *ring_at(struct snd_pcm_runtime *runtime, int channel, unsigned long pos)
{
	return runtime->dma_area + channel * (runtime->dma_bytes / runtime->channels) + pos;
}

static int copy_into_ring(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			  unsigned long bytes)
{
	size_t copied = copy_from_iter(ring_at(substream->runtime, channel, pos), bytes, iter);

	return copied == bytes ? 0 : -EFAULT;
}

static int copy_from_ring(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			  unsigned long bytes)
{
	size_t copied = copy_to_iter(ring_at(substream->runtime, channel, pos), bytes, iter);

	return copied == bytes ? 0 : -EFAULT;
}

static int put_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (substream->ops->fill_silence)
		return substream->ops->fill_silence(substream, channel, pos, bytes);
	/* a driver with copy() but without fill_silence() and without memory */
	if (!runtime->dma_area)
		return -EINVAL;
	return snd_pcm_format_set_silence(runtime->format, ring_at(runtime, channel, pos),
					  bytes_to_samples(runtime, bytes));
}

/* a capture stream's NULL channel is one the caller does not want: nothing to do */
static int silence_stretch(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	int err;

	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return 0;
	err = put_silence(substream, channel, pos, bytes);
	if (err >= 0 && substream->runtime->tap_ring)
		pcm_tap_ring_silenced(substream, channel, pos, bytes);
	return err;
}

static int copy_stretch(struct snd_pcm_substream *substream, const struct transfer *t, int channel, unsigned long pos,
			void *data, unsigned long bytes)
{
	unsigned int direction = substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? ITER_SOURCE : ITER_DEST;
	struct kvec kvec = { .iov_base = data, .iov_len = bytes };
	struct iov_iter iter, again;
	int err;

	if (t->in_kernel) {
		iov_iter_kvec(&iter, direction, &kvec, 1, bytes);
	} else {
		err = import_ubuf(direction, (void __user *)data, bytes, &iter);
		if (err)
			return err;
	}
	again = iter;
	err = t->copy(substream, channel, pos, &iter, bytes);
	if (err >= 0 && substream->runtime->tap_ring)
		pcm_tap_ring_copied(substream, channel, pos, &again, bytes);
	return err;
}

/* ---- one stretch of all channels ------------------------------------------------------------- */

static int copy_interleaved(struct snd_pcm_substream *substream, const struct transfer *t, snd_pcm_uframes_t pos,
			    snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned long at = frames_to_bytes(runtime, pos);
	unsigned long bytes = frames_to_bytes(runtime, frames);

	if (!t->data)
		return silence_stretch(substream, 0, at, bytes);
	return copy_stretch(substream, t, 0, at, t->data + frames_to_bytes(runtime, t->done), bytes);
}

static int copy_channels(struct snd_pcm_substream *substream, const struct transfer *t, snd_pcm_uframes_t pos,
			 snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned long at = samples_to_bytes(runtime, pos);
	unsigned long bytes = samples_to_bytes(runtime, frames);
	unsigned long offset = samples_to_bytes(runtime, t->done);
	void **channels = t->data;
	unsigned int c;
	int err;

	for (c = 0; c < runtime->channels; c++) {
		if (channels && channels[c])
			err = copy_stretch(substream, t, c, at, channels[c] + offset, bytes);
		else
			err = silence_stretch(substream, c, at, bytes);
		if (err < 0)
			return err;
	}
	return 0;
}

/**
 * pcm_silence_frames() - silence a stretch of the ring that does not wrap, in all channels
 * Context: stream lock may be held
 * Return: 0 or the error of the driver's fill_silence().
 */
int pcm_silence_frames(struct snd_pcm_substream *substream, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames)
{
	const struct transfer silence = {};

	switch (substream->runtime->access) {
	case SNDRV_PCM_ACCESS_RW_INTERLEAVED:
	case SNDRV_PCM_ACCESS_MMAP_INTERLEAVED:
		return copy_interleaved(substream, &silence, pos, frames);
	default:
		return copy_channels(substream, &silence, pos, frames);
	}
}

/* ---- waiting --------------------------------------------------------------------------------- */

/**
 * pcm_wait_jiffies() - how long to wait for the hardware before calling it stuck
 * @ms: what the driver wants; 0: 1.1 times the ring's play time, at least 100 ms
 */
long pcm_wait_jiffies(struct snd_pcm_runtime *runtime, long ms)
{
	if (runtime->no_period_wakeup)
		return MAX_SCHEDULE_TIMEOUT;
	if (!ms) {
		ms = 100;
		if (runtime->rate)
			ms = max_t(long, ms, runtime->buffer_size * 1100 / runtime->rate);
	}
	return msecs_to_jiffies(ms);
}

/* may frames be moved in this state? */
static int state_error(struct snd_pcm_runtime *runtime)
{
	static const int errors[] = {
		[SNDRV_PCM_STATE_OPEN] = -EBADFD,
		[SNDRV_PCM_STATE_SETUP] = -EBADFD,
		[SNDRV_PCM_STATE_PREPARED] = 0,
		[SNDRV_PCM_STATE_RUNNING] = 0,
		[SNDRV_PCM_STATE_XRUN] = -EPIPE,
		[SNDRV_PCM_STATE_DRAINING] = -EBADFD,
		[SNDRV_PCM_STATE_PAUSED] = 0,
		[SNDRV_PCM_STATE_SUSPENDED] = -ESTRPIPE,
		[SNDRV_PCM_STATE_DISCONNECTED] = -EBADFD,
	};

	return errors[runtime->state];
}

/* Return: 1: look again, 0: draining capture has told all it had, -errno */
static int state_after_sleep(struct snd_pcm_substream *substream)
{
	int err;

	if (substream->runtime->state == SNDRV_PCM_STATE_DRAINING)
		return substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? -EPIPE : 0;
	err = state_error(substream->runtime);
	return err ? err : 1;
}

/*
 * Wait, with the stream lock held before and after, until runtime->twake frames are available: @want, if nobody else
 * waits. 0 frames and no error: capture is draining. The waker has the stream lock too, so entering the queue before
 * dropping it is early enough.
 */
static int wait_for_avail(struct snd_pcm_substream *substream, snd_pcm_uframes_t want, snd_pcm_uframes_t *avail)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	long timeout = pcm_wait_jiffies(runtime, substream->wait_time), left = timeout;
	unsigned int wakes;
	DEFINE_WAIT(wait);
	int err = 1;

	*avail = 0;
	while (err > 0) {
		if (signal_pending(current)) {
			err = -ERESTARTSYS;
			break;
		}
		/* another one has waited, too, and has done with it */
		if (!runtime->twake)
			runtime->twake = want;
		*avail = snd_pcm_avail(substream);
		if (*avail >= runtime->twake) {
			err = 0;
			break;
		}
		if (!left) {
			pcm_dbg(substream->pcm, "%s timed out: no interrupt came\n",
				substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? "write" : "read");
			err = -EIO;
			break;
		}
		prepare_to_wait_exclusive(&runtime->tsleep, &wait, TASK_INTERRUPTIBLE);
		wakes = runtime->transfer_wakes;
		snd_pcm_stream_unlock_irq(substream);
		left = schedule_timeout(left);
		snd_pcm_stream_lock_irq(substream);
		/* a paused stream waits for its user, not for the hardware; which gets on if others were woken */
		if (runtime->state == SNDRV_PCM_STATE_PAUSED || wakes != runtime->transfer_wakes)
			left = timeout;
		err = state_after_sleep(substream);
		if (!err)
			*avail = 0;
	}
	finish_wait(&runtime->tsleep, &wait);
	return err;
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int check_transfer(struct snd_pcm_substream *substream, struct transfer *t)
{
	struct snd_pcm_runtime *runtime;
	bool playback;

	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	runtime = substream->runtime;
	playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	if (snd_BUG_ON(!runtime->dma_area && !substream->ops->copy))
		return -EINVAL;
	if (pcm_peek_state(runtime) == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;

	/* one channel is the same in both layouts, but only the interleaved call may use that */
	if (t->interleaved && runtime->access != SNDRV_PCM_ACCESS_RW_INTERLEAVED && runtime->channels > 1)
		return -EINVAL;
	if (!t->interleaved && runtime->access != SNDRV_PCM_ACCESS_RW_NONINTERLEAVED)
		return -EINVAL;
	if (!t->data && !playback)
		return -EINVAL;

	t->nonblock = (READ_ONCE(substream->f_flags) & O_NONBLOCK) != 0;
	t->copy = substream->ops->copy;
	if (!t->copy)
		t->copy = playback ? copy_into_ring : copy_from_ring;
	return 0;
}

/*
 * copy what fits in one piece and move appl_ptr; Return: frames (> 0) or -errno. The stream lock is dropped meanwhile.
 */
static snd_pcm_sframes_t move_piece(struct snd_pcm_substream *substream, struct transfer *t, snd_pcm_uframes_t avail)
{
	bool playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t appl_ptr = READ_ONCE(runtime->control->appl_ptr);
	snd_pcm_uframes_t pos = appl_ptr % runtime->buffer_size;
	snd_pcm_uframes_t frames = min(min(t->left, avail), runtime->buffer_size - pos);
	int err;

	if (snd_BUG_ON(!frames))
		return -EINVAL;
	if (!atomic_inc_unless_negative(&runtime->buffer_accessing))
		return -EBUSY;
	snd_pcm_stream_unlock_irq(substream);
	if (!playback)
		snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_CPU);
	if (t->interleaved)
		err = copy_interleaved(substream, t, pos, frames);
	else
		err = copy_channels(substream, t, pos, frames);
	if (playback)
		snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_DEVICE);
	snd_pcm_stream_lock_irq(substream);
	/* whoever finds the buffer free finds the copy done: an order that atomic_dec() does not promise */
	atomic_dec_return(&runtime->buffer_accessing);

	if (err >= 0)
		err = state_error(runtime);
	if (err < 0)
		return err;
	/* boundary is a multiple of the ring: a piece ends at it at the latest */
	err = pcm_lib_apply_appl_ptr(substream, (appl_ptr + frames) % runtime->boundary);
	return err < 0 ? err : (snd_pcm_sframes_t)frames;
}

/* Return: 1: *avail frames can move; 0: capture has been read to its end; -errno */
static int get_avail(struct snd_pcm_substream *substream, struct transfer *t, snd_pcm_uframes_t *avail)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t want;
	int err;

	while (!*avail) {
		if (substream->stream == SNDRV_PCM_STREAM_CAPTURE && runtime->state == SNDRV_PCM_STATE_DRAINING) {
			snd_pcm_stop(substream, SNDRV_PCM_STATE_SETUP);
			return 0;
		}
		if (t->nonblock)
			return -EAGAIN;
		want = min(t->left, max(runtime->control->avail_min, 1ul));
		runtime->twake = want;
		err = wait_for_avail(substream, want, avail);
		if (err < 0)
			return err;
	}
	return 1;
}

static bool playback_may_start(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	return substream->stream == SNDRV_PCM_STREAM_PLAYBACK && runtime->state == SNDRV_PCM_STATE_PREPARED &&
	       snd_pcm_playback_hw_avail(runtime) >= (snd_pcm_sframes_t)runtime->start_threshold;
}

static int move_all(struct snd_pcm_substream *substream, struct transfer *t)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t avail;
	snd_pcm_sframes_t moved;
	int err = state_error(runtime);

	if (err < 0)
		return err;
	runtime->twake = max(runtime->control->avail_min, 1ul);
	if (runtime->state == SNDRV_PCM_STATE_RUNNING)
		snd_pcm_update_hw_ptr(substream);
	/* a smaller read waits until somebody else starts the recording */
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE && runtime->state == SNDRV_PCM_STATE_PREPARED &&
	    t->left >= runtime->start_threshold) {
		err = snd_pcm_start(substream);
		if (err < 0)
			return err;
	}

	avail = snd_pcm_avail(substream);
	while (t->left) {
		err = get_avail(substream, t, &avail);
		if (err <= 0)
			return err;
		moved = move_piece(substream, t, avail);
		if (moved < 0)
			return moved;
		t->done += moved;
		t->left -= moved;
		avail -= moved;
		if (playback_may_start(substream)) {
			err = snd_pcm_start(substream);
			if (err < 0)
				return err;
		}
	}
	return 0;
}

/*
 * Nobody waits: another one that does says so again. And this one may have been woken in its place, and has not taken
 * everything, or cannot.
 */
static void let_next_one(struct snd_pcm_runtime *runtime)
{
	runtime->twake = 0;
	if (waitqueue_active(&runtime->tsleep))
		wake_up(&runtime->tsleep);
}

/**
 * __snd_pcm_lib_xfer() - write to a playback stream or read from a recording
 * @data: see &struct transfer; NULL plays silence
 * @interleaved: layout of @data
 * @size: frames
 * @in_kernel: @data (non-interleaved: what its entries point to) is the kernel's memory
 * Context: may sleep
 * Return: frames moved, also if an error came after the first; -EBADFD: state; -EPIPE: xrun; -EAGAIN: O_NONBLOCK and
 * nothing available; -ERESTARTSYS; -EBUSY: hw_params is changing the buffer; -EIO: the hardware does not get on;
 * -EFAULT; -EINVAL: @data NULL for capture, layout not the one of hw_params, no buffer and no copy().
 */
snd_pcm_sframes_t __snd_pcm_lib_xfer(struct snd_pcm_substream *substream, void *data, bool interleaved,
				     snd_pcm_uframes_t size, bool in_kernel)
{
	struct transfer t = { .data = data, .interleaved = interleaved, .in_kernel = in_kernel, .left = size };
	int err = check_transfer(substream, &t);

	if (err < 0 || !size)
		return err;
	snd_pcm_stream_lock_irq(substream);
	err = move_all(substream, &t);
	let_next_one(substream->runtime);
	if (t.done && err >= 0)
		snd_pcm_update_state(substream, substream->runtime);
	snd_pcm_stream_unlock_irq(substream);
	return t.done ? (snd_pcm_sframes_t)t.done : err;
}
EXPORT_SYMBOL(__snd_pcm_lib_xfer);
