// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_compat_io.c - the PCM ioctls of 32-bit programs (sound/pcm/compat.c): status, pointers and data.
 */
#include "pcm_compat.h"

/* ---- status and pointers --------------------------------------------------------------------- */

static struct opened *playing(struct kunit *test)
{
	struct opened *opened = ready_to_play(test);

	fake_write_silence(opened->fake, 3 * FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	fake_move(opened->fake, 100);
	return opened;
}

static void status_is_told_with_times_of_both_widths(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct status32 narrow;
	struct status64 wide;

	memset(&narrow, 0xee, sizeof(narrow));
	memset(&wide, 0xee, sizeof(wide));
	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, narrow.state, (int)SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, wide.state, narrow.state);
	KUNIT_EXPECT_EQ(test, (long)wide.trigger_tstamp[0], (long)narrow.trigger_tstamp[0]);
	KUNIT_EXPECT_EQ(test, (long)wide.trigger_tstamp[1], (long)narrow.trigger_tstamp[1]);
	KUNIT_EXPECT_EQ(test, wide.hw_ptr, 100u);
	KUNIT_EXPECT_EQ(test, narrow.hw_ptr, 100u);
	KUNIT_EXPECT_EQ(test, wide.appl_ptr, 3u * FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, wide.delay, 3 * FAKE_PERIOD - 100);
	KUNIT_EXPECT_EQ(test, wide.avail, narrow.avail);
	KUNIT_EXPECT_NULL(test, memchr_inv(wide.reserved, 0, sizeof(wide.reserved)));
	KUNIT_EXPECT_EQ(test, wide.pad, 0u);
	KUNIT_EXPECT_EQ(test, send32(opened->file, STATUS64, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(opened->file, STATUS32, 0), (long)-EFAULT);
}

static void extended_status_reads_the_request(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct status32 narrow = { .audio_tstamp_data = 0x11 };
	struct status64 wide = { .audio_tstamp_data = 0x11 };

	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS_EXT32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, narrow.audio_tstamp_data, 0x11u);
	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS_EXT64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, wide.audio_tstamp_data, 0x11u);
	/* the plain one does not look at it */
	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, wide.audio_tstamp_data, 0u);
	KUNIT_EXPECT_EQ(test, send32(opened->file, STATUS_EXT64, 0), (long)-EFAULT);
}

static void pointers_are_exchanged_in_both_layouts(struct kunit *test)
{
	struct opened *opened = playing(test);
	struct sync_ptr32 narrow = { .flags = ASK_ALL };
	struct sync_ptr64 wide = { .flags = ASK_ALL };

	KUNIT_EXPECT_EQ(test, ASK(opened, SYNC_PTR32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, narrow.state, (int)SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, narrow.hw_ptr, 100u);
	KUNIT_EXPECT_EQ(test, narrow.appl_ptr, 3u * FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, narrow.avail_min, (u32)FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, ASK(opened, SYNC_PTR64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, wide.state, (int)SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, wide.hw_ptr, 100u);
	KUNIT_EXPECT_EQ(test, wide.appl_ptr, 3u * FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, wide.avail_min, (u32)FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, wide.flags, (u32)ASK_ALL);
	/* now the application says */
	wide.flags = 0;
	wide.appl_ptr = 800;
	wide.avail_min = 7;
	KUNIT_EXPECT_EQ(test, ASK(opened, SYNC_PTR64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 800UL);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->control->avail_min, 7UL);
	narrow.flags = 0;
	narrow.appl_ptr = 810;
	narrow.avail_min = 8;
	KUNIT_EXPECT_EQ(test, ASK(opened, SYNC_PTR32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 810UL);
	KUNIT_EXPECT_EQ(test, send32(opened->file, SYNC_PTR64, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(opened->file, SYNC_PTR32, 0), (long)-EFAULT);
}

static void pointers_of_a_started_file_wrap(struct kunit *test)
{
	struct opened *opened = ready_to_play(test);
	struct sync_ptr32 sync = { .flags = ASK_ALL };

	scoped_guard(pcm_stream_lock_irq, opened->fake->substream) {
		opened->fake->substream->runtime->status->hw_ptr = BOUNDARY32 - FAKE_PERIOD;
		opened->fake->substream->runtime->control->appl_ptr = BOUNDARY32 - FAKE_PERIOD;
	}
	fake_write_silence(opened->fake, 2 * FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, ASK(opened, SYNC_PTR32, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.appl_ptr, (u32)FAKE_PERIOD);
}

static void delay_and_skips_are_32_bits_wide(struct kunit *test)
{
	struct opened *opened = playing(test);
	u32 delay[2] = { 0, 0x5a5a5a5a }, frames[2] = { 50, 0x5a5a5a5a };

	KUNIT_EXPECT_EQ(test, ASK(opened, DELAY32, &delay), 0L);
	KUNIT_EXPECT_EQ(test, delay[0], 3u * FAKE_PERIOD - 100);
	KUNIT_EXPECT_EQ(test, delay[1], 0x5a5a5a5au);
	KUNIT_EXPECT_EQ(test, ASK(opened, REWIND32, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames[0], 50u);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 3UL * FAKE_PERIOD - 50);
	frames[0] = 20;
	KUNIT_EXPECT_EQ(test, ASK(opened, FORWARD32, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames[0], 20u);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 3UL * FAKE_PERIOD - 30);
	KUNIT_EXPECT_EQ(test, frames[1], 0x5a5a5a5au);
	KUNIT_EXPECT_EQ(test, send32(opened->file, REWIND32, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(opened->file, FORWARD32, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(opened->file, DELAY32, 0), (long)-EFAULT);
}

/* and the error is in the argument, too */
static void skips_fail_before_there_is_a_ring(struct kunit *test)
{
	struct opened *opened = playback(test);
	u32 frames = 50, delay = 7;

	KUNIT_EXPECT_EQ(test, ASK(opened, REWIND32, &frames), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, (int)frames, -EBADFD);
	KUNIT_EXPECT_EQ(test, ASK(opened, DELAY32, &delay), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, delay, 7u);
}

/* ---- data ------------------------------------------------------------------------------------ */

static void put_samples(struct opened *opened, unsigned int offset, s16 first, unsigned int count)
{
	s16 samples[128];
	unsigned int i;

	for (i = 0; i < count; i++)
		samples[i] = first + i;
	KUNIT_ASSERT_EQ(opened->fake->test, copy_to_user(opened->memory + offset, samples, count * 2), 0UL);
}

static void frames_are_written(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct xfer32 xfer = { .result = 99, .buf = at(opened, BUFFER_AT), .frames = 64 };
	s16 *ring;

	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEI32, &xfer), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, xfer.result, 99);
	prepared(opened, (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	put_samples(opened, BUFFER_AT, 1, 128);
	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEI32, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, 64);
	ring = (s16 *)opened->fake->substream->runtime->dma_area;
	KUNIT_EXPECT_EQ(test, (int)ring[0], 1);
	KUNIT_EXPECT_EQ(test, (int)ring[127], 128);
	/* samples that are not there */
	xfer.buf = 16;
	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEI32, &xfer), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, xfer.result, 64);
	KUNIT_EXPECT_EQ(test, send32(opened->file, WRITEI32, 0), (long)-EFAULT);
}

static void a_transfer_the_other_way_is_invalid(struct kunit *test)
{
	struct opened *opened = ready_to_play(test);
	struct xfer32 xfer = { .buf = at(opened, BUFFER_AT), .frames = 64 };

	KUNIT_EXPECT_EQ(test, ASK(opened, READI32, &xfer), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, ASK(opened, READN32, &xfer), (long)-EINVAL);
}

static struct xfer32 two_channels(struct opened *opened, unsigned int frames)
{
	u32 pointers[2] = { at(opened, LEFT_AT), at(opened, RIGHT_AT) };

	KUNIT_ASSERT_EQ(opened->fake->test, copy_to_user(opened->memory + POINTERS_AT, pointers, sizeof(pointers)), 0UL);
	return (struct xfer32){ .buf = at(opened, POINTERS_AT), .frames = frames };
}

static void channels_are_written_by_narrow_pointers(struct kunit *test)
{
	struct opened *opened = prepared(playback(test), (int)SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	struct xfer32 xfer = two_channels(opened, 64);
	s16 *ring = (s16 *)opened->fake->substream->runtime->dma_area;

	put_samples(opened, LEFT_AT, 1, 64);
	put_samples(opened, RIGHT_AT, 1000, 64);
	/* the frames are the ioctl's result, too */
	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEN32, &xfer), 64L);
	KUNIT_EXPECT_EQ(test, xfer.result, 64);
	KUNIT_EXPECT_EQ(test, (int)ring[63], 64);
	KUNIT_EXPECT_EQ(test, (int)ring[FAKE_BUFFER], 1000);
	KUNIT_EXPECT_EQ(test, (int)ring[FAKE_BUFFER + 63], 1063);
	xfer.buf = 16;
	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEN32, &xfer), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send32(opened->file, WRITEN32, 0), (long)-EFAULT);
}

static void channels_without_memory_for_their_pointers_fail(struct kunit *test)
{
	struct opened *opened = prepared(playback(test), (int)SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	struct xfer32 xfer = two_channels(opened, 64);

	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, ASK(opened, WRITEN32, &xfer), (long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 0UL);
}

static void frames_are_read(struct kunit *test)
{
	struct opened *opened = prepared(open_low(fake_create(test), CAPTURE, O_RDONLY), (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	struct xfer32 xfer = { .buf = at(opened, BUFFER_AT), .frames = 64 };
	s16 got = 0;

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	((s16 *)opened->fake->substream->runtime->dma_area)[5] = 0x1234;
	fake_move(opened->fake, 10);
	KUNIT_EXPECT_EQ(test, ASK(opened, READI32, &xfer), 0L);
	KUNIT_EXPECT_EQ(test, xfer.result, 10);
	KUNIT_ASSERT_EQ(test, copy_from_user(&got, opened->memory + BUFFER_AT + 10, 2), 0UL);
	KUNIT_EXPECT_EQ(test, (int)got, 0x1234);
	/* nothing is there now: the result is not touched */
	KUNIT_EXPECT_EQ(test, ASK(opened, READI32, &xfer), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, xfer.result, 10);
}

static void channels_are_read(struct kunit *test)
{
	struct opened *opened =
		prepared(open_low(fake_create(test), CAPTURE, O_RDONLY), (int)SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	struct xfer32 xfer = two_channels(opened, 64);
	s16 got = 0;

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	((s16 *)opened->fake->substream->runtime->dma_area)[FAKE_BUFFER + 5] = 0x1234;
	fake_move(opened->fake, 10);
	KUNIT_EXPECT_EQ(test, ASK(opened, READN32, &xfer), 10L);
	KUNIT_ASSERT_EQ(test, copy_from_user(&got, opened->memory + RIGHT_AT + 10, 2), 0UL);
	KUNIT_EXPECT_EQ(test, (int)got, 0x1234);
}

static struct kunit_case pcm_compat_io_cases[] = {
	KUNIT_CASE(status_is_told_with_times_of_both_widths),
	KUNIT_CASE(extended_status_reads_the_request),
	KUNIT_CASE(pointers_are_exchanged_in_both_layouts),
	KUNIT_CASE(pointers_of_a_started_file_wrap),
	KUNIT_CASE(delay_and_skips_are_32_bits_wide),
	KUNIT_CASE(skips_fail_before_there_is_a_ring),
	KUNIT_CASE(frames_are_written),
	KUNIT_CASE(a_transfer_the_other_way_is_invalid),
	KUNIT_CASE(channels_are_written_by_narrow_pointers),
	KUNIT_CASE(channels_without_memory_for_their_pointers_fail),
	KUNIT_CASE(frames_are_read),
	KUNIT_CASE(channels_are_read),
	{},
};

static struct kunit_suite pcm_compat_io_suite = { .name = "pcm_compat_io", .test_cases = pcm_compat_io_cases };
kunit_test_suite(pcm_compat_io_suite);

MODULE_DESCRIPTION("PCM ioctls of 32-bit programs: status, pointers, data");
MODULE_LICENSE("GPL");
