// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cookies: what ioremap() and ioport_map() give out in place of addresses.
 *
 * ioremap() hands out addresses of a reserved window without access, with an unmapped page after each area: a
 * driver that dereferences one faults at once. A table of one word a page says what stands behind it, and is read
 * without a lock; the list of areas is under iomap_lock. ioport_map() hands out small numbers that can be no
 * pointer.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "local.h"

#define WINDOW_BYTES (256UL << 20)
#define WINDOW_PAGES (WINDOW_BYTES >> PAGE_SHIFT)
#define PAGE_VALID 1UL

#define PORT_COOKIE 0x10000UL

/**
 * struct io_area - one ioremap()
 * @link: in areas, ascending by @page; under iomap_lock
 * @page, @pages: place in the window
 * @caller: who asked, for the leak report
 */
struct io_area {
	struct list_head link;
	unsigned long page, pages;
	phys_addr_t phys;
	const void *caller;
};

static DEFINE_SPINLOCK(iomap_lock);
static LIST_HEAD(areas);
static char *window;
static unsigned long *table; /* per page of the window: physical address | PAGE_VALID, or 0 */

int iomap_init(void)
{
	INIT_LIST_HEAD(&areas);
	table = host_zalloc_map(WINDOW_PAGES * sizeof(*table));
	if (!table)
		return -ENOMEM;
	window = host_reserve(WINDOW_BYTES, PAGE_SIZE);
	if (!window) {
		host_unreserve(table, WINDOW_PAGES * sizeof(*table));
		return -ENOMEM;
	}
	return 0;
}

unsigned int iomap_finish(void)
{
	struct io_area *area, *next;
	unsigned int leaks = 0;

	list_for_each_entry_safe(area, next, &areas, link) {
		report("ioremap leaked", area->caller, "%lu bytes of device memory at %#llx", area->pages << PAGE_SHIFT,
		       (unsigned long long)area->phys);
		list_del(&area->link);
		kfree(area);
		leaks++;
	}
	host_unreserve(window, WINDOW_BYTES);
	host_unreserve(table, WINDOW_PAGES * sizeof(*table));
	window = NULL;
	return leaks;
}

/* first gap of area->pages and a guard page; with iomap_lock held */
static bool place_area(struct io_area *area)
{
	struct list_head *before = &areas;
	struct io_area *other;
	unsigned long page = 0;

	list_for_each_entry(other, &areas, link) {
		if (other->page - page > area->pages)
			break;
		page = other->page + other->pages + 1;
		before = &other->link;
	}
	if (page + area->pages >= WINDOW_PAGES)
		return false;
	area->page = page;
	list_add(&area->link, before);
	for (unsigned long i = 0; i < area->pages; i++)
		WRITE_ONCE(table[page + i], (area->phys + (i << PAGE_SHIFT)) | PAGE_VALID);
	return true;
}

static bool overlaps_ram(phys_addr_t phys, size_t size)
{
	for (unsigned int i = 0; i < platform()->range_count; i++) {
		const struct usnd_ram_range *ram = &platform()->ranges[i];

		if (phys < ram->phys + ram->bytes && phys + size > ram->phys)
			return true;
	}
	return false;
}

void __iomem *ioremap_from(phys_addr_t phys, size_t size, const void *caller)
{
	struct io_area *area;
	unsigned long flags;
	bool placed;

	might_sleep_here((unsigned long)caller);
	if (should_fail("ioremap", caller))
		return NULL;
	if (!size || phys + size < phys || size > WINDOW_BYTES)
		return NULL;
	if (overlaps_ram(phys, size)) {
		report("ioremap of RAM", caller, "%zu bytes at %#llx", size, (unsigned long long)phys);
		return NULL;
	}
	/* that it may not sleep has been told */
	area = kmalloc(sizeof(*area), __GFP_NOFAIL | (in_atomic() || irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL));
	area->caller = caller;
	area->phys = phys & PAGE_MASK;
	area->pages = (PAGE_ALIGN(phys + size) - area->phys) >> PAGE_SHIFT;
	spin_lock_irqsave(&iomap_lock, flags);
	placed = place_area(area);
	spin_unlock_irqrestore(&iomap_lock, flags);
	if (!placed) {
		kfree(area);
		return NULL;
	}
	return (void __iomem *)(window + (area->page << PAGE_SHIFT) + offset_in_page(phys));
}

/* Caching has no effect here: all flavours are one. */
#define IOREMAP(name)							\
	void __iomem *(name)(phys_addr_t phys, size_t size)		\
	{								\
		return ioremap_from(phys, size, __builtin_return_address(0)); \
	}								\
	EXPORT_SYMBOL(name)

IOREMAP(ioremap);
IOREMAP(ioremap_uc);
IOREMAP(ioremap_wc);
IOREMAP(ioremap_wt);
IOREMAP(ioremap_np);

void (iounmap)(volatile void __iomem *addr)
{
	unsigned long page = ((char *)addr - window) >> PAGE_SHIFT;
	struct io_area *area, *found = NULL;
	unsigned long flags;

	if (!addr)
		return;
	might_sleep_here((unsigned long)__builtin_return_address(0));
	spin_lock_irqsave(&iomap_lock, flags);
	list_for_each_entry(area, &areas, link) {
		if (area->page != page)
			continue;
		found = area;
		list_del(&area->link);
		for (unsigned long i = 0; i < area->pages; i++)
			WRITE_ONCE(table[page + i], 0);
		break;
	}
	spin_unlock_irqrestore(&iomap_lock, flags);
	if (!found)
		report("iounmap of what is not mapped", __builtin_return_address(0), "address %px", (void *)addr);
	kfree(found);
}
EXPORT_SYMBOL(iounmap);

bool iomap_phys(const volatile void __iomem *addr, size_t bytes, phys_addr_t *phys, const void *where)
{
	unsigned long offset = (const volatile char *)addr - window;
	unsigned long first, last;

	if (window && offset < WINDOW_BYTES && bytes <= WINDOW_BYTES - offset) {
		first = READ_ONCE(table[offset >> PAGE_SHIFT]);
		last = READ_ONCE(table[(offset + bytes - 1) >> PAGE_SHIFT]);
		*phys = (first & PAGE_MASK) + offset_in_page(offset);
		/* areas never touch, so both ends in one area mean that all of it is */
		if (first && last && ((*phys + bytes - 1) & PAGE_MASK) == (last & PAGE_MASK))
			return true;
	}
	report("access to device memory that is not mapped", where, "%zu bytes at %px", bytes, (void *)addr);
	return false;
}

/* ---- ports ------------------------------------------------------------------------------------------- */

void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	return port + nr <= IO_SPACE_LIMIT + 1UL ? (void __iomem *)(PORT_COOKIE + port) : NULL;
}
EXPORT_SYMBOL(ioport_map);

void ioport_unmap(void __iomem *addr)
{
}
EXPORT_SYMBOL(ioport_unmap);

bool iomap_port(const volatile void __iomem *addr, unsigned long *port)
{
	*port = (unsigned long)addr - PORT_COOKIE;
	return *port <= IO_SPACE_LIMIT;
}

/* ---- managed ------------------------------------------------------------------------------------------- */

static void release_ioremap(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static void release_ioport_map(struct device *dev, void *res)
{
	ioport_unmap(*(void __iomem **)res);
}

static int match_cookie(struct device *dev, void *res, void *data)
{
	return *(void **)res == data;
}

static void __iomem *devm_ioremap_from(struct device *dev, resource_size_t offset, resource_size_t size,
				       const void *caller)
{
	void __iomem **res = devres_alloc(release_ioremap, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = ioremap_from(offset, size, caller);
	if (!*res) {
		devres_free(res);
		return NULL;
	}
	devres_add(dev, res);
	return *res;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return devm_ioremap_from(dev, offset, size, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_ioremap);

void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return devm_ioremap_from(dev, offset, size, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(devm_ioremap_uc);

void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return devm_ioremap_from(dev, offset, size, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_ioremap_wc);

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, release_ioremap, match_cookie, (void *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

static void __iomem *ioremap_resource(struct device *dev, const struct resource *res, const void *caller)
{
	void __iomem *cookie;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "not a memory resource\n");
		return IOMEM_ERR_PTR(-EINVAL);
	}
	if (!devm_request_mem_region(dev, res->start, resource_size(res), dev_name(dev))) {
		dev_err(dev, "%pR is taken\n", res);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	cookie = devm_ioremap_from(dev, res->start, resource_size(res), caller);
	if (!cookie) {
		devm_release_mem_region(dev, res->start, resource_size(res));
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return cookie;
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	return ioremap_resource(dev, res, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_ioremap_resource);

void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res)
{
	return ioremap_resource(dev, res, __builtin_return_address(0));
}
EXPORT_SYMBOL(devm_ioremap_resource_wc);

void __iomem *devm_ioport_map(struct device *dev, unsigned long port, unsigned int nr)
{
	void __iomem **res = devres_alloc(release_ioport_map, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = ioport_map(port, nr);
	if (!*res) {
		devres_free(res);
		return NULL;
	}
	devres_add(dev, res);
	return *res;
}
EXPORT_SYMBOL(devm_ioport_map);

void devm_ioport_unmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, release_ioport_map, match_cookie, (void *)addr));
}
EXPORT_SYMBOL(devm_ioport_unmap);
