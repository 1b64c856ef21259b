// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client_params.c - the in-process application chooses its parameters the way alsa-lib does: begin with everything,
 * narrow one parameter after the other with HW_REFINE, taking the nearest value where the wish cannot be had,
 * and hand the rest to HW_PARAMS.
 */
#include <errno.h>
#include <string.h>

#include "harness/client.h"

static struct snd_interval *interval(struct snd_pcm_hw_params *params, int which)
{
	return &params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static void set_mask(struct snd_pcm_hw_params *params, int which, unsigned int value)
{
	struct snd_mask *mask = &params->masks[which - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1u << value % 32;
	params->rmask |= 1u << which;
}

static void set_any(struct snd_pcm_hw_params *params)
{
	int i;

	memset(params, 0, sizeof(*params));
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK; i++)
		memset(&params->masks[i], 0xff, sizeof(params->masks[i]));
	for (i = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; i++)
		interval(params, i)->max = ~0u;
	params->rmask = ~0u;
	params->info = ~0u;
}

static int refine(struct client_pcm *pcm, struct snd_pcm_hw_params *params)
{
	return usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_HW_REFINE, (uintptr_t)params, &pcm->client->caller);
}

/* of an interval that is one value; an open end may stand for the fraction of a rate such as 48662.07 Hz */
static unsigned int single_value(const struct snd_interval *range)
{
	return range->openmin && !range->openmax ? range->max : range->min;
}

/* the smallest value ≥ @value (@up) or the largest ≤ it that the card can do, fixed in @params */
static int set_from(struct client_pcm *pcm, struct snd_pcm_hw_params *params, int which, unsigned int value, bool up)
{
	struct snd_pcm_hw_params trial = *params;
	struct snd_interval *range = interval(&trial, which);
	int err;

	if (up && value > range->min) {
		range->min = value;
		range->openmin = 0;
	} else if (!up && value < range->max) {
		range->max = value;
		range->openmax = 0;
	}
	trial.rmask |= 1u << which;
	err = range->min > range->max ? -EINVAL : refine(pcm, &trial);
	if (err)
		return err;
	/* an open end excludes its number, not the fraction next to it: (48662, 48663) is the value there */
	if (up) {
		range->openmax = range->openmin;
		range->max = range->min + range->openmin;
	} else {
		range->openmin = range->openmax;
		range->min = range->max - range->openmax;
	}
	trial.rmask |= 1u << which;
	err = refine(pcm, &trial);
	if (!err)
		*params = trial;
	return err;
}

static unsigned int distance(unsigned int a, unsigned int b)
{
	return a > b ? a - b : b - a;
}

/* take the nearest of what is above and below */
static int set_near(struct client_pcm *pcm, struct snd_pcm_hw_params *params, int which, unsigned int value)
{
	struct snd_pcm_hw_params above = *params, below = *params;
	int up = set_from(pcm, &above, which, value, true);
	int down = set_from(pcm, &below, which, value, false);

	if (up && down)
		return up;
	if (down || (!up && distance(single_value(interval(&above, which)), value) <
			    distance(single_value(interval(&below, which)), value)))
		*params = above;
	else
		*params = below;
	return 0;
}

static int set_sizes(struct client_pcm *pcm, struct snd_pcm_hw_params *params, const struct client_params *want)
{
	snd_pcm_uframes_t buffer = want->buffer_frames, period = want->period_frames;
	int err;

	if (!buffer && period)
		buffer = 4 * period;
	if (!buffer)
		buffer = single_value(interval(params, SNDRV_PCM_HW_PARAM_RATE)) / 2;
	/* the period first, if it was asked for: a buffer is a whole number of periods on most cards */
	if (period) {
		err = set_near(pcm, params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, period);
		if (err)
			return err;
		return set_near(pcm, params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, buffer);
	}
	err = set_near(pcm, params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, buffer);
	if (err)
		return err;
	buffer = interval(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE)->min;
	return set_near(pcm, params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, buffer / 4);
}

static int set_sw(struct client_pcm *pcm, snd_pcm_uframes_t silence, snd_pcm_uframes_t start)
{
	struct snd_pcm_sw_params sw = {
		.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE,
		.period_step = 1,
		.avail_min = pcm->period_frames,
		.start_threshold = start,
		.stop_threshold = pcm->buffer_frames,
		.silence_threshold = silence,
		.silence_size = silence,
	};

	int err = usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &pcm->client->caller);

	if (!err)
		pcm->boundary = sw.boundary;
	return err;
}

int client_pcm_set_sw(struct client_pcm *pcm, snd_pcm_uframes_t silence)
{
	return set_sw(pcm, silence, pcm->buffer_frames);
}

int client_pcm_start_by_hand(struct client_pcm *pcm)
{
	return set_sw(pcm, 0, pcm->boundary);
}

int client_pcm_configure(struct client_pcm *pcm, const struct client_params *want)
{
	static const int accesses[2][2] = {
		{ SNDRV_PCM_ACCESS_RW_INTERLEAVED, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED },
		{ SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED },
	};
	struct snd_pcm_hw_params params;
	int err;

	set_any(&params);
	set_mask(&params, SNDRV_PCM_HW_PARAM_ACCESS, accesses[want->mmap][want->noninterleaved]);
	set_mask(&params, SNDRV_PCM_HW_PARAM_FORMAT, want->format);
	set_mask(&params, SNDRV_PCM_HW_PARAM_SUBFORMAT, want->subformat);
	err = refine(pcm, &params);
	if (!err)
		err = set_near(pcm, &params, SNDRV_PCM_HW_PARAM_CHANNELS, want->channels);
	if (!err)
		err = set_near(pcm, &params, SNDRV_PCM_HW_PARAM_RATE, want->rate);
	if (!err)
		err = set_sizes(pcm, &params, want);
	if (!err)
		err = usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_HW_PARAMS, (uintptr_t)&params, &pcm->client->caller);
	if (err)
		return err;

	pcm->format = want->format;
	pcm->interleaved = !want->noninterleaved;
	pcm->rate = single_value(interval(&params, SNDRV_PCM_HW_PARAM_RATE));
	pcm->rate_num = params.rate_num;
	pcm->rate_den = params.rate_den;
	pcm->channels = interval(&params, SNDRV_PCM_HW_PARAM_CHANNELS)->min;
	pcm->frame_bytes = interval(&params, SNDRV_PCM_HW_PARAM_FRAME_BITS)->min / 8;
	pcm->period_frames = interval(&params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE)->min;
	pcm->buffer_frames = interval(&params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE)->min;
	pcm->fifo_frames = params.fifo_size / pcm->frame_bytes;
	pcm->written = 0;
	err = client_pcm_set_sw(pcm, 0);
	if (!err)
		err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_PREPARE);
	return err;
}
