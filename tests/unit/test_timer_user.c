// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_user.c - the commands of /dev/snd/timer as applications send them: answers and errors
 * (sound/core/timer_ioctl.c), and /proc/asound/timers.
 */
#include <linux/platform_device.h>
#include <sound/initval.h>
#include "timer_client.h"

/* ---- every command, with and without a timer, with a bad address and with zeros -------------------------------- */

struct answers {
	const char *name;
	unsigned int cmd;
	long none_bad, none_zero, rig_bad, rig_zero;
};

#define ALWAYS(name, error) { #name, SNDRV_TIMER_IOCTL_##name, error, error, error, error }
#define ROW(name, none_bad, none_zero, rig_bad, rig_zero) \
	{ #name, SNDRV_TIMER_IOCTL_##name, none_bad, none_zero, rig_bad, rig_zero }
#define NUMBER(cmd, none, rig) { #cmd, cmd, none, none, rig, rig }

static struct answers answers[] = {
	ROW(PVERSION, -EFAULT, 0, -EFAULT, 0),
	ROW(NEXT_DEVICE, -EFAULT, 0, -EFAULT, 0),
	ROW(TREAD_OLD, -EFAULT, 0, -EBUSY, -EBUSY),
	ROW(TREAD64, -EFAULT, 0, -EBUSY, -EBUSY),
	/* class 0 is that of slaves, which are no timers */
	ROW(GINFO, -EFAULT, -ENODEV, -EFAULT, -ENODEV),
	ROW(GPARAMS, -EFAULT, -ENODEV, -EFAULT, -ENODEV),
	ROW(GSTATUS, -EFAULT, -ENODEV, -EFAULT, -ENODEV),
	/* a slave of nobody's class */
	ROW(SELECT, -EFAULT, -EINVAL, -EFAULT, -EINVAL),
	ROW(INFO, -EBADFD, -EBADFD, -EFAULT, 0),
	/* no ticks */
	ROW(PARAMS, -EBADFD, -EBADFD, -EFAULT, -EINVAL),
	{ "STATUS", IOCTL_STATUS, -EBADFD, -EBADFD, -EFAULT, 0 },
	{ "STATUS32", IOCTL_STATUS32, -EBADFD, -EBADFD, -EFAULT, 0 },
	ROW(START, -EBADFD, -EBADFD, 0, 0),
	ROW(STOP, -EBADFD, -EBADFD, -EBUSY, -EBUSY),
	ROW(CONTINUE, -EBADFD, -EBADFD, 0, 0),
	ROW(PAUSE, -EBADFD, -EBADFD, -EBUSY, -EBUSY),
	NUMBER(_IO('T', 0x20), -EBADFD, 0),
	NUMBER(_IO('T', 0x21), -EBADFD, -EBUSY),
	NUMBER(_IO('T', 0x22), -EBADFD, 0),
	NUMBER(_IO('T', 0x23), -EBADFD, -EBUSY),
	/* as a kernel without CONFIG_SND_UTIMER; TRIGGER is for the file that CREATE gives */
	ALWAYS(CREATE, -ENOTTY),
	ALWAYS(TRIGGER, -ENOTTY),
	NUMBER(_IO('T', 0x24), -ENOTTY, -ENOTTY),
	NUMBER(_IO('U', 0x00), -ENOTTY, -ENOTTY),
};

static void name_of_row(struct answers *row, char *text)
{
	strscpy(text, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(answers, answers, name_of_row);

static long answer(struct kunit *test, const struct answers *row, bool selected, bool bad)
{
	struct timer_client *client = client_open(test, 0);
	long result;

	if (selected)
		KUNIT_ASSERT_EQ(test, client_select_rig(client), 0L);
	KUNIT_ASSERT_EQ(test, clear_user(client->memory, 4096), 0UL);
	result = client_send(client, row->cmd, bad ? 16 : (unsigned long)client->memory);
	client_close(client);
	return result;
}

static void every_command_answers(struct kunit *test)
{
	const struct answers *row = test->param_value;

	rig_create(test);
	KUNIT_EXPECT_EQ(test, answer(test, row, false, true), row->none_bad);
	KUNIT_EXPECT_EQ(test, answer(test, row, false, false), row->none_zero);
	KUNIT_EXPECT_EQ(test, answer(test, row, true, true), row->rig_bad);
	KUNIT_EXPECT_EQ(test, answer(test, row, true, false), row->rig_zero);
}

static void writing_is_nothing_a_timer_does(struct kunit *test)
{
	struct timer_client *client = client_open(test, 0);

	KUNIT_EXPECT_NULL(test, client->file->f_op->write);
	KUNIT_EXPECT_EQ(test, (int)(client->file->f_mode & FMODE_LSEEK), 0);
}

/* ---- by number ------------------------------------------------------------------------------- */

static void version_is_told(struct kunit *test)
{
	int version = 0;

	KUNIT_EXPECT_EQ(test, ASK(client_open(test, 0), SNDRV_TIMER_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_TIMER_VERSION);
}

static struct snd_timer_id next(struct timer_client *client, int class, int card, int device, int subdevice)
{
	struct snd_timer_id id = { class, 7, card, device, subdevice };

	KUNIT_EXPECT_EQ(client->test, ASK(client, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &id), 0L);
	KUNIT_EXPECT_EQ(client->test, id.dev_sclass, SNDRV_TIMER_SCLASS_NONE);
	return id;
}

#define EXPECT_ID(test, id, class, dev, sub)                                     \
	do {                                                                    \
		const struct snd_timer_id got = (id);                           \
		KUNIT_EXPECT_EQ(test, got.dev_class, class);                     \
		KUNIT_EXPECT_EQ(test, got.device, dev);                          \
		KUNIT_EXPECT_EQ(test, got.subdevice, sub);                       \
	} while (0)

static void remove_card(void *card)
{
	snd_card_free(card);
}

static void remove_parent(void *parent)
{
	platform_device_unregister(parent);
}

/* with timers of class CARD: 0-0, 0-1, 3-0, made in another order */
static struct snd_card *card_with_timers(struct kunit *test)
{
	static const int numbers[][2] = { { 3, 0 }, { 0, 1 }, { 0, 0 } };
	struct platform_device *parent = platform_device_register_simple("timers", PLATFORM_DEVID_AUTO, NULL, 0);
	struct snd_timer *timer;
	struct snd_card *card;
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_parent, parent), 0);
	KUNIT_ASSERT_EQ(test, snd_card_new(&parent->dev, SNDRV_DEFAULT_IDX1, NULL, THIS_MODULE, 0, &card), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_card, card), 0);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct snd_timer_id tid = {
			.dev_class = SNDRV_TIMER_CLASS_CARD, .device = numbers[i][0], .subdevice = numbers[i][1],
		};

		KUNIT_ASSERT_EQ(test, snd_timer_new(card, NULL, &tid, &timer), 0);
		timer->hw = rig_hw;
		timer->private_data = kunit_kzalloc(test, sizeof(struct rig), GFP_KERNEL);
	}
	KUNIT_ASSERT_EQ(test, snd_card_register(card), 0);
	return card;
}

static void next_device_walks_in_order(struct kunit *test)
{
	struct snd_card *card = card_with_timers(test);
	struct timer_client *client = client_open(test, 0);
	int number = card->number;

	rig_create(test);
	EXPECT_ID(test, next(client, -1, -1, -1, -1), SNDRV_TIMER_CLASS_GLOBAL, SNDRV_TIMER_GLOBAL_SYSTEM, 0);
	KUNIT_EXPECT_EQ(test, next(client, -1, 3, 3, 3).card, -1);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_GLOBAL, -1, -1, 5), SNDRV_TIMER_CLASS_GLOBAL, 0, 0);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_GLOBAL, -1, RIG_DEVICE - 1, 0), SNDRV_TIMER_CLASS_GLOBAL,
		  RIG_DEVICE, 0);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_GLOBAL, -1, RIG_DEVICE, 0), SNDRV_TIMER_CLASS_CARD, 0, 0);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, number, 0, 0), SNDRV_TIMER_CLASS_CARD, 0, 1);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, number, 0, 1), SNDRV_TIMER_CLASS_CARD, 3, 0);
	KUNIT_EXPECT_EQ(test, next(client, SNDRV_TIMER_CLASS_CARD, number, 0, 1).card, number);
	/* what is left open is the first of its kind */
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, number, -1, 1), SNDRV_TIMER_CLASS_CARD, 0, 1);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, number, 3, -1), SNDRV_TIMER_CLASS_CARD, 3, 0);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, -1, -1, -1), SNDRV_TIMER_CLASS_CARD, 0, 0);
	/* no more */
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_CARD, number, 3, 0), SNDRV_TIMER_CLASS_NONE, -1, -1);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_PCM, -1, -1, -1), SNDRV_TIMER_CLASS_NONE, -1, -1);
	EXPECT_ID(test, next(client, SNDRV_TIMER_CLASS_SLAVE, -1, -1, -1), SNDRV_TIMER_CLASS_NONE, -1, -1);
	EXPECT_ID(test, next(client, 17, -1, -1, -1), SNDRV_TIMER_CLASS_NONE, -1, -1);
}

static int set_period(struct snd_timer *timer, unsigned long num, unsigned long den)
{
	rig_of(timer)->num = num;
	rig_of(timer)->den = den;
	return num ? 0 : -ERANGE;
}

static int precise(struct snd_timer *timer, unsigned long *num, unsigned long *den)
{
	*num = 3;
	*den = 1000;
	return 0;
}

static void timers_are_asked_by_number(struct kunit *test)
{
	struct snd_timer_id tid = { .dev_class = SNDRV_TIMER_CLASS_GLOBAL, .card = 5, .device = RIG_DEVICE };
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0);
	struct snd_timer_ginfo ginfo;
	struct snd_timer_gstatus gstatus = { .tid = tid };

	memset(&ginfo, 0xee, sizeof(ginfo));
	ginfo.tid = tid;
	master_create(rig, 1);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GINFO, &ginfo), 0L);
	KUNIT_EXPECT_EQ(test, ginfo.card, -1);
	KUNIT_EXPECT_EQ(test, ginfo.flags, 0u);
	KUNIT_EXPECT_STREQ(test, (char *)ginfo.id, "rig");
	KUNIT_EXPECT_STREQ(test, (char *)ginfo.name, "test rig");
	KUNIT_EXPECT_EQ(test, ginfo.resolution, RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, ginfo.resolution_min, 0UL);
	KUNIT_EXPECT_EQ(test, ginfo.clients, 1u);
	KUNIT_EXPECT_NULL(test, memchr_inv(ginfo.reserved, 0, sizeof(ginfo.reserved)));
	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	rig->timer->hw.resolution_min = 2;
	rig->timer->hw.resolution_max = 3;
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GINFO, &ginfo), 0L);
	KUNIT_EXPECT_EQ(test, ginfo.flags, (unsigned int)SNDRV_TIMER_FLG_SLAVE);
	KUNIT_EXPECT_EQ(test, ginfo.resolution_min * 10 + ginfo.resolution_max, 23UL);

	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), 0L);
	KUNIT_EXPECT_EQ(test, gstatus.resolution, RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, gstatus.resolution_num, RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, gstatus.resolution_den, 1000000000UL);
	rig->timer->hw.precise_resolution = precise;
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), 0L);
	KUNIT_EXPECT_EQ(test, gstatus.resolution_num * 1000000 + gstatus.resolution_den, 3001000UL);
	tid.subdevice = 1;
	gstatus.tid = tid;
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GSTATUS, &gstatus), (long)-ENODEV);
}

static void period_is_set_while_nobody_has_it_open(struct kunit *test)
{
	struct snd_timer_gparams gparams = {
		.tid = { .dev_class = SNDRV_TIMER_CLASS_GLOBAL, .device = RIG_DEVICE },
		.period_num = 2, .period_den = 5,
	};
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0);
	struct listener *listener = master_create(rig, 1);

	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GPARAMS, &gparams), (long)-EBUSY);
	listener_close(listener);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GPARAMS, &gparams), (long)-ENOSYS);
	rig->timer->hw.set_period = set_period;
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GPARAMS, &gparams), 0L);
	KUNIT_EXPECT_EQ(test, rig->num * 10 + rig->den, 25UL);
	gparams.period_num = 0;
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GPARAMS, &gparams), (long)-ERANGE);
}

/* ---- the selected timer ---------------------------------------------------------------------- */

static void select_changes_the_timer_or_leaves_none(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0), *other = client_open(test, 0);
	struct snd_timer_info info;

	KUNIT_EXPECT_EQ(test, client_select_rig(client), 0L);
	KUNIT_EXPECT_EQ(test, client_select(client, SNDRV_TIMER_CLASS_GLOBAL, 0, 0, SNDRV_TIMER_GLOBAL_SYSTEM, 0), 0L);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	memset(&info, 0xee, sizeof(info));
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id, "system");
	KUNIT_EXPECT_STREQ(test, (char *)info.name, "system timer");
	KUNIT_EXPECT_EQ(test, info.card, -1);
	KUNIT_EXPECT_EQ(test, info.resolution, 1000000000UL / HZ);
	KUNIT_EXPECT_NULL(test, memchr_inv(info.reserved, 0, sizeof(info.reserved)));
	/* one that is not there */
	KUNIT_EXPECT_EQ(test, client_select(client, SNDRV_TIMER_CLASS_GLOBAL, 0, 0, 17, 0), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_INFO, &info), (long)-EBADFD);
	/* nor one that somebody has to himself */
	KUNIT_EXPECT_EQ(test, client_select_rig(client), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, SNDRV_TIMER_PSFLG_EXCLUSIVE, 1, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_select_rig(other), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 1, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_select_rig(other), 0L);
	KUNIT_EXPECT_EQ(test, client_tread(other, 1), (long)-EBUSY);
}

static void params_are_refused(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0);

	KUNIT_ASSERT_EQ(test, client_select_rig(client), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 0, 0, 0), (long)-EINVAL);
	/* less than a millisecond */
	rig->timer->hw.resolution = 99999;
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 10, 0, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 31, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 1025, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 1024, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 32, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 0, FILTER(EARLY)), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 0, 1 << 9), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 11, 0, FILTER(MRESUME) << 1), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, client_params(client, ~0u, 11, 0, FILTER(MRESUME) | FILTER(RESOLUTION)), 0L);
	/* a driven timer has no time to compare with */
	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 0, 0, 0), 0L);
	/* it does not start, though */
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), (long)-EINVAL);
}

static void params_stop_the_timer(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, 0);

	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 1u);
	/* these are wrong, and change nothing */
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 0, 0, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, rig->timer->running, 1);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 5, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, rig->timer->running, 0);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 0u);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), (long)-EBUSY);
}

static void start_begins_anew_and_continue_goes_on(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, 0);

	KUNIT_EXPECT_EQ(test, client_params(client, 0, 4, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	rig_tick(rig, 3);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 0u);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_PAUSE, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_CONTINUE, 0), 0L);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 1u);
	/* what was stopped has nothing left: it begins */
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_CONTINUE, 0), 0L);
	KUNIT_EXPECT_EQ(test, rig->timer->sticks, 4UL);
}

static void slave_follows_a_process(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *slave = client_open(test, O_NONBLOCK), *master = client_of_rig(rig, 0, 0);
	struct snd_timer_info info;
	struct snd_timer_read read;

	KUNIT_EXPECT_EQ(test, client_select(slave, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_APPLICATION, 0,
					    current->pid + 1, 0), 0L);
	/* that one has no timer open */
	KUNIT_EXPECT_EQ(test, ASK(slave, SNDRV_TIMER_IOCTL_INFO, &info), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, client_params(slave, 0, 1, 0, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, client_send(slave, SNDRV_TIMER_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(slave, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(slave, SNDRV_TIMER_IOCTL_PAUSE, 0), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, client_status(slave).resolution, 0u);

	KUNIT_EXPECT_EQ(test, client_select(slave, SNDRV_TIMER_CLASS_SLAVE, SNDRV_TIMER_SCLASS_APPLICATION, 0,
					    current->pid, 0), 0L);
	KUNIT_EXPECT_EQ(test, ASK(slave, SNDRV_TIMER_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_STREQ(test, (char *)info.id, "rig");
	KUNIT_EXPECT_EQ(test, client_send(slave, SNDRV_TIMER_IOCTL_START, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(master, SNDRV_TIMER_IOCTL_START, 0), 0L);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, client_read(slave, &read, sizeof(read)), (long)sizeof(read));
	KUNIT_EXPECT_EQ(test, read.ticks, 2u);
}

static void status_tells_when_it_was_started(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, 0, 0);
	struct timer_status status = client_status(client);
	struct timer_status32 narrow = {};
	s64 before = ktime_get_ns(), stamp;

	KUNIT_EXPECT_EQ(test, status.sec + status.nsec, 0LL);
	KUNIT_EXPECT_EQ(test, status.resolution, (unsigned int)RIG_RESOLUTION);
	usleep_range(1000, 2000);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	status = client_status(client);
	stamp = status.sec * NSEC_PER_SEC + status.nsec;
	KUNIT_EXPECT_GT(test, stamp, before);
	KUNIT_EXPECT_LE(test, stamp, (s64)ktime_get_ns());
	KUNIT_EXPECT_EQ(test, ASK(client, IOCTL_STATUS32, &narrow), 0L);
	KUNIT_EXPECT_EQ(test, (s64)narrow.sec, status.sec);
	KUNIT_EXPECT_EQ(test, (s64)narrow.nsec, status.nsec);
	KUNIT_EXPECT_EQ(test, narrow.resolution, status.resolution);
}

/* ---- /proc/asound/timers --------------------------------------------------------------------- */

static void proc_file_lists_timers_and_clients(struct kunit *test)
{
	struct snd_card *card = card_with_timers(test);
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, 0, 0);
	struct listener *listener = master_create(rig, 1);
	const char *text;
	char want[256];

	rig->timer->hw.resolution = 1234567;
	KUNIT_ASSERT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
	text = text_of(test, "/proc/asound/timers");
	KUNIT_EXPECT_TRUE(test, strstarts(text, "G0: system timer : "));
	snprintf(want, sizeof(want), "G%d: test rig : 1234.567us (1000 ticks)\n  Client application %d : running\n"
		 "  Client listener : stopped\nC%d-0:  : 1000.000us (1000 ticks)\n", RIG_DEVICE, current->pid,
		 card->number);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, want), "%s", text);
	listener_close(listener);
	rig->timer->hw.flags |= SNDRV_TIMER_HW_SLAVE;
	rig->timer->hw.resolution = 0;
	snprintf(want, sizeof(want), "G%d: test rig : SLAVE\n  Client application %d : running\nC", RIG_DEVICE,
		 current->pid);
	text = text_of(test, "/proc/asound/timers");
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, want), "%s", text);
}

static struct kunit_case user_cases[] = {
	KUNIT_CASE_PARAM(every_command_answers, answers_gen_params),
	KUNIT_CASE(writing_is_nothing_a_timer_does),
	KUNIT_CASE(version_is_told),
	KUNIT_CASE(next_device_walks_in_order),
	KUNIT_CASE(timers_are_asked_by_number),
	KUNIT_CASE(period_is_set_while_nobody_has_it_open),
	KUNIT_CASE(select_changes_the_timer_or_leaves_none),
	KUNIT_CASE(params_are_refused),
	KUNIT_CASE(params_stop_the_timer),
	KUNIT_CASE(start_begins_anew_and_continue_goes_on),
	KUNIT_CASE(slave_follows_a_process),
	KUNIT_CASE(status_tells_when_it_was_started),
	KUNIT_CASE(proc_file_lists_timers_and_clients),
	{}
};

static struct kunit_suite user_suite = { .name = "timer_user", .test_cases = user_cases };
kunit_test_suite(user_suite);

MODULE_DESCRIPTION("commands of /dev/snd/timer");
MODULE_LICENSE("GPL");
