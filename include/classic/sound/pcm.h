/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm.h for sources in the chapter's older spelling: until 5.1 the preallocate functions returned an int, which
 * was always 0, and drivers looked at it.
 */
#ifndef _CLASSIC_SOUND_PCM_H
#define _CLASSIC_SOUND_PCM_H

#include <sound/memalloc.h>
#include_next <sound/pcm.h>

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

#define snd_pcm_lib_preallocate_pages classic_preallocate_pages
#define snd_pcm_lib_preallocate_pages_for_all classic_preallocate_pages_for_all
#define snd_pcm_lib_preallocate_free_for_all classic_preallocate_free_for_all

#endif
