/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sim_fault.h - what the machine told about a refused access of the probe. */
#ifndef TESTS_HOST_SIM_FAULT_H
#define TESTS_HOST_SIM_FAULT_H

#include "tests/host/sim_probe.h"

static inline void expect_fault(enum usnd_dma_error error, uint64_t bus, uint32_t bytes, bool write, const char *owner)
{
	const struct usnd_dma_fault *fault = &rig.faults[0];

	EXPECT(rig.fault_count == 1, "(%u faults)", rig.fault_count);
	EXPECT(fault->error == error, "(error %d)", fault->error);
	EXPECT(fault->bdf == RIG_BDF && fault->bus == bus && fault->bytes == bytes && fault->write == write);
	EXPECT(!strcmp(rig.owner, owner), "(\"%s\")", rig.owner);
}

static inline bool all_are(const uint8_t *at, uint32_t bytes, uint8_t value)
{
	for (uint32_t i = 0; i < bytes; i++)
		if (at[i] != value)
			return false;
	return true;
}

#endif
