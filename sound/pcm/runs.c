// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * runs.c - does time matter to a stream, and up to when is it safe? For whoever decides how fast time goes.
 *
 * Called outside of tasks, when none runs: no locks, and the device is not asked. What is known is where hw_ptr was
 * when it was last seen to move; from there on the stream goes at its rate.
 */
#include <linux/fs.h>
#include <linux/math64.h>
#include <linux/time.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

#define MUCH (1u << 30)	/* s */

static u64 frames_to_ns(u64 frames, unsigned int rate)
{
	u32 rest;
	u64 seconds = div_u64_rem(frames, rate, &rest);

	return seconds >= MUCH ? U64_MAX : seconds * NSEC_PER_SEC + div_u64((u64)rest * NSEC_PER_SEC, rate);
}

/* as snd_pcm_avail(), with what the client has written meanwhile */
static snd_pcm_sframes_t frames_avail(const struct snd_pcm_substream *substream)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_sframes_t avail = runtime->status->hw_ptr - pcm_shared_peek_appl_ptr(runtime);

	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		avail += runtime->buffer_size;
	if (avail < 0)
		avail += runtime->boundary;
	else if ((snd_pcm_uframes_t)avail >= runtime->boundary)
		avail -= runtime->boundary;
	return avail;
}

/*
 * An eighth of a period early: hw_ptr may lag behind the device by what it fetches at once, interrupts come a little
 * late, and other tasks' delays move the clock.
 */
static u64 safe_until(const struct snd_pcm_substream *substream)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t avail = frames_avail(substream), margin = runtime->period_size / 8, left;
	u64 ns;

	if (runtime->stop_threshold >= runtime->boundary)
		return U64_MAX;
	left = avail < runtime->stop_threshold ? runtime->stop_threshold - avail : 0;
	ns = frames_to_ns(left > margin ? left - margin : 0, runtime->rate);
	return ns == U64_MAX ? ns : runtime->hw_ptr_moved + ns;
}

/* A stream that drains wants to run dry; one that has recorded what it drains does not run any more. */
bool pcm_runs(struct file *file, u64 *until)
{
	const struct snd_pcm_file *pcm_file = file->private_data;
	const struct snd_pcm_substream *substream = pcm_file->substream;
	const struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_state_t state;

	if (!runtime || !runtime->rate)
		return false;
	state = pcm_peek_state(runtime);
	if (state == SNDRV_PCM_STATE_DRAINING)
		return substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	if (state != SNDRV_PCM_STATE_RUNNING)
		return false;
	*until = safe_until(substream);
	return true;
}
