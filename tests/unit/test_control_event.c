// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_control_event.c - what applications that listen to a card hear: SUBSCRIBE_EVENTS, read(2), poll(2) of the
 * control device (sound/core/control_event.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/timer.h>
#include "control_card.h"

#define VALUE SNDRV_CTL_EVENT_MASK_VALUE
#define INFO SNDRV_CTL_EVENT_MASK_INFO
#define ADD SNDRV_CTL_EVENT_MASK_ADD
#define TLV SNDRV_CTL_EVENT_MASK_TLV
#define REMOVE SNDRV_CTL_EVENT_MASK_REMOVE

static struct snd_kcontrol *volume;

/* A card with three dials: numids 1 to 3. */
static struct snd_card *card_of_three(struct kunit *test)
{
	struct snd_card *card = card_new(test);

	volume = dial_add(test, card, dial_create(test), "Volume", 3);
	return card;
}

static void notify(struct snd_card *card, unsigned int mask, unsigned int numid)
{
	struct snd_ctl_elem_id id;

	snd_ctl_notify(card, mask, snd_ctl_build_ioff(&id, volume, numid - volume->id.numid));
}

/* ---- subscribing ----------------------------------------------------------------------------------------- */

static void events_come_to_subscribers_only(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK), *other = app_open(test, card, O_NONBLOCK);
	struct snd_ctl_event event;
	int subscribe = -1;

	KUNIT_EXPECT_EQ(test, app_events(app, &event, 1), (ssize_t)-EBADFD);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, SUBSCRIBE_EVENTS, &subscribe), 0L);
	KUNIT_EXPECT_EQ(test, subscribe, 0);
	notify(card, VALUE, 1);
	subscribe = 7;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, SUBSCRIBE_EVENTS, &subscribe), 0L);
	subscribe = -1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, SUBSCRIBE_EVENTS, &subscribe), 0L);
	KUNIT_EXPECT_EQ(test, subscribe, 1);
	expect_no_event(app);
	notify(card, VALUE, 2);
	app_subscribe(other);
	notify(card, VALUE, 3);
	expect_event(app, VALUE, 2);
	expect_event(app, VALUE, 3);
	expect_event(other, VALUE, 3);
	expect_no_event(other);
}

static void unsubscribing_forgets_events(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct snd_ctl_event event;
	int subscribe = 0;

	app_subscribe(app);
	notify(card, VALUE, 1);
	KUNIT_EXPECT_EQ(test, EXCHANGE(app, SUBSCRIBE_EVENTS, &subscribe), 0L);
	KUNIT_EXPECT_EQ(test, app_events(app, &event, 1), (ssize_t)-EBADFD);
	app_subscribe(app);
	expect_no_event(app);
	/* twice is once */
	app_subscribe(app);
	notify(card, VALUE, 1);
	expect_event(app, VALUE, 1);
	/* what is not read goes with the file */
	notify(card, VALUE, 1);
}

/* ---- what is heard ------------------------------------------------------------------------------------- */

static void events_of_an_element_become_one(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct snd_ctl_event events[4];

	app_subscribe(app);
	notify(card, VALUE, 2);
	notify(card, INFO, 1);
	notify(card, TLV, 2);
	notify(card, VALUE, 2);
	memset(events, 0xee, sizeof(events));
	KUNIT_EXPECT_EQ(test, app_events(app, events, 4), (ssize_t)2);
	KUNIT_EXPECT_EQ(test, events[0].data.elem.mask, (unsigned int)(VALUE | TLV));
	KUNIT_EXPECT_EQ(test, events[0].data.elem.id.numid, 2u);
	KUNIT_EXPECT_EQ(test, events[0].data.elem.id.index, 1u);
	KUNIT_EXPECT_STREQ(test, (char *)events[0].data.elem.id.name, "Volume");
	KUNIT_EXPECT_EQ(test, events[1].data.elem.mask, (unsigned int)INFO);
	KUNIT_EXPECT_EQ(test, events[1].data.elem.id.numid, 1u);
	/* what has been read is a new event */
	notify(card, VALUE, 2);
	expect_event(app, VALUE, 2);
}

static void writes_are_heard_if_they_change_something(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *writer = app_open(test, card, O_NONBLOCK), *other = app_open(test, card, O_NONBLOCK);

	app_subscribe(writer);
	app_subscribe(other);
	KUNIT_EXPECT_EQ(test, app_set(writer, 2, 50), 0L);
	/* by the writer, too */
	expect_event(writer, VALUE, 2);
	expect_event(other, VALUE, 2);
	KUNIT_EXPECT_EQ(test, app_set(writer, 2, 50), 0L);
	expect_no_event(writer);
	expect_no_event(other);
}

static void elements_are_heard_coming_and_going(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct snd_kcontrol *kctl;

	app_subscribe(app);
	kctl = dial_add(test, card, dial_create(test), "New", 2);
	expect_event(app, ADD, 4);
	expect_event(app, ADD, 5);
	KUNIT_EXPECT_EQ(test, snd_ctl_remove(card, kctl), 0);
	expect_event(app, REMOVE, 4);
	expect_event(app, REMOVE, 5);
	KUNIT_EXPECT_EQ(test, snd_ctl_replace(card, dial_control(dial_create(test), "Volume", 1), false), 0);
	expect_event(app, REMOVE, 1);
	expect_event(app, REMOVE, 2);
	expect_event(app, REMOVE, 3);
	expect_event(app, ADD, 6);
	expect_no_event(app);
}

/* ---- reading --------------------------------------------------------------------------------------------- */

static void read_gives_whole_events(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct file *file = app->file;
	size_t one = sizeof(struct snd_ctl_event);

	app_subscribe(app);
	notify(card, VALUE, 1);
	notify(card, VALUE, 2);
	notify(card, VALUE, 3);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, app->memory, one - 1, &file->f_pos), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, app->memory, 0, &file->f_pos), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, app->memory, 2 * one + 1, &file->f_pos), (ssize_t)(2 * one));
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, app->memory, 4 * one, &file->f_pos), (ssize_t)one);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, app->memory, one, &file->f_pos), (ssize_t)-EAGAIN);
	notify(card, VALUE, 1);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, one, &file->f_pos), (ssize_t)-EFAULT);
}

struct reader {
	struct app *app;
	struct snd_ctl_event event;
	ssize_t result;
	struct completion done;
};

static int read_one(void *arg)
{
	struct reader *reader = arg;

	reader->result = app_events(reader->app, &reader->event, 1);
	complete(&reader->done);
	return 0;
}

static void start(struct kunit *test, struct reader *reader, struct snd_card *card)
{
	struct task_struct *task;

	reader->app = app_open(test, card, 0);
	app_subscribe(reader->app);
	init_completion(&reader->done);
	task = kthread_run(read_one, reader, "reader");
	KUNIT_ASSERT_EQ(test, IS_ERR(task), false);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&reader->done));
}

static void read_waits_for_an_event(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct reader reader;

	start(test, &reader, card);
	notify(card, VALUE | INFO, 3);
	wait_for_completion(&reader.done);
	KUNIT_EXPECT_EQ(test, reader.result, (ssize_t)1);
	KUNIT_EXPECT_EQ(test, reader.event.data.elem.mask, (unsigned int)(VALUE | INFO));
	KUNIT_EXPECT_EQ(test, reader.event.data.elem.id.numid, 3u);
}

static void read_waits_for_the_first_event_only(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, 0);
	struct snd_ctl_event events[4];

	app_subscribe(app);
	notify(card, VALUE, 1);
	notify(card, VALUE, 2);
	KUNIT_EXPECT_EQ(test, app_events(app, events, 4), (ssize_t)2);
}

static void readers_of_one_file_share_its_events(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct reader first, second;
	struct task_struct *task;

	start(test, &first, card);
	second.app = kunit_kzalloc(test, sizeof(*second.app), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, second.app);
	*second.app = *first.app;
	second.app->memory = user_memory(test);
	init_completion(&second.done);
	task = kthread_run(read_one, &second, "second reader");
	KUNIT_ASSERT_EQ(test, IS_ERR(task), false);
	msleep(20);
	notify(card, VALUE, 1);
	msleep(20);
	/* one of them has it, the other waits on */
	KUNIT_EXPECT_NE(test, completion_done(&first.done), completion_done(&second.done));
	notify(card, VALUE, 2);
	wait_for_completion(&first.done);
	wait_for_completion(&second.done);
	KUNIT_EXPECT_EQ(test, first.event.data.elem.id.numid + second.event.data.elem.id.numid, 3u);
}

static void read_ends_with_the_card(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct reader reader;

	start(test, &reader, card);
	snd_card_disconnect(card);
	wait_for_completion(&reader.done);
	KUNIT_EXPECT_EQ(test, reader.result, (ssize_t)-ENODEV);
	/* nobody hears of what comes later */
	notify(card, VALUE, 1);
	KUNIT_EXPECT_EQ(test, app_events(reader.app, &reader.event, 1), (ssize_t)-ENODEV);
}

static int disconnect(void *arg)
{
	struct reader *reader = arg;

	snd_card_disconnect(((struct snd_ctl_file *)reader->app->file->private_data)->card);
	complete(&reader->done);
	return 0;
}

/* whichever comes first, a read does not outlast its card */
static void read_begun_while_the_card_goes_ends(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct reader reader;
	struct task_struct *task;
	ssize_t result;

	reader.app = app_open(test, card, 0);
	app_subscribe(reader.app);
	init_completion(&reader.done);
	task = kthread_run(disconnect, &reader, "disconnect");
	KUNIT_ASSERT_EQ(test, IS_ERR(task), false);
	result = app_events(reader.app, &reader.event, 1);
	KUNIT_EXPECT_EQ(test, result, (ssize_t)-ENODEV);
	wait_for_completion(&reader.done);
}

/* ---- poll -------------------------------------------------------------------------------------------------- */

static void poll_tells_of_events(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), (__poll_t)0);
	app_subscribe(app);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), (__poll_t)0);
	notify(card, VALUE, 1);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), (__poll_t)(EPOLLIN | EPOLLRDNORM));
	expect_event(app, VALUE, 1);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), (__poll_t)0);
	snd_card_disconnect(card);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), (__poll_t)(EPOLLERR | EPOLLNVAL));
}

/* A poll(2) of one file: its wake-up. */
struct poller {
	poll_table table;
	wait_queue_entry_t entry;
	wait_queue_head_t *head;
};

static void queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct poller *poller = container_of(table, struct poller, table);

	poller->head = head;
	add_wait_queue(head, &poller->entry);
}

/* @happens starts what is going to happen in a few milliseconds */
static void poll_wakes_up(struct kunit *test, struct snd_card *card, void (*happens)(struct snd_card *card),
			  __poll_t expect)
{
	struct app *app = app_open(test, card, O_NONBLOCK);
	struct poller poller = { .head = NULL };
	long left;

	app_subscribe(app);
	init_waitqueue_entry(&poller.entry, current);
	init_poll_funcptr(&poller.table, queue);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, &poller.table), (__poll_t)0);
	KUNIT_ASSERT_NOT_NULL(test, poller.head);
	happens(card);
	set_current_state(TASK_INTERRUPTIBLE);
	left = schedule_timeout(HZ);
	remove_wait_queue(poller.head, &poller.entry);
	/* it was not the time that ended the sleep */
	KUNIT_EXPECT_GT(test, left, 0L);
	KUNIT_EXPECT_LT(test, left, (long)HZ);
	KUNIT_EXPECT_EQ(test, vfs_poll(app->file, NULL), expect);
}

static struct timer_list bell;
static struct snd_card *rung;

static void ring(struct timer_list *timer)
{
	notify(rung, VALUE, 1);
}

static void rings_soon(struct snd_card *card)
{
	rung = card;
	mod_timer(&bell, jiffies + 5);
}

static void poll_hears_what_a_handler_tells(struct kunit *test)
{
	timer_setup(&bell, ring, 0);
	poll_wakes_up(test, card_of_three(test), rings_soon, EPOLLIN | EPOLLRDNORM);
	timer_delete_sync(&bell);
}

static struct completion gone;

static int disconnect_later(void *card)
{
	msleep(20);
	snd_card_disconnect(card);
	complete(&gone);
	return 0;
}

static void goes_soon(struct snd_card *card)
{
	init_completion(&gone);
	if (IS_ERR(kthread_run(disconnect_later, card, "disconnect")))
		complete(&gone);
}

static void poll_hears_that_the_card_goes(struct kunit *test)
{
	poll_wakes_up(test, card_of_three(test), goes_soon, EPOLLERR | EPOLLNVAL);
	wait_for_completion(&gone);
}

/* ---- without memory -------------------------------------------------------------------------------------- */

static void event_without_memory_is_lost_alone(struct kunit *test)
{
	struct snd_card *card = card_of_three(test);
	struct app *app = app_open(test, card, O_NONBLOCK);

	app_subscribe(app);
	notify(card, VALUE, 1);
	fail_request(test, 1);
	notify(card, VALUE, 2);
	fail_request(test, 0);
	/* needs none */
	notify(card, INFO, 1);
	notify(card, VALUE, 3);
	expect_event(app, VALUE | INFO, 1);
	expect_event(app, VALUE, 3);
	expect_no_event(app);
}

static struct kunit_case control_event_cases[] = {
	KUNIT_CASE(events_come_to_subscribers_only),
	KUNIT_CASE(unsubscribing_forgets_events),
	KUNIT_CASE(events_of_an_element_become_one),
	KUNIT_CASE(writes_are_heard_if_they_change_something),
	KUNIT_CASE(elements_are_heard_coming_and_going),
	KUNIT_CASE(read_gives_whole_events),
	KUNIT_CASE(read_waits_for_an_event),
	KUNIT_CASE(read_waits_for_the_first_event_only),
	KUNIT_CASE(readers_of_one_file_share_its_events),
	KUNIT_CASE(read_ends_with_the_card),
	KUNIT_CASE(read_begun_while_the_card_goes_ends),
	KUNIT_CASE(poll_tells_of_events),
	KUNIT_CASE(poll_hears_what_a_handler_tells),
	KUNIT_CASE(poll_hears_that_the_card_goes),
	KUNIT_CASE(event_without_memory_is_lost_alone),
	{}
};

static struct kunit_suite control_event_suite = {
	.name = "control_event",
	.test_cases = control_event_cases,
};

kunit_test_suite(control_event_suite);

MODULE_DESCRIPTION("events of the control device");
MODULE_LICENSE("GPL");
