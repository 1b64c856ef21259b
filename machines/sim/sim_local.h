/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim_local.h - what the files of machines/sim share.
 *
 * One lock, sim.lock, protects everything here. Every operation is: sim_enter() (lock, read the clock, bring the device
 * concerned up to it), work, sim_leave() (unlock, then tell the kernel what happened). So no event is raised under
 * the lock, and events of one kind are raised in the order in which they happened: see event.c.
 */
#ifndef USND_SIM_LOCAL_H
#define USND_SIM_LOCAL_H

#include <pthread.h>

#include "machines/sim/sim.h"
#include "models/model.h"

struct sim;

#define SIM_PLACES (SIM_SLOTS + SIM_ISA_SLOTS)
#define SIM_OWNER 96
#define SIM_QUARANTINE 256
#define SIM_FAULTS 16

/* ---- dma.c ---------------------------------------------------------------------------------------- */

/**
 * struct sim_mapping - a mapping on record
 * @map: as it was made; map.owner points to @owner
 * @owner: a copy that outlives the mapping
 * @next: of the spare ones
 * @copy: without coherence: the bytes as the device has them, and behind them the CPU's as they were at the last sync
 * @given: a bit for each cache line: it was given to the device, and not taken back
 */
struct sim_mapping {
	struct usnd_dma_map map;
	struct sim_mapping *next;
	uint8_t *copy;
	uint8_t *given;
	char owner[SIM_OWNER];
};

/**
 * struct sim_dma - the record of who may access what
 * @live: @live_count mappings, ascending by map.bus; those of one address in the order they were made
 * @longest: no live mapping is longer: bounds the search backwards
 * @freed: ring of the last mappings that ended, NULL: not filled yet; @freed_next is the oldest
 * @spare: records of mappings that nobody will ask for any more
 */
struct sim_dma {
	struct sim_mapping **live;
	size_t live_count, live_room;
	uint64_t longest;
	struct sim_mapping *freed[SIM_QUARANTINE];
	size_t freed_next;
	struct sim_mapping *spare;
};

uint8_t *sim_ram(const struct sim *sim, uint64_t phys, uint64_t bytes);
uint8_t *sim_bus_ram(struct sim *sim, uint32_t bdf, uint64_t bus, uint64_t *room);

/* ---- iommu.c -------------------------------------------------------------------------------------- */

struct iommu_table;

/** struct iommu_domain - the address space of a device */
struct iommu_domain {
	struct iommu_domain *next;
	uint32_t bdf;
	struct iommu_table *root;
};

int sim_iommu_map(struct sim *sim, const struct usnd_dma_map *map);
void sim_iommu_unmap(struct sim *sim, const struct usnd_dma_map *map);
bool sim_iommu_walk(const struct sim *sim, uint32_t bdf, uint64_t bus, uint64_t *phys);
void sim_iommu_finish(struct sim *sim);

/* ---- cache.c -------------------------------------------------------------------------------------- */

int sim_cache_open(struct sim *sim, struct sim_mapping *mapping);
void sim_cache_close(struct sim_mapping *mapping);
void sim_cache_sync(struct sim *sim, struct sim_mapping *mapping, uint64_t bus, uint64_t bytes, bool to_device);
void sim_cache_move(struct sim_mapping *mapping, uint64_t bus, uint8_t *data, uint64_t bytes, bool write);
bool sim_cache_is_stale(struct sim *sim, const struct sim_mapping *mapping, uint64_t bus, uint64_t bytes);

/* ---- i8237.c ---------------------------------------------------------------------------------------- */

/**
 * struct i8237_channel - a DMA channel
 * @base_address, @base_count: as written; @address, @count: how far it is. 16-bit channels: in words
 * @page: bits 16 … 23 of the bus address
 */
struct i8237_channel {
	uint16_t base_address, base_count, address, count;
	uint8_t mode, page;
	bool masked;
};

/**
 * struct i8237 - both controllers: channels 0 … 3 of 8 bits, 5 … 7 of 16; 4 leads to the first controller
 * @command, @done: of each controller: command register; terminal counts since the status was read, a bit each
 * @high: the flip-flop: the next access is to the high byte
 * @latches: page registers that belong to no channel, by port - 0x80
 */
struct i8237 {
	struct i8237_channel channels[8];
	uint8_t command[2], done[2];
	bool high[2];
	uint8_t latches[16];
};

/* ---- bus.c, isa.c ------------------------------------------------------------------------------- */

/**
 * struct model_slot - a PCI device, or an ISA card
 * @ops: its model; the slot exists only while a card is in it
 * @bdf: USND_NO_BDF: an ISA card
 * @name: "0000:00:05.0", "isa0"
 * @port: ISA: first port
 * @config: configuration space; @writable: which bits a write changes
 * @line: interrupt line its pin is wired to; 0: none
 * @level: the pin
 * @deadline: when it next does something by itself
 */
struct model_slot {
	struct sim *sim;
	const struct model_ops *ops;
	void *state;
	uint32_t bdf;
	char name[16];
	uint16_t port;
	uint8_t config[256], writable[256];
	unsigned int line;
	bool level;
	uint64_t deadline;
};

/* ---- event.c --------------------------------------------------------------------------------------- */

struct sim_fault {
	struct usnd_dma_fault fault;
	char owner[SIM_OWNER];
};

/* ISA's interrupt lines; the PCI slots' are above them */
#define SIM_EDGE_LINES 0xffffu

/**
 * struct sim_pending - what the kernel has not been told yet
 * @up: its callbacks; up.irq is NULL before events()
 * @busy: somebody is telling; whoever comes meanwhile leaves the news to it, which keeps them in order
 * @level, @told: interrupt lines as they are and as the kernel knows them, a bit each
 * @rises: of @level's lines whose edges count, those that have risen since the kernel was told
 * @promised: the earliest deadline the kernel knows of
 */
struct sim_pending {
	struct usnd_machine_events up;
	bool busy;
	uint64_t level, told, rises;
	struct sim_fault faults[SIM_FAULTS];
	unsigned int fault_count;
	uint64_t promised;
};

/* ---- sim.c ----------------------------------------------------------------------------------------- */

/**
 * struct sim - the machine
 * @now: the clock, read once per operation; never goes back
 * @slots: by PCI device number; behind them the ISA slots
 * @isa_dma: the DMA controllers of the ISA bus
 * @ram: all RAM, mapped; a range starts at its .offset
 */
struct sim {
	struct usnd_machine machine;
	pthread_mutex_t lock;
	uint64_t now;
	struct usnd_platform platform;
	uint8_t *ram;
	uint64_t ram_bytes;
	bool foreign_ram;
	struct model_slot *slots[SIM_PLACES];
	struct i8237 isa_dma;
	struct sim_dma dma;
	struct iommu_domain *domains;
	struct sim_pending pending;
};

static inline struct sim *to_sim(struct usnd_machine *m)
{
	return (struct sim *)m; /* struct usnd_machine is the first member */
}

void sim_read_clock(struct sim *sim);
void sim_enter(struct sim *sim);
void sim_run_slot(struct model_slot *slot);
void sim_run_all(struct sim *sim);
uint64_t sim_deadline(const struct sim *sim);

int sim_plug(struct sim *sim, const struct sim_card *card);
void sim_unplug_slot(struct sim *sim, unsigned int slot);
struct model_slot *sim_slot(struct sim *sim, uint32_t bdf);
void sim_power_off(struct usnd_machine *m);
uint32_t sim_pci_read(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size);
void sim_pci_write(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size, uint32_t value);
uint32_t sim_io_read(struct usnd_machine *m, uint32_t port, unsigned int size);
void sim_io_write(struct usnd_machine *m, uint32_t port, unsigned int size, uint32_t value);
uint64_t sim_mem_read(struct usnd_machine *m, uint64_t phys, unsigned int size);
void sim_mem_write(struct usnd_machine *m, uint64_t phys, unsigned int size, uint64_t value);
void sim_mem_block(struct usnd_machine *m, uint64_t phys, void *data, size_t bytes, bool write);

void sim_wire_line(struct sim *sim, unsigned int line);
uint64_t sim_isa_deadline(const struct sim *sim);
void sim_isa_run(struct sim *sim);
int sim_isa_place(struct sim *sim, struct model_slot *slot, const struct sim_card *card);
uint64_t sim_isa_read(struct sim *sim, uint32_t port, unsigned int size);
void sim_isa_write(struct sim *sim, uint32_t port, unsigned int size, uint32_t value);

void i8237_power_on(struct i8237 *chip);
bool i8237_decodes(uint32_t port);
uint8_t i8237_read(struct i8237 *chip, uint32_t port);
void i8237_write(struct i8237 *chip, uint32_t port, uint8_t value);
size_t i8237_transfer(struct sim *sim, unsigned int channel, uint8_t *data, size_t bytes, bool to_card);

bool sim_dma_access(struct sim *sim, uint32_t bdf, uint64_t bus, void *data, size_t bytes, bool write);
int sim_dma_map(struct usnd_machine *m, struct usnd_dma_map *map);
int sim_dma_unmap(struct usnd_machine *m, uint32_t bdf, uint64_t bus);
int sim_dma_sync(struct usnd_machine *m, uint32_t bdf, uint64_t bus, uint64_t bytes, bool to_device);
int sim_rebase(struct usnd_machine *m, uint64_t phys, uint64_t bytes, int fd, uint64_t offset);
void sim_dma_finish(struct sim *sim);

void sim_event_fault(struct sim *sim, const struct usnd_dma_fault *fault);
void sim_leave(struct sim *sim);

#endif
