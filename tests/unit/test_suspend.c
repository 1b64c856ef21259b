// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_suspend.c - streams and cards while the system sleeps: what is suspended, what SUSPENDED allows, the two ways
 * out of it, and who waits for the card's power (sound/pcm/suspend.c, sound/core/init.c).
 */
#include "expect.h"
#include "streams.h"

KUNIT_ARRAY_PARAM(kind, kinds, kind_desc);

static void suspend(struct opened *opened)
{
	KUNIT_ASSERT_EQ(opened->fake->test, snd_pcm_suspend_all(opened->fake->pcm), 0);
}

static struct opened *running(struct kunit *test)
{
	struct opened *opened = playing(test);

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	return opened;
}

/* a prepared stream of hardware that keeps its place */
static struct opened *resumable(struct kunit *test)
{
	struct fake *fake = create_kind(test);

	fake->hw.info |= SNDRV_PCM_INFO_RESUME;
	return prepare_file(fake, PLAYBACK, FAKE_PERIOD);
}

static int suspended_state(struct opened *opened)
{
	struct snd_pcm_status64 status = {};

	KUNIT_ASSERT_EQ(opened->fake->test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(opened->fake->test, (int)status.state, (int)SNDRV_PCM_STATE_SUSPENDED);
	return (int)status.suspended_state;
}

/* ---- into it --------------------------------------------------------------------------------- */

static void running_stream_is_suspended(struct kunit *test)
{
	struct opened *opened = running(test);
	unsigned int syncs = opened->fake->syncs;

	suspend(opened);
	EXPECT_STATE(opened, SUSPENDED);
	EXPECT_TRIGGERS(opened, SUSPEND, 1u);
	EXPECT_TRIGGERS(opened, STOP, 0u);
	KUNIT_EXPECT_EQ(test, suspended_state(opened), (int)SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, opened->fake->syncs, syncs + 1);
	/* once */
	suspend(opened);
	EXPECT_TRIGGERS(opened, SUSPEND, 1u);
	KUNIT_EXPECT_EQ(test, suspended_state(opened), (int)SNDRV_PCM_STATE_RUNNING);
}

static void standing_streams_are_suspended_without_a_trigger(struct kunit *test)
{
	struct opened *prepared = playing(test), *paused = running(test), *overrun = running(test);

	KUNIT_ASSERT_EQ(test, send(paused, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	KUNIT_ASSERT_EQ(test, send(overrun, SNDRV_PCM_IOCTL_XRUN, 0), 0L);
	suspend(prepared);
	suspend(paused);
	suspend(overrun);
	KUNIT_EXPECT_EQ(test, suspended_state(prepared), (int)SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, suspended_state(paused), (int)SNDRV_PCM_STATE_PAUSED);
	KUNIT_EXPECT_EQ(test, suspended_state(overrun), (int)SNDRV_PCM_STATE_XRUN);
	EXPECT_TRIGGERS(prepared, SUSPEND, 0u);
	EXPECT_TRIGGERS(paused, SUSPEND, 0u);
	EXPECT_TRIGGERS(overrun, SUSPEND, 0u);
}

static void streams_with_nothing_to_lose_stay_as_they_are(struct kunit *test)
{
	struct opened *open = open_device(create_kind(test), PLAYBACK, O_WRONLY | O_NONBLOCK), *setup = playing(test);

	KUNIT_ASSERT_EQ(test, send(setup, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	suspend(open);
	suspend(setup);
	EXPECT_STATE(open, OPEN);
	EXPECT_STATE(setup, SETUP);
	KUNIT_EXPECT_EQ(test, snd_pcm_suspend_all(NULL), 0);
}

static void suspend_goes_on_when_the_driver_fails(struct kunit *test)
{
	struct opened *opened = running(test);

	opened->fake->trigger_result = -EIO;
	suspend(opened);
	EXPECT_STATE(opened, SUSPENDED);
}

static void linked_streams_are_suspended_together(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	suspend(a);
	EXPECT_STATE(b, SUSPENDED);
	EXPECT_TRIGGERS(b, SUSPEND, 1u);
	/* its own PCM comes later, and finds it done */
	suspend(b);
	EXPECT_TRIGGERS(b, SUSPEND, 1u);
}

/* hardware that stops all its streams by one bit */
static int trigger_all(struct snd_pcm_substream *substream, int cmd)
{
	struct snd_pcm_substream *s;

	fake_of(substream)->triggers[cmd]++;
	snd_pcm_group_for_each_entry(s, substream)
		if (s->ops->trigger == trigger_all)
			snd_pcm_trigger_done(s, substream);
	return 0;
}

static struct opened *of_one_card(struct kunit *test)
{
	struct fake *fake = create_kind(test);

	fake->ops.trigger = trigger_all;
	return prepare_file(fake, PLAYBACK, FAKE_PERIOD);
}

static void one_trigger_suspends_what_the_driver_says_it_does(struct kunit *test)
{
	struct opened *a = of_one_card(test), *b = of_one_card(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	suspend(a);
	EXPECT_STATE(a, SUSPENDED);
	EXPECT_STATE(b, SUSPENDED);
	KUNIT_EXPECT_EQ(test, fake_triggers(a->fake, SNDRV_PCM_TRIGGER_SUSPEND) +
			fake_triggers(b->fake, SNDRV_PCM_TRIGGER_SUSPEND), 1u);
}

/* ---- in it ----------------------------------------------------------------------------------- */

static void suspended_stream_says_so(struct kunit *test)
{
	struct opened *opened = running(test);
	snd_pcm_sframes_t delay;

	suspend(opened);
	KUNIT_EXPECT_EQ(test, fake_write_silence(opened->fake, 1), (long)-ESTRPIPE);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_DELAY, &delay), (long)-ESTRPIPE);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HWSYNC, 0), (long)-ESTRPIPE);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PAUSE, 1), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_FREE, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, opened->file->f_op->poll(opened->file, NULL), EPOLLOUT | EPOLLWRNORM | EPOLLERR);
	/* the hardware's interrupt comes too late */
	fake_move(opened->fake, FAKE_PERIOD);
	EXPECT_STATE(opened, SUSPENDED);
}

static long write_more(struct fake *fake)
{
	return fake_write_silence(fake, 2 * FAKE_BUFFER);
}

static void waiting_writer_is_told(struct kunit *test)
{
	struct opened *opened = running(test);
	struct fake_task task;

	fake_write_silence(opened->fake, FAKE_BUFFER - FAKE_PERIOD);
	opened->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, opened->fake, write_more);
	msleep(2);
	suspend(opened);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)-ESTRPIPE);
}

static long drain_blocking(struct fake *fake)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL);
}

static void waiting_drain_ends(struct kunit *test)
{
	struct opened *opened = running(test);
	struct fake_task task;

	opened->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, opened->fake, drain_blocking);
	msleep(2);
	suspend(opened);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
	KUNIT_EXPECT_EQ(test, suspended_state(opened), (int)SNDRV_PCM_STATE_DRAINING);
}

/* ---- out of it ------------------------------------------------------------------------------- */

static void resume_is_for_suspended_streams_of_able_hardware(struct kunit *test)
{
	struct opened *unable = running(test), *able = resumable(test);

	KUNIT_EXPECT_EQ(test, send(unable, SNDRV_PCM_IOCTL_RESUME, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, send(able, SNDRV_PCM_IOCTL_RESUME, 0), (long)-EBADFD);
	suspend(unable);
	KUNIT_EXPECT_EQ(test, send(unable, SNDRV_PCM_IOCTL_RESUME, 0), (long)-ENOSYS);
	EXPECT_STATE(unable, SUSPENDED);
}

static void resume_brings_the_state_back(struct kunit *test)
{
	struct opened *prepared = resumable(test), *run = resumable(test), *draining = resumable(test);

	KUNIT_ASSERT_EQ(test, fake_start(run->fake), 0);
	KUNIT_ASSERT_EQ(test, send(draining, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EAGAIN);
	suspend(prepared);
	suspend(run);
	suspend(draining);
	KUNIT_EXPECT_EQ(test, send(prepared, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(prepared, PREPARED);
	EXPECT_TRIGGERS(prepared, RESUME, 0u);
	KUNIT_EXPECT_EQ(test, send(run, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(run, RUNNING);
	EXPECT_TRIGGERS(run, RESUME, 1u);
	KUNIT_EXPECT_EQ(test, send(draining, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(draining, DRAINING);
	EXPECT_TRIGGERS(draining, RESUME, 1u);
	/* and it plays on */
	fake_move(run->fake, FAKE_PERIOD / 2);
	EXPECT_STATE(run, RUNNING);
}

static void draining_recording_is_resumed_without_a_trigger(struct kunit *test)
{
	struct fake *fake = create_kind(test);
	struct opened *opened;

	fake->hw.info |= SNDRV_PCM_INFO_RESUME;
	opened = prepare_file(fake, CAPTURE, 0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EAGAIN);
	suspend(opened);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(opened, DRAINING);
	EXPECT_TRIGGERS(opened, RESUME, 0u);
}

static void resume_that_fails_leaves_it_suspended(struct kunit *test)
{
	struct opened *opened = resumable(test);

	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	suspend(opened);
	opened->fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_RESUME, 0), (long)-EIO);
	EXPECT_STATE(opened, SUSPENDED);
	opened->fake->trigger_result = 0;
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(opened, RUNNING);
}

/* in Linux the hardware of those before the one that failed runs on */
static void group_resume_that_fails_is_undone_unlike_linux(struct kunit *test)
{
	struct opened *a = resumable(test), *b = resumable(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	suspend(a);
	a->fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_RESUME, 0), (long)-EIO);
	EXPECT_TRIGGERS(b, RESUME, 1u);
	EXPECT_TRIGGERS(b, SUSPEND, 2u);
	EXPECT_STATE(b, SUSPENDED);
	a->fake->trigger_result = 0;
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_RESUME, 0), 0L);
	EXPECT_STATE(a, RUNNING);
	EXPECT_STATE(b, RUNNING);
}

static void prepare_and_drop_leave_it(struct kunit *test)
{
	struct opened *a = running(test), *b = running(test);

	suspend(a);
	suspend(b);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	EXPECT_STATE(a, PREPARED);
	KUNIT_EXPECT_EQ(test, a->fake->prepares, 2u);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(a->fake), 0UL);
	/* the hardware was stopped by the suspend */
	EXPECT_TRIGGERS(a, STOP, 0u);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	EXPECT_STATE(b, SETUP);
}

/* ---- the system ------------------------------------------------------------------------------ */

static void system_sleep_suspends_both_directions(struct kunit *test)
{
	struct opened *play = playing(test), *record = prepare_file(play->fake, CAPTURE, 0);

	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	EXPECT_STATE(record, SUSPENDED);
	KUNIT_EXPECT_EQ(test, (int)((struct snd_pcm_file *)play->file->private_data)->substream->runtime->state,
			(int)SNDRV_PCM_STATE_SUSPENDED);
	resume_system(test);
	/* that is the applications' business */
	EXPECT_STATE(record, SUSPENDED);
}

static void driver_may_keep_the_moment_to_itself(struct kunit *test)
{
	struct opened *opened = running(test);

	opened->fake->pcm->no_device_suspend = true;
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	EXPECT_STATE(opened, RUNNING);
	resume_system(test);
}

/* ---- power ----------------------------------------------------------------------------------- */

static struct opened *powered;

static long ask_version(struct fake *fake)
{
	int version = 0;

	return EXCHANGE(powered, SNDRV_PCM_IOCTL_PVERSION, &version);
}

static void commands_wait_for_the_power(struct kunit *test)
{
	struct fake_task task;

	powered = playing(test);
	snd_power_change_state(powered->fake->card, SNDRV_CTL_POWER_D3hot);
	fake_task_start(&task, powered->fake, ask_version);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	/* data does not: the state says what is to be said */
	KUNIT_EXPECT_EQ(test, fake_write_silence(powered->fake, 1), 1L);
	snd_power_change_state(powered->fake->card, SNDRV_CTL_POWER_D0);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
}

static void commands_do_not_wait_for_a_card_that_goes(struct kunit *test)
{
	struct fake_task task;

	powered = playing(test);
	snd_power_change_state(powered->fake->card, SNDRV_CTL_POWER_D3hot);
	fake_task_start(&task, powered->fake, ask_version);
	msleep(5);
	snd_card_disconnect(powered->fake->card);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), (long)-ENODEV);
}

static long close_it(struct fake *fake)
{
	close_opened(powered);
	return 0;
}

static void closing_waits_for_the_power(struct kunit *test)
{
	struct fake_task task;

	powered = playing(test);
	snd_power_change_state(powered->fake->card, SNDRV_CTL_POWER_D3hot);
	fake_task_start(&task, powered->fake, close_it);
	msleep(5);
	KUNIT_EXPECT_EQ(test, powered->fake->closes, 0u);
	snd_power_change_state(powered->fake->card, SNDRV_CTL_POWER_D0);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
	KUNIT_EXPECT_EQ(test, powered->fake->closes, 1u);
}

static struct kunit_case suspend_cases[] = {
	KUNIT_CASE_PARAM(running_stream_is_suspended, kind_gen_params),
	KUNIT_CASE_PARAM(standing_streams_are_suspended_without_a_trigger, kind_gen_params),
	KUNIT_CASE_PARAM(streams_with_nothing_to_lose_stay_as_they_are, kind_gen_params),
	KUNIT_CASE_PARAM(suspend_goes_on_when_the_driver_fails, kind_gen_params),
	KUNIT_CASE_PARAM(linked_streams_are_suspended_together, kind_gen_params),
	KUNIT_CASE_PARAM(one_trigger_suspends_what_the_driver_says_it_does, kind_gen_params),
	KUNIT_CASE_PARAM(suspended_stream_says_so, kind_gen_params),
	KUNIT_CASE_PARAM(waiting_writer_is_told, kind_gen_params),
	KUNIT_CASE_PARAM(waiting_drain_ends, kind_gen_params),
	KUNIT_CASE_PARAM(resume_is_for_suspended_streams_of_able_hardware, kind_gen_params),
	KUNIT_CASE_PARAM(resume_brings_the_state_back, kind_gen_params),
	KUNIT_CASE_PARAM(draining_recording_is_resumed_without_a_trigger, kind_gen_params),
	KUNIT_CASE_PARAM(resume_that_fails_leaves_it_suspended, kind_gen_params),
	KUNIT_CASE_PARAM(group_resume_that_fails_is_undone_unlike_linux, kind_gen_params),
	KUNIT_CASE_PARAM(prepare_and_drop_leave_it, kind_gen_params),
	KUNIT_CASE_PARAM(system_sleep_suspends_both_directions, kind_gen_params),
	KUNIT_CASE(driver_may_keep_the_moment_to_itself),
	KUNIT_CASE(commands_wait_for_the_power),
	KUNIT_CASE(commands_do_not_wait_for_a_card_that_goes),
	KUNIT_CASE(closing_waits_for_the_power),
	{}
};

static struct kunit_suite suspend_suite = { .name = "suspend", .test_cases = suspend_cases };
kunit_test_suite(suspend_suite);

MODULE_DESCRIPTION("suspended PCM streams");
MODULE_LICENSE("GPL");
