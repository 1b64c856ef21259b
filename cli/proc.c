// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc.c - usnd proc PATH [VALUE]: read or write a proc file of a machine with the given cards.
 *
 * The machine is that of a server that runs, unless --card asks for another; without a server one is brought up for
 * this one command. A write is followed by a read, so that what came of it can be seen.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"
#include "harness/run.h"

struct proc_request {
	const char *path;
	const char *value;
};

static void say_unreadable(const char *path, int err)
{
	cli_error("cannot read %s: %s%s", path, strerror(-err),
		  err == -ENOENT ? "; \"usnd proc FOLDER\" lists one, /proc is the first" : "");
}

static int list_folder(const char *path)
{
	struct usnd_node node;
	unsigned int i;
	int err;

	for (i = 0; !(err = usnd_readdir(path, i, &node)); i++)
		printf("%s%s%s%s\n", node.name, (node.mode & 0170000) == 0040000 ? "/" : "",
		       node.target[0] ? " -> " : "", node.target);
	return err == -ENOENT && i ? 0 : err;
}

static int proc_body(struct run *run)
{
	const struct proc_request *request = run->arg;
	const char *path = request->path;
	static char text[65536];
	long err;

	if (request->value) {
		err = client_write_file(&run->client, path, request->value);
		if (err) {
			cli_error("cannot write \"%s\" to %s: %s", request->value, path, strerror(-err));
			return err;
		}
	}
	err = list_folder(path);
	if (err != -ENOTDIR && err != -ENOENT)
		return err;
	err = client_read_file(&run->client, path, text, sizeof(text));
	if (err < 0) {
		say_unreadable(path, err);
		return err;
	}
	fputs(text, stdout);
	return 0;
}

/* "40755 pcm0p" or "120777 self target": as list_folder() */
static void print_list(char *list)
{
	char *line, *name, *target;

	while ((line = strsep(&list, "\n")) && *line) {
		name = strchr(line, ' ') + 1;
		target = strchr(name, ' ');
		if (target)
			*target++ = '\0';
		printf("%s%s%s%s\n", name, (strtoul(line, NULL, 8) & 0170000) == 0040000 ? "/" : "",
		       target ? " -> " : "", target ? target : "");
	}
}

/* the same as proc_body(), of a server that runs */
static int ask_proc(int fd, const struct proc_request *request)
{
	char *text;
	int err;

	if (request->value) {
		err = ask_quietly(fd, &text, "write %s %s", request->path, request->value);
		if (err)
			cli_error("cannot write \"%s\" to %s: %s", request->value, request->path,
				  text && *text ? text : strerror(-err));
		free(text);
		if (err)
			return CLI_FAILED;
	}
	err = ask_quietly(fd, &text, "list %s", request->path);
	if (!err) {
		print_list(text);
		free(text);
		return CLI_OK;
	}
	free(text);
	err = ask_quietly(fd, &text, "read %s", request->path);
	if (err)
		say_unreadable(request->path, err);
	else
		fputs(text, stdout);
	free(text);
	return err ? CLI_FAILED : CLI_OK;
}

static int proc_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "card", required_argument, NULL, 'c' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct run_config config = { .clock = HOST_CLOCK_VIRTUAL };
	struct proc_request request = { 0 };
	struct run_result result;
	char path[256];
	int c, fd, status;

	while ((c = getopt_long(argc, argv, "c:v", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			if (cli_add_card(&config, optarg))
				return CLI_USAGE;
			break;
		case 'v':
			cli_verbose();
			break;
		default:
			return cli_usage(&proc_command);
		}
	}
	if (cli_words(&proc_command, argc - optind, argv + optind, 1, 2, "PATH"))
		return CLI_USAGE;
	snprintf(path, sizeof(path), "%s%s", argv[optind][0] == '/' ? "" : "/proc/asound/", argv[optind]);
	request.path = path;
	request.value = argv[optind + 1];
	fd = config.card_count ? -ENOENT : ask_server();
	if (fd >= 0) {
		status = ask_proc(fd, &request);
		close(fd);
		return status;
	}
	if (!config.card_count)
		while (config.card_count < RUN_CARDS && card_at(config.card_count)) {
			config.cards[config.card_count] = card_at(config.card_count);
			config.card_count++;
		}
	if (!run_world(&config, proc_body, &request, &result))
		return CLI_OK;
	if (strcmp(result.step, "body"))
		cli_error("%s failed: %s", result.step, strerror(-result.error));
	return CLI_FAILED;
}

const struct command proc_command = {
	.name = "proc",
	.run = proc_run,
	.usage = "[--card NAME]… PATH [VALUE]",
	.help = "read (or write) a file under /proc/asound, \"card0/pcm0p/sub0/prealloc\", of the server that runs, or of a machine "
		"with these cards",
};
