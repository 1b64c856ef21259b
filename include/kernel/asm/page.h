/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and the direct map: all RAM lies in one window of address space, so that a CPU pointer into it, a frame
 * number and its struct page can be computed from each other (linux/mm/window.c). A pointer from vmalloc(), vmap(),
 * the stack or a module's data is in none of these: virt_addr_valid() tells.
 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <linux/const.h>
#include <linux/types.h>

#define PAGE_SHIFT	CONFIG_PAGE_SHIFT
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

struct page;

extern unsigned long page_offset_base;	/* what a direct-map pointer exceeds its physical address by, modulo 2^64 */
extern unsigned long min_low_pfn;	/* frame of mem_map[0] */
extern unsigned long max_pfn;		/* first frame past all RAM */
extern struct page *mem_map;

#define PAGE_OFFSET	page_offset_base

static inline unsigned long __phys_addr(unsigned long x)
{
	return x - PAGE_OFFSET;
}

#define __pa(x)			__phys_addr((unsigned long)(x))
#define __va(x)			((void *)((unsigned long)(x) + PAGE_OFFSET))

#define ARCH_PFN_OFFSET		min_low_pfn
#define pfn_to_page(pfn)	(mem_map + ((pfn) - ARCH_PFN_OFFSET))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map) + ARCH_PFN_OFFSET)
#define page_to_phys(page)	((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_page(phys)	pfn_to_page((unsigned long)((phys) >> PAGE_SHIFT))

#define virt_to_pfn(kaddr)	(__pa(kaddr) >> PAGE_SHIFT)
#define pfn_to_virt(pfn)	__va((pfn) << PAGE_SHIFT)
#define pfn_to_kaddr(pfn)	pfn_to_virt(pfn)
#define virt_to_page(kaddr)	pfn_to_page(virt_to_pfn(kaddr))
#define page_to_virt(page)	pfn_to_virt(page_to_pfn(page))

/** pfn_valid() - is there RAM behind frame @pfn? Holes of the machine are not valid. */
int pfn_valid(unsigned long pfn);

/** virt_addr_valid() - does @kaddr point into the direct map, so that virt_to_page() means something? */
#define virt_addr_valid(kaddr)	__virt_addr_valid((unsigned long)(kaddr))
bool __virt_addr_valid(unsigned long addr);

static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}
#define virt_to_phys virt_to_phys
#define phys_to_virt phys_to_virt

void clear_page(void *page);
void copy_page(void *to, void *from);

/** get_order() - smallest order whose block holds @size bytes; as Linux, 0 bytes ask for the largest there could be */
static inline __attribute_const__ int get_order(unsigned long size)
{
	if (!size)
		return 64 - PAGE_SHIFT;
	size = (size - 1) >> PAGE_SHIFT;
	return size ? 64 - __builtin_clzl(size) : 0;
}

#endif
