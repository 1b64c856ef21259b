// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map.c - usnd map: a picture of a machine's memory when its drivers are loaded, or of the server's that runs, drawn
 * from /proc/usnd/memory and /proc/asound/buffers. It only draws; what is free, and why something was refused, the
 * files say.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/map.h"

#define TEXT_BYTES (8u << 20)

/** struct map_request - the command line; @map is filled by the run, @err what the steps came to */
struct map_request {
	const char *svg, *after;
	struct map map;
	int err;
};

/* the whole file in memory of its own; NULL: said */
static char *text_of(const struct client *client, const char *path)
{
	char *text = malloc(TEXT_BYTES);
	long got = text ? client_read_file(client, path, text, TEXT_BYTES) : -ENOMEM;

	if (got >= 0)
		return text;
	cli_error("cannot read %s: %s", path, strerror(-got));
	free(text);
	return NULL;
}

/* both texts are freed */
static int look_at(struct map_request *request, char *memory, char *buffers)
{
	int err = memory && buffers ? map_read(&request->map, memory, buffers) : -EIO;

	if (err && memory && buffers)
		cli_error("cannot understand the files of /proc: %s", strerror(-err));
	free(memory);
	free(buffers);
	return err;
}

static int look(struct map_request *request, const struct client *client)
{
	char *memory = text_of(client, "/proc/usnd/memory");

	return look_at(request, memory, memory ? text_of(client, "/proc/asound/buffers") : NULL);
}

/* @platform: what machine it is */
static int look_at_server(struct map_request *request, int fd, char *platform, size_t size)
{
	char *memory = NULL, *buffers = NULL, *text, *at;

	if (!ask(fd, &text, "ping")) {
		at = strstr(text, "\nplatform ");
		if (at)
			snprintf(platform, size, "%.*s", (int)strcspn(at + 10, "\n"), at + 10);
		free(text);
	}

	if (!ask(fd, &memory, "read /proc/usnd/memory") && ask(fd, &buffers, "read /proc/asound/buffers"))
		buffers = NULL;
	return look_at(request, memory, buffers);
}

static int map_body(struct run *run)
{
	struct map_request *request = run->arg;
	struct map_after after = { .count = 0 };
	int err;

	if (request->after)
		request->err = map_after(&after, &run->client, request->after);
	err = look(request, &run->client);
	map_after_end(&after);
	return err;
}

static unsigned int terminal_columns(void)
{
	const char *wanted = getenv("COLUMNS");
	struct winsize size;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return wanted ? strtoul(wanted, NULL, 10) : 80;
}

static bool wants_colour(void)
{
	const char *terminal = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no) && terminal && strcmp(terminal, "dumb");
}

static int draw_file(const struct map *map, const char *path, const char *platform)
{
	FILE *out = fopen(path, "w");
	char title[96];
	int err;

	if (!out) {
		cli_error("cannot write %s: %s", path, strerror(errno));
		return CLI_FAILED;
	}
	snprintf(title, sizeof(title), "Memory of the machine “%s”", platform ? platform : "pc");
	err = map_draw_svg(map, out, title);
	if (!err)
		err = cli_flush(out);
	if (fclose(out) && !err)
		err = -errno;
	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(-err));
	return CLI_FAILED;
}

static int draw(const struct map_request *request, const char *platform)
{
	int err;

	if (request->svg)
		return draw_file(&request->map, request->svg, platform);
	err = map_draw_text(&request->map, stdout, terminal_columns(), wants_colour());
	if (err)
		cli_error("cannot draw: %s", strerror(-err));
	return err ? CLI_FAILED : CLI_OK;
}

/* CLI_OK, or CLI_USAGE, said */
static int parse(int argc, char **argv, struct run_config *config, struct map_request *request)
{
	static const struct option options[] = {
		{ "card", required_argument, NULL, 'c' },     { "platform", required_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 's' },     { "svg", required_argument, NULL, 'g' },
		{ "after", required_argument, NULL, 'a' },    { "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "v", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			if (cli_add_card(config, optarg))
				return CLI_USAGE;
			break;
		case 'p':
			config->platform = cli_platform(optarg);
			if (!config->platform)
				return CLI_USAGE;
			break;
		case 's':
			if (cli_seed(&config->seed, optarg))
				return CLI_USAGE;
			break;
		case 'g':
			request->svg = optarg;
			break;
		case 'a':
			request->after = optarg;
			break;
		case 'v':
			cli_verbose();
			break;
		default:
			return cli_usage(&map_command);
		}
	}
	return cli_words(&map_command, argc - optind, argv + optind, 0, 0, NULL);
}

static int map_run(int argc, char **argv)
{
	struct run_config config = { .clock = HOST_CLOCK_VIRTUAL };
	static struct map_request request;
	struct run_result result;
	char platform[64] = "pc";
	int fd, status;

	status = parse(argc, argv, &config, &request);
	if (status)
		return status;
	/* what asks for a machine of its own is not about the server's */
	fd = config.card_count || config.platform || config.seed || request.after ? -ENOENT : ask_server();
	if (!config.card_count)
		config.cards[config.card_count++] = card_at(0);
	if (fd >= 0) {
		status = look_at_server(&request, fd, platform, sizeof(platform)) ? CLI_FAILED : CLI_OK;
		config.platform = platform;
		close(fd);
	} else if (run_world(&config, map_body, &request, &result)) {
		if (!result.step || strcmp(result.step, "body"))
			cli_error("%s failed: %s", result.step ? result.step : "the run", strerror(-result.error));
		status = CLI_FAILED;
	}
	if (!status)
		status = draw(&request, config.platform);
	map_free(&request.map);
	return status ? status : request.err ? CLI_FAILED : CLI_OK;
}

const struct command map_command = {
	.name = "map",
	.run = map_run,
	.usage = "[--card NAME]… [--platform NAME] [--seed N] [--svg FILE] [--after \"STEP; …\"]",
	.help = "draw who has which memory of the server that runs, or of a machine with these cards, and what is left",
};
