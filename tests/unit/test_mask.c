// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_mask.c - sets of small numbers: every operation against the same on one 64-bit word.
 */
#include "open_stream.h"

static u64 word(const struct snd_mask *mask)
{
	return (u64)mask->bits[1] << 32 | mask->bits[0];
}

static void make(struct snd_mask *mask, u64 bits)
{
	snd_mask_none(mask);
	mask->bits[0] = bits;
	mask->bits[1] = bits >> 32;
}

/* sets of all sizes: empty, single, sparse, dense */
static u64 draw_bits(u64 *seed)
{
	u64 bits = (u64)draw(seed) << 32 | draw(seed);

	switch (draw_below(seed, 5)) {
	case 0:
		return BIT_ULL(draw_below(seed, 64));
	case 1:
		return bits & ((u64)draw(seed) << 32 | draw(seed)) & BIT_ULL(draw_below(seed, 64));
	case 2:
		return bits & ((u64)draw(seed) << 32 | draw(seed));
	default:
		return bits;
	}
}

static void members_agree_with_a_word(struct kunit *test)
{
	struct snd_mask mask;
	u64 seed = 1;

	for (unsigned int n = 0; n < 20000; n++) {
		u64 bits = draw_bits(&seed);
		unsigned int val = draw_below(&seed, 64);

		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, !!snd_mask_empty(&mask), !bits);
		KUNIT_ASSERT_EQ(test, !!snd_mask_single(&mask), hweight64(bits) <= 1);
		KUNIT_ASSERT_EQ(test, !!snd_mask_test(&mask, val), bits >> val & 1);
		KUNIT_ASSERT_EQ(test, snd_mask_min(&mask), bits ? __ffs64(bits) : 0);
		KUNIT_ASSERT_EQ(test, snd_mask_max(&mask), bits ? fls64(bits) - 1 : 0);
		KUNIT_ASSERT_EQ(test, snd_mask_value(&mask), snd_mask_min(&mask));
		snd_mask_set(&mask, val);
		KUNIT_ASSERT_EQ(test, word(&mask), bits | BIT_ULL(val));
		snd_mask_reset(&mask, val);
		KUNIT_ASSERT_EQ(test, word(&mask), bits & ~BIT_ULL(val));
		make(&mask, bits);
		snd_mask_leave(&mask, val);
		KUNIT_ASSERT_EQ(test, word(&mask), bits & BIT_ULL(val));
	}
}

static void ranges_agree_with_a_word(struct kunit *test)
{
	struct snd_mask mask;
	u64 seed = 2;

	for (unsigned int n = 0; n < 20000; n++) {
		unsigned int from = draw_below(&seed, 64), to = draw_below(&seed, 64);
		u64 bits = draw_bits(&seed), range = 0;

		for (unsigned int k = from; k <= to; k++)
			range |= BIT_ULL(k);
		make(&mask, bits);
		snd_mask_set_range(&mask, from, to);
		KUNIT_ASSERT_EQ(test, word(&mask), bits | range);
		make(&mask, bits);
		snd_mask_reset_range(&mask, from, to);
		KUNIT_ASSERT_EQ(test, word(&mask), bits & ~range);
	}
}

/* a refine function's answer, worked out from the sets before and after */
static int answer(u64 before, u64 after)
{
	return after ? before != after : -EINVAL;
}

static void refine_agrees_with_a_word(struct kunit *test)
{
	struct snd_mask mask, other;
	u64 seed = 3;

	for (unsigned int n = 0; n < 20000; n++) {
		u64 bits = draw_bits(&seed), with = draw_bits(&seed);
		unsigned int val = draw_below(&seed, 64);

		if (!bits)
			continue;
		make(&other, with);
		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine(&mask, &other), answer(bits, bits & with));
		KUNIT_ASSERT_EQ(test, word(&mask), bits & with);
		KUNIT_ASSERT_EQ(test, !!snd_mask_eq(&mask, &other), (bits & with) == with);

		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine_first(&mask), hweight64(bits) > 1);
		KUNIT_ASSERT_EQ(test, word(&mask), BIT_ULL(__ffs64(bits)));
		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine_last(&mask), hweight64(bits) > 1);
		KUNIT_ASSERT_EQ(test, word(&mask), BIT_ULL(fls64(bits) - 1));

		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine_min(&mask, val), answer(bits, bits >> val << val));
		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine_max(&mask, val), answer(bits, bits & ~0ULL >> (63 - val)));
		make(&mask, bits);
		KUNIT_ASSERT_EQ(test, snd_mask_refine_set(&mask, val), answer(bits, bits & BIT_ULL(val)));
	}
}

/* Words beyond the 64 bits in use: "any" leaves them alone, "none" clears them (as on Linux) */
static void unused_words(struct kunit *test)
{
	struct snd_mask mask;

	memset(&mask, 0x5a, sizeof(mask));
	snd_mask_any(&mask);
	KUNIT_EXPECT_EQ(test, word(&mask), ~0ULL);
	KUNIT_EXPECT_EQ(test, mask.bits[2], 0x5a5a5a5a);
	snd_mask_none(&mask);
	for (unsigned int n = 0; n < ARRAY_SIZE(mask.bits); n++)
		KUNIT_EXPECT_EQ(test, mask.bits[n], 0);
}

struct mask_row {
	u64 mask, expected;
	int ret;
};

static int constrain_formats(struct snd_pcm_runtime *runtime, void *arg)
{
	struct mask_row *row = arg;

	row->ret = snd_pcm_hw_constraint_mask64(runtime, SNDRV_PCM_HW_PARAM_FORMAT, row->mask);
	return row->ret;
}

static void constraint_mask64_narrows_formats(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct mask_row rows[] = {
		{ ~0ULL, test_hardware.formats, 0 },
		{ SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_3LE, SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_3LE, 0 },
		{ SNDRV_PCM_FMTBIT_DSD_U8 | SNDRV_PCM_FMTBIT_U8, SNDRV_PCM_FMTBIT_U8, 0 },
		{ 0, 0, -EINVAL },
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		struct test_stream *stream = make_stream(test);

		stream->constrain = constrain_formats;
		stream->arg = &rows[n];
		KUNIT_EXPECT_EQ_MSG(test, try_open_stream(stream), rows[n].ret, "row %u", n);
		if (rows[n].ret)
			continue;
		_snd_pcm_hw_params_any(params);
		KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
		KUNIT_EXPECT_EQ_MSG(test, word(hw_param_mask_c(params, SNDRV_PCM_HW_PARAM_FORMAT)), rows[n].expected,
				    "row %u", n);
	}
}

static struct kunit_case mask_cases[] = {
	KUNIT_CASE(members_agree_with_a_word),
	KUNIT_CASE(ranges_agree_with_a_word),
	KUNIT_CASE(refine_agrees_with_a_word),
	KUNIT_CASE(unused_words),
	KUNIT_CASE(constraint_mask64_narrows_formats),
	{}
};

static struct kunit_suite mask_suite = {
	.name = "pcm_mask",
	.test_cases = mask_cases,
};
kunit_test_suite(mask_suite);

MODULE_LICENSE("GPL");
