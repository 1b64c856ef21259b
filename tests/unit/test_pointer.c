// SPDX-License-Identifier: GPL-2.0-or-later
/* test_pointer.c - hw_ptr: rings, boundary, lost and doubled interrupts, fill levels, times (sound/pcm/pointer.c). */
#include <linux/jiffies.h>
#include <linux/time.h>

#include "expect.h"
#include "fake_pcm.h"

static struct fake *running(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	return fake;
}

/* never stops by itself, so that the pointer can run on without anybody writing */
static struct fake *free_running(struct kunit *test)
{
	struct fake *fake = running(test);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	return fake;
}

static unsigned long hw_ptr(struct fake *fake)
{
	return fake->substream->runtime->status->hw_ptr;
}

static int look(struct fake *fake)
{
	snd_pcm_sframes_t delay;

	return fake_ioctl(fake, SNDRV_PCM_IOCTL_DELAY, &delay);
}

/* ---- rings and boundary ---------------------------------------------------------------------- */

static void pointer_follows_the_hardware(struct kunit *test)
{
	struct fake *fake = running(test);

	fake->pos = 100;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 100ul);
	fake_move(fake, 200);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 300ul);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->hw_ptr_interrupt, 256ul);
}

static void pointer_counts_rings(struct kunit *test)
{
	struct fake *fake = free_running(test);
	unsigned int i;

	for (i = 1; i <= 100; i++) {
		fake_move(fake, FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, hw_ptr(fake), i * (unsigned long)FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, fake->substream->runtime->hw_ptr_interrupt, i * (unsigned long)FAKE_PERIOD);
	}
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->hw_ptr_base, 25ul * FAKE_BUFFER);
}

static void pointer_wraps_at_the_boundary(struct kunit *test)
{
	struct fake *fake = free_running(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned long total = 0;
	unsigned int i;

	runtime->boundary = 2 * FAKE_BUFFER;
	for (i = 0; i < 1000; i++) {
		unsigned int step = 100 + i % 150;

		fake_move(fake, step);
		total += step;
		KUNIT_ASSERT_EQ(test, hw_ptr(fake), total % (2 * FAKE_BUFFER));
		KUNIT_ASSERT_EQ(test, (unsigned long)runtime->hw_ptr_wrap + hw_ptr(fake), total);
	}
}

static void pointer_of_the_whole_ring_is_invalid(struct kunit *test)
{
	struct fake *fake = running(test);

	fake->pos = FAKE_BUFFER;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 0ul);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
}

static void pointer_xrun_stops(struct kunit *test)
{
	struct fake *fake = running(test);

	fake->pos = SNDRV_PCM_POS_XRUN;
	KUNIT_EXPECT_EQ(test, look(fake), -EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static void pointer_is_cut_to_whole_bytes(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.format = SNDRV_PCM_FORMAT_IMA_ADPCM, .channels = 1));
	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake->pos = 101;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 100ul);
}

static void interrupt_after_the_stop_is_ignored(struct kunit *test)
{
	struct fake *fake = running(test);

	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 0ul);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void period_elapsed_works_under_the_lock(struct kunit *test)
{
	struct fake *fake = running(test);
	unsigned long flags;

	fake->pos = FAKE_PERIOD;
	snd_pcm_stream_lock_irqsave(fake->substream, flags);
	snd_pcm_period_elapsed_under_stream_lock(fake->substream);
	snd_pcm_stream_unlock_irqrestore(fake->substream, flags);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), (unsigned long)FAKE_PERIOD);
}

/* ---- interrupts that came twice or not at all ------------------------------------------------ */

static void interrupt_acknowledged_twice_is_not_a_ring(struct kunit *test)
{
	struct fake *fake = free_running(test);

	fake_move(fake, FAKE_PERIOD);
	fake_move(fake, 10);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), FAKE_PERIOD + 10ul);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->hw_ptr_interrupt, (unsigned long)FAKE_PERIOD);
}

static void interrupt_a_ring_late_counts_the_ring(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_sw_params sw;

	/* a ring of 0.2 s, one period: the pointer stands where it was when the interrupt comes */
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.rate = 5000, .period = 1000, .buffer = 1000));
	sw = fake_sw(fake);
	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	msleep(200);
	fake_move(fake, 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 1000ul);
	fake_move(fake, 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 1000ul);
	msleep(200);
	fake_move(fake, 5);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 2005ul);
}

static struct fake *without_wakeups(struct kunit *test, unsigned int buffer)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_sw_params sw;

	fake->hw.info |= SNDRV_PCM_INFO_NO_PERIOD_WAKEUP;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK,
		   FAKE_CONFIG(.rate = 5000, .period = buffer / 2, .buffer = buffer,
			       .flags = SNDRV_PCM_HW_PARAMS_NO_PERIOD_WAKEUP));
	KUNIT_ASSERT_EQ(test, (int)fake->substream->runtime->no_period_wakeup, 1);
	sw = fake_sw(fake);
	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	return fake;
}

static void without_wakeups_rings_are_counted_by_time(struct kunit *test)
{
	struct fake *fake = without_wakeups(test, 1000);

	msleep(20);
	fake->pos = 100;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 100ul);
	msleep(620);
	fake->pos = 200;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 3200ul);
}

#ifdef CONFIG_USND /* a kernel does not survive it: docs/differences.md */
static void without_wakeups_a_tiny_ring_is_not_counted(struct kunit *test)
{
	struct fake *fake = without_wakeups(test, 16);

	msleep(100);
	fake->pos = 2;
	KUNIT_EXPECT_EQ(test, look(fake), 0);
	KUNIT_EXPECT_EQ(test, hw_ptr(fake), 2ul);
}
#endif

/* ---- fill levels ----------------------------------------------------------------------------- */

/* brute force: every pair of pointers that can occur with a small ring and boundary */
static void avail_is_right_for_all_pointers(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned long saved_boundary = runtime->boundary, hw, queued, wrong = 0;
	const unsigned long ring = 8, boundary = 32;

	runtime->buffer_size = ring;
	runtime->boundary = boundary;
	for (hw = 0; hw < boundary; hw++)
		for (queued = 0; queued <= ring; queued++) {
			runtime->status->hw_ptr = hw;
			runtime->control->appl_ptr = (hw + queued) % boundary;
			wrong += snd_pcm_playback_avail(runtime) != ring - queued;
			wrong += snd_pcm_playback_hw_avail(runtime) != (long)queued;
			wrong += snd_pcm_playback_empty(fake->substream) != (queued == 0);
			runtime->control->appl_ptr = hw;
			runtime->status->hw_ptr = (hw + queued) % boundary;
			wrong += snd_pcm_capture_avail(runtime) != queued;
			wrong += snd_pcm_capture_hw_avail(runtime) != (long)(ring - queued);
		}
	/* the hardware has overtaken by 3 frames */
	runtime->status->hw_ptr = 2;
	runtime->control->appl_ptr = boundary - 1;
	wrong += snd_pcm_playback_avail(runtime) != ring + 3;
	wrong += snd_pcm_playback_hw_avail(runtime) != -3;
	KUNIT_EXPECT_EQ(test, wrong, 0ul);
	runtime->status->hw_ptr = 0;
	runtime->control->appl_ptr = 0;
	runtime->buffer_size = FAKE_BUFFER;
	runtime->boundary = saved_boundary;
}

static void avail_max_is_the_largest(struct kunit *test)
{
	struct fake *fake = free_running(test);

	fake_move(fake, 700);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 700), 700l);
	fake_move(fake, 100);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->avail_max, 700ul);
}

static void delay_is_what_is_queued_and_more(struct kunit *test)
{
	struct fake *fake = running(test);
	snd_pcm_sframes_t delay;

	fake->pos = 24;
	fake->substream->runtime->delay = 50;
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DELAY, &delay), 0);
	KUNIT_EXPECT_EQ(test, delay, 1050l);
}

static void delay_of_capture_is_what_waits(struct kunit *test)
{
	struct fake *fake = fake_capture(test);
	snd_pcm_sframes_t delay;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake->pos = 24;
	fake->substream->runtime->delay = 50;
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DELAY, &delay), 0);
	KUNIT_EXPECT_EQ(test, delay, 74l);
}

static void forward_skips_recorded_frames(struct kunit *test)
{
	struct fake *fake = fake_capture(test);
	snd_pcm_uframes_t frames = 1000;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 300);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_FORWARD, &frames), 0);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, 300ul);
}

#ifdef CONFIG_SND_PCM_XRUN_DEBUG
/* bit 2 of xrun_debug; with a slack of 10 ms a look and 10 ms a period */
static void a_pointer_ahead_of_the_time_moves_as_time_allows_on_demand(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_mmap_status *status;

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.rate = 8000));
	fake->substream->pstr->xrun_debug = 4;
	status = fake->substream->runtime->status;
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	/* 125 ms of sound at once */
	fake_move(fake, 1000);
	KUNIT_EXPECT_EQ(test, status->hw_ptr, 0ul);
	/* 12 jiffies are time for one period, of 8 and the slack of 2 */
	schedule_timeout_uninterruptible(11);
	fake_move(fake, 0);
	KUNIT_EXPECT_EQ(test, status->hw_ptr, (unsigned long)FAKE_PERIOD);
	/* the time of a look is that of the next one's beginning; in the end the pointer is believed */
	schedule_timeout_uninterruptible(25);
	fake_move(fake, 0);
	KUNIT_EXPECT_EQ(test, status->hw_ptr, 1000ul);
	/* hardware that leaps is not judged */
	fake->substream->runtime->hw.info |= SNDRV_PCM_INFO_BATCH;
	fake_move(fake, 20);
	KUNIT_EXPECT_EQ(test, status->hw_ptr, 1020ul);
}
#endif

/* ---- times ----------------------------------------------------------------------------------- */

static void time_stamps_come_on_demand(struct kunit *test)
{
	struct fake *fake = free_running(test);
	struct snd_pcm_mmap_status *status = fake->substream->runtime->status;
	struct snd_pcm_sw_params sw;

	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_nsec, 0l);
	sw = fake_sw(fake);
	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	sw.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	fake_move(fake, 224);
	/* 480 frames of 48 kHz */
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_nsec, 10l * NSEC_PER_MSEC);
	KUNIT_EXPECT_NE(test, (long)status->tstamp.tv_sec * NSEC_PER_SEC + status->tstamp.tv_nsec, 0l);
}

static int time_info(struct snd_pcm_substream *substream, struct timespec64 *system, struct timespec64 *audio,
		     struct snd_pcm_audio_tstamp_config *config, struct snd_pcm_audio_tstamp_report *report)
{
	*system = (struct timespec64){ 11, 22 };
	*audio = (struct timespec64){ 33, 44 };
	report->actual_type = SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK;
	return 0;
}

static void time_stamps_may_be_the_drivers(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_mmap_status *status;
	struct snd_pcm_sw_params sw;

	fake->ops.get_time_info = time_info;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	status = fake->substream->runtime->status;
	sw = fake_sw(fake);
	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, (long)status->tstamp.tv_sec, 11l);
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_sec, 33l);
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_nsec, 44l);

#ifdef CONFIG_USND /* a kernel takes what is on its stack: docs/differences.md */
	/* asked for DEFAULT: frames tell the time, whatever the driver said before */
	fake->substream->runtime->audio_tstamp_config.type_requested = SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT;
	fake_move(fake, 224);
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_sec, 0l);
	KUNIT_EXPECT_EQ(test, (long)status->audio_tstamp.tv_nsec, 10l * NSEC_PER_MSEC);
#endif
}

static struct kunit_case pointer_cases[] = {
	KUNIT_CASE(pointer_follows_the_hardware),
	KUNIT_CASE(pointer_counts_rings),
	KUNIT_CASE(pointer_wraps_at_the_boundary),
	KUNIT_CASE(pointer_of_the_whole_ring_is_invalid),
	KUNIT_CASE(pointer_xrun_stops),
	KUNIT_CASE(pointer_is_cut_to_whole_bytes),
	KUNIT_CASE(interrupt_after_the_stop_is_ignored),
	KUNIT_CASE(period_elapsed_works_under_the_lock),
	KUNIT_CASE(interrupt_acknowledged_twice_is_not_a_ring),
	KUNIT_CASE(interrupt_a_ring_late_counts_the_ring),
	KUNIT_CASE(without_wakeups_rings_are_counted_by_time),
#ifdef CONFIG_USND
	KUNIT_CASE(without_wakeups_a_tiny_ring_is_not_counted),
#endif
	KUNIT_CASE(avail_is_right_for_all_pointers),
	KUNIT_CASE(avail_max_is_the_largest),
	KUNIT_CASE(delay_is_what_is_queued_and_more),
	KUNIT_CASE(delay_of_capture_is_what_waits),
	KUNIT_CASE(forward_skips_recorded_frames),
#ifdef CONFIG_SND_PCM_XRUN_DEBUG
	KUNIT_CASE(a_pointer_ahead_of_the_time_moves_as_time_allows_on_demand),
#endif
	KUNIT_CASE(time_stamps_come_on_demand),
	KUNIT_CASE(time_stamps_may_be_the_drivers),
	{}
};

static struct kunit_suite pointer_suite = { .name = "pointer", .test_cases = pointer_cases };
kunit_test_suite(pointer_suite);

MODULE_DESCRIPTION("the hardware pointer of PCM streams");
MODULE_LICENSE("GPL");
