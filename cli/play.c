// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - usnd play: a sound file through cards' drivers, and a table that says what the devices heard.
 *
 * --card takes a list, "es1370,hda@pc-fragmented": each card has a life of the world to itself. With more than one
 * card, or if it ends with a slash or is one already, --line-out is the folder for a file of each.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/stream.h"
#include "harness/play.h"

#define TARGETS_MAX 16

/** struct targets - cards, and the machine that each is on (NULL: --platform's) */
struct targets {
	const struct card *cards[TARGETS_MAX];
	const char *platforms[TARGETS_MAX];
	unsigned int count;
};

/* @list is cut up */
static int take_targets(struct targets *targets, char *list)
{
	char *name, *platform, *rest;

	targets->count = 0;
	for (name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		if (targets->count == TARGETS_MAX) {
			cli_error("no more than %d cards at a time", TARGETS_MAX);
			return CLI_USAGE;
		}
		platform = strchr(name, '@');
		if (platform)
			*platform++ = '\0';
		targets->cards[targets->count] = cli_card(name);
		targets->platforms[targets->count] = platform ? cli_platform(platform) : NULL;
		if (!targets->cards[targets->count] || (platform && !targets->platforms[targets->count]))
			return CLI_USAGE;
		targets->count++;
	}
	if (!targets->count)
		cli_error("--card: a card is missing");
	return targets->count ? CLI_OK : CLI_USAGE;
}

static int play(struct play_config *config, bool first)
{
	struct stream_progress progress;
	struct stream_report report;
	int err;

	if (stream_make_folder(config->line_out))
		return CLI_FAILED;
	config->progress = stream_progress_begin(&progress);
	config->progress_ctx = &progress;
	config->stop = &cli_stop;
	err = play_file(config, &report);
	stream_progress_end(&progress);
	if (first && report.buffer_bytes)
		stream_header();
	return stream_close(config->card, config->platform, "playback", &report, err);
}

static bool is_folder(const char *path)
{
	struct stat there;

	return (path[0] && path[strlen(path) - 1] == '/') || (!stat(path, &there) && S_ISDIR(there.st_mode));
}

/* one after the other; the worst status */
static int play_on(struct play_config *config, const struct targets *targets, const char *platform)
{
	const char *folder = config->line_out;
	bool many = targets->count > 1 || is_folder(folder);
	char path[4096];
	int status, worst = CLI_OK;

	for (unsigned int i = 0; i < targets->count && worst != CLI_STOPPED; i++) {
		config->card = targets->cards[i];
		config->platform = targets->platforms[i] ? targets->platforms[i] : platform;
		if (many) {
			if (snprintf(path, sizeof(path), "%s/%s.wav", folder, config->card->name) >=
			    (int)sizeof(path)) {
				cli_error("the folder's name %s is too long", folder);
				return CLI_FAILED;
			}
			config->line_out = path;
		}
		status = play(config, !i);
		worst = status > worst ? status : worst;
	}
	return worst;
}

static int play_run(int argc, char **argv)
{
	static const struct option options[] = {
		STREAM_OPTIONS,
		{ "line-out", required_argument, NULL, 'o' },
		{ 0 },
	};
	struct play_config config = { .line_out = NULL };
	struct stream_options common;
	struct targets targets;
	int c, status;

	stream_defaults(&common);
	targets = (struct targets){ .cards = { common.card }, .count = 1 };
	while ((c = getopt_long(argc, argv, "c:o:v", options, NULL)) != -1) {
		status = c == 'c' ? take_targets(&targets, optarg) : stream_option(&common, c);
		if (c == 'o')
			config.line_out = optarg;
		else if (status < 0)
			return cli_usage(&play_command);
		if (status > 0)
			return status;
	}
	if (cli_words(&play_command, argc - optind, argv + optind, 1, 1, "FILE.wav"))
		return CLI_USAGE;
	if (!config.line_out)
		config.line_out = targets.count > 1 ? "line-out" : "line-out.wav";
	config.file = argv[optind];
	config.driver = common.driver;
	config.clock = common.clock;
	config.seed = common.seed;
	cli_catch_signals();
	return play_on(&config, &targets, common.platform);
}

const struct command play_command = {
	.name = "play",
	.run = play_run,
	.usage = "[--card NAME[@PLATFORM],…] [--driver FILE.so] [--line-out FILE|FOLDER] [--platform NAME] "
		 "[--clock real|virtual] [--seed N] [-v] FILE.wav",
	.help = "play a recording through the drivers of cards and compare what the devices heard with it",
};
