/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.h - the PCM ioctls of 32-bit programs: what they hand over, as i386 lays it out.
 *
 * A long has 32 bits there, and a 64-bit number is aligned to 4 bytes. Most structures differ in size and so in the
 * command's number; a number that is not listed is -ENOTTY, also if a 64-bit program may use it. What Linux 6.12 does
 * differently for these callers, it does here:
 *  - frames wrap within 31 bits: HW_PARAMS sets runtime->boundary accordingly, SW_PARAMS tells it (and tells nothing else)
 *  - the result of a transfer is only stored if there was no error; of WRITEN and READN it is the ioctl's as well
 *  - a transfer in the wrong direction is -EINVAL
 *  - from the first ioctl on, the status and control pages of the old layout, and every control page, cannot be mapped (-ENXIO)
 *  - SYNC_PTR with 64-bit times has avail_min where the header of protocol 2.0.15 has put it, 4 bytes early
 *  - neither the card's sleep nor that it is gone is looked for before a command with a layout of its own: the command itself
 *    finds out
 * Not here: x32, whose layouts are a third kind.
 */
#ifndef SOUND_PCM_COMPAT_H
#define SOUND_PCM_COMPAT_H

#include <linux/compat.h>
#include <linux/ioctl.h>
#include <sound/pcm.h>

struct file;

/** struct pcm_hw_params_compat - as the native one up to @fifo_size, which is narrower */
struct pcm_hw_params_compat {
	u32 flags;
	struct snd_mask masks[SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1];
	struct snd_mask mres[5];
	struct snd_interval intervals[SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1];
	struct snd_interval ires[9];
	u32 rmask, cmask, info, msbits, rate_num, rate_den;
	compat_ulong_t fifo_size;
	u8 sync[16], reserved[48];
};

struct pcm_sw_params_compat {
	s32 tstamp_mode;
	u32 period_step, sleep_min;
	compat_ulong_t avail_min, xfer_align, start_threshold, stop_threshold, silence_threshold, silence_size, boundary;
	u32 proto, tstamp_type;
	u8 reserved[56];
};

struct pcm_channel_info_compat {
	u32 channel;
	compat_off_t offset;
	u32 first, step;
};

/** struct pcm_status64_compat - STATUS of programs with 64-bit time_t */
struct pcm_status64_compat {
	snd_pcm_state_t state;
	u32 pad;
	compat_s64 trigger_tstamp[2], tstamp[2];
	compat_ulong_t appl_ptr, hw_ptr;
	compat_long_t delay;
	compat_ulong_t avail, avail_max, overrange;
	snd_pcm_state_t suspended_state;
	u32 audio_tstamp_data;
	compat_s64 audio_tstamp[2], driver_tstamp[2];
	u32 audio_tstamp_accuracy;
	u8 reserved[20];
};

/** struct pcm_sync_ptr64_compat - SYNC_PTR of programs with 64-bit time_t: as the native one but for @avail_min */
struct pcm_sync_ptr64_compat {
	u32 flags, pad;
	struct snd_pcm_mmap_status status;
	u8 status_rest[64 - sizeof(struct snd_pcm_mmap_status)];
	u32 appl_ptr, avail_min;
	u8 control_rest[64 - 8];
};

struct pcm_xferi_compat {
	compat_long_t result;
	compat_uptr_t buf;
	compat_ulong_t frames;
};

/** struct pcm_xfern_compat - @bufs: of an array of compat_uptr_t, one a channel */
struct pcm_xfern_compat {
	compat_long_t result;
	compat_uptr_t bufs;
	compat_ulong_t frames;
};

_Static_assert(sizeof(struct pcm_hw_params_compat) == 604, "struct snd_pcm_hw_params of i386");
_Static_assert(offsetof(struct pcm_hw_params_compat, fifo_size) == offsetof(struct snd_pcm_hw_params, fifo_size),
	       "alike up to fifo_size");
_Static_assert(sizeof(struct pcm_sw_params_compat) == 104, "struct snd_pcm_sw_params of i386");
_Static_assert(sizeof(struct pcm_channel_info_compat) == 16, "struct snd_pcm_channel_info of i386");
_Static_assert(sizeof(struct snd_pcm_status32) == 108, "struct snd_pcm_status of i386");
_Static_assert(sizeof(struct pcm_status64_compat) == 128, "struct snd_pcm_status of i386 with 64-bit time_t");
_Static_assert(offsetof(struct pcm_status64_compat, audio_tstamp) == 72, "struct snd_pcm_status of i386 with 64-bit time_t");
_Static_assert(sizeof(struct pcm_sync_ptr64_compat) == sizeof(struct snd_pcm_sync_ptr), "SYNC_PTR's number is the native one");
_Static_assert(sizeof(struct pcm_xferi_compat) == 12 && sizeof(struct pcm_xfern_compat) == 12, "struct snd_xferi, snd_xfern of i386");

#define PCM_COMPAT_HW_REFINE _IOWR('A', 0x10, struct pcm_hw_params_compat)
#define PCM_COMPAT_HW_PARAMS _IOWR('A', 0x11, struct pcm_hw_params_compat)
#define PCM_COMPAT_SW_PARAMS _IOWR('A', 0x13, struct pcm_sw_params_compat)
#define PCM_COMPAT_STATUS64 _IOR('A', 0x20, struct pcm_status64_compat)
#define PCM_COMPAT_STATUS_EXT64 _IOWR('A', 0x24, struct pcm_status64_compat)
#define PCM_COMPAT_DELAY _IOR('A', 0x21, compat_long_t)
#define PCM_COMPAT_CHANNEL_INFO _IOR('A', 0x32, struct pcm_channel_info_compat)
#define PCM_COMPAT_REWIND _IOW('A', 0x46, compat_ulong_t)
#define PCM_COMPAT_FORWARD _IOW('A', 0x49, compat_ulong_t)
#define PCM_COMPAT_WRITEI _IOW('A', 0x50, struct pcm_xferi_compat)
#define PCM_COMPAT_READI _IOR('A', 0x51, struct pcm_xferi_compat)
#define PCM_COMPAT_WRITEN _IOW('A', 0x52, struct pcm_xfern_compat)
#define PCM_COMPAT_READN _IOR('A', 0x53, struct pcm_xfern_compat)

/**
 * pcm_compat_ioctl() - &file_operations.compat_ioctl of the PCM device files
 * Context: may sleep
 * Return: as pcm_ioctl(), with the differences above.
 */
long pcm_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif
