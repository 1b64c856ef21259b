// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_dma_map.c - memory that is lent: where the device finds it, and which bytes go over when.
 *
 * There is no hardware: what the device does is done at the address it would have reached.
 */
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "probe_dma.h"

#define ORDER 7
#define BLOCK (PAGE_SIZE << ORDER)
#define SHOWN 8192
#define ACTS 6

/**
 * struct lent - a map
 * @cpu, @device: the memory as its owner sees it, and as the device does
 */
struct lent {
	u8 *cpu, *device;
	size_t size;
	dma_addr_t bus;
	enum dma_data_direction dir;
};

static bool lend(struct asking *ask, struct lent *lent, unsigned long attrs)
{
	struct device *dev = ask->dev;
	phys_addr_t phys = virt_to_phys(lent->cpu);
	unsigned int align = dma_get_min_align_mask(dev);
	u64 boundary = dma_get_seg_boundary(dev);
	bool bounced;

	lent->bus = dma_map_single_attrs(dev, lent->cpu, lent->size, lent->dir, attrs | DMA_ATTR_NO_WARN);
	if (dma_mapping_error(dev, lent->bus)) {
		snd_iprintf(ask->out, "none\n");
		return false;
	}
	lent->device = phys_to_virt(dma_to_phys(dev, lent->bus));
	bounced = lent->device != lent->cpu;
	snd_iprintf(ask->out, "bounced %d sync %d below %d", bounced, dma_need_sync(dev, lent->bus),
		    lent->bus + lent->size - 1 <= dma_get_mask(dev));
	if (bounced)
		snd_iprintf(ask->out, " low %llx align %d page %d inside %d", lent->bus & align & 0xfff,
			    ((lent->bus ^ phys) & align) == 0,
			    align || lent->size < PAGE_SIZE || IS_ALIGNED(lent->bus, PAGE_SIZE),
			    !((lent->bus ^ (lent->bus + lent->size - 1)) & ~boundary));
	snd_iprintf(ask->out, "\n");
	return true;
}

static void show_both(struct asking *ask, struct lent *lent, const char *act)
{
	snd_iprintf(ask->out, "  %s:", act);
	show_runs(ask, "cpu", lent->cpu, lent->size);
	show_runs(ask, "device", lent->device, lent->size);
	snd_iprintf(ask->out, "\n");
}

/* one of the two writes, or a part is handed over */
static void act(struct asking *ask, struct lent *lent, unsigned int number)
{
	static const char *const names[] = { "the CPU writes", "the device writes", "for the CPU", "for the device" };
	size_t from = draw(ask, lent->size), bytes = 1 + draw(ask, lent->size - from);
	enum dma_data_direction dir = lent->dir;
	unsigned int what = draw(ask, 4);
	char text[64];

	if (dir == DMA_BIDIRECTIONAL)
		dir = draw(ask, 3);
	if (what == 0)
		memset(lent->cpu + from, 0xc0 + number, bytes);
	else if (what == 1)
		memset(lent->device + from, 0xd0 + number, bytes);
	else if (what == 2)
		dma_sync_single_for_cpu(ask->dev, lent->bus + from, bytes, dir);
	else
		dma_sync_single_for_device(ask->dev, lent->bus + from, bytes, dir);
	snprintf(text, sizeof(text), "%s +%zu %zu dir %d", names[what], from, bytes, dir);
	show_both(ask, lent, text);
}

/* @high: beyond 32 address bits */
static void ask_map(struct asking *ask, u8 *block, bool high)
{
	static const u8 bits[] = { 32, 32, 32, 32, 32, 24, 64 };
	static const unsigned int aligns[] = { 0, 0, 0x7ff, 0xfff, 0x1ff, 0x3fff };
	static const unsigned int boundaries[] = { 0, 0, 0xffff, 0x3ffff };
	struct lent lent = { .dir = draw(ask, 3) };
	unsigned long attrs = draw(ask, 4) ? 0 : DMA_ATTR_SKIP_CPU_SYNC;
	size_t offset = draw(ask, 4) ? draw(ask, 2 * PAGE_SIZE) : 0;
	unsigned int i, mask = bits[draw(ask, ARRAY_SIZE(bits))];

	lent.size = 1 + (draw(ask, 4) ? draw(ask, SHOWN) : draw(ask, BLOCK - 2 * PAGE_SIZE));
	lent.cpu = block + offset;
	set_masks(ask, mask);
	dma_set_min_align_mask(ask->dev, aligns[draw(ask, ARRAY_SIZE(aligns))]);
	dma_set_seg_boundary(ask->dev, boundaries[draw(ask, ARRAY_SIZE(boundaries))]);
	if (lent.size > dma_get_seg_boundary(ask->dev))
		dma_set_seg_boundary(ask->dev, 0);
	memset(lent.cpu, 0xaa, lent.size);
	snd_iprintf(ask->out, "map %s +%zu %zu dir %d attrs %#lx bits %u align %#x boundary %#lx: ",
		    high ? "high" : "low", offset, lent.size, lent.dir, attrs, mask, dma_get_min_align_mask(ask->dev),
		    dma_get_seg_boundary(ask->dev));
	if (!lend(ask, &lent, attrs))
		return;
	/* what is not handed over is whatever the buffer held before */
	if (attrs)
		memset(lent.device, 0xbb, lent.size);
	for (i = 0; i < ACTS; i++)
		act(ask, &lent, i);
	attrs = draw(ask, 4) ? 0 : DMA_ATTR_SKIP_CPU_SYNC;
	dma_unmap_single_attrs(ask->dev, lent.bus, lent.size, lent.dir, attrs);
	snd_iprintf(ask->out, "  unmapped %#lx:", attrs);
	show_runs(ask, "cpu", lent.cpu, lent.size);
	snd_iprintf(ask->out, "\n");
}

void ask_maps(struct asking *ask)
{
	struct page *high = high_pages(ORDER), *low = alloc_pages(GFP_KERNEL | GFP_DMA32, ORDER);
	unsigned int i;

	for (i = 0; high && low && i < 60; i++)
		ask_map(ask, page_address(i % 4 ? high : low), i % 4);
	if (high)
		__free_pages(high, ORDER);
	if (low)
		__free_pages(low, ORDER);
	snd_iprintf(ask->out, "memory %d %d\n", !!high, !!low);
}

/* ---- lists ---- */

#define PIECES 6

static void fill_list(struct asking *ask, struct scatterlist *list, unsigned int count, struct page *high,
		      struct page *low)
{
	unsigned int i, page, offset, length;
	struct scatterlist *sg;

	sg_init_table(list, count);
	for_each_sg(list, sg, count, i) {
		page = draw(ask, (1 << ORDER) - 32 * (i % 3));
		offset = draw(ask, 3) ? draw(ask, PAGE_SIZE) : 0;
		length = 1 + draw(ask, draw(ask, 8) ? 6000 : BLOCK);
		length = min_t(size_t, length, BLOCK - page * PAGE_SIZE - offset);
		sg_set_page(sg, (draw(ask, 3) ? high : low) + page, length, offset);
	}
}

static void show_segments(struct asking *ask, struct scatterlist *list, unsigned int count)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sg(list, sg, count, i)
		snd_iprintf(ask->out, " %u+%u %s%s", sg->offset, sg_dma_len(sg),
			    sg_dma_address(sg) == phys_to_dma(ask->dev, sg_phys(sg)) ? "direct" : "bounced",
			    sg_dma_address(sg) + sg_dma_len(sg) - 1 <= dma_get_mask(ask->dev) ? "" : " beyond");
}

static void ask_list(struct asking *ask, struct page *high, struct page *low)
{
	unsigned int count = 1 + draw(ask, PIECES), bits = draw(ask, 3) ? 32 : 64;
	enum dma_data_direction dir = draw(ask, 3);
	struct scatterlist list[PIECES];
	struct sg_table table = { .sgl = list, .nents = count, .orig_nents = count };
	int got;

	set_masks(ask, bits);
	fill_list(ask, list, count, high, low);
	snd_iprintf(ask->out, "list of %u bits %u dir %d:", count, bits, dir);
	if (draw(ask, 2)) {
		got = dma_map_sg_attrs(ask->dev, list, count, dir, DMA_ATTR_NO_WARN);
		snd_iprintf(ask->out, " %d", got);
		if (got > 0) {
			show_segments(ask, list, got);
			dma_sync_sg_for_cpu(ask->dev, list, count, dir);
			dma_sync_sg_for_device(ask->dev, list, count, dir);
			dma_unmap_sg(ask->dev, list, count, dir);
		}
	} else {
		got = dma_map_sgtable(ask->dev, &table, dir, DMA_ATTR_NO_WARN);
		snd_iprintf(ask->out, " table %d of %u %u", got, table.nents, table.orig_nents);
		if (!got) {
			show_segments(ask, list, table.nents);
			dma_unmap_sgtable(ask->dev, &table, dir, 0);
		}
	}
	snd_iprintf(ask->out, "\n");
}

void ask_lists(struct asking *ask)
{
	struct page *high = high_pages(ORDER), *low = alloc_pages(GFP_KERNEL | GFP_DMA32, ORDER);
	unsigned int i;

	for (i = 0; high && low && i < 120; i++)
		ask_list(ask, high, low);
	if (high)
		__free_pages(high, ORDER);
	if (low)
		__free_pages(low, ORDER);
}
