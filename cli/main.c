// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - usnd COMMAND …: finds the command, and what all commands share.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "harness/cards.h"
#include "host/log.h"
#include "machines/sim/sim.h"

static const struct command *const commands[] = {
	&play_command, &record_command, &proc_command, &drivers_command, &platforms_command, &map_command,
	&build_command, &compare_command, &exec_command, &up_command, &down_command, &cards_command, &log_command, &doctor_command,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

volatile bool cli_stop;

void cli_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("usnd: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
}

int cli_usage(const struct command *command)
{
	fprintf(stderr, "usage: usnd %s %s\n", command->name, command->usage);
	return CLI_USAGE;
}

const struct card *cli_card(const char *name)
{
	const struct card *card = card_find(name);
	char known[256] = "";
	size_t i, used = 0;

	if (card)
		return card;
	for (i = 0; card_at(i) && used < sizeof(known); i++)
		used += snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "", card_at(i)->name);
	cli_error("there is no card \"%s\"; there is: %s", name, known);
	return NULL;
}

const char *cli_platform(const char *name)
{
	if (sim_platform_find(name))
		return name;
	cli_error("there is no platform \"%s\"; \"usnd platforms\" lists them", name);
	return NULL;
}

void cli_verbose(void)
{
	host_log_level(7);
}

static void on_signal(int number)
{
	/* a second one ends the program the hard way */
	signal(number, SIG_DFL);
	cli_stop = true;
}

void cli_catch_signals(void)
{
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
}

static int help(FILE *to, int status)
{
	size_t i;

	fputs("usnd - Linux sound drivers in user space\n\n", to);
	for (i = 0; i < COMMANDS; i++)
		fprintf(to, "  usnd %s %s\n        %s\n", commands[i]->name, commands[i]->usage, commands[i]->help);
	fputs("\nExit status: 0 done, 1 failed, 2 wrong usage, 77 this environment cannot, 130 stopped by Ctrl-C. "
	      "See usnd(1).\n", to);
	return status;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return help(stderr, CLI_USAGE);
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help(stdout, CLI_OK);
	if (!strcmp(argv[1], "--version")) {
		puts("usnd " USND_VERSION);
		return CLI_OK;
	}
	/* warnings and worse; reports of rule breakers are errors and always seen */
	host_log_level(4);
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i]->name))
			return commands[i]->run(argc - 1, argv + 1);
	cli_error("there is no command \"%s\"; \"usnd help\" lists them", argv[1]);
	return CLI_USAGE;
}
