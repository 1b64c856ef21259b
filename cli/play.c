// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - usnd play: a sound file through a card's driver, and a table that says what the device heard.
 */
#include <getopt.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/stream.h"
#include "harness/play.h"

static int play(struct play_config *config)
{
	struct stream_progress progress;
	struct stream_report report;
	int err;

	if (stream_make_folder(config->line_out))
		return CLI_FAILED;
	config->progress = stream_progress_begin(&progress);
	config->progress_ctx = &progress;
	cli_catch_signals();
	config->stop = &cli_stop;
	err = play_file(config, &report);
	stream_progress_end(&progress);
	return stream_close(config->card, "playback", &report, err);
}

static int play_run(int argc, char **argv)
{
	static const struct option options[] = {
		STREAM_OPTIONS,
		{ "line-out", required_argument, NULL, 'o' },
		{ 0 },
	};
	struct play_config config = { .line_out = "line-out.wav" };
	struct stream_options common;
	int c, status;

	stream_defaults(&common);
	while ((c = getopt_long(argc, argv, "c:o:v", options, NULL)) != -1) {
		status = stream_option(&common, c);
		if (c == 'o')
			config.line_out = optarg;
		else if (status < 0)
			return cli_usage(&play_command);
		if (status > 0)
			return status;
	}
	if (argc - optind != 1)
		return cli_usage(&play_command);
	config.file = argv[optind];
	config.card = common.card;
	config.platform = common.platform;
	config.driver = common.driver;
	config.clock = common.clock;
	config.seed = common.seed;
	return play(&config);
}

const struct command play_command = {
	.name = "play",
	.run = play_run,
	.usage = "[--card NAME] [--line-out FILE] [--driver FILE.so] [--platform NAME] [--clock real|virtual] [--seed N] "
		 "[-v] FILE.wav",
	.help = "play a recording through a card's driver and compare what the device heard with it",
};
