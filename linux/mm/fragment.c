// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fragment.c - memory as it is after weeks: frames held at random places, so that no free block is above an order.
 *
 * In each naturally aligned block of the next order one frame is held, from boot until somebody asks for memory
 * in one piece again (usnd_defragment()) or the machine goes down. Which one is a matter of the platform's seed.
 *
 * Written at boot, by usnd_defragment() and at the end only. Lock: frames_lock for the frames.
 */
#include <linux/list.h>
#include <linux/mm.h>

#include "buddy.h"

static LIST_HEAD(held);

static unsigned int draw(u64 *seed, unsigned int below)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (*seed >> 33) % below;
}

/* Take all free memory, block by block, into @blocks. */
static void take_all(struct list_head *blocks)
{
	struct page *page;
	int order;

	for (order = frames_max_order(); order >= 0; order--)
		while ((page = buddy_alloc(GFP_KERNEL | __GFP_NOWARN, order, 0, PAGE_BLOCK, fragment_init)))
			list_add(&page->lru, blocks);
}

/* Of a block that is ours: all frames but one in every 2^@order go back. */
static void thin_out(struct page *page, unsigned int order, u64 *seed)
{
	unsigned long count = page->nr_pages, step = 1UL << order, first, keep;

	mm_unpoison(page_address(page), count << PAGE_SHIFT);
	mm_poison(page_address(page), count << PAGE_SHIFT);
	page->state = PAGE_INNER;
	page->flags = 0;
	for (first = 0; first < count; first += step) {
		if (count < step) {
			buddy_free_range(page_to_pfn(page), count);
			return;
		}
		keep = first + draw(seed, step);
		page[keep].state = PAGE_BLOCK;
		page[keep].order = 0;
		page[keep].nr_pages = 1;
		page[keep].extra = 0;
		page[keep].flags = 0;
		page[keep].owner = fragment_init;
		list_add(&page[keep].lru, &held);
		buddy_free_range(page_to_pfn(page) + first, keep - first);
		buddy_free_range(page_to_pfn(page) + keep + 1, first + step - keep - 1);
	}
}

void fragment_init(void)
{
	const struct usnd_platform *p = platform();
	u64 seed = p->fragment_seed;
	struct page *page;
	LIST_HEAD(blocks);

	INIT_LIST_HEAD(&held);
	if (!p->fragmented || p->fragment_order >= frames_max_order())
		return;
	take_all(&blocks);
	mm_lock(&frames_lock);
	while (!list_empty(&blocks)) {
		page = list_first_entry(&blocks, struct page, lru);
		list_del(&page->lru);
		thin_out(page, p->fragment_order + 1, &seed);
	}
	mm_unlock(&frames_lock);
}

void fragment_finish(void)
{
	struct page *page;

	while (!list_empty(&held)) {
		page = list_first_entry(&held, struct page, lru);
		list_del(&page->lru);
		frames_free(page, fragment_finish);
	}
}

void usnd_defragment(void)
{
	fragment_finish();
}
