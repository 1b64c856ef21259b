// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A machine without coherence: every mapping that is not coherent memory has two copies, RAM as the CPU sees it through
 * its caches, and the device's. A sync moves whole cache lines from one to the other. Until the first one the device's
 * copy holds what no driver wrote.
 *
 * What the device reads is stale, for certain, if the CPU has written the bytes since the last sync and had no business
 * to: the line was never given to the device or was taken back, or the memory is lent and the device's own until then.
 * In memory that was allocated to be handed over piece by piece a reader that is too early gets old bytes and no
 * report: it may be an overrun that any machine has.
 *
 * Left out: what else happens to lie in a cache line at either end of a mapping is neither lost nor seen by the device.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machines/sim/sim_local.h"

#define LINE 64
#define NEVER_WRITTEN 0xa5

static uint8_t *seen_by_cpu(const struct sim_mapping *mapping)
{
	return mapping->copy + mapping->map.bytes;
}

static size_t line_of(const struct sim_mapping *mapping, uint64_t bus)
{
	return bus / LINE - mapping->map.bus / LINE;
}

/** sim_cache_open() - give a new mapping its second copy, if it has one; -ENOMEM */
int sim_cache_open(struct sim *sim, struct sim_mapping *mapping)
{
	uint64_t bytes = mapping->map.bytes;

	mapping->copy = mapping->given = NULL;
	if (sim->platform.coherent || mapping->map.coherent)
		return 0;
	mapping->copy = malloc(2 * bytes);
	mapping->given = calloc(bytes / LINE + 2, 1);
	if (!mapping->copy || !mapping->given) {
		sim_cache_close(mapping);
		return -ENOMEM;
	}
	memset(mapping->copy, NEVER_WRITTEN, 2 * bytes);
	return 0;
}

void sim_cache_close(struct sim_mapping *mapping)
{
	free(mapping->copy);
	free(mapping->given);
	mapping->copy = mapping->given = NULL;
}

static void sync_part(struct sim_mapping *mapping, uint64_t offset, uint8_t *ram, uint64_t bytes, bool to_device)
{
	if (to_device)
		memcpy(mapping->copy + offset, ram, bytes);
	else
		memcpy(ram, mapping->copy + offset, bytes);
	memcpy(seen_by_cpu(mapping) + offset, ram, bytes);
}

/** sim_cache_sync() - [@bus, +@bytes) of @mapping, and the rest of its cache lines, become the other side's */
void sim_cache_sync(struct sim *sim, struct sim_mapping *mapping, uint64_t bus, uint64_t bytes, bool to_device)
{
	uint64_t start = bus / LINE * LINE, end = (bus + bytes + LINE - 1) / LINE * LINE;
	uint64_t mapped_end = mapping->map.bus + mapping->map.bytes;

	if (!mapping->copy)
		return;
	if (start < mapping->map.bus)
		start = mapping->map.bus;
	if (end > mapped_end)
		end = mapped_end;
	for (uint64_t at = start, step; at < end; at += step) {
		uint8_t *ram = sim_bus_ram(sim, mapping->map.bdf, at, &step);

		if (!ram)
			return;
		if (step > end - at)
			step = end - at;
		sync_part(mapping, at - mapping->map.bus, ram, step, to_device);
	}
	for (size_t line = line_of(mapping, start); line <= line_of(mapping, end - 1); line++)
		mapping->given[line] = to_device;
}

/** sim_cache_move() - the device reads or writes its copy */
void sim_cache_move(struct sim_mapping *mapping, uint64_t bus, uint8_t *data, uint64_t bytes, bool write)
{
	uint8_t *copy = mapping->copy + (bus - mapping->map.bus);

	if (write)
		memcpy(copy, data, bytes);
	else
		memcpy(data, copy, bytes);
}

/** sim_cache_is_stale() - has the CPU, which must not, or without handing it over, written what the device reads? */
bool sim_cache_is_stale(struct sim *sim, const struct sim_mapping *mapping, uint64_t bus, uint64_t bytes)
{
	if (!mapping->copy)
		return false;
	for (uint64_t at = bus, step; at < bus + bytes; at += step) {
		uint64_t room;
		uint8_t *ram = sim_bus_ram(sim, mapping->map.bdf, at, &room);

		step = LINE - at % LINE;
		if (step > bus + bytes - at)
			step = bus + bytes - at;
		if (mapping->given[line_of(mapping, at)] && !mapping->map.lent)
			continue;
		if (ram && memcmp(ram, seen_by_cpu(mapping) + (at - mapping->map.bus), step))
			return true;
	}
	return false;
}
