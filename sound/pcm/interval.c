// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * interval.c - arithmetic of ranges: narrowing by another range, by a list, by steps; products and quotients.
 *
 * An interval (<sound/pcm_params.h>) is a set of rational numbers between two unsigned bounds, each of which may be
 * open. An operation may return a larger set than the exact result (bounds are whole numbers), never a smaller one, but
 * for zero, which no configuration has. That makes snd_pcm_hw_refine() safe; tests/unit/test_refine.c checks it.
 *
 * No locks, no allocation: everything works on the caller's memory.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

/*
 * The ends of an interval in half steps: a closed end at n is 2 n, an open one lies half a step further in. So ends can
 * be compared as numbers, and an odd one is open.
 */
static inline s64 lower_end(const struct snd_interval *i)
{
	return 2 * (s64)i->min + i->openmin;
}

static inline s64 upper_end(const struct snd_interval *i)
{
	return 2 * (s64)i->max - i->openmax;
}

/**
 * snd_interval_refine() - keep what lies in both intervals
 * @i: narrowed; must not be empty
 * @v: the other one; only its bounds and .integer count
 * Return: 1 if @v has moved a bound of @i or newly restricts it to integers, 0 if not, -EINVAL if nothing is left (@i
 * is marked empty). What @i does to itself does not count as a change: a single closed value becomes an integer, an
 * open bound of integers the next whole number.
 */
int snd_interval_refine(struct snd_interval *i, const struct snd_interval *v)
{
	return pcm_interval_stays(i, v) ? 0 : pcm_interval_narrow(i, v);
}
EXPORT_SYMBOL(snd_interval_refine);

int pcm_interval_narrow(struct snd_interval *i, const struct snd_interval *v)
{
	s64 old_low = lower_end(i), low = max(old_low, lower_end(v));
	s64 old_high = upper_end(i), high = min(old_high, upper_end(v));
	bool was_integer = i->integer, integer = was_integer || v->integer;
	bool narrowed = low != old_low || high != old_high || integer != was_integer;

	if (snd_BUG_ON(snd_interval_empty(i)))
		return -EINVAL;

	if (integer) {
		low += low & 1;
		high -= high & 1;
	}
	if (low > high) {
		/* a constraint that has become empty refuses whatever meets it, for it is only its bounds that count */
		*i = (struct snd_interval){ .min = UINT_MAX, .max = 0, .integer = integer, .empty = 1 };
		return -EINVAL;
	}
	/* all at once: bit by bit takes longer than all of the above */
	*i = (struct snd_interval){
		.min = low >> 1,
		.openmin = low & 1,
		.max = (high + 1) >> 1,
		.openmax = high & 1,
		.integer = integer || (low == high && !(low & 1)),
	};
	return narrowed;
}

/* x * y / k rounded down, and whether that was inexact; what does not fit an unsigned int is UINT_MAX, "exactly" */
static unsigned int scaled(unsigned int x, unsigned int y, unsigned int k, bool *inexact)
{
	u64 rest, quotient;

	*inexact = false;
	if (!k)
		return UINT_MAX;
	quotient = div64_u64_rem((u64)x * y, k, &rest);
	if (quotient >= UINT_MAX)
		return UINT_MAX;
	*inexact = rest != 0;
	return quotient;
}

static bool one_is_empty(const struct snd_interval *a, const struct snd_interval *b, struct snd_interval *c)
{
	*c = (struct snd_interval){ .empty = a->empty || b->empty };
	return c->empty;
}

/* both ends of the result are the same then: no second division */
static bool both_single(const struct snd_interval *a, const struct snd_interval *b)
{
	return a->min == a->max && b->min == b->max;
}

/** snd_interval_mul() - @c = @a * @b, saturating at UINT_MAX */
void snd_interval_mul(const struct snd_interval *a, const struct snd_interval *b, struct snd_interval *c)
{
	snd_interval_muldivk(a, b, 1, c);
	c->integer = a->integer && b->integer && !c->empty;
}

/** snd_interval_muldivk() - @c = @a * @b / @k */
void snd_interval_muldivk(const struct snd_interval *a, const struct snd_interval *b, unsigned int k,
			  struct snd_interval *c)
{
	bool inexact;

	if (one_is_empty(a, b, c))
		return;
	c->min = scaled(a->min, b->min, k, &inexact);
	c->openmin = inexact || a->openmin || b->openmin;
	c->max = both_single(a, b) ? c->min : scaled(a->max, b->max, k, &inexact);
	c->max += inexact;
	c->openmax = inexact || a->openmax || b->openmax;
}

/** snd_interval_mulkdiv() - @c = @a * @k / @b; a divisor that reaches zero leaves the result unbounded above */
void snd_interval_mulkdiv(const struct snd_interval *a, unsigned int k, const struct snd_interval *b,
			  struct snd_interval *c)
{
	bool inexact;

	if (one_is_empty(a, b, c))
		return;
	c->min = scaled(a->min, k, b->max, &inexact);
	c->openmin = inexact || a->openmin || b->openmax;
	c->max = UINT_MAX;
	if (!b->min)
		return;
	c->max = both_single(a, b) ? c->min : scaled(a->max, k, b->min, &inexact);
	c->max += inexact;
	c->openmax = inexact || a->openmax || b->openmin;
}

static bool element_allowed(unsigned int mask, unsigned int index)
{
	return !mask || (index < 32 && (mask & (1U << index)));
}

/**
 * snd_interval_list() - narrow to the smallest and largest members of a list that @i contains
 * @i: narrowed; values between two members stay in it
 * @count: length of @list
 * @list: in any order
 * @mask: if not zero, member n counts only if bit n is set
 * Return: as snd_interval_refine().
 */
int snd_interval_list(struct snd_interval *i, unsigned int count, const unsigned int *list, unsigned int mask)
{
	struct snd_interval hull = { .min = UINT_MAX, .max = 0 };
	bool found = false;

	for (unsigned int k = 0; k < count; k++) {
		if (!element_allowed(mask, k) || !snd_interval_test(i, list[k]))
			continue;
		hull.min = min(hull.min, list[k]);
		hull.max = max(hull.max, list[k]);
		found = true;
	}
	if (!found) {
		snd_interval_none(i);
		return -EINVAL;
	}
	return snd_interval_refine(i, &hull);
}
EXPORT_SYMBOL(snd_interval_list);

/**
 * snd_interval_ranges() - narrow to the span of those parts of @ranges that @i meets
 * @i: narrowed
 * @count: length of @ranges
 * @ranges: in any order, may overlap
 * @mask: if not zero, range n counts only if bit n is set
 * Return: as snd_interval_refine().
 */
int snd_interval_ranges(struct snd_interval *i, unsigned int count, const struct snd_interval *ranges,
			unsigned int mask)
{
	struct snd_interval hull = { .empty = 1 };

	for (unsigned int k = 0; k < count; k++) {
		struct snd_interval part = ranges[k];

		if (!element_allowed(mask, k) || part.empty || snd_interval_refine(&part, i) < 0)
			continue;
		if (hull.empty) {
			hull = part;
			continue;
		}
		if (part.min < hull.min || (part.min == hull.min && !part.openmin)) {
			hull.min = part.min;
			hull.openmin = part.openmin;
		}
		if (part.max > hull.max || (part.max == hull.max && !part.openmax)) {
			hull.max = part.max;
			hull.openmax = part.openmax;
		}
	}
	if (hull.empty) {
		snd_interval_none(i);
		return -EINVAL;
	}
	hull.integer = 0; /* a range of one value does not make the others whole numbers */
	return snd_interval_refine(i, &hull);
}
EXPORT_SYMBOL(snd_interval_ranges);

/**
 * snd_interval_step() - narrow to the smallest and largest multiples of @step in @i
 * @i: narrowed; but an open upper bound that is a multiple becomes a closed one, as on Linux
 * @step: not zero
 * Return: 1 changed, 0 not, -EINVAL nothing left.
 */
int snd_interval_step(struct snd_interval *i, unsigned int step)
{
	unsigned int last;
	bool changed;
	u64 first;

	if (pcm_interval_settled(i) && !(i->min % step))
		return 0;
	first = div64_u64((u64)i->min + i->openmin + step - 1, step) * step;
	last = i->max - i->max % step;
	changed = first != i->min || last != i->max || i->openmin || i->openmax;
	if (first > last) {
		snd_interval_none(i);
		return -EINVAL;
	}
	i->min = first;
	i->max = last;
	i->openmin = 0;
	i->openmax = 0;
	return changed;
}
