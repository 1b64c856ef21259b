// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - usnd COMMAND …: finds the command, and what all commands share.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "host/log.h"

static const struct command *const commands[] = {
	&play_command, &record_command, &proc_command,	  &drivers_command, &platforms_command,
	&map_command,  &build_command,	&compare_command, &exec_command,    &up_command,
	&down_command, &cards_command,	&log_command,	  &doctor_command,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

volatile bool cli_stop;

void cli_error_list(const char *fmt, va_list args)
{
	fputs("usnd: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

void cli_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	cli_error_list(fmt, args);
	va_end(args);
}

static void print_usage(FILE *to, const struct command *command)
{
	fprintf(to, "usage: usnd %s%s%s\n", command->name, command->usage[0] ? " " : "", command->usage);
}

int cli_usage(const struct command *command)
{
	print_usage(stderr, command);
	return CLI_USAGE;
}

int cli_words(const struct command *command, int count, char *const *words, int least, int most, const char *what)
{
	if (count < least)
		cli_error("%s: %s is missing", command->name, what);
	else if (count > most)
		cli_error("%s: \"%s\" is one word too many", command->name, words[most]);
	return count < least || count > most ? cli_usage(command) : CLI_OK;
}

int cli_flush(FILE *file)
{
	bool lost = ferror(file);

	/* what could not be written then is still there, and cannot be now */
	errno = 0;
	if (fflush(file))
		return -errno;
	return lost ? -EIO : 0;
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
		fprintf(to, "  usnd %s%s%s\n        %s\n", commands[i]->name, commands[i]->usage[0] ? " " : "",
			commands[i]->usage, commands[i]->help);
	fputs("\nExit status: 0 done, 1 failed, 2 wrong usage, 77 this environment cannot, 130 stopped by Ctrl-C. "
	      "See usnd(1).\n", to);
	return status;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i]->name))
			return commands[i];
	cli_error("there is no command \"%s\"; \"usnd help\" lists them", name);
	return NULL;
}

static int help_of(const char *name)
{
	const struct command *command = find_command(name);

	if (!command)
		return CLI_USAGE;
	print_usage(stdout, command);
	printf("\n%s; see usnd(1)\n", command->help);
	return CLI_OK;
}

static bool asks_for_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/*
 * A file that we open must not become standard output. In place of a closed one stands a file that cannot be read, or
 * not be written, as a closed one cannot; a command that is executed does not get it.
 */
static void stand_in_for_closed(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", (fd ? O_RDONLY : O_WRONLY) | O_CLOEXEC) != fd)
			_exit(CLI_FAILED);
}

static int finish(int status)
{
	int err = cli_flush(stdout);

	if (!err)
		return status;
	cli_error("cannot write to standard output: %s", strerror(-err));
	return status ? status : CLI_FAILED;
}

static int run(int argc, char **argv)
{
	const struct command *command;
	static char name[32];

	if (argc < 2)
		return help(stderr, CLI_USAGE);
	if (!strcmp(argv[1], "help") || asks_for_help(argv[1]))
		return argc > 2 ? help_of(argv[2]) : help(stdout, CLI_OK);
	if (!strcmp(argv[1], "--version")) {
		puts("usnd " USND_VERSION);
		return CLI_OK;
	}
	command = find_command(argv[1]);
	if (!command)
		return CLI_USAGE;
	if (argc > 2 && asks_for_help(argv[2]))
		return help_of(argv[1]);
	/* getopt(3) says whose option it does not know */
	snprintf(name, sizeof(name), "usnd %s", command->name);
	argv[1] = name;
	/* warnings and worse; reports of rule breakers are errors and always seen */
	host_log_level(4);
	return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	stand_in_for_closed();
	return finish(run(argc, argv));
}
