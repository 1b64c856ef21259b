// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_user.c - elements that applications make (softvol's volumes, for one): values without a driver behind them.
 *
 * The maker owns the elements (they are locked) until it unlocks them or closes its file. They stay until they are
 * removed or the card goes. All of a card together may take max_user_ctl_alloc_size bytes: structures, values, names
 * and descriptions count; card->user_ctl_alloc_size is the sum, under controls_rwsem.
 */
#define KBUILD_MODNAME "snd"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control_local.h"

#define NAMES_MAX (64 * 1024)
#define TLV_MAX (128 * 1024)

static int max_user_ctl_alloc_size = 8 * 1024 * 1024;
module_param_named(max_user_ctl_alloc_size, max_user_ctl_alloc_size, int, 0444);
MODULE_PARM_DESC(max_user_ctl_alloc_size, "bytes for the elements that applications make, per card");

/**
 * struct user_element - a control made by an application
 * @info: of all its elements; without id and access
 * @value_size: bytes of one element
 * @charged: bytes it has in card->user_ctl_alloc_size
 * @names: of the choices, one after the other, each ended by 0; or NULL
 * @tlv: description, @tlv_size bytes; NULL: none yet
 * @values: of all elements
 */
struct user_element {
	struct snd_ctl_elem_info info;
	struct snd_card *card;
	size_t value_size;
	size_t charged;
	char *names;
	void *tlv;
	size_t tlv_size;
	unsigned char values[] __aligned(8);
};

/* Room for @size more bytes when @spare of those in use are going to be free? */
static bool fits(struct snd_card *card, size_t size, size_t spare)
{
	return (ssize_t)(card->user_ctl_alloc_size - spare + size) <= max_user_ctl_alloc_size;
}

static void charge(struct user_element *ue, ssize_t size)
{
	lockdep_assert_held_write(&ue->card->controls_rwsem);
	ue->charged += size;
	ue->card->user_ctl_alloc_size += size;
}

/* ---- what is allowed ----------------------------------------------------------------------------------- */

/* of each type: bytes of a value, values of an element */
static const struct {
	unsigned int size, max;
} types[] = {
	[SNDRV_CTL_ELEM_TYPE_BOOLEAN] = { sizeof(long), 128 },
	[SNDRV_CTL_ELEM_TYPE_INTEGER] = { sizeof(long), 128 },
	[SNDRV_CTL_ELEM_TYPE_ENUMERATED] = { sizeof(unsigned int), 128 },
	[SNDRV_CTL_ELEM_TYPE_BYTES] = { sizeof(unsigned char), 512 },
	[SNDRV_CTL_ELEM_TYPE_IEC958] = { sizeof(struct snd_aes_iec958), 1 },
	[SNDRV_CTL_ELEM_TYPE_INTEGER64] = { sizeof(long long), 64 },
};

static bool is_allowed(const struct snd_ctl_elem_info *info)
{
	if (info->type < SNDRV_CTL_ELEM_TYPE_BOOLEAN || info->type > SNDRV_CTL_ELEM_TYPE_LAST)
		return false;
	if (info->type == SNDRV_CTL_ELEM_TYPE_ENUMERATED && !info->value.enumerated.items)
		return false;
	return info->count && info->count <= types[info->type].max;
}

static u64 magnitude(long long value)
{
	return value < 0 ? -(u64)value : (u64)value;
}

static bool is_within(long long value, long long low, long long high, long long step)
{
	return value >= low && value <= high && (!step || magnitude(value) % magnitude(step) == 0);
}

static bool value_is_allowed(const struct snd_ctl_elem_info *info, const struct snd_ctl_elem_value *value,
			     unsigned int i)
{
	switch (info->type) {
	case SNDRV_CTL_ELEM_TYPE_BOOLEAN:
		return is_within(value->value.integer.value[i], 0, 1, 0);
	case SNDRV_CTL_ELEM_TYPE_INTEGER:
		return is_within(value->value.integer.value[i], info->value.integer.min, info->value.integer.max,
				 info->value.integer.step);
	case SNDRV_CTL_ELEM_TYPE_INTEGER64:
		return is_within(value->value.integer64.value[i], info->value.integer64.min, info->value.integer64.max,
				 info->value.integer64.step);
	case SNDRV_CTL_ELEM_TYPE_ENUMERATED:
		return value->value.enumerated.item[i] < info->value.enumerated.items;
	default:
		/* every byte is good */
		return true;
	}
}

/* ---- the callbacks ------------------------------------------------------------------------------------- */

static int user_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	struct user_element *ue = kctl->private_data;
	unsigned int item = uinfo->value.enumerated.item;
	const char *name = ue->names;

	*uinfo = ue->info;
	if (!name)
		return 0;
	item = min(item, ue->info.value.enumerated.items - 1);
	uinfo->value.enumerated.item = item;
	while (item--)
		name += strlen(name) + 1;
	strscpy(uinfo->value.enumerated.name, name, sizeof(uinfo->value.enumerated.name));
	return 0;
}

static void *values_of(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *value)
{
	struct user_element *ue = kctl->private_data;

	return ue->values + snd_ctl_get_ioff(kctl, &value->id) * ue->value_size;
}

static int user_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *value)
{
	struct user_element *ue = kctl->private_data;

	memcpy(&value->value, values_of(kctl, value), ue->value_size);
	return 0;
}

static int user_put(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *value)
{
	struct user_element *ue = kctl->private_data;
	void *values = values_of(kctl, value);
	unsigned int i;

	for (i = 0; i < ue->info.count; i++)
		if (!value_is_allowed(&ue->info, value, i))
			return -EINVAL;
	if (!memcmp(values, &value->value, ue->value_size))
		return 0;
	memcpy(values, &value->value, ue->value_size);
	return 1;
}

static int read_tlv(struct user_element *ue, unsigned int __user *tlv, unsigned int size)
{
	if (!ue->tlv)
		return -ENXIO;
	if (size < ue->tlv_size)
		return -ENOSPC;
	return copy_to_user(tlv, ue->tlv, ue->tlv_size) ? -EFAULT : 0;
}

/* The first description makes the elements' TLV readable. */
static int replace_tlv(struct snd_kcontrol *kctl, unsigned int __user *tlv, unsigned int size)
{
	struct user_element *ue = kctl->private_data;
	unsigned int mask = SNDRV_CTL_EVENT_MASK_TLV, i;
	void *new;

	if (size > TLV_MAX)
		return -EINVAL;
	if (!fits(ue->card, size, ue->tlv_size))
		return -ENOMEM;
	new = vmemdup_user(tlv, size);
	if (IS_ERR(new))
		return PTR_ERR(new);
	if (ue->tlv && ue->tlv_size == size && !memcmp(ue->tlv, new, size)) {
		kvfree(new);
		return 0;
	}
	if (!ue->tlv) {
		mask |= SNDRV_CTL_EVENT_MASK_INFO;
		for (i = 0; i < kctl->count; i++)
			kctl->vd[i].access |= SNDRV_CTL_ELEM_ACCESS_TLV_READ;
	}
	kvfree(ue->tlv);
	charge(ue, (ssize_t)size - (ssize_t)ue->tlv_size);
	ue->tlv = new;
	ue->tlv_size = size;
	for (i = 0; i < kctl->count; i++)
		snd_ctl_notify_one(ue->card, mask, kctl, i);
	return 1;
}

static int user_tlv(struct snd_kcontrol *kctl, int op_flag, unsigned int size, unsigned int __user *tlv)
{
	if (op_flag == SNDRV_CTL_TLV_OP_WRITE)
		return replace_tlv(kctl, tlv, size);
	return read_tlv(kctl->private_data, tlv, size);
}

static void user_free(struct snd_kcontrol *kctl)
{
	struct user_element *ue = kctl->private_data;

	charge(ue, -(ssize_t)ue->charged);
	kvfree(ue->tlv);
	kvfree(ue->names);
	kvfree(ue);
}

/* ---- making -------------------------------------------------------------------------------------------- */

/* @items names of 1 … 63 bytes in @length */
static bool names_are_valid(const char *names, size_t length, unsigned int items)
{
	size_t used;

	for (; items; items--) {
		used = strnlen(names, length);
		if (!used || used == length || used >= sizeof_field(struct snd_ctl_elem_info, value.enumerated.name))
			return false;
		names += used + 1;
		length -= used + 1;
	}
	return true;
}

/* the names of an ENUMERATED, from the application's memory; @spare as in fits() */
static int copy_names(struct user_element *ue, size_t spare)
{
	const void __user *from = (const void __user *)(uintptr_t)ue->info.value.enumerated.names_ptr;
	size_t length = ue->info.value.enumerated.names_length;
	char *names;

	if (length > NAMES_MAX)
		return -EINVAL;
	if (!fits(ue->card, length, spare))
		return -ENOMEM;
	names = vmemdup_user(from, length);
	if (IS_ERR(names))
		return PTR_ERR(names);
	if (!names_are_valid(names, length, ue->info.value.enumerated.items)) {
		kvfree(names);
		return -EINVAL;
	}
	ue->names = names;
	ue->info.value.enumerated.names_ptr = 0;
	charge(ue, length);
	return 0;
}

static unsigned int user_access(unsigned int wanted)
{
	unsigned int access = wanted ?: SNDRV_CTL_ELEM_ACCESS_READWRITE;

	access &= SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_INACTIVE | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE;
	if (access & SNDRV_CTL_ELEM_ACCESS_TLV_WRITE)
		access |= SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK;
	return access | SNDRV_CTL_ELEM_ACCESS_USER;
}

static void set_callbacks(struct snd_kcontrol *kctl, unsigned int access)
{
	kctl->info = user_info;
	kctl->private_free = user_free;
	if (access & SNDRV_CTL_ELEM_ACCESS_READ)
		kctl->get = user_get;
	if (access & SNDRV_CTL_ELEM_ACCESS_WRITE)
		kctl->put = user_put;
	if (access & SNDRV_CTL_ELEM_ACCESS_TLV_WRITE)
		kctl->tlv.c = user_tlv;
}

/* A control of @count elements, checked and charged, for snd_ctl_free_one(). controls_rwsem held for writing. */
static struct snd_kcontrol *make_control(struct snd_ctl_file *ctl, const struct snd_ctl_elem_info *info,
					 unsigned int count, size_t spare)
{
	size_t value_size = types[info->type].size * info->count;
	size_t size = sizeof(struct user_element) + value_size * count;
	unsigned int access = user_access(info->access);
	struct snd_kcontrol *kctl;
	struct user_element *ue;
	int err = 0;

	if (!fits(ctl->card, size, spare))
		return ERR_PTR(-ENOMEM);
	kctl = ctl_new(count, access, ctl);
	if (IS_ERR(kctl))
		return kctl;
	ue = kvzalloc(size, GFP_KERNEL);
	if (!ue) {
		kfree(kctl);
		return ERR_PTR(-ENOMEM);
	}
	ue->card = ctl->card;
	ue->info = *info;
	ue->info.access = 0;
	ue->value_size = value_size;
	charge(ue, size);
	kctl->id = info->id;
	kctl->private_data = ue;
	set_callbacks(kctl, access);
	if (info->type == SNDRV_CTL_ELEM_TYPE_ENUMERATED)
		err = copy_names(ue, spare);
	if (err) {
		snd_ctl_free_one(kctl);
		return ERR_PTR(err);
	}
	return kctl;
}

/* The element is of an application and not locked by another? 0, -EINVAL, -EBUSY. controls_rwsem held */
static int may_remove(struct snd_ctl_file *ctl, struct snd_kcontrol *kctl)
{
	unsigned int i;

	if (!(kctl->vd[0].access & SNDRV_CTL_ELEM_ACCESS_USER))
		return -EINVAL;
	for (i = 0; i < kctl->count; i++)
		if (kctl->vd[i].owner && kctl->vd[i].owner != ctl)
			return -EBUSY;
	return 0;
}

static int add_locked(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info, bool replace)
{
	/* no other member is free for it */
	unsigned int count = info->owner ?: 1;
	struct snd_card *card = ctl->card;
	struct snd_kcontrol *kctl, *old;
	size_t spare = 0;
	int err;

	if (replace) {
		old = ctl_find_name(card, &info->id);
		err = old ? may_remove(ctl, old) : -ENOENT;
		if (err)
			return err;
		spare = ((struct user_element *)old->private_data)->charged;
	}
	if (count > MAX_CONTROL_COUNT || !is_allowed(info))
		return -EINVAL;
	if (READ_ONCE(card->shutdown))
		return -ENODEV;
	kctl = make_control(ctl, info, count, spare);
	if (IS_ERR(kctl))
		return PTR_ERR(kctl);
	err = ctl_add_locked(card, kctl, replace ? CTL_REPLACE : CTL_ADD_EXCLUSIVE);
	if (err)
		snd_ctl_free_one(kctl);
	else
		info->id = kctl->id;
	return err;
}

static int remove_by_id(struct snd_ctl_file *ctl, struct snd_ctl_elem_id *id)
{
	struct snd_kcontrol *kctl;
	int err;

	guard(rwsem_write)(&ctl->card->controls_rwsem);
	kctl = snd_ctl_find_id(ctl->card, id);
	err = kctl ? may_remove(ctl, kctl) : -ENOENT;
	if (!err)
		ctl_remove_locked(ctl->card, kctl);
	return err;
}

int ctl_user_make(struct snd_ctl_file *ctl, struct snd_ctl_elem_info *info, bool replace)
{
	size_t length = strnlen(info->id.name, sizeof(info->id.name));

	if (!length || length == sizeof(info->id.name))
		return -EINVAL;
	guard(rwsem_write)(&ctl->card->controls_rwsem);
	return add_locked(ctl, info, replace);
}

static int add(struct snd_ctl_file *ctl, struct snd_ctl_elem_info __user *arg, bool replace)
{
	struct snd_ctl_elem_info info;
	int err;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	err = ctl_user_make(ctl, &info, replace);
	if (err)
		return err;
	if (!copy_to_user(arg, &info, sizeof(info)))
		return 0;
	/* who made it does not know its number */
	remove_by_id(ctl, &info.id);
	return -EFAULT;
}

int ctl_user_add(struct snd_ctl_file *ctl, void __user *arg)
{
	return add(ctl, arg, false);
}

int ctl_user_replace(struct snd_ctl_file *ctl, void __user *arg)
{
	return add(ctl, arg, true);
}

int ctl_user_remove(struct snd_ctl_file *ctl, void __user *arg)
{
	struct snd_ctl_elem_id id;

	if (copy_from_user(&id, arg, sizeof(id)))
		return -EFAULT;
	return remove_by_id(ctl, &id);
}
