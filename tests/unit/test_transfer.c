// SPDX-License-Identifier: GPL-2.0-or-later
/* test_transfer.c - read and write: what lands where in the ring, and how a transfer waits (sound/pcm/transfer.c). */
#include "expect.h"
#include "fake_pcm.h"

#define FRAME_BYTES 4

static u32 *ring(struct fake *fake)
{
	return (u32 *)fake->substream->runtime->dma_area;
}

/* frames numbered from @first on: a stereo S16 frame is one u32 */
static u32 *numbered(struct kunit *test, unsigned int count, u32 first)
{
	u32 *frames = kunit_kzalloc(test, count * sizeof(*frames), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, frames);
	for (i = 0; i < count; i++)
		frames[i] = first + i;
	return frames;
}

static long write_frames(struct fake *fake, const void *frames, unsigned int count)
{
	return snd_pcm_kernel_write(fake->substream, frames, count);
}

/* ---- where frames land ----------------------------------------------------------------------- */

static void write_fills_the_ring_in_order(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	u32 *frames = numbered(test, FAKE_BUFFER, 1);

	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 100), 100l);
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames + 100, 200), 200l);
	KUNIT_EXPECT_MEMEQ(test, ring(fake), frames, 300 * FRAME_BYTES);
	KUNIT_EXPECT_EQ(test, ring(fake)[300], 0u);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, 300ul);
	KUNIT_EXPECT_EQ(test, fake->acks, 2u);
}

static void write_wraps_at_the_end_of_the_ring(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	u32 *frames = numbered(test, FAKE_BUFFER, 1);

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 600);
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 600), 600l);
	fake->pos = 900;
	fake_move(fake, 0);
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames + 600, 300), 300l);
	KUNIT_EXPECT_MEMEQ(test, ring(fake), frames, 900 * FRAME_BYTES);
	fake_move(fake, 324);
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 200), 200l);
	KUNIT_EXPECT_MEMEQ(test, ring(fake) + 900, frames, 124 * FRAME_BYTES);
	KUNIT_EXPECT_MEMEQ(test, ring(fake), frames + 124, 76 * FRAME_BYTES);
}

static void write_wraps_at_the_boundary(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned int i;

	runtime->boundary = 2 * FAKE_BUFFER;
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 1; i <= 40; i++) {
		fake_move(fake, FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, runtime->status->hw_ptr, (unsigned long)(i * FAKE_PERIOD % (2 * FAKE_BUFFER)));
		KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_PERIOD), (long)FAKE_PERIOD);
		KUNIT_ASSERT_EQ(test, runtime->control->appl_ptr,
				(unsigned long)((FAKE_BUFFER + i * FAKE_PERIOD) % (2 * FAKE_BUFFER)));
	}
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, runtime->hw_ptr_wrap, 40ull * FAKE_PERIOD);
}

static void write_channels_has_a_ring_for_each(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	s16 left[64], right[64], *area;
	void *bufs[2] = { left, right };
	unsigned int i;

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	for (i = 0; i < 64; i++) {
		left[i] = i;
		right[i] = -i;
	}
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_writev(fake->substream, bufs, 64), 64l);
	area = (s16 *)fake->substream->runtime->dma_area;
	KUNIT_EXPECT_MEMEQ(test, area, left, sizeof(left));
	KUNIT_EXPECT_MEMEQ(test, area + FAKE_BUFFER, right, sizeof(right));
}

static void null_channel_becomes_silence(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	u8 left[64], *area;
	void *bufs[2] = { left, NULL };
	unsigned int i, wrong = 0;

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK,
		   FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED, .format = SNDRV_PCM_FORMAT_U8));
	memset(left, 7, sizeof(left));
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_writev(fake->substream, bufs, 64), 64l);
	area = fake->substream->runtime->dma_area;
	KUNIT_EXPECT_MEMEQ(test, area, left, sizeof(left));
	for (i = 0; i < 64; i++)
		wrong += area[FAKE_BUFFER + i] != 0x80;
	KUNIT_EXPECT_EQ(test, wrong, 0u);
	KUNIT_EXPECT_EQ(test, (int)area[FAKE_BUFFER + 64], 0);
}

static void null_data_becomes_silence(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	unsigned int i, wrong = 0;

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.format = SNDRV_PCM_FORMAT_U8));
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 100), 100l);
	for (i = 0; i < 200; i++)
		wrong += fake->substream->runtime->dma_area[i] != 0x80;
	KUNIT_EXPECT_EQ(test, wrong, 0u);
}

static void read_takes_what_was_recorded(struct kunit *test)
{
	struct fake *fake = fake_capture(test);
	u32 *frames = numbered(test, FAKE_BUFFER, 1), *got = numbered(test, FAKE_BUFFER, 0);

	memcpy(ring(fake), frames, FAKE_BUFFER * FRAME_BYTES);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, got, 10), (long)-EAGAIN);
	fake_move(fake, 300);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, got, 100), 100l);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, got + 100, 300), 200l);
	KUNIT_EXPECT_MEMEQ(test, got, frames, 300 * FRAME_BYTES);
	fake_move(fake, 824);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, got, 824), 824l);
	KUNIT_EXPECT_MEMEQ(test, got, frames + 300, 724 * FRAME_BYTES);
	KUNIT_EXPECT_MEMEQ(test, got + 724, frames, 100 * FRAME_BYTES);
}

static void read_null_channel_is_skipped(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	s16 left[64];
	void *bufs[2] = { left, NULL };

	fake_setup(fake, SNDRV_PCM_STREAM_CAPTURE, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	memset(fake->substream->runtime->dma_area, 0x11, FAKE_BUFFER * FRAME_BYTES);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 64);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_readv(fake->substream, bufs, 64), 64l);
	KUNIT_EXPECT_EQ(test, (int)left[63], 0x1111);
	KUNIT_EXPECT_EQ(test, (int)fake->substream->runtime->dma_area[FAKE_BUFFER * 2], 0x11);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void refuses_the_other_layout(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	s16 samples[8];
	void *bufs[2] = { samples, samples };

	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_writev(fake->substream, bufs, 4), (long)-EINVAL);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED)), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_EXPECT_EQ(test, write_frames(fake, samples, 4), (long)-EINVAL);
	/* one channel is in order either way */
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED,
							       .channels = 1)), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_EXPECT_EQ(test, write_frames(fake, samples, 4), 4l);
}

static void write_without_copy_and_memory_is_invalid(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	unsigned char *area = fake->substream->runtime->dma_area;
	u32 frame = 0;

	expect_findings(test, 1);
	fake->substream->runtime->dma_area = NULL;
	KUNIT_EXPECT_EQ(test, write_frames(fake, &frame, 1), (long)-EINVAL);
	fake->substream->runtime->dma_area = area;
}

#ifdef CONFIG_USND /* a kernel does not survive it: docs/differences.md */
static void silence_without_memory_is_invalid(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	unsigned char *area;

	fake->ops.copy = fake_op_copy;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	area = fake->substream->runtime->dma_area;
	fake->substream->runtime->dma_area = NULL;
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), (long)-EINVAL);
	fake->substream->runtime->dma_area = area;
}
#endif

static void read_into_nothing_is_invalid(struct kunit *test)
{
	struct fake *fake = fake_capture(test);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 100);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, NULL, 10), (long)-EINVAL);
}

static void nothing_is_moved_without_an_error(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 0), 0l);
	KUNIT_EXPECT_EQ(test, fake->acks, 0u);
}

/* ---- the driver's copy and fill_silence ------------------------------------------------------ */

static void copy_counts_in_bytes(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	u32 *frames = numbered(test, 64, 1);

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 64), 64l);
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 16), 16l);
	KUNIT_EXPECT_EQ(test, fake->last_copy.channel, 0);
	KUNIT_EXPECT_EQ(test, fake->last_copy.pos, 64ul * FRAME_BYTES);
	KUNIT_EXPECT_EQ(test, fake->last_copy.bytes, 16ul * FRAME_BYTES);
	KUNIT_EXPECT_MEMEQ(test, fake->memory, frames, 64 * FRAME_BYTES);
	KUNIT_EXPECT_EQ(test, ring(fake)[0], 0u);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 8), 8l);
	KUNIT_EXPECT_EQ(test, fake->last_silence.pos, 80ul * FRAME_BYTES);
	KUNIT_EXPECT_EQ(test, fake->last_silence.bytes, 8ul * FRAME_BYTES);
}

static void copy_comes_once_a_channel(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	s16 left[32], right[32];
	void *bufs[2] = { left, right }, *one[2] = { left, NULL };

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_writev(fake->substream, bufs, 32), 32l);
	KUNIT_EXPECT_EQ(test, fake->copies, 2u);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_writev(fake->substream, one, 32), 32l);
	KUNIT_EXPECT_EQ(test, fake->copies, 3u);
	KUNIT_EXPECT_EQ(test, fake->last_copy.channel, 0);
	KUNIT_EXPECT_EQ(test, fake->last_copy.pos, 32ul * 2);
	KUNIT_EXPECT_EQ(test, fake->silences, 1u);
	KUNIT_EXPECT_EQ(test, fake->last_silence.channel, 1);
	KUNIT_EXPECT_EQ(test, fake->last_silence.pos, 32ul * 2);
	KUNIT_EXPECT_EQ(test, fake->last_silence.bytes, 32ul * 2);
}

static void copy_failing_moves_nothing(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	u32 *frames = numbered(test, 64, 1);

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	fake->copy_result = -EFAULT;
	KUNIT_EXPECT_EQ(test, write_frames(fake, frames, 64), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, 0ul);
	KUNIT_EXPECT_EQ(test, atomic_read(&fake->substream->runtime->buffer_accessing), 0);
}

/* ---- ack ------------------------------------------------------------------------------------- */

static void ack_failing_restores_the_pointer(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, 10), 10l);
	fake->ack_result = -EIO;
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 10), (long)-EIO);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, 10ul);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
}

static void ack_broken_pipe_is_an_xrun(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, 10), 10l);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake->ack_result = -EPIPE;
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 10), (long)-EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static void no_rewinds_refuses_to_go_back(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	snd_pcm_uframes_t frames = 100;
	u32 *got = numbered(test, 128, 0);

	fake->hw.info |= SNDRV_PCM_INFO_NO_REWINDS;
	fake_setup(fake, SNDRV_PCM_STREAM_CAPTURE, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 300);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, got, 100), 100l);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_FORWARD, &frames), 0);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->control->appl_ptr, 200ul);
}

/* ---- starting by itself ---------------------------------------------------------------------- */

static void playback_starts_at_the_threshold(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_start_at(fake, 500);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 499), 499l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), 1l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_START], 1u);
}

static void playback_that_cannot_start_has_written(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_start_at(fake, 1);
	fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 10), 10l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
}

static void capture_starts_for_a_large_read(struct kunit *test)
{
	struct fake *fake = fake_capture(test);
	u32 frames[32];

	fake_start_at(fake, 20);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, frames, 19), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_read(fake->substream, frames, 20), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static void nonblocking_write_takes_what_fits(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, FAKE_BUFFER + 1), (long)FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), (long)-EAGAIN);
}

static struct fake *blocking(struct kunit *test, int stream)
{
	struct fake *fake = fake_create(test);

	fake_open(fake, stream, 0);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	return fake;
}

static long write_two_rings(struct fake *fake)
{
	return fake_write_silence(fake, 2 * FAKE_BUFFER);
}

static void blocking_write_ends_with_the_last_frame(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	struct fake_task task;
	unsigned int periods;

	fake_task_start(&task, fake, write_two_rings);
	for (periods = 0; periods < 4; periods++) {
		msleep(4);
		KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
		fake_move(fake, FAKE_PERIOD);
	}
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 2l * FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->twake, 0ul);
}

static void blocking_write_waits_for_avail_min(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	struct snd_pcm_sw_params sw = fake_sw(fake);
	struct fake_task task;

	sw.avail_min = 512;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	fake_task_start(&task, fake, write_two_rings);
	msleep(4);
	fake_move(fake, FAKE_PERIOD);
	msleep(4);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(fake), (unsigned long)FAKE_BUFFER);
	fake_move(fake, FAKE_PERIOD);
	msleep(4);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(fake), FAKE_BUFFER + 512ul);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), FAKE_BUFFER + 512l);
}

static long write_to_a_full_ring(struct fake *fake)
{
	return fake_write_silence(fake, 1);
}

/* a task waits for space in a full ring; then @interfere. Return: what the write said */
static long full_ring_and(struct fake *fake, void (*interfere)(struct fake *fake))
{
	struct fake_task task;

	KUNIT_ASSERT_EQ(fake->test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	fake_task_start(&task, fake, write_to_a_full_ring);
	msleep(4);
	KUNIT_EXPECT_FALSE(fake->test, completion_done(&task.done));
	interfere(fake);
	return fake_task_join(&task);
}

static void drop_it(struct fake *fake)
{
	KUNIT_EXPECT_EQ(fake->test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
}

static void xrun_it(struct fake *fake)
{
	snd_pcm_stop_xrun(fake->substream);
}

static void disconnect_it(struct fake *fake)
{
	snd_card_disconnect(fake->card);
}

static void wait_for_nothing(struct fake *fake)
{
}

static void blocked_write_ends_when_the_stream_does(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, full_ring_and(blocking(test, SNDRV_PCM_STREAM_PLAYBACK), drop_it), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, full_ring_and(blocking(test, SNDRV_PCM_STREAM_PLAYBACK), xrun_it), (long)-EPIPE);
}

static void blocked_write_ends_when_the_card_goes(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, 0);
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_EXPECT_EQ(test, full_ring_and(fake, disconnect_it), (long)-EBADFD);
}

static void blocked_write_gives_up_on_dead_hardware(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	unsigned long before = jiffies;

	KUNIT_EXPECT_EQ(test, full_ring_and(fake, wait_for_nothing), (long)-EIO);
	/* 1024 frames at 48 kHz are 21 ms: the least of 100 ms holds */
	KUNIT_EXPECT_GE(test, jiffies - before, msecs_to_jiffies(100));
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
}

static void blocked_write_waits_as_long_as_the_driver_says(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	unsigned long before = jiffies;

	fake->substream->wait_time = 500;
	KUNIT_EXPECT_EQ(test, full_ring_and(fake, wait_for_nothing), (long)-EIO);
	KUNIT_EXPECT_GE(test, jiffies - before, msecs_to_jiffies(500));
	fake->substream->wait_time = 0;
}

static long read_half(struct fake *fake)
{
	return snd_pcm_kernel_read(fake->substream, fake->memory, FAKE_BUFFER / 2);
}

static void waiting_read_ends_when_the_stream_drains(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_CAPTURE);
	struct fake_task task;

	fake_task_start(&task, fake, read_half);
	msleep(4);
	fake_move(fake, FAKE_PERIOD);
	msleep(4);
	scoped_guard(pcm_stream_lock_irq, fake->substream)
		fake->substream->f_flags |= O_NONBLOCK;
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), -EAGAIN);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

/* ---- several that wait for the same stream --------------------------------------------------- */

#define WRITERS 4

static long write_a_period(struct fake *fake)
{
	return fake_write_silence(fake, FAKE_PERIOD);
}

/* tasks that wait for space in a full ring */
static struct fake *writers(struct kunit *test, struct fake_task *tasks, long (*fn)(struct fake *fake))
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	for (i = 0; i < WRITERS; i++)
		fake_task_start(&tasks[i], fake, fn);
	msleep(4);
	return fake;
}

static unsigned int join_all(struct fake_task *tasks, long ret)
{
	unsigned int i, count = 0;

	for (i = 0; i < WRITERS; i++)
		count += fake_task_join(&tasks[i]) == ret;
	return count;
}

static unsigned int sleeping(struct fake *fake)
{
	return list_count_nodes(&fake->substream->runtime->tsleep.head);
}

/* waking costs more than all else: who finds nothing is not woken */
static void one_of_many_writers_is_woken_at_a_time(struct kunit *test)
{
	struct fake_task tasks[WRITERS];
	struct fake *fake = writers(test, tasks, write_a_period);
	unsigned int i;

	for (i = 0; i < WRITERS; i++) {
		scoped_guard(pcm_stream_lock_irq, fake->substream) {
			KUNIT_EXPECT_EQ(test, sleeping(fake), WRITERS - i);
			fake->pos = (fake->pos + FAKE_PERIOD) % FAKE_BUFFER;
			snd_pcm_period_elapsed_under_stream_lock(fake->substream);
			KUNIT_EXPECT_EQ(test, sleeping(fake), WRITERS - i - 1);
		}
		msleep(4);
	}
	KUNIT_EXPECT_EQ(test, join_all(tasks, FAKE_PERIOD), (unsigned int)WRITERS);
}

static void a_writer_that_leaves_space_lets_the_next_one_write(struct kunit *test)
{
	struct fake_task tasks[WRITERS];
	struct fake *fake = writers(test, tasks, write_to_a_full_ring);
	unsigned long before = jiffies;

	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, join_all(tasks, 1), (unsigned int)WRITERS);
	/* and not only when it gives up and looks once more */
	KUNIT_EXPECT_LT(test, jiffies - before, msecs_to_jiffies(50));
}

/* 40 ms a period: the last one has waited longer than dead hardware is waited for */
static void writers_whose_turn_comes_late_do_not_give_up(struct kunit *test)
{
	struct fake_task tasks[WRITERS];
	struct fake *fake = writers(test, tasks, write_a_period);
	unsigned int i;

	for (i = 0; i < WRITERS; i++) {
		msleep(40);
		fake_move(fake, FAKE_PERIOD);
	}
	KUNIT_EXPECT_EQ(test, join_all(tasks, FAKE_PERIOD), (unsigned int)WRITERS);
}

static void all_writers_end_when_the_stream_does(struct kunit *test)
{
	struct fake_task tasks[WRITERS];
	struct fake *fake = writers(test, tasks, write_a_period);

	drop_it(fake);
	KUNIT_EXPECT_EQ(test, join_all(tasks, -EBADFD), (unsigned int)WRITERS);
}

/* 20 ms apart: who gives up lets the next one look, whose time does not begin anew */
static void all_writers_give_up_on_dead_hardware(struct kunit *test)
{
	struct fake *fake = blocking(test, SNDRV_PCM_STREAM_PLAYBACK);
	unsigned long before = jiffies;
	struct fake_task tasks[WRITERS];
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	for (i = 0; i < WRITERS; i++) {
		fake_task_start(&tasks[i], fake, write_a_period);
		msleep(20);
	}
	KUNIT_EXPECT_EQ(test, join_all(tasks, -EIO), (unsigned int)WRITERS);
	KUNIT_EXPECT_LT(test, jiffies - before, msecs_to_jiffies(190));
}

static struct kunit_case transfer_cases[] = {
	KUNIT_CASE(write_fills_the_ring_in_order),
	KUNIT_CASE(write_wraps_at_the_end_of_the_ring),
	KUNIT_CASE(write_wraps_at_the_boundary),
	KUNIT_CASE(write_channels_has_a_ring_for_each),
	KUNIT_CASE(null_channel_becomes_silence),
	KUNIT_CASE(null_data_becomes_silence),
	KUNIT_CASE(read_takes_what_was_recorded),
	KUNIT_CASE(read_null_channel_is_skipped),
	KUNIT_CASE(refuses_the_other_layout),
	KUNIT_CASE(write_without_copy_and_memory_is_invalid),
#ifdef CONFIG_USND
	KUNIT_CASE(silence_without_memory_is_invalid),
#endif
	KUNIT_CASE(read_into_nothing_is_invalid),
	KUNIT_CASE(nothing_is_moved_without_an_error),
	KUNIT_CASE(copy_counts_in_bytes),
	KUNIT_CASE(copy_comes_once_a_channel),
	KUNIT_CASE(copy_failing_moves_nothing),
	KUNIT_CASE(ack_failing_restores_the_pointer),
	KUNIT_CASE(ack_broken_pipe_is_an_xrun),
	KUNIT_CASE(no_rewinds_refuses_to_go_back),
	KUNIT_CASE(playback_starts_at_the_threshold),
	KUNIT_CASE(playback_that_cannot_start_has_written),
	KUNIT_CASE(capture_starts_for_a_large_read),
	KUNIT_CASE(nonblocking_write_takes_what_fits),
	KUNIT_CASE(blocking_write_ends_with_the_last_frame),
	KUNIT_CASE(blocking_write_waits_for_avail_min),
	KUNIT_CASE(blocked_write_ends_when_the_stream_does),
	KUNIT_CASE(blocked_write_ends_when_the_card_goes),
	KUNIT_CASE(blocked_write_gives_up_on_dead_hardware),
	KUNIT_CASE(blocked_write_waits_as_long_as_the_driver_says),
	KUNIT_CASE(waiting_read_ends_when_the_stream_drains),
	KUNIT_CASE(one_of_many_writers_is_woken_at_a_time),
	KUNIT_CASE(a_writer_that_leaves_space_lets_the_next_one_write),
	KUNIT_CASE(writers_whose_turn_comes_late_do_not_give_up),
	KUNIT_CASE(all_writers_end_when_the_stream_does),
	KUNIT_CASE(all_writers_give_up_on_dead_hardware),
	{}
};

static struct kunit_suite transfer_suite = { .name = "transfer", .test_cases = transfer_cases };
kunit_test_suite(transfer_suite);

MODULE_DESCRIPTION("read and write of PCM streams");
MODULE_LICENSE("GPL");
