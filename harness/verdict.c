// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verdict.c - two sound files, block by block, so that length costs time but no memory.
 */
#include "harness/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/linein.h"
#include "host/wav.h"

#define BLOCK_FRAMES 4096

/* one side of the comparison: a file (without one the test signal, next frame @signal) and the block at hand */
struct side {
	struct wav *wav;
	uint64_t signal;
	struct wav_info info;
	void *block;
	long filled, used; /* frames */
};

/* @path NULL: the test signal, in the format that side->info has already */
static int open_side(struct side *side, const char *path)
{
	int err = path ? wav_open(&side->wav, path, &side->info, NULL) : 0;

	if (err)
		return err;
	if (!wav_sample_bytes(&side->info))
		return -EINVAL;
	side->block = malloc((size_t)BLOCK_FRAMES * side->info.channels * wav_sample_bytes(&side->info));
	return side->block ? 0 : -ENOMEM;
}

static void close_side(struct side *side)
{
	free(side->block);
	wav_close(side->wav);
}

/* 1: there is a frame at side->used, 0: the file has ended, -errno */
static int have_frame(struct side *side)
{
	if (side->used < side->filled)
		return 1;
	side->used = 0;
	if (!side->wav) {
		linein_signal(side->block, side->signal, BLOCK_FRAMES, side->info.channels, side->info.bits);
		side->signal += BLOCK_FRAMES;
		side->filled = BLOCK_FRAMES;
		return 1;
	}
	side->filled = wav_read(side->wav, side->block, BLOCK_FRAMES);
	if (side->filled < 0)
		return side->filled;
	return side->filled > 0;
}

/* the sample as a signed number around silence */
static int sample(const struct side *side, unsigned int channel)
{
	size_t at = (size_t)side->used * side->info.channels + channel;

	if (side->info.bits == 8)
		return ((const uint8_t *)side->block)[at] - 128;
	if (side->info.bits == 16)
		return ((const int16_t *)side->block)[at];
	return ((const int32_t *)side->block)[at];
}

/* @in_source: the source has a frame here; else silence is expected */
static bool frames_equal(const struct side *source, bool in_source, const struct side *heard, struct verdict *verdict)
{
	unsigned int c;

	for (c = 0; c < heard->info.channels; c++) {
		verdict->expected = in_source ? sample(source, c % source->info.channels) : 0;
		verdict->heard = sample(heard, c);
		if (verdict->expected != verdict->heard) {
			verdict->channel = c;
			verdict->tail = !in_source;
			return false;
		}
	}
	return true;
}

static int compare(struct side *source, struct side *heard, struct verdict *verdict)
{
	int in_source, in_heard;

	for (;;) {
		in_source = have_frame(source);
		if (in_source < 0)
			return in_source;
		in_heard = have_frame(heard);
		if (in_heard < 0)
			return in_heard;
		if (!in_heard) {
			verdict->ended = in_source;
			verdict->equal = !in_source;
			return 0;
		}
		if (!frames_equal(source, in_source, heard, verdict))
			return 0;
		heard->used++;
		if (in_source) {
			source->used++;
			verdict->frames++;
		}
	}
}

int verdict_compare(const char *source_path, const char *heard_path, struct verdict *verdict)
{
	struct side source = { 0 }, heard = { 0 };
	int err;

	*verdict = (struct verdict){ 0 };
	err = open_side(&heard, heard_path);
	source.info = heard.info;
	if (!err)
		err = open_side(&source, source_path);
	if (!err && wav_sample_bytes(&source.info) != wav_sample_bytes(&heard.info))
		err = -EINVAL;
	if (!err)
		err = compare(&source, &heard, verdict);
	close_side(&heard);
	close_side(&source);
	return err;
}
