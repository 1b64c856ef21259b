// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev.c - SNDRV_DMA_TYPE_DEV: coherent DMA memory in one row; what most PCI cards play from.
 *
 * All of it is linux/dma's: the mask, the bus address, the alignment to the covering power of two (so that a buffer of
 * up to 64 KiB never crosses 64 KiB), the zeroes. A device is required.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include "memalloc_local.h"

static void *dev_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	/* try hard, but a large buffer is not worth killing anybody or a page of log: callers ask for less then */
	return dma_alloc_coherent(dmab->dev.dev, size, &dmab->addr, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
}

static void dev_free(struct snd_dma_buffer *dmab)
{
	dma_free_coherent(dmab->dev.dev, dmab->bytes, dmab->area, dmab->addr);
}

static int dev_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return dma_mmap_coherent(dmab->dev.dev, area, dmab->area, dmab->addr, dmab->bytes);
}

const struct snd_malloc_ops snd_malloc_dev_ops = {
	.alloc = dev_alloc,
	.free = dev_free,
	.mmap = dev_mmap,
};
