// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dead_server.c - a server that is killed harms nobody for long: calls that sleep in it end with an error within a
 * second, what does not concern sound goes on as ever, opening a device says so, and no process is left when the last
 * client ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

#include <sound/asound.h>

#include "server/notify/notify.h"
#include "tests/host/fuse_rig.h"
#include "tests/host/hostile.h"

#define CLIENT_FD 30 /* of the client: to whom it reports */
#define SOON_MS 1000
#define TIMES_MOST 200

struct dead {
	struct notify_child child;
	int go;
};

/* ---- the client ---- */

static int16_t silence[4 * SOUND_BUFFER];

static int open_running(void)
{
	int pcm = hostile_open("pcmC0D0p", O_RDWR);

	NEED(pcm >= 0 && !hostile_set_up(pcm, false, true) &&
	     hostile_write(pcm, silence, SOUND_BUFFER) == SOUND_BUFFER);
	return pcm;
}

static void sleep_in(int which, int pcm)
{
	struct pollfd fd = {pcm, POLLPRI, 0};
	int i;

	if (!which)
		while (hostile_write(pcm, silence, 4 * SOUND_BUFFER) > 0)
			;
	else
		for (i = 0; i < TIMES_MOST && !poll(&fd, 1, 5) && !ioctl(pcm, SNDRV_PCM_IOCTL_HWSYNC); i++)
			;
	_exit(0);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ull + t.tv_nsec / 1000000;
}

/* @pid has ended its call in time */
static void wait_ended(pid_t pid, uint64_t deadline)
{
	int status;
	pid_t ended;

	do
		ended = waitpid(pid, &status, WNOHANG);
	while (!ended && now_ms() < deadline && !usleep(2000));
	NEED(ended == pid && !status);
}

static void after_the_death(const pid_t *sleepers, int pcm)
{
	uint64_t deadline = now_ms() + SOON_MS;
	struct snd_pcm_status status = {0};
	char text[8];
	int i, fd;

	for (i = 0; i < 2; i++)
		wait_ended(sleepers[i], deadline);
	fd = open("/proc/self/comm", O_RDONLY);
	NEED(fd >= 0 && read(fd, text, sizeof(text)) > 0);
	NEED(hostile_open("pcmC0D0p", O_RDWR) < 0 && (errno == ENODEV || errno == ENOTCONN));
	NEED(ioctl(pcm, SNDRV_PCM_IOCTL_STATUS, &status) < 0);
}

static void be_the_client(void)
{
	pid_t sleepers[2];
	int pcm, i;
	char byte;

	alarm(20);
	pcm = open_running();
	for (i = 0; i < 2; i++) {
		sleepers[i] = hostile_fork();
		if (!sleepers[i])
			sleep_in(i, pcm);
	}
	usleep(100000);
	/* the reader kills the server, and says so */
	NEED(write(CLIENT_FD, "", 1) == 1 && read(CLIENT_FD, &byte, 1) == 1);
	after_the_death(sleepers, pcm);
	NEED(write(CLIENT_FD, "", 1) == 1);
	_exit(0);
}

/* ---- the server ---- */

static int let_go(struct server *server, void *ctx)
{
	struct dead *d = ctx;

	return d->go < 0 ? notify_go(&d->child) : write(d->go, "", 1) == 1 ? 0 : -EIO;
}

static void run_server(struct dead *d, enum server_clock clock, struct transport *transport)
{
	struct server_config config = {.clock = clock, .ready = let_go, .ctx = d, .count = 1, .stop_fd = -1};
	struct run_result result;

	config.world.cards[0] = card_find("dummy");
	config.world.card_count = 1;
	config.transports[0] = transport;
	server_run(&config, &result);
	_exit(1);
}

static void serve_by_notify(enum server_clock clock)
{
	char self[] = "/proc/self/exe", client[] = "client", *argv[] = {self, client, NULL};
	struct dead d = {.go = -1};
	struct notify *notify;

	if (notify_spawn(&d.child, argv))
		_exit(77);
	if (!notify_open(&notify, d.child.listener, d.child.killable))
		run_server(&d, clock, notify_transport(notify));
	_exit(1);
}

static void serve_by_fuse(enum server_clock clock, const char *folder)
{
	static char snd[80];
	static struct fuse_mount m;
	struct fuse_config config = {.folder = folder, .mode = FUSE_MODE_AUTO, .node_mode = 0666, .allow_other = true};
	struct dead d;
	int go[2];
	char byte;

	if (pipe2(go, O_CLOEXEC))
		_exit(1);
	snprintf(snd, sizeof(snd), "%s/snd", folder);
	hostile.snd = snd;
	if (!fork()) {
		close(go[1]);
		if (read(go[0], &byte, 1) == 1)
			be_the_client();
		_exit(1);
	}
	d.go = go[1];
	if (fuse_transport_open(&m, &config))
		_exit(77);
	run_server(&d, clock, &m.transport);
}

/* ---- cases ---- */

/* all of them, within a moment: the client, what it forked, and whoever took care of it */
static bool nobody_is_left(void)
{
	uint64_t deadline = now_ms() + 5000;
	pid_t ended = 0;

	while (now_ms() < deadline && ended >= 0) {
		ended = waitpid(-1, NULL, WNOHANG);
		if (!ended)
			usleep(2000);
	}
	return ended < 0 && errno == ECHILD;
}

static void kill_it(pid_t server, int to_client)
{
	char byte;

	if (read(to_client, &byte, 1) != 1) {
		tap_skip("no server here");
		kill(server, SIGKILL);
		return;
	}
	EXPECT(!kill(server, SIGKILL));
	/* its descriptors are closed before it can be waited for */
	EXPECT(waitpid(server, NULL, 0) == server);
	EXPECT(write(to_client, "", 1) == 1);
	EXPECT(read(to_client, &byte, 1) == 1, "the client did not see what it should");
}

static void kill_a_server(enum server_clock clock, const char *folder)
{
	pid_t server;
	int pair[2];

	EXPECT(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
	fflush(stdout);
	server = fork();
	if (!server) {
		close(pair[0]);
		if (dup2(pair[1], CLIENT_FD) != CLIENT_FD)
			_exit(1);
		close(pair[1]);
		if (folder)
			serve_by_fuse(clock, folder);
		serve_by_notify(clock);
	}
	close(pair[1]);
	kill_it(server, pair[0]);
	close(pair[0]);
	EXPECT(nobody_is_left());
}

static void clients_by_notification_go_on(void)
{
	kill_a_server(SERVER_PACED, NULL);
	kill_a_server(SERVER_REAL, NULL);
}

static void clients_by_fuse_see_an_error(void)
{
	const char *why = rig_enter();
	unsigned int clock;

	if (why) {
		tap_skip(why);
		return;
	}
	for (clock = SERVER_PACED; clock <= SERVER_REAL; clock++) {
		char folder[] = "/tmp/usnd-dead-XXXXXX";

		EXPECT(mkdtemp(folder));
		kill_a_server(clock, folder);
		EXPECT(!fuse_clean(folder) && !rmdir(folder), "%s", strerror(errno));
	}
}

static const struct tap_case cases[] = {
	TAP_CASE(clients_by_notification_go_on),
	TAP_CASE(clients_by_fuse_see_an_error),
};

int main(int argc, char **argv)
{
	hostile = (struct hostile_place){.snd = "/dev/snd", .seed = 1};
	if (argc == 2 && !strcmp(argv[1], "client"))
		be_the_client();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return tap_main(cases, sizeof(cases) / sizeof(cases[0]));
}
