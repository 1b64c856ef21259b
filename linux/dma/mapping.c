// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mapping.c - what a device can address, and coherent memory.
 *
 * Without an IOMMU a bus address is the physical one plus the machine's offset; masks are compared with bus
 * addresses, and memory comes from the zone that lies below the mask, or from a lower one if what came is still too
 * high. The machine is told of every map and judges what the device then does with it.
 *
 * Locks: none of its own; see debug.c and linux/mm.
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "local.h"

#define ISA_MASK DMA_BIT_MASK(24)

/* ---- who, and how far ---- */

u32 bdf_of(struct device *dev)
{
	return dev && dev->archdata.dma_id ? dev->archdata.dma_id : USND_NO_BDF;
}

static u64 lower_limit(u64 mask, u64 bus_limit)
{
	return bus_limit && bus_limit < mask ? bus_limit : mask;
}

static u64 coherent_limit(struct device *dev)
{
	return dev ? lower_limit(dev->coherent_dma_mask, dev->bus_dma_limit) : ISA_MASK;
}

static dma_addr_t highest_bus(void)
{
	const struct usnd_platform *p = platform();
	const struct usnd_ram_range *last = &p->ranges[p->range_count - 1];

	return last->phys + last->bytes - 1 + p->dma_offset;
}

/* A mask is of use if the machine has a zone of memory that is wholly below it. */
static bool mask_supported(u64 mask)
{
	const struct usnd_platform *p = platform();

	if (p->iommu)
		return mask >= PAGE_SIZE - 1;
	return mask >= min_t(u64, p->zone_dma_end - 1, highest_bus());
}

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !mask_supported(mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!mask_supported(mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

u64 dma_get_required_mask(struct device *dev)
{
	if (platform()->iommu)
		return DMA_BIT_MASK(32);
	return DMA_BIT_MASK(fls64(highest_bus()));
}
EXPORT_SYMBOL(dma_get_required_mask);

bool dma_addressing_limited(struct device *dev)
{
	return lower_limit(dma_get_mask(dev), dev->bus_dma_limit) < dma_get_required_mask(dev);
}
EXPORT_SYMBOL(dma_addressing_limited);

size_t dma_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}
EXPORT_SYMBOL(dma_max_mapping_size);

size_t dma_opt_mapping_size(struct device *dev)
{
	return dma_max_mapping_size(dev);
}
EXPORT_SYMBOL(dma_opt_mapping_size);

/* ---- the direct map, for those who compare addresses with masks ---- */

dma_addr_t phys_to_dma(struct device *dev, phys_addr_t paddr)
{
	return paddr + platform()->dma_offset;
}
EXPORT_SYMBOL(phys_to_dma);

phys_addr_t dma_to_phys(struct device *dev, dma_addr_t dma_addr)
{
	return dma_addr - platform()->dma_offset;
}
EXPORT_SYMBOL(dma_to_phys);

/* ---- the machine's part ---- */

static bool below_limit(dma_addr_t bus, size_t size, u64 limit)
{
	return bus + size - 1 >= bus && bus + size - 1 <= limit;
}

int machine_map(struct dma_record *record, u64 limit)
{
	struct usnd_dma_map map = {
		.bdf = record->bdf,
		.phys = record->phys,
		.bytes = record->size,
		.dir = (enum usnd_dma_dir)record->dir,
		.coherent = record->kind == DMA_COHERENT,
		.owner = record->owner,
	};
	int err = machine()->ops->dma_map(machine(), &map);

	if (err)
		return err;
	record->bus = map.bus;
	if (below_limit(map.bus, record->size, limit))
		return 0;
	machine_unmap(record);
	return -ENOMEM;
}

void machine_unmap(struct dma_record *record)
{
	int err = machine()->ops->dma_unmap(machine(), record->bdf, record->bus);

	if (err)
		pr_err("the machine does not know bus %#llx of %s: error %d\n", record->bus, record->owner, err);
}

/* ---- coherent memory ---- */

static gfp_t first_zone(u64 limit)
{
	const struct usnd_platform *p = platform();

	if (p->iommu)
		return 0;
	if (limit < p->zone_dma_end)
		return GFP_DMA;
	return limit < p->zone_dma32_end ? GFP_DMA32 : 0;
}

static gfp_t lower_zone(gfp_t zone)
{
	return zone ? GFP_DMA : GFP_DMA32;
}

static struct page *frames_below(u64 limit, unsigned int order, size_t size, gfp_t gfp, const void *where)
{
	gfp_t zone = first_zone(limit);
	struct page *page;

	for (;;) {
		page = frames_alloc(gfp | zone, order, PAGE_BLOCK, where);
		if (!page || platform()->iommu)
			return page;
		if (below_limit(page_to_phys(page) + platform()->dma_offset, size, limit))
			return page;
		frames_free(page, where);
		if (zone == GFP_DMA)
			return NULL;
		zone = lower_zone(zone);
	}
}

static void *alloc_at(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp, const void *where)
{
	u64 limit = coherent_limit(dev);
	struct dma_record *record;
	struct page *page;
	size_t block;

	if (!limit || !size || (gfp & __GFP_COMP)) {
		report("bad DMA request", where, "dma_alloc_coherent(%s, %zu): %s", dev ? dev_name(dev) : "ISA", size,
		       !limit ? "the device has no coherent mask" : !size ? "no bytes" : "__GFP_COMP is not allowed");
		return NULL;
	}
	gfp &= ~GFP_ZONEMASK;
	page = frames_below(limit, get_order(size), PAGE_ALIGN(size), gfp & ~__GFP_ZERO, where);
	if (!page)
		return NULL;
	record = record_create(dev, DMA_COHERENT, page_to_phys(page), size, DMA_BIDIRECTIONAL, where);
	if (!record)
		goto err_free_page;
	host_memset(page_address(page), 0, PAGE_ALIGN(size));
	if (machine_map(record, limit))
		goto err_drop_record;
	block = PAGE_SIZE << get_order(size);
	mm_poison((char *)page_address(page) + ALIGN(size, 8), block - ALIGN(size, 8));
	record_add(record);
	*dma_handle = record->bus;
	return page_address(page);

err_drop_record:
	record_drop(record);
err_free_page:
	frames_free(page, where);
	return NULL;
}

/**
 * dma_alloc_attrs() - dma_alloc_coherent() with attributes
 * @attrs: DMA_ATTR_WRITE_COMBINE has no effect in user space; DMA_ATTR_NO_WARN as __GFP_NOWARN; others are accepted
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp, unsigned long attrs)
{
	const void *where = __builtin_return_address(0);

	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	if (!mm_request("dma_alloc_coherent", gfp, where))
		return NULL;
	return alloc_at(dev, size, dma_handle, gfp, where);
}
EXPORT_SYMBOL(dma_alloc_attrs);

void coherent_free(struct dma_record *record, const void *where)
{
	struct page *page = phys_to_page(record->phys);
	unsigned int order = get_order(record->size);

	machine_unmap(record);
	record_retire(record, where);
	frames_release(page, order, where);
}

static void free_at(struct device *dev, size_t size, void *cpu_addr, dma_addr_t bus, const void *where)
{
	struct dma_record *record;

	if (!cpu_addr)
		return;
	if (irqs_disabled())
		report("sleeping in atomic context", where, "dma_free_coherent() with interrupts off");
	record = record_take(dev, bus, size, DMA_COHERENT, DMA_BIDIRECTIONAL, "dma_free_coherent", where);
	if (!record)
		return;
	if (cpu_addr != phys_to_virt(record->phys))
		report("DMA wrong free", where, "dma_free_coherent(): bus %#llx is at %px, not %px", bus,
		       phys_to_virt(record->phys), cpu_addr);
	coherent_free(record, where);
}

void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle, unsigned long attrs)
{
	free_at(dev, size, cpu_addr, dma_handle, __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_free_attrs);

/* ---- managed ---- */

struct managed {
	size_t size;
	void *cpu_addr;
	dma_addr_t bus;
	const void *where;
};

static void managed_release(struct device *dev, void *res)
{
	struct managed *managed = res;

	free_at(dev, managed->size, managed->cpu_addr, managed->bus, managed->where);
}

static int managed_match(struct device *dev, void *res, void *match_data)
{
	return ((struct managed *)res)->cpu_addr == match_data;
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp, unsigned long attrs)
{
	const void *where = __builtin_return_address(0);
	struct managed *managed = devres_alloc(managed_release, sizeof(*managed), gfp);

	if (!managed)
		return NULL;
	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	managed->cpu_addr =
		mm_request("dmam_alloc_coherent", gfp, where) ? alloc_at(dev, size, dma_handle, gfp, where) : NULL;
	if (!managed->cpu_addr) {
		devres_free(managed);
		return NULL;
	}
	managed->size = size;
	managed->bus = *dma_handle;
	managed->where = where;
	devres_add(dev, managed);
	return managed->cpu_addr;
}
EXPORT_SYMBOL(dmam_alloc_attrs);

void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle)
{
	const void *where = __builtin_return_address(0);

	if (devres_destroy(dev, managed_release, managed_match, vaddr))
		report("DMA free of unknown", where, "dmam_free_coherent(%s): %px is not managed", dev_name(dev),
		       vaddr);
	else
		free_at(dev, size, vaddr, dma_handle, where);
}
EXPORT_SYMBOL(dmam_free_coherent);

/* ---- coherent memory for others ---- */

bool dma_can_mmap(struct device *dev)
{
	return true;
}
EXPORT_SYMBOL(dma_can_mmap);

int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *cpu_addr, dma_addr_t dma_addr, size_t size,
		   unsigned long attrs)
{
	struct dma_record *record =
		record_around(dev, dma_addr, size, "dma_mmap_coherent", __builtin_return_address(0));
	unsigned long pages = PFN_UP(size);

	if (!record)
		return -ENXIO;
	if (attrs & DMA_ATTR_WRITE_COMBINE)
		vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	if (vma->vm_pgoff >= pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(record->phys) + vma->vm_pgoff, vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}
EXPORT_SYMBOL(dma_mmap_attrs);

int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr, dma_addr_t dma_addr, size_t size,
			  unsigned long attrs)
{
	struct dma_record *record = record_around(dev, dma_addr, size, "dma_get_sgtable", __builtin_return_address(0));
	int err;

	if (!record)
		return -ENXIO;
	err = sg_alloc_table(sgt, 1, GFP_KERNEL);
	if (!err)
		sg_set_page(sgt->sgl, phys_to_page(record->phys), PAGE_ALIGN(size), 0);
	return err;
}
EXPORT_SYMBOL(dma_get_sgtable_attrs);

/* ---- up and down ---- */

int dma_init(void)
{
	records_init();
	isa_dma_init();
	return 0;
}

unsigned int dma_finish(void)
{
	struct dma_record *record;
	unsigned int left = isa_dma_finish();

	while ((record = record_first())) {
		report("DMA leak", record->maker, "%zu bytes at bus %#llx of %s were never %s", record->size,
		       record->bus, record->owner, record->kind == DMA_COHERENT ? "freed" : "unmapped");
		list_del(&record->node);
		if (record->kind == DMA_COHERENT)
			coherent_free(record, NULL);
		else
			streaming_free(record, NULL);
		left++;
	}
	records_finish();
	return left;
}
