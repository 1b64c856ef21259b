// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory.c - the frames behind an allocation: one block below a bus address, or single ones from anywhere, and the
 * addresses the driver gets for them.
 *
 * A block comes from the area for contiguous memory first, if the machine has one and the request may sleep, then from
 * the zone that lies below the limit, or from a lower one if what came is still too high: as Linux looks for it.
 *
 * Locks: none of its own; see linux/mm.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "../mm/vmarea.h"
#include "local.h"

#define ALIGNED_ORDERS	8 /* the area's blocks are aligned to their order, but to no more than this */

/* ---- one block ---- */

static gfp_t first_zone(u64 limit)
{
	const struct usnd_platform *p = platform();

	if (limit < p->zone_dma_end)
		return GFP_DMA;
	return limit < p->zone_dma32_end ? GFP_DMA32 : 0;
}

static gfp_t lower_zone(gfp_t zone)
{
	return zone ? GFP_DMA : GFP_DMA32;
}

static bool is_below(const struct page *page, size_t size, u64 limit)
{
	return limit == U64_MAX || below_limit(page_to_phys(page) + platform()->dma_offset, size, limit);
}

static struct page *area_block(u64 limit, size_t size, gfp_t gfp, const void *where)
{
	struct page *page;

	if (!cma_count || !gfpflags_allow_blocking(gfp) || size <= PAGE_SIZE)
		return NULL;
	page = cma_frames_alloc(PFN_UP(size), min_t(unsigned int, get_order(size), ALIGNED_ORDERS), where);
	if (page && !is_below(page, size, limit)) {
		cma_frames_put(page, PFN_UP(size), where);
		page = NULL;
	}
	return page;
}

static struct page *zone_block(u64 limit, size_t size, gfp_t gfp, const void *where)
{
	gfp_t zone = first_zone(limit);
	struct page *page;

	for (;;) {
		page = frames_alloc(gfp | zone, get_order(size), PAGE_BLOCK, where);
		if (!page || is_below(page, size, limit))
			return page;
		frames_free(page, where);
		if (zone == GFP_DMA) {
			refusal_note(&(struct refusal){ .reason = REFUSED_MASK, .mask = limit });
			return NULL;
		}
		zone = lower_zone(zone);
	}
}

int memory_block(struct dma_record *record, u64 limit, gfp_t gfp)
{
	size_t size = PAGE_ALIGN(record->size);
	struct page *page;

	gfp &= ~(GFP_ZONEMASK | __GFP_ZERO);
	page = area_block(limit, size, gfp, record->maker);
	if (!page)
		page = zone_block(limit, size, gfp, record->maker);
	if (!page)
		return -ENOMEM;
	record->phys = page_to_phys(page);
	record->cpu = page_address(page);
	return 0;
}

static void block_free(struct dma_record *record, const void *where)
{
	struct page *page = phys_to_page(record->phys);

	if (cma_owns(page))
		cma_frames_put(page, PFN_UP(record->size), where);
	else
		frames_release(page, get_order(record->size), where);
	record->phys = 0;
}

/* ---- single pages ---- */

int memory_scatter(struct dma_record *record, gfp_t gfp)
{
	unsigned long count = PFN_UP(record->size);

	gfp = (gfp & ~(GFP_ZONEMASK | __GFP_ZERO)) | __GFP_NOWARN;
	if (count > totalram_pages()) {
		refusal_note(&(struct refusal){ .reason = REFUSED_SIZE });
		return -ENOMEM;
	}
	record->pages = kvmalloc_at(count * sizeof(*record->pages), gfp, record->maker);
	if (!record->pages)
		return -ENOMEM;
	for (record->count = 0; record->count < count; record->count++) {
		record->pages[record->count] = frames_alloc(gfp, 0, PAGE_BLOCK, record->maker);
		if (!record->pages[record->count])
			goto err_free;
	}
	return 0;

err_free:
	memory_free(record, record->maker);
	return -ENOMEM;
}

static void pages_free(struct dma_record *record, const void *where)
{
	area_put_pages(record->pages, record->count, where);
	kvfree_at(record->pages, where);
	record->pages = NULL;
	record->count = 0;
}

/* ---- either ---- */

struct page *memory_page(const struct dma_record *record, unsigned int index)
{
	return record->pages ? record->pages[index] : phys_to_page(record->phys) + index;
}

void memory_zero(struct dma_record *record)
{
	unsigned int i;

	if (!record->pages) {
		host_memset(phys_to_virt(record->phys), 0, PAGE_ALIGN(record->size));
		return;
	}
	for (i = 0; i < record->count; i++)
		clear_page(page_address(record->pages[i]));
}

/* addresses for a block: an area wants its frames in an array */
static struct vm_struct *map_block(struct dma_record *record)
{
	unsigned int i, count = PFN_UP(record->size);
	struct vm_struct *area = NULL;
	struct page **pages;

	pages = kvmalloc_at(count * sizeof(*pages), record->gfp, record->maker);
	if (!pages)
		return NULL;
	for (i = 0; i < count; i++)
		pages[i] = memory_page(record, i);
	area = area_create(pages, count, VM_DMA_COHERENT, record->maker);
	kvfree_at(pages, record->maker);
	return area;
}

int memory_remap(struct dma_record *record)
{
	struct vm_struct *area;

	if (record->pages)
		area = area_create(record->pages, record->count, VM_DMA_COHERENT, record->maker);
	else
		area = map_block(record);
	if (!area)
		return -ENOMEM;
	record->cpu = area->addr;
	return 0;
}

void memory_free(struct dma_record *record, const void *where)
{
	if (is_in_areas(record->cpu))
		area_destroy(find_vm_area(record->cpu), where);
	record->cpu = NULL;
	if (record->pages)
		pages_free(record, where);
	else if (record->phys)
		block_free(record, where);
}
