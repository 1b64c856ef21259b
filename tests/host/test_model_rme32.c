// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Digi32 models by their registers and memory alone: no kernel, no driver. Every sample that leaves is compared
 * with the ring, every sample that comes in is looked for in it, every interrupt with its time.
 */
#include "tests/host/rme32_rig.h"

#define SECOND 1000000000ull

static const char *card;

/* a case on a machine with the card called @name in its slot */
static void on_card(const char *name, void (*body)(void))
{
	struct sim_config config;

	sim_defaults(&config);
	card = name;
	config.card_count = 1;
	config.cards[0] = (struct sim_card){ .model = name, .slot = 5 };
	rig_run(&config, body);
}

/* the bench at @until, with everything done that was due by then */
static void settle(uint64_t until)
{
	run_until(until);
	rig.m->ops->run(rig.m, host_now());
}

static uint8_t ring[RME_MEMORY];

static void fill_ring(void)
{
	for (size_t i = 0; i < RME_MEMORY; i++)
		ring[i] = i * 13 + i / 255 + 1;
	rme_block(0, ring, RME_MEMORY, true);
}

static bool is_silence(const uint8_t *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (data[i])
			return false;
	return true;
}

/* is it what came in first? */
static bool is_source(const uint8_t *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (data[i] != source_byte(i))
			return false;
	return true;
}

static uint64_t frames_ns(uint64_t frames, unsigned int rate)
{
	return (frames * SECOND + rate - 1) / rate;
}

static void start(uint32_t more)
{
	rme_out(RME_CONTROL, CTRL_START | CTRL_SEL | RME_COAXIAL << CTRL_INP_SHIFT | more);
}

#define AT_44100 (2u << CTRL_FREQ_SHIFT)
#define AT_48000 (3u << CTRL_FREQ_SHIFT)

/* ---- memory --------------------------------------------------------------------------------------------- */

static void memory_body(void)
{
	uint8_t back[RME_MEMORY];

	rme_on();
	EXPECT(cfg_read(0, 4) == 0x9896ea60 && cfg_read(8, 1) == 192);
	fill_ring();
	rme_block(0, back, RME_MEMORY, false);
	EXPECT(!memcmp(back, ring, RME_MEMORY));
	rme_block(4097, back, 8191, false);
	EXPECT(!memcmp(back, ring + 4097, 8191), "(any alignment)");
	rme_out(0x1fffc, 0x04030201);
	EXPECT(rig.m->ops->mem_read(rig.m, RME_BASE + 0x1fffd, 1) == 2);
	EXPECT(rig.m->ops->mem_read(rig.m, RME_BASE + 0x1fff8, 8) >> 32 == 0x04030201);
	/* a block that runs into the registers is done piece by piece */
	rme_block(0x1fff8, back, 16, false);
	EXPECT(back[4] == 1 && back[7] == 4 && !back[8] && back[11] & STAT_ERF >> 24);
	EXPECT(rme_in(0x3fffc) == 0);
}

static void memory_is_read_and_written_in_any_size(void)
{
	on_card("rme32", memory_body);
}

/* ---- playing --------------------------------------------------------------------------------------------- */

static void play_body(void)
{
	rme_on();
	plug_out(card);
	fill_ring();
	start(AT_44100);
	settle(frames_ns(3000, 44100));
	EXPECT(heard.rate == 44100 && heard.channels == 2 && heard.bits == 16 && heard.formats == 1);
	EXPECT(heard.bytes == 3000 * 4 && (rme_in(RME_STATUS) & STAT_POSITION) == 12000);
	settle(frames_ns(32768 + 100, 44100));
	EXPECT(!memcmp(heard.data, ring, RME_MEMORY));
	EXPECT((rme_in(RME_STATUS) & STAT_POSITION) == 400, "(wrapped)");
	/* nothing comes in: the second round is silence */
	EXPECT(heard.bytes == RME_MEMORY + 400);
	EXPECT(is_silence(heard.data + RME_MEMORY, 400));
}

static void ring_is_played_once_and_overwritten_behind_it(void)
{
	on_card("rme32", play_body);
}

static void wide_body(void)
{
	unsigned int wrong = 0;

	rme_on();
	plug_out(card);
	fill_ring();
	start(AT_48000 | CTRL_MODE24);
	settle(frames_ns(1000, 48000));
	EXPECT(heard.bits == 32 && heard.bytes == 8000 && (rme_in(RME_STATUS) & STAT_POSITION) == 8000);
	for (unsigned int i = 0; i < 8000; i++)
		wrong += heard.data[i] != (i % 4 ? ring[i] : 0);
	EXPECT(!wrong, "(%u bytes)", wrong);
}

static void wide_samples_carry_24_bits(void)
{
	on_card("rme32", wide_body);
}

static void mute_body(void)
{
	rme_on();
	plug_out(card);
	fill_ring();
	start(AT_44100 | CTRL_MUTE);
	settle(frames_ns(100, 44100));
	start(AT_44100);
	settle(frames_ns(200, 44100));
	EXPECT(heard.bytes == 800);
	EXPECT(is_silence(heard.data, 400));
	EXPECT(!memcmp(heard.data + 400, ring + 400, 400));
}

static void mute_silences_and_goes_on(void)
{
	on_card("rme32", mute_body);
}

/* ---- position, interrupts -------------------------------------------------------------------------------- */

static void interrupt_body(void)
{
	rme_on();
	start(AT_44100);
	settle(frames_ns(2047, 44100));
	EXPECT(!rig.irq_count && !(rme_in(RME_STATUS) & STAT_IRQ));
	settle(frames_ns(2048, 44100));
	EXPECT(rig.irq_count == 1 && rig.irq_level && rme_in(RME_STATUS) & STAT_IRQ);
	EXPECT(rig.irq_time[0] == frames_ns(2048, 44100));
	settle(frames_ns(4096, 44100));
	EXPECT(rig.irq_count == 1, "(one level: nothing new until it is confirmed)");
	rme_out(RME_CONFIRM, 0);
	EXPECT(!rig.irq_level && !(rme_in(RME_STATUS) & STAT_IRQ));
	settle(frames_ns(6144, 44100));
	EXPECT(rig.irq_count == 2 && rig.irq_time[1] == frames_ns(6144, 44100));
	/* stopped with an interrupt pending: it stays */
	rme_out(RME_CONTROL, CTRL_SEL | AT_44100);
	EXPECT(rig.irq_level);
	settle(frames_ns(20000, 44100));
	EXPECT((rme_in(RME_STATUS) & STAT_POSITION) == 6144 * 4, "(stands)");
	rme_out(RME_RESET, 0);
	EXPECT(!(rme_in(RME_STATUS) & STAT_POSITION));
}

static void interrupt_every_8_kib_until_confirmed(void)
{
	on_card("rme32", interrupt_body);
}

static void pause_body(void)
{
	rme_on();
	start(AT_48000);
	settle(frames_ns(100, 48000));
	rme_out(RME_CONTROL, CTRL_SEL | AT_48000);
	settle(SECOND);
	start(AT_48000);
	settle(SECOND + frames_ns(28, 48000));
	EXPECT((rme_in(RME_STATUS) & STAT_POSITION) == 128 * 4);
	start(AT_48000 | CTRL_RESET);
	settle(SECOND + frames_ns(100, 48000));
	EXPECT(!(rme_in(RME_STATUS) & STAT_POSITION), "(held)");
}

static void position_survives_a_stop(void)
{
	on_card("rme32", pause_body);
}

/* ---- recording, clocks ----------------------------------------------------------------------------------- */

static void record_body(void)
{
	uint8_t back[4096];

	rme_on();
	EXPECT(plug_in(card, 44100) == 0);
	plug_out(card);
	fill_ring();
	start(AT_44100);
	settle(frames_ns(1024, 44100));
	EXPECT(source.rate == 44100 && source.bytes == 4096);
	rme_block(0, back, sizeof(back), false);
	EXPECT(is_source(back, sizeof(back)));
	EXPECT(!memcmp(heard.data, ring, 4096), "(and what was there has been played)");
	rme_block(4096, back, sizeof(back), false);
	EXPECT(!memcmp(back, ring + 4096, sizeof(back)), "(not a byte further)");
}

static void input_takes_the_place_of_what_was_played(void)
{
	on_card("rme32", record_body);
}

static void through_body(void)
{
	rme_on();
	EXPECT(plug_in(card, 44100) == 0);
	plug_out(card);
	fill_ring();
	rme_out(RME_CONTROL, CTRL_START | AT_44100 | RME_COAXIAL << CTRL_INP_SHIFT);
	settle(frames_ns(500, 44100));
	EXPECT(heard.bytes == 2000);
	EXPECT(is_source(heard.data, 2000));
}

static void input_is_led_to_the_output(void)
{
	on_card("rme32", through_body);
}

static uint32_t code_of(unsigned int rate)
{
	EXPECT(plug_in(card, rate) == 0);
	return rme_in(RME_STATUS) >> STAT_F_SHIFT & 7;
}

static void clock_body(void)
{
	rme_on();
	rme_out(RME_CONTROL, RME_COAXIAL << CTRL_INP_SHIFT);
	EXPECT(rme_in(RME_STATUS) & STAT_ERF && !(rme_in(RME_STATUS) & STAT_KMODE));
	start(0);
	settle(SECOND);
	EXPECT(!(rme_in(RME_STATUS) & STAT_POSITION), "(slave without a master)");
	EXPECT(code_of(48000) == 1 && code_of(44100) == 2 && code_of(44056) == 2 && code_of(22050) == 0);
	EXPECT(code_of(32000) == 3 && !(rme_in(RME_STATUS) & STAT_ERF));
	EXPECT(rme_in(RME_STATUS) & STAT_KMODE, "(slave)");
	rme_out(RME_RESET, 0);
	start(0); /* no change: the clock goes on */
	settle(2 * SECOND);
	EXPECT((rme_in(RME_STATUS) & STAT_POSITION) == 32000 * 4 % RME_MEMORY);
	start(AT_44100);
	EXPECT(!(rme_in(RME_STATUS) & STAT_KMODE), "(master)");
	start(AT_44100 | CTRL_AUTOSYNC);
	EXPECT(!(rme_in(RME_STATUS) & STAT_KMODE), "(another rate)");
	EXPECT(code_of(44100) == 2 && rme_in(RME_STATUS) & STAT_KMODE, "(found it)");
	rme_out(RME_CONTROL, AT_44100 | CTRL_AUTOSYNC | RME_OPTICAL << CTRL_INP_SHIFT);
	EXPECT(rme_in(RME_STATUS) & STAT_ERF && !(rme_in(RME_STATUS) & STAT_KMODE), "(nothing in that connector)");
}

static void clock_is_quartz_or_input(void)
{
	on_card("rme32", clock_body);
}

/* ---- the other cards ------------------------------------------------------------------------------------- */

static void pro_body(void)
{
	rme_on();
	EXPECT(cfg_read(0, 4) == 0x9897ea60 && cfg_read(8, 1) == 150);
	plug_out(card);
	EXPECT(plug_in("rme32-pro/adat", 0) != 0);
	EXPECT(plug_in("rme32-pro/xlr", 96000) == 0);
	rme_out(RME_CONTROL, CTRL_START | CTRL_SEL | AT_48000 | CTRL_DS | RME_XLR << CTRL_INP_SHIFT);
	settle(frames_ns(960, 96000));
	EXPECT(heard.rate == 96000 && (rme_in(RME_STATUS) & STAT_POSITION) == 960 * 4);
	EXPECT((rme_in(RME_STATUS) >> STAT_F_SHIFT & 7) == 3);
}

static void pro_has_xlr_and_double_speed(void)
{
	on_card("rme32-pro", pro_body);
}

static void adat_body(void)
{
	uint8_t back[1600];

	rme_on();
	EXPECT(cfg_read(0, 4) == 0x9898ea60 && cfg_read(8, 1) == 101);
	plug_out(card);
	EXPECT(plug_in("rme32-8/xlr", 0) != 0);
	EXPECT(plug_in("rme32-8/adat", 48000) == 0);
	fill_ring();
	rme_out(RME_CONTROL, CTRL_START | CTRL_SEL | AT_48000 | CTRL_ADAT | RME_OPTICAL << CTRL_INP_SHIFT);
	settle(frames_ns(100, 48000));
	EXPECT(rme_in(RME_STATUS) & STAT_LOCK);
	EXPECT(heard.channels == 8 && heard.bytes == 1600 && !memcmp(heard.data, ring, 1600));
	rme_block(0, back, sizeof(back), false);
	EXPECT(is_source(back, sizeof(back)));
}

static void adat_has_eight_channels(void)
{
	on_card("rme32-8", adat_body);
}

static void power_body(void)
{
	uint8_t back[16];

	rme_on();
	fill_ring();
	start(AT_44100);
	settle(SECOND / 10);
	rig.m->ops->power_off(rig.m);
	rme_on();
	rme_block(0, back, sizeof(back), false);
	EXPECT(!back[0] && !back[15] && !rig.irq_level);
	settle(SECOND / 5);
	EXPECT(!(rme_in(RME_STATUS) & STAT_POSITION), "(stopped)");
}

static void power_off_forgets_all(void)
{
	on_card("rme32", power_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(memory_is_read_and_written_in_any_size),
	TAP_CASE(ring_is_played_once_and_overwritten_behind_it),
	TAP_CASE(wide_samples_carry_24_bits),
	TAP_CASE(mute_silences_and_goes_on),
	TAP_CASE(interrupt_every_8_kib_until_confirmed),
	TAP_CASE(position_survives_a_stop),
	TAP_CASE(input_takes_the_place_of_what_was_played),
	TAP_CASE(input_is_led_to_the_output),
	TAP_CASE(clock_is_quartz_or_input),
	TAP_CASE(pro_has_xlr_and_double_speed),
	TAP_CASE(adat_has_eight_channels),
	TAP_CASE(power_off_forgets_all),
};

TAP_MAIN(cases)
