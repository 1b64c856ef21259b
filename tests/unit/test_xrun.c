// SPDX-License-Identifier: GPL-2.0-or-later
/* test_xrun.c - when a stream stops because the application was too slow, and how it recovers. */
#include "fake_pcm.h"

/* Debian builds its kernels without the counter */
#ifdef CONFIG_SND_PCM_XRUN_DEBUG
#define xrun_count(substream) ((substream)->xrun_counter)
#define counted(n) (n)
#else
#define xrun_count(substream) 0
#define counted(n) 0
#endif

static struct fake *running_with(struct kunit *test, unsigned int frames, unsigned long stop_threshold)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	sw.stop_threshold = stop_threshold;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, frames), (long)frames);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	return fake;
}

static void playback_stops_when_the_ring_is_empty(struct kunit *test)
{
	struct fake *fake = running_with(test, 2 * FAKE_PERIOD, FAKE_BUFFER);

	fake_move(fake, 2 * FAKE_PERIOD - 1);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	fake_move(fake, 1);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), (long)-EPIPE);
	KUNIT_EXPECT_EQ(test, fake_start(fake), -EBADFD);
}

static void playback_stops_earlier_on_demand(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_BUFFER, 300);

	fake_move(fake, 299);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	fake_move(fake, 1);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static void playback_never_stops_on_demand(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_PERIOD, LONG_MAX);
	unsigned int i;

	for (i = 0; i < 20; i++)
		fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, snd_pcm_playback_hw_avail(fake->substream->runtime), -19l * FAKE_PERIOD);
}

static void capture_stops_when_the_ring_is_full(struct kunit *test)
{
	struct fake *fake = fake_capture(test);
	u32 frame;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_BUFFER - 1);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	fake_move(fake, 1);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, &frame, 1), (long)-EPIPE);
}

static void prepare_recovers(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_PERIOD, FAKE_BUFFER);
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		fake_move(fake, FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
		KUNIT_ASSERT_EQ(test, xrun_count(fake->substream), counted(i));
		KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
		KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_PERIOD), (long)FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	}
}

static void a_write_finds_the_xrun_without_an_interrupt(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_PERIOD, FAKE_BUFFER);

	fake->pos = FAKE_PERIOD;
	/* the look before the copy stops the stream, the copy happens, and then the state is looked at */
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), (long)-EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, (unsigned long)FAKE_PERIOD);
}

static void a_lower_threshold_stops_at_once(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_BUFFER, FAKE_BUFFER);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	fake_move(fake, 100);
	sw.stop_threshold = 100;
	KUNIT_EXPECT_EQ(test, fake_sw_params(fake, &sw), -EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static void stop_xrun_leaves_standing_streams_alone(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_EXPECT_EQ(test, snd_pcm_stop_xrun(fake->substream), 0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_stop_xrun(fake->substream), 0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
	KUNIT_EXPECT_EQ(test, snd_pcm_stop_xrun(fake->substream), 0);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
}

static void an_empty_ring_ends_a_drain_without_an_xrun(struct kunit *test)
{
	struct fake *fake = running_with(test, FAKE_PERIOD, FAKE_BUFFER);

	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), -EAGAIN);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, xrun_count(fake->substream), 0);
}

static void the_time_of_an_xrun_is_noted(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	struct snd_pcm_sw_params sw = fake_sw(fake);
	struct timespec64 before;

	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	sw.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	msleep(8);
	ktime_get_ts64(&before);
	snd_pcm_stop_xrun(fake->substream);
	KUNIT_EXPECT_GE(test, (long)runtime->status->tstamp.tv_sec * NSEC_PER_SEC + runtime->status->tstamp.tv_nsec,
			(long)timespec64_to_ns(&before));
	KUNIT_EXPECT_GE(test, (long)timespec64_to_ns(&runtime->trigger_tstamp), (long)timespec64_to_ns(&before));
}

static struct kunit_case xrun_cases[] = {
	KUNIT_CASE(playback_stops_when_the_ring_is_empty),
	KUNIT_CASE(playback_stops_earlier_on_demand),
	KUNIT_CASE(playback_never_stops_on_demand),
	KUNIT_CASE(capture_stops_when_the_ring_is_full),
	KUNIT_CASE(prepare_recovers),
	KUNIT_CASE(a_write_finds_the_xrun_without_an_interrupt),
	KUNIT_CASE(a_lower_threshold_stops_at_once),
	KUNIT_CASE(stop_xrun_leaves_standing_streams_alone),
	KUNIT_CASE(an_empty_ring_ends_a_drain_without_an_xrun),
	KUNIT_CASE(the_time_of_an_xrun_is_noted),
	{}
};

static struct kunit_suite xrun_suite = { .name = "xrun", .test_cases = xrun_cases };
kunit_test_suite(xrun_suite);

MODULE_DESCRIPTION("xruns of PCM streams");
MODULE_LICENSE("GPL");
