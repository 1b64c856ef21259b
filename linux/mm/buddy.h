/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between buddy.c, the free lists, and page.c, the kernel's calls on them. Everything here wants frames_lock held,
 * but buddy_alloc(), which takes it.
 */
#ifndef LINUX_MM_BUDDY_H
#define LINUX_MM_BUDDY_H

#include "local.h"

#define HOT_BLOCKS 4

/**
 * struct zone - frames up to a bus address
 * @end_pfn: first frame past it
 * @pages, @free_pages: frames of RAM; free ones, hot ones included
 * @orders: bit n: free[n] is not empty
 * @free: blocks by order, head of the list next
 * @hot, @hot_count: blocks that were freed last, not merged
 * What every request looks at comes first and lies in one cache line: a client that fills its buffer in between has
 * driven out all others.
 */
struct zone {
	unsigned long end_pfn;
	unsigned long pages;
	unsigned long free_pages;
	unsigned int orders;
	unsigned char hot_count[MM_ORDERS];
	struct page *hot[MM_ORDERS][HOT_BLOCKS];
	struct list_head free[MM_ORDERS];
} __aligned(64);

extern struct zone zones[MAX_NR_ZONES];
extern struct mm_lock frames_lock;

struct page *buddy_alloc(gfp_t gfp, unsigned int order, unsigned long count, enum page_state state, const void *where);

/** zone_of() - the zone a frame lies in */
static inline struct zone *zone_of(unsigned long pfn)
{
	if (pfn < zones[ZONE_DMA].end_pfn)
		return &zones[ZONE_DMA];
	return pfn < zones[ZONE_DMA32].end_pfn ? &zones[ZONE_DMA32] : &zones[ZONE_NORMAL];
}

/* what is not kept whole */
void buddy_free_slowly(struct page *page);

/** buddy_free_block() - free @page's whole block, which nobody else refers to */
static inline void buddy_free_block(struct page *page, const void *where)
{
	unsigned int order = page->order;
	struct zone *zone = zone_of(page_to_pfn(page));

	mm_poison(page_address(page), (unsigned long)page->nr_pages << PAGE_SHIFT);
	page->freer = where;
	page->flags = 0;
	if (unlikely(page->nr_pages != 1u << order || zone->hot_count[order] >= HOT_BLOCKS || cma_owns(page))) {
		buddy_free_slowly(page);
		return;
	}
	zone->free_pages += 1UL << order;
	page->state = PAGE_HOT;
	zone->hot[order][zone->hot_count[order]++] = page;
}

/** highest_zone() - the first one a request looks into, then those below it */
static inline enum zone_type highest_zone(gfp_t gfp)
{
	if (gfp & __GFP_DMA)
		return ZONE_DMA;
	return gfp & __GFP_DMA32 ? ZONE_DMA32 : ZONE_NORMAL;
}

/** buddy_merge_hot() - the hot blocks of a zone go to the free lists, merged */
void buddy_merge_hot(struct zone *zone);
/** buddy_note_refusal() - tell the running task why there was no block for it (linux/refusal.h); takes frames_lock */
void buddy_note_refusal(enum zone_type highest, unsigned int order);
/** buddy_free_range() - frames that are in no block (their heads may say anything) become free */
void buddy_free_range(unsigned long pfn, unsigned long count);

#endif
