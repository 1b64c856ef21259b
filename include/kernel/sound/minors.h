/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Minor numbers of /dev/snd: given out as devices come (CONFIG_SND_DYNAMIC_MINORS), except those that
 * a kernel could load modules for.
 */
#ifndef __SOUND_MINORS_H
#define __SOUND_MINORS_H

#define SNDRV_OS_MINORS			256

#define SNDRV_MINOR_DEVICES		32
#define SNDRV_MINOR_CARD(minor)		((minor) >> 5)
#define SNDRV_MINOR_DEVICE(minor)	((minor) & 0x1f)
#define SNDRV_MINOR(card, dev)		(((card) << 5) | (dev))

#define SNDRV_MINOR_CONTROL		0
#define SNDRV_MINOR_GLOBAL		1
#define SNDRV_MINOR_SEQUENCER		1
#define SNDRV_MINOR_TIMER		33

enum {
	SNDRV_DEVICE_TYPE_CONTROL,
	SNDRV_DEVICE_TYPE_SEQUENCER,
	SNDRV_DEVICE_TYPE_TIMER,
	SNDRV_DEVICE_TYPE_HWDEP,
	SNDRV_DEVICE_TYPE_RAWMIDI,
	SNDRV_DEVICE_TYPE_PCM_PLAYBACK,
	SNDRV_DEVICE_TYPE_PCM_CAPTURE,
	SNDRV_DEVICE_TYPE_COMPRESS,
};

#define SNDRV_MINOR_HWDEPS		4
#define SNDRV_MINOR_RAWMIDIS		8
#define SNDRV_MINOR_PCMS		8

#endif
