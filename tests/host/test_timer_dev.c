// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_dev.c - /dev/snd/timer as a client outside the kernel world has it, with the ES1370 playing: a tick for
 * each period, in step with the stream on virtual time; the exact timer; waiting in poll and read; signals; the card
 * pulled out; and, on the real clock, what ThreadSanitizer should see.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "harness/run.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define TIMER "/dev/snd/timer"
#define RATE 48000u
#define PERIOD 1024u
#define FRAMES (16 * PERIOD)
#define RESOLUTION (1000000000ull * PERIOD / RATE)

static char sound[FRAMES * 4];

struct timer {
	struct run *run;
	struct usnd_file *file;
};

static long ask(struct timer *timer, unsigned int cmd, const void *arg)
{
	return usnd_ioctl(timer->file, cmd, (uint64_t)(uintptr_t)arg, &timer->run->client.caller);
}

/* card 0's device, playback, with events; started */
static int timer_open(struct timer *timer, struct run *run, int device, int flags)
{
	const struct snd_timer_select select = {
		.id = { SNDRV_TIMER_CLASS_PCM, SNDRV_TIMER_SCLASS_NONE, 0, device, 0 },
	};
	struct snd_timer_params params = {
		.flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 1,
		.filter = 1 << SNDRV_TIMER_EVENT_TICK | 1 << SNDRV_TIMER_EVENT_MSTART | 1 << SNDRV_TIMER_EVENT_MSTOP,
	};
	const int on = 1;
	long err;

	timer->run = run;
	err = usnd_open(TIMER, O_RDONLY | flags, &run->client.caller, &timer->file);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_TREAD, &on);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_SELECT, &select);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_PARAMS, &params);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_START, NULL);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static long timer_read(struct timer *timer, struct snd_timer_tread *event)
{
	return usnd_read(timer->file, (uint64_t)(uintptr_t)event, sizeof(*event), &timer->run->client.caller);
}

static void timer_close(struct timer *timer)
{
	EXPECT(!usnd_release(timer->file, &timer->run->client.caller));
}

static uint64_t ns(const struct timespec *when)
{
	return when->tv_sec * 1000000000ull + when->tv_nsec;
}

static int open_stream(struct run *run, struct client_pcm *pcm)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = RATE, .channels = 2,
		.period_frames = PERIOD, .buffer_frames = FRAMES,
	};
	int err = client_pcm_open(pcm, &run->client, 0, 0, false, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err && pcm->period_frames == PERIOD, "(%s)", strerror(-err));
	return err;
}

static void with_card(int (*body)(struct run *run), unsigned int seeds)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed < seeds; config.seed++) {
		err = run_world(&config, body, NULL, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

/* ---- in step ------------------------------------------------------------------------------------------- */

/* @tick came @late ns after the first one; the card's clock is not quite the rate */
static void expect_in_step(const struct client_pcm *pcm, unsigned int tick, uint64_t late)
{
	uint64_t due = 1000000000ull * tick * PERIOD * pcm->rate_den / pcm->rate_num;

	EXPECT(late + MS / 10 > due && late < due + MS / 10, "(tick %u: %llu ns, not %llu)", tick,
	       (unsigned long long)late, (unsigned long long)due);
}

/* each tick comes with the clock, and at once; the last period ends the stream */
static int step_body(struct run *run)
{
	struct snd_timer_status status;
	struct snd_timer_tread event;
	struct client_pcm pcm;
	struct timer timer;
	uint64_t first = 0;
	unsigned int tick;
	size_t done;

	if (open_stream(run, &pcm) || timer_open(&timer, run, 0, 0))
		return -EIO;
	EXPECT(!ask(&timer, SNDRV_TIMER_IOCTL_STATUS, &status));
	EXPECT(status.resolution == RESOLUTION && !status.queue && host_now() - ns(&status.tstamp) < MS);
	/* a full buffer starts the stream */
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done));
	EXPECT(timer_read(&timer, &event) == sizeof(event) && event.event == SNDRV_TIMER_EVENT_MSTART);
	EXPECT(event.val == RESOLUTION);
	for (tick = 0; tick < FRAMES / PERIOD - 1; tick++) {
		EXPECT(usnd_poll(timer.file, POLLIN, 100 * MS, &run->client.caller) == POLLIN);
		EXPECT(timer_read(&timer, &event) == sizeof(event));
		EXPECT(event.event == SNDRV_TIMER_EVENT_TICK && event.val == 1, "(tick %u: event %d, %u)", tick,
		       event.event, event.val);
		/* the reader was woken when it happened */
		EXPECT(host_now() - ns(&event.tstamp) < MS);
		if (!tick)
			first = ns(&event.tstamp);
		expect_in_step(&pcm, tick, ns(&event.tstamp) - first);
	}
	EXPECT(timer_read(&timer, &event) == sizeof(event) && event.event == SNDRV_TIMER_EVENT_MSTOP);
	timer_close(&timer);
	return client_pcm_close(&pcm);
}

static void ticks_are_in_step_with_the_periods(void)
{
	with_card(step_body, 8);
}

/* ---- the clock of time stamps ------------------------------------------------------------------------- */

static int wall_body(struct run *run)
{
	struct snd_timer_tread event;
	struct timer timer;
	uint64_t seconds;
	uint32_t rest;

	if (timer_open(&timer, run, 0, 0))
		return -EIO;
	EXPECT(!ask(&timer, SNDRV_TIMER_IOCTL_PARAMS, &(struct snd_timer_params){ .ticks = 1,
		    .filter = 1 << SNDRV_TIMER_EVENT_START }));
	EXPECT(!ask(&timer, SNDRV_TIMER_IOCTL_START, NULL));
	host_wall_time(&seconds, &rest);
	EXPECT(timer_read(&timer, &event) == sizeof(event) && event.event == SNDRV_TIMER_EVENT_START);
	EXPECT(seconds * 1000000000 + rest - ns(&event.tstamp) < MS, "(%lld s)", (long long)event.tstamp.tv_sec);
	timer_close(&timer);
	return 0;
}

static void stamps_are_of_the_wall_clock_if_the_parameter_says_so(void)
{
	struct run_config config = {
		.cards = { card_find("es1370") }, .card_count = 1, .cmdline = "snd_timer.timer_tstamp_monotonic=0",
	};
	struct run_result result;
	int err = run_world(&config, wall_body, NULL, &result);

	EXPECT(!err, "(%s, %lu findings)", strerror(-err), result.findings);
}

/* ---- the module snd-hrtimer --------------------------------------------------------------------------- */

static char hrtimer_path[512], hog_path[512];

static int hrtimer_open(struct timer *timer, struct run *run, unsigned int ticks)
{
	const struct snd_timer_select select = {
		.id = { SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_SCLASS_NONE, -1, SNDRV_TIMER_GLOBAL_HRTIMER, 0 },
	};
	struct snd_timer_params params = {
		.flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = ticks, .filter = 1 << SNDRV_TIMER_EVENT_TICK,
	};
	const int on = 1;
	long err;

	timer->run = run;
	err = usnd_open(TIMER, O_RDONLY, &run->client.caller, &timer->file);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_TREAD, &on);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_SELECT, &select);
	if (!err)
		err = ask(timer, SNDRV_TIMER_IOCTL_PARAMS, &params);
	return err;
}

/* @count intervals of @ticks ns, one event each: exact on virtual time, but for what the looks at the clock cost */
static void expect_exact(struct timer *timer, unsigned int ticks, unsigned int count)
{
	struct snd_timer_tread event;
	uint64_t begun = host_now();
	unsigned int i;

	EXPECT(!ask(timer, SNDRV_TIMER_IOCTL_START, NULL));
	for (i = 1; i <= count; i++) {
		EXPECT(timer_read(timer, &event) == sizeof(event) && event.val == ticks, "(%u ticks)", event.val);
		EXPECT(ns(&event.tstamp) - begun >= (uint64_t)i * ticks &&
		       ns(&event.tstamp) - begun < (uint64_t)i * ticks + MS / 20,
		       "(interval %u: %llu ns)", i, (unsigned long long)(ns(&event.tstamp) - begun));
	}
	EXPECT(!ask(timer, SNDRV_TIMER_IOCTL_STOP, NULL));
}

static int hrtimer_body(struct run *run)
{
	struct timer timer, other;
	char text[1024];

	EXPECT(hrtimer_open(&timer, run, 2500000) == -ENODEV);
	timer_close(&timer);
	EXPECT(!usnd_module_load(hrtimer_path, NULL));
	EXPECT(client_read_file(&run->client, "/proc/asound/timers", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "\nG3: HR timer : 0.001us (1000000000 ticks)\n"), "%s", text);
	EXPECT(!hrtimer_open(&timer, run, 2500000));
	expect_exact(&timer, 2500000, 20);
	EXPECT(usnd_module_unload("snd_hrtimer") == -EBUSY);
	/* beside another one */
	EXPECT(!hrtimer_open(&other, run, 700000000));
	EXPECT(!ask(&other, SNDRV_TIMER_IOCTL_START, NULL));
	timer_close(&other);
	expect_exact(&timer, 2500000, 20);
	timer_close(&timer);
	EXPECT(!usnd_module_unload("snd_hrtimer"));
	return 0;
}

static void exact_timer_is_exact(void)
{
	EXPECT(!module_path("snd-hrtimer", hrtimer_path, sizeof(hrtimer_path)));
	with_card(hrtimer_body, 8);
}

/* something keeps interrupts busy for 7 ms: ticks are late then, but none is lost and none comes twice */
static int late_body(struct run *run)
{
	struct snd_timer_tread event;
	uint64_t begun, passed, ticks = 0;
	unsigned int events = 0;
	struct timer timer;

	EXPECT(!usnd_module_load(hrtimer_path, NULL) && !hrtimer_open(&timer, run, MS));
	begun = host_now();
	EXPECT(!ask(&timer, SNDRV_TIMER_IOCTL_START, NULL));
	EXPECT(!usnd_module_load(hog_path, NULL));
	do {
		EXPECT(timer_read(&timer, &event) == sizeof(event));
		ticks += event.val;
		events++;
		passed = ns(&event.tstamp) - begun;
		EXPECT(ticks % MS == 0 && passed >= ticks && passed < ticks + MS, "(%llu ticks in %llu ns)",
		       (unsigned long long)ticks, (unsigned long long)passed);
	} while (ticks < 30 * MS);
	EXPECT(events <= 25, "(%u)", events);
	timer_close(&timer);
	EXPECT(!usnd_module_unload("probe_hog"));
	return usnd_module_unload("snd_hrtimer");
}

static void exact_timer_that_is_late_tells_of_each_tick_once(void)
{
	EXPECT(!module_path("probe_hog", hog_path, sizeof(hog_path)));
	with_card(late_body, 8);
}

/* starting, stopping and closing at any moment */
static int hrtimer_race_body(struct run *run)
{
	struct snd_timer_tread event;
	struct timer timers[2];
	int i;

	EXPECT(!usnd_module_load(hrtimer_path, NULL));
	for (i = 0; i < 200; i++) {
		EXPECT(!hrtimer_open(&timers[i & 1], run, 1000000));
		EXPECT(!ask(&timers[i & 1], SNDRV_TIMER_IOCTL_START, NULL));
		if (i % 3 == 0)
			timer_read(&timers[i & 1], &event);
		host_task_park(host_now() + 999900 + i);
		ask(&timers[i & 1], SNDRV_TIMER_IOCTL_STOP, NULL);
		ask(&timers[i & 1], i % 5 ? SNDRV_TIMER_IOCTL_START : SNDRV_TIMER_IOCTL_CONTINUE, NULL);
		if (i)
			timer_close(&timers[~i & 1]);
	}
	timer_close(&timers[~i & 1]);
	return usnd_module_unload("snd_hrtimer");
}

static void exact_timer_starts_and_stops_at_any_moment(void)
{
	with_card(hrtimer_race_body, 20);
}

/* ---- the end of a wait --------------------------------------------------------------------------------- */

static bool is_interrupted(void *ctx)
{
	return true;
}

static int signal_body(struct run *run)
{
	struct usnd_caller signalled = run->client.caller;
	struct snd_timer_tread event;
	struct timer timer;

	if (timer_open(&timer, run, 0, 0))
		return -EIO;
	signalled.interrupted = is_interrupted;
	EXPECT(usnd_read(timer.file, (uint64_t)(uintptr_t)&event, sizeof(event), &signalled) == -EINTR);
	/* what is there already is read all the same */
	EXPECT(!usnd_set_flags(timer.file, O_NONBLOCK));
	EXPECT(usnd_read(timer.file, (uint64_t)(uintptr_t)&event, sizeof(event), &signalled) == -EAGAIN);
	EXPECT(usnd_write(timer.file, (uint64_t)(uintptr_t)&event, sizeof(event), &signalled) == -EBADF);
	timer_close(&timer);
	return 0;
}

static void signal_ends_a_read(void)
{
	with_card(signal_body, 1);
}

static void pull(void *arg)
{
	host_task_park(host_now() + 100 * MS);
	EXPECT(!usnd_pci_remove(USND_BDF(0, 5, 0)));
}

static int pull_body(struct run *run)
{
	struct snd_timer_tread event;
	struct host_task *task;
	struct client_pcm pcm;
	struct timer timer;
	size_t done;
	long got;

	if (open_stream(run, &pcm) || timer_open(&timer, run, 0, 0))
		return -EIO;
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done));
	EXPECT(!host_task_create(&task, "pull", pull, NULL, NULL));
	while ((got = timer_read(&timer, &event)) == sizeof(event))
		;
	EXPECT(got == -ENODEV, "(%ld)", got);
	EXPECT(usnd_poll(timer.file, POLLIN, 0, &run->client.caller) == POLLERR);
	client_pcm_close(&pcm);
	/* the timer's file is all that keeps the card */
	EXPECT(ask(&timer, SNDRV_TIMER_IOCTL_START, NULL) == -ENODEV);
	timer_close(&timer);
	host_task_join(task);
	return 0;
}

static void card_pulled_out_while_somebody_waits_for_its_timer(void)
{
	with_card(pull_body, 8);
}

/* ---- on the real clock --------------------------------------------------------------------------------- */

static volatile bool over;

static bool is_over(void *ctx)
{
	return __atomic_load_n(&over, __ATOMIC_RELAXED);
}

static void watch(void *arg)
{
	struct timer *timer = arg;
	struct snd_timer_gstatus status = { .tid = { SNDRV_TIMER_CLASS_PCM, SNDRV_TIMER_SCLASS_NONE, 0, 0, 0 } };
	struct snd_timer_tread event;

	while (!is_over(NULL)) {
		EXPECT(!ask(timer, SNDRV_TIMER_IOCTL_GSTATUS, &status));
		while (timer_read(timer, &event) > 0)
			;
		ask(timer, SNDRV_TIMER_IOCTL_STOP, NULL);
		ask(timer, SNDRV_TIMER_IOCTL_START, NULL);
		host_task_park(host_now() + 100000);
	}
}

static int threads_body(struct run *run)
{
	struct timer timers[2];
	struct host_task *tasks[2];
	struct client_pcm pcm;
	size_t done;
	int i, err = 0;

	__atomic_store_n(&over, false, __ATOMIC_RELAXED);
	for (i = 0; i < 2; i++) {
		if (timer_open(&timers[i], run, 0, O_NONBLOCK))
			return -EIO;
		EXPECT(!host_task_create(&tasks[i], "watch", watch, &timers[i], NULL));
	}
	/* the stream comes and goes while the watchers ask for its timer */
	for (i = 0; i < 4 && !err; i++) {
		err = open_stream(run, &pcm);
		if (!err)
			err = client_pcm_write(&pcm, sound, FRAMES, &done);
		host_task_park(host_now() + 50 * MS);
		client_pcm_close(&pcm);
	}
	__atomic_store_n(&over, true, __ATOMIC_RELAXED);
	for (i = 0; i < 2; i++) {
		host_task_join(tasks[i]);
		timer_close(&timers[i]);
	}
	return err;
}

static void timer_is_watched_while_its_stream_comes_and_goes(void)
{
	struct run_config config = { .clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err = run_world(&config, threads_body, NULL, &result);

	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "", strerror(-err), result.findings);
}

static const struct tap_case cases[] = {
	TAP_CASE(ticks_are_in_step_with_the_periods),
	TAP_CASE(stamps_are_of_the_wall_clock_if_the_parameter_says_so),
	TAP_CASE(exact_timer_is_exact),
	TAP_CASE(exact_timer_that_is_late_tells_of_each_tick_once),
	TAP_CASE(exact_timer_starts_and_stops_at_any_moment),
	TAP_CASE(signal_ends_a_read),
	TAP_CASE(card_pulled_out_while_somebody_waits_for_its_timer),
	TAP_CASE(timer_is_watched_while_its_stream_comes_and_goes),
};
TAP_MAIN(cases)
