// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_layouts.c - the other layouts of a PCM file's arguments and data: status and pointers with 32-bit times,
 * parameters of before ALSA 1.0, a vector a channel (sound/pcm/ioctl_old.c, readv.c).
 */
#include <linux/uio.h>
#include "expect.h"
#include "pcm_client.h"

/* ---- status ---------------------------------------------------------------------------------- */

static void status_of_both_layouts_is_the_same(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_status64 wide = {};
	struct snd_pcm_status32 narrow;
	struct snd_pcm_sw_params sw;

	set_up(opened, FAKE_CONFIG());
	sw = fake_sw(opened->fake);
	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	KUNIT_ASSERT_EQ(test, fake_sw_params(opened->fake, &sw), 0);
	fake_write_silence(opened->fake, 3 * FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	fake_move(opened->fake, 100);
	memset(&narrow, 0xee, sizeof(narrow));
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, (int)narrow.state, (int)SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, (int)narrow.suspended_state, (int)wide.suspended_state);
	KUNIT_EXPECT_EQ(test, (s64)narrow.trigger_tstamp_sec, wide.trigger_tstamp_sec);
	KUNIT_EXPECT_EQ(test, (s64)narrow.trigger_tstamp_nsec, wide.trigger_tstamp_nsec);
	KUNIT_EXPECT_EQ(test, narrow.hw_ptr, 100u);
	KUNIT_EXPECT_EQ(test, narrow.appl_ptr, 3u * FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, narrow.delay, 3 * FAKE_PERIOD - 100);
	KUNIT_EXPECT_EQ(test, (unsigned long)narrow.avail, wide.avail);
	KUNIT_EXPECT_NULL(test, memchr_inv(narrow.reserved, 0, sizeof(narrow.reserved)));
	/* avail_max was told, and begins anew */
	KUNIT_EXPECT_EQ(test, narrow.avail_max, FAKE_BUFFER - 3u * FAKE_PERIOD + 100);
	KUNIT_EXPECT_EQ(test, wide.avail_max, 0UL);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_STATUS32, 0), (long)-EFAULT);
}

static void extended_status_reads_the_request(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_status32 narrow = { .audio_tstamp_data = 0x11 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS_EXT32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, narrow.audio_tstamp_data, 0x11u);
	/* the plain one does not look at it */
	narrow.audio_tstamp_data = 0x11;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, narrow.audio_tstamp_data, 0u);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_STATUS_EXT32, 0), (long)-EFAULT);
}

/* ---- pointers -------------------------------------------------------------------------------- */

/* as 32-bit programs have it, without the gaps of 64-bit times */
struct sync_ptr32 {
	u32 flags;
	u32 state, pad, hw_ptr, tstamp[2], suspended_state, audio_tstamp[2];
	u8 status_rest[64 - 32];
	u32 appl_ptr, avail_min;
	u8 control_rest[64 - 8];
};

#define SYNC_PTR32 _IOWR('A', 0x23, struct sync_ptr32)
#define ASK_ALL (SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN)

static void pointers_are_exchanged(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct sync_ptr32 sync = { .flags = ASK_ALL };

	BUILD_BUG_ON(sizeof(sync) != 132);
	set_up(opened, FAKE_CONFIG());
	fake_write_silence(opened->fake, 300);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SYNC_PTR32, &sync), 0L);
	KUNIT_EXPECT_EQ(test, (int)sync.state, (int)SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, sync.appl_ptr, 300u);
	KUNIT_EXPECT_EQ(test, sync.avail_min, (u32)FAKE_PERIOD);
	/* now the application says */
	sync.flags = 0;
	sync.appl_ptr = 400;
	sync.avail_min = 7;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SYNC_PTR32, &sync), 0L);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 400UL);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->control->avail_min, 7UL);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	scoped_guard(pcm_stream_lock_irq, opened->fake->substream)
		opened->fake->pos = 50;
	sync.flags = ASK_ALL | SNDRV_PCM_SYNC_PTR_HWSYNC;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SYNC_PTR32, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.hw_ptr, 50u);
	KUNIT_EXPECT_EQ(test, send(opened, SYNC_PTR32, 0), (long)-EFAULT);
}

/* 2^20 rings of 1024 frames and one more fit 31 bits: there the pointers begin anew */
static void pointers_wrap_within_31_bits(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	unsigned long far = (1UL << 31) + 2048 + 100;
	struct sync_ptr32 sync = { .flags = ASK_ALL };

	set_up(opened, FAKE_CONFIG());
	scoped_guard(pcm_stream_lock_irq, opened->fake->substream) {
		opened->fake->substream->runtime->status->hw_ptr = far;
		opened->fake->substream->runtime->control->appl_ptr = far + 10;
	}
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SYNC_PTR32, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.hw_ptr, (u32)(far % (1UL << 30)));
	KUNIT_EXPECT_EQ(test, sync.appl_ptr, (u32)((far + 10) % (1UL << 30)));
}

/* ---- parameters of before ALSA 1.0 ----------------------------------------------------------- */

struct old_params {
	unsigned int flags;
	unsigned int masks[3];
	struct snd_interval intervals[12];
	unsigned int rmask, cmask, info, msbits, rate_num, rate_den;
	snd_pcm_uframes_t fifo_size;
	unsigned char reserved[64];
};

#define REFINE_OLD _IOWR('A', 0x10, struct old_params)
#define PARAMS_OLD _IOWR('A', 0x11, struct old_params)
/* where the old bit of an interval is */
#define OLD_BIT(var) (1u << ((var) - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 3))

static struct snd_interval *old_interval(struct old_params *old, int var)
{
	return &old->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static void set_old(struct old_params *old, int var, unsigned int value)
{
	*old_interval(old, var) = (struct snd_interval){ .min = value, .max = value, .integer = 1 };
}

static struct old_params any_old(void)
{
	struct old_params old = { .masks = { ~0u, ~0u, ~0u }, .rmask = ~0u };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(old.intervals); i++)
		old.intervals[i].max = UINT_MAX;
	return old;
}

static void old_parameters_are_refined(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct old_params old = any_old();

	set_old(&old, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, REFINE_OLD, &old), 0L);
	KUNIT_EXPECT_EQ(test, old.masks[SNDRV_PCM_HW_PARAM_FORMAT],
			(unsigned int)(SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_IMA_ADPCM));
	KUNIT_EXPECT_EQ(test, old_interval(&old, SNDRV_PCM_HW_PARAM_RATE)->min, 4000u);
	KUNIT_EXPECT_EQ(test, old_interval(&old, SNDRV_PCM_HW_PARAM_RATE)->max, 96000u);
	KUNIT_EXPECT_NE(test, old.cmask & OLD_BIT(SNDRV_PCM_HW_PARAM_RATE), 0u);
	KUNIT_EXPECT_EQ(test, old.cmask & OLD_BIT(SNDRV_PCM_HW_PARAM_CHANNELS), 0u);
	KUNIT_EXPECT_NE(test, old.cmask & 1u << SNDRV_PCM_HW_PARAM_FORMAT, 0u);
	KUNIT_EXPECT_EQ(test, old.info & SNDRV_PCM_INFO_PAUSE, (unsigned int)SNDRV_PCM_INFO_PAUSE);
	/* what was not asked for is not narrowed */
	old = any_old();
	old.rmask = OLD_BIT(SNDRV_PCM_HW_PARAM_CHANNELS);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, REFINE_OLD, &old), 0L);
	KUNIT_EXPECT_EQ(test, old_interval(&old, SNDRV_PCM_HW_PARAM_CHANNELS)->max, 2u);
	KUNIT_EXPECT_EQ(test, send(opened, REFINE_OLD, 0), (long)-EFAULT);
}

static void old_parameters_set_the_stream_up(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct old_params old = any_old();

	old.masks[SNDRV_PCM_HW_PARAM_ACCESS] = 1u << (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED;
	old.masks[SNDRV_PCM_HW_PARAM_FORMAT] = SNDRV_PCM_FMTBIT_S16_LE;
	set_old(&old, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	set_old(&old, SNDRV_PCM_HW_PARAM_RATE, FAKE_RATE);
	set_old(&old, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, FAKE_PERIOD);
	set_old(&old, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, PARAMS_OLD, &old), 0L);
	KUNIT_EXPECT_EQ(test, (int)fake_state(opened->fake), (int)SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->rate, (unsigned int)FAKE_RATE);
	KUNIT_EXPECT_EQ(test, old.rate_num, (unsigned int)FAKE_RATE);
	/* and a set that is none */
	set_old(&old, SNDRV_PCM_HW_PARAM_CHANNELS, 3);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, PARAMS_OLD, &old), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send(opened, PARAMS_OLD, 0), (long)-EFAULT);
}

/* ---- a vector a channel ---------------------------------------------------------------------- */

#define LEFT_AT 4096
#define RIGHT_AT 8192

static ssize_t vector_call(struct opened *opened, bool read, unsigned long segments, size_t bytes)
{
	struct iovec vectors[3] = {
		{ opened->memory + LEFT_AT, bytes }, { opened->memory + RIGHT_AT, bytes }, { opened->memory, bytes },
	};
	struct kiocb iocb = { .ki_filp = opened->file };
	struct iov_iter iter;

	iov_iter_init(&iter, read ? ITER_DEST : ITER_SOURCE, vectors, segments, segments * bytes);
	if (read)
		return opened->file->f_op->read_iter(&iocb, &iter);
	return opened->file->f_op->write_iter(&iocb, &iter);
}

static void writev_takes_a_vector_a_channel(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	s16 left[64], right[64], *ring;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(left); i++) {
		left[i] = i + 1;
		right[i] = 1000 + i;
	}
	KUNIT_ASSERT_EQ(test, copy_to_user(opened->memory + LEFT_AT, left, sizeof(left)), 0UL);
	KUNIT_ASSERT_EQ(test, copy_to_user(opened->memory + RIGHT_AT, right, sizeof(right)), 0UL);
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 2, 128), (ssize_t)-EBADFD);
	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	ring = (s16 *)opened->fake->substream->runtime->dma_area;
	/* the bytes of both channels count */
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 2, 128), (ssize_t)256);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 64UL);
	KUNIT_EXPECT_MEMEQ(test, ring, left, sizeof(left));
	KUNIT_EXPECT_MEMEQ(test, ring + FAKE_BUFFER, right, sizeof(right));
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 1, 128), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 3, 128), (ssize_t)-EINVAL);
	/* whole frames: as if the first vector were interleaved */
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 2, 126), (ssize_t)-EINVAL);
}

static void writev_is_not_for_interleaved_access(struct kunit *test)
{
	struct opened *opened = open_playback(test);

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 2, 128), (ssize_t)-EINVAL);
}

static void vectors_are_the_applications(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct kiocb iocb = { .ki_filp = opened->file };
	struct kvec pieces[2] = { { opened, 4 }, { opened, 4 } };
	struct iov_iter iter;

	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	iov_iter_kvec(&iter, ITER_SOURCE, pieces, 2, 8);
	KUNIT_EXPECT_EQ(test, opened->file->f_op->write_iter(&iocb, &iter), (ssize_t)-EINVAL);
}

static void writev_without_memory_moves_nothing(struct kunit *test)
{
	struct opened *opened = open_playback(test);

	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, vector_call(opened, false, 2, 128), (ssize_t)-ENOMEM);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(opened->fake), 0UL);
}

static void readv_fills_a_vector_a_channel(struct kunit *test)
{
	struct opened *opened = open_device(fake_create(test), CAPTURE, O_RDONLY | O_NONBLOCK);
	s16 left = 0, right = 0;
	s16 *ring;

	KUNIT_EXPECT_EQ(test, vector_call(opened, true, 2, 128), (ssize_t)-EBADFD);
	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	ring = (s16 *)opened->fake->substream->runtime->dma_area;
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	KUNIT_EXPECT_EQ(test, vector_call(opened, true, 2, 128), (ssize_t)-EAGAIN);
	ring[9] = 0x1111;
	ring[FAKE_BUFFER + 9] = 0x2222;
	fake_move(opened->fake, 10);
	/* fewer than asked for */
	KUNIT_EXPECT_EQ(test, vector_call(opened, true, 2, 128), (ssize_t)40);
	KUNIT_ASSERT_EQ(test, copy_from_user(&left, opened->memory + LEFT_AT + 18, 2), 0UL);
	KUNIT_ASSERT_EQ(test, copy_from_user(&right, opened->memory + RIGHT_AT + 18, 2), 0UL);
	KUNIT_EXPECT_EQ(test, (int)left, 0x1111);
	KUNIT_EXPECT_EQ(test, (int)right, 0x2222);
}

static struct kunit_case pcm_layouts_cases[] = {
	KUNIT_CASE(status_of_both_layouts_is_the_same),
	KUNIT_CASE(extended_status_reads_the_request),
	KUNIT_CASE(pointers_are_exchanged),
	KUNIT_CASE(pointers_wrap_within_31_bits),
	KUNIT_CASE(old_parameters_are_refined),
	KUNIT_CASE(old_parameters_set_the_stream_up),
	KUNIT_CASE(writev_takes_a_vector_a_channel),
	KUNIT_CASE(writev_is_not_for_interleaved_access),
	KUNIT_CASE(vectors_are_the_applications),
	KUNIT_CASE(writev_without_memory_moves_nothing),
	KUNIT_CASE(readv_fills_a_vector_a_channel),
	{}
};

static struct kunit_suite pcm_layouts_suite = { .name = "pcm_layouts", .test_cases = pcm_layouts_cases };
kunit_test_suite(pcm_layouts_suite);

MODULE_DESCRIPTION("other layouts of a PCM file's arguments and data");
MODULE_LICENSE("GPL");
