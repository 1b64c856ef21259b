// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmaster.c - a master volume or switch that a card does not have, made of those it has.
 *
 * The master is one value. A follower keeps the values applications have set and gives the hardware less: a volume is
 * lowered by as many steps as the master is below its maximum (which stands for 0 dB), a switch is off while the master
 * is. Followers must be alike in type and steps; a follower has one or two channels.
 *
 * The callbacks of a follower's control are replaced by ours while there is a master, and are put back when that goes
 * first. All of this runs under controls_rwsem or, before the card is registered, in one task.
 */
#define KBUILD_MODNAME "snd"

#include <linux/export.h>
#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/tlv.h>

#define CHANNELS_MAX 2

/* what info() of a volume or switch says; count 0: not asked yet */
struct range {
	snd_ctl_elem_type_t type;
	int count;
	int min, max;
};

/**
 * struct master - behind the master's control
 * @followers: &struct follower
 * @range: of the first follower, with one channel
 * @val: the master's value
 * @tlv: decibels, as the driver gave them
 * @hook: told of every new value
 */
struct master {
	struct list_head followers;
	struct range range;
	int val;
	unsigned int tlv[4];
	void (*hook)(void *private_data, int);
	void *hook_data;
};

/**
 * struct follower - behind a follower's control
 * @list: in master->followers
 * @flags: SND_CTL_FOLLOWER_*
 * @vals: as set by applications
 * @kctl: the control
 * @original: what it was before, for the driver's callbacks
 */
struct follower {
	struct list_head list;
	struct master *master;
	struct range range;
	unsigned int flags;
	int vals[CHANNELS_MAX];
	struct snd_kcontrol *kctl;
	struct snd_kcontrol original;
};

/* ---- first use ----------------------------------------------------------------------------------------- */

static int read_range(struct follower *follower, struct range *range)
{
	struct snd_ctl_elem_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	int err;

	if (!info)
		return -ENOMEM;
	info->id = follower->original.id;
	err = follower->original.info(&follower->original, info);
	*range = (struct range){ info->type, info->count, info->value.integer.min, info->value.integer.max };
	kfree(info);
	if (err < 0)
		return err;
	if (range->count > CHANNELS_MAX ||
	    (range->type != SNDRV_CTL_ELEM_TYPE_INTEGER && range->type != SNDRV_CTL_ELEM_TYPE_BOOLEAN)) {
		pr_err("ALSA: '%s' cannot follow a master: type %d, %d channels\n", follower->original.id.name,
		       (__force int)range->type, range->count);
		return -EINVAL;
	}
	return 0;
}

static int read_values(struct follower *follower)
{
	struct snd_ctl_elem_value *value = kzalloc(sizeof(*value), GFP_KERNEL);
	int err, i;

	if (!value)
		return -ENOMEM;
	value->id = follower->original.id;
	err = follower->original.get(&follower->original, value);
	for (i = 0; err >= 0 && i < follower->range.count; i++)
		follower->vals[i] = value->value.integer.value[i];
	kfree(value);
	return min(err, 0);
}

/* The driver's elements are asked when they are needed: it may add them before its hardware can answer. */
static int init_follower(struct follower *follower)
{
	int err;

	if (follower->range.count)
		return follower->flags & SND_CTL_FOLLOWER_NEED_UPDATE ? read_values(follower) : 0;
	err = read_range(follower, &follower->range);
	if (!err)
		err = read_values(follower);
	if (err)
		follower->range.count = 0;
	return err;
}

/* 1: it was the first time, and the hook has been told; -ENOENT: nobody follows */
static int init_master(struct master *master)
{
	struct follower *first;
	int err;

	if (master->range.count)
		return 0;
	first = list_first_entry_or_null(&master->followers, struct follower, list);
	err = first ? init_follower(first) : -ENOENT;
	if (err < 0)
		return err;
	master->range = first->range;
	master->range.count = 1;
	master->val = master->range.max;
	if (master->hook)
		master->hook(master->hook_data, master->val);
	return 1;
}

/* ---- followers ----------------------------------------------------------------------------------------- */

/* Set the hardware to @value under the master; @value becomes what is set. */
static int put_lowered(struct follower *follower, struct snd_ctl_elem_value *value)
{
	struct master *master = follower->master;
	long *v = value->value.integer.value;
	int i, err = init_master(master);

	if (err < 0)
		return err;
	for (i = 0; i < follower->range.count; i++) {
		if (follower->range.type == SNDRV_CTL_ELEM_TYPE_BOOLEAN)
			v[i] &= !!master->val;
		else
			v[i] = clamp_t(long, v[i] + master->val - master->range.max, follower->range.min,
				       follower->range.max);
	}
	return follower->original.put(&follower->original, value);
}

static int get_values(struct follower *follower, struct snd_ctl_elem_value *value)
{
	int err = init_follower(follower), i;

	for (i = 0; err >= 0 && i < follower->range.count; i++)
		value->value.integer.value[i] = follower->vals[i];
	return min(err, 0);
}

static int follower_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	struct follower *follower = snd_kcontrol_chip(kctl);

	return follower->original.info(&follower->original, uinfo);
}

static int follower_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	return get_values(snd_kcontrol_chip(kctl), ucontrol);
}

static int follower_put(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct follower *follower = snd_kcontrol_chip(kctl);
	int old[CHANNELS_MAX], err = init_follower(follower), i;
	long *v = ucontrol->value.integer.value;
	bool changed = false;

	if (err < 0)
		return err;
	for (i = 0; i < follower->range.count; i++)
		if (v[i] < follower->range.min || v[i] > follower->range.max)
			return -EINVAL;
	memcpy(old, follower->vals, sizeof(old));
	for (i = 0; i < follower->range.count; i++) {
		changed |= follower->vals[i] != v[i];
		follower->vals[i] = v[i];
	}
	if (!changed)
		return 0;
	err = put_lowered(follower, ucontrol);
	if (err < 0) {
		/* else the next try would find nothing to do */
		memcpy(follower->vals, old, sizeof(old));
		return err;
	}
	return 1;
}

static int follower_tlv(struct snd_kcontrol *kctl, int op_flag, unsigned int size, unsigned int __user *tlv)
{
	struct follower *follower = snd_kcontrol_chip(kctl);

	return follower->original.tlv.c(&follower->original, op_flag, size, tlv);
}

static void follower_free(struct snd_kcontrol *kctl)
{
	struct follower *follower = snd_kcontrol_chip(kctl);

	if (follower->original.private_free)
		follower->original.private_free(&follower->original);
	list_del(&follower->list);
	kfree(follower);
}

/**
 * _snd_ctl_add_follower() - let a control follow a master
 * @master: from snd_ctl_make_virtual_master()
 * @follower: volume or switch of at most two channels; on the card or going to be added
 * @flags: SND_CTL_FOLLOWER_NEED_UPDATE, or 0
 * Return: 0, -ENOMEM. Sleeps.
 */
int _snd_ctl_add_follower(struct snd_kcontrol *master, struct snd_kcontrol *follower, unsigned int flags)
{
	struct follower *new;

	new = kzalloc(struct_size(new, original.vd, follower->count), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->master = snd_kcontrol_chip(master);
	new->flags = flags;
	new->kctl = follower;
	new->original = *follower;
	memcpy(new->original.vd, follower->vd, flex_array_size(follower, vd, follower->count));
	list_add_tail(&new->list, &new->master->followers);

	follower->info = follower_info;
	follower->get = follower_get;
	follower->put = follower_put;
	if (follower->vd[0].access & SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK)
		follower->tlv.c = follower_tlv;
	follower->private_data = new;
	follower->private_free = follower_free;
	return 0;
}
EXPORT_SYMBOL(_snd_ctl_add_follower);

/** snd_ctl_add_followers() - those of these mixer elements that the card has; @list ends with NULL. 0, -ENOMEM. */
int snd_ctl_add_followers(struct snd_card *card, struct snd_kcontrol *master, const char *const *list)
{
	struct snd_kcontrol *follower;
	int err = 0;

	for (; *list && !err; list++) {
		follower = snd_ctl_find_id_mixer(card, *list);
		if (follower)
			err = snd_ctl_add_follower(master, follower);
	}
	return err;
}
EXPORT_SYMBOL_GPL(snd_ctl_add_followers);

/* ---- the master ---------------------------------------------------------------------------------------- */

static int master_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	struct master *master = snd_kcontrol_chip(kctl);
	int err = init_master(master);

	if (err < 0)
		return err;
	uinfo->type = master->range.type;
	uinfo->count = master->range.count;
	uinfo->value.integer.min = master->range.min;
	uinfo->value.integer.max = master->range.max;
	return 0;
}

static int master_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct master *master = snd_kcontrol_chip(kctl);
	int err = init_master(master);

	if (err < 0)
		return err;
	ucontrol->value.integer.value[0] = master->val;
	return 0;
}

/* Set all followers under the new value. One that fails keeps no other from being set. */
static int set_master(struct master *master, int val)
{
	struct snd_ctl_elem_value *value = kzalloc(sizeof(*value), GFP_KERNEL);
	struct follower *follower;

	if (!value)
		return -ENOMEM;
	master->val = val;
	list_for_each_entry(follower, &master->followers, list) {
		value->id = follower->original.id;
		if (!get_values(follower, value))
			put_lowered(follower, value);
	}
	kfree(value);
	return 0;
}

static int master_put(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct master *master = snd_kcontrol_chip(kctl);
	long val = ucontrol->value.integer.value[0];
	int err = init_master(master);

	if (err < 0)
		return err;
	if (val == master->val)
		return 0;
	if (val < master->range.min || val > master->range.max)
		return -EINVAL;
	err = set_master(master, val);
	if (err < 0)
		return err;
	if (master->hook)
		master->hook(master->hook_data, master->val);
	return 1;
}

/* The followers go on without a master; names, numids and access are as they have become. */
static void master_free(struct snd_kcontrol *kctl)
{
	struct master *master = snd_kcontrol_chip(kctl);
	struct follower *follower, *next;
	struct snd_kcontrol *own;

	list_for_each_entry_safe(follower, next, &master->followers, list) {
		own = follower->kctl;
		own->info = follower->original.info;
		own->get = follower->original.get;
		own->put = follower->original.put;
		own->tlv = follower->original.tlv;
		own->private_data = follower->original.private_data;
		own->private_free = follower->original.private_free;
		kfree(follower);
	}
	kfree(master);
}

static bool is_usable(const unsigned int *tlv)
{
	switch (tlv ? tlv[SNDRV_CTL_TLVO_TYPE] : SNDRV_CTL_TLVT_CONTAINER) {
	case SNDRV_CTL_TLVT_DB_SCALE:
	case SNDRV_CTL_TLVT_DB_MINMAX:
	case SNDRV_CTL_TLVT_DB_MINMAX_MUTE:
		return true;
	}
	return false;
}

/**
 * snd_ctl_make_virtual_master() - make a master, still without followers
 * @name: of the mixer element
 * @tlv: decibels as one DB_SCALE, DB_MINMAX or DB_MINMAX_MUTE with 0 dB on top; copied; others and NULL: none
 * Return: a control for snd_ctl_add(), or NULL (no memory). Sleeps.
 */
struct snd_kcontrol *snd_ctl_make_virtual_master(char *name, const unsigned int *tlv)
{
	struct snd_kcontrol_new new = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = name,
		.info = master_info,
		.get = master_get,
		.put = master_put,
	};
	struct snd_kcontrol *kctl;
	struct master *master;

	master = kzalloc(sizeof(*master), GFP_KERNEL);
	if (!master)
		return NULL;
	INIT_LIST_HEAD(&master->followers);
	kctl = snd_ctl_new1(&new, master);
	if (!kctl) {
		kfree(master);
		return NULL;
	}
	kctl->private_free = master_free;
	if (is_usable(tlv)) {
		memcpy(master->tlv, tlv, sizeof(master->tlv));
		kctl->tlv.p = master->tlv;
		kctl->vd[0].access |= SNDRV_CTL_ELEM_ACCESS_TLV_READ;
	}
	return kctl;
}
EXPORT_SYMBOL(snd_ctl_make_virtual_master);

/** snd_ctl_add_vmaster_hook() - call @hook with every new value of the master. 0. */
int snd_ctl_add_vmaster_hook(struct snd_kcontrol *kctl, void (*hook)(void *private_data, int), void *private_data)
{
	struct master *master = snd_kcontrol_chip(kctl);

	master->hook = hook;
	master->hook_data = private_data;
	return 0;
}
EXPORT_SYMBOL_GPL(snd_ctl_add_vmaster_hook);

/** snd_ctl_sync_vmaster() - tell the hook the master's value, and unless @hook_only the followers; NULL is fine */
void snd_ctl_sync_vmaster(struct snd_kcontrol *kctl, bool hook_only)
{
	struct master *master;
	int first = 0;

	if (!kctl)
		return;
	master = snd_kcontrol_chip(kctl);
	if (!hook_only) {
		first = init_master(master);
		if (first < 0 || set_master(master, master->val) < 0)
			return;
	}
	if (master->hook && !first)
		master->hook(master->hook_data, master->val);
}
EXPORT_SYMBOL_GPL(snd_ctl_sync_vmaster);

/**
 * snd_ctl_apply_vmaster_followers() - call @func for each follower: its control, what that was before, @arg
 * Return: 0, the first error of @func, or what asking the first follower said.
 */
int snd_ctl_apply_vmaster_followers(struct snd_kcontrol *kctl,
				    int (*func)(struct snd_kcontrol *vfollower, struct snd_kcontrol *follower,
						void *arg),
				    void *arg)
{
	struct master *master = snd_kcontrol_chip(kctl);
	struct follower *follower;
	int err = init_master(master);

	list_for_each_entry(follower, &master->followers, list) {
		if (err < 0)
			break;
		err = func(follower->kctl, &follower->original, arg);
	}
	return min(err, 0);
}
EXPORT_SYMBOL_GPL(snd_ctl_apply_vmaster_followers);
