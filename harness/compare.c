// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - both files as numbers, block by block. For an offset that is to be found, the beginnings are read once
 * before.
 */
#include "harness/compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define BLOCK 4096 /* frames */

/* of the beginning: what must agree to be the same place, and what is kept at most */
#define WINDOW 256
#define HEAD_VALUES (8u << 20)

#define FLOAT_STEP 8388608.0

/** struct side - a file, its values in common steps, and where it is */
struct side {
	struct wav *wav;
	unsigned int channels;
	double scale, *block;
	long filled, used; /* frames */
	uint64_t silent;   /* frames of silence that end here */
};

static bool is_float(const struct wav_info *info)
{
	return info->bits == -32 || info->bits == -64;
}

static int width(const struct wav_info *info)
{
	return info->bits ? abs(info->bits) : 16;
}

/* what a value of @info is multiplied by to count in steps that fit for @other, too */
static double scale_for(const struct wav_info *info, const struct wav_info *other)
{
	if (is_float(info))
		return FLOAT_STEP;
	if (is_float(other))
		return ldexp(FLOAT_STEP, 1 - width(info));
	return ldexp(1, width(info) < width(other) ? width(other) - width(info) : 0);
}

static int open_side(struct side *side, const struct compare_config *config, struct compare_result *result,
		     unsigned int which)
{
	int err = wav_open(&side->wav, config->paths[which], &result->info[which], &result->why);

	result->bad = which;
	if (err)
		return err;
	side->channels = result->info[which].channels;
	side->block = malloc(sizeof(double) * BLOCK * side->channels);
	return side->block ? 0 : -ENOMEM;
}

static void close_side(struct side *side)
{
	wav_close(side->wav);
	free(side->block);
}

/* 1: there is a frame at side->used; 0: the end; -errno */
static long have_frame(struct side *side)
{
	if (side->used < side->filled)
		return 1;
	side->used = 0;
	side->filled = wav_read_values(side->wav, side->block, BLOCK);
	if (side->filled < 0)
		return side->filled;
	for (long i = 0; i < side->filled * side->channels; i++)
		side->block[i] *= side->scale;
	return side->filled > 0;
}

static const double *frame_of(const struct side *side)
{
	return side->block + side->used * side->channels;
}

static double distance(double a, double b)
{
	/* of floating point that is no number */
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b) ? 0 : INFINITY;
	return a == b ? 0 : fabs(a - b);
}

static bool is_silent(const double *frame, unsigned int channels, double tolerance)
{
	for (unsigned int c = 0; c < channels; c++)
		if (!(fabs(frame[c]) <= tolerance))
			return false;
	return true;
}

/* ---- the offset ------------------------------------------------------------------------------------------------ */

/** struct head - the beginning of a file; @sound: its first frame that is not silent */
struct head {
	double *values;
	size_t frames, sound;
};

static long read_head(struct head *head, struct side *side, unsigned int rate, double tolerance)
{
	size_t most = (size_t)rate * COMPARE_SEARCH_SECONDS + BLOCK, c = side->channels;
	long more = 0;

	if (most > HEAD_VALUES / c)
		most = HEAD_VALUES / c;
	head->values = malloc(most * c * sizeof(double));
	if (!head->values)
		return -ENOMEM;
	while (head->frames < most && (more = have_frame(side)) > 0) {
		for (unsigned int i = 0; i < c; i++)
			head->values[head->frames * c + i] = frame_of(side)[i];
		head->frames++;
		side->used++;
	}
	while (head->sound < head->frames && is_silent(head->values + head->sound * c, c, tolerance))
		head->sound++;
	return more < 0 ? more : 0;
}

static bool agree(const double *a, const double *b, size_t values, double tolerance)
{
	for (size_t i = 0; i < values; i++)
		if (distance(a[i], b[i]) > tolerance)
			return false;
	return true;
}

/* where in @other is the first sound of @head? false: nowhere */
static bool find_sound(const struct head *head, const struct head *other, unsigned int channels, double tolerance,
		       size_t *at)
{
	size_t window = head->frames - head->sound < WINDOW ? head->frames - head->sound : WINDOW;

	for (*at = 0; window && *at + window <= other->frames; ++*at)
		if (agree(head->values + head->sound * channels, other->values + *at * channels, window * channels,
			  tolerance))
			return true;
	return false;
}

static int64_t offset_of(const struct head heads[2], unsigned int channels, double tolerance)
{
	size_t at;

	if (find_sound(&heads[0], &heads[1], channels, tolerance, &at))
		return (int64_t)at - (int64_t)heads[0].sound;
	/* the second file may lack its beginning */
	if (find_sound(&heads[1], &heads[0], channels, tolerance, &at))
		return (int64_t)heads[1].sound - (int64_t)at;
	return (int64_t)heads[1].sound - (int64_t)heads[0].sound;
}

/* uses the sides up */
static int find_offset(struct side sides[2], double tolerance, struct compare_result *result)
{
	struct head heads[2] = {0};
	long err = 0;

	for (unsigned int i = 0; !err && i < 2; i++) {
		result->bad = i;
		err = read_head(&heads[i], &sides[i], result->info[i].rate, tolerance);
	}
	if (!err)
		result->offset = offset_of(heads, sides[0].channels, tolerance);
	free(heads[0].values);
	free(heads[1].values);
	return err;
}

/* ---- frame by frame --------------------------------------------------------------------------------------------- */

static void judge(struct side sides[2], double tolerance, struct compare_result *result)
{
	const double *a = frame_of(&sides[0]), *b = frame_of(&sides[1]);
	double far;

	for (unsigned int c = 0; c < sides[0].channels; c++) {
		far = distance(a[c], b[c]);
		if (far > result->largest)
			result->largest = far;
		if (far <= tolerance)
			continue;
		if (!result->different++) {
			result->frame = result->compared + (result->offset < 0 ? -result->offset : 0);
			result->channel = c;
			result->values[0] = a[c] / sides[0].scale;
			result->values[1] = b[c] / sides[1].scale;
		}
	}
}

static int skip(struct side *side, uint64_t frames)
{
	long more = 1;

	while (frames && (more = have_frame(side)) > 0) {
		side->used++;
		frames--;
	}
	return more < 0 ? more : 0;
}

/* what only one of them has */
static int count_rest(struct side *side, const struct compare_config *config, uint64_t *rest)
{
	uint64_t all = 0;
	long more;

	while ((more = have_frame(side)) > 0) {
		all++;
		if (!config->automatic || !is_silent(frame_of(side), side->channels, config->tolerance))
			*rest = all;
		side->used++;
	}
	return more;
}

static int compare(struct side sides[2], const struct compare_config *config, struct compare_result *result)
{
	long more[2] = {1, 1};
	int err;

	result->bad = 1;
	err = skip(&sides[1], result->offset > 0 ? result->offset : 0);
	if (!err) {
		result->bad = 0;
		err = skip(&sides[0], result->offset < 0 ? -result->offset : 0);
	}
	while (!err) {
		for (unsigned int i = 0; i < 2; i++)
			more[i] = have_frame(&sides[i]);
		if (more[0] <= 0 || more[1] <= 0)
			break;
		judge(sides, config->tolerance, result);
		result->compared++;
		sides[0].used++;
		sides[1].used++;
	}
	for (unsigned int i = 0; !err && i < 2; i++) {
		result->bad = i;
		err = more[i] < 0 ? more[i] : count_rest(&sides[i], config, &result->rest[i]);
	}
	return err;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static int open_both(struct side sides[2], const struct compare_config *config, struct compare_result *result)
{
	int err = open_side(&sides[0], config, result, 0);

	if (!err)
		err = open_side(&sides[1], config, result, 1);
	sides[0].scale = scale_for(&result->info[0], &result->info[1]);
	sides[1].scale = scale_for(&result->info[1], &result->info[0]);
	return err;
}

static void close_both(struct side sides[2])
{
	close_side(&sides[0]);
	close_side(&sides[1]);
	sides[0] = sides[1] = (struct side){0};
}

int compare_files(const struct compare_config *config, struct compare_result *result)
{
	struct side sides[2] = {0};
	int err;

	*result = (struct compare_result){.offset = config->offset};
	err = open_both(sides, config, result);
	if (err)
		goto close;
	result->other_format = result->info[0].bits != result->info[1].bits;
	result->other_rate = result->info[0].rate != result->info[1].rate;
	result->other_channels = sides[0].channels != sides[1].channels;
	if (result->other_channels)
		goto close;
	if (config->automatic) {
		err = find_offset(sides, config->tolerance, result);
		close_both(sides);
		if (!err)
			err = open_both(sides, config, result);
	}
	if (!err)
		err = compare(sides, config, result);
close:
	close_both(sides);
	return err;
}

bool compare_same(const struct compare_result *r)
{
	return !r->other_format && !r->other_rate && !r->other_channels && !r->different && !r->rest[0] && !r->rest[1];
}
