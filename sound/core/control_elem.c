// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_elem.c - controls come, change their names and access, and go.
 *
 * Every change is told to the applications that listen (control_event.c). Locks: control_local.h.
 */
#define KBUILD_MODNAME "snd"

#include <linux/err.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "control_local.h"

/* what a driver may ask for */
#define DRIVER_ACCESS                                                                                    \
	(SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_VOLATILE | SNDRV_CTL_ELEM_ACCESS_INACTIVE |      \
	 SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND |                                 \
	 SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK | SNDRV_CTL_ELEM_ACCESS_LED_MASK | SNDRV_CTL_ELEM_ACCESS_SKIP_CHECK)

/* ---- making -------------------------------------------------------------------------------------------- */

struct snd_kcontrol *ctl_new(unsigned int count, unsigned int access, struct snd_ctl_file *owner)
{
	struct snd_kcontrol *kctl;
	unsigned int i;

	if (!count || count > MAX_CONTROL_COUNT)
		return ERR_PTR(-EINVAL);
	kctl = kzalloc(struct_size(kctl, vd, count), GFP_KERNEL);
	if (!kctl)
		return ERR_PTR(-ENOMEM);
	kctl->count = count;
	for (i = 0; i < count; i++) {
		kctl->vd[i].access = access;
		kctl->vd[i].owner = owner;
	}
	return kctl;
}

static void set_name(struct snd_kcontrol *kctl, const char *name)
{
	if (strscpy(kctl->id.name, name, sizeof(kctl->id.name)) < 0)
		pr_warn("ALSA: the name of control '%s' is too long, it is cut to '%s'\n", name, kctl->id.name);
}

/**
 * snd_ctl_new1() - make a control from its description
 * @kcontrolnew: copied, except what tlv.p points to
 * @private_data: snd_kcontrol_chip() of the callbacks
 * Return: a control for snd_ctl_add(), or NULL: no memory, more than 1028 elements, or no info() (reported). Sleeps.
 */
struct snd_kcontrol *snd_ctl_new1(const struct snd_kcontrol_new *kcontrolnew, void *private_data)
{
	struct snd_kcontrol *kctl;
	unsigned int access;

	if (snd_BUG_ON(!kcontrolnew || !kcontrolnew->info))
		return NULL;
	access = kcontrolnew->access ?: SNDRV_CTL_ELEM_ACCESS_READWRITE;
	kctl = ctl_new(kcontrolnew->count ?: 1, access & DRIVER_ACCESS, NULL);
	if (IS_ERR(kctl))
		return NULL;
	kctl->id.iface = kcontrolnew->iface;
	kctl->id.device = kcontrolnew->device;
	kctl->id.subdevice = kcontrolnew->subdevice;
	kctl->id.index = kcontrolnew->index;
	if (kcontrolnew->name)
		set_name(kctl, kcontrolnew->name);
	kctl->info = kcontrolnew->info;
	kctl->get = kcontrolnew->get;
	kctl->put = kcontrolnew->put;
	kctl->tlv.p = kcontrolnew->tlv.p;
	kctl->private_value = kcontrolnew->private_value;
	kctl->private_data = private_data;
	return kctl;
}
EXPORT_SYMBOL(snd_ctl_new1);

/** snd_ctl_free_one() - free a control that no card owns, with private_free(); NULL is fine */
void snd_ctl_free_one(struct snd_kcontrol *kcontrol)
{
	if (!kcontrol)
		return;
	if (kcontrol->private_free)
		kcontrol->private_free(kcontrol);
	kfree(kcontrol);
}
EXPORT_SYMBOL(snd_ctl_free_one);

/* ---- adding -------------------------------------------------------------------------------------------- */

static void notify_each(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl)
{
	unsigned int i;

	for (i = 0; i < kctl->count; i++)
		snd_ctl_notify_one(card, mask, kctl, i);
}

int ctl_add_locked(struct snd_card *card, struct snd_kcontrol *kctl, enum ctl_add_mode mode)
{
	const struct snd_ctl_elem_id *id = &kctl->id;
	struct snd_kcontrol *old;
	int err;

	lockdep_assert_held_write(&card->controls_rwsem);
	if (id->index > UINT_MAX - kctl->count)
		return -EINVAL;
	old = ctl_find_name(card, id);
	if (!old && mode == CTL_REPLACE)
		return -EINVAL;
	if (old && mode == CTL_ADD_EXCLUSIVE) {
		dev_err(card->dev, "there is a control %i:%u:%u:%s:%u already\n", (__force int)id->iface, id->device,
			id->subdevice, id->name, id->index);
		return -EBUSY;
	}
	err = ctl_lookup_reserve(card, kctl->count);
	if (err)
		return err;
	if (old)
		ctl_remove_locked(card, old);
	write_lock_irq(&card->controls_rwlock);
	ctl_lookup_add(card, kctl);
	write_unlock_irq(&card->controls_rwlock);
	notify_each(card, SNDRV_CTL_EVENT_MASK_ADD, kctl);
	return 0;
}

static int add(struct snd_card *card, struct snd_kcontrol *kctl, enum ctl_add_mode mode)
{
	int err = -EINVAL;

	if (!kctl)
		return -EINVAL;
	if (!snd_BUG_ON(!card || !kctl->info)) {
		down_write(&card->controls_rwsem);
		err = ctl_add_locked(card, kctl, mode);
		up_write(&card->controls_rwsem);
	}
	if (err)
		snd_ctl_free_one(kctl);
	return err;
}

/**
 * snd_ctl_add() - give the card a control
 * @kcontrol: from snd_ctl_new1(); belongs to the card, or is freed on error. NULL is -EINVAL, so that the call may be
 *	nested.
 * Context: sleeps, takes controls_rwsem
 * Return: 0, -EINVAL (also: indices beyond UINT_MAX), -EBUSY (the first element exists), -ENOMEM.
 */
int snd_ctl_add(struct snd_card *card, struct snd_kcontrol *kcontrol)
{
	return add(card, kcontrol, CTL_ADD_EXCLUSIVE);
}
EXPORT_SYMBOL(snd_ctl_add);

/**
 * snd_ctl_replace() - put a control in the place of the one that has its first element
 * @kcontrol: as for snd_ctl_add()
 * @add_on_replace: if there is none, add it; else that is -EINVAL
 * The old one stays if there is an error. Return: as snd_ctl_add(). Sleeps.
 */
int snd_ctl_replace(struct snd_card *card, struct snd_kcontrol *kcontrol, bool add_on_replace)
{
	return add(card, kcontrol, add_on_replace ? CTL_ADD_ON_REPLACE : CTL_REPLACE);
}
EXPORT_SYMBOL(snd_ctl_replace);

/* ---- removing ------------------------------------------------------------------------------------------ */

void ctl_remove_locked(struct snd_card *card, struct snd_kcontrol *kctl)
{
	lockdep_assert_held_write(&card->controls_rwsem);
	write_lock_irq(&card->controls_rwlock);
	ctl_lookup_remove(card, kctl);
	write_unlock_irq(&card->controls_rwlock);
	notify_each(card, SNDRV_CTL_EVENT_MASK_REMOVE, kctl);
	snd_ctl_free_one(kctl);
}

/** snd_ctl_remove() - take a control from the card and free it; NULL is fine. 0, -EINVAL without a card. Sleeps. */
int snd_ctl_remove(struct snd_card *card, struct snd_kcontrol *kcontrol)
{
	if (!kcontrol)
		return 0;
	if (snd_BUG_ON(!card))
		return -EINVAL;
	guard(rwsem_write)(&card->controls_rwsem);
	ctl_remove_locked(card, kcontrol);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_remove);

/** snd_ctl_remove_id() - the same by any element of it; -ENOENT */
int snd_ctl_remove_id(struct snd_card *card, struct snd_ctl_elem_id *id)
{
	struct snd_kcontrol *kctl;

	guard(rwsem_write)(&card->controls_rwsem);
	kctl = snd_ctl_find_id(card, id);
	if (!kctl)
		return -ENOENT;
	ctl_remove_locked(card, kctl);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_remove_id);

/* ---- changing ------------------------------------------------------------------------------------------ */

/**
 * snd_ctl_rename_id() - give a control another id; it keeps its numid. No event: for the time before registration.
 * @src_id: any element of it
 * @dst_id: the new id of its first element
 * Return: 0, -ENOENT. Sleeps.
 */
int snd_ctl_rename_id(struct snd_card *card, struct snd_ctl_elem_id *src_id, struct snd_ctl_elem_id *dst_id)
{
	struct snd_kcontrol *kctl;
	unsigned int numid;

	guard(rwsem_write)(&card->controls_rwsem);
	kctl = snd_ctl_find_id(card, src_id);
	if (!kctl)
		return -ENOENT;
	numid = kctl->id.numid;
	write_lock_irq(&card->controls_rwlock);
	kctl->id = *dst_id;
	kctl->id.numid = numid;
	ctl_lookup_rename(card, kctl);
	write_unlock_irq(&card->controls_rwlock);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_rename_id);

/** snd_ctl_rename() - give a control of the card another name, of up to 43 bytes. No event. Sleeps. */
void snd_ctl_rename(struct snd_card *card, struct snd_kcontrol *kctl, const char *name)
{
	guard(rwsem_write)(&card->controls_rwsem);
	write_lock_irq(&card->controls_rwlock);
	set_name(kctl, name);
	ctl_lookup_rename(card, kctl);
	write_unlock_irq(&card->controls_rwlock);
}
EXPORT_SYMBOL(snd_ctl_rename);

/**
 * snd_ctl_activate_id() - say whether setting an element has an effect
 * @id: by numid or by the rest; receives all of it
 * @active: 0: not now
 * Return: 1 if that is new (there is an event), 0 if not, -ENOENT. Sleeps.
 */
int snd_ctl_activate_id(struct snd_card *card, struct snd_ctl_elem_id *id, int active)
{
	unsigned int inactive = active ? 0 : SNDRV_CTL_ELEM_ACCESS_INACTIVE, offset;
	struct snd_kcontrol_volatile *vd;
	struct snd_kcontrol *kctl;

	down_write(&card->controls_rwsem);
	kctl = snd_ctl_find_id(card, id);
	if (!kctl) {
		up_write(&card->controls_rwsem);
		return -ENOENT;
	}
	offset = snd_ctl_get_ioff(kctl, id);
	vd = &kctl->vd[offset];
	if ((vd->access & SNDRV_CTL_ELEM_ACCESS_INACTIVE) == inactive) {
		up_write(&card->controls_rwsem);
		return 0;
	}
	vd->access ^= SNDRV_CTL_ELEM_ACCESS_INACTIVE;
	snd_ctl_build_ioff(id, kctl, offset);
	ctl_notify_reader(card, SNDRV_CTL_EVENT_MASK_INFO, kctl, offset);
	return 1;
}
EXPORT_SYMBOL_GPL(snd_ctl_activate_id);

void ctl_drop_locks(struct snd_ctl_file *ctl)
{
	struct snd_kcontrol *kctl;
	unsigned int i;

	guard(rwsem_write)(&ctl->card->controls_rwsem);
	list_for_each_entry(kctl, &ctl->card->controls, list)
		for (i = 0; i < kctl->count; i++)
			if (kctl->vd[i].owner == ctl)
				kctl->vd[i].owner = NULL;
}
