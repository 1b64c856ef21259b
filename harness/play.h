/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * play.h - play a sound file through a card's driver and judge what the device heard.
 */
#ifndef HARNESS_PLAY_H
#define HARNESS_PLAY_H

#include "harness/stream.h"

/**
 * struct play_config - what to play, where
 * @platform: as of struct run_config
 * @line_out: WAV file for what leaves the device
 * @driver: as of struct run_config
 * @progress: called now and then with frames written and total; may be NULL
 */
struct play_config {
	const struct card *card;
	const char *platform;
	const char *file;
	const char *line_out;
	const char *driver;
	enum host_clock clock;
	uint64_t seed;
	const volatile bool *stop;
	void (*progress)(void *ctx, uint64_t done, uint64_t total);
	void *progress_ctx;
};

/**
 * play_file() - the whole story
 * Return: 0: played and bit-exact; -EINTR: stopped; other -errno: failed, @report->message says why
 */
int play_file(const struct play_config *config, struct stream_report *report);

/**
 * play_spread() - repeat the channels of interleaved @samples until a card's are filled, as alsa-lib's plug does
 * @samples: @frames of @from channels, @bytes a sample, in room for @to ≥ @from channels
 */
void play_spread(void *samples, size_t frames, unsigned int bytes, unsigned int from, unsigned int to);

#endif
