// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_state_table.c - what every command of a PCM file does in every state: its result, and the state afterwards, for
 * both directions, atomic and nonatomic. One row a command; what stands here is what the source of Linux 6.12 says.
 *
 * The stream has pause and resume and does not block. Playback has two periods queued and recording a period to be read
 * in the states after PREPARED. DISCONNECTED is a stream that its driver has given up, with the card still there: every
 * command is -EBADFD. A stream whose card is gone has other file operations: -ENODEV.
 */
#include "streams.h"

#define LIVE_STATES (SNDRV_PCM_STATE_SUSPENDED + 1)
#define KEEP (-1)

/** struct outcome - what a command returns, and the state it leaves; KEEP: the one before */
struct outcome {
	int result;
	int state;
};

/**
 * struct row - a command
 * @cmd: its number
 * @value: the argument, of commands whose argument is no address
 * @fill: writes the argument; its size. NULL: @value
 * @expected: per direction and state, OPEN to SUSPENDED
 */
struct row {
	const char *name;
	unsigned int cmd;
	unsigned long value;
	size_t (*fill)(struct opened *opened, const struct row *row, void *argument);
	struct outcome expected[2][LIVE_STATES];
};

/* ---- arguments ------------------------------------------------------------------------------- */

#define DATA_AT 8192
#define ADDRESSES_AT 12288

/* what is only read, or only written: zeroes */
static size_t nothing(struct opened *opened, const struct row *row, void *argument)
{
	return _IOC_SIZE(row->cmd);
}

static size_t any_params(struct opened *opened, const struct row *row, void *argument)
{
	struct snd_pcm_hw_params *params = argument;

	_snd_pcm_hw_params_any(params);
	params->rmask = ~0U;
	return sizeof(*params);
}

static size_t one_params(struct opened *opened, const struct row *row, void *argument)
{
	struct snd_pcm_hw_params *params = argument;

	_snd_pcm_hw_params_any(params);
	fake_only(params, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	fake_only(params, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	fake_only(params, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	fake_only(params, SNDRV_PCM_HW_PARAM_RATE, FAKE_RATE);
	fake_only(params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, FAKE_PERIOD);
	fake_only(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, FAKE_BUFFER);
	return sizeof(*params);
}

static size_t sw_params(struct opened *opened, const struct row *row, void *argument)
{
	struct snd_pcm_sw_params *sw = argument;

	*sw = (struct snd_pcm_sw_params){
		.period_step = 1, .avail_min = 1, .start_threshold = LONG_MAX, .stop_threshold = FAKE_BUFFER,
	};
	return sizeof(*sw);
}

static size_t sync_ptr(struct opened *opened, const struct row *row, void *argument)
{
	*(u32 *)argument = row->value;
	return _IOC_SIZE(row->cmd);
}

static size_t frames(struct opened *opened, const struct row *row, void *argument)
{
	*(snd_pcm_uframes_t *)argument = row->value;
	return sizeof(snd_pcm_uframes_t);
}

static size_t interleaved(struct opened *opened, const struct row *row, void *argument)
{
	struct snd_xferi *xfer = argument;

	xfer->buf = (void *)opened->memory + DATA_AT;
	xfer->frames = 10;
	return sizeof(*xfer);
}

static size_t channels(struct opened *opened, const struct row *row, void *argument)
{
	struct snd_xfern *xfer = argument;

	xfer->bufs = (void *)opened->memory + ADDRESSES_AT;
	xfer->frames = 10;
	return sizeof(*xfer);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* cells: a result that leaves the state alone; one that changes it */
#define R(result) { result, KEEP }
#define T(result, state) { result, SNDRV_PCM_STATE_##state }
#define OK R(0)
#define BAD R(-EBADFD)

/* a row whose outcome has nothing to do with the direction, or with the state either */
#define BOTH(...) { { __VA_ARGS__ }, { __VA_ARGS__ } }
#define ALWAYS(cell) BOTH(cell, cell, cell, cell, cell, cell, cell, cell)
#define DIFFER(...) { __VA_ARGS__ }
#define PLAYBACK_IS(...) { __VA_ARGS__ }
#define CAPTURE_IS(...) { __VA_ARGS__ }

#define IMMEDIATE(name, value) #name "(" #value ")", SNDRV_PCM_IOCTL_##name, (unsigned long)(value), NULL
#define BARE(name) #name, SNDRV_PCM_IOCTL_##name, 0, NULL
#define WITH(name, fill) #name, SNDRV_PCM_IOCTL_##name, 0, fill
#define WITH_VALUE(name, fill, value) #name "(" #value ")", SNDRV_PCM_IOCTL_##name, value, fill

#define HWSYNC SNDRV_PCM_SYNC_PTR_HWSYNC
#define ASK_ALL (SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN)

/* what looks at the hardware first */
#define LOOKS								\
	DIFFER(PLAYBACK_IS(BAD, BAD, OK, OK, R(-EPIPE), OK, OK, R(-ESTRPIPE)),	\
	       CAPTURE_IS(BAD, BAD, OK, OK, R(-EPIPE), BAD, OK, R(-ESTRPIPE)))

static const struct row rows[] = {
	/*		  OPEN   SETUP  PREPARED RUNNING XRUN   DRAINING PAUSED SUSPENDED */
	{ WITH(PVERSION, nothing), ALWAYS(OK) },
	{ WITH(INFO, nothing), ALWAYS(OK) },
	{ WITH(TSTAMP, nothing), ALWAYS(OK) },
	{ WITH(TTSTAMP, nothing), ALWAYS(OK) },
	{ WITH(USER_PVERSION, nothing), ALWAYS(OK) },
	{ WITH(HW_REFINE, any_params), ALWAYS(OK) },
	{ WITH(HW_PARAMS, one_params),
	  BOTH(T(0, SETUP), OK, T(0, SETUP), BAD, BAD, BAD, BAD, BAD) },
	{ BARE(HW_FREE),
	  BOTH(BAD, T(0, OPEN), T(0, OPEN), BAD, BAD, BAD, BAD, BAD) },
	{ WITH(SW_PARAMS, sw_params),
	  BOTH(BAD, OK, OK, OK, OK, OK, OK, OK) },
	{ WITH(CHANNEL_INFO, nothing),
	  BOTH(BAD, OK, OK, OK, OK, OK, OK, OK) },
	{ WITH(STATUS64, nothing), ALWAYS(OK) },
	{ WITH(STATUS_EXT64, nothing), ALWAYS(OK) },
	{ WITH(STATUS32, nothing), ALWAYS(OK) },
	{ WITH(STATUS_EXT32, nothing), ALWAYS(OK) },
	{ WITH(DELAY, nothing), LOOKS },
	{ BARE(HWSYNC), LOOKS },
	{ WITH_VALUE(SYNC_PTR, sync_ptr, HWSYNC | ASK_ALL), LOOKS },
	{ WITH_VALUE(SYNC_PTR, sync_ptr, ASK_ALL), ALWAYS(OK) },
	{ BARE(PREPARE),
	  DIFFER(PLAYBACK_IS(BAD, T(0, PREPARED), OK, R(-EBUSY), T(0, PREPARED), R(-EBUSY), T(0, PREPARED),
			     T(0, PREPARED)),
		 CAPTURE_IS(BAD, T(0, PREPARED), OK, R(-EBUSY), T(0, PREPARED), T(0, PREPARED), T(0, PREPARED),
			    T(0, PREPARED))) },
	{ BARE(RESET),
	  BOTH(BAD, BAD, OK, OK, BAD, BAD, OK, OK) },
	{ BARE(START),
	  BOTH(BAD, BAD, T(0, RUNNING), BAD, BAD, BAD, BAD, BAD) },
	{ BARE(DROP),
	  BOTH(BAD, OK, T(0, SETUP), T(0, SETUP), T(0, SETUP), T(0, SETUP), T(0, SETUP), T(0, SETUP)) },
	{ BARE(DRAIN),
	  DIFFER(PLAYBACK_IS(BAD, R(-EAGAIN), T(-EAGAIN, DRAINING), T(-EAGAIN, DRAINING), T(-EAGAIN, SETUP),
			     R(-EAGAIN), T(-EAGAIN, DRAINING), BAD),
		 CAPTURE_IS(BAD, R(-EAGAIN), R(-EAGAIN), T(-EAGAIN, DRAINING), R(-EAGAIN), R(-EAGAIN),
			    T(-EAGAIN, DRAINING), BAD)) },
	/* without parameters nobody knows yet whether the hardware can pause */
	{ IMMEDIATE(PAUSE, 1),
	  BOTH(R(-ENOSYS), BAD, BAD, T(0, PAUSED), BAD, BAD, BAD, BAD) },
	{ IMMEDIATE(PAUSE, 0),
	  BOTH(R(-ENOSYS), BAD, BAD, BAD, BAD, BAD, T(0, RUNNING), BAD) },
	{ BARE(RESUME),
	  BOTH(BAD, BAD, BAD, BAD, BAD, BAD, BAD, T(0, RUNNING)) },
	{ BARE(XRUN),
	  BOTH(BAD, BAD, BAD, T(0, XRUN), OK, BAD, BAD, BAD) },
	{ IMMEDIATE(LINK, -1), ALWAYS(BAD) },
	{ BARE(UNLINK), ALWAYS(R(-EALREADY)) },
	{ WITH_VALUE(REWIND, frames, 1), LOOKS },
	{ WITH_VALUE(FORWARD, frames, 1), LOOKS },
	{ WITH_VALUE(REWIND, frames, 0), ALWAYS(OK) },
	{ WITH_VALUE(FORWARD, frames, 0), ALWAYS(OK) },
	/* the direction is the stream's; recording has nothing to be read before it runs */
	{ WITH(WRITEI_FRAMES, interleaved),
	  DIFFER(PLAYBACK_IS(BAD, BAD, OK, OK, R(-EPIPE), BAD, OK, R(-ESTRPIPE)),
		 CAPTURE_IS(BAD, BAD, R(-EAGAIN), OK, R(-EPIPE), BAD, OK, R(-ESTRPIPE))) },
	{ WITH(READI_FRAMES, interleaved),
	  DIFFER(PLAYBACK_IS(BAD, BAD, OK, OK, R(-EPIPE), BAD, OK, R(-ESTRPIPE)),
		 CAPTURE_IS(BAD, BAD, R(-EAGAIN), OK, R(-EPIPE), BAD, OK, R(-ESTRPIPE))) },
	/* the access that was not chosen */
	{ WITH(WRITEN_FRAMES, channels),
	  BOTH(BAD, R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL)) },
	{ WITH(READN_FRAMES, channels),
	  BOTH(BAD, R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL), R(-EINVAL)) },
	{ "unknown", _IO('A', 0xff), 0, NULL, ALWAYS(R(-ENOTTY)) },
};

/* ---- into a state ---------------------------------------------------------------------------- */

static const char *const state_names[] = {
	"OPEN", "SETUP", "PREPARED", "RUNNING", "XRUN", "DRAINING", "PAUSED", "SUSPENDED", "DISCONNECTED",
};

/** struct column - what the rows are tried on */
struct column {
	bool nonatomic;
	int stream;
	int state;
};

#define STREAM_COLUMNS(nonatomic, stream)								\
	{ nonatomic, stream, SNDRV_PCM_STATE_OPEN }, { nonatomic, stream, SNDRV_PCM_STATE_SETUP },		\
	{ nonatomic, stream, SNDRV_PCM_STATE_PREPARED }, { nonatomic, stream, SNDRV_PCM_STATE_RUNNING },	\
	{ nonatomic, stream, SNDRV_PCM_STATE_XRUN }, { nonatomic, stream, SNDRV_PCM_STATE_DRAINING },	\
	{ nonatomic, stream, SNDRV_PCM_STATE_PAUSED }, { nonatomic, stream, SNDRV_PCM_STATE_SUSPENDED },	\
	{ nonatomic, stream, SNDRV_PCM_STATE_DISCONNECTED }

static const struct column columns[] = {
	STREAM_COLUMNS(false, SNDRV_PCM_STREAM_PLAYBACK), STREAM_COLUMNS(false, SNDRV_PCM_STREAM_CAPTURE),
	STREAM_COLUMNS(true, SNDRV_PCM_STREAM_PLAYBACK), STREAM_COLUMNS(true, SNDRV_PCM_STREAM_CAPTURE),
};

static void column_desc(const struct column *column, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %s %s", column->nonatomic ? "nonatomic" : "atomic",
		 column->stream == SNDRV_PCM_STREAM_CAPTURE ? "capture" : "playback", state_names[column->state]);
}

KUNIT_ARRAY_PARAM(column, columns, column_desc);

static void configure(struct opened *opened)
{
	KUNIT_ASSERT_EQ(opened->fake->test, fake_hw_params(opened->fake, FAKE_CONFIG()), 0);
	fake_start_at(opened->fake, LONG_MAX);
}

static void must(struct opened *opened, unsigned int cmd, unsigned long arg, long result)
{
	KUNIT_ASSERT_EQ(opened->fake->test, send(opened, cmd, arg), result);
}

static void run(struct opened *opened, bool capture)
{
	if (!capture)
		fake_write_silence(opened->fake, 2 * FAKE_PERIOD);
	must(opened, SNDRV_PCM_IOCTL_START, 0, 0);
	if (capture)
		fake_move(opened->fake, FAKE_PERIOD);
}

static void give_up(struct opened *opened)
{
	guard(pcm_stream_lock_irq)(opened->fake->substream);
	snd_pcm_stop(opened->fake->substream, SNDRV_PCM_STATE_DISCONNECTED);
}

static void bring_into(struct opened *opened, bool capture, int state)
{
	if (state == SNDRV_PCM_STATE_OPEN)
		return;
	configure(opened);
	if (state == SNDRV_PCM_STATE_DISCONNECTED)
		give_up(opened);
	if (state == SNDRV_PCM_STATE_DISCONNECTED || state == SNDRV_PCM_STATE_SETUP)
		return;
	must(opened, SNDRV_PCM_IOCTL_PREPARE, 0, 0);
	if (state != SNDRV_PCM_STATE_PREPARED)
		run(opened, capture);
	else if (!capture)
		fake_write_silence(opened->fake, 2 * FAKE_PERIOD);
	switch (state) {
	case SNDRV_PCM_STATE_XRUN:
		must(opened, SNDRV_PCM_IOCTL_XRUN, 0, 0);
		break;
	case SNDRV_PCM_STATE_DRAINING:
		must(opened, SNDRV_PCM_IOCTL_DRAIN, 0, -EAGAIN);
		break;
	case SNDRV_PCM_STATE_PAUSED:
		must(opened, SNDRV_PCM_IOCTL_PAUSE, 1, 0);
		break;
	case SNDRV_PCM_STATE_SUSPENDED:
		KUNIT_ASSERT_EQ(opened->fake->test, snd_pcm_suspend_all(opened->fake->pcm), 0);
		break;
	}
}

/* a file of the column's direction; close_opened() */
static void open_again(struct opened *opened, const struct column *column)
{
	opened->file = fake_file(opened->fake, column->stream ? CAPTURE : PLAYBACK, O_RDWR | O_NONBLOCK);
	opened->fake->substream = ((struct snd_pcm_file *)opened->file->private_data)->substream;
}

static struct opened *closed_device(struct kunit *test)
{
	const struct column *column = test->param_value;
	struct fake *fake = fake_create(test);
	struct opened *opened;

	fake->pcm->nonatomic = column->nonatomic;
	fake->hw.info |= SNDRV_PCM_INFO_RESUME;
	opened = open_device(fake, column->stream ? CAPTURE : PLAYBACK, O_RDWR | O_NONBLOCK);
	close_opened(opened);
	return opened;
}

/* ---- the cases ------------------------------------------------------------------------------- */

static long run_row(struct opened *opened, const struct row *row, void *argument)
{
	void *addresses[2] = { (void *)opened->memory + DATA_AT, (void *)opened->memory + DATA_AT };

	if (!row->fill)
		return send(opened, row->cmd, row->value);
	memset(argument, 0, 1024);
	KUNIT_ASSERT_EQ(opened->fake->test, copy_to_user(opened->memory + ADDRESSES_AT, addresses, sizeof(addresses)),
			0UL);
	return exchange(opened, row->cmd, argument, row->fill(opened, row, argument));
}

static void every_command(struct kunit *test)
{
	static const struct outcome given_up = { -EBADFD, KEEP };
	const struct column *column = test->param_value;
	void *argument = kunit_kzalloc(test, 1024, GFP_KERNEL);
	struct opened *opened = closed_device(test);
	const struct outcome *expected;
	const struct row *row;
	int before;

	KUNIT_ASSERT_NOT_NULL(test, argument);
	for (row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		open_again(opened, column);
		bring_into(opened, column->stream, column->state);
		before = state_of(opened);
		KUNIT_ASSERT_EQ(test, before, column->state);
		expected = column->state < LIVE_STATES ? &row->expected[column->stream][column->state] : &given_up;
		KUNIT_EXPECT_EQ_MSG(test, run_row(opened, row, argument), (long)expected->result, "%s", row->name);
		KUNIT_EXPECT_EQ_MSG(test, (int)state_of(opened), expected->state == KEEP ? before : expected->state,
				    "%s", row->name);
		close_opened(opened);
	}
}

/* a partner that is PREPARED */
static void link_to_a_prepared_stream(struct kunit *test)
{
	const struct column *column = test->param_value;
	struct opened *opened = closed_device(test), *other = closed_device(test);
	bool alike = column->state == SNDRV_PCM_STATE_PREPARED;

	open_again(other, column);
	bring_into(other, column->stream, SNDRV_PCM_STATE_PREPARED);
	open_again(opened, column);
	bring_into(opened, column->stream, column->state);
	KUNIT_EXPECT_EQ(test, link_to(opened, other), alike ? 0L : (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, link_to(opened, opened), column->state < LIVE_STATES ? (long)-EINVAL : (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, (int)state_of(opened), column->state);
}

/* in the order of the states; READY: go on; WRONG: do not wait */
#define READY 1
#define WRONG 2

static const int polls[2][LIVE_STATES + 1] = {
	{ READY | WRONG, READY | WRONG, READY, READY, READY | WRONG, 0, READY,
	  READY | WRONG, READY | WRONG },
	{ READY | WRONG, READY | WRONG, 0, READY, READY | WRONG, READY, READY,
	  READY | WRONG, READY | WRONG },
};

static void poll_and_plain_transfer(struct kunit *test)
{
	static const int results[2][LIVE_STATES + 1] = {
		{ -EBADFD, -EBADFD, 40, 40, -EPIPE, -EBADFD, 40, -ESTRPIPE, -EBADFD },
		{ -EBADFD, -EBADFD, -EAGAIN, 40, -EPIPE, -EBADFD, 40, -ESTRPIPE, -EBADFD },
	};
	const struct column *column = test->param_value;
	__poll_t ready = column->stream ? EPOLLIN | EPOLLRDNORM : EPOLLOUT | EPOLLWRNORM;
	struct opened *opened = closed_device(test);
	int expected = polls[column->stream][column->state];
	struct file *file;
	loff_t pos = 0;
	ssize_t moved;

	open_again(opened, column);
	bring_into(opened, column->stream, column->state);
	file = opened->file;
	KUNIT_EXPECT_EQ(test, file->f_op->poll(file, NULL),
			(expected & READY ? ready : 0) | (expected & WRONG ? EPOLLERR : 0));
	if (column->stream)
		moved = file->f_op->read(file, opened->memory, 40, &pos);
	else
		moved = file->f_op->write(file, opened->memory, 40, &pos);
	KUNIT_EXPECT_EQ(test, moved, (ssize_t)results[column->stream][column->state]);
	KUNIT_EXPECT_EQ(test, (int)state_of(opened), column->state);
}

static void card_that_went_is_enodev(struct kunit *test)
{
	const struct column *column = test->param_value;
	struct opened *opened = closed_device(test);
	const struct row *row;

	open_again(opened, column);
	bring_into(opened, column->stream, column->state);
	snd_card_disconnect(opened->fake->card);
	EXPECT_STATE(opened, DISCONNECTED);
	for (row = rows; row < rows + ARRAY_SIZE(rows); row++)
		KUNIT_EXPECT_EQ_MSG(test, send(opened, row->cmd, row->value), (long)-ENODEV, "%s", row->name);
}

static struct kunit_case state_table_cases[] = {
	KUNIT_CASE_PARAM(every_command, column_gen_params),
	KUNIT_CASE_PARAM(link_to_a_prepared_stream, column_gen_params),
	KUNIT_CASE_PARAM(poll_and_plain_transfer, column_gen_params),
	KUNIT_CASE_PARAM(card_that_went_is_enodev, column_gen_params),
	{}
};

static struct kunit_suite state_table_suite = { .name = "state_table", .test_cases = state_table_cases };
kunit_test_suite(state_table_suite);

MODULE_DESCRIPTION("commands of a PCM in every state");
MODULE_LICENSE("GPL");
