/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim_rig.h - a simulated machine on the bench, without a kernel: registers, RAM and time by hand.
 *
 * Each case runs on the virtual clock of its own host_sched_run(); time moves by host_delay() only, and run_until()
 * calls the machine at its deadlines as the kernel's clock task would.
 */
#ifndef TESTS_HOST_SIM_RIG_H
#define TESTS_HOST_SIM_RIG_H

#include <string.h>
#include <sys/mman.h>

#include <usnd/host.h>

#include "machines/sim/sim.h"
#include "tests/host/tap.h"

#define RIG_BDF USND_BDF(0, 5, 0)
#define RIG_PORT 0xc400u
#define RIG_FAULTS 64
#define RIG_IRQS 4096

/**
 * struct rig - the bench
 * @ram: the whole RAM file; physical rig.base is ram[0]
 * @irq_time, @irq_level: what the machine told about its line
 */
static struct rig {
	struct usnd_machine *m;
	struct usnd_platform platform;
	uint8_t *ram;
	uint64_t base;
	unsigned int fault_count;
	struct usnd_dma_fault faults[RIG_FAULTS];
	char owner[96];
	unsigned int irq_count;
	uint64_t irq_time[RIG_IRQS];
	bool irq_level;
	unsigned int irq_line;
	uint64_t tick;
} rig;

static void rig_irq(void *ctx, unsigned int line, bool level)
{
	rig.irq_line = line;
	rig.irq_level = level;
	if (level && rig.irq_count < RIG_IRQS)
		rig.irq_time[rig.irq_count++] = host_now();
}

static void rig_fault(void *ctx, const struct usnd_dma_fault *fault)
{
	if (rig.fault_count < RIG_FAULTS)
		rig.faults[rig.fault_count] = *fault;
	snprintf(rig.owner, sizeof(rig.owner), "%s", fault->near.owner ? fault->near.owner : "");
	rig.fault_count++;
}

static void rig_tick(void *ctx, uint64_t deadline)
{
	rig.tick = deadline;
}

static inline uint32_t cfg_read(unsigned int reg, unsigned int size)
{
	return rig.m->ops->pci_read(rig.m, RIG_BDF, reg, size);
}

static inline void cfg_write(unsigned int reg, unsigned int size, uint32_t value)
{
	rig.m->ops->pci_write(rig.m, RIG_BDF, reg, size, value);
}

static inline uint32_t reg_in(unsigned int reg)
{
	return rig.m->ops->io_read(rig.m, RIG_PORT + reg, 4);
}

static inline void reg_out(unsigned int reg, uint32_t value)
{
	rig.m->ops->io_write(rig.m, RIG_PORT + reg, 4, value);
}

/* map @bytes of RAM from @offset for the card; returns the bus address */
static inline uint64_t rig_map(uint64_t offset, uint64_t bytes, enum usnd_dma_dir dir, const char *owner)
{
	struct usnd_dma_map map = {
		.bdf = RIG_BDF, .phys = rig.base + offset, .bytes = bytes, .dir = dir, .coherent = true, .owner = owner,
	};

	EXPECT(rig.m->ops->dma_map(rig.m, &map) == 0);
	return map.bus;
}

/* let the clock run to @until, calling the machine whenever it asked to be called */
static inline void run_until(uint64_t until)
{
	uint64_t next = rig.m->ops->run(rig.m, host_now());

	while (next <= until) {
		if (next > host_now())
			host_delay(next - host_now());
		next = rig.m->ops->run(rig.m, host_now());
	}
	if (until > host_now())
		host_delay(until - host_now());
}

static void (*rig_body)(void);
static const struct sim_config *rig_config;

static void rig_main(void *arg)
{
	static const struct usnd_machine_events events = { .irq = rig_irq, .dma_fault = rig_fault, .tick = rig_tick };

	memset(&rig, 0, sizeof(rig));
	EXPECT(sim_open(rig_config, &rig.m) == 0);
	if (!rig.m)
		return;
	rig.m->ops->describe(rig.m, &rig.platform);
	rig.m->ops->events(rig.m, &events);
	rig.base = rig.platform.ranges[0].phys;
	rig.ram = mmap(NULL, rig.platform.ranges[0].bytes, PROT_READ | PROT_WRITE, MAP_SHARED, rig.platform.ram_fd, 0);
	/* what a kernel's enumeration and driver would do: BAR, then ports and bus master on */
	cfg_write(0x10, 4, RIG_PORT);
	cfg_write(0x04, 2, 0x0005);
	rig_body();
	munmap(rig.ram, rig.platform.ranges[0].bytes);
	rig.m->ops->close(rig.m);
}

static inline void rig_run(const struct sim_config *config, void (*body)(void))
{
	static const struct host_sched_config sched = { .clock = HOST_CLOCK_VIRTUAL };
	static const struct host_sched_events events;

	rig_body = body;
	rig_config = config;
	EXPECT(host_sched_run(&sched, &events, rig_main, NULL) == 0);
}

/* a case that runs on the default machine */
#define RIG_CASE(name)                             \
	static void name##_body(void);             \
	static void name(void)                     \
	{                                          \
		rig_run(NULL, name##_body);        \
	}                                          \
	static void name##_body(void)

#endif
