/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h - the contract between a card model and the simulated machine it is plugged into (machines/sim).
 *
 * A model is registers, DMA, one interrupt line and the ends of its audio lines, written from the data sheet. It knows
 * no driver and no kernel. The machine calls it through struct model_ops, always with the machine's lock held, and
 * always after running it up to the present: positions it reports are exact. A model calls back through the model_*()
 * functions below, never blocks and never waits; time passes only between calls.
 */
#ifndef USND_MODEL_H
#define USND_MODEL_H

#include <usnd/machine.h>

#define MODEL_BARS 6

/** struct model_slot - the place a model sits in; opaque to the model */
struct model_slot;

/**
 * struct model_bar - one base address register
 * @bytes: size, a power of two: ports ≥ 4 and ≤ 256, memory ≥ 4096; 0: not implemented
 * @io: ports; otherwise 32-bit memory that is not prefetchable
 */
struct model_bar {
	uint32_t bytes;
	bool io;
};

/**
 * struct model_isa - an ISA card: it sits where its jumpers say
 * @port: first of its ports; @ports: how many
 */
struct model_isa {
	uint16_t port, ports;
};

/**
 * struct model_ops - a card model
 * @name: as the driver it is for, without "snd-": "es1370"
 * @isa: an ISA card; what is said of PCI does not apply: its ports are BAR 0 and accesses to them one byte. NULL: a PCI
 * card
 * @vendor, @device, @subsystem_vendor, @subsystem_device, @revision: PCI identity
 * @class: base class, subclass and interface, 24 bits
 * @status: constant bits of the PCI status register
 * @command: bits of the PCI command register that exist; the machine adds none
 * @pin: 1 = INTA; 0: no interrupt
 * @min_gnt, @max_lat: latency registers, in 250 ns
 * @bars: base address registers
 * @create: make the card's state in its power-on condition. -ENOMEM.
 * @destroy: free it; accepts NULL
 * @reset: the power was away: back to the condition of @create, with the ends of lines attached as they are. NULL:
 * keeps all
 * @read: @size 1, 2, 4 (memory also 8) bytes at @offset of BAR @bar; naturally the access lies inside the BAR
 * @write: the same, write
 * @block: @bytes of the card's own memory at @offset, from it or (@write) to it, in one go. false: not all of it is
 *	   memory, and nothing was done. NULL: no memory
 * @run: let time pass until @now. Return: when something next happens by itself, or UINT64_MAX
 * @line: attach @line (NULL detaches) to the side of @end; @end is "" for the main one. -EOPNOTSUPP: no such end
 */
struct model_ops {
	const char *name;
	const struct model_isa *isa;
	uint16_t vendor, device, subsystem_vendor, subsystem_device;
	uint8_t revision;
	uint32_t class;
	uint16_t status, command;
	uint8_t pin, min_gnt, max_lat;
	struct model_bar bars[MODEL_BARS];
	int (*create)(struct model_slot *slot, void **state);
	void (*destroy)(void *state);
	void (*reset)(void *state);
	uint64_t (*read)(void *state, unsigned int bar, uint32_t offset, unsigned int size);
	void (*write)(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value);
	bool (*block)(void *state, unsigned int bar, uint32_t offset, void *data, size_t bytes, bool write);
	uint64_t (*run)(void *state, uint64_t now);
	int (*line)(void *state, const char *end, bool capture, const struct usnd_line *line);
};

/** model_find() - the model called @name, or NULL (models/model.c) */
const struct model_ops *model_find(const char *name);

/* ---- what a model may call; implemented by the machine (machines/sim) ------------------------------------- */

/**
 * model_dma_read() - read memory as a bus master
 * @bus: bus address
 * Return: true, or false: the access was refused and reported; @data is all ones then.
 */
bool model_dma_read(struct model_slot *slot, uint64_t bus, void *data, size_t bytes);

/** model_dma_write() - write memory as a bus master; false: refused, reported, nothing was written */
bool model_dma_write(struct model_slot *slot, uint64_t bus, const void *data, size_t bytes);

/**
 * model_irq() - set the level of the card's interrupt pin; the kernel hears of it when the machine's lock is
 * dropped
 */
void model_irq(struct model_slot *slot, bool level);

/** model_wire() - the pin of an ISA card drives interrupt line @line from now on; 0: none. It is on none at first */
void model_wire(struct model_slot *slot, unsigned int line);

/**
 * model_isa_read() - an ISA card asks for memory through @channel of the DMA controllers (DREQ until it has its bytes)
 * Return: bytes the controller brought, fewer than @bytes where the channel is masked, or got there by its terminal
 * count.
 *	   What the controller was refused, or was not programmed to read, is all ones.
 */
size_t model_isa_read(struct model_slot *slot, unsigned int channel, void *data, size_t bytes);

/** model_isa_write() - the same to memory; what the controller was refused, or was not programmed to write, is lost */
size_t model_isa_write(struct model_slot *slot, unsigned int channel, const void *data, size_t bytes);

/** model_now() - the present, ns; constant during one call of the machine */
uint64_t model_now(const struct model_slot *slot);

#endif
