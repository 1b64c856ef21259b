// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * down.c - usnd down [--at [PID:]DIR]… [CARD]…: the end of the server, or of some of its cards, or of a place where
 * they are shown.
 *
 * A card is named by number or id, and pulled out: clients get ENODEV. Named by its module it is unloaded, which
 * clients that have it open prevent, as rmmod. So it is for cards without hardware, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/up.h"

#define END_MS 15000
#define STEP_MS 10
#define RELEASE_MS 500

/* ---- all of it --------------------------------------------------------------------------------------------------- */

/* what the log says since @from */
static void print_last_words(int log)
{
	char text[4096];
	ssize_t got;

	while (log >= 0 && (got = read(log, text, sizeof(text))) > 0)
		fwrite(text, 1, got, stderr);
}

static bool is_gone(const struct place *place)
{
	for (unsigned int waited = 0; place_owner(place); waited += STEP_MS) {
		if (waited >= END_MS)
			return false;
		poll(NULL, 0, STEP_MS);
	}
	return true;
}

static int end_server(int fd, const struct place *place)
{
	pid_t owner = place_owner(place);
	int log = open(place->log, O_RDONLY | O_CLOEXEC), status = CLI_OK, err;
	char *text;

	if (log >= 0)
		lseek(log, 0, SEEK_END);
	err = ask_quietly(fd, &text, "down");
	if (err == -ETIMEDOUT) {
		cli_error("the server, process %d, does not answer; kill it, then \"usnd down\" removes what it leaves",
			  owner);
		status = CLI_FAILED;
	} else if (err) {
		cli_error("%s", text && *text ? text : strerror(-err));
		status = CLI_FAILED;
	} else if (!is_gone(place)) {
		cli_error("the server, process %d, does not end; kill it, then \"usnd down\" removes what it leaves",
			  owner);
		status = CLI_FAILED;
	}
	free(text);
	print_last_words(log);
	if (log >= 0)
		close(log);
	return status;
}

static int down_all(void)
{
	struct place place;
	int fd = ask_server(), status, err = place_find(&place);

	if (fd >= 0) {
		status = end_server(fd, &place);
		close(fd);
		return status;
	}
	if (fd != -ENOENT)
		return ask_say(fd);
	if (!err && place_owner(&place)) {
		cli_error("a server, process %d, is on its way up or down", place_owner(&place));
		return CLI_FAILED;
	}
	puts(!err && up_clean_up(&place) ? "nothing was up; what a server that died has left is removed"
					 : "nothing is up");
	return CLI_OK;
}

/* ---- some cards -------------------------------------------------------------------------------------------------- */

/* the request that takes @name away; false: there is no such card or module */
static bool request_for(const char *cards, const char *name, char *request, size_t size)
{
	char *text = strdup(cards), *rest = text, *field[8], file[512], module[64] = "";
	const struct card *card;
	bool found = false;

	if (!text)
		return false;
	if (!inventory_find(name, &card, file, sizeof(file)))
		inventory_module_name(file, module, sizeof(module));
	while (!found && (rest = ask_fields(rest, field, 8))) {
		if (!strcmp(field[0], "module") && !strcmp(field[1], module)) {
			snprintf(request, size, "unload %s", module);
			found = true;
		} else if (!strcmp(field[0], "card") && (!strcmp(field[1], name) || !strcmp(field[2], name))) {
			snprintf(request, size, strchr(field[6], ':') ? "unplug %s" : "unload %s",
				 strchr(field[6], ':') ? field[6] : field[4]);
			found = true;
		}
	}
	free(text);
	return found;
}

/*
 * The kernel tells of the last close of a file when the program may have ended already: who is "in use" may not be a
 * moment later.
 */
static int take_away(int fd, const char *request)
{
	unsigned int waited = 0;
	char *text;
	int err;

	while ((err = ask_quietly(fd, &text, "%s", request)) == -EBUSY && waited < RELEASE_MS) {
		free(text);
		poll(NULL, 0, STEP_MS);
		waited += STEP_MS;
	}
	if (err)
		cli_error("%s", text && *text ? text : ask_error(err));
	free(text);
	return err ? CLI_FAILED : CLI_OK;
}

static int down_one(int fd, const char *name)
{
	char *cards, request[128];
	bool found;

	if (ask(fd, &cards, "cards"))
		return CLI_FAILED;
	found = request_for(cards, name, request, sizeof(request));
	free(cards);
	if (!found) {
		cli_error("there is no card or module \"%s\"; \"usnd cards\" lists them", name);
		return CLI_FAILED;
	}
	return take_away(fd, request);
}

/* "[PID:]FOLDER": the cards stay, and are shown there no longer */
static int leave_place(int fd, const char *text)
{
	struct up_place place;
	int status = up_place(&place, text);

	if (status)
		return status;
	return ask(fd, NULL, "umount %d %s", place.pid, place.path) ? CLI_FAILED : CLI_OK;
}

static int down_run(int argc, char **argv)
{
	static const struct option options[] = { { "at", required_argument, NULL, 'a' }, { 0 } };
	const char *places[UP_PLACES];
	unsigned int count = 0;
	int c, fd, status = CLI_OK;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'a' && count == UP_PLACES)
			cli_error("--at %s: no more than %d places at a time", optarg, UP_PLACES);
		if (c != 'a' || count == UP_PLACES)
			return cli_usage(&down_command);
		places[count++] = optarg;
	}
	if (optind == argc && !count)
		return down_all();
	fd = ask_server_or_say();
	if (fd < 0)
		return CLI_FAILED;
	for (unsigned int i = 0; !status && i < count; i++)
		status = leave_place(fd, places[i]);
	for (; !status && optind < argc; optind++)
		status = down_one(fd, argv[optind]);
	close(fd);
	return status;
}

const struct command down_command = {
	.name = "down",
	.run = down_run,
	.usage = "[--at [PID:]DIR]… [CARD|MODULE]…",
	.help = "take all cards of \"usnd up\" away, or these, or show them no longer in a folder",
};
