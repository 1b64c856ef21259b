/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sweep.h - make every request of a driver fail once.
 *
 * One run per number N: the world comes up, the Nth allocation, mapping or request of the scenario fails, the scenario
 * goes as far as it can, the world goes down. Every run must end without a crash, without a finding and with balanced
 * books. The sweep is over when a run comes through without its fault having been reached.
 */
#ifndef HARNESS_SWEEP_H
#define HARNESS_SWEEP_H

#include "harness/forked.h"
#include "harness/run.h"

/**
 * struct sweep_result - how far it went
 * @runs: runs made; requests of the scenario = runs - 1
 * @bad: N of the first bad run, 0 if all were good
 * @site: what failed in it: "kmalloc at snd_card_new+0x1f"
 * @why: "signal 11", "2 findings", "stuck", "error without a fault: …"
 * @end: the bad run's last words
 */
struct sweep_result {
	unsigned long runs;
	unsigned long bad;
	char site[200];
	char why[120];
	struct forked_end end;
};

/**
 * sweep() - the whole scenario, for every N from @first on
 * @config: the world (virtual clock). @config->plug_only lets @body load the driver, so that loading is swept too.
 * @body: the scenario; faults are armed while it runs. Without a fault it must return 0.
 * @limit: give up after so many runs (a body that never ends asking)
 * Return: 0 if every run was good
 */
int sweep(const struct run_config *config, int (*body)(struct run *run), void *arg, unsigned long first,
	  unsigned long limit, struct sweep_result *result);

/**
 * scenario_stream() - a body for a world whose driver is loaded: open card 0, configure, play half a second, drain,
 * close
 */
int scenario_stream(struct run *run);

/**
 * scenario_duplex() - a body for the same: every PCM of card 0 at once, half a second: each playback device gets
 * silence, while as much is recorded; up to SCENARIO_STREAMS streams
 */
int scenario_duplex(struct run *run);

#define SCENARIO_STREAMS 4

/** scenario_play() - a body: load the card's driver, open, configure, play half a second, drain, close, unload */
int scenario_play(struct run *run);

/** scenario_play_and_record() - a body: load the card's driver, scenario_duplex(), unload */
int scenario_play_and_record(struct run *run);

#endif
