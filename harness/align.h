/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * align.h - which frame of one sound file is frame 0 of the other one, when they hold the same sound?
 *
 * What is looked for is the offset at which the most frames with sound in them agree. Tried are:
 *  1. the first sound of one on the first sound of the other, however much silence there is before either. If all of
 *     both fits, that is it: no other offset can.
 *  2. where in the other file the first stretch of sound of either one is found (struct anchor);
 *  3. if that is nowhere: the same with ANCHORS - 1 stretches from all over the file.
 * An offset is taken if its stretch is long enough to be no accident (anchor.sure), or at least half of the frames with
 * sound agree.
 *
 * Time: a few passes over both files; in each some looks a frame (struct anchor, @probes) and at most ANCHOR_LOOKS more
 * for a stretch. Memory: ANCHORS stretches of ANCHOR_VALUES, and twice the longest of them.
 */
#ifndef HARNESS_ALIGN_H
#define HARNESS_ALIGN_H

#include "harness/side.h"

/**
 * struct align - what was found
 * @offset: frame @offset of the second file is frame 0 of the first one; negative: the second one lacks so many
 * @found: there is one
 * @silent: this file has no sound at all; both: they are aligned by their beginnings
 * @repeats: @also would have done as well, the nearest to @offset of those that were tried
 */
struct align {
	int64_t offset, also;
	bool found, silent[2], repeats;
};

/**
 * align_find() - look for it
 * @files: with the same number of channels; opened anew for each pass
 * @tolerance: in the steps of struct side
 * Return: 0, read @align; -errno: a file cannot be read, @files->bad says which.
 */
int align_find(struct side_files *files, double tolerance, struct align *align);

/* ---- align_search.c ---------------------------------------------------------------------------------------------- */

#define ANCHORS 16
#define ANCHOR_FRAMES 256	   /* at least, if the file has them */
#define ANCHOR_VALUES (1u << 18)   /* at most */
#define ANCHOR_CHANGES 32	   /* frames unlike the one before, to be no accident */
#define ANCHOR_LOOKS (1ull << 31)
#define ANCHOR_PROBES 16
#define ANCHOR_RUNS 4

/** struct anchor_run - places where an anchor was found, each @period frames after the one before */
struct anchor_run {
	uint64_t first, last, period;
	unsigned int count;
};

/**
 * struct anchor - a stretch of a file, and where it was found in the other one
 * @at: its first frame; not silent
 * @values: of @frames frames; sound that changes little makes it longer
 * @sure: ANCHOR_CHANGES of them are unlike the one before
 * @probes: the values that say most, to be looked at first: on both sides of the largest changes
 * @looked: values looked at beyond those; at ANCHOR_LOOKS it is looked for no longer
 */
struct anchor {
	uint64_t at;
	double *values;
	size_t frames;
	bool sure;
	size_t probes[2 * ANCHOR_PROBES];
	unsigned int probe_count;
	uint64_t looked;
	struct anchor_run runs[ANCHOR_RUNS];
	unsigned int run_count;
};

/**
 * anchors_take() - stretches of @side, which is at its beginning
 * @from: @wanted frames, ascending: each stretch begins with the first sound at or behind one, and behind the stretch
 * before
 * Return: how many there are; -errno. anchors_free() is to follow in any case.
 */
int anchors_take(struct anchor *anchors, struct side *side, const uint64_t *from, unsigned int wanted,
		 double tolerance);

/** anchors_find() - where in @side, which is at its beginning, are they? 0 or -errno. */
int anchors_find(struct anchor *anchors, unsigned int count, struct side *side, double tolerance);

/** anchors_free() - of zeroed ones, too */
void anchors_free(struct anchor *anchors, unsigned int count);

#endif
