// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rates.c - the sample rates that have a bit of their own (SNDRV_PCM_RATE_*), and sets of them.
 *
 * Two bits are not rates: CONTINUOUS stands for any rate, KNOT for rates that a constraint of the driver names.
 * Pure functions: no locks.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <sound/pcm.h>

#include "pcm_local.h"

#define RATE(hz) [ilog2(SNDRV_PCM_RATE_##hz)] = hz

/* indexed by bit number; not sorted */
static const unsigned int known_rates[] = {
	RATE(5512), RATE(8000), RATE(11025), RATE(12000), RATE(16000), RATE(22050), RATE(24000),
	RATE(32000), RATE(44100), RATE(48000), RATE(64000), RATE(88200), RATE(96000), RATE(128000),
	RATE(176400), RATE(192000), RATE(352800), RATE(384000), RATE(705600), RATE(768000),
};

const struct snd_pcm_hw_constraint_list snd_pcm_known_rates = {
	.list = known_rates,
	.count = ARRAY_SIZE(known_rates),
};

/**
 * snd_pcm_hw_limit_rates() - set rate_min and rate_max from the rate bits
 * @hw: .rates is read
 * Return: 0; -EINVAL if no bit stands for a rate, then nothing is changed.
 */
int snd_pcm_hw_limit_rates(struct snd_pcm_hardware *hw)
{
	unsigned int lowest = UINT_MAX, highest = 0;

	for (unsigned int bit = 0; bit < ARRAY_SIZE(known_rates); bit++) {
		if (!(hw->rates & BIT(bit)))
			continue;
		lowest = min(lowest, known_rates[bit]);
		highest = max(highest, known_rates[bit]);
	}
	if (!highest)
		return -EINVAL;
	hw->rate_min = lowest;
	hw->rate_max = highest;
	return 0;
}
EXPORT_SYMBOL(snd_pcm_hw_limit_rates);

/**
 * snd_pcm_rate_to_rate_bit() - the bit of a rate
 * @rate: Hz
 * Return: SNDRV_PCM_RATE_*; SNDRV_PCM_RATE_KNOT if the rate has none.
 */
unsigned int snd_pcm_rate_to_rate_bit(unsigned int rate)
{
	for (unsigned int bit = 0; bit < ARRAY_SIZE(known_rates); bit++) {
		if (known_rates[bit] == rate)
			return BIT(bit);
	}
	return SNDRV_PCM_RATE_KNOT;
}
EXPORT_SYMBOL(snd_pcm_rate_to_rate_bit);

/**
 * snd_pcm_rate_bit_to_rate() - the rate of a bit
 * @rate_bit: exactly one SNDRV_PCM_RATE_* bit
 * Return: Hz; 0 for anything else.
 */
unsigned int snd_pcm_rate_bit_to_rate(unsigned int rate_bit)
{
	if (!is_power_of_2(rate_bit) || ilog2(rate_bit) >= ARRAY_SIZE(known_rates))
		return 0;
	return known_rates[ilog2(rate_bit)];
}
EXPORT_SYMBOL(snd_pcm_rate_bit_to_rate);

/**
 * snd_pcm_rate_mask_intersect() - the rates two devices have in common
 * @rates_a: SNDRV_PCM_RATE_* bits
 * @rates_b: the same of the other
 * Return: their bits. A device of continuous rates takes whatever the other one has; one of unknown rates (KNOT)
 * gives way to a list, because only the driver's own constraint can tell more.
 */
unsigned int snd_pcm_rate_mask_intersect(unsigned int rates_a, unsigned int rates_b)
{
	static const unsigned int wide[] = { SNDRV_PCM_RATE_CONTINUOUS, SNDRV_PCM_RATE_KNOT };

	for (unsigned int n = 0; n < ARRAY_SIZE(wide); n++) {
		if (rates_a & wide[n])
			rates_a = wide[n];
		if (rates_b & wide[n])
			rates_b = wide[n];
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(wide); n++) {
		if (rates_a == wide[n])
			return rates_b;
		if (rates_b == wide[n])
			return rates_a;
	}
	return rates_a & rates_b;
}
EXPORT_SYMBOL_GPL(snd_pcm_rate_mask_intersect);

/**
 * snd_pcm_rate_range_to_bits() - the bits of all known rates in a range
 * @rate_min: Hz
 * @rate_max: Hz
 * Return: SNDRV_PCM_RATE_* bits; SNDRV_PCM_RATE_KNOT if there is no known rate in the range.
 */
unsigned int snd_pcm_rate_range_to_bits(unsigned int rate_min, unsigned int rate_max)
{
	unsigned int rates = 0;

	for (unsigned int bit = 0; bit < ARRAY_SIZE(known_rates); bit++) {
		if (rate_min <= known_rates[bit] && known_rates[bit] <= rate_max)
			rates |= BIT(bit);
	}
	return rates ? rates : SNDRV_PCM_RATE_KNOT;
}
EXPORT_SYMBOL_GPL(snd_pcm_rate_range_to_bits);
