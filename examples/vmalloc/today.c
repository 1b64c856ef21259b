// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Vmalloc'ed Buffers, in today's form: pages from anywhere that no device reads, made by every hw_params; a size of 0
 * in advance and a maximum of 0 say that there is nothing to preallocate.
 */
#include "../card.h"
#include "feed.h"

static const struct snd_pcm_hardware mychip_hw = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_BLOCK_TRANSFER,
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

static int snd_mychip_open(struct snd_pcm_substream *substream)
{
	return mychip_open(substream, &mychip_hw);
}

static const struct snd_pcm_ops mychip_ops = {
	.open = snd_mychip_open,
	.close = mychip_close,
	.prepare = feed_prepare,
	.trigger = feed_trigger,
	.pointer = feed_pointer,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &mychip_ops);
	return snd_pcm_set_managed_buffer_all(chip->pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0);
}

MODULE_DESCRIPTION("Vmalloc'ed Buffers: managed");
