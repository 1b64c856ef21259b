/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse_rig.h - a server with a FUSE mount in this process, and a client that is another one and makes real system
 * calls.
 *
 * The client is forked before anything is mounted, so that it holds nothing of the server's. When it ends, or says so,
 * the server does. Its failed expectations are told where they happen, and count here.
 */
#ifndef TESTS_HOST_FUSE_RIG_H
#define TESTS_HOST_FUSE_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/cards.h"
#include "server/fuse/fuse.h"
#include "server/server.h"
#include "tests/host/tap.h"

#define RIG_MOUNTS 2
#define RIG_SECONDS_MOST 60

/**
 * struct rig - what a case wants
 * @clock, @mode: of the server
 * @card: NULL: es1370
 * @mounts: how many; 0: one
 * @seed: of the paced clock's schedule
 * @client: what the other process does
 */
struct rig {
	enum server_clock clock;
	enum fuse_mode mode;
	const char *card;
	unsigned int mounts;
	unsigned int seed;
	void (*client)(void);
};

/**
 * struct rig_client - what the client has
 * @folder: the mounts; @snd: FOLDER/snd of the first
 * @mode: what it has become
 * @clock: the server's
 * @orders: to the server; ends when it does
 * @stop: closed by all its holders, it makes the server end
 */
struct rig_client {
	char folder[RIG_MOUNTS][64];
	char snd[80];
	enum fuse_mode mode;
	enum server_clock clock;
	int orders, stop;
};

static struct rig_client rig;

#define RIG_BDF USND_BDF(0, 5, 0)
/* ---- orders: a transport of the test's own, a byte is a call ----------------------------------------------------- */

struct order {
	struct call call;
	char what;
};

static inline int order_receive(struct transport *transport, struct call *call)
{
	ssize_t got = recv(transport->fd, &((struct order *)call)->what, 1, MSG_DONTWAIT);

	if (!got)
		return -ENODEV;
	return got == 1 ? 0 : -EAGAIN;
}

static inline void order_handle(struct transport *transport, struct call *call)
{
	char answer;

	engine_will_sleep(call);
	answer = usnd_pci_remove(RIG_BDF) ? 'e' : 'a';
	EXPECT(send(transport->fd, &answer, 1, 0) == 1);
}

static const struct usnd_transport_ops order_ops = {
	.name = "orders", .call_bytes = sizeof(struct order), .receive = order_receive, .handle = order_handle,
};

/**
 * rig_remove_card() - of the client: pull the card out; it is gone when everybody has closed it: rig_card_is_removed()
 */
static inline void rig_remove_card(void)
{
	EXPECT(send(rig.orders, "r", 1, 0) == 1);
}

/** rig_card_is_removed() - returns when it is */
static inline void rig_card_is_removed(void)
{
	char answer = 0;

	EXPECT(recv(rig.orders, &answer, 1, 0) == 1 && answer == 'a', "%c", answer);
}

/* ---- a life ------------------------------------------------------------------------------------------------------ */

struct life {
	struct fuse_mount mounts[RIG_MOUNTS];
	unsigned int open;
	struct transport orders;
	int start;
};

static struct life life;

static inline int on_ready(struct server *server, void *ctx)
{
	rig.mode = life.mounts[0].mode;
	return write(life.start, &rig, sizeof(rig)) == sizeof(rig) ? 0 : -EIO;
}

static inline bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/** rig_enter_user() - a user and a mount namespace, whose root we are; why not, or NULL */
static inline const char *rig_enter_user(void)
{
	char users[40], groups[40];

	snprintf(users, sizeof(users), "0 %u 1", geteuid());
	snprintf(groups, sizeof(groups), "0 %u 1", getegid());
	if (unshare(CLONE_NEWNS | CLONE_NEWUSER))
		return "no user namespaces";
	write_file("/proc/self/setgroups", "deny");
	if (!write_file("/proc/self/uid_map", users) || !write_file("/proc/self/gid_map", groups))
		return "no user namespace of our own";
	return NULL;
}

/**
 * rig_enter() - a mount namespace of this program's own, so that nothing it mounts can be left behind; why not, or NULL
 */
static inline const char *rig_enter(void)
{
	const char *why = NULL;

	if (access("/dev/fuse", R_OK | W_OK))
		return "no /dev/fuse that may be opened";
	if (geteuid())
		why = rig_enter_user();
	else if (unshare(CLONE_NEWNS))
		why = "no mount namespace";
	if (!why && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		why = "no mount namespace of our own";
	return why;
}

static inline void be_client(void (*client)(void), int start, int orders, int stop)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(RIG_SECONDS_MOST);
	tap_failed = false;
	if (read(start, &rig, sizeof(rig)) != sizeof(rig))
		_exit(3);
	close(start);
	rig.orders = orders;
	rig.stop = stop;
	client();
	fflush(stdout);
	_exit(tap_failed);
}

static inline int open_mounts(const struct rig *what)
{
	unsigned int i, count = what->mounts ? what->mounts : 1;
	int err = 0;

	for (i = 0; !err && i < count; i++) {
		struct fuse_config config = {
			.folder = rig.folder[i], .mode = what->mode, .node_mode = 0666, .allow_other = true, .proc = true,
		};

		snprintf(rig.folder[i], sizeof(rig.folder[i]), "/tmp/usnd-fuse-XXXXXX");
		if (!mkdtemp(rig.folder[i]))
			return -errno;
		err = fuse_transport_open(&life.mounts[i], &config);
		EXPECT(!err, "%s", life.mounts[i].problem);
		if (!err)
			life.open++;
	}
	snprintf(rig.snd, sizeof(rig.snd), "%s/snd", rig.folder[0]);
	return err;
}

static inline void close_mounts(void)
{
	unsigned int i;

	for (i = 0; i < life.open; i++) {
		EXPECT(!fuse_transport_close(&life.mounts[i]));
		EXPECT(!rmdir(rig.folder[i]), "%s: %s", rig.folder[i], strerror(errno));
	}
	life.open = 0;
}

static inline int serve(const struct rig *what, int stop, int orders)
{
	struct server_config config = {
		.world = { .cards = { card_find(what->card ? what->card : "es1370") }, .card_count = 1, .seed = what->seed },
		.clock = what->clock, .ready = on_ready, .stop_fd = stop,
	};
	struct run_result result;
	unsigned int i;
	int err;

	for (i = 0; i < (what->mounts ? what->mounts : 1); i++)
		config.transports[config.count++] = &life.mounts[i].transport;
	life.orders = (struct transport){ .ops = &order_ops, .fd = orders };
	config.transports[config.count++] = &life.orders;
	err = server_run(&config, &result);
	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "server", strerror(-err), result.findings);
	EXPECT(!result.stuck);
	return err;
}

/** rig_linux_is() - by its version: what is missing on a newer kernel is a failure, and no reason to skip */
static inline bool rig_linux_is(int major, int minor)
{
	struct utsname name;
	int a = 0, b = 0;

	uname(&name);
	return sscanf(name.release, "%d.%d", &a, &b) == 2 && (a > major || (a == major && b >= minor));
}

/** rig_passes_through() - passthrough can be had; else the case is skipped, and says why */
static inline bool rig_passes_through(void)
{
	if (geteuid())
		tap_skip("passthrough needs root");
	else if (!rig_linux_is(6, 9))
		tap_skip("passthrough needs Linux 6.9");
	return !tap_skipped;
}

/** rig_run() - a life; 0, or -errno of the server */
static inline int rig_run(const struct rig *what)
{
	int start[2], orders[2], stop[2], status, err;
	pid_t client;

	if (pipe2(start, O_CLOEXEC) || pipe2(stop, O_CLOEXEC) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, orders))
		return -errno;
	fflush(stdout);
	rig.clock = what->clock;
	client = fork();
	if (!client) {
		close(start[1]);
		close(stop[0]);
		close(orders[0]);
		be_client(what->client, start[0], orders[1], stop[1]);
	}
	close(start[0]);
	close(stop[1]);
	close(orders[1]);
	life.start = start[1];
	err = open_mounts(what);
	if (!err)
		err = serve(what, stop[0], orders[0]);
	close_mounts();
	close(orders[0]);
	close(start[1]);
	if (err)
		kill(client, SIGKILL);
	waitpid(client, &status, 0);
	EXPECT(!status, "the client ended with 0x%x", status);
	close(stop[0]);
	return err;
}

/* ---- for scripts ------------------------------------------------------------------------------------------------- */

static inline int tell_ready(struct server *server, void *ctx)
{
	struct fuse_mount *m = ctx;

	printf("%s\n", fuse_mode_name(m->mode));
	fflush(stdout);
	return 0;
}

/** rig_serve() - for people and scripts: serve until the standard input ends; exit status */
static inline int rig_serve(const char *folder, const char *mode, const char *clock, const char *cards,
			    const char *record)
{
	struct fuse_mount *m = &life.mounts[0];
	struct fuse_config config = { .folder = folder, .node_mode = 0666, .allow_other = true, .proc = true };
	struct server_config server = {.stop_fd = STDIN_FILENO,
				       .record = record,
				       .ready = tell_ready,
				       .ctx = m,
				       .transports = {&m->transport},
				       .count = 1};
	struct run_result result;
	char names[128], *name, *rest = names;
	int err;

	for (config.mode = FUSE_MODE_DIRECT; config.mode && strcmp(fuse_mode_name(config.mode), mode);)
		config.mode--;
	server.clock = strcmp(clock, "real") ? SERVER_PACED : SERVER_REAL;
	snprintf(names, sizeof(names), "%s", cards);
	while ((name = strsep(&rest, ",")) && server.world.card_count < RUN_CARDS)
		server.world.cards[server.world.card_count++] = card_find(name);
	err = fuse_transport_open(m, &config);
	if (err) {
		fprintf(stderr, "%s\n", m->problem);
		return 1;
	}
	err = server_run(&server, &result);
	if (err)
		fprintf(stderr, "%s: %s, %lu findings\n", result.step ? result.step : "", strerror(-err),
			result.findings);
	return fuse_transport_close(m) || err;
}

/**
 * rig_main() - `--serve FOLDER MODE CLOCK CARDS RECORD`; or the cases, those whose name has @argv[1] in it if there is
 * one
 */
static inline int rig_main(int argc, char **argv, const struct tap_case *cases, size_t count)
{
	struct tap_case *some;
	size_t i, chosen = 0;
	const char *why;
	int status;

	if (argc == 7 && !strcmp(argv[1], "--serve"))
		return rig_serve(argv[2], argv[3], argv[4], argv[5], *argv[6] ? argv[6] : NULL);
	why = rig_enter();
	if (why) {
		printf("1..0 # SKIP %s\n", why);
		return 0;
	}
	some = calloc(count, sizeof(*some));
	for (i = 0; some && i < count; i++)
		if (argc < 2 || strstr(cases[i].name, argv[1]))
			some[chosen++] = cases[i];
	status = tap_main(some, chosen);
	free(some);
	return status;
}

#endif
