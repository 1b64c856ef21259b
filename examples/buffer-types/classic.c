// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buffer Types, as the chapter writes it: one block of coherent memory, made when the card is; hw_params takes it,
 * hw_free gives it back. With a number for it (2.6.9 to 3.13) it stays while the module is away.
 */
#include <sound/driver.h>
#include "../card_classic.h"

static snd_pcm_hardware_t snd_mychip_playback_hw = {
	.info = (SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER |
		 SNDRV_PCM_INFO_MMAP_VALID),
	.formats = SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_8000_48000,
	.rate_min = 8000,
	.rate_max = 48000,
	.channels_min = 2,
	.channels_max = 2,
	.buffer_bytes_max = 32768,
	.period_bytes_min = 4096,
	.period_bytes_max = 32768,
	.periods_min = 1,
	.periods_max = 1024,
};

static int snd_mychip_playback_open(snd_pcm_substream_t *substream)
{
	return mychip_open(substream, &snd_mychip_playback_hw);
}

static int snd_mychip_pcm_hw_params(snd_pcm_substream_t *substream, snd_pcm_hw_params_t *hw_params)
{
	return snd_pcm_lib_malloc_pages(substream, params_buffer_bytes(hw_params));
}

static int snd_mychip_pcm_hw_free(snd_pcm_substream_t *substream)
{
	return snd_pcm_lib_free_pages(substream);
}

static int snd_mychip_pcm_prepare(snd_pcm_substream_t *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	snd_pcm_runtime_t *runtime = substream->runtime;
	unsigned int period = frames_to_bytes(runtime, runtime->period_size), i;
	int err;

	chip->entries = 0;
	for (i = 0; i < runtime->periods; i++)
		if ((err = mychip_add_entry(chip, runtime->dma_addr + i * period, period, 1)) < 0)
			return err;
	mychip_set_list(chip, runtime->rate);
	return 0;
}

static snd_pcm_ops_t snd_mychip_playback_ops = {
	.open = snd_mychip_playback_open,
	.close = mychip_close,
	.ioctl = snd_pcm_lib_ioctl,
	.hw_params = snd_mychip_pcm_hw_params,
	.hw_free = snd_mychip_pcm_hw_free,
	.prepare = snd_mychip_pcm_prepare,
	.trigger = mychip_trigger,
	.pointer = mychip_pointer,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_t *pcm = chip->pcm;

	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &snd_mychip_playback_ops);
	pcm->streams[SNDRV_PCM_STREAM_PLAYBACK].substream->dma_buf_id = snd_dma_pci_buf_id(chip->pci);
	return snd_pcm_lib_preallocate_pci_pages_for_all(chip->pci, pcm, 64 * 1024, 64 * 1024);
}

MODULE_DESCRIPTION("Buffer Types: one block, the chapter's way");
