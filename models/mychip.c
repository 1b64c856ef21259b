// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The chapter's card: the least that shows every kind of buffer. There is no such chip; this is its data sheet.
 *
 * PCI cafe:0001, one stream of 16-bit stereo frames to one line, or from another. BAR 0 has registers of 32 bits, BAR
 * 1 64 KiB of memory on the card. It plays (or records into) a ring that is either a list of pieces of the computer's
 * memory, reached by bus mastering, or the card's own memory:
 *
 *   00 CONTROL   bit 0: run (0 to 1 starts at the ring's beginning), bit 1: the card's memory, bit 2: record
 *   04 STATUS    bit 0: a period has ended, and the interrupt line is asserted; written as 1: taken back
 *   08 RATE      Hz; 0: no frame ever leaves
 *   0c LIST      bus address of the list: entries of 8 bytes, the address of a piece, and its bytes | 1 << 31 for "a
 *                period ends here"; pieces are whole frames
 *   10 ENTRIES   of the list
 *   14 SIZE      bytes of the ring in the card's memory, from its beginning on
 *   18 PERIOD    bytes of its periods; SIZE is a multiple
 *   1c POSITION  bytes of the ring that have been played or recorded, read only
 *
 * A frame leaves 1 / RATE s after the one before, the first one so long after the start (so it does to be recorded);
 * nothing is read ahead. Called with the machine's lock held.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"

enum {
	CONTROL = 0x00,
	STATUS = 0x04,
	RATE = 0x08,
	LIST = 0x0c,
	ENTRIES = 0x10,
	SIZE = 0x14,
	PERIOD = 0x18,
	POSITION = 0x1c,
};

#define CONTROL_RUN 1u
#define CONTROL_MEMORY 2u
#define CONTROL_RECORD 4u
#define STATUS_PERIOD 1u
#define ENTRY_PERIOD 0x80000000u

#define MEMORY_BYTES 65536u
#define FRAME 4u
#define BATCH 2048u /* bytes handed to the line at most at once */
#define SECOND 1000000000ull

/**
 * struct mychip - the card
 * @registers: by offset / 4
 * @base, @played: when it was started, frames since then
 * @entry: of the list, the one being played; @piece, @left, @ends: what it says, and how much of it is left
 * @position: in the ring
 */
struct mychip {
	struct model_slot *slot;
	uint32_t registers[8];
	uint64_t base, played;
	uint32_t entry, piece, left, position;
	bool ends, announced;
	struct usnd_line lines[2]; /* to play, to record */
	uint8_t memory[MEMORY_BYTES];
};

static uint32_t reg(const struct mychip *chip, unsigned int offset)
{
	return chip->registers[offset / 4];
}

static void set_interrupt(struct mychip *chip)
{
	model_irq(chip->slot, reg(chip, STATUS) & STATUS_PERIOD);
}

static bool running(const struct mychip *chip)
{
	return reg(chip, CONTROL) & CONTROL_RUN && reg(chip, RATE);
}

/* ---- the ring ------------------------------------------------------------------------------------------- */

static void load_entry(struct mychip *chip)
{
	uint8_t entry[8];

	if (!model_dma_read(chip->slot, reg(chip, LIST) + 8ull * chip->entry, entry, sizeof(entry)))
		memset(entry, 0, sizeof(entry));
	chip->piece = entry[0] | entry[1] << 8 | entry[2] << 16 | (uint32_t)entry[3] << 24;
	chip->left = entry[4] | entry[5] << 8 | entry[6] << 16 | (uint32_t)(entry[7] & 0x7f) << 24;
	chip->ends = entry[7] & 0x80;
}

static void load_piece(struct mychip *chip)
{
	if (!(reg(chip, CONTROL) & CONTROL_MEMORY)) {
		load_entry(chip);
		return;
	}
	chip->piece = chip->position;
	chip->left = reg(chip, PERIOD);
	chip->ends = true;
}

static void next_piece(struct mychip *chip)
{
	bool last = reg(chip, CONTROL) & CONTROL_MEMORY ? chip->position >= reg(chip, SIZE) :
							    chip->entry + 1 >= reg(chip, ENTRIES);

	if (chip->ends)
		chip->registers[STATUS / 4] |= STATUS_PERIOD;
	chip->entry++;
	if (last)
		chip->entry = chip->position = 0;
	load_piece(chip);
}

static void start(struct mychip *chip)
{
	chip->base = model_now(chip->slot);
	chip->played = 0;
	chip->entry = chip->position = 0;
	chip->announced = false;
	load_piece(chip);
}

/* ---- time ----------------------------------------------------------------------------------------------- */

static uint64_t frame_time(const struct mychip *chip, uint64_t frames)
{
	return chip->base + frames * SECOND / reg(chip, RATE);
}

static uint64_t frames_by(const struct mychip *chip, uint64_t now)
{
	return ((now - chip->base + 1) * reg(chip, RATE) - 1) / SECOND;
}

static bool records(const struct mychip *chip)
{
	return reg(chip, CONTROL) & CONTROL_RECORD;
}

/* between @data and the ring */
static void move(struct mychip *chip, uint8_t *data, uint32_t bytes)
{
	uint8_t *own = chip->memory + chip->piece;

	if (!(reg(chip, CONTROL) & CONTROL_MEMORY) && records(chip))
		model_dma_write(chip->slot, chip->piece, data, bytes);
	else if (!(reg(chip, CONTROL) & CONTROL_MEMORY))
		model_dma_read(chip->slot, chip->piece, data, bytes);
	else if (chip->piece > MEMORY_BYTES - bytes)
		memset(data, 0xff, bytes);
	else if (records(chip))
		memcpy(own, data, bytes);
	else
		memcpy(data, own, bytes);
}

/* between @data and the line */
static void talk(struct mychip *chip, uint8_t *data, size_t count)
{
	const struct usnd_line *line = &chip->lines[records(chip)];

	if (!chip->announced && line->format)
		line->format(line->ctx, reg(chip, RATE), 2, 16);
	chip->announced = true;
	if (line->frames)
		line->frames(line->ctx, data, count);
}

/* up to @due frames of the piece; returns how many */
static uint64_t pass(struct mychip *chip, uint64_t due)
{
	uint8_t data[BATCH] = { 0 };
	uint32_t bytes = chip->left < BATCH ? chip->left : BATCH;

	if (bytes > due * FRAME)
		bytes = due * FRAME;
	if (records(chip)) {
		talk(chip, data, bytes / FRAME);
		move(chip, data, bytes);
	} else {
		move(chip, data, bytes);
		talk(chip, data, bytes / FRAME);
	}
	chip->piece += bytes;
	chip->left -= bytes;
	chip->position += bytes;
	return bytes / FRAME;
}

static uint64_t mychip_run(void *state, uint64_t now)
{
	struct mychip *chip = state;
	uint64_t due, frames;

	if (!running(chip))
		return UINT64_MAX;
	/* a list of nothing: the card hangs until it is stopped */
	for (due = frames_by(chip, now) - chip->played; due && chip->left >= FRAME; due -= frames) {
		frames = pass(chip, due);
		chip->played += frames;
		if (!chip->left)
			next_piece(chip);
	}
	set_interrupt(chip);
	return chip->left < FRAME ? UINT64_MAX : frame_time(chip, chip->played + chip->left / FRAME);
}

/* ---- the machine's side --------------------------------------------------------------------------------- */

static uint64_t mychip_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	struct mychip *chip = state;
	uint64_t value = 0;

	if (bar)
		memcpy(&value, chip->memory + offset, size);
	else if (size == 4 && offset < sizeof(chip->registers))
		value = offset == POSITION ? chip->position : reg(chip, offset);
	return value;
}

static void mychip_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	struct mychip *chip = state;
	uint32_t before = reg(chip, CONTROL);

	if (bar) {
		memcpy(chip->memory + offset, &value, size);
		return;
	}
	if (size != 4 || offset >= POSITION)
		return;
	if (offset == STATUS)
		value = reg(chip, STATUS) & ~value;
	chip->registers[offset / 4] = value;
	if (offset == CONTROL && value & ~before & CONTROL_RUN)
		start(chip);
	set_interrupt(chip);
}

static int mychip_line(void *state, const char *end, bool capture, const struct usnd_line *line)
{
	struct mychip *chip = state;

	if (*end)
		return -EOPNOTSUPP;
	chip->lines[capture] = line ? *line : (struct usnd_line){ 0 };
	chip->announced = false;
	return 0;
}

static int mychip_create(struct model_slot *slot, void **state)
{
	struct mychip *chip = calloc(1, sizeof(*chip));

	if (!chip)
		return -ENOMEM;
	chip->slot = slot;
	*state = chip;
	return 0;
}

static void mychip_destroy(void *state)
{
	free(state);
}

extern const struct model_ops mychip_model;

const struct model_ops mychip_model = {
	.name = "mychip",
	.vendor = 0xcafe,
	.device = 0x0001,
	.class = 0x040100, /* multimedia audio */
	.command = 0x0006, /* memory, bus master */
	.pin = 1,
	.bars = { { .bytes = 4096 }, { .bytes = MEMORY_BYTES } },
	.create = mychip_create,
	.destroy = mychip_destroy,
	.read = mychip_read,
	.write = mychip_write,
	.run = mychip_run,
	.line = mychip_line,
};
