/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm_compat.h - a case as a 32-bit program that has a PCM file open: structures of the i386 ABI and the numbers of its ioctls.
 */
#ifndef TESTS_UNIT_PCM_COMPAT_H
#define TESTS_UNIT_PCM_COMPAT_H

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

static inline struct opened *open_low(struct fake *fake, const char *name, int flags)
{
	struct opened *opened = open_device(fake, name, flags | O_NONBLOCK);

	opened->memory = low_memory(fake->test);
	return opened;
}

static inline struct opened *playback(struct kunit *test)
{
	return open_low(fake_create(test), PLAYBACK, O_WRONLY);
}

static inline long ask(struct opened *opened, unsigned int cmd, void *arg, size_t size)
{
	return exchange32(opened->fake->test, opened->file, opened->memory, cmd, arg, size);
}

#define ASK(opened, cmd, arg) ask(opened, cmd, arg, sizeof(*(arg)))

static inline u32 at(struct opened *opened, unsigned int offset)
{
	return (u32)(unsigned long)opened->memory + offset;
}

/* ---- parameters ------------------------------------------------------------------------------ */

static inline struct hw_params32 any_params(void)
{
	struct hw_params32 params = { .rmask = ~0u };
	unsigned int i;

	memset(params.masks, 0xff, sizeof(params.masks));
	for (i = 0; i < ARRAY_SIZE(params.intervals); i++)
		params.intervals[i].max = UINT_MAX;
	return params;
}

static inline struct snd_interval *interval(struct hw_params32 *params, int var)
{
	return &params->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static inline void fix(struct hw_params32 *params, int var, unsigned int value)
{
	*interval(params, var) = (struct snd_interval){ .min = value, .max = value, .integer = 1 };
}

static inline struct hw_params32 usual_params(int access)
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

static inline struct sw_params32 usual_sw(void)
{
	return (struct sw_params32){
		.period_step = 1, .avail_min = FAKE_PERIOD, .start_threshold = BOUNDARY32, .stop_threshold = FAKE_BUFFER,
	};
}

static inline struct opened *prepared(struct opened *opened, int access)
{
	struct hw_params32 params = usual_params(access);
	struct sw_params32 sw = usual_sw();

	KUNIT_ASSERT_EQ(opened->fake->test, ASK(opened, HW_PARAMS32, &params), 0L);
	KUNIT_ASSERT_EQ(opened->fake->test, ASK(opened, SW_PARAMS32, &sw), 0L);
	KUNIT_ASSERT_EQ(opened->fake->test, send32(opened->file, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	return opened;
}

static inline struct opened *ready_to_play(struct kunit *test)
{
	return prepared(playback(test), (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED);
}

#endif
