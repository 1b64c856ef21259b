// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Non-Contiguous Buffers, in today's form: the ring is one row for the CPU and so many pieces for the chip. A piece
 * may end anywhere, a period, too: the list is made by asking how far addresses go on.
 *
 * Drivers like this one need not know what the buffer is made of: type=N takes any that a device can reach, to play
 * and to record.
 */
#define MYCHIP_CAPTURES 1
#include "../card.h"

static int type = SNDRV_DMA_TYPE_DEV_SG;
module_param(type, int, 0444);
MODULE_PARM_DESC(type, "Type of the buffer, SNDRV_DMA_TYPE_* (default DEV_SG).");

static int preallocate = 64;
module_param(preallocate, int, 0444);
MODULE_PARM_DESC(preallocate, "KiB to make in advance (default 64).");

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
	.period_bytes_max = 128 * 1024,
	.periods_min = 2,
	.periods_max = 64,
};

static int snd_mychip_open(struct snd_pcm_substream *substream)
{
	return mychip_open(substream, &mychip_hw);
}

static int add_period(struct mychip *chip, struct snd_pcm_substream *substream, unsigned int ofs, unsigned int bytes)
{
	while (bytes) {
		unsigned int piece = snd_pcm_sgbuf_get_chunk_size(substream, ofs, bytes);
		int err = mychip_add_entry(chip, snd_pcm_sgbuf_get_addr(substream, ofs), piece, piece == bytes);

		if (err < 0)
			return err;
		ofs += piece;
		bytes -= piece;
	}
	return 0;
}

static int snd_mychip_prepare(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	unsigned int period = snd_pcm_lib_period_bytes(substream), i;
	int err;

	chip->entries = 0;
	for (i = 0; i < substream->runtime->periods; i++) {
		err = add_period(chip, substream, i * period, period);
		if (err < 0)
			return err;
	}
	mychip_set_list(chip, substream->runtime->rate);
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
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_CAPTURE, &mychip_ops);
	return snd_pcm_set_managed_buffer_all(chip->pcm, type, &chip->pci->dev, preallocate * 1024, 512 * 1024);
}

MODULE_DESCRIPTION("Non-Contiguous Buffers: as far as addresses go on");
