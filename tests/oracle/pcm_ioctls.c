// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcm_ioctls.c - the table of PCM ioctls. Those of 32-bit applications and with 32-bit times are among them: on a
 * 64-bit kernel they are to be answered, or refused, in their own way.
 */
#include "tests/oracle/pcm_ioctls.h"

#include <string.h>

static char samples[2][RING * FRAME];
static void *channels[2] = { samples[0], samples[1] };

static void fill_hw_any(struct stream *s, union pcm_arg *arg)
{
	hw_any(&arg->hw);
}

static void fill_hw(struct stream *s, union pcm_arg *arg)
{
	hw_usual(&arg->hw);
}

static void fill_sw(struct stream *s, union pcm_arg *arg)
{
	sw_usual(&arg->sw);
}

static void fill_one(struct stream *s, union pcm_arg *arg)
{
	arg->number = 1;
}

static void fill_frames(struct stream *s, union pcm_arg *arg)
{
	arg->frames = 10;
}

static void fill_xferi(struct stream *s, union pcm_arg *arg)
{
	arg->xferi.buf = samples[0];
	arg->xferi.frames = 100;
}

static void fill_xfern(struct stream *s, union pcm_arg *arg)
{
	arg->xfern.bufs = channels;
	arg->xfern.frames = 100;
}

static void fill_version(struct stream *s, union pcm_arg *arg)
{
	arg->number = SNDRV_PROTOCOL_VERSION(2, 0, 14);
}

static void fill_sync_write(struct stream *s, union pcm_arg *arg)
{
	arg->sync.c.control.appl_ptr = 300;
	arg->sync.c.control.avail_min = 77;
}

static void fill_sync_hwsync(struct stream *s, union pcm_arg *arg)
{
	arg->sync.flags = SNDRV_PCM_SYNC_PTR_HWSYNC | SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN;
}

#define PCM_IOCTL(name, fill, type) { #name, SNDRV_PCM_IOCTL_##name, fill, sizeof(type) }
#define PCM_IOCTL_NONE(name) { #name, SNDRV_PCM_IOCTL_##name }
#define PCM_IOCTL_VALUE(name, value) { #name " " #value, SNDRV_PCM_IOCTL_##name, NULL, 0, value }

const struct pcm_ioctl pcm_ioctls[] = {
	PCM_IOCTL(PVERSION, NULL, int),
	PCM_IOCTL(INFO, NULL, struct snd_pcm_info),
	PCM_IOCTL(TSTAMP, fill_one, int),
	PCM_IOCTL(TTSTAMP, fill_one, int),
	PCM_IOCTL(USER_PVERSION, fill_version, int),
	PCM_IOCTL(HW_REFINE, fill_hw_any, struct snd_pcm_hw_params),
	PCM_IOCTL(HW_PARAMS, fill_hw, struct snd_pcm_hw_params),
	PCM_IOCTL_NONE(HW_FREE),
	PCM_IOCTL(SW_PARAMS, fill_sw, struct snd_pcm_sw_params),
	PCM_IOCTL(STATUS, NULL, struct snd_pcm_status),
	PCM_IOCTL(STATUS_EXT, NULL, struct snd_pcm_status),
	PCM_IOCTL(DELAY, NULL, snd_pcm_sframes_t),
	PCM_IOCTL_NONE(HWSYNC),
	PCM_IOCTL(SYNC_PTR, fill_sync_write, struct snd_pcm_sync_ptr),
	{ "SYNC_PTR hwsync", SNDRV_PCM_IOCTL_SYNC_PTR, fill_sync_hwsync, sizeof(struct snd_pcm_sync_ptr) },
	PCM_IOCTL(CHANNEL_INFO, fill_one, struct snd_pcm_channel_info),
	PCM_IOCTL_NONE(PREPARE),
	PCM_IOCTL_NONE(RESET),
	PCM_IOCTL_NONE(START),
	PCM_IOCTL_NONE(DROP),
	PCM_IOCTL_NONE(DRAIN),
	PCM_IOCTL_VALUE(PAUSE, 0),
	PCM_IOCTL_VALUE(PAUSE, 1),
	PCM_IOCTL_VALUE(PAUSE, 2),
	PCM_IOCTL(REWIND, fill_frames, snd_pcm_uframes_t),
	PCM_IOCTL(FORWARD, fill_frames, snd_pcm_uframes_t),
	PCM_IOCTL_NONE(RESUME),
	PCM_IOCTL_NONE(XRUN),
	PCM_IOCTL(WRITEI_FRAMES, fill_xferi, struct snd_xferi),
	PCM_IOCTL(READI_FRAMES, fill_xferi, struct snd_xferi),
	PCM_IOCTL(WRITEN_FRAMES, fill_xfern, struct snd_xfern),
	PCM_IOCTL(READN_FRAMES, fill_xfern, struct snd_xfern),
	PCM_IOCTL_VALUE(LINK, -1UL),
	PCM_IOCTL_VALUE(LINK, 0),
	PCM_IOCTL_NONE(UNLINK),
	/* numbers of other layouts, of other devices, of nobody */
	{ "HW_REFINE_OLD", _IOWR('A', 0x10, char[256]), NULL, 256 },
	{ "HW_PARAMS_OLD", _IOWR('A', 0x11, char[256]), NULL, 256 },
	{ "HW_REFINE of 8 bytes", _IOWR('A', 0x10, char[8]), NULL, 8 },
	{ "HW_PARAMS with _IOW", _IOW('A', 0x11, struct snd_pcm_hw_params), fill_hw, sizeof(struct snd_pcm_hw_params) },
	{ "STATUS of 32-bit times", _IOR('A', 0x20, char[108]), NULL, 108 },
	{ "SYNC_PTR of 32-bit times", _IOWR('A', 0x23, char[132]), fill_sync_hwsync, 132 },
	{ "SYNC_PTR of 8 bytes", _IOWR('A', 0x23, char[8]), fill_sync_hwsync, 8 },
	{ "number 0x7f", _IO('A', 0x7f), NULL, 0 },
	{ "number 0x05", _IO('A', 0x05), NULL, 0 },
	{ "0", 0, NULL, 0 },
	{ "a control's", SNDRV_CTL_IOCTL_PVERSION, NULL, sizeof(int) },
	{ "a timer's", SNDRV_TIMER_IOCTL_PVERSION, NULL, sizeof(int) },
	{ "TCGETS", 0x5401, NULL, 64 },
	{ 0 },
};

void pcm_ioctl_fill(struct stream *s, const struct pcm_ioctl *ioctl, union pcm_arg *arg)
{
	memset(arg, 0, sizeof(*arg));
	if (ioctl->fill)
		ioctl->fill(s, arg);
}

long pcm_ioctl_call(struct stream *s, const struct pcm_ioctl *ioctl, union pcm_arg *arg)
{
	pcm_ioctl_fill(s, ioctl, arg);
	return do_ioctl(s, ioctl->cmd, ioctl->size ? (void *)arg : (void *)ioctl->value);
}
