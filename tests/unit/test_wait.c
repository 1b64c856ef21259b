// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_wait.c - wait queues, completions and kernel threads (linux/task).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "expect.h"

struct room {
	wait_queue_head_t queue;
	spinlock_t lock;
	int guests;		/* how many may enter */
	int entered;
	struct completion done;
};

static void open_room(struct room *room)
{
	memset(room, 0, sizeof(*room));
	init_waitqueue_head(&room->queue);
	spin_lock_init(&room->lock);
	init_completion(&room->done);
}

static int open_later(void *data)
{
	struct room *room = data;

	msleep(50);
	WRITE_ONCE(room->guests, 1);
	wake_up(&room->queue);
	while (!kthread_should_stop())
		msleep(1);
	return 7;
}

static void wait_event_ends_with_its_condition(struct kunit *test)
{
	struct task_struct *thread;
	struct room room;

	open_room(&room);
	thread = kthread_run(open_later, &room, "opener");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	wait_event(room.queue, READ_ONCE(room.guests));
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&room.queue));
	KUNIT_EXPECT_EQ(test, kthread_stop(thread), 7);
	/* a condition that holds needs no wake-up */
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(room.queue, room.guests), 0);
}

static void timeouts_last_as_long_as_they_say(struct kunit *test)
{
	unsigned long before = jiffies;
	struct room room;
	long left;

	open_room(&room);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(room.queue, room.guests, 5), 0L);
	KUNIT_EXPECT_TRUE(test, time_after_eq(jiffies, before + 5));
	KUNIT_EXPECT_TRUE(test, time_before(jiffies, before + 20));
	room.guests = 1;
	left = wait_event_interruptible_timeout(room.queue, room.guests, 5);
	KUNIT_EXPECT_EQ(test, left, 5L);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(room.queue, room.guests, 0), 1L);
}

static void early_wake_leaves_the_rest_of_the_time(struct kunit *test)
{
	struct task_struct *thread;
	struct room room;
	long left;

	open_room(&room);
	thread = kthread_run(open_later, &room, "opener");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	left = wait_event_timeout(room.queue, READ_ONCE(room.guests), HZ);
	KUNIT_EXPECT_GT(test, left, 0L);
	KUNIT_EXPECT_LT(test, left, (long)HZ);
	kthread_stop(thread);
}

static int enter(void *data)
{
	struct room *room = data;
	DEFINE_WAIT(wait);

	while (1) {
		prepare_to_wait_exclusive(&room->queue, &wait, TASK_INTERRUPTIBLE);
		if (READ_ONCE(room->guests) || kthread_should_stop())
			break;
		schedule();
	}
	finish_wait(&room->queue, &wait);
	spin_lock_irq(&room->lock);
	room->entered++;
	spin_unlock_irq(&room->lock);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void exclusive_sleepers_are_woken_one_at_a_time(struct kunit *test)
{
	struct task_struct *threads[3];
	struct room room;
	int i;

	open_room(&room);
	for (i = 0; i < 3; i++) {
		threads[i] = kthread_run(enter, &room, "guest%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
	}
	msleep(50);
	WRITE_ONCE(room.guests, 1);
	wake_up(&room.queue);
	msleep(50);
	KUNIT_EXPECT_EQ(test, READ_ONCE(room.entered), 1);
	wake_up_all(&room.queue);
	msleep(50);
	KUNIT_EXPECT_EQ(test, READ_ONCE(room.entered), 3);
	for (i = 0; i < 3; i++)
		kthread_stop(threads[i]);
}

static int open_under_lock(void *data)
{
	struct room *room = data;

	msleep(5);
	spin_lock_irq(&room->lock);
	room->guests = 1;
	wake_up(&room->queue);
	spin_unlock_irq(&room->lock);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void wait_event_lock_irq_checks_under_the_lock(struct kunit *test)
{
	struct task_struct *thread;
	struct room room;

	open_room(&room);
	thread = kthread_run(open_under_lock, &room, "opener");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	spin_lock_irq(&room.lock);
	wait_event_lock_irq(room.queue, room.guests, room.lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&room.lock));
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irq(&room.lock);
	kthread_stop(thread);
}

/* ---- completions ---- */

static int complete_twice(void *data)
{
	struct room *room = data;

	msleep(5);
	complete(&room->done);
	complete(&room->done);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void completions_count(struct kunit *test)
{
	struct task_struct *thread;
	struct room room;

	open_room(&room);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&room.done, 2), 0UL);
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&room.done));
	thread = kthread_run(complete_twice, &room, "completer");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	wait_for_completion(&room.done);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&room.done, HZ), 0UL);
	KUNIT_EXPECT_FALSE(test, completion_done(&room.done));
	complete_all(&room.done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&room.done), 0);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&room.done));
	reinit_completion(&room.done);
	KUNIT_EXPECT_FALSE(test, completion_done(&room.done));
	kthread_stop(thread);
}

/* ---- threads ---- */

static int say_five(void *data)
{
	*(int *)data = 5;
	return 5;
}

static void thread_waits_for_its_first_wake_up(struct kunit *test)
{
	struct task_struct *thread;
	int said = 0;

	thread = kthread_create(say_five, &said, "five");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	KUNIT_EXPECT_STREQ(test, thread->comm, "five");
	msleep(10);
	KUNIT_EXPECT_EQ(test, said, 0);
	/* stopped before it ran: it never does */
	KUNIT_EXPECT_EQ(test, kthread_stop(thread), -EINTR);
	KUNIT_EXPECT_EQ(test, said, 0);
}

static void result_of_a_held_thread_survives_its_end(struct kunit *test)
{
	struct task_struct *thread;
	int said = 0;

	thread = kthread_create(say_five, &said, "five");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	msleep(10);
	KUNIT_EXPECT_EQ(test, said, 5);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 5);
}

static void schedule_timeout_gives_the_rest(struct kunit *test)
{
	unsigned long before = jiffies;

	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(3), 0L);
	KUNIT_EXPECT_TRUE(test, time_after_eq(jiffies, before + 3));
	KUNIT_EXPECT_EQ(test, schedule_timeout_interruptible(0), 0L);
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(wait_event_ends_with_its_condition),
	KUNIT_CASE(timeouts_last_as_long_as_they_say),
	KUNIT_CASE(early_wake_leaves_the_rest_of_the_time),
	KUNIT_CASE(exclusive_sleepers_are_woken_one_at_a_time),
	KUNIT_CASE(wait_event_lock_irq_checks_under_the_lock),
	KUNIT_CASE(completions_count),
	KUNIT_CASE(thread_waits_for_its_first_wake_up),
	KUNIT_CASE(result_of_a_held_thread_survives_its_end),
	KUNIT_CASE(schedule_timeout_gives_the_rest),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "wait",
	.test_cases = wait_cases,
};

kunit_test_suite(wait_suite);

MODULE_DESCRIPTION("wait queues, completions, threads");
MODULE_LICENSE("GPL");
