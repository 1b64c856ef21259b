/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hda_card.h - the High Definition Audio driver on its model: jacks that keep what they carry, streams of any format by
 * either way of access, scattered memory, a world for each seed.
 */
#ifndef TESTS_HOST_HDA_CARD_H
#define TESTS_HOST_HDA_CARD_H

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "harness/client_mmap.h"
#include "host/log.h"
#include "models/hda.h"
#include "tests/host/other_driver.h"

#define CARD USND_BDF(0, 5, 0)
#define PLAY_ENGINE HDA_INPUTS
#define RECORD_ENGINE 0u
#define JACK_ROOM (1u << 20)

/* since Linux 6.8; the system's header may be older */
#define SUBFORMAT_MSBITS_MAX 1
#define SUBFORMAT_MSBITS_20 2
#define SUBFORMAT_MSBITS_24 3

/* ---- jacks ------------------------------------------------------------------------------------------------------- */

/** struct jack - what a line has carried, or will */
static struct jack {
	unsigned int rate, bits;
	size_t bytes;
	uint8_t data[JACK_ROOM];
} line_out, line_in;

static inline void jack_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct jack *jack = ctx;

	jack->rate = rate;
	jack->bits = bits;
}

static inline void jack_hear(void *ctx, void *data, size_t count)
{
	struct jack *jack = ctx;
	size_t bytes = count * 2 * jack->bits / 8;

	if (jack->bytes + bytes <= JACK_ROOM)
		memcpy(jack->data + jack->bytes, data, bytes);
	jack->bytes += bytes;
}

static inline void jack_give(void *ctx, void *data, size_t count)
{
	struct jack *jack = ctx;
	size_t bytes = count * 2 * jack->bits / 8;

	if (jack->bytes + bytes <= JACK_ROOM)
		memcpy(data, jack->data + jack->bytes, bytes);
	jack->bytes += bytes;
}

static inline void make_noise(void *data, size_t bytes, uint32_t seed)
{
	uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		at[i] = seed >> 24;
	}
}

static inline void plug(struct run *run, bool capture)
{
	struct jack *jack = capture ? &line_in : &line_out;
	const struct usnd_line ends = { jack, jack_format, capture ? jack_give : jack_hear };

	memset(jack, 0, sizeof(*jack));
	if (capture)
		make_noise(jack->data, JACK_ROOM, 3);
	EXPECT(!run->machine->ops->line(run->machine, "hda", capture, &ends));
}

/* ---- streams ----------------------------------------------------------------------------------------------------- */

/* what a case asks for that does not care */
static const struct client_params usual = {
	.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 2, .period_frames = 1024, .buffer_frames = 4096,
};

/** struct stream - an open stream; @map: only with @mmap */
struct stream {
	struct client_pcm pcm;
	struct client_map map;
	bool mmap;
};

/* @stream->pcm is open: the rest of what an application does before the first frame */
static inline int stream_configure(struct stream *stream, const struct client_params *want)
{
	int err = client_pcm_configure(&stream->pcm, want);

	stream->mmap = want->mmap;
	stream->map = (struct client_map){ .pcm = &stream->pcm };
	if (!err && want->mmap)
		err = client_map_open(&stream->map, &stream->pcm);
	return err;
}

static inline int stream_open(struct stream *stream, struct run *run, bool capture, const struct client_params *want)
{
	int err = client_pcm_open(&stream->pcm, &run->client, 0, 0, capture, 0);

	if (!err)
		err = stream_configure(stream, want);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static inline int stream_close(struct stream *stream)
{
	if (stream->mmap)
		client_map_close(&stream->map);
	return client_pcm_close(&stream->pcm);
}

static inline int stream_write(struct stream *stream, const void *data, size_t frames)
{
	size_t done;

	return stream->mmap ? client_map_write(&stream->map, data, frames, &done) :
			      client_pcm_write(&stream->pcm, data, frames, &done);
}

static inline int stream_play(struct stream *stream, const void *data, size_t frames)
{
	int err = stream_write(stream, data, frames);

	if (err)
		return err;
	return stream->mmap ? client_map_drain(&stream->map) : client_pcm_drain(&stream->pcm);
}

static inline int stream_read(struct stream *stream, void *data, size_t frames)
{
	size_t done;

	return stream->mmap ? client_map_read(&stream->map, data, frames, &done) :
			      client_pcm_read(&stream->pcm, data, frames, &done);
}

/** struct player - a task that plays */
struct player {
	struct stream stream;
	const void *sound;
	size_t frames;
	struct host_task *task;
	int err;
};

static inline void player_main(void *arg)
{
	struct player *player = arg;

	player->err = stream_play(&player->stream, player->sound, player->frames);
}

/* ---- the card, seen from below ----------------------------------------------------------------------------------- */

static inline uint32_t card_register(struct run *run, unsigned int reg, unsigned int size)
{
	uint64_t bar = run->machine->ops->pci_read(run->machine, CARD, 0x10, 4) & ~15ull;

	return run->machine->ops->mem_read(run->machine, bar + reg, size);
}

static inline unsigned int list_entries(struct run *run, unsigned int engine)
{
	return card_register(run, HDA_SD(engine) + HDA_SD_LVI, 2) + 1;
}

/* @bytes of RAM at bus address @bus, on a machine that maps it directly */
static inline void read_ram(struct run *run, uint64_t bus, void *data, size_t bytes)
{
	struct usnd_platform platform;
	uint64_t offset;
	ssize_t got;

	run->machine->ops->describe(run->machine, &platform);
	offset = bus - platform.dma_offset - platform.ranges[0].phys;
	got = pread(platform.ram_fd, data, bytes, offset);
	EXPECT(got == (ssize_t)bytes);
}

/** struct entry - of a buffer descriptor list, as it lies in memory */
struct entry {
	uint64_t address;
	uint32_t bytes, flags;
};

static inline unsigned int read_list(struct run *run, unsigned int engine, struct entry *list)
{
	unsigned int count = list_entries(run, engine);

	read_ram(run, card_register(run, HDA_SD(engine) + HDA_SD_BDPL, 4), list, count * sizeof(*list));
	return count;
}

/* the command that the codec was sent last */
static inline uint32_t last_command(struct run *run)
{
	uint64_t corb = card_register(run, HDA_CORBLBASE, 4);
	uint32_t command;

	read_ram(run, corb + 4 * card_register(run, HDA_CORBWP, 1), &command, sizeof(command));
	return command;
}

static inline bool buffer_is(struct run *run, bool capture, const char *line)
{
	char text[512], path[] = "/proc/asound/card0/pcm0p/sub0/buffer";

	if (capture)
		*strstr(path, "p/sub0") = 'c';
	return client_read_file(&run->client, path, text, sizeof(text)) > 0 && strstr(text, line);
}

/* ---- worlds ------------------------------------------------------------------------------------------------------ */

/* open the stream first: an application's own structures are not what this is about */
static inline int scatter_memory(unsigned int seed)
{
	char path[512], params[32];
	int err = module_path("fragment", path, sizeof(path));

	snprintf(params, sizeof(params), "seed=%u", seed);
	return err ? err : usnd_module_load(path, params);
}

static inline void gather_memory(void)
{
	EXPECT(!usnd_module_unload("fragment"));
}

/* a world like @like for each of @seeds schedules; the first that is bad ends it */
static inline void with_worlds(const struct run_config *like, unsigned int seeds, int (*body)(struct run *run),
			       const void *arg)
{
	struct run_config config = *like;
	struct opened_card card = { hda_opened, body, (void *)arg };
	struct run_result result;
	int err = 0;

	config.cards[0] = card_find("hda");
	config.card_count = 1;
	config.driver = other_driver();
	for (config.seed = 0; config.seed < seeds && !err; config.seed++) {
		err = run_world(&config, opened_body, &card, &result);
		EXPECT(!err, "(%s, seed %" PRIu64 ": %s: %s, %lu findings)", config.foreign_ram ? "copied" : "backed",
		       config.seed, result.step ? result.step : "", strerror(-err), result.findings);
	}
}

/* the log, kept */
static char logged[16384];

static inline void keep_line(void *ctx, int level, const char *text, size_t length)
{
	size_t used = strlen(logged);

	snprintf(logged + used, sizeof(logged) - used, "%.*s\n", (int)length, text);
}

static inline void listen_to_log(bool listen)
{
	if (listen)
		logged[0] = '\0';
	host_log_sink(listen ? keep_line : NULL, NULL);
}

#endif
