// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rawmidi_busy.c - a MIDI port that somebody else uses as well: what cannot be changed meanwhile, and what does not
 * come any more afterwards (sound/core/rawmidi*.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include "midi_port.h"

static const unsigned char note[3] = { 0x90, 60, 100 };

/* a port whose FIFO takes its time, the first time */
static struct completion fifo_empty;
static unsigned int fifo_asked;

static void drain_slowly(struct snd_rawmidi_substream *substream)
{
	if (!fifo_asked++)
		wait_for_completion(&fifo_empty);
}

static const struct snd_rawmidi_ops slow_ops = {
	.open = port_open, .close = port_close, .trigger = port_trigger, .drain = drain_slowly,
};

struct draining {
	struct snd_rawmidi_substream *substream;
	struct completion done;
	int result;
};

static int drain(void *data)
{
	struct draining *draining = data;

	draining->result = snd_rawmidi_drain_output(draining->substream);
	complete(&draining->done);
	return 0;
}

static void ring_that_is_in_use_keeps_its_size(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct snd_rawmidi_params params = { .stream = SNDRV_RAWMIDI_STREAM_OUTPUT, .buffer_size = 64, .avail_min = 1,
		.no_active_sensing = 1 };
	struct draining draining = { .substream = OUT_OF(rmidi) };
	struct player *player;

	snd_rawmidi_set_ops(rmidi, SNDRV_RAWMIDI_STREAM_OUTPUT, &slow_ops);
	player = player_new(test, rmidi, O_WRONLY | O_NONBLOCK);
	fifo_asked = 0;
	init_completion(&fifo_empty);
	init_completion(&draining.done);
	KUNIT_ASSERT_EQ(test, IS_ERR(kthread_run(drain, &draining, "drains")), false);
	while (!fifo_asked)
		msleep(1);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), (long)-EBUSY);
	KUNIT_EXPECT_EQ(test, OUT_OF(rmidi)->runtime->buffer_size, (size_t)PAGE_SIZE);
	complete(&fifo_empty);
	wait_for_completion(&draining.done);
	KUNIT_EXPECT_EQ(test, draining.result, 0);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, OUT_OF(rmidi)->runtime->buffer_size, 64UL);
}

static void parameters_of_an_output_that_others_append_to_stay(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct snd_rawmidi_params params = { .stream = SNDRV_RAWMIDI_STREAM_OUTPUT, .buffer_size = 64, .avail_min = 1,
		.no_active_sensing = 1 };
	struct player *one = player_new(test, rmidi, O_WRONLY | O_APPEND | O_NONBLOCK);
	struct player *other = player_new(test, rmidi, O_WRONLY | O_APPEND | O_NONBLOCK);

	KUNIT_EXPECT_EQ(test, PLAYER(one, PARAMS, &params), (long)-EBUSY);
	player_close(other);
	KUNIT_EXPECT_EQ(test, PLAYER(one, PARAMS, &params), 0L);
}

static unsigned int heard;

static void hear(struct snd_rawmidi_substream *substream)
{
	heard++;
}

static void nobody_is_told_of_input_that_has_been_stopped(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct snd_rawmidi_file rfile;
	unsigned int before;

	heard = 0;
	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	KUNIT_ASSERT_EQ(test, snd_rawmidi_kernel_open(rmidi, 0, SNDRV_RAWMIDI_LFLG_INPUT, &rfile), 0);
	rfile.input->runtime->event = hear;
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(rfile.input, note, 3), 3);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_drain_input(rfile.input), 0);
	before = heard;
	msleep(10);
	KUNIT_EXPECT_EQ(test, heard, before);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_release(&rfile), 0);
}

static struct kunit_case busy_cases[] = {
	KUNIT_CASE(ring_that_is_in_use_keeps_its_size),
	KUNIT_CASE(parameters_of_an_output_that_others_append_to_stay),
	KUNIT_CASE(nobody_is_told_of_input_that_has_been_stopped),
	{ }
};

static struct kunit_suite busy_suite = {
	.name = "rawmidi_busy",
	.test_cases = busy_cases,
};

kunit_test_suite(busy_suite);

MODULE_DESCRIPTION("MIDI ports that somebody else uses as well");
MODULE_LICENSE("GPL");
