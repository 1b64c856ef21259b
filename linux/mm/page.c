// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page.c - the kernel's calls for page frames: allocate, refer to, give back, and what is wrong about the way it
 * was done.
 *
 * A frame has one reference from its allocation and `extra` more. Blocks of order > 0 are counted as a whole: with
 * __GFP_COMP every reference goes to the head, without it only the first frame may be referred to; split blocks
 * count each frame.
 *
 * Lock: frames_lock (buddy.h). Findings are collected under it and reported after it.
 */
#define pr_fmt(fmt) "mm: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "buddy.h"

bool mm_request_slowly(const char *what, gfp_t gfp, const void *where)
{
	if (gfpflags_allow_blocking(gfp) && mm_must_not_sleep())
		report("sleeping in atomic context", where, "%s with a gfp mask that may sleep (%#x)", what,
		       (__force unsigned int)gfp);
	host_task_preempt();
	return (gfp & __GFP_NOFAIL) || !should_fail(what, where);
}

/* ---- findings ---- */

/* What was wrong, noted under the lock: the block may be somebody else's when it is told. */
struct finding {
	const char *kind;
	const char *what;
	unsigned long pfn;
	const void *owner;
	const void *freer;
	unsigned int have;
	unsigned int want;
};

static void note(struct finding *finding, const char *kind, const char *what, const struct page *page,
		 const struct page *head, unsigned int want)
{
	if (finding->kind)
		return;
	finding->kind = kind;
	finding->what = what;
	finding->pfn = page_to_pfn(page);
	finding->want = want;
	if (head) {
		finding->owner = head->owner;
		finding->freer = head->state <= PAGE_HOT ? head->freer : NULL;
		finding->have = head->nr_pages;
	}
}

static void tell(const struct finding *finding, const void *where)
{
	char owner[96] = "nobody", freer[96] = "";

	if (!finding->kind)
		return;
	if (finding->owner)
		host_symbol(finding->owner, owner, sizeof(owner));
	if (finding->freer)
		host_symbol(finding->freer, freer, sizeof(freer));
	report(finding->kind, where, "%s: page at physical %#llx, %u page(s) of a block of %u allocated at %s%s%s",
	       finding->what, (unsigned long long)PFN_PHYS(finding->pfn), finding->want, finding->have, owner,
	       finding->freer ? ", freed at " : "", freer);
}

/* ---- counting ---- */

/* Every frame of a split block becomes a block of its own. */
static void shatter(struct page *head)
{
	unsigned int count = head->nr_pages;
	unsigned int i;

	for (i = 0; i < count; i++) {
		head[i].owner = head->owner;
		head[i].nr_pages = 1;
		head[i].order = 0;
		head[i].state = PAGE_SPLIT;
	}
	head->referred = false;
}

/* Take one reference of one frame of a split block away. */
static void put_split(struct page *page, struct page *head, const void *where)
{
	if (page->extra) {
		page->extra--;
		return;
	}
	if (head->nr_pages > 1)
		shatter(head);
	buddy_free_block(page, where);
}

/* One frame; @order of the call is 0. */
static void put_one(struct page *page, const void *where, struct finding *finding)
{
	struct page *head = pfn_valid(page_to_pfn(page)) ? frames_head(page) : NULL;

	if (!head) {
		note(finding, "bad page free", "no page of the machine", page, NULL, 1);
	} else if (head->state <= PAGE_HOT) {
		note(finding, "double free", "already free", page, head, 1);
	} else if (head->state == PAGE_SPLIT) {
		put_split(page, head, where);
	} else if (head->state != PAGE_BLOCK) {
		note(finding, "wrong free", "kmalloc() memory freed as a page", page, head, 1);
	} else if (PageHead(head) || (page == head && head->nr_pages == 1)) {
		if (head->extra)
			head->extra--;
		else
			buddy_free_block(head, where);
	} else {
		note(finding, "wrong order", "freed as one page", page, head, 1);
	}
}

/* A whole block of 2^@order frames. */
static void put_block(struct page *head, unsigned int order, const void *where, struct finding *finding)
{
	unsigned int i;

	if (head->order != order)
		note(finding, "wrong order", "freed with another order", head, head, 1u << order);
	if (!head->extra) {
		buddy_free_block(head, where);
	} else if (PageHead(head) || head->nr_pages == 1) {
		head->extra--;
	} else {
		/* as Linux: who still refers to the first frame keeps that one */
		shatter(head);
		for (i = (1u << order) - 1; i; i--)
			buddy_free_block(head + i, where);
		head->extra--;
	}
}

/* a block that is freed as it was allocated, and that nobody else refers to; false: it is not that simple */
static inline bool release_plain(struct page *page, unsigned int order, const void *where)
{
	bool plain;

	/* is it one of mem_map? What is no RAM there is no block. */
	if (unlikely(page_to_pfn(page) - min_low_pfn >= max_pfn - min_low_pfn ||
		     !IS_ALIGNED((unsigned long)page, sizeof(*page))))
		return false;
	mm_lock(&frames_lock);
	plain = page->state == PAGE_BLOCK && page->order == order && !page->extra;
	if (likely(plain))
		buddy_free_block(page, where);
	mm_unlock(&frames_lock);
	return plain;
}

static noinline void release_slowly(struct page *page, unsigned int order, const void *where)
{
	struct finding finding = {};
	struct page *head;
	unsigned int i;

	mm_lock(&frames_lock);
	head = pfn_valid(page_to_pfn(page)) ? frames_head(page) : NULL;
	if (head == page && head->state == PAGE_BLOCK) {
		put_block(head, order, where, &finding);
	} else if (head && head->state == PAGE_BLOCK && order) {
		note(&finding, "wrong free", "not the first page of its block", page, head, 1u << order);
	} else if (head && head->state == PAGE_SPLIT) {
		if (order)
			note(&finding, "wrong free", "pages of alloc_pages_exact() freed as a block", page, head,
			     1u << order);
		for (i = 0; i < 1u << order; i++)
			put_one(page + i, where, &finding);
	} else {
		put_one(page, where, &finding);
	}
	mm_unlock(&frames_lock);
	tell(&finding, where);
}

void frames_release(struct page *page, unsigned int order, const void *where)
{
	host_task_preempt();
	if (unlikely(!release_plain(page, order, where)))
		release_slowly(page, order, where);
}

/**
 * get_page() - keep @page although its owner may free it
 * Context: any.
 */
void get_page(struct page *page)
{
	struct finding finding = {};
	struct page *head;

	mm_lock(&frames_lock);
	head = pfn_valid(page_to_pfn(page)) ? frames_head(page) : NULL;
	if (!head || head->state <= PAGE_HOT) {
		note(&finding, "use after free", "reference to a free page", page, head, 1);
	} else if (head->state == PAGE_SPLIT) {
		page->extra++;
		head->referred = true;
	} else if (page == head || PageHead(head)) {
		head->extra++;
	} else {
		note(&finding, "bad page reference", "inner page of a block without __GFP_COMP", page, head, 1);
	}
	mm_unlock(&frames_lock);
	tell(&finding, __builtin_return_address(0));
}
EXPORT_SYMBOL(get_page);

void frames_put(struct page *page, const void *where)
{
	struct finding finding = {};

	mm_lock(&frames_lock);
	put_one(page, where, &finding);
	mm_unlock(&frames_lock);
	tell(&finding, where);
}

/**
 * put_page() - drop a reference; the last one frees
 * Context: any.
 */
void put_page(struct page *page)
{
	frames_put(page, __builtin_return_address(0));
}
EXPORT_SYMBOL(put_page);

int page_count(const struct page *page)
{
	struct page *head;
	int count = 0;

	mm_lock(&frames_lock);
	head = frames_head(page);
	if (head && head->state > PAGE_HOT) {
		if (head->state == PAGE_SPLIT)
			count = 1 + page->extra;
		else if (page == head || PageHead(head))
			count = 1 + head->extra;
	}
	mm_unlock(&frames_lock);
	return count;
}
EXPORT_SYMBOL(page_count);

struct page *compound_head(const struct page *page)
{
	struct page *head;

	mm_lock(&frames_lock);
	head = frames_head(page);
	mm_unlock(&frames_lock);
	return head && PageHead(head) ? head : (struct page *)page;
}
EXPORT_SYMBOL(compound_head);

unsigned int compound_order(struct page *page)
{
	return PageHead(page) ? page->order : 0;
}
EXPORT_SYMBOL(compound_order);

void split_page(struct page *page, unsigned int order)
{
	struct finding finding = {};

	mm_lock(&frames_lock);
	if (page->state != PAGE_BLOCK || PageHead(page) || page->order != order)
		note(&finding, "wrong order", "split_page() wants a whole block without __GFP_COMP", page, page,
		     1u << order);
	else
		page->state = PAGE_SPLIT;
	mm_unlock(&frames_lock);
	tell(&finding, __builtin_return_address(0));
}
EXPORT_SYMBOL(split_page);

/* ---- blocks ---- */

/**
 * alloc_pages() - 2^@order contiguous page frames
 * @gfp: zone bits limit the bus address; __GFP_ZERO, __GFP_COMP
 * Return: the first frame, or NULL. Context: may sleep if @gfp says so.
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	const void *where = __builtin_return_address(0);

	if (!mm_request("alloc_pages", gfp, where))
		return NULL;
	return frames_alloc(gfp, order, PAGE_BLOCK, where);
}
EXPORT_SYMBOL(alloc_pages);

void __free_pages(struct page *page, unsigned int order)
{
	frames_release(page, order, __builtin_return_address(0));
}
EXPORT_SYMBOL(__free_pages);

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	const void *where = __builtin_return_address(0);
	struct page *page;

	if (!mm_request("__get_free_pages", gfp, where))
		return 0;
	page = frames_alloc(gfp, order, PAGE_BLOCK, where);
	return page ? (unsigned long)page_address(page) : 0;
}
EXPORT_SYMBOL(__get_free_pages);

unsigned long get_zeroed_page(gfp_t gfp)
{
	const void *where = __builtin_return_address(0);
	struct page *page;

	if (!mm_request("get_zeroed_page", gfp, where))
		return 0;
	page = frames_alloc(gfp | __GFP_ZERO, 0, PAGE_BLOCK, where);
	return page ? (unsigned long)page_address(page) : 0;
}
EXPORT_SYMBOL(get_zeroed_page);

/* A direct-map address is wanted, at the start of a page. */
static bool bad_address(const void *addr, const char *call, const void *where)
{
	if (virt_addr_valid(addr) && PAGE_ALIGNED(addr))
		return false;
	report("bad page free", where, "%s(%px): %s", call, addr,
	       is_vmalloc_addr(addr) ? "a vmalloc address" : "not the address of a page");
	return true;
}

void free_pages(unsigned long addr, unsigned int order)
{
	const void *where = __builtin_return_address(0);

	if (addr && !bad_address((void *)addr, "free_pages", where))
		frames_release(virt_to_page(addr), order, where);
}
EXPORT_SYMBOL(free_pages);

/* ---- exact sizes ---- */

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	const void *where = __builtin_return_address(0);
	struct page *page;

	if (WARN_ON_ONCE(gfp & (__GFP_COMP | __GFP_HIGHMEM)))
		gfp &= ~(__GFP_COMP | __GFP_HIGHMEM);
	if (!mm_request("alloc_pages_exact", gfp, where))
		return NULL;
	page = buddy_alloc(gfp, get_order(size), PFN_UP(size), PAGE_SPLIT, where);
	return page ? page_address(page) : NULL;
}
EXPORT_SYMBOL(alloc_pages_exact);

/* not @count whole frames that are freed as they were allocated, which nobody else refers to */
static noinline void free_exact_slowly(void *virt, unsigned long count, const void *where)
{
	struct finding finding = {};
	struct page *page;
	unsigned long i;

	if (bad_address(virt, "free_pages_exact", where))
		return;
	page = virt_to_page(virt);
	mm_lock(&frames_lock);
	if (page->state == PAGE_BLOCK) {
		note(&finding, "wrong free", "block of pages freed with free_pages_exact()", page, page, count);
		buddy_free_block(page, where);
	} else {
		for (i = 0; i < count && !finding.kind; i++)
			put_one(page + i, where, &finding);
	}
	mm_unlock(&frames_lock);
	tell(&finding, where);
}

void free_pages_exact(void *virt, size_t size)
{
	const void *where = __builtin_return_address(0);
	unsigned long count = PFN_UP(size);
	struct page *page;

	host_task_preempt();
	if (in_window(virt) && PAGE_ALIGNED(virt)) {
		page = virt_to_page(virt);
		mm_lock(&frames_lock);
		if (likely(page->state == PAGE_SPLIT && page->nr_pages == count && !page->referred)) {
			buddy_free_block(page, where);
			mm_unlock(&frames_lock);
			return;
		}
		mm_unlock(&frames_lock);
	}
	free_exact_slowly(virt, count, where);
}
EXPORT_SYMBOL(free_pages_exact);

/* ---- sums ---- */

void si_meminfo(struct sysinfo *val)
{
	struct mm_stats stats;

	mm_stats(&stats);
	memset(val, 0, sizeof(*val));
	val->totalram = stats.pages;
	val->freeram = stats.free;
	val->mem_unit = PAGE_SIZE;
}
EXPORT_SYMBOL(si_meminfo);

unsigned long totalram_pages(void)
{
	return zones[ZONE_DMA].pages + zones[ZONE_DMA32].pages + zones[ZONE_NORMAL].pages + cma_count;
}
EXPORT_SYMBOL(totalram_pages);

/* ---- up and down ---- */

int mm_init(void)
{
	int err = window_init();

	if (err)
		return err;
	err = cma_init();
	if (err)
		goto err_finish_window;
	err = buddy_init();
	if (err)
		goto err_finish_window;
	err = slab_init();
	if (err)
		goto err_finish_buddy;
	err = vmalloc_init();
	if (err)
		goto err_finish_slab;
	fragment_init();
	return 0;

err_finish_slab:
	slab_finish();
err_finish_buddy:
	buddy_finish();
err_finish_window:
	window_finish();
	return err;
}

unsigned int mm_finish(void)
{
	unsigned int leaks = vmalloc_finish();

	leaks += slab_finish();
	fragment_finish();
	leaks += buddy_finish();
	window_finish();
	return leaks;
}
