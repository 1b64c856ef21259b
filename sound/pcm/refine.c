// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * refine.c - narrow a space of configurations until no rule can narrow it any further.
 *
 * An application hands in a set of values per parameter and gets back the sets without what cannot be. First the
 * fixed constraints of the stream are applied, then its rules (rules.c, constraints.c) in turn, each again whenever
 * one of its dependencies has changed since it last ran. Sets only ever shrink, so this ends.
 *
 * In the parameters: rmask names those the application has changed and wants looked at, cmask those that refining
 * has changed. May sleep; the constraints do not change after open(), so there is no lock.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"

static bool is_one_empty(const struct snd_pcm_hw_params *params)
{
	bool empty = false;
	int var;

	for (var = SNDRV_PCM_HW_PARAM_FIRST_MASK; var <= SNDRV_PCM_HW_PARAM_LAST_MASK; var++)
		empty |= snd_mask_empty(hw_param_mask_c(params, var));
	for (var = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; var <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; var++)
		empty |= snd_interval_empty(hw_param_interval_c(params, var));
	return empty;
}

static int constrain(struct snd_pcm_hw_constraints *constrs, struct snd_pcm_hw_params *params, int var)
{
	struct snd_interval *i;

	if (hw_is_mask(var))
		return snd_mask_refine(hw_param_mask(params, var), constrs_mask(constrs, var));
	i = hw_param_interval(params, var);
	return pcm_interval_stays(i, constrs_interval(constrs, var)) ? 0 :
	       pcm_interval_narrow(i, constrs_interval(constrs, var));
}

/* the parameters that there are, of the bits an application may set */
#define ALL_PARAMS                                                                          \
	(GENMASK(SNDRV_PCM_HW_PARAM_LAST_MASK, SNDRV_PCM_HW_PARAM_FIRST_MASK) |              \
	 GENMASK(SNDRV_PCM_HW_PARAM_LAST_INTERVAL, SNDRV_PCM_HW_PARAM_FIRST_INTERVAL))

/* Apply the fixed constraints to the parameters asked for; an empty set is refused whether asked for or not. */
static int apply_constraints(struct snd_pcm_hw_constraints *constrs, struct snd_pcm_hw_params *params)
{
	if (is_one_empty(params))
		return -EINVAL;
	for (u32 left = params->rmask & ALL_PARAMS; left; left &= left - 1) {
		int var = __ffs(left), changed = constrain(constrs, params, var);

		if (changed < 0)
			return changed;
		if (changed)
			params->cmask |= BIT(var);
	}
	return 0;
}

/*
 * Rules are visited in turn, round after round. A rule that is visited has seen everything up to its visit a round ago,
 * whether it ran then or had no reason to. So nothing has to be kept per rule, only per parameter whether it is fresh,
 * that is, has changed less than a round ago: the application's changes are fresh in the first round, a rule's until
 * its next visit, so that its own change does not make it due again.
 */
static int apply_rules(const struct snd_pcm_hw_constraints *constrs, struct snd_pcm_hw_params *params)
{
	unsigned int changed[SNDRV_PCM_HW_PARAM_LAST_INTERVAL + 1]; /* the visit that narrowed it last */
	const struct snd_pcm_hw_rule *end = constrs->rules + constrs->rules_num;
	unsigned int count = constrs->rules_num, visit = 0;
	struct snd_pcm_hw_rule *rule = constrs->rules;
	u32 fresh = params->rmask, narrowed = 0;

	/* no rule has a reason to run: so for most steps of choosing */
	while (fresh & constrs->dep_bits) {
		/* most visits end here */
		if (rule->bits & fresh) {
			u32 own = rule->var >= 0 ? BIT(rule->var) : 0;
			int err = 0;

			if ((own & fresh & narrowed) && changed[rule->var] + count == visit)
				fresh &= ~own;
			if ((rule->dep_bits & fresh) && (!rule->cond || (rule->cond & params->flags)))
				err = rule->func(params, rule);
			if (err < 0)
				return err;
			if (err && own) {
				changed[rule->var] = visit;
				narrowed |= own;
				fresh |= own;
				params->cmask |= own;
			}
		}
		visit++;
		if (++rule == end) {
			rule = constrs->rules;
			if (visit == count)
				fresh &= narrowed;
		}
	}
	return 0;
}

/**
 * snd_pcm_hw_refine() - take out of @params what the stream cannot do
 * @substream: open
 * @params: narrowed; rmask is 0 afterwards. Undefined after an error.
 * Context: may sleep.
 * Return: 0; -EINVAL if nothing is left.
 *
 * What remains is every possible configuration, and perhaps combinations that are not possible: only parameters that
 * have a single value each are certain.
 */
int snd_pcm_hw_refine(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct snd_pcm_hw_constraints *constrs = &substream->runtime->hw_constraints;
	int err;

	params->info = 0;
	params->fifo_size = 0;
	if (params->rmask & BIT(SNDRV_PCM_HW_PARAM_SAMPLE_BITS))
		params->msbits = 0;
	if (params->rmask & BIT(SNDRV_PCM_HW_PARAM_RATE)) {
		params->rate_num = 0;
		params->rate_den = 0;
	}

	err = apply_constraints(constrs, params);
	if (err)
		return err;
	err = apply_rules(constrs, params);
	if (err)
		return err;
	params->rmask = 0;
	return 0;
}
EXPORT_SYMBOL(snd_pcm_hw_refine);

/* The number of significant bits once the format is known, and what it means for the subformat. */
static int fill_in_msbits(struct snd_pcm_hw_params *params)
{
	const struct snd_interval *sample_bits = hw_param_interval_c(params, SNDRV_PCM_HW_PARAM_SAMPLE_BITS);
	bool one_format = snd_mask_single(hw_param_mask_c(params, SNDRV_PCM_HW_PARAM_FORMAT));
	struct snd_mask *subformats = hw_param_mask(params, SNDRV_PCM_HW_PARAM_SUBFORMAT);

	if (!params->msbits) {
		if (one_format)
			params->msbits = max(params_width(params), 0);
		else if (snd_interval_single(sample_bits))
			params->msbits = snd_interval_value(sample_bits);
	}
	if (!one_format || !params->msbits || !snd_pcm_format_linear(params_format(params)) ||
	    params->msbits == params_width(params))
		return 0;
	/* "all bits count" is not true of this stream */
	snd_mask_reset(subformats, (__force unsigned int)SNDRV_PCM_SUBFORMAT_MSBITS_MAX);
	return snd_mask_empty(subformats) ? -EINVAL : 0;
}

static unsigned int info_for_applications(struct snd_pcm_substream *substream)
{
	/* the middle layer's own business */
	unsigned int hidden = SNDRV_PCM_INFO_FIFO_IN_FRAMES | SNDRV_PCM_INFO_DRAIN_TRIGGER;

	if (!snd_pcm_hw_support_mmap(substream))
		hidden |= SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID;
	return substream->runtime->hw.info & ~hidden;
}

/**
 * snd_pcm_hw_params_fixup() - fill in what is not a parameter: msbits, rate fraction, fifo_size, info, sync id
 * @substream: open
 * @params: refined
 * Return: 0, -EINVAL, or what the driver's ioctl() returned.
 */
int snd_pcm_hw_params_fixup(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	const struct snd_interval *rate = hw_param_interval_c(params, SNDRV_PCM_HW_PARAM_RATE);
	int err;

	err = fill_in_msbits(params);
	if (err)
		return err;
	if (!params->rate_den && snd_interval_single(rate)) {
		params->rate_num = snd_interval_value(rate);
		params->rate_den = 1;
	}
	if (!params->fifo_size && snd_mask_single(hw_param_mask_c(params, SNDRV_PCM_HW_PARAM_FORMAT)) &&
	    snd_interval_single(hw_param_interval_c(params, SNDRV_PCM_HW_PARAM_CHANNELS))) {
		err = pcm_ops_ioctl(substream, SNDRV_PCM_IOCTL1_FIFO_SIZE, params);
		if (err < 0)
			return err;
	}
	if (!params->info)
		params->info = info_for_applications(substream);
	return min(pcm_ops_ioctl(substream, SNDRV_PCM_IOCTL1_SYNC_ID, params), 0);
}
