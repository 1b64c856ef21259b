// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - usnd compare: are two sound files the same, and if not, where and by how much?
 *
 * As cmp(1) and diff(1), and unlike the other commands: 0 the same, 1 they differ, 2 wrong usage or a file that cannot
 * be read; 3 an offset was to be found, and there is none.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "harness/compare.h"

enum { SAME = 0, DIFFER = 1, TROUBLE = 2, UNALIGNED = 3 };

static int take_offset(struct compare_config *config)
{
	char *end;

	config->automatic = !strcmp(optarg, "auto");
	errno = 0;
	config->offset = config->automatic ? 0 : strtoll(optarg, &end, 10);
	if (config->automatic || (!*end && end != optarg && !errno && config->offset > -INT64_MAX))
		return SAME;
	cli_error("offset \"%s\" is neither a number of frames nor auto", optarg);
	return TROUBLE;
}

static int take_tolerance(struct compare_config *config)
{
	char *end;

	errno = 0;
	config->tolerance = strtoull(optarg, &end, 10);
	if (!*end && end != optarg && !errno && *optarg != '-')
		return SAME;
	cli_error("tolerance \"%s\" is no number of steps, 0 or more", optarg);
	return TROUBLE;
}

static void print_file(const char *path, const struct wav_info *info)
{
	printf("%s: %s, %u Hz, %u channel%s, %" PRIu64 " frames\n", path, info->format, info->rate, info->channels,
	       info->channels == 1 ? "" : "s", info->frames);
}

static void print_offset(const struct compare_config *config, const struct compare_result *r)
{
	if (r->offset > 0)
		printf("frame %" PRId64 " of %s is taken for frame 0 of %s\n", r->offset, config->paths[1],
		       config->paths[0]);
	else if (r->offset < 0)
		printf("frame %" PRId64 " of %s is taken for frame 0 of %s\n", -r->offset, config->paths[0],
		       config->paths[1]);
	if (r->repeats)
		printf("the sound repeats itself: offset %" PRId64 " was taken, %" PRId64 " would have done as well\n",
		       r->offset, r->also);
}

/* an offset was to be found, and there is none */
static void print_unaligned(const struct compare_config *config, const struct compare_result *r)
{
	const char *silent = r->silent[0] ? config->paths[0] : config->paths[1];

	if (r->silent[0] || r->silent[1])
		printf("no offset found: %s holds nothing but silence; samples were not compared\n", silent);
	else
		printf("no offset found: nowhere do they sound alike; samples were not compared (--tolerance %" PRIu64
		       " lets them differ by more, --offset N says where to begin)\n", config->tolerance ? 2 * config->tolerance : 1);
}

static void print_samples(const struct compare_config *config, const struct compare_result *r)
{
	uint64_t samples = r->compared * r->info[0].channels;

	if (!r->different)
		return;
	printf("first difference: frame %" PRIu64, r->frame);
	if (r->offset)
		printf(" (%" PRIu64 " of %s)", r->frame + r->offset, config->paths[1]);
	printf(", channel %u: %.10g and %.10g\n", r->channel, r->values[0], r->values[1]);
	printf("different: %" PRIu64 " of %" PRIu64 " samples, by %.10g at most\n", r->different, samples, r->largest);
}

static void print_differences(const struct compare_config *config, const struct compare_result *r)
{
	if (r->other_format)
		printf("formats differ: %s and %s\n", r->info[0].format, r->info[1].format);
	if (r->other_rate)
		printf("rates differ: %u and %u Hz\n", r->info[0].rate, r->info[1].rate);
	if (r->other_channels)
		printf("channels differ: %u and %u; %ssamples were not compared\n", r->info[0].channels,
		       r->info[1].channels, config->automatic ? "no offset was looked for, " : "");
	for (unsigned int i = 0; i < 2; i++)
		if (r->rest[i])
			printf("lengths differ: %s goes on for %" PRIu64 " frames\n", config->paths[i], r->rest[i]);
	print_samples(config, r);
}

static int tell(const struct compare_config *config, bool quiet)
{
	struct compare_result r;
	int err = compare_files(config, &r);

	if (err == -EINVAL)
		cli_error("%s is not a sound file that can be read: %s", config->paths[r.bad], r.why);
	else if (err)
		cli_error("cannot read %s: %s", config->paths[r.bad], strerror(-err));
	if (err)
		return TROUBLE;
	if (quiet)
		return compare_same(&r) ? SAME : r.unaligned ? UNALIGNED : DIFFER;
	print_file(config->paths[0], &r.info[0]);
	print_file(config->paths[1], &r.info[1]);
	print_offset(config, &r);
	if (!compare_same(&r)) {
		print_differences(config, &r);
		if (r.unaligned)
			print_unaligned(config, &r);
		return r.unaligned ? UNALIGNED : DIFFER;
	}
	printf("the same: %" PRIu64 " frames", r.compared);
	if (r.largest)
		printf(", different by %.10g at most", r.largest);
	printf("\n");
	return SAME;
}

static int compare_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"offset", required_argument, NULL, 'o'},
		{"tolerance", required_argument, NULL, 't'},
		{"quiet", no_argument, NULL, 'q'},
		{0},
	};
	struct compare_config config = {.offset = 0};
	bool quiet = false;
	int c, status = SAME;

	while (status == SAME && (c = getopt_long(argc, argv, "o:t:q", options, NULL)) != -1) {
		if (c == 'o')
			status = take_offset(&config);
		else if (c == 't')
			status = take_tolerance(&config);
		else if (c == 'q')
			quiet = true;
		else
			return cli_usage(&compare_command);
	}
	if (status != SAME)
		return status;
	if (cli_words(&compare_command, argc - optind, argv + optind, 2, 2, argc == optind ? "A.wav" : "B.wav"))
		return TROUBLE;
	config.paths[0] = argv[optind];
	config.paths[1] = argv[optind + 1];
	return tell(&config, quiet);
}

const struct command compare_command = {
	.name = "compare",
	.run = compare_run,
	.usage = "[--offset N|auto] [--tolerance N] [-q] A.wav B.wav",
	.help = "compare two sound files sample by sample; 0 the same, 1 they differ, 2 trouble, 3 no offset found",
};
