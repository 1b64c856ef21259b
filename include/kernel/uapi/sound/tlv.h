/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/tlv.h - what a control element says about its values: words of type, length in bytes, data.
 *
 * Decibel figures are in hundredths.
 */
#ifndef _UAPI_SOUND_TLV_H
#define _UAPI_SOUND_TLV_H

/* types */
#define SNDRV_CTL_TLVT_CONTAINER 0
#define SNDRV_CTL_TLVT_DB_SCALE 1		/* dB at value 0, dB per step */
#define SNDRV_CTL_TLVT_DB_LINEAR 2		/* the value is an amplitude */
#define SNDRV_CTL_TLVT_DB_RANGE 3		/* low value, high value, item; repeated */
#define SNDRV_CTL_TLVT_DB_MINMAX 4
#define SNDRV_CTL_TLVT_DB_MINMAX_MUTE 5		/* the lowest value is silence */
#define SNDRV_CTL_TLVT_CHMAP_FIXED 0x101
#define SNDRV_CTL_TLVT_CHMAP_VAR 0x102		/* any order */
#define SNDRV_CTL_TLVT_CHMAP_PAIRED 0x103	/* pairs in any order */

/* where the words of an item stand */
#define SNDRV_CTL_TLVO_TYPE 0
#define SNDRV_CTL_TLVO_LEN 1
#define SNDRV_CTL_TLVO_DB_SCALE_MIN 2
#define SNDRV_CTL_TLVO_DB_SCALE_MUTE_AND_STEP 3
#define SNDRV_CTL_TLVO_DB_MINMAX_MIN 2
#define SNDRV_CTL_TLVO_DB_MINMAX_MAX 3
#define SNDRV_CTL_TLVO_DB_LINEAR_MIN 2
#define SNDRV_CTL_TLVO_DB_LINEAR_MAX 3

/* one item: its words, comma separated */
#define SNDRV_CTL_TLVD_LENGTH(...) ((unsigned int)sizeof((const unsigned int[]) { __VA_ARGS__ }))
#define SNDRV_CTL_TLVD_ITEM(type, ...) (type), SNDRV_CTL_TLVD_LENGTH(__VA_ARGS__), __VA_ARGS__

#define SNDRV_CTL_TLVD_DB_SCALE_MASK 0xffff
#define SNDRV_CTL_TLVD_DB_SCALE_MUTE 0x10000
#define SNDRV_CTL_TLVD_DB_GAIN_MUTE (-9999999)

#define SNDRV_CTL_TLVD_CONTAINER_ITEM(...) SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_CONTAINER, __VA_ARGS__)
#define SNDRV_CTL_TLVD_DB_RANGE_ITEM(...) SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_DB_RANGE, __VA_ARGS__)
#define SNDRV_CTL_TLVD_DB_SCALE_ITEM(lowest, step, mute)	\
	SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_DB_SCALE, (lowest),	\
		((mute) ? SNDRV_CTL_TLVD_DB_SCALE_MUTE : 0) | (SNDRV_CTL_TLVD_DB_SCALE_MASK & (step)))
#define SNDRV_CTL_TLVD_DB_MINMAX_ITEM(lowest, highest)	\
	SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_DB_MINMAX, (lowest), (highest))
#define SNDRV_CTL_TLVD_DB_MINMAX_MUTE_ITEM(lowest, highest)	\
	SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_DB_MINMAX_MUTE, (lowest), (highest))
#define SNDRV_CTL_TLVD_DB_LINEAR_ITEM(lowest, highest)	\
	SNDRV_CTL_TLVD_ITEM(SNDRV_CTL_TLVT_DB_LINEAR, (lowest), (highest))

/* an array of one item, for snd_kcontrol_new.tlv.p */
#define SNDRV_CTL_TLVD_DECLARE_CONTAINER(name, ...) unsigned int name[] = { SNDRV_CTL_TLVD_CONTAINER_ITEM(__VA_ARGS__) }
#define SNDRV_CTL_TLVD_DECLARE_DB_RANGE(name, ...) unsigned int name[] = { SNDRV_CTL_TLVD_DB_RANGE_ITEM(__VA_ARGS__) }
#define SNDRV_CTL_TLVD_DECLARE_DB_SCALE(name, lowest, step, mute)	\
	unsigned int name[] = { SNDRV_CTL_TLVD_DB_SCALE_ITEM(lowest, step, mute) }
#define SNDRV_CTL_TLVD_DECLARE_DB_MINMAX(name, lowest, highest)	\
	unsigned int name[] = { SNDRV_CTL_TLVD_DB_MINMAX_ITEM(lowest, highest) }
#define SNDRV_CTL_TLVD_DECLARE_DB_MINMAX_MUTE(name, lowest, highest)	\
	unsigned int name[] = { SNDRV_CTL_TLVD_DB_MINMAX_MUTE_ITEM(lowest, highest) }
#define SNDRV_CTL_TLVD_DECLARE_DB_LINEAR(name, lowest, highest)	\
	unsigned int name[] = { SNDRV_CTL_TLVD_DB_LINEAR_ITEM(lowest, highest) }

#endif
