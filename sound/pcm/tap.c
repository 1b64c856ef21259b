// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap.c - tells the host world what passes the hardware pointer of every stream (struct usnd_tap).
 *
 * The one file of sound/ that knows the bridge. pcm_tap_passed() is called by pointer.c when hw_ptr is about to move,
 * before silence is filled in behind it: what lies between the old and the new pointer is then just what the hardware
 * took or brought. Buffers that are no plain memory (a driver with copy(), or none at all) are seen by tap_ring.c, or
 * told without their contents.
 */
#include <linux/minmax.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <usnd/syscall.h>

#include "pcm_local.h"

static const struct usnd_tap *tap;

void usnd_tap(const struct usnd_tap *wanted)
{
	WRITE_ONCE(tap, wanted);
}

static struct usnd_tap_stream describe(const struct snd_pcm_substream *substream)
{
	return (struct usnd_tap_stream){
		.card = substream->pcm->card->number,
		.device = substream->pcm->device,
		.subdevice = substream->number,
		.capture = substream->stream == SNDRV_PCM_STREAM_CAPTURE,
		.pid = substream->pid,
	};
}

#define tell(substream, what, ...)                                                                      \
	do {                                                                                            \
		const struct usnd_tap *tap_ = READ_ONCE(tap);                                           \
		if (tap_ && tap_->what) {                                                               \
			struct usnd_tap_stream stream_ = describe(substream);                           \
			tap_->what(tap_->ctx, &stream_, ##__VA_ARGS__);                                 \
		}                                                                                       \
	} while (0)

void pcm_tap_opened(struct snd_pcm_substream *substream)
{
	tell(substream, opened);
}

void pcm_tap_closed(struct snd_pcm_substream *substream)
{
	tell(substream, closed);
}

void pcm_tap_xrun(struct snd_pcm_substream *substream)
{
	tell(substream, xrun);
}

/* as it is told */
static bool interleaved(const struct snd_pcm_substream *substream)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->tap_ring)
		return pcm_tap_ring_interleaved(substream);
	return runtime->access != SNDRV_PCM_ACCESS_RW_NONINTERLEAVED &&
	       runtime->access != SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED;
}

/** pcm_tap_format() - the stream has parameters */
void pcm_tap_format(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct usnd_tap_format format;

	if (!READ_ONCE(tap))
		return;
	pcm_tap_ring_open(substream);
	format = (struct usnd_tap_format){
		.format = (__force int)runtime->format,
		.rate = runtime->rate,
		.channels = runtime->channels,
		.sample_bits = runtime->sample_bits,
		.interleaved = interleaved(substream),
		.access = (__force int)runtime->access,
		.period_frames = runtime->period_size,
		.buffer_frames = runtime->buffer_size,
	};
	tell(substream, format, &format);
}

/* where @frames from ring position @from on are; Return: so many of them, as of pcm_tap_ring_look() */
static snd_pcm_uframes_t find_data(struct snd_pcm_substream *substream, snd_pcm_uframes_t from,
				   snd_pcm_uframes_t frames, const void **data)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	size_t stride = runtime->dma_bytes / runtime->channels;
	unsigned int c;

	if (runtime->tap_ring)
		return pcm_tap_ring_look(substream, from, frames, data);
	if (interleaved(substream))
		data[0] = runtime->dma_area + frames_to_bytes(runtime, from);
	for (c = 0; !interleaved(substream) && c < runtime->channels; c++)
		data[c] = runtime->dma_area + c * stride + samples_to_bytes(runtime, from);
	return frames;
}

static void tell_piece(struct snd_pcm_substream *substream, snd_pcm_uframes_t from, snd_pcm_uframes_t frames)
{
	const void *data[PCM_TAP_CHANNELS];
	snd_pcm_uframes_t now;

	for (; frames; from += now, frames -= now) {
		now = find_data(substream, from, frames, data);
		tell(substream, frames, data[0] ? data : NULL, now);
	}
}

static bool can_be_seen(const struct snd_pcm_substream *substream)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->tap_ring)
		return true;
	return runtime->dma_area && !substream->ops->copy && runtime->access != SNDRV_PCM_ACCESS_MMAP_COMPLEX &&
	       (interleaved(substream) || runtime->channels <= PCM_TAP_CHANNELS);
}

/**
 * pcm_tap_passed() - @frames from runtime->status->hw_ptr on have passed
 * Context: stream lock held
 */
void pcm_tap_passed(struct snd_pcm_substream *substream, snd_pcm_sframes_t frames)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t from = runtime->status->hw_ptr % runtime->buffer_size, now;

	if (!READ_ONCE(tap) || frames <= 0)
		return;
	if (!can_be_seen(substream)) {
		tell(substream, frames, NULL, (size_t)frames);
		return;
	}
	/* what has been passed twice since is gone */
	if (frames > runtime->buffer_size) {
		tell(substream, frames, NULL, (size_t)(frames - runtime->buffer_size));
		from = (from + frames) % runtime->buffer_size;
		frames = runtime->buffer_size;
	}
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_CPU);
	for (; frames; frames -= now, from = 0) {
		now = min_t(snd_pcm_uframes_t, frames, runtime->buffer_size - from);
		tell_piece(substream, from, now);
	}
}
