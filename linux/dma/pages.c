// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pages.c - memory that is allocated with a map and then handed to and fro: one block (dma_alloc_pages()), or, behind
 * an IOMMU, scattered pages in a row on the bus (dma_alloc_noncontiguous()).
 *
 * On a coherent machine handing over is nothing. Without coherence what was allocated is the CPU's, and nothing of it
 * has reached the device: not even the zeros.
 *
 * Locks: none of its own; see debug.c.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "local.h"

#define NO_FLAGS (__GFP_COMP | __GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM)

/* ---- one block ---- */

static struct dma_record *allocate_block(struct device *dev, enum dma_kind kind, size_t size,
					 enum dma_data_direction dir, gfp_t gfp, const void *where)
{
	u64 limit = translation()->scatters ? streaming_limit(dev) : coherent_limit(dev);

	return allocate(dev, kind, PAGE_ALIGN(size), dir, limit, gfp, 0, where);
}

struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle, enum dma_data_direction dir,
			     gfp_t gfp)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record;

	if (!may_request(dev, size, gfp, NO_FLAGS, "dma_alloc_pages", where) ||
	    !mm_request("dma_alloc_pages", gfp, where))
		return NULL;
	record = allocate_block(dev, DMA_PAGES, size, dir, gfp, where);
	if (!record)
		return NULL;
	*dma_handle = record->bus;
	return phys_to_page(record->phys);
}
EXPORT_SYMBOL_GPL(dma_alloc_pages);

void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t dma_handle,
		    enum dma_data_direction dir)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record =
		record_take(dev, dma_handle, PAGE_ALIGN(size), DMA_PAGES, dir, "dma_free_pages", where);

	if (!record)
		return;
	if (page != phys_to_page(record->phys))
		report("DMA wrong free", where, "dma_free_pages(): bus %#llx is the page at physical %#llx, not %#llx",
		       dma_handle, (u64)record->phys, (u64)page_to_phys(page));
	allocation_free(record, where);
}
EXPORT_SYMBOL_GPL(dma_free_pages);

int dma_mmap_pages(struct device *dev, struct vm_area_struct *vma, size_t size, struct page *page)
{
	unsigned long count = PFN_UP(size);

	if (vma->vm_pgoff >= count || vma_pages(vma) > count - vma->vm_pgoff)
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(page) + vma->vm_pgoff, vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}
EXPORT_SYMBOL_GPL(dma_mmap_pages);

/* ---- scattered, if that can be ---- */

/* A table for a block; it is freed as any other, but for its one piece. */
struct block_table {
	struct sg_table table;
	struct scatterlist piece;
};

static struct sg_table *table_of_block(const struct dma_record *record, gfp_t gfp, const void *where)
{
	struct block_table *block = kmalloc_at(sizeof(*block), gfp, where);

	if (!block)
		return NULL;
	sg_init_table(&block->piece, 1);
	sg_set_page(&block->piece, phys_to_page(record->phys), record->size, 0);
	block->table = (struct sg_table){ .sgl = &block->piece, .orig_nents = 1 };
	return &block->table;
}

static struct sg_table *table_of_pages(const struct dma_record *record, gfp_t gfp, const void *where)
{
	struct sg_table *sgt = kmalloc_at(sizeof(*sgt), gfp, where);

	if (sgt && sg_alloc_table_from_pages(sgt, record->pages, record->count, 0, record->size, gfp)) {
		kfree_at(sgt, where);
		return NULL;
	}
	return sgt;
}

/* The table for memory that is there: as many pieces as there are runs, and one bus segment. */
static struct sg_table *table_of(const struct dma_record *record, gfp_t gfp, const void *where)
{
	struct sg_table *sgt = record->pages ? table_of_pages(record, gfp, where) : table_of_block(record, gfp, where);

	if (!sgt)
		return NULL;
	sg_dma_address(sgt->sgl) = record->bus;
	sg_dma_len(sgt->sgl) = record->size;
	sgt->nents = 1;
	return sgt;
}

static void table_free(struct sg_table *sgt, const void *where)
{
	if (sgt->sgl != &container_of(sgt, struct block_table, table)->piece)
		sg_free_table(sgt);
	kfree_at(sgt, where);
}

struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size, enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs)
{
	const char *call = "dma_alloc_noncontiguous";
	const void *where = __builtin_return_address(0);
	struct dma_record *record;
	struct sg_table *sgt;

	if (WARN_ON_ONCE(attrs & ~DMA_ATTR_ALLOC_SINGLE_PAGES) || !may_request(dev, size, gfp, NO_FLAGS, call, where) ||
	    !mm_request(call, gfp, where))
		return NULL;
	record = allocate(dev, DMA_NONCONTIG, PAGE_ALIGN(size), dir, coherent_limit(dev), gfp, 0, where);
	if (!record)
		return NULL;
	sgt = table_of(record, gfp & ~__GFP_ZERO, where);
	if (!sgt)
		allocation_free(record_take(dev, record->bus, record->size, DMA_NONCONTIG, dir, call, where), where);
	return sgt;
}
EXPORT_SYMBOL_GPL(dma_alloc_noncontiguous);

void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt, enum dma_data_direction dir)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record = record_take(dev, sg_dma_address(sgt->sgl), PAGE_ALIGN(size), DMA_NONCONTIG, dir,
						"dma_free_noncontiguous", where);

	if (!record)
		return;
	allocation_free(record, where);
	table_free(sgt, where);
}
EXPORT_SYMBOL_GPL(dma_free_noncontiguous);

void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt)
{
	const void *where = __builtin_return_address(0);
	struct dma_record *record;

	if (!translation()->scatters)
		return page_address(sg_page(sgt->sgl));
	record = record_around(dev, sg_dma_address(sgt->sgl), size, "dma_vmap_noncontiguous", where);
	if (!record || !mm_request("dma_vmap_noncontiguous", GFP_KERNEL, where))
		return NULL;
	return vmap_at(record->pages, record->count, 0, where);
}
EXPORT_SYMBOL_GPL(dma_vmap_noncontiguous);

void dma_vunmap_noncontiguous(struct device *dev, void *vaddr)
{
	if (translation()->scatters)
		vunmap(vaddr);
}
EXPORT_SYMBOL_GPL(dma_vunmap_noncontiguous);

int dma_mmap_noncontiguous(struct device *dev, struct vm_area_struct *vma, size_t size, struct sg_table *sgt)
{
	struct dma_record *record;
	unsigned long count = PFN_UP(size);

	if (!translation()->scatters)
		return dma_mmap_pages(dev, vma, size, sg_page(sgt->sgl));
	record = record_around(dev, sg_dma_address(sgt->sgl), size, "dma_mmap_noncontiguous",
			       __builtin_return_address(0));
	if (!record || vma->vm_pgoff >= count || vma_pages(vma) > count - vma->vm_pgoff)
		return -ENXIO;
	return vm_map_pages(vma, record->pages, count);
}
EXPORT_SYMBOL_GPL(dma_mmap_noncontiguous);
