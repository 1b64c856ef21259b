/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/typedefs.h - the names that ended in _t until 2.6.15, for what drivers of the chapter's time use of them.
 */
#ifndef _CLASSIC_SOUND_TYPEDEFS_H
#define _CLASSIC_SOUND_TYPEDEFS_H

typedef struct snd_card snd_card_t;
typedef struct snd_info_entry snd_info_entry_t;
typedef struct snd_info_buffer snd_info_buffer_t;
typedef struct snd_pcm snd_pcm_t;
typedef struct snd_pcm_str snd_pcm_str_t;
typedef struct snd_pcm_substream snd_pcm_substream_t;
typedef struct snd_pcm_runtime snd_pcm_runtime_t;
typedef struct snd_pcm_hardware snd_pcm_hardware_t;
typedef struct snd_pcm_hw_params snd_pcm_hw_params_t;
typedef struct classic_pcm_ops snd_pcm_ops_t;

#endif
