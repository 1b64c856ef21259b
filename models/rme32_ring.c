// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RME Digi32: the ring in the card's memory, the clock that walks it, what goes out of it and into it. Registers are
 * in rme32.c.
 *
 * One address for both directions: at each tick the frame at the address leaves the card, the frame that came in
 * takes its place, and the address goes on. So a ring that is not written anew plays what was recorded, one round
 * later. An interrupt comes whenever the address has reached a multiple of 8 KiB.
 *
 * Several ticks are done in one call, never beyond the next interrupt; every access to the card comes after the ticks
 * before it.
 */
#include <string.h>

#include "models/rme32.h"

#define SECOND 1000000000ull
#define BATCH 2048u /* bytes handed to a line at most at once */

static const unsigned int quartz[] = { 0, 32000, 44100, 48000 };

static unsigned int sample_bytes(const struct rme32 *chip)
{
	return chip->control & CTRL_MODE24 ? 4 : 2;
}

static unsigned int channels(const struct rme32 *chip)
{
	return chip->variant->adat && chip->control & CTRL_ADAT ? 8 : 2;
}

static unsigned int frame_bytes(const struct rme32 *chip)
{
	return channels(chip) * sample_bytes(chip);
}

/* ---- clock ------------------------------------------------------------------------------------------- */

/* the input's clock is taken when it is asked for, or when AutoSync finds it at the rate that is set */
static unsigned int clock_rate(const struct rme32 *chip, bool *external)
{
	unsigned int own = quartz[CTRL_FREQ(chip->control)], input = rme32_input_rate(chip);

	if (chip->variant->pro && chip->control & CTRL_DS)
		own *= 2;
	*external = input && (!own || (chip->control & CTRL_AUTOSYNC && input == own));
	return *external ? input : own;
}

static uint64_t frame_time(const struct rme32_clock *clock, uint64_t frames)
{
	return clock->base + (frames * SECOND + clock->rate - 1) / clock->rate;
}

static uint64_t frames_by(const struct rme32_clock *clock, uint64_t now)
{
	return (now - clock->base) * clock->rate / SECOND;
}

/**
 * rme32_update() - control register or inputs have changed
 * Another rate, or a start, begins a new first tick.
 */
void rme32_update(struct rme32 *chip)
{
	struct rme32_clock *clock = &chip->clock;
	unsigned int rate = clock_rate(chip, &clock->external);

	if (!(chip->control & CTRL_START)) {
		rate = 0;
		chip->format = 0; /* the next start is announced */
	}
	if (chip->control & CTRL_RESET)
		chip->position = 0;
	chip->position -= chip->position % frame_bytes(chip);
	if (rate == clock->rate)
		return;
	clock->rate = rate;
	clock->base = model_now(chip->slot);
	clock->frames = 0;
}

/* ---- frames ------------------------------------------------------------------------------------------ */

static void announce(struct rme32 *chip)
{
	const struct usnd_line *in = rme32_input(chip);
	unsigned int bits = 8 * sample_bytes(chip), count = channels(chip);
	uint64_t format = (uint64_t)chip->clock.rate << 32 | CTRL_INP(chip->control) << 16 | count << 8 | bits;

	if (format == chip->format)
		return;
	chip->format = format;
	if (chip->out.format)
		chip->out.format(chip->out.ctx, chip->clock.rate, count, bits);
	if (in->format)
		in->format(in->ctx, chip->clock.rate, count, bits);
}

/* what both ends of a digital line have: 24 bits, the uppermost */
static void cut(const struct rme32 *chip, uint8_t *data, uint32_t bytes)
{
	for (uint32_t i = 0; sample_bytes(chip) == 4 && i < bytes; i += 4)
		data[i] = 0;
}

static void come_in(struct rme32 *chip, uint8_t *data, uint32_t bytes)
{
	const struct usnd_line *in = rme32_input(chip);

	memset(data, 0, bytes);
	/* two channels are no ADAT signal and the other way round */
	if (!in->frames || (channels(chip) == 8) != (chip->adat_in && CTRL_INP(chip->control) == RME_OPTICAL))
		return;
	in->frames(in->ctx, data, bytes / frame_bytes(chip));
	cut(chip, data, bytes);
}

static void go_out(struct rme32 *chip, const uint8_t *data, uint32_t bytes)
{
	uint8_t batch[BATCH];

	if (!chip->out.frames)
		return;
	if (chip->control & CTRL_MUTE)
		memset(batch, 0, bytes);
	else
		memcpy(batch, data, bytes);
	cut(chip, batch, bytes);
	chip->out.frames(chip->out.ctx, batch, bytes / frame_bytes(chip));
}

/* @bytes at the address, whole frames that do not wrap */
static void exchange(struct rme32 *chip, uint32_t bytes)
{
	uint8_t *at = chip->memory + chip->position, came[BATCH];

	if (chip->control & CTRL_SEL)
		go_out(chip, at, bytes);
	come_in(chip, came, bytes);
	if (!(chip->control & CTRL_SEL))
		go_out(chip, came, bytes);
	memcpy(at, came, bytes);
	if (!(chip->control & CTRL_RESET))
		chip->position = (chip->position + bytes) % RME_MEMORY;
	if (chip->position % RME_BLOCK == 0 && !(chip->control & CTRL_RESET))
		chip->irq = true;
}

static uint64_t frames_to_interrupt(const struct rme32 *chip)
{
	return (RME_BLOCK - chip->position % RME_BLOCK) / frame_bytes(chip);
}

/** rme32_advance() - do what is due until @now. Return: when the next interrupt will be due */
uint64_t rme32_advance(struct rme32 *chip, uint64_t now)
{
	struct rme32_clock *clock = &chip->clock;
	uint64_t due, frames;

	if (!clock->rate)
		return UINT64_MAX;
	announce(chip);
	due = frames_by(clock, now) - clock->frames;
	for (; due; due -= frames) {
		frames = BATCH / frame_bytes(chip);
		if (chip->control & CTRL_RESET)
			frames = 1;
		if (frames > frames_to_interrupt(chip))
			frames = frames_to_interrupt(chip);
		if (frames > due)
			frames = due;
		exchange(chip, frames * frame_bytes(chip));
		clock->frames += frames;
	}
	/* whole seconds move to the base: numbers stay small, nothing is rounded */
	clock->base += clock->frames / clock->rate * SECOND;
	clock->frames %= clock->rate;
	return frame_time(clock, clock->frames + frames_to_interrupt(chip));
}
