// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modes.c - bench-modes: what a card costs its client in every mode, in one table: in the process itself, by system
 * call notification, by a FUSE mount with passthrough and without. The measuring is modes_client.c's, the same for all
 * of them.
 *
 *   bench-modes [FILE]    FILE: the same figures as CSV, for bench/plot
 *
 * Below the table: what it costs two processes to wake each other, with nothing of usnd between them.
 *
 * A mode that cannot be had here is a line that says why. The client of a server is this program, executed once more.
 */
#include "bench/modes.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/handover.h"
#include "server/fuse/fuse.h"
#include "server/notify/notify.h"
#include "server/server.h"

#define MODES 4

/**
 * struct mode - a row
 * @why_not: what is missing here; NULL: it was measured
 */
struct mode {
	const char *name;
	int (*measure)(struct mode *mode);
	enum fuse_mode fuse;
	char why_not[300];
	struct mode_figures *figures;
};

/* of a server */
static struct notify_child command;
static int go = -1;

/* ---- in process -------------------------------------------------------------------------------------------------- */

static int inside_costs(struct run *run)
{
	struct door door = door_inside(&run->client.caller);

	return measure_costs(&door, run->arg);
}

static int inside_speed(struct run *run)
{
	struct door door = door_inside(&run->client.caller);

	return measure_speed(&door, run->arg);
}

static int in_process(struct mode *mode)
{
	struct run_config config = { .clock = HOST_CLOCK_REAL, .cards = { card_find("dummy") }, .card_count = 1 };
	struct run_result result;
	int err = run_world(&config, inside_costs, mode->figures, &result);

	config.clock = HOST_CLOCK_VIRTUAL;
	return err ?: run_world(&config, inside_speed, mode->figures, &result);
}

/* ---- the client of a server -------------------------------------------------------------------------------------- */

/* argv: PATH of the PCM, "real" or "paced", descriptor of the figures */
static int live_as_client(char **argv)
{
	struct door door = door_outside(argv[0]);
	struct mode_figures *figures =
		mmap(NULL, sizeof(*figures), PROT_READ | PROT_WRITE, MAP_SHARED, atoi(argv[2]), 0);

	if (figures == MAP_FAILED)
		return 1;
	return strcmp(argv[1], "real") ? measure_speed(&door, figures) : measure_costs(&door, figures);
}

static const char *clock_name(enum server_clock clock)
{
	return clock == SERVER_REAL ? "real" : "paced";
}

static struct server_config server_of(enum server_clock clock, struct transport *transport, int stop_fd)
{
	return (struct server_config){
		.world = { .cards = { card_find("dummy") }, .card_count = 1, .params = "pcm_substreams=1" },
		.clock = clock, .transports = { transport }, .count = 1, .stop_fd = stop_fd,
	};
}

/* ---- system call notification ------------------------------------------------------------------------------------ */

static int let_command_go(struct server *server, void *ctx)
{
	return notify_go(&command);
}

static int by_notify_once(struct mode *mode, enum server_clock clock, int figures)
{
	char self[] = "/proc/self/exe", client[] = "--client", pcm[] = "/dev/snd/pcmC0D0p", fd[12], name[8];
	char *argv[] = { self, client, pcm, name, fd, NULL };
	struct server_config config;
	struct run_result result;
	struct notify *notify;
	int err, status;

	snprintf(fd, sizeof(fd), "%d", figures);
	snprintf(name, sizeof(name), "%s", clock_name(clock));
	err = notify_spawn(&command, argv);
	if (err) {
		snprintf(mode->why_not, sizeof(mode->why_not), "system calls cannot be filtered here: %s",
			 strerror(-err));
		return err;
	}
	err = notify_open(&notify, command.listener, command.killable);
	if (!err) {
		config = server_of(clock, notify_transport(notify), command.pidfd);
		config.ready = let_command_go;
		err = server_run(&config, &result);
		notify_close(notify);
	}
	status = notify_reap(&command);
	notify_caretake(&command);
	return err ? err : status ? -EIO : 0;
}

static int both_clocks(struct mode *mode, int (*once)(struct mode *mode, enum server_clock clock, int figures))
{
	int figures = memfd_create("figures", 0), err;
	void *shared;

	if (figures < 0 || ftruncate(figures, sizeof(*mode->figures)))
		return -errno;
	shared = mmap(NULL, sizeof(*mode->figures), PROT_READ, MAP_SHARED, figures, 0);
	if (shared == MAP_FAILED)
		return -errno;
	err = once(mode, SERVER_REAL, figures) ?: once(mode, SERVER_PACED, figures);
	memcpy(mode->figures, shared, sizeof(*mode->figures));
	munmap(shared, sizeof(*mode->figures));
	close(figures);
	return err;
}

static int by_notify(struct mode *mode)
{
	return both_clocks(mode, by_notify_once);
}

/* ---- FUSE -------------------------------------------------------------------------------------------------------- */

static int let_client_go(struct server *server, void *ctx)
{
	return write(go, "", 1) == 1 ? 0 : -EIO;
}

static pid_t start_client(const char *path, enum server_clock clock, int figures, int *start)
{
	char fd[12], byte;
	pid_t client;
	int ends[2];

	snprintf(fd, sizeof(fd), "%d", figures);
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	client = fork();
	if (!client) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) == 1)
			execl("/proc/self/exe", "bench-modes", "--client", path, clock_name(clock), fd, NULL);
		_exit(1);
	}
	close(ends[0]);
	*start = ends[1];
	return client;
}

static int serve_mount(struct mode *mode, const char *folder, enum server_clock clock, pid_t client)
{
	struct fuse_config wanted = { .folder = folder, .mode = mode->fuse };
	int ended = syscall(SYS_pidfd_open, client, 0), err;
	static struct fuse_mount mount;
	struct server_config config;
	struct run_result result;

	if (ended < 0)
		return -errno;
	err = fuse_transport_open(&mount, &wanted);
	if (!err) {
		config = server_of(clock, &mount.transport, ended);
		config.ready = let_client_go;
		err = server_run(&config, &result);
		fuse_transport_close(&mount);
	} else {
		snprintf(mode->why_not, sizeof(mode->why_not), "%s", mount.problem);
	}
	close(ended);
	return err;
}

static int by_fuse_once(struct mode *mode, enum server_clock clock, int figures)
{
	char folder[] = "/tmp/usnd-bench-XXXXXX", path[64];
	int err, status = 0;
	pid_t client;

	if (!mkdtemp(folder))
		return -errno;
	snprintf(path, sizeof(path), "%s/snd/pcmC0D0p", folder);
	client = start_client(path, clock, figures, &go);
	err = client < 0 ? -errno : serve_mount(mode, folder, clock, client);
	/* one that was not let go reads the end of it */
	close(go);
	if (client > 0)
		waitpid(client, &status, 0);
	rmdir(folder);
	return err ? err : status ? -EIO : 0;
}

static int by_fuse(struct mode *mode)
{
	if (access("/dev/fuse", R_OK | W_OK)) {
		snprintf(mode->why_not, sizeof(mode->why_not), "/dev/fuse: %s", strerror(errno));
		return -ENODEV;
	}
	/* once for all: mounts of ours are nobody else's */
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		snprintf(mode->why_not, sizeof(mode->why_not), "mounting needs root: %s", strerror(errno));
		return -EPERM;
	}
	return both_clocks(mode, by_fuse_once);
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* @base: of the first row that was measured */
static void print_row(const struct mode *mode, const struct mode_figures *base)
{
	const struct mode_figures *f = mode->figures;
	double wake = f->wake_us[WAKES / 2], timer = f->timer_us[WAKES / 2];

	printf("%-18s %8.3f %6.2f %8.2f %6.1f %8.2f %6.1f %8.0f %6.1f %8.0f %6.1f %8.1f\n", mode->name, f->avail_us,
	       f->avail_us / base->avail_us, f->delay_us, f->delay_us / base->delay_us, f->write_us,
	       f->write_us / base->write_us, wake, wake / timer, f->wake_us[WAKES * 99 / 100],
	       f->wake_us[WAKES * 99 / 100] / f->timer_us[WAKES * 99 / 100], f->fast);
}

static void print_table(const struct mode *modes)
{
	const struct mode_figures *base = NULL;

	printf("\na client's calls, us; x: times the first row's, of wake-ups times a bare timerfd's at the same time\n");
	printf("%-18s %8s %6s %8s %6s %8s %6s %8s %6s %8s %6s %8s\n", "", "avail", "x", "delay", "x", "write", "x",
	       "late p50", "x", "late p99", "x", "Mframe/s");
	for (int i = 0; i < MODES; i++) {
		if (modes[i].figures->done < 2) {
			printf("%-18s not measured: %s\n", modes[i].name, modes[i].why_not);
			continue;
		}
		base = base ? base : modes[i].figures;
		print_row(&modes[i], base);
	}
}

/* in the same run: what a call between processes costs here before anybody does anything for it */
static void print_handovers(void)
{
	static const char *const places[] = { "on one processor", "on two", "anywhere" };
	double us;

	printf("\na bare hand-over between two processes and back, by pipes, us:");
	for (int place = 0; place < HANDOVER_PLACES; place++) {
		us = handover_us(place);
		if (us < 0)
			printf("  %s: %s", places[place], strerror(-us));
		else
			printf("  %s %.1f", places[place], us);
	}
	printf("\n");
}

static void save(FILE *file, const char *figure, const char *mode, double value, const char *unit)
{
	fprintf(file, "%s,\"%s\",%.4f,%s\n", figure, mode, value, unit);
}

static int save_table(const char *path, const struct mode *modes)
{
	FILE *file = fopen(path, "w");

	if (!file) {
		perror(path);
		return 1;
	}
	fprintf(file, "figure,where,value,unit\n");
	for (int i = 0; i < MODES; i++) {
		const struct mode_figures *f = modes[i].figures;

		if (f->done < 2)
			continue;
		save(file, "mode_avail", modes[i].name, f->avail_us, "us");
		save(file, "mode_delay", modes[i].name, f->delay_us, "us");
		save(file, "mode_write", modes[i].name, f->write_us, "us");
		save(file, "mode_wake_p50", modes[i].name, f->wake_us[WAKES / 2], "us");
		save(file, "mode_wake_p99", modes[i].name, f->wake_us[WAKES * 99 / 100], "us");
		save(file, "mode_fast", modes[i].name, f->fast, "Mframes/s");
	}
	return fclose(file) != 0;
}

static void measure(struct mode *mode)
{
	int err;

	mode->figures = calloc(1, sizeof(*mode->figures));
	if (!mode->figures)
		exit(1);
	err = mode->measure(mode);
	if (err && !mode->why_not[0])
		snprintf(mode->why_not, sizeof(mode->why_not), "%s", strerror(-err));
	if (err)
		mode->figures->done = 0;
	qsort(mode->figures->wake_us, WAKES, sizeof(double), compare);
	qsort(mode->figures->timer_us, WAKES, sizeof(double), compare);
}

int main(int argc, char **argv)
{
	static struct mode modes[MODES] = {
		{ "in process", in_process },
		{ "notify", by_notify },
		{ "fuse, passthrough", by_fuse, FUSE_MODE_PASSTHROUGH },
		{ "fuse, direct", by_fuse, FUSE_MODE_DIRECT },
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 5 && !strcmp(argv[1], "--client"))
		return live_as_client(argv + 2) ? 1 : 0;
	if (argc > 2) {
		fprintf(stderr, "usage: bench-modes [FILE]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < MODES; i++)
		measure(&modes[i]);
	print_table(modes);
	print_handovers();
	return argc == 2 ? save_table(argv[1], modes) : 0;
}
