// SPDX-License-Identifier: GPL-2.0-or-later
/* compare.c - frame by frame, from the offset on that was given or found (align.c). */
#include "harness/compare.h"

#include "harness/align.h"
#include "harness/side.h"

/* ---- frame by frame --------------------------------------------------------------------------------------------- */

static void judge(struct side sides[2], double tolerance, struct compare_result *result)
{
	const double *a = side_frame(&sides[0]), *b = side_frame(&sides[1]);
	double far;

	for (unsigned int c = 0; c < sides[0].channels; c++) {
		far = side_distance(a[c], b[c]);
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

/* what only one of them has */
static int count_rest(struct side *side, const struct compare_config *config, uint64_t *rest)
{
	uint64_t all = 0;
	long more;

	while ((more = side_has_frame(side)) > 0) {
		all++;
		if (!config->automatic || !side_is_silent(side_frame(side), side->channels, config->tolerance))
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
	err = side_skip(&sides[1], result->offset > 0 ? result->offset : 0);
	if (!err) {
		result->bad = 0;
		err = side_skip(&sides[0], result->offset < 0 ? -result->offset : 0);
	}
	while (!err) {
		for (unsigned int i = 0; i < 2; i++)
			more[i] = side_has_frame(&sides[i]);
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

static int open_both(struct side sides[2], struct side_files *files, struct compare_result *result)
{
	int err = sides_open(sides, files);

	result->info[0] = files->info[0];
	result->info[1] = files->info[1];
	result->bad = files->bad;
	result->why = files->why;
	return err;
}

static int find_offset(struct side_files *files, double tolerance, struct compare_result *result)
{
	struct align align;
	int err = align_find(files, tolerance, &align);

	result->bad = files->bad;
	result->offset = align.offset;
	result->unaligned = !align.found;
	result->silent[0] = align.silent[0];
	result->silent[1] = align.silent[1];
	result->repeats = align.repeats;
	result->also = align.also;
	return err;
}

int compare_files(const struct compare_config *config, struct compare_result *result)
{
	struct side_files files = {.paths = config->paths};
	struct side sides[2];
	int err;

	*result = (struct compare_result){.offset = config->offset};
	err = open_both(sides, &files, result);
	if (err)
		goto close;
	result->other_format = result->info[0].bits != result->info[1].bits;
	result->other_rate = result->info[0].rate != result->info[1].rate;
	result->other_channels = sides[0].channels != sides[1].channels;
	if (result->other_channels)
		goto close;
	if (config->automatic)
		err = find_offset(&files, config->tolerance, result);
	if (!err && !result->unaligned)
		err = compare(sides, config, result);
close:
	sides_close(sides);
	return err;
}

bool compare_same(const struct compare_result *r)
{
	return !r->unaligned && !r->other_format && !r->other_rate && !r->other_channels && !r->different &&
	       !r->rest[0] && !r->rest[1];
}
