// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mapping.c - what a device can address, allocations and their maps, and coherent memory.
 *
 * Masks are compared with bus addresses. Coherent memory is one block, or single pages where an IOMMU can put them in a
 * row; on a machine without coherence it has addresses of its own beside the direct map's, as it has on Linux there: it
 * is no memory for virt_to_page(). The machine is told of every map and judges what the device then does with it.
 *
 * Left out: the pool for requests that may not sleep on a machine without coherence: they are served like the others.
 *
 * Locks: none of its own; see debug.c and linux/mm.
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "local.h"

/* ---- who, and how far ---- */

static u64 lower_limit(u64 mask, u64 bus_limit)
{
	return bus_limit && bus_limit < mask ? bus_limit : mask;
}

u64 coherent_limit(struct device *dev)
{
	return lower_limit(dev->coherent_dma_mask, dev->bus_dma_limit);
}

u64 streaming_limit(struct device *dev)
{
	return lower_limit(dma_get_mask(dev), dev->bus_dma_limit);
}

const struct dma_translation *dma_translation;

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !translation()->supports(mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!translation()->supports(mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

u64 dma_get_required_mask(struct device *dev)
{
	return translation()->required_mask();
}
EXPORT_SYMBOL(dma_get_required_mask);

bool dma_addressing_limited(struct device *dev)
{
	return streaming_limit(dev) < dma_get_required_mask(dev);
}
EXPORT_SYMBOL(dma_addressing_limited);

size_t dma_max_mapping_size(struct device *dev)
{
	return translation()->max_mapping(dev, streaming_limit(dev));
}
EXPORT_SYMBOL(dma_max_mapping_size);

size_t dma_opt_mapping_size(struct device *dev)
{
	return min(dma_max_mapping_size(dev), translation()->opt_mapping);
}
EXPORT_SYMBOL(dma_opt_mapping_size);

unsigned long dma_get_merge_boundary(struct device *dev)
{
	return translation()->merge_boundary;
}
EXPORT_SYMBOL(dma_get_merge_boundary);

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

/*
 * Runs of neighbouring pages, in an array that is the caller's; NULL without memory. The last one ends with the range
 * of bus addresses, whose pages are the IOMMU's and may be smaller than the processor's.
 */
static struct usnd_dma_piece *pieces_of(const struct dma_record *record, unsigned int *count)
{
	struct usnd_dma_piece *pieces = kvmalloc_at(record->count * sizeof(*pieces), record->gfp, record->maker);
	struct usnd_dma_piece *last = NULL;
	phys_addr_t phys;
	unsigned int i;

	if (!pieces)
		return NULL;
	for (i = 0; i < record->count; i++) {
		phys = page_to_phys(record->pages[i]);
		if (last && last->phys + last->bytes == phys) {
			last->bytes += PAGE_SIZE;
			continue;
		}
		last = last ? last + 1 : pieces;
		*last = (struct usnd_dma_piece){ phys, PAGE_SIZE };
	}
	last->bytes -= (size_t)record->count * PAGE_SIZE - ALIGN(record->size, USND_IOMMU_PAGE);
	*count = last - pieces + 1;
	return pieces;
}

int machine_map(struct dma_record *record, phys_addr_t phys)
{
	struct usnd_dma_map map = {
		.bdf = record->bdf,
		.phys = phys,
		.bytes = record->size,
		.dir = (enum usnd_dma_dir)record->dir,
		.coherent = record->kind == DMA_COHERENT,
		.lent = is_streaming(record->kind),
		.bus = record->bus,
		.owner = record->owner,
	};
	struct usnd_dma_piece *pieces = NULL;
	int err;

	if (record->pages) {
		pieces = pieces_of(record, &map.piece_count);
		if (!pieces)
			return -ENOMEM;
		map.pieces = pieces;
	}
	err = machine()->ops->dma_map(machine(), &map);
	if (pieces)
		kvfree_at(pieces, record->maker);
	if (!err)
		record->bus = map.bus;
	return err;
}

void machine_unmap(struct dma_record *record)
{
	int err = machine()->ops->dma_unmap(machine(), record->bdf, record->bus);

	if (err)
		pr_err("the machine does not know bus %#llx of %s: error %d\n", record->bus, record->owner, err);
}

void machine_sync(struct dma_record *record, dma_addr_t bus, size_t size, bool to_device)
{
	const struct usnd_machine_ops *ops = machine()->ops;
	int err;

	if (platform()->coherent || !ops->dma_sync)
		return;
	err = ops->dma_sync(machine(), record->bdf, bus, size, to_device);
	if (err)
		pr_err("the machine cannot synchronise bus %#llx of %s: error %d\n", bus, record->owner, err);
}

/* ---- memory with a map ---- */

/* What single pages behind an IOMMU serve, and what must be one block even there. */
static bool may_scatter(enum dma_kind kind, gfp_t gfp, unsigned long attrs)
{
	if (!translation()->scatters || kind == DMA_PAGES)
		return false;
	return kind == DMA_NONCONTIG || (gfpflags_allow_blocking(gfp) && !(attrs & DMA_ATTR_FORCE_CONTIGUOUS));
}

static void poison_rest(const struct dma_record *record)
{
	char *at = record->cpu;

	if (!record->pages && !is_vmalloc_addr(at))
		mm_poison(at + ALIGN(record->size, 8), PAGE_ALIGN(record->size) - ALIGN(record->size, 8));
}

struct dma_record *allocate(struct device *dev, enum dma_kind kind, size_t size, enum dma_data_direction dir, u64 limit,
			    gfp_t gfp, unsigned long attrs, const void *where)
{
	struct dma_record *record = record_create(dev, kind, 0, size, dir, where);
	bool scatter = may_scatter(kind, gfp, attrs);

	if (!record)
		return NULL;
	record->gfp = gfp & ~(GFP_ZONEMASK | __GFP_ZERO);
	if (scatter ? memory_scatter(record, gfp) :
		      memory_block(record, translation()->scatters ? U64_MAX : limit, gfp))
		goto err_drop_record;
	if (kind == DMA_COHERENT && (scatter || !platform()->coherent) && memory_remap(record))
		goto err_free_memory;
	memory_zero(record);
	if (translation()->map(record, limit, true))
		goto err_free_memory;
	poison_rest(record);
	record_add(record);
	return record;

err_free_memory:
	memory_free(record, where);
err_drop_record:
	record_drop(record);
	return NULL;
}

void allocation_free(struct dma_record *record, const void *where)
{
	translation()->unmap(record);
	memory_free(record, where);
	record_retire(record, where);
}

bool may_request(struct device *dev, size_t size, gfp_t gfp, gfp_t never, const char *call, const void *where)
{
	const char *wrong = NULL;

	/* it once stood for the ISA DMA controller */
	if (!dev)
		wrong = "no device; Linux would look into it, an ISA card passes its own";
	else if (!dev->coherent_dma_mask)
		wrong = "the device has no coherent mask";
	else if (!size)
		wrong = "no bytes";
	else if (gfp & never)
		wrong = never == __GFP_COMP ? "__GFP_COMP is not allowed" : "neither zones nor __GFP_COMP are allowed";
	if (wrong)
		report("bad DMA request", where, "%s(%s, %zu): %s", call, dev ? dev_name(dev) : "NULL", size, wrong);
	return !wrong;
}

/* ---- coherent memory ---- */

static void *alloc_at(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp, unsigned long attrs,
		      const void *where)
{
	struct dma_record *record;

	if (!may_request(dev, size, gfp, __GFP_COMP, "dma_alloc_coherent", where))
		return NULL;
	record = allocate(dev, DMA_COHERENT, size, DMA_BIDIRECTIONAL, coherent_limit(dev), gfp, attrs, where);
	if (!record)
		return NULL;
	*dma_handle = record->bus;
	return record->cpu;
}

/**
 * dma_alloc_attrs() - dma_alloc_coherent() with attributes
 * @attrs: DMA_ATTR_WRITE_COMBINE has no effect in user space; DMA_ATTR_NO_WARN as __GFP_NOWARN; with
 *         DMA_ATTR_FORCE_CONTIGUOUS it is one block even behind an IOMMU; others are accepted
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp, unsigned long attrs)
{
	const void *where = __builtin_return_address(0);

	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	if (!mm_request("dma_alloc_coherent", gfp, where))
		return NULL;
	return alloc_at(dev, size, dma_handle, gfp, attrs, where);
}
EXPORT_SYMBOL(dma_alloc_attrs);

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
	if (cpu_addr != record->cpu)
		report("DMA wrong free", where, "dma_free_coherent(): bus %#llx is at %px, not %px", bus, record->cpu,
		       cpu_addr);
	allocation_free(record, where);
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
	managed->cpu_addr = mm_request("dmam_alloc_coherent", gfp, where)
				    ? alloc_at(dev, size, dma_handle, gfp, attrs, where)
				    : NULL;
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

/* On a coherent machine, as on Linux, the mapping is like any other. */
static void set_protection(struct vm_area_struct *vma, unsigned long attrs)
{
	if (platform()->coherent)
		return;
	vma->vm_page_prot = attrs & DMA_ATTR_WRITE_COMBINE ? pgprot_writecombine(vma->vm_page_prot) :
							     pgprot_noncached(vma->vm_page_prot);
}

int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *cpu_addr, dma_addr_t dma_addr, size_t size,
		   unsigned long attrs)
{
	struct dma_record *record =
		record_around(dev, dma_addr, size, "dma_mmap_coherent", __builtin_return_address(0));
	unsigned long pages = PFN_UP(size);

	if (!record)
		return -ENXIO;
	set_protection(vma, attrs);
	if (vma->vm_pgoff >= pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -ENXIO;
	if (record->pages)
		return vm_map_pages(vma, record->pages, record->count);
	return remap_pfn_range(vma, vma->vm_start,
			       PHYS_PFN(record->phys + (dma_addr - record->bus)) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
EXPORT_SYMBOL(dma_mmap_attrs);

int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr, dma_addr_t dma_addr, size_t size,
			  unsigned long attrs)
{
	struct dma_record *record = record_around(dev, dma_addr, size, "dma_get_sgtable", __builtin_return_address(0));
	int err;

	if (!record)
		return -ENXIO;
	if (record->pages)
		return sg_alloc_table_from_pages(sgt, record->pages, PFN_UP(size), 0, size, GFP_KERNEL);
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
	dma_translation = platform()->iommu ? &dma_iommu : &dma_direct;
	if (platform()->swiotlb_bytes)
		dma_translation = &dma_swiotlb;
	return platform()->swiotlb_bytes ? swiotlb_init() : 0;
}

unsigned int dma_finish(void)
{
	struct dma_record *record;
	unsigned int left = isa_dma_finish();

	while ((record = record_first())) {
		report("DMA leak", record->maker, "%zu bytes at bus %#llx of %s were never %s", record->size,
		       record->bus, record->owner, is_streaming(record->kind) ? "unmapped" : "freed");
		list_del(&record->node);
		if (is_streaming(record->kind))
			unlend(record, DMA_ATTR_SKIP_CPU_SYNC, NULL);
		else
			allocation_free(record, NULL);
		left++;
	}
	swiotlb_finish();
	iova_finish();
	records_finish();
	return left;
}
