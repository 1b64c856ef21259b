/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/asound.h - the ALSA ABI as the kernel sees it: names the CPU's byte order, then includes the UAPI header.
 */
#ifndef _SOUND_ASOUND_H
#define _SOUND_ASOUND_H

#include <asm/byteorder.h>

#if defined(__BIG_ENDIAN) && !defined(__LITTLE_ENDIAN)
#define SNDRV_BIG_ENDIAN
#else
#define SNDRV_LITTLE_ENDIAN
#endif

#include <uapi/sound/asound.h>

#endif
