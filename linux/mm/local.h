/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux/mm share, and what linux/dma takes from them (as "../mm/local.h").
 *
 * Locks: one struct mm_lock each; order: caches > slab > frames, vmalloc > frames. They are not kernel spinlocks: the
 * allocator lies below the tasks and the lock checker, which allocate themselves. Nothing sleeps, reports or reaches a
 * scheduling point while holding one, so on the virtual clock they are never contended.
 */
#ifndef LINUX_MM_LOCAL_H
#define LINUX_MM_LOCAL_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "../core.h"

struct mm_lock {
	unsigned int held;
};

static inline void mm_lock(struct mm_lock *lock)
{
	while (unlikely(__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE)))
		host_task_relax();
}

static inline void mm_unlock(struct mm_lock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/** mm_must_not_sleep() - in_atomic() || irqs_disabled(), asked of the running task once */
static inline bool mm_must_not_sleep(void)
{
	const struct task_struct *t = host_task_data(); /* current, a call less */

	return t && (t->preempt_counts || t->irqs_off);
}

/**
 * mm_request() - the common beginning of every request for memory
 * @what: for should_fail()
 * @gfp: says whether it may sleep and whether it may fail
 * @where: the requester's code
 * Reports a sleeping request in atomic context; is a scheduling point; asks should_fail() once.
 * Return: false: fail it.
 */
bool mm_request_slowly(const char *what, gfp_t gfp, const void *where);
static inline bool mm_request(const char *what, gfp_t gfp, const void *where)
{
	/* nearly always there is nothing to report, to draw or to count */
	if (likely(!host_sched_preempts && !fault_armed && !((gfp & __GFP_DIRECT_RECLAIM) && mm_must_not_sleep())))
		return true;
	return mm_request_slowly(what, gfp, where);
}

/* Marks for the address sanitizer, which cost nothing where there is none. */
#if defined(__SANITIZE_ADDRESS__)
#define MM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MM_ASAN 1
#endif
#endif

/* a range of RAM up to this size is poisoned at boot; a larger one's frames when they have first been freed */
#define POISON_ALL (512UL << 20)

static inline void mm_poison(const void *at, size_t bytes)
{
#ifdef MM_ASAN
	host_poison(at, bytes);
#endif
}

static inline void mm_unpoison(const void *at, size_t bytes)
{
#ifdef MM_ASAN
	host_unpoison(at, bytes);
#endif
}

/* ---- window.c: the direct map ---- */
int window_init(void);
void window_finish(void);
/** window_base() - first byte of the direct map; records of the slab lie at the same distance in their table */
char *window_base(void);
size_t window_bytes(void);
/**
 * window_note_used() - some frames of the largest block at @pfn were allocated: only such ones can be poisoned at the
 * end
 */
void window_note_used(unsigned long pfn);
/** ram_file_offset() - where a physical address of RAM lies in the machine's RAM file */
u64 ram_file_offset(phys_addr_t phys);
/** in_window() - could @p be a direct-map address? It has a struct page then, but there may be no RAM. */
static inline bool in_window(const void *p)
{
	return (unsigned long)p - PAGE_OFFSET - PFN_PHYS(min_low_pfn) < PFN_PHYS(max_pfn - min_low_pfn);
}

/* ---- buddy.c: frames ---- */

/**
 * enum page_state - what the frame that heads a block says about it (struct page.state)
 * @PAGE_INNER: not a head
 * @PAGE_FREE: on a free list, 2^order frames
 * @PAGE_HOT: free, kept whole for the next request of the same order
 * @PAGE_BLOCK: allocated, freed as a whole
 * @PAGE_SPLIT: allocated, each of its nr_pages frames counted and freed by itself
 * @PAGE_SLAB, @PAGE_LARGE: kmalloc()'s
 */
enum page_state { PAGE_INNER, PAGE_FREE, PAGE_HOT, PAGE_BLOCK, PAGE_SPLIT, PAGE_SLAB, PAGE_LARGE };

#define MM_ORDERS 16 /* a machine's max_order is below */

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, MAX_NR_ZONES };

/**
 * struct mm_stats - the frames at one moment
 * @pages: RAM
 * @free: free frames, hot ones included
 * @blocks: free blocks by zone and order, after everything that can be merged has been
 */
struct mm_stats {
	unsigned long pages;
	unsigned long free;
	unsigned int max_order;
	unsigned int blocks[MAX_NR_ZONES][MM_ORDERS];
};

int buddy_init(void);
unsigned int buddy_finish(void);
void mm_stats(struct mm_stats *stats);

/**
 * frames_alloc() - a block, without asking should_fail()
 * @state: PAGE_BLOCK, PAGE_SLAB or PAGE_LARGE
 * Return: its first frame or NULL. Honours zone bits and __GFP_ZERO, _COMP, _NOFAIL, _NOWARN.
 */
struct page *frames_alloc(gfp_t gfp, unsigned int order, enum page_state state, const void *where);
/** frames_try() - the same from what is free as it is: nothing is reclaimed, and NULL is nothing to tell of */
struct page *frames_try(gfp_t gfp, unsigned int order, enum page_state state, const void *where);
/** frames_free() - a block of frames_alloc() that nobody else refers to */
void frames_free(struct page *page, const void *where);
/** frames_release() - __free_pages() in somebody's name */
void frames_release(struct page *page, unsigned int order, const void *where);
/** frames_put() - put_page(), for an owner who may have been joined by others */
void frames_put(struct page *page, const void *where);
/** frames_head() - the frame that heads the block of @page, or NULL if it is in none */
struct page *frames_head(const struct page *page);
unsigned int frames_max_order(void);

/* ---- cma.c: the area for contiguous memory ---- */

int cma_init(void);
/**
 * cma_frames_alloc() - @count contiguous frames, aligned to 2^@align; each counted by itself. NULL: none, or no area
 */
struct page *cma_frames_alloc(unsigned long count, unsigned int align, const void *where);
/**
 * cma_frames_put() - the owner's reference of each goes; a frame that somebody else refers to stays until he is done
 */
void cma_frames_put(struct page *page, unsigned long count, const void *where);
/* the area's frames, which the free lists never see; cma_count 0: none */
extern unsigned long cma_pfn, cma_count;
static inline bool cma_owns(const struct page *page)
{
	return page_to_pfn(page) - cma_pfn < cma_count;
}
/** cma_offer() - where cma_frames_alloc() would find @count frames now; 0: nowhere */
unsigned long cma_offer(unsigned long count, unsigned int align);
/** cma_free() - how many of them are free */
unsigned long cma_free(void);

/* ---- fragment.c: frames held on purpose ---- */
void fragment_init(void);
void fragment_finish(void);

/* ---- slab.c ---- */
int slab_init(void);
unsigned int slab_finish(void);
/** mm_reclaim() - give back what the quarantine, empty slabs and kept areas hold; true if that was anything */
bool mm_reclaim(void);
/** kmalloc_at(), kfree_at() - kmalloc() and kfree() for the other rooms' own needs: never asks should_fail() */
void *kmalloc_at(size_t size, gfp_t gfp, const void *where);
void kfree_at(const void *p, const void *where);
/** kvmalloc_at(), kvfree_at() - the same; more than a page may lie in single frames, if @gfp may sleep */
void *kvmalloc_at(size_t size, gfp_t gfp, const void *where);
void kvfree_at(const void *p, const void *where);

/* ---- vmalloc.c ---- */
int vmalloc_init(void);
unsigned int vmalloc_finish(void);
/** vmalloc_flush() - let go of areas that are freed but still mapped; true if there were any */
bool vmalloc_flush(void);
/** areas_flush() - let go of mappings that nobody has any more; they hold addresses and records, but no frames */
void areas_flush(void);
void *vmalloc_at(unsigned long size, gfp_t gfp, unsigned long flags, const void *where);
void vfree_at(const void *addr, const void *where);
/** vmap_at() - vmap() in somebody's name, without asking should_fail() */
void *vmap_at(struct page **pages, unsigned int count, unsigned long flags, const void *where);

#endif
