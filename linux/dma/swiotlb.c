// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * swiotlb.c - the direct map with bounce buffers: what lies above a device's mask is copied to and from memory that was
 * set aside below 4 GiB at boot.
 *
 * The pool is divided into segments of 128 slots of 2 KiB; no buffer spans two, so none is larger than 256 KiB. A
 * buffer of a page or more is page aligned. For a device that wants some low bits of an address kept
 * (dma_set_min_align_mask()) the buffer has those of the driver's memory instead, and what lies before it in its first
 * slot is lost. None crosses the device's boundary. The copy to the buffer is made at every map, whatever its
 * direction: a device that writes less than it was to write leaves the rest as it was. A search goes on where the last
 * one ended.
 *
 * The pool does not grow: when it is full a map fails.
 *
 * Lock: pool_lock, a leaf as in debug.c, protects the segments' bits and the sums.
 */
#define pr_fmt(fmt) "dma: " fmt

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "local.h"

#define SLOT_BYTES	2048
#define SEGMENT_SLOTS	128
#define SEGMENT_BYTES	((size_t)SLOT_BYTES * SEGMENT_SLOTS)

struct segment {
	struct page *page;
	u8 used[SEGMENT_SLOTS];
};

static struct segment *segments;
static unsigned int segment_count;
static unsigned int next_segment;
static unsigned long slots_used;
static struct mm_lock pool_lock;

static unsigned int slots_of(size_t size)
{
	return DIV_ROUND_UP(size, SLOT_BYTES);
}

static bool is_free(const struct segment *segment, unsigned int first, unsigned int count)
{
	while (count)
		if (segment->used[first + --count])
			return false;
	return true;
}

/**
 * struct wanted - a buffer
 * @count: slots
 * @offset: of its first byte in the first of them
 * @mask, @bits: the first slot's bus address has these bits of @mask
 * @boundary: bus addresses below and above the next multiple of this + 1 must not both be in it
 */
struct wanted {
	unsigned int count, offset;
	u64 mask, bits, boundary;
};

static struct wanted wanted_for(const struct dma_record *record)
{
	unsigned int keep = dma_get_min_align_mask(record->dev);
	struct wanted wanted = {
		.offset = record->phys & keep & (SLOT_BYTES - 1),
		.boundary = dma_get_seg_boundary(record->dev),
	};

	wanted.count = slots_of(record->size + wanted.offset);
	wanted.mask = !keep && record->size >= PAGE_SIZE ? PAGE_SIZE - 1 : keep & ~(SLOT_BYTES - 1);
	wanted.bits = keep ? record->phys & wanted.mask : 0;
	return wanted;
}

static bool suits(const struct wanted *wanted, dma_addr_t bus)
{
	u64 last = bus + (u64)wanted->count * SLOT_BYTES - 1;

	return (bus & wanted->mask) == wanted->bits && !((bus ^ last) & ~(wanted->boundary | (SLOT_BYTES - 1)));
}

/* first of the free slots, or -1 */
static int find_slots(const struct segment *segment, const struct wanted *wanted)
{
	dma_addr_t bus = page_to_phys(segment->page) + platform()->dma_offset;
	unsigned int first;

	for (first = 0; first + wanted->count <= SEGMENT_SLOTS; first++)
		if (suits(wanted, bus + (u64)first * SLOT_BYTES) && is_free(segment, first, wanted->count))
			return first;
	return -1;
}

/* where the buffer begins, or 0 */
static phys_addr_t take_slots(const struct wanted *wanted)
{
	struct segment *segment;
	phys_addr_t found = 0;
	unsigned int i;
	int first;

	mm_lock(&pool_lock);
	for (i = 0; i < segment_count && !found; i++) {
		segment = &segments[next_segment];
		first = find_slots(segment, wanted);
		if (first < 0) {
			next_segment = (next_segment + 1) % segment_count;
			continue;
		}
		memset(&segment->used[first], 1, wanted->count);
		slots_used += wanted->count;
		found = page_to_phys(segment->page) + (phys_addr_t)first * SLOT_BYTES + wanted->offset;
	}
	mm_unlock(&pool_lock);
	return found;
}

static void give_slots(phys_addr_t at, size_t size)
{
	unsigned int i, first, count = slots_of(size + at % SLOT_BYTES);

	mm_lock(&pool_lock);
	for (i = 0; i < segment_count; i++) {
		if (at - page_to_phys(segments[i].page) >= SEGMENT_BYTES)
			continue;
		first = (at - page_to_phys(segments[i].page)) / SLOT_BYTES;
		memset(&segments[i].used[first], 0, count);
		slots_used -= count;
	}
	mm_unlock(&pool_lock);
}

/* between the driver's memory and the buffer */
static void bounce(struct dma_record *record, size_t offset, size_t size, bool to_device)
{
	void *driver = phys_to_virt(record->phys + offset);
	void *buffer = phys_to_virt(record->bounce + offset);

	if (to_device)
		host_memcpy(buffer, driver, size);
	else
		host_memcpy(driver, buffer, size);
}

static int bounce_map(struct dma_record *record, u64 limit, bool quiet)
{
	struct wanted wanted = wanted_for(record);
	int err;

	record->bounce = wanted.count <= SEGMENT_SLOTS ? take_slots(&wanted) : 0;
	if (!record->bounce) {
		if (!quiet)
			dev_warn(record->dev,
				 "swiotlb buffer is full (sz: %zd bytes), total %lu (slots), used %lu (slots)\n",
				 record->size, (unsigned long)segment_count * SEGMENT_SLOTS, slots_used);
		refusal_note(&(struct refusal){ .reason = REFUSED_BOUNCE });
		return -ENOMEM;
	}
	err = -EIO;
	if (!below_limit(record->bounce + platform()->dma_offset, record->size, limit)) {
		if (!quiet)
			dev_warn(record->dev, "bounce buffer at bus %#llx +%zu is above the DMA mask %#llx\n",
				 (u64)record->bounce + platform()->dma_offset, record->size, limit);
		goto err_give_slots;
	}
	bounce(record, 0, record->size, true);
	err = machine_map(record, record->bounce);
	if (err)
		goto err_give_slots;
	return 0;

err_give_slots:
	give_slots(record->bounce, record->size);
	record->bounce = 0;
	return err;
}

static int swiotlb_map(struct dma_record *record, u64 limit, bool quiet)
{
	bool reachable = below_limit(record->phys + platform()->dma_offset, record->size, limit);

	/* what is allocated lies where the device reaches it */
	if (reachable || !is_streaming(record->kind))
		return direct_map(record, limit, quiet);
	return bounce_map(record, limit, quiet);
}

static void swiotlb_unmap(struct dma_record *record)
{
	machine_unmap(record);
	if (record->bounce)
		give_slots(record->bounce, record->size);
	record->bounce = 0;
}

static void swiotlb_sync(struct dma_record *record, dma_addr_t bus, size_t size, enum dma_data_direction dir,
			 bool to_device)
{
	if (record->bounce && to_device && dir != DMA_FROM_DEVICE)
		bounce(record, bus - record->bus, size, true);
	direct_sync(record, bus, size, dir, to_device);
	if (record->bounce && !to_device && dir != DMA_TO_DEVICE)
		bounce(record, bus - record->bus, size, false);
}

static bool swiotlb_needs_sync(const struct dma_record *record)
{
	return direct_needs_sync(record) || record->bounce;
}

static size_t swiotlb_max_mapping(struct device *dev, u64 limit)
{
	size_t align = ALIGN(dma_get_min_align_mask(dev), SLOT_BYTES);

	return limit < direct_required_mask() ? SEGMENT_BYTES - align : SIZE_MAX;
}

const struct dma_translation dma_swiotlb = {
	.name = "direct map with bounce buffers",
	.supports = direct_supports,
	.required_mask = direct_required_mask,
	.max_mapping = swiotlb_max_mapping,
	.opt_mapping = SIZE_MAX,
	.map = swiotlb_map,
	.unmap = swiotlb_unmap,
	.sync = swiotlb_sync,
	.map_list = direct_map_list,
	.needs_sync = swiotlb_needs_sync,
};

/* ---- up and down ---- */

int swiotlb_init(void)
{
	unsigned int wanted = platform()->swiotlb_bytes / SEGMENT_BYTES;

	next_segment = 0;
	slots_used = 0;
	segments = kmalloc_at(wanted * sizeof(*segments), GFP_KERNEL | __GFP_ZERO, swiotlb_init);
	if (!segments)
		return -ENOMEM;
	for (segment_count = 0; segment_count < wanted; segment_count++) {
		segments[segment_count].page =
			frames_alloc(GFP_KERNEL | GFP_DMA32, get_order(SEGMENT_BYTES), PAGE_BLOCK, swiotlb_init);
		if (!segments[segment_count].page)
			goto err_finish;
	}
	return 0;

err_finish:
	swiotlb_finish();
	return -ENOMEM;
}

void swiotlb_finish(void)
{
	while (segment_count)
		frames_free(segments[--segment_count].page, swiotlb_finish);
	kfree_at(segments, swiotlb_finish);
	segments = NULL;
}
