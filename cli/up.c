// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up.c - usnd up [-f] [OPTIONS] MODULE [PARAM=VALUE…] [MODULE …]: cards for everybody on this machine.
 *
 * If a server runs already it is asked for what it has not got. Else a process is left in the background, and this one
 * waits until applications can open the cards.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sound/asound.h>

#include "cli/ask.h"
#include "cli/up.h"
#include "harness/linein.h"
#include "server/fuse/fuse.h"
#include "server/nodes.h"

#define START_MS 30000
#define PROOF_MS 10000
#define GIVE_UP_MS 3000

/* ---- a server that runs ------------------------------------------------------------------------------------------ */

/* CLI_OK and *@todo, or the exit status, said */
static int plan(const struct up_config *config, unsigned int i, int fd, enum up_do *todo)
{
	char *cards, message[INVENTORY_MESSAGE];
	int err = ask(fd, &cards, "cards");

	if (err)
		return CLI_FAILED;
	err = up_plan(config, i, cards, todo, message);
	free(cards);
	if (err)
		cli_error("%s", message);
	return err ? CLI_FAILED : CLI_OK;
}

/* 1; 0: they are shown there already; -1: it cannot be, said */
static int show_at(const struct up_place *place, int fd)
{
	char *why;
	int err = ask_quietly(fd, &why, "mount %d %s", place->pid, place->path);

	if (err && err != -EEXIST)
		cli_error("%s", why && *why ? why : ask_error(err));
	free(why);
	return err ? err == -EEXIST ? 0 : -1 : 1;
}

static int add_missing(const struct up_config *config, int fd)
{
	enum up_do todo = UP_NOTHING;
	unsigned int done = 0;

	for (unsigned int i = 0; i < config->count; i++) {
		const struct up_module *word = &config->modules[i];

		if (plan(config, i, fd, &todo))
			return CLI_FAILED;
		if (todo == UP_NOTHING)
			continue;
		if (ask(fd, NULL, todo == UP_LOAD ? "load %s%s%s" : "plug %s", word->name,
			word->params[0] ? " " : "", word->params))
			return CLI_FAILED;
		done++;
	}
	for (unsigned int i = 0; i < config->place_count; i++) {
		int shown = show_at(&config->places[i], fd);

		if (shown < 0)
			return CLI_FAILED;
		done += shown;
	}
	if (!done)
		puts(config->count ? "these cards are up already" : "the cards are shown there already");
	return CLI_OK;
}

static int use_running(const struct up_config *config, int fd)
{
	char *text, *pid;

	if (!config->foreground && config->for_start)
		cli_error("--%s is not heeded: a server is up already; \"usnd down\" ends it", config->for_start);
	if (!config->foreground)
		return add_missing(config, fd);
	if (ask(fd, &text, "ping"))
		return CLI_FAILED;
	pid = strstr(text, "\npid ");
	cli_error("a server is up already, as process %.*s; \"usnd down\" ends it",
		  pid ? (int)strcspn(pid + 5, "\n") : 1, pid ? pid + 5 : "?");
	free(text);
	return CLI_FAILED;
}

/* ---- a new one --------------------------------------------------------------------------------------------------- */

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ull + t.tv_nsec / 1000000;
}

/* in a process of its own: if the server hangs, so does whoever opens its files */
static int open_first_card(void)
{
	struct snd_ctl_card_info info;
	char path[64];
	int fd = -1;

	for (unsigned int i = 0; fd < 0 && i < INVENTORY_NUMBERS; i++) {
		struct stat link;

		snprintf(path, sizeof(path), NODES_FOLDER "/controlC%u", i);
		if (!lstat(path, &link) && S_ISLNK(link.st_mode))
			fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	}
	return fd < 0 || ioctl(fd, SNDRV_CTL_IOCTL_CARD_INFO, &info);
}

static bool cards_can_be_opened(void)
{
	uint64_t until = now_ms() + PROOF_MS;
	pid_t child = fork();
	int status = 1;

	if (!child)
		_exit(open_first_card());
	while (child > 0 && !waitpid(child, &status, WNOHANG)) {
		if (now_ms() > until || cli_stop) {
			kill(child, SIGKILL);
			return false;
		}
		poll(NULL, 0, 2);
	}
	return child > 0 && WIFEXITED(status) && !WEXITSTATUS(status);
}

/* "0 passthrough", or "77 why not" */
static int read_report(int fd, const struct place *place)
{
	uint64_t until = now_ms() + START_MS;
	struct pollfd watched = { .fd = fd, .events = POLLIN };
	char text[INVENTORY_MESSAGE + 16];
	size_t used = 0;
	ssize_t got = 0;
	char *why;
	int status;

	while (used < sizeof(text) - 1 && now_ms() < until && !cli_stop) {
		if (poll(&watched, 1, until - now_ms()) <= 0)
			continue;
		got = read(fd, text + used, sizeof(text) - 1 - used);
		if (got <= 0)
			break;
		used += got;
		if (text[used - 1] == '\n')
			break;
	}
	text[used] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (!used && cli_stop)
		return CLI_STOPPED;
	if (!used) {
		cli_error(got ? "the server does not come up; see %s" : "the server has died on its way up",
			  place->log);
		return CLI_FAILED;
	}
	status = strtol(text, &why, 10);
	why += *why == ' ';
	if (status)
		cli_error("%s", why);
	else if (!strcmp(why, fuse_mode_name(FUSE_MODE_DIRECT)))
		printf("FUSE, direct: read and write access, no mmap; usnd doctor says why\n");
	return status;
}

static void become_background(void)
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setsid();
	if (chdir("/"))
		cli_error("chdir: %s", strerror(errno));
	if (in >= 0)
		dup2(in, STDIN_FILENO);
}

/* Ctrl-C: it has to end, however far it is */
static void take_back(pid_t child, struct place *place)
{
	uint64_t until = now_ms() + GIVE_UP_MS;

	kill(child, SIGTERM);
	while (!waitpid(child, NULL, WNOHANG)) {
		if (now_ms() > until)
			kill(child, SIGKILL);
		poll(NULL, 0, 5);
	}
	up_clean_up(place);
	cli_error("stopped: nothing is up");
}

static int start(const struct up_config *config, struct place *place)
{
	int report[2], status;
	pid_t child;

	if (pipe2(report, O_CLOEXEC)) {
		cli_error("pipe: %s", strerror(errno));
		return CLI_FAILED;
	}
	fflush(NULL);
	cli_catch_signals();
	child = fork();
	if (!child) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		close(report[0]);
		become_background();
		_exit(up_serve(config, place, report[1]));
	}
	close(report[1]);
	if (child < 0) {
		cli_error("fork: %s", strerror(errno));
		status = CLI_FAILED;
	} else {
		status = read_report(report[0], place);
	}
	close(report[0]);
	if (!status && !cards_can_be_opened() && !cli_stop) {
		cli_error("the cards are there, and cannot be opened; \"usnd log\" may say why");
		status = CLI_FAILED;
	}
	if (!cli_stop)
		return status;
	if (child > 0)
		take_back(child, place);
	return CLI_STOPPED;
}

/* ---- the command line -------------------------------------------------------------------------------------------- */

enum { OPTION_MODE = 256, OPTION_GROUP, OPTION_CLOCK, OPTION_RECORD, OPTION_LINE_IN, OPTION_AT };

/* by its full name: the server has another working folder */
static int take_record(struct up_config *config, const char *name)
{
	if (cli_make_folder(name))
		return CLI_FAILED;
	if (realpath(name, config->record))
		return CLI_OK;
	cli_error("--record %s: %s", name, strerror(errno));
	return CLI_FAILED;
}

static int take_mode(struct up_config *config, const char *text)
{
	char *end;
	unsigned long mode = strtoul(text, &end, 8);

	if (*end || !*text || mode > 0777 || !mode) {
		cli_error("--mode %s: permissions as of chmod(1), 0666 or 0660", text);
		return CLI_USAGE;
	}
	config->mode = mode;
	return CLI_OK;
}

static int take_clock(struct up_config *config, const char *text)
{
	if (!strcmp(text, "real"))
		config->clock = SERVER_REAL;
	else if (!strcmp(text, "paced"))
		config->clock = SERVER_PACED;
	else {
		cli_error("clock \"%s\" is neither real nor paced", text);
		return CLI_USAGE;
	}
	return CLI_OK;
}

static int take_place(struct up_config *config, const char *text)
{
	int status;

	if (config->place_count == UP_PLACES) {
		cli_error("--at %s: no more than %d places at a time", text, UP_PLACES);
		return CLI_USAGE;
	}
	status = up_place(&config->places[config->place_count], text);
	config->place_count += !status;
	return status;
}

/* what cannot be heard by any card is said now; a FIFO says what it is when its writer comes */
static int take_line_in(struct up_config *config, const char *name)
{
	const char *why = NULL;
	struct linein in;
	int err;

	err = realpath(name, config->line_in) ? linein_open(&in, config->line_in, &why) : -errno;
	if (err)
		cli_error("--line-in %s: %s; name a sound file or a FIFO", name, why ? why : strerror(-err));
	else
		linein_close(&in);
	return err ? CLI_FAILED : CLI_OK;
}

static int take_option(struct up_config *config, int c)
{
	switch (c) {
	case 'f':
		config->foreground = true;
		return CLI_OK;
	case 'v':
		cli_verbose();
		return CLI_OK;
	case 'p':
		config->platform = cli_platform(optarg);
		return config->platform ? CLI_OK : CLI_USAGE;
	case OPTION_MODE:
		return take_mode(config, optarg);
	case OPTION_GROUP:
		config->group = optarg;
		return CLI_OK;
	case OPTION_CLOCK:
		return take_clock(config, optarg);
	case OPTION_RECORD:
		return take_record(config, optarg);
	case OPTION_LINE_IN:
		return take_line_in(config, optarg);
	case OPTION_AT:
		return take_place(config, optarg);
	default:
		return cli_usage(&up_command);
	}
}

static int parse(struct up_config *config, int argc, char **argv)
{
	static const struct option options[] = {
		{ "foreground", no_argument, NULL, 'f' },	   { "verbose", no_argument, NULL, 'v' },
		{ "platform", required_argument, NULL, 'p' },	   { "mode", required_argument, NULL, OPTION_MODE },
		{ "group", required_argument, NULL, OPTION_GROUP }, { "clock", required_argument, NULL, OPTION_CLOCK },
		{ "record", required_argument, NULL, OPTION_RECORD }, { "line-in", required_argument, NULL, OPTION_LINE_IN },
		{ "at", required_argument, NULL, OPTION_AT },
		{ 0 },
	};
	int c, which = -1, status = CLI_OK;

	while (!status && (c = getopt_long(argc, argv, "+fv", options, &which)) != -1) {
		status = take_option(config, c);
		if (c == 'p' || (c >= OPTION_MODE && c != OPTION_AT))
			config->for_start = options[which].name;
	}
	if (status)
		return status;
	if (!config->place_count &&
	    cli_words(&up_command, argc - optind, argv + optind, 1, INT_MAX, "MODULE, as \"usnd drivers\" lists them,"))
		return CLI_USAGE;
	return up_words(config, argv + optind);
}

static int find_place(struct place *place)
{
	int err = place_find(place);

	if (err == -ENOENT)
		cli_error(
			"XDG_RUNTIME_DIR is not set, so there is no place for the server's socket; set it, or use \"usnd exec\"");
	else if (err == -EACCES)
		cli_error(
			"there is no place for the server's socket: /run cannot be written to, nor XDG_RUNTIME_DIR, nor TMPDIR; set "
			"one of them to a folder of yours");
	else if (err)
		cli_error("there is no place for the server's socket: %s", strerror(-err));
	if (err)
		return CLI_CANNOT;
	if (!geteuid() && strcmp(place->folder, PLACE_OF_ROOT)) {
		printf("%s: the server is in %s\n", access("/run", W_OK) ? "/run cannot be written to" :
		       PLACE_OF_ROOT " is no folder of ours", place->folder);
		fflush(stdout);
	}
	return CLI_OK;
}

static int up_run(int argc, char **argv)
{
	static struct up_config config = { .mode = 0666, .clock = SERVER_REAL };
	struct place place;
	int fd, status = parse(&config, argc, argv);

	if (status)
		return status;
	config.system = inventory_system_numbers(NODES_FOLDER);
	status = up_check(&config);
	if (status)
		return status;
	fd = ask_server();
	if (fd >= 0) {
		status = use_running(&config, fd);
		close(fd);
		return status;
	}
	if (!config.count) {
		cli_error(
			"no server is up whose cards could be shown there; name a MODULE for one, \"usnd drivers\" lists them");
		return CLI_USAGE;
	}
	status = find_place(&place);
	if (status)
		return status;
	return config.foreground ? up_serve(&config, &place, -1) : start(&config, &place);
}

const struct command up_command = {
	.name = "up",
	.run = up_run,
	.usage = "[-f] [--platform NAME] [--clock real|paced] [--record DIR] [--line-in FILE] [--mode 0666] [--group NAME] "
		 "[--at [PID:]DIR]… [-v] MODULE [PARAM=VALUE]… [MODULE …]",
	.help = "cards for every program of this machine: /dev/snd, by FUSE",
};
