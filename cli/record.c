// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - usnd record: what comes into a card's line-in through its driver into a file, and whether it is the same.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/stream.h"
#include "harness/record.h"

/* a WAV file ends at 4 GiB: 6 hours of 48662 Hz in 16 bit stereo */
#define SECONDS_MAX 21600

static int record(struct record_config *config)
{
	struct stream_progress progress;
	struct stream_report report;
	int err;

	if (stream_make_folder(config->file))
		return CLI_FAILED;
	config->progress = stream_progress_begin(&progress);
	config->progress_ctx = &progress;
	cli_catch_signals();
	config->stop = &cli_stop;
	err = record_file(config, &report);
	stream_progress_end(&progress);
	if (report.buffer_bytes)
		stream_header();
	return stream_close(config->card, config->platform, "capture", &report, err);
}

static int take_seconds(double *seconds)
{
	char *end;

	*seconds = strtod(optarg, &end);
	if (!*end && end != optarg && *seconds > 0 && *seconds <= SECONDS_MAX)
		return CLI_OK;
	cli_error("\"%s\" seconds: a number above 0 and up to %d is wanted", optarg, SECONDS_MAX);
	return CLI_USAGE;
}

static int record_run(int argc, char **argv)
{
	static const struct option options[] = {
		STREAM_OPTIONS,
		{ "line-in", required_argument, NULL, 'i' },
		{ "seconds", required_argument, NULL, 'd' },
		{ 0 },
	};
	struct record_config config = { 0 };
	struct stream_options common;
	int c, status;

	stream_defaults(&common);
	while ((c = getopt_long(argc, argv, "c:i:d:v", options, NULL)) != -1) {
		status = stream_option(&common, c);
		if (c == 'i')
			config.line_in = optarg;
		else if (c == 'd')
			status = take_seconds(&config.seconds);
		else if (status < 0)
			return cli_usage(&record_command);
		if (status > 0)
			return status;
	}
	if (cli_words(&record_command, argc - optind, argv + optind, 1, 1, "OUT.wav"))
		return CLI_USAGE;
	config.file = argv[optind];
	config.card = common.card;
	config.platform = common.platform;
	config.driver = common.driver;
	config.clock = common.clock;
	config.seed = common.seed;
	return record(&config);
}

const struct command record_command = {
	.name = "record",
	.run = record_run,
	.usage = "[--card NAME] [--line-in FILE.wav|FIFO|-] [--seconds S] [--driver FILE.so] [--platform NAME] "
		 "[--clock real|virtual] [--seed N] [-v] OUT.wav",
	.help = "record what comes into a card's line-in through its driver and compare it with that",
};
