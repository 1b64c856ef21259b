/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The control device of a card, controlCN (sound/core/control.c): which card this is, which PCM devices it has, which
 * subdevice a process prefers.
 */
#ifndef __SOUND_CONTROL_H
#define __SOUND_CONTROL_H

#include <linux/list.h>
#include <linux/types.h>
#include <sound/asound.h>

struct snd_card;

enum {
	SND_CTL_SUBDEV_PCM,
	SND_CTL_SUBDEV_RAWMIDI,
	SND_CTL_SUBDEV_ITEMS,
};

/**
 * struct snd_ctl_file - an open control file
 * @list: in card->ctl_files; card->controls_rwlock
 * @pid: who opened it
 * @preferred_subdevice: by SND_CTL_SUBDEV_*: taken at the next open by the same process; -1: any
 */
struct snd_ctl_file {
	struct list_head list;
	struct snd_card *card;
	pid_t pid;
	int preferred_subdevice[SND_CTL_SUBDEV_ITEMS];
};

#define snd_ctl_file(n) list_entry(n, struct snd_ctl_file, list)

/* An ioctl of the control device that another part of ALSA answers; -ENOIOCTLCMD: not mine. */
typedef int (*snd_kctl_ioctl_func_t)(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd,
				     unsigned long arg);

int snd_ctl_create(struct snd_card *card);
int snd_ctl_register_ioctl(snd_kctl_ioctl_func_t fcn);
int snd_ctl_unregister_ioctl(snd_kctl_ioctl_func_t fcn);
#define snd_ctl_register_ioctl_compat(fcn)
#define snd_ctl_unregister_ioctl_compat(fcn)
int snd_ctl_get_preferred_subdevice(struct snd_card *card, int type);

#endif
