// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_refine.c - snd_pcm_hw_refine() against the list of all configurations of small spaces.
 *
 * Of each of 200 000 inputs:
 *   shrink       no parameter comes out larger than it went in, and cmask names those that came out smaller;
 *   fixed point  refining the result again changes nothing;
 *   nothing lost a configuration that the hardware has and the input allows is still allowed; -EINVAL: there was none;
 *   exact        if at most one of format, channels, rate, period and buffer is still open, the result is the smallest
 *                set of ranges that has all configurations.
 *
 * Why exact only then: with one of the five open, every other parameter is a monotonous function of it, so every rule
 * is a condition on that one value, and a range that no rule can shorten has ends that satisfy them all. With two open,
 * ranges cannot say which goes with which ("period 3 only with buffer 9"), and refining stops at a larger set.
 */
#include "small_space.h"

#define INPUTS 200000
#define INPUTS_PER_SPACE 1000
#define NUMERIC_PARAMS (SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1)

/* as large as any case needs; too large for the stack */
struct scratch {
	struct space space;
	struct test_stream *stream;
	struct snd_pcm_hw_params in, out, again;
	unsigned int exact; /* how many inputs the last claim was made of */
};

static struct scratch *make_scratch(struct kunit *test)
{
	struct scratch *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->stream = make_stream(test);
	return s;
}

/* ---- inputs -------------------------------------------------------------------------------------------------- */

/* a range around a value that can be had: from the value itself up to a quarter to either side, ends open or not */
static void draw_interval(struct snd_interval *i, const struct fraction *near, u64 *seed)
{
	u32 base = near->num / near->den;
	u32 width = draw_below(seed, 3) ? draw_below(seed, base / 4 + 2) : 0;
	u32 back = min(draw_below(seed, width + 1), base);

	*i = (struct snd_interval){
		.min = base - back,
		.max = base - back + width + !!(near->num % near->den),
		.integer = !draw_below(seed, 8),
	};
	if (i->max > i->min) {
		i->openmin = !draw_below(seed, 3);
		i->openmax = !draw_below(seed, 3);
	}
}

/* restrict up to four parameters, near one configuration or two different ones */
static void draw_params(struct snd_pcm_hw_params *params, const struct space *space, u64 *seed)
{
	const struct solution *near = &space->solutions[draw_below(seed, space->count)];

	_snd_pcm_hw_params_any(params);
	for (unsigned int left = draw_below(seed, 5); left; left--) {
		unsigned int n = draw_below(seed, INTERVALS + 1);

		if (n == INTERVALS)
			hw_param_mask(params, PARAM(FORMAT))->bits[0] = draw(seed) | draw(seed);
		else
			draw_interval(&params->intervals[n], &near->value[n], seed);
		if (!draw_below(seed, 4))
			near = &space->solutions[draw_below(seed, space->count)];
	}
	params->cmask = 0;
}

/* ---- claims: each returns what is wrong, or NULL ------------------------------------------------------------- */

static bool lower_end_fell(const struct snd_interval *in, const struct snd_interval *out)
{
	return out->min < in->min || (out->min == in->min && in->openmin && !out->openmin);
}

static u64 mask_bits(const struct snd_mask *mask)
{
	return mask->bits[0] | (u64)mask->bits[1] << 32;
}

static bool upper_end_rose(const struct snd_interval *in, const struct snd_interval *out)
{
	return out->max > in->max || (out->max == in->max && in->openmax && !out->openmax);
}

static struct snd_interval closed_if_whole(const struct snd_interval *i)
{
	struct snd_interval closed = *i;

	if (i->integer) {
		closed.min += i->openmin;
		closed.max -= i->openmax;
		closed.openmin = closed.openmax = 0;
	}
	return closed;
}

static const char *shrink(const struct snd_pcm_hw_params *in, const struct snd_pcm_hw_params *out)
{
	for (int var = PARAM(FIRST_MASK); var <= PARAM(LAST_MASK); var++) {
		u64 before = mask_bits(hw_param_mask_c(in, var)), after = mask_bits(hw_param_mask_c(out, var));

		if (after & ~before)
			return "a mask has grown";
		/* the rule of subformats reports no change, as on Linux */
		if (var != PARAM(SUBFORMAT) && (before != after) != !!(out->cmask & BIT(var)))
			return "cmask is wrong about a mask";
	}
	for (int var = PARAM(FIRST_INTERVAL); var <= PARAM(LAST_INTERVAL); var++) {
		const struct snd_interval *before = hw_param_interval_c(in, var),
					  *after = hw_param_interval_c(out, var);
		struct snd_interval closed = closed_if_whole(before);
		bool reported = out->cmask & BIT(var);

		if (lower_end_fell(before, after) || upper_end_rose(before, after) ||
		    (before->integer && !after->integer))
			return "an interval has grown";
		/* open ends of whole numbers close by themselves, which is not told */
		if (!snd_interval_eq(&closed, after) && !reported)
			return "cmask does not tell about an interval";
		if (snd_interval_eq(before, after) && before->integer == after->integer && reported)
			return "cmask tells about an interval that is the same";
	}
	return NULL;
}

static const char *fixed_point(struct scratch *s)
{
	s->again = s->out;
	s->again.rmask = ~0U;
	s->again.cmask = 0;
	if (snd_pcm_hw_refine(s->stream->substream, &s->again))
		return "the result cannot be refined again";
	if (memcmp(s->again.masks, s->out.masks, sizeof(s->out.masks)) ||
	    memcmp(s->again.intervals, s->out.intervals, sizeof(s->out.intervals)))
		return "refining again changes the result";
	return s->again.cmask ? "refining again reports a change" : NULL;
}

/* how many of format, channels, rate, period and buffer have several values */
static unsigned int open_dimensions(const struct snd_pcm_hw_params *params)
{
	static const int dimensions[] = { PARAM(CHANNELS), PARAM(RATE), PARAM(PERIOD_SIZE), PARAM(BUFFER_SIZE) };
	unsigned int open = !snd_mask_single(hw_param_mask_c(params, PARAM(FORMAT)));

	for (unsigned int n = 0; n < ARRAY_SIZE(dimensions); n++)
		open += !snd_interval_single(hw_param_interval_c(params, dimensions[n]));
	return open;
}

static const char *compare_with_list(struct scratch *s, int err)
{
	struct snd_interval hull[INTERVALS] = {};
	u64 formats = 0;

	for (unsigned int n = 0; n < s->space.count; n++) {
		const struct solution *solution = &s->space.solutions[n];

		if (!params_have(&s->in, solution))
			continue;
		if (err || !params_have(&s->out, solution))
			return "a configuration is lost";
		for (unsigned int p = 0; p < INTERVALS; p++)
			hull_add(&hull[p], !formats, &solution->value[p]);
		formats |= pcm_format_to_bits(solution->format);
	}
	if (err || open_dimensions(&s->out) > 1)
		return NULL;
	s->exact++;
	if (mask_bits(hw_param_mask_c(&s->out, PARAM(FORMAT))) != formats)
		return "formats remain that no configuration has";
	for (unsigned int p = 0; p < INTERVALS; p++) {
		if (!snd_interval_eq(&hull[p], &s->out.intervals[p]))
			return "an interval is larger than it must be";
	}
	return NULL;
}

/* ---- cases --------------------------------------------------------------------------------------------------- */

static void refine_agrees_with_brute_force(struct kunit *test)
{
	struct scratch *s = make_scratch(test);
	unsigned int refused = 0;
	u64 seed = 1;

	for (unsigned int n = 0; n < INPUTS; n++) {
		const char *wrong;
		int err;

		if (n % INPUTS_PER_SPACE == 0)
			space_open(test, &s->space, s->stream, &seed);
		draw_params(&s->in, &s->space, &seed);
		s->out = s->in;
		err = snd_pcm_hw_refine(s->stream->substream, &s->out);
		refused += err == -EINVAL;

		wrong = err && err != -EINVAL ? "refine fails" : compare_with_list(s, err);
		if (!wrong && !err)
			wrong = shrink(&s->in, &s->out);
		if (!wrong && !err)
			wrong = fixed_point(s);
		if (wrong)
			KUNIT_FAIL_AND_ABORT(test, "input %u: %s", n, wrong);
	}
	/* the inputs are worth something: a fair part of each kind */
	KUNIT_EXPECT_GT(test, refused, INPUTS / 10);
	KUNIT_EXPECT_GT(test, s->exact, INPUTS / 4);
	kunit_info(test, "%u inputs: %u refused, %u compared exactly\n", INPUTS, refused, s->exact);
}

/* an application narrows one parameter of a refined set and names only that one in rmask */
static void refining_one_parameter_is_as_good_as_refining_all(struct kunit *test)
{
	struct scratch *s = make_scratch(test);
	u64 seed = 2;

	for (unsigned int n = 0; n < 20000; n++) {
		unsigned int p = draw_below(&seed, INTERVALS);
		struct snd_interval drawn;
		int err, all;

		if (n % INPUTS_PER_SPACE == 0)
			space_open(test, &s->space, s->stream, &seed);
		_snd_pcm_hw_params_any(&s->in);
		KUNIT_ASSERT_EQ(test, snd_pcm_hw_refine(s->stream->substream, &s->in), 0);
		KUNIT_ASSERT_EQ(test, s->in.rmask, 0);
		draw_interval(&drawn, &s->space.solutions[draw_below(&seed, s->space.count)].value[p], &seed);
		if (snd_interval_refine(&s->in.intervals[p], &drawn) < 0)
			continue;

		s->out = s->in;
		s->out.rmask = BIT(p + PARAM(FIRST_INTERVAL));
		err = snd_pcm_hw_refine(s->stream->substream, &s->out);
		s->again = s->in;
		s->again.rmask = ~0U;
		all = snd_pcm_hw_refine(s->stream->substream, &s->again);
		if (err != all || (!err && (memcmp(s->out.masks, s->again.masks, sizeof(s->out.masks)) ||
					    memcmp(s->out.intervals, s->again.intervals, sizeof(s->out.intervals)))))
			KUNIT_FAIL_AND_ABORT(test, "input %u: parameter %u alone gives %d, all give %d", n, p, err,
					     all);
	}
}

/* HW_PARAMS: what is chosen is a configuration of the hardware, and one that was asked for */
static void choosing_ends_at_a_configuration(struct kunit *test)
{
	struct scratch *s = make_scratch(test);
	unsigned int chosen = 0;
	u64 seed = 3;

	for (unsigned int n = 0; n < 10000; n++) {
		unsigned int possible = 0, hits = 0;
		int err;

		if (n % INPUTS_PER_SPACE == 0)
			space_open(test, &s->space, s->stream, &seed);
		draw_params(&s->in, &s->space, &seed);
		s->out = s->in;
		err = snd_pcm_kernel_ioctl(s->stream->substream, SNDRV_PCM_IOCTL_HW_PARAMS, &s->out);
		for (unsigned int k = 0; k < s->space.count; k++) {
			if (!params_have(&s->in, &s->space.solutions[k]))
				continue;
			possible++;
			hits += !err && params_have(&s->out, &s->space.solutions[k]);
		}
		/*
		 * a first format or a shortest period may turn out a dead end: then it is -EINVAL, never a wrong answer
		 */
		if (err ? err != -EINVAL : hits != 1)
			KUNIT_FAIL_AND_ABORT(test, "input %u: %d, %u of %u possible", n, err, hits, possible);
		chosen += !err;
	}
	KUNIT_EXPECT_GT(test, chosen, 5000);
}

/* 65 536 bytes at most: what an application sees first, by the contract of an open stream */
static void refining_everything_gives_the_limits_of_the_hardware(struct kunit *test)
{
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);
	static const struct {
		int var;
		unsigned int min, max;
	} limits[] = {
		{ PARAM(SAMPLE_BITS), 8, 32 },
		{ PARAM(FRAME_BITS), 8, 256 },
		{ PARAM(CHANNELS), 1, 8 },
		{ PARAM(RATE), 8000, 48000 },
		{ PARAM(PERIOD_SIZE), 2, 32768 },
		{ PARAM(PERIOD_BYTES), 64, 32768 },
		{ PARAM(PERIODS), 2, 1024 },
		{ PARAM(BUFFER_SIZE), 4, 65536 },
		{ PARAM(BUFFER_BYTES), 64, 65536 }, /* two periods are 128, but no rule connects bytes with bytes */
	};

	_snd_pcm_hw_params_any(params);
	KUNIT_ASSERT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ(test, mask_bits(hw_param_mask_c(params, PARAM(FORMAT))), test_hardware.formats);
	KUNIT_EXPECT_EQ(test, mask_bits(hw_param_mask_c(params, PARAM(ACCESS))),
			BIT(SNDRV_PCM_ACCESS_MMAP_INTERLEAVED) | BIT(SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED) |
				BIT(SNDRV_PCM_ACCESS_RW_INTERLEAVED) | BIT(SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	for (unsigned int n = 0; n < ARRAY_SIZE(limits); n++) {
		const struct snd_interval *i = hw_param_interval_c(params, limits[n].var);

		KUNIT_EXPECT_EQ_MSG(test, i->min, limits[n].min, "parameter %d", limits[n].var);
		KUNIT_EXPECT_EQ_MSG(test, i->max, limits[n].max, "parameter %d", limits[n].var);
	}
	/* 2 frames at 48 kHz are 41.67 us */
	KUNIT_EXPECT_EQ(test, hw_param_interval_c(params, PARAM(PERIOD_TIME))->min, 41);
	KUNIT_EXPECT_TRUE(test, hw_param_interval_c(params, PARAM(PERIOD_TIME))->openmin);
}

static void an_empty_parameter_is_refused(struct kunit *test)
{
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);

	for (int var = 0; var <= PARAM(LAST_INTERVAL); var++) {
		if (!hw_is_mask(var) && !hw_is_interval(var))
			continue;
		_snd_pcm_hw_params_any(params);
		_snd_pcm_hw_param_setempty(params, var);
		params->rmask = 0; /* even if nobody asks for it to be looked at */
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_hw_refine(stream->substream, params), -EINVAL, "parameter %d", var);
	}
}

/* Bounds that exclude everything, but do not say so: they must not turn into "any number" */
static void bounds_without_a_number_are_refused(struct kunit *test)
{
	static const struct snd_interval nothing[] = {
		{ .min = 0, .max = 0, .openmax = 1 },
		{ .min = UINT_MAX, .max = UINT_MAX, .openmin = 1 },
		{ .min = 5, .max = 5, .openmin = 1, .openmax = 1 },
		{ .min = 5, .max = 4 },
	};
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);

	for (unsigned int p = 0; p < NUMERIC_PARAMS; p++) {
		for (unsigned int n = 0; n < ARRAY_SIZE(nothing); n++) {
			_snd_pcm_hw_params_any(params);
			params->intervals[p] = nothing[n];
			KUNIT_EXPECT_EQ_MSG(test, snd_pcm_hw_refine(stream->substream, params), -EINVAL,
					    "interval %u of parameter %u", n, p);
		}
	}
}

static void buffer_bytes_max_of_the_substream_limits_the_buffer(struct kunit *test)
{
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);

	/* as a write to prealloc does while the stream is open: the next refine sees it */
	stream->substream->buffer_bytes_max = 16384;
	_snd_pcm_hw_params_any(params);
	KUNIT_ASSERT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ(test, hw_param_interval_c(params, PARAM(BUFFER_BYTES))->max, 16384);
	KUNIT_EXPECT_EQ(test, hw_param_interval_c(params, PARAM(PERIOD_SIZE))->max, 8192);
}

/* TICK_TIME has no rules: what is left of it is what first and last do */
static void first_and_last_keep_an_end(struct kunit *test)
{
	static const struct {
		struct snd_interval in, first, last;
		int first_value, first_dir, last_value, last_dir;
	} rows[] = {
		{ { .min = 2, .max = 5 }, { .min = 2, .max = 2 }, { .min = 5, .max = 5 }, 2, 0, 5, 0 },
		{ { .min = 2, .max = 5, .openmin = 1 }, { .min = 2, .max = 3, .openmin = 1 }, { .min = 5, .max = 5 }, 3, 1, 5, 0 },
		{ { .min = 2, .max = 5, .openmax = 1 }, { .min = 2, .max = 2 }, { .min = 4, .max = 5, .openmax = 1 }, 2, 0, 4, 0 },
		{ { .min = 2, .max = 4, .openmin = 1, .openmax = 1 }, { .min = 2, .max = 3, .openmin = 1 },
		  { .min = 3, .max = 4, .openmax = 1 }, 3, 1, 3, 0 },
		{ { .min = 2, .max = 3, .openmin = 1, .openmax = 1 }, { .min = 2, .max = 3, .openmin = 1, .openmax = 1 },
		  { .min = 2, .max = 3, .openmin = 1, .openmax = 1 }, 2, 1, 2, 1 },
	};
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);
	struct snd_interval *tick = hw_param_interval(params, PARAM(TICK_TIME));

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		int dir = -1;

		_snd_pcm_hw_params_any(params);
		*tick = rows[n].in;
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_hw_param_first(stream->substream, params, PARAM(TICK_TIME), &dir),
				    rows[n].first_value, "row %u", n);
		KUNIT_EXPECT_EQ_MSG(test, dir, rows[n].first_dir, "row %u", n);
		KUNIT_EXPECT_TRUE_MSG(test, snd_interval_eq(tick, &rows[n].first), "row %u", n);
		*tick = rows[n].in;
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_hw_param_last(stream->substream, params, PARAM(TICK_TIME), &dir),
				    rows[n].last_value, "row %u", n);
		KUNIT_EXPECT_EQ_MSG(test, dir, rows[n].last_dir, "row %u", n);
		KUNIT_EXPECT_TRUE_MSG(test, snd_interval_eq(tick, &rows[n].last), "row %u", n);
	}
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_param_first(stream->substream, params, PARAM(LAST_INTERVAL) + 1, NULL),
			-EINVAL);
	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_param_value(params, PARAM(RATE), NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_param_value(params, PARAM(FORMAT), NULL), -EINVAL);
}

/* an application that leaves everything open gets the first of each, and the largest buffer */
static void choosing_takes_the_first_and_the_largest_buffer(struct kunit *test)
{
	struct test_stream *stream = open_stream(test, NULL, NULL);
	struct snd_pcm_hw_params *params = make_params(test);

	KUNIT_ASSERT_EQ(test, snd_pcm_kernel_ioctl(stream->substream, SNDRV_PCM_IOCTL_HW_PARAMS, params), 0);
	KUNIT_EXPECT_EQ(test, (__force int)params_access(params), (__force int)SNDRV_PCM_ACCESS_MMAP_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, (__force int)params_format(params), (__force int)SNDRV_PCM_FORMAT_U8);
	KUNIT_EXPECT_EQ(test, (__force int)params_subformat(params), (__force int)SNDRV_PCM_SUBFORMAT_STD);
	KUNIT_EXPECT_EQ(test, params_channels(params), 1);
	KUNIT_EXPECT_EQ(test, params_rate(params), 8000);
	KUNIT_EXPECT_EQ(test, params_period_size(params), 64);
	KUNIT_EXPECT_EQ(test, params_period_bytes(params), 64);
	KUNIT_EXPECT_EQ(test, params_buffer_size(params), 65536);
	KUNIT_EXPECT_EQ(test, params_buffer_bytes(params), 65536);
	KUNIT_EXPECT_EQ(test, params_periods(params), 1024);
	KUNIT_EXPECT_EQ(test, params_width(params), 8);
	KUNIT_EXPECT_EQ(test, params->msbits, 8);
	KUNIT_EXPECT_EQ(test, params->rate_num, 8000);
	KUNIT_EXPECT_EQ(test, params->rate_den, 1);
	KUNIT_EXPECT_EQ(test, params->info, test_hardware.info);
}

static struct kunit_case refine_cases[] = {
	KUNIT_CASE_SLOW(refine_agrees_with_brute_force),
	KUNIT_CASE(refining_one_parameter_is_as_good_as_refining_all),
	KUNIT_CASE(choosing_ends_at_a_configuration),
	KUNIT_CASE(refining_everything_gives_the_limits_of_the_hardware),
	KUNIT_CASE(an_empty_parameter_is_refused),
	KUNIT_CASE(bounds_without_a_number_are_refused),
	KUNIT_CASE(first_and_last_keep_an_end),
	KUNIT_CASE(choosing_takes_the_first_and_the_largest_buffer),
	KUNIT_CASE(buffer_bytes_max_of_the_substream_limits_the_buffer),
	{}
};

static struct kunit_suite refine_suite = {
	.name = "pcm_refine",
	.test_cases = refine_cases,
};
kunit_test_suite(refine_suite);

MODULE_LICENSE("GPL");
