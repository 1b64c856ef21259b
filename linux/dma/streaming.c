// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * streaming.c - memory that the driver has already, lent to the device for a while.
 *
 * Only direct-map memory can be lent: page frames and kmalloc() objects, not vmalloc(), not the stack. What becomes of
 * memory the device cannot reach is the translation's affair (direct.c, swiotlb.c, iommu.c).
 *
 * Locks: none of its own; see debug.c.
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "local.h"

/* Is there allocated RAM, in one block, behind all of the range? Reports if not. */
static bool is_lendable(struct device *dev, phys_addr_t phys, size_t size, const char *call, const void *where)
{
	struct page *head, *page = phys_to_page(phys);
	const char *wrong = NULL;

	if (!size)
		wrong = "no bytes";
	else if (!pfn_valid(PHYS_PFN(phys)) || !pfn_valid(PHYS_PFN(phys + size - 1)))
		wrong = "not RAM";
	if (!wrong) {
		head = frames_head(page);
		if (!head || head->state <= PAGE_HOT)
			wrong = "free memory";
		else if (phys + size > page_to_phys(head) + ((phys_addr_t)head->nr_pages << PAGE_SHIFT))
			wrong = "runs past the end of its block of pages";
	}
	if (wrong)
		report("bad DMA map", where, "%s(%s): physical %#llx +%zu: %s", call, dev_name(dev), (u64)phys, size,
		       wrong);
	return !wrong;
}

static bool may_map(struct device *dev, enum dma_data_direction dir, const char *call, const void *where)
{
	if (dev && dev->dma_mask && *dev->dma_mask && valid_dma_direction(dir))
		return true;
	report("bad DMA map", where, "%s(%s): %s", call, dev ? dev_name(dev) : "no device",
	       valid_dma_direction(dir) ? "the device has no DMA mask" : "no such direction");
	return false;
}

static void hand_over(struct dma_record *record, unsigned long attrs, bool to_device)
{
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		translation()->sync(record, record->bus, record->size, record->dir, to_device);
}

struct dma_record *lend(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			unsigned long attrs, enum dma_kind kind, const char *call, const void *where)
{
	struct dma_record *record;

	if (!is_lendable(dev, phys, size, call, where))
		return NULL;
	record = record_create(dev, kind, phys, size, dir, where);
	if (!record)
		return NULL;
	if (translation()->map(record, streaming_limit(dev), attrs & DMA_ATTR_NO_WARN)) {
		record_drop(record);
		return NULL;
	}
	record_add(record);
	hand_over(record, attrs, true);
	return record;
}

struct dma_record *lend_at(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			   unsigned long attrs, dma_addr_t bus, const void *where)
{
	struct dma_record *record;

	if (!is_lendable(dev, phys, size, "dma_map_sg", where))
		return NULL;
	record = record_create(dev, DMA_SG, phys, size, dir, where);
	if (!record)
		return NULL;
	record->bus = bus;
	if (machine_map(record, phys)) {
		record_drop(record);
		return NULL;
	}
	record_add(record);
	hand_over(record, attrs, true);
	return record;
}

void unlend(struct dma_record *record, unsigned long attrs, const void *where)
{
	if (!record)
		return;
	hand_over(record, attrs, false);
	translation()->unmap(record);
	record_retire(record, where);
}

/* ---- one piece ---- */

dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size, enum dma_data_direction dir,
				unsigned long attrs)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record;

	if (!may_map(dev, dir, "dma_map_single", where))
		return DMA_MAPPING_ERROR;
	if (!virt_addr_valid(ptr)) {
		report("bad DMA map", where, "dma_map_single(%s): %px is %s", dev_name(dev), ptr,
		       is_vmalloc_addr(ptr) ? "a vmalloc() address"
					    : "neither kmalloc() memory nor a page (stack? static data?)");
		return DMA_MAPPING_ERROR;
	}
	if (should_fail("dma_map_single", where))
		return DMA_MAPPING_ERROR;
	record = lend(dev, virt_to_phys(ptr), size, dir, attrs, DMA_SINGLE, "dma_map_single", where);
	return record ? record->bus : DMA_MAPPING_ERROR;
}
EXPORT_SYMBOL(dma_map_single_attrs);

void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	const void *where = __builtin_return_address(0);

	unlend(record_take(dev, addr, size, DMA_SINGLE, dir, "dma_unmap_single", where), attrs, where);
}
EXPORT_SYMBOL(dma_unmap_single_attrs);

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record;

	if (!may_map(dev, dir, "dma_map_page", where) || should_fail("dma_map_page", where))
		return DMA_MAPPING_ERROR;
	record = lend(dev, page_to_phys(page) + offset, size, dir, attrs, DMA_SINGLE, "dma_map_page", where);
	return record ? record->bus : DMA_MAPPING_ERROR;
}
EXPORT_SYMBOL(dma_map_page_attrs);

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			  unsigned long attrs)
{
	const void *where = __builtin_return_address(0);

	unlend(record_take(dev, addr, size, DMA_SINGLE, dir, "dma_unmap_page", where), attrs, where);
}
EXPORT_SYMBOL(dma_unmap_page_attrs);

int dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	if (dma_addr == DMA_MAPPING_ERROR)
		return -ENOMEM;
	record_set_checked(dev, dma_addr);
	return 0;
}
EXPORT_SYMBOL(dma_mapping_error);

/* ---- lists ---- */

/* Nothing splits pieces: the driver itself keeps to the length and boundary its device has. */
static void check_segments(struct device *dev, struct scatterlist *sgl, int count, const void *where)
{
	u64 boundary = dma_get_seg_boundary(dev);
	struct scatterlist *sg;
	u64 start, end;
	int i;

	for_each_sg(sgl, sg, count, i) {
		start = sg_dma_address(sg);
		end = start + sg_dma_len(sg) - 1;
		if (sg_dma_len(sg) > dma_get_max_seg_size(dev))
			report("bad DMA map", where, "dma_map_sg(%s): a segment of %u bytes, the device takes %u",
			       dev_name(dev), sg_dma_len(sg), dma_get_max_seg_size(dev));
		if ((start ^ end) & ~boundary)
			report("bad DMA map", where,
			       "dma_map_sg(%s): bus %#llx to %#llx crosses the device's boundary %#llx", dev_name(dev),
			       start, end, boundary);
	}
}

static int map_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		  unsigned long attrs, const void *where)
{
	int count;

	if (!may_map(dev, dir, "dma_map_sg", where) || nents <= 0)
		return -EINVAL;
	if (should_fail("dma_map_sg", where))
		return -ENOMEM;
	count = translation()->map_list(dev, sgl, nents, dir, attrs, where);
	if (count > 0)
		check_segments(dev, sgl, count, where);
	return count;
}

/*
 * Bus address of the piece at @sg, which comes after @prev's. Behind an IOMMU pieces may have been joined, and only the
 * books know where each one is.
 */
static dma_addr_t piece_bus(struct scatterlist *sg, const struct dma_record *prev)
{
	if (!translation()->scatters || !prev)
		return sg_dma_address(sg);
	return prev->next ? prev->next->bus : DMA_MAPPING_ERROR;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg, int nents, enum dma_data_direction dir,
			      unsigned long attrs)
{
	int segments = map_sg(dev, sg, nents, dir, attrs, __builtin_return_address(0));

	return segments < 0 ? 0 : segments;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir, unsigned long attrs)
{
	int segments = map_sg(dev, sgt->sgl, sgt->orig_nents, dir, attrs, __builtin_return_address(0));

	if (segments < 0)
		return segments;
	sgt->nents = segments;
	return 0;
}
EXPORT_SYMBOL(dma_map_sgtable);

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
			unsigned long attrs)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *first, *record;
	struct scatterlist *sg;
	dma_addr_t bus;
	int i;

	first = record_take(dev, sg_dma_address(sgl), sgl->length, DMA_SG, dir, "dma_unmap_sg", where);
	record = first;
	for_each_sg(sgl, sg, nents, i) {
		if (!i)
			continue;
		bus = piece_bus(sg, record);
		if (record && record != first)
			unlend(record, attrs, where);
		record = record_take(dev, bus, sg->length, DMA_SG, dir, "dma_unmap_sg", where);
	}
	if (record != first)
		unlend(record, attrs, where);
	/* last, for it has the range of bus addresses of all */
	unlend(first, attrs, where);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);

/* ---- hand-overs ---- */

static void sync_checked(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir, bool to_device,
			 const void *where)
{
	const char *call = to_device ? "dma_sync_for_device" : "dma_sync_for_cpu";
	struct dma_record *record = record_around(dev, addr, size, call, where);

	if (!record)
		return;
	if (record->kind == DMA_COHERENT)
		report("DMA wrong sync", where, "%s(): bus %#llx of %s is coherent", call, addr, record->owner);
	else if (record->dir != dir && record->dir != DMA_BIDIRECTIONAL)
		report("DMA wrong direction", where, "%s(): bus %#llx of %s was mapped with direction %d, not %d", call,
		       addr, record->owner, record->dir, dir);
	else
		translation()->sync(record, addr, size, dir, to_device);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir)
{
	sync_checked(dev, addr, size, dir, false, __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_sync_single_for_cpu);

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir)
{
	sync_checked(dev, addr, size, dir, true, __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_sync_single_for_device);

static void sync_list(struct device *dev, struct scatterlist *sgl, int nelems, enum dma_data_direction dir,
		      bool to_device, const void *where)
{
	struct dma_record *record = record_at(dev, sg_dma_address(sgl)), *prev = NULL;
	struct scatterlist *sg;
	size_t size = 0;
	dma_addr_t bus;
	int i;

	for_each_sg(sgl, sg, nelems, i) {
		size += sg->length;
		if (record && record->kind == DMA_NONCONTIG)
			continue;
		bus = piece_bus(sg, prev);
		sync_checked(dev, bus, sg->length, dir, to_device, where);
		prev = record_at(dev, bus);
	}
	/* many pieces, but one map */
	if (record && record->kind == DMA_NONCONTIG)
		sync_checked(dev, sg_dma_address(sgl), size, dir, to_device, where);
}

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nelems, enum dma_data_direction dir)
{
	sync_list(dev, sg, nelems, dir, false, __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_sync_sg_for_cpu);

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg, int nelems, enum dma_data_direction dir)
{
	sync_list(dev, sg, nelems, dir, true, __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_sync_sg_for_device);

bool dma_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	struct dma_record *record;

	/* the same for all maps, but where some are bounced */
	if (translation()->needs_sync == direct_needs_sync)
		return !platform()->coherent;
	record = record_at(dev, dma_addr);
	return record ? translation()->needs_sync(record) : !platform()->coherent;
}
EXPORT_SYMBOL(dma_need_sync);
