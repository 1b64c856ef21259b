// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmalloc.c - scattered frames behind consecutive addresses.
 *
 * One reserved range of address space; an area takes pages of it and an unmapped one behind them. Runs of frames that are
 * contiguous in the machine's RAM file become one mapping. A table with an entry per page of the range tells frame and
 * area of any address. Addresses are handed out in a ring, so that a freed one stays inaccessible for long.
 * As Linux, which unmaps lazily, the areas freed last are kept as they are for the next request of their size: making a mapping
 * costs a hundred times what zeroing it does. Not under ASan, and not if somebody may hold a page of it.
 * A mapping is readable and writable whatever pgprot_t says: user space has no cheaper way to tell a stray write.
 *
 * Lock: vmalloc_lock protects the list of areas, the ring position, the table and what is kept; host calls are made outside of it.
 */
#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "local.h"

#define RANGE_BYTES	(16UL << 30)

#define KEPT_AREAS	8
#ifdef MM_ASAN
#define KEPT_PAGES	0
#else
#define KEPT_PAGES	((8UL << 20) >> PAGE_SHIFT)
#endif

/* private flags of an area */
#define VM_KEPT		0x10000000	/* freed */
#define VM_SHOWN	0x20000000	/* somebody asked for its pages */

/* One page of the range. @area: NULL: free or a guard page. */
struct slot {
	struct page *page;
	struct vm_struct *area;
};

static char *range;
static struct slot *slots;
static struct vm_struct *areas;	/* by address */
static char *ring;		/* where the next search starts */
static struct vm_struct *kept[KEPT_AREAS];	/* the latest last */
static unsigned int kept_areas;
static unsigned long kept_pages;
static struct mm_lock vmalloc_lock;

static struct slot *slot_of(const void *addr)
{
	return &slots[((const char *)addr - range) >> PAGE_SHIFT];
}

bool is_vmalloc_addr(const void *x)
{
	return range && (unsigned long)x - (unsigned long)range < RANGE_BYTES;
}
EXPORT_SYMBOL(is_vmalloc_addr);

struct page *vmalloc_to_page(const void *addr)
{
	struct page *page = NULL;
	struct vm_struct *area;

	if (is_vmalloc_addr(addr)) {
		mm_lock(&vmalloc_lock);
		area = slot_of(addr)->area;
		if (area && !(area->flags & VM_KEPT)) {
			page = slot_of(addr)->page;
			area->flags |= VM_SHOWN;
		}
		mm_unlock(&vmalloc_lock);
	}
	if (!page)
		report("bad pointer", __builtin_return_address(0), "vmalloc_to_page(%px): no vmalloc() or vmap() address",
		       addr);
	return page;
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? page_to_pfn(page) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area = NULL;

	if (is_vmalloc_addr(addr)) {
		mm_lock(&vmalloc_lock);
		area = slot_of(addr)->area;
		if (area && (area->flags & VM_KEPT))
			area = NULL;
		mm_unlock(&vmalloc_lock);
	}
	return area;
}
EXPORT_SYMBOL(find_vm_area);

/* ---- address space ---- */

/* Where in the list an area of @size bytes at or above @from can go; its address in @at. */
static struct vm_struct **find_gap(char *from, unsigned long size, char **at)
{
	struct vm_struct **link = &areas;
	char *end;

	for (; *link; link = &(*link)->next) {
		end = (char *)(*link)->addr + (*link)->size;
		if (end <= from)
			continue;
		if ((char *)(*link)->addr >= from + size)
			break;
		from = end;
	}
	*at = from;
	return *link || from + size <= range + RANGE_BYTES ? link : NULL;
}

static bool area_place(struct vm_struct *area)
{
	struct vm_struct **link;
	char *at;

	mm_lock(&vmalloc_lock);
	link = find_gap(ring, area->size, &at);
	if (!link)
		link = find_gap(range, area->size, &at);
	if (link) {
		area->addr = at;
		area->next = *link;
		*link = area;
		ring = at + area->size;
	}
	mm_unlock(&vmalloc_lock);
	return link;
}

static void area_unplace(struct vm_struct *area)
{
	struct vm_struct **link;

	mm_lock(&vmalloc_lock);
	for (link = &areas; *link != area; link = &(*link)->next)
		;
	*link = area->next;
	mm_unlock(&vmalloc_lock);
}

/* ---- mappings ---- */

static uint64_t file_offset(const struct page *page)
{
	const struct usnd_platform *p = platform();
	phys_addr_t phys = page_to_phys(page);
	unsigned int i;

	for (i = 0; i < p->range_count; i++)
		if (phys >= p->ranges[i].phys && phys - p->ranges[i].phys < p->ranges[i].bytes)
			return p->ranges[i].offset + phys - p->ranges[i].phys;
	return 0;
}

static int map_frames(char *at, struct page **pages, unsigned int count)
{
	unsigned int start, run;
	uint64_t offset;
	int err;

	for (start = 0; start < count; start += run) {
		offset = file_offset(pages[start]);
		for (run = 1; start + run < count; run++)
			if (file_offset(pages[start + run]) != offset + ((uint64_t)run << PAGE_SHIFT))
				break;
		err = host_map(at + ((size_t)start << PAGE_SHIFT), (size_t)run << PAGE_SHIFT, platform()->ram_fd, offset);
		if (err)
			return err;
	}
	return 0;
}

static void set_slots(struct vm_struct *area, struct page **pages, unsigned int count)
{
	struct slot *slot = slot_of(area->addr);
	unsigned int i;

	mm_lock(&vmalloc_lock);
	for (i = 0; i < count; i++) {
		slot[i].page = pages ? pages[i] : NULL;
		slot[i].area = pages ? area : NULL;
	}
	mm_unlock(&vmalloc_lock);
}

static struct vm_struct *area_create(struct page **pages, unsigned int count, unsigned long flags, const void *where)
{
	struct vm_struct *area = kmalloc_at(sizeof(*area), GFP_KERNEL | __GFP_ZERO, where);

	if (!area)
		return NULL;
	area->size = ((unsigned long)count + 1) << PAGE_SHIFT;
	area->flags = flags;
	area->caller = where;
	area->nr_pages = count;
	if (!area_place(area)) {
		pr_warn("no address space for %u pages\n", count);
		goto err_free_area;
	}
	if (map_frames(area->addr, pages, count))
		goto err_unmap;
	set_slots(area, pages, count);
	return area;

err_unmap:
	host_unmap(area->addr, (size_t)count << PAGE_SHIFT);
	area_unplace(area);
err_free_area:
	kfree_at(area, where);
	return NULL;
}

static void put_pages(struct page **pages, unsigned int count, const void *where)
{
	while (count--)
		frames_put(pages[count], where);
}

static void area_destroy(struct vm_struct *area, const void *where)
{
	size_t bytes = get_vm_area_size(area);

	set_slots(area, NULL, area->nr_pages);
	mm_unpoison(area->addr, bytes);
	host_unmap(area->addr, bytes);
	area_unplace(area);
	if (area->pages)
		put_pages(area->pages, area->nr_pages, where);
	/* the array of VM_MAP_PUT_PAGES was handed over by the driver and may be of either kind */
	if (is_vmalloc_addr(area->pages))
		vfree(area->pages);
	else
		kfree_at(area->pages, where);
	kfree_at(area, where);
}

/* ---- freed, but kept ---- */

static bool keep(struct vm_struct *area)
{
	bool fits;

	mm_lock(&vmalloc_lock);
	fits = (area->flags & VM_ALLOC) && !(area->flags & VM_SHOWN) && kept_areas < KEPT_AREAS &&
	       kept_pages + area->nr_pages <= KEPT_PAGES;
	if (fits) {
		area->flags |= VM_KEPT;
		kept[kept_areas++] = area;
		kept_pages += area->nr_pages;
	}
	mm_unlock(&vmalloc_lock);
	return fits;
}

/* The kept area at @index; the lock is held. */
static struct vm_struct *unkeep(unsigned int index)
{
	struct vm_struct *area = kept[index];

	for (kept_areas--; index < kept_areas; index++)
		kept[index] = kept[index + 1];
	kept_pages -= area->nr_pages;
	return area;
}

static struct vm_struct *take_kept(unsigned int count, unsigned long flags, gfp_t zone, const void *where)
{
	struct vm_struct *area = NULL;
	unsigned int i;

	mm_lock(&vmalloc_lock);
	for (i = kept_areas; i-- && !area;)
		if (kept[i]->nr_pages == count && kept[i]->zone == zone)
			area = unkeep(i);
	if (area) {
		area->flags = flags | VM_ALLOC;
		area->caller = where;
	}
	mm_unlock(&vmalloc_lock);
	return area;
}

bool vmalloc_flush(void)
{
	struct vm_struct *area;
	bool any = false;

	for (;;) {
		mm_lock(&vmalloc_lock);
		area = kept_areas ? unkeep(0) : NULL;
		mm_unlock(&vmalloc_lock);
		if (!area)
			return any;
		area_destroy(area, area->caller);
		any = true;
	}
}

/* ---- areas with pages of their own ---- */

static struct page **get_frames(unsigned int count, gfp_t gfp, const void *where)
{
	struct page **pages = kmalloc_at(array_size(count, sizeof(*pages)), gfp & ~(GFP_ZONEMASK | __GFP_ZERO), where);
	unsigned int i;

	if (!pages)
		return NULL;
	for (i = 0; i < count; i++) {
		pages[i] = frames_alloc(gfp & ~(__GFP_HIGHMEM | __GFP_COMP), 0, PAGE_BLOCK, where);
		if (!pages[i])
			goto err_put_pages;
	}
	return pages;

err_put_pages:
	put_pages(pages, i, where);
	kfree_at(pages, where);
	return NULL;
}

void *vmalloc_at(unsigned long size, gfp_t gfp, unsigned long flags, const void *where)
{
	unsigned long count = PFN_UP(size);
	struct vm_struct *area;
	struct page **pages;

	if (!size || count >= RANGE_BYTES >> PAGE_SHIFT || count > totalram_pages()) {
		if (!(gfp & __GFP_NOWARN))
			pr_warn("allocation of %lu bytes is more than the machine has\n", size);
		return NULL;
	}
	area = take_kept(count, flags, gfp & GFP_ZONEMASK, where);
	if (area) {
		if (gfp & __GFP_ZERO)
			host_memset(area->addr, 0, count << PAGE_SHIFT);
		return area->addr;
	}
	pages = get_frames(count, gfp, where);
	if (!pages)
		return NULL;
	area = area_create(pages, count, flags | VM_ALLOC, where);
	if (!area)
		goto err_put_pages;
	area->pages = pages;
	area->zone = gfp & GFP_ZONEMASK;
	mm_poison((char *)area->addr + ALIGN(size, 8), PAGE_ALIGN(size) - ALIGN(size, 8));
	return area->addr;

err_put_pages:
	put_pages(pages, count, where);
	kfree_at(pages, where);
	return NULL;
}

static void *request(const char *what, unsigned long size, gfp_t gfp, unsigned long flags, const void *where)
{
	if (!mm_request(what, gfp, where))
		return NULL;
	return vmalloc_at(size, gfp, flags, where);
}

void *vmalloc(unsigned long size)
{
	return request("vmalloc", size, GFP_KERNEL, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return request("vzalloc", size, GFP_KERNEL | __GFP_ZERO, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(vzalloc);

void *vmalloc_user(unsigned long size)
{
	return request("vmalloc_user", size, GFP_KERNEL | __GFP_ZERO, VM_USERMAP, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_user);

void *vmalloc_32(unsigned long size)
{
	return request("vmalloc_32", size, GFP_DMA32 | GFP_KERNEL, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_32);

void *vmalloc_32_user(unsigned long size)
{
	return request("vmalloc_32_user", size, GFP_DMA32 | GFP_KERNEL | __GFP_ZERO, VM_USERMAP,
		       __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_32_user);

void *__vmalloc(unsigned long size, gfp_t gfp_mask)
{
	return request("__vmalloc", size, gfp_mask, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(__vmalloc);

static struct vm_struct *area_to_free(const void *addr, const char *call, const void *where)
{
	struct vm_struct *area;

	if (in_interrupt() ? *call == 'v' && call[1] == 'u' : in_atomic() || irqs_disabled())
		report("sleeping in atomic context", where, "%s() may sleep", call);
	host_task_preempt();
	area = find_vm_area(addr);
	if (area && area->addr == addr)
		return area;
	report("bad pointer", where, "%s(%px): %s", call, addr,
	       area ? "inside an area, not its start" :
	       is_vmalloc_addr(addr) ? "no area: freed before, or never allocated" : "not a vmalloc() address");
	return NULL;
}

void vfree(const void *addr)
{
	const void *where = __builtin_return_address(0);
	struct vm_struct *area;

	if (!addr)
		return;
	area = area_to_free(addr, "vfree", where);
	if (area && !keep(area))
		area_destroy(area, where);
}
EXPORT_SYMBOL(vfree);

/* ---- areas of somebody else's pages ---- */

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	const void *where = __builtin_return_address(0);
	struct vm_struct *area;

	if (!mm_request("vmap", GFP_KERNEL, where) || !count || count > totalram_pages())
		return NULL;
	area = area_create(pages, count, flags | VM_MAP, where);
	if (!area)
		return NULL;
	if (flags & VM_MAP_PUT_PAGES)
		area->pages = pages;
	return area->addr;
}
EXPORT_SYMBOL(vmap);

void vunmap(const void *addr)
{
	const void *where = __builtin_return_address(0);
	struct vm_struct *area;

	if (!addr)
		return;
	area = area_to_free(addr, "vunmap", where);
	if (!area)
		return;
	if (area->flags & VM_ALLOC)
		report("wrong free", where, "vunmap(%px): vmalloc() memory is freed by vfree()", addr);
	area_destroy(area, where);
}
EXPORT_SYMBOL(vunmap);

/* ---- to clients ---- */

int remap_vmalloc_range_partial(struct vm_area_struct *vma, unsigned long uaddr, void *kaddr, unsigned long pgoff,
				unsigned long size)
{
	struct vm_struct *area = find_vm_area(kaddr);
	unsigned long offset, i;
	int err;

	size = PAGE_ALIGN(size);
	if (!area || !PAGE_ALIGNED(uaddr) || !PAGE_ALIGNED(kaddr) || pgoff > ULONG_MAX >> PAGE_SHIFT)
		return -EINVAL;
	if (!(area->flags & (VM_USERMAP | VM_DMA_COHERENT)))
		return -EINVAL;
	offset = (pgoff << PAGE_SHIFT) + ((char *)kaddr - (char *)area->addr);
	if (offset + size < size || offset + size > get_vm_area_size(area))
		return -EINVAL;
	for (i = 0; i < size; i += PAGE_SIZE) {
		err = vm_insert_page(vma, uaddr + i, vmalloc_to_page((char *)area->addr + offset + i));
		if (err)
			return err;
	}
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	return 0;
}
EXPORT_SYMBOL(remap_vmalloc_range_partial);

int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff)
{
	return remap_vmalloc_range_partial(vma, vma->vm_start, addr, pgoff, vma->vm_end - vma->vm_start);
}
EXPORT_SYMBOL(remap_vmalloc_range);

/* ---- up and down ---- */

int vmalloc_init(void)
{
	areas = NULL;
	kept_areas = 0;
	kept_pages = 0;
	slots = host_zalloc_map((RANGE_BYTES >> PAGE_SHIFT) * sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	range = host_reserve(RANGE_BYTES, PAGE_SIZE);
	if (!range) {
		host_unreserve(slots, (RANGE_BYTES >> PAGE_SHIFT) * sizeof(*slots));
		return -ENOMEM;
	}
	ring = range;
	return 0;
}

unsigned int vmalloc_finish(void)
{
	unsigned int left = 0;

	vmalloc_flush();
	while (areas) {
		report("memory leak", areas->caller, "%s of %lu bytes at %px was never freed",
		       areas->flags & VM_ALLOC ? "vmalloc()" : "vmap()", get_vm_area_size(areas), areas->addr);
		area_destroy(areas, NULL);
		left++;
	}
	host_unreserve(range, RANGE_BYTES);
	host_unreserve(slots, (RANGE_BYTES >> PAGE_SHIFT) * sizeof(*slots));
	range = NULL;
	slots = NULL;
	return left;
}
