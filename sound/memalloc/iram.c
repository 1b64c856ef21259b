// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iram.c - SNDRV_DMA_TYPE_DEV_IRAM: on-chip memory near the device, small and quick.
 *
 * It comes from a pool named "iram" (<linux/genalloc.h>) of the device or of one it hangs below; on Linux the device
 * tree names that pool, which we have not. Whoever filled the pool has made sure that the device reaches it; what it is
 * told is the bus address of the pool's physical one. Without a pool, or without room in it, the buffer is a DEV one
 * and its record says so. Whole pages, so that mapping one shows nobody else's. Not zeroed, unless it is DEV.
 */
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/genalloc.h>
#include <linux/mm.h>
#include "memalloc_local.h"

static struct gen_pool *pool_of(struct device *dev)
{
	struct gen_pool *pool = NULL;

	for (; dev && !pool; dev = dev->parent)
		pool = gen_pool_get(dev, "iram");
	return pool;
}

static void *iram_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	struct gen_pool *pool = pool_of(dmab->dev.dev);
	dma_addr_t phys;
	void *area = NULL;

	if (pool)
		area = gen_pool_dma_alloc_align(pool, size, &phys, PAGE_SIZE);
	if (area) {
		dmab->private_data = pool;
		dmab->addr = phys_to_dma(dmab->dev.dev, phys);
		return area;
	}
	area = snd_malloc_dev_ops.alloc(dmab, size);
	if (area)
		dmab->dev.type = SNDRV_DMA_TYPE_DEV;
	return area;
}

static void iram_free(struct snd_dma_buffer *dmab)
{
	gen_pool_free(dmab->private_data, (unsigned long)dmab->area, dmab->bytes);
}

static int iram_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	phys_addr_t phys = gen_pool_virt_to_phys(dmab->private_data, (unsigned long)dmab->area);

	area->vm_page_prot = pgprot_writecombine(area->vm_page_prot);
	return vm_iomap_memory(area, phys, dmab->bytes);
}

const struct snd_malloc_ops snd_malloc_iram_ops = {
	.alloc = iram_alloc,
	.free = iram_free,
	.mmap = iram_mmap,
};
