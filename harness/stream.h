/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - one stream of one card for the life of a world: what playing a file and recording one have in common.
 */
#ifndef HARNESS_STREAM_H
#define HARNESS_STREAM_H

#include "harness/run.h"
#include "harness/verdict.h"
#include "host/wav.h"

/**
 * struct stream_report - the row of the closing table
 * @source: the file that is played, or comes in
 * @buffer_type, @prealloc_kib, @buffer_bytes, @bus_address, @chunks: of the substream's PCM buffer; 0 chunks: it is no
 *	memory of the machine's (a card's own)
 * @rate, @channels: the card's, nearest to the file's
 * @frames: written or read by the client
 * @stopped: interrupted on the way (@verdict is not filled)
 * @unjudged: the source was a pipe and is gone (@verdict is not filled); @starved: frames of silence while nothing came
 * @message: one sentence when something failed, else empty
 */
struct stream_report {
	char card[80];
	struct wav_info source;
	char buffer_type[16];
	unsigned long prealloc_kib;
	unsigned long buffer_bytes;
	uint64_t bus_address;
	unsigned int chunks;
	unsigned int rate, channels;
	uint64_t frames;
	bool stopped, unjudged;
	uint64_t starved;
	struct verdict verdict;
	struct run_result run;
	char message[320];
};

/**
 * struct stream_job - what to do in the world
 * @platform: as of struct run_config
 * @capture: direction
 * @name: of the source, for messages
 * @driver: as of struct run_config
 * @line: goes to the jack of that direction, or to the other end of a card that is a cable; of another card without
 *	  hardware it gets what is played on device 0
 * @body: the stream is configured as near to @report->source as the card can; move the frames. @ctx is handed to it.
 *	  0 or -errno; -EINTR: stopped
 */
struct stream_job {
	const struct card *card;
	const char *platform;
	const char *driver;
	enum host_clock clock;
	uint64_t seed;
	const volatile bool *stop;
	bool capture;
	const char *name;
	struct usnd_line line;
	int (*body)(void *ctx, struct client_pcm *pcm);
	void *ctx;
};

/**
 * stream_run() - the world, the card, the line, the stream; and everything down again
 * @report: @report->source is filled
 * Return: what run_world() returns; -EIO for findings alone, which @report->run tells apart: they do not keep the
 *	   device from hearing something
 */
int stream_run(const struct stream_job *job, struct stream_report *report);

/** stream_say() - the sentence the user reads: the first one is kept, it is the cause */
void stream_say(struct stream_report *report, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** stream_refuse() - say why @file could not be opened, with wav_open()'s @err and @why; returns @err */
int stream_refuse(struct stream_report *report, const char *file, int err, const char *why);

/** stream_check_source() - 0, or -EINVAL with a sentence: the contents of @file are nothing for @card */
int stream_check_source(struct stream_report *report, const char *file, const struct card *card);

/**
 * stream_compare() - fill @report->verdict: verdict_compare() of @source, which is called @name, and @heard
 * Return: 0, or -errno, said. What the verdict says is the caller's.
 */
int stream_compare(struct stream_report *report, const char *source, const char *name, const char *heard);

#endif
