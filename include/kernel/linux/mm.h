/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory as drivers see it: page references, and what a driver's mmap callback may do with a vma.
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/overflow.h>
#include <linux/page-flags.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <asm/page.h>

#define PAGE_ALIGN(addr)	ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr)	ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)	IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)

#define page_address(page)		page_to_virt(page)
#define lowmem_page_address(page)	page_to_virt(page)
#define nth_page(page, n)		((page) + (n))

/* ---- page references (linux/mm/buddy.c) ---- */

/** get_page() - one more reference: the page stays although its owner frees it */
void get_page(struct page *page);
/** put_page() - drop one; the last frees the page (all of a compound page) */
void put_page(struct page *page);
int page_count(const struct page *page);
#define page_ref_count(page)	page_count(page)
struct page *compound_head(const struct page *page);
unsigned int compound_order(struct page *page);
#define page_size(page)		(PAGE_SIZE << compound_order(page))
#define PageCompound(page)	PageHead(compound_head(page))

struct sysinfo {
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit;
};

/** si_meminfo() - RAM and free RAM, in units of @mem_unit bytes */
void si_meminfo(struct sysinfo *val);
unsigned long totalram_pages(void);

/* ---- mappings (linux/mm/vma.c) ---- */

#define VM_NONE		0x00000000UL
#define VM_READ		0x00000001UL
#define VM_WRITE	0x00000002UL
#define VM_EXEC		0x00000004UL
#define VM_SHARED	0x00000008UL
#define VM_MAYREAD	0x00000010UL
#define VM_MAYWRITE	0x00000020UL
#define VM_MAYEXEC	0x00000040UL
#define VM_MAYSHARE	0x00000080UL
#define VM_PFNMAP	0x00000400UL
#define VM_LOCKED	0x00002000UL
#define VM_IO		0x00004000UL
#define VM_DONTCOPY	0x00020000UL
#define VM_DONTEXPAND	0x00040000UL
#define VM_DONTDUMP	0x04000000UL
#define VM_MIXEDMAP	0x10000000UL
#define VM_SPECIAL	(VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)

/**
 * struct vm_fault - a page the client touches and nobody mapped yet
 * @vma: the mapping
 * @gfp_mask: for what the handler allocates
 * @pgoff: page offset in the file: vm_pgoff + pages from vm_start
 * @address: page aligned
 * @real_address: as touched
 * @flags: FAULT_FLAG_*
 * @page: the handler's answer, with a reference that becomes the mapping's
 */
struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	unsigned long pgoff;
	unsigned long address;
	unsigned long real_address;
	enum fault_flag flags;
	struct page *page;
};

/**
 * struct vm_operations_struct - a driver's side of a mapping
 * @open: the mapping was duplicated. Not called for the first one: ->mmap() made that
 * @close: it goes
 * @fault: see &struct vm_fault; 0 with @page set, VM_FAULT_NOPAGE after vmf_insert_*(), or an error bit
 * Slots nobody on this side calls (mremap, page_mkwrite, …) do not exist.
 */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	vm_fault_t (*fault)(struct vm_fault *vmf);
};

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static inline void vm_flags_init(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags = flags;
}

static inline void vm_flags_reset(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags = flags;
}

static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->__vm_flags &= ~flags;
}

static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear)
{
	vma->__vm_flags = (vma->vm_flags | set) & ~clear;
}

pgprot_t vm_get_page_prot(unsigned long vm_flags);

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn, unsigned long size,
		    pgprot_t prot);
#define io_remap_pfn_range(vma, addr, pfn, size, prot) remap_pfn_range(vma, addr, pfn, size, prot)
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages, unsigned long *num);
int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num);
int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num);
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);

static inline vm_fault_t vmf_error(int err)
{
	return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

static inline vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	int err = vm_insert_page(vma, addr, page);

	return !err || err == -EBUSY ? VM_FAULT_NOPAGE : vmf_error(err);
}

/* ---- who makes a mapping; usnd's own, Linux has no such calls ---- */

struct file;

/**
 * vma_create() - an empty mapping of @count pages, to be given to a driver's mmap callback
 * @pgoff: offset in the file, pages
 * @flags: VM_READ, VM_WRITE, VM_SHARED and VM_MAY* as the client asked
 * Return: NULL without memory.
 */
struct vm_area_struct *vma_create(struct file *file, unsigned long count, unsigned long pgoff, vm_flags_t flags);
/** vma_destroy() - the client unmaps: ->close(), references are dropped. NULL is fine. */
void vma_destroy(struct vm_area_struct *vma);
/** vma_fault_in() - touch every page that is not mapped yet: ->fault(); -ENOMEM, -EFAULT */
int vma_fault_in(struct vm_area_struct *vma);
/** vma_page_pfn() - the frame at page @index; -ENXIO if none. pfn_valid() tells RAM from device memory. */
int vma_page_pfn(const struct vm_area_struct *vma, unsigned long index, unsigned long *pfn);

/* ---- what a client maps; usnd's own (linux/mm/client_file.c, rebase.c) ---- */

/** client_file_create() - a sparse file of @bytes zeroes, of that size for ever; its descriptor or -errno */
int client_file_create(u64 bytes);
/** client_file_close() - our descriptor goes; a client that has mapped the file keeps it. A negative one is fine. */
void client_file_close(int fd);
/** client_file_map() - [@offset, +@bytes) of it, whole pages, in our address space; NULL without memory */
void *client_file_map(int fd, u64 offset, size_t bytes);
/** client_file_unmap() - NULL is fine */
void client_file_unmap(void *at, size_t bytes);

/**
 * frames_rebase() - move @count consecutive frames into a client's file, with their contents
 * @pfn: the first; allocated, not kmalloc()'s, in no client's file already
 * @fd, @offset: where they lie from now on, for the CPU (direct map and vmalloc addresses) and for devices
 * The frames keep numbers, pointers and bus addresses. Nobody may write to them meanwhile; they must be based again
 * before they are freed.
 * Context: may sleep.
 * Return: 0; -EBUSY: in a file already, or shared with something else; -EOPNOTSUPP: the machine cannot; -EINVAL: not
 * RAM; or the host's error. On error everything is as before.
 */
int frames_rebase(unsigned long pfn, unsigned long count, int fd, u64 offset);
/** frames_unbase() - and back into the machine's RAM, with their contents */
void frames_unbase(unsigned long pfn, unsigned long count);

/* ---- files mapped from inside the kernel (linux/fs/usermem.c) ---- */

/**
 * vm_mmap() - map a file, or zeroed memory (@file NULL), where copy_to_user() and copy_from_user() reach it
 * For kernel tasks that have no caller: tests. Return: the address, or -errno as mmap(2) (IS_ERR_VALUE()).
 */
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot, unsigned long flag,
		      unsigned long offset);
int vm_munmap(unsigned long start, size_t len);

/* ---- memory of either kind ---- */

bool is_vmalloc_addr(const void *x);
#define is_vmalloc_or_module_addr(x)	is_vmalloc_addr(x)
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

#endif
