// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmalloc.c - SNDRV_DMA_TYPE_VMALLOC: pages from anywhere, in one row for the CPU only.
 *
 * For cards that do no DMA from the buffer: a loopback, USB, chips that an interrupt handler feeds. The device is not
 * looked at. Not zeroed here; hw_params clears what an application will see (contract 1.9, step 9).
 */
#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "memalloc_local.h"

static void *vmalloc_alloc(struct snd_dma_buffer *dmab, size_t size)
{
	return vmalloc(size);
}

static void vmalloc_free(struct snd_dma_buffer *dmab)
{
	vfree(dmab->area);
}

static int vmalloc_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	return remap_vmalloc_range(area, dmab->area, 0);
}

static struct page *vmalloc_page(struct snd_dma_buffer *dmab, size_t offset)
{
	return vmalloc_to_page(dmab->area + offset);
}

static dma_addr_t vmalloc_addr(struct snd_dma_buffer *dmab, size_t offset)
{
	return page_to_phys(vmalloc_page(dmab, offset)) + offset_in_page(offset);
}

static unsigned int vmalloc_chunk(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size)
{
	unsigned long frame = page_to_pfn(vmalloc_page(dmab, ofs));
	/* 64 bits: ofs + size may be 4 GiB */
	size_t end = (size_t)ofs + size, next = ALIGN_DOWN((size_t)ofs, PAGE_SIZE) + PAGE_SIZE;

	while (next < end && page_to_pfn(vmalloc_page(dmab, next)) == ++frame)
		next += PAGE_SIZE;
	return min(next, end) - ofs;
}

const struct snd_malloc_ops snd_malloc_vmalloc_ops = {
	.alloc = vmalloc_alloc,
	.free = vmalloc_free,
	.mmap = vmalloc_mmap,
	.get_addr = vmalloc_addr,
	.get_page = vmalloc_page,
	.get_chunk_size = vmalloc_chunk,
};
