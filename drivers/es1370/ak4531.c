// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asahi Kasei AK4531: registers as control elements. Which ones there are, and their names, is one table.
 *
 * Every element is one to four bit fields; a volume's field counts down from its loudest value and a mute bit says
 * off, so that both are shown inverted. A value that its field cannot hold is -EINVAL.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/tlv.h>

#include "ak4531.h"

#define LMASTER		0x00
#define RMASTER		0x01
#define LVOICE		0x02
#define RVOICE		0x03
#define LFM		0x04
#define RFM		0x05
#define LCD		0x06
#define RCD		0x07
#define LLINE		0x08
#define RLINE		0x09
#define LAUX		0x0a
#define RAUX		0x0b
#define MONO1		0x0c
#define MONO2		0x0d
#define MIC		0x0e
#define MONO_OUT	0x0f
#define OUT_SW1		0x10
#define OUT_SW2		0x11
#define LIN_SW1		0x12
#define RIN_SW1		0x13
#define LIN_SW2		0x14
#define RIN_SW2		0x15
#define RESET		0x16
#define  RESET_PD	0x02		/* 0: powered down */
#define  RESET_RST	0x01		/* 0: held in reset */
#define CLOCK		0x17
#define AD_INPUT	0x18
#define MIC_GAIN	0x19

#define MUTE		0x80
#define INPUT_0DB	0x06

static const u8 defaults[AK4531_REGISTERS] = {
	[LMASTER] = 0, [RMASTER] = 0,
	[LVOICE] = INPUT_0DB, [RVOICE] = INPUT_0DB,
	[LFM] = INPUT_0DB, [RFM] = INPUT_0DB,
	[LCD] = MUTE | INPUT_0DB, [RCD] = MUTE | INPUT_0DB,
	[LLINE] = INPUT_0DB, [RLINE] = INPUT_0DB,
	[LAUX] = MUTE | INPUT_0DB, [RAUX] = MUTE | INPUT_0DB,
	[MONO1] = MUTE | INPUT_0DB, [MONO2] = MUTE | INPUT_0DB,
	[MIC] = MUTE | INPUT_0DB,
	[MONO_OUT] = MUTE,
	[OUT_SW1] = 0x60, /* FM */
	[OUT_SW2] = 0x0c, /* voice */
	[LIN_SW1] = 0x10, [RIN_SW1] = 0x08, /* line, each side to its own */
	[RESET] = RESET_PD | RESET_RST,
};

static const DECLARE_TLV_DB_SCALE(master_scale, -6200, 200, 0);
static const DECLARE_TLV_DB_SCALE(mono_scale, -2800, 400, 0);
static const DECLARE_TLV_DB_SCALE(input_scale, -5000, 200, 0);

/**
 * struct element - one row of the mixer
 * @max: largest value; 1 makes it a switch
 * @inverted: the register counts the other way
 * @fields: one for each value, by value
 */
struct element {
	const char *name;
	u8 index, count, max;
	bool inverted;
	struct {
		u8 reg, shift;
	} fields[4];
	const unsigned int *scale;
};

/* a volume and mute register, or a pair of them */
#define MUTES(...)		.max = 1, .inverted = true, .fields = { __VA_ARGS__ }
#define VOLUMES(top, tlv, ...)	.max = top, .inverted = true, .scale = tlv, .fields = { __VA_ARGS__ }
/* bits in the mixers' switch registers */
#define SWITCHES(...)		.max = 1, .fields = { __VA_ARGS__ }

static const struct element elements[] = {
	{ "Master Playback Switch", 0, 2, MUTES({ LMASTER, 7 }, { RMASTER, 7 }) },
	{ "Master Playback Volume", 0, 2, VOLUMES(31, master_scale, { LMASTER, 0 }, { RMASTER, 0 }) },
	{ "Master Mono Playback Switch", 0, 1, MUTES({ MONO_OUT, 7 }) },
	{ "Master Mono Playback Volume", 0, 1, VOLUMES(7, mono_scale, { MONO_OUT, 0 }) },

	{ "PCM Switch", 0, 2, MUTES({ LVOICE, 7 }, { RVOICE, 7 }) },
	{ "PCM Volume", 0, 2, VOLUMES(31, input_scale, { LVOICE, 0 }, { RVOICE, 0 }) },
	{ "PCM Playback Switch", 0, 2, SWITCHES({ OUT_SW2, 3 }, { OUT_SW2, 2 }) },
	{ "PCM Capture Switch", 0, 2, SWITCHES({ LIN_SW2, 2 }, { RIN_SW2, 2 }) },

	/* routes: left to left, left to right, right to left, right to right */
	{ "PCM Switch", 1, 2, MUTES({ LFM, 7 }, { RFM, 7 }) },
	{ "PCM Volume", 1, 2, VOLUMES(31, input_scale, { LFM, 0 }, { RFM, 0 }) },
	{ "PCM Playback Switch", 1, 2, SWITCHES({ OUT_SW1, 6 }, { OUT_SW1, 5 }) },
	{ "PCM Capture Route", 1, 4, SWITCHES({ LIN_SW1, 6 }, { RIN_SW1, 6 }, { LIN_SW1, 5 }, { RIN_SW1, 5 }) },

	{ "CD Switch", 0, 2, MUTES({ LCD, 7 }, { RCD, 7 }) },
	{ "CD Volume", 0, 2, VOLUMES(31, input_scale, { LCD, 0 }, { RCD, 0 }) },
	{ "CD Playback Switch", 0, 2, SWITCHES({ OUT_SW1, 2 }, { OUT_SW1, 1 }) },
	{ "CD Capture Route", 0, 4, SWITCHES({ LIN_SW1, 2 }, { RIN_SW1, 2 }, { LIN_SW1, 1 }, { RIN_SW1, 1 }) },

	{ "Line Switch", 0, 2, MUTES({ LLINE, 7 }, { RLINE, 7 }) },
	{ "Line Volume", 0, 2, VOLUMES(31, input_scale, { LLINE, 0 }, { RLINE, 0 }) },
	{ "Line Playback Switch", 0, 2, SWITCHES({ OUT_SW1, 4 }, { OUT_SW1, 3 }) },
	{ "Line Capture Route", 0, 4, SWITCHES({ LIN_SW1, 4 }, { RIN_SW1, 4 }, { LIN_SW1, 3 }, { RIN_SW1, 3 }) },

	{ "Aux Switch", 0, 2, MUTES({ LAUX, 7 }, { RAUX, 7 }) },
	{ "Aux Volume", 0, 2, VOLUMES(31, input_scale, { LAUX, 0 }, { RAUX, 0 }) },
	{ "Aux Playback Switch", 0, 2, SWITCHES({ OUT_SW2, 5 }, { OUT_SW2, 4 }) },
	{ "Aux Capture Route", 0, 4, SWITCHES({ LIN_SW2, 4 }, { RIN_SW2, 4 }, { LIN_SW2, 3 }, { RIN_SW2, 3 }) },

	{ "Mono Switch", 0, 1, MUTES({ MONO1, 7 }) },
	{ "Mono Volume", 0, 1, VOLUMES(31, input_scale, { MONO1, 0 }) },
	{ "Mono Playback Switch", 0, 1, SWITCHES({ OUT_SW2, 0 }) },
	{ "Mono Capture Switch", 0, 2, SWITCHES({ LIN_SW2, 0 }, { RIN_SW2, 0 }) },

	{ "Mono Switch", 1, 1, MUTES({ MONO2, 7 }) },
	{ "Mono Volume", 1, 1, VOLUMES(31, input_scale, { MONO2, 0 }) },
	{ "Mono Playback Switch", 1, 1, SWITCHES({ OUT_SW2, 1 }) },
	{ "Mono Capture Switch", 1, 2, SWITCHES({ LIN_SW2, 1 }, { RIN_SW2, 1 }) },

	{ "Mic Volume", 0, 1, VOLUMES(31, input_scale, { MIC, 0 }) },
	{ "Mic Switch", 0, 1, MUTES({ MIC, 7 }) },
	{ "Mic Playback Switch", 0, 1, SWITCHES({ OUT_SW1, 0 }) },
	{ "Mic Capture Switch", 0, 2, SWITCHES({ LIN_SW1, 0 }, { RIN_SW1, 0 }) },

	/* to the ADC past their volumes */
	{ "Mic Bypass Capture Switch", 0, 2, SWITCHES({ LIN_SW2, 7 }, { RIN_SW2, 7 }) },
	{ "Mono1 Bypass Capture Switch", 0, 2, SWITCHES({ LIN_SW2, 6 }, { RIN_SW2, 6 }) },
	{ "Mono2 Bypass Capture Switch", 0, 2, SWITCHES({ LIN_SW2, 5 }, { RIN_SW2, 5 }) },

	{ "AD Input Select", 0, 1, SWITCHES({ AD_INPUT, 0 }) },
	{ "Mic Boost (+30dB)", 0, 1, SWITCHES({ MIC_GAIN, 0 }) },
};

static const struct element *element_of(struct snd_kcontrol *kcontrol)
{
	return (const struct element *)kcontrol->private_value;
}

/* ---- callbacks --------------------------------------------------------------------------------------------------- */

static int element_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	const struct element *element = element_of(kcontrol);

	info->type = element->max == 1 ? SNDRV_CTL_ELEM_TYPE_BOOLEAN : SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = element->count;
	info->value.integer.max = element->max;
	return 0;
}

static int element_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	const struct element *element = element_of(kcontrol);
	struct ak4531 *codec = snd_kcontrol_chip(kcontrol);
	unsigned int i;

	mutex_lock(&codec->lock);
	for (i = 0; i < element->count; i++) {
		u8 bits = codec->regs[element->fields[i].reg] >> element->fields[i].shift & element->max;

		value->value.integer.value[i] = element->inverted ? element->max - bits : bits;
	}
	mutex_unlock(&codec->lock);
	return 0;
}

/* 1: the register has changed, 0: it was so already, -EIO */
static int put_field(struct ak4531 *codec, const struct element *element, unsigned int i, u8 bits)
{
	u8 reg = element->fields[i].reg, shift = element->fields[i].shift;
	u8 value = (codec->regs[reg] & ~(element->max << shift)) | bits << shift;
	int err;

	if (value == codec->regs[reg])
		return 0;
	err = codec->write(codec, reg, value);
	if (err < 0)
		return err;
	codec->regs[reg] = value;
	return 1;
}

static int element_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	const struct element *element = element_of(kcontrol);
	struct ak4531 *codec = snd_kcontrol_chip(kcontrol);
	const long *wanted = value->value.integer.value;
	int changed = 0, err = 0;
	unsigned int i;

	for (i = 0; i < element->count; i++)
		if (wanted[i] < 0 || wanted[i] > element->max)
			return -EINVAL;
	mutex_lock(&codec->lock);
	for (i = 0; i < element->count && err >= 0; i++) {
		err = put_field(codec, element, i, element->inverted ? element->max - wanted[i] : wanted[i]);
		changed |= err;
	}
	mutex_unlock(&codec->lock);
	return err < 0 ? err : changed;
}

static void read_proc(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct ak4531 *codec = entry->private_data;

	snd_iprintf(buffer, "Asahi Kasei AK4531\n\n");
	snd_iprintf(buffer, "Recording source   : %s\n", codec->regs[AD_INPUT] & 1 ? "external" : "mixer");
	snd_iprintf(buffer, "MIC gain           : %s\n", codec->regs[MIC_GAIN] & 1 ? "+30dB" : "+0dB");
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

void ak4531_init(struct ak4531 *codec)
{
	mutex_init(&codec->lock);
	memcpy(codec->regs, defaults, sizeof(defaults));
}

static int reset(struct ak4531 *codec)
{
	int err;

	err = codec->write(codec, RESET, RESET_PD);
	if (err < 0)
		return err;
	usleep_range(100, 200);
	err = codec->write(codec, RESET, RESET_PD | RESET_RST);
	if (err < 0)
		return err;
	usleep_range(100, 200);
	return 0;
}

int ak4531_start(struct ak4531 *codec)
{
	u8 reg;
	int err;

	mutex_lock(&codec->lock);
	err = reset(codec);
	for (reg = 0; reg < AK4531_REGISTERS && err >= 0; reg++)
		err = codec->write(codec, reg, codec->regs[reg]);
	mutex_unlock(&codec->lock);
	return err < 0 ? err : 0;
}

void ak4531_stop(struct ak4531 *codec)
{
	static const struct {
		u8 reg, value;
	} steps[] = { { LMASTER, MUTE }, { RMASTER, MUTE }, { RESET, RESET_RST } };
	unsigned int i;

	mutex_lock(&codec->lock);
	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (codec->write(codec, steps[i].reg, steps[i].value) < 0)
			break;
	mutex_unlock(&codec->lock);
}

static int add_element(struct ak4531 *codec, struct snd_card *card, const struct element *element)
{
	struct snd_kcontrol_new control = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = element->name,
		.index = element->index,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | (element->scale ? SNDRV_CTL_ELEM_ACCESS_TLV_READ : 0),
		.info = element_info,
		.get = element_get,
		.put = element_put,
		.tlv.p = element->scale,
		.private_value = (unsigned long)element,
	};

	return snd_ctl_add(card, snd_ctl_new1(&control, codec));
}

int ak4531_mixer(struct ak4531 *codec, struct snd_card *card)
{
	unsigned int i;
	int err;

	err = snd_component_add(card, "AK4531");
	if (err < 0)
		return err;
	strscpy(card->mixername, "Asahi Kasei AK4531", sizeof(card->mixername));
	for (i = 0; i < ARRAY_SIZE(elements); i++) {
		err = add_element(codec, card, &elements[i]);
		if (err < 0)
			return err;
	}
	return snd_card_ro_proc_new(card, "ak4531", codec, read_proc);
}
