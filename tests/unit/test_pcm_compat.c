// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_compat.c - the PCM ioctls of 32-bit programs: structures of the i386 ABI, numbers, and what is done differently for them
 * (sound/pcm/compat.c).
 */
#include <linux/mm.h>
#include "compat_memory.h"
#include "expect.h"
#include "pcm_client.h"

struct hw_params32 {
	u32 flags, masks[3][8], mres[5][8];
	struct snd_interval intervals[12], ires[9];
	u32 rmask, cmask, info, msbits, rate_num, rate_den;
	u32 fifo_size;
	u8 sync[16], reserved[48];
};

struct sw_params32 {
	s32 tstamp_mode;
	u32 period_step, sleep_min;
	u32 avail_min, xfer_align, start_threshold, stop_threshold, silence_threshold, silence_size, boundary;
	u32 proto, tstamp_type;
	u8 reserved[56];
};

struct channel_info32 {
	u32 channel;
	s32 offset;
	u32 first, step;
};

struct status32 {
	s32 state;
	s32 trigger_tstamp[2], tstamp[2];
	u32 appl_ptr, hw_ptr;
	s32 delay;
	u32 avail, avail_max, overrange;
	s32 suspended_state;
	u32 audio_tstamp_data;
	s32 audio_tstamp[2], driver_tstamp[2];
	u32 audio_tstamp_accuracy;
	u8 reserved[52 - 2 * 8];
};

/* with 64-bit time_t: timespec has 16 bytes */
struct status64 {
	s32 state;
	u32 pad;
	s64_4 trigger_tstamp[2], tstamp[2];
	u32 appl_ptr, hw_ptr;
	s32 delay;
	u32 avail, avail_max, overrange;
	s32 suspended_state;
	u32 audio_tstamp_data;
	s64_4 audio_tstamp[2], driver_tstamp[2];
	u32 audio_tstamp_accuracy;
	u8 reserved[52 - 2 * 16];
};

struct sync_ptr32 {
	u32 flags;
	s32 state, pad;
	u32 hw_ptr;
	s32 tstamp[2], suspended_state, audio_tstamp[2];
	u8 status_rest[64 - 32];
	u32 appl_ptr, avail_min;
	u8 control_rest[64 - 8];
};

/* avail_min is where protocol 2.0.15 has put it */
struct sync_ptr64 {
	u32 flags, pad1;
	s32 state;
	u32 pad2, hw_ptr, hw_ptr_high;
	s64_4 tstamp[2];
	s32 suspended_state;
	u32 pad3;
	s64_4 audio_tstamp[2];
	u8 status_rest[64 - 56];
	u32 appl_ptr, avail_min;
	u8 control_rest[64 - 8];
};

struct xfer32 {
	s32 result;
	u32 buf, frames;
};

_Static_assert(sizeof(struct hw_params32) == 604 && offsetof(struct hw_params32, fifo_size) == 536, "i386");
_Static_assert(sizeof(struct sw_params32) == 104 && offsetof(struct sw_params32, boundary) == 36, "i386");
_Static_assert(sizeof(struct channel_info32) == 16, "i386");
_Static_assert(sizeof(struct status32) == 108 && offsetof(struct status32, audio_tstamp_data) == 48, "i386");
_Static_assert(sizeof(struct status64) == 128 && offsetof(struct status64, audio_tstamp_data) == 68, "i386, 64-bit time_t");
_Static_assert(sizeof(struct sync_ptr32) == 132 && offsetof(struct sync_ptr32, appl_ptr) == 68, "i386");
_Static_assert(sizeof(struct sync_ptr64) == 136 && offsetof(struct sync_ptr64, appl_ptr) == 72, "i386, 64-bit time_t");
_Static_assert(sizeof(struct xfer32) == 12, "i386");

#define HW_REFINE32 0xc25c4110u
#define HW_PARAMS32 0xc25c4111u
#define SW_PARAMS32 0xc0684113u
#define STATUS32 0x806c4120u
#define STATUS_EXT32 0xc06c4124u
#define STATUS64 0x80804120u
#define STATUS_EXT64 0xc0804124u
#define DELAY32 0x80044121u
#define SYNC_PTR32 0xc0844123u
#define SYNC_PTR64 0xc0884123u
#define CHANNEL_INFO32 0x80104132u
#define REWIND32 0x40044146u
#define FORWARD32 0x40044149u
#define WRITEI32 0x400c4150u
#define READI32 0x800c4151u
#define WRITEN32 0x400c4152u
#define READN32 0x800c4153u

#define ASK_ALL (SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN)
#define BUFFER_AT 4096
#define LEFT_AT 8192
#define RIGHT_AT 12288
#define POINTERS_AT 16384

/* where rings of FAKE_BUFFER frames wrap within 31 bits */
#define BOUNDARY32 (1u << 30)

static struct opened *open_low(struct fake *fake, const char *name, int flags)
{
	struct opened *opened = open_device(fake, name, flags | O_NONBLOCK);

	opened->memory = low_memory(fake->test);
	return opened;
}

static struct opened *playback(struct kunit *test)
{
	return open_low(fake_create(test), PLAYBACK, O_WRONLY);
}

static long ask(struct opened *opened, unsigned int cmd, void *arg, size_t size)
{
	return exchange32(opened->fake->test, opened->file, opened->memory, cmd, arg, size);
}

#define ASK(opened, cmd, arg) ask(opened, cmd, arg, sizeof(*(arg)))

static u32 at(struct opened *opened, unsigned int offset)
{
	return (u32)(unsigned long)opened->memory + offset;
}

/* ---- parameters ------------------------------------------------------------------------------ */

static struct hw_params32 any_params(void)
{
	struct hw_params32 params = { .rmask = ~0u };
	unsigned int i;

	memset(params.masks, 0xff, sizeof(params.masks));
	for (i = 0; i < ARRAY_SIZE(params.intervals); i++)
		params.intervals[i].max = UINT_MAX;
	return params;
}

static struct snd_interval *interval(struct hw_params32 *params, int var)
{
	return &params->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static void fix(struct hw_params32 *params, int var, unsigned int value)
{
	*interval(params, var) = (struct snd_interval){ .min = value, .max = value, .integer = 1 };
}

static struct hw_params32 usual_params(int access)
{
	struct hw_params32 params = any_params();

	memset(params.masks, 0, sizeof(params.masks));
	params.masks[SNDRV_PCM_HW_PARAM_ACCESS][0] = 1u << access;
	params.masks[SNDRV_PCM_HW_PARAM_FORMAT][0] = SNDRV_PCM_FMTBIT_S16_LE;
	params.masks[SNDRV_PCM_HW_PARAM_SUBFORMAT][0] = 1;
	fix(&params, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fix(&params, SNDRV_PCM_HW_PARAM_RATE, FAKE_RATE);
	fix(&params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, FAKE_PERIOD);
	fix(&params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, FAKE_BUFFER);
	return params;
}

static struct sw_params32 usual_sw(void)
{
	return (struct sw_params32){
		.period_step = 1, .avail_min = FAKE_PERIOD, .start_threshold = BOUNDARY32, .stop_threshold = FAKE_BUFFER,
	};
}

static struct opened *prepared(struct opened *opened, int access)
{
	struct hw_params32 params = usual_params(access);
	struct sw_params32 sw = usual_sw();

	KUNIT_ASSERT_EQ(opened->fake->test, ASK(opened, HW_PARAMS32, &params), 0L);
	KUNIT_ASSERT_EQ(opened->fake->test, ASK(opened, SW_PARAMS32, &sw), 0L);
	KUNIT_ASSERT_EQ(opened->fake->test, send32(opened->file, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	return opened;
}

static struct opened *ready_to_play(struct kunit *test)
{
	return prepared(playback(test), (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
}

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
	KUNIT_EXPECT_EQ(test, (long)wide.driver_tstamp[0], (long)wide.audio_tstamp[0]);
	KUNIT_EXPECT_EQ(test, (long)wide.driver_tstamp[1], (long)wide.audio_tstamp[1]);
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
	KUNIT_CASE(hw_params_let_the_pointers_wrap_within_31_bits),
	KUNIT_CASE(sw_params_tell_the_boundary_only),
	KUNIT_CASE(silence_up_to_the_boundary_is_a_mode),
	KUNIT_CASE(channel_info_says_where_a_channel_is),
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
	KUNIT_CASE(what_is_alike_is_shared),
	KUNIT_CASE(numbers_of_64_bit_programs_are_unknown),
	KUNIT_CASE(pages_of_the_wrong_layout_are_not_mapped),
	{},
};

static struct kunit_suite pcm_compat_suite = { .name = "pcm_compat", .test_cases = pcm_compat_cases };
kunit_test_suite(pcm_compat_suite);

MODULE_DESCRIPTION("PCM ioctls of 32-bit programs");
MODULE_LICENSE("GPL");
