// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * External Hardware Buffers, in today's form: the ring is the chip's own memory. There is no buffer in RAM; copy()
 * takes the samples straight from the application, fill_silence() is required, and both count bytes. It cannot be
 * mapped.
 */
#include "../card.h"

static const struct snd_pcm_hardware mychip_hw = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_BLOCK_TRANSFER,
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

static int snd_mychip_open(struct snd_pcm_substream *substream)
{
	return mychip_open(substream, &mychip_hw);
}

static int snd_mychip_prepare(struct snd_pcm_substream *substream)
{
	mychip_set_memory(snd_pcm_substream_chip(substream), snd_pcm_lib_buffer_bytes(substream),
			  snd_pcm_lib_period_bytes(substream), substream->runtime->rate);
	return 0;
}

/* the chip's memory is no memory of the CPU: through a piece that is */
static int snd_mychip_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *from,
			   unsigned long bytes)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	unsigned char piece[256];

	while (bytes) {
		size_t n = min_t(size_t, bytes, sizeof(piece));

		if (copy_from_iter(piece, n, from) != n)
			return -EFAULT;
		memcpy_toio(chip->memory + pos, piece, n);
		pos += n;
		bytes -= n;
	}
	return 0;
}

static int snd_mychip_fill_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos,
				   unsigned long bytes)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	memset_io(chip->memory + pos, 0, bytes);
	return 0;
}

static const struct snd_pcm_ops mychip_ops = {
	.open = snd_mychip_open,
	.close = mychip_close,
	.prepare = snd_mychip_prepare,
	.trigger = mychip_trigger,
	.pointer = mychip_pointer,
	.copy = snd_mychip_copy,
	.fill_silence = snd_mychip_fill_silence,
};

static int mychip_new_pcm(struct mychip *chip)
{
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &mychip_ops);
	return 0;
}

MODULE_DESCRIPTION("External Hardware Buffers: copy in bytes");
