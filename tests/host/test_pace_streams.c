// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pace_streams.c - clients on the client-paced clock: streams of the ES1370, threads that compute, sleep, wait for
 * each other or stop.
 */
#include <sys/timerfd.h>

#include "tests/host/pace_rig.h"

/* ---- one client -------------------------------------------------------------------------------------------------- */

static void transfer_all(bool capture, uint64_t work)
{
	struct stream s;
	unsigned int i;
	int err = 0;

	open_stream(&s, 1, 0, capture, 0);
	if (capture)
		EXPECT(!command(&s, SNDRV_PCM_IOCTL_START));
	for (i = 0; !err && i < ROUNDS; i++) {
		compute(work);
		err = transfer(&s);
	}
	EXPECT(!err, "%d in period %u", err, i);
	finish(&s);
}

static void play_fast(void)
{
	struct clocks since = start_clocks(), took;

	transfer_all(false, MS);
	took = passed(&since);
	EXPECT(took.real == ROUNDS * MS, "%" PRIu64 " ns", took.real);
	EXPECT(is_about(took.virtual, SOUND_NS), "%" PRIu64 " ns", took.virtual);
}

static void a_player_takes_as_long_as_it_computes(void)
{
	tell(play_fast);
}

static void play_slowly(void)
{
	struct clocks since = start_clocks(), took;

	transfer_all(false, 100 * MS);
	took = passed(&since);
	EXPECT(took.real == ROUNDS * 100 * MS, "%" PRIu64 " ns", took.real);
	/* while the buffer was filled nothing ran, and time was real */
	EXPECT(is_about(took.virtual, SOUND_NS + PERIODS * 100 * MS), "%" PRIu64 " ns", took.virtual);
}

static void no_xrun_comes_of_a_slow_player(void)
{
	tell(play_slowly);
}

static void record_slowly(void)
{
	transfer_all(true, 100 * MS);
}

static void no_xrun_comes_of_a_slow_recorder(void)
{
	tell(record_slowly);
}

static void very_slow(void)
{
	transfer_all(false, PACE_PATIENCE_NS - 200 * MS);
}

static void patience_is_for_each_time_not_for_all(void)
{
	tell(very_slow);
}

static void poll_and_play(void)
{
	struct clocks since = start_clocks(), took;
	struct stream s;

	open_stream(&s, 1, 0, false, O_NONBLOCK);
	while (s.frames < ROUNDS * PERIOD) {
		if (transfer(&s) == -EAGAIN)
			EXPECT(poll_stream(&s, POLLOUT, SECOND) == POLLOUT);
		compute(30 * MS);
	}
	EXPECT(state_of(&s) == SNDRV_PCM_STATE_RUNNING);
	finish(&s);
	took = passed(&since);
	EXPECT(took.virtual < SOUND_NS + SECOND, "%" PRIu64 " ns", took.virtual);
}

static void a_player_that_polls_is_waited_for_too(void)
{
	tell(poll_and_play);
}

/* it asks how much room there is each 10 ms of its own time */
static void sleep_and_play(void)
{
	struct clocks since, took;
	struct stream s;
	int err = 0;

	open_stream(&s, 1, 0, false, O_NONBLOCK);
	since = start_clocks();
	while (s.frames < ROUNDS * PERIOD && (!err || err == -EAGAIN)) {
		err = transfer(&s);
		if (err == -EAGAIN)
			compute(10 * MS);
	}
	EXPECT(!err || err == -EAGAIN, "%d after %zu frames", err, s.frames);
	took = passed(&since);
	EXPECT(is_about(took.real, SOUND_NS - PERIODS * PERIOD * SECOND / RATE), "%" PRIu64 " ns", took.real);
	EXPECT(is_about(took.real, took.virtual), "%" PRIu64 " and %" PRIu64 " ns", took.real, took.virtual);
	finish(&s);
}

static void a_client_with_a_timer_of_its_own_has_real_time(void)
{
	tell(sleep_and_play);
}

static void wait_for_xrun(void)
{
	struct clocks since, took;
	struct pace_call call;
	struct stream s;
	unsigned int i;
	int state;

	open_stream(&s, 1, 0, false, 0);
	for (i = 0; i < PERIODS; i++)
		EXPECT(!transfer(&s));
	since = start_clocks();
	do {
		compute(MS);
		enter(&call, &s);
		state = state_of(&s);
		pace_leave(outside.pace, &call);
	} while (state == SNDRV_PCM_STATE_RUNNING);
	took = passed(&since);
	EXPECT(state == SNDRV_PCM_STATE_XRUN);
	EXPECT(took.real > PACE_PATIENCE_NS && took.real < PACE_PATIENCE_NS + 200 * MS, "%" PRIu64 " ns", took.real);
	close_stream(&s);
}

static void a_client_that_waits_for_an_xrun_gets_one(void)
{
	tell(wait_for_xrun);
}

static void start_late(void *arg)
{
	struct stream *s = arg;

	compute(100 * MS);
	EXPECT(!client_pcm_do(&s->pcm, SNDRV_PCM_IOCTL_START));
}

static void poll_before_start(void)
{
	struct host_task *starter;
	struct clocks since, took;
	struct stream s;

	open_stream(&s, 1, 0, true, 0);
	EXPECT(!host_task_create(&starter, "starter", start_late, &s, NULL));
	since = start_clocks();
	EXPECT(poll_stream(&s, POLLIN, 200 * MS) == POLLIN);
	took = passed(&since);
	EXPECT(is_about(took.real, 100 * MS), "%" PRIu64 " ns", took.real);
	host_task_join(starter);
	/* and a poll for what never comes takes its time */
	EXPECT(!command(&s, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!command(&s, SNDRV_PCM_IOCTL_PREPARE));
	since = start_clocks();
	EXPECT(poll_stream(&s, POLLIN, 200 * MS) == 0);
	took = passed(&since);
	EXPECT(is_about(took.real, 200 * MS), "%" PRIu64 " ns", took.real);
	close_stream(&s);
}

static void a_poll_does_not_time_out_before_another_thread_has_started_the_stream(void)
{
	tell(poll_before_start);
}

/* with the real clock: the thread waits for a descriptor of the host, 1 ms each time */
static void play_really(void)
{
	const struct itimerspec every = { { 0, MS }, { 0, MS } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	uint64_t real = host_real_now(), virtual = host_now(), ticks;
	struct stream s;
	unsigned int i;
	int err = 0;

	timerfd_settime(fd, 0, &every, NULL);
	open_stream(&s, 1, 0, false, 0);
	for (i = 0; !err && i < 2 * PERIODS; i++) {
		EXPECT(host_task_wait_fd(fd, POLLIN, HOST_FOREVER) == POLLIN);
		EXPECT(read(fd, &ticks, sizeof(ticks)) == sizeof(ticks));
		err = transfer(&s);
	}
	EXPECT(!err, "%d in period %u", err, i);
	finish(&s);
	real = host_real_now() - real;
	virtual = host_now() - virtual;
	EXPECT(virtual >= 2 * PERIODS * PERIOD * SECOND / RATE, "%" PRIu64 " ns", virtual);
	printf("# %" PRIu64 " us for %" PRIu64 " us of sound\n", real / 1000, virtual / 1000);
	close(fd);
}

static void the_real_clock_is_what_is_asked(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .idle = pace_idle };
	struct run_result result;

	EXPECT(!pace_open(&outside.pace));
	config.idle_ctx = outside.pace;
	EXPECT(!run_world(&config, live, play_really, &result), "%s %d, %lu findings", result.step, result.error,
	       result.findings);
	pace_close(outside.pace);
}

/* ---- several ----------------------------------------------------------------------------------------------------- */

struct player {
	pid_t thread;
	unsigned int device;
	bool capture;
	uint64_t least, most; /* of work each period */
	uint32_t noise;
	struct stream s;
};

static void play_one(void *arg)
{
	struct player *p = arg;
	unsigned int i;
	int err = 0;

	if (p->capture)
		EXPECT(!command(&p->s, SNDRV_PCM_IOCTL_START));
	for (i = 0; !err && i < ROUNDS; i++) {
		p->noise = p->noise * 1664525 + 1013904223;
		compute(p->least + p->noise % (p->most - p->least));
		err = transfer(&p->s);
	}
	EXPECT(!err, "thread %d: %d in period %u", p->thread, err, i);
	finish(&p->s);
}

static void play_together(struct player *players, unsigned int count)
{
	struct host_task *tasks[4];
	unsigned int i;

	/* one after the other: playing and recording share a clock, whose rate the first one sets */
	for (i = 0; i < count; i++)
		open_stream(&players[i].s, players[i].thread, players[i].device, players[i].capture, 0);
	for (i = 0; i < count; i++)
		EXPECT(!host_task_create(&tasks[i], "player", play_one, &players[i], NULL));
	for (i = 0; i < count; i++)
		host_task_join(tasks[i]);
}

static void storm(void)
{
	struct player players[] = {
		{ 1, 0, false, 0, 60 * MS, 1 }, { 2, 1, false, 10 * MS, 300 * MS, 2 }, { 3, 0, true, MS, 5 * MS, 3 },
	};

	play_together(players, 3);
}

static void no_xrun_comes_of_clients_of_any_speed(void)
{
	tell(storm);
}

/* one thread, two streams: it waits for what it records, and plays when that is there */
static void duplex(void)
{
	struct stream in, out;
	unsigned int i;
	int err = 0;

	open_stream(&out, 1, 0, false, 0);
	open_stream(&in, 1, 0, true, 0);
	for (i = 0; i < PERIODS; i++)
		EXPECT(!transfer(&out));
	EXPECT(!command(&in, SNDRV_PCM_IOCTL_START));
	for (i = 0; !err && i < ROUNDS; i++) {
		EXPECT(poll_stream(&in, POLLIN, SECOND) == POLLIN);
		err = transfer(&in);
		compute(40 * MS);
		if (!err)
			err = transfer(&out);
		compute(40 * MS);
	}
	EXPECT(!err, "%d in period %u", err, i);
	finish(&in);
	finish(&out);
}

static void a_thread_may_wait_for_one_of_its_streams(void)
{
	tell(duplex);
}

/* a thread that decodes, and one that waits for it and then for the card */
struct decoder {
	int asked, decoded;
};

static void decode(void *arg)
{
	struct decoder *d = arg;
	eventfd_t count;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		while (host_task_wait_fd(d->asked, POLLIN, HOST_FOREVER) != POLLIN)
			;
		eventfd_read(d->asked, &count);
		compute(70 * MS);
		eventfd_write(d->decoded, 1);
	}
}

static void play_decoded(void)
{
	struct decoder d = { eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE), eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE) };
	struct host_task *task;
	eventfd_t count;
	struct stream s;
	unsigned int i;
	int err = 0;

	open_stream(&s, 1, 0, false, 0);
	EXPECT(!host_task_create(&task, "decoder", decode, &d, NULL));
	for (i = 0; i < ROUNDS; i++) {
		eventfd_write(d.asked, 1);
		while (host_task_wait_fd(d.decoded, POLLIN, HOST_FOREVER) != POLLIN)
			;
		eventfd_read(d.decoded, &count);
		if (!err)
			err = transfer(&s);
	}
	EXPECT(!err, "%d", err);
	host_task_join(task);
	finish(&s);
	close(d.asked);
	close(d.decoded);
}

static void a_thread_that_decodes_is_waited_for_by_way_of_its_player(void)
{
	tell(play_decoded);
}

static void stop_for_good(void)
{
	struct player other = { 2, 1, false, MS, 2 * MS, 1 };
	struct clocks since, took;
	struct stream s;
	unsigned int i;

	open_stream(&s, 1, 0, false, 0);
	for (i = 0; i < PERIODS + 2; i++)
		EXPECT(!transfer(&s));
	since = start_clocks();
	play_together(&other, 1);
	took = passed(&since);
	EXPECT(took.real < PACE_PATIENCE_NS + SOUND_NS, "%" PRIu64 " ns", took.real);
	EXPECT(state_of(&s) == SNDRV_PCM_STATE_XRUN);
	close_stream(&s);
}

static void a_stopped_client_harms_only_itself(void)
{
	tell(stop_for_good);
}

/* ---- a card that is shared: it never runs dry, and processes wait for its timer ---------------------------------- */

struct sharer {
	struct stream timer; /* the file only */
	struct stream *slave;
	unsigned int ticks;
};

static void open_timer(struct sharer *p)
{
	const struct usnd_caller *me = &outside.run->client.caller;
	const struct snd_timer_select select = { .id = { SNDRV_TIMER_CLASS_PCM, SNDRV_TIMER_SCLASS_NONE, 0, 0, 0 } };
	struct snd_timer_params params = { .flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 1 };

	EXPECT(!usnd_open("/dev/snd/timer", O_RDONLY, me, &p->timer.pcm.file));
	EXPECT(!usnd_ioctl(p->timer.pcm.file, SNDRV_TIMER_IOCTL_SELECT, (uintptr_t)&select, me));
	EXPECT(!usnd_ioctl(p->timer.pcm.file, SNDRV_TIMER_IOCTL_PARAMS, (uintptr_t)&params, me));
	EXPECT(!usnd_ioctl(p->timer.pcm.file, SNDRV_TIMER_IOCTL_START, 0, me));
	pace_file_opened(outside.pace, &p->timer.pf, p->timer.pcm.file, p->timer.thread);
}

static void share(void *arg)
{
	const struct usnd_caller *me = &outside.run->client.caller;
	struct snd_timer_read tick;
	struct sharer *p = arg;
	struct pace_call call;
	struct pace_file *slave = &p->slave->pf;

	open_timer(p);
	while (p->ticks < ROUNDS) {
		EXPECT(poll_stream(&p->timer, POLLIN, SECOND) == POLLIN);
		EXPECT(usnd_read(p->timer.pcm.file, (uintptr_t)&tick, sizeof(tick), me) == sizeof(tick));
		p->ticks += tick.ticks;
		pace_enter(outside.pace, &call, p->timer.thread, &slave, 1);
		EXPECT(!client_pcm_do(&p->slave->pcm, SNDRV_PCM_IOCTL_HWSYNC));
		pace_leave(outside.pace, &call);
		compute(MS);
	}
	pace_file_closed(outside.pace, &p->timer.pf);
	EXPECT(!usnd_release(p->timer.pcm.file, me));
}

static void share_a_card(void)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PERIOD, .start_threshold = 1, .xfer_align = 1,
	};
	struct host_task *tasks[2];
	struct sharer sharers[2];
	struct clocks since, took;
	struct stream slave;
	int i;

	open_stream(&slave, 1, 0, false, 0);
	sw.stop_threshold = slave.pcm.boundary;
	EXPECT(!usnd_ioctl(slave.pcm.file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &outside.run->client.caller));
	EXPECT(!transfer(&slave));
	since = start_clocks();
	for (i = 0; i < 2; i++) {
		sharers[i] = (struct sharer){ .timer.thread = 11 + i, .slave = &slave };
		EXPECT(!host_task_create(&tasks[i], "sharer", share, &sharers[i], NULL));
	}
	for (i = 0; i < 2; i++)
		host_task_join(tasks[i]);
	took = passed(&since);
	EXPECT(state_of(&slave) == SNDRV_PCM_STATE_RUNNING);
	/* no faster than the two together compute, and far from the time of the sound */
	EXPECT(took.real < SOUND_NS / 4, "%" PRIu64 " ns", took.real);
	EXPECT(is_about(took.virtual, SOUND_NS), "%" PRIu64 " ns", took.virtual);
	EXPECT(!command(&slave, SNDRV_PCM_IOCTL_DROP));
	close_stream(&slave);
}

static void a_shared_card_goes_as_fast_as_those_who_wait_for_its_timer(void)
{
	tell(share_a_card);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_player_takes_as_long_as_it_computes),
	TAP_CASE(no_xrun_comes_of_a_slow_player),
	TAP_CASE(no_xrun_comes_of_a_slow_recorder),
	TAP_CASE(patience_is_for_each_time_not_for_all),
	TAP_CASE(a_player_that_polls_is_waited_for_too),
	TAP_CASE(a_client_with_a_timer_of_its_own_has_real_time),
	TAP_CASE(a_client_that_waits_for_an_xrun_gets_one),
	TAP_CASE(a_poll_does_not_time_out_before_another_thread_has_started_the_stream),
	TAP_CASE(the_real_clock_is_what_is_asked),
	TAP_CASE(no_xrun_comes_of_clients_of_any_speed),
	TAP_CASE(a_thread_may_wait_for_one_of_its_streams),
	TAP_CASE(a_thread_that_decodes_is_waited_for_by_way_of_its_player),
	TAP_CASE(a_stopped_client_harms_only_itself),
	TAP_CASE(a_shared_card_goes_as_fast_as_those_who_wait_for_its_timer),
};

TAP_MAIN(cases)
