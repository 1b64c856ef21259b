// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modes_client.c - measures a card through a door. See modes.h.
 *
 * On a busy machine, too: of a loop of calls the fastest of 16 batches counts (batches.h); how late somebody is woken
 * is shown beside what a timer of the host's own was late by at the same time.
 */
#include "bench/modes.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "bench/batches.h"

#define PAGE 4096
#define RATE 48000u
#define FRAMES 1024u
#define PERIOD 256u
#define BUFFER (16 * FRAMES)
#define CALLS 16000
#define FILLS 200
#define FAST_WRITES 20000
#define PERIOD_NS (PERIOD * 1000000000ull / RATE)

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int told(int err, const char *what)
{
	if (err)
		fprintf(stderr, "bench-modes: %s: %s\n", what, strerror(-err));
	return err;
}

/* ---- doors ------------------------------------------------------------------------------------------------------- */

static int outside_open(struct door *d)
{
	d->fd = open(d->path, O_RDWR | O_CLOEXEC);
	return d->fd < 0 ? -errno : 0;
}

static int outside_call(struct door *d, unsigned long cmd, void *arg)
{
	return ioctl(d->fd, cmd, arg) < 0 ? -errno : 0;
}

static int outside_wait(struct door *d)
{
	struct pollfd room = { d->fd, POLLOUT, 0 };

	return poll(&room, 1, 5000) == 1 ? 0 : -ETIMEDOUT;
}

static const volatile struct snd_pcm_mmap_status *outside_status(struct door *d)
{
	void *page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, d->fd, SNDRV_PCM_MMAP_OFFSET_STATUS);

	d->page = page == MAP_FAILED ? NULL : page;
	return d->page;
}

/* a mapping keeps the stream open */
static void outside_close(struct door *d)
{
	if (d->page)
		munmap(d->page, PAGE);
	d->page = NULL;
	close(d->fd);
}

struct door door_outside(const char *path)
{
	return (struct door){ outside_open, outside_call, outside_wait, outside_status, outside_close, .path = path };
}

static int inside_open(struct door *d)
{
	return usnd_open("/dev/snd/pcmC0D0p", O_RDWR, d->caller, &d->file);
}

static int inside_call(struct door *d, unsigned long cmd, void *arg)
{
	long err = usnd_ioctl(d->file, cmd, (uintptr_t)arg, d->caller);

	return err < 0 ? err : 0;
}

static int inside_wait(struct door *d)
{
	return usnd_poll(d->file, POLLOUT, 5000000000ull, d->caller) > 0 ? 0 : -ETIMEDOUT;
}

static const volatile struct snd_pcm_mmap_status *inside_status(struct door *d)
{
	return NULL;
}

static void inside_close(struct door *d)
{
	usnd_release(d->file, d->caller);
}

struct door door_inside(const struct usnd_caller *caller)
{
	return (struct door){ inside_open, inside_call, inside_wait, inside_status, inside_close, .caller = caller };
}

/* ---- a stream ---------------------------------------------------------------------------------------------------- */

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

/* prepared; it never stops by itself */
static int begin(struct door *d, unsigned int period, unsigned int buffer, unsigned long start)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = period, .start_threshold = start, .stop_threshold = ~0ul,
		.proto = SNDRV_PROTOCOL_VERSION(2, 0, 8),
	};
	struct snd_pcm_hw_params hw = { .rmask = ~0u };
	int err = told(d->open(d), "open");

	if (err)
		return err;
	memset(hw.masks, 0xff, sizeof(hw.masks));
	for (int i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		hw.intervals[i].max = ~0u;
	fix(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	fix(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	fix(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fix(&hw, SNDRV_PCM_HW_PARAM_RATE, RATE);
	fix(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, period);
	fix(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, buffer);
	err = told(d->call(d, SNDRV_PCM_IOCTL_HW_PARAMS, &hw), "HW_PARAMS") ?: told(d->call(d, SNDRV_PCM_IOCTL_SW_PARAMS, &sw), "SW_PARAMS")
		?: told(d->call(d, SNDRV_PCM_IOCTL_PREPARE, NULL), "PREPARE");
	if (err)
		d->close(d);
	return err;
}

static int write_frames(struct door *d, unsigned long count)
{
	static int16_t silence[2 * BUFFER];
	struct snd_xferi x = { .buf = silence, .frames = count };

	return d->call(d, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &x);
}

/* ---- figures ----------------------------------------------------------------------------------------------------- */

static double us_a_turn(const struct batches *b)
{
	return b->best / 1000.0 / b->size;
}

static int time_avail(struct door *d, double *us)
{
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN };
	const volatile struct snd_pcm_mmap_status *status = d->status(d);
	struct batches b;
	int err = 0;

	batches_begin(&b, now, CALLS);
	for (int i = 0; i < CALLS && !err; i++, batches_turn(&b)) {
		if (status)
			(void)status->hw_ptr;
		else
			err = d->call(d, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
	}
	*us = us_a_turn(&b);
	return told(err, "SYNC_PTR");
}

static int time_delay(struct door *d, double *us)
{
	snd_pcm_sframes_t delay;
	struct batches b;
	int err = 0;

	batches_begin(&b, now, CALLS);
	for (int i = 0; i < CALLS && !err; i++, batches_turn(&b))
		err = d->call(d, SNDRV_PCM_IOCTL_DELAY, &delay);
	*us = us_a_turn(&b);
	return told(err, "DELAY");
}

/* the fastest time a stopped stream was filled in counts */
static int time_writes(struct door *d, double *us)
{
	uint64_t start, took, best = ~0ull;
	int err = 0;

	for (int round = 0; round < FILLS && !err; round++) {
		err = d->call(d, SNDRV_PCM_IOCTL_PREPARE, NULL);
		start = now();
		for (unsigned int i = 0; i < BUFFER / FRAMES && !err; i++)
			err = write_frames(d, FRAMES);
		took = now() - start;
		best = took < best ? took : best;
	}
	*us = best / 1000.0 / (BUFFER / FRAMES);
	return told(err, "WRITEI_FRAMES");
}

/* against a row of even periods through the earliest */
static void make_late(double *us)
{
	double earliest = us[0];

	for (int i = 1; i < WAKES; i++)
		if (us[i] < earliest)
			earliest = us[i];
	for (int i = 0; i < WAKES; i++)
		us[i] -= earliest;
}

static double since(uint64_t start, int periods)
{
	return ((double)(now() - start) - periods * (double)PERIOD * 1e9 / RATE) / 1000;
}

static int time_timer(double *us)
{
	struct itimerspec every = { { 0, PERIOD_NS }, { 0, PERIOD_NS } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), done = 0;
	struct pollfd wait = { fd, POLLIN, 0 };
	uint64_t start, expired;

	if (fd < 0)
		return told(-errno, "timerfd");
	start = now();
	timerfd_settime(fd, 0, &every, NULL);
	while (done < WAKES) {
		poll(&wait, 1, -1);
		us[done] = ((double)(now() - start) - (double)(done + 1) * PERIOD_NS) / 1000;
		if (read(fd, &expired, sizeof(expired)) != sizeof(expired))
			break;
		/* those that it was too late for were as late, less a period each */
		for (done++; --expired && done < WAKES; done++)
			us[done] = us[done - 1] - PERIOD_NS / 1000.0;
	}
	close(fd);
	make_late(us);
	return 0;
}

static int time_wakes(struct door *d, double *us)
{
	int err = begin(d, PERIOD, BUFFER, BUFFER);
	uint64_t start;

	if (err)
		return err;
	err = told(write_frames(d, BUFFER), "WRITEI_FRAMES");
	start = now();
	for (int i = 0; i < WAKES && !err; i++) {
		err = told(d->wait(d), "poll");
		us[i] = since(start, i);
		err = err ?: told(write_frames(d, PERIOD), "WRITEI_FRAMES");
	}
	d->close(d);
	make_late(us);
	return err;
}

int measure_costs(struct door *d, struct mode_figures *f)
{
	int err = begin(d, FRAMES, BUFFER, 2 * BUFFER);

	if (err)
		return err;
	err = time_writes(d, &f->write_us) ?: told(d->call(d, SNDRV_PCM_IOCTL_START, NULL), "START");
	err = err ?: time_avail(d, &f->avail_us) ?: time_delay(d, &f->delay_us);
	d->close(d);
	err = err ?: time_timer(f->timer_us) ?: time_wakes(d, f->wake_us);
	f->done += !err;
	return err;
}

int measure_speed(struct door *d, struct mode_figures *f)
{
	int err = begin(d, FRAMES, BUFFER, BUFFER);
	uint64_t start = now();

	if (err)
		return err;
	for (int i = 0; i < FAST_WRITES && !err; i++)
		err = told(write_frames(d, FRAMES), "WRITEI_FRAMES");
	f->fast = FAST_WRITES * (double)FRAMES / (now() - start) * 1000;
	d->close(d);
	f->done += !err;
	return err;
}
