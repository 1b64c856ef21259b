/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kmalloc() and object caches (linux/mm/slab.c): objects on page frames with checked red zones, poisoned when free and
 * kept for a while before reuse. Each remembers the code that asked for it: these are functions, not macros, so that
 * their return address is the caller. Sizes that are powers of two are aligned to their size, others to 8 bytes or
 * more.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/cache.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

#define ARCH_KMALLOC_MINALIGN	8
#define ARCH_SLAB_MINALIGN	8
#define KMALLOC_SHIFT_MAX	(MAX_PAGE_ORDER + PAGE_SHIFT)
#define KMALLOC_MAX_SIZE	(1UL << KMALLOC_SHIFT_MAX)
#define KMALLOC_MAX_CACHE_SIZE	(PAGE_SIZE * 2)
#define KMALLOC_MIN_SIZE	8

/* what kmalloc(0) gives: not NULL, may be freed, faults when touched */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(x)	((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

void *kmalloc(size_t size, gfp_t flags) __alloc_size(1);
void *kmalloc_track_caller(size_t size, gfp_t flags) __alloc_size(1);
void *krealloc(const void *p, size_t new_size, gfp_t flags) __must_check __realloc_size(2);
void kfree(const void *p);
void kfree_sensitive(const void *p);
/** ksize() - bytes of the size class behind an object; only the requested ones may be used, krealloc() gives more */
size_t ksize(const void *p);
size_t kmalloc_size_roundup(size_t size);

#define __kmalloc(size, flags)			kmalloc(size, flags)
#define kmalloc_node(size, flags, node)		((void)(node), kmalloc(size, flags))
#define kzalloc_node(size, flags, node)		kmalloc_node(size, (flags) | __GFP_ZERO, node)

static inline __alloc_size(1) void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

static inline __alloc_size(1, 2) void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kmalloc(bytes, flags);
}

static inline __alloc_size(1, 2) void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static inline __must_check void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return krealloc(p, bytes, flags);
}

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))

/* ---- physically contiguous if there is room, else vmalloc() ---- */

void *kvmalloc(size_t size, gfp_t flags) __alloc_size(1);
void *kvrealloc(const void *p, size_t size, gfp_t flags) __must_check __realloc_size(2);
void kvfree(const void *addr);
void kvfree_sensitive(const void *addr, size_t len);

#define kvmalloc_node(size, flags, node)	((void)(node), kvmalloc(size, flags))

static inline __alloc_size(1) void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

static inline __alloc_size(1, 2) void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc(bytes, flags);
}

static inline __alloc_size(1, 2) void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}

DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

/* ---- object caches ---- */

#define SLAB_CONSISTENCY_CHECKS	((__force slab_flags_t)(1u << 0))
#define SLAB_RED_ZONE		((__force slab_flags_t)(1u << 1))
#define SLAB_POISON		((__force slab_flags_t)(1u << 2))
#define SLAB_HWCACHE_ALIGN	((__force slab_flags_t)(1u << 4))
#define SLAB_CACHE_DMA		((__force slab_flags_t)(1u << 5))
#define SLAB_CACHE_DMA32	((__force slab_flags_t)(1u << 6))
#define SLAB_PANIC		((__force slab_flags_t)(1u << 8))
#define SLAB_MEM_SPREAD		((__force slab_flags_t)0)
#define SLAB_ACCOUNT		((__force slab_flags_t)0)
#define SLAB_RECLAIM_ACCOUNT	((__force slab_flags_t)0)

struct kmem_cache;

/**
 * kmem_cache_create() - a cache of objects of one size
 * @name: copied
 * @align: power of two, or 0
 * @ctor: prepares an object before each use, so that it finds a free object as a new one
 * Return: NULL without memory. May sleep.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *object));
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size, unsigned int align,
					      slab_flags_t flags, unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *object));
/** kmem_cache_destroy() - objects that are still out are reported, each with its owner */
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *object);
unsigned int kmem_cache_size(struct kmem_cache *cache);
int kmem_cache_shrink(struct kmem_cache *cache);

#define kmem_cache_zalloc(cache, flags)		kmem_cache_alloc(cache, (flags) | __GFP_ZERO)
#define kmem_cache_alloc_node(cache, flags, node) ((void)(node), kmem_cache_alloc(cache, flags))

#define KMEM_CACHE(__struct, __flags) \
	kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct), (__flags), NULL)

#endif
