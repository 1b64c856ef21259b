// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iova.c - bus addresses behind an IOMMU: every device has an address space of its own, handed out from the top.
 *
 * As Linux: aligned to the covering order, below 4 GiB as long as there is room, never where the host bridge
 * decodes device memory, never page 0. Unlike Linux, which gives the address freed last to the next one: the search
 * goes on below the last range and comes round, so that an access to what was freed meets nobody else's buffer.
 *
 * Lock: iova_lock, a leaf as in debug.c, protects spaces and their ranges.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>

#include "local.h"

#define IO_PAGE_SHIFT	12
#define IO_PAGE_MASK	(~(u64)0 << IO_PAGE_SHIFT)
#define APERTURE	DMA_BIT_MASK(48)

/* Addresses in pages of the IOMMU. */
struct range {
	struct list_head node;
	u64 first;
	u64 pages;
};

/**
 * struct space - what of a device's addresses is taken
 * @ranges: from the highest down
 * @below: where the next search begins
 */
struct space {
	struct list_head node;
	u32 bdf;
	struct list_head ranges;
	u64 below;
	struct range bridge;
};

static LIST_HEAD(spaces);
static struct mm_lock iova_lock;

static struct space *find_space(u32 bdf)
{
	struct space *space;

	list_for_each_entry(space, &spaces, node)
		if (space->bdf == bdf)
			return space;
	return NULL;
}

/* Spaces stay until the end, so that one that was found may be used without the lock. */
static struct space *space_of(u32 bdf)
{
	const struct usnd_platform *p = platform();
	struct space *space, *fresh;

	mm_lock(&iova_lock);
	space = find_space(bdf);
	mm_unlock(&iova_lock);
	if (space)
		return space;
	fresh = kmalloc_at(sizeof(*fresh), GFP_ATOMIC | __GFP_ZERO, space_of);
	if (!fresh)
		return NULL;
	fresh->bdf = bdf;
	fresh->below = APERTURE >> IO_PAGE_SHIFT;
	INIT_LIST_HEAD(&fresh->ranges);
	fresh->bridge.first = p->pci_mem_base >> IO_PAGE_SHIFT;
	fresh->bridge.pages = (p->pci_mem_end - p->pci_mem_base) >> IO_PAGE_SHIFT;
	if (fresh->bridge.pages)
		list_add(&fresh->bridge.node, &fresh->ranges);

	mm_lock(&iova_lock);
	space = find_space(bdf);
	if (!space)
		list_add(&fresh->node, &spaces);
	mm_unlock(&iova_lock);
	if (!space)
		return fresh;
	kfree_at(fresh, space_of);
	return space;
}

/* Highest place for @pages below @top, and the list node it goes in front of; 0: none. */
static u64 find_hole(struct space *space, u64 top, u64 pages, struct list_head **before)
{
	u64 align = roundup_pow_of_two(pages);
	struct range *range;
	u64 first;

	list_for_each_entry(range, &space->ranges, node) {
		if (range->first >= top)
			continue;
		first = top >= pages ? (top - pages) & ~(align - 1) : 0;
		if (first >= range->first + range->pages) {
			*before = &range->node;
			return first;
		}
		top = range->first;
	}
	*before = &space->ranges;
	return top >= pages ? (top - pages) & ~(align - 1) : 0;
}

static bool take_hole(struct space *space, struct range *range, u64 limit)
{
	u64 top = (min_t(u64, limit, APERTURE) >> IO_PAGE_SHIFT) + ((limit & ~IO_PAGE_MASK) == ~IO_PAGE_MASK);
	struct list_head *before;

	range->first = find_hole(space, min(top, space->below), range->pages, &before);
	if (!range->first)
		range->first = find_hole(space, top, range->pages, &before);
	if (!range->first)
		return false;
	list_add_tail(&range->node, before);
	space->below = range->first;
	return true;
}

dma_addr_t iova_alloc(u32 bdf, size_t size, u64 limit)
{
	struct space *space = space_of(bdf);
	struct range *range;
	bool taken = false;

	if (!space)
		return 0;
	range = kmalloc_at(sizeof(*range), GFP_ATOMIC, iova_alloc);
	if (!range)
		return 0;
	range->pages = DIV_ROUND_UP(size, USND_IOMMU_PAGE);
	mm_lock(&iova_lock);
	if (limit > DMA_BIT_MASK(32))
		taken = take_hole(space, range, DMA_BIT_MASK(32));
	if (!taken)
		taken = take_hole(space, range, limit);
	mm_unlock(&iova_lock);
	if (taken)
		return range->first << IO_PAGE_SHIFT;
	kfree_at(range, iova_alloc);
	refusal_note(&(struct refusal){ .reason = REFUSED_IOMMU, .mask = limit });
	return 0;
}

void iova_free(u32 bdf, dma_addr_t first)
{
	struct range *range, *found = NULL;
	struct space *space;

	mm_lock(&iova_lock);
	space = find_space(bdf);
	if (space)
		list_for_each_entry(range, &space->ranges, node)
			if (range->first == first >> IO_PAGE_SHIFT && range != &space->bridge)
				found = range;
	if (found)
		list_del(&found->node);
	mm_unlock(&iova_lock);
	kfree_at(found, iova_free);
}

void iova_finish(void)
{
	struct space *space, *next;
	struct range *range, *after;

	list_for_each_entry_safe(space, next, &spaces, node) {
		list_for_each_entry_safe(range, after, &space->ranges, node)
			if (range != &space->bridge)
				kfree_at(range, iova_finish);
		kfree_at(space, iova_finish);
	}
	INIT_LIST_HEAD(&spaces);
}
