// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * params.c - single parameters of a struct snd_pcm_hw_params: all values, none, the first, the last, the only one;
 * and choosing one configuration among those that are left.
 *
 * No locks: the parameters are the caller's memory.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

/* @var is to be looked at by the next refine, and reported as changed by it */
static void touch(struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var)
{
	params->rmask |= BIT(var);
	params->cmask |= BIT(var);
}

/** _snd_pcm_hw_params_any() - @params allows everything and asks for everything to be refined */
void _snd_pcm_hw_params_any(struct snd_pcm_hw_params *params)
{
	int var;

	memset(params, 0, sizeof(*params));
	for (var = SNDRV_PCM_HW_PARAM_FIRST_MASK; var <= SNDRV_PCM_HW_PARAM_LAST_MASK; var++) {
		snd_mask_any(hw_param_mask(params, var));
		touch(params, var);
	}
	for (var = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; var <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; var++) {
		snd_interval_any(hw_param_interval(params, var));
		touch(params, var);
	}
	params->info = ~0U;
}
EXPORT_SYMBOL(_snd_pcm_hw_params_any);

/** _snd_pcm_hw_param_setempty() - @params allows no value of @var: refining it will fail */
void _snd_pcm_hw_param_setempty(struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var)
{
	if (snd_BUG_ON(!hw_is_mask(var) && !hw_is_interval(var)))
		return;
	if (hw_is_mask(var))
		snd_mask_none(hw_param_mask(params, var));
	else
		snd_interval_none(hw_param_interval(params, var));
	touch(params, var);
}
EXPORT_SYMBOL(_snd_pcm_hw_param_setempty);

/**
 * snd_pcm_hw_param_value() - the only value of a parameter
 * @params: is read
 * @var: which
 * @dir: receives 1 if the true value lies a little above the one returned, else 0; may be NULL
 * Return: the value, -EINVAL if there are several or there is no such parameter.
 */
int snd_pcm_hw_param_value(const struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var, int *dir)
{
	const struct snd_interval *i;
	int above = 0, value;

	if (hw_is_mask(var)) {
		if (!snd_mask_single(hw_param_mask_c(params, var)))
			return -EINVAL;
		value = snd_mask_value(hw_param_mask_c(params, var));
	} else if (hw_is_interval(var)) {
		i = hw_param_interval_c(params, var);
		if (!snd_interval_single(i))
			return -EINVAL;
		value = snd_interval_value(i);
		above = i->openmin;
	} else {
		return -EINVAL;
	}
	if (dir)
		*dir = above;
	return value;
}
EXPORT_SYMBOL(snd_pcm_hw_param_value);

/* Keep the lower end of an interval: its closed bound, or what lies between an open one and the next whole number. */
static int interval_keep_first(struct snd_interval *i)
{
	if (snd_BUG_ON(i->empty))
		return -EINVAL;
	if (snd_interval_single(i))
		return 0;
	i->max = i->min + i->openmin;
	i->openmax = 0;
	return 1;
}

static int interval_keep_last(struct snd_interval *i)
{
	if (snd_BUG_ON(i->empty))
		return -EINVAL;
	if (snd_interval_single(i))
		return 0;
	i->min = i->max - i->openmax;
	i->openmin = 0;
	return 1;
}

/* Keep one end of a parameter, let everything that depends on it follow, and tell what it has become. */
static int keep_end(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var,
		    bool first, int *dir)
{
	int changed;

	if (hw_is_mask(var)) {
		struct snd_mask *mask = hw_param_mask(params, var);

		changed = first ? snd_mask_refine_first(mask) : snd_mask_refine_last(mask);
	} else if (hw_is_interval(var)) {
		struct snd_interval *i = hw_param_interval(params, var);

		changed = first ? interval_keep_first(i) : interval_keep_last(i);
	} else {
		return -EINVAL;
	}
	if (changed < 0)
		return changed;
	if (changed)
		touch(params, var);
	if (params->rmask) {
		int err = snd_pcm_hw_refine(substream, params);

		if (err < 0)
			return err;
	}
	return snd_pcm_hw_param_value(params, var, dir);
}

/**
 * snd_pcm_hw_param_first() - settle a parameter at its smallest value and refine the others
 * @pcm: open substream
 * @params: narrowed; undefined after an error
 * @var: which
 * @dir: as snd_pcm_hw_param_value()
 * Return: the value, or -errno.
 */
int snd_pcm_hw_param_first(struct snd_pcm_substream *pcm, struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var,
			   int *dir)
{
	return keep_end(pcm, params, var, true, dir);
}
EXPORT_SYMBOL(snd_pcm_hw_param_first);

/** snd_pcm_hw_param_last() - the same at its largest value */
int snd_pcm_hw_param_last(struct snd_pcm_substream *pcm, struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var,
			  int *dir)
{
	return keep_end(pcm, params, var, false, dir);
}
EXPORT_SYMBOL(snd_pcm_hw_param_last);

/**
 * snd_pcm_hw_params_choose() - settle every parameter
 * @substream: open
 * @params: refined; then single-valued throughout
 * The order decides what an application gets that leaves things open: first access, format, subformat, fewest
 * channels, lowest rate, shortest period, largest buffer, shortest tick.
 * Return: 0, -EINVAL if no configuration is left.
 */
int snd_pcm_hw_params_choose(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	static const struct {
		snd_pcm_hw_param_t var;
		bool first;
	} steps[] = {
		{ SNDRV_PCM_HW_PARAM_ACCESS, true },	  { SNDRV_PCM_HW_PARAM_FORMAT, true },
		{ SNDRV_PCM_HW_PARAM_SUBFORMAT, true },	  { SNDRV_PCM_HW_PARAM_CHANNELS, true },
		{ SNDRV_PCM_HW_PARAM_RATE, true },	  { SNDRV_PCM_HW_PARAM_PERIOD_TIME, true },
		{ SNDRV_PCM_HW_PARAM_BUFFER_SIZE, false }, { SNDRV_PCM_HW_PARAM_TICK_TIME, true },
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(steps); n++) {
		int value = keep_end(substream, params, steps[n].var, steps[n].first, NULL);

		if (value < 0)
			return value;
	}
	return 0;
}

/** snd_pcm_hw_params_bits() - significant bits of a sample, by format and subformat; -EINVAL if it has none */
int snd_pcm_hw_params_bits(const struct snd_pcm_hw_params *p)
{
	switch (params_format(p)) {
	case SNDRV_PCM_FORMAT_S32_LE:
	case SNDRV_PCM_FORMAT_S32_BE:
	case SNDRV_PCM_FORMAT_U32_LE:
	case SNDRV_PCM_FORMAT_U32_BE:
		if (params_subformat(p) == SNDRV_PCM_SUBFORMAT_MSBITS_20)
			return 20;
		if (params_subformat(p) == SNDRV_PCM_SUBFORMAT_MSBITS_24)
			return 24;
		break;
	default:
		break;
	}
	return params_width(p);
}
EXPORT_SYMBOL(snd_pcm_hw_params_bits);
