// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_irq_lines.c - an interrupt line from a card's pin to a driver's handler: it is a level, storms are ended and
 * told, and so is what a driver leaves behind. An ISA card's line is told by its edges.
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

/* ---- an ISA card that also makes pulses within one access (16: falls and rises, 32: rises and falls) ---- */

#define EDGE_LINE 5

static int edge_create(struct model_slot *slot, void **state)
{
	*state = slot;
	model_wire(slot, EDGE_LINE);
	return 0;
}

static void edge_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	if (value & (8 | 16))
		model_irq(state, false);
	if (value & (4 | 16 | 32))
		model_irq(state, true);
	if (value & 32)
		model_irq(state, false);
}

static const struct model_ops edge_model = {
	.name = "edge",
	.isa = &(const struct model_isa){ .port = 0x300, .ports = 1 },
	.create = edge_create,
	.destroy = pin_destroy,
	.read = pin_read,
	.write = edge_write,
	.run = pin_run,
};

/* ---- one life of it ---- */

static char logged[16384];

struct life {
	const char *module, *params;
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
	EXPECT(!module_path(life->module, path, sizeof(path)));
	life->loaded = usnd_module_load(path, life->params);
	usnd_module_unload(life->module);
	life->findings = usnd_findings();
	life->findings += usnd_shutdown();
}

/* load and unload @module with @params: the findings; the log is in logged[] */
static unsigned long findings_with(const struct model_ops *card, const char *module, const char *params, uint64_t seed)
{
	struct host_sched_config sched = { .clock = HOST_CLOCK_VIRTUAL, .seed = seed };
	struct life life = { .module = module, .params = params };
	struct sim_config config;

	sim_defaults(&config);
	config.cards[0] = (struct sim_card){ .ops = card, .slot = 5 };
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

static unsigned long findings_of(const char *params, uint64_t seed)
{
	return findings_with(&pin_model, "probe_irq", params, seed);
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

static void an_edge_calls_once_and_none_is_lost_while_somebody_listens(void)
{
	for (uint64_t seed = 0; seed < 10; seed++) {
		EXPECT(!findings_with(&edge_model, "probe_edge", NULL, seed));
		EXPECT(said("high before: 0") && said("fall and rise: 1") && said("stays high: 1") && said("fall: 1"));
		/* of those that come while it is disabled, one is remembered */
		EXPECT(said("pulse: 2") && said("disabled: 2") && said("enabled: 3"));
	}
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
	TAP_CASE(an_edge_calls_once_and_none_is_lost_while_somebody_listens),
	TAP_CASE(what_a_driver_leaves_behind_is_told_by_name),
};

TAP_MAIN(cases)
