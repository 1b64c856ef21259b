// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sw_params.c - the parameters that only the middle layer looks at: when to start, stop, wake and silence.
 *
 * Protected by the stream lock; may change while the stream runs, and take effect at once.
 */
#include <linux/errno.h>
#include <linux/bitops.h>
#include <linux/limits.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

/* from this protocol on applications fill in tstamp_type */
#define PROTO_TSTAMP_TYPE SNDRV_PROTOCOL_VERSION(2, 0, 12)

/** pcm_sw_params_default() - what holds after hw_params: start at once, stop when empty, wake every period */
void pcm_sw_params_default(struct snd_pcm_runtime *runtime)
{
	snd_pcm_uframes_t ring = runtime->buffer_size, most = (LONG_MAX - ring) / 2;

	runtime->control->avail_min = runtime->period_size;
	runtime->start_threshold = 1;
	runtime->stop_threshold = ring;
	runtime->silence_threshold = 0;
	runtime->silence_size = 0;
	runtime->period_step = 1;
	runtime->tstamp_mode = SNDRV_PCM_TSTAMP_NONE;

	/* the largest power-of-two multiple of the ring to which another ring can be added without overflow */
	runtime->boundary = ring;
	if (ring <= most)
		runtime->boundary <<= __fls(most) - __fls(ring);
	if (runtime->boundary <= most)
		runtime->boundary *= 2;
}

static int check(struct snd_pcm_runtime *runtime, const struct snd_pcm_sw_params *params)
{
	if (params->tstamp_mode != SNDRV_PCM_TSTAMP_NONE && params->tstamp_mode != SNDRV_PCM_TSTAMP_ENABLE)
		return -EINVAL;
	if (params->proto >= PROTO_TSTAMP_TYPE && params->tstamp_type > SNDRV_PCM_TSTAMP_TYPE_LAST)
		return -EINVAL;
	if (!params->avail_min)
		return -EINVAL;
	/* top-up mode has no threshold; in threshold mode both lie in the ring */
	if (params->silence_size >= runtime->boundary)
		return params->silence_threshold ? -EINVAL : 0;
	if (params->silence_size > params->silence_threshold || params->silence_threshold > runtime->buffer_size)
		return -EINVAL;
	return 0;
}

/**
 * snd_pcm_sw_params() - set the software parameters
 * @params: boundary is filled in
 * Return: 0; -EBADFD: no hardware parameters yet; -EINVAL; -EPIPE: they were set, and have just stopped the stream.
 */
int snd_pcm_sw_params(struct snd_pcm_substream *substream, struct snd_pcm_sw_params *params)
{
	struct snd_pcm_runtime *runtime = substream ? substream->runtime : NULL;
	int err;

	if (snd_BUG_ON(!runtime))
		return -ENXIO;
	guard(pcm_stream_lock_irq)(substream);
	err = runtime->state == SNDRV_PCM_STATE_OPEN ? -EBADFD : check(runtime, params);
	if (err < 0)
		return err;

	if (params->proto >= PROTO_TSTAMP_TYPE)
		runtime->tstamp_type = params->tstamp_type;
	runtime->tstamp_mode = params->tstamp_mode;
	runtime->silence_size = params->silence_size;
	runtime->silence_threshold = params->silence_threshold;
	runtime->stop_threshold = params->stop_threshold;
	runtime->start_threshold = params->start_threshold;
	runtime->control->avail_min = params->avail_min;
	runtime->period_step = params->period_step;
	params->boundary = runtime->boundary;

	if (!snd_pcm_running(substream))
		return 0;
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && runtime->silence_size)
		snd_pcm_playback_silence(substream, ULONG_MAX);
	return snd_pcm_update_state(substream, runtime);
}
