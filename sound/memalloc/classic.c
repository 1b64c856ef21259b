// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * classic.c - the page allocators that the chapter teaches and the kernel has dropped since (2.6.5 to 5.2).
 *
 * Sizes are rounded up to a power of two of pages, and freeing needs the same size as allocating. The fallbacks halve
 * the request down to one page: contract 1.3, and the first column of the table in 1.5. Declared in include/classic;
 * scatter-gather is classic_sg.c, what stays while a driver is away reserve.c, the PCM layer's older names
 * sound/pcm/classic.c. Left out: SBUS, and what 2.5.66 to 2.6.8 had instead of reserve.c (reservation by a struct
 * snd_dma_device).
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include "memalloc_local.h"
#include <classic/sound/memalloc_classic.h>

/**
 * snd_malloc_pages() - page frames in one row, not zeroed
 * @size: bytes, above 0
 * @gfp_flags: GFP_*, not 0
 *
 * Context: as @gfp_flags allows.
 * Return: the CPU address, or NULL.
 */
void *snd_malloc_pages(size_t size, gfp_t gfp_flags)
{
	void *ptr;

	if (WARN_ON(!size) || WARN_ON(!gfp_flags))
		return NULL;
	ptr = (void *)__get_free_pages(gfp_flags | __GFP_COMP | __GFP_NOWARN, get_order(size));
	if (ptr)
		snd_count_pages(1L << get_order(size));
	return ptr;
}
EXPORT_SYMBOL(snd_malloc_pages);

/**
 * snd_free_pages() - free what snd_malloc_pages() or its fallback gave; NULL is left alone
 * @size: as it was asked for, or *res_size of the fallback
 */
void snd_free_pages(void *ptr, size_t size)
{
	if (!ptr)
		return;
	free_pages((unsigned long)ptr, get_order(size));
	snd_count_pages(-(1L << get_order(size)));
}
EXPORT_SYMBOL(snd_free_pages);

/* Nobody's devices: they stand for "below 16 MiB" and "below 4 GiB" where a device's mask is asked for. */
static struct device below_16m = {
	.init_name = "ISA",
	.coherent_dma_mask = DMA_BIT_MASK(24),
	.dma_mask = &below_16m.coherent_dma_mask,
};
static struct device below_4g = { .init_name = "below 4 GiB", .coherent_dma_mask = DMA_BIT_MASK(32) };

/**
 * snd_dma_isa_data() - what to pass as the device of SNDRV_DMA_TYPE_DEV for the ISA DMA controller, 24 address bits
 * Until 5.1 that was NULL, which the DMA API no longer takes. No reference can be held on it.
 */
struct device *snd_dma_isa_data(void)
{
	return &below_16m;
}
EXPORT_SYMBOL(snd_dma_isa_data);

static struct device *device_of(struct pci_dev *pci)
{
	return pci ? &pci->dev : snd_dma_isa_data();
}

/**
 * snd_malloc_pci_pages() - coherent memory for a PCI device, zeroed
 * @pci: whose coherent mask counts; NULL: the ISA DMA controller, 24 bits
 * @size: bytes, above 0
 * @dma_addr: receives the bus address
 *
 * Context: any, as pci_alloc_consistent().
 * Return: the CPU address, or NULL.
 */
void *snd_malloc_pci_pages(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr)
{
	void *ptr;

	if (WARN_ON(!size) || WARN_ON(!dma_addr))
		return NULL;
	ptr = dma_alloc_coherent(device_of(pci), PAGE_SIZE << get_order(size), dma_addr, GFP_ATOMIC | __GFP_NOWARN);
	if (ptr)
		snd_count_pages(1L << get_order(size));
	return ptr;
}
EXPORT_SYMBOL(snd_malloc_pci_pages);

/** snd_free_pci_pages() - free what snd_malloc_pci_pages() or its fallback gave; note the order of the arguments */
void snd_free_pci_pages(struct pci_dev *pci, size_t size, void *ptr, dma_addr_t dma_addr)
{
	if (!ptr)
		return;
	dma_free_coherent(device_of(pci), PAGE_SIZE << get_order(size), ptr, dma_addr);
	snd_count_pages(-(1L << get_order(size)));
}
EXPORT_SYMBOL(snd_free_pci_pages);

/**
 * snd_malloc_pages_fallback() - snd_malloc_pages() of @size, or of half of it, and so on down to a page
 * @res_size: receives the size that was asked for with success, which snd_free_pages() wants; unchanged on failure
 */
void *snd_malloc_pages_fallback(size_t size, gfp_t gfp_flags, unsigned long *res_size)
{
	void *ptr;

	if (WARN_ON(!size) || WARN_ON(!res_size))
		return NULL;
	/* a request below a page is tried once */
	for (ptr = snd_malloc_pages(size, gfp_flags); !ptr && size / 2 >= PAGE_SIZE;) {
		size /= 2;
		ptr = snd_malloc_pages(size, gfp_flags);
	}
	if (ptr)
		*res_size = size;
	return ptr;
}
EXPORT_SYMBOL(snd_malloc_pages_fallback);

/**
 * snd_malloc_pci_pages_fallback() - snd_malloc_pci_pages() of @size, or of half of it, and so on down to a page
 * @res_size: as for snd_malloc_pages_fallback()
 */
void *snd_malloc_pci_pages_fallback(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr, unsigned long *res_size)
{
	void *ptr;

	if (WARN_ON(!size) || WARN_ON(!res_size))
		return NULL;
	for (ptr = snd_malloc_pci_pages(pci, size, dma_addr); !ptr && size / 2 >= PAGE_SIZE;) {
		size /= 2;
		ptr = snd_malloc_pci_pages(pci, size, dma_addr);
	}
	if (ptr)
		*res_size = size;
	return ptr;
}
EXPORT_SYMBOL(snd_malloc_pci_pages_fallback);

/**
 * snd_dma_continuous_data() - what to pass as the device of SNDRV_DMA_TYPE_CONTINUOUS
 * @gfp_flags: GFP_KERNEL, perhaps with GFP_DMA or GFP_DMA32
 *
 * Until 6.0 the flags themselves travelled as the pointer. Here only the zone among them counts, as the mask of a
 * pseudo device; the allocation itself may sleep and is GFP_KERNEL's in any case.
 */
struct device *snd_dma_continuous_data(gfp_t gfp_flags)
{
	if (gfp_flags & GFP_DMA)
		return &below_16m;
	return gfp_flags & GFP_DMA32 ? &below_4g : NULL;
}
EXPORT_SYMBOL(snd_dma_continuous_data);
