// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu.c - bus addresses of the kernel's own choosing, behind which the machine's IOMMU puts any pages.
 *
 * Every device has an address space (iova.c). Allocations are single pages behind one range. A list that is mapped gets
 * one range for all its pieces, so that neighbours that end and begin at page boundaries become one segment, as far as
 * the device's longest segment and its boundary allow. Each piece is a map of its own in the books and in the machine,
 * which so judges accesses to the byte, where a real IOMMU only sees pages.
 *
 * As Linux: dma_alloc_coherent() that may not sleep, or that is to be contiguous, takes a block.
 * Unlike Linux by default: an unmapped page is inaccessible at once (its strict mode).
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/printk.h>

#include "local.h"

#define IO_PAGE_MASK	((u64)USND_IOMMU_PAGE - 1)
#define FAST_PAGES	32 /* ranges of up to this many pages Linux keeps for the next request */

static bool iommu_supports(u64 mask)
{
	return true;
}

static u64 iommu_required_mask(void)
{
	return DMA_BIT_MASK(32);
}

static size_t iommu_max_mapping(struct device *dev, u64 limit)
{
	return SIZE_MAX;
}

static size_t span_of(phys_addr_t phys, size_t size)
{
	return ALIGN((phys & IO_PAGE_MASK) + size, USND_IOMMU_PAGE);
}

static int iommu_map(struct dma_record *record, u64 limit, bool quiet)
{
	dma_addr_t first = iova_alloc(record->bdf, span_of(record->phys, record->size), limit);
	int err;

	if (!first)
		return -ENOMEM;
	record->bus = first + (record->phys & IO_PAGE_MASK);
	err = machine_map(record, record->phys);
	if (err)
		iova_free(record->bdf, first);
	return err;
}

static void iommu_unmap(struct dma_record *record)
{
	machine_unmap(record);
	/* of a list's pieces only the first begins where its range does: for the others this is nothing */
	iova_free(record->bdf, record->bus & ~IO_PAGE_MASK);
}

/* ---- lists ---- */

/* Where in the list's range the piece after @at goes: moved up to the device's boundary if it would cross it. */
static u64 place(u64 at, size_t span, u64 boundary)
{
	u64 pad = (boundary - at + 1) & boundary;

	return pad && pad < span - 1 ? at + pad : at;
}

static u64 list_bytes(struct device *dev, struct scatterlist *sgl, int nents)
{
	u64 boundary = dma_get_seg_boundary(dev), at = 0;
	struct scatterlist *sg;
	size_t span;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		span = span_of(sg_phys(sg), sg->length);
		at = place(at, span, boundary) + span;
	}
	return at;
}

/* The bus segments: a piece joins the one before if nothing lies between them and the device can take both as one. */
static int join_pieces(struct device *dev, struct dma_record *record, struct scatterlist *sgl, int nents)
{
	u64 boundary = dma_get_seg_boundary(dev);
	unsigned int longest = dma_get_max_seg_size(dev);
	struct scatterlist *sg, *segment = NULL;
	int i, count = 0;

	for_each_sg(sgl, sg, nents, i) {
		sg_dma_address(sg) = DMA_MAPPING_ERROR;
		sg_dma_len(sg) = 0;
	}
	for (; record; record = record->next) {
		if (segment && sg_dma_address(segment) + sg_dma_len(segment) == record->bus &&
		    !(record->bus & IO_PAGE_MASK) && (record->bus & boundary) &&
		    sg_dma_len(segment) + record->size <= longest) {
			sg_dma_len(segment) += record->size;
			continue;
		}
		segment = segment ? sg_next(segment) : sgl;
		sg_dma_address(segment) = record->bus;
		sg_dma_len(segment) = record->size;
		count++;
	}
	return count;
}

static void unmap_pieces(struct dma_record *record, const void *where)
{
	struct dma_record *next;

	for (; record; record = next) {
		next = record->next;
		record_take(record->dev, record->bus, record->size, DMA_SG, record->dir, "dma_map_sg", where);
		machine_unmap(record);
		record_drop(record);
	}
}

static int iommu_map_list(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
			  unsigned long attrs, const void *where)
{
	u64 at = 0, boundary = dma_get_seg_boundary(dev);
	struct dma_record *record, *head = NULL, **link = &head;
	dma_addr_t first = iova_alloc(bdf_of(dev), list_bytes(dev, sgl, nents), streaming_limit(dev));
	struct scatterlist *sg;
	size_t span;
	int i;

	if (!first)
		return -ENOMEM;
	for_each_sg(sgl, sg, nents, i) {
		span = span_of(sg_phys(sg), sg->length);
		at = place(at, span, boundary);
		record = lend_at(dev, sg_phys(sg), sg->length, dir, attrs, first + at + (sg_phys(sg) & IO_PAGE_MASK),
				 where);
		if (!record)
			goto err_unmap;
		*link = record;
		link = &record->next;
		at += span;
	}
	return join_pieces(dev, head, sgl, nents);

err_unmap:
	unmap_pieces(head, where);
	iova_free(bdf_of(dev), first);
	return -ENOMEM;
}

const struct dma_translation dma_iommu = {
	.name = "IOMMU",
	.scatters = true,
	.merge_boundary = USND_IOMMU_PAGE - 1,
	.supports = iommu_supports,
	.required_mask = iommu_required_mask,
	.max_mapping = iommu_max_mapping,
	.opt_mapping = FAST_PAGES * PAGE_SIZE,
	.map = iommu_map,
	.unmap = iommu_unmap,
	.sync = direct_sync,
	.map_list = iommu_map_list,
	.needs_sync = direct_needs_sync,
};
