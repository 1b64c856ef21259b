// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * genalloc.c - pools of special memory: first fit in units of 2^min_alloc_order bytes, a bit for each.
 *
 * Locks: pool->lock, for the list of chunks and their bits; nothing is allocated or freed under it.
 */
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "../core.h"

/**
 * struct gen_pool_chunk - one gen_pool_add_virt()
 * @node: in &gen_pool.chunks, the latest first: it is tried first
 * @units, @free: all of it, and what is not given away, in units
 * @used: a bit a unit
 */
struct gen_pool_chunk {
	struct list_head node;
	unsigned long start;
	phys_addr_t phys;
	size_t size;
	unsigned long units, free;
	unsigned long used[];
};

/* ---- pools and chunks ---- */

static void pool_init(struct gen_pool *pool, int min_alloc_order)
{
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->min_alloc_order = min_alloc_order;
}

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	struct gen_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (pool)
		pool_init(pool, min_alloc_order);
	return pool;
}
EXPORT_SYMBOL(gen_pool_create);

static void drop_chunks(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk, *next;

	list_for_each_entry_safe(chunk, next, &pool->chunks, node) {
		BUG_ON(chunk->free != chunk->units);
		list_del(&chunk->node);
		kvfree(chunk);
	}
	kfree(pool->name);
}

void gen_pool_destroy(struct gen_pool *pool)
{
	drop_chunks(pool);
	kfree(pool);
}
EXPORT_SYMBOL(gen_pool_destroy);

int gen_pool_add_virt(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size, int nid)
{
	unsigned long units = size >> pool->min_alloc_order;
	struct gen_pool_chunk *chunk = kvzalloc(struct_size(chunk, used, BITS_TO_LONGS(units)), GFP_KERNEL);

	if (!chunk)
		return -ENOMEM;
	chunk->start = virt;
	chunk->phys = phys;
	chunk->size = size;
	chunk->units = units;
	chunk->free = units;
	guard(spinlock_irqsave)(&pool->lock);
	list_add(&chunk->node, &pool->chunks);
	return 0;
}
EXPORT_SYMBOL(gen_pool_add_virt);

/* ---- giving away and taking back ---- */

/* the first unit at or after @unit whose address is aligned: the CPU's, as on Linux */
static unsigned long align_unit(const struct gen_pool *pool, const struct gen_pool_chunk *chunk, unsigned long unit,
				unsigned long align)
{
	unsigned long at = chunk->start + (unit << pool->min_alloc_order);

	return unit + ((ALIGN(at, align) - at) >> pool->min_alloc_order);
}

/* Return: the first of @count free units, or chunk->units */
static unsigned long find_room(const struct gen_pool *pool, const struct gen_pool_chunk *chunk, unsigned long count,
			       unsigned long align)
{
	unsigned long first = align_unit(pool, chunk, 0, align), taken;

	while (first + count <= chunk->units) {
		taken = find_next_bit(chunk->used, first + count, first);
		if (taken >= first + count)
			return first;
		first = align_unit(pool, chunk, taken + 1, align);
	}
	return chunk->units;
}

static unsigned long alloc_aligned(struct gen_pool *pool, size_t size, phys_addr_t *phys, unsigned long align,
				   const void *where)
{
	unsigned long count, first;
	struct gen_pool_chunk *chunk;

	if (!pool || !size || should_fail("gen_pool_alloc", where))
		return 0;
	count = (size + (1UL << pool->min_alloc_order) - 1) >> pool->min_alloc_order;
	guard(spinlock_irqsave)(&pool->lock);
	list_for_each_entry(chunk, &pool->chunks, node) {
		if (count > chunk->free)
			continue;
		first = find_room(pool, chunk, count, align);
		if (first == chunk->units)
			continue;
		bitmap_set(chunk->used, first, count);
		chunk->free -= count;
		if (phys)
			*phys = chunk->phys + ((phys_addr_t)first << pool->min_alloc_order);
		return chunk->start + (first << pool->min_alloc_order);
	}
	return 0;
}

unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size)
{
	return alloc_aligned(pool, size, NULL, 1, __builtin_return_address(0));
}
EXPORT_SYMBOL(gen_pool_alloc);

void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return (void *)alloc_aligned(pool, size, dma, 1, __builtin_return_address(0));
}
EXPORT_SYMBOL(gen_pool_dma_alloc);

void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	return (void *)alloc_aligned(pool, size, dma, align, __builtin_return_address(0));
}
EXPORT_SYMBOL(gen_pool_dma_alloc_align);

static struct gen_pool_chunk *chunk_around(struct gen_pool *pool, unsigned long addr, size_t size)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, node)
		if (addr >= chunk->start && size <= chunk->size && addr - chunk->start <= chunk->size - size)
			return chunk;
	return NULL;
}

void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size)
{
	unsigned long count = (size + (1UL << pool->min_alloc_order) - 1) >> pool->min_alloc_order, first;
	struct gen_pool_chunk *chunk;

	guard(spinlock_irqsave)(&pool->lock);
	chunk = chunk_around(pool, addr, size);
	BUG_ON(!chunk);
	first = (addr - chunk->start) >> pool->min_alloc_order;
	BUG_ON(find_next_zero_bit(chunk->used, first + count, first) < first + count);
	bitmap_clear(chunk->used, first, count);
	chunk->free += count;
}
EXPORT_SYMBOL(gen_pool_free);

/* ---- looking ---- */

phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk;

	guard(spinlock_irqsave)(&pool->lock);
	chunk = chunk_around(pool, addr, 1);
	return chunk ? chunk->phys + (addr - chunk->start) : (phys_addr_t)-1;
}
EXPORT_SYMBOL(gen_pool_virt_to_phys);

bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size)
{
	guard(spinlock_irqsave)(&pool->lock);
	return chunk_around(pool, start, size);
}
EXPORT_SYMBOL(gen_pool_has_addr);

size_t gen_pool_avail(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t units = 0;

	guard(spinlock_irqsave)(&pool->lock);
	list_for_each_entry(chunk, &pool->chunks, node)
		units += chunk->free;
	return units << pool->min_alloc_order;
}
EXPORT_SYMBOL_GPL(gen_pool_avail);

size_t gen_pool_size(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t bytes = 0;

	guard(spinlock_irqsave)(&pool->lock);
	list_for_each_entry(chunk, &pool->chunks, node)
		bytes += chunk->size;
	return bytes;
}
EXPORT_SYMBOL_GPL(gen_pool_size);

/* ---- a device's pools ---- */

static void managed_release(struct device *dev, void *res)
{
	drop_chunks(res);
}

static int managed_match(struct device *dev, void *res, void *name)
{
	struct gen_pool *pool = res;

	if (!name || !pool->name)
		return !name && !pool->name;
	return !strcmp(pool->name, name);
}

struct gen_pool *gen_pool_get(struct device *dev, const char *name)
{
	return devres_find(dev, managed_release, managed_match, (void *)name);
}
EXPORT_SYMBOL_GPL(gen_pool_get);

struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid, const char *name)
{
	struct gen_pool *pool;

	if (gen_pool_get(dev, name))
		return ERR_PTR(-EINVAL);
	pool = devres_alloc(managed_release, sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);
	pool_init(pool, min_alloc_order);
	if (name) {
		pool->name = kstrdup(name, GFP_KERNEL);
		if (!pool->name) {
			devres_free(pool);
			return ERR_PTR(-ENOMEM);
		}
	}
	devres_add(dev, pool);
	return pool;
}
EXPORT_SYMBOL(devm_gen_pool_create);
