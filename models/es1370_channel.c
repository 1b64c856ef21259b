// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ES1370: one DMA channel: clock, sample cache, transfers, sample counter. Registers are in es1370.c.
 *
 * A frame leaves the DAC (or is sampled) exactly one tick after the channel was enabled, the next one a tick later;
 * a tick is divider / 1 411 200 s and no rounding accumulates. The cache of 64 bytes is filled when the channel is
 * enabled and then in halves of 32 bytes (eight longwords), so playback fetches 33 … 64 bytes ahead and a recording
 * reaches memory in whole halves. Several ticks are done in one call: memory is then read as it is at the time of
 * the call, which is never later than the next interrupt, half a buffer, or the next access to the card.
 */
#include <string.h>

#include "models/es1370.h"

/* one tick of a 1 411 200 Hz clock is 312500 / 441 ns */
#define TICK_NUM 312500ull
#define TICK_DEN 441ull

#define BATCH 2048 /* bytes handed to the line at most at once */

struct channel_bits {
	uint32_t status, enable, pause, interrupt, stop_mode;
	unsigned int mode_shift;
};

static const struct channel_bits bits[ES_CHANNELS] = {
	[ES_DAC1] = { STAT_DAC1, CTRL_DAC1_EN, SCTRL_P1_PAUSE, SCTRL_P1_INT_EN, SCTRL_P1_LOOP_SEL, 0 },
	[ES_DAC2] = { STAT_DAC2, CTRL_DAC2_EN, SCTRL_P2_PAUSE, SCTRL_P2_INT_EN, SCTRL_P2_LOOP_SEL, 2 },
	[ES_ADC] = { STAT_ADC, CTRL_ADC_EN, 0, SCTRL_R1_INT_EN, SCTRL_R1_LOOP_SEL, 4 },
};

/** es1370_mode() - of a channel's frames: bit 0 is stereo, bit 1 is 16 bit */
unsigned int es1370_mode(const struct es1370 *chip, unsigned int index)
{
	return chip->serial >> bits[index].mode_shift & 3;
}

/* log2 of the bytes of a frame */
static unsigned int frame_shift(const struct es1370 *chip, unsigned int index)
{
	unsigned int mode = es1370_mode(chip, index);

	return (mode & 1) + (mode >> 1);
}

static uint64_t min64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* ---- clock ------------------------------------------------------------------------------------------ */

static uint32_t clock_divider(const struct es1370 *chip, unsigned int index)
{
	uint32_t dac1 = 32u << (3 - CTRL_WTSRSEL(chip->control)); /* 44100, 22050, 11025, 5512.5 Hz */

	if (index == ES_DAC1)
		return dac1;
	if (index == ES_DAC2 && chip->control & CTRL_M_SBB)
		return 0; /* nothing drives the MPEG input */
	if (index == ES_DAC2 && chip->control & CTRL_DAC_SYNC)
		return dac1;
	return CTRL_PCLKDIV(chip->control) + 2;
}

static void restart_clock(struct es1370 *chip, unsigned int index)
{
	struct es1370_channel *channel = &chip->channels[index];

	channel->clock_base = model_now(chip->slot);
	channel->clock_divider = clock_divider(chip, index);
	channel->clock_frames = 0;
}

/* when is frame number @frames from the clock's base due? */
static uint64_t frame_time(const struct es1370_channel *channel, uint64_t frames)
{
	return channel->clock_base + frames * channel->clock_divider * TICK_NUM / TICK_DEN;
}

/* the inverse: how many frames are due at @now? */
static uint64_t frames_by(const struct es1370_channel *channel, uint64_t now)
{
	return ((now - channel->clock_base + 1) * TICK_DEN - 1) / (channel->clock_divider * TICK_NUM);
}

/* 441 ticks are a whole number of nanoseconds: the base moves on without an error, and numbers stay small */
static void rebase_clock(struct es1370_channel *channel)
{
	channel->clock_base += channel->clock_frames / TICK_DEN * channel->clock_divider * TICK_NUM;
	channel->clock_frames %= TICK_DEN;
}

/* ---- memory ------------------------------------------------------------------------------------------ */

/*
 * Move one half of the cache over the bus. The buffer's end interrupts the burst. Longwords are counted as they are
 * transferred; the count starts again after the buffer's last one.
 */
static void transfer_half(struct es1370 *chip, struct es1370_channel *channel, uint64_t position, bool to_memory)
{
	uint8_t *half = channel->fifo + position % ES_FIFO;

	for (unsigned int done = 0, step; done < ES_BURST; done += step) {
		uint64_t address = (channel->frame_address & ~3u) + 4ull * channel->frame_count;
		/* a count beyond the size runs on to the end of its 16 bits */
		unsigned int last = channel->frame_count <= channel->frame_size ? channel->frame_size : 0xffff;

		step = min64(ES_BURST - done, 4ull * (last - channel->frame_count + 1));
		if (to_memory)
			model_dma_write(chip->slot, address, half + done, step);
		else
			model_dma_read(chip->slot, address, half + done, step);
		channel->frame_count = channel->frame_count + step / 4 > last ? 0 : channel->frame_count + step / 4;
	}
}

static void fill_fifo(struct es1370 *chip, struct es1370_channel *channel)
{
	while (channel->filled - channel->drained <= ES_FIFO - ES_BURST) {
		transfer_half(chip, channel, channel->filled, false);
		channel->filled += ES_BURST;
	}
}

/* ---- frames ------------------------------------------------------------------------------------------ */

static bool counter_held(const struct es1370 *chip, unsigned int index)
{
	return index == ES_DAC1 && chip->serial & SCTRL_P1_SCT_RLD;
}

/* @frames ≤ samples_left + 1 have been played or sampled */
static void count_frames(struct es1370 *chip, unsigned int index, uint64_t frames)
{
	struct es1370_channel *channel = &chip->channels[index];

	channel->clock_frames += frames;
	if (counter_held(chip, index)) {
		channel->samples_left = channel->sample_count;
	} else if (frames <= channel->samples_left) {
		channel->samples_left -= frames;
	} else {
		channel->samples_left = channel->sample_count;
		if (chip->serial & bits[index].interrupt)
			chip->status |= bits[index].status;
		if (chip->serial & bits[index].stop_mode)
			channel->stopped = true;
	}
}

/* play up to @due frames, not past an interrupt; returns how many */
static uint64_t play(struct es1370 *chip, unsigned int index, uint64_t due)
{
	struct es1370_channel *channel = &chip->channels[index];
	unsigned int shift = frame_shift(chip, index);
	uint64_t frames = min64(min64(due, channel->samples_left + 1ull), BATCH >> shift);
	uint8_t batch[BATCH];

	for (uint64_t done = 0, step; done < frames << shift; done += step) {
		uint64_t at = channel->drained % ES_FIFO;

		step = min64(min64(channel->filled - channel->drained, ES_FIFO - at), (frames << shift) - done);
		memcpy(batch + done, channel->fifo + at, step);
		channel->drained += step;
		fill_fifo(chip, channel);
	}
	es1370_played(chip, index, batch, frames);
	return frames;
}

/* the same for the ADC */
static uint64_t record(struct es1370 *chip, unsigned int index, uint64_t due)
{
	struct es1370_channel *channel = &chip->channels[index];
	unsigned int shift = frame_shift(chip, index);
	uint64_t frames = min64(min64(due, channel->samples_left + 1ull), BATCH >> shift);
	uint8_t batch[BATCH];

	es1370_sampled(chip, batch, frames);
	for (uint64_t done = 0, step; done < frames << shift; done += step) {
		step = min64(ES_BURST - channel->filled % ES_BURST, (frames << shift) - done);
		memcpy(channel->fifo + channel->filled % ES_FIFO, batch + done, step);
		channel->filled += step;
		if (channel->filled - channel->drained < ES_BURST)
			continue;
		if (!(chip->control & CTRL_ADC_STOP))
			transfer_half(chip, channel, channel->drained, true);
		channel->drained += ES_BURST;
	}
	return frames;
}

/* ---- called by es1370.c ------------------------------------------------------------------------------ */

/**
 * es1370_channel_update() - the control or serial register has changed
 * Enabling starts afresh: cache empty, sample counter loaded. Disabling keeps the counters to be read. A changed
 * clock, a resumed pause start a new first tick.
 */
void es1370_channel_update(struct es1370 *chip, unsigned int index)
{
	struct es1370_channel *channel = &chip->channels[index];
	bool enabled = chip->control & bits[index].enable, paused = chip->serial & bits[index].pause;
	unsigned int shift = frame_shift(chip, index);
	bool reclocked = channel->clock_divider != clock_divider(chip, index);

	if (!(chip->serial & bits[index].interrupt))
		chip->status &= ~bits[index].status; /* acknowledged */
	if (counter_held(chip, index))
		channel->samples_left = channel->sample_count;
	if (enabled && !channel->running) {
		channel->filled = channel->drained = 0;
		channel->stopped = false;
		channel->samples_left = channel->sample_count;
		if (index != ES_ADC)
			fill_fifo(chip, channel);
	}
	if (enabled != channel->running || shift != channel->shift || reclocked)
		channel->announced = false;
	if (enabled != channel->running || paused != channel->paused || reclocked)
		restart_clock(chip, index);
	if (shift != channel->shift) {
		/* a wider frame begins at its own alignment */
		channel->drained = min64((channel->drained + 3) & ~3ull, channel->filled);
		channel->filled &= ~3ull;
	}
	channel->running = enabled;
	channel->paused = paused;
	channel->shift = shift;
}

static bool idle(const struct es1370_channel *channel)
{
	return !channel->running || channel->paused || channel->stopped || !channel->clock_divider;
}

/** es1370_channel_next() - when its next frame is due, UINT64_MAX: it stands still */
uint64_t es1370_channel_next(const struct es1370 *chip, unsigned int index)
{
	const struct es1370_channel *channel = &chip->channels[index];

	return idle(channel) ? UINT64_MAX : frame_time(channel, channel->clock_frames + 1);
}

/** es1370_channel_run() - do what is due until @now. Return: when the next interrupt, or half a buffer, will be due */
uint64_t es1370_channel_run(struct es1370 *chip, unsigned int index, uint64_t now)
{
	struct es1370_channel *channel = &chip->channels[index];
	uint64_t due, ahead;

	if (idle(channel))
		return UINT64_MAX;
	due = frames_by(channel, now) - channel->clock_frames;
	while (due && !channel->stopped) {
		uint64_t frames = index == ES_ADC ? record(chip, index, due) : play(chip, index, due);

		count_frames(chip, index, frames);
		due -= frames;
	}
	if (channel->stopped)
		return UINT64_MAX;
	rebase_clock(channel);
	ahead = (channel->frame_size + 1ull) * 2 >> frame_shift(chip, index);
	if (chip->serial & (bits[index].interrupt | bits[index].stop_mode) && !counter_held(chip, index))
		ahead = min64(ahead, channel->samples_left + 1ull);
	return frame_time(channel, channel->clock_frames + (ahead ? ahead : 1));
}
