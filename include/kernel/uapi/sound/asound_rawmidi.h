/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uapi/sound/asound_rawmidi.h - what /dev/snd/midiC*D* speaks: its part of <sound/asound.h>; include that one.
 *
 * Left out: UMP; struct snd_rawmidi_status and its ioctl, which carry a time stamp and belong to user space under these
 * names: the kernel's code has its own for each time stamp size.
 */
#ifndef _UAPI_SOUND_ASOUND_RAWMIDI_H
#define _UAPI_SOUND_ASOUND_RAWMIDI_H

#ifndef _UAPI_SOUND_ASOUND_H
#error "include <sound/asound.h>"
#endif

#define SNDRV_RAWMIDI_VERSION SNDRV_PROTOCOL_VERSION(2, 0, 4)

enum {
	SNDRV_RAWMIDI_STREAM_OUTPUT, SNDRV_RAWMIDI_STREAM_INPUT,
	SNDRV_RAWMIDI_STREAM_LAST = SNDRV_RAWMIDI_STREAM_INPUT,
};

/* snd_rawmidi_info.flags */
#define SNDRV_RAWMIDI_INFO_OUTPUT 0x00000001
#define SNDRV_RAWMIDI_INFO_INPUT 0x00000002
#define SNDRV_RAWMIDI_INFO_DUPLEX 0x00000004 /* both at once */
#define SNDRV_RAWMIDI_INFO_UMP 0x00000008
#define SNDRV_RAWMIDI_INFO_STREAM_INACTIVE 0x00000010

#define SNDRV_RAWMIDI_DEVICE_UNKNOWN -1

struct snd_rawmidi_info {
	unsigned int device; /* in for control, out: number */
	unsigned int subdevice; /* in for control, out */
	int stream; /* in */
	int card; /* out, as all below */
	unsigned int flags;
	unsigned char id[64];
	unsigned char name[80];
	unsigned char subname[32];
	unsigned int subdevices_count;
	unsigned int subdevices_avail;
	int tied_device; /* UMP's */
	unsigned char reserved[60];
};

/* snd_rawmidi_params.mode: input may come in frames with a time stamp, of one of three clocks */
#define SNDRV_RAWMIDI_MODE_FRAMING_SHIFT 0
#define SNDRV_RAWMIDI_MODE_FRAMING_MASK (7 << 0)
#define SNDRV_RAWMIDI_MODE_FRAMING_NONE (0 << 0)
#define SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP (1 << 0)
#define SNDRV_RAWMIDI_MODE_CLOCK_SHIFT 3
#define SNDRV_RAWMIDI_MODE_CLOCK_MASK (7 << 3)
#define SNDRV_RAWMIDI_MODE_CLOCK_NONE (0 << 3)
#define SNDRV_RAWMIDI_MODE_CLOCK_REALTIME (1 << 3)
#define SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC (2 << 3)
#define SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC_RAW (3 << 3)

#define SNDRV_RAWMIDI_FRAMING_DATA_LENGTH 16

/* a frame: @length bytes of @data came at that time */
struct snd_rawmidi_framing_tstamp {
	__u8 frame_type; /* 0 */
	__u8 length;
	__u8 reserved[2];
	__u32 tv_nsec;
	__u64 tv_sec;
	__u8 data[SNDRV_RAWMIDI_FRAMING_DATA_LENGTH];
} __attribute__((packed));

struct snd_rawmidi_params {
	int stream; /* in, as all */
	size_t buffer_size; /* bytes */
	size_t avail_min; /* bytes that wake a sleeper */
	unsigned int no_active_sensing : 1; /* nothing is sent at close */
	unsigned int mode;
	unsigned char reserved[12];
};

#define SNDRV_RAWMIDI_IOCTL_PVERSION _IOR('W', 0x00, int)
#define SNDRV_RAWMIDI_IOCTL_INFO _IOR('W', 0x01, struct snd_rawmidi_info)
#define SNDRV_RAWMIDI_IOCTL_USER_PVERSION _IOW('W', 0x02, int)
#define SNDRV_RAWMIDI_IOCTL_PARAMS _IOWR('W', 0x10, struct snd_rawmidi_params)
#define SNDRV_RAWMIDI_IOCTL_DROP _IOW('W', 0x30, int)
#define SNDRV_RAWMIDI_IOCTL_DRAIN _IOW('W', 0x31, int)

#define SNDRV_CTL_IOCTL_RAWMIDI_INFO _IOWR('U', 0x41, struct snd_rawmidi_info)

#endif
