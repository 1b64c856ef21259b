// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules.c - the rules that hold for every PCM, and those that follow from runtime->hw.
 *
 * Twelve interval parameters describe five independent quantities (sample bits, channels, rate, period, buffer). The
 * table below is all that connects them; each equation stands in it once for every parameter it can be solved for.
 * snd_pcm_hw_constraints_init() installs it before the driver's open(), snd_pcm_hw_constraints_complete() adds the
 * limits of the hardware and of the buffer after it.
 *
 * Called with pcm->open_mutex held, for a runtime that nobody else knows yet.
 */
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <sound/core.h>
#include <sound/memalloc.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

#define PARAM(name) SNDRV_PCM_HW_PARAM_##name

/* ---- the equations ------------------------------------------------------------------------------------------ */

/*
 * When most of the rules run, the parameter is settled, and what they would make of its dependencies by two divisions
 * contains it. These two see that from products, which fit 64 bits. False is no answer: then it has to be worked out.
 */
static bool is_plain(const struct snd_interval *i)
{
	return !i->empty && !i->openmin && !i->openmax;
}

/* settled @i is one of @a * @b / @k */
static bool fits_muldivk(const struct snd_interval *i, const struct snd_interval *a, const struct snd_interval *b,
			 unsigned int k)
{
	u64 value = (u64)i->min * k;

	return pcm_interval_settled(i) && is_plain(a) && is_plain(b) && k && value >= (u64)a->min * b->min &&
	       value <= (u64)a->max * b->max;
}

/* settled @i is one of @a * @k / @b */
static bool fits_mulkdiv(const struct snd_interval *i, const struct snd_interval *a, unsigned int k,
			 const struct snd_interval *b)
{
	u64 value = i->min;

	return pcm_interval_settled(i) && is_plain(a) && is_plain(b) && b->max && value * b->max >= (u64)a->min * k &&
	       value * b->min <= (u64)a->max * k;
}

/* the parameter is narrowed to what its two dependencies make of it */
static int narrow(struct snd_pcm_hw_params *params, const struct snd_pcm_hw_rule *rule, const struct snd_interval *to)
{
	struct snd_interval *i = hw_param_interval(params, rule->var);

	if (to->empty) {
		snd_interval_none(i);
		return -EINVAL;
	}
	return pcm_interval_narrow(i, to);
}

static int rule_muldiv(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule, unsigned int k)
{
	const struct snd_interval *a = hw_param_interval_c(params, rule->deps[0]);
	const struct snd_interval *b = hw_param_interval_c(params, rule->deps[1]);
	struct snd_interval result;

	if (fits_muldivk(hw_param_interval_c(params, rule->var), a, b, k))
		return 0;
	if (k == 1)
		snd_interval_mul(a, b, &result);
	else
		snd_interval_muldivk(a, b, k, &result);
	return narrow(params, rule, &result);
}

static int rule_mul(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return rule_muldiv(params, rule, 1);
}

static int rule_muldivk(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return rule_muldiv(params, rule, (unsigned long)rule->private);
}

static int rule_quotient(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule, unsigned int k)
{
	const struct snd_interval *a = hw_param_interval_c(params, rule->deps[0]);
	const struct snd_interval *b = hw_param_interval_c(params, rule->deps[1]);
	struct snd_interval result;

	if (fits_mulkdiv(hw_param_interval_c(params, rule->var), a, k, b))
		return 0;
	snd_interval_mulkdiv(a, k, b, &result);
	return narrow(params, rule, &result);
}

static int rule_div(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return rule_quotient(params, rule, 1);
}

static int rule_mulkdiv(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	return rule_quotient(params, rule, (unsigned long)rule->private);
}

/* @format takes every member of the mask @bits: one or two as a rule, of 64 */
#define for_each_format_in(format, left, bits)                                                                       \
	for (u64 left = (bits); left && ((format) = (__force snd_pcm_format_t)__ffs(left), true); left &= left - 1)

/* Formats whose samples have a size leave if it is out of range; those without one are not judged. */
static int rule_format(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_interval *bits = hw_param_interval_c(params, PARAM(SAMPLE_BITS));
	struct snd_mask *formats = hw_param_mask(params, rule->var);
	struct snd_mask fitting;
	snd_pcm_format_t format;

	snd_mask_any(&fitting);
	for_each_format_in(format, left, __snd_mask_bits(formats)) {
		int width = snd_pcm_format_physical_width(format);

		if (width > 0 && (width < bits->min || width > bits->max))
			snd_mask_reset(&fitting, (__force unsigned int)format);
	}
	return snd_mask_refine(formats, &fitting);
}

static int rule_sample_bits(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_mask *formats = hw_param_mask_c(params, PARAM(FORMAT));
	struct snd_interval bits = { .min = UINT_MAX, .max = 0, .integer = 1 };
	snd_pcm_format_t format;

	for_each_format_in(format, left, __snd_mask_bits(formats)) {
		int width = snd_pcm_format_physical_width(format);

		if (width <= 0)
			continue;
		bits.min = min_t(unsigned int, bits.min, width);
		bits.max = max_t(unsigned int, bits.max, width);
	}
	return snd_interval_refine(hw_param_interval(params, rule->var), &bits);
}

/**
 * struct equation - a rule without a condition
 * @var: the parameter it is solved for
 * @func: how
 * @factor: the constant in it, 0 if there is none
 * @deps: what it is made of
 */
struct equation {
	snd_pcm_hw_param_t var;
	snd_pcm_hw_rule_func_t func;
	unsigned long factor;
	int deps[2];
};

#define BITS_PER_SAMPLE_BYTE 8
#define US_PER_SECOND 1000000

static const struct equation equations[] = {
	{ PARAM(FORMAT), rule_format, 0, { PARAM(SAMPLE_BITS), -1 } },
	{ PARAM(SAMPLE_BITS), rule_sample_bits, 0, { PARAM(FORMAT), PARAM(SAMPLE_BITS) } },

	{ PARAM(SAMPLE_BITS), rule_div, 0, { PARAM(FRAME_BITS), PARAM(CHANNELS) } },
	{ PARAM(FRAME_BITS), rule_mul, 0, { PARAM(SAMPLE_BITS), PARAM(CHANNELS) } },
	{ PARAM(FRAME_BITS), rule_mulkdiv, BITS_PER_SAMPLE_BYTE, { PARAM(PERIOD_BYTES), PARAM(PERIOD_SIZE) } },
	{ PARAM(FRAME_BITS), rule_mulkdiv, BITS_PER_SAMPLE_BYTE, { PARAM(BUFFER_BYTES), PARAM(BUFFER_SIZE) } },
	{ PARAM(CHANNELS), rule_div, 0, { PARAM(FRAME_BITS), PARAM(SAMPLE_BITS) } },
	{ PARAM(RATE), rule_mulkdiv, US_PER_SECOND, { PARAM(PERIOD_SIZE), PARAM(PERIOD_TIME) } },
	{ PARAM(RATE), rule_mulkdiv, US_PER_SECOND, { PARAM(BUFFER_SIZE), PARAM(BUFFER_TIME) } },

	{ PARAM(PERIODS), rule_div, 0, { PARAM(BUFFER_SIZE), PARAM(PERIOD_SIZE) } },
	{ PARAM(PERIOD_SIZE), rule_div, 0, { PARAM(BUFFER_SIZE), PARAM(PERIODS) } },
	{ PARAM(PERIOD_SIZE), rule_mulkdiv, BITS_PER_SAMPLE_BYTE, { PARAM(PERIOD_BYTES), PARAM(FRAME_BITS) } },
	{ PARAM(PERIOD_SIZE), rule_muldivk, US_PER_SECOND, { PARAM(PERIOD_TIME), PARAM(RATE) } },
	{ PARAM(BUFFER_SIZE), rule_mul, 0, { PARAM(PERIOD_SIZE), PARAM(PERIODS) } },
	{ PARAM(BUFFER_SIZE), rule_mulkdiv, BITS_PER_SAMPLE_BYTE, { PARAM(BUFFER_BYTES), PARAM(FRAME_BITS) } },
	{ PARAM(BUFFER_SIZE), rule_muldivk, US_PER_SECOND, { PARAM(BUFFER_TIME), PARAM(RATE) } },

	{ PARAM(PERIOD_BYTES), rule_muldivk, BITS_PER_SAMPLE_BYTE, { PARAM(PERIOD_SIZE), PARAM(FRAME_BITS) } },
	{ PARAM(BUFFER_BYTES), rule_muldivk, BITS_PER_SAMPLE_BYTE, { PARAM(BUFFER_SIZE), PARAM(FRAME_BITS) } },
	{ PARAM(PERIOD_TIME), rule_mulkdiv, US_PER_SECOND, { PARAM(PERIOD_SIZE), PARAM(RATE) } },
	{ PARAM(BUFFER_TIME), rule_mulkdiv, US_PER_SECOND, { PARAM(BUFFER_SIZE), PARAM(RATE) } },
};

/**
 * snd_pcm_hw_constraints_init() - everything is possible, as long as the equations hold
 * @substream: with a fresh runtime
 * Return: 0, -ENOMEM.
 */
int snd_pcm_hw_constraints_init(struct snd_pcm_substream *substream)
{
	static const int whole[] = {
		PARAM(CHANNELS), PARAM(BUFFER_SIZE), PARAM(BUFFER_BYTES), PARAM(SAMPLE_BITS), PARAM(FRAME_BITS),
	};
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct snd_pcm_hw_constraints *constrs = &runtime->hw_constraints;
	int var, err;

	for (var = PARAM(FIRST_MASK); var <= PARAM(LAST_MASK); var++)
		snd_mask_any(constrs_mask(constrs, var));
	for (var = PARAM(FIRST_INTERVAL); var <= PARAM(LAST_INTERVAL); var++)
		snd_interval_any(constrs_interval(constrs, var));
	for (unsigned int n = 0; n < ARRAY_SIZE(whole); n++)
		snd_interval_setinteger(constrs_interval(constrs, whole[n]));

	for (const struct equation *e = equations; e < equations + ARRAY_SIZE(equations); e++) {
		err = snd_pcm_hw_rule_add(runtime, 0, e->var, e->func, (void *)e->factor, e->deps[0], e->deps[1], -1);
		if (err)
			return err;
	}
	return 0;
}

/* ---- the hardware ----------------------------------------------------------------------------------------------- */

/**
 * snd_pcm_hw_support_mmap() - can an application map the samples?
 * @substream: open
 * Return: true if the hardware claims it and the buffer in use (before hw_params: the preallocated one) can be mapped.
 */
bool snd_pcm_hw_support_mmap(struct snd_pcm_substream *substream)
{
	const struct snd_dma_buffer *buffer = snd_pcm_get_dma_buf(substream);
	bool claimed = substream->runtime->hw.info & SNDRV_PCM_INFO_MMAP;

	/* a driver that maps by itself is believed */
	if (!claimed || substream->ops->mmap || substream->ops->page)
		return claimed;
	if (!buffer)
		buffer = &substream->dma_buffer;
	switch (buffer->dev.type) {
	case SNDRV_DMA_TYPE_UNKNOWN: /* the driver's own buffer: it has to know */
	case SNDRV_DMA_TYPE_CONTINUOUS:
	case SNDRV_DMA_TYPE_VMALLOC:
		return true;
	default:
		return dma_can_mmap(buffer->dev.dev);
	}
}

static unsigned int access_types(struct snd_pcm_substream *substream)
{
	static const struct {
		unsigned int info;
		snd_pcm_access_t transfer, mapped;
	} layouts[] = {
		{ SNDRV_PCM_INFO_INTERLEAVED, SNDRV_PCM_ACCESS_RW_INTERLEAVED, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED },
		{ SNDRV_PCM_INFO_NONINTERLEAVED, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED,
		  SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED },
	};
	unsigned int info = substream->runtime->hw.info, types = 0;
	bool mmap = snd_pcm_hw_support_mmap(substream);

	for (unsigned int n = 0; n < ARRAY_SIZE(layouts); n++) {
		if (!(info & layouts[n].info))
			continue;
		types |= BIT((__force int)layouts[n].transfer);
		if (mmap)
			types |= BIT((__force int)layouts[n].mapped);
	}
	if (mmap && (info & SNDRV_PCM_INFO_COMPLEX))
		types |= BIT((__force int)SNDRV_PCM_ACCESS_MMAP_COMPLEX);
	return types;
}

/* S32_LE has the subformats of the hardware, any other linear format "all bits count"; STD goes with everything. */
static int rule_subformats(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_mask *formats = hw_param_mask_c(params, PARAM(FORMAT));
	const struct snd_pcm_hardware *hw = rule->private;
	u64 possible = SNDRV_PCM_SUBFMTBIT_STD;
	struct snd_mask subformats = {};
	snd_pcm_format_t format;

	for_each_format_in(format, left, __snd_mask_bits(formats)) {
		if (format == SNDRV_PCM_FORMAT_S32_LE && hw->subformats)
			possible |= hw->subformats;
		else if (snd_pcm_format_linear(format))
			possible |= SNDRV_PCM_SUBFMTBIT_MSBITS_MAX;
	}
	__snd_mask_store(&subformats, possible);
	return snd_mask_refine(hw_param_mask(params, PARAM(SUBFORMAT)), &subformats);
}

/* buffer_bytes_max changes when the prealloc file is written: read it each time (contract 1.1). */
static int rule_buffer_bytes_max(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_substream *substream = rule->private;
	const struct snd_interval limit = {
		.max = min_t(size_t, substream->buffer_bytes_max, UINT_MAX),
		.integer = 1,
	};

	return snd_interval_refine(hw_param_interval(params, rule->var), &limit);
}

static int rule_rate(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	const struct snd_pcm_hardware *hw = rule->private;

	return snd_interval_list(hw_param_interval(params, rule->var), snd_pcm_known_rates.count,
				 snd_pcm_known_rates.list, hw->rates);
}

static int add_hardware_limits(struct snd_pcm_runtime *runtime)
{
	const struct snd_pcm_hardware *hw = &runtime->hw;
	const struct {
		snd_pcm_hw_param_t var;
		size_t min, max;
	} limits[] = {
		{ PARAM(CHANNELS), hw->channels_min, hw->channels_max },
		{ PARAM(RATE), hw->rate_min, hw->rate_max },
		{ PARAM(PERIOD_BYTES), hw->period_bytes_min, hw->period_bytes_max },
		{ PARAM(PERIODS), hw->periods_min, hw->periods_max },
		{ PARAM(BUFFER_BYTES), hw->period_bytes_min, hw->buffer_bytes_max },
	};
	int err;

	for (unsigned int n = 0; n < ARRAY_SIZE(limits); n++) {
		err = snd_pcm_hw_constraint_minmax(runtime, limits[n].var, limits[n].min, limits[n].max);
		if (err < 0)
			return err;
	}
	return 0;
}

static int add_hardware_rules(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct snd_pcm_hardware *hw = &runtime->hw;
	int err;

	err = snd_pcm_hw_rule_add(runtime, 0, -1, rule_subformats, hw, PARAM(SUBFORMAT), PARAM(FORMAT), -1);
	if (err)
		return err;
	err = snd_pcm_hw_rule_add(runtime, 0, PARAM(BUFFER_BYTES), rule_buffer_bytes_max, substream,
				  PARAM(BUFFER_BYTES), -1);
	if (err)
		return err;
	if (hw->rates & (SNDRV_PCM_RATE_KNOT | SNDRV_PCM_RATE_CONTINUOUS))
		return 0;
	return snd_pcm_hw_rule_add(runtime, 0, PARAM(RATE), rule_rate, hw, PARAM(RATE), -1);
}

/**
 * snd_pcm_hw_constraints_complete() - add what the driver has written to runtime->hw in its open()
 * @substream: just opened by the driver
 * Return: 0, -ENOMEM, -EINVAL (the hardware's limits leave nothing).
 */
int snd_pcm_hw_constraints_complete(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	err = snd_pcm_hw_constraint_mask(runtime, PARAM(ACCESS), access_types(substream));
	if (err < 0)
		return err;
	err = snd_pcm_hw_constraint_mask64(runtime, PARAM(FORMAT), runtime->hw.formats);
	if (err < 0)
		return err;
	err = add_hardware_limits(runtime);
	if (err < 0)
		return err;
	err = add_hardware_rules(substream);
	if (err)
		return err;
	/* a driver that brings its own buffer in open() */
	if (runtime->dma_bytes) {
		err = snd_pcm_hw_constraint_minmax(runtime, PARAM(BUFFER_BYTES), 0, runtime->dma_bytes);
		if (err < 0)
			return err;
	}
	return min(snd_pcm_hw_constraint_integer(runtime, PARAM(PERIOD_SIZE)), 0);
}
