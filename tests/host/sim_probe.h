/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim_probe.h - a card that does what a test tells it: one DMA access at a time, an interrupt, memory that remembers.
 *
 * BAR 0: 16 ports: 0 address, 4 bytes, 8 command (1 read, 2 write, 4 raise, 8 lower the interrupt pin). BAR 1: 4
 * KiB of memory. What a read fetched, and what a write stores, is probe.data.
 */
#ifndef TESTS_HOST_SIM_PROBE_H
#define TESTS_HOST_SIM_PROBE_H

#include "models/model.h"
#include "tests/host/sim_rig.h"

static struct probe {
	struct model_slot *slot;
	uint32_t reg[4];
	uint8_t data[8192];
	bool granted;
	uint8_t memory[4096];
	unsigned int runs;
	uint64_t deadline;
} probe;

static int probe_create(struct model_slot *slot, void **state)
{
	memset(&probe, 0, sizeof(probe));
	probe.slot = slot;
	probe.deadline = UINT64_MAX;
	*state = &probe;
	return 0;
}

static void probe_destroy(void *state)
{
}

static uint64_t probe_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	uint64_t value = 0;

	memcpy(&value, (bar ? probe.memory : (uint8_t *)probe.reg) + offset, size);
	return value;
}

static void probe_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	memcpy((bar ? probe.memory : (uint8_t *)probe.reg) + offset, &value, size);
	if (bar || offset != 8)
		return;
	if (value & 1)
		probe.granted = model_dma_read(probe.slot, probe.reg[0], probe.data, probe.reg[1]);
	if (value & 2)
		probe.granted = model_dma_write(probe.slot, probe.reg[0], probe.data, probe.reg[1]);
	if (value & 12)
		model_irq(probe.slot, value & 4);
}

static uint64_t probe_run(void *state, uint64_t now)
{
	probe.runs++;
	return probe.deadline;
}

static const struct model_ops probe_model = {
	.name = "probe",
	.vendor = 0x1234,
	.device = 0x5678,
	.subsystem_vendor = 0x9abc,
	.subsystem_device = 0xdef0,
	.revision = 7,
	.class = 0x040300,
	.status = 0x0200,
	.command = 0x0007,
	.pin = 2,
	.bars = { { .bytes = 16, .io = true }, { .bytes = 4096 } },
	.create = probe_create,
	.destroy = probe_destroy,
	.read = probe_read,
	.write = probe_write,
	.run = probe_run,
};

static inline bool device_access(uint64_t bus, uint32_t bytes, bool write)
{
	reg_out(0, bus);
	reg_out(4, bytes);
	reg_out(8, write ? 2 : 1);
	return probe.granted;
}

/* a case on a platform with a probe in slot 5 */
#define PROBE_CASE_ON(platform, name)                                           \
	static void name##_body(void);                                          \
	static void name(void)                                                  \
	{                                                                       \
		struct sim_config config;                                       \
										\
		sim_defaults(&config);                                          \
		sim_platform_apply(sim_platform_find(platform), &config);       \
		config.cards[0] = (struct sim_card){ .ops = &probe_model, .slot = 5 }; \
		rig_run(&config, name##_body);                                  \
	}                                                                       \
	static void name##_body(void)

/* a case on a PC */
#define PROBE_CASE(name) PROBE_CASE_ON("pc", name)

#endif
