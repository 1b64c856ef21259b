// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_pcm.c - the timers of PCM streams, as dmix and dsnoop use them: ticks are periods, events are what happens
 * to the stream (sound/pcm/timer.c and its hooks).
 */
#include <linux/atomic.h>
#include "pcm_client.h"
#include "timer_client.h"

#define POLL_READ (EPOLLIN | EPOLLRDNORM)

/* what dmix wants to know */
#define DMIX_FILTER (FILTER(TICK) | FILTER(MSTOP) | FILTER(MSUSPEND) | FILTER(MRESUME) | FILTER(STOP))
#define ALL_FILTER (FILTER(TICK) | FILTER(MSTART) | FILTER(MSTOP) | FILTER(MPAUSE) | FILTER(MCONTINUE))

static long select_stream(struct timer_client *client, struct fake *fake, int subdevice)
{
	return client_select(client, SNDRV_TIMER_CLASS_PCM, SNDRV_TIMER_SCLASS_NONE, fake->card->number, 0, subdevice);
}

/* As alsa-lib opens a slave's timer: events, one tick, again and again; and started. */
static struct timer_client *dmix_timer(struct fake *fake, unsigned int flags, unsigned int filter)
{
	struct timer_client *client = client_open(fake->test, O_NONBLOCK);

	KUNIT_ASSERT_EQ(fake->test, client_tread(client, 1), 0L);
	KUNIT_ASSERT_EQ(fake->test, select_stream(client, fake, 0), 0L);
	KUNIT_ASSERT_EQ(fake->test, client_params(client, SNDRV_TIMER_PSFLG_AUTO | flags, 1, 0, filter), 0L);
	KUNIT_ASSERT_EQ(fake->test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	return client;
}

static struct opened *running_stream(struct kunit *test)
{
	struct opened *opened = open_playback(test);

	set_up(opened, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_write_silence(opened->fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	return opened;
}

/* ---- which timers there are ------------------------------------------------------------------ */

static void timers_come_with_the_registered_pcm(struct kunit *test)
{
	static const char *const names[] = {
		"PCM Playback %d-0-0", "PCM Capture %d-0-1", "PCM Playback %d-0-2",
	};
	struct fake *fake = fake_create_counts(test, 2, 1);
	struct snd_timer_id id = { SNDRV_TIMER_CLASS_PCM, 0, fake->card->number, 0, -1 };
	struct timer_client *client = client_open(test, 0);
	struct snd_timer_info info;
	char name[40];
	int i;

	KUNIT_EXPECT_NULL(test, fake->pcm->streams[0].substream->timer);
	KUNIT_EXPECT_EQ(test, select_stream(client, fake, 0), (long)-ENODEV);
	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &id), 0L);
		KUNIT_EXPECT_EQ(test, id.dev_class, SNDRV_TIMER_CLASS_PCM);
		KUNIT_EXPECT_EQ(test, id.card, fake->card->number);
		KUNIT_EXPECT_EQ(test, id.subdevice, i);
		KUNIT_EXPECT_EQ(test, select_stream(client, fake, i), 0L);
		KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_INFO, &info), 0L);
		snprintf(name, sizeof(name), names[i], fake->card->number);
		KUNIT_EXPECT_STREQ(test, (char *)info.name, name);
		KUNIT_EXPECT_STREQ(test, (char *)info.id, "PCM");
		KUNIT_EXPECT_EQ(test, info.flags, (unsigned int)SNDRV_TIMER_FLG_SLAVE);
		KUNIT_EXPECT_EQ(test, info.card, fake->card->number);
		KUNIT_EXPECT_EQ(test, info.resolution, 0UL);
	}
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &id), 0L);
	KUNIT_EXPECT_EQ(test, id.dev_class, SNDRV_TIMER_CLASS_NONE);
}

static void internal_pcm_has_no_timer(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm *internal;

	KUNIT_ASSERT_EQ(test, snd_pcm_new_internal(fake->card, "Inside", 1, 1, 0, &internal), 0);
	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	KUNIT_EXPECT_NULL(test, internal->streams[0].substream->timer);
	KUNIT_EXPECT_NOT_NULL(test, fake->pcm->streams[0].substream->timer);
}

static void timer_goes_with_its_pcm(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct timer_client *client = client_open(test, 0);

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	KUNIT_EXPECT_EQ(test, select_stream(client, fake, 1), 0L);
	/* this one only; the card stays */
	snd_device_free(fake->card, fake->pcm);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, select_stream(client, fake, 1), (long)-ENODEV);
}

/* every request fails once: the card has its streams, but perhaps not all of their timers, or it is not registered */
static void stream_works_without_memory_for_its_timer(struct kunit *test)
{
	unsigned int nth, registered = 0, without = 0;
	struct snd_timer *timer;
	struct fake *fake;
	int err;

	for (nth = 1; nth < 200; nth++) {
		fake = fake_create_counts(test, 1, 0);
		fail_request(test, nth);
		err = snd_card_register(fake->card);
		fail_request(test, 0);
		timer = fake->pcm->streams[0].substream->timer;
		KUNIT_EXPECT_TRUE(test, err == 0 || err == -ENOMEM);
		if (!err) {
			registered++;
			without += !timer;
			fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
			fake_write_silence(fake, FAKE_BUFFER);
			KUNIT_EXPECT_EQ(test, fake_start(fake), 0);
			fake_move(fake, FAKE_PERIOD);
			KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
		}
		fake_release(fake);
		snd_card_free(fake->card);
		fake->card = NULL;
		/* no failure any more */
		if (!err && timer && registered > 3 && without)
			break;
	}
	/* the timer itself, and its place among the card's components */
	KUNIT_EXPECT_EQ(test, without, 2u);
}

/* ---- what dmix does -------------------------------------------------------------------------- */

static void expect_event(struct timer_client *client, int event, unsigned int val)
{
	struct timer_tread tread = {};

	KUNIT_ASSERT_EQ(client->test, client_read(client, &tread, sizeof(tread)), (long)sizeof(tread));
	KUNIT_EXPECT_EQ(client->test, tread.event, event);
	KUNIT_EXPECT_EQ(client->test, tread.val, val);
}

static void dmix_is_woken_by_each_period(struct kunit *test)
{
	struct opened *opened = running_stream(test);
	struct timer_client *client = dmix_timer(opened->fake, SNDRV_TIMER_PSFLG_EARLY_EVENT, DMIX_FILTER);
	struct timer_tread tread;

	/* the first round does not wait */
	KUNIT_EXPECT_EQ(test, client_poll(client), POLL_READ);
	expect_event(client, EVENT(EARLY), 0);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, client_poll(client), POLL_READ);
	expect_event(client, EVENT(TICK), 1);
	/* it empties the queue until there is nothing left */
	KUNIT_EXPECT_EQ(test, client_read(client, &tread, sizeof(tread)), (long)-EAGAIN);
	fake_move(opened->fake, FAKE_PERIOD);
	fake_move(opened->fake, FAKE_PERIOD);
	expect_event(client, EVENT(TICK), 2);
	KUNIT_EXPECT_EQ(test, client_status(client).resolution, 5333333u);
	/* the period that empties the ring is a stop, not a tick */
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_XRUN);
	expect_event(client, EVENT(MSTOP), 0);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	expect_event(client, EVENT(STOP), 0);
}

static void two_clients_share_a_stream(struct kunit *test)
{
	struct opened *opened = running_stream(test);
	struct timer_client *first = dmix_timer(opened->fake, 0, DMIX_FILTER);
	struct timer_client *second = dmix_timer(opened->fake, 0, DMIX_FILTER);

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	fake_move(opened->fake, FAKE_PERIOD);
	expect_event(first, EVENT(TICK), 1);
	client_close(first);
	fake_move(opened->fake, FAKE_PERIOD);
	expect_event(second, EVENT(TICK), 2);
	KUNIT_EXPECT_EQ(test, client_send(second, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	expect_event(second, EVENT(STOP), 0);
	/* nobody listens: the stream does not care */
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, client_poll(second), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, (int)opened->fake->substream->timer_running, 0);
}

/* its stream lock is a mutex, and its timer's lock is of the kind that interrupts take: the lock classes watch */
static void nonatomic_stream_ticks_too(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct listener *system = listener_new(test);
	struct opened *opened;
	struct timer_client *client;

	KUNIT_ASSERT_EQ(test, listener_open(system, SNDRV_TIMER_CLASS_GLOBAL, 0, SNDRV_TIMER_GLOBAL_SYSTEM, 0), 0);
	KUNIT_ASSERT_EQ(test, snd_timer_start(system->timeri, 1), 0);
	msleep(50);
	KUNIT_EXPECT_EQ(test, system->calls, 1u);

	fake->pcm->nonatomic = true;
	opened = open_device(fake, PLAYBACK, O_WRONLY | O_NONBLOCK);
	set_up(opened, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	client = dmix_timer(fake, 0, ALL_FILTER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	expect_event(client, EVENT(MSTART), 5333333);
	expect_event(client, EVENT(TICK), 1);
	close_opened(opened);
	expect_event(client, EVENT(MSTOP), 0);
}

static void period_may_be_a_part_of_an_interval(struct kunit *test)
{
	struct opened *opened = running_stream(test);
	struct timer_client *client = dmix_timer(opened->fake, 0, FILTER(TICK));

	KUNIT_EXPECT_EQ(test, client_params(client, SNDRV_TIMER_PSFLG_AUTO, 2, 0, FILTER(TICK)), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	fake_move(opened->fake, FAKE_PERIOD);
	expect_event(client, EVENT(TICK), 2);
}

/* ---- events of the stream -------------------------------------------------------------------- */

static void expect_stamped(struct timer_client *client, struct fake *fake, int event, unsigned int val)
{
	struct timespec64 when = fake->substream->runtime->trigger_tstamp;
	struct timer_tread tread = {};

	KUNIT_ASSERT_EQ(client->test, client_read(client, &tread, sizeof(tread)), (long)sizeof(tread));
	KUNIT_EXPECT_EQ(client->test, tread.event, event);
	KUNIT_EXPECT_EQ(client->test, tread.val, val);
	KUNIT_EXPECT_EQ(client->test, tread.sec, when.tv_sec);
	KUNIT_EXPECT_EQ(client->test, tread.nsec, (s64)when.tv_nsec);
}

static void stream_tells_what_happens_to_it(struct kunit *test)
{
	struct opened *opened = running_stream(test);
	struct fake *fake = opened->fake;
	struct timer_client *client = dmix_timer(fake, 0, ALL_FILTER);

	/* the stream's time, whichever clock that is */
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	expect_stamped(client, fake, EVENT(MSTART), 5333333);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	expect_stamped(client, fake, EVENT(MPAUSE), 0);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 0), 0L);
	expect_stamped(client, fake, EVENT(MCONTINUE), 5333333);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	expect_stamped(client, fake, EVENT(MSTOP), 0);
	/* what is stopped cannot be stopped */
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	/* nor does anybody hear of it whose own timer is stopped */
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
}

static void stream_tells_of_the_system_s_sleep(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct timer_client *client;
	struct opened *opened;

	fake->hw.info |= SNDRV_PCM_INFO_RESUME;
	opened = open_device(fake, PLAYBACK, O_WRONLY | O_NONBLOCK);
	set_up(opened, FAKE_CONFIG());
	fake_write_silence(fake, FAKE_BUFFER);
	client = dmix_timer(fake, 0, DMIX_FILTER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_suspend_all(fake->pcm), 0);
	expect_stamped(client, fake, EVENT(MSUSPEND), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	expect_stamped(client, fake, EVENT(MRESUME), 5333333);
	fake_move(fake, FAKE_PERIOD);
	expect_event(client, EVENT(TICK), 1);
}

static void tick_is_as_long_as_a_period(struct kunit *test)
{
	static const struct {
		unsigned int rate, period, ns;
	} rows[] = {
		{ 48000, 256, 5333333 }, { 44100, 441, 10000000 }, { 44100, 1024, 23219954 }, { 8000, 1024, 128000000 },
		{ 95999, 31, 322920 }, { 4000, 16384, 4096000000u },
		/* 8.2 s are more than the field can hold */
		{ 4000, 32768, UINT_MAX },
	};
	struct opened *opened = open_playback(test);
	struct timer_client *client = client_open(test, 0);
	struct snd_timer_gstatus gstatus = {
		.tid = { .dev_class = SNDRV_TIMER_CLASS_PCM, .card = opened->fake->card->number },
	};
	unsigned int i;

	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), 0L);
	KUNIT_EXPECT_EQ(test, gstatus.resolution, 0UL);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct fake_config config = {
			.rate = rows[i].rate, .period = rows[i].period, .buffer = rows[i].period * 2, .channels = 1,
			.format = SNDRV_PCM_FORMAT_U8,
		};

		KUNIT_ASSERT_EQ(test, fake_hw_params(opened->fake, &config), 0);
		KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), 0L);
		KUNIT_EXPECT_EQ(test, gstatus.resolution, (unsigned long)rows[i].ns);
	}
	close_opened(opened);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), 0L);
	KUNIT_EXPECT_EQ(test, gstatus.resolution, 0UL);
}

/* ---- when it goes ---------------------------------------------------------------------------- */

static long wait_for_tick(struct fake *fake)
{
	struct timer_client *client = fake->test->priv;
	struct timer_tread tread;

	return client_read(client, &tread, sizeof(tread));
}

static void disconnection_ends_every_wait(struct kunit *test)
{
	struct opened *opened = running_stream(test);
	struct timer_client *client = dmix_timer(opened->fake, 0, DMIX_FILTER);
	struct fake_task reader;
	struct timer_tread tread;

	client->file->f_flags &= ~O_NONBLOCK;
	test->priv = client;
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	fake_task_start(&reader, opened->fake, wait_for_tick);
	usleep_range(1000, 2000);
	snd_card_disconnect(opened->fake->card);
	KUNIT_EXPECT_EQ(test, fake_task_join(&reader), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, client_poll(client), EPOLLERR);
	/* nor does it sleep again */
	KUNIT_EXPECT_EQ(test, client_read(client, &tread, sizeof(tread)), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, select_stream(client, opened->fake, 0), (long)-ENODEV);
	/* another timer serves it */
	KUNIT_EXPECT_EQ(test, client_select(client, SNDRV_TIMER_CLASS_GLOBAL, 0, -1, SNDRV_TIMER_GLOBAL_SYSTEM, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
}

static void card_waits_for_the_timer_to_be_closed(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct timer_client *client;

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	client = dmix_timer(fake, 0, DMIX_FILTER);
	/* a file of the timer, not of the card: the card is told to go, and does when it can */
	snd_card_free_when_closed(fake->card);
	fake->card = NULL;
	KUNIT_EXPECT_EQ(test, client_poll(client), EPOLLERR);
	KUNIT_EXPECT_EQ(test, client_status(client).resolution, 0u);
	client_close(client);
}

static atomic_t asking;

static long ask_on(struct fake *fake)
{
	struct timer_client *client = fake->test->priv;
	struct snd_timer_gstatus gstatus;
	long count = 0;

	while (atomic_read(&asking)) {
		gstatus = (struct snd_timer_gstatus){
			.tid = { .dev_class = SNDRV_TIMER_CLASS_PCM, .card = fake->card->number },
		};
		if (!ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus))
			count++;
		usleep_range(5, 10);
	}
	return count;
}

/* under many seeds and the address sanitizer: who asks for the length of a tick never meets a runtime that is gone */
static void resolution_is_asked_for_while_the_stream_closes(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct timer_client *client = client_open(test, 0);
	struct fake_task asker;
	unsigned int round;

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	test->priv = client;
	atomic_set(&asking, 1);
	fake_task_start(&asker, fake, ask_on);
	for (round = 0; round < 30; round++) {
		fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
		usleep_range(5, 10);
		fake_release(fake);
	}
	atomic_set(&asking, 0);
	KUNIT_EXPECT_GT(test, fake_task_join(&asker), 10L);
}

static struct kunit_case timer_pcm_cases[] = {
	KUNIT_CASE(timers_come_with_the_registered_pcm),
	KUNIT_CASE(internal_pcm_has_no_timer),
	KUNIT_CASE(timer_goes_with_its_pcm),
	KUNIT_CASE(stream_works_without_memory_for_its_timer),
	KUNIT_CASE(dmix_is_woken_by_each_period),
	KUNIT_CASE(two_clients_share_a_stream),
	KUNIT_CASE(nonatomic_stream_ticks_too),
	KUNIT_CASE(period_may_be_a_part_of_an_interval),
	KUNIT_CASE(stream_tells_what_happens_to_it),
	KUNIT_CASE(stream_tells_of_the_system_s_sleep),
	KUNIT_CASE(tick_is_as_long_as_a_period),
	KUNIT_CASE(disconnection_ends_every_wait),
	KUNIT_CASE(card_waits_for_the_timer_to_be_closed),
	KUNIT_CASE(resolution_is_asked_for_while_the_stream_closes),
	{}
};

static struct kunit_suite timer_pcm_suite = { .name = "timer_pcm", .test_cases = timer_pcm_cases };
kunit_test_suite(timer_pcm_suite);

MODULE_DESCRIPTION("the timers of PCM streams");
MODULE_LICENSE("GPL");
