// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model of the chapter's chip by its registers alone: no kernel, no driver. Samples are compared with what lies in
 * RAM or on the card, interrupts with the time the data sheet gives them.
 */
#include "tests/host/sim_rig.h"

#define REGISTERS (SIM_PCI_MEM_BASE + 0x10000)
#define MEMORY (SIM_PCI_MEM_BASE + 0x20000)

enum {
	CONTROL = 0x00,
	STATUS = 0x04,
	RATE = 0x08,
	LIST = 0x0c,
	ENTRIES = 0x10,
	SIZE = 0x14,
	PERIOD = 0x18,
	POSITION = 0x1c,
};

#define ENDS 0x80000000u
#define HZ 48000u
#define NS(frames) ((frames) * 1000000000ull / HZ)

static int16_t heard[65536];
static size_t heard_frames;

static void on_play(void *ctx, void *data, size_t count)
{
	memcpy(heard + 2 * heard_frames, data, count * 4);
	heard_frames += count;
}

static void on_record(void *ctx, void *data, size_t count)
{
	int16_t *at = data;

	for (size_t i = 0; i < count; i++, heard_frames++) {
		at[2 * i] = heard_frames;
		at[2 * i + 1] = -heard_frames;
	}
}

static uint32_t in(unsigned int reg)
{
	return rig.m->ops->mem_read(rig.m, REGISTERS + reg, 4);
}

static void out(unsigned int reg, uint32_t value)
{
	rig.m->ops->mem_write(rig.m, REGISTERS + reg, 4, value);
}

static void put32(uint64_t at, uint32_t value)
{
	memcpy(rig.ram + at, &value, 4);
}

/* entry @n of the list, which lies at the beginning of RAM */
static void entry(unsigned int n, uint32_t addr, uint32_t bytes)
{
	put32(8 * n, addr);
	put32(8 * n + 4, bytes);
}

static void fill(uint8_t *at, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = i * 7 + i / 251;
}

static void plug(void)
{
	const struct usnd_line play = { NULL, NULL, on_play }, record = { NULL, NULL, on_record };

	cfg_write(0x10, 4, REGISTERS);
	cfg_write(0x14, 4, MEMORY);
	cfg_write(0x04, 2, 0x0006);
	heard_frames = 0;
	EXPECT(!rig.m->ops->line(rig.m, "mychip", false, &play));
	EXPECT(!rig.m->ops->line(rig.m, "mychip", true, &record));
	out(RATE, HZ);
}

static void on_the_bench(void (*body)(void))
{
	struct sim_config config;

	sim_defaults(&config);
	config.card_count = 1;
	config.cards[0] = (struct sim_card){ .model = "mychip", .slot = 5 };
	rig_run(&config, body);
}

#define CHIP_CASE(name)                            \
	static void name##_body(void);             \
	static void name(void)                     \
	{                                          \
		on_the_bench(name##_body);         \
	}                                          \
	static void name##_body(void)

/* three pieces, two periods: 100 + 20 frames, and 60 */
static uint64_t start_list(uint32_t control)
{
	uint64_t list = rig_map(0, 4096, USND_DMA_TO_DEVICE, "list");
	uint64_t ring = rig_map(0x10000, 0x10000, USND_DMA_BOTH, "ring");

	entry(0, ring + 0x8000, 400);
	entry(1, ring, 80 | ENDS);
	entry(2, ring + 0x4000, 240 | ENDS);
	out(LIST, list);
	out(ENTRIES, 3);
	out(CONTROL, control);
	return host_now();
}

CHIP_CASE(pieces_are_played_in_their_order)
{
	plug();
	fill(rig.ram + 0x10000, 0x10000);
	run_until(start_list(1) + NS(300));
	EXPECT(heard_frames == 300, "(%zu)", heard_frames);
	EXPECT(!memcmp(heard, rig.ram + 0x18000, 400));
	EXPECT(!memcmp((char *)heard + 400, rig.ram + 0x10000, 80));
	EXPECT(!memcmp((char *)heard + 480, rig.ram + 0x14000, 240));
	/* and again from the first */
	EXPECT(!memcmp((char *)heard + 720, rig.ram + 0x18000, 400));
	EXPECT(in(POSITION) == 480);
	EXPECT(!rig.fault_count);
}

CHIP_CASE(interrupts_come_when_a_period_has_ended)
{
	uint64_t start;

	plug();
	start = start_list(1);
	run_until(start + NS(119));
	EXPECT(!rig.irq_level && !in(STATUS));
	run_until(start + NS(120));
	EXPECT(rig.irq_level && in(STATUS) == 1 && rig.irq_time[0] == start + NS(120));
	out(STATUS, 0);
	EXPECT(rig.irq_level, "(written as 0 it stays)");
	out(STATUS, 1);
	EXPECT(!rig.irq_level && !in(STATUS));
	run_until(start + NS(180));
	EXPECT(rig.irq_level && rig.irq_time[1] == start + NS(180));
}

CHIP_CASE(recorded_frames_go_to_the_pieces)
{
	int16_t left;

	plug();
	run_until(start_list(1 | 4) + NS(180));
	for (int i = 0; i < 180; i++) {
		uint64_t at = i < 100 ? 0x18000 + 4 * i : i < 120 ? 0x10000 + 4 * (i - 100) : 0x14000 + 4 * (i - 120);

		memcpy(&left, rig.ram + at, 2);
		EXPECT(left == i, "(frame %d: %d)", i, left);
	}
}

CHIP_CASE(the_cards_memory_is_a_ring_of_whole_periods)
{
	uint8_t samples[2048];
	uint64_t start;

	plug();
	fill(samples, sizeof(samples));
	rig.m->ops->mem_block(rig.m, MEMORY, samples, sizeof(samples), true);
	out(SIZE, 2048);
	out(PERIOD, 1024);
	out(CONTROL, 1 | 2);
	start = host_now();
	run_until(start + NS(600));
	/* looking brings the card up to the present */
	EXPECT(in(POSITION) == 352);
	EXPECT(heard_frames == 600, "(%zu)", heard_frames);
	EXPECT(!memcmp(heard, samples, 2048) && !memcmp((char *)heard + 2048, samples, 352));
	EXPECT(rig.irq_time[0] == start + NS(256));
	EXPECT(!rig.fault_count, "(nothing is read from RAM)");
}

CHIP_CASE(it_starts_at_the_beginning_again)
{
	plug();
	run_until(start_list(1) + NS(50));
	out(CONTROL, 0);
	run_until(host_now() + NS(50));
	EXPECT(heard_frames == 50 && in(POSITION) == 200);
	out(CONTROL, 1);
	EXPECT(in(POSITION) == 0);
}

CHIP_CASE(what_is_not_mapped_is_refused)
{
	plug();
	out(LIST, 0x12345000);
	out(ENTRIES, 1);
	out(CONTROL, 1);
	run_until(host_now() + NS(100));
	EXPECT(rig.fault_count == 1 && !heard_frames, "(%u, %zu)", rig.fault_count, heard_frames);
}

static const struct tap_case cases[] = {
	TAP_CASE(pieces_are_played_in_their_order),
	TAP_CASE(interrupts_come_when_a_period_has_ended),
	TAP_CASE(recorded_frames_go_to_the_pieces),
	TAP_CASE(the_cards_memory_is_a_ring_of_whole_periods),
	TAP_CASE(it_starts_at_the_beginning_again),
	TAP_CASE(what_is_not_mapped_is_refused),
};

TAP_MAIN(cases)
