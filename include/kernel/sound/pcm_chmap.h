/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm_chmap.h - which loudspeaker a channel is for: control elements "Playback Channel Map" and "Capture Channel
 * Map" of a PCM, one for each substream (sound/pcm/chmap.c). Part of <sound/pcm.h>.
 */
#ifndef _SOUND_PCM_CHMAP_H
#define _SOUND_PCM_CHMAP_H

#include <sound/pcm_objects.h>

/**
 * struct snd_pcm_chmap_elem - one map
 * @channels: of @map; 0 ends a table
 * @map: SNDRV_CHMAP_*
 */
struct snd_pcm_chmap_elem {
	unsigned char channels;
	unsigned char map[15];
};

/**
 * struct snd_pcm_chmap - the maps of one direction; snd_kcontrol_chip() of the elements
 * @stream: SNDRV_PCM_STREAM_*
 * @kctl: the elements
 * @chmap: the maps, ended by one of no channels; NULL: the driver has put in callbacks of its own
 * @max_channels: values of an element; larger maps do not count
 * @channel_mask: bit n: maps of n channels count; 0: all
 * @private_data: the driver's
 */
struct snd_pcm_chmap {
	struct snd_pcm *pcm;
	int stream;
	struct snd_kcontrol *kctl;
	const struct snd_pcm_chmap_elem *chmap;
	unsigned int max_channels;
	unsigned int channel_mask;
	void *private_data;
};

#define SND_PCM_CHMAP_MASK_24	((1U << 2) | (1U << 4))
#define SND_PCM_CHMAP_MASK_246	(SND_PCM_CHMAP_MASK_24 | (1U << 6))
#define SND_PCM_CHMAP_MASK_2468	(SND_PCM_CHMAP_MASK_246 | (1U << 8))

/** snd_pcm_chmap_substream() - the substream of number @idx, or NULL */
static inline struct snd_pcm_substream *snd_pcm_chmap_substream(struct snd_pcm_chmap *info, unsigned int idx)
{
	struct snd_pcm_substream *substream = info->pcm->streams[info->stream].substream;

	while (substream && (unsigned int)substream->number != idx)
		substream = substream->next;
	return substream;
}

/* 1, 2, 4, 6 and 8 channels: rear, then centre and LFE, then side; in the second table centre and LFE before rear */
extern const struct snd_pcm_chmap_elem snd_pcm_std_chmaps[];
extern const struct snd_pcm_chmap_elem snd_pcm_alt_chmaps[];

int snd_pcm_add_chmap_ctls(struct snd_pcm *pcm, int stream, const struct snd_pcm_chmap_elem *chmap, int max_channels,
			   unsigned long private_value, struct snd_pcm_chmap **info_ret);

#endif
