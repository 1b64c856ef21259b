// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_interval.c - ranges with open and closed ends: narrowing, lists, ranges of ranges, dividers.
 *
 * The model: numbers from 0 to 8 and the gaps between them are 17 cells, a range is the set of cells it covers (only
 * the even ones, the whole numbers, if it is an integer range). Every range with bounds up to 4 is compared with it.
 */
#include "open_stream.h"

#define CELLS 17
#define BOUND_MAX 4

typedef u32 cells_t;

static cells_t cells_of(const struct snd_interval *i)
{
	cells_t cells = 0;

	if (i->empty)
		return 0;
	for (unsigned int c = 0; c < CELLS; c++) {
		bool above = i->openmin ? c > 2 * i->min : c >= 2 * i->min;
		bool below = i->openmax ? c < 2 * i->max : c <= 2 * i->max;

		if (above && below && !(i->integer && (c & 1)))
			cells |= BIT(c);
	}
	return cells;
}

/* the range numbered @n, or false after the last */
static bool nth_interval(unsigned int n, struct snd_interval *i)
{
	*i = (struct snd_interval){ .openmin = n & 1, .openmax = n >> 1 & 1, .integer = n >> 2 & 1 };
	n >>= 3;
	i->min = n % (BOUND_MAX + 1);
	i->max = n / (BOUND_MAX + 1);
	return i->max <= BOUND_MAX;
}

static void draw_small(struct snd_interval *i, u64 *seed)
{
	do {
		nth_interval(draw_below(seed, 8 * (BOUND_MAX + 1) * (BOUND_MAX + 1)), i);
	} while (!cells_of(i));
}

/* the smallest range around @cells has no cell that @i must not have, and @i none that is not in it */
static bool is_hull(const struct snd_interval *i, cells_t cells)
{
	cells_t hull = GENMASK(__fls(cells), __ffs(cells));

	return (cells_of(i) & ~hull) == 0 && (cells & ~cells_of(i)) == 0;
}

static void refine_is_intersection(struct kunit *test)
{
	struct snd_interval a, b;

	for (unsigned int n = 0; nth_interval(n, &a); n++) {
		if (!cells_of(&a))
			continue;
		for (unsigned int m = 0; nth_interval(m, &b); m++) {
			struct snd_interval result = a;
			cells_t expected = cells_of(&a) & cells_of(&b);
			int ret = snd_interval_refine(&result, &b);

			if (ret < 0 ? ret != -EINVAL || expected || !result.empty : cells_of(&result) != expected)
				KUNIT_FAIL_AND_ABORT(test, "%u with %u: %d, cells %x, not %x", n, m, ret,
						     cells_of(&result), expected);
			if (!ret && cells_of(&result) != cells_of(&a))
				KUNIT_FAIL_AND_ABORT(test, "%u with %u: a change is not reported", n, m);
			if (ret > 0 && snd_interval_eq(&result, &a) && result.integer == a.integer)
				KUNIT_FAIL_AND_ABORT(test, "%u with %u: reports a change that is none", n, m);
		}
	}
}

static void refine_named_rules(struct kunit *test)
{
	static const struct {
		struct snd_interval i, v, result;
		int ret;
	} rows[] = {
		/* nothing to do */
		{ { .min = 2, .max = 5 }, { .min = 0, .max = UINT_MAX }, { .min = 2, .max = 5 }, 0 },
		/* both ends */
		{ { .min = 2, .max = 5 }, { .min = 3, .max = 4 }, { .min = 3, .max = 4 }, 1 },
		/* an end of the same value becomes open */
		{ { .min = 2, .max = 5 }, { .min = 2, .max = 5, .openmin = 1 }, { .min = 2, .max = 5, .openmin = 1 }, 1 },
		/* an open end is not opened by a closed one */
		{ { .min = 2, .max = 5, .openmax = 1 }, { .min = 2, .max = 5 }, { .min = 2, .max = 5, .openmax = 1 }, 0 },
		/* whole numbers have closed ends */
		{ { .min = 2, .max = 5, .openmin = 1, .openmax = 1 }, { .min = 0, .max = 9, .integer = 1 },
		  { .min = 3, .max = 4, .integer = 1 }, 1 },
		/* so have those of one that was whole before, and that is no change */
		{ { .min = 2, .max = 5, .openmin = 1, .openmax = 1, .integer = 1 }, { .min = 0, .max = 9 },
		  { .min = 3, .max = 4, .integer = 1 }, 0 },
		{ { .min = 2, .max = 5, .openmin = 1, .integer = 1 }, { .min = 3, .max = 9 }, { .min = 3, .max = 5, .integer = 1 }, 1 },
		/* one value is a whole number, and that is no change */
		{ { .min = 3, .max = 3 }, { .min = 0, .max = 9 }, { .min = 3, .max = 3, .integer = 1 }, 0 },
		/* the extremes do not wrap around */
		{ { .min = 0, .max = 0, .openmax = 1 }, { .min = 0, .max = 9, .integer = 1 }, { .empty = 1 }, -EINVAL },
		{ { .min = UINT_MAX, .max = UINT_MAX, .openmin = 1 }, { .max = UINT_MAX, .integer = 1 }, { .empty = 1 },
		  -EINVAL },
		/* apart */
		{ { .min = 2, .max = 5 }, { .min = 6, .max = 9 }, { .empty = 1 }, -EINVAL },
		{ { .min = 2, .max = 5 }, { .min = 5, .max = 9, .openmin = 1 }, { .empty = 1 }, -EINVAL },
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		struct snd_interval i = rows[n].i;

		KUNIT_EXPECT_EQ_MSG(test, snd_interval_refine(&i, &rows[n].v), rows[n].ret, "row %u", n);
		KUNIT_EXPECT_EQ_MSG(test, +i.empty, +rows[n].result.empty, "row %u", n);
		KUNIT_EXPECT_TRUE_MSG(test, snd_interval_eq(&i, &rows[n].result), "row %u", n);
		if (!i.empty)
			KUNIT_EXPECT_EQ_MSG(test, +i.integer, +rows[n].result.integer, "row %u", n);
	}
}

static void list_leaves_the_span_of_its_members(struct kunit *test)
{
	u64 seed = 1;

	for (unsigned int n = 0; n < 50000; n++) {
		unsigned int list[6], count = draw_below(&seed, ARRAY_SIZE(list) + 1), mask;
		struct snd_interval i, before;
		cells_t expected = 0;
		int ret;

		for (unsigned int k = 0; k < count; k++)
			list[k] = draw_below(&seed, 6);
		mask = draw_below(&seed, 2) ? draw_below(&seed, BIT(ARRAY_SIZE(list))) : 0;
		draw_small(&i, &seed);
		before = i;
		for (unsigned int k = 0; k < count; k++)
			expected |= !mask || mask & BIT(k) ? BIT(2 * list[k]) : 0;
		expected &= cells_of(&before);

		ret = snd_interval_list(&i, count, list, mask);
		if (ret < 0 ? expected || !i.empty || ret != -EINVAL : !expected || !is_hull(&i, expected))
			KUNIT_FAIL_AND_ABORT(test, "input %u: %d", n, ret);
		if (ret >= 0 && ret != !snd_interval_eq(&i, &before))
			KUNIT_FAIL_AND_ABORT(test, "input %u: reports %d", n, ret);
	}
}

static void ranges_leave_the_span_of_what_they_meet(struct kunit *test)
{
	u64 seed = 2;

	for (unsigned int n = 0; n < 50000; n++) {
		struct snd_interval ranges[4], i, before;
		unsigned int count = draw_below(&seed, ARRAY_SIZE(ranges) + 1), mask;
		cells_t expected = 0;
		int ret;

		mask = draw_below(&seed, 2) ? draw_below(&seed, BIT(ARRAY_SIZE(ranges))) : 0;
		for (unsigned int k = 0; k < count; k++) {
			draw_small(&ranges[k], &seed);
			if (!mask || mask & BIT(k))
				expected |= cells_of(&ranges[k]);
		}
		draw_small(&i, &seed);
		before = i;
		expected &= cells_of(&before);

		ret = snd_interval_ranges(&i, count, ranges, mask);
		if (ret < 0 ? expected || !i.empty || ret != -EINVAL : !expected || !is_hull(&i, expected))
			KUNIT_FAIL_AND_ABORT(test, "input %u: %d", n, ret);
		if (ret >= 0 && ret != !snd_interval_eq(&i, &before))
			KUNIT_FAIL_AND_ABORT(test, "input %u: reports %d", n, ret);
	}
}

/* ---- dividers ------------------------------------------------------------------------------------------------ */

struct clocks {
	unsigned int count;
	struct snd_ratnum clock[2];
};

static void draw_clocks(struct clocks *c, u64 *seed)
{
	c->count = 1 + draw_below(seed, 2);
	for (unsigned int k = 0; k < c->count; k++) {
		c->clock[k].num = 1 + draw_below(seed, 200);
		c->clock[k].den_min = 1 + draw_below(seed, 8);
		c->clock[k].den_step = 1 + draw_below(seed, 4);
		c->clock[k].den_max = c->clock[k].den_min + draw_below(seed, 30);
	}
}

static bool contains(const struct snd_interval *i, unsigned int num, unsigned int den)
{
	u64 low = (u64)i->min * den, high = (u64)i->max * den;

	return (i->openmin ? num > low : num >= low) && (i->openmax ? num < high : num <= high) &&
	       !(i->integer && num % den);
}

/* |num / den - goal| as a number that can be compared between denominators: times 2^20, they are small here */
static u64 distance(unsigned int num, unsigned int den, unsigned int goal)
{
	u64 scaled = ((u64)num << 20) / den, at = (u64)goal << 20;

	return scaled > at ? scaled - at : at - scaled;
}

/*
 * What can be made and lies in the range stays. A new end is such a value, or the nearest one beyond the range's end.
 * Once there is one value, the fraction told is what can be made closest to it.
 */
static void check_ratnum(struct kunit *test, unsigned int n, const struct clocks *c, const struct snd_interval *before)
{
	struct snd_interval i = *before;
	unsigned int num = 0, den = 0, inside = 0;
	u64 best = U64_MAX;
	int ret = snd_interval_ratnum(&i, c->count, c->clock, &num, &den);

	for (unsigned int k = 0; k < c->count; k++) {
		const struct snd_ratnum *r = &c->clock[k];

		for (unsigned int d = r->den_min; d <= r->den_max; d += r->den_step) {
			bool kept = ret >= 0 && contains(&i, r->num, d);

			inside += contains(before, r->num, d);
			if (contains(before, r->num, d) && !kept)
				KUNIT_FAIL_AND_ABORT(test, "input %u: %u / %u is lost", n, r->num, d);
			if (ret >= 0 && snd_interval_single(&i))
				best = min(best, distance(r->num, d, snd_interval_value(&i)));
		}
	}
	if (ret < 0)
		return;
	if ((cells_t)i.min < before->min || i.max > before->max)
		KUNIT_FAIL_AND_ABORT(test, "input %u: has grown", n);
	if (!snd_interval_single(&i))
		return;
	if (!den || (inside && !contains(&i, num, den)))
		KUNIT_FAIL_AND_ABORT(test, "input %u: tells %u / %u, which is not in it", n, num, den);
	if (i.min == i.max && distance(num, den, i.min) != best)
		KUNIT_FAIL_AND_ABORT(test, "input %u: tells %u / %u, there is a nearer one", n, num, den);
}

static void ratnum_loses_nothing_that_can_be_made(struct kunit *test)
{
	struct clocks clocks;
	u64 seed = 3;

	for (unsigned int n = 0; n < 30000; n++) {
		struct snd_interval i = { .min = draw_below(&seed, 60) };

		draw_clocks(&clocks, &seed);
		i.max = i.min + (draw_below(&seed, 3) ? draw_below(&seed, 40) : 0);
		if (i.max > i.min) {
			i.openmin = draw_below(&seed, 2);
			i.openmax = draw_below(&seed, 2);
		}
		check_ratnum(test, n, &clocks, &i);
	}
}

/* The ES1370's second converter: 1411200 Hz divided by 29 is 48662.07 Hz, and that is what an application gets. */
static void ratnum_of_the_es1370(struct kunit *test)
{
	static const struct snd_ratnum clock = { .num = 1411200, .den_min = 29, .den_max = 353, .den_step = 1 };
	static const struct {
		unsigned int rate, den;
	} rows[] = { { 48000, 29 }, { 44100, 32 }, { 22050, 64 }, { 11025, 128 }, { 8000, 176 }, { 4000, 353 } };
	struct snd_interval i = { .min = 4000, .max = 48000 };
	unsigned int num, den;

	KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, NULL, NULL), 0);
	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		i = (struct snd_interval){ .min = rows[n].rate, .max = rows[n].rate };
		KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, &num, &den), 0);
		KUNIT_EXPECT_EQ(test, num, 1411200);
		KUNIT_EXPECT_EQ_MSG(test, den, rows[n].den, "rate %u", rows[n].rate);
	}
	/* all the clock can do above 48 kHz */
	i = (struct snd_interval){ .min = 48001, .max = 100000 };
	KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, NULL, NULL), 1);
	KUNIT_EXPECT_EQ(test, i.max, 48663);
	KUNIT_EXPECT_TRUE(test, i.openmax);
	/* nothing, but a neighbour: too fast is too fast */
	i = (struct snd_interval){ .min = 50000, .max = 60000 };
	KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, NULL, NULL), -EINVAL);
}

/* Large numbers must not overflow: a clock of 4 GHz, a range without an upper end */
static void ratnum_of_large_numbers(struct kunit *test)
{
	static const struct snd_ratnum clock = { .num = UINT_MAX, .den_min = 1, .den_max = UINT_MAX, .den_step = 1 };
	struct snd_interval i;
	unsigned int num, den;

	snd_interval_any(&i);
	KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, NULL, NULL), 1);
	KUNIT_EXPECT_EQ(test, i.min, 1);
	KUNIT_EXPECT_EQ(test, i.max, UINT_MAX);
	i = (struct snd_interval){ .min = 65535, .max = 65535 };
	KUNIT_EXPECT_EQ(test, snd_interval_ratnum(&i, 1, &clock, &num, &den), 0);
	KUNIT_EXPECT_EQ(test, num, UINT_MAX);
	KUNIT_EXPECT_EQ(test, den, 65537);
}

/* ---- inlines ------------------------------------------------------------------------------------------------- */

static void inlines_agree_with_the_model(struct kunit *test)
{
	struct snd_interval i;

	for (unsigned int n = 0; nth_interval(n, &i); n++) {
		struct snd_interval closed = i;
		cells_t cells;

		closed.integer = 0;
		cells = cells_of(&closed);
		for (unsigned int value = 0; value <= BOUND_MAX + 1; value++)
			KUNIT_EXPECT_EQ_MSG(test, !!snd_interval_test(&i, value), !!(cells & BIT(2 * value)),
					    "%u in %u", value, n);
		KUNIT_EXPECT_EQ_MSG(test, !!snd_interval_checkempty(&i), !cells, "%u", n);
		if (!cells)
			continue;
		/* single: one cell, or one number with a gap beside it */
		KUNIT_EXPECT_EQ_MSG(test, !!snd_interval_single(&i),
				    hweight32(cells) == 1 || (hweight32(cells) == 2 && (i.openmin || i.openmax)), "%u",
				    n);
		if (i.min == i.max)
			KUNIT_EXPECT_EQ(test, snd_interval_value(&i), i.min);
		KUNIT_EXPECT_EQ(test, snd_interval_max(&i), i.max - i.openmax);
	}
}

static struct kunit_case interval_cases[] = {
	KUNIT_CASE(refine_is_intersection),
	KUNIT_CASE(refine_named_rules),
	KUNIT_CASE(list_leaves_the_span_of_its_members),
	KUNIT_CASE(ranges_leave_the_span_of_what_they_meet),
	KUNIT_CASE(ratnum_loses_nothing_that_can_be_made),
	KUNIT_CASE(ratnum_of_the_es1370),
	KUNIT_CASE(ratnum_of_large_numbers),
	KUNIT_CASE(inlines_agree_with_the_model),
	{}
};

static struct kunit_suite interval_suite = {
	.name = "pcm_interval",
	.test_cases = interval_cases,
};
kunit_test_suite(interval_suite);

MODULE_LICENSE("GPL");
