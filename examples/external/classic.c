// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * External Hardware Buffers, as the chapter writes it: copy and silence count frames, whatever other callbacks count,
 * and the channel of interleaved samples is -1.
 */
#include <sound/driver.h>
#include "../card_classic.h"

static snd_pcm_hardware_t snd_mychip_playback_hw = {
	.info = (SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER),
	.formats = SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_8000_48000,
	.rate_min = 8000,
	.rate_max = 48000,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = MYCHIP_MEMORY_BYTES,
	.period_bytes_min = 256,
	.period_bytes_max = MYCHIP_MEMORY_BYTES / 2,
	.periods_min = 2,
	.periods_max = 256,
};

static int snd_mychip_playback_open(snd_pcm_substream_t *substream)
{
	return mychip_open(substream, &snd_mychip_playback_hw);
}

static int snd_mychip_pcm_prepare(snd_pcm_substream_t *substream)
{
	snd_pcm_runtime_t *runtime = substream->runtime;

	mychip_set_memory(snd_pcm_substream_chip(substream), frames_to_bytes(runtime, runtime->buffer_size),
			  frames_to_bytes(runtime, runtime->period_size), runtime->rate);
	return 0;
}

static int snd_mychip_playback_copy(snd_pcm_substream_t *substream, int channel, snd_pcm_uframes_t pos,
				    void __user *src, snd_pcm_uframes_t count)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	size_t at = frames_to_bytes(substream->runtime, pos), bytes = frames_to_bytes(substream->runtime, count), n;
	unsigned char piece[256];

	for (; bytes > 0; bytes -= n, at += n, src += n) {
		n = bytes < sizeof(piece) ? bytes : sizeof(piece);
		if (copy_from_user(piece, src, n))
			return -EFAULT;
		memcpy_toio(chip->memory + at, piece, n);
	}
	return 0;
}

static int snd_mychip_playback_silence(snd_pcm_substream_t *substream, int channel, snd_pcm_uframes_t pos,
				       snd_pcm_uframes_t count)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	memset_io(chip->memory + frames_to_bytes(substream->runtime, pos), 0,
		  frames_to_bytes(substream->runtime, count));
	return 0;
}

static snd_pcm_ops_t snd_mychip_playback_ops = {
	.open = snd_mychip_playback_open,
	.close = mychip_close,
	.ioctl = snd_pcm_lib_ioctl,
	.prepare = snd_mychip_pcm_prepare,
	.trigger = mychip_trigger,
	.pointer = mychip_pointer,
	.copy = snd_mychip_playback_copy,
	.silence = snd_mychip_playback_silence,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &snd_mychip_playback_ops);
	return 0;
}

MODULE_DESCRIPTION("External Hardware Buffers: copy in frames, the chapter's way");
