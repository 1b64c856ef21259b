// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: the amplifiers of both paths as control elements: Master and Capture, volume and switch, as
 * far as the codec has them. Steps and decibels are the codec's own.
 */
#include <sound/control.h>
#include <sound/tlv.h>

#include "hda.h"

static struct hda_path *path_of(struct snd_kcontrol *kcontrol)
{
	struct hda *chip = snd_kcontrol_chip(kcontrol);

	return &chip->paths[kcontrol->private_value];
}

static int volume_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = 2;
	info->value.integer.max = AMP_STEPS(path_of(kcontrol)->volume->caps);
	return 0;
}

static int volume_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct hda *chip = snd_kcontrol_chip(kcontrol);
	const struct hda_amp *amp = path_of(kcontrol)->volume;

	mutex_lock(&chip->mixer_lock);
	value->value.integer.value[0] = amp->gain[0];
	value->value.integer.value[1] = amp->gain[1];
	mutex_unlock(&chip->mixer_lock);
	return 0;
}

static int switch_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct hda *chip = snd_kcontrol_chip(kcontrol);
	const struct hda_amp *amp = path_of(kcontrol)->mute;

	mutex_lock(&chip->mixer_lock);
	value->value.integer.value[0] = amp->on[0];
	value->value.integer.value[1] = amp->on[1];
	mutex_unlock(&chip->mixer_lock);
	return 0;
}

/* 1: the amplifier has the values of @wanted now, 0: it had them already, -EIO: it keeps those it had */
static int put(struct hda *chip, struct hda_amp *amp, const struct hda_amp *wanted)
{
	int err;

	if (!memcmp(amp->gain, wanted->gain, sizeof(amp->gain)) && !memcmp(amp->on, wanted->on, sizeof(amp->on)))
		return 0;
	err = hda_amp_write(chip, wanted);
	if (err < 0)
		return err;
	*amp = *wanted;
	return 1;
}

static int volume_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct hda *chip = snd_kcontrol_chip(kcontrol);
	struct hda_amp *amp = path_of(kcontrol)->volume, wanted;
	const long *values = value->value.integer.value;
	unsigned int i;
	int result;

	for (i = 0; i < 2; i++)
		if (values[i] < 0 || values[i] > AMP_STEPS(amp->caps))
			return -EINVAL;
	mutex_lock(&chip->mixer_lock);
	wanted = *amp;
	for (i = 0; i < 2; i++)
		wanted.gain[i] = values[i];
	result = put(chip, amp, &wanted);
	mutex_unlock(&chip->mixer_lock);
	return result;
}

static int switch_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct hda *chip = snd_kcontrol_chip(kcontrol);
	struct hda_amp *amp = path_of(kcontrol)->mute, wanted;
	unsigned int i;
	int result;

	mutex_lock(&chip->mixer_lock);
	wanted = *amp;
	for (i = 0; i < 2; i++)
		wanted.on[i] = value->value.integer.value[i];
	result = put(chip, amp, &wanted);
	mutex_unlock(&chip->mixer_lock);
	return result;
}

static int add_volume(struct hda *chip, int direction, const char *name)
{
	struct hda_path *path = &chip->paths[direction];
	struct snd_kcontrol_new control = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = name,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ,
		.info = volume_info,
		.get = volume_get,
		.put = volume_put,
		.tlv.p = path->scale,
		.private_value = direction,
	};
	int step;

	if (!path->volume)
		return 0;
	step = AMP_STEP_CENTIBEL(path->volume->caps);
	path->scale[SNDRV_CTL_TLVO_TYPE] = SNDRV_CTL_TLVT_DB_SCALE;
	path->scale[SNDRV_CTL_TLVO_LEN] = 2 * sizeof(path->scale[0]);
	path->scale[SNDRV_CTL_TLVO_DB_SCALE_MIN] = -(int)AMP_0DB(path->volume->caps) * step;
	path->scale[SNDRV_CTL_TLVO_DB_SCALE_MUTE_AND_STEP] = step;
	return snd_ctl_add(chip->card, snd_ctl_new1(&control, chip));
}

static int add_switch(struct hda *chip, int direction, const char *name)
{
	struct snd_kcontrol_new control = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = name,
		.info = snd_ctl_boolean_stereo_info,
		.get = switch_get,
		.put = switch_put,
		.private_value = direction,
	};

	if (!chip->paths[direction].mute)
		return 0;
	return snd_ctl_add(chip->card, snd_ctl_new1(&control, chip));
}

int hda_new_mixer(struct hda *chip)
{
	int err;

	snprintf(chip->card->mixername, sizeof(chip->card->mixername), "HD Audio codec %08x", chip->codec_id);
	err = add_volume(chip, SNDRV_PCM_STREAM_PLAYBACK, "Master Playback Volume");
	if (err < 0)
		return err;
	err = add_switch(chip, SNDRV_PCM_STREAM_PLAYBACK, "Master Playback Switch");
	if (err < 0)
		return err;
	err = add_volume(chip, SNDRV_PCM_STREAM_CAPTURE, "Capture Volume");
	if (err < 0)
		return err;
	return add_switch(chip, SNDRV_PCM_STREAM_CAPTURE, "Capture Switch");
}
