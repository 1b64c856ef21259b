/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - one life of the kernel world: machine, scheduler, boot, modules, a body, and all of it down again.
 *
 * The scenario every user of the harness goes through: `usnd play`, `usnd proc`, the tests, the benchmarks. What was
 * found on the way (rule breakers, leaks, a deadlock) is in struct run_result.
 */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <usnd/host.h>
#include <usnd/machine.h>

#include "harness/cards.h"
#include "harness/client.h"

#define RUN_CARDS 8

struct model_ops;

/**
 * struct run_config - what to bring up
 * @clock, @seed: as in struct host_sched_config
 * @platform: what machine it is: a name of machines/sim/platforms.c; NULL: a PC
 * @ram_bytes: 0: the platform's
 * @foreign_ram: as of struct sim_config: clients see copies of the samples
 * @isa_port: first port of ISA cards, 0: their model's own
 * @cmdline: the kernel's command line, or NULL
 * @cards: plugged in and their drivers loaded, in this order (card 0 first); @card_count of them
 * @params: module parameters of all drivers ("enable=1"), or NULL
 * @card_params: those of @cards[i]'s driver, after @params (what comes last counts); a driver of several cards gets all
 * of theirs
 * @model: plugged in instead of the first card's own, or NULL
 * @driver: path of a module that is loaded for the first card in place of its own, or NULL
 * @plug_only: plug the cards but let the body load the drivers
 * @stop: set by a signal handler: interrupts sleeping calls of the client. May be NULL.
 * @idle: as of struct host_sched_events, called with @idle_ctx: somebody outside says how far time may go (virtual
 * clock). May be
 *	NULL.
 */
struct run_config {
	enum host_clock clock;
	uint64_t seed;
	const char *platform;
	uint64_t ram_bytes;
	bool foreign_ram;
	uint16_t isa_port;
	const char *cmdline;
	const struct card *cards[RUN_CARDS];
	unsigned int card_count;
	const struct model_ops *model;
	const char *params;
	const char *card_params[RUN_CARDS];
	const char *driver;
	bool plug_only;
	const volatile bool *stop;
	uint64_t (*idle)(void *ctx, uint64_t now, uint64_t next, uint64_t *wait);
	void *idle_ctx;
};

/**
 * struct run - what the body gets; lives until the run ends
 * @abandoned: set by the body: it leaves tasks behind that are inside the world and never come out (real clock).
 *	Nothing is taken down: world and machine stay until the process ends, which must not be long.
 */
struct run {
	const struct run_config *config;
	struct usnd_machine *machine;
	struct client client;
	void *arg;
	bool abandoned;
};

/**
 * struct run_result - how it went
 * @error: of bringing it up, or what the body returned
 * @step: which step failed ("machine", "boot", "module snd-es1370", "body"), for people
 * @findings: rule breakers and leaks, all of them, shutdown included
 * @leaks: those of the shutdown alone
 * @stuck: deadlock or spin, or a body that left tasks behind; the world was abandoned
 * @hash: the run's fingerprint (virtual clock)
 */
struct run_result {
	int error;
	const char *step;
	unsigned long findings;
	unsigned long leaks;
	bool stuck;
	uint64_t hash;
};

/**
 * run_world() - the whole life
 * @body: runs as a task once everything is up; its return value (0 or -errno) becomes @result->error. NULL: nothing.
 * Return: 0 if nothing failed and nothing was found, else -errno (@result says more).
 */
int run_world(const struct run_config *config, int (*body)(struct run *run), void *arg, struct run_result *result);

/** run_load() - load the driver of @card; for bodies of a @plug_only run */
int run_load(struct run *run, const struct card *card);

/**
 * run_line() - attach @line to the jack of the @index-th card of the run, as usnd_machine_ops.line(); NULL detaches
 * Return: as there; -ENODEV: it is no hardware
 */
int run_line(struct run *run, unsigned int index, bool capture, const struct usnd_line *line);

/** run_unload() - and unload it */
int run_unload(struct run *run, const struct card *card);

#endif
