// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * classic.c - the PCM layer's older names: .copy and .silence that count frames (until 4.12), page callbacks (until
 * 5.4), the helpers of vmalloc()ed buffers (2.6.33 to 6.8). Declared in include/classic; nothing else in sound/ knows
 * of them.
 *
 * Left out: copy_user and copy_kernel (4.13 to 6.5), and transfers from the kernel's own memory to a driver with the
 * older .copy, which takes the address of a user (-EOPNOTSUPP; the kernel of that time lied to it about the address
 * space).
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>
#include "pcm_local.h"
#include <classic/sound/pcm_classic.h>

static const struct classic_pcm_ops *ops_of(struct snd_pcm_substream *substream)
{
	return container_of(substream->ops, struct classic_pcm_ops, adapted);
}

static bool is_interleaved(const struct snd_pcm_runtime *runtime)
{
	return runtime->access == SNDRV_PCM_ACCESS_RW_INTERLEAVED ||
	       runtime->access == SNDRV_PCM_ACCESS_MMAP_INTERLEAVED;
}

/* bytes of the ring, or of a channel's part of it, are so many frames */
static snd_pcm_uframes_t frames_of(struct snd_pcm_runtime *runtime, unsigned long bytes)
{
	return is_interleaved(runtime) ? bytes_to_frames(runtime, bytes) : bytes_to_samples(runtime, bytes);
}

static int channel_of(struct snd_pcm_runtime *runtime, int channel)
{
	return is_interleaved(runtime) ? -1 : channel;
}

static int adapted_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			unsigned long bytes)
{
	const struct classic_pcm_ops *ops = ops_of(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	bool playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	int err;

	if (snd_BUG_ON(playback && !is_interleaved(runtime) && !ops->silence))
		return -EINVAL;
	if (!iter_is_ubuf(iter))
		return -EOPNOTSUPP;
	err = ops->copy(substream, channel_of(runtime, channel), frames_of(runtime, pos), iter_iov_addr(iter),
			frames_of(runtime, bytes));
	if (err >= 0)
		iov_iter_advance(iter, bytes);
	return err;
}

static int adapted_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	return ops_of(substream)->silence(substream, channel_of(runtime, channel), frames_of(runtime, pos),
					  frames_of(runtime, bytes));
}

/**
 * classic_pcm_set_ops() - snd_pcm_set_ops() of a table in the older form
 * @ops: lives as long as the PCM; the part of it that the core sees is filled here
 */
void classic_pcm_set_ops(struct snd_pcm *pcm, int direction, struct classic_pcm_ops *ops)
{
	ops->adapted = (struct snd_pcm_ops){
		.open = ops->open,
		.close = ops->close,
		.ioctl = ops->ioctl,
		.hw_params = ops->hw_params,
		.hw_free = ops->hw_free,
		.prepare = ops->prepare,
		.trigger = ops->trigger,
		.pointer = ops->pointer,
		.copy = ops->copy ? adapted_copy : NULL,
		.fill_silence = ops->silence ? adapted_silence : NULL,
		/* the types map themselves; pages of a buffer in one block must not be referred to one by one */
		.page = ops->page == snd_pcm_sgbuf_ops_page ? NULL : ops->page,
		.mmap = ops->mmap,
		.ack = ops->ack,
	};
	snd_pcm_set_ops(pcm, direction, &ops->adapted);
}
EXPORT_SYMBOL(classic_pcm_set_ops);

/**
 * snd_pcm_sgbuf_ops_page() - the .page of drivers with scatter-gather buffers
 * Return: the page behind byte @offset of the buffer in use; NULL if there is none.
 */
struct page *snd_pcm_sgbuf_ops_page(struct snd_pcm_substream *substream, unsigned long offset)
{
	struct snd_dma_buffer *dmab = snd_pcm_get_dma_buf(substream);

	if (!dmab || offset >= dmab->bytes)
		return NULL;
	return snd_sgbuf_get_page(dmab, offset);
}
EXPORT_SYMBOL(snd_pcm_sgbuf_ops_page);

/**
 * _snd_pcm_lib_alloc_vmalloc_buffer() - give an open stream a vmalloc()ed buffer of @size bytes
 * One in use that is large enough stays as it is, dma_bytes included. Otherwise it goes first.
 * Context: hw_params, may sleep.
 * Return: 1: another buffer than before; 0; -ENOMEM, and there is none; -EINVAL when not open.
 */
int _snd_pcm_lib_alloc_vmalloc_buffer(struct snd_pcm_substream *substream, size_t size, gfp_t gfp_flags)
{
	struct snd_pcm_runtime *runtime;

	if (PCM_RUNTIME_CHECK(substream))
		return -EINVAL;
	runtime = substream->runtime;
	if (runtime->dma_area) {
		if (runtime->dma_bytes >= size)
			return 0;
		vfree(runtime->dma_area);
	}
	/* whole pages: mmap shows all of the last one, and hw_params clears it */
	runtime->dma_area = __vmalloc(PAGE_ALIGN(size), gfp_flags);
	if (!runtime->dma_area) {
		runtime->dma_bytes = 0;
		return -ENOMEM;
	}
	runtime->dma_bytes = size;
	return 1;
}
EXPORT_SYMBOL(_snd_pcm_lib_alloc_vmalloc_buffer);

/** snd_pcm_lib_free_vmalloc_buffer() - and take it; any number of times. 0, or -EINVAL when not open */
int snd_pcm_lib_free_vmalloc_buffer(struct snd_pcm_substream *substream)
{
	if (PCM_RUNTIME_CHECK(substream))
		return -EINVAL;
	vfree(substream->runtime->dma_area);
	substream->runtime->dma_area = NULL;
	substream->runtime->dma_bytes = 0;
	return 0;
}
EXPORT_SYMBOL(snd_pcm_lib_free_vmalloc_buffer);

/** snd_pcm_lib_get_vmalloc_page() - the .page of drivers with such buffers */
struct page *snd_pcm_lib_get_vmalloc_page(struct snd_pcm_substream *substream, unsigned long offset)
{
	return vmalloc_to_page(substream->runtime->dma_area + offset);
}
EXPORT_SYMBOL(snd_pcm_lib_get_vmalloc_page);
