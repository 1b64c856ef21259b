/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rme32_rig.h - a Digi32 on the bench (sim_rig.h): its memory and registers by hand, a tape at each end.
 */
#ifndef TESTS_HOST_RME32_RIG_H
#define TESTS_HOST_RME32_RIG_H

#include "models/rme32.h"
#include "tests/host/sim_rig.h"

#define RME_BASE 0xe0000000u
#define TAPE_ROOM (1u << 19)

/** struct tape - what came out of the output, or goes into an input */
struct tape {
	unsigned int rate, channels, bits, formats;
	size_t bytes;
	uint8_t data[TAPE_ROOM];
};

static struct tape heard, source;

static void tape_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct tape *tape = ctx;

	tape->rate = rate;
	tape->channels = channels;
	tape->bits = bits;
	tape->formats++;
}

static void tape_hear(void *ctx, void *data, size_t count)
{
	struct tape *tape = ctx;
	size_t bytes = count * tape->channels * tape->bits / 8;

	if (tape->bytes + bytes <= TAPE_ROOM)
		memcpy(tape->data + tape->bytes, data, bytes);
	tape->bytes += bytes;
}

/* byte n that comes in */
static uint8_t source_byte(size_t n)
{
	return n * 11 + n / 253 + 1;
}

static void tape_feed(void *ctx, void *data, size_t count)
{
	struct tape *tape = ctx;
	size_t bytes = count * tape->channels * tape->bits / 8;
	uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++)
		at[i] = source_byte(tape->bytes + i);
	tape->bytes += bytes;
}

static inline void plug_out(const char *card)
{
	const struct usnd_line line = { &heard, tape_format, tape_hear };

	heard = (struct tape){ 0 };
	EXPECT(rig.m->ops->line(rig.m, card, false, &line) == 0);
}

static inline int plug_in(const char *card, unsigned int rate)
{
	const struct usnd_line line = { &source, tape_format, tape_feed, rate };

	source = (struct tape){ 0 };
	return rig.m->ops->line(rig.m, card, true, &line);
}

static inline uint32_t rme_in(uint32_t offset)
{
	return rig.m->ops->mem_read(rig.m, RME_BASE + offset, 4);
}

static inline void rme_out(uint32_t offset, uint32_t value)
{
	rig.m->ops->mem_write(rig.m, RME_BASE + offset, 4, value);
}

static inline void rme_block(uint32_t offset, void *data, size_t bytes, bool write)
{
	rig.m->ops->mem_block(rig.m, RME_BASE + offset, data, bytes, write);
}

/* what a kernel would do: the BAR, memory on */
static inline void rme_on(void)
{
	cfg_write(0x10, 4, RME_BASE);
	cfg_write(0x04, 2, 0x0002);
}

#endif
