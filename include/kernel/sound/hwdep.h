/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices that only their own programs understand (sound/core/hwdep.c): /dev/snd/hwC*D*, whose operations are the
 * driver's. FM synthesizers, signal processors that want a program, effects.
 */
#ifndef __SOUND_HWDEP_H
#define __SOUND_HWDEP_H

#include <linux/poll.h>
#include <sound/asound.h>

struct snd_hwdep;

/**
 * struct snd_hwdep_ops - any may be NULL; what they return is what the application gets, unless said otherwise
 * @open: open_mutex held; -EAGAIN: wait until somebody closes it
 * @release: open_mutex held
 * @dsp_status: fills in all but dsp_loaded
 * @dsp_load: a program that has not been loaded yet
 */
struct snd_hwdep_ops {
	long long (*llseek)(struct snd_hwdep *hw, struct file *file, long long offset, int orig);
	long (*read)(struct snd_hwdep *hw, char __user *buf, long count, loff_t *offset);
	long (*write)(struct snd_hwdep *hw, const char __user *buf, long count, loff_t *offset);
	int (*open)(struct snd_hwdep *hw, struct file *file);
	int (*release)(struct snd_hwdep *hw, struct file *file);
	__poll_t (*poll)(struct snd_hwdep *hw, struct file *file, poll_table *wait);
	int (*ioctl)(struct snd_hwdep *hw, struct file *file, unsigned int cmd, unsigned long arg);
	int (*ioctl_compat)(struct snd_hwdep *hw, struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct snd_hwdep *hw, struct file *file, struct vm_area_struct *vma);
	int (*dsp_status)(struct snd_hwdep *hw, struct snd_hwdep_dsp_status *status);
	int (*dsp_load)(struct snd_hwdep *hw, struct snd_hwdep_dsp_image *image);
};

/**
 * struct snd_hwdep - a device; name, iface, ops, exclusive and private_* are the driver's
 * @iface: SNDRV_HWDEP_IFACE_*
 * @used: files; open_mutex
 * @dsp_loaded: a bit for each program
 * @exclusive: one file at a time
 */
struct snd_hwdep {
	struct snd_card *card;
	struct list_head list;
	int device;
	char id[32];
	char name[80];
	int iface;
	struct snd_hwdep_ops ops;
	wait_queue_head_t open_wait;
	void *private_data;
	void (*private_free)(struct snd_hwdep *hwdep);
	struct device *dev;
	struct mutex open_mutex;
	int used;
	unsigned int dsp_loaded;
	unsigned int exclusive : 1;
};

int snd_hwdep_new(struct snd_card *card, char *id, int device, struct snd_hwdep **rhwdep);

#endif
