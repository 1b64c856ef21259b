// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * classic_sg.c - the scatter-gather buffer as the chapter describes it: a table with an address a page, for drivers
 * that read the table themselves. Contract 1.3 (third design) and 1.5.
 *
 * It is a buffer type of its own, and SNDRV_DMA_TYPE_DEV_SG for sources in the older spelling: the memory is that of
 * DEV_SG, in pieces wherever that can be, and what the record shows is struct snd_sg_buf. A table of 32 * n entries,
 * those behind the last page empty; the record's own address is 0, as it was.
 */
#include <linux/align.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include "memalloc_local.h"
#include <classic/sound/memalloc_classic.h>

#define TABLE_STEP 32

/**
 * struct classic_sg - behind &snd_dma_buffer.private_data, which points to @shown
 * @shown: what drivers read
 * @memory: what it is made of
 */
struct classic_sg {
	struct snd_sg_buf shown;
	struct snd_dma_buffer memory;
};

static struct classic_sg *sg_of(struct snd_dma_buffer *dmab)
{
	return container_of((struct snd_sg_buf *)dmab->private_data, struct classic_sg, shown);
}

static const struct snd_malloc_ops *memory_ops(const struct classic_sg *sg)
{
	return sg->memory.dev.type == SNDRV_DMA_TYPE_DEV_SG ? &snd_malloc_sg_ops : &snd_malloc_dev_ops;
}

static void fill_table(struct classic_sg *sg, struct device *dev)
{
	struct snd_sg_buf *shown = &sg->shown;
	int i;

	if (dev && dev_is_pci(dev))
		shown->pci = to_pci_dev(dev);
	for (i = 0; i < shown->pages; i++) {
		size_t offset = (size_t)i << PAGE_SHIFT;

		shown->table[i].buf = sg->memory.area + offset;
		shown->table[i].addr = snd_sgbuf_get_addr(&sg->memory, offset);
		shown->page_table[i] = snd_sgbuf_get_page(&sg->memory, offset);
	}
}

static void destroy(struct classic_sg *sg)
{
	kvfree(sg->shown.page_table);
	kvfree(sg->shown.table);
	kfree(sg);
}

static struct classic_sg *create(size_t size)
{
	struct classic_sg *sg;

	/* a number of pages is an int here */
	if (size >> PAGE_SHIFT > totalram_pages() || size >> PAGE_SHIFT > INT_MAX - TABLE_STEP)
		return NULL;
	sg = kzalloc(sizeof(*sg), GFP_KERNEL);
	if (!sg)
		return NULL;
	sg->shown.size = size;
	sg->shown.pages = snd_sgbuf_aligned_pages(size);
	sg->shown.tblsize = ALIGN(sg->shown.pages, TABLE_STEP);
	sg->shown.table = kvcalloc(sg->shown.tblsize, sizeof(*sg->shown.table), GFP_KERNEL);
	sg->shown.page_table = kvcalloc(sg->shown.tblsize, sizeof(*sg->shown.page_table), GFP_KERNEL);
	if (sg->shown.table && sg->shown.page_table)
		return sg;
	destroy(sg);
	return NULL;
}

static void *classic_sg_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	struct classic_sg *sg = create(size);

	if (!sg)
		return NULL;
	sg->memory.dev = dmab->dev;
	sg->memory.dev.type = SNDRV_DMA_TYPE_DEV_SG;
	/* pages first, as then: a page callback may refer to each; one block is for machines that have nothing else */
	sg->memory.area = snd_malloc_scattered(&sg->memory, size);
	if (!sg->memory.area)
		sg->memory.area = snd_malloc_sg_ops.alloc(&sg->memory, size);
	if (!sg->memory.area) {
		destroy(sg);
		return NULL;
	}
	sg->memory.bytes = size;
	fill_table(sg, dmab->dev.dev);
	dmab->private_data = &sg->shown;
	return sg->memory.area;
}

static void classic_sg_free(struct snd_dma_buffer *dmab)
{
	struct classic_sg *sg = sg_of(dmab);

	memory_ops(sg)->free(&sg->memory);
	destroy(sg);
}

static int classic_sg_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return snd_dma_buffer_mmap(&sg_of(dmab)->memory, area);
}

static dma_addr_t classic_sg_addr(struct snd_dma_buffer *dmab, size_t offset)
{
	return snd_sgbuf_get_addr(&sg_of(dmab)->memory, offset);
}

static struct page *classic_sg_page(struct snd_dma_buffer *dmab, size_t offset)
{
	return snd_sgbuf_get_page(&sg_of(dmab)->memory, offset);
}

static unsigned int classic_sg_chunk(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size)
{
	return snd_sgbuf_get_chunk_size(&sg_of(dmab)->memory, ofs, size);
}

const struct snd_malloc_ops snd_malloc_classic_sg_ops = {
	.alloc = classic_sg_alloc,
	.free = classic_sg_free,
	.mmap = classic_sg_mmap,
	.get_addr = classic_sg_addr,
	.get_page = classic_sg_page,
	.get_chunk_size = classic_sg_chunk,
};

/**
 * snd_malloc_sgbuf_pages() - a scatter-gather buffer that no PCM manages
 * @pci: whose addresses the table holds
 * @size: bytes, above 0
 * @dmab: receives the description; @dmab->private_data is the struct snd_sg_buf
 *
 * Context: may sleep.
 * Return: the CPU address of the pages in one row, or NULL.
 */
void *snd_malloc_sgbuf_pages(struct pci_dev *pci, size_t size, struct snd_dma_buffer *dmab)
{
	struct device *dev = pci ? &pci->dev : snd_dma_isa_data();

	if (snd_dma_alloc_pages(SNDRV_DMA_TYPE_CLASSIC_SG, dev, size, dmab))
		return NULL;
	return dmab->area;
}
EXPORT_SYMBOL(snd_malloc_sgbuf_pages);

/**
 * snd_free_sgbuf_pages() - free it
 * Return: 0, or -EINVAL for a record without a table, such as one that was freed before.
 */
int snd_free_sgbuf_pages(struct snd_dma_buffer *dmab)
{
	if (!dmab->private_data)
		return -EINVAL;
	snd_dma_free_pages(dmab);
	dmab->private_data = NULL;
	dmab->area = NULL;
	return 0;
}
EXPORT_SYMBOL(snd_free_sgbuf_pages);
