// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * debug.c - the books: every map with its device, size, direction and maker, and what is wrong with undoing it.
 *
 * Live maps are hashed by bus address. Those that are gone stay known until their record is needed again, oldest
 * first, so that a second free or a late access of the device can be named.
 *
 * Lock: records_lock, a leaf, protects the table, the list of gone records and their contents. It is one of linux/mm's
 * kind: maps are made in every context, and between an allocation and its zeroing there is time for nothing else.
 */
#include <linux/device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "local.h"

#define BUCKETS		256
#define GONE_KEPT	64 /* this many are remembered before one is used again */

static struct list_head table[BUCKETS];
static LIST_HEAD(gone);
static unsigned int gone_count;
static struct mm_lock records_lock;

static const char *const kinds[] = {
	[DMA_COHERENT] = "dma_alloc_coherent()",
	[DMA_PAGES] = "dma_alloc_pages()",
	[DMA_NONCONTIG] = "dma_alloc_noncontiguous()",
	[DMA_SINGLE] = "dma_map_single() or dma_map_page()",
	[DMA_SG] = "dma_map_sg()",
};

static struct list_head *bucket_of(dma_addr_t bus)
{
	return &table[(bus ^ bus >> 12 ^ bus >> 20) % BUCKETS];
}

static struct dma_record *reuse_record(struct device *dev, enum dma_kind kind)
{
	struct dma_record *record = NULL;

	mm_lock(&records_lock);
	/* the latest, if it says the same of its owner: that text is not cheap */
	if (gone_count) {
		record = list_first_entry(&gone, struct dma_record, node);
		if (gone_count < GONE_KEPT && (record->dev != dev || record->kind != kind))
			record = NULL;
		else if (record->dev != dev || record->kind != kind)
			record = list_last_entry(&gone, struct dma_record, node);
	}
	if (record) {
		list_del(&record->node);
		gone_count--;
	}
	mm_unlock(&records_lock);
	return record;
}

static void name_owner(struct dma_record *record, struct device *dev, enum dma_kind kind)
{
	const char *name = dev ? dev_name(dev) : "DMA controller";
	const void *driver = dev ? dev->driver : NULL;

	if (record->driver == driver && record->kind == kind && !strcmp(record->name, name))
		return;
	record->driver = driver;
	strscpy(record->name, name, sizeof(record->name));
	snprintf(record->owner, sizeof(record->owner), "%s %s %s", dev ? dev_driver_string(dev) : "ISA", name,
		 kind == DMA_COHERENT ? "coherent" : "streaming");
}

struct dma_record *record_create(struct device *dev, enum dma_kind kind, phys_addr_t phys, size_t size,
				 enum dma_data_direction dir, const void *where)
{
	struct dma_record *record = reuse_record(dev, kind);

	if (!record) {
		record = kmalloc_at(sizeof(*record), GFP_ATOMIC | __GFP_ZERO, where);
		if (!record)
			return NULL;
	}
	name_owner(record, dev, kind);
	record->dev = dev;
	record->bdf = bdf_of(dev);
	record->kind = kind;
	record->bus = DMA_MAPPING_ERROR;
	record->size = size;
	record->phys = phys;
	record->pages = NULL;
	record->count = 0;
	record->gfp = GFP_ATOMIC;
	record->cpu = NULL;
	record->bounce = 0;
	record->next = NULL;
	record->dir = dir;
	record->checked = false;
	record->maker = where;
	record->freer = NULL;
	return record;
}

void record_drop(struct dma_record *record)
{
	/* keeps no memory of a map that never was */
	record->size = 0;
	record_retire(record, NULL);
}

void record_add(struct dma_record *record)
{
	mm_lock(&records_lock);
	list_add(&record->node, bucket_of(record->bus));
	mm_unlock(&records_lock);
}

void record_retire(struct dma_record *record, const void *where)
{
	mm_lock(&records_lock);
	record->freer = where;
	list_add(&record->node, &gone);
	gone_count++;
	mm_unlock(&records_lock);
}

static struct dma_record *find_live(struct device *dev, dma_addr_t bus, size_t size, enum dma_kind kind)
{
	struct dma_record *record, *best = NULL;

	/* the same memory may be mapped several times: the one that fits best is meant */
	list_for_each_entry(record, bucket_of(bus), node) {
		if (record->bus != bus)
			continue;
		if (record->dev == dev && record->kind == kind && record->size == size)
			return record;
		if (!best || (record->dev == dev && record->kind == kind))
			best = record;
	}
	return best;
}

static struct dma_record *find_gone(u32 bdf, dma_addr_t bus)
{
	struct dma_record *record;

	list_for_each_entry(record, &gone, node)
		if (record->bdf == bdf && bus - record->bus < record->size)
			return record;
	return NULL;
}

/* Nothing is mapped at @bus. */
static void report_unknown(struct device *dev, dma_addr_t bus, size_t size, const char *call, const void *where)
{
	char maker[96], freer[96];
	struct dma_record copy;
	bool was;

	was = record_near(bdf_of(dev), bus, &copy, &(bool){ false }) && copy.bus == bus;
	if (!was) {
		report("DMA free of unknown", where, "%s(%s): bus %#llx +%zu is no map of this device", call,
		       dev ? dev_name(dev) : "ISA", bus, size);
		return;
	}
	host_symbol(copy.maker, maker, sizeof(maker));
	host_symbol(copy.freer, freer, sizeof(freer));
	report("DMA double free", where, "%s(): bus %#llx +%zu of %s, mapped at %s, was undone at %s", call, bus,
	       copy.size, copy.owner, maker, freer);
}

struct dma_record *record_take(struct device *dev, dma_addr_t bus, size_t size, enum dma_kind kind,
			       enum dma_data_direction dir, const char *call, const void *where)
{
	struct dma_record *record, copy;
	bool mine = false, right = false;
	char maker[96];

	mm_lock(&records_lock);
	record = find_live(dev, bus, size, kind);
	if (record) {
		mine = record->dev == dev && record->kind == kind;
		right = mine && record->size == size && record->dir == dir && (record->checked || kind != DMA_SINGLE);
		if (mine)
			list_del(&record->node);
		if (!right)
			copy = *record;
	}
	mm_unlock(&records_lock);
	if (right)
		return record;
	if (!record) {
		report_unknown(dev, bus, size, call, where);
		return NULL;
	}

	host_symbol(copy.maker, maker, sizeof(maker));
	if (copy.dev != dev)
		report("DMA wrong device", where, "%s(%s): bus %#llx belongs to %s, mapped at %s", call,
		       dev ? dev_name(dev) : "ISA", bus, copy.owner, maker);
	else if (copy.kind != kind)
		report("DMA wrong free", where, "%s(): bus %#llx of %s was made by %s at %s", call, bus, copy.owner,
		       kinds[copy.kind], maker);
	else if (copy.size != size)
		report("DMA wrong size", where, "%s(): bus %#llx of %s has %zu bytes, not %zu; mapped at %s", call, bus,
		       copy.owner, copy.size, size, maker);
	else if (copy.dir != dir)
		report("DMA wrong direction", where,
		       "%s(): bus %#llx of %s was mapped with direction %d, not %d, at %s", call, bus, copy.owner,
		       copy.dir, dir, maker);
	else
		report("DMA map unchecked", where,
		       "%s(): bus %#llx of %s: dma_mapping_error() was never asked; mapped at %s", call, bus,
		       copy.owner, maker);
	return mine ? record : NULL;
}

static struct dma_record *find_around(u32 bdf, dma_addr_t bus)
{
	struct dma_record *record;
	unsigned int i;

	list_for_each_entry(record, bucket_of(bus), node)
		if (record->bdf == bdf && record->bus == bus)
			return record;
	for (i = 0; i < BUCKETS; i++)
		list_for_each_entry(record, &table[i], node)
			if (record->bdf == bdf && bus - record->bus < record->size)
				return record;
	return NULL;
}

struct dma_record *record_around(struct device *dev, dma_addr_t bus, size_t size, const char *call, const void *where)
{
	struct dma_record *record;

	mm_lock(&records_lock);
	record = find_around(bdf_of(dev), bus);
	mm_unlock(&records_lock);
	if (record && bus - record->bus + size <= record->size)
		return record;
	report("DMA out of range", where, "%s(%s): bus %#llx +%zu is not inside a map of this device", call,
	       dev ? dev_name(dev) : "ISA", bus, size);
	return NULL;
}

struct dma_record *record_at(struct device *dev, dma_addr_t bus)
{
	struct dma_record *record;

	mm_lock(&records_lock);
	record = find_around(bdf_of(dev), bus);
	mm_unlock(&records_lock);
	return record;
}

void record_set_checked(struct device *dev, dma_addr_t bus)
{
	struct dma_record *record;

	mm_lock(&records_lock);
	list_for_each_entry(record, bucket_of(bus), node)
		if (record->bus == bus && record->dev == dev)
			record->checked = true;
	mm_unlock(&records_lock);
}

bool record_near(u32 bdf, dma_addr_t bus, struct dma_record *copy, bool *was_gone)
{
	struct dma_record *record;

	mm_lock(&records_lock);
	record = find_around(bdf, bus);
	*was_gone = !record;
	if (!record)
		record = find_gone(bdf, bus);
	if (record)
		*copy = *record;
	mm_unlock(&records_lock);
	return record;
}

bool record_of(u32 bdf, struct dma_record *copy)
{
	struct dma_record *record;
	unsigned int i;

	mm_lock(&records_lock);
	for (i = 0; i < BUCKETS; i++)
		list_for_each_entry(record, &table[i], node)
			if (record->bdf == bdf)
				goto found;
	list_for_each_entry(record, &gone, node)
		if (record->bdf == bdf)
			goto found;
	mm_unlock(&records_lock);
	return false;

found:
	*copy = *record;
	mm_unlock(&records_lock);
	return true;
}

struct dma_record *record_first(void)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		if (!list_empty(&table[i]))
			return list_first_entry(&table[i], struct dma_record, node);
	return NULL;
}

void records_init(void)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		INIT_LIST_HEAD(&table[i]);
	INIT_LIST_HEAD(&gone);
	gone_count = 0;
}

void records_finish(void)
{
	struct dma_record *record, *next;

	list_for_each_entry_safe(record, next, &gone, node)
		kfree_at(record, NULL);
	records_init();
}
