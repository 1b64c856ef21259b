// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_memory.c - memory, DMA, device memory and regions used wrongly.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bug.h"

#define BYTES 512

/* ---- memory ---- */

static void double_free(struct pci_dev *pdev, bool right)
{
	void *p = kmalloc(BYTES, GFP_KERNEL);

	kfree(p);
	if (!right)
		kfree(p);
}

static void leak(struct pci_dev *pdev, bool right)
{
	void *p = kmalloc(BYTES, GFP_KERNEL);

	if (right)
		kfree(p);
}

static void page_leak(struct pci_dev *pdev, bool right)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 2);

	if (right)
		free_pages(p, 2);
}

static void page_double_free(struct pci_dev *pdev, bool right)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 1);

	free_pages(p, 1);
	if (!right)
		free_pages(p, 1);
}

static void wrong_order(struct pci_dev *pdev, bool right)
{
	unsigned long p = __get_free_pages(GFP_KERNEL, 2);

	free_pages(p, right ? 2 : 1);
}

static void overflow(struct pci_dev *pdev, bool right)
{
	u8 *p = kmalloc(BYTES - 12, GFP_KERNEL);

	if (!p)
		return;
	p[right ? BYTES - 13 : BYTES - 12] = 1;
	kfree(p);
}

static void write_after_free(struct pci_dev *pdev, bool right)
{
	u8 *p = kmalloc(BYTES, GFP_KERNEL);

	if (!p)
		return;
	if (right)
		p[3] = 1;
	kfree(p);
	if (!right)
		WRITE_ONCE(p[3], 1);
}

static void kfree_of_vmalloc(struct pci_dev *pdev, bool right)
{
	void *p = vmalloc(BYTES);

	if (!right)
		kfree(p);
	vfree(p);
}

static void kfree_inside(struct pci_dev *pdev, bool right)
{
	u8 *p = kmalloc(BYTES, GFP_KERNEL);

	if (!right)
		kfree(p + 16);
	kfree(p);
}

static void vmalloc_leak(struct pci_dev *pdev, bool right)
{
	void *p = vmalloc(BYTES);

	if (right)
		vfree(p);
}

static void write_after_vunmap(struct pci_dev *pdev, bool right)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *p = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;

	if (p && right)
		p[3] = 1;
	vunmap(p);
	if (p && !right)
		WRITE_ONCE(p[3], 1);
	if (page)
		__free_page(page);
}

static void freed_lock(struct pci_dev *pdev, bool right)
{
	struct mutex *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return;
	mutex_init(m);
	mutex_lock(m);
	if (right)
		mutex_unlock(m);
	kfree(m);
}

/* ---- DMA ---- */

static void map_stack(struct pci_dev *pdev, bool right)
{
	u8 array[64] = { 0 }, *p = kzalloc(sizeof(array), GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, right ? p : array, sizeof(array), DMA_TO_DEVICE);

	if (!dma_mapping_error(&pdev->dev, at))
		dma_unmap_single(&pdev->dev, at, sizeof(array), DMA_TO_DEVICE);
	kfree(p);
}

static void map_vmalloc(struct pci_dev *pdev, bool right)
{
	void *p = right ? kmalloc(BYTES, GFP_KERNEL) : vmalloc(BYTES);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (!dma_mapping_error(&pdev->dev, at))
		dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
	kvfree(p);
}

static void map_unchecked(struct pci_dev *pdev, bool right)
{
	void *p = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (right && dma_mapping_error(&pdev->dev, at))
		goto out;
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
out:
	kfree(p);
}

/* take a coherent block, have the card look at it as @command says, and give it back */
static void coherent(struct pci_dev *pdev, u32 bytes, bool free_first, bool leave)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, BYTES * 8, &at, GFP_KERNEL);

	if (!p)
		return;
	if (free_first)
		dma_free_coherent(&pdev->dev, BYTES * 8, p, at);
	card_dma(pdev, at, bytes, CARD_READ);
	if (!free_first && !leave)
		dma_free_coherent(&pdev->dev, BYTES * 8, p, at);
}

static void device_reads_freed(struct pci_dev *pdev, bool right)
{
	coherent(pdev, 64, !right, false);
}

static void device_reads_past_end(struct pci_dev *pdev, bool right)
{
	coherent(pdev, right ? BYTES * 8 : BYTES * 8 + 4, false, false);
}

static void coherent_leak(struct pci_dev *pdev, bool right)
{
	coherent(pdev, 64, false, !right);
}

static void device_gets_phys(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, 4096, &at, GFP_KERNEL);

	if (!p)
		return;
	card_dma(pdev, right ? at : virt_to_phys(p), 64, CARD_READ);
	dma_free_coherent(&pdev->dev, 4096, p, at);
}

static void no_master(struct pci_dev *pdev, bool right)
{
	if (!right)
		pci_clear_master(pdev);
	coherent(pdev, 64, false, false);
}

static void coherent_free_twice(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, 4096, &at, GFP_KERNEL);

	if (!p)
		return;
	dma_free_coherent(&pdev->dev, 4096, p, at);
	if (!right)
		dma_free_coherent(&pdev->dev, 4096, p, at);
}

static void wrong_size(struct pci_dev *pdev, bool right)
{
	dma_addr_t at;
	void *p = dma_alloc_coherent(&pdev->dev, 8192, &at, GFP_KERNEL);

	if (p)
		dma_free_coherent(&pdev->dev, right ? 8192 : 4096, p, at);
}

static void wrong_direction(struct pci_dev *pdev, bool right)
{
	void *p = kzalloc(BYTES, GFP_KERNEL);
	dma_addr_t at = dma_map_single(&pdev->dev, p, BYTES, DMA_TO_DEVICE);

	if (dma_mapping_error(&pdev->dev, at))
		goto out;
	card_dma(pdev, at, BYTES, right ? CARD_READ : CARD_WRITE);
	dma_unmap_single(&pdev->dev, at, BYTES, DMA_TO_DEVICE);
out:
	kfree(p);
}

/* ---- device memory, ports, regions ---- */

static void dereference_cookie(struct pci_dev *pdev, bool right)
{
	u32 __iomem *regs = ioremap(pci_resource_start(pdev, 1), 64);

	if (!regs)
		return;
	if (right)
		writel(1, regs);
	else
		*(volatile u32 __force *)regs = 1;
	iounmap(regs);
}

static void ioremap_leak(struct pci_dev *pdev, bool right)
{
	void __iomem *regs = ioremap(pci_resource_start(pdev, 1), 64);

	if (right)
		iounmap(regs);
}

static void read_after_iounmap(struct pci_dev *pdev, bool right)
{
	void __iomem *regs = ioremap(pci_resource_start(pdev, 1), 64);

	if (!regs)
		return;
	if (right)
		readl(regs);
	iounmap(regs);
	if (!right)
		readl(regs);
}

static void iounmap_twice(struct pci_dev *pdev, bool right)
{
	void __iomem *regs = ioremap(pci_resource_start(pdev, 1), 64);

	iounmap(regs);
	if (!right)
		iounmap(regs);
}

static void region_leak(struct pci_dev *pdev, bool right)
{
	if (!pci_request_region(pdev, 0, "bug") && right)
		pci_release_region(pdev, 0);
}

static void region_released_twice(struct pci_dev *pdev, bool right)
{
	if (pci_request_region(pdev, 0, "bug"))
		return;
	pci_release_region(pdev, 0);
	if (!right)
		pci_release_region(pdev, 0);
}

static void left_enabled(struct pci_dev *pdev, bool right)
{
	/* bug.h */
}

static void disabled_twice(struct pci_dev *pdev, bool right)
{
	if (!right) {
		pci_disable_device(pdev);
		pci_disable_device(pdev);
		if (pci_enable_device(pdev))
			return;
	}
}

static void module_kept(struct pci_dev *pdev, bool right)
{
	__module_get(THIS_MODULE);
	if (right)
		module_put(THIS_MODULE);
}

static struct pci_driver other_driver = { .name = "other" };

static void unregister_other(struct pci_dev *pdev)
{
	pci_unregister_driver(&other_driver);
}

static void driver_left(struct pci_dev *pdev, bool right)
{
	if (!pci_register_driver(&other_driver) && right)
		bug_remove = unregister_other;
}

#define SEEDED(name) { #name, name }
static const struct bug bugs[] = {
	SEEDED(double_free),
	SEEDED(leak),
	SEEDED(page_leak),
	SEEDED(page_double_free),
	SEEDED(wrong_order),
	SEEDED(overflow),
	SEEDED(write_after_free),
	SEEDED(kfree_of_vmalloc),
	SEEDED(kfree_inside),
	SEEDED(vmalloc_leak),
	SEEDED(freed_lock),
	SEEDED(write_after_vunmap),
	SEEDED(map_stack),
	SEEDED(map_vmalloc),
	SEEDED(map_unchecked),
	SEEDED(device_reads_freed),
	SEEDED(device_reads_past_end),
	SEEDED(coherent_leak),
	SEEDED(device_gets_phys),
	SEEDED(no_master),
	SEEDED(coherent_free_twice),
	SEEDED(wrong_size),
	SEEDED(wrong_direction),
	SEEDED(dereference_cookie),
	SEEDED(ioremap_leak),
	SEEDED(read_after_iounmap),
	SEEDED(iounmap_twice),
	SEEDED(region_leak),
	SEEDED(region_released_twice),
	SEEDED(left_enabled),
	SEEDED(disabled_twice),
	SEEDED(module_kept),
	SEEDED(driver_left),
};

BUG_DRIVER;
