// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab.c - objects of one size on page frames, with red zones and a quarantine.
 *
 * Around every object lies a pattern that is checked when it is freed; between what was asked for and the end of
 * the slot too. A freed object is filled with another pattern and waits in a first-in-first-out quarantine; when it
 * leaves, a changed byte is a write after free. Under ASan all of that is poisoned as well, and the first wrong
 * access stops the run.
 *
 * A slab is a block for several objects if there is one as memory is, and otherwise the smallest that holds one;
 * nothing is reclaimed for the larger one.
 *
 * Lock: slab_lock protects all records, slabs, lists and the quarantine; taken before frames_lock. Patterns are
 * written and checked without it: a record in transition belongs to the one who is moving it.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "slab.h"

#define QUARANTINE_BYTES (1UL << 20)

static struct mm_lock slab_lock;
static char *records;
static struct object *oldest, **newest = &oldest;
static unsigned long quarantined;

/* ---- records and slots ---- */

static char *slab_start(struct slab *slab)
{
	return window_base() + ((char *)slab - records);
}

static struct slab *slab_at(const void *start)
{
	return (struct slab *)(records + ((const char *)start - window_base()));
}

struct slab *slab_of(const void *p)
{
	struct page *head;

	/* a hole of the machine has struct pages as well, in no block */
	if (!in_window(p))
		return NULL;
	head = frames_head(virt_to_page(p));
	return head && head->state == PAGE_SLAB ? slab_at(page_address(head)) : NULL;
}

/* The slab whose records @object is one of. */
static struct slab *slab_of_object(struct object *object)
{
	return slab_of(window_base() + ((char *)object - records));
}

void *object_address(struct slab *slab, struct object *object)
{
	return slab_start(slab) + (object - slab->objects) * slab->cache->stride + slab->cache->red;
}

struct object *object_of(struct slab *slab, const void *p, const char *call, const void *where)
{
	struct kmem_cache *cache = slab->cache;
	unsigned long slot = ((const char *)p - slab_start(slab)) / cache->stride;
	char owner[96], freer[96];
	struct object *object = &slab->objects[slot];

	if (slot >= slab->count || p != object_address(slab, object)) {
		report("bad pointer", where, "%s(%px): inside an object of %s, not its start", call, p, cache->name);
		return NULL;
	}
	if (object->state == OBJECT_LIVE)
		return object;
	if (!object->owner) {
		report("bad pointer", where, "%s(%px): an object of %s that was never allocated", call, p, cache->name);
		return NULL;
	}
	host_symbol(object->owner, owner, sizeof(owner));
	host_symbol(object->freer, freer, sizeof(freer));
	report(strcmp(call, "kfree") && strcmp(call, "kmem_cache_free") ? "use after free" : "double free", where,
	       "%s(%px): %u bytes of %s, allocated at %s, freed at %s", call, p, object->size, cache->name, owner,
	       freer);
	return NULL;
}

/* ---- patterns ---- */

static const unsigned char *first_other(const unsigned char *at, unsigned char fill, size_t bytes)
{
	if (!bytes || (*at == fill && !host_memcmp(at, at + 1, bytes - 1)))
		return NULL;
	while (*at == fill)
		at++;
	return at;
}

/*
 * The same for a red zone, which is a neighbour's too: it stays poisoned while it is read, since another task may be
 * reading it as well, and whoever is done first would poison it under the other's eyes.
 */
static __no_sanitize_address const unsigned char *first_not_red(const unsigned char *at, size_t bytes)
{
	const u64 red = FILL_RED * 0x0101010101010101ULL;
	const unsigned char *end = at + bytes;

	for (; at < end && !IS_ALIGNED((unsigned long)at, sizeof(red)); at++)
		if (*at != FILL_RED)
			return at;
	while (at + sizeof(red) <= end && *(const u64 *)at == red)
		at += sizeof(red);
	for (; at < end; at++)
		if (*at != FILL_RED)
			return at;
	return NULL;
}

static __no_sanitize_address unsigned char poisoned_byte(const unsigned char *at)
{
	return *at;
}

/* What was written there is forgotten, so that it is told once. */
static void restore_red(struct kmem_cache *cache, char *at, size_t size, size_t before)
{
	mm_lock(&slab_lock);
	mm_unpoison(at - before, before + cache->size + RED_MIN);
	host_memset(at - before, FILL_RED, before);
	host_memset(at + size, FILL_RED, cache->size - size + RED_MIN);
	mm_poison(at - before, before + cache->size + RED_MIN);
	mm_unlock(&slab_lock);
}

/* Are the zones around an object as they were filled? */
static void check_red(struct kmem_cache *cache, struct object *object, char *at, const void *where)
{
	size_t before = min_t(size_t, cache->red, RED_MAX);
	const unsigned char *under, *over;
	char owner[96];

	under = first_not_red((unsigned char *)at - before, before);
	over = first_not_red((unsigned char *)at + object->size, cache->size - object->size + RED_MIN);
	if (!under && !over)
		return;
	host_symbol(object->owner, owner, sizeof(owner));
	if (under)
		report("buffer underflow", where, "%u bytes of %s at %px, allocated at %s: byte %ld before it is %#x",
		       object->size, cache->name, at, owner, (long)((unsigned char *)at - under), poisoned_byte(under));
	if (over)
		report("buffer overflow", where, "%u bytes of %s at %px, allocated at %s: byte %ld is %#x",
		       object->size, cache->name, at, owner, (long)(over - (unsigned char *)at), poisoned_byte(over));
	restore_red(cache, at, object->size, before);
}

static void check_quarantined(struct kmem_cache *cache, struct object *object, char *at)
{
	const unsigned char *changed;
	char owner[96], freer[96];

	mm_unpoison(at, cache->size);
	changed = first_other((unsigned char *)at, FILL_FREE, cache->size);
	if (changed) {
		host_symbol(object->owner, owner, sizeof(owner));
		host_symbol(object->freer, freer, sizeof(freer));
		report("write after free", object->freer,
		       "%u bytes of %s at %px, allocated at %s, freed at %s: byte %ld was written later, %#x",
		       object->size, cache->name, at, owner, freer, (long)(changed - (unsigned char *)at), *changed);
	}
	mm_poison(at, cache->size);
}

/* ---- slabs ---- */

static unsigned int slots_in(const struct kmem_cache *cache, unsigned int order)
{
	unsigned long bytes = PAGE_SIZE << order;

	return min((bytes - RED_MIN) / cache->stride, (bytes - sizeof(struct slab)) / sizeof(struct object));
}

static struct slab *slab_of_frames(struct kmem_cache *cache, struct page *page, unsigned int order)
{
	struct slab *slab = slab_at(page_address(page));
	unsigned int i;

	SetPageSlab(page);
	slab->cache = cache;
	slab->free = NULL;
	slab->used = 0;
	slab->order = order;
	slab->count = slots_in(cache, order);
	for (i = slab->count; i--;) {
		slab->objects[i] = (struct object){ .next = slab->free };
		slab->free = &slab->objects[i];
	}
	host_memset(slab_start(slab), FILL_RED, PAGE_SIZE << order);
	mm_poison(slab_start(slab), PAGE_SIZE << order);
	return slab;
}

/* @only_free: nothing is reclaimed */
static struct slab *slab_create(struct kmem_cache *cache, gfp_t gfp, bool only_free, const void *where)
{
	unsigned int order = cache->order;
	struct page *page;

	gfp = (gfp & ~(GFP_ZONEMASK | __GFP_ZERO)) | cache->gfp | __GFP_COMP;
	page = frames_try(gfp, order, PAGE_SLAB, where);
	if (!page) {
		order = cache->min_order;
		page = only_free ? frames_try(gfp, order, PAGE_SLAB, where)
				 : frames_alloc(gfp, order, PAGE_SLAB, where);
	}
	return page ? slab_of_frames(cache, page, order) : NULL;
}

/* A slot is free again. Under the lock; the slab itself goes when it was the last and others are left. */
static void slot_put(struct slab *slab, struct object *object)
{
	struct kmem_cache *cache = slab->cache;

	object->state = OBJECT_FREE;
	object->next = slab->free;
	if (!slab->free)
		list_move(&slab->node, &cache->partial);
	slab->free = object;
	if (!--slab->used && !list_is_singular(&cache->partial)) {
		list_del(&slab->node);
		frames_free(virt_to_page(slab_start(slab)), NULL);
	}
}

static struct object *slot_get(struct kmem_cache *cache, struct slab **slab)
{
	struct object *object;

	*slab = list_first_entry_or_null(&cache->partial, struct slab, node);
	if (!*slab)
		return NULL;
	object = (*slab)->free;
	(*slab)->free = object->next;
	(*slab)->used++;
	if (!(*slab)->free)
		list_move(&(*slab)->node, &cache->full);
	object->state = OBJECT_LIVE;
	cache->live++;
	return object;
}

static void *get(struct kmem_cache *cache, size_t size, gfp_t gfp, bool only_free, const void *where)
{
	struct object *object;
	struct slab *slab;
	char *at;

	mm_lock(&slab_lock);
	object = slot_get(cache, &slab);
	if (!object) {
		mm_unlock(&slab_lock);
		slab = slab_create(cache, gfp, only_free, where);
		if (!slab)
			return NULL;
		mm_lock(&slab_lock);
		list_add(&slab->node, &cache->partial);
		object = slot_get(cache, &slab);
	}
	object->size = size;
	object->owner = where;
	object->freer = NULL;
	mm_unlock(&slab_lock);

	at = object_address(slab, object);
	mm_unpoison(at, cache->size);
	host_memset(at, gfp & __GFP_ZERO ? 0 : FILL_NEW, size);
	host_memset(at + size, FILL_RED, cache->size - size);
	mm_poison(at, cache->size);
	mm_unpoison(at, size);
	if (cache->ctor)
		cache->ctor(at);
	return at;
}

void *cache_alloc(struct kmem_cache *cache, size_t size, gfp_t gfp, const void *where)
{
	return get(cache, size, gfp, false, where);
}

void *cache_try(struct kmem_cache *cache, size_t size, gfp_t gfp, const void *where)
{
	return get(cache, size, gfp, true, where);
}

void object_resize(struct slab *slab, struct object *object, size_t size)
{
	struct kmem_cache *cache = slab->cache;
	char *at = object_address(slab, object);

	mm_unpoison(at, cache->size);
	if (size < object->size)
		host_memset(at + size, FILL_RED, object->size - size);
	else
		host_memset(at + object->size, FILL_NEW, size - object->size);
	object->size = size;
	mm_poison(at, cache->size);
	mm_unpoison(at, size);
}

/* ---- quarantine ---- */

static struct object *quarantine_pop(unsigned long above, struct slab **slab)
{
	struct object *object;

	mm_lock(&slab_lock);
	object = quarantined > above ? oldest : NULL;
	if (object) {
		oldest = object->next;
		if (!oldest)
			newest = &oldest;
		*slab = slab_of_object(object);
		quarantined -= (*slab)->cache->stride;
	}
	mm_unlock(&slab_lock);
	return object;
}

static void quarantine_release(unsigned long above)
{
	struct object *object;
	struct slab *slab;

	while ((object = quarantine_pop(above, &slab))) {
		check_quarantined(slab->cache, object, object_address(slab, object));
		mm_lock(&slab_lock);
		slot_put(slab, object);
		mm_unlock(&slab_lock);
	}
}

bool quarantine_flush(void)
{
	bool any = quarantined;

	quarantine_release(0);
	return any;
}

void object_free(struct slab *slab, struct object *object, const void *where)
{
	struct kmem_cache *cache = slab->cache;
	char *at = object_address(slab, object);

	check_red(cache, object, at, where);
	mm_unpoison(at, cache->size);
	host_memset(at, FILL_FREE, cache->size);
	mm_poison(at, cache->size);

	mm_lock(&slab_lock);
	object->freer = where;
	object->state = OBJECT_QUARANTINED;
	object->next = NULL;
	*newest = object;
	newest = &object->next;
	quarantined += cache->stride;
	cache->live--;
	mm_unlock(&slab_lock);
	quarantine_release(QUARANTINE_BYTES);
}

/* ---- caches ---- */

void cache_setup(struct kmem_cache *cache, const char *name, unsigned int size, unsigned int align, gfp_t gfp,
		 void (*ctor)(void *object))
{
	memset(cache, 0, sizeof(*cache));
	strscpy(cache->name, name, sizeof(cache->name));
	cache->align = max_t(unsigned int, align, ARCH_SLAB_MINALIGN);
	cache->object_size = size;
	cache->size = ALIGN(size, ARCH_SLAB_MINALIGN);
	cache->red = ALIGN(RED_MIN, cache->align);
	/* not below 48: 32 bytes of record per slot and the slab's own must fit in the mirrored table */
	cache->stride = ALIGN(max_t(unsigned int, cache->red + cache->size, 48), cache->align);
	cache->gfp = gfp;
	cache->ctor = ctor;
	INIT_LIST_HEAD(&cache->partial);
	INIT_LIST_HEAD(&cache->full);
	/* at least seven objects to a slab, or what eight pages hold */
	while ((PAGE_SIZE << cache->order) < SZ_32K && (PAGE_SIZE << cache->order) < 7 * cache->stride + RED_MIN)
		cache->order++;
	while ((PAGE_SIZE << cache->min_order) < cache->stride + RED_MIN)
		cache->min_order++;
	cache->order = max(cache->order, cache->min_order);
}

bool cache_shrink(struct kmem_cache *cache)
{
	struct slab *slab, *next;
	bool any = false;

	mm_lock(&slab_lock);
	list_for_each_entry_safe(slab, next, &cache->partial, node) {
		if (slab->used)
			continue;
		list_del(&slab->node);
		frames_free(virt_to_page(slab_start(slab)), NULL);
		any = true;
	}
	mm_unlock(&slab_lock);
	return any;
}

static unsigned int release_slabs(struct kmem_cache *cache, struct list_head *list)
{
	struct object *object;
	struct slab *slab;
	unsigned int left = 0;

	while (!list_empty(list)) {
		slab = list_first_entry(list, struct slab, node);
		for (object = slab->objects; object < slab->objects + slab->count; object++) {
			if (object->state != OBJECT_LIVE)
				continue;
			report("memory leak", object->owner, "%u bytes of %s at %px were never freed", object->size,
			       cache->name, object_address(slab, object));
			left++;
		}
		list_del(&slab->node);
		frames_free(virt_to_page(slab_start(slab)), NULL);
	}
	return left;
}

unsigned int cache_finish(struct kmem_cache *cache)
{
	unsigned int left;

	quarantine_release(0);
	left = release_slabs(cache, &cache->full);
	return left + release_slabs(cache, &cache->partial);
}

int slabs_init(void)
{
	oldest = NULL;
	newest = &oldest;
	quarantined = 0;
	records = host_zalloc_map(window_bytes());
	return records ? 0 : -ENOMEM;
}

void slabs_finish(void)
{
	host_unreserve(records, window_bytes());
	records = NULL;
}
