// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the control device of a card: its files and the table of its ioctls.
 *
 * Elements are in control_elem.c and control_lookup.c, what applications do with them in control_ioctl.c,
 * control_tlv.c, control_user.c and control_event.c. Other parts of ALSA add ioctls of their own
 * (snd_ctl_register_ioctl(): PCM adds its NEXT_DEVICE, INFO and PREFER_SUBDEVICE); they are asked in turn for what is
 * not answered here. A command nobody knows is -ENOTTY; so are those of hwdep, rawmidi and UMP devices, of which there
 * are none.
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
#include <sound/minors.h>

#include "control_compat.h"
#include "control_local.h"

struct added_ioctl {
	struct list_head list;
	snd_kctl_ioctl_func_t fn;
};

static DECLARE_RWSEM(snd_ioctl_rwsem);
static LIST_HEAD(added_ioctls);
static LIST_HEAD(added_compat_ioctls);

static int add_ioctl(struct list_head *to, snd_kctl_ioctl_func_t fcn)
{
	struct added_ioctl *added = kzalloc(sizeof(*added), GFP_KERNEL);

	if (!added)
		return -ENOMEM;
	added->fn = fcn;
	down_write(&snd_ioctl_rwsem);
	list_add_tail(&added->list, to);
	up_write(&snd_ioctl_rwsem);
	return 0;
}

static int drop_ioctl(struct list_head *from, snd_kctl_ioctl_func_t fcn)
{
	struct added_ioctl *added, *found = NULL;

	if (snd_BUG_ON(!fcn))
		return -EINVAL;
	down_write(&snd_ioctl_rwsem);
	list_for_each_entry(added, from, list) {
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

/**
 * snd_ctl_register_ioctl() - answer ioctls of every control device
 * @fcn: asked for commands the core does not know; says -ENOIOCTLCMD to pass. May sleep.
 * Return: 0, -ENOMEM.
 */
int snd_ctl_register_ioctl(snd_kctl_ioctl_func_t fcn)
{
	return add_ioctl(&added_ioctls, fcn);
}
EXPORT_SYMBOL(snd_ctl_register_ioctl);

/** snd_ctl_register_ioctl_compat() - the same for those of 32-bit programs; the argument is widened already */
int snd_ctl_register_ioctl_compat(snd_kctl_ioctl_func_t fcn)
{
	return add_ioctl(&added_compat_ioctls, fcn);
}
EXPORT_SYMBOL(snd_ctl_register_ioctl_compat);

/** snd_ctl_unregister_ioctl() - waits for calls in progress; -EINVAL (reported) if @fcn is not registered */
int snd_ctl_unregister_ioctl(snd_kctl_ioctl_func_t fcn)
{
	return drop_ioctl(&added_ioctls, fcn);
}
EXPORT_SYMBOL(snd_ctl_unregister_ioctl);

int snd_ctl_unregister_ioctl_compat(snd_kctl_ioctl_func_t fcn)
{
	return drop_ioctl(&added_compat_ioctls, fcn);
}
EXPORT_SYMBOL(snd_ctl_unregister_ioctl_compat);

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
	ctl_event_init(ctl);
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
	ctl_drop_locks(ctl);
	ctl_event_clear(ctl);
	snd_fasync_free(ctl->fasync);
	kfree(ctl);
	snd_card_file_remove(card, file);
	module_put(module);
	return 0;
}

/* ---- ioctls -------------------------------------------------------------------------------------------- */

static int ctl_version(struct snd_ctl_file *ctl, void __user *arg)
{
	return put_user(SNDRV_CTL_VERSION, (int __user *)arg);
}

static int ctl_card_info(struct snd_ctl_file *ctl, void __user *arg)
{
	struct snd_ctl_card_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	struct snd_card *card = ctl->card;
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
	err = copy_to_user(arg, info, sizeof(*info)) ? -EFAULT : 0;
	kfree(info);
	return err;
}

/* power is the driver's business: applications neither set nor see it */
static int ctl_power(struct snd_ctl_file *ctl, void __user *arg)
{
	return -ENOPROTOOPT;
}

static int ctl_power_state(struct snd_ctl_file *ctl, void __user *arg)
{
	return put_user(SNDRV_CTL_POWER_D0, (int __user *)arg);
}

static const struct {
	unsigned int cmd;
	ctl_ioctl_func_t fn;
} own_ioctls[] = {
	{ SNDRV_CTL_IOCTL_PVERSION, ctl_version },
	{ SNDRV_CTL_IOCTL_CARD_INFO, ctl_card_info },
	{ SNDRV_CTL_IOCTL_ELEM_LIST, ctl_elem_list },
	{ SNDRV_CTL_IOCTL_ELEM_INFO, ctl_elem_info },
	{ SNDRV_CTL_IOCTL_ELEM_READ, ctl_elem_read },
	{ SNDRV_CTL_IOCTL_ELEM_WRITE, ctl_elem_write },
	{ SNDRV_CTL_IOCTL_ELEM_LOCK, ctl_elem_lock },
	{ SNDRV_CTL_IOCTL_ELEM_UNLOCK, ctl_elem_unlock },
	{ SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, ctl_subscribe },
	{ SNDRV_CTL_IOCTL_ELEM_ADD, ctl_user_add },
	{ SNDRV_CTL_IOCTL_ELEM_REPLACE, ctl_user_replace },
	{ SNDRV_CTL_IOCTL_ELEM_REMOVE, ctl_user_remove },
	{ SNDRV_CTL_IOCTL_TLV_READ, ctl_tlv_read },
	{ SNDRV_CTL_IOCTL_TLV_WRITE, ctl_tlv_write },
	{ SNDRV_CTL_IOCTL_TLV_COMMAND, ctl_tlv_command },
	{ SNDRV_CTL_IOCTL_POWER, ctl_power },
	{ SNDRV_CTL_IOCTL_POWER_STATE, ctl_power_state },
};

static long ask_others(const struct list_head *others, struct snd_ctl_file *ctl, unsigned int cmd, unsigned long arg)
{
	struct added_ioctl *added;
	int ret;

	guard(rwsem_read)(&snd_ioctl_rwsem);
	list_for_each_entry(added, others, list) {
		ret = added->fn(ctl->card, ctl, cmd, arg);
		if (ret != -ENOIOCTLCMD)
			return ret;
	}
	return -ENOIOCTLCMD;
}

long ctl_compat_ask_others(struct snd_ctl_file *ctl, unsigned int cmd, unsigned long arg)
{
	return ask_others(&added_compat_ioctls, ctl, cmd, arg);
}

/** ctl_ioctl() - &file_operations.unlocked_ioctl of control files; each command's errors, or -ENOTTY */
long ctl_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_ctl_file *ctl = file->private_data;
	long ret;
	int i;

	for (i = 0; i < ARRAY_SIZE(own_ioctls); i++)
		if (own_ioctls[i].cmd == cmd)
			return own_ioctls[i].fn(ctl, (void __user *)arg);
	ret = ask_others(&added_ioctls, ctl, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

static const struct file_operations ctl_fops = {
	.owner = THIS_MODULE,
	.open = ctl_open,
	.release = ctl_release,
	.read = ctl_event_read,
	.poll = ctl_event_poll,
	.fasync = ctl_event_fasync,
	.unlocked_ioctl = ctl_ioctl,
	.compat_ioctl = ctl_compat_ioctl,
};

/* ---- the component ------------------------------------------------------------------------------------- */

static int ctl_register(struct snd_device *device)
{
	struct snd_card *card = device->device_data;
	int err = snd_register_device(SNDRV_DEVICE_TYPE_CONTROL, card, -1, &ctl_fops, card, card->ctl_dev);

	if (!err)
		ctl_layers_register(card);
	return err;
}

static int ctl_disconnect(struct snd_device *device)
{
	struct snd_card *card = device->device_data;

	ctl_event_hang_up(card);
	ctl_layers_disconnect(card);
	return snd_unregister_device(card->ctl_dev);
}

static int ctl_free(struct snd_device *device)
{
	struct snd_card *card = device->device_data;
	struct snd_kcontrol *kctl, *next;

	down_write(&card->controls_rwsem);
	list_for_each_entry_safe(kctl, next, &card->controls, list)
		ctl_remove_locked(card, kctl);
	ctl_lookup_free(card);
	up_write(&card->controls_rwsem);
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

	ctl_lookup_init(card);
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
