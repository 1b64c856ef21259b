// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Creative CT1745: from registers to gains, and from gains to samples. What it models and what not: ct1745.h.
 */
#include <string.h>

#include "models/ct1745.h"

#define LEFT 0
#define RIGHT 1

/* 65536 * 10^(dB / 20) for 0, -2 … -62 dB */
static const uint32_t volumes[] = {
	65536, 52057, 41350, 32846, 26090, 20724, 16462, 13076, 10387, 8250, 6554, 5206, 4135, 3285, 2609, 2072,
	1646,  1308,  1039,  825,   655,   521,	  414,	 328,	261,   207,  165,  131,	 104,  83,   66,   52,
};

/* the same for 0, +6, +12, +18 dB */
static const uint32_t gains[] = { 65536, 130762, 260904, 520571 };

static int64_t volume(const struct ct1745 *mixer, unsigned int reg, unsigned int side)
{
	return volumes[31 - (mixer->reg[reg + side] >> 3)];
}

static int64_t gain(const struct ct1745 *mixer, unsigned int reg, unsigned int side)
{
	return gains[mixer->reg[reg + side] >> 6];
}

static void update(struct ct1745 *mixer)
{
	for (unsigned int side = LEFT; side <= RIGHT; side++) {
		mixer->out[side] = volume(mixer, CT_VOICE, side) * volume(mixer, CT_MASTER, side) *
				   gain(mixer, CT_OUT_GAIN, side) >> 16;
		for (unsigned int from = LEFT; from <= RIGHT; from++) {
			bool on = mixer->reg[CT_INPUT + side] >> (from == LEFT ? 4 : 3) & 1;

			mixer->in[side][from] =
				on ? volume(mixer, CT_LINE, from) * gain(mixer, CT_IN_GAIN, side) : 0;
		}
	}
}

void ct1745_reset(struct ct1745 *mixer)
{
	uint8_t *reg = mixer->reg;

	memset(mixer, 0, sizeof(*mixer));
	for (unsigned int i = CT_MASTER; i < CT_CD; i++)
		reg[i] = 24 << 3;
	reg[CT_OUTPUT] = 0x1f;
	reg[CT_INPUT] = 0x15;
	reg[CT_INPUT + 1] = 0x0b;
	for (unsigned int i = CT_TREBLE; i <= CT_LAST; i++)
		reg[i] = 8 << 4;
	update(mixer);
}

/* the bits that exist */
static uint8_t writable(uint8_t reg)
{
	switch (reg) {
	case CT_MASTER ... CT_MIC:
		return 0xf8;
	case CT_SPEAKER:
	case CT_IN_GAIN ... CT_OUT_GAIN + 1:
		return 0xc0;
	case CT_OUTPUT:
		return 0x1f;
	case CT_INPUT ... CT_INPUT + 1:
		return 0x7f;
	case CT_AGC:
		return 0x01;
	case CT_TREBLE ... CT_LAST:
		return 0xf0;
	default:
		return 0;
	}
}

void ct1745_write(struct ct1745 *mixer, uint8_t reg, uint8_t value)
{
	if (reg == CT_RESET)
		ct1745_reset(mixer);
	if (!writable(reg))
		return;
	mixer->reg[reg] = value & writable(reg);
	update(mixer);
}

uint8_t ct1745_read(const struct ct1745 *mixer, uint8_t reg)
{
	return writable(reg) ? mixer->reg[reg] : 0xff;
}

static int16_t round_and_clip(int64_t sum)
{
	sum = (sum + CT_UNITY / 2) >> 32;
	if (sum > INT16_MAX)
		return INT16_MAX;
	return sum < INT16_MIN ? INT16_MIN : sum;
}

void ct1745_play(const struct ct1745 *mixer, int16_t frame[2])
{
	for (unsigned int side = LEFT; side <= RIGHT; side++)
		frame[side] = round_and_clip(mixer->out[side] * frame[side]);
}

void ct1745_record(const struct ct1745 *mixer, int16_t frame[2])
{
	int16_t left = frame[LEFT], right = frame[RIGHT];

	for (unsigned int side = LEFT; side <= RIGHT; side++)
		frame[side] = round_and_clip(mixer->in[side][LEFT] * left + mixer->in[side][RIGHT] * right);
}

bool ct1745_plays_straight(const struct ct1745 *mixer)
{
	return mixer->out[LEFT] == CT_UNITY && mixer->out[RIGHT] == CT_UNITY;
}

bool ct1745_records_straight(const struct ct1745 *mixer)
{
	return mixer->in[LEFT][LEFT] == CT_UNITY && !mixer->in[LEFT][RIGHT] && !mixer->in[RIGHT][LEFT] &&
	       mixer->in[RIGHT][RIGHT] == CT_UNITY;
}
