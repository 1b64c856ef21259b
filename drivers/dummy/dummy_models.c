// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy_models.c - what streams may do: the card's own limits, and those of real cards that programs had trouble with.
 */
#include <linux/limits.h>
#include <linux/string.h>

#include "dummy.h"

static const struct snd_pcm_hardware hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_RESUME,
	.formats = SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_CONTINUOUS | SNDRV_PCM_RATE_8000_48000,
	.rate_min = 5500,
	.rate_max = 48000,
	.channels_min = 1,
	.channels_max = 2,
	.buffer_bytes_max = 64 << 10,
	.period_bytes_min = 64,
	.period_bytes_max = 64 << 10,
	.periods_min = 1,
	.periods_max = 1024,
};

static int emu10k1_playback(struct snd_pcm_runtime *runtime)
{
	int err;

	err = snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_PERIODS);
	if (err < 0)
		return err;
	return snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, 256, UINT_MAX);
}

static const struct dummy_model models[] = {
	{ "emu10k1", { .buffer_bytes_max = 128 << 10 }, emu10k1_playback },
	{ "rme9652", { .formats = SNDRV_PCM_FMTBIT_S32_LE, .channels_min = 26, .channels_max = 26,
		       .buffer_bytes_max = 26 * (64 << 10), .periods_min = 2, .periods_max = 2 } },
	{ "ice1712", { .formats = SNDRV_PCM_FMTBIT_S32_LE, .channels_min = 10, .channels_max = 10,
		       .buffer_bytes_max = 256 << 10, .periods_min = 1, .periods_max = 1024 } },
	{ "uda1341", { .formats = SNDRV_PCM_FMTBIT_S16_LE, .channels_min = 2, .channels_max = 2,
		       .buffer_bytes_max = 16380, .periods_min = 2, .periods_max = 255 } },
	{ "ac97", { .formats = SNDRV_PCM_FMTBIT_S16_LE, .channels_min = 2, .channels_max = 2,
		    .rates = SNDRV_PCM_RATE_48000, .rate_min = 48000, .rate_max = 48000 } },
	{ "ca0106", { .formats = SNDRV_PCM_FMTBIT_S16_LE, .channels_min = 2, .channels_max = 2,
		      .rates = SNDRV_PCM_RATE_48000 | SNDRV_PCM_RATE_96000 | SNDRV_PCM_RATE_192000,
		      .rate_min = 48000, .rate_max = 192000, .buffer_bytes_max = 8 * ((64 << 10) - 64),
		      .period_bytes_max = (64 << 10) - 64, .periods_min = 2, .periods_max = 8 } },
};

/** dummy_find_model() - by its name; NULL: there is none */
const struct dummy_model *dummy_find_model(const char *name)
{
	int i;

	for (i = 0; name && i < ARRAY_SIZE(models); i++)
		if (!strcmp(models[i].name, name))
			return &models[i];
	return NULL;
}

/** dummy_set_limits() - fill dummy->hw: the card's own limits, those of its model in their place */
void dummy_set_limits(struct dummy *dummy)
{
	const struct snd_pcm_hardware *limits;

	dummy->hw = hardware;
	if (!dummy->model)
		return;
	limits = &dummy->model->limits;
#define take(field) do { if (limits->field) dummy->hw.field = limits->field; } while (0)
	take(formats);
	take(rates);
	take(rate_min);
	take(rate_max);
	take(channels_min);
	take(channels_max);
	take(buffer_bytes_max);
	take(period_bytes_max);
	take(periods_min);
	take(periods_max);
#undef take
}
