/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim.h - the simulated machine: a PC's RAM, one PCI bus and our card models, in this process.
 *
 * The one header of machines/sim for harness/, cli/ and tests. Everything else goes through usnd_machine_ops.
 */
#ifndef USND_SIM_H
#define USND_SIM_H

#include <usnd/machine.h>

#define SIM_CARDS 8
#define SIM_SLOTS 32
#define SIM_ISA_SLOTS 4

struct model_ops;

/**
 * struct sim_card - a card to plug in
 * @model: its name ("es1370"); unused if @ops is given
 * @ops: a model of the caller's own (tests), or NULL
 * @slot: PCI device number 0 … 31; an ISA card gets the next ISA slot
 * @port: of an ISA card: first port, as its jumpers say; 0: the model's own
 */
struct sim_card {
	const char *model;
	const struct model_ops *ops;
	unsigned int slot;
	uint16_t port;
};

/**
 * struct sim_config - a machine, as data; sim_defaults() fills it, the caller changes what it likes
 * @ram: @ram_count pieces of RAM, ascending, not overlapping, page aligned, outside [SIM_PCI_MEM_BASE,
 *       SIM_PCI_MEM_END) by physical and by bus address; .offset is filled by sim_open()
 * @dma_offset: bus address = physical address + @dma_offset; not 0, a multiple of the largest page block
 * @zone_dma_end, @zone_dma32_end, @max_order, @iommu, @swiotlb_bytes, @cma_bytes, @fragmented, @fragment_order,
 * @fragment_seed: see struct usnd_platform; neither @iommu nor @fragmented together with @swiotlb_bytes
 * @noncoherent: devices see what the CPU wrote to memory that was lent to them after a sync only
 * @foreign_ram: RAM stays where it is: no rebase, as on machines whose RAM belongs to another process
 * @cards: @card_count cards
 */
struct sim_config {
	unsigned int ram_count;
	struct usnd_ram_range ram[USND_RAM_RANGES];
	uint64_t dma_offset;
	uint64_t zone_dma_end;
	uint64_t zone_dma32_end;
	unsigned int max_order;
	bool iommu;
	bool noncoherent;
	uint64_t swiotlb_bytes;
	uint64_t cma_bytes;
	bool fragmented;
	unsigned int fragment_order;
	uint64_t fragment_seed;
	bool foreign_ram;
	unsigned int card_count;
	struct sim_card cards[SIM_CARDS];
};

/* where BARs may go; nothing else lives there */
#define SIM_PCI_IO_BASE 0xc000u
#define SIM_PCI_IO_END 0x10000u
#define SIM_PCI_MEM_BASE 0xe0000000ull
#define SIM_PCI_MEM_END 0xf0000000ull

/**
 * sim_defaults() - a PC: 64 MiB of RAM at physical 1 GiB, seen by devices from bus address 4 MiB on, blocks of up
 * to 4 MiB, an ES1370 in slot 5
 */
void sim_defaults(struct sim_config *config);

/**
 * struct sim_platform - what a machine is like, under a name (platforms.c); zeros are sim_defaults()' values
 * @name: "pc-iommu"
 * @help: one line
 * @ram, @ram_count: .phys and .bytes
 * @largest_block: bytes of the largest block of the page allocator
 * @fragmented_to: no free block has more bytes than this
 * The others: as of struct sim_config.
 */
struct sim_platform {
	const char *name;
	const char *help;
	unsigned int ram_count;
	struct usnd_ram_range ram[USND_RAM_RANGES];
	uint64_t largest_block;
	bool iommu;
	bool noncoherent;
	uint64_t swiotlb_bytes;
	uint64_t cma_bytes;
	uint64_t fragmented_to;
	bool foreign_ram;
};

/** sim_platform_at() - the @index-th one, NULL past the end; the first is the default machine */
const struct sim_platform *sim_platform_at(size_t index);

/** sim_platform_find() - by name; NULL if there is none */
const struct sim_platform *sim_platform_find(const char *name);

/** sim_platform_apply() - make @config, which sim_defaults() has filled, such a machine; cards stay */
void sim_platform_apply(const struct sim_platform *platform, struct sim_config *config);

/**
 * sim_open() - build a machine; close it with m->ops->close(m)
 * @config: NULL: the defaults
 * Return: 0; -EINVAL: @config makes no sense; -ENODEV: unknown model; -ENOMEM or the RAM file's error.
 *
 * Lines (usnd_machine_ops.line) are named by model ("es1370": the lowest slot with one) or by place ("0000:00:05.0",
 * "isa0"), with an end of the card after a slash if it has several: "es1370/dac1".
 * At most 16 refused device accesses are told per call into the machine, the first ones; the rest is dropped.
 */
int sim_open(const struct sim_config *config, struct usnd_machine **m);

#endif
