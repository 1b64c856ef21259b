// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * direct.c - the direct map: a bus address is the physical one plus the machine's offset.
 *
 * What lies above a device's mask cannot be lent to it. On a machine without coherence the hand-overs are the machine's
 * dma_sync(); on a coherent one they are nothing.
 *
 * Locks: none.
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/printk.h>

#include "local.h"

static dma_addr_t highest_bus(void)
{
	const struct usnd_platform *p = platform();
	const struct usnd_ram_range *last = &p->ranges[p->range_count - 1];

	return last->phys + last->bytes - 1 + p->dma_offset;
}

/* A mask is of use if the machine has a zone of memory that is wholly below it. */
bool direct_supports(u64 mask)
{
	return mask >= min_t(u64, platform()->zone_dma_end - 1, highest_bus());
}

u64 direct_required_mask(void)
{
	return DMA_BIT_MASK(fls64(highest_bus()));
}

static size_t direct_max_mapping(struct device *dev, u64 limit)
{
	return SIZE_MAX;
}

int direct_map(struct dma_record *record, u64 limit, bool quiet)
{
	dma_addr_t bus = record->phys + platform()->dma_offset;

	if (below_limit(bus, record->size, limit))
		return machine_map(record, record->phys);
	if (!quiet)
		dev_warn(record->dev, "bus %#llx +%zu is above the DMA mask %#llx\n", (u64)bus, record->size, limit);
	refusal_note(&(struct refusal){ .reason = REFUSED_MASK, .mask = limit });
	return -EIO;
}

void direct_unmap(struct dma_record *record)
{
	machine_unmap(record);
}

void direct_sync(struct dma_record *record, dma_addr_t bus, size_t size, enum dma_data_direction dir, bool to_device)
{
	/* what the device only reads it cannot have changed */
	if (to_device || dir != DMA_TO_DEVICE)
		machine_sync(record, bus, size, to_device);
}

bool direct_needs_sync(const struct dma_record *record)
{
	return !platform()->coherent;
}

int direct_map_list(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		    unsigned long attrs, const void *where)
{
	struct dma_record *record;
	struct scatterlist *sg;
	int i, done;

	for_each_sg(sgl, sg, nents, i) {
		record = lend(dev, sg_phys(sg), sg->length, dir, attrs, DMA_SG, "dma_map_sg", where);
		if (!record)
			goto err_unlend;
		sg_dma_address(sg) = record->bus;
		sg_dma_len(sg) = sg->length;
	}
	return nents;

err_unlend:
	done = i;
	for_each_sg(sgl, sg, done, i)
		unlend(record_take(dev, sg_dma_address(sg), sg->length, DMA_SG, dir, "dma_map_sg", where),
		       attrs | DMA_ATTR_SKIP_CPU_SYNC, where);
	return -EIO;
}

const struct dma_translation dma_direct = {
	.name = "direct map",
	.supports = direct_supports,
	.required_mask = direct_required_mask,
	.max_mapping = direct_max_mapping,
	.opt_mapping = SIZE_MAX,
	.map = direct_map,
	.unmap = direct_unmap,
	.sync = direct_sync,
	.map_list = direct_map_list,
	.needs_sync = direct_needs_sync,
};
