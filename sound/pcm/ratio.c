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
#include <linux/errno.h>
#include <linux/export.h>
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
	struct ratio low_near = {}, low_in = {}, high_near = {}, high_in = {}, result = {};
	unsigned int low = max(i->min, 1U), high = i->max;
	struct snd_interval t;
	int changed;

	if (!high)
		return nothing_reachable(i);
	for (const struct snd_ratnum *clock = rats; clock < rats + rats_count; clock++) {
		unsigned int num = clock->num;

		keep_nearest(&low_near, divide_by_at_most(clock, num / low + !!(num % low)), low);
		keep_smallest(&low_in, divide_by_at_most(clock, num / low));
		keep_nearest(&high_near, divide_by_at_least(clock, num / high), high);
		keep_largest(&high_in, divide_by_at_least(clock, num / high + !!(num % high)));
	}
	if (!low_near.den || !high_near.den)
		return nothing_reachable(i);

	span(&t, ratio_less(&low_near, &(struct ratio){ low, 1 }) ? &low_near : &low_in,
	     ratio_less(&(struct ratio){ high, 1 }, &high_near) ? &high_near : &high_in);
	changed = snd_interval_refine(i, &t);
	if (changed < 0 || !snd_interval_single(i))
		return changed;

	keep_nearest(&result, low_near, snd_interval_value(i));
	keep_nearest(&result, high_near, snd_interval_value(i));
	keep_nearest(&result, low_in, snd_interval_value(i));
	keep_nearest(&result, high_in, snd_interval_value(i));
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
		struct ratio offer = { .den = r->den };

		offer.num = grid_up((u64)i->min * r->den, r->num_min, r->num_max, r->num_step);
		if (offer.num)
			keep_smallest(&low, offer);
		offer.num = grid_down((u64)i->max * r->den, r->num_min, r->num_max, r->num_step);
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
