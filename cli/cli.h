/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.h - the commands of usnd: one file each, named after the command.
 *
 * Exit status: 0 done, 1 failed (one sentence on stderr says why), 2 wrong usage, 77 this environment cannot do it
 * ("usnd doctor" says why), 130 stopped by Ctrl-C. `usnd exec` has that of its command, and 125 … 127 as env(1).
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct card;
struct run_config;

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_CANNOT = 77, CLI_STOPPED = 130 };

/**
 * struct command - one row of the table in main.c
 * @run: @argv[0] is the command's name; returns the exit status
 * @usage: its arguments, one line
 * @help: what it does, one line
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
	const char *help;
};

extern const struct command play_command, record_command, proc_command, drivers_command, platforms_command,
	map_command, build_command, compare_command, cards_command, log_command, doctor_command, exec_command,
	up_command, down_command;

/** cli_error() - "usnd: …" on stderr */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** cli_error_list() - the same, as vprintf(3) */
void cli_error_list(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/** cli_usage() - how @command is called; returns CLI_USAGE */
int cli_usage(const struct command *command);

/**
 * cli_words() - are there @least to @most words behind the options?
 * @words: @count of them
 * @what: that one is missing: "FILE.wav"
 * Return: CLI_OK; CLI_USAGE, with what is missing or too much, and how @command is called.
 */
int cli_words(const struct command *command, int count, char *const *words, int least, int most, const char *what);

/** cli_card() - the card of that name, or NULL with a message that lists what there is */
const struct card *cli_card(const char *name);

/** cli_add_card() - one more; CLI_OK, or CLI_USAGE, said */
int cli_add_card(struct run_config *config, const char *name);

/** cli_seed() - CLI_OK, or CLI_USAGE, said */
int cli_seed(uint64_t *seed, const char *text);

/** cli_platform() - @name if there is such a platform, or NULL with a message that says where they are listed */
const char *cli_platform(const char *name);

/** cli_make_folder() - if it is missing; CLI_OK, or CLI_FAILED, said: also if @name is something else */
int cli_make_folder(const char *name);

/** cli_flush() - all that was printed there has got where it should: 0 or -errno */
int cli_flush(FILE *file);

/** cli_verbose() - kernel log lines of informational level too (-v) */
void cli_verbose(void);

/** cli_stop - set by SIGINT and SIGTERM once cli_catch_signals() was called */
extern volatile bool cli_stop;
void cli_catch_signals(void);

#endif
