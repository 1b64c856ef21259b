// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_ioctl.c - applications list elements, read and set their values, and lock them.
 *
 * An argument is copied in before any lock is taken, and copied out only if there was no error. What reaches the driver
 * waits for the card's power first and keeps it. Locks: control_local.h.
 */
#define KBUILD_MODNAME "snd"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control_local.h"

/* ---- ELEM_LIST ----------------------------------------------------------------------------------------- */

/* fill @list->pids; controls_rwsem held */
static int list_ids(struct snd_card *card, struct snd_ctl_elem_list *list)
{
	unsigned int skip = list->offset;
	struct snd_kcontrol *kctl;
	struct snd_ctl_elem_id id;

	list_for_each_entry(kctl, &card->controls, list) {
		for (; skip < kctl->count; skip++) {
			if (list->used == list->space)
				return 0;
			snd_ctl_build_ioff(&id, kctl, skip);
			if (copy_to_user(list->pids + list->used, &id, sizeof(id)))
				return -EFAULT;
			list->used++;
		}
		skip -= kctl->count;
	}
	return 0;
}

int ctl_list_elements(struct snd_card *card, struct snd_ctl_elem_list *list)
{
	list->used = 0;
	guard(rwsem_read)(&card->controls_rwsem);
	list->count = card->controls_count;
	return list_ids(card, list);
}

int ctl_elem_list(struct snd_ctl_file *ctl, void __user *arg)
{
	struct snd_ctl_elem_list list;
	int err;

	if (copy_from_user(&list, arg, sizeof(list)))
		return -EFAULT;
	err = ctl_list_elements(ctl->card, &list);
	if (err)
		return err;
	return copy_to_user(arg, &list, sizeof(list)) ? -EFAULT : 0;
}

/* ---- ELEM_INFO ----------------------------------------------------------------------------------------- */

/* controls_rwsem held */
static int get_info(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info)
{
	struct snd_kcontrol *kctl = snd_ctl_find_id(ctl->card, &info->id);
	struct snd_kcontrol_volatile *vd;
	unsigned int offset;
	int result;

	if (!kctl)
		return -ENOENT;
	offset = snd_ctl_get_ioff(kctl, &info->id);
	vd = &kctl->vd[offset];
	info->access = 0;
	result = kctl->info(kctl, info);
	if (result < 0)
		return result;
	/* access is in the element, info() has no say */
	snd_BUG_ON(info->access);
	snd_ctl_build_ioff(&info->id, kctl, offset);
	info->access = vd->access & ~(SNDRV_CTL_ELEM_ACCESS_SKIP_CHECK | SNDRV_CTL_ELEM_ACCESS_LED_MASK);
	if (vd->owner)
		info->access |= SNDRV_CTL_ELEM_ACCESS_LOCK;
	if (vd->owner == ctl)
		info->access |= SNDRV_CTL_ELEM_ACCESS_OWNER;
	info->owner = vd->owner ? vd->owner->pid : -1;
	return result;
}

int ctl_get_info(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info)
{
	struct snd_card *card = ctl->card;
	int result = snd_power_ref_and_wait(card);

	if (result)
		return result;
	scoped_guard(rwsem_read, &card->controls_rwsem)
		result = get_info(ctl, info);
	snd_power_unref(card);
	return result;
}

int ctl_elem_info(struct snd_ctl_file *ctl, void __user *arg)
{
	struct snd_ctl_elem_info info;
	int result;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	result = ctl_get_info(ctl, &info);
	if (result < 0)
		return result;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : result;
}

/* ---- ELEM_READ, ELEM_WRITE ----------------------------------------------------------------------------- */

int ctl_read_value(struct snd_ctl_file *ctl, struct snd_ctl_elem_value *value)
{
	struct snd_card *card = ctl->card;
	struct snd_kcontrol *kctl;
	unsigned int offset;

	guard(rwsem_read)(&card->controls_rwsem);
	kctl = snd_ctl_find_id(card, &value->id);
	if (!kctl)
		return -ENOENT;
	offset = snd_ctl_get_ioff(kctl, &value->id);
	if (!(kctl->vd[offset].access & SNDRV_CTL_ELEM_ACCESS_READ) || !kctl->get)
		return -EPERM;
	snd_ctl_build_ioff(&value->id, kctl, offset);
	return min(kctl->get(kctl, value), 0);
}

static bool may_write(struct snd_ctl_file *ctl, struct snd_kcontrol *kctl, unsigned int offset)
{
	struct snd_kcontrol_volatile *vd = &kctl->vd[offset];

	return vd->access & SNDRV_CTL_ELEM_ACCESS_WRITE && kctl->put && (!vd->owner || vd->owner == ctl);
}

int ctl_write_value(struct snd_ctl_file *ctl, struct snd_ctl_elem_value *value)
{
	struct snd_card *card = ctl->card;
	struct snd_kcontrol *kctl;
	unsigned int offset;
	int result;

	down_write(&card->controls_rwsem);
	result = -ENOENT;
	kctl = snd_ctl_find_id(card, &value->id);
	if (!kctl)
		goto out_unlock;
	result = -EPERM;
	offset = snd_ctl_get_ioff(kctl, &value->id);
	if (!may_write(ctl, kctl, offset))
		goto out_unlock;
	snd_ctl_build_ioff(&value->id, kctl, offset);
	result = kctl->put(kctl, value);
	if (result > 0) {
		ctl_notify_reader(card, SNDRV_CTL_EVENT_MASK_VALUE, kctl, offset);
		return 0;
	}
out_unlock:
	up_write(&card->controls_rwsem);
	return result;
}

static int transfer_value(struct snd_ctl_file *ctl, void __user *arg, ctl_value_func_t transfer)
{
	/* too large for the stack */
	struct snd_ctl_elem_value *value = memdup_user(arg, sizeof(*value));
	int err;

	if (IS_ERR(value))
		return PTR_ERR(value);
	err = snd_power_ref_and_wait(ctl->card);
	if (!err) {
		err = transfer(ctl, value);
		snd_power_unref(ctl->card);
	}
	if (!err && copy_to_user(arg, value, sizeof(*value)))
		err = -EFAULT;
	kfree(value);
	return err;
}

int ctl_elem_read(struct snd_ctl_file *ctl, void __user *arg)
{
	return transfer_value(ctl, arg, ctl_read_value);
}

int ctl_elem_write(struct snd_ctl_file *ctl, void __user *arg)
{
	return transfer_value(ctl, arg, ctl_write_value);
}

/* ---- ELEM_LOCK, ELEM_UNLOCK ---------------------------------------------------------------------------- */

static int lock(struct snd_kcontrol_volatile *vd, struct snd_ctl_file *ctl)
{
	if (vd->owner)
		return -EBUSY;
	vd->owner = ctl;
	return 0;
}

static int unlock(struct snd_kcontrol_volatile *vd, struct snd_ctl_file *ctl)
{
	if (!vd->owner)
		return -EINVAL;
	if (vd->owner != ctl)
		return -EPERM;
	vd->owner = NULL;
	return 0;
}

static int change_owner(struct snd_ctl_file *ctl, void __user *arg,
			int (*change)(struct snd_kcontrol_volatile *vd, struct snd_ctl_file *ctl))
{
	struct snd_kcontrol *kctl;
	struct snd_ctl_elem_id id;

	if (copy_from_user(&id, arg, sizeof(id)))
		return -EFAULT;
	guard(rwsem_write)(&ctl->card->controls_rwsem);
	kctl = snd_ctl_find_id(ctl->card, &id);
	return kctl ? change(&kctl->vd[snd_ctl_get_ioff(kctl, &id)], ctl) : -ENOENT;
}

int ctl_elem_lock(struct snd_ctl_file *ctl, void __user *arg)
{
	return change_owner(ctl, arg, lock);
}

int ctl_elem_unlock(struct snd_ctl_file *ctl, void __user *arg)
{
	return change_owner(ctl, arg, unlock);
}
