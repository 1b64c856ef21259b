// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rawmidi_compat.c - the ioctls of a MIDI port of 32-bit programs: structures of the i386 ABI, numbers
 * (sound/core/rawmidi_compat.c).
 */
#include <sound/control.h>
#include "compat_memory.h"
#include "midi_port.h"

struct params32 {
	s32 stream;
	u32 buffer_size, avail_min, no_active_sensing, mode;
	u8 reserved[12];
};

struct status32 {
	s32 stream, tstamp[2];
	u32 avail, xruns;
	u8 reserved[16];
};

/* with 64-bit time_t */
struct status64 {
	s32 stream;
	u32 pad;
	s64_4 tstamp[2];
	u32 avail, xruns;
	u8 reserved[16];
};

_Static_assert(sizeof(struct params32) == 32, "i386");
_Static_assert(sizeof(struct status32) == 36, "i386");
_Static_assert(sizeof(struct status64) == 48, "i386, 64-bit time_t");

#define PARAMS32 0xc0205710u
#define STATUS32 0xc0245720u
#define STATUS64 0xc0305720u

#define OUTPUT SNDRV_RAWMIDI_STREAM_OUTPUT
#define INPUT SNDRV_RAWMIDI_STREAM_INPUT

static struct player *player_low(struct kunit *test, struct snd_rawmidi *rmidi, int flags)
{
	struct player *player = player_new(test, rmidi, flags | O_NONBLOCK);

	player->memory = low_memory(test);
	return player;
}

static long ask(struct player *player, unsigned int cmd, void *arg, size_t size)
{
	return exchange32(player->test, player->file, player->memory, cmd, arg, size);
}

#define ASK(player, cmd, arg) ask(player, cmd, arg, sizeof(*(arg)))

static void params_are_narrow(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct player *player = player_low(test, rmidi, O_RDWR);
	struct params32 params = { .stream = OUTPUT, .buffer_size = 64, .avail_min = 8, .no_active_sensing = 1 };

	KUNIT_EXPECT_EQ(test, ASK(player, PARAMS32, &params), 0L);
	KUNIT_EXPECT_EQ(test, OUT_OF(rmidi)->runtime->buffer_size, (size_t)64);
	KUNIT_EXPECT_EQ(test, OUT_OF(rmidi)->runtime->avail_min, (size_t)8);
	KUNIT_EXPECT_FALSE(test, OUT_OF(rmidi)->active_sensing);
	/* the mode counts, whatever version the program has not said */
	params = (struct params32){ .stream = INPUT, .buffer_size = 320, .avail_min = 1, .mode = 1 | 2 << 3 };
	KUNIT_EXPECT_EQ(test, ASK(player, PARAMS32, &params), 0L);
	KUNIT_EXPECT_EQ(test, IN_OF(rmidi)->framing, 1u);
	params.stream = 7;
	KUNIT_EXPECT_EQ(test, ASK(player, PARAMS32, &params), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(player->file, PARAMS32, 0), (long)-EFAULT);
}

static void status_is_told_in_both_layouts(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_low(test, rmidi, O_WRONLY);
	struct status32 narrow = { .stream = OUTPUT, .reserved[15] = 7 };
	struct status64 wide = { .stream = OUTPUT, .reserved[15] = 7 };

	KUNIT_EXPECT_EQ(test, player_write(player, "\x90\x3c", 2), 2);
	KUNIT_EXPECT_EQ(test, ASK(player, STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, ASK(player, STATUS64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, (size_t)narrow.avail, OUT_OF(rmidi)->runtime->buffer_size - 2);
	KUNIT_EXPECT_EQ(test, wide.avail, narrow.avail);
	KUNIT_EXPECT_EQ(test, wide.xruns, 0u);
	KUNIT_EXPECT_EQ(test, wide.reserved[15], (u8)0);
	narrow.stream = wide.stream = INPUT;
	KUNIT_EXPECT_EQ(test, ASK(player, STATUS32, &narrow), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, ASK(player, STATUS64, &wide), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send32(player->file, STATUS64, 0), (long)-EFAULT);
}

static void what_is_alike_is_shared(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_low(test, rmidi, O_WRONLY);
	struct snd_rawmidi_info info = { .stream = OUTPUT };
	int version = 0, stream = OUTPUT;
	unsigned long at;

	KUNIT_EXPECT_EQ(test, ASK(player, SNDRV_RAWMIDI_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_RAWMIDI_VERSION);
	KUNIT_EXPECT_EQ(test, ASK(player, SNDRV_RAWMIDI_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.name, "A port");
	KUNIT_EXPECT_EQ(test, ASK(player, SNDRV_RAWMIDI_IOCTL_DROP, &stream), 0L);
	/* others are not known, also not those of 64-bit programs */
	at = (unsigned long)player->memory;
	KUNIT_EXPECT_EQ(test, send32(player->file, SNDRV_RAWMIDI_IOCTL_USER_PVERSION, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(player->file, SNDRV_RAWMIDI_IOCTL_PARAMS, at), (long)-ENOIOCTLCMD);
}

static void the_control_device_tells_of_ports(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_low(test, rmidi, O_WRONLY);
	int device = -1;
	char path[32];

	filp_close(player->file, NULL);
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", rmidi->card->number);
	player->file = open_file(test, path, O_RDWR);
	KUNIT_EXPECT_EQ(test, ASK(player, SNDRV_CTL_IOCTL_RAWMIDI_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 0);
}

static struct kunit_case rawmidi_compat_cases[] = {
	KUNIT_CASE(params_are_narrow),
	KUNIT_CASE(status_is_told_in_both_layouts),
	KUNIT_CASE(what_is_alike_is_shared),
	KUNIT_CASE(the_control_device_tells_of_ports),
	{},
};

static struct kunit_suite rawmidi_compat_suite = { .name = "rawmidi_compat", .test_cases = rawmidi_compat_cases };
kunit_test_suite(rawmidi_compat_suite);

MODULE_DESCRIPTION("ioctls of MIDI ports of 32-bit programs");
MODULE_LICENSE("GPL");
