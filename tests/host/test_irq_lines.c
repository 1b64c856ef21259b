// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_irq_lines.c - an interrupt line from a card's pin to a driver's handler: it is a level, storms are ended and
 * told, and so is what a driver leaves behind.
 */
#include <stdio.h>
#include <string.h>

#include <usnd/host.h>
#include <usnd/syscall.h>

#include "harness/cards.h"
#include "host/log.h"
#include "machines/sim/sim.h"
#include "models/model.h"
#include "tests/host/tap.h"

/* ---- a card with one port that raises (4) and lowers (8) its pin ---- */

#define COMMAND 8

static int pin_create(struct model_slot *slot, void **state)
{
	*state = slot;
	return 0;
}

static void pin_destroy(void *state)
{
}

static uint64_t pin_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	return 0;
}

static void pin_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	if (offset == COMMAND && value & 12)
		model_irq(state, value & 4);
}

static uint64_t pin_run(void *state, uint64_t now)
{
	return UINT64_MAX;
}

static const struct model_ops pin_model = {
	.name = "pin",
	.vendor = 0x1234,
	.device = 0x5678,
	.class = 0x040300,
	.command = 0x0007,
	.pin = 1,
	.bars = { { .bytes = 16, .io = true } },
	.create = pin_create,
	.destroy = pin_destroy,
	.read = pin_read,
	.write = pin_write,
	.run = pin_run,
};

/* ---- one life of it ---- */

static char logged[16384];

struct life {
	const char *params;
	struct usnd_machine *machine;
	unsigned long findings;
	int loaded;
};

static void keep_line(void *ctx, int level, const char *text, size_t length)
{
	size_t used = strlen(logged);

	snprintf(logged + used, sizeof(logged) - used, "%.*s\n", (int)length, text);
}

static void live(void *arg)
{
	struct life *life = arg;
	char path[512];

	EXPECT(!usnd_boot(life->machine, NULL));
	EXPECT(!module_path("probe_irq", path, sizeof(path)));
	life->loaded = usnd_module_load(path, life->params);
	usnd_module_unload("probe_irq");
	life->findings = usnd_findings();
	life->findings += usnd_shutdown();
}

/* load and unload the driver with @params: the findings; the log is in logged[] */
static unsigned long findings_of(const char *params, uint64_t seed)
{
	struct host_sched_config sched = { .clock = HOST_CLOCK_VIRTUAL, .seed = seed };
	struct life life = { .params = params };
	struct sim_config config;

	sim_defaults(&config);
	config.cards[0] = (struct sim_card){ .ops = &pin_model, .slot = 5 };
	EXPECT(!sim_open(&config, &life.machine));
	logged[0] = '\0';
	host_log_level(6);
	host_log_sink(keep_line, NULL);
	host_sched_run(&sched, NULL, live, &life);
	host_log_sink(NULL, NULL);
	host_log_level(4);
	life.machine->ops->close(life.machine);
	EXPECT(!life.loaded, "%d", life.loaded);
	return life.findings;
}

static bool said(const char *text)
{
	if (strstr(logged, text))
		return true;
	printf("# log: %s\n", logged);
	return false;
}

static void handlers_are_called_until_the_level_drops(void)
{
	uint64_t seed;

	for (seed = 0; seed < 10; seed++) {
		EXPECT(!findings_of("mode=level", seed));
		EXPECT(said("probe_irq calls=3"));
	}
}

static void a_line_that_nobody_answers_is_told_and_disabled(void)
{
	EXPECT(findings_of("mode=ignored", 0) == 1);
	EXPECT(said("irq: nobody cared"));
	EXPECT(said("probe_irq calls=1000"));
}

static void a_line_that_is_answered_and_never_drops_is_told_and_disabled(void)
{
	EXPECT(findings_of("mode=stuck", 0) == 1);
	EXPECT(said("irq storm"));
}

static void what_a_driver_leaves_behind_is_told_by_name(void)
{
	EXPECT(findings_of("mode=leave", 0) >= 4);
	EXPECT(said("irq left"));
	EXPECT(said("\"probe_irq\""));
	EXPECT(said("timer left"));
	EXPECT(said("work left"));
	EXPECT(said("kernel thread idle still runs"));
}

static const struct tap_case cases[] = {
	TAP_CASE(handlers_are_called_until_the_level_drops),
	TAP_CASE(a_line_that_nobody_answers_is_told_and_disabled),
	TAP_CASE(a_line_that_is_answered_and_never_drops_is_told_and_disabled),
	TAP_CASE(what_a_driver_leaves_behind_is_told_by_name),
};

TAP_MAIN(cases)
