// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The judge of device accesses: the record of live DMA mappings, the quarantine of freed ones, and RAM as a device
 * sees it.
 *
 * linux/dma enters every coherent block and every streaming map. A device access is granted only where live mappings of
 * that very device cover it to its last byte; otherwise it is named and refused, as an IOMMU would, but to the byte.
 * Where the bytes then are: in RAM, reached through the machine's own mapping of the RAM file, at the bus address less
 * the offset of the direct map or where the device's page table says (iommu.c); or, without coherence, in the mapping's
 * own copy (cache.c). Called with sim.lock held.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <usnd/host.h>

#include "machines/sim/sim_local.h"

static uint64_t mapping_end(const struct sim_mapping *mapping)
{
	return mapping->map.bus + mapping->map.bytes;
}

/* index of the first live mapping that begins above @bus */
static size_t above(const struct sim_dma *dma, uint64_t bus)
{
	size_t low = 0, high = dma->live_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dma->live[middle]->map.bus <= bus)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool allows(enum usnd_dma_dir dir, bool write)
{
	return dir == USND_DMA_BOTH || dir == (write ? USND_DMA_FROM_DEVICE : USND_DMA_TO_DEVICE);
}

/**
 * find_live() - a live mapping of @bdf that contains @bus
 * One that allows the access is preferred: a page may be mapped twice, once for each direction.
 */
static struct sim_mapping *find_live(const struct sim_dma *dma, uint32_t bdf, uint64_t bus, bool write)
{
	struct sim_mapping *found = NULL;

	for (size_t i = above(dma, bus); i-- > 0 && bus - dma->live[i]->map.bus < dma->longest;) {
		struct sim_mapping *mapping = dma->live[i];

		if (mapping->map.bdf != bdf || bus >= mapping_end(mapping))
			continue;
		if (allows(mapping->map.dir, write))
			return mapping;
		found = mapping;
	}
	return found;
}

static const struct sim_mapping *find_freed(const struct sim_dma *dma, uint32_t bdf, uint64_t bus)
{
	for (size_t age = 1; age <= SIM_QUARANTINE; age++) {
		const struct sim_mapping *mapping = dma->freed[(dma->freed_next - age) % SIM_QUARANTINE];

		if (mapping && mapping->map.bdf == bdf && bus >= mapping->map.bus && bus < mapping_end(mapping))
			return mapping;
	}
	return NULL;
}

/** sim_ram() - RAM behind physical [@phys, +@bytes), or NULL if not all of it is RAM of one piece */
uint8_t *sim_ram(const struct sim *sim, uint64_t phys, uint64_t bytes)
{
	for (unsigned int i = 0; i < sim->platform.range_count; i++) {
		const struct usnd_ram_range *range = &sim->platform.ranges[i];

		if (phys >= range->phys && phys - range->phys < range->bytes &&
		    bytes <= range->bytes - (phys - range->phys))
			return sim->ram + range->offset + (phys - range->phys);
	}
	return NULL;
}

/*
 * Why no mapping covers @bus. A driver that handed out a physical address lands in RAM's physical range (it is disjoint
 * from RAM's bus range for the most part); one that handed out a pointer lands beyond any bus address.
 */
static enum usnd_dma_error unmapped_reason(const struct sim *sim, uint64_t bus)
{
	enum usnd_dma_error nothing = sim->platform.iommu ? USND_DMA_NO_PAGE : USND_DMA_UNMAPPED;

	if (!sim->platform.iommu && sim_ram(sim, bus - sim->platform.dma_offset, 1))
		return nothing;
	return sim_ram(sim, bus, 1) || bus >> 48 ? USND_DMA_NOT_BUS_ADDRESS : nothing;
}

static void name_mapping(struct usnd_dma_fault *fault, const struct sim_mapping *near)
{
	fault->near = near->map;
	fault->near.pieces = NULL;
	fault->near.owner = near->owner;
}

/* Is there a live mapping for every byte? Fill @fault and return false, or return true. */
static bool judge(const struct sim *sim, struct usnd_dma_fault *fault)
{
	const struct sim_dma *dma = &sim->dma;
	const struct sim_mapping *near = NULL;
	uint64_t bus = fault->bus, bytes = fault->bytes, at = bus;
	bool write = fault->write;

	while (at - bus < bytes) {
		const struct sim_mapping *mapping = find_live(dma, fault->bdf, at, write);

		if (!mapping) {
			fault->error = USND_DMA_OUT_OF_RANGE; /* of the one before, if any */
			if (!near) {
				near = find_freed(dma, fault->bdf, at);
				fault->error = near ? USND_DMA_AFTER_FREE : unmapped_reason(sim, at);
			}
			break;
		}
		near = mapping;
		if (!allows(mapping->map.dir, write)) {
			fault->error = USND_DMA_DIRECTION;
			break;
		}
		at = mapping_end(mapping); /* neighbours may go on where this one ends */
	}
	if (at - bus >= bytes)
		return true;
	if (near)
		name_mapping(fault, near);
	return false;
}

/** sim_bus_ram() - RAM behind @bus of a mapping of @bdf; @room: bytes until it may lie elsewhere. NULL: no page */
uint8_t *sim_bus_ram(struct sim *sim, uint32_t bdf, uint64_t bus, uint64_t *room)
{
	const struct usnd_platform *platform = &sim->platform;
	uint64_t phys = bus - platform->dma_offset;

	if (platform->iommu) {
		*room = USND_IOMMU_PAGE - bus % USND_IOMMU_PAGE;
		return sim_iommu_walk(sim, bdf, bus, &phys) ? sim_ram(sim, phys, *room) : NULL;
	}
	for (unsigned int i = 0; i < platform->range_count; i++) {
		const struct usnd_ram_range *range = &platform->ranges[i];

		*room = range->bytes - (phys - range->phys);
		if (phys >= range->phys && phys - range->phys < range->bytes)
			return sim->ram + range->offset + (phys - range->phys);
	}
	return NULL;
}

/* @bytes of one mapping that has but one copy, RAM; false: the page table ends on the way */
static bool move_ram(struct sim *sim, uint32_t bdf, uint64_t bus, uint8_t *data, uint64_t bytes, bool write)
{
	for (uint64_t done = 0, step; done < bytes; done += step) {
		uint8_t *ram = sim_bus_ram(sim, bdf, bus + done, &step);

		if (!ram)
			return false;
		if (step > bytes - done)
			step = bytes - done;
		if (write)
			memcpy(ram, data + done, step);
		else
			memcpy(data + done, ram, step);
	}
	return true;
}

/* the judge has granted it; mapping by mapping, for neighbours need not be of one kind */
static bool move(struct sim *sim, struct usnd_dma_fault *fault, uint8_t *data)
{
	for (uint64_t done = 0, step; done < fault->bytes; done += step) {
		uint64_t at = fault->bus + done;
		struct sim_mapping *mapping = find_live(&sim->dma, fault->bdf, at, fault->write);

		step = mapping_end(mapping) - at;
		if (step > fault->bytes - done)
			step = fault->bytes - done;
		if (!fault->write && sim_cache_is_stale(sim, mapping, at, step)) {
			fault->error = USND_DMA_NOT_SYNCED;
			name_mapping(fault, mapping);
			sim_event_fault(sim, fault);
		}
		if (mapping->copy) {
			sim_cache_move(mapping, at, data + done, step, fault->write);
		} else if (!move_ram(sim, fault->bdf, at, data + done, step, fault->write)) {
			fault->error = USND_DMA_NO_PAGE;
			return false;
		}
	}
	return true;
}

/**
 * sim_dma_access() - a device reads or writes memory
 * @bdf: who; USND_NO_BDF: the ISA DMA controller
 * Return: true, or false: refused and noted as a fault; nothing was written, or @data is what it was.
 */
bool sim_dma_access(struct sim *sim, uint32_t bdf, uint64_t bus, void *data, size_t bytes, bool write)
{
	struct usnd_dma_fault fault = { .bdf = bdf, .bus = bus, .bytes = bytes, .write = write };

	if (judge(sim, &fault) && move(sim, &fault, data))
		return true;
	sim_event_fault(sim, &fault);
	return false;
}

static bool master_access(struct model_slot *slot, uint64_t bus, void *data, size_t bytes, bool write)
{
	struct usnd_dma_fault fault = {
		.bdf = slot->bdf, .bus = bus, .bytes = bytes, .write = write, .error = USND_DMA_NO_MASTER,
	};

	if (slot->config[0x04] & 0x04) /* command register, bus master */
		return sim_dma_access(slot->sim, slot->bdf, bus, data, bytes, write);
	sim_event_fault(slot->sim, &fault);
	return false;
}

bool model_dma_read(struct model_slot *slot, uint64_t bus, void *data, size_t bytes)
{
	if (master_access(slot, bus, data, bytes, false))
		return true;
	memset(data, 0xff, bytes);
	return false;
}

bool model_dma_write(struct model_slot *slot, uint64_t bus, const void *data, size_t bytes)
{
	return master_access(slot, bus, (void *)data, bytes, true);
}

static struct sim_mapping *take_spare(struct sim_dma *dma)
{
	struct sim_mapping *mapping = dma->spare;

	if (!mapping)
		return malloc(sizeof(*mapping));
	dma->spare = mapping->next;
	return mapping;
}

static void put_spare(struct sim_dma *dma, struct sim_mapping *mapping)
{
	if (mapping) {
		mapping->next = dma->spare;
		dma->spare = mapping;
	}
}

static void copy_owner(struct sim_mapping *mapping, const char *owner)
{
	mapping->owner[0] = 0;
	if (owner && !memccpy(mapping->owner, owner, 0, sizeof(mapping->owner)))
		mapping->owner[sizeof(mapping->owner) - 1] = 0;
	mapping->map.owner = mapping->owner;
}

static int enter_mapping(struct sim *sim, const struct usnd_dma_map *map)
{
	struct sim_dma *dma = &sim->dma;
	struct sim_mapping *mapping;
	size_t at = above(dma, map->bus);

	if (dma->live_count == dma->live_room) {
		size_t room = dma->live_room ? 2 * dma->live_room : 64;
		struct sim_mapping **live = realloc(dma->live, room * sizeof(*live));

		if (!live)
			return -ENOMEM;
		dma->live = live;
		dma->live_room = room;
	}
	mapping = take_spare(dma);
	if (!mapping)
		return -ENOMEM;
	mapping->map = *map;
	mapping->map.pieces = NULL;
	copy_owner(mapping, map->owner);
	if (sim_cache_open(sim, mapping)) {
		put_spare(dma, mapping);
		return -ENOMEM;
	}
	if (at < dma->live_count)
		memmove(&dma->live[at + 1], &dma->live[at], (dma->live_count - at) * sizeof(*dma->live));
	dma->live[at] = mapping;
	dma->live_count++;
	if (map->bytes > dma->longest)
		dma->longest = map->bytes;
	return 0;
}

/* @gone is remembered in place of the oldest, or of the latest if that was the same piece of the same device's */
static void quarantine(struct sim_dma *dma, struct sim_mapping *gone)
{
	struct sim_mapping **place = &dma->freed[(dma->freed_next - 1) % SIM_QUARANTINE];
	const struct sim_mapping *latest = *place;

	if (!latest || latest->map.bus != gone->map.bus || latest->map.bytes != gone->map.bytes ||
	    latest->map.bdf != gone->map.bdf) {
		place = &dma->freed[dma->freed_next];
		dma->freed_next = (dma->freed_next + 1) % SIM_QUARANTINE;
	}
	put_spare(dma, *place);
	*place = gone;
}

/**
 * catch_up() - begin to change the record of @bdf's mappings; takes sim.lock
 *
 * What the device did until now is judged by the record as it was. One that has nothing to do by itself (it has no
 * deadline) did nothing, and the clock need not be read to know it. Behind the ISA DMA controller are all ISA cards.
 * Return: the device ran: there may be news, and sim_leave() must tell it.
 */
static bool catch_up(struct sim *sim, uint32_t bdf)
{
	struct model_slot *slot;

	pthread_mutex_lock(&sim->lock);
	if (bdf == USND_NO_BDF) {
		if (sim_isa_deadline(sim) == UINT64_MAX)
			return false;
		sim_read_clock(sim);
		sim_isa_run(sim);
		return true;
	}
	slot = sim_slot(sim, bdf);
	if (!slot || slot->deadline == UINT64_MAX)
		return false;
	sim_read_clock(sim);
	sim_run_slot(slot);
	return true;
}

static void leave(struct sim *sim, bool ran)
{
	if (ran)
		sim_leave(sim);
	else
		pthread_mutex_unlock(&sim->lock);
}

static bool is_ram(const struct sim *sim, const struct usnd_dma_map *map)
{
	uint64_t bytes = 0;

	if (!map->bytes || !map->pieces)
		return map->bytes && sim_ram(sim, map->phys, map->bytes);
	for (unsigned int i = 0; i < map->piece_count; i++) {
		if (!sim_ram(sim, map->pieces[i].phys, map->pieces[i].bytes))
			return false;
		bytes += map->pieces[i].bytes;
	}
	return sim->platform.iommu && bytes >= map->bytes;
}

/** sim_dma_map() - &usnd_machine_ops.dma_map; every address below 2^64 is one a device can put out */
int sim_dma_map(struct usnd_machine *m, struct usnd_dma_map *map)
{
	struct sim *sim = to_sim(m);
	bool ran = catch_up(sim, map->bdf);
	int err = is_ram(sim, map) ? 0 : -EINVAL;

	if (!err && sim->platform.iommu)
		err = sim_iommu_map(sim, map);
	else if (!err)
		map->bus = map->phys + sim->platform.dma_offset;
	if (!err) {
		err = enter_mapping(sim, map);
		if (err && sim->platform.iommu)
			sim_iommu_unmap(sim, map);
	}
	leave(sim, ran);
	return err;
}

/** sim_dma_unmap() - &usnd_machine_ops.dma_unmap; of several mappings of one address the youngest goes */
int sim_dma_unmap(struct usnd_machine *m, uint32_t bdf, uint64_t bus)
{
	struct sim *sim = to_sim(m);
	struct sim_dma *dma = &sim->dma;
	bool ran = catch_up(sim, bdf);
	int err = -ENOENT;

	for (size_t i = above(dma, bus); i-- > 0 && dma->live[i]->map.bus == bus;) {
		struct sim_mapping *gone = dma->live[i];

		if (gone->map.bdf != bdf)
			continue;
		if (sim->platform.iommu)
			sim_iommu_unmap(sim, &gone->map);
		sim_cache_close(gone);
		if (i < --dma->live_count)
			memmove(&dma->live[i], &dma->live[i + 1], (dma->live_count - i) * sizeof(*dma->live));
		quarantine(dma, gone);
		err = 0;
		break;
	}
	leave(sim, ran);
	return err;
}

/** sim_dma_sync() - &usnd_machine_ops.dma_sync */
int sim_dma_sync(struct usnd_machine *m, uint32_t bdf, uint64_t bus, uint64_t bytes, bool to_device)
{
	struct sim *sim = to_sim(m);
	bool ran = catch_up(sim, bdf);
	struct sim_mapping *mapping = find_live(&sim->dma, bdf, bus, !to_device);
	int err = -ENOENT;

	if (mapping && bytes <= mapping_end(mapping) - bus) {
		sim_cache_sync(sim, mapping, bus, bytes, to_device);
		err = 0;
	}
	leave(sim, ran);
	return err;
}

/**
 * sim_rebase() - &usnd_machine_ops.rebase: devices reach RAM through the machine's own mapping, so that one is changed
 */
int sim_rebase(struct usnd_machine *m, uint64_t phys, uint64_t bytes, int fd, uint64_t offset)
{
	struct sim *sim = to_sim(m);
	uint8_t *at;
	int err = 0;

	if (sim->foreign_ram)
		return -EOPNOTSUPP;
	sim_enter(sim);
	sim_run_all(sim);
	at = sim_ram(sim, phys, bytes);
	if (!at)
		err = -EINVAL;
	else if (fd < 0)
		err = host_map(at, bytes, sim->platform.ram_fd, (uint64_t)(at - sim->ram));
	else
		err = host_map(at, bytes, fd, offset);
	sim_leave(sim);
	return err;
}

void sim_dma_finish(struct sim *sim)
{
	struct sim_dma *dma = &sim->dma;

	for (size_t i = 0; i < dma->live_count; i++) {
		sim_cache_close(dma->live[i]);
		free(dma->live[i]);
	}
	sim_iommu_finish(sim);
	free(dma->live);
	for (size_t i = 0; i < SIM_QUARANTINE; i++)
		free(dma->freed[i]);
	while (dma->spare)
		free(take_spare(dma));
}
