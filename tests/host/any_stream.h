/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * any_stream.h - a 16 bit stereo stream, in whichever way it is accessed: read and write or mmap, interleaved or not;
 * and a world with a card without hardware in it, under several schedules, whose driver may be another than usnd's own.
 */
#ifndef TESTS_HOST_ANY_STREAM_H
#define TESTS_HOST_ANY_STREAM_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/run.h"
#include "tests/host/other_driver.h"

typedef int16_t frame_t[2];

#define ANY_PIECE 512u

/** struct access - a way of access; @copied: clients see copies of the samples */
struct access {
	const char *name;
	bool mmap, noninterleaved, copied;
};

static const struct access accesses[] = {
	{ "read and write", false, false, false },
	{ "read and write, not interleaved", false, true, false },
	{ "mmap", true, false, false },
	{ "mmap of copies", true, false, true },
	{ "mmap, not interleaved", true, true, false },
};

#define ACCESSES (sizeof(accesses) / sizeof(accesses[0]))

struct any_stream {
	struct client_pcm pcm;
	struct client_map map;
	bool mmap;
};

/** any_open_sized() - @period and @buffer in frames; nearest */
static inline int any_open_sized(struct any_stream *s, struct run *run, unsigned int card, unsigned int device,
				 bool capture, unsigned int rate, const struct access *access, unsigned int period,
				 unsigned int buffer)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = rate, .channels = 2, .mmap = access->mmap,
		.noninterleaved = access->noninterleaved, .period_frames = period, .buffer_frames = buffer,
	};
	int err = client_pcm_open(&s->pcm, &run->client, card, device, capture, 0);

	s->mmap = access->mmap;
	s->map = (struct client_map){ .pcm = &s->pcm };
	if (!err)
		err = client_pcm_configure(&s->pcm, &want);
	if (!err && s->mmap)
		err = client_map_open(&s->map, &s->pcm);
	return err;
}

static inline int any_open(struct any_stream *s, struct run *run, unsigned int card, unsigned int device, bool capture,
			   unsigned int rate, const struct access *access)
{
	int err = any_open_sized(s, run, card, device, capture, rate, access, 1024, 4096);

	EXPECT(!err, "(card %u, device %u, %s: %s)", card, device, capture ? "capture" : "playback", strerror(-err));
	return err;
}

static inline void any_close(struct any_stream *s)
{
	if (s->mmap)
		client_map_close(&s->map);
	EXPECT(!client_pcm_close(&s->pcm));
}

static inline int any_transfer(struct any_stream *s, void *data, size_t frames)
{
	size_t done;

	if (s->pcm.capture)
		return s->mmap ? client_map_read(&s->map, data, frames, &done) :
				 client_pcm_read(&s->pcm, data, frames, &done);
	return s->mmap ? client_map_write(&s->map, data, frames, &done)
		       : client_pcm_write(&s->pcm, data, frames, &done);
}

/* piece by piece, each channel from and to a place of its own */
static inline int any_transfer_channels(struct any_stream *s, frame_t *data, size_t frames)
{
	int16_t left[ANY_PIECE], right[ANY_PIECE];
	void *channels[2] = { left, right };
	size_t now, i;
	int err = 0;

	for (; frames && !err; frames -= now, data += now) {
		now = frames < ANY_PIECE ? frames : ANY_PIECE;
		for (i = 0; i < now && !s->pcm.capture; i++) {
			left[i] = data[i][0];
			right[i] = data[i][1];
		}
		err = any_transfer(s, channels, now);
		for (i = 0; i < now && s->pcm.capture; i++) {
			data[i][0] = left[i];
			data[i][1] = right[i];
		}
	}
	return err;
}

/** any_move() - write or read all of @data, whose layout is always interleaved */
static inline int any_move(struct any_stream *s, frame_t *data, size_t frames)
{
	return s->pcm.interleaved ? any_transfer(s, data, frames) : any_transfer_channels(s, data, frames);
}

static inline int any_drain(struct any_stream *s)
{
	return s->mmap ? client_map_drain(&s->map) : client_pcm_drain(&s->pcm);
}

/* no frame of it is silence */
static inline void make_sound(frame_t *sound, size_t frames, uint32_t noise)
{
	for (size_t i = 0; i < frames; i++)
		for (unsigned int c = 0; c < 2; c++) {
			noise = noise * 1664525 + 1013904223;
			sound[i][c] = noise >> 16 | 1;
		}
}

static inline bool is_silence(const frame_t frame)
{
	return !frame[0] && !frame[1];
}

/** with_world() - @body in worlds as @config says, under @seeds schedules; seed 0 is first come, first served */
static inline void with_world(struct run_config config, int (*body)(struct run *run), void *arg, unsigned int seeds)
{
	struct run_result result;
	int err;

	config.driver = other_driver();
	for (config.seed = 0; config.seed < seeds; config.seed++) {
		err = run_world(&config, body, arg, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
		if (err)
			break;
	}
}

#endif
