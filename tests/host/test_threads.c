// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_threads.c - the real clock: tasks are threads. What ThreadSanitizer watches in make test-all.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "harness/play.h"
#include "harness/record.h"
#include "harness/run.h"
#include "host/wav.h"
#include "tests/host/tap.h"

struct stream {
	struct run *run;
	unsigned int device, rate;
	size_t frames;
	int err;
};

static int play_stream(struct stream *s)
{
	struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = s->rate, .channels = 2, .period_frames = 1024, .buffer_frames = 8192,
	};
	static const char block[8192];
	struct client_pcm pcm;
	size_t left = s->frames, now, done;
	int err;

	err = client_pcm_open(&pcm, &s->run->client, 0, s->device, false, 0);
	if (err)
		return err;
	err = client_pcm_configure(&pcm, &want);
	while (!err && left) {
		now = left < sizeof(block) / pcm.frame_bytes ? left : sizeof(block) / pcm.frame_bytes;
		err = client_pcm_write(&pcm, block, now, &done);
		/* a busy machine may be late; a stream that ran dry goes on, that is not what is tested here */
		if (err == -EPIPE)
			err = client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE);
		left -= done;
	}
	if (!err)
		err = client_pcm_drain(&pcm);
	client_pcm_close(&pcm);
	return err == -EPIPE ? 0 : err;
}

static void stream_task(void *arg)
{
	struct stream *s = arg;

	s->err = play_stream(s);
}

static void prealloc_task(void *arg)
{
	struct run *run = arg;
	int i;

	for (i = 0; i < 50; i++) {
		client_write_file(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc", i & 1 ? "64" : "32");
		host_task_park(host_now() + 5000000);
	}
}

static int two_streams_body(struct run *run)
{
	struct stream streams[2] = {
		{ .run = run, .device = 0, .rate = 48000, .frames = 16384 },
		{ .run = run, .device = 1, .rate = 44100, .frames = 16384 },
	};
	struct host_task *tasks[3];
	int i, err = 0;

	for (i = 0; i < 2; i++)
		EXPECT(!host_task_create(&tasks[i], "stream", stream_task, &streams[i], NULL));
	EXPECT(!host_task_create(&tasks[2], "prealloc", prealloc_task, run, NULL));
	for (i = 0; i < 3; i++)
		host_task_join(tasks[i]);
	for (i = 0; i < 2; i++) {
		EXPECT(!streams[i].err, "device %u: %s", streams[i].device, strerror(-streams[i].err));
		err |= streams[i].err;
	}
	return err;
}

static void two_streams_play_at_once_while_prealloc_is_written(void)
{
	struct run_config config = {
		.clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct run_result result;
	int err = run_world(&config, two_streams_body, NULL, &result);

	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "", strerror(-err), result.findings);
}

static void the_world_comes_up_and_goes_down_again_and_again(void)
{
	struct run_config config = {
		.clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct run_result result;
	int i, err;

	for (i = 0; i < 5; i++) {
		err = run_world(&config, NULL, NULL, &result);
		EXPECT(!err, "round %d: %s: %s, %lu findings", i, result.step ? result.step : "", strerror(-err),
		       result.findings);
	}
}

/* ---- a signal while nothing comes that wakes ---- */

static volatile bool stop;

static void stop_task(void *arg)
{
	host_task_park(host_now() + 100000000);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
}

static bool is_stopped(void *ctx)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static int wait_body(struct run *run)
{
	struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 2, .period_frames = 1024, .buffer_frames = 8192,
	};
	struct usnd_caller caller = run->client.caller;
	struct host_task *task;
	struct client_pcm pcm;
	long ret;
	int err;

	stop = false;
	caller.interrupted = is_stopped;
	err = client_pcm_open(&pcm, &run->client, 0, 0, false, 0);
	if (err)
		return err;
	EXPECT(!client_pcm_configure(&pcm, &want));
	EXPECT(!host_task_create(&task, "stop", stop_task, NULL, NULL));
	/* a playback stream has nothing to read, ever */
	ret = usnd_poll(pcm.file, POLLIN, UINT64_MAX, &caller);
	EXPECT(ret == -EINTR, "%ld", ret);
	host_task_join(task);
	client_pcm_close(&pcm);
	return 0;
}

static void a_signal_ends_a_sleep_that_nothing_else_ends(void)
{
	struct run_config config = {
		.clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct run_result result;
	int err = run_world(&config, wait_body, NULL, &result);

	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "", strerror(-err), result.findings);
}

/* ---- what hangs on the jacks is the machine's while the device runs ---- */

#define FRAMES 24000 /* more than a buffer: the device starts before the last is written */

static const char source_path[] = "test_threads_source.wav", result_path[] = "test_threads_result.wav";

static void make_source(void)
{
	struct wav_info info = { .rate = 48000, .channels = 2, .bits = 16 };
	static int16_t data[2 * FRAMES];
	struct wav *wav;

	for (size_t i = 0; i < 2 * FRAMES; i++)
		data[i] = i * 601;
	EXPECT(!wav_create(&wav, source_path, &info, NULL));
	EXPECT(!wav_write(wav, data, FRAMES));
	EXPECT(!wav_close(wav));
}

/* a busy machine may be late: an xrun, or a difference, is not what is tested here */
static bool is_lateness(int err)
{
	return err == -EPIPE || err == -EILSEQ;
}

/* the device goes on meanwhile */
static void dawdle(void *ctx, uint64_t done, uint64_t total)
{
	host_task_park(host_now() + 30000000);
}

static void player_asks_for_the_line_outs_error_while_it_is_written(void)
{
	struct play_config config = {
		.card = card_find("es1370"), .file = source_path, .line_out = result_path, .clock = HOST_CLOCK_REAL,
		.progress = dawdle,
	};
	struct stream_report report;
	int err;

	make_source();
	err = play_file(&config, &report);
	EXPECT(!err || is_lateness(err), "%s", report.message);
	config.line_out = "/dev/full";
	EXPECT(play_file(&config, &report) && strstr(report.message, "cannot write /dev/full"), "%s", report.message);
	remove(source_path);
	remove(result_path);
}

static void recorder_reads_while_the_line_in_is_read(void)
{
	struct record_config config = {
		.card = card_find("es1370"), .line_in = source_path, .file = result_path, .clock = HOST_CLOCK_REAL,
	};
	struct stream_report report;
	int err;

	make_source();
	err = record_file(&config, &report);
	EXPECT(!err || is_lateness(err), "%s", report.message);
	remove(source_path);
	remove(result_path);
}

/* ---- a group of two, from all sides ---- */

#define ROUNDS 20

static struct client_pcm members[2];

static struct usnd_file *member_file(void *ctx, int fd)
{
	return fd >= 0 && fd < 2 ? members[fd].file : NULL;
}

/* most of it is refused at the moment it comes: that is not what is tested here */
static void act(void *arg)
{
	static const char block[4096];
	struct client_pcm *pcm = arg;
	size_t done;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_PREPARE);
		client_pcm_write(pcm, block, 1024, &done);
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_START);
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
	}
}

static void link_and_unlink(void *arg)
{
	const struct usnd_caller *caller = arg;
	int i;

	for (i = 0; i < 5 * ROUNDS; i++) {
		usnd_ioctl(members[0].file, SNDRV_PCM_IOCTL_LINK, 1, caller);
		usnd_ioctl(members[i & 1].file, SNDRV_PCM_IOCTL_UNLINK, 0, caller);
	}
}

static void sleep_and_wake(void *arg)
{
	int i;

	for (i = 0; i < 3; i++) {
		host_task_park(host_now() + 5000000);
		EXPECT(!usnd_suspend());
		EXPECT(!usnd_resume());
	}
}

static int group_body(struct run *run)
{
	static const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .period_frames = 1024, .buffer_frames = 8192,
	};
	struct usnd_caller caller = run->client.caller;
	struct host_task *tasks[4];
	int i, err;

	caller.file = member_file;
	for (i = 0; i < 2; i++) {
		err = client_pcm_open(&members[i], &run->client, 0, i, false, 0);
		if (!err)
			err = client_pcm_configure(&members[i], &want);
		if (err)
			return err;
		EXPECT(!host_task_create(&tasks[i], "member", act, &members[i], NULL));
	}
	EXPECT(!host_task_create(&tasks[2], "link", link_and_unlink, &caller, NULL));
	EXPECT(!host_task_create(&tasks[3], "sleep", sleep_and_wake, NULL, NULL));
	for (i = 0; i < 4; i++)
		host_task_join(tasks[i]);
	return client_pcm_close(&members[0]) ?: client_pcm_close(&members[1]);
}

static void a_group_is_used_from_all_sides_at_once(void)
{
	struct run_config config = {
		.clock = HOST_CLOCK_REAL, .cards = { card_find("es1370") }, .card_count = 1,
	};
	struct run_result result;
	int err = run_world(&config, group_body, NULL, &result);

	EXPECT(!err, "%s: %s, %lu findings", result.step ? result.step : "", strerror(-err), result.findings);
}

static const struct tap_case cases[] = {
	TAP_CASE(the_world_comes_up_and_goes_down_again_and_again),
	TAP_CASE(a_signal_ends_a_sleep_that_nothing_else_ends),
	TAP_CASE(two_streams_play_at_once_while_prealloc_is_written),
	TAP_CASE(player_asks_for_the_line_outs_error_while_it_is_written),
	TAP_CASE(recorder_reads_while_the_line_in_is_read),
	TAP_CASE(a_group_is_used_from_all_sides_at_once),
};

TAP_MAIN(cases)
