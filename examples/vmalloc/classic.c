// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Vmalloc'ed Buffers, as the chapter writes it: helpers that make the buffer in hw_params and take it in hw_free, and a
 * page callback for mmap.
 */
#include <sound/driver.h>
#include "../card_classic.h"
#include "feed.h"

static snd_pcm_hardware_t snd_mychip_playback_hw = {
	.info = (SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER |
		 SNDRV_PCM_INFO_MMAP_VALID),
	.formats = SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_8000_48000,
	.rate_min = 8000,
	.rate_max = 48000,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = 512 * 1024,
	.period_bytes_min = 256,
	.period_bytes_max = MYCHIP_MEMORY_BYTES / 2,
	.periods_min = 3,
	.periods_max = 64,
};

static int snd_mychip_playback_open(snd_pcm_substream_t *substream)
{
	return mychip_open(substream, &snd_mychip_playback_hw);
}

static int snd_mychip_pcm_hw_params(snd_pcm_substream_t *substream, snd_pcm_hw_params_t *hw_params)
{
	return snd_pcm_lib_alloc_vmalloc_buffer(substream, params_buffer_bytes(hw_params));
}

static int snd_mychip_pcm_hw_free(snd_pcm_substream_t *substream)
{
	return snd_pcm_lib_free_vmalloc_buffer(substream);
}

static snd_pcm_ops_t snd_mychip_playback_ops = {
	.open = snd_mychip_playback_open,
	.close = mychip_close,
	.ioctl = snd_pcm_lib_ioctl,
	.hw_params = snd_mychip_pcm_hw_params,
	.hw_free = snd_mychip_pcm_hw_free,
	.prepare = feed_prepare,
	.trigger = feed_trigger,
	.pointer = feed_pointer,
	.page = snd_pcm_lib_get_vmalloc_page,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &snd_mychip_playback_ops);
	return 0;
}

MODULE_DESCRIPTION("Vmalloc'ed Buffers: the chapter's way");
