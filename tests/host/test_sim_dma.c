// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The judge of device accesses: what is granted, and that each refusal has its own name and names the mapping
 * concerned.
 */
#include "tests/host/sim_fault.h"

static bool all_ones(uint32_t bytes)
{
	return all_are(probe.data, bytes, 0xff);
}

PROBE_CASE(mapped_memory_is_read_and_written)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "buffer");

	EXPECT(bus == rig.base + 0x4000 + rig.platform.dma_offset && bus != rig.base + 0x4000);
	memset(rig.ram + 0x4000, 0x5a, 4096);
	EXPECT(device_access(bus, 4096, false) && probe.data[0] == 0x5a && probe.data[4095] == 0x5a);
	memset(probe.data, 0xa5, 64);
	EXPECT(device_access(bus + 4032, 64, true));
	EXPECT(rig.ram[0x4000 + 4031] == 0x5a && rig.ram[0x4000 + 4032] == 0xa5 && rig.ram[0x4000 + 4095] == 0xa5);
	EXPECT(!rig.fault_count);
}

PROBE_CASE(unmapped_address_is_refused)
{
	uint64_t bus = rig.base + 0x8000 + rig.platform.dma_offset;

	memset(rig.ram + 0x8000, 0x11, 16);
	EXPECT(!device_access(bus, 16, false) && all_ones(16));
	expect_fault(USND_DMA_UNMAPPED, bus, 16, false, "");
}

PROBE_CASE(write_that_is_refused_changes_nothing)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_TO_DEVICE, "buffer");

	memset(rig.ram + 0x4000, 0x5a, 4096);
	EXPECT(!device_access(bus + 8, 4, true));
	EXPECT(rig.ram[0x4008] == 0x5a);
	expect_fault(USND_DMA_DIRECTION, bus + 8, 4, true, "buffer");
}

PROBE_CASE(read_of_a_buffer_for_recording_is_refused)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_FROM_DEVICE, "buffer");

	EXPECT(device_access(bus, 4, true));
	EXPECT(!device_access(bus, 4, false));
	expect_fault(USND_DMA_DIRECTION, bus, 4, false, "buffer");
}

PROBE_CASE(freed_mapping_is_remembered_by_its_owner)
{
	char owner[16] = "old buffer";
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, owner);

	EXPECT(rig.m->ops->dma_unmap(rig.m, RIG_BDF, bus) == 0);
	memset(owner, 'x', sizeof(owner) - 1); /* the owner's text may be gone by then */
	EXPECT(!device_access(bus + 100, 4, false));
	expect_fault(USND_DMA_AFTER_FREE, bus + 100, 4, false, "old buffer");
	EXPECT(rig.faults[0].near.bus == bus && rig.faults[0].near.bytes == 4096);
}

PROBE_CASE(access_past_the_end_is_refused)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "buffer");

	EXPECT(device_access(bus + 4092, 4, false));
	EXPECT(!device_access(bus + 4092, 8, false) && all_ones(8));
	expect_fault(USND_DMA_OUT_OF_RANGE, bus + 4092, 8, false, "buffer");
}

PROBE_CASE(neighbouring_mappings_may_be_crossed)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "first");

	rig_map(0x5000, 4096, USND_DMA_TO_DEVICE, "second");
	EXPECT(device_access(bus + 4000, 200, false));
	EXPECT(!device_access(bus + 4000, 200, true));
	expect_fault(USND_DMA_DIRECTION, bus + 4000, 200, true, "second");
}

PROBE_CASE(physical_address_is_recognised)
{
	rig_map(0x3000000, 4096, USND_DMA_BOTH, "buffer");
	EXPECT(!device_access(rig.base + 0x3000000, 4, false));
	expect_fault(USND_DMA_NOT_BUS_ADDRESS, rig.base + 0x3000000, 4, false, "");
}

PROBE_CASE(nothing_goes_without_bus_mastering)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "buffer");

	cfg_write(0x04, 2, 0x0001);
	EXPECT(!device_access(bus, 4, false));
	expect_fault(USND_DMA_NO_MASTER, bus, 4, false, "");
	cfg_write(0x04, 2, 0x0005);
	EXPECT(device_access(bus, 4, false));
}

PROBE_CASE(a_mapping_belongs_to_its_device)
{
	struct usnd_dma_map map = {
		.bdf = USND_BDF(0, 6, 0), .phys = rig.base + 0x4000, .bytes = 4096, .owner = "other",
	};

	EXPECT(rig.m->ops->dma_map(rig.m, &map) == 0);
	EXPECT(!device_access(map.bus, 4, false));
	expect_fault(USND_DMA_UNMAPPED, map.bus, 4, false, "");
	EXPECT(rig.m->ops->dma_unmap(rig.m, RIG_BDF, map.bus) == -2); /* ENOENT */
	EXPECT(rig.m->ops->dma_unmap(rig.m, map.bdf, map.bus) == 0);
	EXPECT(rig.m->ops->dma_unmap(rig.m, map.bdf, map.bus) == -2);
}

PROBE_CASE(one_page_mapped_for_both_directions_twice)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_TO_DEVICE, "out");

	EXPECT(rig_map(0x4000, 2048, USND_DMA_FROM_DEVICE, "in") == bus);
	EXPECT(device_access(bus, 64, false) && device_access(bus, 64, true));
	EXPECT(device_access(bus + 2048, 64, false));
	EXPECT(!device_access(bus + 2048, 64, true));
	expect_fault(USND_DMA_DIRECTION, bus + 2048, 64, true, "out");
	EXPECT(rig.m->ops->dma_unmap(rig.m, RIG_BDF, bus) == 0); /* the youngest: "in" */
	EXPECT(device_access(bus, 64, false) && !device_access(bus, 64, true));
}

PROBE_CASE(only_ram_can_be_mapped)
{
	struct usnd_dma_map map = { .bdf = RIG_BDF, .phys = SIM_PCI_MEM_BASE, .bytes = 4096 };

	EXPECT(rig.m->ops->dma_map(rig.m, &map) == -22); /* EINVAL */
	map.phys = rig.base + rig.platform.ranges[0].bytes - 4096;
	map.bytes = 8192;
	EXPECT(rig.m->ops->dma_map(rig.m, &map) == -22);
	map.bytes = 0;
	EXPECT(rig.m->ops->dma_map(rig.m, &map) == -22);
}

PROBE_CASE(many_mappings_are_all_found)
{
	static uint64_t bus[1000];
	unsigned int i;

	for (i = 0; i < 1000; i++)
		bus[(i * 7) % 1000] = rig_map(0x100000 + (i * 7) % 1000 * 0x2000, 4096, USND_DMA_BOTH, "page");
	for (i = 0; i < 1000; i++)
		EXPECT(device_access(bus[i], 4096, false));
	EXPECT(!rig.fault_count);
	for (i = 0; i < 1000; i += 2)
		EXPECT(rig.m->ops->dma_unmap(rig.m, RIG_BDF, bus[i]) == 0);
	for (i = 0; i < 1000; i++)
		EXPECT(device_access(bus[i], 64, true) == (i % 2 == 1));
	EXPECT(rig.fault_count == 500);
}

PROBE_CASE(a_torrent_of_faults_is_cut_per_call)
{
	rig.m->ops->events(rig.m, &(struct usnd_machine_events){ 0 }); /* nobody listens */
	for (unsigned int i = 0; i < 100; i++)
		device_access(0x1000, 4, false);
	rig.m->ops->events(rig.m, &(struct usnd_machine_events){ NULL, rig_irq, rig_fault, rig_tick });
	EXPECT(rig.fault_count == 16);
	device_access(0x1000, 4, false);
	EXPECT(rig.fault_count == 17);
}

static const struct tap_case cases[] = {
	TAP_CASE(mapped_memory_is_read_and_written),
	TAP_CASE(unmapped_address_is_refused),
	TAP_CASE(write_that_is_refused_changes_nothing),
	TAP_CASE(read_of_a_buffer_for_recording_is_refused),
	TAP_CASE(freed_mapping_is_remembered_by_its_owner),
	TAP_CASE(access_past_the_end_is_refused),
	TAP_CASE(neighbouring_mappings_may_be_crossed),
	TAP_CASE(physical_address_is_recognised),
	TAP_CASE(nothing_goes_without_bus_mastering),
	TAP_CASE(a_mapping_belongs_to_its_device),
	TAP_CASE(one_page_mapped_for_both_directions_twice),
	TAP_CASE(only_ram_can_be_mapped),
	TAP_CASE(many_mappings_are_all_found),
	TAP_CASE(a_torrent_of_faults_is_cut_per_call),
};

TAP_MAIN(cases)
