// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * align_search.c - stretches of a sound file, looked for in another one.
 *
 * At every frame of the other file a stretch is compared value by value, which ends at the first that differs. That is
 * cheap if those are looked at first that fit in few places: a square wave is almost everywhere like itself a frame
 * later, but not at its edges.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/align.h"

#define BLOCK 4096 /* frames */

/* ---- taking them ------------------------------------------------------------------------------------------------- */

/**
 * struct taking - a stretch that is being read
 * @last_change, @last_sound: frames of it
 */
struct taking {
	struct anchor *anchor;
	unsigned int channels, changes;
	size_t most, last_change, last_sound;
	double tolerance;
};

static int begin(struct taking *t, struct anchor *anchor, uint64_t at, const struct side *side, double tolerance)
{
	size_t most = ANCHOR_VALUES / side->channels;

	*t = (struct taking){ .anchor = anchor, .channels = side->channels, .tolerance = tolerance,
			      .most = most > ANCHOR_FRAMES ? most : ANCHOR_FRAMES };
	*anchor = (struct anchor){ .at = at, .values = malloc(t->most * t->channels * sizeof(double)) };
	return anchor->values ? 0 : -ENOMEM;
}

/* true: that is enough */
static bool add(struct taking *t, const double *frame)
{
	struct anchor *a = t->anchor;
	double *here = a->values + a->frames * t->channels;

	memcpy(here, frame, t->channels * sizeof(double));
	if (a->frames && !side_alike(here, here - t->channels, t->channels, t->tolerance, NULL)) {
		t->changes++;
		t->last_change = a->frames;
	}
	if (!side_is_silent(frame, t->channels, t->tolerance))
		t->last_sound = a->frames;
	a->frames++;
	return a->frames == t->most || (a->frames >= ANCHOR_FRAMES && t->changes >= ANCHOR_CHANGES);
}

static double change_at(const struct anchor *a, unsigned int channels, size_t i)
{
	return i < channels ? 0 : side_distance(a->values[i], a->values[i - channels]);
}

/* the largest changes first, the first of equal ones before the others */
static void choose_probes(struct anchor *a, unsigned int channels)
{
	size_t best[ANCHOR_PROBES];
	unsigned int count = 0, at;

	for (size_t i = channels; i < a->frames * channels; i++) {
		double change = change_at(a, channels, i);

		for (at = count; at && change_at(a, channels, best[at - 1]) < change; at--)
			;
		if (!(change > 0) || at == ANCHOR_PROBES)
			continue;
		if (count < ANCHOR_PROBES)
			count++;
		memmove(best + at + 1, best + at, (count - at - 1) * sizeof(best[0]));
		best[at] = i;
	}
	for (at = 0; at < count; at++) {
		a->probes[a->probe_count++] = best[at];
		a->probes[a->probe_count++] = best[at] - channels;
	}
}

/* silence at its end need not be there in the other file, and sound that does not change says nothing */
static void finish(struct taking *t)
{
	struct anchor *a = t->anchor;

	if (a->frames > t->last_change + ANCHOR_FRAMES)
		a->frames = t->last_change + ANCHOR_FRAMES;
	if (a->frames > t->last_sound + 1)
		a->frames = t->last_sound + 1;
	a->sure = t->changes >= ANCHOR_CHANGES;
	choose_probes(a, t->channels);
}

int anchors_take(struct anchor *anchors, struct side *side, const uint64_t *from, unsigned int wanted, double tolerance)
{
	unsigned int done = 0, next = 0;
	struct taking taking = { 0 };
	uint64_t at = 0;
	long more = 0;

	for (; (next < wanted || taking.anchor) && (more = side_has_frame(side)) > 0; at++, side->used++) {
		const double *frame = side_frame(side);

		if (!taking.anchor) {
			if (at < from[next] || side_is_silent(frame, side->channels, tolerance))
				continue;
			if (begin(&taking, &anchors[done], at, side, tolerance))
				return -ENOMEM;
			while (next < wanted && from[next] <= at)
				next++;
		}
		if (add(&taking, frame)) {
			finish(&taking);
			taking.anchor = NULL;
			done++;
		}
	}
	if (taking.anchor) {
		finish(&taking);
		done++;
	}
	return more < 0 ? more : (int)done;
}

void anchors_free(struct anchor *anchors, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		free(anchors[i].values);
}

/* ---- finding them ------------------------------------------------------------------------------------------------ */

/**
 * struct hay - the part of a file that is being looked at
 * @values: of @frames frames, room for @room; the next to be looked at is @from, frame @at of the file
 */
struct hay {
	struct side *side;
	double *values;
	size_t room, frames, from;
	uint64_t at;
	bool ended;
};

static int fill(struct hay *hay)
{
	size_t c = hay->side->channels;
	long more = 1;

	hay->frames -= hay->from;
	memmove(hay->values, hay->values + hay->from * c, hay->frames * c * sizeof(double));
	hay->from = 0;
	while (hay->frames < hay->room && (more = side_has_frame(hay->side)) > 0) {
		size_t here = hay->side->filled - hay->side->used;

		if (here > hay->room - hay->frames)
			here = hay->room - hay->frames;
		memcpy(hay->values + hay->frames * c, side_frame(hay->side), here * c * sizeof(double));
		hay->frames += here;
		hay->side->used += here;
	}
	hay->ended = more <= 0;
	return more < 0 ? more : 0;
}

static bool is_here(struct anchor *a, const double *here, size_t channels, double tolerance)
{
	for (unsigned int i = 0; i < a->probe_count; i++) {
		double value = a->values[a->probes[i]], other = here[a->probes[i]];

		if (!(fabs(value - other) <= tolerance) && !(side_distance(value, other) <= tolerance))
			return false;
	}
	return side_alike(a->values, here, a->frames * channels, tolerance, &a->looked);
}

static void note(struct anchor *a, uint64_t at)
{
	struct anchor_run *run = a->run_count ? &a->runs[a->run_count - 1] : NULL;

	if (run && (run->count == 1 || at == run->last + run->period)) {
		run->period = at - run->last;
		run->last = at;
		run->count++;
	} else if (a->run_count < ANCHOR_RUNS) {
		a->runs[a->run_count++] = (struct anchor_run){ .first = at, .last = at, .count = 1 };
	}
}

static void look(struct anchor *anchors, unsigned int count, const struct hay *hay, double tolerance)
{
	const double *here = hay->values + hay->from * hay->side->channels;

	for (unsigned int i = 0; i < count; i++) {
		struct anchor *a = &anchors[i];

		if (hay->from + a->frames <= hay->frames && a->looked < ANCHOR_LOOKS &&
		    is_here(a, here, hay->side->channels, tolerance))
			note(a, hay->at);
	}
}

int anchors_find(struct anchor *anchors, unsigned int count, struct side *side, double tolerance)
{
	struct hay hay = { .side = side };
	size_t longest = 0;
	int err = 0;

	for (unsigned int i = 0; i < count; i++)
		if (anchors[i].frames > longest)
			longest = anchors[i].frames;
	hay.room = 2 * longest + BLOCK;
	hay.values = malloc(hay.room * side->channels * sizeof(double));
	if (!hay.values)
		return -ENOMEM;
	while (longest && !err && !(hay.ended && hay.from == hay.frames)) {
		err = fill(&hay);
		for (; !err && hay.from + (hay.ended ? 1 : longest) <= hay.frames; hay.from++, hay.at++)
			look(anchors, count, &hay, tolerance);
	}
	free(hay.values);
	return err;
}
