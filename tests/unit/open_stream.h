/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * open_stream.h - a card with one playback stream, opened by a case; its hardware and constraints are the case's.
 *
 * Uses what any module may use: snd_pcm_open_substream() with a file of the case's own stands for the device file.
 * Everything goes when the case ends, or earlier with close_stream().
 */
#ifndef TESTS_UNIT_OPEN_STREAM_H
#define TESTS_UNIT_OPEN_STREAM_H

#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

/**
 * struct test_stream - what a case opens
 * @hw: copied to runtime->hw by open()
 * @constrain: called by open() to add constraints; may be NULL; an error fails open()
 * @arg: for @constrain
 * @substream: the open stream
 */
struct test_stream {
	struct snd_pcm_hardware hw;
	int (*constrain)(struct snd_pcm_runtime *runtime, void *arg);
	void *arg;
	struct snd_pcm_substream *substream;
	/* private */
	struct snd_card *card;
	struct snd_pcm *pcm;
	struct file *file;
};

static int test_stream_open(struct snd_pcm_substream *substream)
{
	struct test_stream *stream = snd_pcm_substream_chip(substream);

	substream->runtime->hw = stream->hw;
	return stream->constrain ? stream->constrain(substream->runtime, stream->arg) : 0;
}

static int test_stream_nothing(struct snd_pcm_substream *substream)
{
	return 0;
}

static int test_stream_trigger(struct snd_pcm_substream *substream, int cmd)
{
	return 0;
}

static snd_pcm_uframes_t test_stream_pointer(struct snd_pcm_substream *substream)
{
	return 0;
}

static const struct snd_pcm_ops test_stream_ops = {
	.open = test_stream_open,
	.close = test_stream_nothing,
	.prepare = test_stream_nothing,
	.trigger = test_stream_trigger,
	.pointer = test_stream_pointer,
};

/* every number of channels, rate and size an application is likely to meet */
static const struct snd_pcm_hardware __maybe_unused test_hardware = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_NONINTERLEAVED | SNDRV_PCM_INFO_MMAP |
		SNDRV_PCM_INFO_MMAP_VALID,
	.formats = SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_3LE | SNDRV_PCM_FMTBIT_S32_LE,
	.rates = SNDRV_PCM_RATE_8000_48000,
	.rate_min = 8000,
	.rate_max = 48000,
	.channels_min = 1,
	.channels_max = 8,
	.buffer_bytes_max = 65536,
	.period_bytes_min = 64,
	.period_bytes_max = 32768,
	.periods_min = 2,
	.periods_max = 1024,
};

static void test_stream_remove_parent(void *arg)
{
	platform_device_unregister(arg);
}

static void test_stream_free_card(void *arg)
{
	snd_card_free(arg);
}

static void test_stream_release(void *arg)
{
	struct test_stream *stream = arg;
	struct snd_pcm_substream *substream = stream->substream;

	stream->substream = NULL;
	if (!substream)
		return;
	mutex_lock(&stream->pcm->open_mutex);
	snd_pcm_release_substream(substream);
	mutex_unlock(&stream->pcm->open_mutex);
}

/** make_stream() - the card and its closed stream; @stream is the case's to fill in before try_open_stream() */
static struct test_stream *make_stream(struct kunit *test)
{
	struct test_stream *stream = kunit_kzalloc(test, sizeof(*stream), GFP_KERNEL);
	struct platform_device *parent;

	KUNIT_ASSERT_NOT_NULL(test, stream);
	stream->file = kunit_kzalloc(test, sizeof(*stream->file), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, stream->file);
	stream->hw = test_hardware;
	parent = platform_device_register_simple("test_stream", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, test_stream_remove_parent, parent), 0);
	KUNIT_ASSERT_EQ(test, snd_card_new(&parent->dev, SNDRV_DEFAULT_IDX1, NULL, THIS_MODULE, 0, &stream->card), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, test_stream_free_card, stream->card), 0);
	KUNIT_ASSERT_EQ(test, snd_pcm_new(stream->card, "test", 0, 1, 0, &stream->pcm), 0);
	stream->pcm->private_data = stream;
	stream->pcm->streams[SNDRV_PCM_STREAM_PLAYBACK].substream->private_data = stream;
	snd_pcm_set_ops(stream->pcm, SNDRV_PCM_STREAM_PLAYBACK, &test_stream_ops);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, test_stream_release, stream), 0);
	return stream;
}

/** try_open_stream() - what opening the device file would return */
static int try_open_stream(struct test_stream *stream)
{
	int err;

	mutex_lock(&stream->pcm->open_mutex);
	err = snd_pcm_open_substream(stream->pcm, SNDRV_PCM_STREAM_PLAYBACK, stream->file, &stream->substream);
	if (err)
		stream->substream = NULL;
	mutex_unlock(&stream->pcm->open_mutex);
	return err;
}

/** close_stream() - so that it can be opened again with another hardware */
static __maybe_unused void close_stream(struct test_stream *stream)
{
	test_stream_release(stream);
}

/** open_stream() - the usual beginning of a case: a stream of test_hardware with these constraints */
static __maybe_unused struct test_stream *open_stream(struct kunit *test,
						      int (*constrain)(struct snd_pcm_runtime *, void *), void *arg)
{
	struct test_stream *stream = make_stream(test);

	stream->constrain = constrain;
	stream->arg = arg;
	KUNIT_ASSERT_EQ(test, try_open_stream(stream), 0);
	return stream;
}

/** make_params() - parameters that allow everything */
static __maybe_unused struct snd_pcm_hw_params *make_params(struct kunit *test)
{
	struct snd_pcm_hw_params *params = kunit_kzalloc(test, sizeof(*params), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, params);
	_snd_pcm_hw_params_any(params);
	return params;
}

/* a small generator, so that every run of a case sees the same inputs (xorshift64*) */
static __maybe_unused u32 draw(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * 0x2545f4914f6cdd1dULL) >> 32;
}

static __maybe_unused unsigned int draw_below(u64 *state, unsigned int limit)
{
	return (u64)draw(state) * limit >> 32;
}

#endif
