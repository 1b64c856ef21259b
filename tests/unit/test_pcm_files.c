// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_files.c - the device files of a PCM as applications use them: frames from and to their memory, poll, and
 * what is left when the card goes (sound/pcm/ioctl.c, file.c).
 */
#include "expect.h"
#include "pcm_client.h"

/* ---- data ------------------------------------------------------------------------------------ */

/* behind the ioctl's own structure in the application's memory */
#define DATA_AT 4096

static void write_frames_tells_how_many(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_xferi xfer = { .result = 9, .buf = (void *)opened->memory + DATA_AT, .frames = FAKE_BUFFER + 1 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer), (long)-EBADFD);
	/* nothing was tried: nothing is written */
	KUNIT_EXPECT_EQ(test, xfer.result, 9L);
	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, (long)FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, xfer.result, (long)-EAGAIN);
	/* the other layout */
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEN_FRAMES, (struct snd_xfern *)&xfer),
			(long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, 0), (long)-EFAULT);
}

static void write_from_a_bad_address_moves_nothing(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_xferi xfer = { .buf = (void *)16, .frames = 10 };

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, xfer.result, (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 0UL);
}

static void write_channels_reads_their_addresses(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_xfern xfer = { .bufs = (void *)opened->memory + 256, .frames = 64 };
	void *channels[2] = { (void *)opened->memory + DATA_AT, NULL };
	s16 left[64], *ring;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(left); i++)
		left[i] = i + 1;
	KUNIT_ASSERT_EQ(test, copy_to_user(opened->memory + 256, channels, sizeof(channels)), 0UL);
	KUNIT_ASSERT_EQ(test, copy_to_user(opened->memory + DATA_AT, left, sizeof(left)), 0UL);
	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	ring = (s16 *)opened->fake->substream->runtime->dma_area;
	memset(ring, 0xee, opened->fake->substream->runtime->dma_bytes);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEN_FRAMES, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, 64L);
	KUNIT_EXPECT_MEMEQ(test, ring, left, sizeof(left));
	/* no address: silence */
	KUNIT_EXPECT_NULL(test, memchr_inv(ring + FAKE_BUFFER, 0, sizeof(left)));
	xfer.bufs = (void *)16;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEN_FRAMES, &xfer), (long)-EFAULT);
}

static void read_frames_by_either_name(struct kunit *test)
{
	struct opened *opened = open_device(fake_create(test), CAPTURE, O_RDONLY | O_NONBLOCK);
	struct fake *fake = opened->fake;
	struct snd_xferi xfer = { .buf = (void *)opened->memory + DATA_AT, .frames = 10 };
	s16 sample = 0;

	set_up(opened, FAKE_CONFIG());
	memset(fake->substream->runtime->dma_area, 0x11, fake->substream->runtime->dma_bytes);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 15);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_READI_FRAMES, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, 10L);
	KUNIT_ASSERT_EQ(test, copy_from_user(&sample, opened->memory + DATA_AT + 38, sizeof(sample)), 0UL);
	KUNIT_EXPECT_EQ(test, sample, 0x1111);
	/* the stream, not the command, has the direction */
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, 5L);
}

static void plain_writes_are_whole_frames(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct file *file = opened->file;
	loff_t pos = 0;

	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 4, &pos), -EBADFD);
	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 6, &pos), -EINVAL);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 0, &pos), 0);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 400, &pos), 400);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 100UL);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 8192, &pos), FAKE_BUFFER * 4 - 400);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, opened->memory, 4, &pos), -EAGAIN);
}

static void transfers_need_an_open_stream(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_write(fake->pcm->streams[0].substream, fake->memory, 1), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_write(NULL, fake->memory, 1), (long)-ENXIO);
}

/* ---- poll ------------------------------------------------------------------------------------ */

static __poll_t poll_now(struct opened *opened)
{
	return opened->file->f_op->poll(opened->file, NULL);
}

#define POLL_WRITE (EPOLLOUT | EPOLLWRNORM)
#define POLL_READ (EPOLLIN | EPOLLRDNORM)

static void poll_of_playback(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;

	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_WRITE | EPOLLERR);
	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_WRITE);
	/* avail_min is a period */
	fake_write_silence(fake, FAKE_BUFFER - FAKE_PERIOD + 1);
	KUNIT_EXPECT_EQ(test, poll_now(opened), (__poll_t)0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 1);
	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_WRITE);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), -EAGAIN);
	/* until all is played */
	KUNIT_EXPECT_EQ(test, poll_now(opened), (__poll_t)0);
	fake_move(fake, FAKE_BUFFER - FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_WRITE | EPOLLERR);
}

static void poll_of_capture(struct kunit *test)
{
	struct opened *opened = open_device(fake_create(test), CAPTURE, O_RDONLY | O_NONBLOCK);
	struct fake *fake = opened->fake;

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, poll_now(opened), (__poll_t)0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD - 1);
	KUNIT_EXPECT_EQ(test, poll_now(opened), (__poll_t)0);
	fake_move(fake, 1);
	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_READ);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, fake->memory, FAKE_PERIOD - 1), FAKE_PERIOD - 1L);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), -EAGAIN);
	KUNIT_EXPECT_EQ(test, poll_now(opened), POLL_READ);
	/* although a new read comes too late: only one that waits already gets the rest */
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, fake->memory, 1), (long)-EBADFD);
}

/* ---- paused ---------------------------------------------------------------------------------- */

/* full, running, then paused */
static struct opened *open_paused(struct kunit *test, int flags)
{
	struct opened *opened = open_device(fake_create(test), PLAYBACK, O_WRONLY | flags);

	set_up(opened, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_write_silence(opened->fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	KUNIT_ASSERT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	return opened;
}

static void drain_lets_a_paused_stream_go_on(struct kunit *test)
{
	struct opened *opened = open_paused(test, O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_triggers(opened->fake, SNDRV_PCM_TRIGGER_PAUSE_RELEASE), 1u);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_DRAINING);
}

static void prepare_stops_a_paused_stream(struct kunit *test)
{
	struct opened *opened = open_paused(test, O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	/* the hardware cannot stop while it is paused */
	KUNIT_EXPECT_EQ(test, fake_triggers(opened->fake, SNDRV_PCM_TRIGGER_PAUSE_RELEASE), 1u);
	KUNIT_EXPECT_EQ(test, fake_triggers(opened->fake, SNDRV_PCM_TRIGGER_STOP), 1u);
	KUNIT_EXPECT_EQ(test, opened->fake->syncs, 1u);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_PREPARED);
}

static long write_period(struct fake *fake)
{
	return fake_write_silence(fake, FAKE_PERIOD);
}

static void write_waits_for_ever_while_paused(struct kunit *test)
{
	struct opened *opened = open_paused(test, 0);
	struct fake_task task;

	fake_task_start(&task, opened->fake, write_period);
	/* hardware that runs would be given up after 100 ms */
	msleep(500);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 0), 0L);
	fake_move(opened->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)FAKE_PERIOD);
}

/* ---- when the card goes ---------------------------------------------------------------------- */

static long open_blocking(struct fake *fake)
{
	char path[32];

	snprintf(path, sizeof(path), PLAYBACK, fake->card->number);
	return open_error(path, O_WRONLY);
}

static void waiting_open_ends_when_the_card_goes(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake_task task;

	fake_task_start(&task, opened->fake, open_blocking);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	snd_card_disconnect(opened->fake->card);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)-ENODEV);
}

/* there is no stop of the hardware that would wake it */
static void write_to_a_standing_stream_ends_when_the_card_goes(struct kunit *test)
{
	struct opened *opened = open_paused(test, 0);
	struct fake_task task;
	unsigned long before;

	fake_task_start(&task, opened->fake, write_period);
	msleep(5);
	before = jiffies;
	snd_card_disconnect(opened->fake->card);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)-EBADFD);
	/* not because its time was up */
	KUNIT_EXPECT_LT(test, jiffies - before, msecs_to_jiffies(50));
}

static void disconnect_card(struct fake *fake)
{
	snd_card_disconnect(fake->card);
}

static void state_of_a_card_that_went_does_not_come_back(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;

	/* in the middle of the driver's hw_params() */
	fake->hook = disconnect_card;
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_DISCONNECTED);
	close_opened(opened);
	/* what it has set up is taken back all the same */
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
	KUNIT_EXPECT_EQ(test, fake->card->total_pcm_alloc_bytes, (size_t)0);
}

static void file_of_a_card_that_went_can_be_closed_only(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;
	loff_t pos = 0;

	set_up(opened, FAKE_CONFIG());
	snd_card_disconnect(fake->card);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PVERSION, (unsigned long)opened->memory), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, opened->file->f_op->write(opened->file, opened->memory, 4, &pos), -ENODEV);
	KUNIT_EXPECT_EQ(test, poll_now(opened), (__poll_t)(EPOLLERR | EPOLLNVAL));
	/* what the kernel's own users get */
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), -EBADFD);
	close_opened(opened);
	KUNIT_EXPECT_EQ(test, fake->frees, 1u);
	KUNIT_EXPECT_EQ(test, fake->closes, 1u);
}

static struct kunit_case pcm_files_cases[] = {
	KUNIT_CASE(write_frames_tells_how_many),
	KUNIT_CASE(write_from_a_bad_address_moves_nothing),
	KUNIT_CASE(write_channels_reads_their_addresses),
	KUNIT_CASE(read_frames_by_either_name),
	KUNIT_CASE(plain_writes_are_whole_frames),
	KUNIT_CASE(transfers_need_an_open_stream),
	KUNIT_CASE(poll_of_playback),
	KUNIT_CASE(poll_of_capture),
	KUNIT_CASE(drain_lets_a_paused_stream_go_on),
	KUNIT_CASE(prepare_stops_a_paused_stream),
	KUNIT_CASE(write_waits_for_ever_while_paused),
	KUNIT_CASE(waiting_open_ends_when_the_card_goes),
	KUNIT_CASE(write_to_a_standing_stream_ends_when_the_card_goes),
	KUNIT_CASE(state_of_a_card_that_went_does_not_come_back),
	KUNIT_CASE(file_of_a_card_that_went_can_be_closed_only),
	{}
};

static struct kunit_suite pcm_files_suite = { .name = "pcm_files", .test_cases = pcm_files_cases };
kunit_test_suite(pcm_files_suite);

MODULE_DESCRIPTION("transfers and poll of PCM device files");
MODULE_LICENSE("GPL");
