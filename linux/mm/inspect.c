// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inspect.c - what the frames look like, for people: who has them, what a request would get, why one got nothing.
 *
 * Looking changes nothing, but for frames_offer(), which gives back what a request would have given back first.
 *
 * Lock: frames_lock (buddy.h), taken here.
 */
#include <linux/mm.h>
#include <linux/refusal.h>

#include "inspect.h"

const char *zone_name(enum zone_type type)
{
	static const char *const names[] = { [ZONE_DMA] = "DMA", [ZONE_DMA32] = "DMA32", [ZONE_NORMAL] = "Normal" };

	return names[type];
}

/* ---- runs ------------------------------------------------------------------------------------------ */

/* The rest of the block that @pfn lies in; a free frame of the area for contiguous memory is a block of its own. */
static void block_at(unsigned long pfn, struct frame_run *run)
{
	const struct page *page = pfn_to_page(pfn);
	const struct page *head = page->state == PAGE_INNER && !cma_owns(page) ? frames_head(page) : page;

	*run = (struct frame_run){ .pfn = pfn, .count = 1, .state = PAGE_INNER };
	if (!head || head->state == PAGE_INNER)
		return;
	run->state = head->state;
	run->order = head->order;
	run->count = head->state <= PAGE_HOT ? 1UL << head->order : head->nr_pages;
	run->count -= page - head;
	if (head->state > PAGE_HOT)
		run->owner = head->owner;
}

static bool alike(const struct frame_run *a, const struct frame_run *b)
{
	return a->state == b->state && a->order == b->order && a->owner == b->owner;
}

void frames_run(unsigned long pfn, unsigned long end, struct frame_run *run)
{
	struct frame_run more;

	mm_lock(&frames_lock);
	block_at(pfn, run);
	while (run->pfn + run->count < end) {
		block_at(run->pfn + run->count, &more);
		if (!alike(run, &more))
			break;
		run->count += more.count;
	}
	mm_unlock(&frames_lock);
}

/* ---- zones ----------------------------------------------------------------------------------------- */

void zone_look(enum zone_type type, struct zone_look *look)
{
	struct zone *zone = &zones[type];
	struct list_head *entry;
	unsigned int order;

	*look = (struct zone_look){ .pfn = type ? zones[type - 1].end_pfn : min_low_pfn };
	mm_lock(&frames_lock);
	look->end_pfn = zone->end_pfn;
	look->pages = zone->pages;
	look->free = zone->free_pages;
	for (order = 0; order <= frames_max_order(); order++) {
		look->blocks[order] = zone->hot_count[order];
		list_for_each(entry, &zone->free[order])
			look->blocks[order]++;
	}
	mm_unlock(&frames_lock);
}

/* ---- requests -------------------------------------------------------------------------------------- */

/* frames_lock held */
static void explain(enum zone_type highest, unsigned int order, struct refusal *why)
{
	unsigned int largest;
	int type;

	*why = (struct refusal){
		.reason = REFUSED_BLOCK, .order = order, .zone = zone_name(highest), .largest = -1,
	};
	for (type = highest; type >= 0; type--) {
		why->free += zones[type].free_pages;
		for (largest = 0; largest <= frames_max_order(); largest++)
			if (zones[type].orders & 1u << largest || zones[type].hot_count[largest])
				why->largest = max(why->largest, (int)largest);
	}
}

void buddy_note_refusal(enum zone_type highest, unsigned int order)
{
	struct refusal why;

	mm_lock(&frames_lock);
	explain(highest, order, &why);
	mm_unlock(&frames_lock);
	refusal_note(&why);
}

/* What take() of buddy.c would take; NULL: nothing. */
static struct page *peek(struct zone *zone, unsigned int order)
{
	unsigned int orders;

	if (zone->hot_count[order])
		return zone->hot[order][zone->hot_count[order] - 1];
	if (!(zone->orders >> order))
		buddy_merge_hot(zone);
	orders = zone->orders >> order;
	if (!orders)
		return NULL;
	return list_first_entry(&zone->free[order + __builtin_ctz(orders)], struct page, lru);
}

static bool look_for(enum zone_type highest, unsigned int order, struct frame_offer *offer)
{
	struct page *page = NULL;
	int type;

	mm_lock(&frames_lock);
	for (type = highest; order <= frames_max_order() && type >= 0; type--) {
		page = peek(&zones[type], order);
		if (!page)
			continue;
		offer->pfn = page_to_pfn(page);
		offer->zone = type;
		break;
	}
	if (!page)
		explain(highest, order, &offer->why);
	mm_unlock(&frames_lock);
	return page;
}

bool frames_offer(enum zone_type highest, unsigned int order, struct frame_offer *offer)
{
	*offer = (struct frame_offer){ 0 };
	do {
		if (look_for(highest, order, offer))
			return true;
	} while (order <= frames_max_order() && mm_reclaim());
	return false;
}
