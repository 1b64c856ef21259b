/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * play.h - play a sound file through a card's driver and judge what the device heard.
 */
#ifndef HARNESS_PLAY_H
#define HARNESS_PLAY_H

#include "harness/run.h"
#include "harness/verdict.h"
#include "host/wav.h"

/**
 * struct play_config - what to play, where
 * @line_out: WAV file for what leaves the device
 * @progress: called now and then with frames written and total; may be NULL
 */
struct play_config {
	const struct card *card;
	const char *file;
	const char *line_out;
	enum host_clock clock;
	uint64_t seed;
	const volatile bool *stop;
	void (*progress)(void *ctx, uint64_t done, uint64_t total);
	void *progress_ctx;
};

/**
 * struct play_report - the row of the closing table
 * @buffer_type, @prealloc_kib, @buffer_bytes, @bus_address: of the substream's PCM buffer
 * @rate: the card's, nearest to the file's
 * @frames: written by the client
 * @stopped: interrupted on the way (@verdict is not filled)
 * @message: one sentence when something failed, else empty
 */
struct play_report {
	char card[80];
	struct wav_info source;
	char buffer_type[16];
	unsigned long prealloc_kib;
	unsigned long buffer_bytes;
	uint64_t bus_address;
	unsigned int rate, channels;
	uint64_t frames;
	bool stopped;
	struct verdict verdict;
	struct run_result run;
	char message[320];
};

/**
 * play_file() - the whole story
 * Return: 0: played and bit-exact; -EINTR: stopped; other -errno: failed, @report->message says why
 */
int play_file(const struct play_config *config, struct play_report *report);

/* ---- what recording needs, too (record.c) ---- */

/** play_say() - the sentence the user reads: the first one is kept, it is the cause */
void play_say(struct play_report *report, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** play_refuse() - say why @file could not be opened, with wav_open()'s @err and @why; returns @err */
int play_refuse(struct play_report *report, const char *file, int err, const char *why);

/** play_check_source() - 0, or -EINVAL with a sentence: the contents of @file are nothing for @card */
int play_check_source(struct play_report *report, const char *file, const struct card *card);

/** play_note_format() - @report's rate, as the clock really makes it, and channels */
void play_note_format(struct play_report *report, const struct client_pcm *pcm);

/** play_note_buffer() - @report's buffer fields; @pcm: folder below /proc/asound/card0, "pcm0p" */
void play_note_buffer(struct play_report *report, const struct client *client, const char *pcm);

/**
 * play_spread() - repeat the channels of interleaved @samples until a card's are filled, as alsa-lib's plug does
 * @samples: @frames of @from channels, @bytes a sample, in room for @to ≥ @from channels
 */
void play_spread(void *samples, size_t frames, unsigned int bytes, unsigned int from, unsigned int to);

#endif
