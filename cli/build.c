// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - usnd build: a driver's sources become a module for --driver.
 */
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"
#include "harness/build.h"

/* "-I DIR" and "-IDIR" are the same to getopt: the compiler gets the second. It lives as long as the program. */
static int add_option(struct build_config *config, char letter)
{
	char *text;

	if (config->option_count == BUILD_OPTIONS) {
		cli_error("-%c %s: no more than %d of -I and -D", letter, optarg, BUILD_OPTIONS);
		return CLI_USAGE;
	}
	if (asprintf(&text, "-%c%s", letter, optarg) < 0)
		return CLI_FAILED;
	config->options[config->option_count++] = text;
	return CLI_OK;
}

/* after Ctrl-C there is nothing wrong with the sources */
static void __attribute__((format(printf, 1, 2))) say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (!cli_stop)
		cli_error_list(fmt, args);
	va_end(args);
}

static int build_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "classic", no_argument, NULL, 'c' },
		{ "linux", required_argument, NULL, 'l' },
		{ "with", required_argument, NULL, 'w' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct build_config config = { 0 };
	int c, status;

	while ((c = getopt_long(argc, argv, "o:I:D:v", options, NULL)) != -1) {
		if (c == 'o')
			config.output = optarg;
		else if (c == 'c')
			config.classic = true;
		else if (c == 'l')
			config.linux_tree = optarg;
		else if (c == 'w' && config.part_count == BUILD_PARTS)
			return cli_error("--with %s: no more than %d of them", optarg, BUILD_PARTS), CLI_USAGE;
		else if (c == 'w')
			config.parts[config.part_count++] = optarg;
		else if (c == 'v')
			config.verbose = true;
		else if (c != 'I' && c != 'D')
			return cli_usage(&build_command);
		else if ((status = add_option(&config, c)))
			return status;
	}
	if (cli_words(&build_command, argc - optind, argv + optind, 1, INT_MAX, "FILE.c"))
		return CLI_USAGE;
	config.sources = argv + optind;
	config.source_count = argc - optind;
	/* the compiler ends of it, and its folder is removed */
	cli_catch_signals();
	status = build_module(&config, say) ? CLI_FAILED : CLI_OK;
	return cli_stop ? CLI_STOPPED : status;
}

const struct command build_command = {
	.name = "build",
	.run = build_run,
	.usage = "[-o NAME.so] [-I DIR] [-D NAME[=VALUE]] [--linux TREE] [--with FILE.c]… [--classic] [-v] FILE.c…",
	.help = "compile a driver's sources, as they are, into a module for play --driver",
};
