// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The AK4531 model: every register by what it does to samples. Expected values are computed from decibels, in floating
 * point (decibels.h).
 */
#include <string.h>

#include "models/ak4531.h"
#include "tests/host/decibels.h"
#include "tests/host/tap.h"

static struct ak4531 codec;
static int16_t in[AK_SOURCES][2], out[2];

/* out of reset, everything else as it wakes up; every input has a value of its own on each side */
static void wake(void)
{
	ak4531_power_on(&codec);
	ak4531_write(&codec, AK_POWER, AK_POWER_UP | AK_NO_RESET);
	for (unsigned int i = 0; i < AK_SOURCES; i++) {
		in[i][0] = 1000 + 100 * i;
		in[i][1] = -2000 - 100 * i;
	}
}

static void unmute_all(void)
{
	for (unsigned int reg = AK_LVOICE; reg <= AK_MIC_VOLUME; reg++)
		ak4531_write(&codec, reg, AK_0DB);
	ak4531_write(&codec, AK_LMASTER, 0);
	ak4531_write(&codec, AK_RMASTER, 0);
}

static void output(int left, int right)
{
	ak4531_mix(&codec.output, in, out);
	EXPECT(near(out[0], left) && near(out[1], right), "(%d %d instead of %d %d)", out[0], out[1], left, right);
}

static void input(int left, int right)
{
	ak4531_mix(&codec.input, in, out);
	EXPECT(near(out[0], left) && near(out[1], right), "(%d %d instead of %d %d)", out[0], out[1], left, right);
}

static void it_wakes_up_muted_at_0_db_with_every_switch_off(void)
{
	ak4531_power_on(&codec);
	EXPECT(codec.reg[AK_LMASTER] == 0x80 && codec.reg[AK_RVOICE] == 0x86 && codec.reg[AK_MIC_VOLUME] == 0x86);
	EXPECT(codec.reg[AK_MONO_OUT] == 0x80 && !codec.reg[AK_OUT_SW1] && !codec.reg[AK_LIN_SW2]);
	wake();
	output(0, 0);
	input(0, 0);
}

static void every_output_switch_leads_one_input_to_its_sides(void)
{
	static const struct {
		uint8_t reg, bit;
		enum ak_source source;
		bool left, right;
	} switches[] = {
		{ 0x10, 6, AK_FM, true, false },    { 0x10, 5, AK_FM, false, true },	{ 0x10, 4, AK_LINE, true, false },
		{ 0x10, 3, AK_LINE, false, true },  { 0x10, 2, AK_CD, true, false },	{ 0x10, 1, AK_CD, false, true },
		{ 0x10, 0, AK_MIC, true, true },    { 0x11, 5, AK_AUX, true, false },	{ 0x11, 4, AK_AUX, false, true },
		{ 0x11, 3, AK_VOICE, true, false }, { 0x11, 2, AK_VOICE, false, true }, { 0x11, 1, AK_MONO2, true, true },
		{ 0x11, 0, AK_MONO1, true, true },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		bool mono = switches[i].left && switches[i].right;

		wake();
		unmute_all();
		ak4531_write(&codec, switches[i].reg, 1 << switches[i].bit);
		output(switches[i].left ? in[switches[i].source][0] : 0,
		       switches[i].right ? in[switches[i].source][!mono] : 0);
		input(0, 0);
	}
}

static void every_input_switch_leads_one_side_to_its_adc(void)
{
	static const struct {
		uint8_t reg, bit;
		enum ak_source source;
		bool right;
	} switches[] = {
		{ 0x12, 6, AK_FM, false },    { 0x12, 5, AK_FM, true },	   { 0x12, 4, AK_LINE, false },
		{ 0x12, 3, AK_LINE, true },   { 0x12, 2, AK_CD, false },   { 0x12, 1, AK_CD, true },
		{ 0x12, 0, AK_MIC, false },   { 0x14, 4, AK_AUX, false },  { 0x14, 3, AK_AUX, true },
		{ 0x14, 1, AK_MONO2, false }, { 0x14, 0, AK_MONO1, false },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		for (unsigned int side = 0; side < 2; side++) {
			int sample;

			wake();
			unmute_all();
			sample = in[switches[i].source][switches[i].right];
			ak4531_write(&codec, switches[i].reg + side, 1 << switches[i].bit);
			input(side ? 0 : sample, side ? sample : 0);
			output(0, 0);
		}
}

static void voice_reaches_the_adc_on_its_own_side_only(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_LIN_SW2, 0x04);
	input(in[AK_VOICE][0], 0);
	ak4531_write(&codec, AK_LIN_SW2, 0);
	ak4531_write(&codec, AK_RIN_SW2, 0x04);
	input(0, in[AK_VOICE][1]);
}

static void volumes_step_by_2_db_on_each_side(void)
{
	for (unsigned int step = 0; step < 32; step++) {
		wake();
		unmute_all();
		ak4531_write(&codec, AK_OUT_SW2, 0x0c);
		ak4531_write(&codec, AK_LIN_SW2, 0x04);
		ak4531_write(&codec, AK_LVOICE, step);
		output(at_db(in[AK_VOICE][0], 12 - 2 * (int)step), in[AK_VOICE][1]);
		input(at_db(in[AK_VOICE][0], 12 - 2 * (int)step), 0);
		ak4531_write(&codec, AK_LVOICE, AK_0DB);
		ak4531_write(&codec, AK_RMASTER, step);
		output(in[AK_VOICE][0], at_db(in[AK_VOICE][1], -2 * (int)step));
		input(in[AK_VOICE][0], 0);
	}
}

static void both_volumes_at_0_db_change_no_bit(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_OUT_SW2, 0x0c);
	EXPECT(ak4531_straight(&codec.output, AK_VOICE, ~0u));
	memset(in, 0, sizeof(in));
	for (int sample = INT16_MIN; sample <= INT16_MAX; sample++) {
		in[AK_VOICE][0] = sample;
		in[AK_VOICE][1] = ~sample;
		ak4531_mix(&codec.output, in, out);
		if (out[0] != sample || out[1] != ~sample)
			break;
		EXPECT(sample < INT16_MAX || out[0] == INT16_MAX);
	}
	EXPECT(in[AK_VOICE][0] == INT16_MAX, "(%d became %d)", in[AK_VOICE][0], out[0]);
	ak4531_write(&codec, AK_OUT_SW1, 0x10);
	EXPECT(!ak4531_straight(&codec.output, AK_VOICE, ~0u) && ak4531_straight(&codec.output, AK_VOICE, 1 << AK_FM));
	ak4531_write(&codec, AK_LLINE, AK_MUTE);
	EXPECT(ak4531_straight(&codec.output, AK_VOICE, ~0u));
	ak4531_write(&codec, AK_RMASTER, 1);
	EXPECT(!ak4531_straight(&codec.output, AK_VOICE, ~0u));
}

static void results_are_rounded_to_the_nearest(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_OUT_SW2, 0x0c);
	ak4531_write(&codec, AK_LMASTER, 3);
	ak4531_write(&codec, AK_RMASTER, 3);
	in[AK_VOICE][0] = 3;
	in[AK_VOICE][1] = -3;
	ak4531_mix(&codec.output, in, out); /* 1.504 */
	EXPECT(out[0] == 2 && out[1] == -2, "(%d %d)", out[0], out[1]);
	in[AK_VOICE][0] = 100;
	in[AK_VOICE][1] = -100;
	ak4531_mix(&codec.output, in, out); /* 50.12 */
	EXPECT(out[0] == 50 && out[1] == -50, "(%d %d)", out[0], out[1]);
}

static void mute_silences_its_side(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_OUT_SW2, 0x0c);
	ak4531_write(&codec, AK_LVOICE, AK_MUTE | AK_0DB);
	output(0, in[AK_VOICE][1]);
	ak4531_write(&codec, AK_LVOICE, AK_0DB);
	ak4531_write(&codec, AK_RMASTER, AK_MUTE);
	output(in[AK_VOICE][0], 0);
}

static void sources_are_summed_and_clipped_once(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_OUT_SW1, 0x78);
	ak4531_write(&codec, AK_OUT_SW2, 0x0c);
	output(in[AK_FM][0] + in[AK_LINE][0] + in[AK_VOICE][0], in[AK_FM][1] + in[AK_LINE][1] + in[AK_VOICE][1]);
	in[AK_FM][0] = in[AK_LINE][0] = in[AK_VOICE][0] = 30000;
	in[AK_FM][1] = in[AK_LINE][1] = in[AK_VOICE][1] = -30000;
	output(INT16_MAX, INT16_MIN);
	ak4531_write(&codec, AK_LMASTER, 5);
	ak4531_write(&codec, AK_RMASTER, 5);
	output(at_db(90000, -10), at_db(-90000, -10));
}

static void the_microphone_has_an_amplifier_and_ways_around_its_volume(void)
{
	wake();
	unmute_all();
	in[AK_MIC][0] = 100;
	ak4531_write(&codec, AK_LIN_SW1, 0x01);
	ak4531_write(&codec, AK_MIC_GAIN, 1);
	input(at_db(100, 30), 0);
	ak4531_write(&codec, AK_MIC_VOLUME, AK_0DB + 5);
	input(at_db(100, 20), 0);
	ak4531_write(&codec, AK_LIN_SW1, 0);
	ak4531_write(&codec, AK_MIC_VOLUME, AK_MUTE);
	ak4531_write(&codec, AK_RIN_SW2, 0x80);
	input(0, at_db(100, 30));
	ak4531_write(&codec, AK_RIN_SW2, 0x60);
	input(0, in[AK_MONO1][0] + in[AK_MONO2][0]);
}

static void the_external_adc_input_is_open(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_LIN_SW1, 0x10);
	ak4531_write(&codec, AK_ADC_INPUT, 1);
	input(0, 0);
	ak4531_write(&codec, AK_ADC_INPUT, 0);
	input(in[AK_LINE][0], 0);
}

static void reset_forgets_and_power_down_keeps(void)
{
	wake();
	unmute_all();
	ak4531_write(&codec, AK_OUT_SW2, 0x0c);
	ak4531_write(&codec, AK_POWER, AK_NO_RESET);
	output(0, 0);
	ak4531_write(&codec, AK_LMASTER, 3);
	ak4531_write(&codec, AK_POWER, AK_NO_RESET | AK_POWER_UP);
	output(at_db(in[AK_VOICE][0], -6), in[AK_VOICE][1]);
	ak4531_write(&codec, AK_POWER, AK_POWER_UP);
	ak4531_write(&codec, AK_LMASTER, 0);
	EXPECT(codec.reg[AK_LMASTER] == 0x80, "(in reset nothing is taken)");
	ak4531_write(&codec, AK_POWER, AK_NO_RESET | AK_POWER_UP);
	output(0, 0);
	EXPECT(codec.reg[AK_OUT_SW2] == 0 && codec.reg[AK_LVOICE] == 0x86);
}

static void addresses_have_five_bits(void)
{
	wake();
	ak4531_write(&codec, 0x20, 0x11);
	EXPECT(codec.reg[AK_LMASTER] == 0x11);
	ak4531_write(&codec, 0x1f, 0x11);
	output(0, 0);
}

static const struct tap_case cases[] = {
	TAP_CASE(it_wakes_up_muted_at_0_db_with_every_switch_off),
	TAP_CASE(every_output_switch_leads_one_input_to_its_sides),
	TAP_CASE(every_input_switch_leads_one_side_to_its_adc),
	TAP_CASE(voice_reaches_the_adc_on_its_own_side_only),
	TAP_CASE(volumes_step_by_2_db_on_each_side),
	TAP_CASE(both_volumes_at_0_db_change_no_bit),
	TAP_CASE(results_are_rounded_to_the_nearest),
	TAP_CASE(mute_silences_its_side),
	TAP_CASE(sources_are_summed_and_clipped_once),
	TAP_CASE(the_microphone_has_an_amplifier_and_ways_around_its_volume),
	TAP_CASE(the_external_adc_input_is_open),
	TAP_CASE(reset_forgets_and_power_down_keeps),
	TAP_CASE(addresses_have_five_bits),
};

TAP_MAIN(cases)
