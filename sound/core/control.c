// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the control device of a card: who it is, what it has, which subdevice a process prefers.
 *
 * Other parts of ALSA add ioctls of their own (snd_ctl_register_ioctl(): PCM adds its NEXT_DEVICE, INFO and
 * PREFER_SUBDEVICE); they are asked in turn for what is not answered here. A command nobody knows is -ENOTTY; so are
 * those of elements, events and power, which are not there yet.
 *
 * Locks: snd_ioctl_rwsem protects the list of added ioctls; card->controls_rwlock the card's open control files.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/control.h>
#include <sound/minors.h>

#include "local.h"

struct added_ioctl {
	struct list_head list;
	snd_kctl_ioctl_func_t fn;
};

static DECLARE_RWSEM(snd_ioctl_rwsem);
static LIST_HEAD(added_ioctls);

/**
 * snd_ctl_register_ioctl() - answer ioctls of every control device
 * @fcn: asked for commands the core does not know; says -ENOIOCTLCMD to pass. May sleep.
 * Return: 0, -ENOMEM.
 */
int snd_ctl_register_ioctl(snd_kctl_ioctl_func_t fcn)
{
	struct added_ioctl *added = kzalloc(sizeof(*added), GFP_KERNEL);

	if (!added)
		return -ENOMEM;
	added->fn = fcn;
	down_write(&snd_ioctl_rwsem);
	list_add_tail(&added->list, &added_ioctls);
	up_write(&snd_ioctl_rwsem);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_register_ioctl);

/** snd_ctl_unregister_ioctl() - waits for calls in progress; -EINVAL (reported) if @fcn is not registered */
int snd_ctl_unregister_ioctl(snd_kctl_ioctl_func_t fcn)
{
	struct added_ioctl *added, *found = NULL;

	if (snd_BUG_ON(!fcn))
		return -EINVAL;
	down_write(&snd_ioctl_rwsem);
	list_for_each_entry(added, &added_ioctls, list) {
		if (added->fn == fcn) {
			list_del(&added->list);
			found = added;
			break;
		}
	}
	up_write(&snd_ioctl_rwsem);
	if (snd_BUG_ON(!found))
		return -EINVAL;
	kfree(found);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_unregister_ioctl);

/**
 * snd_ctl_get_preferred_subdevice() - what the running process asked for through a control file it has open
 * @type: SND_CTL_SUBDEV_*
 * Return: the number, or -1.
 */
int snd_ctl_get_preferred_subdevice(struct snd_card *card, int type)
{
	struct snd_ctl_file *ctl;
	unsigned long flags;
	int subdevice = -1;

	read_lock_irqsave(&card->controls_rwlock, flags);
	list_for_each_entry(ctl, &card->ctl_files, list) {
		if (ctl->pid == current->pid)
			subdevice = ctl->preferred_subdevice[type];
		if (subdevice != -1)
			break;
	}
	read_unlock_irqrestore(&card->controls_rwlock, flags);
	return subdevice;
}
EXPORT_SYMBOL_GPL(snd_ctl_get_preferred_subdevice);

/* ---- the file ------------------------------------------------------------------------------------------ */

static struct snd_ctl_file *new_ctl_file(struct snd_card *card)
{
	struct snd_ctl_file *ctl = kzalloc(sizeof(*ctl), GFP_KERNEL);
	int type;

	if (!ctl)
		return NULL;
	ctl->card = card;
	ctl->pid = current->pid;
	for (type = 0; type < SND_CTL_SUBDEV_ITEMS; type++)
		ctl->preferred_subdevice[type] = -1;
	return ctl;
}

static int ctl_open(struct inode *inode, struct file *file)
{
	struct snd_ctl_file *ctl;
	struct snd_card *card;
	int err;

	stream_open(inode, file);
	card = snd_lookup_minor_data(iminor(inode), SNDRV_DEVICE_TYPE_CONTROL);
	if (!card)
		return -ENODEV;
	err = snd_card_file_add(card, file);
	if (err)
		goto out_unref;
	err = -EFAULT;
	if (!try_module_get(card->module))
		goto err_remove_file;
	err = -ENOMEM;
	ctl = new_ctl_file(card);
	if (!ctl)
		goto err_put_module;
	file->private_data = ctl;
	write_lock_irq(&card->controls_rwlock);
	list_add_tail(&ctl->list, &card->ctl_files);
	write_unlock_irq(&card->controls_rwlock);
	err = 0;
	goto out_unref;

err_put_module:
	module_put(card->module);
err_remove_file:
	snd_card_file_remove(card, file);
out_unref:
	snd_card_unref(card);
	return err;
}

static int ctl_release(struct inode *inode, struct file *file)
{
	struct snd_ctl_file *ctl = file->private_data;
	struct snd_card *card = ctl->card;
	struct module *module = card->module;

	write_lock_irq(&card->controls_rwlock);
	list_del(&ctl->list);
	write_unlock_irq(&card->controls_rwlock);
	kfree(ctl);
	snd_card_file_remove(card, file);
	module_put(module);
	return 0;
}

static int card_info(struct snd_card *card, struct snd_ctl_card_info __user *to)
{
	struct snd_ctl_card_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	int err;

	if (!info)
		return -ENOMEM;
	info->card = card->number;
	strscpy(info->id, card->id, sizeof(info->id));
	strscpy(info->driver, card->driver, sizeof(info->driver));
	strscpy(info->name, card->shortname, sizeof(info->name));
	strscpy(info->longname, card->longname, sizeof(info->longname));
	strscpy(info->mixername, card->mixername, sizeof(info->mixername));
	strscpy(info->components, card->components, sizeof(info->components));
	err = copy_to_user(to, info, sizeof(*info)) ? -EFAULT : 0;
	kfree(info);
	return err;
}

static long ctl_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_ctl_file *ctl = file->private_data;
	struct added_ioctl *added;
	long ret = -ENOTTY;

	switch (cmd) {
	case SNDRV_CTL_IOCTL_PVERSION:
		return put_user(SNDRV_CTL_VERSION, (int __user *)arg);
	case SNDRV_CTL_IOCTL_CARD_INFO:
		return card_info(ctl->card, (struct snd_ctl_card_info __user *)arg);
	}
	down_read(&snd_ioctl_rwsem);
	list_for_each_entry(added, &added_ioctls, list) {
		ret = added->fn(ctl->card, ctl, cmd, arg);
		if (ret != -ENOIOCTLCMD)
			break;
	}
	up_read(&snd_ioctl_rwsem);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

static const struct file_operations ctl_fops = {
	.owner = THIS_MODULE,
	.open = ctl_open,
	.release = ctl_release,
	.unlocked_ioctl = ctl_ioctl,
};

/* ---- the component ------------------------------------------------------------------------------------- */

static int ctl_register(struct snd_device *device)
{
	struct snd_card *card = device->device_data;

	return snd_register_device(SNDRV_DEVICE_TYPE_CONTROL, card, -1, &ctl_fops, card, card->ctl_dev);
}

static int ctl_disconnect(struct snd_device *device)
{
	struct snd_card *card = device->device_data;

	return snd_unregister_device(card->ctl_dev);
}

static int ctl_free(struct snd_device *device)
{
	struct snd_card *card = device->device_data;

	put_device(card->ctl_dev);
	return 0;
}

/** snd_ctl_create() - the control component of a new card */
int snd_ctl_create(struct snd_card *card)
{
	static const struct snd_device_ops ops = {
		.dev_free = ctl_free,
		.dev_register = ctl_register,
		.dev_disconnect = ctl_disconnect,
	};
	int err;

	err = snd_device_alloc(&card->ctl_dev, card);
	if (err)
		return err;
	err = dev_set_name(card->ctl_dev, "controlC%d", card->number);
	if (!err)
		err = snd_device_new(card, SNDRV_DEV_CONTROL, card, &ops);
	if (err)
		put_device(card->ctl_dev);
	return err;
}
