// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_compat.c - the ioctls of a MIDI port's file of 32-bit programs, as i386 lays their arguments out. What is
 * alike in both worlds is rawmidi_ioctl()'s.
 *
 * As in Linux 6.12 USER_PVERSION is not among them (-ENOTTY), and so a mode is taken from every such program. Not here:
 * x32.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/uaccess.h>

#include "rawmidi_local.h"

struct rawmidi_params_compat {
	s32 stream;
	compat_size_t buffer_size, avail_min;
	u32 no_active_sensing; /* a bit of it */
	u32 mode;
	u8 reserved[12];
};

/* of programs with 64-bit time_t */
struct rawmidi_status64_compat {
	s32 stream;
	u32 pad;
	compat_s64 tstamp_sec, tstamp_nsec;
	compat_size_t avail, xruns;
	u8 reserved[16];
};

_Static_assert(sizeof(struct rawmidi_params_compat) == 32, "struct snd_rawmidi_params of i386");
_Static_assert(sizeof(struct snd_rawmidi_status32) == 36, "struct snd_rawmidi_status of i386");
_Static_assert(sizeof(struct rawmidi_status64_compat) == 48, "struct snd_rawmidi_status of i386 with 64-bit time_t");

#define RAWMIDI_COMPAT_PARAMS _IOWR('W', 0x10, struct rawmidi_params_compat)
#define RAWMIDI_COMPAT_STATUS64 _IOWR('W', 0x20, struct rawmidi_status64_compat)

static int do_params(struct snd_rawmidi_file *rfile, void __user *arg)
{
	struct rawmidi_params_compat narrow;
	struct snd_rawmidi_params params;

	if (copy_from_user(&narrow, arg, sizeof(narrow)))
		return -EFAULT;
	params = (struct snd_rawmidi_params){
		.stream = narrow.stream,
		.buffer_size = narrow.buffer_size,
		.avail_min = narrow.avail_min,
		.no_active_sensing = narrow.no_active_sensing & 1,
		.mode = narrow.mode,
	};
	return rawmidi_set_params(rfile, &params);
}

static int do_status64(struct snd_rawmidi_file *rfile, void __user *arg)
{
	struct rawmidi_status64_compat __user *user = arg;
	struct rawmidi_status64_compat narrow;
	struct snd_rawmidi_status64 status;
	int err;

	if (get_user(status.stream, &user->stream))
		return -EFAULT;
	err = rawmidi_get_status(rfile, &status);
	if (err)
		return err;
	narrow = (struct rawmidi_status64_compat){
		.stream = status.stream,
		.avail = status.avail,
		.xruns = status.xruns,
	};
	return copy_to_user(user, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

long rawmidi_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	void __user *to = compat_ptr(arg);

	switch (cmd) {
	case SNDRV_RAWMIDI_IOCTL_PVERSION:
	case SNDRV_RAWMIDI_IOCTL_INFO:
	case SNDRV_RAWMIDI_IOCTL_DROP:
	case SNDRV_RAWMIDI_IOCTL_DRAIN:
	case SNDRV_RAWMIDI_IOCTL_STATUS32:
		return rawmidi_ioctl(file, cmd, (unsigned long)to);
	case RAWMIDI_COMPAT_PARAMS:
		return do_params(rfile, to);
	case RAWMIDI_COMPAT_STATUS64:
		return do_status64(rfile, to);
	}
	return -ENOIOCTLCMD;
}
