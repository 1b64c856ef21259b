// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sweep.c - every request of the driver's life fails once: load, open, hw_params, play, close, unload.
 */
#include <string.h>

#include "harness/sweep.h"
#include "tests/host/tap.h"

#define RUNS_LIMIT 20000

static const struct run_config world = {
	.cards = { NULL },
	.card_count = 1,
	.plug_only = true,
};

static void survives_every_fault(const char *card, int (*scenario)(struct run *run), unsigned long least)
{
	struct run_config config = world;
	struct sweep_result result;
	int err;

	config.cards[0] = card_find(card);
	err = sweep(&config, scenario, NULL, 1, RUNS_LIMIT, &result);
	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
	EXPECT(result.runs > least, "only %lu requests in a driver's life", result.runs - 1);
	printf("# %s: %lu requests failed once each\n", card, result.runs - 1);
}

static void every_fault_of_a_drivers_life_is_survived(void)
{
	survives_every_fault("es1370", scenario_play, 50);
	survives_every_fault("hda", scenario_play, 50);
}

static void every_fault_of_all_streams_at_once_is_survived(void)
{
	survives_every_fault("es1370", scenario_play_and_record, 50);
	survives_every_fault("hda", scenario_play_and_record, 50);
}

/* a body that breaks a rule when its second allocation fails: the sweep must name it */
static int leaky_body(struct run *run)
{
	struct usnd_file *first, *second;
	int err;

	err = run_load(run, run->config->cards[0]);
	if (err)
		return err;
	err = usnd_open("/proc/asound/version", 0, &run->client.caller, &first);
	if (err)
		goto out;
	err = usnd_open("/proc/asound/cards", 0, &run->client.caller, &second);
	if (err)
		goto out; /* on purpose: the first file stays open */
	usnd_release(second, &run->client.caller);
	usnd_release(first, &run->client.caller);
out:
	run_unload(run, run->config->cards[0]);
	return err;
}

static void a_forgotten_release_is_found_by_the_sweep(void)
{
	struct run_config config = world;
	struct sweep_result result;

	config.cards[0] = card_find("es1370");
	EXPECT(sweep(&config, leaky_body, NULL, 1, RUNS_LIMIT, &result));
	EXPECT(result.bad && strstr(result.why, "findings"), "%s", result.why);
}

static const struct tap_case cases[] = {
	TAP_CASE(every_fault_of_a_drivers_life_is_survived),
	TAP_CASE(every_fault_of_all_streams_at_once_is_survived),
	TAP_CASE(a_forgotten_release_is_found_by_the_sweep),
};

TAP_MAIN(cases)
