/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * buffer_card.h - a card without hardware for the tests of PCM buffers: made and opened from inside the kernel, with
 * exported symbols only. Everything made here goes when the case ends.
 */
#ifndef TESTS_UNIT_BUFFER_CARD_H
#define TESTS_UNIT_BUFFER_CARD_H

#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>
#include "expect.h"
#include "plain_card.h"

/* the default of snd_pcm.max_alloc_per_card */
#define CARD_QUOTA SZ_32M

/* ---- a device that does nothing -------------------------------------------------------------------------- */

static int idle_open(struct snd_pcm_substream *substream)
{
	static const struct snd_pcm_hardware hw = {
		.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED,
		.formats = SNDRV_PCM_FMTBIT_U8,
		.rates = SNDRV_PCM_RATE_48000,
		.rate_min = 48000, .rate_max = 48000,
		.channels_min = 1, .channels_max = 1,
		.buffer_bytes_max = SZ_64M,
		.period_bytes_min = 1, .period_bytes_max = SZ_32M,
		.periods_min = 1, .periods_max = 1024,
	};

	substream->runtime->hw = hw;
	return 0;
}

static int idle_close(struct snd_pcm_substream *substream)
{
	return 0;
}

static int idle_prepare(struct snd_pcm_substream *substream)
{
	return 0;
}

static int idle_trigger(struct snd_pcm_substream *substream, int cmd)
{
	return 0;
}

static snd_pcm_uframes_t idle_pointer(struct snd_pcm_substream *substream)
{
	return 0;
}

/* what the last hw_params of an own_buffer_ops stream got from snd_pcm_lib_malloc_pages() */
static int last_malloc;

static __maybe_unused int idle_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	last_malloc = snd_pcm_lib_malloc_pages(substream, params_buffer_bytes(params));
	return last_malloc;
}

static __maybe_unused int idle_hw_free(struct snd_pcm_substream *substream)
{
	return snd_pcm_lib_free_pages(substream);
}

/* Not const: the older spelling (include/classic) fills in what today's core calls. */

/* the core allocates */
static __maybe_unused struct snd_pcm_ops managed_ops = {
	.open = idle_open, .close = idle_close, .prepare = idle_prepare, .trigger = idle_trigger, .pointer = idle_pointer,
};

/* the driver allocates */
static __maybe_unused struct snd_pcm_ops own_buffer_ops = {
	.open = idle_open, .close = idle_close, .prepare = idle_prepare, .trigger = idle_trigger, .pointer = idle_pointer,
	.hw_params = idle_hw_params, .hw_free = idle_hw_free,
};

/* ---- PCMs, open streams ---------------------------------------------------------------------------- */

static __maybe_unused struct snd_pcm *pcm_new(struct kunit *test, struct snd_card *card, int device, int playback,
					      int capture, struct snd_pcm_ops *ops)
{
	struct snd_pcm *pcm;

	KUNIT_ASSERT_EQ(test, snd_pcm_new(card, "buffers", device, playback, capture, &pcm), 0);
	if (playback)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, ops);
	if (capture)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, ops);
	return pcm;
}

/** substream_of() - number @number of @pcm's playback direction */
static __maybe_unused struct snd_pcm_substream *substream_of(struct snd_pcm *pcm, int number)
{
	struct snd_pcm_substream *substream = pcm->streams[SNDRV_PCM_STREAM_PLAYBACK].substream;

	while (substream && substream->number != number)
		substream = substream->next;
	return substream;
}

/* closing frees what hw_params has made; a case that called snd_pcm_lib_malloc_pages() itself is on its own */
static void close_stream(void *arg)
{
	struct snd_pcm_substream *substream = arg;

	if (substream->runtime->state == SNDRV_PCM_STATE_OPEN)
		snd_pcm_lib_free_pages(substream);
	snd_pcm_release_substream(substream);
}

/** open_stream() - open the first playback substream that is free; it is closed when the case ends */
static __maybe_unused struct snd_pcm_substream *open_stream(struct kunit *test, struct snd_pcm *pcm)
{
	struct snd_pcm_substream *substream;
	struct file *file = kunit_kzalloc(test, sizeof(*file), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, file);
	KUNIT_ASSERT_EQ(test, snd_pcm_open_substream(pcm, SNDRV_PCM_STREAM_PLAYBACK, file, &substream), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_stream, substream), 0);
	return substream;
}

/** hw_params() - what an application's SNDRV_PCM_IOCTL_HW_PARAMS for a buffer of @bytes would answer */
static __maybe_unused int hw_params(struct kunit *test, struct snd_pcm_substream *substream, unsigned int bytes)
{
	struct snd_pcm_hw_params *params = kunit_kzalloc(test, sizeof(*params), GFP_KERNEL);
	struct snd_interval *buffer_bytes;

	KUNIT_ASSERT_NOT_NULL(test, params);
	_snd_pcm_hw_params_any(params);
	buffer_bytes = hw_param_interval(params, SNDRV_PCM_HW_PARAM_BUFFER_BYTES);
	buffer_bytes->min = bytes;
	buffer_bytes->max = bytes;
	buffer_bytes->integer = 1;
	return snd_pcm_kernel_ioctl(substream, SNDRV_PCM_IOCTL_HW_PARAMS, params);
}

/* ---- the files of /proc, through the callbacks they have -------------------------------------------------- */

static __maybe_unused struct snd_info_entry *info_entry(struct snd_pcm_substream *substream, const char *name)
{
	struct snd_info_entry *entry;

	list_for_each_entry(entry, &substream->proc_root->children, list) {
		if (!strcmp(entry->name, name))
			return entry;
	}
	return NULL;
}

/** info_write() - what the writer of @text should be answered: 0 or -errno */
static __maybe_unused int info_write(struct kunit *test, struct snd_pcm_substream *substream, const char *text)
{
	struct snd_info_entry *entry = info_entry(substream, "prealloc");
	size_t length = strlen(text);
	struct snd_info_buffer buffer = { .size = length, .len = length + 1 };

	KUNIT_ASSERT_NOT_NULL(test, entry);
	buffer.buffer = kunit_kzalloc(test, length + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer.buffer);
	memcpy(buffer.buffer, text, length);
	entry->c.text.write(entry, &buffer);
	return buffer.error;
}

/** info_read() - the text of a file */
static __maybe_unused const char *info_read(struct kunit *test, struct snd_pcm_substream *substream, const char *name)
{
	struct snd_info_entry *entry = info_entry(substream, name);
	struct seq_file *file = kunit_kzalloc(test, sizeof(*file), GFP_KERNEL);
	struct snd_info_buffer buffer = { .buffer = (char *)file };

	KUNIT_ASSERT_NOT_NULL(test, entry);
	KUNIT_ASSERT_NOT_NULL(test, file);
	file->size = 64;
	file->buf = kunit_kzalloc(test, file->size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, file->buf);
	entry->c.text.read(entry, &buffer);
	return file->buf;
}

#endif
