// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_watch.c - what a server asks of open files: to be told when they may be ready (usnd_watch()), and whether and
 * how long they run (usnd_runs()). With the ES1370.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness/client_mmap.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define RATE 48000u
#define PERIOD 1024u
#define BUFFER (4 * PERIOD)
#define SECOND 1000000000ull
#define SEEDS 10
#define ES1370_BDF USND_BDF(0, 5, 0)

static char sound[BUFFER * 4];

static int run_on(enum host_clock clock, uint64_t seed, int (*body)(struct run *run))
{
	struct run_config config = { .clock = clock, .seed = seed, .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err = run_world(&config, body, NULL, &result);

	EXPECT(!err && !result.findings && !result.stuck, "seed %d: %d, %lu findings", (int)seed, err, result.findings);
	return err;
}

static void on_seeds(int (*body)(struct run *run))
{
	uint64_t seed;

	for (seed = 0; seed < SEEDS; seed++)
		run_on(HOST_CLOCK_VIRTUAL, seed, body);
}

static int open_pcm(struct run *run, struct client_pcm *pcm, bool capture, bool mmap)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = RATE, .channels = 2, .mmap = mmap,
		.period_frames = PERIOD, .buffer_frames = BUFFER,
	};
	int err = client_pcm_open(pcm, &run->client, 0, 0, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err && pcm->buffer_frames == BUFFER && pcm->period_frames == PERIOD, "%d", err);
	return err;
}

/* it does not stop, however late we are */
static void run_for_ever(struct run *run, const struct client_pcm *pcm)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PERIOD, .start_threshold = BUFFER, .stop_threshold = pcm->boundary, .xfer_align = 1,
	};

	EXPECT(!usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &run->client.caller));
}

/* a full buffer, running */
static int start_pcm(struct run *run, struct client_pcm *pcm)
{
	size_t done;
	int err = open_pcm(run, pcm, false, false);

	if (!err)
		err = client_pcm_write(pcm, sound, BUFFER, &done);
	EXPECT(!err, "%d", err);
	return err;
}

/* ---- watches --------------------------------------------------------------------------------------------- */

struct bell {
	struct host_task *task;
	unsigned int rung;
};

static void ring(void *ctx)
{
	struct bell *bell = ctx;

	__atomic_add_fetch(&bell->rung, 1, __ATOMIC_RELEASE);
	host_task_unpark(bell->task);
}

static long ready_now(struct client_pcm *pcm, struct run *run)
{
	return usnd_poll(pcm->file, POLLOUT, 0, &run->client.caller);
}

static void wait_for_room(struct client_pcm *pcm, struct run *run)
{
	while (ready_now(pcm, run) != POLLOUT)
		host_task_park(HOST_FOREVER);
}

static int watch_a_stream(struct run *run)
{
	struct bell bell = { .task = host_task_self() };
	struct usnd_watch *watch = NULL;
	struct client_pcm pcm;
	unsigned int rung;
	size_t done;
	int i;

	if (open_pcm(run, &pcm, false, false))
		return -EIO;
	/* on the real clock we may be late */
	run_for_ever(run, &pcm);
	EXPECT(!client_pcm_write(&pcm, sound, BUFFER, &done));
	EXPECT(!usnd_watch(pcm.file, ring, &bell, &run->client.caller, &watch));
	for (i = 0; i < 8 || !__atomic_load_n(&bell.rung, __ATOMIC_ACQUIRE); i++) {
		wait_for_room(&pcm, run);
		EXPECT(!client_pcm_write(&pcm, sound, PERIOD, &done));
	}
	usnd_unwatch(watch);
	rung = __atomic_load_n(&bell.rung, __ATOMIC_ACQUIRE);
	EXPECT(!client_pcm_drain(&pcm));
	EXPECT(__atomic_load_n(&bell.rung, __ATOMIC_ACQUIRE) == rung);
	usnd_unwatch(NULL);
	return client_pcm_close(&pcm);
}

static void a_watch_tells_of_room_again_and_again(void)
{
	on_seeds(watch_a_stream);
}

static void a_watch_tells_on_the_real_clock_too(void)
{
	run_on(HOST_CLOCK_REAL, 0, watch_a_stream);
}

/* nothing is waited for but the watch: as a server's task does it, with a descriptor in between */
static void write_to(void *ctx)
{
	eventfd_write(*(int *)ctx, 1);
}

static int watch_by_descriptor(struct run *run)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	struct usnd_watch *watch;
	struct client_pcm pcm;

	if (start_pcm(run, &pcm))
		return -EIO;
	EXPECT(!usnd_watch(pcm.file, write_to, &fd, &run->client.caller, &watch));
	EXPECT(!ready_now(&pcm, run));
	EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
	EXPECT(ready_now(&pcm, run) == POLLOUT);
	usnd_unwatch(watch);
	close(fd);
	return client_pcm_close(&pcm);
}

static void a_watch_may_write_to_a_descriptor(void)
{
	on_seeds(watch_by_descriptor);
}

static void remove_card(void *arg)
{
	usnd_pci_remove(ES1370_BDF);
}

/* the removal waits for the files */
static int watch_the_card_go(struct run *run)
{
	const struct usnd_caller *me = &run->client.caller;
	struct bell bell = { .task = host_task_self() };
	struct usnd_watch *watch, *control;
	struct host_task *remover;
	struct usnd_file *file;
	struct client_pcm pcm;
	int on = 1;
	uint64_t until;

	if (start_pcm(run, &pcm))
		return -EIO;
	EXPECT(!usnd_open("/dev/snd/controlC0", O_RDONLY, me, &file));
	EXPECT(!usnd_ioctl(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, (uintptr_t)&on, me));
	EXPECT(!usnd_watch(pcm.file, ring, &bell, me, &watch));
	EXPECT(!usnd_watch(file, ring, &bell, me, &control));
	EXPECT(!host_task_create(&remover, "remover", remove_card, NULL, NULL));
	while (bell.rung < 2 || !(usnd_poll(pcm.file, POLLOUT, 0, me) & POLLERR) ||
	       !(usnd_poll(file, POLLIN, 0, me) & POLLERR))
		host_task_park(HOST_FOREVER);
	EXPECT(!usnd_runs(pcm.file, &until));
	usnd_unwatch(watch);
	usnd_unwatch(control);
	EXPECT(!usnd_release(file, me));
	client_pcm_close(&pcm);
	host_task_join(remover);
	return 0;
}

static void a_watch_outlives_the_card(void)
{
	on_seeds(watch_the_card_go);
}

static int watch_badly(struct run *run)
{
	struct bell bell = { .task = host_task_self() };
	struct usnd_watch *watch = (void *)&bell;
	struct usnd_file *file;
	struct client_pcm pcm;
	uint64_t until;

	EXPECT(!usnd_open("/proc/asound/cards", O_RDONLY, &run->client.caller, &file));
	EXPECT(usnd_watch(file, ring, &bell, &run->client.caller, &watch) == -EOPNOTSUPP && !watch);
	EXPECT(!usnd_runs(file, &until));
	EXPECT(!usnd_release(file, &run->client.caller));
	/* a control that has not subscribed never becomes ready */
	EXPECT(!usnd_open("/dev/snd/controlC0", O_RDONLY, &run->client.caller, &file));
	EXPECT(usnd_watch(file, ring, &bell, &run->client.caller, &watch) == -EOPNOTSUPP && !watch);
	EXPECT(!usnd_runs(file, &until));
	EXPECT(!usnd_release(file, &run->client.caller));
	if (start_pcm(run, &pcm))
		return -EIO;
	usnd_fault_arm(1);
	EXPECT(usnd_watch(pcm.file, ring, &bell, &run->client.caller, &watch) == -ENOMEM && !watch);
	usnd_fault_arm(0);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!bell.rung);
	return client_pcm_close(&pcm);
}

static void what_cannot_be_watched_is_an_error(void)
{
	run_on(HOST_CLOCK_VIRTUAL, 0, watch_badly);
}

/* ---- does it run? -------------------------------------------------------------------------------------------- */

static bool runs(struct client_pcm *pcm)
{
	uint64_t until;

	return usnd_runs(pcm->file, &until);
}

static uint64_t until(struct client_pcm *pcm)
{
	uint64_t until = 0;

	EXPECT(usnd_runs(pcm->file, &until));
	return until;
}

static bool is_about(uint64_t a, uint64_t b)
{
	return a + 2 * MS > b && b + 2 * MS > a;
}

static uint64_t in_frames(uint64_t frames)
{
	return host_now() + frames * SECOND / RATE;
}

/* in each of its states */
static int change_states(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0));
	EXPECT(!runs(&pcm));
	client_pcm_close(&pcm);
	if (open_pcm(run, &pcm, false, false))
		return -EIO;
	EXPECT(!runs(&pcm));
	EXPECT(!client_pcm_write(&pcm, sound, BUFFER - PERIOD, &done));
	EXPECT(!runs(&pcm));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(is_about(until(&pcm), in_frames(BUFFER - PERIOD - PERIOD / 8)));
	/* what is written is played */
	EXPECT(!client_pcm_write(&pcm, sound, PERIOD, &done));
	EXPECT(is_about(until(&pcm), in_frames(BUFFER - PERIOD / 8)));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!runs(&pcm));
	return client_pcm_close(&pcm);
}

static void a_stream_runs_from_start_to_stop(void)
{
	on_seeds(change_states);
}

static int pause_and_go_on(struct run *run)
{
	struct client_pcm pcm;

	if (start_pcm(run, &pcm))
		return -EIO;
	host_task_park(host_now() + PERIOD / 2 * SECOND / RATE);
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_PAUSE, 1, &run->client.caller));
	EXPECT(!runs(&pcm));
	host_task_park(host_now() + SECOND);
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_PAUSE, 0, &run->client.caller));
	/* the time it stood still does not count */
	EXPECT(until(&pcm) > in_frames(BUFFER - 2 * PERIOD));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void a_paused_stream_does_not_run(void)
{
	on_seeds(pause_and_go_on);
}

static int state_of(struct client_pcm *pcm)
{
	struct snd_pcm_status status = { 0 };

	EXPECT(!client_pcm_status(pcm, &status));
	return status.state;
}

/* Asking what state it is in looks at the device. Returns the last safe moment before it stopped. */
static uint64_t run_dry(struct client_pcm *pcm, uint64_t step)
{
	uint64_t safe = 0, when;

	while (usnd_runs(pcm->file, &when)) {
		safe = when > safe ? when : safe;
		/* up to the very moment, and no further */
		host_task_park(host_now() + step < when || host_now() >= when ? host_now() + step : when);
		if (host_now() <= safe)
			EXPECT(state_of(pcm) == SNDRV_PCM_STATE_RUNNING, "%" PRIu64 " before %" PRIu64, host_now(),
			       safe);
	}
	EXPECT(state_of(pcm) == SNDRV_PCM_STATE_XRUN);
	return safe;
}

static int play_dry(struct run *run)
{
	static const uint64_t steps[] = { SECOND, 7 * MS, MS / 3 };
	struct client_pcm pcm;
	uint64_t safe, end;
	int i;

	for (i = 0; i < 3; i++) {
		if (start_pcm(run, &pcm))
			return -EIO;
		end = in_frames(BUFFER);
		safe = run_dry(&pcm, steps[i]);
		EXPECT(safe < end, "it cannot know of time that is not there");
		EXPECT(safe + (PERIOD / 4) * SECOND / RATE > end, "%" PRIu64 " of %" PRIu64, safe, end);
		client_pcm_close(&pcm);
	}
	return 0;
}

static void until_then_it_does_not_run_dry(void)
{
	on_seeds(play_dry);
}

static int record_over(struct run *run)
{
	struct client_pcm pcm;
	uint64_t end, safe;

	if (open_pcm(run, &pcm, true, false))
		return -EIO;
	EXPECT(!runs(&pcm));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	end = in_frames(BUFFER);
	safe = run_dry(&pcm, 5 * MS);
	EXPECT(safe < end && safe + (PERIOD / 4) * SECOND / RATE > end, "%" PRIu64 " of %" PRIu64, safe, end);
	return client_pcm_close(&pcm);
}

static void until_then_it_does_not_run_over(void)
{
	on_seeds(record_over);
}

static int never_stop(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	if (open_pcm(run, &pcm, false, false))
		return -EIO;
	run_for_ever(run, &pcm);
	EXPECT(!client_pcm_write(&pcm, sound, BUFFER, &done));
	EXPECT(until(&pcm) == HOST_FOREVER);
	host_task_park(host_now() + SECOND);
	EXPECT(until(&pcm) == HOST_FOREVER);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&pcm);
}

static void a_stop_threshold_of_the_boundary_never_runs_dry(void)
{
	run_on(HOST_CLOCK_VIRTUAL, 0, never_stop);
}

static void drain(void *arg)
{
	EXPECT(!client_pcm_do(arg, SNDRV_PCM_IOCTL_DRAIN));
}

static int drain_stream(struct run *run)
{
	struct host_task *task;
	struct client_pcm pcm;

	if (start_pcm(run, &pcm))
		return -EIO;
	EXPECT(!host_task_create(&task, "drain", drain, &pcm, NULL));
	host_task_park(host_now() + MS);
	EXPECT(until(&pcm) == HOST_FOREVER);
	host_task_join(task);
	EXPECT(!runs(&pcm));
	return client_pcm_close(&pcm);
}

static void a_stream_that_drains_runs_and_may_run_dry(void)
{
	on_seeds(drain_stream);
}

static int drain_capture(struct run *run)
{
	struct client_pcm pcm;

	if (open_pcm(run, &pcm, true, false))
		return -EIO;
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	host_task_park(host_now() + 2 * PERIOD * SECOND / RATE);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DRAIN));
	EXPECT(state_of(&pcm) == SNDRV_PCM_STATE_DRAINING);
	EXPECT(!runs(&pcm));
	return client_pcm_close(&pcm);
}

static void what_was_recorded_waits_without_time(void)
{
	run_on(HOST_CLOCK_VIRTUAL, 0, drain_capture);
}

/* A client that maps the control page writes without a call. */
static int write_silently(struct run *run)
{
	struct client_map map;
	struct client_pcm pcm;
	uint64_t before;
	size_t done;

	if (open_pcm(run, &pcm, false, true) || client_map_open(&map, &pcm))
		return -EIO;
	EXPECT(!client_map_write(&map, sound, BUFFER, &done));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(usnd_poll(pcm.file, POLLOUT, UINT64_MAX, &run->client.caller) == POLLOUT);
	before = until(&pcm);
	client_control(&map)->appl_ptr += PERIOD;
	EXPECT(until(&pcm) == before + PERIOD * SECOND / RATE, "%" PRIu64 " after %" PRIu64, until(&pcm), before);
	/* what lies outside counts for nothing */
	client_control(&map)->appl_ptr = pcm.boundary + 1;
	EXPECT(until(&pcm) == before);
	client_control(&map)->appl_ptr = BUFFER;
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static void what_a_client_wrote_into_the_control_page_counts(void)
{
	run_on(HOST_CLOCK_VIRTUAL, 0, write_silently);
}

static int start_timer(struct run *run)
{
	const struct usnd_caller *me = &run->client.caller;
	const struct snd_timer_select select = {
		.id = { SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_SCLASS_NONE, -1, SNDRV_TIMER_GLOBAL_SYSTEM, 0 },
	};
	struct snd_timer_params params = { .flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 10 };
	struct bell bell = { .task = host_task_self() };
	struct usnd_watch *watch;
	struct usnd_file *file;
	uint64_t until = 0;

	EXPECT(!usnd_open("/dev/snd/timer", O_RDONLY, me, &file));
	EXPECT(!usnd_runs(file, &until));
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_SELECT, (uintptr_t)&select, me));
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_PARAMS, (uintptr_t)&params, me));
	EXPECT(!usnd_runs(file, &until));
	EXPECT(!usnd_watch(file, ring, &bell, me, &watch));
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_START, 0, me));
	EXPECT(usnd_runs(file, &until) && until == HOST_FOREVER);
	while (!usnd_poll(file, POLLIN, 0, me))
		host_task_park(HOST_FOREVER);
	EXPECT(usnd_runs(file, &until) && until == HOST_FOREVER);
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_STOP, 0, me));
	EXPECT(!usnd_runs(file, &until));
	usnd_unwatch(watch);
	return usnd_release(file, me);
}

static void a_timer_runs_while_it_is_started(void)
{
	on_seeds(start_timer);
}

/* ---- outside of tasks ---------------------------------------------------------------------------------------- */

static struct usnd_file *watched_file;
static unsigned int seen_running, asked;

static uint64_t look_when_idle(void *ctx, uint64_t now, uint64_t next, uint64_t *wait)
{
	uint64_t until;

	asked++;
	if (watched_file && usnd_runs(watched_file, &until)) {
		seen_running++;
		EXPECT(now < until || now - until < PERIOD * SECOND / RATE);
	}
	return next;
}

static int play_watched(struct run *run)
{
	struct client_pcm pcm;

	if (start_pcm(run, &pcm))
		return -EIO;
	watched_file = pcm.file;
	host_task_park(host_now() + SECOND);
	EXPECT(state_of(&pcm) == SNDRV_PCM_STATE_XRUN);
	watched_file = NULL;
	return client_pcm_close(&pcm);
}

static void it_is_told_while_no_task_runs(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .idle = look_when_idle };
	struct run_result result;

	EXPECT(!run_world(&config, play_watched, NULL, &result));
	EXPECT(seen_running >= 4 && asked > seen_running, "%u of %u", seen_running, asked);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_watch_tells_of_room_again_and_again),
	TAP_CASE(a_watch_tells_on_the_real_clock_too),
	TAP_CASE(a_watch_may_write_to_a_descriptor),
	TAP_CASE(a_watch_outlives_the_card),
	TAP_CASE(what_cannot_be_watched_is_an_error),
	TAP_CASE(a_stream_runs_from_start_to_stop),
	TAP_CASE(a_paused_stream_does_not_run),
	TAP_CASE(until_then_it_does_not_run_dry),
	TAP_CASE(until_then_it_does_not_run_over),
	TAP_CASE(a_stop_threshold_of_the_boundary_never_runs_dry),
	TAP_CASE(a_stream_that_drains_runs_and_may_run_dry),
	TAP_CASE(what_was_recorded_waits_without_time),
	TAP_CASE(what_a_client_wrote_into_the_control_page_counts),
	TAP_CASE(a_timer_runs_while_it_is_started),
	TAP_CASE(it_is_told_while_no_task_runs),
};

TAP_MAIN(cases)
