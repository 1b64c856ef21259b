// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * streaming.c - memory that the driver has already, lent to the device for a while.
 *
 * Only direct-map memory can be lent: page frames and kmalloc() objects, not vmalloc(), not the stack. There is no
 * bounce buffer: memory above the device's mask is refused. On a machine without coherence the hand-overs are the
 * machine's dma_sync().
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

static void sync(struct dma_record *record, dma_addr_t bus, size_t size, bool to_device)
{
	const struct usnd_machine_ops *ops = machine()->ops;

	/* what the device only reads it cannot have changed */
	if (!to_device && record->dir == DMA_TO_DEVICE)
		return;
	if (!platform()->coherent && ops->dma_sync)
		ops->dma_sync(machine(), record->bdf, bus, size, to_device);
}

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

static struct dma_record *map(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			      unsigned long attrs, enum dma_kind kind, const char *call, const void *where)
{
	u64 limit = dma_get_mask(dev);
	struct dma_record *record;

	if (!is_lendable(dev, phys, size, call, where))
		return NULL;
	if (dev->bus_dma_limit && dev->bus_dma_limit < limit)
		limit = dev->bus_dma_limit;
	if (!platform()->iommu && phys + platform()->dma_offset + size - 1 > limit) {
		if (!(attrs & DMA_ATTR_NO_WARN))
			dev_warn(dev, "bus %#llx +%zu is above the DMA mask %#llx\n",
				 (u64)(phys + platform()->dma_offset), size, limit);
		return NULL;
	}
	record = record_create(dev, kind, phys, size, dir, where);
	if (!record)
		return NULL;
	if (machine_map(record, limit)) {
		record_drop(record);
		return NULL;
	}
	record_add(record);
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		sync(record, record->bus, size, true);
	return record;
}

void streaming_free(struct dma_record *record, const void *where)
{
	machine_unmap(record);
	record_retire(record, where);
}

static void unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir, unsigned long attrs,
		  enum dma_kind kind, const char *call, const void *where)
{
	struct dma_record *record = record_take(dev, addr, size, kind, dir, call, where);

	if (!record)
		return;
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		sync(record, addr, record->size, false);
	streaming_free(record, where);
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
	record = map(dev, virt_to_phys(ptr), size, dir, attrs, DMA_SINGLE, "dma_map_single", where);
	return record ? record->bus : DMA_MAPPING_ERROR;
}
EXPORT_SYMBOL(dma_map_single_attrs);

void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	unmap(dev, addr, size, dir, attrs, DMA_SINGLE, "dma_unmap_single", __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_unmap_single_attrs);

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record;

	if (!may_map(dev, dir, "dma_map_page", where) || should_fail("dma_map_page", where))
		return DMA_MAPPING_ERROR;
	record = map(dev, page_to_phys(page) + offset, size, dir, attrs, DMA_SINGLE, "dma_map_page", where);
	return record ? record->bus : DMA_MAPPING_ERROR;
}
EXPORT_SYMBOL(dma_map_page_attrs);

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			  unsigned long attrs)
{
	unmap(dev, addr, size, dir, attrs, DMA_SINGLE, "dma_unmap_page", __builtin_return_address(0));
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

/* Without an IOMMU nothing splits segments: the driver itself keeps to the length and boundary its device has. */
static void check_segment(struct device *dev, struct scatterlist *sg, const void *where)
{
	u64 start = sg_dma_address(sg);
	u64 end = start + sg_dma_len(sg) - 1;
	u64 boundary = dma_get_seg_boundary(dev);

	if (sg_dma_len(sg) > dma_get_max_seg_size(dev))
		report("bad DMA map", where, "dma_map_sg(%s): a segment of %u bytes, the device takes %u",
		       dev_name(dev), sg_dma_len(sg), dma_get_max_seg_size(dev));
	if ((start ^ end) & ~boundary)
		report("bad DMA map", where, "dma_map_sg(%s): bus %#llx to %#llx crosses the device's boundary %#llx",
		       dev_name(dev), start, end, boundary);
}

static int map_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		  unsigned long attrs, const void *where)
{
	struct dma_record *record;
	struct scatterlist *sg;
	int i;

	if (!may_map(dev, dir, "dma_map_sg", where) || nents <= 0)
		return -EINVAL;
	if (should_fail("dma_map_sg", where))
		return -ENOMEM;
	for_each_sg(sgl, sg, nents, i) {
		record = map(dev, sg_phys(sg), sg->length, dir, attrs, DMA_SG, "dma_map_sg", where);
		if (!record)
			goto err_unmap;
		sg_dma_address(sg) = record->bus;
		sg_dma_len(sg) = sg->length;
		check_segment(dev, sg, where);
	}
	return nents;

err_unmap:
	nents = i;
	for_each_sg(sgl, sg, nents, i)
		unmap(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs | DMA_ATTR_SKIP_CPU_SYNC, DMA_SG,
		      "dma_map_sg", where);
	return -EIO;
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
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		unmap(dev, sg_dma_address(sg), sg->length, dir, attrs, DMA_SG, "dma_unmap_sg", where);
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
		sync(record, addr, size, to_device);
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

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nelems, enum dma_data_direction dir)
{
	const void *where = __builtin_return_address(0);
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nelems, i)
		sync_checked(dev, sg_dma_address(sg), sg->length, dir, false, where);
}
EXPORT_SYMBOL(dma_sync_sg_for_cpu);

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nelems, enum dma_data_direction dir)
{
	const void *where = __builtin_return_address(0);
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nelems, i)
		sync_checked(dev, sg_dma_address(sg), sg->length, dir, true, where);
}
EXPORT_SYMBOL(dma_sync_sg_for_device);

bool dma_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	return !platform()->coherent;
}
EXPORT_SYMBOL(dma_need_sync);
