// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The AK4531 model: every register by what it does to samples, then the same through the ES1370's jacks. Expected values
 * are computed here from decibels, in floating point.
 */
#include "tests/host/sim_rig.h"

#include "machines/sim/sim_local.h"
#include "models/es1370.h"

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

/* an even number of decibels */
static int at_db(double value, int db)
{
	for (; db > 0; db -= 2)
		value *= 1.2589254117941673; /* 10^(2 / 20) */
	for (; db < 0; db += 2)
		value /= 1.2589254117941673;
	if (value > INT16_MAX)
		return INT16_MAX;
	return value < INT16_MIN ? INT16_MIN : value < 0 ? value - 0.5 : value + 0.5;
}

static bool near(int a, int b)
{
	return abs(a - b) <= 1;
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

/* ---- the codec alone ------------------------------------------------------------------------------------ */

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

/* ---- behind the chip -------------------------------------------------------------------------------------- */

#define RING 4096u
#define ROOM 65536u
#define DIVIDER 32u /* 44100 Hz, as DAC1 can */
#define HALF_A_FRAME 11000

static struct jack {
	unsigned int rate, channels, bits, formats;
	size_t frames;
	int16_t data[ROOM][2];
} jack;

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	jack.rate = rate;
	jack.channels = channels;
	jack.bits = bits;
	jack.formats++;
}

static void on_frames(void *ctx, void *data, size_t count)
{
	size_t bytes = jack.channels * jack.bits / 8;

	for (size_t i = 0; i < count && jack.frames < ROOM; i++, jack.frames++)
		memcpy(jack.data[jack.frames], (uint8_t *)data + i * bytes, bytes);
}

static int16_t line_sample(size_t frame, unsigned int side)
{
	return frame * 37 + side * 11;
}

static size_t line_frames;

static void on_line(void *ctx, void *data, size_t count)
{
	int16_t (*frame)[2] = data;

	for (size_t i = 0; i < count; i++, line_frames++) {
		frame[i][0] = line_sample(line_frames, 0);
		frame[i][1] = line_sample(line_frames, 1);
	}
}

static int16_t (*ring(uint64_t offset))[2]
{
	return (void *)(rig.ram + offset);
}

static void set_codec(uint8_t reg, uint8_t value)
{
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_CODEC, 2, reg << 8 | value);
	run_until(host_now() + 12000);
}

/* DAC2 from 64 KiB, DAC1 from 128 KiB, ADC to 192 KiB, 16 bit stereo; 0 dB everywhere, DACs to line-out, line-in to the ADC */
static void set_up(void)
{
	static const struct usnd_line line_out = { NULL, on_format, on_frames }, line_in = { NULL, NULL, on_line };
	static const uint8_t codec_setup[][2] = {
		{ 0x16, 3 }, { 0, 0 }, { 1, 0 }, { 2, 6 }, { 3, 6 }, { 4, 6 }, { 5, 6 }, { 8, 6 }, { 9, 6 },
		{ 0x10, 0x60 }, { 0x11, 0x0c }, { 0x12, 0x10 }, { 0x13, 0x08 },
	};

	memset(&jack, 0, sizeof(jack));
	line_frames = 0;
	EXPECT(!rig.m->ops->line(rig.m, "es1370", false, &line_out));
	EXPECT(!rig.m->ops->line(rig.m, "es1370", true, &line_in));
	for (unsigned int i = 0; i < RING / 4; i++) {
		ring(0x10000)[i][0] = i * 31 + 7;
		ring(0x10000)[i][1] = -i * 17;
		ring(0x20000)[i][0] = i * 5 - 3000;
		ring(0x20000)[i][1] = 2000 - i * 3;
	}
	reg_out(ES_MEM_PAGE, 0xc);
	reg_out(ES_MEMORY, rig_map(0x20000, RING, USND_DMA_TO_DEVICE, "dac1"));
	reg_out(ES_MEMORY + 4, RING / 4 - 1);
	reg_out(ES_MEMORY + 8, rig_map(0x10000, RING, USND_DMA_TO_DEVICE, "dac2"));
	reg_out(ES_MEMORY + 12, RING / 4 - 1);
	reg_out(ES_MEM_PAGE, 0xd);
	reg_out(ES_MEMORY, rig_map(0x30000, RING, USND_DMA_FROM_DEVICE, "adc"));
	reg_out(ES_MEMORY + 4, RING / 4 - 1);
	reg_out(ES_SERIAL, 0x3f);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | 3 << 12 | CTRL_CDC_EN);
	for (size_t i = 0; i < sizeof(codec_setup) / sizeof(codec_setup[0]); i++)
		set_codec(codec_setup[i][0], codec_setup[i][1]);
}

static void enable(uint32_t channels)
{
	reg_out(ES_CONTROL, (reg_in(ES_CONTROL) & ~(CTRL_DAC1_EN | CTRL_DAC2_EN | CTRL_ADC_EN)) | channels);
}

static void play_frames(uint64_t frames)
{
	run_until(host_now() + frames * DIVIDER * 312500 / 441 + 1);
	reg_in(ES_STATUS);
}

RIG_CASE(line_out_is_silent_until_the_codec_is_set)
{
	set_up();
	set_codec(AK_POWER, 0);
	set_codec(AK_POWER, 3);
	enable(CTRL_DAC2_EN);
	play_frames(100);
	EXPECT(jack.frames == 100 && !jack.data[99][0] && !jack.data[99][1], "(%zu)", jack.frames);
}

RIG_CASE(one_source_at_0_db_is_bit_exact_on_line_out)
{
	set_up();
	enable(CTRL_DAC2_EN);
	play_frames(RING / 4);
	EXPECT(jack.rate == 44100 && jack.channels == 2 && jack.bits == 16 && jack.formats == 1);
	EXPECT(jack.frames == RING / 4 && !memcmp(jack.data, ring(0x10000), RING));
}

RIG_CASE(a_volume_counts_from_the_frame_after_its_word_arrived)
{
	set_up();
	enable(CTRL_DAC2_EN);
	play_frames(100);
	/* 11338 ns after the write: frame 101 comes in between */
	run_until(host_now() + HALF_A_FRAME + HALF_A_FRAME / 2);
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_CODEC, 2, AK_LVOICE << 8 | (AK_0DB + 3));
	play_frames(100);
	EXPECT(jack.data[99][0] == ring(0x10000)[99][0] && jack.data[100][0] == ring(0x10000)[100][0]);
	for (unsigned int i = 101; i < 200; i++)
		EXPECT(near(jack.data[i][0], at_db(ring(0x10000)[i][0], -6)) && jack.data[i][1] == ring(0x10000)[i][1],
		       "(frame %u)", i);
}

RIG_CASE(both_dacs_are_summed_at_their_moments)
{
	set_up();
	enable(CTRL_DAC2_EN);
	play_frames(10);
	run_until(host_now() + HALF_A_FRAME);
	enable(CTRL_DAC2_EN | CTRL_DAC1_EN);
	play_frames(500);
	EXPECT(jack.rate == 44100 && jack.formats == 1);
	/* DAC1 began between frames 10 and 11: its frame n is heard from frame n + 11 on */
	for (unsigned int i = 12; i < 500; i++)
		EXPECT(jack.data[i][0] == ring(0x10000)[i][0] + ring(0x20000)[i - 11][0] &&
		       jack.data[i][1] == ring(0x10000)[i][1] + ring(0x20000)[i - 11][1], "(frame %u)", i);
	EXPECT(jack.data[5][0] == ring(0x10000)[5][0]);
}

RIG_CASE(a_slower_dac_is_held_between_its_samples)
{
	set_up();
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | 2 << 12 | CTRL_CDC_EN); /* DAC1: 22050 Hz */
	enable(CTRL_DAC2_EN | CTRL_DAC1_EN);
	play_frames(500);
	for (unsigned int i = 2; i < 500; i++)
		EXPECT(jack.data[i][0] == ring(0x10000)[i][0] + ring(0x20000)[(i + 1) / 2 - 1][0], "(frame %u)", i);
}

RIG_CASE(the_other_dac_takes_the_clock_over)
{
	set_up();
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | 2 << 12 | CTRL_CDC_EN);
	enable(CTRL_DAC1_EN);
	play_frames(100);
	EXPECT(jack.rate == 22050 && jack.frames == 50, "(%u Hz, %zu)", jack.rate, jack.frames);
	enable(CTRL_DAC1_EN | CTRL_DAC2_EN);
	play_frames(100);
	EXPECT(jack.rate == 22050 && jack.formats == 1 && jack.frames == 100);
	enable(CTRL_DAC2_EN);
	play_frames(100);
	EXPECT(jack.rate == 44100 && jack.formats == 2 && jack.frames == 200);
	EXPECT(jack.data[199][0] == ring(0x10000)[199][0], "(DAC1 is off: silent)");
	reg_out(ES_SERIAL, reg_in(ES_SERIAL) | SCTRL_P2_PAUSE);
	enable(CTRL_DAC1_EN | CTRL_DAC2_EN);
	play_frames(100);
	EXPECT(jack.rate == 22050 && jack.frames == 250, "(a paused one does not tick)");
	for (unsigned int i = 240; i < 250; i++) {
		int at = (jack.data[i][0] + 3000) / 5; /* wherever in its ring DAC1 went on */

		EXPECT(jack.data[i][0] == at * 5 - 3000 && jack.data[i][1] == 2000 - at * 3, "(and is silent, frame %u)", i);
	}
}

RIG_CASE(narrow_formats_keep_the_upper_byte)
{
	for (unsigned int channels = 1; channels <= 2; channels++) {
		unsigned int wrong = 0;

		set_up();
		reg_out(ES_SERIAL, (channels - 1) << 2); /* DAC2: 8 bit */
		set_codec(AK_LVOICE, AK_0DB + 3);
		set_codec(AK_RVOICE, AK_0DB + 6);
		enable(CTRL_DAC2_EN);
		play_frames(200);
		EXPECT(jack.channels == channels && jack.bits == 8 && jack.frames == 200);
		for (unsigned int i = 0; i < 200 * channels; i++) {
			int played = (rig.ram[0x10000 + i] - 128) * 256;
			int heard = ((uint8_t *)jack.data[i / channels])[i % channels];

			/* one channel: the left side */
			wrong += heard != (at_db(played, i % channels ? -12 : -6) >> 8) + 128;
		}
		EXPECT(!wrong, "(%u channels: %u samples differ)", channels, wrong);
		enable(0);
	}
}

RIG_CASE(line_in_is_bit_exact_at_0_db_and_scaled_otherwise)
{
	int16_t (*got)[2] = ring(0x30000);

	set_up();
	enable(CTRL_ADC_EN);
	play_frames(64);
	for (unsigned int i = 0; i < 64; i++)
		EXPECT(got[i][0] == line_sample(i, 0) && got[i][1] == line_sample(i, 1), "(frame %u)", i);
	set_codec(AK_LLINE, AK_0DB - 3);
	set_codec(AK_RIN_SW1, 0x10);
	play_frames(100);
	for (unsigned int i = 70; i < 120; i++)
		EXPECT(near(got[i][0], at_db(line_sample(i, 0), 6)) && got[i][0] == got[i][1], "(frame %u)", i);
}

RIG_CASE(the_adc_can_hear_a_dac)
{
	int16_t (*got)[2] = ring(0x30000);

	set_up();
	set_codec(AK_LIN_SW1, 0);
	set_codec(AK_RIN_SW1, 0);
	set_codec(AK_LIN_SW2, 0x04);
	set_codec(AK_RIN_SW2, 0x04);
	enable(CTRL_DAC2_EN | CTRL_ADC_EN);
	play_frames(512);
	EXPECT(!memcmp(got, ring(0x10000), 512 * 4), "(they share a clock: the same samples)");
	EXPECT(!memcmp(jack.data, ring(0x10000), 512 * 4));
}

RIG_CASE(line_in_can_be_heard_while_the_adc_samples_it)
{
	set_up();
	set_codec(AK_OUT_SW1, 0x18);
	enable(CTRL_DAC2_EN);
	play_frames(50);
	EXPECT(jack.data[49][0] == ring(0x10000)[49][0]);
	run_until(host_now() + HALF_A_FRAME);
	enable(CTRL_DAC2_EN | CTRL_ADC_EN);
	play_frames(200);
	for (unsigned int i = 53; i < 200; i++)
		EXPECT(jack.data[i][0] == ring(0x10000)[i][0] + line_sample(i - 51, 0), "(frame %u)", i);
}

RIG_CASE(reset_leaves_nothing_but_what_is_plugged_in)
{
	struct model_slot *slot = to_sim(rig.m)->slots[5];

	set_up();
	reg_out(ES_SERIAL, 0x3f | SCTRL_P2_INT_EN);
	reg_out(ES_DAC2_COUNT, 63);
	enable(CTRL_DAC2_EN);
	play_frames(100);
	EXPECT(rig.irq_level && jack.frames == 100);
	sim_enter(to_sim(rig.m));
	slot->ops->reset(slot->state);
	sim_leave(to_sim(rig.m));
	EXPECT(!rig.irq_level);
	EXPECT(reg_in(ES_CONTROL) == CTRL_SERR_DIS && reg_in(ES_SERIAL) == 0 && reg_in(ES_STATUS) == STAT_VC);
	reg_out(ES_MEM_PAGE, 0xc);
	EXPECT(reg_in(ES_MEMORY + 8) == 0 && reg_in(ES_DAC2_COUNT) == 0);
	play_frames(100);
	EXPECT(jack.frames == 100);
	set_up();
	enable(CTRL_DAC2_EN);
	play_frames(10);
	EXPECT(jack.frames == 10 && jack.data[9][0] == ring(0x10000)[9][0]);
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
	TAP_CASE(line_out_is_silent_until_the_codec_is_set),
	TAP_CASE(one_source_at_0_db_is_bit_exact_on_line_out),
	TAP_CASE(a_volume_counts_from_the_frame_after_its_word_arrived),
	TAP_CASE(both_dacs_are_summed_at_their_moments),
	TAP_CASE(a_slower_dac_is_held_between_its_samples),
	TAP_CASE(the_other_dac_takes_the_clock_over),
	TAP_CASE(narrow_formats_keep_the_upper_byte),
	TAP_CASE(line_in_is_bit_exact_at_0_db_and_scaled_otherwise),
	TAP_CASE(the_adc_can_hear_a_dac),
	TAP_CASE(line_in_can_be_heard_while_the_adc_samples_it),
	TAP_CASE(reset_leaves_nothing_but_what_is_plugged_in),
};

TAP_MAIN(cases)
