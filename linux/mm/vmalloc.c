// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmalloc.c - the kernel's calls for scattered frames behind consecutive addresses.
 *
 * As Linux, which unmaps lazily, the areas freed last are kept as they are for the next request of their size:
 * making a mapping costs a hundred times what zeroing it does. Not under ASan, and not if somebody may hold a page
 * of it. A mapping is readable and writable whatever pgprot_t says: user space has no cheaper way to tell a stray
 * write.
 *
 * Lock: kept_lock protects what is kept; taken alone. Areas: see vmarea.c.
 */
#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vmarea.h"

#define KEPT_AREAS	8
#ifdef MM_ASAN
#define KEPT_PAGES	0
#else
#define KEPT_PAGES	((8UL << 20) >> PAGE_SHIFT)
#endif

static struct vm_struct *kept[KEPT_AREAS];	/* the latest last */
static unsigned int kept_areas;
static unsigned long kept_pages;
static struct mm_lock kept_lock;

/* ---- freed, but kept ---- */

static bool keep(struct vm_struct *area)
{
	bool fits;

	mm_lock(&kept_lock);
	fits = (area->flags & VM_ALLOC) && !(area->flags & VM_SHOWN) && kept_areas < KEPT_AREAS &&
	       kept_pages + area->nr_pages <= KEPT_PAGES;
	if (fits) {
		area->flags |= VM_KEPT;
		kept[kept_areas++] = area;
		kept_pages += area->nr_pages;
	}
	mm_unlock(&kept_lock);
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

	mm_lock(&kept_lock);
	for (i = kept_areas; i-- && !area;)
		if (kept[i]->nr_pages == count && kept[i]->zone == zone)
			area = unkeep(i);
	if (area) {
		area->flags = flags | VM_ALLOC;
		area->caller = where;
	}
	mm_unlock(&kept_lock);
	return area;
}

bool vmalloc_flush(void)
{
	struct vm_struct *area;
	bool any = false;

	for (;;) {
		mm_lock(&kept_lock);
		area = kept_areas ? unkeep(0) : NULL;
		mm_unlock(&kept_lock);
		if (!area)
			return any;
		area_destroy(area, area->caller);
		any = true;
	}
}

/* ---- areas with pages of their own ---- */

static struct page **get_frames(unsigned int count, gfp_t gfp, const void *where)
{
	struct page **pages = kvmalloc_at(array_size(count, sizeof(*pages)), gfp & ~(GFP_ZONEMASK | __GFP_ZERO), where);
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
	area_put_pages(pages, i, where);
	kvfree_at(pages, where);
	return NULL;
}

void *vmalloc_at(unsigned long size, gfp_t gfp, unsigned long flags, const void *where)
{
	unsigned long count = PFN_UP(size);
	struct vm_struct *area;
	struct page **pages;

	if (!size || count >= VMALLOC_BYTES >> PAGE_SHIFT || count > totalram_pages()) {
		refusal_note(&(struct refusal){ .reason = REFUSED_SIZE });
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
	area_put_pages(pages, count, where);
	kvfree_at(pages, where);
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

	/* an interrupt may vfree() */
	if (mm_must_not_sleep() && !(in_interrupt() && !strcmp(call, "vfree")))
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

void vfree_at(const void *addr, const void *where)
{
	struct vm_struct *area;

	if (!addr)
		return;
	area = area_to_free(addr, "vfree", where);
	if (area && !keep(area))
		area_destroy(area, where);
}

void vfree(const void *addr)
{
	vfree_at(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(vfree);

/* ---- areas of somebody else's pages ---- */

void *vmap_at(struct page **pages, unsigned int count, unsigned long flags, const void *where)
{
	struct vm_struct *area;

	if (!count || count > totalram_pages())
		return NULL;
	area = area_create(pages, count, flags | VM_MAP, where);
	if (!area)
		return NULL;
	if (flags & VM_MAP_PUT_PAGES)
		area->pages = pages;
	return area->addr;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	const void *where = __builtin_return_address(0);

	return mm_request("vmap", GFP_KERNEL, where) ? vmap_at(pages, count, flags, where) : NULL;
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
	kept_areas = 0;
	kept_pages = 0;
	return areas_init();
}

unsigned int vmalloc_finish(void)
{
	vmalloc_flush();
	areas_flush();
	return areas_finish();
}
