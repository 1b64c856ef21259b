/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of linux/dma share: how memory becomes reachable (struct dma_translation), and the record of every
 * map, live or gone.
 *
 * A record is made before the machine is asked and outlives the map: the machine keeps its owner text, and a later
 * free or device access can be told whose buffer it was. Lock: inside debug.c; nobody else writes a record that is
 * in the table.
 */
#ifndef LINUX_DMA_LOCAL_H
#define LINUX_DMA_LOCAL_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/list.h>

#include "../core.h"
#include "../mm/local.h"

/**
 * enum dma_kind - which calls made a map and must undo it
 * @DMA_COHERENT: dma_alloc_coherent() and its like
 * @DMA_PAGES: dma_alloc_pages(), dma_alloc_noncoherent()
 * @DMA_NONCONTIG: dma_alloc_noncontiguous()
 * @DMA_SINGLE: dma_map_single(), dma_map_page()
 * @DMA_SG: dma_map_sg(): one record a piece
 */
enum dma_kind { DMA_COHERENT, DMA_PAGES, DMA_NONCONTIG, DMA_SINGLE, DMA_SG };

/**
 * struct dma_record - one map
 * @node: in the table by @bus, or in the list of those that are gone, latest first
 * @dev: whose. Only compared once the map is gone
 * @bdf: the same for the machine
 * @bus, @size: what the device may reach
 * @phys: what lies there, if it is of one piece
 * @pages, @count: what lies there, if it is scattered; owned while the map lives
 * @gfp: how memory may be got for it
 * @cpu: allocations: the address the driver was given
 * @bounce: streaming maps: where the bytes lie for the device instead of at @phys, or 0
 * @next: of a list's pieces behind an IOMMU: the following one
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
	struct page **pages;
	unsigned int count;
	gfp_t gfp;
	void *cpu;
	phys_addr_t bounce;
	struct dma_record *next;
	enum dma_data_direction dir;
	bool checked;
	const void *maker;
	const void *freer;
	const void *driver;
	char name[32];
	char owner[80];
};

/* ---- how memory becomes reachable: direct.c, swiotlb.c, iommu.c ---- */

/**
 * struct dma_translation - one way from memory to bus addresses; which one it is the platform says
 * @name: for people
 * @scatters: pages of anywhere can lie behind one range of bus addresses, so allocations need no block
 * @merge_boundary: dma_get_merge_boundary()
 * @supports: can a device with that mask be served?
 * @required_mask: dma_get_required_mask()
 * @max_mapping: most bytes of one streaming map of a device with a streaming limit
 * @opt_mapping: most bytes of one that is made fast
 * @map: make the record's map with a bus address at or below @limit; sets bus. -ENOMEM: no room (without a warning if
 *       @quiet), -EIO: cannot be reached.
 * @unmap: undo it; the CPU has the bytes already
 * @sync: give [@bus, +@size) of a map to the device or to the CPU; @dir: what is moved, of a map for both directions
 *        perhaps only one of them
 * @map_list: dma_map_sg(): map all pieces or none and fill in the segments. Number of segments, -ENOMEM, -EIO
 * @needs_sync: must the driver synchronise this map?
 */
struct dma_translation {
	const char *name;
	bool scatters;
	unsigned long merge_boundary;
	bool (*supports)(u64 mask);
	u64 (*required_mask)(void);
	size_t (*max_mapping)(struct device *dev, u64 limit);
	size_t opt_mapping;
	int (*map)(struct dma_record *record, u64 limit, bool quiet);
	void (*unmap)(struct dma_record *record);
	void (*sync)(struct dma_record *record, dma_addr_t bus, size_t size, enum dma_data_direction dir,
		     bool to_device);
	int (*map_list)(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
			unsigned long attrs, const void *where);
	bool (*needs_sync)(const struct dma_record *record);
};

extern const struct dma_translation dma_direct, dma_swiotlb, dma_iommu;

/** translation() - the platform's, as dma_init() found it */
extern const struct dma_translation *dma_translation;
static inline const struct dma_translation *translation(void)
{
	return dma_translation;
}

/* direct.c, for those that build on it */
bool direct_supports(u64 mask);
u64 direct_required_mask(void);
int direct_map(struct dma_record *record, u64 limit, bool quiet);
void direct_unmap(struct dma_record *record);
void direct_sync(struct dma_record *record, dma_addr_t bus, size_t size, enum dma_data_direction dir, bool to_device);
bool direct_needs_sync(const struct dma_record *record);
int direct_map_list(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir,
		    unsigned long attrs, const void *where);

int swiotlb_init(void);
void swiotlb_finish(void);

/**
 * iova_alloc() - bus addresses of @bdf's address space, whole pages, aligned to their order, all at or below @limit
 * Return: the first one; 0: none left, or no memory
 */
dma_addr_t iova_alloc(u32 bdf, size_t size, u64 limit);
/** iova_free() - the range that begins at @first; nothing happens if there is none */
void iova_free(u32 bdf, dma_addr_t first);
void iova_finish(void);

/* ---- memory.c: the frames of an allocation ---- */

/** memory_block() - contiguous frames of record->size bytes below bus address @limit; sets phys. -ENOMEM */
int memory_block(struct dma_record *record, u64 limit, gfp_t gfp);
/** memory_scatter() - single frames from anywhere; sets pages and count. -ENOMEM */
int memory_scatter(struct dma_record *record, gfp_t gfp);
/** memory_remap() - consecutive addresses for the frames other than the direct map's; sets cpu. -ENOMEM */
int memory_remap(struct dma_record *record);
void memory_zero(struct dma_record *record);
/** memory_free() - frames and addresses go, as much of them as there is */
void memory_free(struct dma_record *record, const void *where);
struct page *memory_page(const struct dma_record *record, unsigned int index);

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
/** record_at() - the live map of @dev that holds @bus, or NULL */
struct dma_record *record_at(struct device *dev, dma_addr_t bus);
void record_set_checked(struct device *dev, dma_addr_t bus);
/** record_near() - copy the live map that holds or, failing that, the last gone one that held @bus of @bdf */
bool record_near(u32 bdf, dma_addr_t bus, struct dma_record *copy, bool *gone);
/** record_of() - copy any record of @bdf, for its device's name */
bool record_of(u32 bdf, struct dma_record *copy);
struct dma_record *record_first(void);
/** is_streaming() - memory that was the driver's before and is again after the map */
static inline bool is_streaming(enum dma_kind kind)
{
	return kind == DMA_SINGLE || kind == DMA_SG;
}
void records_init(void);
void records_finish(void);

/* ---- mapping.c ---- */

static inline u32 bdf_of(const struct device *dev)
{
	return dev && dev->archdata.dma_id ? dev->archdata.dma_id : USND_NO_BDF;
}

/** coherent_limit() - highest bus address of what is allocated for @dev; streaming_limit() - of what is lent to it */
u64 coherent_limit(struct device *dev);
u64 streaming_limit(struct device *dev);
static inline bool below_limit(dma_addr_t bus, size_t size, u64 limit)
{
	return bus + size - 1 >= bus && bus + size - 1 <= limit;
}

/**
 * machine_map() - make a record's map in the machine, at record->bus if there is an IOMMU; sets bus
 * @phys: what lies there, if the record is of one piece
 * -ENOMEM, -EINVAL
 */
int machine_map(struct dma_record *record, phys_addr_t phys);
void machine_unmap(struct dma_record *record);
void machine_sync(struct dma_record *record, dma_addr_t bus, size_t size, bool to_device);
/**
 * may_request() - is this a request for memory of @dev? Reports as @call's mistake if not. @never: flags that are none
 */
bool may_request(struct device *dev, size_t size, gfp_t gfp, gfp_t never, const char *call, const void *where);
/** allocation_free() - undo a taken record of one of the allocating kinds */
void allocation_free(struct dma_record *record, const void *where);
/**
 * allocate() - memory, map and record in one; any allocating kind
 * @attrs: DMA_ATTR_FORCE_CONTIGUOUS
 * @limit: bus addresses of the map; a block also lies below it
 */
struct dma_record *allocate(struct device *dev, enum dma_kind kind, size_t size, enum dma_data_direction dir, u64 limit,
			    gfp_t gfp, unsigned long attrs, const void *where);

/* ---- isa.c ---- */

void isa_dma_init(void);
/** isa_dma_finish() - report channels that nobody has freed; returns how many */
unsigned int isa_dma_finish(void);

/* ---- streaming.c ---- */

/** lend() - a streaming map of one piece; NULL: it cannot be, which was reported or warned of */
struct dma_record *lend(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			unsigned long attrs, enum dma_kind kind, const char *call, const void *where);
/** lend_at() - behind an IOMMU: one piece of a list, at a bus address that is the caller's already */
struct dma_record *lend_at(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			   unsigned long attrs, dma_addr_t bus, const void *where);
/** unlend() - undo a taken record; NULL: nothing */
void unlend(struct dma_record *record, unsigned long attrs, const void *where);

#endif
