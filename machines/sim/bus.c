// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated machine's PCI bus: configuration space, decoding of ports and device memory, interrupt wiring. Ports
 * that no PCI device answers are looked for on the ISA bus behind it (isa.c).
 *
 * One bus, one function per device, 32-bit BARs, INTx. The machine plays its own firmware only for interrupts: it
 * writes each device's line into the interrupt line register; BARs are left to the kernel. Bridges, 64-bit BARs,
 * expansion ROMs, capabilities and the interrupt bits of PCI 2.3 are left out. Register numbers: PCI Local Bus
 * Specification, 6.1.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machines/sim/sim_local.h"

#define CFG_VENDOR 0x00
#define CFG_DEVICE 0x02
#define CFG_COMMAND 0x04
#define CFG_STATUS 0x06
#define CFG_REVISION 0x08
#define CFG_CLASS 0x09
#define CFG_CACHE_LINE 0x0c
#define CFG_LATENCY 0x0d
#define CFG_BAR 0x10
#define CFG_SUBSYSTEM_VENDOR 0x2c
#define CFG_SUBSYSTEM 0x2e
#define CFG_INT_LINE 0x3c
#define CFG_INT_PIN 0x3d
#define CFG_MIN_GNT 0x3e
#define CFG_MAX_LAT 0x3f

#define COMMAND_IO 0x01
#define COMMAND_MEMORY 0x02

static void put(uint8_t *at, unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size; i++)
		at[i] = value >> (8 * i);
}

static uint64_t get(const uint8_t *at, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

/* all ones of @size bytes: what is read where nobody answers */
static uint64_t nothing(unsigned int size)
{
	return UINT64_MAX >> (64 - 8 * size);
}

static bool size_ok(unsigned int size, unsigned int most)
{
	return size && size <= most && !(size & (size - 1));
}

/** sim_slot() - the device at @bdf, or NULL */
struct model_slot *sim_slot(struct sim *sim, uint32_t bdf)
{
	return bdf < SIM_SLOTS << 3 && !(bdf & 7) ? sim->slots[bdf >> 3] : NULL;
}

/* ---- interrupts ----------------------------------------------------------------------------------- */

/** sim_wire_line() - a pin on @line has changed: the line is the wired or of all of them; 0 is no line */
void sim_wire_line(struct sim *sim, unsigned int line)
{
	bool level = false, before = sim->pending.level >> line & 1;

	if (!line)
		return;
	for (unsigned int i = 0; i < SIM_PLACES; i++)
		if (sim->slots[i] && sim->slots[i]->line == line && sim->slots[i]->level)
			level = true;
	sim->pending.level &= ~(1ull << line);
	sim->pending.level |= (uint64_t)level << line;
	if (level && !before)
		sim->pending.rises |= SIM_EDGE_LINES & 1ull << line;
}

void model_irq(struct model_slot *slot, bool level)
{
	slot->level = level && (slot->ops->pin || slot->ops->isa);
	sim_wire_line(slot->sim, slot->line);
}

/* ---- plugging -------------------------------------------------------------------------------------- */

static void power_on_config(struct model_slot *slot)
{
	const struct model_ops *ops = slot->ops;
	uint8_t *config = slot->config, *writable = slot->writable;

	put(config + CFG_VENDOR, 2, ops->vendor);
	put(config + CFG_DEVICE, 2, ops->device);
	put(config + CFG_STATUS, 2, ops->status);
	config[CFG_REVISION] = ops->revision;
	put(config + CFG_CLASS, 3, ops->class);
	put(config + CFG_SUBSYSTEM_VENDOR, 2, ops->subsystem_vendor);
	put(config + CFG_SUBSYSTEM, 2, ops->subsystem_device);
	config[CFG_INT_PIN] = ops->pin;
	config[CFG_INT_LINE] = ops->pin ? slot->line : 0xff;
	config[CFG_MIN_GNT] = ops->min_gnt;
	config[CFG_MAX_LAT] = ops->max_lat;

	put(writable + CFG_COMMAND, 2, ops->command);
	writable[CFG_CACHE_LINE] = writable[CFG_LATENCY] = writable[CFG_INT_LINE] = 0xff;
	for (unsigned int i = 0; i < MODEL_BARS; i++) {
		const struct model_bar *bar = &ops->bars[i];

		if (!bar->bytes)
			continue;
		/* the address bits below the size are wired to 0: this is what sizing finds */
		put(writable + CFG_BAR + 4 * i, 4, ~(bar->bytes - 1));
		config[CFG_BAR + 4 * i] = bar->io;
	}
}

static int place_pci(struct sim *sim, struct model_slot *slot, const struct sim_card *card)
{
	if (card->slot >= SIM_SLOTS || sim->slots[card->slot])
		return -EINVAL;
	slot->bdf = USND_BDF(0, card->slot, 0);
	snprintf(slot->name, sizeof(slot->name), "0000:00:%02x.0", card->slot);
	/* four lines past the ISA ones, rotated by device number, as board makers wire them */
	slot->line = slot->ops->pin ? 16 + (card->slot + slot->ops->pin - 1) % 4 : 0;
	power_on_config(slot);
	return card->slot;
}

/**
 * sim_plug() - put a card into its slot; -EINVAL: no such slot, or it or its ports are taken; -ENODEV: unknown model;
 * -ENOMEM
 */
int sim_plug(struct sim *sim, const struct sim_card *card)
{
	struct model_slot *slot;
	int err, place;

	if (!card->ops && !card->model)
		return -EINVAL;
	slot = calloc(1, sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	slot->sim = sim;
	slot->ops = card->ops ? card->ops : model_find(card->model);
	slot->deadline = UINT64_MAX;
	err = -ENODEV;
	if (!slot->ops)
		goto err_free;
	place = slot->ops->isa ? sim_isa_place(sim, slot, card) : place_pci(sim, slot, card);
	err = place;
	if (place < 0)
		goto err_free;
	err = slot->ops->create(slot, &slot->state);
	if (err)
		goto err_free;
	sim->slots[place] = slot;
	return 0;

err_free:
	free(slot);
	return err;
}

/** sim_unplug_slot() - take a card out; nothing happens if there is none */
void sim_unplug_slot(struct sim *sim, unsigned int index)
{
	struct model_slot *slot = sim->slots[index];

	if (!slot)
		return;
	slot->ops->destroy(slot->state);
	slot->level = false;
	sim_wire_line(sim, slot->line);
	sim->slots[index] = NULL;
	free(slot);
}

/** sim_power_off() - &usnd_machine_ops.power_off: time until now passes with the power on */
void sim_power_off(struct usnd_machine *m)
{
	struct sim *sim = to_sim(m);

	sim_enter(sim);
	sim_run_all(sim);
	i8237_power_on(&sim->isa_dma);
	for (unsigned int i = 0; i < SIM_PLACES; i++) {
		struct model_slot *slot = sim->slots[i];

		if (!slot)
			continue;
		if (slot->ops->reset)
			slot->ops->reset(slot->state);
		if (!slot->ops->isa) {
			memset(slot->config, 0, sizeof(slot->config));
			power_on_config(slot);
		}
		slot->level = false;
		slot->deadline = UINT64_MAX;
		sim_wire_line(sim, slot->line);
	}
	sim_leave(sim);
}

/* ---- configuration space --------------------------------------------------------------------------- */

uint32_t sim_pci_read(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size)
{
	struct sim *sim = to_sim(m);
	struct model_slot *slot;
	uint32_t value = nothing(size);

	sim_enter(sim);
	slot = sim_slot(sim, bdf);
	if (slot && size_ok(size, 4) && reg % size == 0 && reg < sizeof(slot->config))
		value = get(slot->config + reg, size);
	sim_leave(sim);
	return value;
}

void sim_pci_write(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size, uint32_t value)
{
	struct sim *sim = to_sim(m);
	struct model_slot *slot;

	sim_enter(sim);
	slot = sim_slot(sim, bdf);
	if (slot && size_ok(size, 4) && reg % size == 0 && reg < sizeof(slot->config)) {
		sim_run_slot(slot); /* bus mastering may change: the past is judged by the old setting */
		for (unsigned int i = 0; i < size; i++) {
			uint8_t mask = slot->writable[reg + i];

			slot->config[reg + i] = (slot->config[reg + i] & ~mask) | (value >> (8 * i) & mask);
		}
	}
	sim_leave(sim);
}

/* ---- decoding -------------------------------------------------------------------------------------- */

/** struct target - who answers an address */
struct target {
	struct model_slot *slot;
	unsigned int bar;
	uint32_t offset;
};

static bool decode(struct sim *sim, bool io, uint64_t address, unsigned int size, struct target *target)
{
	for (unsigned int i = 0; i < SIM_SLOTS; i++) {
		struct model_slot *slot = sim->slots[i];

		if (!slot || !(slot->config[CFG_COMMAND] & (io ? COMMAND_IO : COMMAND_MEMORY)))
			continue;
		for (unsigned int bar = 0; bar < MODEL_BARS; bar++) {
			uint32_t bytes = slot->ops->bars[bar].bytes;
			uint64_t base = get(slot->config + CFG_BAR + 4 * bar, 4) & ~(uint64_t)(io ? 3 : 15);

			if (!bytes || slot->ops->bars[bar].io != io || address < base || address - base >= bytes)
				continue;
			if (size > bytes - (address - base))
				return false;
			*target = (struct target){ slot, bar, address - base };
			return true;
		}
	}
	return false;
}

static uint64_t bus_read(struct sim *sim, bool io, uint64_t address, unsigned int size)
{
	struct target at;
	uint64_t value = nothing(size);

	sim_enter(sim);
	if (decode(sim, io, address, size, &at)) {
		sim_run_slot(at.slot);
		value &= at.slot->ops->read(at.slot->state, at.bar, at.offset, size);
		at.slot->deadline = at.slot->ops->run(at.slot->state, sim->now);
	} else if (io) {
		value = sim_isa_read(sim, address, size);
	}
	sim_leave(sim);
	return value;
}

static void bus_write(struct sim *sim, bool io, uint64_t address, unsigned int size, uint64_t value)
{
	struct target at;

	sim_enter(sim);
	if (decode(sim, io, address, size, &at)) {
		sim_run_slot(at.slot);
		at.slot->ops->write(at.slot->state, at.bar, at.offset, size, value & nothing(size));
		at.slot->deadline = at.slot->ops->run(at.slot->state, sim->now);
	} else if (io) {
		sim_isa_write(sim, address, size, value);
	}
	sim_leave(sim);
}

uint32_t sim_io_read(struct usnd_machine *m, uint32_t port, unsigned int size)
{
	return size_ok(size, 4) ? bus_read(to_sim(m), true, port, size) : UINT32_MAX;
}

void sim_io_write(struct usnd_machine *m, uint32_t port, unsigned int size, uint32_t value)
{
	if (size_ok(size, 4))
		bus_write(to_sim(m), true, port, size, value);
}

uint64_t sim_mem_read(struct usnd_machine *m, uint64_t phys, unsigned int size)
{
	return size_ok(size, 8) ? bus_read(to_sim(m), false, phys, size) : UINT64_MAX;
}

void sim_mem_write(struct usnd_machine *m, uint64_t phys, unsigned int size, uint64_t value)
{
	if (size_ok(size, 8))
		bus_write(to_sim(m), false, phys, size, value);
}

/* memory on a card, which has no effects; false: not all of it is */
static bool card_memory(struct sim *sim, uint64_t phys, void *data, size_t bytes, bool write)
{
	struct target at;
	bool done = false;

	sim_enter(sim);
	if (bytes <= UINT32_MAX && decode(sim, false, phys, bytes, &at) && at.slot->ops->block) {
		sim_run_slot(at.slot);
		done = at.slot->ops->block(at.slot->state, at.bar, at.offset, data, bytes, write);
	}
	sim_leave(sim);
	return done;
}

/**
 * sim_mem_block() - &usnd_machine_ops.mem_block: a card's memory in one go, registers as a CPU's copy loop does it:
 * longwords where both ends are aligned, else bytes
 */
void sim_mem_block(struct usnd_machine *m, uint64_t phys, void *data, size_t bytes, bool write)
{
	uint8_t *at = data;

	if (card_memory(to_sim(m), phys, data, bytes, write))
		return;
	for (size_t done = 0, step; done < bytes; done += step) {
		step = (phys + done) % 4 == 0 && bytes - done >= 4 ? 4 : 1;
		if (write)
			sim_mem_write(m, phys + done, step, get(at + done, step));
		else
			put(at + done, step, sim_mem_read(m, phys + done, step));
	}
}
