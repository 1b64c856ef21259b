// SPDX-License-Identifier: GPL-2.0-or-later
/* side.c - sound files as numbers, block by block. */
#include "harness/side.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCK 4096 /* frames */
#define FLOAT_STEP 8388608.0

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

static int open_side(struct side *side, struct side_files *files, unsigned int which)
{
	int err = wav_open(&side->wav, files->paths[which], &files->info[which], &files->why);

	files->bad = which;
	if (err)
		return err;
	side->channels = files->info[which].channels;
	/* of compressed files a seek need not be exact */
	side->can_seek = files->info[which].bits;
	side->block = malloc(sizeof(double) * BLOCK * side->channels);
	return side->block ? 0 : -ENOMEM;
}

int sides_open(struct side sides[2], struct side_files *files)
{
	int err;

	sides[0] = sides[1] = (struct side){0};
	err = open_side(&sides[0], files, 0);
	if (!err)
		err = open_side(&sides[1], files, 1);
	sides[0].scale = scale_for(&files->info[0], &files->info[1]);
	sides[1].scale = scale_for(&files->info[1], &files->info[0]);
	return err;
}

void sides_close(struct side sides[2])
{
	for (unsigned int i = 0; i < 2; i++) {
		wav_close(sides[i].wav);
		free(sides[i].block);
		sides[i] = (struct side){0};
	}
}

long side_has_frame(struct side *side)
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

int side_skip(struct side *side, uint64_t frames)
{
	long more = 1;

	if (frames && side->can_seek && !wav_seek(side->wav, frames))
		return 0;
	while (frames && (more = side_has_frame(side)) > 0) {
		uint64_t here = side->filled - side->used;

		if (here > frames)
			here = frames;
		side->used += here;
		frames -= here;
	}
	return more < 0 ? more : 0;
}

double side_distance(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b) ? 0 : INFINITY;
	return a == b ? 0 : fabs(a - b);
}

bool side_alike(const double *a, const double *b, size_t values, double tolerance, uint64_t *looked)
{
	size_t i = 0;

	/* the second is for what is no number */
	while (i < values && (fabs(a[i] - b[i]) <= tolerance || side_distance(a[i], b[i]) <= tolerance))
		i++;
	if (looked)
		*looked += i;
	return i == values;
}

bool side_is_silent(const double *frame, unsigned int channels, double tolerance)
{
	for (unsigned int c = 0; c < channels; c++)
		if (!(fabs(frame[c]) <= tolerance))
			return false;
	return true;
}
