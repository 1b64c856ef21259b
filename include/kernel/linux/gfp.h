/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page frames (linux/mm/buddy.c). A block of order n is 2^n frames, aligned to its size in physical and in bus
 * addresses. Nothing is zeroed without __GFP_ZERO. Every block remembers the code that asked for it.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/types.h>
#include <asm/page.h>

#define NUMA_NO_NODE	(-1)

#ifndef MAX_PAGE_ORDER
#define MAX_PAGE_ORDER	(22 - PAGE_SHIFT)	/* the PC's 4 MiB; a machine may have less: usnd_platform.max_order */
#endif
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1 << MAX_PAGE_ORDER)

static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

/** alloc_pages() - 2^@order contiguous frames, or NULL. May sleep with __GFP_DIRECT_RECLAIM. */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
#define alloc_page(gfp)				alloc_pages(gfp, 0)
#define alloc_pages_node(node, gfp, order)	((void)(node), alloc_pages(gfp, order))
#define alloc_page_vma(gfp, vma, addr)		alloc_pages(gfp, 0)

void __free_pages(struct page *page, unsigned int order);
#define __free_page(page)	__free_pages((page), 0)

/** __get_free_pages() - the direct-map address of alloc_pages(), or 0 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
#define __get_free_page(gfp)		__get_free_pages(gfp, 0)
#define __get_dma_pages(gfp, order)	__get_free_pages((gfp) | GFP_DMA, order)
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);
#define free_page(addr)		free_pages((addr), 0)

/**
 * alloc_pages_exact() - @size bytes, rounded up to pages, aligned to the covering order
 * The pages beyond @size are given back at once. NULL if the covering order is above the machine's largest.
 */
void *alloc_pages_exact(size_t size, gfp_t gfp) __alloc_size(1);
void free_pages_exact(void *virt, size_t size);
#define alloc_pages_exact_nid(nid, size, gfp)	((void)(nid), alloc_pages_exact(size, gfp))

/** split_page() - make 2^@order single pages out of a block: each is then counted and freed by itself */
void split_page(struct page *page, unsigned int order);

#endif
