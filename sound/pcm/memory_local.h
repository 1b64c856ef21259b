/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory_local.h - between memory.c and memory_proc.c: buffers that count against the card's quota.
 */
#ifndef SOUND_PCM_MEMORY_LOCAL_H
#define SOUND_PCM_MEMORY_LOCAL_H

#include "account.h"
#include "pcm_local.h"

int pcm_buffer_alloc(struct snd_pcm_substream *substream, size_t size, struct snd_dma_buffer *dmab,
		     struct buffer_refusal *why);
/* max_alloc_per_card: bytes of PCM buffers a card may have, 0: any number */
unsigned long pcm_quota(void);
void pcm_buffer_free(struct snd_card *card, struct snd_dma_buffer *dmab);

/* "ALSA pcmC0D0p,0:name: cannot preallocate for size 65536" at the level that @print stands for */
#define pcm_report_no_memory(print, substream, size)	\
	print("ALSA pcmC%dD%d%c,%d:%s: cannot preallocate for size %zu\n", (substream)->pcm->card->number,	\
	      (substream)->pcm->device, (substream)->stream == SNDRV_PCM_STREAM_CAPTURE ? 'c' : 'p',	\
	      (substream)->number, (substream)->pcm->name, (size_t)(size))

void pcm_memory_proc_init(struct snd_pcm_substream *substream);

#endif
