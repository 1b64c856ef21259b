// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * i386.c - what a 32-bit program hands over instead (i386.h).
 */
#include <stddef.h>
#include <sys/ioctl.h>

#include "tests/fuzz/i386.h"

/* @early, @late: where a structure has a time stamp, of 32 and of 64 bits */
static const struct {
	unsigned int cmd, early, late;
} numbers[] = {
	{ SNDRV_PCM_IOCTL_HW_REFINE, 0xc25c4110, 0xc25c4110 },
	{ SNDRV_PCM_IOCTL_HW_PARAMS, 0xc25c4111, 0xc25c4111 },
	{ SNDRV_PCM_IOCTL_SW_PARAMS, 0xc0684113, 0xc0684113 },
	{ SNDRV_PCM_IOCTL_STATUS, 0x806c4120, 0x80804120 },
	{ SNDRV_PCM_IOCTL_STATUS_EXT, 0xc06c4124, 0xc0804124 },
	{ SNDRV_PCM_IOCTL_DELAY, 0x80044121, 0x80044121 },
	{ SNDRV_PCM_IOCTL_SYNC_PTR, 0xc0844123, 0xc0884123 },
	{ SNDRV_PCM_IOCTL_CHANNEL_INFO, 0x80104132, 0x80104132 },
	{ SNDRV_PCM_IOCTL_REWIND, 0x40044146, 0x40044146 },
	{ SNDRV_PCM_IOCTL_FORWARD, 0x40044149, 0x40044149 },
	{ SNDRV_PCM_IOCTL_WRITEI_FRAMES, 0x400c4150, 0x400c4150 },
	{ SNDRV_PCM_IOCTL_READI_FRAMES, 0x800c4151, 0x800c4151 },
	{ SNDRV_PCM_IOCTL_WRITEN_FRAMES, 0x400c4152, 0x400c4152 },
	{ SNDRV_PCM_IOCTL_READN_FRAMES, 0x800c4153, 0x800c4153 },
	{ SNDRV_CTL_IOCTL_ELEM_LIST, 0xc0485510, 0xc0485510 },
	{ SNDRV_CTL_IOCTL_ELEM_INFO, 0xc1105511, 0xc1105511 },
	{ SNDRV_CTL_IOCTL_ELEM_READ, 0xc2c45512, 0xc2c45512 },
	{ SNDRV_CTL_IOCTL_ELEM_WRITE, 0xc2c45513, 0xc2c45513 },
	{ SNDRV_CTL_IOCTL_ELEM_ADD, 0xc1105517, 0xc1105517 },
	{ SNDRV_CTL_IOCTL_ELEM_REPLACE, 0xc1105518, 0xc1105518 },
	{ SNDRV_TIMER_IOCTL_TREAD, 0x40045402, 0x400454a4 },
	{ SNDRV_TIMER_IOCTL_GPARAMS, 0x403c5404, 0x403c5404 },
	{ SNDRV_TIMER_IOCTL_INFO, 0x80e05411, 0x80e05411 },
	{ SNDRV_TIMER_IOCTL_STATUS, 0x40585414, 0x40605414 },
};

_Static_assert(sizeof(struct sw_params32) == 104 && offsetof(struct sw_params32, boundary) == 36, "i386");
_Static_assert(sizeof(struct elem_list32) == 72 && sizeof(struct xfer32) == 12, "i386");

unsigned int i386_command(unsigned int cmd, bool late)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].cmd == cmd)
			return late ? numbers[i].late : numbers[i].early;
	return cmd;
}

void native_sw_params(const struct sw_params32 *from, struct snd_pcm_sw_params *to)
{
	*to = (struct snd_pcm_sw_params){
		.tstamp_mode = from->tstamp_mode,
		.period_step = from->period_step,
		.avail_min = from->avail_min,
		.start_threshold = from->start_threshold,
		.stop_threshold = from->stop_threshold,
		.silence_threshold = from->silence_threshold,
		.silence_size = from->silence_size,
		.boundary = from->boundary,
	};
}

void i386_sw_params(const struct snd_pcm_sw_params *from, struct sw_params32 *to)
{
	*to = (struct sw_params32){
		.tstamp_mode = from->tstamp_mode,
		.period_step = from->period_step,
		.avail_min = from->avail_min,
		.start_threshold = from->start_threshold,
		.stop_threshold = from->stop_threshold,
		.silence_threshold = from->silence_threshold,
		.silence_size = from->silence_size,
		.boundary = from->boundary,
	};
}
