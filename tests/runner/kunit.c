// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kunit.c - usnd-kunit: run a kernel-world test module on the simulated machine and print TAP.
 *
 *   usnd-kunit [--platform NAME] [--seed N] [--clock real] [--filter TEXT] [--cmdline TEXT] [--no-skip] [-v] MODULE.so
 *
 * The suites' KTAP comes out of the kernel log; one flat TAP line a case is made of it, the rest becomes comments.
 * One more case is added: that the books balance when the machine goes down. --no-skip is for runs whose cases have all
 * they need: one that skips itself fails.
 */
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/run.h"
#include "host/log.h"

struct outcome {
	const char *module;
	unsigned int cases, failed;
	bool verbose, no_skip;
};

/* "    ok 3 name # SKIP why" of a suite: one level of indentation, the cases themselves */
static bool take_case(struct outcome *outcome, const char *line)
{
	bool good = !strncmp(line, "    ok ", 7);
	const char *name;

	if (!good && strncmp(line, "    not ok ", 11))
		return false;
	name = strchr(line + (good ? 7 : 11), ' ');
	if (outcome->no_skip && strstr(line, "# SKIP"))
		good = false;
	outcome->cases++;
	outcome->failed += !good;
	printf("%s %u -%s\n", good ? "ok" : "not ok", outcome->cases, name ? name : "");
	return true;
}

static void on_log(void *ctx, int level, const char *text, size_t length)
{
	struct outcome *outcome = ctx;
	char line[1024];

	snprintf(line, sizeof(line), "%.*s", (int)length, text);
	if (take_case(outcome, line))
		return;
	if (outcome->verbose || (level <= 4 && !strstr(line, "KTAP")))
		printf("# %s\n", line);
}

static int run_module(struct run *run)
{
	struct outcome *outcome = run->arg;
	char copy[512], *name;
	int err;

	err = usnd_module_load(outcome->module, run->config->params);
	if (err)
		return err;
	snprintf(copy, sizeof(copy), "%s", outcome->module);
	name = basename(copy);
	name[strcspn(name, ".")] = '\0';
	return usnd_module_unload(name);
}

static int run_tests(struct outcome *outcome, struct run_config *config)
{
	struct run_result result;
	bool balanced;

	host_log_sink(on_log, outcome);
	host_log_level(outcome->verbose ? 7 : 6);
	run_world(config, run_module, outcome, &result);
	/* findings inside a case are the case's business; those of the shutdown have no case of their own */
	balanced = !result.error && !result.stuck && !result.leaks;
	if (result.error)
		printf("# %s: %s\n", result.step, strerror(-result.error));
	if (result.stuck)
		printf("# stuck\n");
	printf("%s %u - the_books_balance_afterwards\n", balanced ? "ok" : "not ok", outcome->cases + 1);
	printf("1..%u\n", outcome->cases + 1);
	return balanced && !outcome->failed && outcome->cases ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "platform", required_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 's' },
		{ "clock", required_argument, NULL, 't' },
		{ "filter", required_argument, NULL, 'f' },
		{ "cmdline", required_argument, NULL, 'c' },
		{ "no-skip", no_argument, NULL, 'n' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct outcome outcome = { 0 };
	char cmdline[512] = "";
	/*
	 * cards are plugged in for the tests of the bus, one with ports and one with memory; nobody drives them unless
	 * a test brings a driver
	 */
	struct run_config config = {
		.cmdline = cmdline, .cards = { card_find("es1370"), card_find("rme32") },
		.card_count = 2, .plug_only = true,
	};
	bool misused = false;
	int c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt_long(argc, argv, "v", options, NULL)) != -1) {
		size_t used = strlen(cmdline);

		switch (c) {
		case 'p':
			config.platform = optarg;
			break;
		case 's':
			config.seed = strtoull(optarg, NULL, 0);
			break;
		case 't':
			config.clock = strcmp(optarg, "real") ? HOST_CLOCK_VIRTUAL : HOST_CLOCK_REAL;
			break;
		case 'f':
			snprintf(cmdline + used, sizeof(cmdline) - used, " kunit.filter=%s", optarg);
			break;
		case 'c':
			snprintf(cmdline + used, sizeof(cmdline) - used, " %s", optarg);
			break;
		case 'n':
			outcome.no_skip = true;
			break;
		case 'v':
			outcome.verbose = true;
			break;
		default:
			misused = true;
		}
	}
	if (misused || optind != argc - 1) {
		fprintf(stderr, "usage: usnd-kunit [--platform NAME] [--seed N] [--clock real] [--filter TEXT] "
				"[--cmdline TEXT] [--no-skip] [-v] MODULE.so\n");
		return 2;
	}
	outcome.module = argv[optind];
	return run_tests(&outcome, &config);
}
