// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The IOMMU of the simulated machine: scattered memory in a row on the bus, and what has no page is refused.
 */
#include <errno.h>

#include "tests/host/sim_fault.h"

#define PAGE 4096u
#define BUS 0x12340000ull

static int map_at(uint64_t bus, uint64_t offset, uint64_t bytes, enum usnd_dma_dir dir)
{
	struct usnd_dma_map map = {
		.bdf = RIG_BDF, .phys = rig.base + offset, .bytes = bytes, .dir = dir, .coherent = true, .bus = bus,
		.owner = "buffer",
	};

	return rig.m->ops->dma_map(rig.m, &map);
}

PROBE_CASE_ON("pc-iommu", mapping_goes_where_it_is_told)
{
	EXPECT(!map_at(BUS + 0x123, 0x8123, 5000, USND_DMA_BOTH));
	memset(rig.ram + 0x8123, 0x5a, 5000);
	EXPECT(device_access(BUS + 0x123, 5000, false) && all_are(probe.data, 5000, 0x5a));
	memset(probe.data, 0xa5, 16);
	EXPECT(device_access(BUS + 0x123 + 4984, 16, true) && all_are(rig.ram + 0x8123 + 4984, 16, 0xa5));
	EXPECT(!rig.fault_count);
}

PROBE_CASE_ON("pc-iommu", scattered_pieces_lie_in_a_row)
{
	struct usnd_dma_piece pieces[3] = {
		{ rig.base + 0x9000, PAGE }, { rig.base + 0x4000, 2 * PAGE }, { rig.base + 0x2000, PAGE },
	};
	struct usnd_dma_map map = {
		.bdf = RIG_BDF, .bytes = 4 * PAGE, .pieces = pieces, .piece_count = 3, .coherent = true, .bus = BUS,
		.owner = "buffer",
	};

	EXPECT(!rig.m->ops->dma_map(rig.m, &map));
	memset(rig.ram + 0x9000, 1, PAGE);
	memset(rig.ram + 0x4000, 2, 2 * PAGE);
	memset(rig.ram + 0x2000, 3, PAGE);
	EXPECT(device_access(BUS + PAGE - 100, 200, false));
	EXPECT(all_are(probe.data, 100, 1) && all_are(probe.data + 100, 100, 2));
	EXPECT(device_access(BUS + 3 * PAGE - 1, 2, false) && probe.data[0] == 2 && probe.data[1] == 3);
	EXPECT(!rig.fault_count);
	EXPECT(!rig.m->ops->dma_unmap(rig.m, RIG_BDF, BUS));
	EXPECT(!device_access(BUS + 2 * PAGE, 4, false));
	expect_fault(USND_DMA_AFTER_FREE, BUS + 2 * PAGE, 4, false, "buffer");
	EXPECT(!map_at(BUS, 0x20000, 4 * PAGE, USND_DMA_BOTH), "(the pages are free again)");
}

PROBE_CASE_ON("pc-iommu", address_without_a_page_is_refused)
{
	EXPECT(!map_at(BUS, 0x8000, PAGE, USND_DMA_BOTH));
	EXPECT(!device_access(BUS + PAGE, 4, false) && all_are(probe.data, 4, 0xff));
	expect_fault(USND_DMA_NO_PAGE, BUS + PAGE, 4, false, "");
}

PROBE_CASE_ON("pc-iommu", direct_address_has_no_page)
{
	uint64_t direct = rig.base + 0x8000 + rig.platform.dma_offset;

	EXPECT(!map_at(BUS, 0x8000, PAGE, USND_DMA_BOTH));
	EXPECT(!device_access(direct, 4, false));
	expect_fault(USND_DMA_NO_PAGE, direct, 4, false, "");
}

PROBE_CASE_ON("pc-iommu", physical_address_is_recognised)
{
	EXPECT(!map_at(BUS, 0x8000, PAGE, USND_DMA_BOTH));
	EXPECT(!device_access(rig.base + 0x8000, 4, false));
	expect_fault(USND_DMA_NOT_BUS_ADDRESS, rig.base + 0x8000, 4, false, "");
}

PROBE_CASE_ON("pc-iommu", direction_is_judged)
{
	EXPECT(!map_at(BUS, 0x8000, PAGE, USND_DMA_TO_DEVICE));
	EXPECT(device_access(BUS, 4, false) && !device_access(BUS, 4, true));
	expect_fault(USND_DMA_DIRECTION, BUS, 4, true, "buffer");
}

PROBE_CASE_ON("pc-iommu", rest_of_the_page_is_refused)
{
	EXPECT(!map_at(BUS, 0x8000, 100, USND_DMA_BOTH));
	EXPECT(device_access(BUS, 100, false) && !device_access(BUS + 96, 8, false));
	expect_fault(USND_DMA_OUT_OF_RANGE, BUS + 96, 8, false, "buffer");
}

PROBE_CASE_ON("pc-iommu", page_in_use_is_not_given_twice)
{
	EXPECT(!map_at(BUS + PAGE, 0x8000, PAGE, USND_DMA_BOTH));
	EXPECT(map_at(BUS, 0xa000, 4 * PAGE, USND_DMA_BOTH) == -EEXIST);
	EXPECT(!device_access(BUS, 4, false) && rig.faults[0].error == USND_DMA_NO_PAGE);
	/* what failed has left nothing behind, and taken nothing away */
	EXPECT(!map_at(BUS, 0xa000, PAGE, USND_DMA_BOTH) && device_access(BUS + PAGE, 4, false));
}

PROBE_CASE_ON("pc-iommu", places_in_a_page_must_be_the_same)
{
	EXPECT(map_at(BUS + 8, 0x8000, 16, USND_DMA_BOTH) == -EINVAL);
	EXPECT(map_at(1ull << 48, 0x8000, PAGE, USND_DMA_BOTH) == -EINVAL);
	EXPECT(map_at(BUS, rig.platform.ranges[0].bytes, PAGE, USND_DMA_BOTH) == -EINVAL);
}

PROBE_CASE_ON("pc-iommu", spaces_of_two_devices_are_two)
{
	struct usnd_dma_map other = {
		.bdf = USND_BDF(0, 6, 0), .phys = rig.base + 0x4000, .bytes = PAGE, .coherent = true, .bus = BUS,
		.owner = "other",
	};

	EXPECT(!rig.m->ops->dma_map(rig.m, &other) && !map_at(BUS, 0x8000, PAGE, USND_DMA_BOTH));
	memset(rig.ram + 0x4000, 4, PAGE);
	memset(rig.ram + 0x8000, 8, PAGE);
	EXPECT(device_access(BUS, 16, false) && all_are(probe.data, 16, 8));
	EXPECT(!rig.m->ops->dma_unmap(rig.m, other.bdf, BUS) && device_access(BUS, 16, false));
}

static const struct tap_case cases[] = {
	TAP_CASE(mapping_goes_where_it_is_told),
	TAP_CASE(scattered_pieces_lie_in_a_row),
	TAP_CASE(address_without_a_page_is_refused),
	TAP_CASE(direct_address_has_no_page),
	TAP_CASE(physical_address_is_recognised),
	TAP_CASE(direction_is_judged),
	TAP_CASE(rest_of_the_page_is_refused),
	TAP_CASE(page_in_use_is_not_given_twice),
	TAP_CASE(places_in_a_page_must_be_the_same),
	TAP_CASE(spaces_of_two_devices_are_two),
};

TAP_MAIN(cases)
