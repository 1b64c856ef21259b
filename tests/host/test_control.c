// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The control socket: a server in a process of its own, on either clock, and clients that behave, misbehave, or are
 * nobody's.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/log.h"
#include "server/control.h"
#include "server/control_client.h"
#include "server/control_wire.h"
#include "server/inventory.h"
#include "tests/host/tap.h"

static char path[96];

/* ---- the server -------------------------------------------------------------------------------------------------- */

/** struct rig - of the server's process */
struct rig {
	struct control *control;
	struct inventory inventory;
	struct loglines log;
	int stop_fd, ready_fd;
};

static struct control *signalled;

static void on_signal(int number)
{
	control_down(signalled);
}

static void stop(void *ctx)
{
	struct rig *rig = ctx;
	uint64_t one = 1;

	if (write(rig->stop_fd, &one, sizeof(one)) < 0)
		abort();
}

/* what the owner of nodes would see when he is told */
static void changed(void *ctx)
{
	struct usnd_node node;
	unsigned int controls = 0;

	for (unsigned int i = 0; !usnd_readdir("/dev/snd", i, &node); i++)
		controls += !strncmp(node.name, "control", 7);
	log_line(5, "changed: %u controls", controls);
}

static int ready(struct server *server, void *ctx)
{
	char message[INVENTORY_MESSAGE];
	struct rig *rig = ctx;
	int err;

	inventory_attach(&rig->inventory, server->run->machine, &server->run->client);
	err = inventory_load(&rig->inventory, "es1370", "", message);
	control_attach(rig->control, server);
	if (!err && write(rig->ready_fd, "", 1) < 0)
		err = -EPIPE;
	return err;
}

/* exit status: 0 nothing was found wrong */
static int serve(enum server_clock clock, int ready_fd)
{
	static struct rig rig;
	struct control_config control = {.path = path,
					 .log = &rig.log,
					 .inventory = &rig.inventory,
					 .changed = changed,
					 .stop = stop,
					 .ctx = &rig};
	struct server_config config = { .clock = clock, .count = 1, .ready = ready, .ctx = &rig };
	struct run_result result;
	char cmdline[256];
	int err;

	host_log_level(7);
	loglines_start(&rig.log, -1);
	rig.ready_fd = ready_fd;
	/* the kernel is said to have cards 0 and 2 */
	rig.inventory.system = 5;
	config.world.cmdline = inventory_cmdline(5, cmdline, sizeof(cmdline));
	rig.stop_fd = config.stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	err = control_open(&rig.control, &control);
	if (err)
		return 2;
	signalled = rig.control;
	signal(SIGTERM, on_signal);
	config.transports[0] = control_transport(rig.control);
	err = server_run(&config, &result);
	control_close(rig.control);
	loglines_stop(&rig.log);
	return err ? 1 : 0;
}

/* ---- the client's side ------------------------------------------------------------------------------------------- */

static pid_t server;
static int fd;
static char *body;
static size_t bytes;

static int ask(const char *request)
{
	int err;

	free(body);
	err = control_ask(fd, request, &body, &bytes);
	if (!body)
		body = strdup("");
	return err;
}

static int connected(void)
{
	int new = control_connect(path);

	EXPECT(new >= 0, "(%s)", strerror(-new));
	return new;
}

static void ends_well(void)
{
	int status;

	EXPECT(waitpid(server, &status, 0) == server && status == 0, "(the server ends with 0x%x)", status);
	EXPECT(access(path, F_OK), "(the socket is left)");
	free(body);
	body = NULL;
	server = 0;
	close(fd);
}

static void with_server_on(enum server_clock clock, void (*fn)(void))
{
	int pipes[2];
	char byte;

	snprintf(path, sizeof(path), "test_control.%d.socket", getpid());
	EXPECT(!pipe2(pipes, O_CLOEXEC));
	fflush(stdout);
	server = fork();
	if (!server) {
		alarm(50);
		_exit(serve(clock, pipes[1]));
	}
	close(pipes[1]);
	EXPECT(read(pipes[0], &byte, 1) == 1, "(the server does not come up)");
	close(pipes[0]);
	fd = connected();
	fn();
	/* a case may have ended it */
	if (server) {
		EXPECT(!ask("down"), "%s", body ? body : "");
		ends_well();
	}
}

static void with_server(void (*fn)(void))
{
	with_server_on(SERVER_REAL, fn);
	with_server_on(SERVER_PACED, fn);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void ask_who(void)
{
	char expected[64];

	EXPECT(!ask("ping") && !strncmp(body, "usnd-control 1\nversion ", 23), "%s", body);
	snprintf(expected, sizeof(expected), "\npid %d\nuid %d\n", server, geteuid());
	EXPECT(strstr(body, expected), "%s", body);
	EXPECT(!ask("cards") && strstr(body, "card\t1\tAudioPCI\tENS1370\tsnd-es1370\tes1370\t0000:00:05.0\t"), "%s",
	       body);
	EXPECT(strstr(body, "module\tsnd-es1370\t\n") && strstr(body, "stream\t1\t0\tp\t1\tES1370/1\n"), "%s", body);
	EXPECT(strstr(body, "node\t1\tcontrolC1\n") && strstr(body, "node\t1\tpcmC1D1p\n"), "%s", body);
}

static void a_server_says_who_it_is_and_what_it_has(void)
{
	with_server(ask_who);
}

static void ask_files(void)
{
	EXPECT(!ask("read /proc/asound/card1/pcm0p/sub0/prealloc") && !strcmp(body, "64\n"), "%s", body);
	EXPECT(!ask("write /proc/asound/card1/pcm0p/sub0/prealloc 128"));
	EXPECT(!ask("read /proc/asound/card1/pcm0p/sub0/prealloc") && !strcmp(body, "128\n"), "%s", body);
	EXPECT(ask("write /proc/asound/card1/pcm0p/sub0/prealloc what else") == -EINVAL);
	EXPECT(ask("read /proc/asound/card9/id") == -ENOENT && ask("list /proc/nowhere") == -ENOENT);
	EXPECT(!ask("list /proc/asound/card1") && strstr(body, "40555 pcm0p\n"), "%s", body);
	EXPECT(!ask("read /proc/usnd/memory") && bytes > 300 && strstr(body, "\nzone "), "(%zu bytes)", bytes);
	/* a read of a device would wait for sound */
	EXPECT(ask("read /dev/snd/pcmC1D0c") == -EACCES && ask("write /dev/snd/pcmC1D0p x") == -EACCES);
	EXPECT(ask("read /process") == -EACCES && ask("read proc") == -EACCES);
}

static void files_of_proc_are_read_and_written(void)
{
	with_server(ask_files);
}

static void ask_log(void)
{
	char *text;
	size_t some;
	int other = connected(), err;

	EXPECT(!ask("log"));
	EXPECT(!control_ask(other, "follow", &text, &some));
	free(text);
	/* enable=0 is worth a line */
	EXPECT(ask("load snd-aloop enable=0") == -ENODEV);
	EXPECT(!ask("log") && bytes, "(nothing was logged)");
	err = control_listen(other, &text, &some);
	EXPECT(!err && some && text[some - 1] == '\n' && text[0] == '[', "(%s)", strerror(-err));
	if (!err)
		free(text);
	close(other);
	EXPECT(!ask("ping"));
}

static void who_follows_the_log_gets_lines_as_they_come(void)
{
	with_server(ask_log);
}

/* does the log end so? */
static bool says_last(const char *line)
{
	return bytes >= strlen(line) && !strcmp(body + bytes - strlen(line), line);
}

/* ---- changing ---------------------------------------------------------------------------------------------------- */

static void change_modules(void)
{
	EXPECT(!ask("load snd-dummy index=7 pcm_substreams=2"), "%s", body);
	EXPECT(!ask("cards") && strstr(body, "card\t7\tDummy\t") && strstr(body, "stream\t7\t0\tp\t2\t"), "%s", body);
	EXPECT(strstr(body, "module\tsnd-dummy\tindex=7 pcm_substreams=2\n"), "%s", body);
	EXPECT(ask("load snd-dummy") == -EEXIST && strstr(body, "snd-dummy"), "%s", body);
	EXPECT(!ask("load snd-sb16"), "%s", body);
	EXPECT(!ask("cards") && strstr(body, "card\t3\t") && strstr(body, "\tsnd-sb16\tsb16\tisa\t"), "%s", body);
	EXPECT(!ask("unload snd_sb16") && !ask("load sb16"), "(its card is still in the machine: %s)", body);
	EXPECT(!ask("unload snd-dummy") && ask("unload snd-dummy") == -ENOENT && ask("unload ac97") == -ENOENT);
	EXPECT(!ask("cards") && !strstr(body, "card\t7\t"), "%s", body);
}

static void modules_come_and_go(void)
{
	with_server(change_modules);
}

static void change_wrongly(void)
{
	EXPECT(ask("load snd-maestro") == -ENOENT && strstr(body, "snd-maestro") && strstr(body, "snd-aloop"), "%s",
	       body);
	EXPECT(ask("load snd-aloop pcm_substream=4") == -EINVAL, "%s", body);
	EXPECT(strstr(body, "\"pcm_substream\"") && strstr(body, "pcm_substreams") && strstr(body, "timer_source"),
	       "%s", body);
	EXPECT(ask("load snd-aloop index=2") == -EBUSY && strstr(body, "kernel") && strstr(body, "index=1"), "%s",
	       body);
	EXPECT(ask("load snd-aloop index=1") == -EBUSY && strstr(body, "snd-es1370"), "%s", body);
	EXPECT(ask("load snd-aloop index=32") == -EINVAL && strstr(body, "index=32"), "%s", body);
	EXPECT(ask("load snd-aloop index=many") == -EINVAL && ask("load snd-aloop enable=0") == -ENODEV, "%s", body);
	EXPECT(ask("mount 0 /mnt") == -EOPNOTSUPP && ask("mount 0") == -EINVAL && !ask("mounts") && !body[0], "%s",
	       body);
	EXPECT(ask("load /nowhere/x.so") == -ENOENT && ask("load /proc/self/exe") == -ENOEXEC, "%s", body);
	/* a PCI driver that wants no card is loaded all the same */
	EXPECT(ask("load snd-rme32 enable=0") == -ENODEV && strstr(body, "no card"), "%s", body);
	EXPECT(!ask("load snd-rme32 index=8") && !ask("unload snd-rme32"), "%s", body);
	EXPECT(!ask("plug es1370") && !strcmp(body, "0000:00:06.0"), "(its card is out of the machine: %s)", body);
	EXPECT(!ask("unplug 0000:00:06.0"));
	EXPECT(!ask("load snd-aloop"), "(nothing of all that is left: %s)", body);
	EXPECT(!ask("cards") && strstr(body, "card\t3\tLoopback\t"), "%s", body);
}

static void what_cannot_be_loaded_leaves_nothing(void)
{
	with_server(change_wrongly);
}

static void change_cards(void)
{
	EXPECT(!ask("plug es1370") && !strcmp(body, "0000:00:06.0"), "%s", body);
	EXPECT(!ask("cards") && strstr(body, "card\t3\tAudioPCI_1\tENS1370\tsnd-es1370\tes1370\t0000:00:06.0\t"), "%s",
	       body);
	EXPECT(!ask("unplug 0000:00:05.0") && !ask("log") && says_last("changed: 1 controls\n"), "%s", body);
	EXPECT(ask("unplug 0000:00:05.0") == -ENODEV);
	EXPECT(!ask("cards") && !strstr(body, "card\t1\t") && strstr(body, "card\t3\t"), "%s", body);
	EXPECT(!ask("plug es1370") && !strcmp(body, "0000:00:05.0"), "%s", body);
	EXPECT(ask("plug sb16") == -EOPNOTSUPP && ask("plug aloop") == -EOPNOTSUPP && ask("plug cray") == -ENOENT);
	EXPECT(!ask("plug hda") && !ask("load snd-hda-intel"), "(a card waits for its driver: %s)", body);
	EXPECT(!ask("cards") && strstr(body, "\tsnd-hda\thda\t0000:00:07.0\t"), "%s", body);
	EXPECT(!ask("suspend") && ask("suspend") == -EALREADY && !ask("resume") && ask("resume") == -EALREADY);
}

static void cards_are_plugged_in_and_pulled_out(void)
{
	with_server(change_cards);
}

/* as nobody, in a process of its own; the number of what went wrong */
static int ask_as_nobody(void)
{
	static const char *const changes[] = {"load snd-dummy", "unload snd-es1370",
					      "plug hda",	"unplug 0000:00:05.0",
					      "suspend",	"resume",
					      "down",		"write /proc/asound/card1/pcm0p/sub0/prealloc 0"};

	if (setgid(65534) || setuid(65534))
		return 1;
	fd = control_connect(path);
	if (fd < 0)
		return 2;
	if (ask("ping") || ask("cards") || ask("read /proc/asound/cards") || ask("log"))
		return 3;
	for (unsigned int i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (ask(changes[i]) != -EPERM)
			return 10 + i;
	return 0;
}

static void be_nobody(void)
{
	pid_t child = fork();
	int status = -1;

	if (!child)
		_exit(ask_as_nobody());
	waitpid(child, &status, 0);
	EXPECT(status == 0, "(case %d)", WEXITSTATUS(status));
	EXPECT(!ask("cards") && strstr(body, "card\t1\t"));
}

static void others_may_ask_and_change_nothing(void)
{
	if (geteuid())
		tap_skip("needs root, to be somebody else");
	else
		with_server(be_nobody);
}

/* ---- misbehaving ------------------------------------------------------------------------------------------------- */

static void send_junk(void)
{
	static char many[CONTROL_LINE + 1];
	int other;

	EXPECT(ask("") == -EINVAL && ask(" ") == -EINVAL && ask("ping ") == -EINVAL && ask("pingo") == -EINVAL);
	EXPECT(ask("PING") == -EINVAL && ask("ping me") == -EINVAL && ask("read") == -EINVAL &&
	       ask("read a b") == -EINVAL);
	EXPECT(ask("write /proc/x") == -EINVAL && ask("\1\2\377 %s %n") == -EINVAL && !ask("ping"));
	other = connected();
	EXPECT(send(other, "ping\0\n", 6, MSG_NOSIGNAL) == 6);
	EXPECT(recv(other, many, 7, MSG_WAITALL) == 7 && !memcmp(many, "EINVAL ", 7), "%.7s", many);
	close(other);
	other = connected();
	memset(many, 'x', sizeof(many));
	EXPECT(send(other, many, sizeof(many), MSG_NOSIGNAL) > 0);
	EXPECT(recv(other, many, 9, MSG_WAITALL) == 9 && !memcmp(many, "EMSGSIZE ", 9), "%.9s", many);
	while (recv(other, many, sizeof(many), 0) > 0)
		;
	close(other);
	EXPECT(!ask("ping"));
}

static void junk_is_answered_and_harms_nobody(void)
{
	with_server(send_junk);
}

static void send_many(void)
{
	static const char requests[] = "ping\nread /proc/asound/card1/id\nnonsense\nread /proc/asound/version\nping\n";
	char *text;
	int other = connected();

	EXPECT(send(other, requests, sizeof(requests) - 1, MSG_NOSIGNAL) == sizeof(requests) - 1);
	EXPECT(!control_listen(other, &text, &bytes) && !strncmp(text, "usnd-control", 12), "%s", text);
	EXPECT(!control_listen(other, &text, &bytes) && !strcmp(text, "AudioPCI\n"), "%s", text);
	EXPECT(control_listen(other, &text, &bytes) == -EINVAL);
	control_listen(other, &text, &bytes);
	EXPECT(!control_listen(other, &text, &bytes) && !strncmp(text, "usnd-control", 12), "%s", text);
	close(other);
}

static void requests_in_a_row_are_answered_in_that_order(void)
{
	with_server(send_many);
}

static void hang_around(void)
{
	int others[CONTROL_PEERS + 8], i, mute = connected();
	char line[] = "read /proc/usnd/memory\n";

	/* one that asks and does not read, until it cannot even ask any more */
	fcntl(mute, F_SETFL, O_NONBLOCK);
	for (i = 0; i < 100000 && send(mute, line, sizeof(line) - 1, MSG_NOSIGNAL) > 0; i++)
		;
	EXPECT(i < 100000 && !ask("ping"));
	/* more than there is room for, with half a request each */
	for (i = 0; i < CONTROL_PEERS + 8; i++) {
		others[i] = connected();
		EXPECT(send(others[i], "pin", 3, MSG_NOSIGNAL) == 3);
	}
	/* ours was silent for long, too */
	close(fd);
	fd = connected();
	EXPECT(!ask("ping") && !ask("cards"));
	/* the newest are still there */
	EXPECT(send(others[i - 1], "g\n", 2, MSG_NOSIGNAL) == 2);
	EXPECT(recv(others[i - 1], line, 3, MSG_WAITALL) == 3 && !memcmp(line, "OK ", 3));
	for (i = 0; i < CONTROL_PEERS + 8; i++)
		close(others[i]);
	close(mute);
}

static void who_hangs_disturbs_nobody(void)
{
	with_server(hang_around);
}

static void leave_early(void)
{
	static const char line[] = "load snd-dummy\n";

	for (int i = 0; i < 20; i++) {
		int other = connected();

		EXPECT(send(other, line, sizeof(line) - 1, MSG_NOSIGNAL) > 0);
		close(other);
		EXPECT(!ask("ping"));
	}
	/* it was loaded, once */
	EXPECT(ask("load snd-dummy") == -EEXIST && !ask("unload snd-dummy"));
}

static void who_leaves_before_the_answer_harms_nobody(void)
{
	with_server(leave_early);
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

static void be_signalled(void)
{
	kill(server, SIGTERM);
	ends_well();
}

static void a_signal_is_as_good_as_down(void)
{
	with_server_on(SERVER_REAL, be_signalled);
}

static void the_names_of_errors_go_both_ways(void)
{
	char text[16];

	for (int err = 0; err >= -133; err--)
		EXPECT(control_status_parse(control_status(err, text, sizeof(text))) == err, "(%d)", err);
	EXPECT(!strcmp(control_status(-ENODEV, text, sizeof(text)), "ENODEV"));
	EXPECT(control_status_parse("") == 1 && control_status_parse("OKAY") == 1 && control_status_parse("E12x") == 1);
	EXPECT(control_status_parse("E99999") == 1 && control_status_parse("E-5") == 1 &&
	       control_status_parse("EWHAT") == 1);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_server_says_who_it_is_and_what_it_has),
	TAP_CASE(files_of_proc_are_read_and_written),
	TAP_CASE(who_follows_the_log_gets_lines_as_they_come),
	TAP_CASE(modules_come_and_go),
	TAP_CASE(what_cannot_be_loaded_leaves_nothing),
	TAP_CASE(cards_are_plugged_in_and_pulled_out),
	TAP_CASE(others_may_ask_and_change_nothing),
	TAP_CASE(junk_is_answered_and_harms_nobody),
	TAP_CASE(requests_in_a_row_are_answered_in_that_order),
	TAP_CASE(who_hangs_disturbs_nobody),
	TAP_CASE(who_leaves_before_the_answer_harms_nobody),
	TAP_CASE(a_signal_is_as_good_as_down),
	TAP_CASE(the_names_of_errors_go_both_ways),
};

TAP_MAIN(cases)
