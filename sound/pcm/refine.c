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

/* Apply the fixed constraints to the parameters asked for; an empty set is refused whether asked for or not. */
static int apply_constraints(struct snd_pcm_hw_constraints *constrs, struct snd_pcm_hw_params *params)
{
	int var, changed;

	for (var = SNDRV_PCM_HW_PARAM_FIRST_MASK; var <= SNDRV_PCM_HW_PARAM_LAST_MASK; var++) {
		if (snd_mask_empty(hw_param_mask(params, var)))
			return -EINVAL;
		if (!(params->rmask & BIT(var)))
			continue;
		changed = snd_mask_refine(hw_param_mask(params, var), constrs_mask(constrs, var));
		if (changed < 0)
			return changed;
		if (changed)
			params->cmask |= BIT(var);
	}
	for (var = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; var <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; var++) {
		if (snd_interval_empty(hw_param_interval(params, var)))
			return -EINVAL;
		if (!(params->rmask & BIT(var)))
			continue;
		changed = snd_interval_refine(hw_param_interval(params, var), constrs_interval(constrs, var));
		if (changed < 0)
			return changed;
		if (changed)
			params->cmask |= BIT(var);
	}
	return 0;
}

/**
 * struct progress - what has changed since when, while rules are visited in turn, round after round
 * @visit: number of this visit; round r visits rule n as number r * rules_num + n, beginning with r = 1
 * @changed: per parameter: the visit that changed it last; rules_num: the application; 0: nobody
 * @round: bit n: parameter n has changed in this round
 * @round_before: and in the one before: together all that a rule may not have seen
 * @last: the last visit that changed anything
 *
 * A rule that is visited has seen everything up to its visit a round ago, whether it ran then or had no reason to.
 * So nothing has to be kept per rule, and its own change does not make it due again.
 */
struct progress {
	unsigned int visit;
	unsigned int changed[SNDRV_PCM_HW_PARAM_LAST_INTERVAL + 1];
	u32 round, round_before;
	unsigned int last;
};

static bool rule_is_due(const struct snd_pcm_hw_rule *rule, const struct snd_pcm_hw_params *params,
			const struct progress *progress, unsigned int rules_num)
{
	/* most visits end here */
	if (!(rule->dep_bits & (progress->round | progress->round_before)))
		return false;
	if (rule->cond && !(rule->cond & params->flags))
		return false;
	for (const int *dep = rule->deps; *dep >= 0; dep++) {
		if (progress->changed[*dep] > progress->visit - rules_num)
			return true;
	}
	return false;
}

static void note_change(struct progress *progress, unsigned int var)
{
	progress->changed[var] = progress->visit;
	progress->round |= BIT(var);
	progress->last = progress->visit;
}

static int apply_rules(const struct snd_pcm_hw_constraints *constrs, struct snd_pcm_hw_params *params)
{
	unsigned int count = constrs->rules_num;
	struct progress progress = { .visit = count, .round_before = params->rmask, .last = count };

	/* no rule has a reason to run: so for most steps of choosing */
	if (!(params->rmask & constrs->dep_bits))
		return 0;
	for (int var = 0; var <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; var++)
		progress.changed[var] = params->rmask & BIT(var) ? count : 0;

	/* a whole round without a change: nothing is due any more */
	for (unsigned int n = 0; progress.visit - progress.last < count; progress.visit++) {
		struct snd_pcm_hw_rule *rule = &constrs->rules[n];

		if (rule_is_due(rule, params, &progress, count)) {
			int changed = rule->func(params, rule);

			if (changed < 0)
				return changed;
			if (changed && rule->var >= 0) {
				params->cmask |= BIT(rule->var);
				note_change(&progress, rule->var);
			}
		}
		if (++n == count) {
			n = 0;
			progress.round_before = progress.round;
			progress.round = 0;
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
