// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_constraints.c - every constraint helper of a driver's open(), against all values it should leave.
 *
 * The parameter is RATE from 1 to 60 in a stream that is otherwise unlimited: no rule but the helper's narrows it. A
 * helper that allows single values must leave the span from the first to the last of them in the range asked for.
 */
#include "expect.h"
#include "open_stream.h"

#define RATE_MAX 60
#define HARDWARES 300
#define INPUTS 40

/**
 * struct rule_set - a helper with its arguments, and the rates it should allow
 * @add: calls the helper
 * @allows: the model
 * @reads: what the helper takes a range for that is asked for; may be NULL
 * @list, @values, @ranges, @dens, @step: arguments, drawn
 */
struct rule_set {
	int (*add)(struct snd_pcm_runtime *runtime, struct rule_set *set);
	bool (*allows)(const struct rule_set *set, unsigned int rate);
	void (*reads)(const struct rule_set *set, struct snd_interval *asked);
	unsigned int values[8], count, mask, step;
	struct snd_pcm_hw_constraint_list list;
	struct snd_interval intervals[4];
	struct snd_pcm_hw_constraint_ranges ranges;
	struct snd_ratden den[2];
	struct snd_pcm_hw_constraint_ratdens dens;
};

static int add_rules(struct snd_pcm_runtime *runtime, void *arg)
{
	struct rule_set *set = arg;

	return min(set->add(runtime, set), 0);
}

static struct test_stream *wide_stream(struct kunit *test, int (*constrain)(struct snd_pcm_runtime *, void *),
				       void *arg)
{
	struct test_stream *stream = make_stream(test);

	stream->hw = (struct snd_pcm_hardware){
		.info = SNDRV_PCM_INFO_INTERLEAVED,
		.formats = SNDRV_PCM_FMTBIT_U8,
		.rates = SNDRV_PCM_RATE_KNOT,
		.rate_min = 1,
		.rate_max = RATE_MAX,
		.channels_min = 1,
		.channels_max = 1,
		.buffer_bytes_max = 1 << 24,
		.period_bytes_min = 1,
		.period_bytes_max = 1 << 23,
		.periods_min = 2,
		.periods_max = 1 << 23,
	};
	stream->constrain = constrain;
	stream->arg = arg;
	return stream;
}

static struct snd_interval draw_rates(u64 *seed)
{
	struct snd_interval i = { .min = draw_below(seed, RATE_MAX) };

	i.max = i.min + 1 + draw_below(seed, RATE_MAX / 2);
	i.openmin = draw_below(seed, 2);
	i.openmax = draw_below(seed, 2);
	return i;
}

/* only whole rates are allowed by @set: the result spans those in the range, or there is none */
static void check_span(struct kunit *test, const struct rule_set *set, const struct snd_interval *asked, int err,
		       const struct snd_interval *got)
{
	unsigned int first = 0, last = 0;

	for (unsigned int rate = 1; rate <= RATE_MAX; rate++) {
		if (!snd_interval_test(asked, rate) || !set->allows(set, rate))
			continue;
		first = first ? first : rate;
		last = rate;
	}
	if (first ? err || got->min != first || got->max != last || got->openmin || got->openmax : err != -EINVAL)
		KUNIT_FAIL_AND_ABORT(test, "%u to %u: %d, %u to %u; should be %u to %u", asked->min, asked->max, err,
				     got->min, got->max, first, last);
}

static void check_helper(struct kunit *test, struct rule_set *set, void (*draw_set)(struct rule_set *, u64 *), u64 seed)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = wide_stream(test, add_rules, set);
	struct snd_interval *rate;

	rate = hw_param_interval(params, SNDRV_PCM_HW_PARAM_RATE);
	for (unsigned int h = 0; h < HARDWARES; h++) {
		close_stream(stream);
		draw_set(set, &seed);
		KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);
		for (unsigned int n = 0; n < INPUTS; n++) {
			struct snd_interval asked = draw_rates(&seed);
			int err;

			_snd_pcm_hw_params_any(params);
			*rate = asked;
			err = snd_pcm_hw_refine(stream->substream, params);
			if (set->reads)
				set->reads(set, &asked);
			check_span(test, set, &asked, err, rate);
		}
	}
}

/* ---- helpers that allow single values ------------------------------------------------------------------------ */

static void draw_list(struct rule_set *set, u64 *seed)
{
	set->count = 1 + draw_below(seed, ARRAY_SIZE(set->values));
	for (unsigned int n = 0; n < set->count; n++)
		set->values[n] = 1 + draw_below(seed, RATE_MAX);
	set->list = (struct snd_pcm_hw_constraint_list){
		.list = set->values,
		.count = set->count,
		.mask = draw_below(seed, 2) ? draw_below(seed, BIT(set->count)) : 0,
	};
}

static bool list_allows(const struct rule_set *set, unsigned int rate)
{
	for (unsigned int n = 0; n < set->count; n++) {
		if (set->values[n] == rate && (!set->list.mask || set->list.mask & BIT(n)))
			return true;
	}
	return false;
}

static int add_list(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_list(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &set->list);
}

static void constraint_list(struct kunit *test)
{
	struct rule_set set = { .add = add_list, .allows = list_allows };

	check_helper(test, &set, draw_list, 1);
}

static void draw_step(struct rule_set *set, u64 *seed)
{
	set->step = 1 + draw_below(seed, 12);
}

static bool step_allows(const struct rule_set *set, unsigned int rate)
{
	return rate % set->step == 0;
}

static int add_step(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, set->step);
}

/* "less than a multiple" is "at most" that, to Linux */
static void step_reads(const struct rule_set *set, struct snd_interval *asked)
{
	if (asked->max <= RATE_MAX && asked->max % set->step == 0)
		asked->openmax = 0;
}

static void constraint_step(struct kunit *test)
{
	struct rule_set set = { .add = add_step, .allows = step_allows, .reads = step_reads };

	check_helper(test, &set, draw_step, 2);
}

static void draw_nothing(struct rule_set *set, u64 *seed)
{
}

static bool pow2_allows(const struct rule_set *set, unsigned int rate)
{
	return is_power_of_2(rate);
}

static int add_pow2(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_pow2(runtime, 0, SNDRV_PCM_HW_PARAM_RATE);
}

static void constraint_pow2(struct kunit *test)
{
	struct rule_set set = { .add = add_pow2, .allows = pow2_allows };

	check_helper(test, &set, draw_nothing, 3);
}

static bool everything_allowed(const struct rule_set *set, unsigned int rate)
{
	return true;
}

static int add_integer(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_RATE);
}

static void constraint_integer(struct kunit *test)
{
	struct rule_set set = { .add = add_integer, .allows = everything_allowed };

	check_helper(test, &set, draw_nothing, 4);
}

static void draw_minmax(struct rule_set *set, u64 *seed)
{
	set->values[0] = draw_below(seed, RATE_MAX);
	set->values[1] = set->values[0] + 1 + draw_below(seed, RATE_MAX);
}

static bool minmax_allows(const struct rule_set *set, unsigned int rate)
{
	return set->values[0] <= rate && rate <= set->values[1];
}

static int add_minmax(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	int err = snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_RATE, set->values[0], set->values[1]);

	return err < 0 ? err : add_integer(runtime, set);
}

static void constraint_minmax(struct kunit *test)
{
	struct rule_set set = { .add = add_minmax, .allows = minmax_allows };

	check_helper(test, &set, draw_minmax, 5);
}

static void draw_single(struct rule_set *set, u64 *seed)
{
	set->values[0] = set->values[1] = 1 + draw_below(seed, RATE_MAX);
}

static int add_single(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_single(runtime, SNDRV_PCM_HW_PARAM_RATE, set->values[0]);
}

static void constraint_single(struct kunit *test)
{
	struct rule_set set = { .add = add_single, .allows = minmax_allows };

	check_helper(test, &set, draw_single, 6);
}

/* whole multiples of whole numbers, so that the span has whole ends: den divides every numerator */
static void draw_dens(struct rule_set *set, u64 *seed)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(set->den); n++) {
		unsigned int den = 1 + draw_below(seed, 5), step = 1 + draw_below(seed, 7);

		set->den[n].den = den;
		set->den[n].num_step = den * step;
		set->den[n].num_min = den * (1 + draw_below(seed, 20));
		set->den[n].num_max = set->den[n].num_min + draw_below(seed, 150);
	}
	set->dens = (struct snd_pcm_hw_constraint_ratdens){ .nrats = 1 + draw_below(seed, 2), .rats = set->den };
}

static bool dens_allow(const struct rule_set *set, unsigned int rate)
{
	for (int n = 0; n < set->dens.nrats; n++) {
		const struct snd_ratden *r = &set->den[n];
		unsigned int num = rate * r->den;

		if (num >= r->num_min && num <= r->num_max && (num - r->num_min) % r->num_step == 0)
			return true;
	}
	return false;
}

static int add_dens(struct snd_pcm_runtime *runtime, struct rule_set *set)
{
	return snd_pcm_hw_constraint_ratdens(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &set->dens);
}

/* Linux takes num_max where num_min is meant for a range that begins below all rates, and refuses it */
static void constraint_ratdens_unlike_linux(struct kunit *test)
{
	struct rule_set set = { .add = add_dens, .allows = dens_allow };

	check_helper(test, &set, draw_dens, 7);
}

/* ---- ranges: values between whole numbers too ---------------------------------------------------------------- */

/* does @i have the number @quarters / 4? */
static bool has_quarter(const struct snd_interval *i, unsigned int quarters)
{
	return (i->openmin ? quarters > 4 * i->min : quarters >= 4 * i->min) &&
	       (i->openmax ? quarters < 4 * i->max : quarters <= 4 * i->max);
}

static int add_ranges(struct snd_pcm_runtime *runtime, void *arg)
{
	struct rule_set *set = arg;

	return snd_pcm_hw_constraint_ranges(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &set->ranges);
}

static void draw_ranges(struct rule_set *set, u64 *seed)
{
	set->count = 1 + draw_below(seed, ARRAY_SIZE(set->intervals));
	for (unsigned int n = 0; n < set->count; n++) {
		set->intervals[n] = draw_rates(seed);
		set->intervals[n].max = set->intervals[n].min + 1 + draw_below(seed, 6);
	}
	set->ranges = (struct snd_pcm_hw_constraint_ranges){
		.count = set->count,
		.ranges = set->intervals,
		.mask = draw_below(seed, 2) ? draw_below(seed, BIT(set->count)) : 0,
	};
}

static void check_ranges(struct kunit *test, const struct rule_set *set, const struct snd_interval *asked, int err,
			 const struct snd_interval *got)
{
	unsigned int first = 0, last = 0;

	for (unsigned int q = 4; q <= 4 * RATE_MAX; q++) {
		bool allowed = false;

		for (unsigned int n = 0; n < set->count; n++)
			allowed |=
				(!set->ranges.mask || set->ranges.mask & BIT(n)) && has_quarter(&set->intervals[n], q);
		if (!allowed || !has_quarter(asked, q))
			continue;
		first = first ? first : q;
		last = q;
	}
	for (unsigned int q = 4; q <= 4 * RATE_MAX; q++) {
		bool expected = first && first <= q && q <= last;

		if (expected != (!err && has_quarter(got, q)))
			KUNIT_FAIL_AND_ABORT(test, "%u to %u: %d, wrong about %u/4", asked->min, asked->max, err, q);
	}
}

static void constraint_ranges(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct rule_set set = {};
	struct test_stream *stream = wide_stream(test, add_ranges, &set);
	u64 seed = 8;

	for (unsigned int h = 0; h < HARDWARES; h++) {
		close_stream(stream);
		draw_ranges(&set, &seed);
		KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);
		for (unsigned int n = 0; n < INPUTS; n++) {
			struct snd_interval *rate = hw_param_interval(params, SNDRV_PCM_HW_PARAM_RATE),
					    asked = draw_rates(&seed);
			int err;

			_snd_pcm_hw_params_any(params);
			*rate = asked;
			err = snd_pcm_hw_refine(stream->substream, params);
			check_ranges(test, &set, &asked, err, rate);
		}
	}
}

/* ---- fractions, bits, conditions ----------------------------------------------------------------------------- */

static const struct snd_ratnum es1370_clock = { .num = 1411200, .den_min = 29, .den_max = 353, .den_step = 1 };

static int add_ratnums(struct snd_pcm_runtime *runtime, void *arg)
{
	static const struct snd_pcm_hw_constraint_ratnums clocks = { .nrats = 1, .rats = &es1370_clock };

	return snd_pcm_hw_constraint_ratnums(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &clocks);
}

static void constraint_ratnums_tell_the_fraction(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = make_stream(test);
	struct snd_interval *rate = hw_param_interval(params, SNDRV_PCM_HW_PARAM_RATE);

	stream->hw.rates = SNDRV_PCM_RATE_CONTINUOUS;
	stream->hw.rate_min = 4000;
	stream->constrain = add_ratnums;
	KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);

	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ_MSG(test, params->rate_den, 0, "no fraction of an open range");
	rate->min = rate->max = 48000;
	params->rmask = BIT(SNDRV_PCM_HW_PARAM_RATE);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ(test, params->rate_num, 1411200);
	KUNIT_EXPECT_EQ(test, params->rate_den, 29);
}

/* a driver that does not look whether its constraint can be met */
static int add_two_that_contradict(struct snd_pcm_runtime *runtime, void *arg)
{
	int *err = arg;

	snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 1, 64);
	*err = snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 65, 128);
	return 0;
}

static void constraints_that_leave_nothing_refuse_everything(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream;
	int err = 0;

	stream = wide_stream(test, add_two_that_contradict, &err);
	KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), -EINVAL);
}

static int add_msbits(struct snd_pcm_runtime *runtime, void *arg)
{
	int err = snd_pcm_hw_constraint_msbits(runtime, 0, 0, 16);

	if (!err)
		err = snd_pcm_hw_constraint_msbits(runtime, 0, 32, 24);
	return err ? err : snd_pcm_hw_constraint_msbits(runtime, 0, 24, 0);
}

static void constraint_msbits(struct kunit *test)
{
	static const struct {
		snd_pcm_format_t format;
		unsigned int msbits; /* as refining leaves it; 0: to be filled in later */
	} rows[] = {
		{ SNDRV_PCM_FORMAT_U8, 0 },
		{ SNDRV_PCM_FORMAT_S16_LE, 0 }, /* not wider than 16 */
		{ SNDRV_PCM_FORMAT_S24_3LE, 16 }, /* 0 says nothing */
		{ SNDRV_PCM_FORMAT_S32_LE, 16 }, /* both rules: the smaller */
	};
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = open_stream(test, add_msbits, NULL);

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		_snd_pcm_hw_params_any(params);
		snd_mask_leave(hw_param_mask(params, SNDRV_PCM_HW_PARAM_FORMAT), (__force unsigned int)rows[n].format);
		KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
		KUNIT_EXPECT_EQ_MSG(test, params->msbits, rows[n].msbits, "row %u", n);
	}
}

static int add_noresample(struct snd_pcm_runtime *runtime, void *arg)
{
	return snd_pcm_hw_rule_noresample(runtime, 48000);
}

static void rule_noresample_holds_only_if_asked_for(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = open_stream(test, add_noresample, NULL);
	const struct snd_interval *rate = hw_param_interval_c(params, SNDRV_PCM_HW_PARAM_RATE);

	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ(test, rate->min, 8000);
	_snd_pcm_hw_params_any(params);
	params->flags = SNDRV_PCM_HW_PARAMS_NORESAMPLE;
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_EQ(test, rate->min, 48000);
	KUNIT_EXPECT_EQ(test, rate->max, 48000);
}

/* ---- rules themselves ---------------------------------------------------------------------------------------- */

static int rule_that_fails(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return -EIO;
}

static int add_failing_rule(struct snd_pcm_runtime *runtime, void *arg)
{
	return snd_pcm_hw_rule_add(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, rule_that_fails, NULL, SNDRV_PCM_HW_PARAM_RATE,
				   -1);
}

static void the_error_of_a_rule_is_the_error_of_refine(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = open_stream(test, add_failing_rule, NULL);

	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), -EIO);
	/* nothing it depends on has changed: it does not run */
	_snd_pcm_hw_params_any(params);
	params->rmask = BIT(SNDRV_PCM_HW_PARAM_TICK_TIME);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
}

static int count_runs(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	++*(unsigned int *)rule->private;
	return 0;
}

static int add_many_rules(struct snd_pcm_runtime *runtime, void *arg)
{
	struct snd_pcm_hw_constraints *constrs = &runtime->hw_constraints;
	unsigned int before = constrs->rules_num, n;

	for (n = 0; n < 100; n++) {
		int err = snd_pcm_hw_rule_add(runtime, 0, -1, count_runs, arg, SNDRV_PCM_HW_PARAM_RATE,
					      SNDRV_PCM_HW_PARAM_CHANNELS, SNDRV_PCM_HW_PARAM_PERIODS,
					      SNDRV_PCM_HW_PARAM_FORMAT, -1);

		if (err)
			return err;
	}
	return constrs->rules_num == before + 100 && constrs->rules_all >= constrs->rules_num ? 0 : -EIO;
}

static void there_is_room_for_any_number_of_rules(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	unsigned int runs = 0;
	struct test_stream *stream = open_stream(test, add_many_rules, &runs);

	_snd_pcm_hw_params_any(params);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	KUNIT_EXPECT_GE(test, runs, 100);
}

static int add_rule_with_five_dependencies(struct snd_pcm_runtime *runtime, void *arg)
{
	unsigned int before = runtime->hw_constraints.rules_num;
	int err = snd_pcm_hw_rule_add(runtime, 0, -1, count_runs, NULL, 8, 9, 10, 11, 12, -1);

	return runtime->hw_constraints.rules_num == before ? err : -EIO;
}

static void a_rule_has_four_dependencies_at_most(struct kunit *test)
{
	struct test_stream *stream = make_stream(test);

	expect_findings(test, 1);
	stream->constrain = add_rule_with_five_dependencies;
	KUNIT_EXPECT_EQ(test, try_open_stream(stream), -EINVAL);
}

/* the rules that are there stay when there is no memory for more, and adding works again afterwards */
static int grow_without_memory(struct snd_pcm_runtime *runtime, void *arg)
{
	struct snd_pcm_hw_constraints *constrs = &runtime->hw_constraints;
	struct kunit *test = arg;
	unsigned int runs, full;
	struct snd_pcm_hw_rule first = constrs->rules[0];

	while (constrs->rules_num < constrs->rules_all) {
		if (snd_pcm_hw_rule_add(runtime, 0, -1, count_runs, &runs, SNDRV_PCM_HW_PARAM_RATE, -1))
			return -EIO;
	}
	full = constrs->rules_num;
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_rule_add(runtime, 0, -1, count_runs, &runs, SNDRV_PCM_HW_PARAM_RATE, -1),
			-ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, constrs->rules_num, full);
	KUNIT_EXPECT_EQ(test, constrs->rules_all, full);
	KUNIT_EXPECT_MEMEQ(test, &constrs->rules[0], &first, sizeof(first));
	return snd_pcm_hw_rule_add(runtime, 0, -1, count_runs, &runs, SNDRV_PCM_HW_PARAM_RATE, -1);
}

static void rules_survive_a_failure_to_grow(struct kunit *test)
{
	struct test_stream *stream = make_stream(test);

	stream->constrain = grow_without_memory;
	stream->arg = test;
	KUNIT_EXPECT_EQ(test, try_open_stream(stream), 0);
}

/* every request of open() fails once: the runtime, its pages, each growth of the rules */
static void open_survives_every_failure(struct kunit *test)
{
	struct test_stream *stream = make_stream(test);
	unsigned int runs, nth;
	int err;

	stream->constrain = add_many_rules;
	stream->arg = &runs;
	for (nth = 1; nth < 100; nth++) {
		fail_request(test, nth);
		err = try_open_stream(stream);
		fail_request(test, 0);
		if (!err)
			break;
		KUNIT_EXPECT_EQ_MSG(test, err, -ENOMEM, "request %u", nth);
	}
	/* 20 rules, 100, and 3 of the hardware's in steps of 16: at least 8 requests */
	KUNIT_EXPECT_GT(test, nth, 8);
	KUNIT_EXPECT_EQ(test, err, 0);
}

/* Linux allocates here, and can fail: docs/differences.md */
static void refine_needs_no_memory(struct kunit *test)
{
	struct snd_pcm_hw_params *params = make_params(test);
	struct test_stream *stream = open_stream(test, NULL, NULL);

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux allocates");
	_snd_pcm_hw_params_any(params);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_hw_refine(stream->substream, params), 0);
	fail_request(test, 0);
}

static struct kunit_case constraint_cases[] = {
	KUNIT_CASE(constraint_list),
	KUNIT_CASE(constraint_step),
	KUNIT_CASE(constraint_pow2),
	KUNIT_CASE(constraint_integer),
	KUNIT_CASE(constraint_minmax),
	KUNIT_CASE(constraint_single),
	KUNIT_CASE(constraint_ratdens_unlike_linux),
	KUNIT_CASE(constraint_ranges),
	KUNIT_CASE(constraint_ratnums_tell_the_fraction),
	KUNIT_CASE(constraints_that_leave_nothing_refuse_everything),
	KUNIT_CASE(constraint_msbits),
	KUNIT_CASE(rule_noresample_holds_only_if_asked_for),
	KUNIT_CASE(the_error_of_a_rule_is_the_error_of_refine),
	KUNIT_CASE(there_is_room_for_any_number_of_rules),
	KUNIT_CASE(a_rule_has_four_dependencies_at_most),
	KUNIT_CASE(rules_survive_a_failure_to_grow),
	KUNIT_CASE(open_survives_every_failure),
	KUNIT_CASE(refine_needs_no_memory),
	{}
};

static struct kunit_suite constraint_suite = {
	.name = "pcm_constraints",
	.test_cases = constraint_cases,
};
kunit_test_suite(constraint_suite);

MODULE_LICENSE("GPL");
