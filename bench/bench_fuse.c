// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench_fuse.c - what a FUSE mount costs its clients, in both modes. A process plays on the dummy card by real system calls.
 *
 * avail_update: what alsa-lib does to see the pointers: the status page where it is mapped, SYNC_PTR where not. write: 1024 frames for
 * which there is room. wake-up: how late poll(2) returns, periods of 256 frames on the real clock, the earliest being in time. as
 * fast as it goes: writes of 1024 frames on the paced clock.
 */
#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sound/asound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/fuse/fuse.h"
#include "server/server.h"

#define FRAMES 1024
#define MANY 20000
#define WAKES 800

/* what the client finds out; shared with the parent */
struct figures {
	double avail_us, delay_us, write_us, wake_us[WAKES], fast_frames;
};

static struct figures *figures;
static struct fuse_mount mounted;
static char folder[] = "/tmp/usnd-bench-XXXXXX";
static int started;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void must(bool done, const char *what)
{
	if (done)
		return;
	perror(what);
	_exit(1);
}

/* ---- the client ---------------------------------------------------------------------------------------------------- */

static void fix(struct snd_pcm_hw_params *p, int which, unsigned int value)
{
	if (which <= SNDRV_PCM_HW_PARAM_LAST_MASK) {
		memset(&p->masks[which], 0, sizeof(p->masks[which]));
		p->masks[which].bits[value / 32] = 1u << value % 32;
	} else {
		p->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL] = (struct snd_interval){
			.min = value, .max = value, .integer = 1,
		};
	}
}

static int open_pcm(unsigned int period, unsigned int buffer, unsigned long start)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = period, .start_threshold = start, .stop_threshold = ~0ul,
		.proto = SNDRV_PROTOCOL_VERSION(2, 0, 8),
	};
	struct snd_pcm_hw_params hw = { .rmask = ~0u };
	char path[64];
	int fd, i;

	snprintf(path, sizeof(path), "%s/snd/pcmC0D0p", folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	must(fd >= 0, path);
	memset(hw.masks, 0xff, sizeof(hw.masks));
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		hw.intervals[i].max = ~0u;
	fix(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	fix(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	fix(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fix(&hw, SNDRV_PCM_HW_PARAM_RATE, 48000);
	fix(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, period);
	fix(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, buffer);
	must(!ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, &hw), "HW_PARAMS");
	must(!ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw), "SW_PARAMS");
	must(!ioctl(fd, SNDRV_PCM_IOCTL_PREPARE), "PREPARE");
	return fd;
}

static void write_frames(int fd, unsigned long count)
{
	static int16_t silence[2 * 16384];
	struct snd_xferi x = { .buf = silence, .frames = count };

	must(!ioctl(fd, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &x), "WRITEI_FRAMES");
}

static double time_avail(int fd)
{
	volatile struct snd_pcm_mmap_status *status = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, SNDRV_PCM_MMAP_OFFSET_STATUS_OLD);
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN };
	double start = now();
	unsigned long sum = 0;
	int i;

	for (i = 0; i < MANY; i++) {
		if (status != MAP_FAILED)
			sum += status->hw_ptr;
		else
			must(!ioctl(fd, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), "SYNC_PTR");
	}
	start = now() - start;
	must(sum != 1, "the pointer");
	return start / MANY;
}

static double time_delay(int fd)
{
	snd_pcm_sframes_t delay;
	double start = now();
	int i;

	for (i = 0; i < MANY; i++)
		must(!ioctl(fd, SNDRV_PCM_IOCTL_DELAY, &delay), "DELAY");
	return (now() - start) / MANY;
}

static double time_writes(int fd)
{
	double sum = 0, start;
	int i, round;

	for (round = 0; round < 200; round++) {
		must(!ioctl(fd, SNDRV_PCM_IOCTL_PREPARE), "PREPARE");
		start = now();
		for (i = 0; i < 14; i++)
			write_frames(fd, FRAMES);
		sum += now() - start;
	}
	return sum / (200 * 14);
}

/* how late each is, against a row of even periods through the earliest */
static void time_wakes(void)
{
	int fd = open_pcm(256, 4096, 4096), i;
	struct pollfd wait = { fd, POLLOUT, 0 };
	double *late = figures->wake_us, earliest = 1e18;

	write_frames(fd, 4096);
	for (i = 0; i < WAKES; i++) {
		must(poll(&wait, 1, 5000) == 1, "poll");
		late[i] = now() - i * (256 * 1e6 / 48000);
		if (late[i] < earliest)
			earliest = late[i];
		write_frames(fd, 256);
	}
	for (i = 0; i < WAKES; i++)
		late[i] -= earliest;
	close(fd);
}

static void time_all(enum server_clock clock)
{
	double start;
	int fd, i;

	if (clock == SERVER_PACED) {
		fd = open_pcm(FRAMES, 16 * FRAMES, 16 * FRAMES);
		start = now();
		for (i = 0; i < MANY; i++)
			write_frames(fd, FRAMES);
		figures->fast_frames = (double)MANY * FRAMES / (now() - start);
		close(fd);
		return;
	}
	fd = open_pcm(FRAMES, 16 * FRAMES, 64 * FRAMES);
	figures->avail_us = time_avail(fd);
	figures->delay_us = time_delay(fd);
	figures->write_us = time_writes(fd);
	close(fd);
	time_wakes();
}

/* ---- the server ---------------------------------------------------------------------------------------------------- */

static int on_ready(struct server *server, void *ctx)
{
	return write(started, "", 1) == 1 ? 0 : -EIO;
}

static int serve(enum fuse_mode mode, enum server_clock clock)
{
	struct fuse_config config = { .folder = folder, .mode = mode };
	struct server_config server = {
		.world = { .cards = { card_find("dummy") }, .card_count = 1, .params = "pcm_substreams=1" },
		.clock = clock, .transports = { &mounted.transport }, .count = 1, .ready = on_ready,
	};
	struct run_result result;
	int start[2], stop[2], status, err;
	pid_t client;
	char byte;

	if (pipe2(start, O_CLOEXEC) || pipe2(stop, O_CLOEXEC))
		return -errno;
	client = fork();
	if (!client) {
		close(start[1]);
		close(stop[0]);
		if (read(start[0], &byte, 1) == 1)
			time_all(clock);
		_exit(0);
	}
	close(start[0]);
	close(stop[1]);
	started = start[1];
	server.stop_fd = stop[0];
	err = fuse_transport_open(&mounted, &config);
	if (!err) {
		err = server_run(&server, &result);
		fuse_transport_close(&mounted);
	} else {
		fprintf(stderr, "bench-fuse: %s\n", mounted.problem);
	}
	close(start[1]);
	close(stop[0]);
	waitpid(client, &status, 0);
	return err ? err : status;
}

static int compare(const void *a, const void *b)
{
	return *(const double *)a < *(const double *)b ? -1 : *(const double *)a > *(const double *)b;
}

static int one_mode(enum fuse_mode mode)
{
	int err;

	memset(figures, 0, sizeof(*figures));
	err = serve(mode, SERVER_REAL);
	if (!err)
		err = serve(mode, SERVER_PACED);
	if (err)
		return err;
	qsort(figures->wake_us, WAKES, sizeof(double), compare);
	printf("fuse, %-12s avail_update %6.2f us   DELAY %5.2f us   write of 1024 frames %5.2f us   wake-up p50/p99 %.0f/%.0f us   "
	       "as fast as it goes %.1f Mframes/s\n", fuse_mode_name(mode), figures->avail_us, figures->delay_us, figures->write_us,
	       figures->wake_us[WAKES / 2], figures->wake_us[WAKES * 99 / 100], figures->fast_frames);
	return 0;
}

int main(void)
{
	int err;

	setvbuf(stdout, NULL, _IOLBF, 0);
	figures = mmap(NULL, sizeof(*figures), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || access("/dev/fuse", R_OK)) {
		printf("fuse: not measured: needs root and /dev/fuse\n");
		return 0;
	}
	if (figures == MAP_FAILED || !mkdtemp(folder))
		return 1;
	err = one_mode(FUSE_MODE_PASSTHROUGH);
	if (!err || err == -EOPNOTSUPP)
		err = one_mode(FUSE_MODE_DIRECT);
	rmdir(folder);
	return err ? 1 : 0;
}
