// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated machine's ISA bus: cards at fixed ports, their interrupt lines, and the way to the DMA controllers.
 *
 * Every access is one byte; wider ones are taken apart, lowest port first, as a chipset does for 8-bit cards. All 16
 * address lines are decoded: no aliases 1024 ports up. The interrupt controller answers to the edges of these lines:
 * who leaves his line high is not called again, and two cards on one line hide each other's. An edge counts even if
 * the line has fallen again before it is served, as at an I/O APIC (an 8259 calls that interrupt 7). Memory on the bus,
 * cards that are masters themselves and Plug and Play are left out.
 */
#include <errno.h>
#include <stdio.h>

#include "machines/sim/sim_local.h"

/** sim_isa_deadline() - when the next ISA card does something by itself */
uint64_t sim_isa_deadline(const struct sim *sim)
{
	uint64_t deadline = UINT64_MAX;

	for (unsigned int i = SIM_SLOTS; i < SIM_PLACES; i++)
		if (sim->slots[i] && sim->slots[i]->deadline < deadline)
			deadline = sim->slots[i]->deadline;
	return deadline;
}

/** sim_isa_run() - bring all ISA cards up to the present: they share the DMA controllers */
void sim_isa_run(struct sim *sim)
{
	for (unsigned int i = SIM_SLOTS; i < SIM_PLACES; i++)
		if (sim->slots[i])
			sim_run_slot(sim->slots[i]);
}

/** sim_isa_place() - find @slot its place; the index, or -EINVAL: all slots are taken, or a port is */
int sim_isa_place(struct sim *sim, struct model_slot *slot, const struct sim_card *card)
{
	unsigned int place = SIM_SLOTS, port = card->port ? card->port : slot->ops->isa->port;

	while (place < SIM_PLACES && sim->slots[place])
		place++;
	if (place == SIM_PLACES || port + slot->ops->isa->ports > 0x10000)
		return -EINVAL;
	for (unsigned int i = 0; i < slot->ops->isa->ports; i++)
		if (i8237_decodes(port + i))
			return -EINVAL;
	for (unsigned int i = SIM_SLOTS; i < SIM_PLACES; i++) {
		const struct model_slot *other = sim->slots[i];

		if (other && other->port < port + slot->ops->isa->ports && port < other->port + other->ops->isa->ports)
			return -EINVAL;
	}
	slot->bdf = USND_NO_BDF;
	slot->port = port;
	snprintf(slot->name, sizeof(slot->name), "isa%u", place - SIM_SLOTS);
	return place;
}

void model_wire(struct model_slot *slot, unsigned int line)
{
	unsigned int before = slot->line;

	slot->line = line;
	sim_wire_line(slot->sim, before);
	sim_wire_line(slot->sim, line);
}

/* ---- ports -------------------------------------------------------------------------------------------- */

static struct model_slot *card_at(struct sim *sim, uint32_t port)
{
	for (unsigned int i = SIM_SLOTS; i < SIM_PLACES; i++) {
		struct model_slot *slot = sim->slots[i];

		if (slot && port >= slot->port && port - slot->port < slot->ops->isa->ports)
			return slot;
	}
	return NULL;
}

/** sim_isa_read() - @size ports; where nobody answers the bus floats at ones */
uint64_t sim_isa_read(struct sim *sim, uint32_t port, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++) {
		struct model_slot *slot = card_at(sim, port + i);
		uint8_t byte = 0xff;

		if (!slot && !i8237_decodes(port + i)) {
			value |= (uint64_t)byte << (8 * i);
			continue;
		}
		sim_isa_run(sim);
		if (slot)
			byte = slot->ops->read(slot->state, 0, port + i - slot->port, 1);
		else
			byte = i8237_read(&sim->isa_dma, port + i);
		sim_isa_run(sim);
		value |= (uint64_t)byte << (8 * i);
	}
	return value;
}

/** sim_isa_write() - the same, write */
void sim_isa_write(struct sim *sim, uint32_t port, unsigned int size, uint32_t value)
{
	for (unsigned int i = 0; i < size; i++) {
		struct model_slot *slot = card_at(sim, port + i);
		uint8_t byte = value >> (8 * i);

		if (!slot && !i8237_decodes(port + i))
			continue;
		sim_isa_run(sim);
		if (slot)
			slot->ops->write(slot->state, 0, port + i - slot->port, 1, byte);
		else
			i8237_write(&sim->isa_dma, port + i, byte);
		sim_isa_run(sim);
	}
}

/* ---- DMA ---------------------------------------------------------------------------------------------- */

size_t model_isa_read(struct model_slot *slot, unsigned int channel, void *data, size_t bytes)
{
	return i8237_transfer(slot->sim, channel, data, bytes, true);
}

size_t model_isa_write(struct model_slot *slot, unsigned int channel, const void *data, size_t bytes)
{
	return i8237_transfer(slot->sim, channel, (uint8_t *)data, bytes, false);
}
