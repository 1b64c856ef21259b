// SPDX-License-Identifier: GPL-2.0-or-later
/* map_read.c - from the two files of /proc to runs of memory that know which buffer they belong to. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/map.h"

const char *const map_kind_names[MAP_KINDS] = {
	[MAP_FREE] = "free",
	[MAP_ASIDE] = "free, set aside for contiguous memory",
	[MAP_HELD] = "held by others (a fragmented machine)",
	[MAP_KMALLOC] = "kmalloc",
	[MAP_PAGES] = "pages and coherent memory of code",
	[MAP_BUFFER] = "buffer",
};

const char *map_size(uint64_t bytes, char *text, size_t size)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	unsigned int unit = 0;
	double value = bytes;

	for (; value >= 1024 && unit < 3; unit++)
		value /= 1024;
	snprintf(text, size, value == (uint64_t)value ? "%.0f %s" : "%.1f %s", value, units[unit]);
	return text;
}

/* ---- runs ------------------------------------------------------------------------------------ */

static int add_run(struct map *map, const struct map_run *run)
{
	struct map_run *last = map->run_count ? &map->runs[map->run_count - 1] : NULL;
	struct map_run *more;

	if (last && last->end == run->first && last->kind == run->kind && last->buffer == run->buffer) {
		last->end = run->end;
		return 0;
	}
	if (map->run_count == map->run_room) {
		map->run_room = map->run_room ? 2 * map->run_room : 256;
		more = realloc(map->runs, map->run_room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		map->runs = more;
	}
	map->runs[map->run_count++] = *run;
	return 0;
}

static enum map_kind kind_of(const char *state, const char *owner)
{
	if (!strcmp(state, "free") || !strcmp(state, "hot"))
		return MAP_FREE;
	if (!strcmp(state, "aside"))
		return MAP_ASIDE;
	if (!strcmp(state, "slab") || !strcmp(state, "large"))
		return MAP_KMALLOC;
	return strncmp(owner, "fragment_init", 13) ? MAP_PAGES : MAP_HELD;
}

/* [@first, @end) is a piece of a buffer: what the frames said of it gives way. */
static int claim(struct map *map, uint64_t first, uint64_t end, int buffer)
{
	struct map_run *old = map->runs, run;
	size_t count = map->run_count, i;
	int err = 0;

	map->runs = NULL;
	map->run_count = map->run_room = 0;
	for (i = 0; !err && i < count; i++) {
		if (old[i].end <= first || old[i].first >= end) {
			err = add_run(map, &old[i]);
			continue;
		}
		run = old[i];
		run.end = first;
		if (run.first < run.end)
			err = add_run(map, &run);
		run = (struct map_run){old[i].first > first ? old[i].first : first, old[i].end < end ? old[i].end : end,
				       MAP_BUFFER, buffer};
		if (!err)
			err = add_run(map, &run);
		run = old[i];
		run.first = end;
		if (!err && run.first < run.end)
			err = add_run(map, &run);
	}
	free(old);
	return err;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static int read_zone(struct map *map, const char *line)
{
	struct map_zone *zone = &map->zones[map->zone_count];
	int used = 0, more;

	if (map->zone_count == sizeof(map->zones) / sizeof(map->zones[0]) ||
	    sscanf(line, "zone %15s %" SCNx64 "-%" SCNx64 " frames %lu free %lu blocks%n", zone->name,
		   &zone->range.first, &zone->range.end, &zone->frames, &zone->free, &used) != 5)
		return -EPROTO;
	zone->range.end++;
	while (zone->orders < MAP_ORDERS && sscanf(line + used, "%lu%n", &zone->blocks[zone->orders], &more) == 1) {
		used += more;
		zone->orders++;
	}
	map->zone_count++;
	return 0;
}

static int read_ram(struct map *map, const char *line)
{
	struct map_range *ram = &map->ram[map->ram_count];

	if (map->ram_count == sizeof(map->ram) / sizeof(map->ram[0]) ||
	    sscanf(line, "ram %" SCNx64 "-%" SCNx64, &ram->first, &ram->end) != 2)
		return -EPROTO;
	ram->end++;
	map->ram_count++;
	return 0;
}

static int read_run(struct map *map, const char *line)
{
	struct map_run run = { .buffer = -1 };
	char state[16], owner[96];

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %15s %*u %95s", &run.first, &run.end, state, owner) != 4)
		return -EPROTO;
	run.end++;
	run.kind = kind_of(state, owner);
	return add_run(map, &run);
}

static int keep_line(char **lines, unsigned int *count, const char *text)
{
	if (*count == MAP_LINES)
		return 0;
	lines[*count] = strdup(text);
	return lines[(*count)++] ? 0 : -ENOMEM;
}

static int read_memory_line(struct map *map, const char *line)
{
	if (!strncmp(line, "0x", 2))
		return read_run(map, line);
	if (!strncmp(line, "ram ", 4))
		return read_ram(map, line);
	if (!strncmp(line, "zone ", 5))
		return read_zone(map, line);
	if (!strncmp(line, "next ", 5))
		return keep_line(map->next, &map->next_count, line + 5);
	/* what later versions of the file may say besides */
	sscanf(line, "page %lu", &map->page);
	return 0;
}

static int read_buffer_line(struct map *map, const char *line)
{
	struct map_buffer *buffer = &map->buffers[map->buffer_count];
	char bus[24], phys[24];
	unsigned long bytes;
	uint64_t first;

	if (!strncmp(line, "refusal ", 8))
		return keep_line(map->refused, &map->refused_count, line + 8);
	if (!strncmp(line, "buffer ", 7)) {
		if (map->buffer_count == MAP_BUFFERS ||
		    sscanf(line, "buffer %47s %15s %lu chunks %u", buffer->owner, buffer->type, &buffer->bytes,
			   &buffer->chunks) != 4)
			return -EPROTO;
		map->buffer_count++;
		return 0;
	}
	if (strncmp(line, "  ", 2))
		return 0;
	if (!map->buffer_count || sscanf(line, "%23s %23s %lu", bus, phys, &bytes) != 3)
		return -EPROTO;
	buffer--;
	if (!buffer->bus[0]) {
		snprintf(buffer->bus, sizeof(buffer->bus), "%s", bus);
		snprintf(buffer->phys, sizeof(buffer->phys), "%s", phys);
	}
	first = strtoull(phys, NULL, 16);
	return first ? claim(map, first, first + bytes, map->buffer_count - 1) : 0;
}

static int for_each_line(struct map *map, char *text, int (*fn)(struct map *map, const char *line))
{
	char *line;
	int err = 0;

	while (!err && (line = strsep(&text, "\n")))
		if (*line)
			err = fn(map, line);
	return err;
}

int map_read(struct map *map, char *memory, char *buffers)
{
	int err = for_each_line(map, memory, read_memory_line);

	if (!err && (!map->page || !map->run_count))
		err = -EPROTO;
	return err ? err : for_each_line(map, buffers, read_buffer_line);
}

void map_free(struct map *map)
{
	while (map->next_count)
		free(map->next[--map->next_count]);
	while (map->refused_count)
		free(map->refused[--map->refused_count]);
	free(map->runs);
	map->runs = NULL;
}

uint64_t map_total(const struct map *map)
{
	uint64_t bytes = 0;
	unsigned int i;

	for (i = 0; i < map->ram_count; i++)
		bytes += map->ram[i].end - map->ram[i].first;
	return bytes;
}

uint64_t map_free_bytes(const struct map *map)
{
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < map->run_count; i++)
		if (map->runs[i].kind <= MAP_ASIDE)
			bytes += map->runs[i].end - map->runs[i].first;
	return bytes;
}
