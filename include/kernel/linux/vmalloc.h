/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel mappings of scattered frames (linux/mm/vmalloc.c): an address range of their own, page by page, with an
 * unmapped page behind each area. Such an address is in no direct map: virt_to_page() and dma_map_single() of it
 * are bugs.
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/gfp_types.h>
#include <linux/mm_types.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/types.h>

#define VM_IOREMAP	0x00000001
#define VM_ALLOC	0x00000002	/* vmalloc(): the area owns its pages */
#define VM_MAP		0x00000004	/* vmap() */
#define VM_USERMAP	0x00000008	/* remap_vmalloc_range() may show it */
#define VM_DMA_COHERENT	0x00000010
#define VM_MAP_PUT_PAGES 0x00000200	/* vfree() puts the pages and frees the array of a vmap() */

/**
 * struct vm_struct - one area
 * @next: in address order; private to linux/mm/vmalloc.c
 * @addr: first byte
 * @size: bytes, with the guard page
 * @flags: VM_*
 * @pages: its @nr_pages frames, in order
 * @caller: code that asked for it
 * @zone: of the pages; private to linux/mm/vmalloc.c
 */
struct vm_struct {
	struct vm_struct *next;
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	const void *caller;
	gfp_t zone;
};

static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->size - PAGE_SIZE;
}

void *vmalloc(unsigned long size) __alloc_size(1);
void *vzalloc(unsigned long size) __alloc_size(1);
/** vmalloc_user() - zeroed and fit for remap_vmalloc_range() */
void *vmalloc_user(unsigned long size) __alloc_size(1);
void *vmalloc_32(unsigned long size) __alloc_size(1);
void *vmalloc_32_user(unsigned long size) __alloc_size(1);
void *__vmalloc(unsigned long size, gfp_t gfp_mask) __alloc_size(1);
#define vmalloc_node(size, node)	((void)(node), vmalloc(size))
#define vzalloc_node(size, node)	((void)(node), vzalloc(size))

static inline __alloc_size(1, 2) void *vmalloc_array(size_t n, size_t size)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : vmalloc(bytes);
}

static inline __alloc_size(1, 2) void *vcalloc(size_t n, size_t size)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : vzalloc(bytes);
}

/** vfree() - NULL is fine; may sleep unless in an interrupt */
void vfree(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
void vunmap(const void *addr);
struct vm_struct *find_vm_area(const void *addr);

int remap_vmalloc_range_partial(struct vm_area_struct *vma, unsigned long uaddr, void *kaddr, unsigned long pgoff,
				unsigned long size);
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);

bool is_vmalloc_addr(const void *x);
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

#endif
