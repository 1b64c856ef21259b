/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools of special memory (linux/lib/genalloc.c): on-chip RAM, memory of a card. The pool knows addresses only and
 * never touches the memory: who added it owns it and takes it back after gen_pool_destroy().
 *
 * Not here: allocation by another algorithm than the first fit, owners, fixed addresses, the device tree.
 */
#ifndef _LINUX_GENALLOC_H
#define _LINUX_GENALLOC_H

#include <linux/spinlock_types.h>
#include <linux/types.h>

struct device;

/**
 * struct gen_pool - a pool
 * @lock: protects all of it, from any context
 * @chunks: struct gen_pool_chunk, private to genalloc.c
 * @min_alloc_order: log2 of the bytes that are given away at least
 * @name: of devm_gen_pool_create(), or NULL
 */
struct gen_pool {
	spinlock_t lock;
	struct list_head chunks;
	int min_alloc_order;
	const char *name;
};

/** gen_pool_create() - an empty pool; @nid is not looked at. NULL without memory. Sleeps. */
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
/** gen_pool_destroy() - everything must have been given back (BUG otherwise) */
void gen_pool_destroy(struct gen_pool *pool);
/**
 * gen_pool_add_virt() - put @size bytes into the pool
 * @virt: where the CPU sees them
 * @phys: their physical address; -1: none
 * Return: 0 or -ENOMEM. Sleeps.
 */
int gen_pool_add_virt(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size, int nid);

static inline int gen_pool_add(struct gen_pool *pool, unsigned long virt, size_t size, int nid)
{
	return gen_pool_add_virt(pool, virt, -1, size, nid);
}

/**
 * gen_pool_alloc() - the first room for @size bytes, in what was added last if there is any; not zeroed
 * Return: its address, or 0. Any context.
 */
unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size);
/** gen_pool_dma_alloc() - the same, and *@dma receives the physical address; NULL: none */
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
/** gen_pool_dma_alloc_align() - the same; the CPU's address is a multiple of @align, a power of two */
void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);
/** gen_pool_free() - give back what one call has got, with its size. Any context. */
void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size);
/** gen_pool_virt_to_phys() - -1 for what is not in the pool */
phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr);
bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size);
size_t gen_pool_avail(struct gen_pool *pool);
size_t gen_pool_size(struct gen_pool *pool);

/**
 * devm_gen_pool_create() - a pool of @dev, found by @name (a copy is kept; NULL: the one without); ERR_PTR() on error
 */
struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid, const char *name);
/** gen_pool_get() - that pool, or NULL */
struct gen_pool *gen_pool_get(struct device *dev, const char *name);

#endif
