// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_compat.c - the PCM ioctls of 32-bit programs (sound/pcm/compat.c): parameters, which numbers there are, what may be mapped.
 * Status, pointers and data are test_pcm_compat_io.c.
 */
#include <linux/mm.h>
#include "pcm_compat.h"

/* ---- parameters ------------------------------------------------------------------------------ */

static void hw_params_are_refined(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct hw_params32 params = any_params();

	fix(&params, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	memset(params.reserved, 0x5a, sizeof(params.reserved));
	KUNIT_EXPECT_EQ(test, ASK(opened, HW_REFINE32, &params), 0L);
	KUNIT_EXPECT_EQ(test, interval(&params, SNDRV_PCM_HW_PARAM_RATE)->max, 96000u);
	KUNIT_EXPECT_EQ(test, params.masks[SNDRV_PCM_HW_PARAM_FORMAT][0],
			(u32)(SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_IMA_ADPCM));
	KUNIT_EXPECT_NE(test, params.cmask & 1u << SNDRV_PCM_HW_PARAM_RATE, 0u);
	KUNIT_EXPECT_NE(test, params.info & SNDRV_PCM_INFO_PAUSE, 0u);
	KUNIT_EXPECT_EQ(test, params.fifo_size, 0u);
	KUNIT_EXPECT_EQ(test, params.reserved[47], (u8)0x5a);
	KUNIT_EXPECT_EQ(test, send32(opened->file, HW_REFINE32, 0), (long)-EFAULT);
}

static void hw_params_leave_what_lies_behind_alone(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct {
		struct hw_params32 params;
		u32 canary;
	} both = { usual_params((int)SNDRV_PCM_ACCESS_RW_INTERLEAVED), 0x5a5a5a5a };

	opened->fake->hw.fifo_size = 77;
	KUNIT_EXPECT_EQ(test, ASK(opened, HW_PARAMS32, &both), 0L);
	KUNIT_EXPECT_EQ(test, both.canary, 0x5a5a5a5au);
	KUNIT_EXPECT_EQ(test, (int)fake_state(opened->fake), (int)SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, both.params.rate_num, (u32)FAKE_RATE);
	KUNIT_EXPECT_EQ(test, both.params.rate_den, 1u);
	KUNIT_EXPECT_EQ(test, both.params.msbits, 16u);
	fix(&both.params, SNDRV_PCM_HW_PARAM_CHANNELS, 3);
	KUNIT_EXPECT_EQ(test, ASK(opened, HW_PARAMS32, &both), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(opened->file, HW_PARAMS32, 0), (long)-EFAULT);
}

static void fifo_size_is_narrow(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct hw_params32 params = usual_params((int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	struct opened *opened;

	fake->hw.fifo_size = 77;
	fake->hw.info |= SNDRV_PCM_INFO_FIFO_IN_FRAMES;
	opened = open_low(fake, PLAYBACK, O_WRONLY);
	KUNIT_EXPECT_EQ(test, ASK(opened, HW_PARAMS32, &params), 0L);
	KUNIT_EXPECT_EQ(test, params.fifo_size, 77u);
}

static int open_synced(struct snd_pcm_substream *substream)
{
	snd_pcm_set_sync(substream);
	return fake_op_open(substream);
}

/* Linux has it 4 bytes further on */
static void sync_is_behind_the_narrow_fifo_size_unlike_linux(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct hw_params32 params = usual_params((int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	struct snd_pcm_hw_params wide = { .rmask = ~0u };
	struct opened *opened;
	unsigned int i;

	fake->ops.open = open_synced;
	opened = open_low(fake, PLAYBACK, O_WRONLY);
	KUNIT_ASSERT_EQ(test, ASK(opened, HW_PARAMS32, &params), 0L);
	memset(wide.masks, 0xff, sizeof(wide.masks));
	for (i = 0; i < ARRAY_SIZE(wide.intervals); i++)
		wide.intervals[i].max = UINT_MAX;
	KUNIT_ASSERT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_HW_REFINE, &wide), 0L);
	KUNIT_EXPECT_NOT_NULL(test, memchr_inv(params.sync, 0, sizeof(params.sync)));
	KUNIT_EXPECT_MEMEQ(test, params.sync, wide.sync, sizeof(params.sync));
}

/* Linux tells the audio time twice */
static int time_of_the_driver(struct snd_pcm_substream *substream, struct timespec64 *system, struct timespec64 *audio,
			      struct snd_pcm_audio_tstamp_config *config, struct snd_pcm_audio_tstamp_report *report)
{
	ktime_get_real_ts64(system);
	*audio = (struct timespec64){ .tv_sec = 2 };
	report->actual_type = config->type_requested;
	return 0;
}

static void driver_time_is_the_drivers_unlike_linux(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct sw_params32 sw = usual_sw();
	struct opened *opened;
	struct status64 wide;

	fake->ops.get_time_info = time_of_the_driver;
	fake->hw.info |= SNDRV_PCM_INFO_HAS_LINK_ATIME;
	opened = prepared(open_low(fake, PLAYBACK, O_WRONLY), (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	KUNIT_ASSERT_EQ(test, ASK(opened, SW_PARAMS32, &sw), 0L);
	fake_write_silence(fake, 3 * FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	wide.audio_tstamp_data = SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK;
	KUNIT_EXPECT_EQ(test, ASK(opened, STATUS_EXT64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, (long)wide.audio_tstamp[0], 2L);
	KUNIT_EXPECT_NE(test, (long)wide.driver_tstamp[0], 2L);
}

static void hw_params_let_the_pointers_wrap_within_31_bits(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct hw_params32 params = usual_params((int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);

	KUNIT_ASSERT_EQ(test, ASK(opened, HW_PARAMS32, &params), 0L);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->boundary, (unsigned long)BOUNDARY32);
}

static void sw_params_tell_the_boundary_only(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct hw_params32 params = usual_params((int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	struct sw_params32 sw = usual_sw();
	struct snd_pcm_runtime *runtime;

	KUNIT_EXPECT_EQ(test, ASK(opened, SW_PARAMS32, &sw), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, sw.boundary, 0u);
	KUNIT_ASSERT_EQ(test, ASK(opened, HW_PARAMS32, &params), 0L);
	sw.boundary = 5;
	sw.avail_min = 100;
	sw.stop_threshold = 900;
	sw.proto = SNDRV_PCM_VERSION;
	sw.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC;
	sw.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE;
	KUNIT_EXPECT_EQ(test, ASK(opened, SW_PARAMS32, &sw), 0L);
	runtime = opened->fake->substream->runtime;
	KUNIT_EXPECT_EQ(test, sw.boundary, BOUNDARY32);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 100UL);
	KUNIT_EXPECT_EQ(test, runtime->start_threshold, (unsigned long)BOUNDARY32);
	KUNIT_EXPECT_EQ(test, runtime->stop_threshold, 900UL);
	KUNIT_EXPECT_EQ(test, runtime->tstamp_type, (int)SNDRV_PCM_TSTAMP_TYPE_MONOTONIC);
	sw.avail_min = 0;
	KUNIT_EXPECT_EQ(test, ASK(opened, SW_PARAMS32, &sw), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(opened->file, SW_PARAMS32, 0), (long)-EFAULT);
}

/* also where the stream's own boundary is a 64-bit one, after HW_PARAMS of a 64-bit program with the same file */
static void silence_up_to_the_boundary_is_a_mode(struct kunit *test)
{
	struct opened *opened = playback(test);
	struct sw_params32 sw = usual_sw();

	set_up(opened, FAKE_CONFIG());
	sw.silence_size = BOUNDARY32;
	KUNIT_EXPECT_EQ(test, ASK(opened, SW_PARAMS32, &sw), 0L);
	KUNIT_EXPECT_EQ(test, opened->fake->substream->runtime->silence_size, opened->fake->substream->runtime->boundary);
	sw.silence_size = BOUNDARY32 - 1;
	KUNIT_EXPECT_EQ(test, ASK(opened, SW_PARAMS32, &sw), (long)-EINVAL);
}

static void channel_info_says_where_a_channel_is(struct kunit *test)
{
	struct channel_info32 info = { .channel = 1, .offset = 9, .first = 9, .step = 9 };
	struct fake *fake = fake_create(test);
	struct opened *opened;

	fake->hw.info |= SNDRV_PCM_INFO_MMAP;
	opened = open_low(fake, PLAYBACK, O_WRONLY);
	KUNIT_EXPECT_EQ(test, ASK(opened, CHANNEL_INFO32, &info), (long)-EBADFD);
	prepared(opened, (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, ASK(opened, CHANNEL_INFO32, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.channel, 1u);
	KUNIT_EXPECT_EQ(test, info.offset, 0);
	KUNIT_EXPECT_EQ(test, info.first, 16u);
	KUNIT_EXPECT_EQ(test, info.step, 32u);
	info.channel = 2;
	KUNIT_EXPECT_EQ(test, ASK(opened, CHANNEL_INFO32, &info), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(opened->file, CHANNEL_INFO32, 0), (long)-EFAULT);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void what_is_alike_is_shared(struct kunit *test)
{
	struct opened *opened = ready_to_play(test);
	struct snd_pcm_info info = {};
	int version = 0;

	KUNIT_EXPECT_EQ(test, ASK(opened, SNDRV_PCM_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_PCM_VERSION);
	KUNIT_EXPECT_EQ(test, ASK(opened, SNDRV_PCM_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.name, "Fake PCM");
	KUNIT_EXPECT_EQ(test, send32(opened->file, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	KUNIT_EXPECT_EQ(test, send32(opened->file, SNDRV_PCM_IOCTL_HW_FREE, 0), 0L);
	/* what is above 32 bits is none of the program's */
	KUNIT_EXPECT_EQ(test, send32(opened->file, SNDRV_PCM_IOCTL_PVERSION, 1UL << 32 | (unsigned long)opened->memory), 0L);
}

static void numbers_of_64_bit_programs_are_unknown(struct kunit *test)
{
	static const unsigned int native[] = {
		SNDRV_PCM_IOCTL_HW_REFINE, SNDRV_PCM_IOCTL_HW_PARAMS, SNDRV_PCM_IOCTL_SW_PARAMS, SNDRV_PCM_IOCTL_STATUS64,
		SNDRV_PCM_IOCTL_STATUS_EXT64, SNDRV_PCM_IOCTL_DELAY, SNDRV_PCM_IOCTL_CHANNEL_INFO, SNDRV_PCM_IOCTL_REWIND,
		SNDRV_PCM_IOCTL_FORWARD, SNDRV_PCM_IOCTL_WRITEI_FRAMES, SNDRV_PCM_IOCTL_READI_FRAMES,
		SNDRV_PCM_IOCTL_WRITEN_FRAMES, SNDRV_PCM_IOCTL_READN_FRAMES, 0x4177,
	};
	struct opened *opened = ready_to_play(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(native); i++)
		KUNIT_EXPECT_EQ_MSG(test, send32(opened->file, native[i], (unsigned long)opened->memory), (long)-ENOIOCTLCMD,
				    "0x%x", native[i]);
}

static long try_map(struct opened *opened, unsigned long offset)
{
	long start = vm_mmap(opened->file, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, offset);

	if (IS_ERR_VALUE(start))
		return start;
	vm_munmap(start, PAGE_SIZE);
	return 0;
}

static void pages_of_the_wrong_layout_are_not_mapped(struct kunit *test)
{
	struct opened *opened = open_low(fake_create(test), PLAYBACK, O_RDWR);
	int version;

	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS_OLD), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD), 0L);
	/* from the first ioctl on */
	KUNIT_ASSERT_EQ(test, ASK(opened, SNDRV_PCM_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS_OLD), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW), (long)-ENXIO);
	/* 64-bit times are alike in both worlds */
	KUNIT_EXPECT_EQ(test, try_map(opened, SNDRV_PCM_MMAP_OFFSET_STATUS_NEW), 0L);
}

static struct kunit_case pcm_compat_cases[] = {
	KUNIT_CASE(hw_params_are_refined),
	KUNIT_CASE(hw_params_leave_what_lies_behind_alone),
	KUNIT_CASE(fifo_size_is_narrow),
	KUNIT_CASE(sync_is_behind_the_narrow_fifo_size_unlike_linux),
	KUNIT_CASE(driver_time_is_the_drivers_unlike_linux),
	KUNIT_CASE(hw_params_let_the_pointers_wrap_within_31_bits),
	KUNIT_CASE(sw_params_tell_the_boundary_only),
	KUNIT_CASE(silence_up_to_the_boundary_is_a_mode),
	KUNIT_CASE(channel_info_says_where_a_channel_is),
	KUNIT_CASE(what_is_alike_is_shared),
	KUNIT_CASE(numbers_of_64_bit_programs_are_unknown),
	KUNIT_CASE(pages_of_the_wrong_layout_are_not_mapped),
	{},
};

static struct kunit_suite pcm_compat_suite = { .name = "pcm_compat", .test_cases = pcm_compat_cases };
kunit_test_suite(pcm_compat_suite);

MODULE_DESCRIPTION("PCM ioctls of 32-bit programs");
MODULE_LICENSE("GPL");
