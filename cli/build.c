// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - usnd build: a driver's sources become a module for --driver.
 */
#include <getopt.h>
#include <stdio.h>

#include "cli/cli.h"
#include "harness/build.h"

/* "-I DIR" and "-IDIR" are the same to getopt: the compiler gets the second. It lives as long as the program. */
static int add_option(struct build_config *config, char letter)
{
	char *text;

	if (config->option_count == BUILD_OPTIONS || asprintf(&text, "-%c%s", letter, optarg) < 0)
		return CLI_FAILED;
	config->options[config->option_count++] = text;
	return CLI_OK;
}

static int build_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "classic", no_argument, NULL, 'c' },
		{ "linux", required_argument, NULL, 'l' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct build_config config = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "o:I:D:v", options, NULL)) != -1) {
		if (c == 'o')
			config.output = optarg;
		else if (c == 'c')
			config.classic = true;
		else if (c == 'l')
			config.linux_tree = optarg;
		else if (c == 'v')
			config.verbose = true;
		else if ((c != 'I' && c != 'D') || add_option(&config, c))
			return cli_usage(&build_command);
	}
	if (argc == optind)
		return cli_usage(&build_command);
	config.sources = argv + optind;
	config.source_count = argc - optind;
	return build_module(&config, cli_error) ? CLI_FAILED : CLI_OK;
}

const struct command build_command = {
	.name = "build",
	.run = build_run,
	.usage = "[-o NAME.so] [-I DIR] [-D NAME[=VALUE]] [--linux TREE] [--classic] [-v] FILE.c…",
	.help = "compile a driver's sources, as they are, into a module for play --driver",
};
