// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - one life of the kernel world, as a task of host_sched_run().
 */
#include "harness/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machines/sim/sim.h"

/* slot of the first card; es1370's place in QEMU's default PC, so that both show the same address */
#define FIRST_SLOT 5

struct life {
	const struct run_config *config;
	int (*body)(struct run *run);
	void *arg;
	struct usnd_machine *machine;
	struct run_result *result;
};

static int fail(struct run_result *result, const char *step, int err)
{
	if (err && !result->error) {
		result->error = err;
		result->step = step;
	}
	return err;
}

static const char *other_driver(const struct run_config *config, const struct card *card)
{
	return card == config->cards[0] ? config->driver : NULL;
}

static int append(char *params, size_t size, const char *more)
{
	size_t length = strlen(params);

	if (!more || !*more)
		return 0;
	return snprintf(params + length, size - length, "%s%s", length ? " " : "", more) < (int)(size - length)
		       ? 0
		       : -E2BIG;
}

/* what the card needs, then what all drivers get, then what is for the cards of this one */
static int collect_params(const struct run_config *config, const struct card *card, char *params, size_t size)
{
	unsigned int i;
	int err;

	*params = '\0';
	err = append(params, size, card->params);
	if (!err)
		err = append(params, size, config->params);
	for (i = 0; !err && i < config->card_count; i++)
		if (!strcmp(config->cards[i]->module, card->module))
			err = append(params, size, config->card_params[i]);
	return err;
}

int run_load(struct run *run, const struct card *card)
{
	const char *driver = other_driver(run->config, card);
	char path[512], params[1024];
	int err = driver ? 0 : module_path(card->module, path, sizeof(path));

	if (!err)
		err = collect_params(run->config, card, params, sizeof(params));
	return err ? err : usnd_module_load(driver ? driver : path, params);
}

/* the places that open_machine() gives; of two cards of one model each has its own */
int run_line(struct run *run, unsigned int index, bool capture, const struct usnd_line *line)
{
	const struct run_config *config = run->config;
	const struct card *card = config->cards[index];
	unsigned int slots = 0;
	char place[24];

	if (card->no_hardware)
		return -ENODEV;
	for (unsigned int i = 0; i < index; i++)
		slots += !strcmp(config->cards[i]->bus, "ISA");
	if (strcmp(card->bus, "ISA"))
		snprintf(place, sizeof(place), "0000:00:%02x.0", FIRST_SLOT + index);
	else
		snprintf(place, sizeof(place), "isa%u", slots);
	return run->machine->ops->line(run->machine, place, capture, line);
}

/* a module is called as its file */
static void name_of_module(const char *path, char *name, size_t size)
{
	const char *base = strrchr(path, '/');
	char *end;

	snprintf(name, size, "%s", base ? base + 1 : path);
	end = strrchr(name, '.');
	if (end)
		*end = '\0';
}

int run_unload(struct run *run, const struct card *card)
{
	const char *driver = other_driver(run->config, card);
	char name[64];

	if (!driver)
		return usnd_module_unload(card->module);
	name_of_module(driver, name, sizeof(name));
	return usnd_module_unload(name);
}

/* the driver of card @i serves a card before it, too, and is there */
static bool is_loaded(const struct run_config *config, unsigned int i)
{
	const char *module = config->cards[i]->module;

	while (i--)
		if (!strcmp(config->cards[i]->module, module))
			return true;
	return false;
}

/*
 * Another driver may go on with its card in a work when its module is loaded, as Linux's snd-hda-intel does. There it is
 * udev that tells when the card is there; here it is looked for.
 */
static void await_card(struct run *run)
{
	const uint64_t end = host_now() + 2000000000;
	struct snd_ctl_card_info info;

	while (client_card_info(&run->client, 0, &info) && host_now() < end)
		host_task_park(host_now() + 1000000);
}

static int load_cards(struct run *run, struct run_result *result)
{
	const struct run_config *config = run->config;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && !config->plug_only && i < config->card_count; i++)
		if (!is_loaded(config, i))
			err = fail(result, config->cards[i]->module, run_load(run, config->cards[i]));
	if (!err && !config->plug_only && config->driver)
		await_card(run);
	return err;
}

static void unload_cards(struct run *run)
{
	unsigned int i;

	/* rmmod begins when the system is awake; only shutdown wakes it by itself */
	usnd_resume();
	/* the same driver may serve several cards; whatever the body has unloaded itself is simply not there */
	for (i = run->config->card_count; i--;)
		run_unload(run, run->config->cards[i]);
}

static void live(void *arg)
{
	struct life *life = arg;
	struct run run = { .config = life->config, .machine = life->machine, .arg = life->arg };
	struct run_result *result = life->result;

	if (fail(result, "boot", usnd_boot(life->machine, life->config->cmdline)))
		return;
	client_init(&run.client, life->config->stop);
	if (!load_cards(&run, result) && life->body)
		fail(result, "body", life->body(&run));
	if (run.abandoned) {
		result->stuck = true;
		result->findings = usnd_findings();
		return;
	}
	unload_cards(&run);
	result->findings = usnd_findings();
	result->leaks = usnd_shutdown();
	result->findings += result->leaks;
	result->hash = host_trace_hash();
}

static uint64_t on_idle(void *ctx, uint64_t now, uint64_t next, uint64_t *wait)
{
	const struct run_config *config = ((struct life *)ctx)->config;

	return config->idle(config->idle_ctx, now, next, wait);
}

static void on_stuck(void *ctx, bool spin)
{
	struct life *life = ctx;

	life->result->stuck = true;
}

static int open_machine(const struct run_config *config, struct usnd_machine **machine)
{
	const struct sim_platform *platform =
		config->platform ? sim_platform_find(config->platform) : sim_platform_at(0);
	struct sim_config sim;
	unsigned int i;

	if (!platform)
		return -EINVAL;
	sim_defaults(&sim);
	sim_platform_apply(platform, &sim);
	sim.fragment_seed = config->seed;
	if (config->ram_bytes)
		sim.ram[0].bytes = config->ram_bytes;
	sim.foreign_ram |= config->foreign_ram;
	if (config->card_count > SIM_CARDS)
		return -E2BIG;
	sim.card_count = 0;
	for (i = 0; i < config->card_count; i++)
		if (!config->cards[i]->no_hardware)
			sim.cards[sim.card_count++] = (struct sim_card){
				.model = config->cards[i]->name, .slot = FIRST_SLOT + i, .port = config->isa_port,
			};
	sim.cards[0].ops = config->model;
	return sim_open(&sim, machine);
}

int run_world(const struct run_config *config, int (*body)(struct run *run), void *arg, struct run_result *result)
{
	struct host_sched_config sched = { .clock = config->clock, .seed = config->seed };
	struct life life = { .config = config, .body = body, .arg = arg, .result = result };
	struct host_sched_events events = { .ctx = &life, .idle = config->idle ? on_idle : NULL, .stuck = on_stuck };
	int err;

	*result = (struct run_result){ 0 };
	if (fail(result, "machine", open_machine(config, &life.machine)))
		return result->error;
	err = host_sched_run(&sched, &events, live, &life);
	fail(result, "scheduler", err);
	/* a stuck world is abandoned with tasks that may be inside the machine */
	if (!result->stuck)
		life.machine->ops->close(life.machine);
	if (result->error)
		return result->error;
	return result->findings ? -EIO : 0;
}
