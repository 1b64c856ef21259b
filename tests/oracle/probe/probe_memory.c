// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_memory.c - tables of pieces, pages, kmalloc(), vmalloc(), pools.
 */
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "probe_dma.h"

/* ---- tables ---- */

#define ORDER 4
#define PAGES (1 << ORDER)

static void show_table(struct asking *ask, struct sg_table *table, size_t size, unsigned int first)
{
	struct sg_page_iter iter;
	struct scatterlist *sg;
	static char text[256];
	unsigned int i, pages = 0;
	size_t bytes;

	for_each_sgtable_sg(table, sg, i)
		snd_iprintf(ask->out, " %u+%u", sg->offset, sg->length);
	for_each_sg_page(table->sgl, &iter, table->orig_nents, first)
		pages++;
	snd_iprintf(ask->out, " | pages %u from %u, nents %d, last %d", pages, first, sg_nents(table->sgl),
		    sg_last(table->sgl, table->orig_nents) == sg);
	for (bytes = 0; bytes < size + PAGE_SIZE; bytes += 1 + draw(ask, 9000))
		snd_iprintf(ask->out, " %zu:%d", bytes, sg_nents_for_len(table->sgl, bytes));
	memset(text, 1 + draw(ask, 200), sizeof(text));
	bytes = draw(ask, sizeof(text));
	snd_iprintf(ask->out, " copied %zu of %zu", sg_copy_from_buffer(table->sgl, table->orig_nents, text, bytes),
		    bytes);
	memset(text, 0, sizeof(text));
	snd_iprintf(ask->out, " and %zu", sg_copy_to_buffer(table->sgl, table->orig_nents, text, sizeof(text)));
	show_runs(ask, "back", text, sizeof(text));
}

static void ask_table(struct asking *ask, struct page *block)
{
	static const unsigned int longest[] = { UINT_MAX, PAGE_SIZE, 3 * PAGE_SIZE, 2 * PAGE_SIZE + 5, PAGE_SIZE + 1 };
	unsigned int count = 1 + draw(ask, PAGES), offset = draw(ask, 2) ? draw(ask, PAGE_SIZE) : 0, i;
	unsigned int max = longest[draw(ask, ARRAY_SIZE(longest))];
	unsigned int at = draw(ask, PAGES);
	struct page *pages[PAGES];
	struct sg_table table;
	size_t size;
	int err;

	for (i = 0; i < count; i++) {
		pages[i] = block + at;
		at = (draw(ask, 3) ? at + 1 : draw(ask, PAGES)) % PAGES;
	}
	size = count * PAGE_SIZE - offset - draw(ask, PAGE_SIZE - offset);
	err = sg_alloc_table_from_pages_segment(&table, pages, count, offset, size, max, GFP_KERNEL);
	snd_iprintf(ask->out, "table of %u pages +%u %zu longest %u: %d", count, offset, size, max, err);
	if (!err) {
		show_table(ask, &table, size, draw(ask, count + 1));
		sg_free_table(&table);
	}
	snd_iprintf(ask->out, "\n");
}

void ask_tables(struct asking *ask)
{
	struct page *block = alloc_pages(GFP_KERNEL | __GFP_ZERO, ORDER);
	struct sg_table table;
	unsigned int i;

	for (i = 0; block && i < 80; i++)
		ask_table(ask, block);
	if (block)
		__free_pages(block, ORDER);
	for (i = 0; i < 1000; i += 1 + draw(ask, 90)) {
		int err = sg_alloc_table(&table, i, GFP_KERNEL);

		snd_iprintf(ask->out, "table of %u: %d", i, err);
		if (!err) {
			snd_iprintf(ask->out, " nents %d of %u %u", sg_nents(table.sgl), table.nents, table.orig_nents);
			sg_free_table(&table);
		}
		snd_iprintf(ask->out, "\n");
	}
}

/* ---- memory ---- */

static void ask_kmalloc(struct asking *ask, size_t size, gfp_t gfp)
{
	u8 *at = kmalloc(size, gfp | __GFP_NOWARN), *more;
	size_t rounded = kmalloc_size_roundup(size), grown = size + draw(ask, 5000);

	snd_iprintf(ask->out, "kmalloc %zu: roundup %zu", size, rounded);
	if (ZERO_OR_NULL_PTR(at)) {
		snd_iprintf(ask->out, " %s\n", at ? "of nothing" : "none");
		return;
	}
	snd_iprintf(ask->out, " has %zu aligned %d", ksize(at),
		    IS_ALIGNED((unsigned long)at, is_power_of_2(rounded) ? min(rounded, PAGE_SIZE) : 8));
	if (gfp & __GFP_ZERO)
		snd_iprintf(ask->out, " zero %d", !memchr_inv(at, 0, size));
	if (gfp & __GFP_DMA)
		snd_iprintf(ask->out, " low %d", phys_to_dma(ask->dev, virt_to_phys(at)) + size <= SZ_16M);
	memset(at, 0x77, size);
	more = krealloc(at, size / 2 + 1, GFP_KERNEL);
	snd_iprintf(ask->out, " shrunk %d has %zu", more == at, ksize(more));
	at = more;
	memset(at, 0x77, size / 2 + 1);
	more = krealloc(at, grown, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (more)
		snd_iprintf(ask->out, " grown %zu has %zu kept %d\n", grown, ksize(more),
			    !memchr_inv(more, 0x77, size / 2 + 1));
	else
		snd_iprintf(ask->out, " grown %zu none\n", grown);
	kfree(more ?: at);
}

static void ask_pages_exact(struct asking *ask, size_t size)
{
	u8 *at = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	struct page *page;

	snd_iprintf(ask->out, "pages exact %zu:", size);
	if (!at) {
		snd_iprintf(ask->out, " none\n");
		return;
	}
	page = virt_to_page(at + size - 1);
	snd_iprintf(ask->out, " aligned %d zero %d count %d, last %d, row %d\n",
		    IS_ALIGNED((unsigned long)at, PAGE_SIZE << get_order(size)), !memchr_inv(at, 0, size),
		    page_count(virt_to_page(at)), page_count(page),
		    page_to_pfn(page) - page_to_pfn(virt_to_page(at)) == (size - 1) >> PAGE_SHIFT);
	free_pages_exact(at, size);
}

static void ask_vmalloc(struct asking *ask, size_t size)
{
	u8 *at = size % 3 ? vmalloc(size) : vzalloc(size), *low, *again;
	struct page *pages[2];

	snd_iprintf(ask->out, "vmalloc %zu:", size);
	if (!at) {
		snd_iprintf(ask->out, " none\n");
		return;
	}
	snd_iprintf(ask->out, " aligned %d vmalloc %d %d", IS_ALIGNED((unsigned long)at, PAGE_SIZE),
		    is_vmalloc_addr(at), is_vmalloc_addr(page_address(vmalloc_to_page(at))));
	pages[1] = vmalloc_to_page(at);
	pages[0] = vmalloc_to_page(at + size - 1);
	again = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	if (again) {
		at[0] = 0x11;
		snd_iprintf(ask->out, " mapped again %02x %d", again[PAGE_SIZE], vmalloc_to_page(again) == pages[0]);
		vunmap(again);
	}
	vfree(at);
	low = vmalloc_32(size);
	snd_iprintf(ask->out, " 32: %d\n", low ? !(page_to_phys(vmalloc_to_page(low + size - 1)) >> 32) : -1);
	vfree(low);
}

static void ask_kvmalloc(struct asking *ask, size_t size)
{
	u8 *at = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);

	snd_iprintf(ask->out, "kvmalloc %zu: %s vmalloc %d\n", size, at ? "some" : "none", is_vmalloc_addr(at));
	kvfree(at);
}

static void ask_orders(struct asking *ask)
{
	unsigned int order;
	struct page *page;

	for (order = 0; order <= 10; order++) {
		page = alloc_pages(GFP_KERNEL | __GFP_COMP | __GFP_NOWARN, order);
		if (!page) {
			snd_iprintf(ask->out, "order %u: none\n", order);
			continue;
		}
		get_page(page + (1 << order) - 1);
		snd_iprintf(ask->out, "order %u: compound %u head %d count %d size %lu aligned %d\n", order,
			    compound_order(page), compound_head(page + (1 << order) - 1) == page, page_count(page),
			    page_size(page), IS_ALIGNED(page_to_pfn(page), 1 << order));
		put_page(page);
		put_page(page);
	}
}

void ask_memory(struct asking *ask)
{
	static const size_t large[] = { SZ_2M, SZ_4M - 1, SZ_4M, SZ_4M + 1, SZ_8M };
	static const gfp_t flags[] = { GFP_KERNEL, GFP_ATOMIC, GFP_KERNEL | __GFP_ZERO, GFP_KERNEL | GFP_DMA };
	size_t size, i;

	for (size = 0; size < 20000; size += 1 + draw(ask, size < 600 ? 40 : 900))
		ask_kmalloc(ask, size, flags[draw(ask, 4)]);
	for (i = 0; i < ARRAY_SIZE(large); i++)
		ask_kmalloc(ask, large[i], GFP_KERNEL);
	for (size = 1; size < SZ_1M; size += 1 + draw(ask, size))
		ask_pages_exact(ask, size);
	for (i = 0; i < ARRAY_SIZE(large); i++)
		ask_pages_exact(ask, large[i]);
	for (size = 1; size < SZ_1M; size += 1 + draw(ask, 2 * size))
		ask_vmalloc(ask, size);
	for (i = 0; i < ARRAY_SIZE(large); i++)
		ask_kvmalloc(ask, large[i]);
	ask_kvmalloc(ask, 1);
	ask_kvmalloc(ask, PAGE_SIZE + 1);
	ask_orders(ask);
}

/* ---- pools ---- */

#define HELD 24

struct held {
	unsigned long at;
	size_t size;
};

static void pool_step(struct asking *ask, struct gen_pool *pool, struct held *held, unsigned long base)
{
	size_t size = 1 + draw(ask, draw(ask, 4) ? 700 : 5000);
	int align = 1 << draw(ask, 13);
	dma_addr_t bus = 0;

	if (held->at) {
		gen_pool_free(pool, held->at, held->size);
		snd_iprintf(ask->out, "free %zu: ", held->size);
		held->at = 0;
	} else {
		held->size = size;
		if (draw(ask, 3)) {
			held->at = gen_pool_alloc(pool, size);
			snd_iprintf(ask->out, "alloc %zu: ", size);
		} else {
			held->at = (unsigned long)gen_pool_dma_alloc_align(pool, size, &bus, align);
			snd_iprintf(ask->out, "alloc %zu aligned to %d: bus %#llx ", size, align, (u64)bus);
		}
		if (held->at)
			snd_iprintf(ask->out, "+%#lx phys %#llx", held->at - base,
				    (u64)gen_pool_virt_to_phys(pool, held->at));
		else
			snd_iprintf(ask->out, "none");
	}
	snd_iprintf(ask->out, " avail %zu of %zu\n", gen_pool_avail(pool), gen_pool_size(pool));
}

void ask_pools(struct asking *ask)
{
	unsigned long base = (unsigned long)vmalloc(2 * SZ_16K);
	struct held held[HELD] = { };
	unsigned int order, i;
	struct gen_pool *pool;
	int err;

	for (order = 0; base && order <= 12; order += 3) {
		pool = gen_pool_create(order, -1);
		err = gen_pool_add_virt(pool, base, 0x80000000, SZ_16K, -1);
		snd_iprintf(ask->out, "pool of %u: %d", 1 << order, err);
		err = gen_pool_add_virt(pool, base + SZ_16K, 0x90000040, SZ_8K + 4096, -1);
		snd_iprintf(ask->out, " %d\n", err);
		snd_iprintf(ask->out, "has %d %d %d, phys %lld\n", gen_pool_has_addr(pool, base, SZ_16K),
			    gen_pool_has_addr(pool, base + SZ_16K - 1, 2),
			    gen_pool_has_addr(pool, base + 2 * SZ_16K, 1),
			    (s64)gen_pool_virt_to_phys(pool, base + 2 * SZ_16K));
		for (i = 0; i < 150; i++)
			pool_step(ask, pool, &held[draw(ask, HELD)], base);
		for (i = 0; i < HELD; i++) {
			if (held[i].at)
				gen_pool_free(pool, held[i].at, held[i].size);
			held[i].at = 0;
		}
		gen_pool_destroy(pool);
	}
	vfree((void *)base);
}
