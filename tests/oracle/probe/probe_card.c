// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_card.c - the probe card's life: module, card, and again.
 *
 * snd_card_free() and a new card are a command of the client's (probe_proc.c), because a card that was disconnected
 * does not come back.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <sound/initval.h>

#include "probe_card.h"

struct probe probe;

static const struct probe_settings first_settings = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_NONINTERLEAVED | SNDRV_PCM_INFO_MMAP |
		SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_RESUME,
	.formats = SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_3LE | SNDRV_PCM_FMTBIT_S32_LE |
		   SNDRV_PCM_FMTBIT_IMA_ADPCM,
	.rates = SNDRV_PCM_RATE_CONTINUOUS,
	.rate_min = 4000,
	.rate_max = 96000,
	.channels_min = 1,
	.channels_max = 4,
	.buffer_bytes_max = PROBE_CHIP,
	.period_bytes_min = 16,
	.period_bytes_max = PROBE_CHIP / 2,
	.periods_min = 1,
	.periods_max = 1024,
	.trigger_only = -1,
};

void probe_reset(void)
{
	unsigned int device, way, number;

	probe.settings = first_settings;
	for (device = 0; device < PROBE_DEVICES; device++) {
		if (probe.pcms[device])
			probe.pcms[device]->info_flags = 0;
		for (way = 0; way < 2; way++) {
			for (number = 0; number < PROBE_STREAMS; number++) {
				probe.streams[device][way][number].triggers = 0;
				probe.streams[device][way][number].traced = 0;
			}
		}
	}
}

static void forget_streams(void)
{
	unsigned int device, way, number;

	for (device = 0; device < PROBE_DEVICES; device++) {
		probe.pcms[device] = NULL;
		for (way = 0; way < 2; way++) {
			for (number = 0; number < PROBE_STREAMS; number++) {
				kfree(probe.streams[device][way][number].chip);
				probe.streams[device][way][number] = (struct probe_stream){ };
			}
		}
	}
}

/** probe_card_destroy() - waits until the last file is closed; accepts a card that is not there */
void probe_card_destroy(void)
{
	if (probe.card)
		snd_card_free(probe.card);
	probe.card = NULL;
	forget_streams();
}

int probe_card_create(void)
{
	int err;

	err = snd_card_new(&probe.parent->dev, SNDRV_DEFAULT_IDX1, "Probe", THIS_MODULE, 0, &probe.card);
	if (err < 0)
		return err;
	strscpy(probe.card->driver, "snd-probe-card", sizeof(probe.card->driver));
	strscpy(probe.card->shortname, "Probe", sizeof(probe.card->shortname));
	strscpy(probe.card->longname, "Probe of the rules", sizeof(probe.card->longname));
	err = probe_pcm_create(probe.card);
	if (!err)
		err = snd_card_register(probe.card);
	if (err)
		probe_card_destroy();
	return err;
}

static int __init probe_init(void)
{
	int err;

	probe.settings = first_settings;
	probe.parent = platform_device_register_simple("snd-probe-card", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(probe.parent))
		return PTR_ERR(probe.parent);
	err = dma_coerce_mask_and_coherent(&probe.parent->dev, DMA_BIT_MASK(32));
	if (err)
		goto remove_parent;
	err = probe_card_create();
	if (err)
		goto remove_parent;
	err = probe_proc_create();
	if (err)
		goto destroy_card;
	return 0;

destroy_card:
	probe_card_destroy();
remove_parent:
	platform_device_unregister(probe.parent);
	return err;
}

static void __exit probe_exit(void)
{
	probe_proc_destroy();
	probe_card_destroy();
	platform_device_unregister(probe.parent);
}

module_init(probe_init)
module_exit(probe_exit)
MODULE_DESCRIPTION("a sound card that does what its client says");
MODULE_LICENSE("GPL");
