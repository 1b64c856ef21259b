// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The platforms: what machines a driver may find itself in, as data. One line each says what is special about it.
 *
 * RAM of more than a zone begins at physical 1 GiB, which is bus address 4 MiB: see sim_defaults(). What a device with
 * 32 address bits does not reach begins at physical 5 GiB - 4 MiB.
 */
#include <string.h>

#include "machines/sim/sim.h"

#define KIB (1ull << 10)
#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* a third of it below 4 GiB */
#define SIX_GIB .ram_count = 2, .ram = { { .phys = 1 * GIB, .bytes = 2 * GIB }, { .phys = 5 * GIB, .bytes = 4 * GIB } }

static const struct sim_platform platforms[] = {
	{
		.name = "pc",
		.help = "64 MiB of RAM in one piece, all of it within reach of 32 address bits",
	},
	{
		.name = "pc-fragmented",
		.help = "the same after weeks: no free piece is larger than 32 KiB",
		.fragmented_to = 32 * KIB,
	},
	{
		.name = "pc-iommu",
		.help = "an IOMMU: bus addresses of their own, single pages behind them",
		.iommu = true,
	},
	{
		.name = "pc-iommu-fragmented",
		.help = "an IOMMU, and no free piece is larger than 32 KiB",
		.iommu = true,
		.fragmented_to = 32 * KIB,
	},
	{
		.name = "pc-6g",
		.help = "6 GiB, of which a device with 32 address bits reaches the first 2; no IOMMU, no bounce buffers",
		SIX_GIB,
	},
	{
		.name = "pc-6g-swiotlb",
		.help = "6 GiB, and 8 MiB of bounce buffers for what lies above 4",
		SIX_GIB,
		.swiotlb_bytes = 8 * MIB,
	},
	{
		.name = "pc-6g-iommu",
		.help = "6 GiB behind an IOMMU: devices with 32 address bits reach all of it",
		SIX_GIB,
		.iommu = true,
	},
	{
		.name = "arm-noncoherent",
		.help = "devices do not see the CPU's caches: what is lent must be synchronised, coherent memory is remapped",
		.noncoherent = true,
	},
	{
		.name = "arm-iommu",
		.help = "not coherent, with an IOMMU",
		.noncoherent = true,
		.iommu = true,
	},
	{
		.name = "arm-6g-swiotlb",
		.help = "not coherent, 6 GiB, 8 MiB of bounce buffers",
		SIX_GIB,
		.noncoherent = true,
		.swiotlb_bytes = 8 * MIB,
	},
	{
		.name = "holes",
		.help = "40 MiB in five pieces with holes between them, one of them above 4 GiB",
		.ram_count = 5,
		.ram = {
			{ .phys = 1 * GIB, .bytes = 9 * MIB },
			{ .phys = 1 * GIB + 12 * MIB, .bytes = 7 * MIB },
			{ .phys = 1 * GIB + 48 * MIB, .bytes = 8 * MIB },
			{ .phys = 2 * GIB + 512 * KIB, .bytes = 8 * MIB },
			{ .phys = 6 * GIB, .bytes = 8 * MIB },
		},
	},
	{
		.name = "cma",
		.help = "pieces of 64 KiB at most, larger ones from an area of 16 MiB that was set aside",
		.largest_block = 64 * KIB,
		.cma_bytes = 16 * MIB,
	},
	{
		.name = "foreign-ram",
		.help = "RAM that cannot be moved: clients see copies of the samples, as with QEMU",
		.foreign_ram = true,
	},
	{
		.name = "small",
		.help = "8 MiB, all of it in the zone for ISA",
		.ram_count = 1,
		.ram = { { .phys = 1 * GIB, .bytes = 8 * MIB } },
	},
};

const struct sim_platform *sim_platform_at(size_t index)
{
	return index < sizeof(platforms) / sizeof(platforms[0]) ? &platforms[index] : NULL;
}

const struct sim_platform *sim_platform_find(const char *name)
{
	const struct sim_platform *platform;

	for (size_t i = 0; (platform = sim_platform_at(i)); i++)
		if (!strcmp(platform->name, name))
			return platform;
	return NULL;
}

static unsigned int order_of(uint64_t bytes)
{
	unsigned int order = 0;

	while ((2ull << (order + USND_PAGE_SHIFT)) <= bytes)
		order++;
	return order;
}

void sim_platform_apply(const struct sim_platform *platform, struct sim_config *config)
{
	if (platform->ram_count) {
		config->ram_count = platform->ram_count;
		memcpy(config->ram, platform->ram, sizeof(config->ram));
	}
	if (platform->largest_block)
		config->max_order = order_of(platform->largest_block);
	config->iommu = platform->iommu;
	config->noncoherent = platform->noncoherent;
	config->swiotlb_bytes = platform->swiotlb_bytes;
	config->cma_bytes = platform->cma_bytes;
	config->fragmented = platform->fragmented_to;
	config->fragment_order = platform->fragmented_to ? order_of(platform->fragmented_to) : 0;
	config->foreign_ram = platform->foreign_ram;
}
