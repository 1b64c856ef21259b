// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated PCI bus: configuration space, sizing of BARs, decoding, interrupt wiring, deadlines, unplugging, and
 * machines that make no sense.
 */
#include "tests/host/sim_probe.h"

#define MEMORY (SIM_PCI_MEM_BASE + 0x5000)

PROBE_CASE(identity_is_in_configuration_space)
{
	EXPECT(cfg_read(0x00, 4) == 0x56781234);
	EXPECT(cfg_read(0x08, 4) == 0x04030007);
	EXPECT(cfg_read(0x2c, 4) == 0xdef09abc);
	EXPECT(cfg_read(0x3d, 1) == 2 && cfg_read(0x3c, 1) == 16 + (5 + 1) % 4);
	cfg_write(0x00, 4, 0);
	cfg_write(0x3d, 1, 0);
	EXPECT(cfg_read(0x00, 4) == 0x56781234 && cfg_read(0x3d, 1) == 2, "(read only)");
	cfg_write(0x0d, 1, 64);
	EXPECT(cfg_read(0x0c, 4) == 0x4000);
	cfg_write(0x04, 2, 0xffff);
	EXPECT(cfg_read(0x04, 2) == 0x0007, "(bits the card does not have)");
}

PROBE_CASE(absent_functions_read_all_ones)
{
	EXPECT(rig.m->ops->pci_read(rig.m, USND_BDF(0, 6, 0), 0, 4) == UINT32_MAX);
	EXPECT(rig.m->ops->pci_read(rig.m, USND_BDF(0, 5, 1), 0, 4) == UINT32_MAX);
	EXPECT(rig.m->ops->pci_read(rig.m, USND_BDF(1, 5, 0), 0, 2) == 0xffff);
	EXPECT(cfg_read(0x02, 4) == UINT32_MAX, "(not aligned)");
	EXPECT(cfg_read(0x100, 4) == UINT32_MAX, "(no extended space)");
}

PROBE_CASE(bars_are_sized_by_writing_ones)
{
	cfg_write(0x10, 4, UINT32_MAX);
	cfg_write(0x14, 4, UINT32_MAX);
	cfg_write(0x18, 4, UINT32_MAX);
	EXPECT(cfg_read(0x10, 4) == 0xfffffff1);
	EXPECT(cfg_read(0x14, 4) == 0xfffff000);
	EXPECT(cfg_read(0x18, 4) == 0, "(not implemented)");
	cfg_write(0x30, 4, UINT32_MAX);
	EXPECT(cfg_read(0x30, 4) == 0, "(no ROM)");
}

PROBE_CASE(ports_answer_only_while_enabled)
{
	reg_out(0, 0x12345678);
	EXPECT(reg_in(0) == 0x12345678);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + 16, 4) == UINT32_MAX);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT + 14, 4) == UINT32_MAX, "(runs out of the BAR)");
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT, 3) == UINT32_MAX);
	cfg_write(0x04, 2, 0x0004);
	EXPECT(reg_in(0) == UINT32_MAX);
	EXPECT(rig.m->ops->io_read(rig.m, RIG_PORT, 1) == 0xff);
	reg_out(0, 0);
	cfg_write(0x04, 2, 0x0001);
	EXPECT(reg_in(0) == 0x12345678);
	cfg_write(0x10, 4, RIG_PORT + 0x100);
	EXPECT(reg_in(0) == UINT32_MAX && reg_in(0x100) == 0x12345678, "(moved)");
}

PROBE_CASE(device_memory_answers_in_all_sizes)
{
	uint8_t block[23], back[23];

	cfg_write(0x14, 4, MEMORY);
	EXPECT(rig.m->ops->mem_read(rig.m, MEMORY, 4) == UINT32_MAX);
	cfg_write(0x04, 2, 0x0002);
	rig.m->ops->mem_write(rig.m, MEMORY + 8, 8, 0x1122334455667788);
	EXPECT(rig.m->ops->mem_read(rig.m, MEMORY + 8, 8) == 0x1122334455667788);
	EXPECT(rig.m->ops->mem_read(rig.m, MEMORY + 10, 2) == 0x5566);
	EXPECT(rig.m->ops->mem_read(rig.m, MEMORY + 4092, 8) == UINT64_MAX);
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = i + 1;
	rig.m->ops->mem_block(rig.m, MEMORY + 101, block, sizeof(block), true);
	EXPECT(!memcmp(probe.memory + 101, block, sizeof(block)) && !probe.memory[100] && !probe.memory[124]);
	rig.m->ops->mem_block(rig.m, MEMORY + 101, back, sizeof(back), false);
	EXPECT(!memcmp(back, block, sizeof(back)));
}

PROBE_CASE(interrupt_line_follows_the_pin)
{
	reg_out(8, 4);
	EXPECT(rig.irq_level && rig.irq_line == cfg_read(0x3c, 1) && rig.irq_count == 1);
	reg_out(8, 4);
	EXPECT(rig.irq_count == 1, "(a level, told once)");
	reg_out(8, 8);
	EXPECT(!rig.irq_level);
}

static void two_cards_share_a_line_body(void)
{
	/* two ES1370: their UARTs can pull the pins at once; the line is the wired or */
	uint32_t other = USND_BDF(0, 9, 0);

	rig.m->ops->pci_write(rig.m, other, 0x10, 4, 0xc800);
	rig.m->ops->pci_write(rig.m, other, 0x04, 2, 0x0001);
	EXPECT(rig.m->ops->pci_read(rig.m, other, 0x3c, 1) == cfg_read(0x3c, 1));
	reg_out(0x00, 0x08);
	reg_out(0x08, 0x2000);
	EXPECT(rig.irq_level);
	rig.m->ops->io_write(rig.m, 0xc800, 4, 0x08);
	rig.m->ops->io_write(rig.m, 0xc809, 1, 0x20);
	reg_out(0x00, 0);
	EXPECT(rig.irq_level && rig.irq_count == 1);
	rig.m->ops->io_write(rig.m, 0xc800, 4, 0);
	EXPECT(!rig.irq_level);
}

static void two_cards_share_a_line(void)
{
	struct sim_config config;

	sim_defaults(&config);
	config.cards[config.card_count++] = (struct sim_card){ .model = "es1370", .slot = 9 };
	rig_run(&config, two_cards_share_a_line_body);
}

PROBE_CASE(an_earlier_deadline_is_told)
{
	probe.deadline = 5000;
	EXPECT(rig.m->ops->run(rig.m, host_now()) == 5000);
	reg_in(0);
	EXPECT(rig.tick == 0, "(run() has said so)");
	probe.deadline = 3000;
	reg_in(0);
	EXPECT(rig.tick == 3000);
	rig.tick = 0;
	probe.deadline = 4000;
	reg_in(0);
	EXPECT(rig.tick == 0, "(later than promised)");
}

PROBE_CASE(unplugged_card_is_gone)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "buffer");

	reg_out(8, 4);
	EXPECT(rig.m->ops->unplug(rig.m, RIG_BDF) == 0);
	EXPECT(!rig.irq_level, "(its pin is released)");
	EXPECT(cfg_read(0, 4) == UINT32_MAX && reg_in(0) == UINT32_MAX);
	EXPECT(rig.m->ops->line(rig.m, "probe", false, NULL) == -19); /* ENODEV */
	EXPECT(rig.m->ops->dma_unmap(rig.m, RIG_BDF, bus) == 0, "(its driver still cleans up)");
	EXPECT(rig.m->ops->unplug(rig.m, RIG_BDF) == -19);
	EXPECT(rig.m->ops->run(rig.m, host_now()) == UINT64_MAX);
}

RIG_CASE(lines_are_named_by_model_or_place)
{
	EXPECT(rig.m->ops->line(rig.m, "es1370", false, NULL) == 0);
	EXPECT(rig.m->ops->line(rig.m, "0000:00:05.0/dac1", false, NULL) == 0);
	EXPECT(rig.m->ops->line(rig.m, "es1370/adc", true, NULL) == 0);
	EXPECT(rig.m->ops->line(rig.m, "es1370/adc", false, NULL) == -95); /* EOPNOTSUPP */
	EXPECT(rig.m->ops->line(rig.m, "es137", false, NULL) == -19);
	EXPECT(rig.m->ops->line(rig.m, "sb16", false, NULL) == -19);
}

static int open_changed(void (*change)(struct sim_config *config))
{
	struct usnd_machine *m = NULL;
	struct sim_config config;
	int err;

	sim_defaults(&config);
	change(&config);
	err = sim_open(&config, &m);
	if (!err)
		m->ops->close(m);
	return err;
}

static void no_change(struct sim_config *config) { }
static void no_ram(struct sim_config *config) { config->ram_count = 0; }
static void odd_ram(struct sim_config *config) { config->ram[0].bytes += 1; }
static void identity_dma(struct sim_config *config) { config->dma_offset = 0; }
static void unaligned_dma(struct sim_config *config) { config->dma_offset += 4096; }
static void ram_over_pci(struct sim_config *config) { config->ram[0].phys = SIM_PCI_MEM_BASE; }
static void same_slot(struct sim_config *config) { config->cards[config->card_count++] = config->cards[0]; }
static void no_such_slot(struct sim_config *config) { config->cards[0].slot = 32; }
static void no_such_model(struct sim_config *config) { config->cards[0].model = "es1371"; }

static void overlapping_ram(struct sim_config *config)
{
	config->ram[1] = config->ram[0];
	config->ram_count = 2;
}

static void two_pieces(struct sim_config *config)
{
	config->ram[1] = (struct usnd_ram_range){ .phys = 8ull << 30, .bytes = 8ull << 30 };
	config->ram_count = 2;
}

static void machines_that_make_no_sense_are_refused_body(void)
{
	EXPECT(open_changed(no_change) == 0);
	EXPECT(open_changed(two_pieces) == 0, "(a sparse 8 GiB cost nothing)");
	EXPECT(open_changed(no_ram) == -22);
	EXPECT(open_changed(odd_ram) == -22);
	EXPECT(open_changed(overlapping_ram) == -22);
	EXPECT(open_changed(identity_dma) == -22);
	EXPECT(open_changed(unaligned_dma) == -22);
	EXPECT(open_changed(ram_over_pci) == -22);
	EXPECT(open_changed(same_slot) == -22);
	EXPECT(open_changed(no_such_slot) == -22);
	EXPECT(open_changed(no_such_model) == -19);
}

static void machines_that_make_no_sense_are_refused(void)
{
	rig_run(NULL, machines_that_make_no_sense_are_refused_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(identity_is_in_configuration_space),
	TAP_CASE(absent_functions_read_all_ones),
	TAP_CASE(bars_are_sized_by_writing_ones),
	TAP_CASE(ports_answer_only_while_enabled),
	TAP_CASE(device_memory_answers_in_all_sizes),
	TAP_CASE(interrupt_line_follows_the_pin),
	TAP_CASE(two_cards_share_a_line),
	TAP_CASE(an_earlier_deadline_is_told),
	TAP_CASE(unplugged_card_is_gone),
	TAP_CASE(lines_are_named_by_model_or_place),
	TAP_CASE(machines_that_make_no_sense_are_refused),
};

TAP_MAIN(cases)
