/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between slab.c, which hands objects out and takes them back, and kmalloc.c and kmem_cache.c, the kernel's calls.
 *
 * A slab is a block of frames cut into slots: red zone, object, red zone (shared with the next slot). What is known
 * about an object does not lie beside it, where an overflow would reach it, but in a table of the host's memory
 * that mirrors the direct map: the records of a slab start at the same distance from the table's start as the slab
 * from the window's.
 */
#ifndef LINUX_MM_SLAB_H
#define LINUX_MM_SLAB_H

#include <linux/list.h>
#include <linux/slab.h>

#include "local.h"

#define RED_MIN		16	/* bytes checked behind an object and at most RED_MAX before it */
#define RED_MAX		64
#define FILL_RED	0xbb
#define FILL_NEW	0x5a
#define FILL_FREE	0x6b

enum object_state { OBJECT_FREE, OBJECT_LIVE, OBJECT_QUARANTINED };

/**
 * struct object - one slot's record
 * @next: free list of the slab, or the quarantine
 * @owner: who allocated it last
 * @freer: who freed it last
 * @size: bytes asked for
 * @state: enum object_state
 */
struct object {
	struct object *next;
	const void *owner;
	const void *freer;
	unsigned int size;
	unsigned char state;
};

/**
 * struct slab - a block of frames cut into slots; stands at the start of its records
 * @cache: whose
 * @node: in the cache's partial or full list
 * @free: slots to be had
 * @used: slots that are not, quarantined ones included
 * @order, @count: the cache's, or of the smallest block that holds an object
 */
struct slab {
	struct kmem_cache *cache;
	struct list_head node;
	struct object *free;
	unsigned int used;
	unsigned short count;
	unsigned char order;
	struct object objects[];
};

/**
 * struct kmem_cache - objects of one size
 * @object_size: bytes of an object as asked for
 * @size: the same, rounded up to 8
 * @red: bytes before an object; a multiple of @align
 * @stride: bytes from slot to slot
 * @order: of the slabs, if there is such a block
 * @min_order: of the smallest block that holds an object
 * @gfp: zone bits of the slabs
 * @partial, @full: slabs with and without free slots
 * @live: objects out
 * @node: in the list of all caches
 * @owner: who created it
 */
struct kmem_cache {
	char name[32];
	unsigned int object_size;
	unsigned int size;
	unsigned int align;
	unsigned int red;
	unsigned int stride;
	unsigned int order;
	unsigned int min_order;
	gfp_t gfp;
	void (*ctor)(void *object);
	struct list_head partial;
	struct list_head full;
	unsigned long live;
	struct list_head node;
	const void *owner;
};

void cache_setup(struct kmem_cache *cache, const char *name, unsigned int size, unsigned int align, gfp_t gfp,
		 void (*ctor)(void *object));
/** cache_finish() - everything back to the frames; returns how many objects were still out, each reported */
unsigned int cache_finish(struct kmem_cache *cache);
/** cache_shrink() - slabs without objects go; true if there were any */
bool cache_shrink(struct kmem_cache *cache);
void *cache_alloc(struct kmem_cache *cache, size_t size, gfp_t gfp, const void *where);
/** cache_try() - the same, but NULL where memory would have to be reclaimed, and nobody is told */
void *cache_try(struct kmem_cache *cache, size_t size, gfp_t gfp, const void *where);

/**
 * slab_of() - the slab that @p points into, or NULL
 * @p: any pointer at all
 */
struct slab *slab_of(const void *p);
/** object_of() - the record of the live object that starts at @p; otherwise NULL, reported as @call's mistake */
struct object *object_of(struct slab *slab, const void *p, const char *call, const void *where);
void *object_address(struct slab *slab, struct object *object);
void object_free(struct slab *slab, struct object *object, const void *where);
/** object_resize() - the same object, another size within the slot */
void object_resize(struct slab *slab, struct object *object, size_t size);

int slabs_init(void);
void slabs_finish(void);
/** quarantine_flush() - check and release everything that waits */
bool quarantine_flush(void);

/* ---- kmalloc.c ---- */
/** bad_free() - @p is no object: report what it is */
void bad_free(const void *p, const char *call, const void *where);

/* ---- kmem_cache.c ---- */
bool caches_shrink(void);
void caches_init(void);
unsigned int caches_finish(void);

#endif
