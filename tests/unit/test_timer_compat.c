// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_compat.c - the commands of /dev/snd/timer of 32-bit programs: structures of the i386 ABI, numbers, events with 32-bit
 * time stamps (sound/core/timer_compat.c).
 */
#include "compat_memory.h"
#include "timer_client.h"

struct gparams32 {
	struct snd_timer_id tid;
	u32 num, den;
	u8 reserved[32];
};

struct info32 {
	u32 flags;
	s32 card;
	char id[64], name[80];
	u32 reserved0, resolution;
	u8 reserved[64];
};

struct tread32 {
	s32 event, sec, nsec;
	u32 val;
};

/* with 64-bit time_t */
struct status64 {
	s64_4 sec, nsec;
	u32 resolution, lost, overrun, queue;
	u8 reserved[64];
};

_Static_assert(sizeof(struct gparams32) == 60, "i386");
_Static_assert(sizeof(struct info32) == 224 && offsetof(struct info32, resolution) == 156, "i386");
_Static_assert(sizeof(struct tread32) == 16, "i386");
_Static_assert(sizeof(struct timer_status32) == 88, "i386");
_Static_assert(sizeof(struct status64) == 96, "i386, 64-bit time_t");

#define GPARAMS32 0x403c5404u
#define INFO32 0x80e05411u
#define STATUS32 0x40585414u
#define STATUS64 0x40605414u
#define TREAD_OLD 0x40045402u
#define TREAD64 0x400454a4u

static struct timer_client *client_low(struct kunit *test)
{
	struct timer_client *client = client_open(test, O_NONBLOCK);

	client->memory = low_memory(test);
	return client;
}

static long ask(struct timer_client *client, unsigned int cmd, void *arg, size_t size)
{
	return exchange32(client->test, client->file, client->memory, cmd, arg, size);
}

#define ASK32(client, cmd, arg) ask(client, cmd, arg, sizeof(*(arg)))

static void set_tread(struct timer_client *client, unsigned int cmd, int on)
{
	KUNIT_ASSERT_EQ(client->test, ASK32(client, cmd, &on), 0L);
}

/* selects the rig's timer, by what is alike in both worlds, and starts it */
static void start(struct timer_client *client, unsigned int filter)
{
	struct snd_timer_select select = { .id = { SNDRV_TIMER_CLASS_GLOBAL, 0, -1, RIG_DEVICE, 0 } };
	struct snd_timer_params params = { .flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 1, .filter = filter };

	KUNIT_ASSERT_EQ(client->test, ASK32(client, SNDRV_TIMER_IOCTL_SELECT, &select), 0L);
	KUNIT_ASSERT_EQ(client->test, ASK32(client, SNDRV_TIMER_IOCTL_PARAMS, &params), 0L);
	KUNIT_ASSERT_EQ(client->test, send32(client->file, SNDRV_TIMER_IOCTL_START, 0), 0L);
}

static void info_is_that_of_the_registered_timer(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_low(test);
	struct info32 info = {};

	KUNIT_EXPECT_EQ(test, ASK32(client, INFO32, &info), (long)-EBADFD);
	start(client, 0);
	memset(&info, 0xee, sizeof(info));
	KUNIT_EXPECT_EQ(test, ASK32(client, INFO32, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.card, -1);
	KUNIT_EXPECT_EQ(test, info.flags, 0u);
	KUNIT_EXPECT_STREQ(test, info.id, rig->timer->id);
	KUNIT_EXPECT_STREQ(test, info.name, rig->timer->name);
	KUNIT_EXPECT_EQ(test, info.resolution, (u32)RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, info.reserved[63], (u8)0);
	KUNIT_EXPECT_EQ(test, send32(client->file, INFO32, 0), (long)-EFAULT);
}

static void status_goes_by_another_number_than_an_i386_header_says(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_low(test);
	struct timer_status32 narrow = {};
	struct status64 wide = {};

	KUNIT_EXPECT_EQ(test, ASK32(client, STATUS32, &narrow), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, ASK32(client, STATUS64, &wide), (long)-EBADFD);
	start(client, 0);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, ASK32(client, STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, ASK32(client, STATUS64, &wide), 0L);
	KUNIT_EXPECT_EQ(test, narrow.queue, 1u);
	KUNIT_EXPECT_EQ(test, wide.queue, 1u);
	KUNIT_EXPECT_EQ(test, narrow.resolution, (u32)RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, (s64)narrow.sec, (s64)wide.sec);
	KUNIT_EXPECT_EQ(test, (s64)narrow.nsec, (s64)wide.nsec);
	/* as read */
	KUNIT_EXPECT_EQ(test, ASK32(client, 0x80585414u, &narrow), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, ASK32(client, 0x80605414u, &wide), (long)-ENOIOCTLCMD);
}

static int set_period(struct snd_timer *timer, unsigned long num, unsigned long den)
{
	rig_of(timer)->num = num;
	rig_of(timer)->den = den;
	return 0;
}

static void periods_are_narrow(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_low(test);
	struct gparams32 gparams = { .tid = { SNDRV_TIMER_CLASS_GLOBAL, 0, -1, RIG_DEVICE, 0 }, .num = 3, .den = 4 };

	rig->timer->hw.set_period = set_period;
	KUNIT_EXPECT_EQ(test, ASK32(client, GPARAMS32, &gparams), 0L);
	KUNIT_EXPECT_EQ(test, rig->num, 3UL);
	KUNIT_EXPECT_EQ(test, rig->den, 4UL);
	gparams.tid.device = 77;
	KUNIT_EXPECT_EQ(test, ASK32(client, GPARAMS32, &gparams), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, send32(client->file, GPARAMS32, 0), (long)-EFAULT);
}

static void events_have_the_time_stamps_that_were_asked_for(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *narrow = client_low(test), *wide;
	struct tread32 events[3] = {};
	struct timer_tread stamped[2] = {};

	set_tread(narrow, TREAD_OLD, 1);
	start(narrow, FILTER(TICK) | FILTER(START));
	rig_tick(rig, 5);
	/* no room for two */
	KUNIT_EXPECT_EQ(test, client_read(narrow, events, 31), 16L);
	KUNIT_EXPECT_EQ(test, events[0].event, (int)SNDRV_TIMER_EVENT_START);
	KUNIT_EXPECT_EQ(test, client_read(narrow, events, sizeof(events)), 16L);
	KUNIT_EXPECT_EQ(test, events[0].event, (int)SNDRV_TIMER_EVENT_TICK);
	KUNIT_EXPECT_EQ(test, events[0].val, 5u);
	client_close(narrow);
	wide = client_low(test);
	set_tread(wide, TREAD64, 1);
	start(wide, FILTER(TICK));
	rig_tick(rig, 5);
	KUNIT_EXPECT_EQ(test, client_read(wide, stamped, sizeof(stamped)), 32L);
	KUNIT_EXPECT_EQ(test, stamped[0].val, 5u);
	KUNIT_EXPECT_LE(test, (s64)events[0].sec, stamped[0].sec);
	KUNIT_EXPECT_LT(test, events[0].nsec, 1000000000);
	KUNIT_EXPECT_GE(test, events[0].nsec, 0);
}

static void a_narrow_event_that_cannot_be_delivered_is_lost(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_low(test);
	struct tread32 event;
	loff_t pos = 0;

	set_tread(client, TREAD_OLD, 1);
	start(client, FILTER(TICK));
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client->file->f_op->read(client->file, (char __user *)16, sizeof(event), &pos), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, client_read(client, &event, sizeof(event)), (long)-EAGAIN);
}

static void the_old_tread_of_a_64_bit_program_has_wide_stamps(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, O_NONBLOCK);
	struct timer_tread event = {};
	int on = 1;

	KUNIT_ASSERT_EQ(test, ASK(client, TREAD_OLD, &on), 0L);
	KUNIT_ASSERT_EQ(test, client_select_rig(client), 0L);
	KUNIT_ASSERT_EQ(test, client_params(client, SNDRV_TIMER_PSFLG_AUTO, 1, 0, FILTER(TICK)), 0L);
	KUNIT_ASSERT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, client_read(client, &event, sizeof(event)), 32L);
	KUNIT_EXPECT_EQ(test, event.val, 2u);
}

static void tread_is_chosen_before_the_timer(struct kunit *test)
{
	struct timer_client *client = client_low(test);
	int on = 1;

	rig_create(test);
	KUNIT_EXPECT_EQ(test, send32(client->file, TREAD_OLD, 0), (long)-EFAULT);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, ASK32(client, TREAD_OLD, &on), (long)-ENOMEM);
	fail_request(test, 0);
	start(client, 0);
	KUNIT_EXPECT_EQ(test, ASK32(client, TREAD_OLD, &on), (long)-EBUSY);
}

static void numbers_of_64_bit_programs_are_unknown(struct kunit *test)
{
	struct timer_client *client = client_low(test);
	unsigned long at = (unsigned long)client->memory;

	KUNIT_EXPECT_EQ(test, send32(client->file, SNDRV_TIMER_IOCTL_GPARAMS, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(client->file, SNDRV_TIMER_IOCTL_INFO, at), (long)-ENOIOCTLCMD);
	KUNIT_EXPECT_EQ(test, send32(client->file, IOCTL_STATUS, at), (long)-ENOIOCTLCMD);
	/* these are only known as such: an i386 header has smaller structures in them */
	KUNIT_EXPECT_EQ(test, send32(client->file, SNDRV_TIMER_IOCTL_GINFO, at), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, send32(client->file, SNDRV_TIMER_IOCTL_GSTATUS, at), (long)-ENODEV);
}

static struct kunit_case timer_compat_cases[] = {
	KUNIT_CASE(info_is_that_of_the_registered_timer),
	KUNIT_CASE(status_goes_by_another_number_than_an_i386_header_says),
	KUNIT_CASE(periods_are_narrow),
	KUNIT_CASE(events_have_the_time_stamps_that_were_asked_for),
	KUNIT_CASE(a_narrow_event_that_cannot_be_delivered_is_lost),
	KUNIT_CASE(the_old_tread_of_a_64_bit_program_has_wide_stamps),
	KUNIT_CASE(tread_is_chosen_before_the_timer),
	KUNIT_CASE(numbers_of_64_bit_programs_are_unknown),
	{}
};

static struct kunit_suite timer_compat_suite = { .name = "timer_compat", .test_cases = timer_compat_cases };
kunit_test_suite(timer_compat_suite);

MODULE_DESCRIPTION("commands of /dev/snd/timer of 32-bit programs");
MODULE_LICENSE("GPL");
