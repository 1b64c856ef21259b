// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * view.c - the samples as a client sees them: which pages they are, how they get into the client's file, when they are
 * exchanged.
 *
 * Which pages: pages.c asks the driver's mmap path. A stream that stands still is shown by lending its frames to the
 * client's file; where the machine cannot do that, where the pages are not plain RAM of this buffer alone, or where the
 * stream runs already, the samples are copied.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

/* ---- attach and detach ------------------------------------------------------------------------- */

static bool maps_samples(const struct snd_pcm_runtime *runtime)
{
	switch (runtime->access) {
	case SNDRV_PCM_ACCESS_MMAP_INTERLEAVED:
	case SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED:
	case SNDRV_PCM_ACCESS_MMAP_COMPLEX:
		return runtime->info & SNDRV_PCM_INFO_MMAP && runtime->dma_bytes;
	default:
		return false;
	}
}

static void free_view(struct pcm_view *view)
{
	pcm_pages_forget(&view->pages);
	kfree(view);
}

static bool stands_still(struct snd_pcm_substream *substream)
{
	guard(pcm_stream_lock_irq)(substream);
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_SETUP:
	case SNDRV_PCM_STATE_PREPARED:
		return true;
	default:
		return false;
	}
}

/* lending the frames is best; -EBUSY and -EOPNOTSUPP say that it cannot be, and anything that copying can do as well */
static int show(struct snd_pcm_substream *substream, struct pcm_view *view)
{
	int err = -EBUSY;

	if (stands_still(substream)) {
		view->ops = &pcm_view_backed;
		err = view->ops->attach(view);
	}
	if (err) {
		view->ops = &pcm_view_copied;
		err = view->ops->attach(view);
	}
	return err;
}

int pcm_view_attach(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct pcm_shared *shared = runtime->shared;
	struct pcm_view *view;
	int err;

	if (!shared || shared->view || !maps_samples(runtime))
		return 0;
	view = kzalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	view->fd = shared->fd;
	err = pcm_pages_find(substream, &view->pages);
	if (!err)
		err = show(substream, view);
	if (err) {
		free_view(view);
		return err;
	}
	guard(pcm_stream_lock_irq)(substream);
	shared->view = view;
	return 0;
}

void pcm_view_detach(struct snd_pcm_substream *substream)
{
	struct pcm_shared *shared = substream->runtime->shared;
	struct pcm_view *view = NULL;

	if (!shared)
		return;
	scoped_guard(pcm_stream_lock_irq, substream) {
		view = shared->view;
		shared->view = NULL;
	}
	if (!view)
		return;
	view->ops->detach(view);
	free_view(view);
}

/* ---- the exchange ------------------------------------------------------------------------------ */

typedef void (*mover)(struct pcm_view *view, size_t from, size_t bytes);

/* @frames from ring position @pos on, not beyond the ring's end, wherever the access has put their samples */
static void move_piece(struct snd_pcm_runtime *runtime, mover move, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames)
{
	struct pcm_view *view = runtime->shared->view;
	size_t stride = runtime->dma_bytes / runtime->channels;
	unsigned int c;

	switch (runtime->access) {
	case SNDRV_PCM_ACCESS_MMAP_INTERLEAVED:
		move(view, frames_to_bytes(runtime, pos), frames_to_bytes(runtime, frames));
		break;
	case SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED:
		for (c = 0; c < runtime->channels; c++)
			move(view, c * stride + samples_to_bytes(runtime, pos), samples_to_bytes(runtime, frames));
		break;
	default: /* where a sample lies is the driver's secret */
		move(view, 0, runtime->dma_bytes);
		break;
	}
}

static void move_frames(struct snd_pcm_runtime *runtime, mover move, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames)
{
	snd_pcm_uframes_t piece;

	if (frames > runtime->buffer_size)
		frames = runtime->buffer_size;
	for (pos %= runtime->buffer_size; frames; frames -= piece, pos = 0) {
		piece = min(frames, runtime->buffer_size - pos);
		move_piece(runtime, move, pos, piece);
	}
}

void pcm_view_to_device(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct pcm_view *view = runtime->shared ? runtime->shared->view : NULL;
	snd_pcm_sframes_t queued;

	if (!view || !view->ops->to_device || substream->stream != SNDRV_PCM_STREAM_PLAYBACK)
		return;
	queued = snd_pcm_playback_hw_avail(runtime);
	/*
	 * an appl_ptr that nobody moves says nothing about what the client has written: then the whole ring is the
	 * client's
	 */
	if (queued <= 0 || queued > (snd_pcm_sframes_t)runtime->buffer_size)
		queued = runtime->stop_threshold >= runtime->boundary ? runtime->buffer_size : 0;
	move_frames(runtime, view->ops->to_device, runtime->status->hw_ptr, queued);
	if (runtime->tap_ring)
		pcm_tap_ring_mapped(substream, view->client, runtime->status->hw_ptr, queued);
}

void pcm_view_to_client(struct snd_pcm_substream *substream, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct pcm_view *view = runtime->shared ? runtime->shared->view : NULL;

	if (!view || !view->ops->to_client)
		return;
	snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_CPU);
	move_frames(runtime, view->ops->to_client, pos, frames);
}
