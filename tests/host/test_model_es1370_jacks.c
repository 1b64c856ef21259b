// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ES1370 model by its jacks: what the AK4531 makes of the three channels, sample by sample, each at its moment.
 */
#include "tests/host/sim_rig.h"

#include "machines/sim/sim_local.h"
#include "models/es1370.h"
#include "tests/host/decibels.h"

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

/* DAC2 from 64 KiB, DAC1 from 128 KiB, ADC to 192 KiB, 16 bit stereo; DACs to line-out, line-in to the ADC at 0 dB */
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

		EXPECT(jack.data[i][0] == at * 5 - 3000 && jack.data[i][1] == 2000 - at * 3,
		       "(and is silent, frame %u)", i);
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
