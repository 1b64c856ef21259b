/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map.h - usnd map, in parts: map_read.c understands /proc/usnd/memory and /proc/asound/buffers, map_layout.c decides
 * what a character or a square stands for, map_text.c and map_svg.c draw, map_after.c does what was asked for before,
 * map.c is the command. Nothing here knows more of memory than the two files say.
 */
#ifndef CLI_MAP_H
#define CLI_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/run.h"

#define MAP_BUFFERS 512
#define MAP_ORDERS 32
#define MAP_LINES 96

/** enum map_kind - what lies somewhere; the larger number is the more interesting one where a cell holds several */
enum map_kind { MAP_FREE, MAP_ASIDE, MAP_HELD, MAP_KMALLOC, MAP_PAGES, MAP_BUFFER, MAP_KINDS };

/** struct map_run - addresses [@first, @end) of one kind; @buffer: which, if it is one */
struct map_run {
	uint64_t first, end;
	enum map_kind kind;
	int buffer;
};

struct map_range {
	uint64_t first, end;
};

struct map_zone {
	char name[16];
	struct map_range range;
	unsigned long frames, free, blocks[MAP_ORDERS];
	unsigned int orders;
};

/** struct map_buffer - a buffer of sound; @bus, @phys: of its first byte, "-": none */
struct map_buffer {
	char owner[48], type[16], bus[24], phys[24];
	unsigned long bytes;
	unsigned int chunks;
};

/** struct map - everything read; release it with map_free() */
struct map {
	unsigned long page;
	struct map_range ram[16];
	unsigned int ram_count;
	struct map_zone zones[8];
	unsigned int zone_count;
	struct map_run *runs;
	size_t run_count, run_room;
	struct map_buffer buffers[MAP_BUFFERS];
	unsigned int buffer_count;
	/* lines of text as they stand in the files, after "next " and "refusal " */
	char *next[MAP_LINES], *refused[MAP_LINES];
	unsigned int next_count, refused_count;
};

/** map_read() - 0, -ENOMEM, -EPROTO: a line that is not understood; the texts are taken apart */
int map_read(struct map *map, char *memory, char *buffers);
void map_free(struct map *map);
uint64_t map_total(const struct map *map);
uint64_t map_free_bytes(const struct map *map);

/**
 * struct map_row - a row of cells, or several in a row in which all is free
 * @first: address; @end: of the piece of RAM it is in, where the row may end early
 * @zone: index
 * @folded: rows that it stands for; 1: one that is drawn
 */
struct map_row {
	uint64_t first, end;
	unsigned int zone;
	unsigned int folded;
};

/** struct map_layout - rows of @columns cells of @cell bytes each; free it with free(@rows) */
struct map_layout {
	unsigned int columns;
	uint64_t cell;
	struct map_row *rows;
	size_t row_count;
};

/** map_layout() - the smallest cells with which there are at most @most rows; -ENOMEM */
int map_layout(const struct map *map, unsigned int columns, size_t most, struct map_layout *layout);

/** map_cell() - the most interesting thing in [@first, @end); NULL: no RAM */
const struct map_run *map_cell(const struct map *map, uint64_t first, uint64_t end);

/** map_size() - "64 KiB"; returns @text */
const char *map_size(uint64_t bytes, char *text, size_t size);
extern const char *const map_kind_names[MAP_KINDS];

/** map_draw_text() - for a terminal of @columns; @colour: with escape sequences. 0 or -errno. */
int map_draw_text(const struct map *map, FILE *out, unsigned int columns, bool colour);
int map_draw_svg(const struct map *map, FILE *out, const char *title);

/**
 * struct map_after - what was done before; streams stay open until map_after_end()
 */
struct map_after {
	struct client_pcm streams[RUN_CARDS * 4];
	unsigned int count;
};

/** map_after() - do @steps, separated by ";"; a step that fails is told, and the first error returned; all are tried */
int map_after(struct map_after *after, const struct client *client, const char *steps);
void map_after_end(struct map_after *after);

#endif
