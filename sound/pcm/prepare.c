// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prepare.c - prepare and reset: bring pointers and hardware to a known start.
 *
 * Both may sleep: the driver's prepare() programs the hardware. They hold the buffer, not the stream lock, and
 * take the lock only to change pointers and state.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

static void nothing_queued(struct snd_pcm_runtime *runtime)
{
	runtime->control->appl_ptr = runtime->status->hw_ptr;
}

/* ---- reset ----------------------------------------------------------------------------------- */

static int reset_check(struct snd_pcm_substream *substream, int unused)
{
	switch (pcm_peek_state(substream->runtime)) {
	case SNDRV_PCM_STATE_PREPARED:
	case SNDRV_PCM_STATE_RUNNING:
	case SNDRV_PCM_STATE_PAUSED:
	case SNDRV_PCM_STATE_SUSPENDED:
		return 0;
	default:
		return -EBADFD;
	}
}

static int reset_run(struct snd_pcm_substream *substream, int unused)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t hw_ptr;
	int err = pcm_ops_ioctl(substream, SNDRV_PCM_IOCTL1_RESET, NULL);

	if (err < 0)
		return err;
	guard(pcm_stream_lock_irq)(substream);
	hw_ptr = runtime->status->hw_ptr;
	runtime->hw_ptr_base = 0;
	runtime->hw_ptr_interrupt = hw_ptr - hw_ptr % runtime->period_size;
	runtime->silence_start = hw_ptr;
	runtime->silence_filled = 0;
	return 0;
}

static void reset_finish(struct snd_pcm_substream *substream, int unused)
{
	guard(pcm_stream_lock_irq)(substream);
	nothing_queued(substream->runtime);
	if (substream->runtime->silence_size && substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		snd_pcm_playback_silence(substream, ULONG_MAX);
}

static const struct pcm_action reset_action = {
	.check = reset_check,
	.run = reset_run,
	.finish = reset_finish,
};

/** pcm_reset() - SNDRV_PCM_IOCTL_RESET: pointers back to the ring's start; a running stream runs on */
int pcm_reset(struct snd_pcm_substream *substream)
{
	return pcm_action_sleeping(&reset_action, substream, 0);
}

/* ---- prepare --------------------------------------------------------------------------------- */

static int prepare_check(struct snd_pcm_substream *substream, int f_flags)
{
	guard(pcm_stream_lock_irq)(substream);
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -EBADFD;
	default:
		break;
	}
	if (!snd_pcm_running(substream)) {
		/* a member of a group is written by who prepares the group; its own calls read it without the lock */
		WRITE_ONCE(substream->f_flags, f_flags);
		return 0;
	}
	return -EBUSY;
}

static int prepare_run(struct snd_pcm_substream *substream, int f_flags)
{
	int err;

	snd_pcm_sync_stop(substream, true);
	err = substream->ops->prepare(substream);
	return err < 0 ? err : reset_run(substream, 0);
}

static void prepare_finish(struct snd_pcm_substream *substream, int f_flags)
{
	scoped_guard(pcm_stream_lock_irq, substream)
		nothing_queued(substream->runtime);
	pcm_set_state(substream, SNDRV_PCM_STATE_PREPARED);
}

static const struct pcm_action prepare_action = {
	.check = prepare_check,
	.run = prepare_run,
	.finish = prepare_finish,
};

/**
 * pcm_prepare() - SNDRV_PCM_IOCTL_PREPARE: make a stream ready to start; also the way out of XRUN
 * @file: its O_NONBLOCK counts from now on; NULL (a caller in the kernel) keeps what is
 * Return: 0; -EBADFD: no parameters, or gone; -EBUSY: runs, or a copy is in progress; the driver's error.
 */
int pcm_prepare(struct snd_pcm_substream *substream, struct file *file)
{
	int f_flags;

	scoped_guard(pcm_stream_lock_irq, substream) {
		snd_pcm_state_t state = substream->runtime->state;

		f_flags = file ? file->f_flags : READ_ONCE(substream->f_flags);

		if (state == SNDRV_PCM_STATE_PAUSED)
			pcm_pause(substream, false);
		if (state == SNDRV_PCM_STATE_PAUSED || state == SNDRV_PCM_STATE_SUSPENDED)
			snd_pcm_stop(substream, SNDRV_PCM_STATE_SETUP);
	}
	return pcm_action_sleeping(&prepare_action, substream, f_flags);
}
