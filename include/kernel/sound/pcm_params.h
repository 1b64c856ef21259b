/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm_params.h - the two kinds of PCM parameter (mask, interval) and the accessors of struct snd_pcm_hw_params.
 *
 * A mask is a set of small numbers, of which 64 are used. An interval is a range of unsigned ints whose ends may be
 * open, meaning "close to, but not this value": an interval stands for rational numbers unless .integer is set.
 * refine functions: 1 narrowed, 0 unchanged, -EINVAL nothing left. All of this works on the caller's memory: no locks.
 */
#ifndef _SOUND_PCM_PARAMS_H
#define _SOUND_PCM_PARAMS_H

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <sound/pcm.h>

int snd_pcm_hw_param_first(struct snd_pcm_substream *pcm, struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var,
			   int *dir);
int snd_pcm_hw_param_last(struct snd_pcm_substream *pcm, struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var,
			  int *dir);
int snd_pcm_hw_param_value(const struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var, int *dir);
int snd_pcm_hw_params_bits(const struct snd_pcm_hw_params *p);

/* ---- masks --------------------------------------------------------------------------------------------------- */

#define SNDRV_MASK_BITS 64 /* of SNDRV_MASK_MAX: all that is used */
#define SNDRV_MASK_SIZE (SNDRV_MASK_BITS / 32)
#define MASK_OFS(i) ((i) / 32)
#define MASK_BIT(i) (1U << ((i) % 32))

/* the used part as one number, and back; words beyond it are left alone */
static inline u64 __snd_mask_bits(const struct snd_mask *mask)
{
	return (u64)mask->bits[1] << 32 | mask->bits[0];
}

static inline void __snd_mask_store(struct snd_mask *mask, u64 bits)
{
	mask->bits[0] = (u32)bits;
	mask->bits[1] = (u32)(bits >> 32);
}

/* bits from … to, both included; what lies above bit 63 is cut off */
static inline u64 __snd_mask_span(unsigned int from, unsigned int to)
{
	if (from > to || from >= SNDRV_MASK_BITS)
		return 0;
	return GENMASK_ULL(to < SNDRV_MASK_BITS ? to : SNDRV_MASK_BITS - 1, from);
}

/** snd_mask_none() - nothing is allowed; the unused words are cleared too */
static inline void snd_mask_none(struct snd_mask *mask)
{
	memset(mask, 0, sizeof(*mask));
}

static inline void snd_mask_any(struct snd_mask *mask)
{
	__snd_mask_store(mask, ~0ULL);
}

static inline int snd_mask_empty(const struct snd_mask *mask)
{
	return !__snd_mask_bits(mask);
}

/** snd_mask_min() - smallest member, 0 of an empty mask */
static inline unsigned int snd_mask_min(const struct snd_mask *mask)
{
	return snd_mask_empty(mask) ? 0 : __ffs(__snd_mask_bits(mask));
}

/** snd_mask_max() - largest member, 0 of an empty mask */
static inline unsigned int snd_mask_max(const struct snd_mask *mask)
{
	return snd_mask_empty(mask) ? 0 : __fls(__snd_mask_bits(mask));
}

static inline void snd_mask_set(struct snd_mask *mask, unsigned int val)
{
	mask->bits[MASK_OFS(val)] |= MASK_BIT(val);
}

static inline void snd_mask_set_format(struct snd_mask *mask, snd_pcm_format_t format)
{
	snd_mask_set(mask, (__force unsigned int)format);
}

static inline void snd_mask_reset(struct snd_mask *mask, unsigned int val)
{
	mask->bits[MASK_OFS(val)] &= ~MASK_BIT(val);
}

static inline void snd_mask_set_range(struct snd_mask *mask, unsigned int from, unsigned int to)
{
	__snd_mask_store(mask, __snd_mask_bits(mask) | __snd_mask_span(from, to));
}

static inline void snd_mask_reset_range(struct snd_mask *mask, unsigned int from, unsigned int to)
{
	__snd_mask_store(mask, __snd_mask_bits(mask) & ~__snd_mask_span(from, to));
}

static inline int snd_mask_test(const struct snd_mask *mask, unsigned int val)
{
	return mask->bits[MASK_OFS(val)] & MASK_BIT(val);
}

static inline int snd_mask_test_format(const struct snd_mask *mask, snd_pcm_format_t format)
{
	return snd_mask_test(mask, (__force unsigned int)format);
}

/** snd_mask_leave() - drop everything but @val, which stays only if it was a member */
static inline void snd_mask_leave(struct snd_mask *mask, unsigned int val)
{
	u32 kept = mask->bits[MASK_OFS(val)] & MASK_BIT(val);

	snd_mask_none(mask);
	mask->bits[MASK_OFS(val)] = kept;
}

static inline void snd_mask_intersect(struct snd_mask *mask, const struct snd_mask *v)
{
	__snd_mask_store(mask, __snd_mask_bits(mask) & __snd_mask_bits(v));
}

static inline int snd_mask_eq(const struct snd_mask *mask, const struct snd_mask *v)
{
	return __snd_mask_bits(mask) == __snd_mask_bits(v);
}

static inline void snd_mask_copy(struct snd_mask *mask, const struct snd_mask *v)
{
	*mask = *v;
}

/** snd_mask_single() - at most one member (an empty mask counts) */
static inline int snd_mask_single(const struct snd_mask *mask)
{
	u64 bits = __snd_mask_bits(mask);

	return !(bits & (bits - 1));
}

static inline int snd_mask_refine(struct snd_mask *mask, const struct snd_mask *v)
{
	u64 before = __snd_mask_bits(mask);

	snd_mask_intersect(mask, v);
	if (snd_mask_empty(mask))
		return -EINVAL;
	return __snd_mask_bits(mask) != before;
}

static inline int snd_mask_refine_first(struct snd_mask *mask)
{
	if (snd_mask_single(mask))
		return 0;
	snd_mask_leave(mask, snd_mask_min(mask));
	return 1;
}

static inline int snd_mask_refine_last(struct snd_mask *mask)
{
	if (snd_mask_single(mask))
		return 0;
	snd_mask_leave(mask, snd_mask_max(mask));
	return 1;
}

static inline int snd_mask_refine_min(struct snd_mask *mask, unsigned int val)
{
	if (val <= snd_mask_min(mask))
		return 0;
	snd_mask_reset_range(mask, 0, val - 1);
	return snd_mask_empty(mask) ? -EINVAL : 1;
}

static inline int snd_mask_refine_max(struct snd_mask *mask, unsigned int val)
{
	if (val >= snd_mask_max(mask))
		return 0;
	snd_mask_reset_range(mask, val + 1, SNDRV_MASK_BITS - 1);
	return snd_mask_empty(mask) ? -EINVAL : 1;
}

static inline int snd_mask_refine_set(struct snd_mask *mask, unsigned int val)
{
	int several = !snd_mask_single(mask);

	snd_mask_leave(mask, val);
	return snd_mask_empty(mask) ? -EINVAL : several;
}

static inline int snd_mask_value(const struct snd_mask *mask)
{
	return snd_mask_min(mask);
}

/* ---- intervals ----------------------------------------------------------------------------------------------- */

static inline void snd_interval_any(struct snd_interval *i)
{
	*i = (struct snd_interval){ .min = 0, .max = UINT_MAX };
}

static inline void snd_interval_none(struct snd_interval *i)
{
	i->empty = 1;
}

/** snd_interval_checkempty() - do the bounds exclude everything? (.empty is not looked at) */
static inline int snd_interval_checkempty(const struct snd_interval *i)
{
	if (i->min == i->max)
		return i->openmin || i->openmax;
	return i->min > i->max;
}

static inline int snd_interval_empty(const struct snd_interval *i)
{
	return i->empty;
}

/** snd_interval_single() - one value, or the open space next to one */
static inline int snd_interval_single(const struct snd_interval *i)
{
	if (i->openmin || i->openmax)
		return i->min == i->max || i->min + 1 == i->max;
	return i->min == i->max;
}

/** snd_interval_value() - of a single interval; of n < x < n + 1 it is n */
static inline int snd_interval_value(const struct snd_interval *i)
{
	return i->openmin && !i->openmax ? i->max : i->min;
}

static inline int snd_interval_min(const struct snd_interval *i)
{
	return i->min;
}

/** snd_interval_max() - the largest integer below the upper bound */
static inline int snd_interval_max(const struct snd_interval *i)
{
	return i->max - !!i->openmax;
}

static inline int snd_interval_test(const struct snd_interval *i, unsigned int val)
{
	if (i->openmin ? val <= i->min : val < i->min)
		return 0;
	return i->openmax ? val < i->max : val <= i->max;
}

static inline void snd_interval_copy(struct snd_interval *d, const struct snd_interval *s)
{
	*d = *s;
}

/** snd_interval_setinteger() - integers only: 1 newly so, 0 was so, -EINVAL for bounds like (n, n) */
static inline int snd_interval_setinteger(struct snd_interval *i)
{
	if (i->integer)
		return 0;
	if (i->min == i->max && i->openmin && i->openmax)
		return -EINVAL;
	i->integer = 1;
	return 1;
}

/** snd_interval_eq() - the same bounds, or both empty (.integer is not looked at) */
static inline int snd_interval_eq(const struct snd_interval *i1, const struct snd_interval *i2)
{
	if (i1->empty || i2->empty)
		return i1->empty && i2->empty;
	return i1->min == i2->min && i1->max == i2->max && i1->openmin == i2->openmin && i1->openmax == i2->openmax;
}

/* ---- chosen parameters --------------------------------------------------------------------------------------- */

static inline snd_pcm_access_t params_access(const struct snd_pcm_hw_params *p)
{
	return (__force snd_pcm_access_t)snd_mask_min(hw_param_mask_c(p, SNDRV_PCM_HW_PARAM_ACCESS));
}

static inline snd_pcm_format_t params_format(const struct snd_pcm_hw_params *p)
{
	return (__force snd_pcm_format_t)snd_mask_min(hw_param_mask_c(p, SNDRV_PCM_HW_PARAM_FORMAT));
}

static inline snd_pcm_subformat_t params_subformat(const struct snd_pcm_hw_params *p)
{
	return (__force snd_pcm_subformat_t)snd_mask_min(hw_param_mask_c(p, SNDRV_PCM_HW_PARAM_SUBFORMAT));
}

__PARAMS_GETTER(period_bytes, PERIOD_BYTES)

/** params_width() - significant bits of a sample of the chosen format */
static inline int params_width(const struct snd_pcm_hw_params *p)
{
	return snd_pcm_format_width(params_format(p));
}

/** params_physical_width() - bits a sample of the chosen format takes in memory */
static inline int params_physical_width(const struct snd_pcm_hw_params *p)
{
	return snd_pcm_format_physical_width(params_format(p));
}

static inline void params_set_format(struct snd_pcm_hw_params *p, snd_pcm_format_t fmt)
{
	snd_mask_set_format(hw_param_mask(p, SNDRV_PCM_HW_PARAM_FORMAT), fmt);
}

#endif
