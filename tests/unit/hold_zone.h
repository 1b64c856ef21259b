/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hold_zone.h - make memory below 16 MiB so scarce that only one block of a chosen order is left there, or so
 * fragmented that there are many blocks of it and nothing larger.
 *
 * A device with 24 address bits then gets exactly the requests that fit the block, so that what a fallback tried can
 * be told from what it got. In usnd the result is exact; in a kernel others may free pages of the zone meanwhile.
 */
#ifndef TESTS_UNIT_HOLD_ZONE_H
#define TESTS_UNIT_HOLD_ZONE_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "expect.h"

#define HOLD_MAX_BLOCKS (16 * 256)	/* as many as the zone has pages of 4 KiB */
#define HOLD_GFP (GFP_KERNEL | GFP_DMA | __GFP_NORETRY | __GFP_NOWARN)

struct held_zone {
	unsigned int count;
	struct {
		struct page *page;
		unsigned int order;
	} blocks[HOLD_MAX_BLOCKS];
};

static void zone_release(void *held)
{
	struct held_zone *zone = held;

	while (zone->count) {
		zone->count--;
		__free_pages(zone->blocks[zone->count].page, zone->blocks[zone->count].order);
	}
	vfree(zone);
}

/* all of it that is free, in blocks of @order and, of what is left, smaller ones */
static struct held_zone *zone_take(struct kunit *test, int order)
{
	struct held_zone *zone = vzalloc(sizeof(*zone));
	struct page *page;
	int take;

	KUNIT_ASSERT_NOT_NULL(test, zone);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, zone_release, zone), 0);
	for (take = order; take >= 0; take--) {
		while (zone->count < HOLD_MAX_BLOCKS) {
			page = alloc_pages(HOLD_GFP, take);
			if (!page)
				break;
			zone->blocks[zone->count].page = page;
			zone->blocks[zone->count].order = take;
			zone->count++;
		}
	}
	return zone;
}

/** zone_hold() - take all of ZONE_DMA but one block of @order (-1: not even that) until the case ends */
static __maybe_unused void zone_hold(struct kunit *test, int order)
{
	struct page *keep = NULL;

	if (order >= 0) {
		keep = alloc_pages(HOLD_GFP, order);
		KUNIT_ASSERT_NOT_NULL(test, keep);
	}
	zone_take(test, MAX_PAGE_ORDER);
	if (keep)
		__free_pages(keep, order);
}

/** zone_scatter() - leave in ZONE_DMA blocks of @order only, no two of them side by side, until the case ends */
static __maybe_unused void zone_scatter(struct kunit *test, unsigned int order)
{
	struct held_zone *zone = zone_take(test, order);
	unsigned int i, kept = 0;

	for (i = 0; i < zone->count; i++) {
		if (zone->blocks[i].order == order && !(page_to_pfn(zone->blocks[i].page) >> order & 1))
			__free_pages(zone->blocks[i].page, order);
		else
			zone->blocks[kept++] = zone->blocks[i];
	}
	zone->count = kept;
}

#endif
