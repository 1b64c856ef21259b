/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * batches.h - what one turn of a loop costs, on a machine that has other things to do: the turns are timed in BATCHES
 * batches, and the fastest one counts. For both worlds.
 */
#ifndef BENCH_BATCHES_H
#define BENCH_BATCHES_H

#include <usnd/types.h>

#define BATCHES 16

/**
 * struct batches - a loop that is being timed
 * @now: ns
 * @size: turns of a batch
 * @best: ns of the fastest batch so far
 */
struct batches {
	uint64_t (*now)(void);
	unsigned long size, turns;
	uint64_t start, best;
};

/** batches_begin() - @turns will be made, at least BATCHES; what is left over at their end is not counted */
static inline void batches_begin(struct batches *batches, uint64_t (*now)(void), unsigned long turns)
{
	batches->now = now;
	batches->size = turns / BATCHES;
	batches->turns = 0;
	batches->best = ~0ull;
	batches->start = now();
}

/** batches_turn() - one was made */
static inline void batches_turn(struct batches *batches)
{
	uint64_t now;

	if (++batches->turns < batches->size)
		return;
	now = batches->now();
	if (now - batches->start < batches->best)
		batches->best = now - batches->start;
	batches->turns = 0;
	batches->start = now;
}

#endif
