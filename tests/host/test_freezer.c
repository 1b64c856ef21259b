// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * User space stands still while the system sleeps (linux/task/freezer.c): which calls are waited for, which are
 * interrupted, what their callers see afterwards.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "harness/client_ctl.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define FRAMES 30000u
#define MILLISECOND 1000000ull
#define SECOND (1000 * MILLISECOND)
#define CARD USND_BDF(0, 5, 0)

static int16_t sound[FRAMES * 2];

static void with_seeds(int (*body)(struct run *run), unsigned int seeds)
{
	struct run_config config = {.cards = {card_find("es1370")}, .card_count = 1};
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed < seeds; config.seed++) {
		err = run_world(&config, body, NULL, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

static int open_stream(const struct client *client, struct client_pcm *pcm)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE,
		.rate = 44100,
		.channels = 2,
		.period_frames = 1024,
		.buffer_frames = 4096,
	};
	int err = client_pcm_open(pcm, client, 0, 0, false, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static void pass(uint64_t milliseconds)
{
	host_task_park(host_now() + milliseconds * MILLISECOND);
}

/* ---- calls that run ------------------------------------------------------------------------------------ */

#define SLEEPS 300
#define SCHEDULES 60

static struct client_pcm busy;
static bool over;

/* any of it is refused when it comes at the wrong moment: what counts is that the chip never plays from nowhere */
static void prepare_and_start(void *arg)
{
	size_t done;

	while (!over) {
		host_task_park(host_now() + 1 + host_random() % 500);
		client_pcm_do(&busy, SNDRV_PCM_IOCTL_PREPARE);
		client_pcm_write(&busy, sound, 1024, &done);
		client_pcm_do(&busy, SNDRV_PCM_IOCTL_START);
		client_pcm_do(&busy, SNDRV_PCM_IOCTL_DROP);
	}
}

static int inside_body(struct run *run)
{
	struct host_task *task;

	if (open_stream(&run->client, &busy))
		return -EIO;
	over = false;
	EXPECT(!host_task_create(&task, "busy", prepare_and_start, NULL, NULL));
	for (int i = 0; i < SLEEPS; i++) {
		host_task_park(host_now() + 1 + host_random() % 3000);
		EXPECT(!usnd_suspend());
		EXPECT(!usnd_resume());
	}
	over = true;
	host_task_join(task);
	return client_pcm_close(&busy);
}

/* a stream that was prepared while its chip lost its power would play from address 0 */
static void a_call_that_is_inside_ends_before_the_devices_sleep(void)
{
	with_seeds(inside_body, SCHEDULES);
}

/* ---- one call over a sleep ----------------------------------------------------------------------------- */

/**
 * struct call - a call in a task of its own
 * @run: makes it
 * @began, @ended: on the clock
 */
struct call {
	void (*run)(struct call *call);
	struct host_task *task;
	const struct client *client;
	struct client_pcm pcm;
	uint64_t began, ended;
	long ret;
	struct snd_xferi transfer;
	uint64_t timeout;
};

static void call_task(void *arg)
{
	struct call *call = arg;

	call->began = host_now();
	call->run(call);
	call->ended = host_now();
}

static void begin(struct call *call, struct run *run, void (*fn)(struct call *call))
{
	call->run = fn;
	call->client = &run->client;
	EXPECT(!host_task_create(&call->task, "call", call_task, call, NULL));
}

/* sleep from 50 ms until 250 ms after now; returns when it woke */
static uint64_t sleep_and_wake(void)
{
	pass(50);
	EXPECT(!usnd_suspend());
	pass(200);
	EXPECT(!usnd_resume());
	return host_now();
}

static void write_once(struct call *call)
{
	call->ret = usnd_ioctl(call->pcm.file, SNDRV_PCM_IOCTL_WRITEI_FRAMES, (uintptr_t)&call->transfer,
			       &call->client->caller);
}

static int part_body(struct run *run)
{
	struct call call = {.transfer = {.buf = sound, .frames = FRAMES}};

	if (open_stream(&run->client, &call.pcm))
		return -EIO;
	begin(&call, run, write_once);
	sleep_and_wake();
	host_task_join(call.task);
	EXPECT(!call.ret && call.transfer.result > 4096 && call.transfer.result < FRAMES, "(%ld, %ld frames)", call.ret,
	       (long)call.transfer.result);
	/* what the caller learns with its next call */
	write_once(&call);
	EXPECT(call.ret == -ESTRPIPE, "(%ld)", call.ret);
	return client_pcm_close(&call.pcm);
}

static void a_write_returns_what_was_written_before_the_sleep(void)
{
	with_seeds(part_body, 6);
}

static int nothing_body(struct run *run)
{
	struct call call = {.transfer = {.buf = sound, .frames = 4096}};
	uint64_t woke;

	if (open_stream(&run->client, &call.pcm))
		return -EIO;
	call.client = &run->client;
	write_once(&call);
	EXPECT(!call.ret && call.transfer.result == 4096, "(%ld, %ld)", call.ret, (long)call.transfer.result);
	EXPECT(!usnd_ioctl(call.pcm.file, SNDRV_PCM_IOCTL_PAUSE, 1, &run->client.caller));
	begin(&call, run, write_once);
	woke = sleep_and_wake();
	host_task_join(call.task);
	EXPECT(call.ret == -ESTRPIPE && call.ended >= woke, "(%ld)", call.ret);
	return client_pcm_close(&call.pcm);
}

static void a_write_of_nothing_begins_anew_and_finds_the_stream_suspended(void)
{
	with_seeds(nothing_body, 6);
}

static void drain(struct call *call)
{
	call->ret = client_pcm_do(&call->pcm, SNDRV_PCM_IOCTL_DRAIN);
}

static int drain_body(struct run *run)
{
	struct call call = {.transfer = {.buf = sound, .frames = 4096}};
	struct snd_pcm_status status;
	uint64_t woke;

	if (open_stream(&run->client, &call.pcm))
		return -EIO;
	call.client = &run->client;
	write_once(&call);
	begin(&call, run, drain);
	woke = sleep_and_wake();
	host_task_join(call.task);
	/* what DRAIN says of a suspended stream */
	EXPECT(call.ret == -EBADFD && call.ended >= woke, "(%ld)", call.ret);
	EXPECT(!client_pcm_status(&call.pcm, &status) && status.state == SNDRV_PCM_STATE_SUSPENDED);
	return client_pcm_close(&call.pcm);
}

static void a_drain_begins_anew_and_finds_the_stream_suspended(void)
{
	with_seeds(drain_body, 6);
}

/* ---- waiting for something else ------------------------------------------------------------------------ */

static void poll_for_event(struct call *call)
{
	call->ret = usnd_poll(call->pcm.file, POLLIN, call->timeout, &call->client->caller);
}

static int poll_body(struct run *run)
{
	struct call call = {.timeout = 900 * MILLISECOND};
	struct client_ctl ctl;

	/* a control device that nobody changes: neither sleep nor waking is an event */
	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	call.pcm.file = ctl.file;
	begin(&call, run, poll_for_event);
	sleep_and_wake();
	host_task_join(call.task);
	EXPECT(!call.ret, "(%ld)", call.ret);
	EXPECT(call.ended - call.began >= 900 * MILLISECOND && call.ended - call.began < 950 * MILLISECOND, "(%llu ns)",
	       (unsigned long long)(call.ended - call.began));
	return client_ctl_close(&ctl);
}

static void a_poll_goes_on_for_the_rest_of_its_time(void)
{
	with_seeds(poll_body, 6);
}

static bool interrupted;

static bool is_interrupted(void *ctx)
{
	return interrupted;
}

static int signal_body(struct run *run)
{
	struct call call = {.timeout = HOST_FOREVER};
	struct client client = run->client;
	uint64_t woke;

	client.caller.interrupted = is_interrupted;
	interrupted = false;
	if (open_stream(&client, &call.pcm))
		return -EIO;
	begin(&call, run, poll_for_event);
	call.client = &client;
	pass(50);
	EXPECT(!usnd_suspend());
	/* it is delivered, but nobody is there to take it */
	interrupted = true;
	pass(200);
	EXPECT(!call.ended);
	EXPECT(!usnd_resume());
	woke = host_now();
	host_task_join(call.task);
	/* not what poll would say of a suspended stream: it does not begin anew */
	EXPECT(call.ret == -EINTR && call.ended >= woke, "(%ld)", call.ret);
	interrupted = false;
	EXPECT(usnd_poll(call.pcm.file, POLLIN, 0, &client.caller) == POLLERR);
	return client_pcm_close(&call.pcm);
}

static void a_signal_that_comes_asleep_is_seen_awake(void)
{
	with_seeds(signal_body, 6);
}

static void look(struct call *call)
{
	struct snd_ctl_card_info info;

	call->ret = client_card_info(call->client, 0, &info);
}

static int late_body(struct run *run)
{
	struct call call = {0};
	uint64_t woke;

	EXPECT(!usnd_suspend());
	begin(&call, run, look);
	pass(100);
	EXPECT(call.began && !call.ended);
	EXPECT(!usnd_resume());
	woke = host_now();
	host_task_join(call.task);
	EXPECT(!call.ret && call.ended >= woke);
	return 0;
}

/* not even one that wants nothing of the hardware */
static void a_call_that_comes_asleep_begins_awake(void)
{
	with_seeds(late_body, 6);
}

/* ---- who does not stop --------------------------------------------------------------------------------- */

static void pull(struct call *call)
{
	call->ret = usnd_pci_remove(CARD);
}

static int refuse_body(struct run *run)
{
	struct call removal = {0}, write = {.transfer = {.buf = sound, .frames = 4096}};
	struct client_pcm pcm;
	uint64_t before;

	if (open_stream(&run->client, &pcm))
		return -EIO;
	write.pcm = pcm;
	/* the driver's remove() waits, uninterruptibly, until the file is closed */
	begin(&removal, run, pull);
	pass(10);
	before = host_now();
	EXPECT(usnd_suspend() == -EBUSY);
	EXPECT(host_now() - before >= 20 * SECOND && host_now() - before < 21 * SECOND, "(%llu ns)",
	       (unsigned long long)(host_now() - before));
	EXPECT(usnd_resume() == -EALREADY);
	/* everybody else goes on */
	begin(&write, run, write_once);
	host_task_join(write.task);
	EXPECT(write.ret == -ENODEV || write.ret == -EBADFD, "(%ld)", write.ret);
	EXPECT(!client_pcm_close(&pcm));
	host_task_join(removal.task);
	EXPECT(!removal.ret, "(%ld)", removal.ret);
	return 0;
}

static void a_call_that_does_not_end_keeps_the_system_awake(void)
{
	with_seeds(refuse_body, 6);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_call_that_is_inside_ends_before_the_devices_sleep),
	TAP_CASE(a_write_returns_what_was_written_before_the_sleep),
	TAP_CASE(a_write_of_nothing_begins_anew_and_finds_the_stream_suspended),
	TAP_CASE(a_drain_begins_anew_and_finds_the_stream_suspended),
	TAP_CASE(a_poll_goes_on_for_the_rest_of_its_time),
	TAP_CASE(a_signal_that_comes_asleep_is_seen_awake),
	TAP_CASE(a_call_that_comes_asleep_begins_awake),
	TAP_CASE(a_call_that_does_not_end_keeps_the_system_awake),
};

TAP_MAIN(cases)
