/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm.h for sources in the chapter's older spelling: today's header, with the operations table of 4.12 and the
 * functions that prepared buffers since 0.9.
 *
 * Until 5.1 the preallocate functions returned an int, which was always 0, and drivers looked at it.
 */
#ifndef _CLASSIC_SOUND_PCM_H
#define _CLASSIC_SOUND_PCM_H

#include <linux/pci.h>
#include <sound/core.h>
#include <sound/memalloc.h>
#include_next <sound/pcm.h>
#include <classic/sound/pcm_classic.h>

/* ---- preallocation: (substream, type, device, size, max) since 2.6.5, (substream, size, max, gfp) before ---- */

static inline int classic_preallocate_pages(struct snd_pcm_substream *substream, int type, struct device *data,
					    size_t size, size_t max)
{
	snd_pcm_lib_preallocate_pages(substream, type, data, size, max);
	return 0;
}

static inline int classic_preallocate_pages_for_all(struct snd_pcm *pcm, int type, void *data, size_t size, size_t max)
{
	snd_pcm_lib_preallocate_pages_for_all(pcm, type, data, size, max);
	return 0;
}

static inline int classic_preallocate_free_for_all(struct snd_pcm *pcm)
{
	snd_pcm_lib_preallocate_free_for_all(pcm);
	return 0;
}

#define classic_preallocate_flags(substream, size, max, flags) \
	classic_preallocate_pages(substream, SNDRV_DMA_TYPE_CONTINUOUS, snd_dma_continuous_data(flags), size, max)
#define classic_preallocate_flags_for_all(pcm, size, max, flags) \
	classic_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, snd_dma_continuous_data(flags), size, max)

#define __CLASSIC_PREALLOCATE(a, b, c, d, e, name, ...) name
#define snd_pcm_lib_preallocate_pages(...) \
	__CLASSIC_PREALLOCATE(__VA_ARGS__, classic_preallocate_pages, classic_preallocate_flags, 3, 2, 1)(__VA_ARGS__)
#define snd_pcm_lib_preallocate_pages_for_all(...) \
	__CLASSIC_PREALLOCATE(__VA_ARGS__, classic_preallocate_pages_for_all, classic_preallocate_flags_for_all, 3, 2, 1) \
	(__VA_ARGS__)
#define snd_pcm_lib_preallocate_free_for_all classic_preallocate_free_for_all

/* by bus: 0.9 to 2.6.4 */
#define snd_pcm_lib_preallocate_isa_pages(substream, size, max) \
	classic_preallocate_pages(substream, SNDRV_DMA_TYPE_DEV, snd_dma_isa_data(), size, max)
#define snd_pcm_lib_preallocate_isa_pages_for_all(pcm, size, max) \
	classic_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_DEV, snd_dma_isa_data(), size, max)
#define snd_pcm_lib_preallocate_pci_pages(pci, substream, size, max) \
	classic_preallocate_pages(substream, SNDRV_DMA_TYPE_DEV, snd_dma_pci_data(pci), size, max)
#define snd_pcm_lib_preallocate_pci_pages_for_all(pci, pcm, size, max) \
	classic_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_DEV, snd_dma_pci_data(pci), size, max)
#define snd_pcm_lib_preallocate_sg_pages(pci, substream, size, max) \
	classic_preallocate_pages(substream, SNDRV_DMA_TYPE_CLASSIC_SG, snd_dma_pci_data(pci), size, max)
#define snd_pcm_lib_preallocate_sg_pages_for_all(pci, pcm, size, max) \
	classic_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CLASSIC_SG, snd_dma_pci_data(pci), size, max)

#endif
