// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * continuous.c - SNDRV_DMA_TYPE_CONTINUOUS: page frames in one row, without a DMA mapping.
 *
 * For buffers that the CPU moves to the card, and for hardware that is told addresses by other means. With a device,
 * its coherent mask bounds the address; what is compared with it is the bus address a direct mapping would have, since
 * on our machines the physical address is never that number. The record's addr is the physical address all the same,
 * as on Linux: it is for mapping into processes, not for devices. Not zeroed here.
 */
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/refusal.h>
#include "memalloc_local.h"

static bool reachable(struct device *dev, phys_addr_t phys, size_t size)
{
	dma_addr_t last;

	if (!dev)
		return true;
	last = phys_to_dma(dev, phys) + size - 1;
	return (last & ~dev->coherent_dma_mask) == 0;
}

/**
 * snd_malloc_frames() - page frames in one row that @dev can address, from anywhere without a device
 * @dev: whose coherent mask counts, or NULL
 * @size: bytes, whole pages
 *
 * Context: may sleep.
 * Return: the CPU address, for free_pages_exact(); NULL without memory that suits.
 */
void *snd_malloc_frames(struct device *dev, size_t size)
{
	/* from anywhere first: the lower zones are small */
	gfp_t zone = 0;
	void *area;

	for (;;) {
		area = alloc_pages_exact(size, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN | zone);
		/* each zone may use the ones below it: what is not here now is not there either */
		if (!area || reachable(dev, virt_to_phys(area), size))
			return area;
		free_pages_exact(area, size);
		refusal_note(&(struct refusal){ .reason = REFUSED_MASK, .mask = dev->coherent_dma_mask });
		if (zone == GFP_DMA)
			return NULL;
		zone = zone ? GFP_DMA : GFP_DMA32;
	}
}

static void *continuous_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	void *area = snd_malloc_frames(dmab->dev.dev, size);

	if (area)
		dmab->addr = virt_to_phys(area);
	return area;
}

static void continuous_free(struct snd_dma_buffer *dmab)
{
	free_pages_exact(dmab->area, dmab->bytes);
}

static int continuous_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return remap_pfn_range(area, area->vm_start, dmab->addr >> PAGE_SHIFT, area->vm_end - area->vm_start,
			       area->vm_page_prot);
}

const struct snd_malloc_ops snd_malloc_continuous_ops = {
	.alloc = continuous_alloc,
	.free = continuous_free,
	.mmap = continuous_mmap,
};
