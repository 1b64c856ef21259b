// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noncoherent.c - SNDRV_DMA_TYPE_NONCOHERENT: memory in one row that CPU and device have in turns.
 *
 * On a machine without coherence it is cached, hence quick for the CPU, and must be handed over
 * (snd_dma_buffer_sync()); where the device sees the CPU's writes anyway dev.need_sync is false and nothing is done. A
 * device is required. Zeroed.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include "memalloc_local.h"

static void *noncoherent_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	struct snd_dma_device *dev = &dmab->dev;
	void *area = dma_alloc_noncoherent(dev->dev, size, &dmab->addr, dev->dir,
					   GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);

	if (area)
		dev->need_sync = dma_need_sync(dev->dev, dmab->addr);
	return area;
}

static void noncoherent_free(struct snd_dma_buffer *dmab)
{
	dma_free_noncoherent(dmab->dev.dev, dmab->bytes, dmab->area, dmab->addr, dmab->dev.dir);
}

static int noncoherent_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	/* cached, as for the kernel */
	area->vm_page_prot = vm_get_page_prot(area->vm_flags);
	return dma_mmap_pages(dmab->dev.dev, area, dmab->bytes, virt_to_page(dmab->area));
}

static void noncoherent_sync(struct snd_dma_buffer *dmab, enum snd_dma_sync_mode mode)
{
	struct snd_dma_device *dev = &dmab->dev;

	/* what the other side does not write need not be fetched from it */
	if (mode == SNDRV_DMA_SYNC_CPU && dev->dir != DMA_TO_DEVICE)
		dma_sync_single_for_cpu(dev->dev, dmab->addr, dmab->bytes, dev->dir);
	if (mode == SNDRV_DMA_SYNC_DEVICE && dev->dir != DMA_FROM_DEVICE)
		dma_sync_single_for_device(dev->dev, dmab->addr, dmab->bytes, dev->dir);
}

const struct snd_malloc_ops snd_malloc_noncoherent_ops = {
	.alloc = noncoherent_alloc,
	.free = noncoherent_free,
	.mmap = noncoherent_mmap,
	.sync = noncoherent_sync,
};
