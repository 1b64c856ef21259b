/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struct page and struct vm_area_struct. A vma here is synthetic: it stands for the mapping that a client asked
 * for and notes which frame the driver put at which offset (linux/mm/vma.c); no page table is behind it.
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/list.h>
#include <linux/types.h>
#include <asm/page.h>

struct file;
struct mm_struct;
struct vm_operations_struct;
struct vma_pages;

/**
 * struct page - one page frame
 * @flags: PG_*, atomic
 * @lru: free: the list of its zone and order; allocated: the owner's
 * @private: the owner's
 * The rest belongs to linux/mm/buddy.c and is protected by its lock. All zero: an inner frame of some block.
 * @owner: who allocated the block (code address); block heads only
 * @freer: who freed it; block heads only
 * @nr_pages: frames in the block; block heads only
 * @extra: references beyond the one that the allocation made
 * @state: enum page_state
 * @order: log2 of the alignment, and of the size if @nr_pages is a power of two; block heads only
 * @based_elsewhere: its bytes lie in a client's file; linux/mm/rebase.c
 * @referred: a frame of this split block has had @extra references; block heads only
 */
struct page {
	unsigned long flags;
	struct list_head lru;
	unsigned long private;
	const void *owner;
	const void *freer;
	unsigned int nr_pages;
	int extra;
	unsigned char state;
	unsigned char order;
	bool referred;
	bool based_elsewhere;
} __aligned(64);

typedef struct {
	unsigned long pgprot;
} pgprot_t;

#define pgprot_val(x)	((x).pgprot)
#define __pgprot(x)	((pgprot_t){ (x) })

typedef unsigned long vm_flags_t;

typedef struct {
	u64 val;
} pfn_t;

/**
 * struct vm_area_struct - a mapping that is being made, or stands
 * @vm_start, @vm_end: addresses [start, end) of the mapping, page aligned. Only differences mean anything.
 * @vm_mm: always NULL: there is no address space of a process behind it
 * @vm_page_prot: access and cache mode the driver asked for
 * @vm_flags: VM_*; changed by vm_flags_set() and vm_flags_clear() only
 * @vm_ops: of the driver
 * @vm_pgoff: offset in the file, in pages
 * @vm_file: the open file
 * @vm_private_data: the driver's
 * @pages: what was mapped so far; private to linux/mm/vma.c
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	union {
		const vm_flags_t vm_flags;
		vm_flags_t __vm_flags;
	};
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	struct vma_pages *pages;
};

typedef unsigned int __bitwise vm_fault_t;

#define VM_FAULT_OOM		((__force vm_fault_t)0x000001)
#define VM_FAULT_SIGBUS		((__force vm_fault_t)0x000002)
#define VM_FAULT_MAJOR		((__force vm_fault_t)0x000004)
#define VM_FAULT_SIGSEGV	((__force vm_fault_t)0x000040)
#define VM_FAULT_NOPAGE		((__force vm_fault_t)0x000100)
#define VM_FAULT_LOCKED		((__force vm_fault_t)0x000200)
#define VM_FAULT_RETRY		((__force vm_fault_t)0x000400)
#define VM_FAULT_FALLBACK	((__force vm_fault_t)0x000800)
#define VM_FAULT_ERROR		(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | VM_FAULT_FALLBACK)

enum fault_flag {
	FAULT_FLAG_WRITE = 1 << 0,
	FAULT_FLAG_USER = 1 << 6,
};

#endif
