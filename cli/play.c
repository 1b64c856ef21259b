// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - usnd play: a sound file through a card's driver, and a table that says what the device heard.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "harness/play.h"

#define PROGRESS_EVERY_NS 200000000

struct progress {
	struct timespec last;
	bool shown;
};

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct progress *progress = ctx;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - progress->last.tv_sec) * 1000000000ll + now.tv_nsec - progress->last.tv_nsec <
	    PROGRESS_EVERY_NS)
		return;
	progress->last = now;
	progress->shown = true;
	fprintf(stderr, "\r%3u %%", (unsigned int)(done * 100 / total));
	fflush(stderr);
}

static void print_verdict(const struct play_report *report)
{
	const struct verdict *v = &report->verdict;

	if (report->stopped)
		printf("stopped\n");
	else if (report->message[0])
		printf("failed\n");
	else if (v->equal)
		printf("bit-exact\n");
	else if (v->ended)
		printf("ends at frame %" PRIu64 " of %" PRIu64 "\n", v->frames, report->source.frames);
	else
		printf("differs %sframe %" PRIu64 " channel %u: %d instead of %d\n", v->tail ? "after the end, " : "at ",
		       v->frames, v->channel, v->heard, v->expected);
}

static void print_table(const struct play_config *config, const struct play_report *report)
{
	char rate[32], address[24];

	snprintf(rate, sizeof(rate), report->rate == report->source.rate ? "%u" : "%u (of %u)", report->rate,
		 report->source.rate);
	snprintf(address, sizeof(address), "0x%08" PRIx64, report->bus_address);
	printf("%-8s  %-6s  %12s  %12s  %-11s  %8s  %-16s  %8s  %s\n", "card", "buffer", "preallocated", "buffer bytes",
	       "bus address", "channels", "rate", "frames", "result");
	printf("%-8s  %-6s  %8lu KiB  %12lu  %-11s  %8u  %-16s  %8" PRIu64 "  ", config->card->name, report->buffer_type,
	       report->prealloc_kib, report->buffer_bytes, address, report->channels, rate, report->frames);
	print_verdict(report);
}

/* the folder a file goes to is made if it is missing, as `make run` on a fresh clone needs it */
static int make_folder(const char *file)
{
	char *copy = strdup(file);
	const char *folder;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	folder = dirname(copy);
	if (mkdir(folder, 0777) && errno != EEXIST)
		err = -errno;
	free(copy);
	return err;
}

static int play(struct play_config *config)
{
	struct play_report report;
	struct progress progress = { 0 };
	int err;

	err = make_folder(config->line_out);
	if (err) {
		cli_error("cannot make the folder of %s: %s", config->line_out, strerror(-err));
		return CLI_FAILED;
	}
	if (isatty(STDERR_FILENO)) {
		config->progress = on_progress;
		config->progress_ctx = &progress;
		clock_gettime(CLOCK_MONOTONIC, &progress.last);
	}
	cli_catch_signals();
	config->stop = &cli_stop;
	err = play_file(config, &report);
	if (progress.shown)
		fputs("\r      \r", stderr);
	if (report.buffer_bytes)
		print_table(config, &report);
	if (report.message[0])
		cli_error("%s", report.message);
	if (report.run.findings)
		cli_error("%lu findings, see the log above", report.run.findings);
	if (report.stopped)
		return CLI_STOPPED;
	return err ? CLI_FAILED : CLI_OK;
}

static int play_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "card", required_argument, NULL, 'c' },
		{ "line-out", required_argument, NULL, 'o' },
		{ "clock", required_argument, NULL, 't' },
		{ "seed", required_argument, NULL, 's' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct play_config config = { .card = card_at(0), .line_out = "line-out.wav", .clock = HOST_CLOCK_VIRTUAL };
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "c:o:v", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			config.card = cli_card(optarg);
			if (!config.card)
				return CLI_USAGE;
			break;
		case 'o':
			config.line_out = optarg;
			break;
		case 't':
			if (strcmp(optarg, "real") && strcmp(optarg, "virtual")) {
				cli_error("clock \"%s\" is neither real nor virtual", optarg);
				return CLI_USAGE;
			}
			config.clock = strcmp(optarg, "real") ? HOST_CLOCK_VIRTUAL : HOST_CLOCK_REAL;
			break;
		case 's':
			config.seed = strtoull(optarg, &end, 0);
			if (*end || end == optarg) {
				cli_error("seed \"%s\" is not a number", optarg);
				return CLI_USAGE;
			}
			break;
		case 'v':
			cli_verbose();
			break;
		default:
			return cli_usage(&play_command);
		}
	}
	if (argc - optind != 1)
		return cli_usage(&play_command);
	config.file = argv[optind];
	return play(&config);
}

const struct command play_command = {
	.name = "play",
	.run = play_run,
	.usage = "[--card NAME] [--line-out FILE] [--clock real|virtual] [--seed N] [-v] FILE.wav",
	.help = "play a recording through a card's driver and compare what the device heard with it",
};
