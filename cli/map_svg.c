// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map_svg.c - the same picture as a drawing: rows of memory with addresses, runs of one kind in one piece, a colour for
 * each buffer, and beside it the legend, the free blocks and what the next requests would get. No scripts, and no fonts
 * but the viewer's own.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/map.h"

#define COLUMNS 128
#define ROWS 40
#define SQUARE 6 /* width of a cell */
#define LEFT 110
#define PICTURE_HEIGHT 420 /* of its rows, if they would otherwise be too low or too high */
#define ROW_LEAST 14
#define ROW_MOST 30
#define TOP 64
#define PICTURE (COLUMNS * SQUARE)
#define LINE 18
#define SIDE (LEFT + PICTURE + 36)
#define WIDTH (SIDE + 560)
#define WRAP 72 /* characters of a line beside the picture */

static const char *const kind_fills[MAP_KINDS] = {
	[MAP_FREE] = "#eef1f4", [MAP_ASIDE] = "#d5ecef", [MAP_HELD] = "#b6bcc6", [MAP_KMALLOC] = "#b8a46a",
	[MAP_PAGES] = "#8a7fae", [MAP_BUFFER] = "#1f77b4",
};

/* told apart by people who see fewer colours, too: dark and light alternate */
static const char *const buffer_fills[] = {
	"#0b4f8a", "#56b4e9", "#00664f", "#3fc79a", "#a04000", "#f0a030", "#7a1f5c", "#d987bf",
};

/** struct drawing - @y: where the next line beside the picture goes */
struct drawing {
	FILE *out;
	int y;
};

static const char *fill_of(const struct map_run *run)
{
	if (run->kind != MAP_BUFFER)
		return kind_fills[run->kind];
	return buffer_fills[run->buffer % (sizeof(buffer_fills) / sizeof(buffer_fills[0]))];
}

static void text_at(FILE *out, int x, int y, const char *attributes, const char *text)
{
	fprintf(out, "<text x=\"%d\" y=\"%d\" %s>", x, y, attributes);
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text, out);
	}
	fputs("</text>\n", out);
}

/* ---- the picture ----------------------------------------------------------------------------- */

static void draw_run(FILE *out, const struct map_run *run, int from, int to, int y, int height)
{
	if (run && to > from)
		fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", LEFT + from * SQUARE,
			y, (to - from) * SQUARE, height - 2, fill_of(run));
}

static bool alike(const struct map_run *a, const struct map_run *b)
{
	return a == b || (a && b && a->kind == b->kind && a->buffer == b->buffer);
}

static int row_height(const struct map_layout *layout)
{
	int height = PICTURE_HEIGHT / (int)layout->row_count;

	return height < ROW_LEAST ? ROW_LEAST : height > ROW_MOST ? ROW_MOST : height;
}

/* cells that say the same are one rectangle */
static void draw_row(FILE *out, const struct map *map, const struct map_layout *layout, const struct map_row *row,
		     int y, int height)
{
	const struct map_run *run = NULL, *here;
	int cell = 0, from = 0;
	char text[48], size[32];
	uint64_t at, end;

	snprintf(text, sizeof(text), "0x%08" PRIx64, row->first);
	text_at(out, LEFT - 10, y + height / 2 + 3, "text-anchor=\"end\" class=\"m\"", text);
	if (row->folded > 1) {
		draw_run(out, &(struct map_run){ .kind = map_cell(map, row->first, row->end)->kind }, 0, COLUMNS, y,
			 height);
		snprintf(text, sizeof(text), "%s free", map_size(row->end - row->first, size, sizeof(size)));
		text_at(out, LEFT + PICTURE / 2, y + height / 2 + 3, "text-anchor=\"middle\" class=\"s\"", text);
		return;
	}
	for (at = row->first; at < row->end; at = end, cell++) {
		end = at + layout->cell < row->end ? at + layout->cell : row->end;
		here = map_cell(map, at, end);
		if (alike(here, run))
			continue;
		draw_run(out, run, from, cell, y, height);
		run = here;
		from = cell;
	}
	draw_run(out, run, from, cell, y, height);
}

static int draw_rows(FILE *out, const struct map *map, const struct map_layout *layout)
{
	const struct map_row *row = layout->rows, *end = layout->rows + layout->row_count;
	const struct map_zone *zone;
	char text[96], size[32], unused[32];
	int y = TOP, height = row_height(layout);

	for (; row < end; row++) {
		if (row == layout->rows || row->zone != row[-1].zone || row->first != row[-1].end) {
			zone = &map->zones[row->zone];
			y += row == layout->rows ? 0 : 10;
			snprintf(text, sizeof(text), "zone %s: %s, %s free", zone->name,
				 map_size((uint64_t)zone->frames * map->page, size, sizeof(size)),
				 map_size((uint64_t)zone->free * map->page, unused, sizeof(unused)));
			text_at(out, LEFT, y + 12, "class=\"h\"", text);
			y += LINE;
		}
		draw_row(out, map, layout, row, y, height);
		y += height;
	}
	return y;
}

/* ---- beside it ------------------------------------------------------------------------------- */

static void heading(struct drawing *d, const char *text)
{
	d->y += 12;
	text_at(d->out, SIDE, d->y, "class=\"h\"", text);
	d->y += LINE + 2;
}

static void line(struct drawing *d, const char *class, int x, const char *text)
{
	char attributes[32];

	snprintf(attributes, sizeof(attributes), "class=\"%s\"", class);
	text_at(d->out, SIDE + x, d->y, attributes, text);
}

/* @text in lines of at most WRAP characters, broken at blanks */
static void wrapped(struct drawing *d, const char *text)
{
	char part[WRAP + 1];
	size_t length, x = 0;

	while (*text) {
		length = strlen(text);
		if (length > WRAP) {
			for (length = WRAP; length && text[length] != ' ';)
				length--;
			if (!length)
				length = WRAP;
		}
		snprintf(part, sizeof(part), "%.*s", (int)length, text);
		line(d, "m", x, part);
		d->y += LINE;
		text += length + (text[length] == ' ');
		x = 16;
	}
}

static void sample(struct drawing *d, const char *fill)
{
	fprintf(d->out, "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"12\" fill=\"%s\"/>\n", SIDE, d->y - 11, fill);
}

static void draw_legend(struct drawing *d, const struct map *map)
{
	struct map_run run = { .buffer = 0 };
	const struct map_buffer *buffer;
	char text[160], size[32];
	size_t i;

	heading(d, "What lies there");
	for (run.kind = 0; run.kind < MAP_BUFFER; run.kind++) {
		for (i = 0; i < map->run_count && map->runs[i].kind != run.kind;)
			i++;
		if (i == map->run_count)
			continue;
		sample(d, fill_of(&run));
		line(d, "t", 24, map_kind_names[run.kind]);
		d->y += LINE;
	}
	for (run.buffer = 0; run.buffer < (int)map->buffer_count; run.buffer++) {
		buffer = &map->buffers[run.buffer];
		sample(d, fill_of(&run));
		snprintf(text, sizeof(text), "%s: %s, %s", buffer->owner, buffer->type,
			 map_size(buffer->bytes, size, sizeof(size)));
		line(d, "t", 24, text);
		snprintf(text, sizeof(text), "bus %s, physical %s%s", buffer->bus[0] ? buffer->bus : "-",
			 buffer->phys[0] ? buffer->phys : "-", buffer->chunks > 1 ? " and on" : "");
		line(d, "m", 270, text);
		d->y += LINE;
	}
}

static void draw_blocks(struct drawing *d, const struct map *map)
{
	char text[32];
	unsigned int z, order;

	heading(d, "Free blocks");
	for (z = 0; z < map->zone_count; z++)
		line(d, "s", 100 + 100 * z, map->zones[z].name);
	d->y += LINE;
	for (order = 0; map->zone_count && order < map->zones[0].orders; order++) {
		line(d, "t", 0, map_size((uint64_t)map->page << order, text, sizeof(text)));
		for (z = 0; z < map->zone_count; z++) {
			snprintf(text, sizeof(text), "%lu", map->zones[z].blocks[order]);
			line(d, map->zones[z].blocks[order] ? "m" : "s", 100 + 100 * z, text);
		}
		d->y += LINE;
	}
}

static void draw_next(struct drawing *d, const struct map *map)
{
	char zone[16], size[32], text[256];
	unsigned long bytes;
	unsigned int i;
	int used;

	heading(d, "The next request of a size, in a zone or below");
	for (i = 0; i < map->next_count; i++) {
		if (sscanf(map->next[i], "%lu %15s %n", &bytes, zone, &used) != 2)
			continue;
		snprintf(text, sizeof(text), "%s %s: %s", map_size(bytes, size, sizeof(size)), zone,
			 map->next[i] + used);
		wrapped(d, text);
	}
}

/* @out is written twice: once into nothing, to learn the height */
static int draw(const struct map *map, const struct map_layout *layout, FILE *out, const char *title)
{
	struct drawing d = { .out = out, .y = TOP };
	int bottom = draw_rows(out, map, layout);
	char text[160], total[32], unused[32], cell[32];
	unsigned int i;

	text_at(out, 20, 28, "class=\"b\"", title);
	snprintf(text, sizeof(text),
		 "%s of RAM, %s free; a row is %u × %s, rows without anything in them are drawn as one",
		 map_size(map_total(map), total, sizeof(total)), map_size(map_free_bytes(map), unused, sizeof(unused)),
		 COLUMNS, map_size(layout->cell, cell, sizeof(cell)));
	text_at(out, 20, 48, "class=\"s\"", text);
	draw_legend(&d, map);
	draw_blocks(&d, map);
	draw_next(&d, map);
	if (map->refused_count)
		heading(&d, "Refused: when, to whom, bytes asked for and got, why");
	for (i = 0; i < map->refused_count; i++)
		wrapped(&d, map->refused[i]);
	return (bottom > d.y ? bottom : d.y) + 20;
}

int map_draw_svg(const struct map *map, FILE *out, const char *title)
{
	struct map_layout layout;
	FILE *nowhere;
	int height, err;

	err = map_layout(map, COLUMNS, ROWS, &layout);
	if (err)
		return err;
	nowhere = fopen("/dev/null", "w");
	if (!nowhere) {
		free(layout.rows);
		return -errno;
	}
	height = draw(map, &layout, nowhere, title);
	fclose(nowhere);
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n"
		     "<style>text{font-family:sans-serif;font-size:12px;fill:#222}.b{font-size:18px;font-weight:bold}"
		     ".h{font-weight:bold}.m{font-family:monospace;font-size:11px}.s{fill:#777;font-size:11px}</style>\n"
		     "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
		WIDTH, height, WIDTH, height, WIDTH, height);
	draw(map, &layout, out, title);
	fputs("</svg>\n", out);
	free(layout.rows);
	return 0;
}
