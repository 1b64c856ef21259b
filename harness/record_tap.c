// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_tap.c - called with locks of the streams held, from whichever task runs: a lock of its own, and nothing called back.
 */
#include "harness/record_tap.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <pthread.h>
#include <sound/asound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/wav.h"

/* a callback of one stream may come while another stream's is running on the real clock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int fail(struct record_tap *record, int err)
{
	if (err && !record->error)
		record->error = err;
	return err;
}

static bool same_stream(const struct usnd_tap_stream *a, const struct usnd_tap_stream *b)
{
	return a->card == b->card && a->device == b->device && a->subdevice == b->subdevice && a->capture == b->capture;
}

/* @make: a new one is remembered */
static struct record_tap_stream *find(struct record_tap *record, const struct usnd_tap_stream *stream, bool make)
{
	unsigned int i;

	for (i = 0; i < record->count; i++)
		if (same_stream(&record->streams[i].stream, stream))
			return &record->streams[i];
	if (!make || record->count == RECORD_TAP_STREAMS) {
		if (make)
			fail(record, -ENOSPC);
		return NULL;
	}
	record->streams[record->count] = (struct record_tap_stream){ .stream = *stream };
	return &record->streams[record->count++];
}

/* as struct wav_info has it; 0: none */
static int bits_of(int format)
{
	switch (format) {
	case SNDRV_PCM_FORMAT_U8:
		return 8;
	case SNDRV_PCM_FORMAT_S16_LE:
		return 16;
	case SNDRV_PCM_FORMAT_S24_3LE:
		return 24;
	case SNDRV_PCM_FORMAT_S32_LE:
		return 32;
	case SNDRV_PCM_FORMAT_FLOAT_LE:
		return -32;
	case SNDRV_PCM_FORMAT_FLOAT64_LE:
		return -64;
	}
	return 0;
}

static void finish(struct record_tap *record, struct record_tap_stream *s)
{
	fail(record, wav_close(s->wav));
	s->wav = NULL;
}

static void begin(struct record_tap *record, struct record_tap_stream *s)
{
	struct wav_info info = {
		.rate = s->format.rate, .channels = s->format.channels, .bits = bits_of(s->format.format),
	};
	char path[512], again[16] = "";

	s->frames = 0;
	if (!info.bits || record->error)
		return;
	if (++s->files > 1)
		snprintf(again, sizeof(again), "-%u", s->files);
	snprintf(path, sizeof(path), "%s/card%d-pcm%d%c-sub%d%s.wav", record->folder, s->stream.card, s->stream.device,
		 s->stream.capture ? 'c' : 'p', s->stream.subdevice, again);
	fail(record, wav_create(&s->wav, path, &info, NULL));
	if (s->wav)
		wav_keep_valid(s->wav);
}

/* ---- callbacks -------------------------------------------------------------------------------------------------- */

static void on_format(void *ctx, const struct usnd_tap_stream *stream, const struct usnd_tap_format *format)
{
	struct record_tap *record = ctx;
	struct record_tap_stream *s;

	pthread_mutex_lock(&lock);
	s = find(record, stream, true);
	if (s && (!s->wav || memcmp(&s->format, format, sizeof(*format)))) {
		finish(record, s);
		s->format = *format;
		begin(record, s);
	}
	pthread_mutex_unlock(&lock);
}

/* one sample of each channel after the other, as the file wants them */
static int write_channels(struct record_tap_stream *s, const void *const *channels, size_t frames)
{
	size_t bytes = s->format.sample_bits / 8, f;
	char *block = malloc(frames * s->format.channels * bytes), *to = block;
	unsigned int c;
	int err;

	if (!block)
		return -ENOMEM;
	for (f = 0; f < frames; f++)
		for (c = 0; c < s->format.channels; c++, to += bytes)
			memcpy(to, (const char *)channels[c] + f * bytes, bytes);
	err = wav_write_raw(s->wav, block, frames);
	free(block);
	return err;
}

static void on_frames(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames)
{
	struct record_tap *record = ctx;
	struct record_tap_stream *s;

	pthread_mutex_lock(&lock);
	s = find(record, stream, false);
	if (s && !data)
		s->unseen += frames;
	else if (s && s->wav && !record->error &&
		 !fail(record, s->format.interleaved ? wav_write_raw(s->wav, data[0], frames) : write_channels(s, data, frames)))
		s->frames += frames;
	pthread_mutex_unlock(&lock);
}

static void on_xrun(void *ctx, const struct usnd_tap_stream *stream)
{
	struct record_tap_stream *s;

	pthread_mutex_lock(&lock);
	s = find(ctx, stream, false);
	if (s)
		s->xruns++;
	pthread_mutex_unlock(&lock);
}

static void on_closed(void *ctx, const struct usnd_tap_stream *stream)
{
	struct record_tap_stream *s;

	pthread_mutex_lock(&lock);
	s = find(ctx, stream, false);
	if (s)
		finish(ctx, s);
	pthread_mutex_unlock(&lock);
}

void record_tap_start(struct record_tap *record, const char *folder)
{
	*record = (struct record_tap){ .folder = folder };
	record->tap = (struct usnd_tap){
		.ctx = record, .format = on_format, .frames = on_frames, .xrun = on_xrun, .closed = on_closed,
	};
	usnd_tap(&record->tap);
}

int record_tap_stop(struct record_tap *record)
{
	unsigned int i;

	usnd_tap(NULL);
	for (i = 0; i < record->count; i++)
		finish(record, &record->streams[i]);
	return record->error;
}
