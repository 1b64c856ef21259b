// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_dma.c - mistakes that a PC forgives: no hand-over, the wrong address behind an IOMMU, maps that may fail.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "bug.h"

#define BYTES 512

/* ---- no bug at all: what the card has read it writes elsewhere, and it arrives ---- */

static void round_trip(struct pci_dev *pdev, bool right)
{
	u8 *from = kmalloc(BYTES, GFP_KERNEL), *to = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t out, in;
	unsigned int i;

	for (i = 0; i < BYTES; i++)
		from[i] = i * 7 + right;
	out = dma_map_single(&pdev->dev, from, BYTES, DMA_TO_DEVICE);
	if (WARN_ON(dma_mapping_error(&pdev->dev, out)))
		goto out_free;
	in = dma_map_single(&pdev->dev, to, BYTES, DMA_FROM_DEVICE);
	if (WARN_ON(dma_mapping_error(&pdev->dev, in)))
		goto out_unmap;
	card_dma(pdev, out, BYTES, CARD_READ);
	card_dma(pdev, in, BYTES - 100, CARD_WRITE);
	dma_sync_single_for_cpu(&pdev->dev, in, BYTES, DMA_FROM_DEVICE);
	WARN_ON(memcmp(from, to, BYTES - 100) || to[BYTES - 100] || to[BYTES - 1]);
	dma_sync_single_for_device(&pdev->dev, in, BYTES, DMA_FROM_DEVICE);
	card_dma(pdev, in + BYTES - 100, 100, CARD_WRITE);
	dma_unmap_single(&pdev->dev, in, BYTES, DMA_FROM_DEVICE);
	WARN_ON(memcmp(from, to, BYTES - 100) || memcmp(from, to + BYTES - 100, 100));
out_unmap:
	dma_unmap_single(&pdev->dev, out, BYTES, DMA_TO_DEVICE);
out_free:
	kfree(from);
	kfree(to);
}

/* ---- not handed over ---- */

static void not_given(struct pci_dev *pdev, bool right)
{
	void *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single_attrs(&pdev->dev, p, BYTES, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	if (right)
		dma_sync_single_for_device(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
	card_dma(pdev, at, BYTES, CARD_READ);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
out:
	kfree(p);
}

static void not_given_pages(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	u8 *p = dma_alloc_noncoherent(&pdev->dev, 4 * PAGE_SIZE, &at, DMA_TO_DEVICE, GFP_KERNEL);

	if (!p)
		return;
	memset(p, 1, 4 * PAGE_SIZE);
	if (right)
		dma_sync_single_for_device(&pdev->dev, at, 4 * PAGE_SIZE, DMA_TO_DEVICE);
	card_dma(pdev, at + PAGE_SIZE, 64, CARD_READ);
	dma_free_noncoherent(&pdev->dev, 4 * PAGE_SIZE, p, at, DMA_TO_DEVICE);
}

static void written_while_lent(struct pci_dev *pdev, bool right)
{
	u8 *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	if (right)
		dma_sync_single_for_cpu(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
	p[17] = 1;
	if (right)
		dma_sync_single_for_device(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
	card_dma(pdev, at, BYTES, CARD_READ);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
out:
	kfree(p);
}

static void taken_back_and_written(struct pci_dev *pdev, bool right)
{
	u8 *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	dma_sync_single_for_cpu(&pdev->dev, at, BYTES, DMA_BIDIRECTIONAL);
	p[BYTES - 1] = 1;
	/* a line too few */
	dma_sync_single_for_device(&pdev->dev, at, right ? BYTES : BYTES - 64, DMA_BIDIRECTIONAL);
	card_dma(pdev, at, BYTES, CARD_READ);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_BIDIRECTIONAL);
out:
	kfree(p);
}

static void sync_of_coherent(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, PAGE_SIZE, &at, GFP_KERNEL);

	if (!p)
		return;
	if (!right)
		dma_sync_single_for_device(&pdev->dev, at, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, p, at);
}

/* ---- the wrong address ---- */

static void coherent_read(struct pci_dev *pdev, size_t size, size_t offset, u32 bytes)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, size, &at, GFP_KERNEL);

	if (!p)
		return;
	card_dma(pdev, at + offset, bytes, CARD_READ);
	dma_free_coherent(&pdev->dev, size, p, at);
}

static void behind_the_last_page(struct pci_dev *pdev, bool right)
{
	coherent_read(pdev, 3 * PAGE_SIZE, 3 * PAGE_SIZE - 64, right ? 64 : 128);
}

static void no_page(struct pci_dev *pdev, bool right)
{
	coherent_read(pdev, PAGE_SIZE, right ? 0 : SZ_1M, 4);
}

static void gets_phys(struct pci_dev *pdev, bool right)
{
	void *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	card_dma(pdev, right ? at : virt_to_phys(p), 16, CARD_READ);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
out:
	kfree(p);
}

/* lists in the memory of a PC have a bus address in each piece; here they have one for all */
static void only_first_page(struct pci_dev *pdev, bool right)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	struct scatterlist sg;

	if (!page)
		return;
	sg_init_table(&sg, 1);
	sg_set_page(&sg, page, right ? 2 * PAGE_SIZE : PAGE_SIZE, 0);
	if (dma_map_sg(&pdev->dev, &sg, 1, DMA_TO_DEVICE) == 1) {
		card_dma(pdev, sg_dma_address(&sg) + PAGE_SIZE - 32, 64, CARD_READ);
		dma_unmap_sg(&pdev->dev, &sg, 1, DMA_TO_DEVICE);
	}
	__free_pages(page, 1);
}

/* coherent memory need not lie in the direct map */
static void page_of_coherent(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, PAGE_SIZE, &at, GFP_KERNEL);

	if (!p)
		return;
	card_dma(pdev, right ? at : page_to_phys(vmalloc_to_page(p)), 64, CARD_READ);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, p, at);
}

/* ---- maps that fail ---- */

#define BLOCKS	64
#define BLOCK	SZ_256K

/* more than 8 MiB at once: bounce buffers run out, and without them nothing above 4 GiB can be mapped at all */
static void error_is_no_address(struct pci_dev *pdev, bool right)
{
	dma_addr_t at[BLOCKS];
	void *p[BLOCKS];
	unsigned int i, last = BLOCKS;

	for (i = 0; i < BLOCKS; i++) {
		p[i] = (void *)__get_free_pages(GFP_KERNEL, get_order(BLOCK));
		at[i] = dma_map_single_attrs(&pdev->dev, p[i], BLOCK, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
		if (dma_mapping_error(&pdev->dev, at[i]) && last == BLOCKS)
			last = i;
	}
	if (!right && last < BLOCKS)
		card_dma(pdev, at[last], 64, CARD_READ);
	for (i = 0; i < BLOCKS; i++) {
		if (at[i] != DMA_MAPPING_ERROR)
			dma_unmap_single(&pdev->dev, at[i], BLOCK, DMA_TO_DEVICE);
		free_pages((unsigned long)p[i], get_order(BLOCK));
	}
}

static void bounce_after_unmap(struct pci_dev *pdev, bool right)
{
	void *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	if (right)
		card_dma(pdev, at, 64, CARD_READ);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
	if (!right)
		card_dma(pdev, at, 64, CARD_READ);
out:
	kfree(p);
}

/* ---- what is allocated is freed, and by the call that belongs to it ---- */

static void pages_leak(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	struct page *page = dma_alloc_pages(&pdev->dev, SZ_128K, &at, DMA_TO_DEVICE, GFP_KERNEL);

	if (page && right)
		dma_free_pages(&pdev->dev, SZ_128K, page, at, DMA_TO_DEVICE);
}

static void noncontiguous(struct pci_dev *pdev, bool unmap, bool free)
{
	struct sg_table *sgt = dma_alloc_noncontiguous(&pdev->dev, SZ_64K, DMA_TO_DEVICE, GFP_KERNEL, 0);
	void *p = sgt ? dma_vmap_noncontiguous(&pdev->dev, SZ_64K, sgt) : NULL;

	if (p && unmap)
		dma_vunmap_noncontiguous(&pdev->dev, p);
	if (sgt && free)
		dma_free_noncontiguous(&pdev->dev, SZ_64K, sgt, DMA_TO_DEVICE);
}

static void noncontiguous_leak(struct pci_dev *pdev, bool right)
{
	noncontiguous(pdev, true, right);
}

static void noncontiguous_vmap_leak(struct pci_dev *pdev, bool right)
{
	noncontiguous(pdev, right, true);
}

static void pages_freed_as_coherent(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_noncoherent(&pdev->dev, PAGE_SIZE, &at, DMA_BIDIRECTIONAL, GFP_KERNEL);

	if (!p)
		return;
	if (right)
		dma_free_noncoherent(&pdev->dev, PAGE_SIZE, p, at, DMA_BIDIRECTIONAL);
	else
		dma_free_coherent(&pdev->dev, PAGE_SIZE, p, at);
}

static const struct bug bugs[] = {
	{ "round_trip", round_trip },
	{ "not_given", not_given },
	{ "not_given_pages", not_given_pages },
	{ "written_while_lent", written_while_lent },
	{ "taken_back_and_written", taken_back_and_written },
	{ "sync_of_coherent", sync_of_coherent },
	{ "behind_the_last_page", behind_the_last_page },
	{ "no_page", no_page },
	{ "gets_phys", gets_phys },
	{ "only_first_page", only_first_page },
	{ "page_of_coherent", page_of_coherent },
	{ "error_is_no_address", error_is_no_address },
	{ "bounce_after_unmap", bounce_after_unmap },
	{ "pages_leak", pages_leak },
	{ "noncontiguous_leak", noncontiguous_leak },
	{ "noncontiguous_vmap_leak", noncontiguous_vmap_leak },
	{ "pages_freed_as_coherent", pages_freed_as_coherent },
};

BUG_DRIVER;
