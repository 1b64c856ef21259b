// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wc.c - SNDRV_DMA_TYPE_DEV_WC: as DEV, for cards that must not find samples in a processor's cache.
 *
 * linux/dma's write-combining memory on every machine; that the CPU's writes are combined has no effect in user space,
 * and only what is mapped for a client carries the attribute. A device is required. Zeroed, as DEV.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include "memalloc_local.h"

static void *wc_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	return dma_alloc_wc(dmab->dev.dev, size, &dmab->addr, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
}

static void wc_free(struct snd_dma_buffer *dmab)
{
	dma_free_wc(dmab->dev.dev, dmab->bytes, dmab->area, dmab->addr);
}

static int wc_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return dma_mmap_wc(dmab->dev.dev, area, dmab->area, dmab->addr, dmab->bytes);
}

const struct snd_malloc_ops snd_malloc_wc_ops = {
	.alloc = wc_alloc,
	.free = wc_free,
	.mmap = wc_mmap,
};
