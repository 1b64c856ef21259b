// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmalloc.c - the kernel's calls for objects of any size: kmalloc() and its relatives, kvmalloc().
 *
 * Sizes up to half a page come from the slab, class by class as Linux; larger ones are blocks of frames whose
 * unused end is the red zone. Every call records its caller, asks should_fail() once and never more than once,
 * however many tries it makes.
 *
 * No lock of its own: objects, see slab.c.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "buddy.h"
#include "slab.h"

static const unsigned short class_bytes[] = {
	8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048,
#if PAGE_SHIFT >= 14
	4096, 8192,
#endif
};
#define CLASSES ARRAY_SIZE(class_bytes)

static struct kmem_cache classes[2][CLASSES]; /* [1]: ZONE_DMA */

/* ---- large objects: a block of frames, its head's `private` is the size asked for ---- */

static void *large_alloc(size_t size, gfp_t gfp, const void *where)
{
	unsigned int order = get_order(size);
	struct page *page;
	size_t rest;
	char *at;

	page = frames_alloc(gfp | __GFP_COMP, order, PAGE_LARGE, where);
	if (!page)
		return NULL;
	at = page_address(page);
	page->private = size;
	rest = (PAGE_SIZE << order) - size;
	host_memset(at + size, FILL_RED, min_t(size_t, rest, RED_MAX));
	mm_poison(at, PAGE_SIZE << order);
	mm_unpoison(at, size);
	return at;
}

static struct page *large_of(const void *p)
{
	struct page *page;

	if (!virt_addr_valid(p) || !PAGE_ALIGNED(p))
		return NULL;
	page = virt_to_page(p);
	return page->state == PAGE_LARGE ? page : NULL;
}

static void large_free(struct page *page, const void *where)
{
	unsigned char *at = page_address(page);
	size_t bytes = PAGE_SIZE << page->order;
	size_t end = min_t(size_t, bytes, page->private + RED_MAX);
	size_t i;
	char owner[96];

	mm_unpoison(at, bytes);
	for (i = page->private; i < end; i++) {
		if (at[i] == FILL_RED)
			continue;
		host_symbol(page->owner, owner, sizeof(owner));
		report("buffer overflow", where, "%lu bytes at %px, allocated at %s: byte %zu is %#x", page->private,
		       at, owner, i, at[i]);
		break;
	}
	frames_free(page, where);
}

/* ---- any object ---- */

void *kmalloc_at(size_t size, gfp_t gfp, const void *where)
{
	struct kmem_cache *cache;
	unsigned int i;
	void *at;

	if (!size)
		return ZERO_SIZE_PTR;
	if (gfp & (__GFP_DMA32 | __GFP_HIGHMEM)) {
		report("bad gfp mask", where, "kmalloc() knows GFP_DMA and no other zone (%#x)",
		       (__force unsigned int)gfp);
		gfp &= ~(__GFP_DMA32 | __GFP_HIGHMEM);
	}
	if (size > class_bytes[CLASSES - 1])
		return large_alloc(size, gfp, where);
	for (i = 0; class_bytes[i] < size; i++)
		;
	cache = &classes[!!(gfp & __GFP_DMA)][i];
	if (!cache->min_order)
		return cache_alloc(cache, size, gfp, where);
	/* with its red zones it takes two pages in a row; if there are none, one page that is all its own */
	at = cache_try(cache, size, gfp, where);
	return at ? at : large_alloc(size, gfp, where);
}

void bad_free(const void *p, const char *call, const void *where)
{
	struct page *head = virt_addr_valid(p) ? frames_head(virt_to_page(p)) : NULL;
	const char *what, *by = "";
	char owner[96] = "";

	if (head && head->owner) {
		host_symbol(head->owner, owner, sizeof(owner));
		by = ", allocated at ";
	}
	if (is_vmalloc_addr(p))
		what = "a vmalloc() address";
	else if (!head)
		what = "memory that was never allocated (stack, static or nonsense)";
	else if (head->state <= PAGE_HOT)
		what = "free pages";
	else if (head->state == PAGE_LARGE)
		what = "inside an object, not its start";
	else
		what = "pages, to be freed as pages";
	report(head && head->state <= PAGE_HOT ? "double free" : "bad pointer", where, "%s(%px): %s%s%s", call, p, what,
	       by, owner);
}

void kfree_at(const void *p, const void *where)
{
	struct object *object;
	struct slab *slab;
	struct page *page;

	if (ZERO_OR_NULL_PTR(p))
		return;
	host_task_preempt();
	slab = slab_of(p);
	if (slab) {
		object = object_of(slab, p, "kfree", where);
		if (object)
			object_free(slab, object, where);
		return;
	}
	page = large_of(p);
	if (page)
		large_free(page, where);
	else
		bad_free(p, "kfree", where);
}

/* Bytes asked for at @p; @room: bytes of its class. 0 and a report if it is no object. */
static size_t object_bytes(const void *p, size_t *room, const char *call, const void *where)
{
	struct slab *slab = slab_of(p);
	struct object *object;
	struct page *page;

	*room = 0;
	if (slab) {
		object = object_of(slab, p, call, where);
		if (!object)
			return 0;
		*room = slab->cache->size;
		return object->size;
	}
	page = large_of(p);
	if (!page) {
		bad_free(p, call, where);
		return 0;
	}
	*room = PAGE_SIZE << page->order;
	return page->private;
}

static void resize_in_place(const void *p, size_t size)
{
	struct slab *slab = slab_of(p);
	struct page *page;
	char *at = (char *)p;

	if (slab) {
		object_resize(slab, object_of(slab, p, "krealloc", NULL), size);
		return;
	}
	page = virt_to_page(p);
	mm_unpoison(p, PAGE_SIZE << page->order);
	page->private = size;
	host_memset(at + size, FILL_RED, min_t(size_t, (PAGE_SIZE << page->order) - size, RED_MAX));
	mm_poison(p, PAGE_SIZE << page->order);
	mm_unpoison(p, size);
}

static void *realloc_at(const void *p, size_t new_size, gfp_t gfp, const void *where)
{
	size_t room, old = object_bytes(p, &room, "krealloc", where);
	void *fresh;

	if (!room)
		return NULL;
	if (new_size <= room) {
		resize_in_place(p, new_size);
		if (new_size > old && (gfp & __GFP_ZERO))
			host_memset((char *)p + old, 0, new_size - old);
		return (void *)p;
	}
	fresh = kmalloc_at(new_size, gfp, where);
	if (!fresh)
		return NULL;
	host_memcpy(fresh, p, min(old, new_size));
	kfree_at(p, where);
	return fresh;
}

/* ---- the kernel's calls ---- */

void *kmalloc(size_t size, gfp_t flags)
{
	const void *where = __builtin_return_address(0);

	if (!mm_request("kmalloc", flags, where))
		return NULL;
	return kmalloc_at(size, flags, where);
}
EXPORT_SYMBOL(kmalloc);

void *kmalloc_track_caller(size_t size, gfp_t flags)
{
	const void *where = __builtin_return_address(0);

	if (!mm_request("kmalloc", flags, where))
		return NULL;
	return kmalloc_at(size, flags, where);
}
EXPORT_SYMBOL(kmalloc_track_caller);

void kfree(const void *p)
{
	kfree_at(p, __builtin_return_address(0));
}
EXPORT_SYMBOL(kfree);

void kfree_sensitive(const void *p)
{
	const void *where = __builtin_return_address(0);
	size_t room, size;

	if (ZERO_OR_NULL_PTR(p))
		return;
	size = object_bytes(p, &room, "kfree", where);
	if (!room)
		return;
	host_memset((void *)p, 0, size);
	kfree_at(p, where);
}
EXPORT_SYMBOL(kfree_sensitive);

void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	const void *where = __builtin_return_address(0);

	if (!new_size) {
		kfree_at(p, where);
		return ZERO_SIZE_PTR;
	}
	if (!mm_request("krealloc", flags, where))
		return NULL;
	return ZERO_OR_NULL_PTR(p) ? kmalloc_at(new_size, flags, where) : realloc_at(p, new_size, flags, where);
}
EXPORT_SYMBOL(krealloc);

size_t ksize(const void *p)
{
	size_t room;

	if (ZERO_OR_NULL_PTR(p))
		return 0;
	object_bytes(p, &room, "ksize", __builtin_return_address(0));
	return room;
}
EXPORT_SYMBOL(ksize);

size_t kmalloc_size_roundup(size_t size)
{
	unsigned int i;

	if (!size || size > KMALLOC_MAX_SIZE)
		return size;
	for (i = 0; i < CLASSES; i++)
		if (size <= class_bytes[i])
			return class_bytes[i];
	return PAGE_SIZE << get_order(size);
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/* ---- contiguous or not ---- */

void *kvmalloc_at(size_t size, gfp_t flags, const void *where)
{
	void *p;

	p = kmalloc_at(size, size > PAGE_SIZE ? (flags & ~__GFP_NOFAIL) | __GFP_NOWARN : flags, where);
	if (p || size <= PAGE_SIZE || !gfpflags_allow_blocking(flags))
		return p;
	return vmalloc_at(size, flags, 0, where);
}

void *kvmalloc(size_t size, gfp_t flags)
{
	const void *where = __builtin_return_address(0);

	return mm_request("kvmalloc", flags, where) ? kvmalloc_at(size, flags, where) : NULL;
}
EXPORT_SYMBOL(kvmalloc);

void kvfree_at(const void *addr, const void *where)
{
	if (is_vmalloc_addr(addr))
		vfree_at(addr, where);
	else
		kfree_at(addr, where);
}

void kvfree(const void *addr)
{
	kvfree_at(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvfree);

void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	host_memset((void *)addr, 0, len);
	kvfree_at(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvfree_sensitive);

void *kvrealloc(const void *p, size_t size, gfp_t flags)
{
	const void *where = __builtin_return_address(0);
	size_t room, old;
	void *fresh;

	if (!size) {
		kvfree_at(p, where);
		return ZERO_SIZE_PTR;
	}
	if (!mm_request("kvrealloc", flags, where))
		return NULL;
	if (ZERO_OR_NULL_PTR(p)) {
		old = 0;
	} else if (is_vmalloc_addr(p)) {
		old = find_vm_area(p) ? get_vm_area_size(find_vm_area(p)) : 0;
		if (size <= old)
			return (void *)p;
	} else {
		old = object_bytes(p, &room, "kvrealloc", where);
		if (!room)
			return NULL;
	}
	fresh = kmalloc_at(size, size > PAGE_SIZE ? flags | __GFP_NOWARN : flags, where);
	if (!fresh && size > PAGE_SIZE)
		fresh = vmalloc_at(size, flags, 0, where);
	if (fresh && old) {
		host_memcpy(fresh, p, min(old, size));
		kvfree_at(p, where);
	}
	return fresh;
}
EXPORT_SYMBOL(kvrealloc);

/* ---- up and down ---- */

bool mm_reclaim(void)
{
	bool any = quarantine_flush();
	unsigned int dma, i;

	for (dma = 0; dma < 2; dma++)
		for (i = 0; i < CLASSES; i++)
			any |= cache_shrink(&classes[dma][i]);
	any |= vmalloc_flush();
	any |= caches_shrink();
	return any;
}

int slab_init(void)
{
	unsigned int dma, i;
	char name[32];
	int err = slabs_init();

	if (err)
		return err;
	caches_init();
	for (dma = 0; dma < 2; dma++) {
		for (i = 0; i < CLASSES; i++) {
			snprintf(name, sizeof(name), "%skmalloc-%u", dma ? "dma-" : "", class_bytes[i]);
			/* aligned to the largest power of two that divides the size */
			cache_setup(&classes[dma][i], name, class_bytes[i], class_bytes[i] & -class_bytes[i],
				    dma ? GFP_DMA : 0, NULL);
		}
	}
	return 0;
}

unsigned int slab_finish(void)
{
	unsigned int left = caches_finish();
	unsigned int dma, i;

	for (dma = 0; dma < 2; dma++)
		for (i = 0; i < CLASSES; i++)
			left += cache_finish(&classes[dma][i]);
	slabs_finish();
	return left;
}
