// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * narrow.c - what transports must know of 32-bit clients.
 */
#include "server/narrow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sound/asound.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* those whose argument has a long or a pointer in it */
static const unsigned int wide[] = {
	SNDRV_PCM_IOCTL_HW_REFINE, SNDRV_PCM_IOCTL_HW_PARAMS, SNDRV_PCM_IOCTL_SW_PARAMS, SNDRV_PCM_IOCTL_STATUS,
	SNDRV_PCM_IOCTL_STATUS_EXT, SNDRV_PCM_IOCTL_DELAY, SNDRV_PCM_IOCTL_SYNC_PTR, SNDRV_PCM_IOCTL_CHANNEL_INFO,
	SNDRV_PCM_IOCTL_REWIND, SNDRV_PCM_IOCTL_FORWARD, SNDRV_PCM_IOCTL_WRITEI_FRAMES, SNDRV_PCM_IOCTL_READI_FRAMES,
	SNDRV_PCM_IOCTL_WRITEN_FRAMES, SNDRV_PCM_IOCTL_READN_FRAMES,
};

/* struct snd_xferi and struct snd_xfern of i386 */
struct transfer {
	int32_t result;
	uint32_t buffer, frames;
};

_Static_assert(sizeof(struct transfer) == 12, "there are no gaps");

unsigned int narrow_command(unsigned int cmd)
{
	const unsigned int size = (unsigned int)_IOC_SIZEMASK << _IOC_SIZESHIFT;
	size_t i;

	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if ((wide[i] & ~size) == (cmd & ~size))
			return wide[i];
	return cmd;
}

int narrow_transfer_frames(size_t (*fetch)(void *ctx, void *dst, uint64_t src, size_t bytes), void *ctx, uint64_t arg,
			   uint32_t *frames)
{
	struct transfer transfer;

	if (fetch(ctx, &transfer, arg, sizeof(transfer)))
		return -EFAULT;
	*frames = transfer.frames;
	return 0;
}

/*
 * The kernel's copy of what it has told the program at its start: pairs of a small number and a value, as wide as the program's longs.
 * The first value is never 0. (The program's file would tell as well, but whoever serves that may never answer.)
 */
bool narrow_program(pid_t thread)
{
	uint32_t words[2] = { 0 };
	char path[40];
	ssize_t got;
	int fd;

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/auxv", thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, words, sizeof(words));
	close(fd);
	return got == sizeof(words) && words[1];
}
