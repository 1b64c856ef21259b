// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_ioctl.c - what the middle layer asks a driver's ioctl(), and the answers for drivers without one.
 *
 * Not the applications' ioctls (ioctl.c): four questions with numbers SNDRV_PCM_IOCTL1_*.
 */
#include <linux/byteorder/generic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

/* pointers go back to the ring's start; those of a running stream stay inside of the ring */
static int reset(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	bool runs;

	guard(pcm_stream_lock_irqsave)(substream);
	runs = snd_pcm_running(substream) && !snd_pcm_update_hw_ptr(substream);
	if (!runs)
		runtime->hw_ptr_wrap = 0;
	runtime->status->hw_ptr = runs ? runtime->status->hw_ptr % runtime->buffer_size : 0;
	return 0;
}

/* where a channel's samples lie in the mapped ring: offset in bytes, first and step in bits */
static int channel_info(struct snd_pcm_substream *substream, struct snd_pcm_channel_info *info)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	int width = snd_pcm_format_physical_width(runtime->format);

	info->offset = runtime->info & SNDRV_PCM_INFO_MMAP ? 0 : -1;
	if (info->offset < 0)
		return 0;
	if (width < 0)
		return width;
	switch (runtime->access) {
	case SNDRV_PCM_ACCESS_RW_INTERLEAVED:
	case SNDRV_PCM_ACCESS_MMAP_INTERLEAVED:
		info->first = width * info->channel;
		info->step = width * runtime->channels;
		break;
	case SNDRV_PCM_ACCESS_RW_NONINTERLEAVED:
	case SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED:
		info->first = runtime->dma_bytes / runtime->channels * info->channel * 8;
		info->step = width;
		break;
	default:
		snd_BUG();
		break;
	}
	return 0;
}

static int fifo_size(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	const struct snd_pcm_hardware *hw = &substream->runtime->hw;
	ssize_t frame_bytes;

	params->fifo_size = hw->fifo_size;
	if (hw->info & SNDRV_PCM_INFO_FIFO_IN_FRAMES)
		return 0;
	frame_bytes = snd_pcm_format_size(params_format(params), params_channels(params));
	if (frame_bytes > 0)
		params->fifo_size /= frame_bytes;
	return 0;
}

static int sync_id(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	unsigned char id[12];

	if (!substream->runtime->std_sync_id)
		return 0;
	memset(id, 0xff, sizeof(id));
	snd_pcm_set_sync_per_card(substream, params, id, sizeof(id));
	return 0;
}

/**
 * snd_pcm_set_sync_per_card() - say which streams share a clock: equal ids do
 * @params: whose sync is set: the card's number, then @id
 * @id: of at most 12 bytes; the rest is zero
 * For a driver's ioctl(SNDRV_PCM_IOCTL1_SYNC_ID); most call snd_pcm_set_sync() in open() instead.
 */
void snd_pcm_set_sync_per_card(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params,
			       const unsigned char *id, unsigned int len)
{
	__le32 card = cpu_to_le32(substream->pcm->card->number);

	memset(params->sync, 0, sizeof(params->sync));
	memcpy(params->sync, &card, sizeof(card));
	memcpy(params->sync + sizeof(card), id, min_t(size_t, len, sizeof(params->sync) - sizeof(card)));
}
EXPORT_SYMBOL_GPL(snd_pcm_set_sync_per_card);

/**
 * snd_pcm_lib_ioctl() - the default for a driver's ioctl()
 * @arg: struct snd_pcm_channel_info of CHANNEL_INFO, struct snd_pcm_hw_params of FIFO_SIZE and SYNC_ID
 * Return: 0; -ENXIO: not one of the four.
 */
int snd_pcm_lib_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg)
{
	switch (cmd) {
	case SNDRV_PCM_IOCTL1_RESET:
		return reset(substream);
	case SNDRV_PCM_IOCTL1_CHANNEL_INFO:
		return channel_info(substream, arg);
	case SNDRV_PCM_IOCTL1_FIFO_SIZE:
		return fifo_size(substream, arg);
	case SNDRV_PCM_IOCTL1_SYNC_ID:
		return sync_id(substream, arg);
	default:
		return -ENXIO;
	}
}
EXPORT_SYMBOL(snd_pcm_lib_ioctl);
