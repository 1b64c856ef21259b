/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * up.h - usnd up, in parts: up.c is the command, up_plan.c understands modules and parameters, up_server.c is the
 * process that stays.
 */
#ifndef CLI_UP_H
#define CLI_UP_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"
#include "server/inventory.h"
#include "server/mounts.h"
#include "server/place.h"
#include "server/server.h"

#define UP_MODULES 32
#define UP_PARAMS 512
#define UP_PLACES 16

/** struct up_module - a module of the command line; @params: "index=2 id=\"a b\"" */
struct up_module {
	char name[256], params[UP_PARAMS];
};

/** struct up_place - of --at: a folder of a process's mount namespace; @pid 0: of ours */
struct up_place {
	pid_t pid;
	char path[MOUNTS_PATH];
};

/**
 * struct up_config - the command line
 * @for_start: an option that only a server that begins can have; NULL: there was none
 * @system: numbers of the kernel's own cards
 */
struct up_config {
	bool foreground;
	const char *platform, *group, *for_start;
	char record[4096], line_in[4096];
	unsigned int mode;
	enum server_clock clock;
	struct up_place places[UP_PLACES];
	unsigned int place_count;
	struct up_module modules[UP_MODULES];
	unsigned int count;
	uint64_t system;
};

/** enum up_do - what is to be done for a module: nothing, load it, plug in one more card for it */
enum up_do { UP_NOTHING, UP_LOAD, UP_PLUG };

/**
 * up_place() - "[PID:]FOLDER" of the command line
 * A folder of ours gets its full name; it, but not what is before its last part, may be missing. Return: CLI_OK, or
 * CLI_USAGE, said.
 */
int up_place(struct up_place *place, const char *text);

/** up_words() - modules and their parameters from @words; CLI_OK, or CLI_USAGE, said */
int up_words(struct up_config *config, char **words);

/** up_check() - could all this be loaded? CLI_OK, or CLI_FAILED, said */
int up_check(const struct up_config *config);

/**
 * up_plan() - what is to be done for module @i, when a server has what @cards says (the body of "cards"; "": nothing)
 * Return: 0; -EEXIST: it is there with other parameters, @message says so; -EINVAL: it cannot be had twice.
 */
int up_plan(const struct up_config *config, unsigned int i, const char *cards, enum up_do *todo, char *message);

/** up_clean_up() - remove what a server that died has left; false: nothing was there, or a server has it that lives */
bool up_clean_up(struct place *place);

/**
 * up_serve() - the server's whole life
 * @report: a pipe; a line goes there when the cards can be used ("0"), or cannot: the exit status, a space, and why;
 * -1: to stderr
 * Return: exit status.
 */
int up_serve(const struct up_config *config, struct place *place, int report);

#endif
