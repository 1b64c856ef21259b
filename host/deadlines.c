// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deadlines.c - a binary heap. See deadlines.h.
 */
#include "host/deadlines.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

static bool is_before(const struct deadline *a, const struct deadline *b)
{
	return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void put(struct deadlines *deadlines, size_t slot, struct deadline *d)
{
	deadlines->heap[slot] = d;
	d->slot = slot + 1;
}

static void rise(struct deadlines *deadlines, size_t slot, struct deadline *d)
{
	while (slot && is_before(d, deadlines->heap[(slot - 1) / 2])) {
		put(deadlines, slot, deadlines->heap[(slot - 1) / 2]);
		slot = (slot - 1) / 2;
	}
	put(deadlines, slot, d);
}

static void sink(struct deadlines *deadlines, size_t slot, struct deadline *d)
{
	struct deadline **heap = deadlines->heap;
	size_t child;

	while ((child = 2 * slot + 1) < deadlines->count) {
		if (child + 1 < deadlines->count && is_before(heap[child + 1], heap[child]))
			child++;
		if (!is_before(heap[child], d))
			break;
		put(deadlines, slot, heap[child]);
		slot = child;
	}
	put(deadlines, slot, d);
}

int deadlines_reserve(struct deadlines *deadlines, size_t room)
{
	struct deadline **heap = realloc(deadlines->heap, room * sizeof(*heap));

	if (!heap)
		return -ENOMEM;
	deadlines->heap = heap;
	return 0;
}

void deadlines_free(struct deadlines *deadlines)
{
	free(deadlines->heap);
	*deadlines = (struct deadlines){ 0 };
}

void deadlines_add(struct deadlines *deadlines, struct deadline *d, uint64_t when)
{
	d->when = when;
	d->order = deadlines->arrivals++;
	rise(deadlines, deadlines->count++, d);
}

void deadlines_remove(struct deadlines *deadlines, struct deadline *d)
{
	size_t slot = d->slot - 1;
	struct deadline *last;

	if (!d->slot)
		return;
	d->slot = 0;
	last = deadlines->heap[--deadlines->count];
	if (last == d)
		return;
	rise(deadlines, slot, last);
	sink(deadlines, last->slot - 1, last);
}
