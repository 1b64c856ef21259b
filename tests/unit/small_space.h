/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * small_space.h - hardware with so few configurations that all of them can be listed, for comparison with refining.
 *
 * A configuration is a format, a number of channels, a rate, a period and a buffer size; the other parameters follow
 * from them and are kept as exact fractions. Nothing here uses the code under test, except the width of a format.
 */
#ifndef TESTS_UNIT_SMALL_SPACE_H
#define TESTS_UNIT_SMALL_SPACE_H

#include "open_stream.h"

#define SOLUTIONS_MAX 400

#define PARAM(name) SNDRV_PCM_HW_PARAM_##name
#define INDEX(name) (PARAM(name) - PARAM(FIRST_INTERVAL))
#define INTERVALS INDEX(TICK_TIME) /* TICK_TIME has nothing to do with the others: it is left out */

struct fraction {
	u32 num, den;
};

struct solution {
	snd_pcm_format_t format;
	struct fraction value[INTERVALS];
};

/**
 * struct space - a hardware and all it can do
 * @hw: formats, channels, rates, sizes
 * @whole_periods: the buffer is a multiple of the period
 * @period_step: the period is a multiple of so many frames; 0: of any
 * @buffer_pow2: the buffer is a power of two of frames
 * @count: of @solutions
 */
struct space {
	struct snd_pcm_hardware hw;
	bool whole_periods;
	unsigned int period_step;
	bool buffer_pow2;
	unsigned int count;
	struct solution solutions[SOLUTIONS_MAX];
};

static const snd_pcm_format_t space_formats[] = {
	SNDRV_PCM_FORMAT_U8, SNDRV_PCM_FORMAT_S16_LE, SNDRV_PCM_FORMAT_S24_3LE, SNDRV_PCM_FORMAT_S32_LE,
};

static const unsigned int space_rates[] = { 8000, 11025, 12000, 22050, 44100, 48000 };

static bool space_allows(const struct space *space, u32 frame_bytes, u32 period, u32 buffer)
{
	const struct snd_pcm_hardware *hw = &space->hw;

	return period * frame_bytes >= hw->period_bytes_min && period * frame_bytes <= hw->period_bytes_max &&
	       buffer * frame_bytes >= hw->period_bytes_min && buffer * frame_bytes <= hw->buffer_bytes_max &&
	       buffer >= period * hw->periods_min && buffer <= period * hw->periods_max &&
	       (!space->whole_periods || buffer % period == 0) &&
	       (!space->period_step || period % space->period_step == 0) &&
	       (!space->buffer_pow2 || is_power_of_2(buffer));
}

static void space_fill(struct solution *s, snd_pcm_format_t format, u32 channels, u32 rate, u32 period, u32 buffer)
{
	u32 bits = snd_pcm_format_physical_width(format), frame_bytes = bits * channels / 8;

	*s = (struct solution){
		.format = format,
		.value = {
			[INDEX(SAMPLE_BITS)] = { bits, 1 },
			[INDEX(FRAME_BITS)] = { bits * channels, 1 },
			[INDEX(CHANNELS)] = { channels, 1 },
			[INDEX(RATE)] = { rate, 1 },
			[INDEX(PERIOD_TIME)] = { period * 1000000, rate },
			[INDEX(PERIOD_SIZE)] = { period, 1 },
			[INDEX(PERIOD_BYTES)] = { period * frame_bytes, 1 },
			[INDEX(PERIODS)] = { buffer, period },
			[INDEX(BUFFER_TIME)] = { buffer * 1000000, rate },
			[INDEX(BUFFER_SIZE)] = { buffer, 1 },
			[INDEX(BUFFER_BYTES)] = { buffer * frame_bytes, 1 },
		},
	};
}

/* all sizes of one format, number of channels and rate; false: no room */
static bool space_list_sizes(struct space *space, snd_pcm_format_t format, u32 channels, u32 rate)
{
	u32 frame_bytes = snd_pcm_format_physical_width(format) / 8 * channels;

	for (u32 buffer = 1; buffer * frame_bytes <= space->hw.buffer_bytes_max; buffer++) {
		for (u32 period = 1; period <= buffer; period++) {
			if (!space_allows(space, frame_bytes, period, buffer))
				continue;
			if (space->count == SOLUTIONS_MAX)
				return false;
			space_fill(&space->solutions[space->count++], format, channels, rate, period, buffer);
		}
	}
	return true;
}

/* false: there are more than SOLUTIONS_MAX, or none */
static bool space_list(struct space *space)
{
	space->count = 0;
	for (unsigned int f = 0; f < ARRAY_SIZE(space_formats); f++) {
		if (!(space->hw.formats & pcm_format_to_bits(space_formats[f])))
			continue;
		for (u32 channels = space->hw.channels_min; channels <= space->hw.channels_max; channels++) {
			for (unsigned int r = 0; r < ARRAY_SIZE(space_rates); r++) {
				if (!(space->hw.rates & snd_pcm_rate_to_rate_bit(space_rates[r])))
					continue;
				if (!space_list_sizes(space, space_formats[f], channels, space_rates[r]))
					return false;
			}
		}
	}
	return space->count;
}

static void space_draw_hardware(struct space *space, u64 *seed)
{
	struct snd_pcm_hardware *hw = &space->hw;

	*hw = test_hardware;
	hw->formats = 0;
	hw->rates = 0;
	while (!hw->formats || !hw->rates) {
		if (!draw_below(seed, 3))
			hw->formats |= pcm_format_to_bits(space_formats[draw_below(seed, ARRAY_SIZE(space_formats))]);
		if (!draw_below(seed, 3))
			hw->rates |= snd_pcm_rate_to_rate_bit(space_rates[draw_below(seed, ARRAY_SIZE(space_rates))]);
	}
	snd_pcm_hw_limit_rates(hw);
	hw->channels_min = 1 + draw_below(seed, 3);
	hw->channels_max = hw->channels_min + draw_below(seed, 3);
	hw->period_bytes_min = hw->channels_min * (1 + draw_below(seed, 4));
	hw->period_bytes_max = hw->period_bytes_min + draw_below(seed, 40);
	hw->periods_min = 1 + draw_below(seed, 3);
	hw->periods_max = hw->periods_min + draw_below(seed, 6);
	hw->buffer_bytes_max = hw->period_bytes_min * hw->periods_min + draw_below(seed, 60);
	space->whole_periods = draw_below(seed, 2);
	space->period_step = draw_below(seed, 3) ? 0 : 1 + draw_below(seed, 4);
	space->buffer_pow2 = !draw_below(seed, 4);
}

static int space_constrain(struct snd_pcm_runtime *runtime, void *arg)
{
	const struct space *space = arg;
	int err = 0;

	if (space->whole_periods)
		err = snd_pcm_hw_constraint_integer(runtime, PARAM(PERIODS));
	if (err >= 0 && space->period_step)
		err = snd_pcm_hw_constraint_step(runtime, 0, PARAM(PERIOD_SIZE), space->period_step);
	if (err >= 0 && space->buffer_pow2)
		err = snd_pcm_hw_constraint_pow2(runtime, 0, PARAM(BUFFER_SIZE));
	return min(err, 0);
}

/* space_open() - draw hardware until it is small enough and possible, and open @stream with it */
static void space_open(struct kunit *test, struct space *space, struct test_stream *stream, u64 *seed)
{
	int err;

	close_stream(stream);
	do {
		space_draw_hardware(space, seed);
	} while (!space_list(space));
	stream->hw = space->hw;
	stream->constrain = space_constrain;
	stream->arg = space;
	err = try_open_stream(stream);
	KUNIT_ASSERT_EQ(test, err, 0);
}

/* ---- what a set of parameters contains ----------------------------------------------------------------------- */

static int fraction_compare(const struct fraction *f, unsigned int bound)
{
	u64 scaled = (u64)bound * f->den;

	return f->num < scaled ? -1 : f->num > scaled;
}

static bool interval_has(const struct snd_interval *i, const struct fraction *f)
{
	int low = fraction_compare(f, i->min), high = fraction_compare(f, i->max);

	if (i->openmin ? low <= 0 : low < 0)
		return false;
	if (i->openmax ? high >= 0 : high > 0)
		return false;
	return !i->integer || f->num % f->den == 0;
}

static bool params_have(const struct snd_pcm_hw_params *params, const struct solution *s)
{
	if (!snd_mask_test_format(hw_param_mask_c(params, PARAM(FORMAT)), s->format))
		return false;
	for (unsigned int n = 0; n < INTERVALS; n++) {
		if (!interval_has(&params->intervals[n], &s->value[n]))
			return false;
	}
	return true;
}

/* widen @hull by a value, in whole numbers: open where that rounds outwards */
static void hull_add(struct snd_interval *hull, bool first, const struct fraction *f)
{
	unsigned int low = f->num / f->den;
	bool between = f->num % f->den;

	if (first || low < hull->min || (low == hull->min && !between)) {
		hull->min = low;
		hull->openmin = between;
	}
	if (first || low + between > hull->max || (low + between == hull->max && !between)) {
		hull->max = low + between;
		hull->openmax = between;
	}
}

#endif
