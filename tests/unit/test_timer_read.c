// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_timer_read.c - what comes out of /dev/snd/timer: ticks and events, the queue, poll, waiting, and what happens
 * when memory is short or several tasks use one file (sound/core/timer_user.c).
 */
#include <linux/atomic.h>
#include "timer_client.h"

#define POLL_READ (EPOLLIN | EPOLLRDNORM)

static void start(struct timer_client *client)
{
	KUNIT_EXPECT_EQ(client->test, client_send(client, SNDRV_TIMER_IOCTL_START, 0), 0L);
}

/* ---- plain ticks ----------------------------------------------------------------------------- */

static void ticks_add_up_until_they_are_read(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, 0);
	struct snd_timer_read read[3];

	start(client);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, client_read(client, read, sizeof(read)), (long)-EAGAIN);
	rig_tick(rig, 1);
	rig_tick(rig, 2);
	rig->timer->hw.resolution = 2 * RIG_RESOLUTION;
	rig_tick(rig, 4);
	KUNIT_EXPECT_EQ(test, client_poll(client), POLL_READ);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 2u);
	KUNIT_EXPECT_EQ(test, client_read(client, read, sizeof(read)), (long)(2 * sizeof(read[0])));
	KUNIT_EXPECT_EQ(test, read[0].resolution, (unsigned int)RIG_RESOLUTION);
	KUNIT_EXPECT_EQ(test, read[0].ticks, 3u);
	KUNIT_EXPECT_EQ(test, read[1].resolution, (unsigned int)RIG_RESOLUTION * 2);
	KUNIT_EXPECT_EQ(test, read[1].ticks, 4u);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
}

static void read_gives_whole_records(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, 0);
	struct snd_timer_read read;
	loff_t pos = 0;

	/* no room for one: nothing, whether there are any or not */
	KUNIT_EXPECT_EQ(test, client_read(client, &read, sizeof(read) - 1), 0L);
	start(client);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_read(client, &read, sizeof(read) - 1), 0L);
	KUNIT_EXPECT_EQ(test, client_read(client, &read, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 1u);
	/* a record that cannot be delivered is lost */
	KUNIT_EXPECT_EQ(test, client->file->f_op->read(client->file, (char __user *)16, sizeof(read), &pos),
			(ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, client_read(client, &read, sizeof(read)), (long)-EAGAIN);
}

static void queue_runs_over(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, 0);
	struct snd_timer_read *read = kunit_kcalloc(test, 64, sizeof(*read), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, read);
	KUNIT_EXPECT_EQ(test, client_params(client, SNDRV_TIMER_PSFLG_AUTO, 1, 32, 0), 0L);
	start(client);
	for (i = 0; i < 35; i++) {
		rig->timer->hw.resolution = RIG_RESOLUTION + i;
		rig_tick(rig, 1);
	}
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 32u);
	KUNIT_EXPECT_EQ(test, client_status(client).overrun, 3u);
	/* the oldest are kept; the ring goes round */
	KUNIT_EXPECT_EQ(test, client_read(client, read, 2 * sizeof(*read)), (long)(2 * sizeof(*read)));
	KUNIT_EXPECT_EQ(test, read[1].resolution, (unsigned int)RIG_RESOLUTION + 1);
	rig->timer->hw.resolution = RIG_RESOLUTION + 99;
	rig_tick(rig, 1);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_read(client, read, 64 * sizeof(*read)), (long)(31 * sizeof(*read)));
	KUNIT_EXPECT_EQ(test, read[29].resolution, (unsigned int)RIG_RESOLUTION + 31);
	KUNIT_EXPECT_EQ(test, read[30].resolution, (unsigned int)RIG_RESOLUTION + 99);
	KUNIT_EXPECT_EQ(test, read[30].ticks, 2u);
	/* the count stays */
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 1, 64, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_status(client).overrun, 3u);
}

/* ---- events ---------------------------------------------------------------------------------- */

static void expect_event(struct timer_client *client, int event, unsigned int val)
{
	struct timer_tread tread = { .pad = 1, .pad2 = 1 };

	KUNIT_ASSERT_EQ(client->test, client_read(client, &tread, sizeof(tread)), (long)sizeof(tread));
	KUNIT_EXPECT_EQ(client->test, tread.event, event);
	KUNIT_EXPECT_EQ(client->test, tread.val, val);
	KUNIT_EXPECT_EQ(client->test, tread.pad + tread.pad2, 0);
}

static void events_come_as_the_filter_says(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, FILTER(TICK) | FILTER(START) |
						    FILTER(RESOLUTION) | FILTER(PAUSE) | FILTER(CONTINUE));
	struct timer_tread tread;

	start(client);
	rig_tick(rig, 1);
	rig_tick(rig, 2);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 3u);
	expect_event(client, EVENT(START), RIG_RESOLUTION);
	expect_event(client, EVENT(RESOLUTION), RIG_RESOLUTION);
	expect_event(client, EVENT(TICK), 3);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_PAUSE, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_CONTINUE, 0), 0L);
	rig->timer->hw.resolution = RIG_RESOLUTION * 3;
	rig_tick(rig, 1);
	/* not wanted */
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	expect_event(client, EVENT(PAUSE), 0);
	expect_event(client, EVENT(CONTINUE), RIG_RESOLUTION);
	expect_event(client, EVENT(RESOLUTION), RIG_RESOLUTION * 3);
	expect_event(client, EVENT(TICK), 1);
	KUNIT_EXPECT_EQ(test, client_read(client, &tread, sizeof(tread)), (long)-EAGAIN);
	/* a start forgets which resolution it has told */
	start(client);
	rig_tick(rig, 1);
	expect_event(client, EVENT(START), RIG_RESOLUTION * 3);
	expect_event(client, EVENT(RESOLUTION), RIG_RESOLUTION * 3);
	expect_event(client, EVENT(TICK), 1);
	KUNIT_EXPECT_EQ(test, client_read(client, &tread, sizeof(tread) - 1), 0L);
}

static void unwanted_ticks_wake_nobody(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, FILTER(STOP));

	start(client);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, client_send(client, SNDRV_TIMER_IOCTL_STOP, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_poll(client), POLL_READ);
	expect_event(client, EVENT(STOP), 0);
}

static s64 stamp_of(struct timer_client *client)
{
	struct timer_tread tread = {};

	KUNIT_ASSERT_EQ(client->test, client_read(client, &tread, sizeof(tread)), (long)sizeof(tread));
	return tread.sec * NSEC_PER_SEC + tread.nsec;
}

static void events_carry_the_monotonic_time(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, FILTER(TICK) | FILTER(START));
	s64 before = ktime_get_ns(), started, ticked, between;

	usleep_range(1000, 2000);
	start(client);
	usleep_range(1000, 2000);
	rig_tick(rig, 1);
	between = ktime_get_ns();
	usleep_range(1000, 2000);
	/* of ticks that were added up the last counts */
	rig_tick(rig, 1);
	started = stamp_of(client);
	ticked = stamp_of(client);
	KUNIT_EXPECT_GT(test, started, before);
	KUNIT_EXPECT_GT(test, ticked, started);
	KUNIT_EXPECT_GT(test, ticked, between);
	KUNIT_EXPECT_LE(test, ticked, (s64)ktime_get_ns());
}

static void early_event_is_there_before_the_first_tick(struct kunit *test)
{
	const unsigned int flags = SNDRV_TIMER_PSFLG_AUTO | SNDRV_TIMER_PSFLG_EARLY_EVENT;
	struct rig *rig = rig_create(test);
	struct timer_client *stamped = client_of_rig(rig, flags, FILTER(TICK)), *plain = client_of_rig(rig, flags, 0);
	struct snd_timer_read read = { 1, 1 };

	KUNIT_EXPECT_EQ(test, client_poll(stamped), POLL_READ);
	expect_event(stamped, EVENT(EARLY), 0);
	KUNIT_EXPECT_EQ(test, client_poll(stamped), (__poll_t)0);
	KUNIT_EXPECT_EQ(test, client_poll(plain), POLL_READ);
	KUNIT_EXPECT_EQ(test, client_read(plain, &read, sizeof(read)), (long)sizeof(read));
	KUNIT_EXPECT_EQ(test, read.resolution + read.ticks, 0u);
}

static void tread_changes_the_format_and_empties_the_queue(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, O_NONBLOCK);
	char buffer[64];

	KUNIT_EXPECT_EQ(test, client_read(client, buffer, sizeof(struct snd_timer_read) - 1), 0L);
	KUNIT_EXPECT_EQ(test, client_read(client, buffer, sizeof(struct snd_timer_read)), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, client_tread(client, 1), 0L);
	KUNIT_EXPECT_EQ(test, client_read(client, buffer, sizeof(struct timer_tread) - 1), 0L);
	KUNIT_EXPECT_EQ(test, client_read(client, buffer, sizeof(struct timer_tread)), (long)-EAGAIN);
	KUNIT_EXPECT_EQ(test, client_tread(client, 0), 0L);
	KUNIT_EXPECT_EQ(test, client_select_rig(client), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 1, 0, FILTER(START)), 0L);
	/* without TREAD the filter is for nothing */
	start(client);
	KUNIT_EXPECT_EQ(test, client_poll(client), (__poll_t)0);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_read(client, buffer, sizeof(buffer)), (long)sizeof(struct snd_timer_read));
}

/* ---- the file -------------------------------------------------------------------------------- */

static void close_of_a_running_timer_stops_it(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, FILTER(TICK) | FILTER(STOP));

	start(client);
	rig_tick(rig, 1);
	client_close(client);
	KUNIT_EXPECT_EQ(test, rig->stops, 1u);
	KUNIT_EXPECT_EQ(test, rig->closes, 1u);
	KUNIT_EXPECT_EQ(test, rig->timer->running, 0);
	rig_tick(rig, 1);
}

static void memory_is_short(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_of_rig(rig, 0, 0);
	struct snd_timer_ginfo ginfo = { .tid = { .dev_class = SNDRV_TIMER_CLASS_GLOBAL, .device = RIG_DEVICE } };
	struct snd_timer_info info;
	struct snd_timer_read read;
	int nth, err;

	/* the file itself, what it keeps, its queue */
	for (nth = 1; nth <= 3; nth++) {
		fail_request(test, nth);
		KUNIT_EXPECT_EQ(test, open_error(TIMER, O_RDONLY), -ENOMEM);
	}
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_GINFO, &ginfo), (long)-ENOMEM);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_INFO, &info), (long)-ENOMEM);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 7, 64, 0), (long)-ENOMEM);
	/* the interval is the old one, and the queue works */
	start(client);
	rig_tick(rig, 1);
	KUNIT_EXPECT_EQ(test, client_status(client).queue, 1u);
	for (nth = 1; nth <= 2; nth++) {
		fail_request(test, nth);
		err = client_select_rig(client);
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_EQ(test, ASK(client, SNDRV_TIMER_IOCTL_INFO, &info), (long)-EBADFD);
	}
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, client_tread(client, 1), (long)-ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, client_read(client, &read, sizeof(read)), (long)sizeof(read));
}

/* ---- tasks that wait, and several at once ---------------------------------------------------- */

struct reader {
	struct timer_client *client;
	struct completion done;
	long result;
	char data[64];
};

static int read_once(void *data)
{
	struct reader *reader = data;

	reader->result = client_read(reader->client, reader->data, sizeof(reader->data));
	complete(&reader->done);
	return 0;
}

static void reader_start(struct kunit *test, struct reader *reader, struct timer_client *client)
{
	reader->client = client;
	init_completion(&reader->done);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(read_once, reader, "reader"));
	/* it sleeps by now */
	usleep_range(1000, 2000);
}

static void read_waits_for_a_tick(struct kunit *test)
{
	struct reader *reader = kunit_kzalloc(test, sizeof(*reader), GFP_KERNEL);
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0);

	KUNIT_ASSERT_NOT_NULL(test, reader);
	KUNIT_ASSERT_EQ(test, client_select_rig(client), 0L);
	start(client);
	reader_start(test, reader, client);
	KUNIT_EXPECT_FALSE(test, completion_done(&reader->done));
	rig_tick(rig, 1);
	wait_for_completion(&reader->done);
	/* the first is enough */
	KUNIT_EXPECT_EQ(test, reader->result, (long)sizeof(struct snd_timer_read));
}

static void commands_come_while_a_read_waits(struct kunit *test)
{
	struct reader *reader = kunit_kzalloc(test, sizeof(*reader), GFP_KERNEL);
	struct rig *rig = rig_create(test);
	struct timer_client *client = client_open(test, 0);

	KUNIT_ASSERT_NOT_NULL(test, reader);
	reader_start(test, reader, client);
	/* what it gets is of the timer and in the format of now, not of the time when it began to wait */
	KUNIT_EXPECT_EQ(test, client_tread(client, 1), 0L);
	KUNIT_EXPECT_EQ(test, client_select_rig(client), 0L);
	KUNIT_EXPECT_EQ(test, client_params(client, 0, 1, 512, FILTER(TICK)), 0L);
	start(client);
	KUNIT_EXPECT_FALSE(test, completion_done(&reader->done));
	rig_tick(rig, 5);
	wait_for_completion(&reader->done);
	KUNIT_EXPECT_EQ(test, reader->result, (long)sizeof(struct timer_tread));
	KUNIT_EXPECT_EQ(test, ((struct timer_tread *)reader->data)->val, 5u);
}

static atomic_t over;

static int tick_on(void *data)
{
	struct rig *rig = data;

	while (!atomic_read(&over)) {
		rig->timer->hw.resolution = RIG_RESOLUTION + rig->starts % 7;
		rig_tick(rig, 1);
		usleep_range(5, 10);
	}
	atomic_inc(&over);
	return 0;
}

static int command_on(void *data)
{
	struct timer_client *client = data;
	unsigned int round = 0;

	while (!atomic_read(&over)) {
		client_send(client, SNDRV_TIMER_IOCTL_START, 0);
		client_send(client, ++round & 1 ? SNDRV_TIMER_IOCTL_PAUSE : SNDRV_TIMER_IOCTL_CONTINUE, 0);
		usleep_range(5, 10);
	}
	atomic_inc(&over);
	return 0;
}

/* under many seeds: records stay whole and nothing is left, whoever reads, starts, pauses and selects beside others */
static void one_file_serves_several_tasks(struct kunit *test)
{
	struct rig *rig = rig_create(test);
	const unsigned int filter = FILTER(TICK) | FILTER(START) | FILTER(STOP);
	struct timer_client *client = client_of_rig(rig, SNDRV_TIMER_PSFLG_AUTO, filter);
	struct timer_client *commands = kunit_kzalloc(test, sizeof(*commands), GFP_KERNEL);
	struct timer_tread tread[4];
	unsigned int round, i, starts = 0;
	long got;

	KUNIT_ASSERT_NOT_NULL(test, commands);
	*commands = *client;
	commands->memory = user_memory(test);
	atomic_set(&over, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(tick_on, rig, "ticks"));
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(command_on, commands, "commands"));
	for (round = 0; round < 100; round++) {
		got = client_read(client, tread, sizeof(tread));
		KUNIT_EXPECT_TRUE(test, got == -EAGAIN || (got > 0 && got % sizeof(*tread) == 0));
		for (i = 0; got > 0 && i < got / sizeof(*tread); i++) {
			starts += tread[i].event == EVENT(START);
			KUNIT_EXPECT_TRUE(test, tread[i].event == EVENT(TICK) || tread[i].event == EVENT(START) ||
						tread[i].event == EVENT(STOP));
		}
		if (round % 10 == 9) {
			KUNIT_EXPECT_EQ(test, client_select_rig(client), 0L);
			KUNIT_EXPECT_EQ(test, client_params(client, SNDRV_TIMER_PSFLG_AUTO, 1, 32 << round % 3,
							    filter), 0L);
		}
		usleep_range(10, 20);
	}
	atomic_set(&over, 1);
	while (atomic_read(&over) < 3)
		usleep_range(10, 20);
	KUNIT_EXPECT_GT(test, starts, 10u);
	client_close(client);
	KUNIT_EXPECT_EQ(test, rig->timer->num_instances, 0);
	KUNIT_EXPECT_EQ(test, rig->timer->running, 0);
	KUNIT_EXPECT_EQ(test, rig->opens, rig->closes);
}

static struct kunit_case read_cases[] = {
	KUNIT_CASE(ticks_add_up_until_they_are_read),
	KUNIT_CASE(read_gives_whole_records),
	KUNIT_CASE(queue_runs_over),
	KUNIT_CASE(events_come_as_the_filter_says),
	KUNIT_CASE(unwanted_ticks_wake_nobody),
	KUNIT_CASE(events_carry_the_monotonic_time),
	KUNIT_CASE(early_event_is_there_before_the_first_tick),
	KUNIT_CASE(tread_changes_the_format_and_empties_the_queue),
	KUNIT_CASE(close_of_a_running_timer_stops_it),
	KUNIT_CASE(memory_is_short),
	KUNIT_CASE(read_waits_for_a_tick),
	KUNIT_CASE(commands_come_while_a_read_waits),
	KUNIT_CASE(one_file_serves_several_tasks),
	{}
};

static struct kunit_suite read_suite = { .name = "timer_read", .test_cases = read_cases };
kunit_test_suite(read_suite);

MODULE_DESCRIPTION("ticks and events of /dev/snd/timer");
MODULE_LICENSE("GPL");
