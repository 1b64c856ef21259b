/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * side.h - two sound files that are to be compared, each as a stream of frames whose values count in the same steps.
 */
#ifndef HARNESS_SIDE_H
#define HARNESS_SIDE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/wav.h"

/**
 * struct side - a file, and where it is
 * @scale: from the file's own values to the common steps: the wider format's least bit, of floating point that of 24
 * bits
 * @block: @filled frames of it, the first @used of which are done with
 */
struct side {
	struct wav *wav;
	unsigned int channels;
	bool can_seek;
	double scale, *block;
	long filled, used;
};

/**
 * struct side_files - which files; @info, @bad (which one failed) and @why (the library's words) are filled by
 * sides_open()
 */
struct side_files {
	const char *const *paths;
	struct wav_info info[2];
	unsigned int bad;
	const char *why;
};

/** sides_open() - both, at their beginning; 0 or -errno. Either way sides_close() is to follow. */
int sides_open(struct side sides[2], struct side_files *files);

/** sides_close() - of zeroed ones too */
void sides_close(struct side sides[2]);

/** side_has_frame() - 1: there is one at side_frame(); 0: the end; -errno */
long side_has_frame(struct side *side);

/** side_frame() - of side_has_frame(), valid until the next call of that; the caller counts it off by @used */
static inline const double *side_frame(const struct side *side)
{
	return side->block + side->used * side->channels;
}

/** side_skip() - before anything was read: go on at frame @frames, or at the end; 0 or -errno */
int side_skip(struct side *side, uint64_t frames);

/** side_distance() - of floating point that is no number: nothing if neither is one, else infinite */
double side_distance(double a, double b);

/**
 * side_alike() - do @values of them differ by no more than @tolerance? *@looked grows by how many were looked at; may
 * be NULL
 */
bool side_alike(const double *a, const double *b, size_t values, double tolerance, uint64_t *looked);

/** side_is_silent() - is nothing of a frame beyond @tolerance? */
bool side_is_silent(const double *frame, unsigned int channels, double tolerance);

#endif
