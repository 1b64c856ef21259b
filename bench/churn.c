// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * churn.c - what a long time of allocating and freeing leaves of a machine's memory: usnd's allocators on several
 * machines beside first fit, best fit, and the heaps of the host.
 *
 * First and best fit manage as many bytes as the PC has, as a list of holes by address. They are here for what they can
 * and cannot place, and no measure of how fast one could be: they search the whole list. The heaps take from the host
 * what they like and refuse nothing; their fill is what of that was in use.
 */
#include "bench/churn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench/peers.h"

#define CHURN_ROUNDS 3
#define PATIENCE 2000000000u /* ns: a row that takes longer gets one round */
#define PC_BYTES (64u << 20)
#define PAGES (PC_BYTES / CHURN_PAGE)
#define FILL 85

/* ---- first and best fit ---- */

struct hole {
	uint32_t at, pages;
};

struct fits {
	bool best;
	struct hole holes[PAGES];
	size_t count;
};

static bool fits_here(const struct hole *hole, uint32_t pages, uint32_t *at)
{
	uint32_t align = churn_align((uint64_t)pages * CHURN_PAGE) / CHURN_PAGE;

	*at = (hole->at + align - 1) / align * align;
	return *at + pages <= hole->at + hole->pages;
}

static bool fits_get(void *ctx, struct churn_block *block)
{
	uint32_t pages = block->bytes / CHURN_PAGE, at;
	struct hole *hole, *chosen = NULL;
	struct fits *fits = ctx;
	uint32_t before, behind;

	for (hole = fits->holes; hole < fits->holes + fits->count; hole++) {
		if (!fits_here(hole, pages, &at) || (chosen && hole->pages >= chosen->pages))
			continue;
		chosen = hole;
		if (!fits->best)
			break;
	}
	if (!chosen)
		return false;
	fits_here(chosen, pages, &at);
	before = at - chosen->at;
	behind = chosen->at + chosen->pages - at - pages;
	block->bus = at;
	if (before && behind) {
		memmove(chosen + 1, chosen, (fits->holes + fits->count++ - chosen) * sizeof(*chosen));
		chosen[0].pages = before;
		chosen[1] = (struct hole){ at + pages, behind };
	} else if (before || behind) {
		*chosen = before ? (struct hole){ chosen->at, before } : (struct hole){ at + pages, behind };
	} else {
		memmove(chosen, chosen + 1, (fits->holes + --fits->count - chosen) * sizeof(*chosen));
	}
	return true;
}

static void fits_put(void *ctx, struct churn_block *block)
{
	struct hole gone = { block->bus, block->bytes / CHURN_PAGE };
	struct fits *fits = ctx;
	size_t i = 0, joined;

	while (i < fits->count && fits->holes[i].at < gone.at)
		i++;
	/* it takes the place of the neighbours it joins */
	joined = i;
	if (i < fits->count && fits->holes[i].at == gone.at + gone.pages)
		gone.pages += fits->holes[joined++].pages;
	if (i && fits->holes[i - 1].at + fits->holes[i - 1].pages == gone.at) {
		gone = (struct hole){ fits->holes[i - 1].at, fits->holes[i - 1].pages + gone.pages };
		i--;
	}
	memmove(&fits->holes[i + 1], &fits->holes[joined], (fits->count - joined) * sizeof(gone));
	fits->count = fits->count + 1 - (joined - i);
	fits->holes[i] = gone;
}

/* ---- the heaps ---- */

static bool heap_get(void *ctx, struct churn_block *block)
{
	const struct heap *heap = ctx;

	block->at = heap->get(block->bytes, churn_align(block->bytes));
	return block->at;
}

static void heap_put(void *ctx, struct churn_block *block)
{
	((const struct heap *)ctx)->put(block->at);
}

static uint64_t heap_held(void *ctx)
{
	return ((const struct heap *)ctx)->held();
}

/* ---- rows ---- */

static struct churn_block blocks[PAGES];
static struct churn_result last;

static void run_fits(bool best, bool any)
{
	static struct fits fits;
	struct churn churn = {
		.ctx = &fits, .get = fits_get, .put = fits_put, .now = now_ns, .total = PC_BYTES, .fill = FILL, .any = any,
		.blocks = blocks, .room = PAGES,
	};

	fits.best = best;
	fits.holes[0] = (struct hole){ 0, PAGES };
	fits.count = 1;
	churn_run(&churn, &last);
}

static void run_heap(const struct heap *heap, bool any)
{
	struct churn churn = {
		.ctx = (void *)heap, .get = heap_get, .put = heap_put, .now = now_ns, .held = heap_held, .total = PC_BYTES,
		.fill = FILL, .any = any, .blocks = blocks, .room = PAGES,
	};

	churn_run(&churn, &last);
}

static void churn_line(const char *text)
{
	unsigned long long ns;

	if (sscanf(text, "churn %u %u %u %u %llu", &last.fill, &last.refused, &last.runs, &last.would_hold, &ns) == 5)
		last.ns = ns;
}

static int churn_body(struct run *run)
{
	return bench_module("bench-churn", run->arg);
}

static int run_usnd(const char *platform, const char *how, bool any)
{
	struct run_config config = { .clock = HOST_CLOCK_REAL, .platform = platform };
	char params[64];

	snprintf(params, sizeof(params), "how=%s fill=%d any=%d", how, FILL, any);
	return bench_world(&config, churn_body, params);
}

static const struct {
	const char *name, *platform, *how;
} rows[] = {
	{ "alloc_pages, pc", "pc", "block" },
	{ "alloc_pages_exact, pc", "pc", "exact" },
	{ "dma, pc", "pc", "dma" },
	{ "dma, pc-fragmented", "pc-fragmented", "dma" },
	{ "dma, cma", "cma", "dma" },
	{ "dma, holes", "holes", "dma" },
	{ "dma, pc-iommu", "pc-iommu", "dma" },
	{ "dma, pc-iommu-fragmented", "pc-iommu-fragmented", "dma" },
	{ "first fit" },
	{ "best fit" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static int run_row(size_t row, bool any)
{
	if (row >= ROWS)
		run_heap(&heaps[row - ROWS], any);
	else if (rows[row].platform)
		return run_usnd(rows[row].platform, rows[row].how, any);
	else
		run_fits(!strcmp(rows[row].name, "best fit"), any);
	return 0;
}

/* what is out and what is refused is the same in each round, for the same steps are taken; time is not */
static int print_half(size_t row, bool any)
{
	uint64_t start = now_ns();
	double ns[CHURN_ROUNDS];
	char runs[32] = "";
	int i, err;

	for (i = 0; i < CHURN_ROUNDS && now_ns() - start < PATIENCE; i++) {
		err = run_row(row, any);
		if (err)
			return err;
		ns[i] = last.ns;
	}
	if (last.would_hold)
		snprintf(runs, sizeof(runs), "%u of %u", last.runs, last.would_hold);
	printf(" |%6.1f%% %6.1f%% %11s %8.0f", last.fill / 10.0, last.refused / 10.0, runs, median(ns, i));
	fflush(stdout);
	return 0;
}

int bench_churn(void)
{
	const char *name;
	size_t row;
	int err = 0;

	printf("\nchurn: %u random steps at %d %% of the memory (a PC's: 64 MiB), naturally aligned; medians of up to %d\n"
	       "dma: dma_alloc_coherent(), which zeroes; half refused: the fill cannot be had\n"
	       "%-25s | powers of two, 4 to 256 KiB         | any pages up to 256 KiB\n%-25s",
	       CHURN_STEPS, FILL, CHURN_ROUNDS, "", "");
	printf(" |%7s %7s %11s %8s |%7s %7s %11s %8s\n", "in use", "refused", "64 KiB runs", "ns", "in use", "refused",
	       "64 KiB runs", "ns");
	bench_lines(churn_line);
	for (row = 0; !err && row < ROWS + heap_count; row++) {
		name = row < ROWS ? rows[row].name : heaps[row - ROWS].name;
		if (!peer_is_there(name))
			continue;
		printf("%-25s", name);
		err = print_half(row, false);
		if (!err)
			err = print_half(row, true);
		putchar('\n');
	}
	bench_lines(NULL);
	return err;
}
