/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h - are two sound files the same? Sample by sample, whatever libsndfile reads, in memory that does not depend
 * on length.
 */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/wav.h"

/**
 * struct compare_config
 * @paths: the first one is what is expected
 * @offset: frame @offset of the second file is frame 0 of the first one; negative: the second file lacks so many
 * @automatic: @offset is looked for in all of both files (align.h); and silence behind the end of the shorter file
 *	       makes no difference
 * @tolerance: samples may differ by so many steps of the wider format's least bit (of floating point: of 24 bits)
 */
struct compare_config {
	const char *paths[2];
	int64_t offset;
	bool automatic;
	uint64_t tolerance;
};

/**
 * struct compare_result
 * @info: of the files
 * @offset: that was taken
 * @unaligned: none was found: nothing was compared; @silent: because there is no sound in these
 * @repeats: the sound does: @also would have done as well as @offset
 * @other_format, @other_rate, @other_channels: these differ; samples of other formats are compared all the same, in the
 *	wider one's steps; with other channels no offset is looked for, and nothing is compared
 * @compared: frames of both
 * @different: samples that differ by more than the tolerance; @largest: the largest difference of all, in steps
 * @frame, @channel, @values: of the first of them; @frame counts in the first file, @values are each file's own
 * @rest: frames of either file that the other one has none for; with @automatic, up to their last one that is not
 *	silence
 * @bad: when something failed: which path; @why: the library's words, or NULL
 */
struct compare_result {
	struct wav_info info[2];
	int64_t offset, also;
	bool unaligned, silent[2], repeats;
	bool other_format, other_rate, other_channels;
	uint64_t compared, different;
	double largest;
	uint64_t frame;
	unsigned int channel;
	double values[2];
	uint64_t rest[2];
	unsigned int bad;
	const char *why;
};

/** compare_files() - 0: read @result; -errno: @result->bad cannot be read (-EINVAL: no sound file) */
int compare_files(const struct compare_config *config, struct compare_result *result);

/** compare_same() - is there no difference at all? */
bool compare_same(const struct compare_result *result);

#endif
