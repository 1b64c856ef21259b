/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.h - is what the device heard what was played? Sample by sample, two sound files.
 */
#ifndef HARNESS_VERDICT_H
#define HARNESS_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct verdict - the first difference, if any
 * @equal: every frame of the source was heard, in order, unaltered, and nothing but silence after it
 * @frames: frames that were compared and equal
 * @channel: of the first difference; @expected and @heard are its samples
 * @ended: the heard file ends at @frames, before the source does
 * @tail: the difference lies after the source's end: something was heard that nobody played
 */
struct verdict {
	bool equal;
	uint64_t frames;
	unsigned int channel;
	int expected, heard;
	bool ended;
	bool tail;
};

/**
 * verdict_compare() - compare files of 8, 16, 24 or 32 bit; the last two with each other, too
 * @source: what was played or came into the line-in, NULL: the endless test signal (linein.h); its channels are
 *	    expected again and again on those of @heard (play_spread())
 * @heard: the line-out, or the recording
 * Return: 0 (read @verdict), or -errno when a file cannot be read; -EINVAL: sample sizes differ
 */
int verdict_compare(const char *source, const char *heard, struct verdict *verdict);

#endif
