// SPDX-License-Identifier: GPL-2.0-or-later
/* test_hw_params.c - hw_params and hw_free: the chosen values, the buffer, and who is kept out (contract 1.9, 1.19). */
#include <linux/mm.h>

#include "fake_pcm.h"

static struct fake *opened(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_NONBLOCK);
	return fake;
}

static void stores_what_was_chosen(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.rate = 44100)), 0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, runtime->access, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, runtime->format, SNDRV_PCM_FORMAT_S16_LE);
	KUNIT_EXPECT_EQ(test, runtime->subformat, SNDRV_PCM_SUBFORMAT_STD);
	KUNIT_EXPECT_EQ(test, runtime->channels, 2u);
	KUNIT_EXPECT_EQ(test, runtime->rate, 44100u);
	KUNIT_EXPECT_EQ(test, runtime->rate_num, 44100u);
	KUNIT_EXPECT_EQ(test, runtime->rate_den, 1u);
	KUNIT_EXPECT_EQ(test, runtime->period_size, 256ul);
	KUNIT_EXPECT_EQ(test, runtime->periods, 4u);
	KUNIT_EXPECT_EQ(test, runtime->buffer_size, 1024ul);
	KUNIT_EXPECT_EQ(test, runtime->sample_bits, 16u);
	KUNIT_EXPECT_EQ(test, runtime->frame_bits, 32u);
	KUNIT_EXPECT_EQ(test, runtime->byte_align, (size_t)4);
	KUNIT_EXPECT_EQ(test, runtime->min_align, 1ul);
	KUNIT_EXPECT_EQ(test, runtime->dma_bytes, (size_t)4096);
	KUNIT_EXPECT_NOT_NULL(test, runtime->dma_area);
}

static void half_byte_samples_align_to_pairs_of_frames(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.format = SNDRV_PCM_FORMAT_IMA_ADPCM, .channels = 1)),
			0);
	KUNIT_EXPECT_EQ(test, runtime->frame_bits, 4u);
	KUNIT_EXPECT_EQ(test, runtime->min_align, 2ul);
	KUNIT_EXPECT_EQ(test, runtime->byte_align, (size_t)1);
}

static void chooses_the_least_rate_and_period_and_the_largest_buffer(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	struct snd_pcm_hw_params *params = kunit_kzalloc(test, sizeof(*params), GFP_KERNEL);

	_snd_pcm_hw_params_any(params);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_HW_PARAMS, params), 0);
	KUNIT_EXPECT_EQ(test, runtime->access, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, runtime->format, SNDRV_PCM_FORMAT_U8);
	KUNIT_EXPECT_EQ(test, runtime->channels, 1u);
	KUNIT_EXPECT_EQ(test, runtime->rate, 4000u);
	KUNIT_EXPECT_EQ(test, runtime->period_size, 16ul);
	KUNIT_EXPECT_EQ(test, runtime->periods, 1024u);
}

static void sets_the_default_software_parameters(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned long boundary;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.period = 250, .buffer = 1000)), 0);
	KUNIT_EXPECT_EQ(test, runtime->tstamp_mode, (int)SNDRV_PCM_TSTAMP_NONE);
	KUNIT_EXPECT_EQ(test, runtime->period_step, 1u);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 250ul);
	KUNIT_EXPECT_EQ(test, runtime->start_threshold, 1ul);
	KUNIT_EXPECT_EQ(test, runtime->stop_threshold, 1000ul);
	KUNIT_EXPECT_EQ(test, runtime->silence_threshold, 0ul);
	KUNIT_EXPECT_EQ(test, runtime->silence_size, 0ul);

	boundary = runtime->boundary;
	KUNIT_EXPECT_LE(test, boundary, LONG_MAX - 1000ul);
	KUNIT_EXPECT_GT(test, boundary, (LONG_MAX - 1000ul) / 2);
	while (boundary > 1000 && boundary % 2 == 0)
		boundary /= 2;
	KUNIT_EXPECT_EQ(test, 1000ul % boundary, 0ul);
}

/* ---- the buffer ------------------------------------------------------------------------------ */

/* frames of a page and 64 bytes, in four periods */
#define BUFFER_OF_A_BIT_MORE FAKE_CONFIG(.period = (PAGE_SIZE + 64) / 16, .buffer = (PAGE_SIZE + 64) / 4)

/* Return: bytes of the two pages that are not zero after hw_params */
static unsigned int dirty_after_hw_params(struct fake *fake)
{
	struct snd_pcm_runtime *runtime;
	unsigned int i, dirty = 0;

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_NONBLOCK);
	runtime = fake->substream->runtime;
	KUNIT_ASSERT_EQ(fake->test, fake_hw_params(fake, BUFFER_OF_A_BIT_MORE), 0);
	KUNIT_ASSERT_EQ(fake->test, PAGE_ALIGN(runtime->dma_bytes) - runtime->dma_bytes, (size_t)(PAGE_SIZE - 64));
	memset(runtime->dma_area, 0xa5, PAGE_ALIGN(runtime->dma_bytes));
	KUNIT_ASSERT_EQ(fake->test, fake_hw_params(fake, BUFFER_OF_A_BIT_MORE), 0);
	for (i = 0; i < PAGE_ALIGN(runtime->dma_bytes); i++)
		dirty += runtime->dma_area[i] != 0;
	return dirty;
}

static void zeroes_what_was_asked_for(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dirty_after_hw_params(fake_create(test)), (unsigned int)PAGE_SIZE - 64);
}

static void zeroes_whole_pages_with_mmap(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->hw.info |= SNDRV_PCM_INFO_MMAP;
	KUNIT_EXPECT_EQ(test, dirty_after_hw_params(fake), 0u);
}

static void leaves_the_memory_of_copy_alone(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->ops.copy = fake_op_copy;
	KUNIT_EXPECT_EQ(test, dirty_after_hw_params(fake), (unsigned int)PAGE_SIZE * 2);
}

static void buffer_changed_tells_of_a_new_buffer(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, (int)runtime->buffer_changed, 1);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, (int)runtime->buffer_changed, 0);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.buffer = PAGE_SIZE)), 0);
	KUNIT_EXPECT_EQ(test, (int)runtime->buffer_changed, 1);
	KUNIT_EXPECT_EQ(test, runtime->dma_bytes, (size_t)PAGE_SIZE * 4);
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void error_of_the_driver_takes_everything_back(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake->hw_params_result = -EIO;
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), -EIO);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_OPEN);
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
	KUNIT_EXPECT_NULL(test, runtime->dma_area);
	KUNIT_EXPECT_NULL(test, runtime->dma_buffer_p);
	KUNIT_EXPECT_EQ(test, fake->card->total_pcm_alloc_bytes, (size_t)0);
}

static void success_of_the_driver_may_be_positive(struct kunit *test)
{
	struct fake *fake = opened(test);

	fake->hw_params_result = 1;
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void impossible_wishes_fail_and_reset(struct kunit *test)
{
	struct fake *fake = opened(test);

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.rate = 192000)), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_OPEN);
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
}

static void refused_while_running_changes_nothing(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	unsigned int calls = fake->hw_params;

	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), -EBADFD);
	KUNIT_EXPECT_EQ(test, fake->hw_params, calls);
	KUNIT_EXPECT_EQ(test, fake->frees, 0u);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
}

static void refused_while_mapped(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	atomic_inc(&fake->substream->mmap_count);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), -EBADFD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	atomic_dec(&fake->substream->mmap_count);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
}

static int busy_results[2];

static void reconfigure_in_the_middle(struct fake *fake)
{
	busy_results[0] = fake_hw_params(fake, FAKE_CONFIG());
	busy_results[1] = fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL);
}

static void busy_while_a_write_is_copying(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	fake->hook = reconfigure_in_the_middle;
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_write(fake->substream, fake->memory, 16), 16l);
	fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, busy_results[0], -EBUSY);
	KUNIT_EXPECT_EQ(test, busy_results[1], -EBUSY);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
}

static long write_more_than_fits(struct fake *fake)
{
	return fake_write_silence(fake, FAKE_BUFFER + 1);
}

static void state_refuses_while_a_write_waits(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct fake_task task;

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	fake_task_start(&task, fake, write_more_than_fits);
	msleep(10);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), -EBADFD);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), FAKE_BUFFER + 1l);
}

static void start_in_the_middle(struct fake *fake)
{
	busy_results[0] = fake_start(fake);
	busy_results[1] = fake_write_silence(fake, 1);
}

static void keeps_start_and_write_out(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_write_silence(fake, FAKE_PERIOD);
	fake->hook = start_in_the_middle;
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, busy_results[0], -EBADFD);
	KUNIT_EXPECT_EQ(test, busy_results[1], -EBUSY);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_START], 0u);
}

static void waits_for_the_driver_once_after_a_stop(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->syncs, 0u);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, fake->syncs, 1u);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, fake->syncs, 1u);
}

static void silence_fills_the_buffer_in_its_format(struct kunit *test)
{
	struct fake *fake = opened(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned int i, wrong = 0;

	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.format = SNDRV_PCM_FORMAT_U8)), 0);
	KUNIT_ASSERT_EQ(test, snd_pcm_runtime_buffer_set_silence(runtime), 0);
	for (i = 0; i < runtime->dma_bytes; i++)
		wrong += runtime->dma_area[i] != 0x80;
	KUNIT_EXPECT_EQ(test, wrong, 0u);
}

static struct kunit_case hw_params_cases[] = {
	KUNIT_CASE(stores_what_was_chosen),
	KUNIT_CASE(half_byte_samples_align_to_pairs_of_frames),
	KUNIT_CASE(chooses_the_least_rate_and_period_and_the_largest_buffer),
	KUNIT_CASE(sets_the_default_software_parameters),
	KUNIT_CASE(zeroes_what_was_asked_for),
	KUNIT_CASE(zeroes_whole_pages_with_mmap),
	KUNIT_CASE(leaves_the_memory_of_copy_alone),
	KUNIT_CASE(buffer_changed_tells_of_a_new_buffer),
	KUNIT_CASE(error_of_the_driver_takes_everything_back),
	KUNIT_CASE(success_of_the_driver_may_be_positive),
	KUNIT_CASE(impossible_wishes_fail_and_reset),
	KUNIT_CASE(refused_while_running_changes_nothing),
	KUNIT_CASE(refused_while_mapped),
	KUNIT_CASE(busy_while_a_write_is_copying),
	KUNIT_CASE(state_refuses_while_a_write_waits),
	KUNIT_CASE(keeps_start_and_write_out),
	KUNIT_CASE(waits_for_the_driver_once_after_a_stop),
	KUNIT_CASE(silence_fills_the_buffer_in_its_format),
	{}
};

static struct kunit_suite hw_params_suite = { .name = "hw_params", .test_cases = hw_params_cases };
kunit_test_suite(hw_params_suite);

MODULE_DESCRIPTION("hw_params and hw_free");
MODULE_LICENSE("GPL");
