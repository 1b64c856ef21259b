// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vma.c - mappings that a driver makes for a client, on paper.
 *
 * The core creates a vma, hands it to the driver's mmap callback, and reads afterwards which frame the driver put
 * at which page: that list is all a client view needs. Frames that came through vm_insert_page() or a fault handler
 * carry a reference until the vma goes; frames of remap_pfn_range() carry none, and may be device memory.
 *
 * A vma belongs to the task that made it: no lock.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "local.h"

/* not an address of anything: only differences of vma addresses mean something */
#define VMA_START (1UL << 46)

enum entry_kind { ENTRY_NONE, ENTRY_PFN, ENTRY_PAGE };

/**
 * struct vma_pages - what a mapping shows, page by page
 * @count: pages of the mapping
 * @entries: @kind ENTRY_PAGE holds a reference of the frame
 */
struct vma_pages {
	unsigned long count;
	struct vma_entry {
		unsigned long pfn;
		enum entry_kind kind;
	} entries[];
};

struct vm_area_struct *vma_create(struct file *file, unsigned long count, unsigned long pgoff, vm_flags_t flags)
{
	const void *where = __builtin_return_address(0);
	struct vm_area_struct *vma;
	size_t bytes;

	if (!count || count > ULONG_MAX >> (PAGE_SHIFT + 2))
		return NULL;
	if (!mm_request("vma_create", GFP_KERNEL, where))
		return NULL;
	vma = kmalloc_at(sizeof(*vma), GFP_KERNEL | __GFP_ZERO, where);
	if (!vma)
		return NULL;
	bytes = struct_size(vma->pages, entries, count);
	if (bytes <= PAGE_SIZE)
		vma->pages = kmalloc_at(bytes, GFP_KERNEL | __GFP_ZERO, where);
	else
		vma->pages = vmalloc_at(bytes, GFP_KERNEL | __GFP_ZERO, 0, where);
	if (!vma->pages) {
		kfree_at(vma, where);
		return NULL;
	}
	vma->pages->count = count;
	vma->vm_start = VMA_START;
	vma->vm_end = VMA_START + (count << PAGE_SHIFT);
	vma->vm_pgoff = pgoff;
	vma->vm_file = file;
	vm_flags_init(vma, flags);
	vma->vm_page_prot = vm_get_page_prot(flags);
	return vma;
}
EXPORT_SYMBOL_GPL(vma_create);

void vma_destroy(struct vm_area_struct *vma)
{
	const void *where = __builtin_return_address(0);
	struct vma_entry *entry;
	unsigned long i;

	if (!vma)
		return;
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	for (i = 0; i < vma->pages->count; i++) {
		entry = &vma->pages->entries[i];
		if (entry->kind == ENTRY_PAGE)
			frames_put(pfn_to_page(entry->pfn), where);
	}
	kvfree(vma->pages);
	kfree_at(vma, where);
}
EXPORT_SYMBOL_GPL(vma_destroy);

int vma_page_pfn(const struct vm_area_struct *vma, unsigned long index, unsigned long *pfn)
{
	if (index >= vma->pages->count || vma->pages->entries[index].kind == ENTRY_NONE)
		return -ENXIO;
	*pfn = vma->pages->entries[index].pfn;
	return 0;
}
EXPORT_SYMBOL_GPL(vma_page_pfn);

static struct vma_entry *entry_at(struct vm_area_struct *vma, unsigned long addr)
{
	if (addr < vma->vm_start || addr >= vma->vm_end)
		return NULL;
	return &vma->pages->entries[(addr - vma->vm_start) >> PAGE_SHIFT];
}

/* The client touches page @index, which nobody has mapped. */
static int fault(struct vm_area_struct *vma, unsigned long index)
{
	struct vma_entry *entry = &vma->pages->entries[index];
	struct vm_fault vmf = {
		.vma = vma,
		.gfp_mask = GFP_KERNEL,
		.pgoff = vma->vm_pgoff + index,
		.address = vma->vm_start + (index << PAGE_SHIFT),
		.real_address = vma->vm_start + (index << PAGE_SHIFT),
		.flags = FAULT_FLAG_USER | (vma->vm_flags & VM_WRITE ? FAULT_FLAG_WRITE : 0),
	};
	vm_fault_t ret;

	if (!vma->vm_ops || !vma->vm_ops->fault)
		return -EFAULT;
	ret = vma->vm_ops->fault(&vmf);
	if (ret & VM_FAULT_OOM)
		return -ENOMEM;
	if (ret & VM_FAULT_ERROR)
		return -EFAULT;
	if (vmf.page && !(ret & VM_FAULT_NOPAGE)) {
		entry->pfn = page_to_pfn(vmf.page);
		entry->kind = ENTRY_PAGE;
	}
	return entry->kind == ENTRY_NONE ? -EFAULT : 0;
}

int vma_fault_in(struct vm_area_struct *vma)
{
	unsigned long i;
	int err;

	for (i = 0; i < vma->pages->count; i++) {
		if (vma->pages->entries[i].kind != ENTRY_NONE)
			continue;
		err = fault(vma, i);
		if (err)
			return err;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(vma_fault_in);

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	return __pgprot(_PAGE_USER | (vm_flags & VM_READ ? _PAGE_READ : 0) | (vm_flags & VM_WRITE ? _PAGE_WRITE : 0) |
			(vm_flags & VM_EXEC ? _PAGE_EXEC : 0));
}
EXPORT_SYMBOL(vm_get_page_prot);

/* ---- what a driver's mmap callback may do ---- */

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn, unsigned long size,
		    pgprot_t prot)
{
	const void *where = __builtin_return_address(0);
	unsigned long end = addr + PAGE_ALIGN(size);
	struct vma_entry *entry;

	if (!PAGE_ALIGNED(addr) || addr < vma->vm_start || end > vma->vm_end || end <= addr) {
		report("bad mapping", where, "remap_pfn_range(): [%#lx, %#lx) is not inside the vma [%#lx, %#lx)", addr,
		       end, vma->vm_start, vma->vm_end);
		return -EINVAL;
	}
	if (should_fail("remap_pfn_range", where))
		return -ENOMEM;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	for (; addr < end; addr += PAGE_SIZE, pfn++) {
		entry = entry_at(vma, addr);
		if (entry->kind != ENTRY_NONE) {
			report("bad mapping", where, "remap_pfn_range(): %#lx is mapped already", addr);
			return -EBUSY;
		}
		entry->pfn = pfn;
		entry->kind = ENTRY_PFN;
	}
	return 0;
}
EXPORT_SYMBOL(remap_pfn_range);

static int insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	struct vma_entry *entry = entry_at(vma, addr);
	struct page *head;

	if (!entry)
		return -EFAULT;
	head = pfn_valid(page_to_pfn(page)) ? frames_head(page) : NULL;
	if (!page_count(page) || head->state == PAGE_SLAB)
		return -EINVAL;
	if (entry->kind != ENTRY_NONE)
		return -EBUSY;
	get_page(page);
	entry->pfn = page_to_pfn(page);
	entry->kind = ENTRY_PAGE;
	return 0;
}

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	if (should_fail("vm_insert_page", __builtin_return_address(0)))
		return -ENOMEM;
	vm_flags_set(vma, VM_MIXEDMAP);
	return insert_page(vma, addr, page);
}
EXPORT_SYMBOL(vm_insert_page);

/* @num: pages to insert; what is left of them on error. */
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages, unsigned long *num)
{
	int err = 0;

	if (addr < vma->vm_start || *num > (vma->vm_end - addr) >> PAGE_SHIFT)
		return -EFAULT;
	if (should_fail("vm_insert_pages", __builtin_return_address(0)))
		return -ENOMEM;
	vm_flags_set(vma, VM_MIXEDMAP);
	for (; *num && !err; addr += PAGE_SIZE) {
		err = insert_page(vma, addr, *pages++);
		if (!err)
			--*num;
	}
	return err;
}
EXPORT_SYMBOL(vm_insert_pages);

static int map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num, unsigned long offset,
		     const void *where)
{
	unsigned long count = vma_pages(vma);
	unsigned long i;
	int err;

	if (offset >= num || count > num - offset)
		return -ENXIO;
	if (should_fail("vm_map_pages", where))
		return -ENOMEM;
	vm_flags_set(vma, VM_MIXEDMAP);
	for (i = 0; i < count; i++) {
		err = insert_page(vma, vma->vm_start + (i << PAGE_SHIFT), pages[offset + i]);
		if (err)
			return err;
	}
	return 0;
}

int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	return map_pages(vma, pages, num, vma->vm_pgoff, __builtin_return_address(0));
}
EXPORT_SYMBOL(vm_map_pages);

int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	return map_pages(vma, pages, num, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(vm_map_pages_zero);

int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len)
{
	unsigned long pfn, pages;

	if (start + len < start)
		return -EINVAL;
	len += offset_in_page(start);
	pfn = PHYS_PFN(start);
	pages = PFN_UP(len);
	if (pfn + pages < pfn || vma->vm_pgoff > pages)
		return -EINVAL;
	pfn += vma->vm_pgoff;
	pages -= vma->vm_pgoff;
	if (vma_pages(vma) > pages)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, pfn, vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
EXPORT_SYMBOL(vm_iomap_memory);

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	struct vma_entry *entry = entry_at(vma, addr);

	if (WARN_ON_ONCE(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP))) || !entry)
		return VM_FAULT_SIGBUS;
	if (should_fail("vmf_insert_pfn", __builtin_return_address(0)))
		return VM_FAULT_OOM;
	if (entry->kind == ENTRY_NONE) {
		entry->pfn = pfn;
		entry->kind = ENTRY_PFN;
	}
	return VM_FAULT_NOPAGE;
}
EXPORT_SYMBOL(vmf_insert_pfn);
