// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buffer Types, in today's form: one block of coherent memory, made when the card is, and managed by the middle layer.
 * hw_params and hw_free have nothing left to do.
 */
#include "../card.h"

static const struct snd_pcm_hardware mychip_hw = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_BLOCK_TRANSFER,
	.formats = SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_8000_48000,
	.rate_min = 8000,
	.rate_max = 48000,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = 256 * 1024,
	.period_bytes_min = 256,
	.period_bytes_max = 64 * 1024,
	.periods_min = 2,
	.periods_max = 256,
};

static int snd_mychip_open(struct snd_pcm_substream *substream)
{
	return mychip_open(substream, &mychip_hw);
}

/* runtime->dma_addr is where the chip finds the ring: one entry a period */
static int snd_mychip_prepare(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int period = snd_pcm_lib_period_bytes(substream);
	unsigned int i;
	int err;

	chip->entries = 0;
	for (i = 0; i < runtime->periods; i++) {
		err = mychip_add_entry(chip, runtime->dma_addr + i * period, period, true);
		if (err < 0)
			return err;
	}
	mychip_set_list(chip, runtime->rate);
	return 0;
}

static const struct snd_pcm_ops mychip_ops = {
	.open = snd_mychip_open,
	.close = mychip_close,
	.prepare = snd_mychip_prepare,
	.trigger = mychip_trigger,
	.pointer = mychip_pointer,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &mychip_ops);
	/* 64 KiB now; up to 256 may be asked for through /proc/asound */
	return snd_pcm_set_managed_buffer_all(chip->pcm, SNDRV_DMA_TYPE_DEV, &chip->pci->dev, 64 * 1024, 256 * 1024);
}

MODULE_DESCRIPTION("Buffer Types: one block, managed");
