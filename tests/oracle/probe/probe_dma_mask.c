// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_dma_mask.c - what a device can reach, and what is allocated for it.
 */
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "probe_dma.h"

static void show_size(struct asking *ask, const char *name, size_t size)
{
	if (size == SIZE_MAX)
		snd_iprintf(ask->out, " %s all", name);
	else
		snd_iprintf(ask->out, " %s %zu", name, size);
}

static void show_reach(struct asking *ask, const char *name, unsigned int value)
{
	snd_iprintf(ask->out, "%s %#x: limited %d", name, value, dma_addressing_limited(ask->dev));
	show_size(ask, "max", dma_max_mapping_size(ask->dev));
	show_size(ask, "opt", dma_opt_mapping_size(ask->dev));
	snd_iprintf(ask->out, " merge %lu\n", dma_get_merge_boundary(ask->dev));
}

static void ask_bits(struct asking *ask)
{
	struct device *dev = ask->dev;
	unsigned int bits;
	int one, other, both;

	for (bits = 1; bits <= 64; bits++) {
		set_masks(ask, 40);
		one = dma_set_mask(dev, DMA_BIT_MASK(bits));
		other = dma_set_coherent_mask(dev, DMA_BIT_MASK(bits));
		snd_iprintf(ask->out, "bits %u: mask %d coherent %d, are %#llx %#llx", bits, one, other,
			    dma_get_mask(dev), dev->coherent_dma_mask);
		set_masks(ask, 40);
		both = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(bits));
		snd_iprintf(ask->out, ", both %d: %#llx %#llx\n", both, dma_get_mask(dev), dev->coherent_dma_mask);
	}
}

void ask_masks(struct asking *ask)
{
	static const u8 bits[] = { 24, 28, 31, 32, 40, 64 };
	static const unsigned int aligns[] = { 1, 0x7ff, 0x800, 0xfff, 0x3fff, 0xffff };
	struct device *dev = ask->dev;
	u64 *mask = dev->dma_mask;
	size_t i;

	ask_bits(ask);
	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		set_masks(ask, bits[i]);
		show_reach(ask, "bits", bits[i]);
	}
	set_masks(ask, 64);
	dev->bus_dma_limit = DMA_BIT_MASK(31);
	show_reach(ask, "bus limit", 31);
	dev->bus_dma_limit = 0;
	set_masks(ask, 32);
	for (i = 0; i < ARRAY_SIZE(aligns); i++) {
		dma_set_min_align_mask(dev, aligns[i]);
		show_reach(ask, "align", aligns[i]);
	}
	dma_set_min_align_mask(dev, 0);
	dev->dma_mask = NULL;
	snd_iprintf(ask->out, "no mask: %d, coherent %d, is %#llx\n", dma_set_mask(dev, DMA_BIT_MASK(32)),
		    dma_set_coherent_mask(dev, DMA_BIT_MASK(32)), dma_get_mask(dev));
	dev->dma_mask = mask;
	*mask = 0;
	snd_iprintf(ask->out, "mask 0: is %#llx\n", dma_get_mask(dev));
	set_masks(ask, 32);
	snd_iprintf(ask->out, "required holds 4 GiB: %d, is a mask: %d\n", dma_get_required_mask(dev) >= SZ_4G,
		    !(dma_get_required_mask(dev) & (dma_get_required_mask(dev) + 1)));
	snd_iprintf(ask->out, "alignment %d, error %d %d, can mmap %d\n", dma_get_cache_alignment(),
		    dma_mapping_error(dev, DMA_MAPPING_ERROR), dma_mapping_error(dev, 0), dma_can_mmap(dev));
}

/* ---- allocations ---- */

static void show_block(struct asking *ask, const void *cpu, dma_addr_t bus, size_t size, u64 mask)
{
	size_t order_bytes = PAGE_SIZE << get_order(size);

	snd_iprintf(ask->out, "aligned %d %d below %d direct %d vmalloc %d zero %d",
		    IS_ALIGNED((unsigned long)cpu, order_bytes), IS_ALIGNED(bus, order_bytes), bus + size - 1 <= mask,
		    !is_vmalloc_addr(cpu) && dma_to_phys(ask->dev, bus) == virt_to_phys((void *)cpu),
		    is_vmalloc_addr(cpu), !memchr_inv(cpu, 0, size));
}

static void ask_coherent(struct asking *ask, unsigned int bits, size_t size, gfp_t gfp)
{
	struct device *dev = ask->dev;
	struct sg_table table;
	dma_addr_t bus;
	void *cpu;
	int err;

	set_masks(ask, bits);
	cpu = dma_alloc_coherent(dev, size, &bus, gfp | __GFP_NOWARN);
	snd_iprintf(ask->out, "coherent %u bits %zu%s%s: ", bits, size, gfp & __GFP_DIRECT_RECLAIM ? "" : " atomic",
		    gfp & __GFP_DMA ? " dma" : "");
	if (!cpu) {
		snd_iprintf(ask->out, "none\n");
		return;
	}
	show_block(ask, cpu, bus, size, DMA_BIT_MASK(bits));
	err = dma_get_sgtable(dev, &table, cpu, bus, size);
	snd_iprintf(ask->out, " table %d", err);
	if (!err) {
		snd_iprintf(ask->out, " of %u %u: +%u %u", table.nents, table.orig_nents, table.sgl->offset,
			    table.sgl->length);
		sg_free_table(&table);
	}
	snd_iprintf(ask->out, "\n");
	memset(cpu, 0xa5, size);
	dma_free_coherent(dev, size, cpu, bus);
}

static void ask_pages(struct asking *ask, unsigned int bits, size_t size, enum dma_data_direction dir)
{
	struct device *dev = ask->dev;
	struct page *page;
	dma_addr_t bus;

	set_masks(ask, bits);
	page = dma_alloc_pages(dev, size, &bus, dir, GFP_KERNEL | __GFP_NOWARN);
	snd_iprintf(ask->out, "pages %u bits %zu dir %d: ", bits, size, dir);
	if (page) {
		show_block(ask, page_address(page), bus, size, DMA_BIT_MASK(bits));
		snd_iprintf(ask->out, " sync %d", dma_need_sync(dev, bus));
		dma_free_pages(dev, size, page, bus, dir);
	}
	snd_iprintf(ask->out, "%s\n", page ? "" : "none");
}

static void ask_noncontiguous(struct asking *ask, unsigned int bits, size_t size, unsigned long attrs)
{
	struct device *dev = ask->dev;
	struct sg_table *table;
	void *cpu;

	set_masks(ask, bits);
	table = dma_alloc_noncontiguous(dev, size, DMA_BIDIRECTIONAL, GFP_KERNEL | __GFP_NOWARN, attrs);
	snd_iprintf(ask->out, "noncontiguous %u bits %zu attrs %#lx: ", bits, size, attrs);
	if (!table) {
		snd_iprintf(ask->out, "none\n");
		return;
	}
	cpu = dma_vmap_noncontiguous(dev, size, table);
	show_block(ask, cpu, sg_dma_address(table->sgl), size, DMA_BIT_MASK(bits));
	snd_iprintf(ask->out, " of %u %u: +%u %u, bus %u\n", table->nents, table->orig_nents, table->sgl->offset,
		    table->sgl->length, sg_dma_len(table->sgl));
	dma_vunmap_noncontiguous(dev, cpu);
	dma_free_noncontiguous(dev, size, table, DMA_BIDIRECTIONAL);
}

void ask_allocations(struct asking *ask)
{
	static const size_t sizes[] = {
		1, 100, 2048, 4096, 4097, 12288, 65536, 100000, SZ_1M, SZ_4M, SZ_4M + 1, SZ_8M,
	};
	static const u8 bits[] = { 24, 30, 32, 40, 64 };
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		for (n = 0; n < ARRAY_SIZE(sizes); n++) {
			/* of the zone for ISA the machine itself may have taken any part */
			if (bits[i] == 24 && sizes[n] > SZ_64K)
				continue;
			ask_coherent(ask, bits[i], sizes[n], GFP_KERNEL);
			ask_coherent(ask, bits[i], sizes[n], GFP_ATOMIC);
			ask_coherent(ask, bits[i], sizes[n], GFP_KERNEL | GFP_DMA);
			ask_pages(ask, bits[i], sizes[n], n % 3);
			ask_noncontiguous(ask, bits[i], sizes[n], n & 1 ? DMA_ATTR_ALLOC_SINGLE_PAGES : 0);
		}
	}
}
