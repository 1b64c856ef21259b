// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RME Digi32: the control elements: channel status of the S/PDIF output, input connector, clock source, input to
 * output. Names, numbers and order are those of Linux's snd-rme32.
 */
#include <sound/asoundef.h>
#include <sound/control.h>

#include "rme32.h"

/* ---- channel status -------------------------------------------------------------------------------------------- */

static int status_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_IEC958;
	info->count = 1;
	return 0;
}

/* of all its bits the card knows two; emphasis is written differently by professionals */
static u32 control_of(const struct snd_aes_iec958 *iec958)
{
	u8 first = iec958->status[0];

	if (first & IEC958_AES0_PROFESSIONAL)
		return CTRL_PRO |
		       ((first & IEC958_AES0_PRO_EMPHASIS) == IEC958_AES0_PRO_EMPHASIS_5015 ? CTRL_EMPHASIS : 0);
	return (first & IEC958_AES0_CON_EMPHASIS) == IEC958_AES0_CON_EMPHASIS_5015 ? CTRL_EMPHASIS : 0;
}

static u8 first_byte(u32 control)
{
	if (control & CTRL_PRO)
		return IEC958_AES0_PROFESSIONAL | (control & CTRL_EMPHASIS ? IEC958_AES0_PRO_EMPHASIS_5015 : 0);
	return control & CTRL_EMPHASIS ? IEC958_AES0_CON_EMPHASIS_5015 : 0;
}

static int default_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);

	value->value.iec958.status[0] = first_byte(READ_ONCE(chip->spdif));
	return 0;
}

static int default_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);
	u32 bits = control_of(&value->value.iec958);
	int changed;

	spin_lock_irq(&chip->lock);
	changed = bits != chip->spdif;
	WRITE_ONCE(chip->spdif, bits);
	spin_unlock_irq(&chip->lock);
	return changed;
}

static int stream_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);

	value->value.iec958.status[0] = first_byte(READ_ONCE(chip->spdif_stream));
	return 0;
}

static int stream_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);
	u32 bits = control_of(&value->value.iec958);
	int changed;

	spin_lock_irq(&chip->lock);
	changed = bits != chip->spdif_stream;
	WRITE_ONCE(chip->spdif_stream, bits);
	rme32_write_control(chip, (chip->control & ~(CTRL_PRO | CTRL_EMPHASIS)) | bits);
	spin_unlock_irq(&chip->lock);
	return changed;
}

static int mask_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	value->value.iec958.status[0] = kcontrol->private_value;
	return 0;
}

/* ---- fields of the control register ------------------------------------------------------------------------------ */

/* with the lock held: replace the bits of @mask, but not under a running clock */
static int change(struct rme32 *chip, u32 mask, u32 bits)
{
	if ((chip->control & mask) == bits)
		return 0;
	if (mask & CTRL_FREQ_MASK && (chip->setup[0].rate || chip->setup[1].rate))
		return -EBUSY;
	chip->control = (chip->control & ~mask) | bits;
	rme32_mute(chip);
	return 1;
}

static int change_locked(struct rme32 *chip, u32 mask, u32 bits)
{
	int changed;

	spin_lock_irq(&chip->lock);
	changed = change(chip, mask, bits);
	spin_unlock_irq(&chip->lock);
	return changed;
}

static int input_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const char *const names[] = { "Optical", "Coaxial", "Internal", "XLR" };

	return snd_ctl_enum_info(info, 1, rme32_is_pro(snd_kcontrol_chip(kcontrol)) ? 4 : 3, names);
}

static int input_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);

	value->value.enumerated.item[0] = (READ_ONCE(chip->control) & CTRL_INPUT_MASK) / CTRL_INPUT(1);
	return 0;
}

static int input_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);
	unsigned int input = value->value.enumerated.item[0];

	if (input >= (rme32_is_pro(chip) ? 4 : 3))
		return -EINVAL;
	return change_locked(chip, CTRL_INPUT_MASK, CTRL_INPUT(input));
}

static int through_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);

	value->value.integer.value[0] = !(READ_ONCE(chip->control) & CTRL_SEL);
	return 0;
}

static int through_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	return change_locked(snd_kcontrol_chip(kcontrol), CTRL_SEL, value->value.integer.value[0] ? 0 : CTRL_SEL);
}

static int clock_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const char *const names[] = { "AutoSync", "Internal 32.0kHz", "Internal 44.1kHz", "Internal 48.0kHz" };

	return snd_ctl_enum_info(info, 1, ARRAY_SIZE(names), names);
}

static int clock_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct rme32 *chip = snd_kcontrol_chip(kcontrol);

	value->value.enumerated.item[0] = (READ_ONCE(chip->control) & CTRL_FREQ_MASK) / CTRL_FREQ(1);
	return 0;
}

static int clock_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	unsigned int clock = value->value.enumerated.item[0];

	return clock > 3 ? -EINVAL : change_locked(snd_kcontrol_chip(kcontrol), CTRL_FREQ_MASK, CTRL_FREQ(clock));
}

/* ---- making them ----------------------------------------------------------------------------------------------- */

static const struct snd_kcontrol_new controls[] = {
	{
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.name = SNDRV_CTL_NAME_IEC958("", PLAYBACK, DEFAULT),
		.info = status_info, .get = default_get, .put = default_put,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_INACTIVE,
		.name = SNDRV_CTL_NAME_IEC958("", PLAYBACK, PCM_STREAM),
		.info = status_info, .get = stream_get, .put = stream_put,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.access = SNDRV_CTL_ELEM_ACCESS_READ,
		.name = SNDRV_CTL_NAME_IEC958("", PLAYBACK, CON_MASK),
		.info = status_info, .get = mask_get,
		.private_value = IEC958_AES0_PROFESSIONAL | IEC958_AES0_CON_EMPHASIS,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.access = SNDRV_CTL_ELEM_ACCESS_READ,
		.name = SNDRV_CTL_NAME_IEC958("", PLAYBACK, PRO_MASK),
		.info = status_info, .get = mask_get,
		.private_value = IEC958_AES0_PROFESSIONAL | IEC958_AES0_PRO_EMPHASIS,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = "Input Connector",
		.info = input_info, .get = input_get, .put = input_put,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = "Loopback Input",
		.info = snd_ctl_boolean_mono_info, .get = through_get, .put = through_put,
	},
	{
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = "Sample Clock Source",
		.info = clock_info, .get = clock_get, .put = clock_put,
	},
};

int rme32_new_controls(struct rme32 *chip)
{
	struct snd_kcontrol *control;
	int err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(controls); i++) {
		control = snd_ctl_new1(&controls[i], chip);
		err = snd_ctl_add(chip->card, control);
		if (err < 0)
			return err;
		if (controls[i].get == stream_get)
			chip->stream_control = control;
	}
	return 0;
}
