/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * churn.h - memory that is allocated and freed at random for a long time, and what is left of it: the same steps for
 * usnd's allocators (bench_churn.c, kernel world) and their peers (churn.c, host world).
 *
 * A step takes a block of a random size while less than the wanted share of all bytes is out, and otherwise, or after a
 * refusal, gives a random one back: half of the requests refused means that the wanted share cannot be had. Blocks are
 * naturally aligned, as dma_alloc_coherent() promises: to the smallest power of two that is not below their size.
 */
#ifndef BENCH_CHURN_H
#define BENCH_CHURN_H

#include <usnd/types.h>

#include "batches.h"

#define CHURN_PAGE	4096u
#define CHURN_RUN	65536u	/* what is asked for at the end: the usual buffer */
#define CHURN_ORDERS	7	/* power-of-two sizes: 4 KiB to 256 KiB; any: as many pages up to that */
#define CHURN_STEPS	20000u	/* as many to settle, and as many that are counted */

/**
 * struct churn_block - a block that is out
 * @bytes: asked for; set before the allocator is called
 * @at, @bus: the allocator's
 */
struct churn_block {
	void *at;
	uint64_t bus;
	uint64_t bytes;
};

/**
 * struct churn - who allocates, and what is wanted
 * @get: false: refused
 * @put: give back what @get gave
 * @now: ns
 * @held: bytes the allocator holds itself at this moment, for those that take from the host as they go; NULL: @total
 * @total: bytes there are
 * @fill: per cent of them that are wanted out
 * @any: any number of pages, not powers of two
 * @blocks, @room: places for blocks: @total / CHURN_PAGE
 */
struct churn {
	void *ctx;
	bool (*get)(void *ctx, struct churn_block *block);
	void (*put)(void *ctx, struct churn_block *block);
	uint64_t (*now)(void);
	uint64_t (*held)(void *ctx);
	uint64_t total;
	unsigned int fill;
	bool any;
	struct churn_block *blocks;
	unsigned long room;
};

/**
 * struct churn_result - how it went
 * @fill: per mille of the bytes that were out at the end
 * @refused: per mille of the requests
 * @runs: blocks of CHURN_RUN that could still be had; 0 with @held
 * @would_hold: how many the bytes that are not out would be; 0 with @held
 * @ns: a step
 */
struct churn_result {
	unsigned int fill, refused;
	unsigned int runs, would_hold;
	uint64_t ns;
};

/** churn_align() - natural alignment of @bytes */
static inline uint64_t churn_align(uint64_t bytes)
{
	uint64_t align = CHURN_PAGE;

	while (align < bytes)
		align *= 2;
	return align;
}

struct churn_count {
	uint64_t seed, out;
	unsigned long blocks;
	unsigned int requests, refused;
	bool must_put;
};

static inline uint32_t churn_draw(struct churn_count *count, uint32_t below)
{
	count->seed = count->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(count->seed >> 33) % below;
}

static inline void churn_step(const struct churn *churn, struct churn_count *count)
{
	struct churn_block *block = &churn->blocks[count->blocks];
	uint32_t size = churn_draw(count, churn->any ? 1u << (CHURN_ORDERS - 1) : CHURN_ORDERS);
	uint32_t which = churn_draw(count, count->blocks ? count->blocks : 1);

	if (count->blocks && (count->must_put || count->out >= churn->total / 100 * churn->fill)) {
		block = &churn->blocks[which];
		churn->put(churn->ctx, block);
		count->out -= block->bytes;
		*block = churn->blocks[--count->blocks];
		count->must_put = false;
		return;
	}
	block->bytes = churn->any ? (size + 1) * CHURN_PAGE : CHURN_PAGE << size;
	count->requests++;
	if (churn->get(churn->ctx, block)) {
		count->out += block->bytes;
		count->blocks++;
	} else {
		count->refused++;
		count->must_put = true;
	}
}

/** churn_run() - the whole of it; everything is given back */
static inline void churn_run(const struct churn *churn, struct churn_result *result)
{
	struct churn_count count = { .seed = 1 };
	struct batches batches;
	unsigned long i;

	for (i = 0; i < CHURN_STEPS; i++)
		churn_step(churn, &count);
	count.requests = count.refused = 0;
	batches_begin(&batches, churn->now, CHURN_STEPS);
	for (i = 0; i < CHURN_STEPS; i++) {
		churn_step(churn, &count);
		batches_turn(&batches);
	}
	result->ns = batches.best / batches.size;
	result->fill = count.out * 1000 / (churn->held ? churn->held(churn->ctx) : churn->total);
	result->refused = count.requests ? count.refused * 1000ull / count.requests : 0;
	result->runs = 0;
	result->would_hold = churn->held ? 0 : (churn->total - count.out) / CHURN_RUN;
	while (!churn->held && count.blocks < churn->room) {
		churn->blocks[count.blocks].bytes = CHURN_RUN;
		if (!churn->get(churn->ctx, &churn->blocks[count.blocks]))
			break;
		count.blocks++;
		result->runs++;
	}
	while (count.blocks)
		churn->put(churn->ctx, &churn->blocks[--count.blocks]);
}

#endif
