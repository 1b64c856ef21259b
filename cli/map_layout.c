// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map_layout.c - rows and cells. RAM is cut where its pieces and its zones end; each part begins a row. Rows without
 * anything in them are folded into one, and the cells become as small as there is room for the rest: a machine that has
 * little in use is seen page by page.
 */
#include <errno.h>
#include <stdlib.h>

#include "cli/map.h"

/* the first run that ends behind @address */
static const struct map_run *run_behind(const struct map *map, uint64_t address)
{
	size_t low = 0, high = map->run_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (map->runs[middle].end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low < map->run_count ? &map->runs[low] : NULL;
}

const struct map_run *map_cell(const struct map *map, uint64_t first, uint64_t end)
{
	const struct map_run *run = run_behind(map, first), *last = map->runs + map->run_count, *best = NULL;

	for (; run && run < last && run->first < end; run++)
		if (!best || run->kind > best->kind)
			best = run;
	return best;
}

static bool is_free(const struct map *map, uint64_t first, uint64_t end)
{
	const struct map_run *run = run_behind(map, first);

	return run && run->kind <= MAP_ASIDE && run->end >= end;
}

/** struct rows - rows as they are counted, and kept if there is room */
struct rows {
	struct map_row *rows;
	size_t count, room;
};

static void add_row(struct rows *rows, const struct map_row *row)
{
	if (rows->rows && rows->count < rows->room)
		rows->rows[rows->count] = *row;
	rows->count++;
}

static void add_part(const struct map *map, struct rows *rows, const struct map_range *part, unsigned int zone,
		     uint64_t bytes)
{
	struct map_row free_rows = { .folded = 0 };
	uint64_t at, end;

	for (at = part->first; at < part->end; at = end) {
		end = part->end - at < bytes ? part->end : at + bytes;
		if (is_free(map, at, end)) {
			if (!free_rows.folded++)
				free_rows.first = at;
			free_rows.end = end;
			free_rows.zone = zone;
			continue;
		}
		if (free_rows.folded)
			add_row(rows, &free_rows);
		free_rows.folded = 0;
		add_row(rows, &(struct map_row){ at, end, zone, 1 });
	}
	if (free_rows.folded)
		add_row(rows, &free_rows);
}

static void add_all(const struct map *map, struct rows *rows, uint64_t bytes)
{
	struct map_range part;
	unsigned int i, z;

	for (i = 0; i < map->ram_count; i++) {
		for (z = 0; z < map->zone_count; z++) {
			const struct map_range *ram = &map->ram[i], *zone = &map->zones[z].range;

			part.first = ram->first > zone->first ? ram->first : zone->first;
			part.end = ram->end < zone->end ? ram->end : zone->end;
			if (part.first < part.end)
				add_part(map, rows, &part, z, bytes);
		}
	}
}

int map_layout(const struct map *map, unsigned int columns, size_t most, struct map_layout *layout)
{
	struct rows rows;
	uint64_t cell;

	for (cell = map->page;; cell *= 2) {
		rows = (struct rows){ 0 };
		add_all(map, &rows, cell * columns);
		/* parts of RAM may be more than the rows there should be */
		if (rows.count <= most || cell * columns >= map_total(map))
			break;
	}
	rows.rows = calloc(rows.count, sizeof(*rows.rows));
	if (!rows.rows)
		return -ENOMEM;
	rows.room = rows.count;
	rows.count = 0;
	add_all(map, &rows, cell * columns);
	*layout = (struct map_layout){ columns, cell, rows.rows, rows.count };
	return 0;
}
