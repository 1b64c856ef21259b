// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The High Definition Audio model's codec: its graph as verbs tell it, and what it does to samples on their way.
 */
#include "tests/host/hda_rig.h"

#define FRAMES 512u
#define FMT_16 0x0011u
#define FMT_20 0x0021u
#define FMT_24 0x0031u
#define FMT_32 0x0041u

/* room for FRAMES of 32 bits in two pieces */
static const struct piece out[] = { { DATA_AT, 2048, false }, { DATA_AT + 0x1000, 2048, true } };
static const struct piece in[] = { { DATA_AT + 0x8000, 2048, false }, { DATA_AT + 0x9000, 2048, true } };

static void fill(void)
{
	uint32_t noise = 1;

	for (size_t i = 0; i < 2048; i++) {
		noise = noise * 1664525 + 1013904223;
		rig.ram[out[0].offset + i] = noise >> 24;
		rig.ram[out[1].offset + i] = noise >> 16;
	}
}

static int32_t sample(const uint8_t *data, size_t index, unsigned int bytes)
{
	int16_t narrow;
	int32_t wide;

	memcpy(&narrow, data + index * bytes, 2);
	memcpy(&wide, data + index * bytes, 4);
	return bytes == 2 ? narrow : wide;
}

/* play @frames from where the card is; sample by sample @gain[side] * what is in RAM, of which @lost bits are cut off
 */
static void expect_gains(uint16_t format, const double gain[2], uint32_t lost)
{
	unsigned int bytes = format == FMT_16 ? 2 : 4, frames = 4096 / (2 * bytes), wrong = 0;

	attach(false);
	fill();
	rig_stream(PLAY, format, out, 2);
	run_until(rig_start(PLAY) + frames * 1000000ull / 48 + 1);
	poke(HDA_SD(PLAY) + HDA_SD_CTL, 1, 0);
	EXPECT(jack_out.bits == 8 * bytes && jack_out.frames == frames, "(%u bits, %zu)", jack_out.bits,
	       jack_out.frames);
	for (size_t i = 0; i < 2 * frames; i++) {
		const uint8_t *half = rig.ram + out[i >= frames].offset;
		int64_t played = sample(half, i % frames, bytes), heard = sample(jack_out.data, i, bytes);
		double exact = played * gain[i & 1];

		if (lost)
			wrong += heard & lost || heard > exact || exact - heard > lost;
		else
			wrong += gain[i & 1] == 1 ? heard != played : heard - exact > 2.6 || exact - heard > 2.6;
	}
	EXPECT(!wrong, "(format 0x%04x: %u samples)", format, wrong);
}

static const double straight[2] = { 1, 1 };
static const double silent[2] = { 0, 0 };

/* ---- the graph --------------------------------------------------------------------------------------------------- */

static uint32_t parameter(unsigned int nid, unsigned int id)
{
	return verb(nid, 0xf0000 | id);
}

HDA_CASE(graph_is_told_by_parameters)
{
	rig_link();
	EXPECT(parameter(HDA_AFG, 0x05) == 1, "(audio)");
	EXPECT(parameter(HDA_DAC, 0x09) >> 20 == 0 && parameter(HDA_ADC, 0x09) >> 20 == 1);
	EXPECT(parameter(HDA_MIXER, 0x09) >> 20 == 2 && parameter(HDA_PIN_OUT, 0x09) >> 20 == 4);
	EXPECT(parameter(HDA_DAC, 0x0a) == 0x001e07ff && parameter(HDA_DAC, 0x0b) == 1);
	EXPECT(parameter(HDA_DAC, 0x12) == 0x80034a4a && parameter(HDA_DAC, 0x0d) == 0);
	EXPECT(parameter(HDA_ADC, 0x0d) == 0x80034a4a && parameter(HDA_MIXER, 0x0d) == 0x80000000);
	EXPECT(parameter(HDA_PIN_OUT, 0x0c) == 0x10 && parameter(HDA_PIN_LINE, 0x0c) == 0x20);
	EXPECT(parameter(HDA_PIN_OUT, 0x0e) == 1 && verb(HDA_PIN_OUT, 0xf0200) == HDA_MIXER);
	EXPECT(parameter(HDA_MIXER, 0x0e) == 1 && verb(HDA_MIXER, 0xf0200) == HDA_DAC);
	EXPECT(parameter(HDA_ADC, 0x0e) == 2 && verb(HDA_ADC, 0xf0200) == (HDA_PIN_MIC | HDA_PIN_LINE << 8));
	EXPECT(verb(HDA_PIN_OUT, 0xf1c00) >> 20 == 0x010 && verb(HDA_PIN_LINE, 0xf1c00) >> 20 == 0x018);
	EXPECT(parameter(HDA_PIN_LINE, 0x12) == 0 && parameter(HDA_NODES, 0x09) == 0 && verb(HDA_AFG, 0xf9900) == 0);
}

HDA_CASE(what_is_set_can_be_read)
{
	rig_link();
	EXPECT(verb(HDA_AFG, 0xf0500) == 0x33);
	verb(HDA_AFG, 0x70500);
	EXPECT(verb(HDA_AFG, 0xf0500) == 0x00);
	verb(HDA_DAC, 0x24011);
	EXPECT(verb(HDA_DAC, 0xa0000) == 0x4011);
	verb(HDA_DAC, 0x70652);
	EXPECT(verb(HDA_DAC, 0xf0600) == 0x52);
	verb(HDA_PIN_OUT, 0x707c0);
	EXPECT(verb(HDA_PIN_OUT, 0xf0700) == 0xc0);
	verb(HDA_ADC, 0x70101);
	verb(HDA_ADC, 0x70102);
	EXPECT(verb(HDA_ADC, 0xf0100) == 1, "(there is no third source)");
	verb(HDA_DAC, 0x3a01f);
	EXPECT(verb(HDA_DAC, 0xba000) == 0x1f && verb(HDA_DAC, 0xb8000) == 0x80, "(left, right)");
	verb(HDA_DAC, 0x3907f);
	EXPECT(verb(HDA_DAC, 0xb8000) == HDA_AMP_STEPS, "(as loud as it goes)");
	verb(HDA_DAC, 0x37000);
	EXPECT(verb(HDA_DAC, 0xb2000) == 0 && verb(HDA_DAC, 0xba000) == 0x1f, "(it has no input amplifier)");
	verb(HDA_PIN_MIC, 0x71e22);
	EXPECT(verb(HDA_PIN_MIC, 0xf1c00) == 0x01229030);
	verb(HDA_AFG, 0x7ff00);
	EXPECT(verb(HDA_AFG, 0xf0500) == 0x33 && verb(HDA_DAC, 0xb8000) == 0x80 &&
	       verb(HDA_PIN_MIC, 0xf1c00) == 0x01a19030);
}

/* ---- samples, outwards ------------------------------------------------------------------------------------------- */

HDA_CASE(all_widths_pass_at_0_db)
{
	rig_codec();
	expect_gains(FMT_16, straight, 0);
	expect_gains(FMT_32, straight, 0);
	expect_gains(FMT_24, straight, 0xff);
	expect_gains(FMT_20, straight, 0xfff);
	EXPECT(!rig.fault_count);
}

HDA_CASE(steps_are_one_decibel_a_side)
{
	double gain[2] = { 1, 1 };

	rig_codec();
	for (unsigned int step = HDA_AMP_STEPS; step; step -= step < 7 ? step : 7) {
		verb(HDA_DAC, 0x3a000 | step);
		expect_gains(FMT_16, gain, 0);
		expect_gains(FMT_32, gain, 0);
		for (unsigned int i = 0; i < 7; i++)
			gain[0] /= 1.1220184543019633; /* 10^(1 / 20) */
	}
}

HDA_CASE(whatever_is_closed_on_the_way_silences)
{
	static const struct {
		unsigned int nid;
		uint32_t close, open;
		const char *what;
	} doors[] = {
		{ HDA_AFG, 0x70503, 0x70500, "power" },
		{ HDA_PIN_OUT, 0x70720, 0x70740, "the pin" },
		{ HDA_MIXER, 0x37080, 0x37000, "the mixer" },
		{ HDA_DAC, 0x3b0ca, 0x3b04a, "the converter's amplifier" },
	};

	rig_codec();
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		verb(doors[i].nid, doors[i].close);
		expect_gains(FMT_16, silent, 0);
		verb(doors[i].nid, doors[i].open);
		expect_gains(FMT_16, straight, 0);
		EXPECT(!tap_failed, "(%s)", doors[i].what);
	}
	verb(HDA_DAC, 0x390ca);
	expect_gains(FMT_16, (const double[2]){ 1, 0 }, 0);
}

HDA_CASE(power_on_is_silent)
{
	rig_link();
	expect_gains(FMT_16, silent, 0);
}

HDA_CASE(a_converter_hears_its_stream_in_its_format_only)
{
	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_16, out, 2);
	verb(HDA_DAC, 0x70600 | 9 << 4);
	run_until(rig_start(PLAY) + 5000000);
	EXPECT(!jack_out.frames, "(another stream)");
	verb(HDA_DAC, 0x24011);
	verb(HDA_DAC, 0x70600 | (PLAY + 1) << 4);
	run_until(host_now() + 5000000);
	EXPECT(!jack_out.frames, "(another rate)");
	verb(HDA_DAC, 0x20011);
	run_until(host_now() + 5000000);
	EXPECT(jack_out.frames > 200);
}

HDA_CASE(a_stereo_converter_takes_its_channels_of_many)
{
	uint16_t format = 0x0013; /* four channels */

	rig_codec();
	attach(false);
	for (size_t i = 0; i < 1024; i++)
		memcpy(rig.ram + out[i / 512].offset + 4 * (i % 512), (uint16_t[]){ 2 * i, 2 * i + 1 }, 4);
	rig_stream(PLAY, format, out, 2);
	verb(HDA_DAC, 0x70602 | (PLAY + 1) << 4);
	run_until(rig_start(PLAY) + 5000000);
	for (size_t i = 0; i < 200; i++)
		EXPECT(!memcmp(jack_out.data + 4 * i, (uint16_t[]){ 4 * i + 2, 4 * i + 3 }, 4), "(frame %zu)", i);
}

/* ---- and inwards ------------------------------------------------------------------------------------------------- */

/* record the ring once; how many bytes are not what came in, with the bits of @lost cut off each 32 */
static unsigned int record_wrong(uint16_t format, uint32_t lost)
{
	unsigned int frame = format == FMT_16 ? 4 : 8, wrong = 0;

	attach(true);
	rig_stream(RECORD, format, in, 2);
	run_until(rig_start(RECORD) + 4096 / frame * 1000000ull / 48 + 1);
	poke(HDA_SD(RECORD) + HDA_SD_CTL, 1, 0);
	for (size_t i = 0; i < 4096; i++)
		wrong += rig.ram[in[i / 2048].offset + i % 2048] != (source_byte(i) & ~(lost >> 8 * (i & 3)) & 0xff);
	return wrong;
}

HDA_CASE(line_in_is_recorded_at_0_db)
{
	rig_codec();
	EXPECT(!record_wrong(FMT_16, 0));
	EXPECT(jack_in.rate == 48000 && jack_in.channels == 2 && jack_in.bits == 16);
	EXPECT(!record_wrong(FMT_32, 0) && jack_in.bits == 32);
	EXPECT(!record_wrong(FMT_24, 0xff) && jack_in.bits == 32);
	EXPECT(!record_wrong(FMT_20, 0xfff));
	EXPECT(!rig.fault_count);
}

static bool recorded_silence(void)
{
	bool silence = true;

	record_wrong(FMT_16, 0);
	for (size_t i = 0; i < 4096; i++)
		silence &= !rig.ram[in[i / 2048].offset + i % 2048];
	return silence;
}

HDA_CASE(the_wrong_source_is_silent)
{
	rig_codec();
	verb(HDA_ADC, 0x70100);
	EXPECT(recorded_silence(), "(nothing is plugged into the mic)");
	verb(HDA_ADC, 0x70101);
	EXPECT(!recorded_silence());
	verb(HDA_PIN_LINE, 0x70700);
	EXPECT(recorded_silence(), "(its pin is off)");
	verb(HDA_PIN_LINE, 0x70720);
	verb(HDA_ADC, 0x370ca);
	EXPECT(recorded_silence(), "(muted)");
}

static const struct tap_case cases[] = {
	TAP_CASE(graph_is_told_by_parameters),
	TAP_CASE(what_is_set_can_be_read),
	TAP_CASE(all_widths_pass_at_0_db),
	TAP_CASE(steps_are_one_decibel_a_side),
	TAP_CASE(whatever_is_closed_on_the_way_silences),
	TAP_CASE(power_on_is_silent),
	TAP_CASE(a_converter_hears_its_stream_in_its_format_only),
	TAP_CASE(a_stereo_converter_takes_its_channels_of_many),
	TAP_CASE(line_in_is_recorded_at_0_db),
	TAP_CASE(the_wrong_source_is_silent),
};

TAP_MAIN(cases)
