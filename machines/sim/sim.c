// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated machine: RAM, time and the table of operations. Its PCI bus is bus.c, its ISA bus isa.c with the DMA
 * controllers i8237.c, the DMA checker dma.c, the calls up event.c.
 *
 * Time belongs to the host (host_now()). A device is brought up to the present before anything that could see or
 * change what it does: a register access, a configuration write, a mapping made or ended. By itself it only runs at
 * its deadline.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <usnd/host.h>

#include "machines/sim/sim_local.h"

#define PAGE (1ull << USND_PAGE_SHIFT)
#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* ---- time ------------------------------------------------------------------------------------------ */

void sim_read_clock(struct sim *sim)
{
	uint64_t now = host_now();

	if (now > sim->now)
		sim->now = now;
}

/** sim_enter() - begin an operation: take the lock, read the clock once */
void sim_enter(struct sim *sim)
{
	pthread_mutex_lock(&sim->lock);
	sim_read_clock(sim);
}

void sim_run_slot(struct model_slot *slot)
{
	slot->deadline = slot->ops->run(slot->state, slot->sim->now);
}

void sim_run_all(struct sim *sim)
{
	for (unsigned int i = 0; i < SIM_PLACES; i++)
		if (sim->slots[i])
			sim_run_slot(sim->slots[i]);
}

/** sim_deadline() - when the next device does something by itself */
uint64_t sim_deadline(const struct sim *sim)
{
	uint64_t deadline = UINT64_MAX;

	for (unsigned int i = 0; i < SIM_PLACES; i++)
		if (sim->slots[i] && sim->slots[i]->deadline < deadline)
			deadline = sim->slots[i]->deadline;
	return deadline;
}

uint64_t model_now(const struct model_slot *slot)
{
	return slot->sim->now;
}

static uint64_t sim_run(struct usnd_machine *m, uint64_t now)
{
	struct sim *sim = to_sim(m);
	uint64_t deadline;

	sim_enter(sim);
	if (now > sim->now)
		sim->now = now;
	sim_run_all(sim);
	deadline = sim->pending.promised = sim_deadline(sim);
	sim_leave(sim);
	return deadline;
}

/* ---- the other operations --------------------------------------------------------------------------- */

static void sim_describe(struct usnd_machine *m, struct usnd_platform *platform)
{
	*platform = to_sim(m)->platform;
}

static void sim_events(struct usnd_machine *m, const struct usnd_machine_events *events)
{
	struct sim *sim = to_sim(m);

	sim_enter(sim);
	sim->pending.up = *events;
	sim_leave(sim);
}

static int sim_unplug(struct usnd_machine *m, uint32_t bdf)
{
	struct sim *sim = to_sim(m);
	struct model_slot *slot;

	sim_enter(sim);
	slot = sim_slot(sim, bdf);
	if (slot) {
		sim_run_slot(slot);
		sim_unplug_slot(sim, bdf >> 3);
	}
	sim_leave(sim);
	return slot ? 0 : -ENODEV;
}

static int sim_plug_in(struct usnd_machine *m, const char *model, uint32_t bdf)
{
	struct sim_card card = { .model = model, .slot = bdf >> 3 };
	struct sim *sim = to_sim(m);
	int err;

	if (bdf & 7)
		return -EINVAL;
	sim_enter(sim);
	err = sim_plug(sim, &card);
	sim_leave(sim);
	return err;
}

/* does @card, "model" or "0000:00:05.0", up to a slash, mean @slot? */
static bool names_slot(const char *card, const struct model_slot *slot)
{
	size_t length = strcspn(card, "/");

	return (strlen(slot->ops->name) == length && !strncmp(card, slot->ops->name, length)) ||
	       (strlen(slot->name) == length && !strncmp(card, slot->name, length));
}

static int sim_line(struct usnd_machine *m, const char *card, bool capture, const struct usnd_line *line)
{
	struct sim *sim = to_sim(m);
	const char *end = strchr(card, '/');
	int err = -ENODEV;

	sim_enter(sim);
	for (unsigned int i = 0; i < SIM_PLACES; i++) {
		struct model_slot *slot = sim->slots[i];

		if (!slot || !names_slot(card, slot))
			continue;
		sim_run_slot(slot);
		err = slot->ops->line ? slot->ops->line(slot->state, end ? end + 1 : "", capture, line) : -EOPNOTSUPP;
		break;
	}
	sim_leave(sim);
	return err;
}

static void sim_close(struct usnd_machine *m)
{
	struct sim *sim;

	if (!m)
		return;
	sim = to_sim(m);
	for (unsigned int i = 0; i < SIM_PLACES; i++)
		sim_unplug_slot(sim, i);
	sim_dma_finish(sim);
	if (sim->ram)
		munmap(sim->ram, sim->ram_bytes);
	if (sim->platform.ram_fd >= 0)
		host_ram_close(sim->platform.ram_fd);
	pthread_mutex_destroy(&sim->lock);
	free(sim);
}

static const struct usnd_machine_ops sim_ops = {
	.name = "sim",
	.close = sim_close,
	.describe = sim_describe,
	.events = sim_events,
	.pci_read = sim_pci_read,
	.pci_write = sim_pci_write,
	.io_read = sim_io_read,
	.io_write = sim_io_write,
	.mem_read = sim_mem_read,
	.mem_write = sim_mem_write,
	.mem_block = sim_mem_block,
	.dma_map = sim_dma_map,
	.dma_unmap = sim_dma_unmap,
	.dma_sync = sim_dma_sync,
	.rebase = sim_rebase,
	.run = sim_run,
	.line = sim_line,
	.unplug = sim_unplug,
	.plug = sim_plug_in,
	.power_off = sim_power_off,
};

/* ---- building ---------------------------------------------------------------------------------------- */

void sim_defaults(struct sim_config *config)
{
	*config = (struct sim_config){
		.ram_count = 1,
		.ram = { { .phys = 1 * GIB, .bytes = 64 * MIB } },
		.dma_offset = 4 * MIB - 1 * GIB,
		.zone_dma_end = 16 * MIB,
		.zone_dma32_end = 4 * GIB,
		.max_order = 22 - USND_PAGE_SHIFT,
		.card_count = 1,
		.cards = { { .model = "es1370", .slot = 5 } },
	};
}

/* is [@start, +@bytes) free of the window in which devices answer, and does it not wrap? */
static bool outside_pci(uint64_t start, uint64_t bytes)
{
	return start + bytes > start && (start >= SIM_PCI_MEM_END || start + bytes <= SIM_PCI_MEM_BASE);
}

static bool config_ok(const struct sim_config *config)
{
	uint64_t free_from = 0;

	if (!config->ram_count || config->ram_count > USND_RAM_RANGES || config->card_count > SIM_CARDS ||
	    config->max_order > 20 || !config->dma_offset || config->dma_offset % (PAGE << config->max_order))
		return false;
	if (config->swiotlb_bytes && (config->iommu || config->fragmented))
		return false;
	for (unsigned int i = 0; i < config->ram_count; i++) {
		const struct usnd_ram_range *range = &config->ram[i];

		if (!range->bytes || range->phys % PAGE || range->bytes % PAGE || range->phys < free_from ||
		    !outside_pci(range->phys, range->bytes) ||
		    !outside_pci(range->phys + config->dma_offset, range->bytes))
			return false;
		free_from = range->phys + range->bytes;
	}
	return true;
}

static int make_ram(struct sim *sim, const struct sim_config *config)
{
	struct usnd_platform *platform = &sim->platform;
	void *ram;

	platform->range_count = config->ram_count;
	for (unsigned int i = 0; i < config->ram_count; i++) {
		platform->ranges[i] = config->ram[i];
		platform->ranges[i].offset = sim->ram_bytes;
		sim->ram_bytes += config->ram[i].bytes;
	}
	platform->ram_fd = host_ram_create(sim->ram_bytes);
	if (platform->ram_fd < 0)
		return platform->ram_fd;
	ram = mmap(NULL, sim->ram_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, platform->ram_fd, 0);
	if (ram == MAP_FAILED)
		return -errno;
	sim->ram = ram;
	return 0;
}

int sim_open(const struct sim_config *config, struct usnd_machine **m)
{
	struct sim_config defaults;
	struct sim *sim;
	int err;

	if (!config) {
		sim_defaults(&defaults);
		config = &defaults;
	}
	if (!config_ok(config))
		return -EINVAL;
	sim = calloc(1, sizeof(*sim));
	if (!sim)
		return -ENOMEM;
	sim->machine.ops = &sim_ops;
	pthread_mutex_init(&sim->lock, NULL);
	sim->pending.promised = UINT64_MAX;
	i8237_power_on(&sim->isa_dma);
	sim->foreign_ram = config->foreign_ram;
	sim->platform = (struct usnd_platform){
		.ram_fd = -1,
		.dma_offset = config->dma_offset,
		.zone_dma_end = config->zone_dma_end,
		.zone_dma32_end = config->zone_dma32_end,
		.max_order = config->max_order,
		.iommu = config->iommu,
		.coherent = !config->noncoherent,
		.swiotlb_bytes = config->swiotlb_bytes,
		.cma_bytes = config->cma_bytes,
		.fragmented = config->fragmented,
		.fragment_order = config->fragment_order,
		.fragment_seed = config->fragment_seed,
		.edge_lines = SIM_EDGE_LINES,
		.pci_io_base = SIM_PCI_IO_BASE,
		.pci_io_end = SIM_PCI_IO_END,
		.pci_mem_base = SIM_PCI_MEM_BASE,
		.pci_mem_end = SIM_PCI_MEM_END,
	};
	err = make_ram(sim, config);
	for (unsigned int i = 0; !err && i < config->card_count; i++)
		err = sim_plug(sim, &config->cards[i]);
	if (err) {
		sim_close(&sim->machine);
		return err;
	}
	*m = &sim->machine;
	return 0;
}
