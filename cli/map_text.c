// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map_text.c - the picture in a terminal: one character a cell, a letter for each buffer, and below it what the letters
 * stand for, what is free in which blocks, what the next requests would get, and what was refused.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/map.h"

#define ROWS 32
#define MARGIN 14 /* "  0x40c00000  " */

static const char kind_signs[MAP_KINDS] = { '.', ',', 'x', 'k', 'p', '#' };
/* SGR: dim, dim cyan, grey, yellow, magenta, white on blue */
static const char *const kind_colours[MAP_KINDS] = { "2", "2;36", "90", "33", "35", "97;44" };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct pen {
	FILE *out;
	bool colour;
	const char *now;
};

static void set_colour(struct pen *pen, const char *colour)
{
	if (!pen->colour || pen->now == colour)
		return;
	fprintf(pen->out, "\033[%sm", colour ? colour : "0");
	pen->now = colour;
}

static char sign_of(const struct map_run *run)
{
	if (run->kind != MAP_BUFFER)
		return kind_signs[run->kind];
	return letters[run->buffer % (sizeof(letters) - 1)];
}

/* neighbours are told apart by two colours */
static const char *colour_of(const struct map_run *run)
{
	static const char odd[] = "97;42";

	return run->kind == MAP_BUFFER && run->buffer % 2 ? odd : kind_colours[run->kind];
}

/* ---- the picture ----------------------------------------------------------------------------- */

static void draw_row(struct pen *pen, const struct map *map, const struct map_layout *layout, const struct map_row *row)
{
	const struct map_run *run;
	uint64_t at;
	char size[32];

	fprintf(pen->out, "  0x%08" PRIx64 "  ", row->first);
	if (row->folded > 1) {
		fprintf(pen->out, "... %s free\n", map_size(row->end - row->first, size, sizeof(size)));
		return;
	}
	for (at = row->first; at < row->end; at += layout->cell) {
		run = map_cell(map, at, at + layout->cell < row->end ? at + layout->cell : row->end);
		set_colour(pen, run ? colour_of(run) : NULL);
		fputc(run ? sign_of(run) : ' ', pen->out);
	}
	set_colour(pen, NULL);
	fputc('\n', pen->out);
}

static void draw_rows(struct pen *pen, const struct map *map, const struct map_layout *layout)
{
	const struct map_row *row = layout->rows, *end = layout->rows + layout->row_count;
	const struct map_zone *zone;
	char size[32], free_size[32];

	for (; row < end; row++) {
		zone = &map->zones[row->zone];
		if (row == layout->rows || row->zone != row[-1].zone)
			fprintf(pen->out, "zone %s: %s, %s free\n", zone->name,
				map_size((uint64_t)zone->frames * map->page, size, sizeof(size)),
				map_size((uint64_t)zone->free * map->page, free_size, sizeof(free_size)));
		else if (row->first != row[-1].end)
			fprintf(pen->out, "  %*s  (no RAM)\n", MARGIN - 4, "");
		draw_row(pen, map, layout, row);
	}
}

/* ---- the legend ------------------------------------------------------------------------------ */

static bool is_there(const struct map *map, enum map_kind kind)
{
	size_t i;

	for (i = 0; i < map->run_count; i++)
		if (map->runs[i].kind == kind)
			return true;
	return false;
}

static void draw_sign(struct pen *pen, const struct map_run *run)
{
	fputs("  ", pen->out);
	set_colour(pen, colour_of(run));
	fputc(sign_of(run), pen->out);
	set_colour(pen, NULL);
	fputs("  ", pen->out);
}

static void draw_legend(struct pen *pen, const struct map *map)
{
	const struct map_buffer *buffer;
	struct map_run run = { .buffer = -1 };
	char size[32];

	for (run.kind = 0; run.kind < MAP_BUFFER; run.kind++) {
		if (!is_there(map, run.kind))
			continue;
		draw_sign(pen, &run);
		fprintf(pen->out, "%s\n", map_kind_names[run.kind]);
	}
	for (run.buffer = 0; run.buffer < (int)map->buffer_count; run.buffer++) {
		buffer = &map->buffers[run.buffer];
		draw_sign(pen, &run);
		fprintf(pen->out, "%-20s %-10s %9s  bus %s%s\n", buffer->owner, buffer->type,
			map_size(buffer->bytes, size, sizeof(size)), buffer->bus[0] ? buffer->bus : "-",
			buffer->chunks > 1 ? " and on" : "");
	}
}

static void draw_blocks(struct pen *pen, const struct map *map)
{
	const struct map_zone *zone;
	unsigned int z, order;
	char size[32];

	fprintf(pen->out, "\nfree blocks  ");
	for (z = 0; z < map->zone_count; z++)
		fprintf(pen->out, "%10s", map->zones[z].name);
	for (order = 0; map->zone_count && order < map->zones[0].orders; order++) {
		fprintf(pen->out, "\n  %-11s", map_size((uint64_t)map->page << order, size, sizeof(size)));
		for (z = 0; z < map->zone_count; z++) {
			zone = &map->zones[z];
			fprintf(pen->out, "%10lu", zone->blocks[order]);
		}
	}
	fputc('\n', pen->out);
}

/* "65536 Normal 0x40c60000 DMA32" */
static void draw_next(struct pen *pen, const struct map *map)
{
	unsigned long bytes;
	char zone[16], size[32];
	unsigned int i;
	int used;

	fprintf(pen->out, "\nnext request\n");
	for (i = 0; i < map->next_count; i++)
		if (sscanf(map->next[i], "%lu %15s %n", &bytes, zone, &used) == 2)
			fprintf(pen->out, "  %-8s %-7s %s\n", map_size(bytes, size, sizeof(size)), zone,
				map->next[i] + used);
}

int map_draw_text(const struct map *map, FILE *out, unsigned int columns, bool colour)
{
	struct pen pen = { .out = out, .colour = colour };
	struct map_layout layout;
	char total[32], unused[32], cell[32];
	unsigned int cells = 16, i;
	int err;

	/* a row is a round number of bytes */
	while (2 * cells + MARGIN <= columns && cells < 256)
		cells *= 2;
	err = map_layout(map, cells, ROWS, &layout);
	if (err)
		return err;
	fprintf(out, "%s of RAM, %s free; each character is %s\n\n", map_size(map_total(map), total, sizeof(total)),
		map_size(map_free_bytes(map), unused, sizeof(unused)), map_size(layout.cell, cell, sizeof(cell)));
	draw_rows(&pen, map, &layout);
	fputc('\n', out);
	draw_legend(&pen, map);
	draw_blocks(&pen, map);
	draw_next(&pen, map);
	if (map->refused_count)
		fprintf(out, "\nrefused\n");
	for (i = 0; i < map->refused_count; i++)
		fprintf(out, "  %s\n", map->refused[i]);
	free(layout.rows);
	return 0;
}
