// SPDX-License-Identifier: GPL-2.0-or-later
/* align.c - offsets that may be the one, and which of them is best. align_search.c finds them. */
#include "harness/align.h"

#include <stdlib.h>

#define TRIED_MOST (2 + 2 * ANCHORS * ANCHOR_RUNS * 3)

/**
 * struct trial - an offset, tried
 * @sure: an anchor says so that is no accident
 * @agree: frames with sound that do; @differ: that do not
 * @rest: there is sound outside of what both have
 */
struct trial {
	int64_t offset;
	bool sure, rest;
	uint64_t agree, differ;
};

/**
 * struct search - all that is tried
 * @best: of @trials, -1: none is good enough
 */
struct search {
	struct side_files *files;
	double tolerance;
	struct trial trials[TRIED_MOST];
	unsigned int count;
	int best;
};

/* ---- one offset -------------------------------------------------------------------------------------------------- */

static uint64_t overlap(const struct search *s, int64_t offset)
{
	uint64_t skipped[2] = { offset < 0 ? -offset : 0, offset > 0 ? offset : 0 }, least = UINT64_MAX;

	for (unsigned int i = 0; i < 2; i++) {
		uint64_t all = s->files->info[i].frames, left = all > skipped[i] ? all - skipped[i] : 0;

		if (left < least)
			least = left;
	}
	return least;
}

/* is there sound behind the end of the other one? */
static long look_at_rest(struct side *side, double tolerance, bool *rest)
{
	long more = 0;

	while (!*rest && (more = side_has_frame(side)) > 0) {
		*rest = !side_is_silent(side_frame(side), side->channels, tolerance);
		side->used++;
	}
	return more < 0 ? more : 0;
}

/* no further than it takes to know that it is not better than @least frames */
static long try_frames(struct side sides[2], const struct search *s, struct trial *t, uint64_t least, unsigned int *bad)
{
	uint64_t left = overlap(s, t->offset);
	unsigned int c = sides[0].channels;
	long more;

	while (!(t->differ && t->agree + left <= least)) {
		const double *a, *b;

		for (unsigned int i = 0; i < 2; i++) {
			*bad = i;
			more = side_has_frame(&sides[i]);
			if (more <= 0)
				return more;
		}
		a = side_frame(&sides[0]);
		b = side_frame(&sides[1]);
		if (!side_alike(a, b, c, s->tolerance, NULL))
			t->differ++;
		else if (!side_is_silent(a, c, s->tolerance) || !side_is_silent(b, c, s->tolerance))
			t->agree++;
		sides[0].used++;
		sides[1].used++;
		left -= left > 0;
	}
	return 0;
}

static int try_offset(const struct search *s, struct trial *t)
{
	uint64_t least = s->best < 0 ? 0 : s->trials[s->best].agree;
	struct side sides[2];
	long err = sides_open(sides, s->files);
	unsigned int bad = s->files->bad;

	if (!err) {
		bad = 0;
		err = side_skip(&sides[0], t->offset < 0 ? -t->offset : 0);
	}
	if (!err) {
		bad = 1;
		err = side_skip(&sides[1], t->offset > 0 ? t->offset : 0);
	}
	if (!err)
		err = try_frames(sides, s, t, least, &bad);
	for (unsigned int i = 0; !err && i < 2; i++) {
		bad = i;
		err = look_at_rest(&sides[i], s->tolerance, &t->rest);
	}
	if (err)
		s->files->bad = bad;
	sides_close(sides);
	return err;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

static int consider(struct search *s, int64_t offset, bool sure)
{
	struct trial *t = &s->trials[s->count];
	int err;

	for (unsigned int i = 0; i < s->count; i++)
		if (s->trials[i].offset == offset)
			return 0;
	if (s->count == TRIED_MOST)
		return 0;
	*t = (struct trial){ .offset = offset, .sure = sure };
	err = try_offset(s, t);
	if (err)
		return err;
	if (t->agree && (t->sure || t->agree >= t->differ) && (s->best < 0 || t->agree > s->trials[s->best].agree))
		s->best = s->count;
	s->count++;
	return 0;
}

/* @which file has the anchor: where it was found in the other one says where that begins */
static int consider_anchor(struct search *s, const struct anchor *a, unsigned int which)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < a->run_count; i++) {
		const struct anchor_run *run = &a->runs[i];
		/* enough to see that it repeats, and where it ends */
		uint64_t places[3] = { run->first, run->first + run->period, run->last };

		for (unsigned int n = 0; !err && n < 3; n++) {
			int64_t offset = (int64_t)places[n] - (int64_t)a->at;

			err = consider(s, which ? -offset : offset, a->sure);
		}
	}
	return err;
}

/* stretches of @which, looked for in the other one and tried */
static int search_for(struct search *s, unsigned int which, const uint64_t *from, unsigned int wanted)
{
	struct anchor anchors[ANCHORS] = { 0 };
	struct side sides[2];
	int count, err = sides_open(sides, s->files);

	if (err)
		goto close;
	s->files->bad = which;
	count = anchors_take(anchors, &sides[which], from, wanted, s->tolerance);
	err = count < 0 ? count : 0;
	if (!err) {
		s->files->bad = !which;
		err = anchors_find(anchors, count, &sides[!which], s->tolerance);
	}
	for (int i = 0; !err && i < count; i++)
		err = consider_anchor(s, &anchors[i], which);
close:
	anchors_free(anchors, ANCHORS);
	sides_close(sides);
	return err;
}

static int search_far(struct search *s, unsigned int which, uint64_t first_sound)
{
	uint64_t from[ANCHORS - 1], frames = s->files->info[which].frames;

	/* frames beyond what a file has are in none */
	for (unsigned int i = 0; i < ANCHORS - 1; i++)
		from[i] =
			first_sound + ANCHOR_FRAMES + (frames > first_sound ? (frames - first_sound) / ANCHORS * i : i);
	return search_for(s, which, from, ANCHORS - 1);
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static int first_sounds(struct search *s, uint64_t first[2], bool silent[2])
{
	struct side sides[2];
	long err = sides_open(sides, s->files);

	for (unsigned int i = 0; !err && i < 2; i++) {
		s->files->bad = i;
		while ((err = side_has_frame(&sides[i])) > 0 &&
		       side_is_silent(side_frame(&sides[i]), sides[i].channels, s->tolerance)) {
			sides[i].used++;
			first[i]++;
		}
		silent[i] = !err;
		err = err < 0 ? err : 0;
	}
	sides_close(sides);
	return err;
}

/* another one that is no worse: all of it fits, too, or as many frames do */
static void look_for_others(const struct search *s, struct align *align)
{
	const struct trial *best = &s->trials[s->best];

	for (unsigned int i = 0; i < s->count; i++) {
		const struct trial *t = &s->trials[i];
		bool as_good = best->differ ? t->agree == best->agree : t->agree && !t->differ;

		if ((int)i == s->best || !as_good)
			continue;
		if (!align->repeats || llabs(t->offset - best->offset) < llabs(align->also - best->offset))
			align->also = t->offset;
		align->repeats = true;
	}
}

static int search_all(struct search *s, const uint64_t first[2])
{
	int err = consider(s, (int64_t)first[1] - (int64_t)first[0], false);

	/* all of the sound of both fits */
	if (err || (s->best == 0 && !s->trials[0].differ && !s->trials[0].rest))
		return err;
	for (unsigned int i = 0; !err && i < 2; i++)
		err = search_for(s, i, &first[i], 1);
	for (unsigned int i = 0; !err && s->best < 0 && i < 2; i++)
		err = search_far(s, i, first[i]);
	return err;
}

int align_find(struct side_files *files, double tolerance, struct align *align)
{
	struct search s = { .files = files, .tolerance = tolerance, .best = -1 };
	uint64_t first[2] = { 0 };
	int err;

	*align = (struct align){ 0 };
	err = first_sounds(&s, first, align->silent);
	if (err || align->silent[0] || align->silent[1]) {
		align->found = align->silent[0] && align->silent[1];
		return err;
	}
	err = search_all(&s, first);
	if (err || s.best < 0)
		return err;
	align->found = true;
	align->offset = s.trials[s.best].offset;
	look_for_others(&s, align);
	return 0;
}
