// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rates.c - rates, their bits, sets of them, and what a hardware's rate bits do to its rate.
 */
#include "open_stream.h"

#define RATE(hz) { SNDRV_PCM_RATE_##hz, hz }

static const struct {
	unsigned int bit, hz;
} rates[] = {
	RATE(5512),   RATE(8000),   RATE(11025),  RATE(12000),	RATE(16000),  RATE(22050),  RATE(24000),
	RATE(32000),  RATE(44100),  RATE(48000),  RATE(64000),	RATE(88200),  RATE(96000),  RATE(128000),
	RATE(176400), RATE(192000), RATE(352800), RATE(384000), RATE(705600), RATE(768000),
};

static void bits_and_rates_are_inverse(struct kunit *test)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(rates); n++) {
		KUNIT_EXPECT_EQ(test, snd_pcm_rate_to_rate_bit(rates[n].hz), rates[n].bit);
		KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(rates[n].bit), rates[n].hz);
		KUNIT_EXPECT_EQ(test, snd_pcm_rate_to_rate_bit(rates[n].hz + 1), SNDRV_PCM_RATE_KNOT);
	}
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_to_rate_bit(0), SNDRV_PCM_RATE_KNOT);
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(0), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(SNDRV_PCM_RATE_8000 | SNDRV_PCM_RATE_48000), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(SNDRV_PCM_RATE_CONTINUOUS), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(SNDRV_PCM_RATE_KNOT), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_rate_bit_to_rate(1U << 20), 0);
}

/* The groups have stood since before 12, 24 and 128 kHz had bits: a driver that says 8000_48000 cannot do 24000 */
static void groups_leave_out_the_late_rates(struct kunit *test)
{
	unsigned int group = 0;

	for (unsigned int n = 0; n < ARRAY_SIZE(rates); n++) {
		if (rates[n].hz >= 8000 && rates[n].hz <= 192000 && rates[n].hz != 12000 && rates[n].hz != 24000 &&
		    rates[n].hz != 128000)
			group |= rates[n].bit;
	}
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_192000, group);
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_48000, 0xfe);
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_44100, 0x7e);
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_96000, 0x7fe);
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_384000, 0x7ffe);
	KUNIT_EXPECT_EQ(test, SNDRV_PCM_RATE_8000_768000, 0x1fffe);
}

static void range_to_bits_takes_all_rates_in_it(struct kunit *test)
{
	static const unsigned int ends[] = {0, 5512, 5513, 8000, 11999, 12000, 44100, 48000, 127999, 768000, UINT_MAX};

	for (unsigned int a = 0; a < ARRAY_SIZE(ends); a++) {
		for (unsigned int b = 0; b < ARRAY_SIZE(ends); b++) {
			unsigned int expected = 0;

			for (unsigned int n = 0; n < ARRAY_SIZE(rates); n++) {
				if (ends[a] <= rates[n].hz && rates[n].hz <= ends[b])
					expected |= rates[n].bit;
			}
			KUNIT_EXPECT_EQ_MSG(test, snd_pcm_rate_range_to_bits(ends[a], ends[b]),
					    expected ? expected : SNDRV_PCM_RATE_KNOT, "%u to %u", ends[a], ends[b]);
		}
	}
}

static void intersect_of_special_rates(struct kunit *test)
{
	const unsigned int list = SNDRV_PCM_RATE_44100 | SNDRV_PCM_RATE_48000;
	const unsigned int other = SNDRV_PCM_RATE_48000 | SNDRV_PCM_RATE_96000;
	const struct {
		unsigned int a, b, both;
	} rows[] = {
		{ list, other, SNDRV_PCM_RATE_48000 },
		{ list, SNDRV_PCM_RATE_CONTINUOUS, list },
		{ list, SNDRV_PCM_RATE_KNOT, list },
		{ SNDRV_PCM_RATE_KNOT, SNDRV_PCM_RATE_CONTINUOUS, SNDRV_PCM_RATE_KNOT },
		{ SNDRV_PCM_RATE_CONTINUOUS, SNDRV_PCM_RATE_CONTINUOUS, SNDRV_PCM_RATE_CONTINUOUS },
		{ list | SNDRV_PCM_RATE_CONTINUOUS, other, other },
		{ list | SNDRV_PCM_RATE_KNOT, other, other },
		{ list | SNDRV_PCM_RATE_KNOT | SNDRV_PCM_RATE_CONTINUOUS, SNDRV_PCM_RATE_KNOT, SNDRV_PCM_RATE_KNOT },
		{ SNDRV_PCM_RATE_44100, SNDRV_PCM_RATE_48000, 0 },
		{ 0, SNDRV_PCM_RATE_CONTINUOUS, 0 },
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_rate_mask_intersect(rows[n].a, rows[n].b), rows[n].both, "row %u", n);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_rate_mask_intersect(rows[n].b, rows[n].a), rows[n].both, "row %u", n);
	}
}

static void limit_rates_finds_the_ends(struct kunit *test)
{
	struct snd_pcm_hardware hw = { .rate_min = 1, .rate_max = 2 };

	/* 24000 has a higher bit than 48000: the bits are not in order */
	hw.rates = SNDRV_PCM_RATE_24000 | SNDRV_PCM_RATE_44100 | SNDRV_PCM_RATE_48000;
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_limit_rates(&hw), 0);
	KUNIT_EXPECT_EQ(test, hw.rate_min, 24000);
	KUNIT_EXPECT_EQ(test, hw.rate_max, 48000);
	hw.rates = SNDRV_PCM_RATE_128000;
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_limit_rates(&hw), 0);
	KUNIT_EXPECT_EQ(test, hw.rate_min, 128000);
	KUNIT_EXPECT_EQ(test, hw.rate_max, 128000);
	hw.rates = SNDRV_PCM_RATE_CONTINUOUS;
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_limit_rates(&hw), -EINVAL);
	KUNIT_EXPECT_EQ(test, hw.rate_min, 128000);
}

/* A stream with rate bits has exactly these rates; with KNOT or CONTINUOUS everything from rate_min to rate_max */
static void hardware_bits_decide_the_rate(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	static const struct {
		unsigned int rates, ask, ret_listed;
	} rows[] = {
		{ SNDRV_PCM_RATE_8000_48000, 44100, 0 },
		{ SNDRV_PCM_RATE_8000_48000, 44101, -EINVAL },
		{ SNDRV_PCM_RATE_8000_48000, 24000, -EINVAL },
		{ SNDRV_PCM_RATE_8000_48000 | SNDRV_PCM_RATE_24000, 24000, 0 },
		{ SNDRV_PCM_RATE_CONTINUOUS, 44101, 0 },
		{ SNDRV_PCM_RATE_KNOT, 44101, 0 },
		{ SNDRV_PCM_RATE_CONTINUOUS, 7999, -EINVAL },
	};
	struct test_stream *stream = make_stream(test);

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		struct snd_interval *rate = hw_param_interval(params, SNDRV_PCM_HW_PARAM_RATE);

		close_stream(stream);
		stream->hw.rates = rows[n].rates;
		KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);
		_snd_pcm_hw_params_any(params);
		rate->min = rows[n].ask;
		rate->max = rows[n].ask;
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_hw_refine(stream->substream, params), rows[n].ret_listed, "row %u",
				    n);
	}
}

static struct kunit_case rates_cases[] = {
	KUNIT_CASE(bits_and_rates_are_inverse),
	KUNIT_CASE(groups_leave_out_the_late_rates),
	KUNIT_CASE(range_to_bits_takes_all_rates_in_it),
	KUNIT_CASE(intersect_of_special_rates),
	KUNIT_CASE(limit_rates_finds_the_ends),
	KUNIT_CASE(hardware_bits_decide_the_rate),
	{}
};

static struct kunit_suite rates_suite = {
	.name = "pcm_rates",
	.test_cases = rates_cases,
};
kunit_test_suite(rates_suite);

MODULE_LICENSE("GPL");
