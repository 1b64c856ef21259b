// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sg.c - SNDRV_DMA_TYPE_DEV_SG and DEV_WC_SG: pages anywhere, in one row for the CPU; each page has its own bus
 * address.
 *
 * One block is tried first, the way of DEV or DEV_WC, and the record then says that type. Only memory that is too
 * fragmented for it gives a real scatter-gather buffer: blocks as large as there are, the largest first, mapped for the
 * device for as long as the buffer lives, and for the CPU with vmap(). Nobody hands such a buffer over, so the device
 * must see what the CPU writes: where a map would need synchronising (a machine without coherence, a bounce buffer)
 * there is no scatter-gather, and the types are DEV and DEV_WC, as on Linux outside x86. That is found out from the
 * map, so it is a property of the device and its machine and not of the build. Not zeroed unless it came in one block.
 *
 * Where each page lies is noted once: an address, and how far addresses are consecutive, are a look into a table.
 */
#include <linux/dma-mapping.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/refusal.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "memalloc_local.h"

/**
 * struct sg_place - one page of the buffer
 * @addr: where the device sees it
 * @run: pages from here on whose addresses follow each other, this one included
 * @block: pages of the block that begins here, 0 inside one
 */
struct sg_place {
	dma_addr_t addr;
	unsigned int run;
	unsigned int block;
};

/**
 * struct sg_buffer - &snd_dma_buffer.private_data
 * @table: the map; a piece never spans two blocks, and suits the device's limits
 * @count: pages
 * @pages, @places: by page
 */
struct sg_buffer {
	struct sg_table table;
	unsigned int count;
	struct page **pages;
	struct sg_place *places;
};

/* ---- the blocks -------------------------------------------------------------------------------- */

static void free_blocks(struct sg_buffer *buffer)
{
	unsigned int i, block;

	for (i = 0; i < buffer->count && buffer->places[i].block; i += block) {
		block = buffer->places[i].block;
		free_pages_exact(page_address(buffer->pages[i]), (size_t)block << PAGE_SHIFT);
	}
}

static void note_block(struct sg_buffer *buffer, unsigned int first, void *area, unsigned int pages)
{
	unsigned int i;

	buffer->places[first].block = pages;
	for (i = 0; i < pages; i++)
		buffer->pages[first + i] = virt_to_page(area + ((size_t)i << PAGE_SHIFT));
}

/*
 * Sizes tried: what is left, then less and less as snd_dma_alloc_pages_fallback() does; a size that failed is not tried
 * again.
 */
static int take_blocks(struct sg_buffer *buffer, struct device *dev)
{
	size_t left = (size_t)buffer->count << PAGE_SHIFT, block = left;

	while (left) {
		void *area;

		block = min(block, left);
		area = snd_malloc_frames(dev, block);
		if (area) {
			note_block(buffer, buffer->count - (left >> PAGE_SHIFT), area, block >> PAGE_SHIFT);
			left -= block;
		} else if (block > PAGE_SIZE) {
			block = PAGE_SIZE << get_order(block / 2);
		} else {
			return -ENOMEM;
		}
	}
	return 0;
}

static void destroy(struct sg_buffer *buffer)
{
	free_blocks(buffer);
	kvfree(buffer->places);
	kvfree(buffer->pages);
	kfree(buffer);
}

static struct sg_buffer *create(struct device *dev, size_t size)
{
	struct sg_buffer *buffer;

	/* what is more than all of the memory is not collected page by page */
	if (size >> PAGE_SHIFT > totalram_pages()) {
		refusal_note(&(struct refusal){ .reason = REFUSED_SIZE });
		return NULL;
	}
	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;
	buffer->pages = kvcalloc(size >> PAGE_SHIFT, sizeof(*buffer->pages), GFP_KERNEL);
	buffer->places = kvcalloc(size >> PAGE_SHIFT, sizeof(*buffer->places), GFP_KERNEL);
	if (!buffer->pages || !buffer->places)
		goto err_destroy;
	buffer->count = size >> PAGE_SHIFT;
	if (take_blocks(buffer, dev))
		goto err_destroy;
	return buffer;

err_destroy:
	destroy(buffer);
	return NULL;
}

/* ---- the device's side ------------------------------------------------------------------------- */

/*
 * Bytes of a piece that the device takes wherever it lies: a block is aligned to its size, so a power of two cuts no
 * boundary.
 */
static size_t piece_limit(struct device *dev)
{
	u64 boundary = dma_get_seg_boundary(dev);
	u64 limit = min_t(u64, dma_get_max_seg_size(dev), boundary);

	/* a boundary is a mask: 2^n - 1 */
	if (limit == boundary && limit < U64_MAX)
		limit++;
	return max_t(u64, rounddown_pow_of_two(min_t(u64, limit, SZ_1G)), PAGE_SIZE);
}

static int fill_table(struct sg_buffer *buffer, size_t limit)
{
	unsigned int i, pieces = 0;
	struct scatterlist *sg;
	size_t left, piece;
	int err;

	for (i = 0; i < buffer->count; i += buffer->places[i].block)
		pieces += DIV_ROUND_UP((size_t)buffer->places[i].block << PAGE_SHIFT, limit);
	err = sg_alloc_table(&buffer->table, pieces, GFP_KERNEL);
	if (err)
		return err;

	sg = buffer->table.sgl;
	for (i = 0, left = 0; i < buffer->count; i += piece >> PAGE_SHIFT, left -= piece, sg = sg_next(sg)) {
		if (!left)
			left = (size_t)buffer->places[i].block << PAGE_SHIFT;
		piece = min(left, limit);
		sg_set_page(sg, buffer->pages[i], piece, 0);
	}
	return 0;
}

static bool needs_sync(struct sg_buffer *buffer, struct device *dev)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_dma_sg(&buffer->table, sg, i)
		if (dma_need_sync(dev, sg_dma_address(sg)))
			return true;
	return false;
}

static void note_addresses(struct sg_buffer *buffer)
{
	struct sg_place *places = buffer->places;
	struct sg_dma_page_iter iter;
	unsigned int i = 0;

	for_each_sgtable_dma_page(&buffer->table, &iter, 0)
		places[i++].addr = sg_page_iter_dma_address(&iter);
	places[buffer->count - 1].run = 1;
	for (i = buffer->count - 1; i--;)
		places[i].run = places[i].addr + PAGE_SIZE == places[i + 1].addr ? places[i + 1].run + 1 : 1;
}

static int map_for_device(struct sg_buffer *buffer, struct device *dev)
{
	int err = fill_table(buffer, piece_limit(dev));

	if (err)
		return err;
	err = dma_map_sgtable(dev, &buffer->table, DMA_BIDIRECTIONAL, 0);
	if (err)
		goto err_free_table;
	if (needs_sync(buffer, dev)) {
		err = -ENOMEM;
		goto err_unmap;
	}
	note_addresses(buffer);
	return 0;

err_unmap:
	dma_unmap_sgtable(dev, &buffer->table, DMA_BIDIRECTIONAL, 0);
err_free_table:
	sg_free_table(&buffer->table);
	return err;
}

static void unmap_for_device(struct sg_buffer *buffer, struct device *dev)
{
	dma_unmap_sgtable(dev, &buffer->table, DMA_BIDIRECTIONAL, 0);
	sg_free_table(&buffer->table);
}

/* ---- the type ---------------------------------------------------------------------------------- */

/**
 * snd_malloc_scattered() - the alloc operation for pieces even where there would be one block
 */
void *snd_malloc_scattered(struct snd_dma_buffer *dmab, size_t size)
{
	struct device *dev = dmab->dev.dev;
	struct sg_buffer *buffer;
	void *area;

	/* that was told when one block was asked for */
	if (!dev)
		return NULL;
	buffer = create(dev, size);
	if (!buffer)
		return NULL;
	if (map_for_device(buffer, dev))
		goto err_destroy;
	area = vmap(buffer->pages, buffer->count, VM_MAP, PAGE_KERNEL);
	if (!area)
		goto err_unmap;
	dmab->private_data = buffer;
	dmab->addr = buffer->places[0].addr;
	return area;

err_unmap:
	unmap_for_device(buffer, dev);
err_destroy:
	destroy(buffer);
	return NULL;
}

static void *sg_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	bool wc = dmab->dev.type == SNDRV_DMA_TYPE_DEV_WC_SG;
	const struct snd_malloc_ops *one_block = wc ? &snd_malloc_wc_ops : &snd_malloc_dev_ops;
	void *area = one_block->alloc(dmab, size);

	if (!area)
		return snd_malloc_scattered(dmab, size);
	dmab->dev.type = wc ? SNDRV_DMA_TYPE_DEV_WC : SNDRV_DMA_TYPE_DEV;
	return area;
}

static void sg_free(struct snd_dma_buffer *dmab)
{
	struct sg_buffer *buffer = dmab->private_data;

	/* nobody sees the pages any more when they go */
	vunmap(dmab->area);
	unmap_for_device(buffer, dmab->dev.dev);
	destroy(buffer);
}

static int sg_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	struct sg_buffer *buffer = dmab->private_data;

	if (dmab->dev.type == SNDRV_DMA_TYPE_DEV_WC_SG)
		area->vm_page_prot = pgprot_writecombine(area->vm_page_prot);
	return vm_map_pages(area, buffer->pages, buffer->count);
}

static const struct sg_place *place_of(struct snd_dma_buffer *dmab, size_t offset)
{
	struct sg_buffer *buffer = dmab->private_data;

	return &buffer->places[offset >> PAGE_SHIFT];
}

static dma_addr_t sg_get_addr(struct snd_dma_buffer *dmab, size_t offset)
{
	return place_of(dmab, offset)->addr + offset_in_page(offset);
}

static struct page *sg_get_page(struct snd_dma_buffer *dmab, size_t offset)
{
	struct sg_buffer *buffer = dmab->private_data;

	return buffer->pages[offset >> PAGE_SHIFT];
}

static unsigned int sg_get_chunk_size(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size)
{
	return min_t(size_t, size, ((size_t)place_of(dmab, ofs)->run << PAGE_SHIFT) - offset_in_page(ofs));
}

const struct snd_malloc_ops snd_malloc_sg_ops = {
	.alloc = sg_alloc,
	.free = sg_free,
	.mmap = sg_mmap,
	.get_addr = sg_get_addr,
	.get_page = sg_get_page,
	.get_chunk_size = sg_get_chunk_size,
};
