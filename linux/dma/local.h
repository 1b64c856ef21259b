/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux/dma share: the record of every map, live or gone.
 *
 * A record is made before the machine is asked and outlives the map: the machine keeps its owner text, and a later
 * free or device access can be told whose buffer it was. Lock: inside debug.c; nobody else writes a record that is
 * in the table.
 */
#ifndef LINUX_DMA_LOCAL_H
#define LINUX_DMA_LOCAL_H

#include <linux/dma-mapping.h>
#include <linux/list.h>

#include "../core.h"
#include "../mm/local.h"

enum dma_kind { DMA_COHERENT, DMA_SINGLE, DMA_SG };

/**
 * struct dma_record - one map
 * @node: in the table by @bus, or in the list of those that are gone, latest first
 * @dev: whose; NULL: the ISA DMA controller. Only compared once the map is gone
 * @bdf: the same for the machine
 * @kind: which calls made it and must undo it
 * @bus, @size: what the device may reach
 * @phys: what lies there
 * @dir: streaming maps
 * @checked: dma_mapping_error() was asked
 * @maker, @freer: code
 * @driver: for @owner
 * @name: device's name at the time, for @owner
 * @owner: "snd_es1370 0000:00:05.0 coherent"
 */
struct dma_record {
	struct list_head node;
	struct device *dev;
	u32 bdf;
	enum dma_kind kind;
	dma_addr_t bus;
	size_t size;
	phys_addr_t phys;
	enum dma_data_direction dir;
	bool checked;
	const void *maker;
	const void *freer;
	const void *driver;
	char name[32];
	char owner[80];
};

/* ---- debug.c ---- */

/** record_create() - a record that is in no list yet; NULL without memory */
struct dma_record *record_create(struct device *dev, enum dma_kind kind, phys_addr_t phys, size_t size,
				 enum dma_data_direction dir, const void *where);
/** record_drop() - it came to nothing */
void record_drop(struct dma_record *record);
/** record_add() - the machine has made the map */
void record_add(struct dma_record *record);
/**
 * record_take() - the map that is to be undone, out of the table; reports what is wrong about the call
 * Return: NULL: there is no such map, or it was not made for this call: do nothing.
 */
struct dma_record *record_take(struct device *dev, dma_addr_t bus, size_t size, enum dma_kind kind,
			       enum dma_data_direction dir, const char *call, const void *where);
/** record_retire() - a taken one whose map is undone */
void record_retire(struct dma_record *record, const void *where);
/** record_around() - the live map of @dev that holds [@bus, +@size), or NULL and a report as @call's mistake */
struct dma_record *record_around(struct device *dev, dma_addr_t bus, size_t size, const char *call, const void *where);
void record_set_checked(struct device *dev, dma_addr_t bus);
/** record_near() - copy the live map that holds or, failing that, the last gone one that held @bus of @bdf */
bool record_near(u32 bdf, dma_addr_t bus, struct dma_record *copy, bool *gone);
/** record_of() - copy any record of @bdf, for its device's name */
bool record_of(u32 bdf, struct dma_record *copy);
struct dma_record *record_first(void);
void records_init(void);
void records_finish(void);

/* ---- mapping.c ---- */

u32 bdf_of(struct device *dev);
/** machine_map() - a record's map is made by the machine below @limit; sets @bus. -ENOMEM, -EINVAL */
int machine_map(struct dma_record *record, u64 limit);
void machine_unmap(struct dma_record *record);
void coherent_free(struct dma_record *record, const void *where);

/* ---- isa.c ---- */

void isa_dma_init(void);
/** isa_dma_finish() - report channels that nobody has freed; returns how many */
unsigned int isa_dma_finish(void);

/* ---- streaming.c ---- */
void streaming_free(struct dma_record *record, const void *where);

#endif
