// SPDX-License-Identifier: GPL-2.0-or-later
/* log.c - usnd log [-f]: the kernel's log of the server that runs, or of one that died. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"
#include "server/control_client.h"
#include "server/place.h"

static int print_file(void)
{
	struct place place;
	char text[4096];
	size_t got;
	FILE *file;

	file = place_find(&place) ? NULL : fopen(place.log, "re");
	if (!file)
		return ask_say(-ENOENT);
	while ((got = fread(text, 1, sizeof(text), file)))
		fwrite(text, 1, got, stdout);
	fclose(file);
	cli_error("this is the log of a server that has died");
	return CLI_FAILED;
}

/* until the server goes, or Ctrl-C */
static int follow(int fd)
{
	char *text;
	size_t bytes;
	int err = ask(fd, &text, "follow");

	if (err)
		return CLI_FAILED;
	free(text);
	while (!cli_stop && !(err = control_listen(fd, &text, &bytes))) {
		fwrite(text, 1, bytes, stdout);
		fflush(stdout);
		free(text);
	}
	return cli_stop ? CLI_STOPPED : err == -EPIPE ? CLI_OK : CLI_FAILED;
}

/* without SA_RESTART: a wait for the next line ends */
static void on_signal(int number)
{
	cli_stop = true;
}

static int log_run(int argc, char **argv)
{
	static const struct option options[] = { { "follow", no_argument, NULL, 'f' }, { 0 } };
	struct sigaction action = { .sa_handler = on_signal };
	bool follows = false;
	char *text;
	int c, fd, status = CLI_FAILED;

	while ((c = getopt_long(argc, argv, "f", options, NULL)) != -1) {
		if (c != 'f')
			return cli_usage(&log_command);
		follows = true;
	}
	if (optind != argc)
		return cli_usage(&log_command);
	fd = ask_server();
	if (fd == -ENOENT)
		return print_file();
	if (fd < 0)
		return ask_say(fd);
	if (follows) {
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGTERM, &action, NULL);
		status = follow(fd);
	} else if (!ask(fd, &text, "log")) {
		fputs(text, stdout);
		free(text);
		status = CLI_OK;
	}
	close(fd);
	return status;
}

const struct command log_command = {
	.name = "log",
	.run = log_run,
	.usage = "[-f]",
	.help = "the log of the server that runs; -f goes on as it grows",
};
