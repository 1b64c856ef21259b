/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rme32_card.h - worlds with a Digi32 and its driver: the ways a case is run in, a tape at each end of the card,
 * streams that are accessed as their world wants it.
 */
#ifndef TESTS_HOST_RME32_CARD_H
#define TESTS_HOST_RME32_CARD_H

#include <errno.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define FRAMES 80000u /* more than two rings of 16 bit stereo */
#define SOUND_BYTES (FRAMES * 16)

static uint8_t sound[SOUND_BYTES], got[SOUND_BYTES];

/** struct tape - an end of the card; @bytes passed, kept in @data as far as there is room */
struct tape {
	unsigned int rate, channels, bits;
	size_t bytes;
	uint8_t data[2 * SOUND_BYTES];
};

static struct tape heard, source;

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct tape *tape = ctx;

	tape->rate = rate;
	tape->channels = channels;
	tape->bits = bits;
}

static void on_heard(void *ctx, void *data, size_t count)
{
	struct tape *tape = ctx;
	size_t bytes = count * tape->channels * tape->bits / 8;

	if (tape->bytes + bytes <= sizeof(tape->data))
		memcpy(tape->data + tape->bytes, data, bytes);
	tape->bytes += bytes;
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	struct tape *tape = ctx;
	size_t bytes = count * tape->channels * tape->bits / 8;

	if (tape->bytes + bytes <= sizeof(tape->data))
		memcpy(data, tape->data + tape->bytes, bytes);
	tape->bytes += bytes;
}

/* noise; the lowest byte of 32-bit samples stays 0, as on the wire */
static inline void make_noise(uint8_t *data, size_t bytes, uint32_t seed, bool wide)
{
	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = wide && i % 4 == 0 ? 0 : seed >> 24 | 1;
	}
}

static inline void plug(struct run *run, const char *in, unsigned int rate)
{
	const char *card = run->config->cards[0]->name;
	const struct usnd_line line_in = { &source, on_format, on_sampled, rate };
	const struct usnd_line out = { &heard, on_format, on_heard };

	heard.bytes = source.bytes = 0;
	EXPECT(!run->machine->ops->line(run->machine, card, false, &out));
	if (rate)
		EXPECT(!run->machine->ops->line(run->machine, in, true, &line_in));
}

/* where what is heard begins: bytes of silence before */
static inline size_t first_heard(void)
{
	size_t i = 0;

	while (i < heard.bytes && i < sizeof(heard.data) && !heard.data[i])
		i++;
	return i;
}

/* ---- streams, worlds ---------------------------------------------------------------------------------------- */

/** struct way - how a case is run */
struct way {
	const char *card;
	bool duplex, mmap, foreign;
};

static const struct way ways[] = {
	{ "rme32" }, { "rme32", .mmap = true }, { "rme32", .duplex = true }, { "rme32", .duplex = true, .mmap = true },
	{ "rme32", .duplex = true, .mmap = true, .foreign = true },
};

static inline int run_way(const struct way *way, int (*body)(struct run *run), uint64_t seed)
{
	const struct run_config config = {
		.cards = { card_find(way->card) }, .card_count = 1, .seed = seed, .foreign_ram = way->foreign,
		.params = way->duplex ? "fullduplex=1" : NULL,
	};
	struct run_result result;
	int err = run_world(&config, body, (void *)way, &result);

	EXPECT(!err, "(%s%s%s%s, seed %u: %s: %s, %lu findings)", way->card, way->duplex ? " duplex" : "",
	       way->mmap ? " mmap" : "", way->foreign ? " copied" : "", (unsigned int)seed,
	       result.step ? result.step : "", strerror(-err), result.findings);
	return err;
}

static inline void in_every_way(int (*body)(struct run *run))
{
	const char *wanted = getenv("USND_SEEDS");
	unsigned int seeds = wanted ? strtoul(wanted, NULL, 0) : 8;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		for (uint64_t seed = 0; seed < seeds; seed++)
			if (run_way(&ways[i], body, seed))
				break;
}

static inline void on_card(const char *card, bool duplex, int (*body)(struct run *run))
{
	const struct way way = { .card = card, .duplex = duplex };

	for (uint64_t seed = 0; seed < 4; seed++)
		run_way(&way, body, seed);
}

static inline const struct way *way_of(const struct run *run)
{
	return run->arg;
}

/** struct stream - an open stream, accessed in its world's way */
struct stream {
	struct client_pcm pcm;
	struct client_map map;
	bool mmap;
};

static inline int try_stream(struct run *run, struct stream *stream, unsigned int device, bool capture,
		      const struct client_params *want)
{
	struct client_params params = *want;
	int err = client_pcm_open(&stream->pcm, &run->client, 0, device, capture, 0);

	params.mmap = stream->mmap = way_of(run)->mmap;
	stream->map = (struct client_map){ .pcm = &stream->pcm };
	if (err)
		return err;
	err = client_pcm_configure(&stream->pcm, &params);
	if (!err && stream->mmap)
		err = client_map_open(&stream->map, &stream->pcm);
	if (err)
		client_pcm_close(&stream->pcm);
	return err;
}

static const struct client_params usual = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2 };

static inline int open_stream(struct run *run, struct stream *stream, bool capture)
{
	int err = try_stream(run, stream, 0, capture, &usual);

	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static inline int close_stream(struct stream *stream)
{
	if (stream->mmap)
		client_map_close(&stream->map);
	return client_pcm_close(&stream->pcm);
}

static inline int play(struct stream *stream, const uint8_t *data, size_t frames)
{
	size_t done;

	return stream->mmap ? client_map_write(&stream->map, data, frames, &done) :
			      client_pcm_write(&stream->pcm, data, frames, &done);
}

static inline int drain(struct stream *stream)
{
	return stream->mmap ? client_map_drain(&stream->map) : client_pcm_drain(&stream->pcm);
}

static inline int record(struct stream *stream, uint8_t *data, size_t frames)
{
	size_t done;

	return stream->mmap ? client_map_read(&stream->map, data, frames, &done) :
			      client_pcm_read(&stream->pcm, data, frames, &done);
}

/**
 * play_and_rewind() - a ring full of noise plays for a tenth of a second, then its last @frames are taken back; what
 * REWIND says
 */
static inline int play_and_rewind(struct run *run, struct stream *stream, snd_pcm_uframes_t *frames)
{
	plug(run, "", 0);
	make_noise(sound, FRAMES * 4, 5, false);
	EXPECT(!play(stream, sound, stream->pcm.buffer_frames));
	EXPECT(!client_pcm_do(&stream->pcm, SNDRV_PCM_IOCTL_START) || !stream->mmap);
	host_task_park(host_now() + 100000000);
	return usnd_ioctl(stream->pcm.file, SNDRV_PCM_IOCTL_REWIND, (uintptr_t)frames, &run->client.caller);
}

#endif
