/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hold_zone.h - make memory below 16 MiB so scarce that only one block of a chosen order is left there.
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

/** zone_hold() - take all of ZONE_DMA but one block of @order (-1: not even that) until the case ends */
static void zone_hold(struct kunit *test, int order)
{
	struct held_zone *zone = vzalloc(sizeof(*zone));
	struct page *keep = NULL, *page;
	int take;

	KUNIT_ASSERT_NOT_NULL(test, zone);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, zone_release, zone), 0);
	if (order >= 0) {
		keep = alloc_pages(HOLD_GFP, order);
		KUNIT_ASSERT_NOT_NULL(test, keep);
	}
	for (take = MAX_PAGE_ORDER; take >= 0; take--) {
		while (zone->count < HOLD_MAX_BLOCKS) {
			page = alloc_pages(HOLD_GFP, take);
			if (!page)
				break;
			zone->blocks[zone->count].page = page;
			zone->blocks[zone->count].order = take;
			zone->count++;
		}
	}
	if (keep)
		__free_pages(keep, order);
}

#endif
