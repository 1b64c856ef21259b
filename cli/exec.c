// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec.c - usnd exec: a command with sound cards that only it and its children have. No root, no kernel module, no
 * /dev/snd.
 *
 * The command's process is forked first, while there is one thread and no world, and waits (server/notify). Then cards
 * come up; when they can be opened the command begins, and when it ends the cards go down. Its exit status is ours.
 *
 * The card without a name is dummy: alsa-lib ships no configuration for its driver's name, so that "default", which
 * aplay and most programs use, is the card itself behind conversion ("plug"), and not a mixer at 48 kHz: what is in a
 * card's reach arrives as it is.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/exec_control.h"
#include "cli/exec_init.h"
#include "cli/stream.h"
#include "harness/linein_jacks.h"
#include "server/inventory.h"
#include "server/notify/notify.h"
#include "server/server.h"

#define DEFAULT_CARD "dummy"

/* as a shell */
enum { EXEC_CANNOT = 126, EXEC_NOT_FOUND = 127 };

/**
 * struct exec - a run of the command
 * @params: of the drivers of the cards
 * @exec_error: why it did not execute; @no_card: because no driver has made a card
 */
struct exec {
	struct server_config config;
	char params[RUN_CARDS][512];
	struct notify_child child;
	struct notify *notify;
	struct exec_control control;
	const char *line_in;
	struct linein_jacks jacks;
	bool strict, no_card;
	int exec_error;
};

static volatile pid_t command;

/* ---- options ----------------------------------------------------------------------------------------------------- */

static int take_clock(struct exec *exec, const char *name)
{
	if (strcmp(name, "paced") && strcmp(name, "real")) {
		cli_error("clock \"%s\" is neither paced nor real", name);
		return CLI_USAGE;
	}
	exec->config.clock = strcmp(name, "real") ? SERVER_PACED : SERVER_REAL;
	return CLI_OK;
}

static int take_option(struct exec *exec, int c)
{
	struct stream_options common = {0};
	int status;

	switch (c) {
	case 'r':
		exec->config.record = optarg;
		return CLI_OK;
	case 't':
		return take_clock(exec, optarg);
	case 'i':
		exec->line_in = optarg;
		return CLI_OK;
	case 'S':
		exec->strict = true;
		return CLI_OK;
	default:
		status = stream_option(&common, c);
		if (status)
			return status;
		if (c == 'p')
			exec->config.world.platform = common.platform;
		if (c == 's')
			exec->config.world.seed = common.seed;
		return CLI_OK;
	}
}

static int take_card(struct exec *exec, const char *name)
{
	struct run_config *world = &exec->config.world;
	int status = cli_add_card(world, name);

	if (!status)
		world->card_params[world->card_count - 1] = exec->params[world->card_count - 1];
	return status;
}

/* NAME=VALUE of the driver of the card before it */
static int take_param(struct exec *exec, const char *word)
{
	unsigned int count = exec->config.world.card_count;
	char *params = count ? exec->params[count - 1] : NULL;
	size_t used = params ? strlen(params) : 0, room = sizeof(exec->params[0]) - used;

	if (!params) {
		cli_error("%s stands before the first card", word);
		return CLI_USAGE;
	}
	if (snprintf(params + used, room, "%s%s", used ? " " : "", word) >= (int)room) {
		cli_error("the parameters of %s are too long", exec->config.world.cards[count - 1]->name);
		return CLI_USAGE;
	}
	return CLI_OK;
}

/* @argv: cards and options only */
static int take_arguments(struct exec *exec, int argc, char **argv)
{
	static const struct option options[] = {
		{"record", required_argument, NULL, 'r'},   {"clock", required_argument, NULL, 't'},
		{"platform", required_argument, NULL, 'p'}, {"line-in", required_argument, NULL, 'i'},
		{"seed", required_argument, NULL, 's'},	    {"strict", no_argument, NULL, 'S'},
		{"verbose", no_argument, NULL, 'v'},	    {0},
	};
	int c, status = CLI_OK;

	while (!status && (c = getopt_long(argc, argv, "v", options, NULL)) != -1) {
		status = c == '?' ? -1 : take_option(exec, c);
		if (status < 0)
			return cli_usage(&exec_command);
	}
	for (; !status && optind < argc; optind++)
		status = strchr(argv[optind], '=') ? take_param(exec, argv[optind]) : take_card(exec, argv[optind]);
	if (!status && !exec->config.world.card_count)
		status = take_card(exec, DEFAULT_CARD);
	return status;
}

/* where the command begins: behind "--"; 0: there is none, said */
static int find_command(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		if (i + 1 == argc)
			cli_error("exec: COMMAND is missing behind the \"--\"");
		return i + 1 < argc ? i + 1 : 0;
	}
	cli_error("exec: COMMAND is missing; it stands behind a \"--\": usnd exec [CARD…] -- COMMAND…");
	return 0;
}

/* ---- the line-in ------------------------------------------------------------------------------------------------- */

static int check_line(struct exec *exec)
{
	if (!exec->line_in || !linein_check(&exec->jacks, &exec->config.world, exec->line_in))
		return CLI_OK;
	cli_error("%s", exec->jacks.message);
	return CLI_FAILED;
}

/* ---- signals ----------------------------------------------------------------------------------------------------- */

static void forward(int number)
{
	if (command > 0)
		kill(command, number);
}

static const char *volatile early_folder;

static void end_early(int number)
{
	rmdir(early_folder);
	signal(number, SIG_DFL);
	raise(number);
}

/*
 * Until the command is there, and in its process until it is executed: they end it as ever, and the folder goes. What
 * is ignored, as below nohup(1), stays so.
 */
static void catch_early_signals(const char *folder)
{
	static const int all[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = end_early}, before;

	early_folder = folder;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!sigaction(all[i], NULL, &before) && before.sa_handler == SIG_DFL)
			sigaction(all[i], &action, NULL);
}

/*
 * The terminal's reach the command as well, and what is sent to a group: it is for the command to end of them. What
 * comes from outside of a container (0), or from its first process, is for us alone.
 */
static void forward_from_outside(int number, siginfo_t *info, void *context)
{
	if (info->si_code <= 0 && (info->si_pid == 0 || info->si_pid == 1))
		forward(number);
}

static void catch_signals(void)
{
	static const int from_outside[] = {SIGINT, SIGQUIT}, forwarded[] = {SIGTERM, SIGHUP};
	struct sigaction action = {.sa_flags = SA_RESTART};
	size_t i;

	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	action.sa_handler = forward;
	for (i = 0; i < sizeof(forwarded) / sizeof(forwarded[0]); i++)
		sigaction(forwarded[i], &action, NULL);
	action.sa_flags |= SA_SIGINFO;
	action.sa_sigaction = forward_from_outside;
	for (i = 0; i < sizeof(from_outside) / sizeof(from_outside[0]); i++)
		sigaction(from_outside[i], &action, NULL);
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

static bool has_card(const struct client *client)
{
	struct snd_ctl_card_info info;

	for (unsigned int i = 0; i < INVENTORY_NUMBERS; i++)
		if (!client_card_info(client, i, &info))
			return true;
	return false;
}

static int on_ready(struct server *server, void *ctx)
{
	struct exec *exec = ctx;
	int err;

	if (!has_card(&server->run->client)) {
		exec->no_card = true;
		return -ENODEV;
	}
	err = exec->line_in ? linein_plug(&exec->jacks, server->run, exec->line_in) : 0;

	exec_control_attach(&exec->control, server);
	if (!err)
		err = exec->exec_error = notify_go(&exec->child);
	return err;
}

/* why the command cannot be given sound here */
static int refuse(int err)
{
	switch (-err) {
	case EBUSY:
		cli_error("somebody listens to this process's system calls already, as an outer \"usnd exec\" or a "
			  "container's supervisor does, and "
			  "Linux allows only one: start usnd exec outside of it");
		break;
	case EACCES:
		cli_error("the memory of the command cannot be read, neither by process_vm_readv() nor by "
			  "/proc/PID/mem: "
			  "the sandbox forbids it, or Yama (\"usnd doctor\" says more); "
			  "in a container --cap-add SYS_PTRACE may help");
		break;
	case EPERM:
		cli_error("seccomp filters are not permitted here: allow seccomp() in the container's seccomp profile");
		break;
	case ENOSYS:
		cli_error(
			"there are no seccomp user notifications here, or too old ones: Linux 5.14 or later is needed");
		break;
	default:
		cli_error("cannot start the command under a seccomp filter: %s", strerror(-err));
		break;
	}
	return CLI_CANNOT;
}

/* what the server's end says; the command has ended with @status */
static int judge(struct exec *exec, const struct run_result *result, const char *name, int status)
{
	/* it was ended while it waited for the cards, by Ctrl-C */
	if (exec->exec_error == -EPIPE && status)
		return status;
	if (exec->exec_error) {
		cli_error("cannot execute %s: %s%s", name, strerror(-exec->exec_error),
			  exec->exec_error == -EACCES	? "; is it an executable file?"
			  : exec->exec_error != -ENOENT ? ""
			  : strchr(name, '/')		? "; is that its name?"
							: "; it is in no folder of PATH");
		return exec->exec_error == -ENOENT ? EXEC_NOT_FOUND : EXEC_CANNOT;
	}
	if (exec->no_card) {
		cli_error("no card has come up, see above; %s was not run", name);
		return CLI_FAILED;
	}
	if (result->stuck && result->error == -EBUSY)
		cli_error(
			"a system call was given up: its memory (userfaultfd, a file of FUSE) is another process's to bring, which does not");
	else if (result->stuck)
		cli_error("the drivers are stuck: none of their tasks can go on");
	else if (result->error && result->step && !strcmp(result->step, "body"))
		cli_error("the server of the cards has failed: %s; see above", strerror(-result->error));
	else if (result->error)
		cli_error("%s: %s", result->step ? result->step : "cards", strerror(-result->error));
	if (result->stuck || result->error)
		return status ? status : CLI_FAILED;
	if (result->findings)
		cli_error("%lu report%s about the drivers, see above%s", result->findings,
			  result->findings > 1 ? "s" : "", exec->strict ? "" : " (--strict makes this a failure)");
	if (linein_finish(&exec->jacks, exec->line_in))
		cli_error("%s", exec->jacks.message);
	return status ? status : exec->strict && result->findings ? CLI_FAILED : CLI_OK;
}

static int serve(struct exec *exec, struct run_result *result)
{
	struct server_config *config = &exec->config;
	struct transport *control;
	int err;

	*result = (struct run_result){.step = "system calls"};
	err = result->error = notify_open(&exec->notify, exec->child.listener, exec->child.killable);
	if (err)
		return err;
	config->transports[config->count++] = notify_transport(exec->notify);
	control = exec_control_open(&exec->control);
	if (control)
		config->transports[config->count++] = control;
	config->stop_fd = exec->child.pidfd;
	return server_run(config, result);
}

static int run_command(struct exec *exec, char **argv)
{
	struct run_result result;
	int err, status;

	setenv("USND_EXEC", "1", 1);
	catch_early_signals(exec->control.folder);
	exec_control_place(&exec->control);
	err = notify_spawn(&exec->child, argv);
	if (err) {
		exec_control_close(&exec->control);
		return refuse(err);
	}
	command = exec->child.pid;
	catch_signals();
	serve(exec, &result);
	status = notify_reap(&exec->child);
	/* else tasks that were left behind have it still */
	if (!result.stuck)
		notify_close(exec->notify);
	exec_control_close(&exec->control);
	status = judge(exec, &result, argv[0], status);
	notify_caretake(&exec->child);
	return status;
}

static int exec_run(int argc, char **argv)
{
	static struct exec exec = {.config = {.clock = SERVER_PACED, .ready = on_ready}};
	int first = find_command(argc, argv), status;

	if (!first)
		return cli_usage(&exec_command);
	exec.config.ctx = &exec;
	/* ignored, as some parents have it, nobody could wait for the command */
	signal(SIGCHLD, SIG_DFL);
	exec_below_init();
	status = take_arguments(&exec, first - 1, argv);
	if (status)
		return status;
	if (exec.config.record)
		status = cli_make_folder(exec.config.record);
	if (!status)
		status = check_line(&exec);
	if (!status)
		status = run_command(&exec, argv + first);
	linein_finish(&exec.jacks, exec.line_in);
	return status;
}

const struct command exec_command = {
	.name = "exec",
	.run = exec_run,
	.usage = "[CARD [PARAM=VALUE]… …] [--record DIR] [--clock paced|real] [--platform NAME] [--line-in FILE.wav|FIFO] [--seed N] "
		 "[--strict] [-v] -- "
		 "COMMAND …",
	.help = "run a command with sound cards of its own; its exit status, or 77: not possible here",
};
