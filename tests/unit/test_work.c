// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_work.c - work queues and tasklets (linux/task).
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "expect.h"

struct job {
	struct work_struct work;
	struct delayed_work dwork;
	struct tasklet_struct tasklet;
	struct mutex mutex;
	unsigned int ms;
	int begun, ended, wanted;
	bool atomic;
};

static void run_job(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);

	job->begun++;
	job->atomic = in_atomic() || in_interrupt();
	if (job->ms)
		msleep(job->ms);
	job->ended++;
	if (job->ended < job->wanted)
		schedule_work(&job->work);
}

static void work_runs_once_for_many_queueings(struct kunit *test)
{
	struct job job = { .ms = 0 };

	INIT_WORK(&job.work, run_job);
	KUNIT_EXPECT_FALSE(test, flush_work(&job.work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&job.work));
	flush_work(&job.work);
	KUNIT_EXPECT_EQ(test, job.ended, 1);
	KUNIT_EXPECT_FALSE(test, job.atomic);
	KUNIT_EXPECT_EQ(test, work_busy(&job.work), 0U);
}

static void work_queued_while_it_runs_runs_again(struct kunit *test)
{
	struct job job = { .ms = 200 };

	INIT_WORK(&job.work, run_job);
	schedule_work(&job.work);
	msleep(50);
	KUNIT_EXPECT_EQ(test, job.begun, 1);
	KUNIT_EXPECT_EQ(test, job.ended, 0);
	KUNIT_EXPECT_TRUE(test, schedule_work(&job.work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&job.work));
	msleep(50);
	KUNIT_EXPECT_EQ(test, job.begun, 1);
	KUNIT_EXPECT_TRUE(test, flush_work(&job.work));
	KUNIT_EXPECT_EQ(test, job.ended, 2);
}

static void cancel_sync_ends_a_work_that_queues_itself(struct kunit *test)
{
	struct job job = { .ms = 2, .wanted = 1000000 };

	INIT_WORK(&job.work, run_job);
	schedule_work(&job.work);
	msleep(30);
	cancel_work_sync(&job.work);
	KUNIT_EXPECT_EQ(test, job.begun, job.ended);
	KUNIT_EXPECT_GT(test, job.ended, 1);
	KUNIT_EXPECT_FALSE(test, work_pending(&job.work));
}

static void disabled_work_is_not_queued(struct kunit *test)
{
	struct job job = { .ms = 0 };

	INIT_WORK(&job.work, run_job);
	KUNIT_EXPECT_FALSE(test, disable_work_sync(&job.work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&job.work));
	KUNIT_EXPECT_TRUE(test, enable_work(&job.work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&job.work));
	flush_work(&job.work);
	KUNIT_EXPECT_EQ(test, job.ended, 1);
}

static void ordered_queue_runs_one_at_a_time(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("test-%d", 0, 1);
	struct job *jobs = kunit_kzalloc(test, 4 * sizeof(*jobs), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	KUNIT_ASSERT_NOT_NULL(test, jobs);
	for (i = 0; i < 4; i++) {
		jobs[i].ms = 100;
		INIT_WORK(&jobs[i].work, run_job);
		queue_work(wq, &jobs[i].work);
	}
	msleep(50);
	KUNIT_EXPECT_EQ(test, jobs[0].begun + jobs[1].begun + jobs[2].begun + jobs[3].begun, 1);
	flush_workqueue(wq);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, jobs[i].ended, 1);
	destroy_workqueue(wq);
}

static void works_of_the_system_queue_run_side_by_side(struct kunit *test)
{
	struct job *jobs = kunit_kzalloc(test, 4 * sizeof(*jobs), GFP_KERNEL);
	int i, begun = 0;

	KUNIT_ASSERT_NOT_NULL(test, jobs);
	for (i = 0; i < 4; i++) {
		jobs[i].ms = 200;
		INIT_WORK(&jobs[i].work, run_job);
		schedule_work(&jobs[i].work);
	}
	msleep(50);
	for (i = 0; i < 4; i++)
		begun += jobs[i].begun;
	KUNIT_EXPECT_EQ(test, begun, 4);
	for (i = 0; i < 4; i++)
		cancel_work_sync(&jobs[i].work);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, jobs[i].ended, 1);
}

static void run_delayed(struct work_struct *work)
{
	struct job *job = container_of(to_delayed_work(work), struct job, dwork);

	job->begun++;
}

static void delayed_work_waits_and_can_be_moved(struct kunit *test)
{
	struct job job = { .ms = 0 };

	INIT_DELAYED_WORK(&job.dwork, run_delayed);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&job.dwork, HZ));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&job.dwork, 1));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&job.dwork));
	msleep(50);
	KUNIT_EXPECT_EQ(test, job.begun, 0);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &job.dwork, 1));
	msleep(50);
	KUNIT_EXPECT_EQ(test, job.begun, 1);
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &job.dwork, HZ));
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&job.dwork));
	KUNIT_EXPECT_EQ(test, job.begun, 2);
	schedule_delayed_work(&job.dwork, 1);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&job.dwork));
	msleep(50);
	KUNIT_EXPECT_EQ(test, job.begun, 2);
}

struct freed {
	struct work_struct work;
	int *count;
};

static void free_itself(struct work_struct *work)
{
	struct freed *freed = container_of(work, struct freed, work);

	(*freed->count)++;
	kfree(freed);
}

static void work_may_free_itself(struct kunit *test)
{
	struct freed *freed = kzalloc(sizeof(*freed), GFP_KERNEL);
	int count = 0;

	KUNIT_ASSERT_NOT_NULL(test, freed);
	freed->count = &count;
	INIT_WORK(&freed->work, free_itself);
	schedule_work(&freed->work);
	flush_workqueue(system_wq);
	KUNIT_EXPECT_EQ(test, count, 1);
}

static void run_locked(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);

	mutex_lock(&job->mutex);
	job->ended++;
	mutex_unlock(&job->mutex);
}

static void waiting_for_a_work_with_its_lock_is_told(struct kunit *test)
{
	struct job job = { .ms = 0 };

	mutex_init(&job.mutex);
	INIT_WORK(&job.work, run_locked);
	schedule_work(&job.work);
	flush_work(&job.work);
	expect_findings(test, 1);
	mutex_lock(&job.mutex);
	cancel_work_sync(&job.work);
	mutex_unlock(&job.mutex);
	KUNIT_EXPECT_EQ(test, job.ended, 1);
}

/* ---- tasklets ---- */

static void run_tasklet(struct tasklet_struct *t)
{
	struct job *job = from_tasklet(job, t, tasklet);

	job->begun++;
	job->atomic = in_serving_softirq();
}

static void tasklet_runs_in_a_softirq(struct kunit *test)
{
	struct job job = { .ms = 0 };

	tasklet_setup(&job.tasklet, run_tasklet);
	tasklet_schedule(&job.tasklet);
	msleep(10);
	KUNIT_EXPECT_EQ(test, job.begun, 1);
	KUNIT_EXPECT_TRUE(test, job.atomic);
	tasklet_hi_schedule(&job.tasklet);
	msleep(10);
	KUNIT_EXPECT_EQ(test, job.begun, 2);
	tasklet_kill(&job.tasklet);
}

static void disabled_tasklet_waits(struct kunit *test)
{
	struct job job = { .ms = 0 };

	tasklet_setup(&job.tasklet, run_tasklet);
	tasklet_disable(&job.tasklet);
	tasklet_schedule(&job.tasklet);
	msleep(10);
	KUNIT_EXPECT_EQ(test, job.begun, 0);
	tasklet_enable(&job.tasklet);
	tasklet_kill(&job.tasklet);
	KUNIT_EXPECT_EQ(test, job.begun, 1);
}

static struct kunit_case work_cases[] = {
	KUNIT_CASE(work_runs_once_for_many_queueings),
	KUNIT_CASE(work_queued_while_it_runs_runs_again),
	KUNIT_CASE(cancel_sync_ends_a_work_that_queues_itself),
	KUNIT_CASE(disabled_work_is_not_queued),
	KUNIT_CASE(ordered_queue_runs_one_at_a_time),
	KUNIT_CASE(works_of_the_system_queue_run_side_by_side),
	KUNIT_CASE(delayed_work_waits_and_can_be_moved),
	KUNIT_CASE(work_may_free_itself),
	KUNIT_CASE(waiting_for_a_work_with_its_lock_is_told),
	KUNIT_CASE(tasklet_runs_in_a_softirq),
	KUNIT_CASE(disabled_tasklet_waits),
	{}
};

static struct kunit_suite work_suite = {
	.name = "work",
	.test_cases = work_cases,
};

kunit_test_suite(work_suite);

MODULE_DESCRIPTION("work queues and tasklets");
MODULE_LICENSE("GPL");
