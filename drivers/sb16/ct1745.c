// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sound Blaster 16: the mixer CT1745 as control elements. Which ones there are, and their names, is one table; names
 * and order are those of Linux's snd-sb16.
 *
 * Every element is one to four bit fields, larger is louder. A value that its field cannot hold is -EINVAL. Left out:
 * the switch of the 3D effect, which the CT1745 does not have.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <sound/control.h>
#include <sound/tlv.h>

#include "sb16.h"

#define RESET		0x00
#define MASTER		0x30		/* left; right is the next one */
#define VOICE		0x32
#define MIDI		0x34
#define CD		0x36
#define LINE		0x38
#define MIC		0x3a
#define SPEAKER		0x3b
#define OUTPUT		0x3c
#define INPUT_LEFT	0x3d
#define INPUT_RIGHT	0x3e
#define INPUT_GAIN	0x3f
#define OUTPUT_GAIN	0x41
#define AGC		0x43
#define TREBLE		0x44
#define BASS		0x46

#define VOLUME_0DB	(31 << 3)
#define TONE_FLAT	(8 << 4)

static const DECLARE_TLV_DB_SCALE(volume_scale, -6200, 200, 0);
static const DECLARE_TLV_DB_SCALE(beep_scale, -1800, 600, 0);
static const DECLARE_TLV_DB_SCALE(gain_scale, 0, 600, 0);
/* both 7 and 8 are flat */
static const DECLARE_TLV_DB_RANGE(tone_range,
	0, 7, TLV_DB_SCALE_ITEM(-1400, 200, 0),
	8, 15, TLV_DB_SCALE_ITEM(0, 200, 0),
);

/**
 * struct mixer_element - one row of the mixer
 * @values: how many
 * @max: largest one; 1 makes it a switch
 * @fields: one for each value, by value
 * @scale: in dB, or NULL
 */
struct mixer_element {
	const char *name;
	u8 values, max;
	struct {
		u8 reg, shift;
	} fields[4];
	const unsigned int *scale;
};

#define STEREO_VOLUME(reg)	2, 31, { { reg, 3 }, { reg + 1, 3 } }, volume_scale
#define STEREO_GAIN(reg)	2, 3, { { reg, 6 }, { reg + 1, 6 } }, gain_scale
#define STEREO_TONE(reg)	2, 15, { { reg, 4 }, { reg + 1, 4 } }, tone_range
/* left to left, left to right, right to left, right to right */
#define ROUTE(left, right) \
	4, 1, { { INPUT_LEFT, left }, { INPUT_RIGHT, left }, { INPUT_LEFT, right }, { INPUT_RIGHT, right } }

static const struct mixer_element mixer_elements[] = {
	{ "Master Playback Volume", STEREO_VOLUME(MASTER) },
	{ "PCM Playback Volume", STEREO_VOLUME(VOICE) },
	{ "Synth Capture Route", ROUTE(6, 5) },
	{ "Synth Playback Volume", STEREO_VOLUME(MIDI) },
	{ "CD Capture Route", ROUTE(2, 1) },
	{ "CD Playback Switch", 2, 1, { { OUTPUT, 2 }, { OUTPUT, 1 } } },
	{ "CD Playback Volume", STEREO_VOLUME(CD) },
	{ "Mic Capture Route", ROUTE(0, 0) },
	{ "Mic Playback Switch", 1, 1, { { OUTPUT, 0 } } },
	{ "Mic Playback Volume", 1, 31, { { MIC, 3 } }, volume_scale },
	{ "Beep Volume", 1, 3, { { SPEAKER, 6 } }, beep_scale },
	{ "Capture Volume", STEREO_GAIN(INPUT_GAIN) },
	{ "Playback Volume", STEREO_GAIN(OUTPUT_GAIN) },
	{ "Line Capture Route", ROUTE(4, 3) },
	{ "Line Playback Switch", 2, 1, { { OUTPUT, 4 }, { OUTPUT, 3 } } },
	{ "Line Playback Volume", STEREO_VOLUME(LINE) },
	{ "Mic Auto Gain", 1, 1, { { AGC, 0 } } },
	{ "Tone Control - Bass", STEREO_TONE(BASS) },
	{ "Tone Control - Treble", STEREO_TONE(TREBLE) },
};

static const struct mixer_element *mixer_element_of(struct snd_kcontrol *kcontrol)
{
	return &mixer_elements[kcontrol->private_value];
}

/* ---- registers --------------------------------------------------------------------------------------------------- */

/* under mixer_lock */
static void write_register(struct sb16 *chip, u8 reg, u8 value)
{
	outb(reg, chip->port + PORT_MIXER_INDEX);
	outb(value, chip->port + PORT_MIXER_DATA);
}

u8 sb16_mixer_read(struct sb16 *chip, u8 reg)
{
	unsigned long flags;
	u8 value;

	spin_lock_irqsave(&chip->mixer_lock, flags);
	outb(reg, chip->port + PORT_MIXER_INDEX);
	value = inb(chip->port + PORT_MIXER_DATA);
	spin_unlock_irqrestore(&chip->mixer_lock, flags);
	return value;
}

void sb16_mixer_write(struct sb16 *chip, u8 reg, u8 value)
{
	unsigned long flags;

	spin_lock_irqsave(&chip->mixer_lock, flags);
	write_register(chip, reg, value);
	spin_unlock_irqrestore(&chip->mixer_lock, flags);
}

/* ---- callbacks --------------------------------------------------------------------------------------------------- */

static int mixer_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	const struct mixer_element *element = mixer_element_of(kcontrol);

	info->type = element->max == 1 ? SNDRV_CTL_ELEM_TYPE_BOOLEAN : SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = element->values;
	info->value.integer.max = element->max;
	return 0;
}

static int mixer_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	const struct mixer_element *element = mixer_element_of(kcontrol);
	struct sb16 *chip = snd_kcontrol_chip(kcontrol);
	unsigned int i;

	spin_lock_irq(&chip->mixer_lock);
	for (i = 0; i < element->values; i++) {
		u8 bits = chip->mixer[element->fields[i].reg - CT1745_FIRST];

		value->value.integer.value[i] = bits >> element->fields[i].shift & element->max;
	}
	spin_unlock_irq(&chip->mixer_lock);
	return 0;
}

static int mixer_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	const struct mixer_element *element = mixer_element_of(kcontrol);
	struct sb16 *chip = snd_kcontrol_chip(kcontrol);
	const long *wanted = value->value.integer.value;
	int changed = 0;
	unsigned int i;

	for (i = 0; i < element->values; i++)
		if (wanted[i] < 0 || wanted[i] > element->max)
			return -EINVAL;
	spin_lock_irq(&chip->mixer_lock);
	for (i = 0; i < element->values; i++) {
		u8 reg = element->fields[i].reg, shift = element->fields[i].shift;
		u8 *now = &chip->mixer[reg - CT1745_FIRST];
		u8 bits = (*now & ~(element->max << shift)) | wanted[i] << shift;

		if (bits == *now)
			continue;
		*now = bits;
		write_register(chip, reg, bits);
		changed = 1;
	}
	spin_unlock_irq(&chip->mixer_lock);
	return changed;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

void ct1745_init(struct sb16 *chip)
{
	static const struct {
		u8 reg, value;
	} defaults[] = {
		{ MASTER, VOLUME_0DB }, { MASTER + 1, VOLUME_0DB },
		{ VOICE, VOLUME_0DB }, { VOICE + 1, VOLUME_0DB },
		{ LINE, VOLUME_0DB }, { LINE + 1, VOLUME_0DB },
		{ INPUT_LEFT, 1 << 4 }, { INPUT_RIGHT, 1 << 3 }, /* line, each side to its own */
		{ TREBLE, TONE_FLAT }, { TREBLE + 1, TONE_FLAT },
		{ BASS, TONE_FLAT }, { BASS + 1, TONE_FLAT },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++)
		chip->mixer[defaults[i].reg - CT1745_FIRST] = defaults[i].value;
}

void ct1745_start(struct sb16 *chip)
{
	unsigned int i;

	spin_lock_irq(&chip->mixer_lock);
	write_register(chip, RESET, 0);
	for (i = 0; i < ARRAY_SIZE(chip->mixer); i++)
		write_register(chip, CT1745_FIRST + i, chip->mixer[i]);
	spin_unlock_irq(&chip->mixer_lock);
}

int ct1745_new_mixer(struct sb16 *chip)
{
	unsigned int i;
	int err;

	err = snd_component_add(chip->card, "CTL1745");
	if (err < 0)
		return err;
	strscpy(chip->card->mixername, "CTL1745", sizeof(chip->card->mixername));
	for (i = 0; i < ARRAY_SIZE(mixer_elements); i++) {
		const struct mixer_element *element = &mixer_elements[i];
		const struct snd_kcontrol_new control = {
			.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
			.name = element->name,
			.access = SNDRV_CTL_ELEM_ACCESS_READWRITE |
				  (element->scale ? SNDRV_CTL_ELEM_ACCESS_TLV_READ : 0),
			.info = mixer_info,
			.get = mixer_get,
			.put = mixer_put,
			.tlv.p = element->scale,
			.private_value = i,
		};

		err = snd_ctl_add(chip->card, snd_ctl_new1(&control, chip));
		if (err < 0)
			return err;
	}
	return 0;
}
