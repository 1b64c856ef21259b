/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - what the commands share that move sound: options, progress, the closing table.
 */
#ifndef CLI_STREAM_H
#define CLI_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "harness/stream.h"

/**
 * struct stream_options - what --card, --driver, --platform, --clock, --seed and -v say; @platform NULL: a PC; @driver:
 * its own
 */
struct stream_options {
	const struct card *card;
	const char *platform;
	const char *driver;
	enum host_clock clock;
	uint64_t seed;
};

/* for getopt_long(), in front of a command's own ones */
#define STREAM_OPTIONS                                     \
	{ "card", required_argument, NULL, 'c' },          \
	{ "driver", required_argument, NULL, 'm' },        \
	{ "platform", required_argument, NULL, 'p' },      \
	{ "clock", required_argument, NULL, 't' },         \
	{ "seed", required_argument, NULL, 's' },          \
	{ "verbose", no_argument, NULL, 'v' }

/** stream_defaults() - the first card, virtual clock, seed 0 */
void stream_defaults(struct stream_options *options);

/**
 * stream_option() - take option @c with getopt's optarg
 * Return: CLI_OK; CLI_USAGE, said; -1: not one of these
 */
int stream_option(struct stream_options *options, int c);

/** stream_make_folder() - the folder that @file goes to, if it is missing; CLI_OK or CLI_FAILED, said */
int stream_make_folder(const char *file);

/** struct stream_progress - percentages on a terminal */
struct stream_progress {
	struct timespec last;
	bool shown;
};

typedef void stream_progress_fn(void *ctx, uint64_t done, uint64_t total);

/** stream_progress_begin() - what to call now and then with @progress; NULL when nobody sits there */
stream_progress_fn *stream_progress_begin(struct stream_progress *progress);
void stream_progress_end(const struct stream_progress *progress);

/** stream_header() - the line above the rows of stream_close() */
void stream_header(void);

/**
 * stream_close() - a row of the table, and the messages at the end
 * @platform: NULL: a PC
 * @direction: "playback" or "capture"
 * @err: what the harness returned
 * Return: exit status
 */
int stream_close(const struct card *card, const char *platform, const char *direction,
		 const struct stream_report *report, int err);

#endif
