// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Sound Blaster 16 model by its ports alone: no kernel, no driver. Every sample on a line is compared with the ring
 * in RAM, every interrupt with the time the programming guide gives it.
 *
 * Where QEMU's sb16 is known to differ, the case says so. QEMU's is no judge of wrapping: its controllers do not.
 */
#include "models/sb16.h"
#include "tests/host/decibels.h"
#include "tests/host/sim_rig.h"

#define PORT 0x220
#define RING 0x10000 /* offset in RAM; bus 4 MiB + 64 KiB */
#define RING_BYTES 1024u
#define MS 1000000ull

/** struct jack - what came out of line-out, or goes into line-in: byte n is n * 7 + n / 251 */
static struct jack {
	unsigned int rate, channels, bits, formats;
	size_t bytes, frames;
	uint8_t data[1u << 16];
} jack;

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	jack.rate = rate;
	jack.channels = channels;
	jack.bits = bits;
	jack.formats++;
}

static void on_heard(void *ctx, void *data, size_t count)
{
	size_t bytes = count * jack.channels * jack.bits / 8;

	if (jack.bytes + bytes <= sizeof(jack.data))
		memcpy(jack.data + jack.bytes, data, bytes);
	jack.bytes += bytes;
	jack.frames += count;
}

static uint8_t sung(size_t n)
{
	return n * 7 + n / 251;
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	size_t bytes = count * jack.channels * jack.bits / 8;
	uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++)
		at[i] = sung(jack.bytes + i);
	jack.bytes += bytes;
	jack.frames += count;
}

static void attach(bool capture)
{
	const struct usnd_line line = { NULL, on_format, capture ? on_sampled : on_heard };

	memset(&jack, 0, sizeof(jack));
	EXPECT(rig.m->ops->line(rig.m, "sb16", capture, &line) == 0);
}

/* ---- ports ------------------------------------------------------------------------------------------------------ */

static uint8_t in8(uint32_t port)
{
	return rig.m->ops->io_read(rig.m, port, 1);
}

static void out8(uint32_t port, uint8_t value)
{
	rig.m->ops->io_write(rig.m, port, 1, value);
}

static uint8_t mixer_in(uint8_t reg)
{
	out8(PORT + 4, reg);
	return in8(PORT + 5);
}

static void mixer_out(uint8_t reg, uint8_t value)
{
	out8(PORT + 4, reg);
	out8(PORT + 5, value);
}

static void dsp_out(uint8_t byte)
{
	while (in8(PORT + 0xc) & 0x80)
		host_delay(500);
	out8(PORT + 0xc, byte);
}

static void dsp_command(const uint8_t *bytes, size_t count)
{
	while (count--)
		dsp_out(*bytes++);
}

#define DSP(...) dsp_command((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

static bool waits(void)
{
	return in8(PORT + 0xe) & 0x80;
}

static uint8_t dsp_in(void)
{
	EXPECT(waits());
	return in8(PORT + 0xa);
}

static void wake(void)
{
	out8(PORT + 6, 1);
	host_delay(5000);
	out8(PORT + 6, 0);
	host_delay(200000);
	EXPECT(dsp_in() == 0xaa);
}

/* the mixer lets everything through at 0 dB */
static void open_mixer(void)
{
	for (unsigned int reg = CT_MASTER; reg < CT_MIC; reg++)
		mixer_out(reg, 31 << 3);
	mixer_out(CT_INPUT, 0x10);
	mixer_out(CT_INPUT + 1, 0x08);
}

/* the DMA controller's channel 1 or 5 walks the ring round and round */
static void program(unsigned int channel, bool to_card, uint32_t bus, uint32_t bytes)
{
	unsigned int base = channel < 4 ? 0x00 : 0xc0, step = channel < 4 ? 1 : 2, shift = channel > 3, n = channel & 3;
	uint32_t count = (bytes >> shift) - 1;

	out8(base + step * 0xa, 4 | n);
	out8(base + step * 0xc, 0);
	out8(base + step * 0xb, (to_card ? 0x58 : 0x54) | n);
	out8(channel < 4 ? 0x83 : 0x8b, bus >> 16);
	out8(base + step * 2 * n, bus >> shift);
	out8(base + step * 2 * n, bus >> shift >> 8);
	out8(base + step * (2 * n + 1), count);
	out8(base + step * (2 * n + 1), count >> 8);
	out8(base + step * 0xa, n);
}

static uint32_t left_in(unsigned int channel)
{
	unsigned int base = channel < 4 ? 0x00 : 0xc0, step = channel < 4 ? 1 : 2,
		     port = base + step * (2 * (channel & 3) + 1);
	uint32_t count;

	out8(base + step * 0xc, 0);
	count = in8(port);
	count |= in8(port) << 8;
	return (count + 1) << (channel > 3);
}

static uint32_t map_ring(void)
{
	struct usnd_dma_map map = {
		.bdf = USND_NO_BDF, .phys = rig.base + RING, .bytes = RING_BYTES, .coherent = true, .owner = "ring",
	};

	EXPECT(!rig.m->ops->dma_map(rig.m, &map));
	for (unsigned int i = 0; i < RING_BYTES; i++)
		rig.ram[RING + i] = i * 13 + i / 255;
	return map.bus;
}

/* time passes, and everything that is due in it happens */
static void live(uint64_t ns)
{
	run_until(host_now() + ns);
	rig.m->ops->run(rig.m, host_now());
}

#define SB_CASE(name)                                                      \
	static void name##_body(void);                                     \
	static void name(void)                                             \
	{                                                                  \
		struct sim_config config;                                  \
									   \
		sim_defaults(&config);                                     \
		config.cards[0] = (struct sim_card){ .model = "sb16" };    \
		rig_run(&config, name##_body);                             \
	}                                                                  \
	static void name##_body(void)

/* ---- the DSP ---------------------------------------------------------------------------------------------------- */

SB_CASE(reset_answers_after_a_while)
{
	out8(PORT + 6, 1);
	EXPECT(in8(PORT + 0xc) & 0x80, "(busy in reset)");
	out8(PORT + 6, 0);
	host_delay(50000);
	EXPECT(!waits());
	host_delay(50000);
	EXPECT(waits() && in8(PORT + 0xa) == 0xaa && !waits());
	EXPECT(in8(PORT + 0xa) == 0xaa, "(nothing new: the old byte)");
}

SB_CASE(version_is_4_05)
{
	wake();
	DSP(0xe1);
	EXPECT(dsp_in() == 4 && dsp_in() == 5 && !waits());
}

SB_CASE(identification_inverts_and_test_register_keeps)
{
	static const char text[] = "COPYRIGHT (C) CREATIVE TECHNOLOGY LTD, 1992.";

	wake();
	DSP(0xe0, 0x5a);
	EXPECT(dsp_in() == 0xa5);
	DSP(0xe4, 0x37);
	DSP(0xe8);
	EXPECT(dsp_in() == 0x37);
	DSP(0xe3);
	for (size_t i = 0; i < sizeof(text); i++)
		EXPECT(dsp_in() == (uint8_t)text[i]);
	EXPECT(!waits());
}

SB_CASE(a_byte_while_it_is_busy_is_lost)
{
	wake();
	out8(PORT + 0xc, 0xe0);
	out8(PORT + 0xc, 0x11);
	host_delay(2000);
	out8(PORT + 0xc, 0x22);
	EXPECT(dsp_in() == 0xdd);
}

SB_CASE(commands_of_earlier_cards_are_taken_with_their_parameters)
{
	wake();
	DSP(0x40, 0xe1);
	DSP(0x14, 0xe1, 0xe1);
	DSP(0x48, 0xe1, 0xe1);
	DSP(0xd1);
	DSP(0xd8);
	EXPECT(dsp_in() == 0xff && !waits());
	DSP(0xd3);
	DSP(0xd8);
	EXPECT(dsp_in() == 0x00);
}

SB_CASE(interrupts_on_request)
{
	wake();
	DSP(0xf2);
	EXPECT(rig.irq_level && rig.irq_line == 5 && mixer_in(0x82) == 1);
	DSP(0xf3);
	EXPECT(mixer_in(0x82) == 3);
	in8(PORT + 0xe);
	EXPECT(rig.irq_level && mixer_in(0x82) == 2, "(the other one is still there)");
	in8(PORT + 0xf);
	EXPECT(!rig.irq_level && mixer_in(0x82) == 0);
	DSP(0xf2);
	DSP(0xf3);
	in8(PORT + 0xf);
	EXPECT(rig.irq_level && mixer_in(0x82) == 1);
}

SB_CASE(the_interrupt_line_can_be_selected)
{
	static const struct {
		uint8_t bit, line;
	} lines[] = { { 1, 9 }, { 2, 5 }, { 4, 7 }, { 8, 10 } };

	wake();
	for (unsigned int i = 0; i < 4; i++) {
		mixer_out(0x80, lines[i].bit);
		DSP(0xf2);
		EXPECT(rig.irq_level && rig.irq_line == lines[i].line && (mixer_in(0x80) & 0x0f) == lines[i].bit);
		in8(PORT + 0xe);
	}
	DSP(0xf2);
	mixer_out(0x00, 0);
	EXPECT((mixer_in(0x80) & 0x0f) == 8, "(outlives a reset of the mixer)");
	mixer_out(0x81, 0xff);
	EXPECT(mixer_in(0x81) == 0xeb);
	mixer_out(0x81, 0x42);
	wake();
	EXPECT(mixer_in(0x81) == 0x42 && !rig.irq_level, "(and one of the DSP)");
}

/* ---- playing ---------------------------------------------------------------------------------------------------- */

/* what was heard is the ring, round and round, with @flip of each sample's top byte */
static void expect_ring(unsigned int bytes, uint8_t flip)
{
	size_t wrong = 0;

	for (size_t i = 0; i < jack.bytes; i++)
		wrong += jack.data[i] != (rig.ram[RING + i % RING_BYTES] ^ (i % bytes == bytes - 1 ? flip : 0));
	EXPECT(!wrong, "(%zu of %zu bytes)", wrong, jack.bytes);
}

/* every format: @mode and what the line announces and hears */
static void play_format(bool wide, uint8_t mode)
{
	unsigned int channels = mode & 0x20 ? 2 : 1, bytes = wide ? 2 : 1, frame = channels * bytes;
	unsigned int block = 100; /* samples */
	uint32_t bus = map_ring();
	uint64_t start;

	wake();
	open_mixer();
	attach(false);
	program(wide ? 5 : 1, true, bus, RING_BYTES);
	DSP(0x41, 8000 >> 8, 8000 & 0xff);
	DSP(wide ? 0xb6 : 0xc6, mode, block - 1, 0);
	start = host_now();
	rig.irq_count = 0;
	live(start + 400 * MS - host_now());
	EXPECT(jack.rate == 8000 && jack.channels == channels && jack.bits == 8 * bytes && jack.formats == 1);
	EXPECT(jack.frames == 3200, "(%zu)", jack.frames);
	expect_ring(bytes, !wide == !(mode & 0x10) ? 0 : 0x80);
	/* nobody acknowledges: one rise; the position is what was heard */
	EXPECT(rig.irq_count == 1 && rig.irq_time[0] == start + block / channels * 125000ull);
	EXPECT(left_in(wide ? 5 : 1) == RING_BYTES - jack.frames * frame % RING_BYTES);
	EXPECT(!rig.fault_count);
}

SB_CASE(plays_8_bit_unsigned_mono) { play_format(false, 0x00); }
SB_CASE(plays_8_bit_signed_stereo) { play_format(false, 0x30); }
SB_CASE(plays_16_bit_unsigned_stereo) { play_format(true, 0x20); }
SB_CASE(plays_16_bit_signed_stereo) { play_format(true, 0x30); }
SB_CASE(plays_16_bit_signed_mono) { play_format(true, 0x10); }

SB_CASE(a_block_interrupts_each_time)
{
	uint32_t bus = map_ring();
	uint64_t start;

	wake();
	program(1, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xc6, 0x00, 79, 0);
	start = host_now();
	rig.irq_count = 0;
	for (unsigned int i = 1; i <= 20; i++) {
		run_until(start + i * 10 * MS);
		EXPECT(rig.irq_count == i && rig.irq_time[i - 1] == start + i * 10 * MS && mixer_in(0x82) == 1);
		in8(PORT + 0xe);
		EXPECT(!rig.irq_level);
	}
}

SB_CASE(single_cycle_ends_by_itself)
{
	uint32_t bus = map_ring();

	wake();
	attach(false);
	program(5, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xb0, 0x30, 99, 0);
	live(100 * MS);
	EXPECT(jack.frames == 50 && mixer_in(0x82) == 2);
	EXPECT(left_in(5) == RING_BYTES - 200);
}

SB_CASE(exit_ends_with_the_block)
{
	uint32_t bus = map_ring();

	wake();
	attach(false);
	program(1, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xc6, 0x00, 79, 0);
	live(25 * MS);
	DSP(0xda);
	DSP(0x45);
	live(20 * MS);
	EXPECT(jack.frames > 240, "(45h takes it back)");
	DSP(0xda);
	live(100 * MS);
	EXPECT(jack.frames == 400, "(%zu)", jack.frames);
}

SB_CASE(pause_holds_the_position)
{
	uint32_t bus = map_ring(), left;

	wake();
	open_mixer();
	attach(false);
	program(5, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xb6, 0x30, 99, 0);
	live(10 * MS);
	DSP(0xd5);
	left = left_in(5);
	live(100 * MS);
	EXPECT(left_in(5) == left && jack.frames * 4 == RING_BYTES - left);
	DSP(0xd6);
	live(10 * MS);
	EXPECT(jack.frames * 4 == RING_BYTES - left + 320);
	expect_ring(2, 0);
}

SB_CASE(a_masked_channel_delays_and_loses_nothing)
{
	uint32_t bus = map_ring();

	wake();
	open_mixer();
	attach(false);
	program(5, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xb6, 0x30, 99, 0);
	live(10 * MS);
	out8(0xd4, 5);
	live(2 * MS);
	out8(0xd4, 1);
	EXPECT(jack.frames == 96, "(what was due meanwhile is fetched at once: %zu)", jack.frames);
	out8(0xd4, 5);
	live(100 * MS);
	out8(0xd4, 1);
	EXPECT(jack.frames == 96 + SB_FIFO / 4, "(but no more than the FIFO holds: %zu)", jack.frames);
	live(10 * MS);
	expect_ring(2, 0);
}

SB_CASE(wide_samples_go_through_the_8_bit_channel_if_there_is_no_other)
{
	uint32_t bus = map_ring();

	wake();
	open_mixer();
	mixer_out(0x81, 0x02);
	attach(false);
	program(1, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xb6, 0x30, 99, 0);
	live(20 * MS);
	EXPECT(jack.frames == 160 && left_in(1) == RING_BYTES - 640 && mixer_in(0x82) == 2);
	expect_ring(2, 0);
}

SB_CASE(no_channel_means_no_sound)
{
	wake();
	mixer_out(0x81, 0);
	attach(false);
	DSP(0xc6, 0x00, 79, 0);
	live(20 * MS);
	EXPECT(!jack.frames && !rig.fault_count);
}

/* QEMU plays at what 41h says, too; it does not limit it */
SB_CASE(rates_are_4000_to_44100)
{
	static const struct {
		unsigned int wanted, made;
	} rates[] = { { 3999, 4000 }, { 5512, 5512 }, { 44100, 44100 }, { 48000, 44100 } };
	uint32_t bus = map_ring();

	wake();
	program(1, true, bus, RING_BYTES);
	for (unsigned int i = 0; i < 4; i++) {
		attach(false);
		DSP(0x42, rates[i].wanted >> 8, rates[i].wanted & 0xff);
		DSP(0xc6, 0x00, 79, 0);
		live(1000 * MS);
		EXPECT(jack.rate == rates[i].made && jack.frames == rates[i].made, "(%zu)", jack.frames);
		DSP(0xd0);
	}
}

/* ---- recording -------------------------------------------------------------------------------------------------- */

static void record_format(bool wide, uint8_t mode)
{
	unsigned int bytes = wide ? 2 : 1, flips = !wide == !(mode & 0x10) ? 0 : 0x80;
	uint32_t bus = map_ring();
	size_t wrong = 0;

	wake();
	open_mixer();
	attach(true);
	program(wide ? 5 : 1, false, bus, RING_BYTES);
	DSP(0x42, 0x1f, 0x40);
	DSP(wide ? 0xbe : 0xce, mode, 99, 0);
	live(20 * MS);
	EXPECT(jack.frames == 160 && jack.formats == 1 && jack.bits == 8 * bytes);
	for (size_t i = 0; i < jack.bytes; i++)
		wrong += rig.ram[RING + i] != (sung(i) ^ (i % bytes == bytes - 1 ? flips : 0));
	EXPECT(!wrong && !rig.fault_count, "(%zu wrong)", wrong);
	EXPECT(left_in(wide ? 5 : 1) == RING_BYTES - jack.bytes);
}

SB_CASE(records_8_bit_unsigned_stereo) { record_format(false, 0x20); }
SB_CASE(records_8_bit_signed_mono) { record_format(false, 0x10); }
SB_CASE(records_16_bit_signed_stereo) { record_format(true, 0x30); }
SB_CASE(records_16_bit_unsigned_mono) { record_format(true, 0x00); }

SB_CASE(recording_over_a_masked_moment_is_whole)
{
	uint32_t bus = map_ring();
	size_t wrong = 0;

	wake();
	open_mixer();
	attach(true);
	program(5, false, bus, RING_BYTES);
	DSP(0x42, 0x1f, 0x40);
	DSP(0xbe, 0x30, 9, 0);
	live(10 * MS);
	out8(0xd4, 5);
	live(3 * MS);
	out8(0xd4, 1);
	live(5 * MS);
	EXPECT(jack.bytes < RING_BYTES && jack.frames >= 144);
	for (size_t i = 0; i < jack.bytes; i++)
		wrong += rig.ram[RING + i] != sung(i);
	EXPECT(!wrong, "(%zu wrong)", wrong);
}

SB_CASE(what_the_controller_leaves_stays_in_the_fifo)
{
	uint32_t bus = map_ring();
	size_t wrong = 0;

	wake();
	open_mixer();
	attach(true);
	program(5, false, bus, 100);
	out8(0xd6, 0x45); /* not auto-init: the channel is masked after 100 bytes */
	DSP(0x42, 0x1f, 0x40);
	DSP(0xbe, 0x30, 13, 0);
	live(3 * MS);
	live(3 * MS);
	program(5, false, bus + 100, RING_BYTES - 100);
	live(3 * MS);
	EXPECT(jack.frames == 72, "(%zu)", jack.frames);
	for (size_t i = 0; i < jack.bytes; i++)
		wrong += rig.ram[RING + i] != sung(i);
	EXPECT(!wrong, "(%zu wrong)", wrong);
}

SB_CASE(what_was_due_before_an_unmap_is_granted)
{
	uint32_t bus = map_ring();

	wake();
	open_mixer();
	attach(false);
	program(5, true, bus, RING_BYTES);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xb6, 0x30, 999 & 0xff, 999 >> 8);
	host_delay(10 * MS);
	EXPECT(!rig.m->ops->dma_unmap(rig.m, USND_NO_BDF, bus));
	EXPECT(jack.frames == 80 && !rig.fault_count, "(%zu)", jack.frames);
	live(1 * MS);
	EXPECT(rig.fault_count && rig.faults[0].error == USND_DMA_AFTER_FREE && !strcmp(rig.owner, "ring"));
}

SB_CASE(both_widths_at_once_share_the_clock)
{
	uint32_t bus = map_ring();

	wake();
	open_mixer();
	attach(true);
	program(1, true, bus, RING_BYTES / 2);
	program(5, false, bus + RING_BYTES / 2, RING_BYTES / 2);
	DSP(0x41, 0x1f, 0x40);
	DSP(0xbe, 0x10, 99, 0);
	DSP(0xc6, 0x00, 49, 0);
	live(20 * MS);
	EXPECT(mixer_in(0x82) == 3 && jack.frames == 160);
	EXPECT(left_in(1) == RING_BYTES / 2 - 160 && left_in(5) == RING_BYTES / 2 - 320);
	out8(PORT + 6, 1);
	out8(PORT + 6, 0);
	live(20 * MS);
	EXPECT(left_in(1) == RING_BYTES / 2 - 160 && !mixer_in(0x82) && !rig.irq_level, "(a reset ends both)");
}

/* ---- the mixer --------------------------------------------------------------------------------------------------- */

SB_CASE(mixer_wakes_up_with_the_guides_defaults)
{
	static const struct {
		uint8_t reg, value;
	} defaults[] = {
		{ 0x30, 0xc0 }, { 0x31, 0xc0 }, { 0x32, 0xc0 }, { 0x35, 0xc0 }, { 0x36, 0 }, { 0x39, 0 }, { 0x3a, 0 },
		{ 0x3b, 0 }, { 0x3c, 0x1f }, { 0x3d, 0x15 }, { 0x3e, 0x0b }, { 0x3f, 0 }, { 0x42, 0 }, { 0x43, 0 },
		{ 0x44, 0x80 }, { 0x47, 0x80 }, { 0x48, 0xff }, { 0x22, 0xff },
	};

	for (unsigned int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
			EXPECT(mixer_in(defaults[i].reg) == defaults[i].value, "(%#x)", defaults[i].reg);
		for (unsigned int reg = 1; reg < 0x80; reg++)
			mixer_out(reg, 0x55);
		EXPECT(mixer_in(0x30) == 0x50 && mixer_in(0x3c) == 0x15 && mixer_in(0x3f) == 0x40);
		mixer_out(0x00, 0);
	}
}

/* one frame of @left, @right, heard or recorded */
static void hear(int16_t left, int16_t right, int16_t result[2])
{
	uint32_t bus = map_ring();

	memcpy(rig.ram + RING, &left, 2);
	memcpy(rig.ram + RING + 2, &right, 2);
	attach(false);
	program(5, true, bus, 4);
	DSP(0xb0, 0x30, 1, 0);
	live(2 * MS);
	memcpy(result, jack.data, 4);
	EXPECT(jack.frames == 1);
	EXPECT(!rig.m->ops->dma_unmap(rig.m, USND_NO_BDF, bus));
}

SB_CASE(volumes_go_in_steps_of_2_db)
{
	int16_t heard[2];

	wake();
	open_mixer();
	for (int step = 0; step < 32; step++) {
		mixer_out(CT_VOICE, step << 3);
		mixer_out(CT_MASTER + 1, step << 3);
		hear(30000, -20000, heard);
		EXPECT(near(heard[0], at_db(30000, 2 * (step - 31))) && near(heard[1], at_db(-20000, 2 * (step - 31))),
		       "(%d: %d %d)", step, heard[0], heard[1]);
	}
	mixer_out(CT_VOICE, 28 << 3);
	mixer_out(CT_MASTER, 24 << 3);
	hear(30000, 0, heard);
	EXPECT(near(heard[0], at_db(30000, -20)), "(they add up: %d)", heard[0]);
}

SB_CASE(output_gain_clips)
{
	int16_t heard[2];

	wake();
	open_mixer();
	mixer_out(CT_OUT_GAIN, 2 << 6);
	mixer_out(CT_OUT_GAIN + 1, 3 << 6);
	hear(1000, -30000, heard);
	EXPECT(near(heard[0], at_db(1000, 12)) && heard[1] == INT16_MIN);
}

/* what a frame of line-in becomes */
static void sing(int16_t result[2])
{
	uint32_t bus = map_ring();

	attach(true);
	program(5, false, bus, 4);
	DSP(0xb8, 0x30, 1, 0);
	live(2 * MS);
	memcpy(result, rig.ram + RING, 4);
	EXPECT(jack.frames == 1);
	EXPECT(!rig.m->ops->dma_unmap(rig.m, USND_NO_BDF, bus));
}

SB_CASE(line_in_is_routed_and_amplified)
{
	int16_t got[2], left = sung(0) | sung(1) << 8, right = sung(2) | sung(3) << 8;

	wake();
	open_mixer();
	sing(got);
	EXPECT(got[0] == left && got[1] == right);
	mixer_out(CT_INPUT, 0x08);
	mixer_out(CT_INPUT + 1, 0x10);
	sing(got);
	EXPECT(got[0] == right && got[1] == left, "(exchanged)");
	mixer_out(CT_INPUT, 0x18);
	mixer_out(CT_INPUT + 1, 0x67);
	sing(got);
	EXPECT(got[0] == left + right && got[1] == 0, "(both; those that are not connected)");
	mixer_out(CT_INPUT, 0x10);
	mixer_out(CT_INPUT + 1, 0x08);
	mixer_out(CT_LINE, 26 << 3);
	mixer_out(CT_IN_GAIN + 1, 1 << 6);
	sing(got);
	EXPECT(near(got[0], at_db(left, -10)) && near(got[1], at_db(right, 6)), "(%d %d)", got[0], got[1]);
}

/* ---- power ------------------------------------------------------------------------------------------------------- */

SB_CASE(power_off_forgets_everything_but_the_lines)
{
	uint32_t bus = map_ring();

	wake();
	attach(false);
	mixer_out(0x80, 8);
	mixer_out(0x30, 0xf8);
	program(1, true, bus, RING_BYTES);
	DSP(0xc6, 0x00, 79, 0);
	live(10 * MS);
	rig.m->ops->power_off(rig.m);
	EXPECT(!rig.irq_level && mixer_in(0x80) == 0xf2 && mixer_in(0x81) == 0x22 && mixer_in(0x30) == 0xc0);
	memset(&jack, 0, sizeof(jack));
	live(50 * MS);
	EXPECT(!jack.frames);
	wake();
	program(1, true, bus, RING_BYTES);
	DSP(0xc6, 0x00, 79, 0);
	live(10 * MS);
	EXPECT(jack.frames == 110, "(11025 Hz: %zu)", jack.frames);
}

static const struct tap_case cases[] = {
	TAP_CASE(reset_answers_after_a_while),
	TAP_CASE(version_is_4_05),
	TAP_CASE(identification_inverts_and_test_register_keeps),
	TAP_CASE(a_byte_while_it_is_busy_is_lost),
	TAP_CASE(commands_of_earlier_cards_are_taken_with_their_parameters),
	TAP_CASE(interrupts_on_request),
	TAP_CASE(the_interrupt_line_can_be_selected),
	TAP_CASE(plays_8_bit_unsigned_mono),
	TAP_CASE(plays_8_bit_signed_stereo),
	TAP_CASE(plays_16_bit_unsigned_stereo),
	TAP_CASE(plays_16_bit_signed_stereo),
	TAP_CASE(plays_16_bit_signed_mono),
	TAP_CASE(a_block_interrupts_each_time),
	TAP_CASE(single_cycle_ends_by_itself),
	TAP_CASE(exit_ends_with_the_block),
	TAP_CASE(pause_holds_the_position),
	TAP_CASE(a_masked_channel_delays_and_loses_nothing),
	TAP_CASE(wide_samples_go_through_the_8_bit_channel_if_there_is_no_other),
	TAP_CASE(no_channel_means_no_sound),
	TAP_CASE(rates_are_4000_to_44100),
	TAP_CASE(records_8_bit_unsigned_stereo),
	TAP_CASE(records_8_bit_signed_mono),
	TAP_CASE(records_16_bit_signed_stereo),
	TAP_CASE(records_16_bit_unsigned_mono),
	TAP_CASE(recording_over_a_masked_moment_is_whole),
	TAP_CASE(what_the_controller_leaves_stays_in_the_fifo),
	TAP_CASE(what_was_due_before_an_unmap_is_granted),
	TAP_CASE(both_widths_at_once_share_the_clock),
	TAP_CASE(mixer_wakes_up_with_the_guides_defaults),
	TAP_CASE(volumes_go_in_steps_of_2_db),
	TAP_CASE(output_gain_clips),
	TAP_CASE(line_in_is_routed_and_amplified),
	TAP_CASE(power_off_forgets_everything_but_the_lines),
};

TAP_MAIN(cases)
