// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ratio.c - narrowing an interval to the values a divider can make.
 *
 * A ratnum is a clock behind a divider (num fixed, den programmable), a ratden a multiplier before a fixed divider.
 * A ratnum is lenient, as on Linux: the interval is narrowed to the span from the reachable value just below it to
 * the one just above, so that an application may ask for 48000 Hz of a clock that makes 48662.07 and is told the true
 * rate as a fraction. A ratden is strict: what cannot be made exactly is refused.
 *
 * No value that can be made and lies in the interval is ever lost, also when several clocks compete.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

/* a reachable value; den 0: none found yet */
struct ratio {
	unsigned int num;
	unsigned int den;
};

static bool ratio_less(const struct ratio *a, const struct ratio *b)
{
	return (u64)a->num * b->den < (u64)b->num * a->den;
}

/* Is @a nearer to @goal than @b? The products do not fit 64 bits. */
static bool ratio_nearer(const struct ratio *a, const struct ratio *b, unsigned int goal)
{
	__int128 da = (__int128)a->num - (__int128)goal * a->den;
	__int128 db = (__int128)b->num - (__int128)goal * b->den;

	return (da < 0 ? -da : da) * b->den < (db < 0 ? -db : db) * a->den;
}

static void keep_nearest(struct ratio *best, struct ratio offer, unsigned int goal)
{
	if (offer.den && (!best->den || ratio_nearer(&offer, best, goal)))
		*best = offer;
}

static void keep_smallest(struct ratio *best, struct ratio offer)
{
	if (offer.den && (!best->den || ratio_less(&offer, best)))
		*best = offer;
}

static void keep_largest(struct ratio *best, struct ratio offer)
{
	if (offer.den && (!best->den || ratio_less(best, &offer)))
		*best = offer;
}

static bool ratio_inside(const struct ratio *r, const struct snd_interval *i)
{
	const struct ratio min = { i->min, 1 }, max = { i->max, 1 };

	if (!r->den)
		return false;
	return (i->openmin ? ratio_less(&min, r) : !ratio_less(r, &min)) &&
	       (i->openmax ? ratio_less(r, &max) : !ratio_less(&max, r));
}

/* the largest of min, min + step … max that is ≤ limit, or 0 */
static unsigned int grid_down(u64 limit, unsigned int min, unsigned int max, unsigned int step)
{
	if (limit < min)
		return 0;
	limit = min_t(u64, limit, max);
	return limit - (limit - min) % step;
}

/* the smallest that is ≥ limit, or 0 */
static unsigned int grid_up(u64 limit, unsigned int min, unsigned int max, unsigned int step)
{
	u64 value;

	if (limit <= min)
		return min;
	value = min + (limit - min + step - 1) / step * step;
	return value <= max ? value : 0;
}

/* num / value rounded down and up; nothing divides down to zero */
static unsigned int divisor_down(unsigned int num, unsigned int value)
{
	return value ? num / value : UINT_MAX;
}

static unsigned int divisor_up(unsigned int num, unsigned int value)
{
	return value ? num / value + !!(num % value) : UINT_MAX;
}

static struct ratio divide_by_at_most(const struct snd_ratnum *clock, unsigned int den)
{
	return (struct ratio){ clock->num, grid_down(den, clock->den_min, clock->den_max, clock->den_step) };
}

static struct ratio divide_by_at_least(const struct snd_ratnum *clock, unsigned int den)
{
	return (struct ratio){ clock->num, grid_up(den, clock->den_min, clock->den_max, clock->den_step) };
}

/* Set @t to reach from @low to @high, in whole numbers: open where a bound had to be rounded outwards. */
static void span(struct snd_interval *t, const struct ratio *low, const struct ratio *high)
{
	bool rest = high->num % high->den;

	*t = (struct snd_interval){
		.min = low->num / low->den,
		.openmin = !!(low->num % low->den),
		.max = high->num / high->den + rest,
		.openmax = rest,
	};
}

/* What clocks make of a single value: something in the interval if they can, else what comes closest to it. */
static struct ratio closest(const struct snd_interval *i, unsigned int count, const struct snd_ratnum *rats)
{
	unsigned int goal = snd_interval_value(i);
	struct ratio best = {};

	for (const struct snd_ratnum *clock = rats; clock < rats + count; clock++) {
		unsigned int up = divisor_up(clock->num, goal), down = divisor_down(clock->num, goal);
		const struct ratio offers[] = {
			divide_by_at_most(clock, up),
			divide_by_at_least(clock, down),
			divide_by_at_most(clock, down),
			divide_by_at_least(clock, up),
			divide_by_at_most(clock, up ? up - 1 : 0), /* strictly above the goal */
		};

		for (unsigned int n = 0; n < ARRAY_SIZE(offers); n++) {
			bool inside = ratio_inside(&offers[n], i);

			if (inside == ratio_inside(&best, i))
				keep_nearest(&best, offers[n], goal);
			else if (inside)
				best = offers[n];
		}
	}
	return best;
}

/* the first clock that makes exactly @value, which nothing comes closer to: @den of it; NULL: none does */
static const struct snd_ratnum *made_exactly(unsigned int value, unsigned int count, const struct snd_ratnum *rats,
					     unsigned int *den)
{
	for (const struct snd_ratnum *clock = rats; value && clock < rats + count; clock++) {
		*den = clock->num / value;
		if (*den * value == clock->num && *den >= clock->den_min && *den <= clock->den_max &&
		    (*den - clock->den_min) % clock->den_step == 0)
			return clock;
	}
	return NULL;
}

static int nothing_reachable(struct snd_interval *i)
{
	snd_interval_none(i);
	return -EINVAL;
}

/**
 * snd_interval_ratnum() - narrow to what clocks with programmable dividers can make
 * @i: narrowed
 * @rats_count: how many clocks
 * @rats: the clocks; den_min and den_step at least 1
 * @nump: receives, once @i is a single value, the fraction that comes closest to it; may be NULL
 * @denp: its denominator; may be NULL
 * Return: as snd_interval_refine().
 */
int snd_interval_ratnum(struct snd_interval *i, unsigned int rats_count, const struct snd_ratnum *rats,
			unsigned int *nump, unsigned int *denp)
{
	/* "near": one step beyond the bound at most, nearest to it; "in": the first one not beyond it */
	struct ratio low_near = {}, low_in = {}, high_near = {}, high_in = {};
	const struct snd_ratnum *exact = NULL;
	unsigned int low = i->min, high = i->max;
	struct ratio result;
	struct snd_interval t;
	int changed;

	if (pcm_interval_settled(i))
		exact = made_exactly(i->min, rats_count, rats, &result.den);
	if (exact) {
		result.num = exact->num;
		changed = 0;
		goto settled;
	}
	for (const struct snd_ratnum *clock = rats; clock < rats + rats_count; clock++) {
		unsigned int num = clock->num;

		keep_nearest(&low_near, divide_by_at_most(clock, divisor_up(num, low)), low);
		keep_smallest(&low_in, divide_by_at_most(clock, divisor_down(num, low)));
		keep_nearest(&high_near, divide_by_at_least(clock, divisor_down(num, high)), high);
		keep_largest(&high_in, divide_by_at_least(clock, divisor_up(num, high)));
	}
	if (!low_near.den || !high_near.den)
		return nothing_reachable(i);

	span(&t, ratio_less(&low_near, &(struct ratio){ low, 1 }) ? &low_near : &low_in,
	     ratio_less(&(struct ratio){ high, 1 }, &high_near) ? &high_near : &high_in);
	changed = snd_interval_refine(i, &t);
	if (changed < 0 || !snd_interval_single(i))
		return changed;

	result = closest(i, rats_count, rats);
settled:
	if (nump)
		*nump = result.num;
	if (denp)
		*denp = result.den;
	return changed;
}
EXPORT_SYMBOL(snd_interval_ratnum);

/**
 * snd_interval_ratden() - narrow to the exact multiples that programmable numerators make
 * @i: narrowed
 * @rats_count: how many dividers
 * @rats: the dividers; den and num_step at least 1
 * @nump: receives, once @i is a single value, the fraction; may be NULL
 * @denp: its denominator; may be NULL
 * Return: as snd_interval_refine().
 */
int snd_interval_ratden(struct snd_interval *i, unsigned int rats_count, const struct snd_ratden *rats,
			unsigned int *nump, unsigned int *denp)
{
	struct ratio low = {}, high = {};
	struct snd_interval t;
	int changed;

	for (const struct snd_ratden *r = rats; r < rats + rats_count; r++) {
		u64 first = (u64)i->min * r->den + i->openmin, limit = (u64)i->max * r->den;
		struct ratio offer = { .den = r->den };

		offer.num = grid_up(first, r->num_min, r->num_max, r->num_step);
		if (offer.num)
			keep_smallest(&low, offer);
		offer.num = grid_down(limit - (i->openmax && limit), r->num_min, r->num_max, r->num_step);
		if (offer.num)
			keep_largest(&high, offer);
	}
	if (!low.den || !high.den)
		return nothing_reachable(i);

	span(&t, &low, &high);
	changed = snd_interval_refine(i, &t);
	if (changed < 0 || !snd_interval_single(i))
		return changed;
	if (nump)
		*nump = high.num;
	if (denp)
		*denp = high.den;
	return changed;
}
