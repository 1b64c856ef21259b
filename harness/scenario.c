// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scenario.c - bodies for run_world() and sweep(): a driver's whole life with a stream in it.
 */
#include <errno.h>
#include <string.h>

#include "harness/sweep.h"

static int play_half_a_second(struct client_pcm *pcm)
{
	static const char silence[4096];
	size_t block = sizeof(silence) / pcm->frame_bytes, frames = pcm->rate / 2, done;
	int err = 0;

	while (!err && frames) {
		if (block > frames)
			block = frames;
		err = client_pcm_write(pcm, silence, block, &done);
		frames -= done;
	}
	if (!err)
		err = client_pcm_drain(pcm);
	return err;
}

int scenario_stream(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2 };
	struct client_pcm pcm;
	int err;

	err = client_pcm_open(&pcm, &run->client, 0, 0, false, 0);
	if (err)
		return err;
	err = client_pcm_configure(&pcm, &want);
	if (!err)
		err = play_half_a_second(&pcm);
	client_pcm_close(&pcm);
	return err;
}

/* ---- all streams at once ---------------------------------------------------------------------------------------- */

#define DUPLEX_PERIOD 1024u
#define DUPLEX_BUFFER 4096u

struct duplex {
	struct client_pcm playing[SCENARIO_STREAMS], recording[SCENARIO_STREAMS];
	unsigned int players, recorders;
};

/* the next stream of one direction; -ENOENT: there is none of that number */
static int add_stream(struct run *run, struct client_pcm *pcm, unsigned int device, bool capture)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE,
		.rate = 44100,
		.channels = 2,
		.period_frames = DUPLEX_PERIOD,
		.buffer_frames = DUPLEX_BUFFER,
	};
	int err = client_pcm_open(pcm, &run->client, 0, device, capture, 0);

	if (err)
		return err;
	err = client_pcm_configure(pcm, &want);
	if (err)
		client_pcm_close(pcm);
	return err;
}

static int open_all(struct run *run, struct duplex *duplex)
{
	unsigned int device, found;
	int err;

	for (device = 0; device < SCENARIO_STREAMS; device++) {
		found = duplex->players + duplex->recorders;
		err = add_stream(run, &duplex->playing[duplex->players], device, false);
		duplex->players += !err;
		if (err && err != -ENOENT)
			return err;
		err = add_stream(run, &duplex->recording[duplex->recorders], device, true);
		duplex->recorders += !err;
		if (err && err != -ENOENT)
			return err;
		if (found == duplex->players + duplex->recorders)
			break;
	}
	return duplex->players + duplex->recorders ? 0 : -ENODEV;
}

static int write_to_all(struct duplex *duplex, size_t frames)
{
	static const int16_t silence[2 * DUPLEX_BUFFER];
	unsigned int i;
	size_t done;
	int err = 0;

	for (i = 0; i < duplex->players && !err; i++)
		err = client_pcm_write(&duplex->playing[i], silence, frames, &done);
	return err;
}

static int move_frames(struct duplex *duplex)
{
	int16_t heard[2 * DUPLEX_PERIOD];
	unsigned int i, period;
	size_t done;
	int err = 0;

	for (i = 0; i < duplex->recorders && !err; i++)
		err = client_pcm_do(&duplex->recording[i], SNDRV_PCM_IOCTL_START);
	if (!err)
		err = write_to_all(duplex, DUPLEX_BUFFER);
	for (period = 0; period < 22050 / DUPLEX_PERIOD && !err; period++) {
		for (i = 0; i < duplex->recorders && !err; i++)
			err = client_pcm_read(&duplex->recording[i], heard, DUPLEX_PERIOD, &done);
		if (!err)
			err = write_to_all(duplex, DUPLEX_PERIOD);
	}
	/* not drained: while one were, the next would run dry */
	for (i = 0; i < duplex->recorders && !err; i++)
		err = client_pcm_do(&duplex->recording[i], SNDRV_PCM_IOCTL_DROP);
	for (i = 0; i < duplex->players && !err; i++)
		err = client_pcm_do(&duplex->playing[i], SNDRV_PCM_IOCTL_DROP);
	return err;
}

int scenario_duplex(struct run *run)
{
	struct duplex duplex = { 0 };
	int err = open_all(run, &duplex);

	if (!err)
		err = move_frames(&duplex);
	while (duplex.players)
		client_pcm_close(&duplex.playing[--duplex.players]);
	while (duplex.recorders)
		client_pcm_close(&duplex.recording[--duplex.recorders]);
	return err;
}

/* ---- with the driver around them -------------------------------------------------------------------------------- */

static int with_driver(struct run *run, int (*body)(struct run *run))
{
	const struct card *card = run->config->cards[0];
	int err, unloaded;

	err = run_load(run, card);
	if (err)
		return err;
	err = body(run);
	unloaded = run_unload(run, card);
	return err ? err : unloaded;
}

int scenario_play(struct run *run)
{
	return with_driver(run, scenario_stream);
}

int scenario_play_and_record(struct run *run)
{
	return with_driver(run, scenario_duplex);
}
