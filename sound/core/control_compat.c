// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_compat.c - the control ioctls of 32-bit programs (control_compat.h): each argument is translated to and from the
 * native one. What is alike in both worlds is ctl_ioctl()'s.
 */
#define KBUILD_MODNAME "snd"

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control_compat.h"
#include "control_local.h"

/* ---- ELEM_LIST ----------------------------------------------------------------------------------------- */

static int do_list(struct snd_ctl_file *ctl, void __user *arg)
{
	struct ctl_elem_list_compat __user *user = arg;
	struct ctl_elem_list_compat narrow;
	struct snd_ctl_elem_list list = {};
	int err;

	if (copy_from_user(&narrow, user, offsetof(struct ctl_elem_list_compat, reserved)))
		return -EFAULT;
	list.offset = narrow.offset;
	list.space = narrow.space;
	list.pids = compat_ptr(narrow.pids);
	err = ctl_list_elements(ctl->card, &list);
	if (err < 0)
		return err;
	narrow.used = list.used;
	narrow.count = list.count;
	return copy_to_user(user, &narrow, offsetof(struct ctl_elem_list_compat, pids)) ? -EFAULT : 0;
}

/* ---- ELEM_INFO, ELEM_ADD, ELEM_REPLACE ----------------------------------------------------------------- */

/* what @info's type says of its values */
static void narrow_range(const struct snd_ctl_elem_info *info, struct ctl_elem_info_compat *to)
{
	switch (info->type) {
	case SNDRV_CTL_ELEM_TYPE_BOOLEAN:
	case SNDRV_CTL_ELEM_TYPE_INTEGER:
		to->value.integer.min = info->value.integer.min;
		to->value.integer.max = info->value.integer.max;
		to->value.integer.step = info->value.integer.step;
		break;
	case SNDRV_CTL_ELEM_TYPE_INTEGER64:
		memcpy(&to->value.integer64, &info->value.integer64, sizeof(to->value.integer64));
		break;
	case SNDRV_CTL_ELEM_TYPE_ENUMERATED:
		memcpy(&to->value.enumerated, &info->value.enumerated, sizeof(to->value.enumerated));
		break;
	default:
		break;
	}
}

static void widen_range(const struct ctl_elem_info_compat *from, struct snd_ctl_elem_info *info)
{
	switch (info->type) {
	case SNDRV_CTL_ELEM_TYPE_BOOLEAN:
	case SNDRV_CTL_ELEM_TYPE_INTEGER:
		info->value.integer.min = from->value.integer.min;
		info->value.integer.max = from->value.integer.max;
		info->value.integer.step = from->value.integer.step;
		break;
	case SNDRV_CTL_ELEM_TYPE_INTEGER64:
		memcpy(&info->value.integer64, &from->value.integer64, sizeof(from->value.integer64));
		break;
	case SNDRV_CTL_ELEM_TYPE_ENUMERATED:
		memcpy(&info->value.enumerated, &from->value.enumerated, sizeof(from->value.enumerated));
		info->value.enumerated.names_ptr = (u32)from->value.enumerated.names_ptr;
		break;
	default:
		break;
	}
}

static int do_info(struct snd_ctl_file *ctl, void __user *arg)
{
	struct ctl_elem_info_compat __user *user = arg;
	struct snd_ctl_elem_info info = {};
	struct ctl_elem_info_compat narrow;
	int err;

	if (copy_from_user(&narrow, user, sizeof(narrow)))
		return -EFAULT;
	info.id = narrow.id;
	info.value.enumerated.item = narrow.value.enumerated.item;
	err = ctl_get_info(ctl, &info);
	if (err < 0)
		return err;
	narrow.id = info.id;
	narrow.type = info.type;
	narrow.access = info.access;
	narrow.count = info.count;
	narrow.owner = info.owner;
	narrow_range(&info, &narrow);
	return copy_to_user(user, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

static int add(struct snd_ctl_file *ctl, const struct ctl_elem_info_compat __user *user, bool replace)
{
	struct ctl_elem_info_compat narrow;
	struct snd_ctl_elem_info info;

	if (copy_from_user(&narrow, user, sizeof(narrow)))
		return -EFAULT;
	info = (struct snd_ctl_elem_info){
		.id = narrow.id,
		.type = narrow.type,
		.access = narrow.access,
		.count = narrow.count,
		.owner = narrow.owner,
	};
	widen_range(&narrow, &info);
	return ctl_user_make(ctl, &info, replace);
}

static int do_add(struct snd_ctl_file *ctl, void __user *arg)
{
	return add(ctl, arg, false);
}

static int do_replace(struct snd_ctl_file *ctl, void __user *arg)
{
	return add(ctl, arg, true);
}

/* ---- ELEM_READ, ELEM_WRITE ----------------------------------------------------------------------------- */

/* struct shape - what an element's value is: @count integers, or (@bytes) so many bytes that are alike in both worlds */
struct shape {
	unsigned int count;
	size_t bytes;
};

static int shape_of(const struct snd_ctl_elem_info *info, struct shape *shape)
{
	*shape = (struct shape){};
	switch (info->type) {
	case SNDRV_CTL_ELEM_TYPE_BOOLEAN:
	case SNDRV_CTL_ELEM_TYPE_INTEGER:
		shape->count = min_t(unsigned int, info->count, 128);
		return 0;
	case SNDRV_CTL_ELEM_TYPE_INTEGER64:
		shape->bytes = sizeof(s64) * min_t(unsigned int, info->count, 64);
		return 0;
	case SNDRV_CTL_ELEM_TYPE_ENUMERATED:
		shape->bytes = sizeof(u32) * min_t(unsigned int, info->count, 128);
		return 0;
	case SNDRV_CTL_ELEM_TYPE_BYTES:
		shape->bytes = 512;
		return 0;
	case SNDRV_CTL_ELEM_TYPE_IEC958:
		shape->bytes = sizeof(struct snd_aes_iec958);
		return 0;
	default:
		return -EINVAL;
	}
}

static int ask_shape(struct snd_card *card, const struct snd_ctl_elem_id *id, struct shape *shape)
{
	struct snd_ctl_elem_info info = { .id = *id };
	struct snd_kcontrol *kctl;
	int err;

	guard(rwsem_read)(&card->controls_rwsem);
	kctl = snd_ctl_find_id(card, id);
	if (!kctl)
		return -ENOENT;
	err = kctl->info(kctl, &info);
	if (err < 0)
		return err;
	err = shape_of(&info, shape);
	if (err)
		dev_err(card->dev, "control %s has the unknown type %d: no value of it for 32-bit programs\n", kctl->id.name, (int)info.type);
	return err;
}

static void widen_value(const struct ctl_elem_value_compat *from, const struct shape *shape, struct snd_ctl_elem_value *to)
{
	unsigned int i;

	to->id = from->id;
	for (i = 0; i < shape->count; i++)
		to->value.integer.value[i] = from->value.integer[i];
	memcpy(to->value.bytes.data, from->value.data, shape->bytes);
}

static void narrow_value(const struct snd_ctl_elem_value *from, const struct shape *shape, struct ctl_elem_value_compat *to)
{
	unsigned int i;

	to->id = from->id;
	for (i = 0; i < shape->count; i++)
		to->value.integer[i] = from->value.integer.value[i];
	memcpy(to->value.data, from->value.bytes.data, shape->bytes);
}

/* only as much as there is of it goes in and out: the rest of the program's structure need not be memory */
static size_t value_end(const struct shape *shape)
{
	return offsetof(struct ctl_elem_value_compat, value) + sizeof(compat_long_t) * shape->count + shape->bytes;
}

static int transfer(struct snd_ctl_file *ctl, struct ctl_elem_value_compat __user *user, struct ctl_elem_value_compat *narrow,
		    ctl_value_func_t fn)
{
	struct snd_ctl_elem_value *value __free(kfree) = kzalloc(sizeof(*value), GFP_KERNEL);
	struct shape shape;
	int err;

	if (!value)
		return -ENOMEM;
	if (copy_from_user(narrow, user, offsetof(struct ctl_elem_value_compat, value)))
		return -EFAULT;
	if (narrow->indirect)
		return -EINVAL;
	err = ask_shape(ctl->card, &narrow->id, &shape);
	if (err)
		return err;
	if (copy_from_user(narrow, user, value_end(&shape)))
		return -EFAULT;
	widen_value(narrow, &shape, value);
	err = fn(ctl, value);
	if (err)
		return err;
	narrow_value(value, &shape, narrow);
	return copy_to_user(user, narrow, value_end(&shape)) ? -EFAULT : 0;
}

static int transfer_value(struct snd_ctl_file *ctl, void __user *arg, ctl_value_func_t fn)
{
	struct ctl_elem_value_compat *narrow __free(kfree) = NULL;
	int err = snd_power_ref_and_wait(ctl->card);

	if (err)
		return err;
	/* too large for the stack */
	narrow = kzalloc(sizeof(*narrow), GFP_KERNEL);
	err = narrow ? transfer(ctl, arg, narrow, fn) : -ENOMEM;
	snd_power_unref(ctl->card);
	return err;
}

static int do_read(struct snd_ctl_file *ctl, void __user *arg)
{
	return transfer_value(ctl, arg, ctl_read_value);
}

static int do_write(struct snd_ctl_file *ctl, void __user *arg)
{
	return transfer_value(ctl, arg, ctl_write_value);
}

/* ---- the table ----------------------------------------------------------------------------------------- */

/* without @fn: the same in both worlds */
static const struct {
	unsigned int cmd;
	ctl_ioctl_func_t fn;
} commands[] = {
	{ SNDRV_CTL_IOCTL_PVERSION },
	{ SNDRV_CTL_IOCTL_CARD_INFO },
	{ SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS },
	{ SNDRV_CTL_IOCTL_POWER },
	{ SNDRV_CTL_IOCTL_POWER_STATE },
	{ SNDRV_CTL_IOCTL_ELEM_LOCK },
	{ SNDRV_CTL_IOCTL_ELEM_UNLOCK },
	{ SNDRV_CTL_IOCTL_ELEM_REMOVE },
	{ SNDRV_CTL_IOCTL_TLV_READ },
	{ SNDRV_CTL_IOCTL_TLV_WRITE },
	{ SNDRV_CTL_IOCTL_TLV_COMMAND },
	{ CTL_COMPAT_ELEM_LIST, do_list },
	{ CTL_COMPAT_ELEM_INFO, do_info },
	{ CTL_COMPAT_ELEM_READ, do_read },
	{ CTL_COMPAT_ELEM_WRITE, do_write },
	{ CTL_COMPAT_ELEM_ADD, do_add },
	{ CTL_COMPAT_ELEM_REPLACE, do_replace },
};

long ctl_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_ctl_file *ctl = file->private_data;
	void __user *to = compat_ptr(arg);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].cmd != cmd)
			continue;
		return commands[i].fn ? commands[i].fn(ctl, to) : ctl_ioctl(file, cmd, (unsigned long)to);
	}
	return ctl_compat_ask_others(ctl, cmd, (unsigned long)to);
}
