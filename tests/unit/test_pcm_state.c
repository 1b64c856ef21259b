// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_state.c - which command is possible in which state, and what trigger() is told (sound/pcm/state.c,
 * prepare.c).
 */
#include "expect.h"
#include "fake_pcm.h"

/* ---- every command in every state ------------------------------------------------------------ */

/**
 * struct row - results in one state
 * @state: how the stream stands before each command
 * @prepare … @sw_params: what the command answers; drain does not wait
 */
struct row {
	const char *name;
	snd_pcm_state_t state;
	int stream;
	int hw_params, prepare, start, drop, drain, delay, sw_params, write;
};

#define PLAY SNDRV_PCM_STREAM_PLAYBACK
#define REC SNDRV_PCM_STREAM_CAPTURE

static const struct row rows[] = {
	{ "OPEN", SNDRV_PCM_STATE_OPEN, PLAY,
	  0, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EINVAL },
	{ "SETUP", SNDRV_PCM_STATE_SETUP, PLAY,
	  0, 0, -EBADFD, 0, -EAGAIN, -EBADFD, 0, -EBADFD },
	{ "PREPARED", SNDRV_PCM_STATE_PREPARED, PLAY,
	  0, 0, 0, 0, -EAGAIN, 0, 0, 1 },
	{ "RUNNING", SNDRV_PCM_STATE_RUNNING, PLAY,
	  -EBADFD, -EBUSY, -EBADFD, 0, -EAGAIN, 0, 0, 1 },
	{ "XRUN", SNDRV_PCM_STATE_XRUN, PLAY,
	  -EBADFD, 0, -EBADFD, 0, -EAGAIN, -EPIPE, 0, -EPIPE },
	{ "DRAINING", SNDRV_PCM_STATE_DRAINING, PLAY,
	  -EBADFD, -EBUSY, -EBADFD, 0, -EAGAIN, 0, 0, -EBADFD },
	{ "DISCONNECTED", SNDRV_PCM_STATE_DISCONNECTED, PLAY,
	  -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD, -EBADFD },
	{ "capture PREPARED", SNDRV_PCM_STATE_PREPARED, REC,
	  0, 0, 0, 0, -EAGAIN, 0, 0, -EAGAIN },
	{ "capture RUNNING", SNDRV_PCM_STATE_RUNNING, REC,
	  -EBADFD, -EBUSY, -EBADFD, 0, -EAGAIN, 0, 0, 1 },
	{ "capture DRAINING", SNDRV_PCM_STATE_DRAINING, REC,
	  -EBADFD, 0, -EBADFD, 0, -EAGAIN, -EBADFD, 0, -EBADFD },
};

static void row_name(const struct row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(state, rows, row_name);

static void enter(struct fake *fake, const struct row *row)
{
	struct kunit *test = fake->test;
	bool playback = row->stream == PLAY;

	fake_open(fake, row->stream, O_NONBLOCK);
	if (row->state == SNDRV_PCM_STATE_OPEN)
		return;
	KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake_start_at(fake, LONG_MAX);
	if (row->state == SNDRV_PCM_STATE_SETUP)
		return;
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	if (playback)
		KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER / 2), FAKE_BUFFER / 2l);
	if (row->state == SNDRV_PCM_STATE_PREPARED)
		return;
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	if (!playback)
		fake_move(fake, FAKE_PERIOD);
	switch (row->state) {
	case SNDRV_PCM_STATE_XRUN:
		snd_pcm_stop_xrun(fake->substream);
		break;
	case SNDRV_PCM_STATE_DRAINING:
		KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), -EAGAIN);
		break;
	case SNDRV_PCM_STATE_DISCONNECTED:
		snd_card_disconnect(fake->card);
		break;
	default:
		break;
	}
	KUNIT_ASSERT_EQ(test, fake_state(fake), row->state);
}

static struct fake *in_state(struct kunit *test)
{
	const struct row *row = test->param_value;
	struct fake *fake = fake_create(test);

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	enter(fake, row);
	return fake;
}

static const struct row *row_of(struct kunit *test)
{
	return test->param_value;
}

static void hw_params_in(struct kunit *test)
{
	struct fake *fake = in_state(test);

	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), row_of(test)->hw_params);
	if (!row_of(test)->hw_params)
		KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void prepare_in(struct kunit *test)
{
	struct fake *fake = in_state(test);

	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), row_of(test)->prepare);
	KUNIT_EXPECT_EQ(test, fake_state(fake), row_of(test)->prepare ? row_of(test)->state :
							SNDRV_PCM_STATE_PREPARED);
}

static void start_in(struct kunit *test)
{
	struct fake *fake = in_state(test);

	KUNIT_EXPECT_EQ(test, fake_start(fake), row_of(test)->start);
	KUNIT_EXPECT_EQ(test, fake_state(fake), row_of(test)->start ? row_of(test)->state : SNDRV_PCM_STATE_RUNNING);
}

static void drop_in(struct kunit *test)
{
	struct fake *fake = in_state(test);

	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), row_of(test)->drop);
	KUNIT_EXPECT_EQ(test, fake_state(fake), row_of(test)->drop ? row_of(test)->state : SNDRV_PCM_STATE_SETUP);
}

static void drain_in(struct kunit *test)
{
	struct fake *fake = in_state(test);

	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DRAIN, NULL), row_of(test)->drain);
}

static void delay_in(struct kunit *test)
{
	struct fake *fake = in_state(test);
	snd_pcm_sframes_t delay;

	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DELAY, &delay), row_of(test)->delay);
}

static void sw_params_in(struct kunit *test)
{
	struct fake *fake = in_state(test);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	KUNIT_EXPECT_EQ(test, fake_sw_params(fake, &sw), row_of(test)->sw_params);
}

static void transfer_in(struct kunit *test)
{
	struct fake *fake = in_state(test);
	unsigned int frame;
	long moved;

	/* without parameters there is no buffer either, which is looked at first, and complained about */
	if (row_of(test)->state == SNDRV_PCM_STATE_OPEN)
		expect_findings(test, 1);
	if (row_of(test)->stream == PLAY)
		moved = snd_pcm_kernel_write(fake->substream, &frame, 1);
	else
		moved = snd_pcm_kernel_read(fake->substream, &frame, 1);
	KUNIT_EXPECT_EQ(test, moved, (long)row_of(test)->write);
}

/* ---- start ----------------------------------------------------------------------------------- */

static void start_wants_something_to_play(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	KUNIT_EXPECT_EQ(test, fake_start(fake), -EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_EXPECT_EQ(test, fake_start(fake), 0);
}

static void start_refused_by_the_driver_is_undone(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_write_silence(fake, FAKE_PERIOD);
	fake->trigger_result = -EIO;
	KUNIT_EXPECT_EQ(test, fake_start(fake), -EIO);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_START], 1u);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
}

static void start_that_overruns_is_an_xrun(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_write_silence(fake, FAKE_PERIOD);
	fake->trigger_result = -EPIPE;
	KUNIT_EXPECT_EQ(test, fake_start(fake), -EPIPE);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static int trigger_latching(struct snd_pcm_substream *substream, int cmd)
{
	substream->runtime->trigger_tstamp.tv_sec = 12345;
	substream->runtime->trigger_tstamp_latched = true;
	return 0;
}

static void start_keeps_the_drivers_time(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->ops.trigger = trigger_latching;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, (long)fake->substream->runtime->trigger_tstamp.tv_sec, 12345l);
	KUNIT_EXPECT_NULL(test, fake->substream->runtime->trigger_master);
}

static void start_notes_the_time_by_the_chosen_clock(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_sw_params sw = fake_sw(fake);
	struct timespec64 before, after, *when = &fake->substream->runtime->trigger_tstamp;

	sw.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	fake_write_silence(fake, FAKE_PERIOD);
	ktime_get_ts64(&before);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	ktime_get_ts64(&after);
	KUNIT_EXPECT_LE(test, timespec64_to_ns(&before), timespec64_to_ns(when));
	KUNIT_EXPECT_LE(test, timespec64_to_ns(when), timespec64_to_ns(&after));
}

/* ---- prepare --------------------------------------------------------------------------------- */

static void prepare_resets_pointers(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, runtime->status->hw_ptr, (unsigned long)FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, runtime->status->hw_ptr, (unsigned long)FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, (unsigned long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_EXPECT_EQ(test, runtime->status->hw_ptr, 0ul);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 0ul);
	KUNIT_EXPECT_EQ(test, runtime->hw_ptr_base, 0ul);
	KUNIT_EXPECT_EQ(test, runtime->hw_ptr_interrupt, 0ul);
}

static void prepare_failing_keeps_the_state(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake->prepare_result = -EIO;
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_DROP, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), -EIO);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
}

static void prepare_waits_for_the_driver_after_a_stop(struct kunit *test)
{
	struct fake *fake = fake_playback(test);

	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	snd_pcm_stop_xrun(fake->substream);
	KUNIT_EXPECT_EQ(test, fake->syncs, 0u);
	KUNIT_ASSERT_EQ(test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->syncs, 1u);
}

/* ---- sw_params ------------------------------------------------------------------------------- */

static void sw_params_refuses_nonsense(struct kunit *test)
{
	struct fake *fake = fake_playback(test);
	unsigned long boundary = fake->substream->runtime->boundary;
	struct snd_pcm_sw_params good = fake_sw(fake), sw;

#define EXPECT_SW(result, change)                                  \
	do {                                                        \
		sw = good;                                          \
		change;                                             \
		KUNIT_EXPECT_EQ(test, fake_sw_params(fake, &sw), result); \
	} while (0)
	EXPECT_SW(-EINVAL, sw.tstamp_mode = -1);
	EXPECT_SW(-EINVAL, sw.tstamp_mode = SNDRV_PCM_TSTAMP_LAST + 1);
	EXPECT_SW(-EINVAL, sw.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_LAST + 1);
	EXPECT_SW(0, (sw.proto = SNDRV_PROTOCOL_VERSION(2, 0, 11), sw.tstamp_type = 99));
	EXPECT_SW(-EINVAL, sw.avail_min = 0);
	EXPECT_SW(-EINVAL, sw.silence_size = 1);
	EXPECT_SW(0, (sw.silence_size = 1, sw.silence_threshold = 1));
	EXPECT_SW(0, (sw.silence_size = FAKE_BUFFER, sw.silence_threshold = FAKE_BUFFER));
	EXPECT_SW(-EINVAL, sw.silence_threshold = FAKE_BUFFER + 1);
	EXPECT_SW(0, sw.silence_size = boundary);
	EXPECT_SW(-EINVAL, (sw.silence_size = boundary, sw.silence_threshold = 1));
	EXPECT_SW(0, );
	KUNIT_EXPECT_EQ(test, sw.boundary, boundary);
#undef EXPECT_SW
}

/* ---- through a file: what snd_pcm_kernel_ioctl() does not offer ------------------------------ */

static struct file *open_file(struct kunit *test, struct fake *fake, int flags)
{
	struct file *file;
	char path[32];

	KUNIT_ASSERT_EQ(test, snd_card_register(fake->card), 0);
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", fake->card->number);
	file = filp_open(path, flags, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	fake->substream = ((struct snd_pcm_file *)file->private_data)->substream;
	return file;
}

static void close_file(struct fake *fake, struct file *file)
{
	fake->substream = NULL;
	filp_close(file, NULL);
}

static long file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return file->f_op->unlocked_ioctl(file, cmd, arg);
}

static void pause_stops_and_resumes(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct file *file = open_file(test, fake, O_WRONLY | O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	fake_start_at(fake, LONG_MAX);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PREPARE, 0), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 1), (long)-EBADFD);
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_START, 0), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 1), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_PAUSED);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_PAUSE_PUSH], 1u);
	KUNIT_EXPECT_EQ(test, fake_write_silence(fake, 1), 1l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 0), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);

	/* dropping a paused stream lets the hardware go on first: it cannot stop while it is paused */
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 1), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_DROP, 0), 0l);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_PAUSE_RELEASE], 2u);
	KUNIT_EXPECT_EQ(test, fake->triggers[SNDRV_PCM_TRIGGER_STOP], 1u);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_SETUP);
	close_file(fake, file);
}

static void pause_needs_a_card_that_can(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct file *file;

	fake->hw.info &= ~SNDRV_PCM_INFO_PAUSE;
	file = open_file(test, fake, O_WRONLY | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PREPARE, 0), 0l);
	fake_write_silence(fake, FAKE_PERIOD);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PAUSE, 1), (long)-ENOSYS);
	close_file(fake, file);
}

static void reset_xrun_hwsync_and_hw_free(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct file *file = open_file(test, fake, O_WRONLY | O_NONBLOCK);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_HW_FREE, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_RESET, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_PREPARE, 0), 0l);
	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);

	fake->pos = 300;
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_HWSYNC, 0), 0l);
	KUNIT_EXPECT_EQ(test, runtime->status->hw_ptr, 300ul);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_RESET, 0), 0l);
	KUNIT_EXPECT_EQ(test, runtime->status->hw_ptr, 300ul);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 300ul);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_XRUN, 0), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_XRUN, 0), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_HWSYNC, 0), (long)-EPIPE);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_HW_FREE, 0), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_DROP, 0), 0l);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, SNDRV_PCM_IOCTL_HW_FREE, 0), 0l);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_OPEN);
	KUNIT_EXPECT_NULL(test, runtime->dma_area);
	KUNIT_EXPECT_EQ(test, file_ioctl(file, 0x1234, 0), (long)-ENOTTY);
	close_file(fake, file);
}

static void second_open_is_busy(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct file *file = open_file(test, fake, O_WRONLY), *second;
	char path[32];

	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", fake->card->number);
	second = filp_open(path, O_WRONLY | O_NONBLOCK, 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(second), -EBUSY);
	close_file(fake, file);
}

static long open_and_close(struct fake *fake)
{
	struct file *file;
	char path[32];

	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", fake->card->number);
	file = filp_open(path, O_WRONLY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

static void second_open_waits_for_the_first_close(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct file *file = open_file(test, fake, O_WRONLY);
	struct fake_task task;

	fake_task_start(&task, fake, open_and_close);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&task.done));
	close_file(fake, file);
	KUNIT_EXPECT_EQ(test, fake_task_join(&task), 0l);
	KUNIT_EXPECT_EQ(test, fake->closes, 2u);
}

static struct kunit_case pcm_state_cases[] = {
	KUNIT_CASE_PARAM(hw_params_in, state_gen_params),
	KUNIT_CASE_PARAM(prepare_in, state_gen_params),
	KUNIT_CASE_PARAM(start_in, state_gen_params),
	KUNIT_CASE_PARAM(drop_in, state_gen_params),
	KUNIT_CASE_PARAM(drain_in, state_gen_params),
	KUNIT_CASE_PARAM(delay_in, state_gen_params),
	KUNIT_CASE_PARAM(sw_params_in, state_gen_params),
	KUNIT_CASE_PARAM(transfer_in, state_gen_params),
	KUNIT_CASE(start_wants_something_to_play),
	KUNIT_CASE(start_refused_by_the_driver_is_undone),
	KUNIT_CASE(start_that_overruns_is_an_xrun),
	KUNIT_CASE(start_keeps_the_drivers_time),
	KUNIT_CASE(start_notes_the_time_by_the_chosen_clock),
	KUNIT_CASE(prepare_resets_pointers),
	KUNIT_CASE(prepare_failing_keeps_the_state),
	KUNIT_CASE(prepare_waits_for_the_driver_after_a_stop),
	KUNIT_CASE(sw_params_refuses_nonsense),
	KUNIT_CASE(pause_stops_and_resumes),
	KUNIT_CASE(pause_needs_a_card_that_can),
	KUNIT_CASE(reset_xrun_hwsync_and_hw_free),
	KUNIT_CASE(second_open_is_busy),
	KUNIT_CASE(second_open_waits_for_the_first_close),
	{}
};

static struct kunit_suite pcm_state_suite = { .name = "pcm_state", .test_cases = pcm_state_cases };
kunit_test_suite(pcm_state_suite);

MODULE_DESCRIPTION("states and commands of PCM streams");
MODULE_LICENSE("GPL");
