// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_compat.c - the commands of /dev/snd/timer of 32-bit programs (timer_compat.h). What is alike in both worlds is
 * timer_ioctl()'s.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/core.h>

#include "timer_compat.h"

struct command {
	unsigned int cmd;
	int (*run)(struct timer_file *tf, void __user *arg);
};

static int do_gparams(struct timer_file *tf, void __user *arg)
{
	struct timer_gparams_compat narrow;
	struct snd_timer_gparams gparams = {};

	if (copy_from_user(&narrow, arg, offsetof(struct timer_gparams_compat, reserved)))
		return -EFAULT;
	gparams.tid = narrow.tid;
	gparams.period_num = narrow.period_num;
	gparams.period_den = narrow.period_den;
	return timer_set_gparams(&gparams);
}

static int fill_info(struct timer_file *tf, struct timer_info_compat *info)
{
	struct snd_timer *timer;

	guard(mutex)(&timer_mutex);
	timer = timer_selected(tf);
	if (!timer)
		return -EBADFD;
	info->flags = timer_flags(timer);
	info->card = timer_card(timer);
	strscpy(info->id, timer->id, sizeof(info->id));
	strscpy(info->name, timer->name, sizeof(info->name));
	info->resolution = timer->hw.resolution;
	return 0;
}

static int do_info(struct timer_file *tf, void __user *arg)
{
	struct timer_info_compat info = {};
	int err = fill_info(tf, &info);

	if (err < 0)
		return err;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static int do_tread32(struct timer_file *tf, void __user *arg)
{
	return timer_set_tread(tf, arg, TREAD_TIME32);
}

/* without @run: the same in both worlds */
static const struct command commands[] = {
	{ SNDRV_TIMER_IOCTL_PVERSION },
	{ SNDRV_TIMER_IOCTL_NEXT_DEVICE },
	{ SNDRV_TIMER_IOCTL_GINFO },
	{ SNDRV_TIMER_IOCTL_GSTATUS },
	{ SNDRV_TIMER_IOCTL_TREAD64 },
	{ SNDRV_TIMER_IOCTL_SELECT },
	{ SNDRV_TIMER_IOCTL_PARAMS },
	{ SNDRV_TIMER_IOCTL_START },
	{ SNDRV_TIMER_IOCTL_STOP },
	{ SNDRV_TIMER_IOCTL_CONTINUE },
	{ SNDRV_TIMER_IOCTL_PAUSE },
	{ SNDRV_TIMER_IOCTL_START_OLD },
	{ SNDRV_TIMER_IOCTL_STOP_OLD },
	{ SNDRV_TIMER_IOCTL_CONTINUE_OLD },
	{ SNDRV_TIMER_IOCTL_PAUSE_OLD },
	{ SNDRV_TIMER_IOCTL_TREAD_OLD, do_tread32 },
	{ TIMER_COMPAT_GPARAMS, do_gparams },
	{ TIMER_COMPAT_INFO, do_info },
	{ TIMER_COMPAT_STATUS32, timer_status32 },
	{ TIMER_COMPAT_STATUS64, timer_status64 },
};

long timer_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct timer_file *tf = file->private_data;
	void __user *to = compat_ptr(arg);
	const struct command *command;

	for (command = commands; command < commands + ARRAY_SIZE(commands); command++) {
		if (command->cmd != cmd)
			continue;
		if (!command->run)
			return timer_ioctl(file, cmd, (unsigned long)to);
		guard(mutex)(&tf->lock);
		return command->run(tf, to);
	}
	return -ENOIOCTLCMD;
}
