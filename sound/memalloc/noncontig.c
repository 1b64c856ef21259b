// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noncontig.c - SNDRV_DMA_TYPE_NONCONTIG: what the DMA API calls non-contiguous memory, which CPU and device have in
 * turns.
 *
 * Behind an IOMMU the pages come from anywhere and the device sees them in one row; without one it is a block. The
 * table (snd_dma_noncontig_sg_table()) has the memory's pieces and the bus's segments: addresses are the segments',
 * pages the pieces'. To be handed over as NONCOHERENT. A device is required. Zeroed.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include "memalloc_local.h"

static void *noncontig_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	struct snd_dma_device *dev = &dmab->dev;
	struct sg_table *table;
	void *area;

	table = dma_alloc_noncontiguous(dev->dev, size, dev->dir, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0);
	if (!table)
		return NULL;
	area = dma_vmap_noncontiguous(dev->dev, size, table);
	if (!area) {
		dma_free_noncontiguous(dev->dev, size, table, dev->dir);
		return NULL;
	}
	dmab->private_data = table;
	dmab->addr = sg_dma_address(table->sgl);
	dev->need_sync = dma_need_sync(dev->dev, dmab->addr);
	return area;
}

static void noncontig_free(struct snd_dma_buffer *dmab)
{
	dma_vunmap_noncontiguous(dmab->dev.dev, dmab->area);
	dma_free_noncontiguous(dmab->dev.dev, dmab->bytes, dmab->private_data, dmab->dev.dir);
}

static int noncontig_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return dma_mmap_noncontiguous(dmab->dev.dev, area, dmab->bytes, dmab->private_data);
}

static void noncontig_sync(struct snd_dma_buffer *dmab, enum snd_dma_sync_mode mode)
{
	struct snd_dma_device *dev = &dmab->dev;

	/* what the other side does not write need not be fetched from it */
	if (mode == SNDRV_DMA_SYNC_CPU && dev->dir != DMA_TO_DEVICE)
		dma_sync_sgtable_for_cpu(dev->dev, dmab->private_data, dev->dir);
	if (mode == SNDRV_DMA_SYNC_DEVICE && dev->dir != DMA_FROM_DEVICE)
		dma_sync_sgtable_for_device(dev->dev, dmab->private_data, dev->dir);
}

/* the segment with byte *@offset of the buffer, which becomes one of the segment */
static struct scatterlist *segment_at(struct snd_dma_buffer *dmab, size_t *offset)
{
	struct sg_table *table = dmab->private_data;
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_dma_sg(table, sg, i) {
		if (*offset < sg_dma_len(sg))
			return sg;
		*offset -= sg_dma_len(sg);
	}
	return NULL;
}

static dma_addr_t noncontig_addr(struct snd_dma_buffer *dmab, size_t offset)
{
	struct scatterlist *sg = segment_at(dmab, &offset);

	return sg ? sg_dma_address(sg) + offset : 0;
}

static struct page *noncontig_page(struct snd_dma_buffer *dmab, size_t offset)
{
	struct sg_table *table = dmab->private_data;
	struct sg_page_iter iter;

	for_each_sgtable_page(table, &iter, offset >> PAGE_SHIFT)
		return sg_page_iter_page(&iter);
	return NULL;
}

static unsigned int noncontig_chunk(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size)
{
	size_t at = ofs, chunk = 0;

	/* segments may happen to lie side by side */
	while (chunk < size) {
		struct scatterlist *sg = segment_at(dmab, &at);

		if (!sg || (chunk && sg_dma_address(sg) + at != noncontig_addr(dmab, ofs) + chunk))
			break;
		chunk += sg_dma_len(sg) - at;
		at = ofs + chunk;
	}
	return min_t(size_t, chunk, size);
}

const struct snd_malloc_ops snd_malloc_noncontig_ops = {
	.alloc = noncontig_alloc,
	.free = noncontig_free,
	.mmap = noncontig_mmap,
	.get_addr = noncontig_addr,
	.get_page = noncontig_page,
	.get_chunk_size = noncontig_chunk,
	.sync = noncontig_sync,
};
