// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated machine's IOMMU: a page table of four levels for each device, 4 KiB pages, 48 bits of bus address.
 *
 * The kernel chooses the addresses; the tables are the machine's. There is no translation cache: an unmapped page is
 * gone at once. Directions are judged by the mapping's record (dma.c), which knows them to the byte.
 */
#include <errno.h>
#include <stdlib.h>

#include "machines/sim/sim_local.h"

#define LEVELS 4
#define LEVEL_BITS 9
#define ENTRIES (1u << LEVEL_BITS)
#define ADDRESS_BITS (12 + LEVELS * LEVEL_BITS)
#define PAGE ((uint64_t)USND_IOMMU_PAGE)

/** struct iommu_table - a page of a table: the next level's tables, or the frames; @used entries are not 0 */
struct iommu_table {
	unsigned int used;
	union {
		struct iommu_table *table;
		uint64_t frame; /* physical address, and 1: present */
	} entry[ENTRIES];
};

static unsigned int index_at(uint64_t bus, unsigned int level)
{
	return bus >> (12 + level * LEVEL_BITS) & (ENTRIES - 1);
}

static struct iommu_domain *find_domain(const struct sim *sim, uint32_t bdf)
{
	struct iommu_domain *domain = sim->domains;

	while (domain && domain->bdf != bdf)
		domain = domain->next;
	return domain;
}

static struct iommu_domain *get_domain(struct sim *sim, uint32_t bdf)
{
	struct iommu_domain *domain = find_domain(sim, bdf);

	if (domain)
		return domain;
	domain = calloc(1, sizeof(*domain));
	if (!domain)
		return NULL;
	domain->root = calloc(1, sizeof(*domain->root));
	if (!domain->root) {
		free(domain);
		return NULL;
	}
	domain->bdf = bdf;
	domain->next = sim->domains;
	sim->domains = domain;
	return domain;
}

static int set_page(struct iommu_domain *domain, uint64_t bus, uint64_t phys)
{
	struct iommu_table *table = domain->root;

	for (unsigned int level = LEVELS; --level > 0;) {
		unsigned int i = index_at(bus, level);

		if (!table->entry[i].table) {
			table->entry[i].table = calloc(1, sizeof(*table));
			if (!table->entry[i].table)
				return -ENOMEM;
			table->used++;
		}
		table = table->entry[i].table;
	}
	if (table->entry[index_at(bus, 0)].frame)
		return -EEXIST;
	table->entry[index_at(bus, 0)].frame = phys | 1;
	table->used++;
	return 0;
}

/* the entry of @bus goes, and every table that is empty then */
static void clear_page(struct iommu_table *table, uint64_t bus, unsigned int level)
{
	unsigned int i = index_at(bus, level);
	struct iommu_table *below = table->entry[i].table;

	if (!below)
		return;
	if (level) {
		clear_page(below, bus, level - 1);
		if (below->used)
			return;
		free(below);
	}
	table->entry[i].frame = 0;
	table->used--;
}

static void clear_pages(struct iommu_domain *domain, uint64_t first, uint64_t end)
{
	for (; first < end; first += PAGE)
		clear_page(domain->root, first, LEVELS - 1);
}

/* page by page; @at has got on to where it ended, whether it did all or not */
static int set_pages(struct iommu_domain *domain, uint64_t *at, uint64_t phys, uint64_t bytes)
{
	uint64_t end = phys + bytes;
	int err = 0;

	for (phys &= ~(PAGE - 1); !err && phys < end; phys += PAGE) {
		err = set_page(domain, *at, phys);
		if (!err)
			*at += PAGE;
	}
	return err;
}

/** sim_iommu_map() - enter @map's pages into its device's table; -EINVAL, -EEXIST, -ENOMEM: nothing is entered */
int sim_iommu_map(struct sim *sim, const struct usnd_dma_map *map)
{
	struct iommu_domain *domain;
	uint64_t first = map->bus & ~(PAGE - 1), at = first;
	int err = 0;

	if ((map->bus + map->bytes - 1) >> ADDRESS_BITS || (!map->pieces && (map->bus ^ map->phys) & (PAGE - 1)))
		return -EINVAL;
	domain = get_domain(sim, map->bdf);
	if (!domain)
		return -ENOMEM;
	if (!map->pieces)
		err = set_pages(domain, &at, map->phys, map->bytes);
	for (unsigned int i = 0; !err && i < map->piece_count; i++)
		err = set_pages(domain, &at, map->pieces[i].phys, map->pieces[i].bytes);
	if (err)
		clear_pages(domain, first, at);
	return err;
}

/** sim_iommu_unmap() - take them out again; ->pieces is not looked at */
void sim_iommu_unmap(struct sim *sim, const struct usnd_dma_map *map)
{
	struct iommu_domain *domain = find_domain(sim, map->bdf);

	if (domain)
		clear_pages(domain, map->bus & ~(PAGE - 1), map->bus + map->bytes);
}

/** sim_iommu_walk() - where @bus of @bdf lies; false: there is no page */
bool sim_iommu_walk(const struct sim *sim, uint32_t bdf, uint64_t bus, uint64_t *phys)
{
	struct iommu_domain *domain = find_domain(sim, bdf);
	struct iommu_table *table = domain && !(bus >> ADDRESS_BITS) ? domain->root : NULL;
	uint64_t frame;

	for (unsigned int level = LEVELS; table && --level > 0;)
		table = table->entry[index_at(bus, level)].table;
	frame = table ? table->entry[index_at(bus, 0)].frame : 0;
	*phys = (frame & ~(PAGE - 1)) | (bus & (PAGE - 1));
	return frame;
}

static void free_table(struct iommu_table *table, unsigned int level)
{
	for (unsigned int i = 0; level && i < ENTRIES; i++)
		if (table->entry[i].table)
			free_table(table->entry[i].table, level - 1);
	free(table);
}

void sim_iommu_finish(struct sim *sim)
{
	struct iommu_domain *domain;

	while ((domain = sim->domains)) {
		sim->domains = domain->next;
		free_table(domain->root, LEVELS - 1);
		free(domain);
	}
}
