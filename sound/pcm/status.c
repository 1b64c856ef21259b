// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status.c - what a stream tells about itself (info, status, delay) and the calls that move appl_ptr by hand.
 *
 * Everything here takes the stream lock itself.
 */
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/uaccess.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

#ifdef CONFIG_SND_DEBUG
void snd_pcm_debug_name(struct snd_pcm_substream *substream, char *name, size_t len)
{
	struct snd_pcm *pcm = substream->pcm;

	snprintf(name, len, "pcmC%dD%d%c:%d", pcm->card->number, pcm->device,
		 substream->stream == SNDRV_PCM_STREAM_CAPTURE ? 'c' : 'p', substream->number);
}
EXPORT_SYMBOL(snd_pcm_debug_name);
#endif

/** snd_pcm_info() - names and numbers of a substream; pcm->open_mutex keeps subdevices_avail true */
int snd_pcm_info(struct snd_pcm_substream *substream, struct snd_pcm_info *info)
{
	struct snd_pcm_str *pstr = substream->pstr;
	struct snd_pcm *pcm = substream->pcm;

	*info = (struct snd_pcm_info){
		.card = pcm->card->number,
		.device = pcm->device,
		.subdevice = substream->number,
		.stream = substream->stream,
		.subdevices_avail = pstr->substream_count - pstr->substream_opened,
		.subdevices_count = pstr->substream_count,
		.dev_class = pcm->dev_class,
		.dev_subclass = pcm->dev_subclass,
	};
	strscpy(info->subname, substream->name, sizeof(info->subname));
	strscpy(info->name, pcm->name, sizeof(info->name));
	strscpy(info->id, pcm->id, sizeof(info->id));
	return 0;
}

int snd_pcm_info_user(struct snd_pcm_substream *substream, struct snd_pcm_info __user *to)
{
	struct snd_pcm_info info;
	int err = snd_pcm_info(substream, &info);

	if (err < 0)
		return err;
	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}

/* ---- status ---------------------------------------------------------------------------------- */

static snd_pcm_sframes_t calc_delay(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return snd_pcm_capture_avail(runtime) + runtime->delay;
	return snd_pcm_playback_hw_avail(runtime) + runtime->delay;
}

/* COMPAT is of applications older than the choice: the best kind of time without a report about it */
static void request_audio_time(struct snd_pcm_runtime *runtime, u32 data)
{
	struct snd_pcm_audio_tstamp_config *config = &runtime->audio_tstamp_config;

	snd_pcm_unpack_audio_tstamp_config(data, config);
	runtime->audio_tstamp_report.valid = config->type_requested != SNDRV_PCM_AUDIO_TSTAMP_TYPE_COMPAT;
	if (runtime->audio_tstamp_report.valid)
		return;
	config->type_requested = runtime->hw.info & SNDRV_PCM_INFO_HAS_WALL_CLOCK ?
					 SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK :
					 SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT;
}

static void report_running_time(struct snd_pcm_runtime *runtime, struct snd_pcm_status64 *status)
{
	const struct snd_pcm_mmap_status *seen = runtime->status;

	status->audio_tstamp_sec = seen->audio_tstamp.tv_sec;
	status->audio_tstamp_nsec = seen->audio_tstamp.tv_nsec;
	status->tstamp_sec = seen->tstamp.tv_sec;
	status->tstamp_nsec = seen->tstamp.tv_nsec;
	status->driver_tstamp_sec = runtime->driver_tstamp.tv_sec;
	status->driver_tstamp_nsec = runtime->driver_tstamp.tv_nsec;
	if (runtime->audio_tstamp_report.valid)
		snd_pcm_pack_audio_tstamp_report(&status->audio_tstamp_data, &status->audio_tstamp_accuracy,
						 &runtime->audio_tstamp_report);
}

static void report_time(struct snd_pcm_runtime *runtime, struct snd_pcm_status64 *status)
{
	struct timespec64 now;

	snd_pcm_gettime(runtime, &now);
	status->tstamp_sec = now.tv_sec;
	status->tstamp_nsec = now.tv_nsec;
}

/**
 * snd_pcm_status64() - the whole status, after a look at the hardware if it runs
 * @status: zeroed by the caller; in: audio_tstamp_data. A stream without parameters sets the state only.
 * Resets avail_max and overrange.
 */
int snd_pcm_status64(struct snd_pcm_substream *substream, struct snd_pcm_status64 *status)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	bool stamps;

	guard(pcm_stream_lock_irq)(substream);
	request_audio_time(runtime, status->audio_tstamp_data);
	status->suspended_state = runtime->suspended_state;
	status->state = runtime->state;
	if (runtime->state == SNDRV_PCM_STATE_OPEN)
		return 0;

	status->trigger_tstamp_nsec = runtime->trigger_tstamp.tv_nsec;
	status->trigger_tstamp_sec = runtime->trigger_tstamp.tv_sec;
	stamps = runtime->tstamp_mode == SNDRV_PCM_TSTAMP_ENABLE;
	if (snd_pcm_running(substream)) {
		/* the state told is the one before: an xrun found by this look shows in the next status */
		snd_pcm_update_hw_ptr(substream);
		if (stamps)
			report_running_time(runtime, status);
	} else if (stamps) {
		report_time(runtime, status);
	}

	status->hw_ptr = runtime->status->hw_ptr;
	status->appl_ptr = runtime->control->appl_ptr;
	status->avail = snd_pcm_avail(substream);
	if (snd_pcm_running(substream))
		status->delay = calc_delay(substream);
	status->overrange = runtime->overrange;
	status->avail_max = runtime->avail_max;
	runtime->overrange = 0;
	runtime->avail_max = 0;
	return 0;
}

/* ---- pointers, as the application asks for them ---------------------------------------------- */

/* look at the hardware if there is anything to see; stream lock held */
static int hwsync(struct snd_pcm_substream *substream)
{
	if (snd_pcm_running(substream))
		return snd_pcm_update_hw_ptr(substream);
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_PREPARED:
	case SNDRV_PCM_STATE_PAUSED:
		return 0;
	case SNDRV_PCM_STATE_SUSPENDED:
		return -ESTRPIPE;
	case SNDRV_PCM_STATE_XRUN:
		return -EPIPE;
	default:
		return -EBADFD;
	}
}

/**
 * pcm_delay() - how long until a frame written now is heard, or since a frame read now was recorded
 * @delay: frames; NULL: only look at the hardware (HWSYNC)
 * Return: 0; -EPIPE: xrun; -EBADFD: not prepared.
 */
int pcm_delay(struct snd_pcm_substream *substream, snd_pcm_sframes_t *delay)
{
	int err;

	scoped_guard(pcm_stream_lock_irq, substream) {
		err = hwsync(substream);
		if (!err && delay)
			*delay = calc_delay(substream);
	}
	snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_CPU);
	return err;
}

/* move appl_ptr by at most @room frames; stream lock held */
static snd_pcm_sframes_t move_appl_ptr(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames,
				       snd_pcm_sframes_t room, bool forward)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_sframes_t appl_ptr = runtime->control->appl_ptr;
	snd_pcm_sframes_t boundary = runtime->boundary;
	int err;

	if (room <= 0)
		return 0;
	if (frames > (snd_pcm_uframes_t)room)
		frames = room;
	appl_ptr += forward ? (snd_pcm_sframes_t)frames : -(snd_pcm_sframes_t)frames;
	if (appl_ptr >= boundary)
		appl_ptr -= boundary;
	else if (appl_ptr < 0)
		appl_ptr += boundary;
	err = pcm_lib_apply_appl_ptr(substream, appl_ptr);
	if (err < 0)
		/* sound servers give up on an error of rewind, but know that it may have moved nothing */
		return forward ? err : 0;
	return frames;
}

static snd_pcm_sframes_t skip(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames, bool forward)
{
	snd_pcm_sframes_t moved;

	if (!frames)
		return 0;
	scoped_guard(pcm_stream_lock_irq, substream) {
		moved = hwsync(substream);
		if (!moved)
			moved = move_appl_ptr(substream, frames,
					      forward ? (snd_pcm_sframes_t)snd_pcm_avail(substream) :
							snd_pcm_hw_avail(substream), forward);
	}
	if (moved >= 0)
		snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_DEVICE);
	return moved;
}

/**
 * pcm_forward() - skip @frames that can be written or read, fewer if there are not so many
 * Return: frames skipped or -errno.
 */
snd_pcm_sframes_t pcm_forward(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames)
{
	return skip(substream, frames, true);
}

/**
 * pcm_rewind() - take back @frames that the hardware has not reached, fewer if there are not so many
 * Return: frames taken back, 0 if the driver refuses; -errno for the state.
 */
snd_pcm_sframes_t pcm_rewind(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames)
{
	return skip(substream, frames, false);
}
