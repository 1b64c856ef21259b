// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_shared_open.c - several files on one substream (O_APPEND): who gets it, that all of them do everything, what is
 * kept a file and what a substream, and that the last one ends it (sound/pcm/open.c, file.c).
 */
#include "expect.h"
#include "streams.h"

KUNIT_ARRAY_PARAM(kind, kinds, kind_desc);

static int open_playback_error(struct fake *fake, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), PLAYBACK, fake->card->number);
	return open_error(path, flags);
}

static struct snd_pcm_substream *stream_of(struct file *file)
{
	return ((struct snd_pcm_file *)file->private_data)->substream;
}

/* a second file for the stream of @opened */
static struct file *share(struct opened *opened, int flags)
{
	return fake_file(opened->fake, PLAYBACK, O_RDWR | O_APPEND | flags);
}

static long command(struct file *file, unsigned int cmd)
{
	return file->f_op->unlocked_ioctl(file, cmd, 0);
}

static ssize_t write_to(struct opened *opened, struct file *file, size_t bytes)
{
	loff_t pos = 0;

	return file->f_op->write(file, opened->memory, bytes, &pos);
}

/* ---- which substream ------------------------------------------------------------------------- */

static void only_an_open_stream_is_shared(struct kunit *test)
{
	struct fake *fake = create_kind(test);

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY | O_APPEND), -EBADFD);
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY | O_APPEND | O_NONBLOCK), -EBADFD);
}

static void both_files_have_one_stream(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, O_NONBLOCK);
	struct snd_pcm_info info = {};

	KUNIT_EXPECT_PTR_EQ(test, stream_of(second), stream_of(opened->file));
	KUNIT_EXPECT_EQ(test, stream_of(second)->ref_count, 2);
	/* no other one can have it for itself */
	KUNIT_EXPECT_EQ(test, open_playback_error(opened->fake, O_WRONLY | O_NONBLOCK), -EBUSY);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.subdevices_avail, 0u);
	filp_close(second, NULL);
	KUNIT_EXPECT_EQ(test, stream_of(opened->file)->ref_count, 1);
}

static void one_of_several_must_be_named(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 3, 0);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	struct file *first = fake_file(fake, PLAYBACK, O_RDWR), *shared;
	int number;

	KUNIT_EXPECT_EQ(test, stream_of(first)->number, 0);
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY | O_APPEND), -EINVAL);
	number = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	/* that one is not open */
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY | O_APPEND), -EBADFD);
	number = 7;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY | O_APPEND), -ENODEV);
	number = 0;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	shared = fake_file(fake, PLAYBACK, O_RDWR | O_APPEND);
	KUNIT_EXPECT_PTR_EQ(test, stream_of(shared), stream_of(first));
	filp_close(shared, NULL);
	filp_close(first, NULL);
	/* any again */
	number = -1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	KUNIT_EXPECT_EQ(test, open_playback_error(fake, O_WRONLY), 0);
}

static void preference_is_of_both_directions(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 2, 2);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	struct file *play, *record;
	int number = 1;

	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	play = fake_file(fake, PLAYBACK, O_RDWR);
	record = fake_file(fake, CAPTURE, O_RDWR);
	KUNIT_EXPECT_EQ(test, stream_of(play)->number, 1);
	KUNIT_EXPECT_EQ(test, stream_of(record)->number, 1);
	filp_close(play, NULL);
	filp_close(record, NULL);
}

static void sharing_that_fails_leaves_the_stream(struct kunit *test)
{
	struct opened *opened = playing(test);
	int nth, err = -ENOMEM;

	for (nth = 1; err == -ENOMEM && nth < 50; nth++) {
		fail_request(test, nth);
		err = open_playback_error(opened->fake, O_WRONLY | O_APPEND);
		fail_request(test, 0);
		KUNIT_EXPECT_EQ(test, stream_of(opened->file)->ref_count, 1);
		EXPECT_STATE(opened, PREPARED);
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, nth, 2);
}

/* ---- who may do what ------------------------------------------------------------------------- */

static void either_file_does_everything(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, write_to(opened, second, 400), (ssize_t)400);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), FAKE_PERIOD + 100UL);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_START), 0L);
	EXPECT_STATE(opened, RUNNING);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_DROP), 0L);
	EXPECT_STATE(opened, SETUP);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_HW_FREE), 0L);
	EXPECT_STATE(opened, OPEN);
	filp_close(second, NULL);
}

static void stream_is_not_linked_to_itself_by_another_file(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, 0);

	KUNIT_EXPECT_EQ(test, link_file(opened, second), (long)-EINVAL);
	filp_close(second, NULL);
}

static void protocol_version_is_the_files(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, 0);
	unsigned int version = SNDRV_PROTOCOL_VERSION(2, 0, 9);

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, ((struct snd_pcm_file *)second->private_data)->user_pversion, 0u);
	filp_close(second, NULL);
}

/* ---- O_NONBLOCK ------------------------------------------------------------------------------ */

static void set_nonblock(struct file *file, bool nonblock)
{
	spin_lock(&file->f_lock);
	file->f_flags = nonblock ? file->f_flags | O_NONBLOCK : file->f_flags & ~O_NONBLOCK;
	spin_unlock(&file->f_lock);
}

/* transfers go by the flags of the file that opened the stream, or has prepared it since */
static void transfers_block_as_the_stream_was_opened_or_prepared(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, 0);
	size_t ring = FAKE_BUFFER * 4;

	KUNIT_EXPECT_EQ(test, write_to(opened, second, ring), (ssize_t)(ring - FAKE_PERIOD * 4));
	KUNIT_EXPECT_EQ(test, write_to(opened, second, 4), (ssize_t)-EAGAIN);
	/* F_SETFL alone changes nothing */
	set_nonblock(opened->file, false);
	KUNIT_EXPECT_EQ(test, write_to(opened, opened->file, 4), (ssize_t)-EAGAIN);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_PREPARE), 0L);
	KUNIT_EXPECT_EQ(test, stream_of(second)->f_flags & O_NONBLOCK, 0u);
	set_nonblock(second, true);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_PREPARE), 0L);
	KUNIT_EXPECT_NE(test, stream_of(second)->f_flags & O_NONBLOCK, 0u);
	filp_close(second, NULL);
}

/* drain goes by the file it comes from */
static void drain_blocks_as_its_file_does(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, 0);

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	set_nonblock(second, true);
	set_nonblock(opened->file, false);
	KUNIT_EXPECT_EQ(test, command(second, SNDRV_PCM_IOCTL_DRAIN), (long)-EAGAIN);
	EXPECT_STATE(opened, DRAINING);
	/* this one waits until the hardware is given up */
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EIO);
	EXPECT_STATE(opened, SETUP);
	filp_close(second, NULL);
}

static long write_two_rings(struct fake *fake)
{
	return fake_write_silence(fake, 2 * FAKE_BUFFER);
}

static void flags_of_a_transfer_are_those_it_began_with(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct fake_task task;

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	opened->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, opened->fake, write_two_rings);
	msleep(2);
	opened->fake->substream->f_flags |= O_NONBLOCK;
	fake_move(opened->fake, 2 * FAKE_PERIOD);
	msleep(2);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	KUNIT_EXPECT_GT(test, fake_task_join(&task), 0L);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void last_file_ends_the_stream(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct file *second = share(opened, 0);

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	filp_close(opened->file, NULL);
	opened->file = second;
	EXPECT_STATE(opened, RUNNING);
	KUNIT_EXPECT_EQ(test, opened->fake->closes, 0u);
	KUNIT_EXPECT_EQ(test, write_to(opened, second, 4), (ssize_t)4);
	close_opened(opened);
	KUNIT_EXPECT_EQ(test, opened->fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, opened->fake->closes, 1u);
}

static void group_stays_until_the_last_file(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	struct file *second = share(b, 0);

	KUNIT_ASSERT_EQ(test, link_file(a, second), 0L);
	filp_close(b->file, NULL);
	b->file = second;
	KUNIT_EXPECT_TRUE(test, snd_pcm_stream_linked(a->fake->substream));
	close_opened(b);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(a->fake->substream));
}

static struct kunit_case shared_open_cases[] = {
	KUNIT_CASE_PARAM(only_an_open_stream_is_shared, kind_gen_params),
	KUNIT_CASE_PARAM(both_files_have_one_stream, kind_gen_params),
	KUNIT_CASE(one_of_several_must_be_named),
	KUNIT_CASE(preference_is_of_both_directions),
	KUNIT_CASE(sharing_that_fails_leaves_the_stream),
	KUNIT_CASE_PARAM(either_file_does_everything, kind_gen_params),
	KUNIT_CASE(stream_is_not_linked_to_itself_by_another_file),
	KUNIT_CASE(protocol_version_is_the_files),
	KUNIT_CASE_PARAM(transfers_block_as_the_stream_was_opened_or_prepared, kind_gen_params),
	KUNIT_CASE_PARAM(drain_blocks_as_its_file_does, kind_gen_params),
	KUNIT_CASE_PARAM(flags_of_a_transfer_are_those_it_began_with, kind_gen_params),
	KUNIT_CASE_PARAM(last_file_ends_the_stream, kind_gen_params),
	KUNIT_CASE_PARAM(group_stays_until_the_last_file, kind_gen_params),
	{}
};

static struct kunit_suite shared_open_suite = { .name = "shared_open", .test_cases = shared_open_cases };
kunit_test_suite(shared_open_suite);

MODULE_DESCRIPTION("several files on one PCM substream");
MODULE_LICENSE("GPL");
