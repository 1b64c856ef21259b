// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The simulated machine under real threads: what it tells is told one at a time and in order, whoever causes it.
 * Meant for the thread sanitizer; the callbacks use no lock of their own on purpose.
 */
#include "tests/host/sim_probe.h"

#define ROUNDS 5000

static struct told {
	bool level;
	unsigned int changes, repeats, faults;
} told;

static void told_irq(void *ctx, unsigned int line, bool level)
{
	told.repeats += level == told.level;
	told.level = level;
	told.changes++;
}

static void told_fault(void *ctx, const struct usnd_dma_fault *fault)
{
	told.faults++;
}

static void told_tick(void *ctx, uint64_t deadline)
{
}

static void pull_pin(void *arg)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		reg_out(8, i % 2 ? 8 : 4);
}

static void map_and_unmap(void *arg)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct usnd_dma_map map = {
			.bdf = RIG_BDF, .phys = rig.base + 0x4000, .bytes = 4096, .owner = "flicker",
		};

		rig.m->ops->dma_map(rig.m, &map);
		rig.m->ops->dma_unmap(rig.m, RIG_BDF, map.bus);
	}
}

static void access_memory(void *arg)
{
	uint32_t bus = rig.base + 0x4000 + rig.platform.dma_offset;

	reg_out(0, bus);
	reg_out(4, 64);
	for (unsigned int i = 0; i < ROUNDS; i++)
		reg_out(8, 1);
}

static void run_machine(void *arg)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		rig.m->ops->run(rig.m, host_now());
}

static void hammer(void *arg)
{
	static const struct usnd_machine_events events = {
		.irq = told_irq, .dma_fault = told_fault, .tick = told_tick,
	};
	static void (*const jobs[])(void *) = { pull_pin, map_and_unmap, access_memory, run_machine, pull_pin };
	struct host_task *tasks[5];
	struct sim_config config;

	sim_defaults(&config);
	config.cards[0] = (struct sim_card){ .ops = &probe_model, .slot = 5 };
	EXPECT(sim_open(&config, &rig.m) == 0);
	if (!rig.m)
		return;
	rig.m->ops->describe(rig.m, &rig.platform);
	rig.m->ops->events(rig.m, &events);
	rig.base = rig.platform.ranges[0].phys;
	cfg_write(0x10, 4, RIG_PORT);
	cfg_write(0x04, 2, 0x0005);
	for (size_t i = 0; i < 5; i++)
		EXPECT(host_task_create(&tasks[i], "hammer", jobs[i], NULL, NULL) == 0);
	for (size_t i = 0; i < 5; i++)
		host_task_join(tasks[i]);
	/* how many changes were told until now is the host's affair: one thread may have told for all */
	reg_out(8, 4);
	reg_out(8, 8);
	EXPECT(!told.level && told.changes >= 2 && !told.repeats, "(%u repeats)", told.repeats);
	rig.m->ops->close(rig.m);
}

static void events_come_one_by_one_and_in_order(void)
{
	static const struct host_sched_config sched = { .clock = HOST_CLOCK_REAL };
	static const struct host_sched_events events;

	EXPECT(host_sched_run(&sched, &events, hammer, NULL) == 0);
}

static const struct tap_case cases[] = {
	TAP_CASE(events_come_one_by_one_and_in_order),
};

TAP_MAIN(cases)
