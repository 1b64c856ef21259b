/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse_pcm.h - what test clients outside do with a PCM node: real system calls, as alsa-lib makes them.
 */
#ifndef TESTS_HOST_FUSE_PCM_H
#define TESTS_HOST_FUSE_PCM_H

#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <sound/asound.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PCM_RATE 44100u
#define PCM_PERIOD 1024u
#define PCM_BUFFER 4096u

static inline int open_in(const char *folder, const char *name, int flags)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return open(path, flags | O_CLOEXEC);
}

static inline void fix_mask(struct snd_pcm_hw_params *params, int which, unsigned int value)
{
	struct snd_mask *mask = &params->masks[which - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1u << value % 32;
}

static inline void fix_range(struct snd_pcm_hw_params *params, int which, unsigned int value)
{
	params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL] = (struct snd_interval){
		.min = value, .max = value, .integer = 1,
	};
}

static inline void any_params(struct snd_pcm_hw_params *params)
{
	int i;

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		params->intervals[i].max = ~0u;
	params->rmask = ~0u;
}

static inline int set_hw(int fd, unsigned int access, struct snd_pcm_hw_params *params)
{
	any_params(params);
	fix_mask(params, SNDRV_PCM_HW_PARAM_ACCESS, access);
	fix_mask(params, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	fix_mask(params, SNDRV_PCM_HW_PARAM_SUBFORMAT, SNDRV_PCM_SUBFORMAT_STD);
	fix_range(params, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fix_range(params, SNDRV_PCM_HW_PARAM_RATE, PCM_RATE);
	fix_range(params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PCM_PERIOD);
	fix_range(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, PCM_BUFFER);
	return ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, params) ? -errno : 0;
}

/*
 * parameters, and PREPARE: it starts when the buffer is full. It never stops at an xrun: on the real clock a busy
 * machine would make some, and they are none of these tests' business.
 */
static inline int set_up(int fd, unsigned int access)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PCM_PERIOD, .start_threshold = PCM_BUFFER, .stop_threshold = ~0ul,
		.proto = SNDRV_PROTOCOL_VERSION(2, 0, 8),
	};
	int err = set_hw(fd, access, &hw);

	if (err)
		return err;
	if (ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw) || ioctl(fd, SNDRV_PCM_IOCTL_PREPARE))
		return -errno;
	return 0;
}

/* frames, or -errno */
static inline long write_frames(int fd, const void *data, unsigned long frames)
{
	struct snd_xferi x = { .buf = (void *)data, .frames = frames };

	return ioctl(fd, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &x) ? -errno : x.result;
}

static inline int pcm_state(int fd)
{
	struct snd_pcm_status status = { 0 };

	return ioctl(fd, SNDRV_PCM_IOCTL_STATUS, &status) ? -errno : (int)status.state;
}

#endif
