// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ES1370 model by its registers alone: no kernel, no driver. Every sample on the line is compared with the ring
 * in RAM, every interrupt with the time the data sheet gives it.
 */
#include "tests/host/sim_rig.h"

#include "models/es1370.h"

#define LINE_ROOM (1u << 20)

/** struct heard - what came out of a line, or goes into one */
struct heard {
	unsigned int rate, channels, bits, formats;
	size_t bytes, frames;
	uint8_t data[LINE_ROOM];
};

static struct heard heard;

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct heard *to = ctx;

	to->rate = rate;
	to->channels = channels;
	to->bits = bits;
	to->formats++;
}

static void on_frames(void *ctx, void *data, size_t count)
{
	struct heard *to = ctx;
	size_t bytes = count * to->channels * to->bits / 8;

	if (to->bytes + bytes <= LINE_ROOM)
		memcpy(to->data + to->bytes, data, bytes);
	to->bytes += bytes;
	to->frames += count;
}

/* a recording source: byte n of the stream is n * 7 + n / 251 */
static uint8_t source_byte(size_t n)
{
	return n * 7 + n / 251;
}

static void on_record(void *ctx, void *data, size_t count)
{
	struct heard *from = ctx;
	size_t bytes = count * from->channels * from->bits / 8;
	uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++)
		at[i] = source_byte(from->bytes + i);
	from->bytes += bytes;
	from->frames += count;
}

static void attach(const char *card, bool capture)
{
	const struct usnd_line line = { &heard, on_format, capture ? on_record : on_frames };

	memset(&heard, 0, sizeof(heard));
	EXPECT(rig.m->ops->line(rig.m, card, capture, &line) == 0);
}

static void fill_ring(uint64_t offset, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		rig.ram[offset + i] = i * 13 + i / 255;
}

/* compare what was heard with the ring going round and round */
static void expect_ring(uint64_t offset, size_t ring_bytes)
{
	size_t wrong = 0;

	for (size_t i = 0; i < heard.bytes && i < LINE_ROOM; i++)
		wrong += heard.data[i] != rig.ram[offset + i % ring_bytes];
	EXPECT(!wrong, "(%zu of %zu bytes differ)", wrong, heard.bytes);
}

static uint64_t frame_ns(uint64_t frames, uint64_t divider)
{
	return frames * divider * 312500 / 441;
}

#define RING 4096u
#define DIVIDER 29u /* 48662 Hz */

/* DAC2, ring of @bytes at RAM offset 64 KiB, interrupt every @period frames, @mode 0 … 3 */
static void start_dac2(uint32_t bytes, unsigned int period, unsigned int mode, uint32_t more_control)
{
	uint64_t bus = rig_map(0x10000, bytes, USND_DMA_TO_DEVICE, "ring");

	reg_out(ES_MEM_PAGE, 0xc);
	reg_out(ES_MEMORY + 8, bus);
	reg_out(ES_MEMORY + 12, bytes / 4 - 1);
	reg_out(ES_SERIAL, SCTRL_P2_INT_EN | mode << 2 | 2 << 19);
	reg_out(ES_DAC2_COUNT, period - 1);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | CTRL_DAC2_EN | more_control);
}

static void acknowledge(uint32_t enable)
{
	uint32_t serial = reg_in(ES_SERIAL);

	reg_out(ES_SERIAL, serial & ~enable);
	reg_out(ES_SERIAL, serial | enable);
}

RIG_CASE(dac2_plays_every_sample_at_its_rate)
{
	attach("es1370/dac2", false);
	fill_ring(0x10000, RING);
	start_dac2(RING, 256, 3, 0);
	for (unsigned int period = 1; period <= 100; period++) {
		run_until(frame_ns(256 * period, DIVIDER));
		EXPECT(rig.irq_count == period, "(%u)", rig.irq_count);
		EXPECT(rig.irq_time[period - 1] == frame_ns(256 * period, DIVIDER));
		EXPECT(heard.frames == 256 * period);
		acknowledge(SCTRL_P2_INT_EN);
	}
	EXPECT(heard.rate == 48662 && heard.channels == 2 && heard.bits == 16 && heard.formats == 1);
	expect_ring(0x10000, RING);
	EXPECT(!rig.fault_count);
}

RIG_CASE(dac2_stands_still_before_its_first_tick)
{
	attach("es1370/dac2", false);
	start_dac2(RING, 256, 3, 0);
	run_until(frame_ns(1, DIVIDER) - 1);
	rig.m->ops->run(rig.m, host_now());
	EXPECT(heard.frames == 0);
	run_until(frame_ns(1, DIVIDER));
	EXPECT(heard.frames == 0);
	reg_in(ES_STATUS);
	EXPECT(heard.frames == 1, "(a register access brings the card up to date)");
}

RIG_CASE(position_leads_by_the_cache_and_wraps)
{
	attach("es1370/dac2", false);
	fill_ring(0x10000, RING);
	start_dac2(RING, 1024, 3, 0);
	for (unsigned int frame = 0; frame <= 3000; frame += 5) {
		unsigned int fetched = (frame * 4 / 32 + 2) * 32; /* bytes: two halves ahead of the one being played */

		run_until(frame_ns(frame, DIVIDER) + 1);
		reg_out(ES_MEM_PAGE, 0xc);
		EXPECT(reg_in(ES_MEMORY + 12) == ((fetched / 4 % (RING / 4)) << 16 | (RING / 4 - 1)), "(frame %u)",
		       frame);
		EXPECT(reg_in(ES_DAC2_COUNT) >> 16 == 1023 - frame % 1024);
	}
}

RIG_CASE(every_format_is_played)
{
	static const struct {
		unsigned int mode, channels, bits, frame_bytes;
	} formats[] = { { 0, 1, 8, 1 }, { 1, 2, 8, 2 }, { 2, 1, 16, 2 }, { 3, 2, 16, 4 } };

	fill_ring(0x10000, RING);
	rig_map(0x10000, RING, USND_DMA_TO_DEVICE, "ring");
	for (size_t i = 0; i < 4; i++) {
		uint64_t from = host_now();

		attach("es1370/dac2", false);
		start_dac2(RING, 500, formats[i].mode, 0);
		run_until(from + frame_ns(5000, DIVIDER));
		reg_out(ES_CONTROL, 0);
		EXPECT(heard.channels == formats[i].channels && heard.bits == formats[i].bits);
		EXPECT(heard.frames == 5000 && heard.bytes == 5000 * formats[i].frame_bytes, "(%zu)", heard.frames);
		expect_ring(0x10000, RING);
	}
}

RIG_CASE(ring_of_any_longwords_is_played)
{
	attach("es1370/dac2", false);
	fill_ring(0x10000, 412);
	start_dac2(412, 103, 3, 0);
	run_until(frame_ns(10000, DIVIDER));
	reg_in(ES_STATUS);
	EXPECT(heard.frames == 10000);
	expect_ring(0x10000, 412);
	EXPECT(!rig.fault_count, "(nothing is fetched past the end)");
}

RIG_CASE(interrupt_is_a_level_until_acknowledged)
{
	start_dac2(RING, 64, 3, 0);
	run_until(frame_ns(64, DIVIDER));
	EXPECT(rig.irq_level && rig.irq_line == cfg_read(0x3c, 1));
	EXPECT(reg_in(ES_STATUS) == (STAT_INTR | STAT_DAC2 | STAT_VC));
	run_until(frame_ns(200, DIVIDER));
	EXPECT(rig.irq_level && rig.irq_count == 1);
	reg_out(ES_SERIAL, reg_in(ES_SERIAL) & ~SCTRL_P2_INT_EN);
	EXPECT(!rig.irq_level && !(reg_in(ES_STATUS) & (STAT_INTR | STAT_DAC2)));
	run_until(frame_ns(300, DIVIDER));
	EXPECT(!rig.irq_level, "(masked, nothing is latched)");
}

RIG_CASE(pause_keeps_place_and_resumes)
{
	attach("es1370/dac2", false);
	fill_ring(0x10000, RING);
	start_dac2(RING, 256, 3, 0);
	run_until(frame_ns(100, DIVIDER));
	reg_out(ES_SERIAL, reg_in(ES_SERIAL) | SCTRL_P2_PAUSE);
	run_until(frame_ns(100, DIVIDER) + 5000000);
	EXPECT(heard.frames == 100 && !rig.irq_count);
	EXPECT(reg_in(ES_DAC2_COUNT) >> 16 == 155);
	reg_out(ES_SERIAL, reg_in(ES_SERIAL) & ~SCTRL_P2_PAUSE);
	run_until(host_now() + frame_ns(156, DIVIDER));
	EXPECT(rig.irq_count == 1 && heard.frames == 256);
	expect_ring(0x10000, RING);
}

RIG_CASE(stop_mode_ends_with_the_sample_counter)
{
	attach("es1370/dac2", false);
	start_dac2(RING, 256, 3, 0);
	reg_out(ES_SERIAL, reg_in(ES_SERIAL) | SCTRL_P2_LOOP_SEL);
	run_until(frame_ns(1000, DIVIDER));
	EXPECT(heard.frames == 256 && rig.irq_count == 1, "(%zu)", heard.frames);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | CTRL_DAC2_EN);
	run_until(frame_ns(2000, DIVIDER));
	EXPECT(heard.frames == 512, "(a new start plays on)");
}

RIG_CASE(ten_minutes_do_not_drift)
{
	/* the whole number of ticks of 29 / 1 411 200 s in ten minutes */
	uint64_t frames = 600ull * 1411200 / 29;

	start_dac2(RING, 65536, 3, 0);
	attach("es1370/dac2", false);
	run_until(600ull * 1000000000);
	reg_in(ES_STATUS);
	EXPECT(heard.frames == frames, "(%zu instead of %llu)", heard.frames, (unsigned long long)frames);
	EXPECT(rig.irq_count == 1 && rig.irq_time[0] == frame_ns(65536, DIVIDER));
}

RIG_CASE(dac1_plays_its_four_rates)
{
	static const unsigned int rates[] = { 5512, 11025, 22050, 44100 };
	uint64_t bus = rig_map(0x20000, RING, USND_DMA_TO_DEVICE, "ring");

	fill_ring(0x20000, RING);
	for (unsigned int sel = 0; sel < 4; sel++) {
		uint64_t from = host_now();

		attach("es1370/dac1", false);
		rig.irq_count = 0;
		reg_out(ES_MEM_PAGE, 0xc);
		reg_out(ES_MEMORY, bus);
		reg_out(ES_MEMORY + 4, RING / 4 - 1);
		reg_out(ES_SERIAL, SCTRL_P1_INT_EN | 3);
		reg_out(ES_DAC1_COUNT, 440);
		reg_out(ES_CONTROL, sel << 12 | CTRL_DAC1_EN);
		run_until(from + frame_ns(441, 32 << (3 - sel)));
		EXPECT(rig.irq_count == 1 && rig.irq_time[0] == from + frame_ns(441, 32 << (3 - sel)));
		EXPECT(reg_in(ES_STATUS) & STAT_DAC1);
		EXPECT(heard.rate == rates[sel] && heard.frames == 441);
		expect_ring(0x20000, RING);
		acknowledge(SCTRL_P1_INT_EN);
		reg_out(ES_CONTROL, 0);
	}
	/* held at its start, the counter never comes to an interrupt */
	rig.irq_count = 0;
	reg_out(ES_SERIAL, SCTRL_P1_INT_EN | SCTRL_P1_SCT_RLD | 3);
	reg_out(ES_CONTROL, 3 << 12 | CTRL_DAC1_EN);
	run_until(host_now() + frame_ns(5000, 32));
	EXPECT(!rig.irq_count && reg_in(ES_DAC1_COUNT) >> 16 == 440);
}

RIG_CASE(dac_sync_puts_dac2_on_the_clock_of_dac1)
{
	attach("es1370/dac2", false);
	start_dac2(RING, 256, 3, CTRL_DAC_SYNC | 3 << 12);
	run_until(frame_ns(1000, 32));
	reg_in(ES_STATUS);
	EXPECT(heard.rate == 44100 && heard.frames == 1000);
	reg_out(ES_CONTROL, CTRL_DAC2_EN | CTRL_M_SBB);
	run_until(host_now() + 100000000);
	reg_in(ES_STATUS);
	EXPECT(heard.frames == 1000, "(nothing drives the MPEG clock)");
}

static void start_adc(unsigned int mode, uint32_t more_control)
{
	uint64_t bus = rig_map(0x30000, RING, USND_DMA_FROM_DEVICE, "ring");

	reg_out(ES_MEM_PAGE, 0xd);
	reg_out(ES_MEMORY, bus);
	reg_out(ES_MEMORY + 4, RING / 4 - 1);
	reg_out(ES_SERIAL, SCTRL_R1_INT_EN | mode << 4);
	reg_out(ES_ADC_COUNT, 255);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | CTRL_ADC_EN | more_control);
}

RIG_CASE(adc_records_every_sample)
{
	size_t wrong = 0;

	attach("es1370/adc", true);
	start_adc(3, 0);
	for (unsigned int period = 1; period <= 8; period++) {
		run_until(frame_ns(256 * period, DIVIDER));
		EXPECT(rig.irq_count == period && rig.irq_time[period - 1] == frame_ns(256 * period, DIVIDER));
		EXPECT(reg_in(ES_STATUS) & STAT_ADC);
		reg_out(ES_MEM_PAGE, 0xd);
		EXPECT(reg_in(ES_MEMORY + 4) >> 16 == 256 * period % (RING / 4));
		acknowledge(SCTRL_R1_INT_EN);
	}
	EXPECT(heard.rate == 48662 && heard.channels == 2 && heard.bits == 16);
	for (size_t i = 0; i < RING; i++)
		wrong += rig.ram[0x30000 + i] != source_byte(RING + i); /* the ring's second round */
	EXPECT(!wrong, "(%zu bytes)", wrong);
	EXPECT(!rig.fault_count);
}

RIG_CASE(adc_reaches_memory_in_halves_of_the_cache)
{
	attach("es1370/adc", true);
	memset(rig.ram + 0x30000, 0xee, RING);
	start_adc(3, 0);
	run_until(frame_ns(15, DIVIDER));
	reg_in(ES_STATUS);
	EXPECT(rig.ram[0x30000 + 31] == source_byte(31) && rig.ram[0x30000 + 32] == 0xee);
	EXPECT(reg_in(ES_MEMORY + 4) >> 16 == 8);
	EXPECT(reg_in(ES_ADC_COUNT) >> 16 == 240);
}

RIG_CASE(adc_stop_keeps_memory_untouched)
{
	attach("es1370/adc", true);
	memset(rig.ram + 0x30000, 0xee, RING);
	start_adc(3, CTRL_ADC_STOP);
	run_until(frame_ns(256, DIVIDER));
	EXPECT(rig.irq_count == 1 && heard.frames == 256);
	EXPECT(rig.ram[0x30000] == 0xee && reg_in(ES_MEMORY + 4) >> 16 == 0);
}

RIG_CASE(adc_without_a_line_hears_silence)
{
	size_t wrong = 0;

	memset(rig.ram + 0x30000, 0xee, RING);
	start_adc(0, 0);
	run_until(frame_ns(RING, DIVIDER));
	reg_in(ES_STATUS);
	for (size_t i = 0; i < RING; i++)
		wrong += rig.ram[0x30000 + i] != 0x80;
	EXPECT(!wrong);
}

RIG_CASE(three_channels_share_the_line_of_one_pin)
{
	uint64_t dac1 = rig_map(0x20000, RING, USND_DMA_TO_DEVICE, "dac1");

	start_adc(3, 0);
	reg_out(ES_CONTROL, 0);
	start_dac2(RING, 256, 3, 0);
	reg_out(ES_CONTROL, 0);
	reg_out(ES_MEMORY, dac1);
	reg_out(ES_MEMORY + 4, RING / 4 - 1);
	reg_out(ES_DAC1_COUNT, 255);
	reg_out(ES_SERIAL, SCTRL_R1_INT_EN | SCTRL_P2_INT_EN | SCTRL_P1_INT_EN | 0x3f);
	reg_out(ES_CONTROL, (DIVIDER - 2) << 16 | 3 << 12 | CTRL_ADC_EN | CTRL_DAC2_EN | CTRL_DAC1_EN);
	run_until(frame_ns(256, 32));
	EXPECT((reg_in(ES_STATUS) & 7) == 7 && rig.irq_level);
	acknowledge(SCTRL_P1_INT_EN);
	EXPECT((reg_in(ES_STATUS) & 7) == 3 && rig.irq_level);
	acknowledge(SCTRL_P2_INT_EN | SCTRL_R1_INT_EN);
	EXPECT((reg_in(ES_STATUS) & 7) == 0 && !rig.irq_level);
	EXPECT(!rig.fault_count);
}

RIG_CASE(pages_select_what_the_window_shows)
{
	for (unsigned int page = 0; page < 16; page++) {
		reg_out(ES_MEM_PAGE, page);
		EXPECT(reg_in(ES_MEM_PAGE) == page);
		for (unsigned int at = 0; at < 16; at += 4)
			reg_out(ES_MEMORY + at, page << 4 | at);
	}
	for (unsigned int page = 0; page < 16; page++) {
		reg_out(ES_MEM_PAGE, page);
		for (unsigned int at = 0; at < 16; at += 4)
			EXPECT(reg_in(ES_MEMORY + at) == (page << 4 | at), "(page %x, %x)", page, at);
	}
}

RIG_CASE(registers_take_bytes_and_words)
{
	reg_out(ES_CONTROL, 0x12345600);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + 1, 1) == 0x56);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + 2, 2) == 0x1234);
	rig.m->ops->io_write(rig.m, RIG_PORT + 3, 1, 0x77);
	EXPECT(reg_in(ES_CONTROL) == 0x77345600);
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_DAC1_COUNT, 2, 0x1234);
	EXPECT(reg_in(ES_DAC1_COUNT) == 0x12341234);
	EXPECT(reg_in(0x14) == UINT32_MAX, "(no register there)");
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + 0x3e, 4) == UINT32_MAX, "(beyond the BAR)");
}

RIG_CASE(codec_write_takes_its_time)
{
	uint64_t from;

	reg_out(ES_CONTROL, CTRL_CDC_EN);
	from = host_now();
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_CODEC, 2, 0x0206);
	EXPECT((reg_in(ES_STATUS) & (STAT_CSTAT | STAT_CWRIP)) == (STAT_CSTAT | STAT_CWRIP));
	run_until(from + 11337);
	EXPECT(reg_in(ES_STATUS) & STAT_CSTAT);
	run_until(from + 11338);
	EXPECT(!(reg_in(ES_STATUS) & (STAT_CSTAT | STAT_CWRIP)));
}

RIG_CASE(uart_is_idle_and_ready)
{
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + ES_UART_STATUS, 1) == 0);
	reg_out(ES_CONTROL, CTRL_UART_EN);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + ES_UART_STATUS, 1) == UART_TXRDY);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + ES_UART_DATA, 1) == 0);
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_UART_STATUS, 1, 0x20);
	EXPECT(rig.irq_level && reg_in(ES_STATUS) & STAT_UART);
	rig.m->ops->io_write(rig.m, RIG_PORT + ES_UART_STATUS, 1, 0x03);
	EXPECT(!rig.irq_level && !(reg_in(ES_STATUS) & STAT_UART));
}

RIG_CASE(a_rate_changed_while_playing_is_announced)
{
	attach("es1370/dac2", false);
	start_dac2(RING, 256, 3, 0);
	run_until(frame_ns(10, DIVIDER));
	reg_out(ES_CONTROL, (64 - 2) << 16 | CTRL_DAC2_EN);
	EXPECT(heard.frames == 10);
	run_until(host_now() + frame_ns(10, 64));
	reg_in(ES_STATUS);
	EXPECT(heard.frames == 20 && heard.rate == 22050 && heard.formats == 2);
}

static const struct tap_case cases[] = {
	TAP_CASE(dac2_plays_every_sample_at_its_rate),
	TAP_CASE(dac2_stands_still_before_its_first_tick),
	TAP_CASE(position_leads_by_the_cache_and_wraps),
	TAP_CASE(every_format_is_played),
	TAP_CASE(ring_of_any_longwords_is_played),
	TAP_CASE(interrupt_is_a_level_until_acknowledged),
	TAP_CASE(pause_keeps_place_and_resumes),
	TAP_CASE(stop_mode_ends_with_the_sample_counter),
	TAP_CASE(ten_minutes_do_not_drift),
	TAP_CASE(dac1_plays_its_four_rates),
	TAP_CASE(dac_sync_puts_dac2_on_the_clock_of_dac1),
	TAP_CASE(adc_records_every_sample),
	TAP_CASE(adc_reaches_memory_in_halves_of_the_cache),
	TAP_CASE(adc_stop_keeps_memory_untouched),
	TAP_CASE(adc_without_a_line_hears_silence),
	TAP_CASE(three_channels_share_the_line_of_one_pin),
	TAP_CASE(pages_select_what_the_window_shows),
	TAP_CASE(registers_take_bytes_and_words),
	TAP_CASE(codec_write_takes_its_time),
	TAP_CASE(uart_is_idle_and_ready),
	TAP_CASE(a_rate_changed_while_playing_is_announced),
};

TAP_MAIN(cases)
