// SPDX-License-Identifier: GPL-2.0-or-later
/* control_info.c - what info() of the usual kinds of elements says. */
#define KBUILD_MODNAME "snd"

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/string.h>
#include <sound/control.h>

static int boolean_info(struct snd_ctl_elem_info *uinfo, unsigned int channels)
{
	uinfo->type = SNDRV_CTL_ELEM_TYPE_BOOLEAN;
	uinfo->count = channels;
	uinfo->value.integer.min = 0;
	uinfo->value.integer.max = 1;
	return 0;
}

/** snd_ctl_boolean_mono_info() - info() of one switch */
int snd_ctl_boolean_mono_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *uinfo)
{
	return boolean_info(uinfo, 1);
}
EXPORT_SYMBOL(snd_ctl_boolean_mono_info);

/** snd_ctl_boolean_stereo_info() - info() of a switch for left and one for right */
int snd_ctl_boolean_stereo_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *uinfo)
{
	return boolean_info(uinfo, 2);
}
EXPORT_SYMBOL(snd_ctl_boolean_stereo_info);

/**
 * snd_ctl_enum_info() - info() of a choice
 * @info: value.enumerated.item: whose name is asked for; the last one's if it is too large
 * @channels: values
 * @items: choices, numbered from 0
 * @names: of them, up to 63 bytes each; longer ones are cut and reported
 * Return: 0.
 */
int snd_ctl_enum_info(struct snd_ctl_elem_info *info, unsigned int channels, unsigned int items,
		      const char *const names[])
{
	const char *name;

	info->type = SNDRV_CTL_ELEM_TYPE_ENUMERATED;
	info->count = channels;
	info->value.enumerated.items = items;
	if (!items)
		return 0;
	if (info->value.enumerated.item >= items)
		info->value.enumerated.item = items - 1;
	name = names[info->value.enumerated.item];
	WARN(strscpy(info->value.enumerated.name, name, sizeof(info->value.enumerated.name)) < 0,
	     "the name of choice '%s' is too long\n", name);
	return 0;
}
EXPORT_SYMBOL(snd_ctl_enum_info);
