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

int scenario_play(struct run *run)
{
	const struct card *card = run->config->cards[0];
	int err, unloaded;

	err = run_load(run, card);
	if (err)
		return err;
	err = scenario_stream(run);
	unloaded = run_unload(run, card);
	return err ? err : unloaded;
}
