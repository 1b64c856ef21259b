// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_link.c - linked streams: LINK and UNLINK, and what happens to all members of a group when something is done to
 * one (sound/pcm/link.c, action.c, drain.c). A group is listed with the last member that joined in front.
 */
#include "expect.h"
#include "streams.h"

KUNIT_ARRAY_PARAM(kind, kinds, kind_desc);

/* ---- link and unlink ------------------------------------------------------------------------- */

static void link_wants_a_pcm_file(struct kunit *test)
{
	struct opened *a = playing(test);
	struct file *control = fake_file(a->fake, CONTROL, O_RDONLY);

	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_LINK, 63), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_LINK, -1), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, link_file(a, control), (long)-EBADFD);
	filp_close(control, NULL);
	KUNIT_EXPECT_EQ(test, link_to(a, a), (long)-EINVAL);
}

static void link_wants_equal_states_and_parameters(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	struct opened *bare = open_device(create_kind(test), PLAYBACK, O_WRONLY | O_NONBLOCK);
	struct opened *bare2 = open_device(create_kind(test), PLAYBACK, O_WRONLY | O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, link_to(bare, bare2), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, link_to(a, bare), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, link_to(bare, a), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, fake_start(b->fake), 0);
	KUNIT_EXPECT_EQ(test, link_to(a, b), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, fake_start(a->fake), 0);
	KUNIT_EXPECT_EQ(test, link_to(a, b), 0L);
	KUNIT_EXPECT_TRUE(test, snd_pcm_stream_linked(a->fake->substream));
	KUNIT_EXPECT_PTR_EQ(test, a->fake->substream->group, b->fake->substream->group);
}

static void link_is_of_one_kind(struct kunit *test)
{
	struct opened *a = playing(test);
	struct fake *other = fake_create(test);

	other->pcm->nonatomic = !nonatomic_case(test);
	KUNIT_EXPECT_EQ(test, link_to(a, prepare_file(other, PLAYBACK, FAKE_PERIOD)), (long)-EBADFD);
}

static void link_takes_a_stream_once(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test), *c = playing(test);

	KUNIT_EXPECT_EQ(test, link_to(a, b), 0L);
	KUNIT_EXPECT_EQ(test, link_to(a, b), (long)-EALREADY);
	KUNIT_EXPECT_EQ(test, link_to(c, b), (long)-EALREADY);
	/* a member takes others in, whoever founded the group */
	KUNIT_EXPECT_EQ(test, link_to(b, c), 0L);
	KUNIT_EXPECT_PTR_EQ(test, a->fake->substream->group, c->fake->substream->group);
}

static void link_without_memory_links_nothing(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	int fd = descriptor(test, b->file);

	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_LINK, fd), (long)-ENOMEM);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(a->fake->substream));
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(b->fake->substream));
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_LINK, fd), 0L);
	close_fd(fd);
}

static void unlink_leaves_no_group_of_one(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test), *c = playing(test);

	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_UNLINK, 0), (long)-EALREADY);
	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, link_to(a, c), 0L);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_UNLINK, 0), 0L);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(a->fake->substream));
	KUNIT_EXPECT_PTR_EQ(test, b->fake->substream->group, c->fake->substream->group);
	KUNIT_EXPECT_TRUE(test, snd_pcm_stream_linked(b->fake->substream));
	KUNIT_EXPECT_EQ(test, send(c, SNDRV_PCM_IOCTL_UNLINK, 0), 0L);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(b->fake->substream));
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_UNLINK, 0), (long)-EALREADY);
}

static void closing_unlinks(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	close_opened(b);
	KUNIT_EXPECT_FALSE(test, snd_pcm_stream_linked(a->fake->substream));
	/* the drop of a close is the group's */
	EXPECT_STATE(a, SETUP);
	EXPECT_TRIGGERS(a, STOP, 1u);
	KUNIT_EXPECT_EQ(test, b->fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, b->fake->closes, 1u);
}

/* b waits for its end while a, whose end has come, has given its parameters back: the group cannot be dropped */
static void closing_stops_what_the_group_cannot_drop(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	fake_write_silence(b->fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_DRAIN, 0), (long)-EAGAIN);
	fake_move(a->fake, FAKE_PERIOD);
	EXPECT_STATE(a, SETUP);
	EXPECT_STATE(b, DRAINING);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_HW_FREE, 0), 0L);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	EXPECT_STATE(b, DRAINING);
	close_opened(b);
	KUNIT_EXPECT_EQ(test, b->fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
}

/* ---- together -------------------------------------------------------------------------------- */

static void start_and_stop_together(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test), *c = recording(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, link_to(a, c), 0L);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_START, 0), 0L);
	EXPECT_STATE(a, RUNNING);
	EXPECT_STATE(b, RUNNING);
	EXPECT_STATE(c, RUNNING);
	EXPECT_TRIGGERS(a, START, 1u);
	EXPECT_TRIGGERS(b, START, 1u);
	EXPECT_TRIGGERS(c, START, 1u);
	KUNIT_EXPECT_EQ(test, send(c, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	EXPECT_STATE(a, SETUP);
	EXPECT_STATE(b, SETUP);
	EXPECT_STATE(c, SETUP);
	EXPECT_TRIGGERS(a, STOP, 1u);
}

static void start_checks_all_before_the_first(struct kunit *test)
{
	struct opened *a = playing(test), *b = prepare_file(create_kind(test), PLAYBACK, 0);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	/* b has nothing to play */
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_START, 0), (long)-EPIPE);
	EXPECT_TRIGGERS(a, START, 0u);
	EXPECT_STATE(a, PREPARED);
	fake_write_silence(b->fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_START, 0), 0L);
	EXPECT_STATE(b, RUNNING);
}

static void start_that_fails_is_undone_in_those_before(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test), *c = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, link_to(a, c), 0L);
	/* c, b, a is the order */
	b->fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_START, 0), (long)-EIO);
	EXPECT_TRIGGERS(c, START, 1u);
	EXPECT_TRIGGERS(c, STOP, 1u);
	EXPECT_TRIGGERS(b, START, 1u);
	EXPECT_TRIGGERS(b, STOP, 0u);
	EXPECT_TRIGGERS(a, START, 0u);
	EXPECT_STATE(a, PREPARED);
	EXPECT_STATE(b, PREPARED);
	EXPECT_STATE(c, PREPARED);
	/* and the locks are free */
	b->fake->trigger_result = 0;
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_START, 0), 0L);
	EXPECT_STATE(a, RUNNING);
}

static void pause_together(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	EXPECT_STATE(a, PAUSED);
	EXPECT_STATE(b, PAUSED);
	/* what fails to go on is left paused, and pauses those that went on again; b goes first */
	a->fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_PAUSE, 0), (long)-EIO);
	EXPECT_TRIGGERS(b, PAUSE_PUSH, 2u);
	EXPECT_STATE(b, PAUSED);
	a->fake->trigger_result = 0;
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_PAUSE, 0), 0L);
	EXPECT_STATE(a, RUNNING);
	EXPECT_STATE(b, RUNNING);
}

static void xrun_of_one_stops_all(struct kunit *test)
{
	struct opened *a = playing(test), *b = recording(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	/* the only period has been played; the interrupt's own stream is a */
	fake_move(a->fake, FAKE_PERIOD);
	EXPECT_STATE(a, XRUN);
	EXPECT_STATE(b, XRUN);
	EXPECT_TRIGGERS(b, STOP, 1u);
}

static void prepare_together(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_PREPARE, 0), (long)-EBUSY);
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_XRUN, 0), 0L);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	KUNIT_EXPECT_EQ(test, b->fake->prepares, 2u);
	EXPECT_STATE(b, PREPARED);
	/* a paused group is stopped first */
	fake_write_silence(a->fake, 1);
	fake_write_silence(b->fake, 1);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_PREPARE, 0), 0L);
	EXPECT_STATE(a, PREPARED);
	EXPECT_TRIGGERS(a, STOP, 2u);
	/* the error of one; b has been prepared by then, and has not changed its state */
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	a->fake->prepare_result = -EIO;
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_PREPARE, 0), (long)-EIO);
	EXPECT_STATE(a, SETUP);
	EXPECT_STATE(b, SETUP);
}

static void reset_together(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(b->fake), (unsigned long)FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_RESET, 0), 0L);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(b->fake), 0UL);
}

static long prepare(struct fake *fake)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL);
}

static struct fake_task preparing;
static struct fake *prepares_first;

static void prepare_meanwhile(struct fake *fake)
{
	fake_task_start(&preparing, prepares_first, prepare);
	msleep(5);
	KUNIT_EXPECT_FALSE(fake->test, completion_done(&preparing.done));
	KUNIT_EXPECT_EQ(fake->test, fake->prepares, 1u);
}

static void prepare_waits_for_the_parameters_of_all(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	prepares_first = a->fake;
	b->fake->hook = prepare_meanwhile;
	KUNIT_EXPECT_EQ(test, fake_hw_params(b->fake, FAKE_CONFIG()), 0);
	b->fake->hook = NULL;
	KUNIT_EXPECT_EQ(test, fake_task_join(&preparing), 0L);
	KUNIT_EXPECT_EQ(test, b->fake->prepares, 2u);
}

/* ---- one trigger for all --------------------------------------------------------------------- */

static struct timespec64 trigger_time(struct opened *opened)
{
	guard(pcm_stream_lock_irq)(opened->fake->substream);
	return opened->fake->substream->runtime->trigger_tstamp;
}

/* hardware that starts all its streams by one bit */
static int trigger_all(struct snd_pcm_substream *substream, int cmd)
{
	struct fake *fake = fake_of(substream);
	struct snd_pcm_substream *s;

	fake->triggers[cmd]++;
	snd_pcm_group_for_each_entry(s, substream)
		if (s->ops->trigger == trigger_all)
			snd_pcm_trigger_done(s, substream);
	return fake->trigger_result;
}

static struct opened *of_one_card(struct kunit *test)
{
	struct fake *fake = create_kind(test);

	fake->ops.trigger = trigger_all;
	return prepare_file(fake, PLAYBACK, FAKE_PERIOD);
}

static void master_triggers_for_the_others(struct kunit *test)
{
	struct opened *a = of_one_card(test), *b = of_one_card(test), *c = playing(test);
	struct timespec64 first, second;

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, link_to(a, c), 0L);
	KUNIT_EXPECT_EQ(test, send(a, SNDRV_PCM_IOCTL_START, 0), 0L);
	EXPECT_TRIGGERS(c, START, 1u);
	EXPECT_TRIGGERS(b, START, 1u);
	EXPECT_TRIGGERS(a, START, 0u);
	EXPECT_STATE(a, RUNNING);
	first = trigger_time(a);
	second = trigger_time(b);
	KUNIT_EXPECT_TRUE(test, timespec64_equal(&first, &second));
	KUNIT_EXPECT_EQ(test, send(c, SNDRV_PCM_IOCTL_DROP, 0), 0L);
	EXPECT_TRIGGERS(b, STOP, 1u);
	EXPECT_TRIGGERS(a, STOP, 0u);
	/* nobody is anybody's master after that */
	KUNIT_EXPECT_NULL(test, a->fake->substream->runtime->trigger_master);
	KUNIT_EXPECT_NULL(test, b->fake->substream->runtime->trigger_master);
}

/*
 * A pause sets the time of the last look far back, so that the first interrupt after it is taken for one that is a ring
 * late if it comes early. That is the pause of the stream whose trigger() was called: of those moved along, nothing is
 * set back.
 */
static void pause_sets_back_the_clock_of_the_master_only(struct kunit *test)
{
	struct opened *a = of_one_card(test), *b = of_one_card(test);

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_START, 0), 0L);
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_PAUSE, 1), 0L);
	EXPECT_TRIGGERS(a, PAUSE_PUSH, 0u);
	KUNIT_ASSERT_EQ(test, send(a, SNDRV_PCM_IOCTL_PAUSE, 0), 0L);
	fake_move(a->fake, 1);
	KUNIT_EXPECT_EQ(test, a->fake->substream->runtime->status->hw_ptr, 1ul);
	EXPECT_STATE(a, RUNNING);
	fake_move(b->fake, 1);
	KUNIT_EXPECT_EQ(test, b->fake->substream->runtime->status->hw_ptr, 1ul + FAKE_BUFFER);
	EXPECT_STATE(b, XRUN);
}

/* ---- drain ----------------------------------------------------------------------------------- */

static long drain_blocking(struct fake *fake)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL);
}

static void drain_waits_for_all(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test), *c = recording(test);
	struct fake_task task;

	fake_write_silence(b->fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, link_to(a, c), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	a->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, a->fake, drain_blocking);
	msleep(2);
	/* recording has stopped, with nothing to be read */
	EXPECT_STATE(c, SETUP);
	fake_move(a->fake, FAKE_PERIOD);
	EXPECT_STATE(a, SETUP);
	msleep(2);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	fake_move(b->fake, 2 * FAKE_PERIOD);
	EXPECT_STATE(b, SETUP);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
}

static void drain_ends_when_the_member_it_waits_for_is_closed(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	struct fake_task task;

	fake_write_silence(b->fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	a->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, a->fake, drain_blocking);
	msleep(2);
	fake_move(a->fake, FAKE_PERIOD);
	msleep(2);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	close_opened(b);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
}

static void drain_ends_when_the_member_it_waits_for_leaves(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	struct fake_task task;

	fake_write_silence(b->fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	KUNIT_ASSERT_EQ(test, fake_start(a->fake), 0);
	a->fake->substream->f_flags &= ~O_NONBLOCK;
	fake_task_start(&task, a->fake, drain_blocking);
	msleep(2);
	fake_move(a->fake, FAKE_PERIOD);
	msleep(2);
	KUNIT_EXPECT_EQ(test, send(b, SNDRV_PCM_IOCTL_UNLINK, 0), 0L);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0L);
	EXPECT_STATE(b, DRAINING);
}

/* ---- everything at once ---------------------------------------------------------------------- */

#define ROUNDS 20

static long start_and_drop(struct fake *fake)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL);
		fake_write_silence(fake, FAKE_PERIOD);
		fake_start(fake);
		fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL);
	}
	return 0;
}

static long interrupt(struct fake *fake)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		fake_move(fake, 100);
	return 0;
}

/* from both ends of a group at once, while it is taken apart and put together again: nobody hangs */
static void members_act_at_once(struct kunit *test)
{
	struct opened *a = playing(test), *b = playing(test);
	struct fake_task tasks[4];
	int i;

	KUNIT_ASSERT_EQ(test, link_to(a, b), 0L);
	fake_task_start(&tasks[0], a->fake, start_and_drop);
	fake_task_start(&tasks[1], b->fake, start_and_drop);
	fake_task_start(&tasks[2], a->fake, interrupt);
	fake_task_start(&tasks[3], b->fake, interrupt);
	for (i = 0; i < ROUNDS; i++) {
		send(b, SNDRV_PCM_IOCTL_UNLINK, 0);
		link_to(a, b);
	}
	for (i = 0; i < (int)ARRAY_SIZE(tasks); i++)
		KUNIT_EXPECT_EQ(test, fake_task_join(&tasks[i]), 0L);
}

static struct kunit_case link_cases[] = {
	KUNIT_CASE_PARAM(link_wants_a_pcm_file, kind_gen_params),
	KUNIT_CASE_PARAM(link_wants_equal_states_and_parameters, kind_gen_params),
	KUNIT_CASE_PARAM(link_is_of_one_kind, kind_gen_params),
	KUNIT_CASE_PARAM(link_takes_a_stream_once, kind_gen_params),
	KUNIT_CASE(link_without_memory_links_nothing),
	KUNIT_CASE_PARAM(unlink_leaves_no_group_of_one, kind_gen_params),
	KUNIT_CASE_PARAM(closing_unlinks, kind_gen_params),
	KUNIT_CASE_PARAM(closing_stops_what_the_group_cannot_drop, kind_gen_params),
	KUNIT_CASE_PARAM(start_and_stop_together, kind_gen_params),
	KUNIT_CASE_PARAM(start_checks_all_before_the_first, kind_gen_params),
	KUNIT_CASE_PARAM(start_that_fails_is_undone_in_those_before, kind_gen_params),
	KUNIT_CASE_PARAM(pause_together, kind_gen_params),
	KUNIT_CASE_PARAM(xrun_of_one_stops_all, kind_gen_params),
	KUNIT_CASE_PARAM(prepare_together, kind_gen_params),
	KUNIT_CASE_PARAM(reset_together, kind_gen_params),
	KUNIT_CASE_PARAM(prepare_waits_for_the_parameters_of_all, kind_gen_params),
	KUNIT_CASE_PARAM(master_triggers_for_the_others, kind_gen_params),
	KUNIT_CASE_PARAM(pause_sets_back_the_clock_of_the_master_only, kind_gen_params),
	KUNIT_CASE_PARAM(drain_waits_for_all, kind_gen_params),
	KUNIT_CASE_PARAM(drain_ends_when_the_member_it_waits_for_is_closed, kind_gen_params),
	KUNIT_CASE_PARAM(drain_ends_when_the_member_it_waits_for_leaves, kind_gen_params),
	KUNIT_CASE_PARAM(members_act_at_once, kind_gen_params),
	{}
};

static struct kunit_suite link_suite = { .name = "link", .test_cases = link_cases };
kunit_test_suite(link_suite);

MODULE_DESCRIPTION("linked PCM streams");
MODULE_LICENSE("GPL");
