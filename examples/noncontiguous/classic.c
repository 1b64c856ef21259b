// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Non-Contiguous Buffers, as the chapter writes it: a table with the address of every page (struct snd_sg_buf), which
 * the driver reads page by page, and a page callback for mmap.
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
	.buffer_bytes_max = 512 * 1024,
	.period_bytes_min = 256,
	.period_bytes_max = 128 * 1024,
	.periods_min = 2,
	.periods_max = 64,
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
	struct snd_sg_buf *sgbuf = snd_pcm_substream_sgbuf(substream);
	unsigned int period = frames_to_bytes(substream->runtime, substream->runtime->period_size);
	unsigned int size = frames_to_bytes(substream->runtime, substream->runtime->buffer_size);
	unsigned int ofs, piece, rest;
	int err;

	chip->entries = 0;
	for (ofs = 0; ofs < size; ofs += piece) {
		/* to the end of the page or of the period, whichever comes first */
		piece = PAGE_SIZE - ofs % PAGE_SIZE;
		rest = period - ofs % period;
		if (piece > rest)
			piece = rest;
		if ((err = mychip_add_entry(chip, snd_sgbuf_get_addr(sgbuf, ofs), piece, piece == rest)) < 0)
			return err;
	}
	mychip_set_list(chip, substream->runtime->rate);
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
	.page = snd_pcm_sgbuf_ops_page,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &snd_mychip_playback_ops);
	return snd_pcm_lib_preallocate_sg_pages_for_all(chip->pci, chip->pcm, 64 * 1024, 512 * 1024);
}

MODULE_DESCRIPTION("Non-Contiguous Buffers: a table of pages, the chapter's way");
