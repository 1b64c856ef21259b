// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * silence.c - auto-silence of playback: what the hardware will read before the application writes must not be
 * old sound.
 *
 * sw_params: silence_size below the boundary, "threshold mode": whenever less than silence_threshold frames of
 * sound and silence lie before the hardware, add silence, at most silence_size at a time. silence_size at or
 * above the boundary, "top-up": what was played becomes silence at once, for applications that write with mmap
 * and never move appl_ptr.
 *
 * runtime->silence_start and silence_filled describe the filled stretch: in threshold mode the silence after
 * appl_ptr, in top-up mode everything from hw_ptr on that needs no silence. Stream lock held throughout.
 */
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

static snd_pcm_uframes_t distance(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t from, snd_pcm_uframes_t to)
{
	snd_pcm_sframes_t frames = to - from;

	return frames < 0 ? frames + runtime->boundary : frames;
}

/* the stretch begins at @to now: what lay before it is used up (or written over) */
static void cut_front(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t from, snd_pcm_uframes_t to)
{
	snd_pcm_uframes_t frames = distance(runtime, from, to);

	if (!frames)
		return;
	runtime->silence_filled -= min(frames, runtime->silence_filled);
	runtime->silence_start = to;
}

static snd_pcm_uframes_t below_threshold(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t hw_ptr)
{
	snd_pcm_uframes_t appl_ptr = READ_ONCE(runtime->control->appl_ptr);
	snd_pcm_sframes_t ahead;

	cut_front(runtime, runtime->silence_start, appl_ptr);
	if (hw_ptr == ULONG_MAX)
		hw_ptr = runtime->status->hw_ptr;
	ahead = distance(runtime, hw_ptr, appl_ptr) + runtime->silence_filled;
	if (ahead >= (snd_pcm_sframes_t)runtime->silence_threshold)
		return 0;
	return min(runtime->silence_threshold - ahead, runtime->silence_size);
}

static snd_pcm_uframes_t already_played(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t new_hw_ptr)
{
	snd_pcm_uframes_t hw_ptr = runtime->status->hw_ptr;
	snd_pcm_uframes_t queued;

	if (new_hw_ptr != ULONG_MAX) {
		cut_front(runtime, hw_ptr, new_hw_ptr);
	} else {
		/* an appl_ptr that nobody moves lies behind hw_ptr, almost a boundary ahead: nothing is queued then */
		queued = distance(runtime, hw_ptr, runtime->control->appl_ptr);
		runtime->silence_filled = queued > runtime->buffer_size ? 0 : queued;
		runtime->silence_start = hw_ptr;
	}
	return runtime->buffer_size - runtime->silence_filled;
}

/**
 * snd_pcm_playback_silence() - write as much silence as the application asked for
 * @new_hw_ptr: where the hardware is, before status->hw_ptr tells so; ULONG_MAX: the stream starts here (start, reset,
 *              new sw_params)
 */
void snd_pcm_playback_silence(struct snd_pcm_substream *substream, snd_pcm_uframes_t new_hw_ptr)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t frames, pos, piece;
	int err;

	if (runtime->silence_size < runtime->boundary)
		frames = below_threshold(runtime, new_hw_ptr);
	else
		frames = already_played(runtime, new_hw_ptr);
	if (snd_BUG_ON(frames > runtime->buffer_size) || !frames)
		return;

	pos = (runtime->silence_start + runtime->silence_filled) % runtime->buffer_size;
	for (; frames; frames -= piece) {
		piece = min(frames, runtime->buffer_size - pos);
		err = pcm_silence_frames(substream, pos, piece);
		snd_BUG_ON(err < 0);
		pcm_view_to_client(substream, pos, piece);
		runtime->silence_filled += piece;
		pos = 0;
	}
	snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_DEVICE);
}
