// SPDX-License-Identifier: GPL-2.0-or-later
/* test_pcm_new.c - making, opening, sharing and taking away PCM devices (sound/pcm/pcm.c, open.c). */
#include "client.h"
#include "fake_pcm.h"

static void new_gives_substreams_names_and_numbers(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 3, 1);
	struct snd_pcm_str *pstr = &fake->pcm->streams[SNDRV_PCM_STREAM_PLAYBACK];
	struct snd_pcm_substream *substream = pstr->substream;

	KUNIT_EXPECT_EQ(test, pstr->substream_count, 3u);
	KUNIT_EXPECT_EQ(test, fake->pcm->streams[SNDRV_PCM_STREAM_CAPTURE].substream_count, 1u);
	KUNIT_EXPECT_STREQ(test, (const char *)fake->pcm->id, "Fake");
	KUNIT_EXPECT_STREQ(test, (const char *)substream->name, "subdevice #0");
	KUNIT_EXPECT_EQ(test, substream->buffer_bytes_max, (size_t)UINT_MAX);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(substream));
	substream = substream->next->next;
	KUNIT_EXPECT_EQ(test, substream->number, 2);
	KUNIT_EXPECT_STREQ(test, (const char *)substream->name, "subdevice #2");
	KUNIT_EXPECT_NULL(test, substream->next);
	KUNIT_EXPECT_PTR_EQ(test, substream->pcm, fake->pcm);
}

static void new_without_substreams_has_no_direction(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 1, 0);

	KUNIT_EXPECT_NULL(test, fake->pcm->streams[SNDRV_PCM_STREAM_CAPTURE].substream);
	KUNIT_EXPECT_NULL(test, fake->pcm->streams[SNDRV_PCM_STREAM_CAPTURE].dev);
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_CAPTURE, 0, &fake->substream), -ENODEV);
}

static void register_refuses_a_number_twice(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm *second;

	KUNIT_ASSERT_EQ(test, snd_pcm_new(fake->card, "Second", 0, 1, 0, &second), 0);
	snd_pcm_set_ops(second, SNDRV_PCM_STREAM_PLAYBACK, &fake->ops);
	KUNIT_EXPECT_EQ(test, snd_card_register(fake->card), -EBUSY);
}

static void private_free_mark(struct snd_pcm *pcm)
{
	*(bool *)pcm->private_data = true;
}

static void freeing_the_card_calls_private_free(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm *pcm;
	bool freed = false;

	KUNIT_ASSERT_EQ(test, snd_pcm_new_internal(fake->card, "Inside", 7, 1, 0, &pcm), 0);
	KUNIT_EXPECT_TRUE(test, pcm->internal);
	pcm->private_data = &freed;
	pcm->private_free = private_free_mark;
	fake_free_card(fake);
	KUNIT_EXPECT_TRUE(test, freed);
}

/* ---- open ------------------------------------------------------------------------------------ */

static void open_takes_the_first_free_substream(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 2, 0);
	struct snd_pcm_substream *other, *third;

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_EXPECT_EQ(test, fake->substream->number, 0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_OPEN);
	KUNIT_ASSERT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0, &other), 0);
	KUNIT_EXPECT_EQ(test, other->number, 1);
	KUNIT_EXPECT_EQ(test, fake->pcm->streams[0].substream_opened, 2u);
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0, &third), -EAGAIN);

	mutex_lock(&fake->pcm->open_mutex);
	snd_pcm_release_substream(other);
	mutex_unlock(&fake->pcm->open_mutex);
	KUNIT_EXPECT_EQ(test, fake->pcm->streams[0].substream_opened, 1u);
	KUNIT_EXPECT_NULL(test, other->runtime);
}

static void open_half_duplex_refuses_the_other_direction(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_substream *other;

	fake->pcm->info_flags = SNDRV_PCM_INFO_HALF_DUPLEX;
	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_CAPTURE, 0, &other), -EAGAIN);
	fake_release(fake);
	fake_open(fake, SNDRV_PCM_STREAM_CAPTURE, 0);
}

static void open_append_shares_a_substream(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_substream *shared;

	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_APPEND, &shared), -EBADFD);
	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_ASSERT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_APPEND, &shared), 0);
	KUNIT_EXPECT_PTR_EQ(test, shared, fake->substream);
	KUNIT_EXPECT_EQ(test, shared->ref_count, 2);
	fake_release(fake);
	fake->substream = shared;
	KUNIT_EXPECT_EQ(test, fake->closes, 0u);
	KUNIT_EXPECT_NOT_NULL(test, shared->runtime);
	fake_release(fake);
	KUNIT_EXPECT_EQ(test, fake->closes, 1u);
}

static void open_append_wants_one_to_choose_from(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 2, 0);
	struct snd_pcm_substream *shared;

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_APPEND, &shared), -EINVAL);
}

static void open_failing_in_the_driver_leaves_nothing(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_substream *substream;

	fake->open_result = -EIO;
	KUNIT_EXPECT_EQ(test, fake_try_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0, &substream), -EIO);
	KUNIT_EXPECT_EQ(test, fake->closes, 0u);
	KUNIT_EXPECT_NULL(test, fake->pcm->streams[0].substream->runtime);
	fake->open_result = 0;
	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
}

static void runtime_free_mark(struct snd_pcm_runtime *runtime)
{
	*(bool *)runtime->private_data = true;
}

static void release_stops_frees_and_closes(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	bool freed = false;

	fake->substream->runtime->private_data = &freed;
	fake->substream->runtime->private_free = runtime_free_mark;
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_release(fake);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, fake->syncs, 1u);
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
	KUNIT_EXPECT_EQ(test, fake->closes, 1u);
	KUNIT_EXPECT_TRUE(test, freed);
	KUNIT_EXPECT_EQ(test, fake->card->total_pcm_alloc_bytes, (size_t)0);
}

static void release_without_parameters_does_not_free(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	fake_release(fake);
	KUNIT_EXPECT_EQ(test, fake->frees, 0u);
	KUNIT_EXPECT_EQ(test, fake->closes, 1u);
}

/* ---- disconnect ------------------------------------------------------------------------------ */

static void disconnect_stops_running_streams_for_good(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	snd_card_disconnect(fake->card);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DISCONNECTED);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, fake->syncs, 1u);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), -EBADFD);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), -EBADFD);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), (long)-EBADFD);
	/* an interrupt that was under way finds nothing running */
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DISCONNECTED);
	fake_release(fake);
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
	KUNIT_EXPECT_EQ(test, fake->closes, 1u);
}

/*
 * Text without a newline is parsed when its file is released, which removing the file does. By then the buffer that it
 * asks for would be nobody's.
 */
static void freeing_a_device_takes_buffers_asked_for_meanwhile(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm *pcm;
	struct file *file;
	char path[64];

	KUNIT_ASSERT_EQ(test, snd_pcm_new(fake->card, "Second", 1, 1, 0, &pcm), 0);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &fake->ops);
	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 16384, 65536);
	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	snprintf(path, sizeof(path), "/proc/asound/card%d/pcm1p/sub0/prealloc", fake->card->number);
	file = open_file(test, path, O_WRONLY);
	KUNIT_ASSERT_EQ(test, write_text(test, file, "64"), (ssize_t)2);
	snd_device_free(fake->card, pcm);
	KUNIT_EXPECT_EQ(test, fake->card->total_pcm_alloc_bytes, (size_t)0);
	filp_close(file, NULL);
}

static struct kunit_case pcm_new_cases[] = {
	KUNIT_CASE(new_gives_substreams_names_and_numbers),
	KUNIT_CASE(new_without_substreams_has_no_direction),
	KUNIT_CASE(register_refuses_a_number_twice),
	KUNIT_CASE(freeing_the_card_calls_private_free),
	KUNIT_CASE(open_takes_the_first_free_substream),
	KUNIT_CASE(open_half_duplex_refuses_the_other_direction),
	KUNIT_CASE(open_append_shares_a_substream),
	KUNIT_CASE(open_append_wants_one_to_choose_from),
	KUNIT_CASE(open_failing_in_the_driver_leaves_nothing),
	KUNIT_CASE(release_stops_frees_and_closes),
	KUNIT_CASE(release_without_parameters_does_not_free),
	KUNIT_CASE(disconnect_stops_running_streams_for_good),
	KUNIT_CASE(freeing_a_device_takes_buffers_asked_for_meanwhile),
	{}
};

static struct kunit_suite pcm_new_suite = { .name = "pcm_new", .test_cases = pcm_new_cases };
kunit_test_suite(pcm_new_suite);

MODULE_DESCRIPTION("making, opening and taking away PCM devices");
MODULE_LICENSE("GPL");
