// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - substreams of the probe card, and the way into each state.
 */
#include <errno.h>
#include <string.h>

#include "tests/oracle/oracle.h"

int stream_open(struct stream *s, struct oracle *o, int device, int way, int flags)
{
	char path[32];

	*s = (struct stream){ .o = o, .device = device, .way = way };
	snprintf(path, sizeof(path), "/dev/snd/pcmC0D%d%c", device, way == CAPTURE ? 'c' : 'p');
	s->file = o->ops->open(path, O_RDWR | flags);
	return s->file < 0 ? s->file : 0;
}

int stream_close(struct stream *s)
{
	int err = s->file < 0 ? 0 : s->o->ops->close(s->file);

	s->file = -1;
	return err;
}

long do_ioctl(struct stream *s, unsigned long cmd, void *arg)
{
	return s->o->ops->ioctl(s->file, cmd, arg);
}

void hw_any(struct snd_pcm_hw_params *params)
{
	size_t i;

	memset(params, 0, sizeof(*params));
	for (i = 0; i < COUNT(params->masks); i++)
		memset(&params->masks[i], 0xff, sizeof(params->masks[i]));
	for (i = 0; i < COUNT(params->intervals); i++)
		params->intervals[i].max = -1;
	params->rmask = -1;
	params->info = -1;
}

void hw_set_mask(struct snd_pcm_hw_params *params, int var, unsigned int bit)
{
	struct snd_mask *mask = &params->masks[var - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[bit / 32] = 1U << bit % 32;
}

void hw_set(struct snd_pcm_hw_params *params, int var, unsigned int min, unsigned int max)
{
	params->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL] =
		(struct snd_interval){ .min = min, .max = max, .integer = min == max };
}

void hw_usual(struct snd_pcm_hw_params *params)
{
	hw_any(params);
	hw_set_mask(params, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	hw_set_mask(params, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	hw_set(params, SNDRV_PCM_HW_PARAM_CHANNELS, 2, 2);
	hw_set(params, SNDRV_PCM_HW_PARAM_RATE, 4000, 4000);
	hw_set(params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PERIOD, PERIOD);
	hw_set(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, RING, RING);
}

void sw_usual(struct snd_pcm_sw_params *params)
{
	*params = (struct snd_pcm_sw_params){
		.period_step = 1,
		.avail_min = PERIOD,
		.start_threshold = (snd_pcm_uframes_t)-1 >> 1,
		.stop_threshold = RING,
		.proto = SNDRV_PCM_VERSION,
	};
}

int set_up(struct stream *s)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	int err;

	hw_usual(&hw);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	if (err)
		return err;
	sw_usual(&sw);
	return do_ioctl(s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
}

static long transfer(struct stream *s, unsigned int frames, void *data)
{
	struct snd_xferi xfer = { .buf = data, .frames = frames };
	long err = do_ioctl(s, s->way == CAPTURE ? SNDRV_PCM_IOCTL_READI_FRAMES : SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer);

	return err ? err : xfer.result;
}

long write_frames(struct stream *s, unsigned int frames, int byte)
{
	static char samples[4 * RING * FRAME];

	memset(samples, byte, sizeof(samples));
	return transfer(s, frames, samples);
}

long read_frames(struct stream *s, unsigned int frames)
{
	static char samples[4 * RING * FRAME];

	return transfer(s, frames, samples);
}

static int start(struct stream *s)
{
	if (s->way == PLAYBACK)
		write_frames(s, 3 * PERIOD, 0x11);
	return do_ioctl(s, SNDRV_PCM_IOCTL_START, NULL);
}

/* a stream that drains is not finished: EAGAIN of the non-blocking file is the rule */
static int drain(struct stream *s)
{
	long err = do_ioctl(s, SNDRV_PCM_IOCTL_DRAIN, NULL);

	return err == -EAGAIN ? 0 : err;
}

int reach(struct stream *s, int state)
{
	long err = 0;

	if (state == SNDRV_PCM_STATE_OPEN)
		return 0;
	err = set_up(s);
	if (err || state == SNDRV_PCM_STATE_SETUP)
		return err;
	err = do_ioctl(s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	if (err || state == SNDRV_PCM_STATE_PREPARED)
		return err;
	err = start(s);
	if (err)
		return err;
	tell(s, "move", PERIOD + 44);
	switch (state) {
	case SNDRV_PCM_STATE_XRUN:
		return tell(s, "xrun", 0);
	case SNDRV_PCM_STATE_DRAINING:
		return drain(s);
	case SNDRV_PCM_STATE_PAUSED:
		return do_ioctl(s, SNDRV_PCM_IOCTL_PAUSE, (void *)1);
	case SNDRV_PCM_STATE_SUSPENDED:
		return command(s->o, "suspend %d", s->device);
	case SNDRV_PCM_STATE_DISCONNECTED:
		return command(s->o, "disconnect");
	default:
		return 0;
	}
}

int stream_in(struct stream *s, struct oracle *o, int device, int way, int state)
{
	int err = stream_open(s, o, device, way, O_NONBLOCK);

	if (!err)
		err = reach(s, state);
	forget(s);
	return err;
}
