// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmem_cache.c - the kernel's calls for caches of objects of one size.
 *
 * Lock: caches_lock protects the list of caches; taken before slab_lock (slab.c), which protects what is in them.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>

#include "slab.h"

static struct mm_lock caches_lock;
static LIST_HEAD(caches);

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *object))
{
	const void *where = __builtin_return_address(0);
	struct kmem_cache *cache;
	gfp_t gfp = 0;

	if (WARN_ON(!name || !size || size > KMALLOC_MAX_SIZE / 2 || (align && !is_power_of_2(align))))
		return NULL;
	if (!mm_request("kmem_cache_create", GFP_KERNEL, where))
		goto err_panic;
	cache = kmalloc_at(sizeof(*cache), GFP_KERNEL, where);
	if (!cache)
		goto err_panic;
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max_t(unsigned int, align,
			      size > L1_CACHE_BYTES / 2 ? L1_CACHE_BYTES : roundup_pow_of_two(size));
	if (flags & SLAB_CACHE_DMA)
		gfp |= GFP_DMA;
	if (flags & SLAB_CACHE_DMA32)
		gfp |= GFP_DMA32;
	cache_setup(cache, name, size, align, gfp, ctor);
	cache->owner = where;
	mm_lock(&caches_lock);
	list_add_tail(&cache->node, &caches);
	mm_unlock(&caches_lock);
	return cache;

err_panic:
	if (flags & SLAB_PANIC)
		host_panic("kmem_cache_create: no memory for a cache with SLAB_PANIC");
	return NULL;
}
EXPORT_SYMBOL(kmem_cache_create);

struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size, unsigned int align,
					      slab_flags_t flags, unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *object))
{
	/* every object may be copied to a client: nothing checks the range */
	return kmem_cache_create(name, size, align, flags, ctor);
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	mm_lock(&caches_lock);
	list_del(&cache->node);
	mm_unlock(&caches_lock);
	cache_finish(cache);
	kfree_at(cache, __builtin_return_address(0));
}
EXPORT_SYMBOL(kmem_cache_destroy);

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags)
{
	const void *where = __builtin_return_address(0);

	if (!mm_request(cache->name, flags, where))
		return NULL;
	return cache_alloc(cache, cache->object_size, flags, where);
}
EXPORT_SYMBOL(kmem_cache_alloc);

void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	const void *where = __builtin_return_address(0);
	struct slab *slab = slab_of(p);
	struct object *object;

	if (!p)
		return;
	host_task_preempt();
	if (!slab) {
		bad_free(p, "kmem_cache_free", where);
		return;
	}
	if (slab->cache != cache)
		report("wrong free", where, "kmem_cache_free(%s): the object is of %s", cache->name, slab->cache->name);
	object = object_of(slab, p, "kmem_cache_free", where);
	if (object)
		object_free(slab, object, where);
}
EXPORT_SYMBOL(kmem_cache_free);

unsigned int kmem_cache_size(struct kmem_cache *cache)
{
	return cache->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

int kmem_cache_shrink(struct kmem_cache *cache)
{
	quarantine_flush();
	cache_shrink(cache);
	return 0;
}
EXPORT_SYMBOL(kmem_cache_shrink);

bool caches_shrink(void)
{
	struct kmem_cache *cache;
	bool any = false;

	mm_lock(&caches_lock);
	list_for_each_entry(cache, &caches, node)
		any |= cache_shrink(cache);
	mm_unlock(&caches_lock);
	return any;
}

void caches_init(void)
{
	INIT_LIST_HEAD(&caches);
}

unsigned int caches_finish(void)
{
	struct kmem_cache *cache;
	unsigned int left = 0;

	while (!list_empty(&caches)) {
		cache = list_first_entry(&caches, struct kmem_cache, node);
		report("memory leak", cache->owner, "kmem_cache %s was never destroyed", cache->name);
		left += 1 + cache_finish(cache);
		list_del(&cache->node);
		kfree_at(cache, NULL);
	}
	return left;
}
