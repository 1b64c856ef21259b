// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cma.c - the area for contiguous memory: frames set aside at boot, where a request may be larger than the largest
 * block.
 *
 * Every frame of it is counted by itself (PAGE_SPLIT) while it is allocated, and PAGE_INNER while it is free: the
 * frames are the bitmap. The free lists never see them. Linux lends the area to movable pages meanwhile; here it lies
 * idle.
 *
 * Lock: frames_lock (buddy.h).
 */
#include <linux/errno.h>
#include <linux/mm.h>

#include "buddy.h"

unsigned long cma_pfn, cma_count;

static bool run_is_free(unsigned long pfn, unsigned long count, unsigned long *taken)
{
	while (count--) {
		if (pfn_to_page(pfn + count)->state != PAGE_INNER) {
			*taken = pfn + count;
			return false;
		}
	}
	return true;
}

/* the lowest place, as Linux looks for it; 0: none */
static unsigned long find_run(unsigned long count, unsigned int align)
{
	unsigned long pfn = ALIGN(cma_pfn, 1UL << align);
	unsigned long taken;

	while (pfn + count <= cma_pfn + cma_count) {
		if (run_is_free(pfn, count, &taken))
			return pfn;
		pfn = ALIGN(taken + 1, 1UL << align);
	}
	return 0;
}

unsigned long cma_offer(unsigned long count, unsigned int align)
{
	unsigned long pfn = 0;

	mm_lock(&frames_lock);
	if (count && count <= cma_count)
		pfn = find_run(count, align);
	mm_unlock(&frames_lock);
	return pfn;
}

struct page *cma_frames_alloc(unsigned long count, unsigned int align, const void *where)
{
	unsigned long pfn, i;
	struct page *page;

	if (!count || count > cma_count)
		return NULL;
	mm_lock(&frames_lock);
	pfn = find_run(count, align);
	page = pfn ? pfn_to_page(pfn) : NULL;
	for (i = 0; page && i < count; i++) {
		page[i].state = PAGE_SPLIT;
		page[i].order = 0;
		page[i].nr_pages = 1;
		page[i].extra = 0;
		page[i].flags = 0;
		page[i].referred = false;
		page[i].owner = where;
	}
	mm_unlock(&frames_lock);
	if (page)
		mm_unpoison(page_address(page), count << PAGE_SHIFT);
	return page;
}

void cma_frames_put(struct page *page, unsigned long count, const void *where)
{
	while (count--)
		frames_put(page++, where);
}

unsigned long cma_free(void)
{
	unsigned long i, count = 0;

	for (i = 0; i < cma_count; i++)
		count += pfn_to_page(cma_pfn + i)->state == PAGE_INNER;
	return count;
}

/* The end of the highest range of RAM that lies below 4 GiB for devices. */
int cma_init(void)
{
	const struct usnd_platform *p = platform();
	unsigned long block = PAGE_SIZE << p->max_order;
	u64 bytes = ALIGN(p->cma_bytes, block);
	u64 end;
	unsigned int i;

	cma_pfn = 0;
	cma_count = 0;
	for (i = p->range_count; i-- && bytes;) {
		end = ALIGN_DOWN(p->ranges[i].phys + p->ranges[i].bytes, block);
		if (p->ranges[i].phys + bytes > end || end + p->dma_offset > 1ULL << 32)
			continue;
		cma_pfn = PHYS_PFN(end - bytes);
		cma_count = bytes >> PAGE_SHIFT;
		return 0;
	}
	return bytes ? -EINVAL : 0;
}
