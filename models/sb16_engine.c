// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sound Blaster 16: the DSP's DMA transfers: clock, blocks, samples on their way between memory and the jacks.
 *
 * A frame leaves the DAC (or is sampled) one tick after the transfer was started or continued, the next a tick later.
 * It is fetched when it is due: the position of the DMA controller is what has been heard. At the end of a block the
 * DSP interrupts, and an auto-init transfer goes on with the next. While the DMA controller does not serve (its channel
 * is masked), what is due waits, up to the FIFO's bytes; beyond them playback is late and recorded frames are lost.
 * Several frames are moved in one call: memory is then read as it is at the time of the call, which is never later than
 * the next interrupt or the next access to an ISA port.
 *
 * Not known of the real chip, and left open: two transfers in the same direction at once. Here the line gets what each
 * moves, one after the other.
 */
#include <string.h>

#include "models/sb16.h"

#define BATCH 2048u /* bytes handed to the line at most at once */
#define SECOND 1000000000ull

static unsigned int channels(const struct sb16_engine *engine)
{
	return engine->stereo ? 2 : 1;
}

/* log2 of the bytes of a frame */
static unsigned int frame_shift(const struct sb16_engine *engine, unsigned int index)
{
	return (index == SB_16) + engine->stereo;
}

/* the DMA channel by the card's setting, 8: none; without a 16-bit one wide samples go through the 8-bit one */
static unsigned int dma_channel(const struct sb16 *chip, unsigned int index)
{
	unsigned int set = chip->dma_select & 0xe0;

	if (index == SB_8 || !set)
		set = chip->dma_select & 0x0b;
	return set ? __builtin_ctz(set) : 8;
}

/* ---- clock -------------------------------------------------------------------------------------------- */

static bool ticks(const struct sb16_engine *engine)
{
	return engine->active && !engine->paused;
}

static void restart_clock(struct sb16 *chip, struct sb16_engine *engine)
{
	engine->clock_base = model_now(chip->slot);
	engine->clock_frames = 0;
}

static uint64_t frame_time(const struct sb16 *chip, const struct sb16_engine *engine, uint64_t frames)
{
	return engine->clock_base + (frames * SECOND + chip->rate - 1) / chip->rate;
}

static uint64_t due(const struct sb16 *chip, const struct sb16_engine *engine, uint64_t now)
{
	return (now - engine->clock_base) * chip->rate / SECOND - engine->clock_frames;
}

/* frames until the end of the block, a last one that is cut short counted */
static uint64_t block_frames(const struct sb16_engine *engine)
{
	return (engine->left + channels(engine) - 1) / channels(engine);
}

/** sb16_engine_rate() - a new rate from now on, for whatever runs */
void sb16_engine_rate(struct sb16 *chip, unsigned int rate)
{
	chip->rate = rate;
	for (unsigned int i = 0; i < SB_ENGINES; i++) {
		restart_clock(chip, &chip->engines[i]);
		chip->engines[i].announced = false;
	}
}

/* ---- samples ------------------------------------------------------------------------------------------ */

/* memory's samples and the line's (8 bit unsigned, 16 bit signed) differ by their top bit, if at all */
static void flip_signs(const struct sb16_engine *engine, unsigned int index, uint8_t *data, size_t bytes)
{
	if (engine->is_signed == (index == SB_16))
		return;
	for (size_t i = index; i < bytes; i += 1 + index)
		data[i] ^= 0x80;
}

static void unpack(unsigned int index, bool stereo, const uint8_t *data, int16_t frame[2])
{
	if (index == SB_16) {
		memcpy(frame, data, stereo ? 4 : 2);
	} else {
		frame[0] = (data[0] - 128) * 256;
		frame[1] = (data[stereo] - 128) * 256;
	}
	if (!stereo)
		frame[1] = frame[0];
}

static void pack(unsigned int index, bool stereo, const int16_t frame[2], uint8_t *data)
{
	if (index == SB_16) {
		memcpy(data, frame, stereo ? 4 : 2);
	} else {
		data[0] = (frame[0] >> 8) + 128;
		if (stereo)
			data[1] = (frame[1] >> 8) + 128;
	}
}

/* through the mixer, in place; mono is both sides on the way in, and the left one on the way out */
static void mix(const struct sb16 *chip, unsigned int index, uint8_t *data, uint64_t frames)
{
	const struct sb16_engine *engine = &chip->engines[index];
	int16_t frame[2];

	for (uint64_t i = 0; i < frames; i++, data += 1u << frame_shift(engine, index)) {
		unpack(index, engine->stereo, data, frame);
		if (engine->capture)
			ct1745_record(&chip->mixer, frame);
		else
			ct1745_play(&chip->mixer, frame);
		pack(index, engine->stereo, frame, data);
	}
}

static void announce(struct sb16 *chip, unsigned int index, const struct usnd_line *line)
{
	struct sb16_engine *engine = &chip->engines[index];

	if (!engine->announced && line->format)
		line->format(line->ctx, chip->rate, channels(engine), index == SB_16 ? 16 : 8);
	engine->announced = true;
}

/* Fetch @frames and play them; returns how many came. */
static uint64_t play(struct sb16 *chip, unsigned int index, uint64_t frames)
{
	const struct sb16_engine *engine = &chip->engines[index];
	unsigned int shift = frame_shift(engine, index);
	uint8_t batch[BATCH];
	uint64_t got;

	if (frames > BATCH >> shift)
		frames = BATCH >> shift;
	got = model_isa_read(chip->slot, dma_channel(chip, index), batch, frames << shift) >> shift;
	if (!got)
		return 0;
	announce(chip, index, &chip->line_out);
	flip_signs(engine, index, batch, got << shift);
	if (!ct1745_plays_straight(&chip->mixer))
		mix(chip, index, batch, got);
	if (chip->line_out.frames)
		chip->line_out.frames(chip->line_out.ctx, batch, got);
	return got;
}

/* Sample @frames, as many as the FIFO has room for; returns how many. */
static uint64_t sample(struct sb16 *chip, unsigned int index, uint64_t frames)
{
	struct sb16_engine *engine = &chip->engines[index];
	unsigned int shift = frame_shift(engine, index);
	uint64_t room = (SB_FIFO - engine->held) >> shift;
	uint8_t *data = engine->fifo + engine->held;

	if (frames > room)
		frames = room;
	if (!frames)
		return 0;
	announce(chip, index, &chip->line_in);
	memset(data, index == SB_16 ? 0 : 0x80, frames << shift);
	if (chip->line_in.frames)
		chip->line_in.frames(chip->line_in.ctx, data, frames);
	if (!ct1745_records_straight(&chip->mixer))
		mix(chip, index, data, frames);
	flip_signs(engine, index, data, frames << shift);
	engine->held += frames << shift;
	return frames;
}

/* Bring the FIFO to memory; returns whole frames that went. */
static uint64_t store(struct sb16 *chip, unsigned int index)
{
	struct sb16_engine *engine = &chip->engines[index];
	unsigned int shift = frame_shift(engine, index);
	size_t done = model_isa_write(chip->slot, dma_channel(chip, index), engine->fifo, engine->held);

	done = done >> shift << shift;
	memmove(engine->fifo, engine->fifo + done, engine->held - done);
	engine->held -= done;
	return done >> shift;
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

/** sb16_engine_start() - a command Bxh or Cxh with its parameters; whatever this engine did before is over */
void sb16_engine_start(struct sb16 *chip, unsigned int index, uint8_t command, uint8_t mode, uint16_t count)
{
	struct sb16_engine *engine = &chip->engines[index];

	*engine = (struct sb16_engine){
		.active = true,
		.capture = command & 0x08,
		.auto_init = command & 0x04,
		.stereo = mode & 0x20,
		.is_signed = mode & 0x10,
		.block = count + 1u,
		.left = count + 1u,
	};
	restart_clock(chip, engine);
}

/** sb16_engine_pause() - D0h, D5h and D4h, D6h: the transfer stands where it is, and goes on from there */
void sb16_engine_pause(struct sb16 *chip, unsigned int index, bool pause)
{
	struct sb16_engine *engine = &chip->engines[index];

	if (engine->paused && !pause)
		restart_clock(chip, engine);
	engine->paused = pause;
}

static void count_down(struct sb16 *chip, unsigned int index, uint64_t frames)
{
	struct sb16_engine *engine = &chip->engines[index];
	uint64_t samples = frames * channels(engine);

	engine->left = samples < engine->left ? engine->left - samples : 0;
	if (engine->left)
		return;
	engine->left = engine->block;
	if (!engine->auto_init || engine->ending)
		engine->active = false;
	sb16_raise(chip, index == SB_16 ? SB_IRQ16 : SB_IRQ8);
}

/* the DMA controller does not serve: what is due waits, but not more than the FIFO holds */
static void stall(struct sb16 *chip, unsigned int index, uint64_t now)
{
	struct sb16_engine *engine = &chip->engines[index];
	uint64_t waiting = due(chip, engine, now), most = (SB_FIFO - engine->held) >> frame_shift(engine, index);

	if (waiting > most)
		engine->clock_frames += waiting - most;
}

/* Move what is due of this block, or a part of it; false: nothing was moved. */
static bool step(struct sb16 *chip, unsigned int index, uint64_t now)
{
	struct sb16_engine *engine = &chip->engines[index];
	uint64_t frames = due(chip, engine, now), left = block_frames(engine), moved;

	if (engine->capture) {
		left -= engine->held >> frame_shift(engine, index);
		engine->clock_frames += sample(chip, index, frames < left ? frames : left);
		moved = store(chip, index);
	} else {
		moved = frames ? play(chip, index, frames < left ? frames : left) : 0;
		engine->clock_frames += moved;
	}
	if (moved)
		count_down(chip, index, moved);
	return moved;
}

/** sb16_engine_run() - move what is due until @now; returns when the block will end, UINT64_MAX: not by itself */
uint64_t sb16_engine_run(struct sb16 *chip, unsigned int index, uint64_t now)
{
	struct sb16_engine *engine = &chip->engines[index];

	while (ticks(engine) && (due(chip, engine, now) || engine->held)) {
		if (step(chip, index, now))
			continue;
		stall(chip, index, now);
		return UINT64_MAX;
	}
	if (!ticks(engine))
		return UINT64_MAX;
	return frame_time(chip, engine, engine->clock_frames + block_frames(engine));
}
