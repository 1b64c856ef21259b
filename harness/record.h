/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - let a sound file come into a card, record it through the card's driver, and compare the two.
 *
 * Frame 0 of the recording is frame 0 of the line-in: the line begins when the device samples for the first time.
 * What the device still has in its FIFO when the stream is stopped is lost (ES1370: the bytes of the last, unfinished
 * half of its sample cache, up to 31); it lies behind what was asked for, so the recording does not miss it.
 */
#ifndef HARNESS_RECORD_H
#define HARNESS_RECORD_H

#include "harness/stream.h"

/**
 * struct record_config - what to record, where
 * @platform: as of struct run_config
 * @line_in: sound file, "-" or a FIFO; its width, rate and channels are asked of the card. NULL: the test signal
 *	     (linein.h). A pipe is waited for on the virtual clock; on the real one what is not there is silence, counted
 *	     in @report->starved. It cannot be read again, so nothing is compared.
 * @seconds: how long, by the card's clock; 0: as long as @line_in, the test signal for one second
 * @file: WAV file to write
 * @driver: as of struct run_config
 * @progress: called now and then with frames read and wanted; may be NULL
 */
struct record_config {
	const struct card *card;
	const char *platform;
	const char *line_in;
	double seconds;
	const char *file;
	const char *driver;
	enum host_clock clock;
	uint64_t seed;
	const volatile bool *stop;
	void (*progress)(void *ctx, uint64_t done, uint64_t total);
	void *progress_ctx;
};

/**
 * record_file() - the whole story
 * @report: as for playing; @report->source is the line-in, with the frames that were wanted; @report->verdict.ended
 *	    is not set when the recording ends before the line-in does because no more was wanted
 * Return: 0: recorded, equal to the line-in; -EINTR: stopped, the file is complete so far; other -errno: failed,
 *	   @report->message says why
 */
int record_file(const struct record_config *config, struct stream_report *report);

#endif
