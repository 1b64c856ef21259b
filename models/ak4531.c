// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asahi Kasei AK4531: from registers to gains, and from gains to samples. What it models and what not: ak4531.h.
 */
#include <string.h>

#include "models/ak4531.h"

#define LEFT 0
#define RIGHT 1
#define UNITY (1ll << 32)

/* 65536 * 10^(dB / 20) for +12, +10 … -62 dB */
static const uint32_t gains[] = {
	260904, 207243, 164619, 130762, 103868, 82505, 65536, 52057, 41350, 32846, 26090, 20724, 16462,
	13076,	10387,	8250,	6554,	5206,	4135,  3285,  2609,  2072,  1646,  1308,  1039,	 825,
	655,	521,	414,	328,	261,	207,   165,   131,   104,   83,	   66,	  52,
};

#define MIC_AMPLIFIER 2072430ull /* +30 dB */

/**
 * struct input - where an input of the mixers has its bits
 * @volume: registers, left and right
 * @out_reg, @out: switches to the output mixer, left to left and right to right; a mono input has one, for both
 * @in_reg, @in: the same to the input mixer: @in_reg for its left side, the next one for its right
 * @own_side: the input mixer takes the left side on the left and the right on the right only, by the same bit
 * @through: bit of AK_LIN_SW2 that leads it around its volume
 */
static const struct input {
	uint8_t volume[2];
	uint8_t out_reg, out[2];
	uint8_t in_reg, in[2];
	bool mono, own_side;
	uint8_t through;
} inputs[AK_SOURCES] = {
	[AK_VOICE] = { { AK_LVOICE, AK_RVOICE }, AK_OUT_SW2, { 0x08, 0x04 }, AK_LIN_SW2, { 0x04, 0x04 },
		       .own_side = true },
	[AK_FM] = { { AK_LFM, AK_RFM }, AK_OUT_SW1, { 0x40, 0x20 }, AK_LIN_SW1, { 0x40, 0x20 } },
	[AK_LINE] = { { AK_LLINE, AK_RLINE }, AK_OUT_SW1, { 0x10, 0x08 }, AK_LIN_SW1, { 0x10, 0x08 } },
	[AK_CD] = { { AK_LCD, AK_RCD }, AK_OUT_SW1, { 0x04, 0x02 }, AK_LIN_SW1, { 0x04, 0x02 } },
	[AK_AUX] = { { AK_LAUX, AK_RAUX }, AK_OUT_SW2, { 0x20, 0x10 }, AK_LIN_SW2, { 0x10, 0x08 } },
	[AK_MONO1] = { { AK_MONO1_VOLUME }, AK_OUT_SW2, { 0x01 }, AK_LIN_SW2, { 0x01 }, .mono = true, .through = 0x40 },
	[AK_MONO2] = { { AK_MONO2_VOLUME }, AK_OUT_SW2, { 0x02 }, AK_LIN_SW2, { 0x02 }, .mono = true, .through = 0x20 },
	[AK_MIC] = { { AK_MIC_VOLUME }, AK_OUT_SW1, { 0x01 }, AK_LIN_SW1, { 0x01 }, .mono = true, .through = 0x80 },
};

static int64_t input_gain(const struct ak4531 *codec, enum ak_source source, unsigned int side)
{
	uint8_t volume = codec->reg[inputs[source].volume[side]];

	return volume & AK_MUTE ? 0 : gains[volume & 0x1f];
}

static int64_t master_gain(const struct ak4531 *codec, unsigned int side)
{
	uint8_t volume = codec->reg[AK_LMASTER + side];

	return volume & AK_MUTE ? 0 : gains[AK_0DB + (volume & 0x1f)];
}

/* one side of one input, to both sides of both mixers */
static void route(struct ak4531 *codec, enum ak_source source, unsigned int side)
{
	const struct input *input = &inputs[source];
	int64_t gain = input_gain(codec, source, side), through = UNITY;

	if (source == AK_MIC && codec->reg[AK_MIC_GAIN] & 1) {
		gain = gain * MIC_AMPLIFIER >> 16;
		through = MIC_AMPLIFIER << 16;
	}
	for (unsigned int to = LEFT; to <= RIGHT; to++) {
		if ((input->mono || to == side) && codec->reg[input->out_reg] & input->out[side])
			codec->output.gain[to][source][side] = gain * master_gain(codec, to);
		if ((!input->own_side || to == side) && codec->reg[input->in_reg + to] & input->in[side])
			codec->input.gain[to][source][side] = gain << 16;
		if (codec->reg[AK_LIN_SW2 + to] & input->through)
			codec->input.gain[to][source][side] += through;
	}
}

static void update(struct ak4531 *codec)
{
	memset(&codec->output, 0, sizeof(codec->output));
	memset(&codec->input, 0, sizeof(codec->input));
	if ((codec->reg[AK_POWER] & (AK_POWER_UP | AK_NO_RESET)) != (AK_POWER_UP | AK_NO_RESET))
		return;
	for (unsigned int source = 0; source < AK_SOURCES; source++)
		for (unsigned int side = LEFT; side <= (inputs[source].mono ? LEFT : RIGHT); side++)
			route(codec, source, side);
	if (codec->reg[AK_ADC_INPUT] & 1)
		memset(&codec->input, 0, sizeof(codec->input));
}

void ak4531_power_on(struct ak4531 *codec)
{
	memset(codec, 0, sizeof(*codec));
	memset(codec->reg + AK_LVOICE, AK_MUTE | AK_0DB, AK_MIC_VOLUME + 1 - AK_LVOICE);
	codec->reg[AK_LMASTER] = codec->reg[AK_RMASTER] = codec->reg[AK_MONO_OUT] = AK_MUTE;
}

void ak4531_write(struct ak4531 *codec, uint8_t reg, uint8_t value)
{
	reg &= 0x1f;
	if (reg >= AK_REGISTERS || (reg != AK_POWER && !(codec->reg[AK_POWER] & AK_NO_RESET)))
		return;
	if (reg == AK_POWER && !(value & AK_NO_RESET))
		ak4531_power_on(codec);
	codec->reg[reg] = value;
	update(codec);
}

static int16_t clip(int64_t value)
{
	if (value > INT16_MAX)
		return INT16_MAX;
	return value < INT16_MIN ? INT16_MIN : value;
}

void ak4531_mix(const struct ak_path *path, const int16_t in[AK_SOURCES][2], int16_t out[2])
{
	for (unsigned int to = LEFT; to <= RIGHT; to++) {
		int64_t sum = UNITY / 2;

		for (unsigned int source = 0; source < AK_SOURCES; source++)
			sum += path->gain[to][source][LEFT] * in[source][LEFT] +
			       path->gain[to][source][RIGHT] * in[source][RIGHT];
		out[to] = clip(sum >> 32);
	}
}

bool ak4531_hears(const struct ak_path *path, enum ak_source source)
{
	return path->gain[LEFT][source][LEFT] || path->gain[LEFT][source][RIGHT] || path->gain[RIGHT][source][LEFT] ||
	       path->gain[RIGHT][source][RIGHT];
}

bool ak4531_straight(const struct ak_path *path, enum ak_source source, unsigned int sounding)
{
	for (unsigned int other = 0; other < AK_SOURCES; other++)
		if (other != source && sounding & 1u << other && ak4531_hears(path, other))
			return false;
	return path->gain[LEFT][source][LEFT] == UNITY && !path->gain[LEFT][source][RIGHT] &&
	       !path->gain[RIGHT][source][LEFT] && path->gain[RIGHT][source][RIGHT] == UNITY;
}
