// SPDX-License-Identifier: GPL-2.0-or-later
/* test_drain.c - drain plays what is queued, and ends in every way it can (sound/pcm/drain.c). */
#include "fake_pcm.h"

static struct fake *queued(struct kunit *test, unsigned int flags, unsigned int frames)
{
	struct fake *fake = fake_create(test);

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, flags);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake_start_at(fake, LONG_MAX);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	if (frames)
		KUNIT_ASSERT_EQ(test, fake_write_silence(fake, frames), (long)frames);
	return fake;
}

static long drain(struct fake *fake)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL);
}

static void drain_plays_out(struct kunit *test)
{
	struct fake *fake = queued(test, 0, 3 * FAKE_PERIOD);
	struct fake_task task;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_task_start(&task, fake, drain);
	for (i = 0; i < 3; i++) {
		msleep(5);
		KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
		KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DRAINING);
		KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_STOP), 0u);
		fake_move(fake, FAKE_PERIOD);
	}
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_STOP), 1u);
}

static void drain_starts_what_was_never_started(struct kunit *test)
{
	struct fake *fake = queued(test, 0, 100);
	struct fake_task task;

	fake_task_start(&task, fake, drain);
	msleep(5);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_START), 1u);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DRAINING);
	fake_move(fake, 100);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0l);
}

static void drain_of_nothing_is_done_at_once(struct kunit *test)
{
	struct fake *fake = queued(test, 0, 0);

	KUNIT_EXPECT_EQ(test, drain(fake), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_START), 0u);
}

static void drain_after_an_xrun_is_done_at_once(struct kunit *test)
{
	struct fake *fake = queued(test, 0, FAKE_PERIOD);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
	KUNIT_EXPECT_EQ(test, drain(fake), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void drain_does_not_wait_if_it_must_not_block(struct kunit *test)
{
	struct fake *fake = queued(test, O_NONBLOCK, FAKE_PERIOD + 100);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, drain(fake), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DRAINING);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DRAINING);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void drain_ends_when_the_stream_is_dropped(struct kunit *test)
{
	struct fake *fake = queued(test, 0, FAKE_PERIOD);
	struct fake_task task;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_task_start(&task, fake, drain);
	msleep(5);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0l);
}

static void drain_ends_when_the_card_goes(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct fake_task task;

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_PERIOD), (long)FAKE_PERIOD);
	fake_task_start(&task, fake, drain);
	msleep(5);
	snd_card_disconnect(fake->card);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DISCONNECTED);
}

static void drain_gives_up_on_dead_hardware(struct kunit *test)
{
	struct fake *fake = queued(test, 0, FAKE_PERIOD);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, drain(fake), (long)-EIO);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_STOP), 1u);
}

static void drain_tells_hardware_that_asked(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->hw.info |= SNDRV_PCM_INFO_DRAIN_TRIGGER;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, drain(fake), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_DRAIN), 1u);
}

static void capture_stops_and_keeps_what_it_has(struct kunit *test)
{
	struct fake *fake = fake_capture(test);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, drain(fake), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DRAINING);
	KUNIT_EXPECT_EQ(test, fake_triggers(fake, SNDRV_PCM_TRIGGER_STOP), 1u);
	KUNIT_EXPECT_EQ(test, snd_pcm_capture_avail(fake->substream->runtime), (unsigned long)FAKE_PERIOD);
}

static void capture_with_nothing_is_done_at_once(struct kunit *test)
{
	struct fake *fake = fake_capture(test);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, drain(fake), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static struct kunit_case drain_cases[] = {
	KUNIT_CASE(drain_plays_out),
	KUNIT_CASE(drain_starts_what_was_never_started),
	KUNIT_CASE(drain_of_nothing_is_done_at_once),
	KUNIT_CASE(drain_after_an_xrun_is_done_at_once),
	KUNIT_CASE(drain_does_not_wait_if_it_must_not_block),
	KUNIT_CASE(drain_ends_when_the_stream_is_dropped),
	KUNIT_CASE(drain_ends_when_the_card_goes),
	KUNIT_CASE(drain_gives_up_on_dead_hardware),
	KUNIT_CASE(drain_tells_hardware_that_asked),
	KUNIT_CASE(capture_stops_and_keeps_what_it_has),
	KUNIT_CASE(capture_with_nothing_is_done_at_once),
	{}
};

static struct kunit_suite drain_suite = { .name = "drain", .test_cases = drain_cases };
kunit_test_suite(drain_suite);

MODULE_DESCRIPTION("draining of PCM streams");
MODULE_LICENSE("GPL");
