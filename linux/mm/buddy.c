// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * buddy.c - page frames: blocks of 2^order, naturally aligned, in zones that end at bus limits.
 *
 * Every frame of RAM lies in exactly one block, free or allocated; only the frame that heads a block carries its state,
 * so allocating 1 MiB writes one struct page and not 256. The head is found from any frame by aligning down
 * (frames_head()). A block of alloc_pages_exact() is "split": its frames are counted and freed one by one; as long
 * as nobody refers to one of them this costs nothing, and if somebody does the block is broken up (shatter()).
 *
 * Policy as Linux: LIFO lists, lower half first, merging at once, fall-back from NORMAL to DMA32 to DMA; a few
 * freed blocks of each order are kept whole for the next request (there the per-CPU lists), and merged before any
 * request is refused.
 *
 * Lock: frames_lock protects all struct page fields but flags, lru and private of allocated blocks, and the zones.
 */
#define pr_fmt(fmt) "mm: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "buddy.h"

struct zone zones[MAX_NR_ZONES];
struct mm_lock frames_lock;

static unsigned int max_order;
static unsigned int top_zone;	/* those above it have no frames */

unsigned int frames_max_order(void)
{
	return max_order;
}

static void list_free(struct zone *zone, struct page *page, unsigned int order, bool tail)
{
	page->state = PAGE_FREE;
	page->order = order;
	if (tail)
		list_add_tail(&page->lru, &zone->free[order]);
	else
		list_add(&page->lru, &zone->free[order]);
	zone->orders |= 1u << order;
}

static void unlist_free(struct zone *zone, struct page *page)
{
	list_del(&page->lru);
	page->state = PAGE_INNER;
	if (list_empty(&zone->free[page->order]))
		zone->orders &= ~(1u << page->order);
}

static bool is_free_buddy(struct zone *zone, unsigned long pfn, unsigned int order)
{
	struct page *page;

	/* mem_map covers whole largest blocks; what is no RAM there is never PAGE_FREE */
	page = pfn_to_page(pfn);
	return page->state == PAGE_FREE && page->order == order && zone_of(pfn) == zone;
}

/* Put 2^order frames on the lists, merged with their buddies. The head must be PAGE_INNER. */
static void merge_free(struct zone *zone, unsigned long pfn, unsigned int order)
{
	bool tail = false;

	while (order < max_order && is_free_buddy(zone, pfn ^ (1UL << order), order)) {
		unlist_free(zone, pfn_to_page(pfn ^ (1UL << order)));
		pfn &= ~(1UL << order);
		order++;
	}
	/* what will merge further as soon as its buddy is freed should be taken last */
	if (order + 1 < max_order) {
		unsigned long parent = pfn & ~(1UL << order);

		tail = is_free_buddy(zone, parent ^ (2UL << order), order + 1);
	}
	list_free(zone, pfn_to_page(pfn), order, tail);
}

void buddy_free_range(unsigned long pfn, unsigned long count)
{
	struct zone *zone;
	unsigned int order;

	while (count) {
		zone = zone_of(pfn);
		order = pfn ? min_t(unsigned int, __builtin_ctzl(pfn), max_order) : max_order;
		while ((1UL << order) > count || (zone != zone_of(pfn + (1UL << order) - 1)))
			order--;
		pfn_to_page(pfn)->state = PAGE_INNER;
		merge_free(zone, pfn, order);
		zone->free_pages += 1UL << order;
		pfn += 1UL << order;
		count -= 1UL << order;
	}
}

void buddy_merge_hot(struct zone *zone)
{
	unsigned int order;
	struct page *page;

	for (order = 0; order <= max_order; order++) {
		while (zone->hot_count[order]) {
			page = zone->hot[order][--zone->hot_count[order]];
			page->state = PAGE_INNER;
			merge_free(zone, page_to_pfn(page), order);
		}
	}
}

static struct page *take_free(struct zone *zone, unsigned int order)
{
	unsigned int orders = zone->orders >> order;
	unsigned int found;
	struct page *page;

	if (!orders)
		return NULL;
	found = order + __builtin_ctz(orders);
	page = list_first_entry(&zone->free[found], struct page, lru);
	unlist_free(zone, page);
	while (found > order) {
		found--;
		list_free(zone, page + (1UL << found), found, false);
	}
	return page;
}

static struct page *take(struct zone *zone, unsigned int order)
{
	struct page *page;

	if (zone->free_pages < 1UL << order)
		return NULL;
	if (zone->hot_count[order])
		page = zone->hot[order][--zone->hot_count[order]];
	else
		page = take_free(zone, order);
	if (!page) {
		buddy_merge_hot(zone);
		page = take_free(zone, order);
	}
	if (page)
		zone->free_pages -= 1UL << order;
	return page;
}

static noinline struct page *take_any(int highest, unsigned int order)
{
	struct page *page = NULL;
	int type;

	for (type = highest; !page && type >= 0; type--)
		page = take(&zones[type], order);
	return page;
}

/* As take_any(), which is only asked if the first zone has no hot block. */
static inline struct page *take_hot(gfp_t gfp, unsigned int order)
{
	unsigned int type = min_t(unsigned int, highest_zone(gfp), top_zone);
	struct zone *zone = &zones[type];

	if (unlikely(!zone->hot_count[order]))
		return take_any(type, order);
	zone->free_pages -= 1UL << order;
	return zone->hot[order][--zone->hot_count[order]];
}

static noinline void no_frames(gfp_t gfp, unsigned int order, const void *where)
{
	char place[96];

	buddy_note_refusal(highest_zone(gfp), order);
	if (gfp & __GFP_NOFAIL)
		host_panic("out of memory, and the request must not fail (__GFP_NOFAIL)");
	if (gfp & __GFP_NOWARN)
		return;
	host_symbol(where, place, sizeof(place));
	pr_warn("page allocation failure: order:%u, mode:%#x, at %s\n", order, (__force unsigned int)gfp, place);
}

/* @count of the 2^@order frames are wanted, the others go back; @count 0: all. Of what is free as it is. */
static struct page *get_free(gfp_t gfp, unsigned int order, unsigned long count, enum page_state state,
			     const void *where)
{
	struct page *page;

	mm_lock(&frames_lock);
	page = take_hot(gfp, order);
	if (unlikely(!page)) {
		mm_unlock(&frames_lock);
		return NULL;
	}
	if (!count)
		count = 1UL << order;
	if (count < 1UL << order)
		buddy_free_range(page_to_pfn(page) + count, (1UL << order) - count);
	page->state = state;
	page->order = order;
	page->nr_pages = count;
	page->extra = 0;
	page->referred = false;
	page->owner = where;
	page->flags = order && (gfp & __GFP_COMP) ? 1UL << PG_head : 0;
	mm_unlock(&frames_lock);

#ifdef MM_ASAN
	window_note_used(page_to_pfn(page));
#endif
	mm_unpoison(page_address(page), count << PAGE_SHIFT);
	if (gfp & __GFP_ZERO)
		host_memset(page_address(page), 0, count << PAGE_SHIFT);
	return page;
}

struct page *buddy_alloc(gfp_t gfp, unsigned int order, unsigned long count, enum page_state state, const void *where)
{
	struct page *page;

	if (likely(order <= max_order)) {
		do {
			page = get_free(gfp, order, count, state, where);
			if (likely(page))
				return page;
		} while (mm_reclaim());
	}
	no_frames(gfp, order, where);
	return NULL;
}

struct page *frames_try(gfp_t gfp, unsigned int order, enum page_state state, const void *where)
{
	return order <= max_order ? get_free(gfp, order, 0, state, where) : NULL;
}

struct page *frames_alloc(gfp_t gfp, unsigned int order, enum page_state state, const void *where)
{
	return buddy_alloc(gfp, order, 0, state, where);
}

void buddy_free_slowly(struct page *page)
{
	struct zone *zone;

	if (cma_owns(page)) {
		page->state = PAGE_INNER;
		return;
	}
	if (page->nr_pages != 1u << page->order) {
		buddy_free_range(page_to_pfn(page), page->nr_pages);
		return;
	}
	zone = zone_of(page_to_pfn(page));
	zone->free_pages += 1UL << page->order;
	page->state = PAGE_INNER;
	merge_free(zone, page_to_pfn(page), page->order);
}

void frames_free(struct page *page, const void *where)
{
	mm_lock(&frames_lock);
	buddy_free_block(page, where);
	mm_unlock(&frames_lock);
}

struct page *frames_head(const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned long count;
	struct page *head;
	unsigned int order;

	for (order = 0; order <= max_order; order++) {
		head = pfn_to_page(pfn & ~((1UL << order) - 1));
		if (head->state == PAGE_INNER)
			continue;
		count = head->state <= PAGE_HOT ? 1UL << head->order : head->nr_pages;
		return page < head + count ? head : NULL;
	}
	return NULL;
}

void mm_stats(struct mm_stats *stats)
{
	struct list_head *entry;
	unsigned int type, order;

	memset(stats, 0, sizeof(*stats));
	stats->max_order = max_order;
	vmalloc_flush();
	areas_flush();
	mm_lock(&frames_lock);
	for (type = 0; type < MAX_NR_ZONES; type++) {
		buddy_merge_hot(&zones[type]);
		stats->free += zones[type].free_pages;
		for (order = 0; order <= max_order; order++)
			list_for_each(entry, &zones[type].free[order])
				stats->blocks[type][order]++;
	}
	stats->pages = totalram_pages();
	stats->free += cma_free();
	mm_unlock(&frames_lock);
}

/* First frame whose bus address is at or above @bus, or past all RAM. */
static unsigned long bus_limit_pfn(uint64_t bus)
{
	const struct usnd_platform *p = platform();
	uint64_t lowest = PFN_PHYS(min_low_pfn) + p->dma_offset;

	if (bus <= lowest)
		return min_low_pfn;
	if (bus - lowest >= window_bytes())
		return max_pfn;
	return min_low_pfn + PFN_UP(bus - lowest);
}

/* As buddy_free_range(), but from the last block to the first, and without the area for contiguous memory. */
static void add_ram(unsigned long pfn, unsigned long count)
{
	unsigned long block = 1UL << max_order;
	unsigned long start;

	if (cma_count && cma_pfn >= pfn && cma_pfn < pfn + count) {
		add_ram(cma_pfn + cma_count, pfn + count - cma_pfn - cma_count);
		count = cma_pfn - pfn;
	}
	while (count) {
		start = max(pfn, (pfn + count - 1) & ~(block - 1));
		buddy_free_range(start, pfn + count - start);
		count = start - pfn;
	}
}

int buddy_init(void)
{
	const struct usnd_platform *p = platform();
	unsigned int type, order, i;
	unsigned long count;

	if (p->max_order >= MM_ORDERS)
		return -EINVAL;
	max_order = p->max_order;
	memset(zones, 0, sizeof(zones));
	for (type = 0; type < MAX_NR_ZONES; type++)
		for (order = 0; order <= max_order; order++)
			INIT_LIST_HEAD(&zones[type].free[order]);
	zones[ZONE_DMA].end_pfn = bus_limit_pfn(p->zone_dma_end);
	zones[ZONE_DMA32].end_pfn = bus_limit_pfn(p->zone_dma32_end);
	zones[ZONE_NORMAL].end_pfn = max_pfn;

	/* from the top, as each list gives out last what came first: low addresses first */
	for (i = p->range_count; i--;) {
		count = p->ranges[i].bytes >> PAGE_SHIFT;
		if (p->ranges[i].bytes <= POISON_ALL)
			mm_poison(__va(p->ranges[i].phys), p->ranges[i].bytes);
		add_ram(PFN_DOWN(p->ranges[i].phys), count);
	}
	top_zone = ZONE_DMA;
	for (type = 0; type < MAX_NR_ZONES; type++) {
		zones[type].pages = zones[type].free_pages;
		if (zones[type].pages)
			top_zone = type;
	}
	return 0;
}

/* What is still allocated when everybody has gone. */
static unsigned int report_leaks(const struct usnd_ram_range *range)
{
	unsigned long pfn = PFN_DOWN(range->phys);
	unsigned long end = pfn + (range->bytes >> PAGE_SHIFT);
	unsigned int leaks = 0;
	struct page *page;

	while (pfn < end) {
		page = pfn_to_page(pfn);
		if (page->state <= PAGE_HOT) {
			pfn += page->state == PAGE_INNER ? 1 : 1UL << page->order;
			continue;
		}
		report("page leak", page->owner, "%u page(s) at physical %#llx were never freed", page->nr_pages,
		       (unsigned long long)PFN_PHYS(pfn));
		leaks++;
		pfn += page->nr_pages;
	}
	return leaks;
}

unsigned int buddy_finish(void)
{
	const struct usnd_platform *p = platform();
	unsigned int leaks = 0;
	unsigned int i;

	for (i = 0; i < p->range_count; i++)
		leaks += report_leaks(&p->ranges[i]);
	memset(zones, 0, sizeof(zones));
	return leaks;
}
