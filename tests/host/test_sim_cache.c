// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A machine without coherence: what the device sees and leaves before and after a sync, and when reading too early is a
 * fault.
 */
#include <errno.h>

#include "tests/host/sim_fault.h"

#define LINE 64u

static uint64_t map_lent(uint64_t offset, uint64_t bytes, enum usnd_dma_dir dir)
{
	struct usnd_dma_map map = {
		.bdf = RIG_BDF, .phys = rig.base + offset, .bytes = bytes, .dir = dir, .lent = true, .owner = "lent",
	};

	EXPECT(!rig.m->ops->dma_map(rig.m, &map));
	return map.bus;
}

static uint64_t map_shared(uint64_t offset, uint64_t bytes)
{
	struct usnd_dma_map map = {
		.bdf = RIG_BDF, .phys = rig.base + offset, .bytes = bytes, .dir = USND_DMA_BOTH, .owner = "shared",
	};

	EXPECT(!rig.m->ops->dma_map(rig.m, &map));
	return map.bus;
}

static void sync(uint64_t bus, uint64_t bytes, bool to_device)
{
	EXPECT(!rig.m->ops->dma_sync(rig.m, RIG_BDF, bus, bytes, to_device));
}

PROBE_CASE_ON("arm-noncoherent", coherent_memory_has_one_copy)
{
	uint64_t bus = rig_map(0x4000, 4096, USND_DMA_BOTH, "coherent");

	memset(rig.ram + 0x4000, 0x11, 4096);
	EXPECT(device_access(bus, 64, false) && all_are(probe.data, 64, 0x11));
	memset(probe.data, 0x22, 64);
	EXPECT(device_access(bus, 64, true) && all_are(rig.ram + 0x4000, 64, 0x22));
	EXPECT(!rig.fault_count);
}

PROBE_CASE_ON("arm-noncoherent", device_sees_what_was_synchronised)
{
	uint64_t bus = map_lent(0x4000, 4096, USND_DMA_TO_DEVICE);

	memset(rig.ram + 0x4000, 0x11, 4096);
	sync(bus, 4096, true);
	EXPECT(device_access(bus, 4096, false) && all_are(probe.data, 4096, 0x11));
	EXPECT(!rig.fault_count);
}

PROBE_CASE_ON("arm-noncoherent", cpu_sees_what_was_synchronised)
{
	uint64_t bus = map_lent(0x4000, 4096, USND_DMA_FROM_DEVICE);

	memset(rig.ram + 0x4000, 0x11, 4096);
	sync(bus, 4096, true);
	memset(probe.data, 0x22, 256);
	EXPECT(device_access(bus + 1024, 256, true));
	EXPECT(all_are(rig.ram + 0x4000, 4096, 0x11), "(not yet)");
	sync(bus, 4096, false);
	EXPECT(all_are(rig.ram + 0x4000 + 1024, 256, 0x22) && all_are(rig.ram + 0x4000, 1024, 0x11));
	EXPECT(!rig.fault_count);
}

PROBE_CASE_ON("arm-noncoherent", memory_that_was_never_given_is_stale)
{
	uint64_t bus = map_lent(0x4000, 4096, USND_DMA_TO_DEVICE);

	memset(rig.ram + 0x4000, 0x11, 4096);
	EXPECT(device_access(bus, 16, false) && !all_are(probe.data, 16, 0x11), "(the device gets old bytes)");
	expect_fault(USND_DMA_NOT_SYNCED, bus, 16, false, "lent");
}

PROBE_CASE_ON("arm-noncoherent", memory_that_was_taken_back_and_written_is_stale)
{
	uint64_t bus = map_shared(0x4000, 4096);

	memset(rig.ram + 0x4000, 0x11, 4096);
	sync(bus, 4096, true);
	sync(bus, 4096, false);
	EXPECT(device_access(bus, 16, false) && !rig.fault_count, "(nobody has written)");
	rig.ram[0x4000 + 8] = 0x12;
	EXPECT(device_access(bus, 16, false) && all_are(probe.data, 16, 0x11));
	expect_fault(USND_DMA_NOT_SYNCED, bus, 16, false, "shared");
}

PROBE_CASE_ON("arm-noncoherent", lent_memory_is_not_the_cpus_to_write)
{
	uint64_t bus = map_lent(0x4000, 4096, USND_DMA_BOTH);

	sync(bus, 4096, true);
	memset(probe.data, 0x33, 16);
	EXPECT(device_access(bus, 16, true) && device_access(bus, 16, false) && all_are(probe.data, 16, 0x33));
	EXPECT(!rig.fault_count, "(what the device wrote itself is not stale)");
	rig.ram[0x4000 + 15] ^= 1;
	EXPECT(device_access(bus, 16, false));
	expect_fault(USND_DMA_NOT_SYNCED, bus, 16, false, "lent");
}

PROBE_CASE_ON("arm-noncoherent", shared_memory_may_be_written_ahead)
{
	uint64_t bus = map_shared(0x4000, 4096);

	memset(rig.ram + 0x4000, 0x11, 4096);
	sync(bus, 4096, true);
	rig.ram[0x4000] = 0x12;
	EXPECT(device_access(bus, 16, false) && all_are(probe.data, 16, 0x11) && !rig.fault_count);
	sync(bus, 1, true);
	EXPECT(device_access(bus, 16, false) && probe.data[0] == 0x12);
}

PROBE_CASE_ON("arm-noncoherent", a_sync_moves_whole_lines)
{
	uint64_t bus = map_shared(0x4000, 4096);

	memset(rig.ram + 0x4000, 0x11, 4096);
	sync(bus + LINE + 10, LINE, true);
	EXPECT(device_access(bus + LINE, 2 * LINE, false) && all_are(probe.data, 2 * LINE, 0x11) && !rig.fault_count);
	EXPECT(device_access(bus + 3 * LINE, 1, false) && probe.data[0] != 0x11);
	expect_fault(USND_DMA_NOT_SYNCED, bus + 3 * LINE, 1, false, "shared");
}

PROBE_CASE_ON("arm-noncoherent", sync_outside_of_a_mapping_is_refused)
{
	uint64_t bus = map_shared(0x4000, 4096);

	EXPECT(rig.m->ops->dma_sync(rig.m, RIG_BDF, bus + 4096, 4, true) == -ENOENT);
	EXPECT(rig.m->ops->dma_sync(rig.m, RIG_BDF, bus + 4092, 8, true) == -ENOENT);
	EXPECT(rig.m->ops->dma_sync(rig.m, USND_BDF(0, 6, 0), bus, 4, true) == -ENOENT);
}

PROBE_CASE(on_a_pc_nothing_waits_for_a_sync)
{
	uint64_t bus = map_lent(0x4000, 4096, USND_DMA_BOTH);

	memset(rig.ram + 0x4000, 0x11, 64);
	EXPECT(device_access(bus, 64, false) && all_are(probe.data, 64, 0x11) && !rig.fault_count);
	sync(bus, 64, true);
}

static const struct tap_case cases[] = {
	TAP_CASE(coherent_memory_has_one_copy),
	TAP_CASE(device_sees_what_was_synchronised),
	TAP_CASE(cpu_sees_what_was_synchronised),
	TAP_CASE(memory_that_was_never_given_is_stale),
	TAP_CASE(memory_that_was_taken_back_and_written_is_stale),
	TAP_CASE(lent_memory_is_not_the_cpus_to_write),
	TAP_CASE(shared_memory_may_be_written_ahead),
	TAP_CASE(a_sync_moves_whole_lines),
	TAP_CASE(sync_outside_of_a_mapping_is_refused),
	TAP_CASE(on_a_pc_nothing_waits_for_a_sync),
};

TAP_MAIN(cases)
