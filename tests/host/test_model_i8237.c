// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The DMA controllers of the ISA bus, by their ports and what they do to memory: a probe card asks for its bytes.
 *
 * The probe sits at port 0x300: 0 channel, 1 length, 2 go (1: from memory, 2: to memory), 3 bytes moved. Its buffer is
 * isa.data. Expected values are Intel's 8237A data sheet's and the AT's wiring.
 */
#include <errno.h>

#include "models/model.h"
#include "tests/host/sim_rig.h"

#define PORT 0x300

static struct {
	struct model_slot *slot;
	uint8_t channel, length, moved;
	uint8_t data[256];
} isa;

static int probe_create(struct model_slot *slot, void **state)
{
	memset(&isa, 0, sizeof(isa));
	isa.slot = slot;
	*state = &isa;
	return 0;
}

static void probe_destroy(void *state)
{
}

static uint64_t probe_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	EXPECT(bar == 0 && size == 1);
	return offset == 3 ? isa.moved : offset;
}

static void probe_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	if (offset == 0)
		isa.channel = value;
	else if (offset == 1)
		isa.length = value;
	else if (offset == 2 && value == 1)
		isa.moved = model_isa_read(isa.slot, isa.channel, isa.data, isa.length);
	else if (offset == 2 && value == 2)
		isa.moved = model_isa_write(isa.slot, isa.channel, isa.data, isa.length);
	else if (offset == 2)
		model_wire(isa.slot, value);
	else
		model_irq(isa.slot, value);
}

static uint64_t probe_run(void *state, uint64_t now)
{
	return UINT64_MAX;
}

static const struct model_ops isa_probe = {
	.name = "isa probe",
	.isa = &(const struct model_isa){ .port = PORT, .ports = 4 },
	.create = probe_create,
	.destroy = probe_destroy,
	.read = probe_read,
	.write = probe_write,
	.run = probe_run,
};

/* RAM where an ISA card can see it: from bus address 4 MiB on, and beyond 16 */
#define ISA_CASE(name)                                                          \
	static void name##_body(void);                                          \
	static void name(void)                                                  \
	{                                                                       \
		struct sim_config config;                                       \
										\
		sim_defaults(&config);                                          \
		config.cards[0] = (struct sim_card){ .ops = &isa_probe };       \
		rig_run(&config, name##_body);                                  \
	}                                                                       \
	static void name##_body(void)

static uint8_t in8(uint32_t port)
{
	return rig.m->ops->io_read(rig.m, port, 1);
}

static void out8(uint32_t port, uint8_t value)
{
	rig.m->ops->io_write(rig.m, port, 1, value);
}

static const uint8_t page_ports[] = { 0x87, 0x83, 0x81, 0x82, 0x8f, 0x8b, 0x89, 0x8a };

static uint32_t address_port(unsigned int channel)
{
	return channel < 4 ? 2 * channel : 0xc0 + 4 * (channel - 4);
}

static uint32_t count_port(unsigned int channel)
{
	return address_port(channel) + (channel < 4 ? 1 : 2);
}

static uint32_t control_port(unsigned int channel, unsigned int reg)
{
	return channel < 4 ? reg : 0xc0 + 2 * reg;
}

static void out_pair(uint32_t port, unsigned int value)
{
	out8(port, value);
	out8(port, value >> 8);
}

static unsigned int in_pair(uint32_t port)
{
	unsigned int low = in8(port);

	return low | in8(port) << 8;
}

/* what a driver does: @bytes at @bus; unmask */
static void program(unsigned int channel, uint8_t mode, uint32_t bus, uint32_t bytes)
{
	unsigned int shift = channel > 3;

	out8(control_port(channel, 0xa), 4 | (channel & 3));
	out8(control_port(channel, 0xc), 0);
	out8(control_port(channel, 0xb), mode | (channel & 3));
	out8(page_ports[channel], bus >> 16);
	out_pair(address_port(channel), bus >> shift);
	out_pair(count_port(channel), (bytes >> shift) - 1);
	out8(control_port(channel, 0xa), channel & 3);
}

/* what is left, in the channel's units, less one */
static unsigned int count_of(unsigned int channel)
{
	out8(control_port(channel, 0xc), 0);
	return in_pair(count_port(channel));
}

static unsigned int address_of(unsigned int channel)
{
	out8(control_port(channel, 0xc), 0);
	return in_pair(address_port(channel));
}

/* @bytes from (@go 1) or to (2) memory; returns how many were moved */
static unsigned int ask(unsigned int channel, unsigned int bytes, unsigned int go)
{
	out8(PORT, channel);
	out8(PORT + 1, bytes);
	out8(PORT + 2, go);
	return in8(PORT + 3);
}

/* RAM at @offset is @bytes of @first, @first + 1 …, mapped for the ISA bus; returns its bus address */
static uint32_t map_isa(uint64_t offset, uint64_t bytes, uint8_t first)
{
	struct usnd_dma_map map = {
		.bdf = USND_NO_BDF, .phys = rig.base + offset, .bytes = bytes, .coherent = true, .owner = "ring",
	};

	for (uint64_t i = 0; i < bytes; i++)
		rig.ram[offset + i] = first + i;
	EXPECT(!rig.m->ops->dma_map(rig.m, &map));
	return map.bus;
}

static bool counts_up(unsigned int from, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		if (isa.data[i] != (uint8_t)(from + i))
			return false;
	return true;
}

#define TO_CARD 0x48
#define TO_MEMORY 0x44
#define AUTO 0x10
#define DOWN 0x20

/* ---- registers ---------------------------------------------------------------------------------------------- */

ISA_CASE(one_flip_flop_leads_through_all_pairs)
{
	out8(0x0c, 0);
	out_pair(0x02, 0x1234);
	out_pair(0x03, 0x5678);
	EXPECT(in8(0x02) == 0x34 && in8(0x03) == 0x56, "(high byte after one access elsewhere)");
	out8(0x0c, 0);
	EXPECT(in_pair(0x02) == 0x1234 && in_pair(0x03) == 0x5678);
	/* the other controller has its own, and its ports lie two apart */
	in8(0x02);
	out_pair(0xc4, 0x9abc);
	EXPECT(in_pair(0xc4) == 0x9abc);
	EXPECT(in8(0x02) == 0x12);
}

ISA_CASE(page_registers_are_where_the_at_has_them)
{
	for (unsigned int i = 0; i < 16; i++)
		out8(0x80 + i, 0xa0 + i);
	for (unsigned int i = 0; i < 16; i++)
		EXPECT(in8(0x80 + i) == 0xa0 + i);
}

ISA_CASE(ports_are_bytes_wide)
{
	rig.m->ops->io_write(rig.m, 0x80, 4, 0x44332211);
	EXPECT(in8(0x81) == 0x22 && in8(0x83) == 0x44);
	EXPECT(rig.m->ops->io_read(rig.m, PORT, 4) == 0x00020100);
	EXPECT(rig.m->ops->io_read(rig.m, PORT + 4, 2) == 0xffff);
}

/* ---- transfers ---------------------------------------------------------------------------------------------- */

ISA_CASE(byte_channel_reads_and_counts)
{
	uint32_t bus = map_isa(0x4000, 4096, 7);

	program(1, TO_CARD, bus, 100);
	EXPECT(ask(1, 60, 1) == 60 && counts_up(7, 60));
	EXPECT(count_of(1) == 39 && address_of(1) == (bus & 0xffff) + 60);
	EXPECT(!(in8(0x08) & 0x02));
	EXPECT(ask(1, 60, 1) == 40 && counts_up(67, 40), "(terminal count)");
	EXPECT(in8(0x08) & 0x02);
	EXPECT(!(in8(0x08) & 0x02), "(reading the status takes it back)");
	EXPECT(ask(1, 1, 1) == 0 && count_of(1) == 0xffff, "(masked by its terminal count)");
	EXPECT(!rig.fault_count);
}

ISA_CASE(word_channel_counts_words)
{
	uint32_t bus = map_isa(0x10000, 4096, 0);

	program(5, TO_MEMORY, bus, 100);
	memset(isa.data, 0xa5, sizeof(isa.data));
	EXPECT(ask(5, 61, 2) == 60, "(an odd byte is left over)");
	EXPECT(count_of(5) == 19 && address_of(5) == (bus >> 1 & 0xffff) + 30);
	EXPECT(rig.ram[0x10000 + 59] == 0xa5 && rig.ram[0x10000 + 60] == 60);
	EXPECT(!rig.fault_count);
}

ISA_CASE(auto_init_begins_anew)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(3, TO_CARD | AUTO, bus, 50);
	EXPECT(ask(3, 120, 1) == 120);
	EXPECT(isa.data[49] == 49 && isa.data[50] == 0 && isa.data[119] == 19);
	EXPECT(count_of(3) == 29 && in8(0x08) & 0x08);
}

ISA_CASE(downwards_ends_where_it_says)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(0, TO_CARD | DOWN, bus + 20, 10);
	EXPECT(ask(0, 20, 1) == 10 && isa.data[0] == 20 && isa.data[9] == 11);
}

ISA_CASE(masked_or_switched_off_channels_serve_nobody)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(1, TO_CARD | AUTO, bus, 100);
	out8(0x0a, 4 | 1);
	EXPECT(ask(1, 4, 1) == 0);
	out8(0x0e, 0);
	EXPECT(ask(1, 4, 1) == 4);
	out8(0x0f, 0x02);
	EXPECT(ask(1, 4, 1) == 0);
	out8(0x0f, 0x00);
	out8(0x08, 0x04);
	EXPECT(ask(1, 4, 1) == 0, "(the controller is off)");
	out8(0x08, 0x00);
	EXPECT(ask(1, 4, 1) == 4);
	out8(0xd4, 4);
	EXPECT(ask(1, 4, 1) == 0, "(the cascade is masked)");
	out8(0xd4, 0);
	EXPECT(ask(1, 4, 1) == 4);
	out8(0x0d, 0);
	EXPECT(ask(1, 4, 1) == 0, "(master clear)");
	EXPECT(ask(4, 4, 1) == 0 && ask(8, 4, 1) == 0);
	EXPECT(!rig.fault_count);
}

ISA_CASE(wrong_direction_moves_nothing)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(1, TO_MEMORY, bus, 100);
	EXPECT(ask(1, 10, 1) == 10 && isa.data[0] == 0xff && isa.data[9] == 0xff);
	program(1, TO_CARD, bus, 100);
	EXPECT(ask(1, 10, 2) == 10 && rig.ram[0x4000] == 0 && count_of(1) == 89);
}

/* ---- where it cannot go ------------------------------------------------------------------------------------- */

ISA_CASE(bytes_wrap_inside_64_kib)
{
	/* bus 4 MiB + 64 KiB is a boundary */
	uint32_t bus = map_isa(0x10000, 0x20000, 0) + 0xfff0;

	memset(rig.ram + 0x10000, 0x77, 16);
	program(1, TO_CARD, bus, 32);
	EXPECT(ask(1, 32, 1) == 32 && counts_up(0xf0, 16) && isa.data[16] == 0x77 && isa.data[31] == 0x77);
	EXPECT(rig.fault_count == 1 && rig.faults[0].error == USND_DMA_WRAPPED && rig.faults[0].bus == bus + 15 &&
	       rig.faults[0].bdf == USND_NO_BDF && !rig.faults[0].write);
}

ISA_CASE(words_wrap_inside_128_kib)
{
	uint32_t bus = map_isa(0x20000, 0x40000, 0) + 0xfff0;

	program(6, TO_CARD, bus, 32);
	EXPECT(ask(6, 32, 1) == 32 && counts_up(0xf0, 32) && !rig.fault_count, "(64 KiB is no boundary of words)");
	memset(rig.ram + 0x20000, 0x77, 16);
	program(6, TO_CARD, bus + 0x10000, 32);
	EXPECT(ask(6, 32, 1) == 32 && counts_up(0xf0, 16) && isa.data[16] == 0x77);
	EXPECT(rig.fault_count == 1 && rig.faults[0].error == USND_DMA_WRAPPED && rig.faults[0].bus == bus + 0x1000e);
}

ISA_CASE(a_block_that_ends_at_the_boundary_does_not_wrap)
{
	uint32_t bus = map_isa(0x10000, 0x10000, 0);

	program(1, TO_CARD | AUTO, bus + 0xff00, 0x100);
	EXPECT(ask(1, 200, 1) == 200 && ask(1, 200, 1) == 200 && !rig.fault_count);
}

ISA_CASE(only_what_is_mapped_for_the_isa_bus_is_reached)
{
	uint32_t bus = map_isa(0x4000, 64, 0), pci = rig_map(0x8000, 4096, USND_DMA_BOTH, "of a PCI card");

	program(1, TO_CARD, bus, 100);
	EXPECT(ask(1, 100, 1) == 100 && isa.data[0] == 0xff);
	EXPECT(rig.fault_count == 1 && rig.faults[0].error == USND_DMA_OUT_OF_RANGE && !strcmp(rig.owner, "ring"));
	program(1, TO_CARD, pci, 100);
	EXPECT(ask(1, 4, 1) == 4 && isa.data[0] == 0xff);
	EXPECT(rig.fault_count == 2 && rig.faults[1].error == USND_DMA_UNMAPPED);
}

ISA_CASE(sixteen_mib_is_the_end)
{
	/* bus 16 MiB + 0x4000 has its bit 24 lost on the way */
	uint32_t bus = map_isa(12 * 1048576 + 0x4000, 4096, 0);

	EXPECT(bus == 0x1004000);
	program(1, TO_CARD, bus, 100);
	EXPECT(ask(1, 4, 1) == 4 && isa.data[0] == 0xff);
	EXPECT(rig.fault_count == 1 && rig.faults[0].bus == 0x4000);
}

ISA_CASE(unmapped_ring_is_remembered)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(1, TO_CARD, bus, 100);
	EXPECT(!rig.m->ops->dma_unmap(rig.m, USND_NO_BDF, bus));
	EXPECT(ask(1, 4, 1) == 4);
	EXPECT(rig.fault_count == 1 && rig.faults[0].error == USND_DMA_AFTER_FREE && !strcmp(rig.owner, "ring"));
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

ISA_CASE(the_pin_follows_its_wire)
{
	out8(PORT + 3, 1);
	EXPECT(!rig.irq_count, "(wired to nothing)");
	out8(PORT + 2, 5);
	EXPECT(rig.irq_count == 1 && rig.irq_line == 5 && rig.irq_level);
	out8(PORT + 2, 10);
	EXPECT(rig.irq_count == 2 && rig.irq_line == 10 && rig.irq_level);
	out8(PORT + 3, 0);
	EXPECT(!rig.irq_level);
}

static int open_with(const struct sim_card *first, const struct sim_card *second)
{
	struct usnd_machine *m = NULL;
	struct sim_config config;
	int err;

	sim_defaults(&config);
	config.card_count = 2;
	config.cards[0] = *first;
	config.cards[1] = *second;
	err = sim_open(&config, &m);
	if (m)
		m->ops->close(m);
	return err;
}

static void two_cards_do_not_share_ports(void)
{
	const struct sim_card card = { .ops = &isa_probe }, beside = { .ops = &isa_probe, .port = PORT + 4 };
	const struct sim_card overlapping = { .ops = &isa_probe, .port = PORT + 3 };
	const struct sim_card on_the_controller = { .ops = &isa_probe, .port = 0xbe };

	EXPECT(open_with(&card, &card) == -EINVAL);
	EXPECT(open_with(&card, &overlapping) == -EINVAL);
	EXPECT(open_with(&card, &on_the_controller) == -EINVAL);
	EXPECT(open_with(&card, &beside) == 0);
}

ISA_CASE(power_off_leaves_what_firmware_sets_up)
{
	uint32_t bus = map_isa(0x4000, 4096, 0);

	program(1, TO_CARD | AUTO, bus, 100);
	rig.m->ops->power_off(rig.m);
	EXPECT(ask(1, 4, 1) == 0 && address_of(1) == 0);
	program(1, TO_CARD | AUTO, bus, 100);
	EXPECT(ask(1, 4, 1) == 4, "(the cascade is there)");
}

static const struct tap_case cases[] = {
	TAP_CASE(one_flip_flop_leads_through_all_pairs),
	TAP_CASE(page_registers_are_where_the_at_has_them),
	TAP_CASE(ports_are_bytes_wide),
	TAP_CASE(byte_channel_reads_and_counts),
	TAP_CASE(word_channel_counts_words),
	TAP_CASE(auto_init_begins_anew),
	TAP_CASE(downwards_ends_where_it_says),
	TAP_CASE(masked_or_switched_off_channels_serve_nobody),
	TAP_CASE(wrong_direction_moves_nothing),
	TAP_CASE(bytes_wrap_inside_64_kib),
	TAP_CASE(words_wrap_inside_128_kib),
	TAP_CASE(a_block_that_ends_at_the_boundary_does_not_wrap),
	TAP_CASE(only_what_is_mapped_for_the_isa_bus_is_reached),
	TAP_CASE(sixteen_mib_is_the_end),
	TAP_CASE(unmapped_ring_is_remembered),
	TAP_CASE(the_pin_follows_its_wire),
	TAP_CASE(two_cards_do_not_share_ports),
	TAP_CASE(power_off_leaves_what_firmware_sets_up),
};

TAP_MAIN(cases)
