// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Sound Blaster's interrupt line is told by its edges: a cause that comes while another one is being served keeps
 * it up, and a driver that does not look again waits for ever. On a real card the two are a register access apart; here
 * the card makes them so each time.
 */
#include <errno.h>

#include "models/model.h"
#include "models/sb16.h"
#include "tests/host/any_stream.h"

#define FRAMES 12000u

static const struct model_ops *real;
static unsigned int crossings;
static size_t heard;

/* whoever reads that one block has ended gets the end of one of the other width behind it */
static uint64_t crossing_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	struct sb16 *chip = state;
	uint64_t value = real->read(state, bar, offset, size);

	if (offset == SB_MIXER_DATA && chip->mixer_index == SB_IRQ_STATUS && (value == SB_IRQ8 || value == SB_IRQ16) &&
	    crossings++ % 2 == 0)
		sb16_raise(chip, value ^ (SB_IRQ8 | SB_IRQ16));
	return value;
}

static void on_heard(void *ctx, void *data, size_t count)
{
	heard += count;
}

static int play_body(struct run *run)
{
	static const struct access access = {"read and write"};
	const struct usnd_line line = {NULL, NULL, on_heard};
	static frame_t sound[FRAMES];
	struct any_stream s;

	make_sound(sound, FRAMES, 1);
	heard = crossings = 0;
	EXPECT(!run->machine->ops->line(run->machine, "sb16", false, &line));
	if (any_open(&s, run, 0, 0, false, 44100, &access))
		return -EIO;
	EXPECT(!any_move(&s, sound, FRAMES) && !any_drain(&s));
	EXPECT(heard >= FRAMES, "(%zu)", heard);
	EXPECT(crossings > 10, "(%u)", crossings);
	any_close(&s);
	return 0;
}

static void a_cause_that_comes_while_another_is_served_is_served(void)
{
	struct model_ops crossing;
	struct run_config config = {.cards = {card_find("sb16")}, .card_count = 1, .model = &crossing};

	if (!ours_only())
		return;
	real = model_find("sb16");
	crossing = *real;
	crossing.read = crossing_read;
	with_world(config, play_body, NULL, 6);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_cause_that_comes_while_another_is_served_is_served),
};

TAP_MAIN(cases)
