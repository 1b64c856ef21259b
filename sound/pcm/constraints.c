// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * constraints.c - what a driver says in its open() about the parameters it can take.
 *
 * Two sorts: a mask or range that never changes goes into runtime->hw_constraints at once; everything else becomes a
 * rule, a function that snd_pcm_hw_refine() runs whenever a parameter it depends on has changed.
 *
 * To be called from a driver's open() only: nobody else knows the runtime yet, so there are no locks.
 */
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

#define RULES_CHUNK 16

/* Make room for one more rule. */
static int rules_reserve(struct snd_pcm_hw_constraints *constrs)
{
	unsigned int room = constrs->rules_all + RULES_CHUNK;
	struct snd_pcm_hw_rule *rules;

	if (constrs->rules_num < constrs->rules_all)
		return 0;
	rules = krealloc_array(constrs->rules, room, sizeof(*rules), GFP_KERNEL);
	if (!rules)
		return -ENOMEM;
	constrs->rules = rules;
	constrs->rules_all = room;
	return 0;
}

/**
 * snd_pcm_hw_rule_add() - add a rule
 * @runtime: of the stream being opened
 * @cond: SNDRV_PCM_HW_PARAMS_* flags, one of which the parameters must have; 0: always
 * @var: the parameter @func narrows, -1 for none
 * @func: see &snd_pcm_hw_rule_func_t
 * @private: for @func
 * @dep: the parameters it depends on, at most four, ended by -1
 * Context: may sleep.
 * Return: 0, -ENOMEM, -EINVAL (too many dependencies). The rules are unchanged after an error.
 */
int snd_pcm_hw_rule_add(struct snd_pcm_runtime *runtime, unsigned int cond, int var, snd_pcm_hw_rule_func_t func,
			void *private, int dep, ...)
{
	struct snd_pcm_hw_constraints *constrs = &runtime->hw_constraints;
	struct snd_pcm_hw_rule rule = { .cond = cond, .var = var, .func = func, .private = private };
	unsigned int n = 0;
	va_list more;
	int err;

	err = rules_reserve(constrs);
	if (err)
		return err;

	rule.deps[n++] = dep;
	va_start(more, dep);
	while (dep >= 0 && n < ARRAY_SIZE(rule.deps)) {
		rule.dep_bits |= BIT(dep);
		dep = va_arg(more, int);
		rule.deps[n++] = dep;
	}
	va_end(more);
	if (snd_BUG_ON(dep >= 0))
		return -EINVAL;

	constrs->dep_bits |= rule.dep_bits;
	constrs->rules[constrs->rules_num++] = rule;
	return 0;
}
EXPORT_SYMBOL(snd_pcm_hw_rule_add);

/**
 * snd_pcm_hw_constraint_mask64() - allow these values of a mask parameter
 * @runtime: of the stream being opened
 * @var: SNDRV_PCM_HW_PARAM_ACCESS, _FORMAT or _SUBFORMAT
 * @mask: bit n for value n
 * Return: 0, -EINVAL if nothing is left.
 */
int snd_pcm_hw_constraint_mask64(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, u_int64_t mask)
{
	struct snd_mask *allowed = constrs_mask(&runtime->hw_constraints, var);
	u64 bits = __snd_mask_bits(allowed) & mask;

	snd_mask_none(allowed);
	__snd_mask_store(allowed, bits);
	return bits ? 0 : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_mask64);

/** snd_pcm_hw_constraint_mask() - the same for values below 32; all others are forbidden */
int snd_pcm_hw_constraint_mask(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, u_int32_t mask)
{
	return snd_pcm_hw_constraint_mask64(runtime, var, mask);
}

/**
 * snd_pcm_hw_constraint_integer() - allow whole numbers only
 * @runtime: of the stream being opened
 * @var: an interval parameter
 * Return: 1 if that is new, 0 if not, -EINVAL if there are none.
 */
int snd_pcm_hw_constraint_integer(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var)
{
	return snd_interval_setinteger(constrs_interval(&runtime->hw_constraints, var));
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_integer);

/**
 * snd_pcm_hw_constraint_minmax() - allow a closed range
 * @runtime: of the stream being opened
 * @var: an interval parameter
 * @min: smallest value
 * @max: largest value
 * Return: as snd_interval_refine().
 */
int snd_pcm_hw_constraint_minmax(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, unsigned int min,
				 unsigned int max)
{
	const struct snd_interval range = { .min = min, .max = max };

	return snd_interval_refine(constrs_interval(&runtime->hw_constraints, var), &range);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_minmax);

static int rule_list(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_hw_constraint_list *l = rule->private;

	return snd_interval_list(hw_param_interval(params, rule->var), l->count, l->list, l->mask);
}

/**
 * snd_pcm_hw_constraint_list() - allow the values of a list
 * @runtime: of the stream being opened
 * @cond: as snd_pcm_hw_rule_add()
 * @var: an interval parameter
 * @l: not copied: must live as long as the runtime
 * Return: 0, -ENOMEM.
 */
int snd_pcm_hw_constraint_list(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
			       const struct snd_pcm_hw_constraint_list *l)
{
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_list, (void *)l, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_list);

static int rule_ranges(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_hw_constraint_ranges *r = rule->private;

	return snd_interval_ranges(hw_param_interval(params, rule->var), r->count, r->ranges, r->mask);
}

/** snd_pcm_hw_constraint_ranges() - allow several ranges; else as snd_pcm_hw_constraint_list() */
int snd_pcm_hw_constraint_ranges(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				 const struct snd_pcm_hw_constraint_ranges *r)
{
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_ranges, (void *)r, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_ranges);

/* A rate that is a fraction is reported as one, once it is settled. */
static int note_fraction(struct snd_pcm_hw_params *params, const struct snd_pcm_hw_rule *rule, int changed,
			 unsigned int num, unsigned int den)
{
	if (changed >= 0 && den && rule->var == SNDRV_PCM_HW_PARAM_RATE) {
		params->rate_num = num;
		params->rate_den = den;
	}
	return changed;
}

static int rule_ratnums(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_hw_constraint_ratnums *r = rule->private;
	unsigned int num = 0, den = 0;
	int changed;

	changed = snd_interval_ratnum(hw_param_interval(params, rule->var), r->nrats, r->rats, &num, &den);
	return note_fraction(params, rule, changed, num, den);
}

/** snd_pcm_hw_constraint_ratnums() - allow what divided clocks make; else as snd_pcm_hw_constraint_list() */
int snd_pcm_hw_constraint_ratnums(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				  const struct snd_pcm_hw_constraint_ratnums *r)
{
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_ratnums, (void *)r, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_ratnums);

static int rule_ratdens(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_hw_constraint_ratdens *r = rule->private;
	unsigned int num = 0, den = 0;
	int changed;

	changed = snd_interval_ratden(hw_param_interval(params, rule->var), r->nrats, r->rats, &num, &den);
	return note_fraction(params, rule, changed, num, den);
}

/** snd_pcm_hw_constraint_ratdens() - allow what multiplied clocks make; else as snd_pcm_hw_constraint_list() */
int snd_pcm_hw_constraint_ratdens(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				  const struct snd_pcm_hw_constraint_ratdens *r)
{
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_ratdens, (void *)r, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_ratdens);

/* private is not a pointer: sample bits in the lower 16 bits, significant bits above */
static int rule_msbits(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_interval *sample_bits = hw_param_interval_c(params, SNDRV_PCM_HW_PARAM_SAMPLE_BITS);
	unsigned int packed = (unsigned long)rule->private;
	unsigned int width = packed & 0xffff, msbits = packed >> 16, bits;

	if (!snd_interval_single(sample_bits))
		return 0;
	bits = snd_interval_value(sample_bits);
	if (width ? bits == width : bits > msbits)
		params->msbits = min_not_zero(params->msbits, msbits);
	return 0;
}

/**
 * snd_pcm_hw_constraint_msbits() - fewer bits are converted than a sample has
 * @runtime: of the stream being opened
 * @cond: as snd_pcm_hw_rule_add()
 * @width: bits a sample takes in memory; 0: every width above @msbits
 * @msbits: bits that are significant
 * Return: 0, -ENOMEM.
 */
int snd_pcm_hw_constraint_msbits(struct snd_pcm_runtime *runtime, unsigned int cond, unsigned int width,
				 unsigned int msbits)
{
	unsigned long packed = (unsigned long)msbits << 16 | width;

	return snd_pcm_hw_rule_add(runtime, cond, -1, rule_msbits, (void *)packed, SNDRV_PCM_HW_PARAM_SAMPLE_BITS, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_msbits);

static int rule_step(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return snd_interval_step(hw_param_interval(params, rule->var), (unsigned long)rule->private);
}

/**
 * snd_pcm_hw_constraint_step() - allow multiples
 * @runtime: of the stream being opened
 * @cond: as snd_pcm_hw_rule_add()
 * @var: an interval parameter
 * @step: of this, 1 … UINT_MAX
 * Return: 0, -ENOMEM, -EINVAL for a step that is none.
 */
int snd_pcm_hw_constraint_step(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
			       unsigned long step)
{
	if (snd_BUG_ON(!step || step > UINT_MAX))
		return -EINVAL;
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_step, (void *)step, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_step);

static int rule_pow2(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	unsigned int powers[31];

	for (unsigned int n = 0; n < ARRAY_SIZE(powers); n++)
		powers[n] = 1U << n;
	return snd_interval_list(hw_param_interval(params, rule->var), ARRAY_SIZE(powers), powers, 0);
}

/** snd_pcm_hw_constraint_pow2() - allow 1, 2, 4 … 2^30; else as snd_pcm_hw_constraint_list() */
int snd_pcm_hw_constraint_pow2(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var)
{
	return snd_pcm_hw_rule_add(runtime, cond, var, rule_pow2, NULL, var, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_constraint_pow2);

static int rule_noresample(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	unsigned int base_rate = (unsigned long)rule->private;

	return snd_interval_list(hw_param_interval(params, rule->var), 1, &base_rate, 0);
}

/**
 * snd_pcm_hw_rule_noresample() - an application that wants no resampling gets this rate only
 * @runtime: of the stream being opened
 * @base_rate: Hz
 * Return: 0, -ENOMEM.
 */
int snd_pcm_hw_rule_noresample(struct snd_pcm_runtime *runtime, unsigned int base_rate)
{
	return snd_pcm_hw_rule_add(runtime, SNDRV_PCM_HW_PARAMS_NORESAMPLE, SNDRV_PCM_HW_PARAM_RATE, rule_noresample,
				   (void *)(unsigned long)base_rate, SNDRV_PCM_HW_PARAM_RATE, -1);
}
EXPORT_SYMBOL(snd_pcm_hw_rule_noresample);
