// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy_mixer.c - a mixer that mixes nothing: volumes and capture switches of five lines, and a box at the CD input
 * whose absence makes the CD's elements inactive.
 */
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>
#include <sound/tlv.h>

#include "dummy.h"

#define VOLUME_MIN	-50
#define VOLUME_MAX	100

static int mixer_volume_level_min = VOLUME_MIN;
static int mixer_volume_level_max = VOLUME_MAX;

module_param(mixer_volume_level_min, int, 0444);
MODULE_PARM_DESC(mixer_volume_level_min, "Smallest value of the volumes.");
module_param(mixer_volume_level_max, int, 0444);
MODULE_PARM_DESC(mixer_volume_level_max, "Largest value of the volumes.");

static const DECLARE_TLV_DB_SCALE(scale, -4500, 30, 0);

/* ---- volumes ----------------------------------------------------------------------------------------------------- */

static int volume_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = 2;
	info->value.integer.min = mixer_volume_level_min;
	info->value.integer.max = mixer_volume_level_max;
	return 0;
}

static int volume_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);
	int i;

	guard(spinlock_irq)(&dummy->lock);
	for (i = 0; i < 2; i++)
		value->value.integer.value[i] = dummy->volumes[kcontrol->private_value][i];
	return 0;
}

static int volume_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);
	int *volumes = dummy->volumes[kcontrol->private_value];
	bool changed = false;
	int i, wanted;

	guard(spinlock_irq)(&dummy->lock);
	for (i = 0; i < 2; i++) {
		wanted = clamp_t(long, value->value.integer.value[i], mixer_volume_level_min, mixer_volume_level_max);
		changed |= volumes[i] != wanted;
		volumes[i] = wanted;
	}
	return changed;
}

/* ---- capture switches ----------------------------------------------------------------------------------------- */

static int capture_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);
	int i;

	guard(spinlock_irq)(&dummy->lock);
	for (i = 0; i < 2; i++)
		value->value.integer.value[i] = dummy->captures[kcontrol->private_value][i];
	return 0;
}

static int capture_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);
	bool *captures = dummy->captures[kcontrol->private_value];
	bool changed = false, wanted;
	int i;

	guard(spinlock_irq)(&dummy->lock);
	for (i = 0; i < 2; i++) {
		wanted = value->value.integer.value[i] & 1;
		changed |= captures[i] != wanted;
		captures[i] = wanted;
	}
	return changed;
}

/* ---- the box at the CD input ---------------------------------------------------------------------------------- */

static int box_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const char *const names[] = { "None", "CD Player" };

	return snd_ctl_enum_info(info, 1, ARRAY_SIZE(names), names);
}

static int box_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);

	guard(spinlock_irq)(&dummy->lock);
	value->value.enumerated.item[0] = dummy->iobox;
	return 0;
}

/* Return: has it changed? */
static bool set_box(struct dummy *dummy, unsigned int wanted)
{
	int i;

	guard(spinlock_irq)(&dummy->lock);
	if (dummy->iobox == wanted)
		return false;
	dummy->iobox = wanted;
	for (i = 0; i < 2; i++) {
		if (wanted)
			dummy->cd[i]->vd[0].access &= ~SNDRV_CTL_ELEM_ACCESS_INACTIVE;
		else
			dummy->cd[i]->vd[0].access |= SNDRV_CTL_ELEM_ACCESS_INACTIVE;
	}
	return true;
}

static int box_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct dummy *dummy = snd_kcontrol_chip(kcontrol);
	int i;

	if (value->value.enumerated.item[0] > 1)
		return -EINVAL;
	if (!set_box(dummy, value->value.enumerated.item[0]))
		return 0;
	for (i = 0; i < 2; i++)
		snd_ctl_notify(dummy->card, SNDRV_CTL_EVENT_MASK_INFO, &dummy->cd[i]->id);
	return 1;
}

/* ---- all of them ------------------------------------------------------------------------------------------------ */

static int add(struct dummy *dummy, const struct snd_kcontrol_new *control, struct snd_kcontrol **result)
{
	*result = snd_ctl_new1(control, dummy);
	return snd_ctl_add(dummy->card, *result);
}

static int add_line(struct dummy *dummy, const char *line, enum dummy_line number, struct snd_kcontrol *result[2])
{
	char volume_name[32], capture_name[32];
	const struct snd_kcontrol_new volume = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = volume_name,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ,
		.info = volume_info, .get = volume_get, .put = volume_put,
		.tlv.p = scale,
		.private_value = number,
	}, capture = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = capture_name,
		.info = snd_ctl_boolean_stereo_info, .get = capture_get, .put = capture_put,
		.private_value = number,
	};
	int err;

	snprintf(volume_name, sizeof(volume_name), "%s Volume", line);
	snprintf(capture_name, sizeof(capture_name), "%s Capture Switch", line);
	err = add(dummy, &volume, &result[0]);
	if (err < 0)
		return err;
	return add(dummy, &capture, &result[1]);
}

/** dummy_new_mixer() - the card's elements */
int dummy_new_mixer(struct dummy *dummy)
{
	static const struct snd_kcontrol_new box = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = "External I/O Box",
		.info = box_info, .get = box_get, .put = box_put,
	};
	static const struct {
		const char *name;
		enum dummy_line number;
	} lines[] = {
		{ "Master", DUMMY_MASTER }, { "Synth", DUMMY_SYNTH }, { "Line", DUMMY_LINE }, { "Mic", DUMMY_MIC },
		{ "CD", DUMMY_CD },
	};
	struct snd_kcontrol *unused;
	int i, err;

	if (mixer_volume_level_min > mixer_volume_level_max) {
		dev_warn(dummy->card->dev, "volumes from %d to %d make no sense: from %d to %d it is\n",
			 mixer_volume_level_min, mixer_volume_level_max, VOLUME_MIN, VOLUME_MAX);
		mixer_volume_level_min = VOLUME_MIN;
		mixer_volume_level_max = VOLUME_MAX;
	}
	spin_lock_init(&dummy->lock);
	dummy->iobox = 1;
	strscpy(dummy->card->mixername, "Dummy Mixer", sizeof(dummy->card->mixername));
	/* the CD's come last and stay in dummy->cd */
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		err = add_line(dummy, lines[i].name, lines[i].number, dummy->cd);
		if (err < 0)
			return err;
	}
	return add(dummy, &box, &unused);
}
