/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deadlines.h - private to host/: who sleeps until when; a binary heap, by time and then by arrival. One thread: no
 * lock.
 */
#ifndef HOST_DEADLINES_H
#define HOST_DEADLINES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct deadline - embedded in who sleeps; zeroed at first
 * @when: ns
 * @order: of arrival
 * @slot: its index in the heap + 1; 0: not there
 */
struct deadline {
	uint64_t when, order;
	size_t slot;
};

/** struct deadlines - zeroed at first */
struct deadlines {
	struct deadline **heap;
	size_t count;
	uint64_t arrivals;
};

/** deadlines_reserve() - room for @room of them altogether; 0, -ENOMEM: as before */
int deadlines_reserve(struct deadlines *deadlines, size_t room);
void deadlines_free(struct deadlines *deadlines);

/** deadlines_add() - @d is not there, and there is room */
void deadlines_add(struct deadlines *deadlines, struct deadline *d, uint64_t when);

/** deadlines_remove() - if it is there */
void deadlines_remove(struct deadlines *deadlines, struct deadline *d);

/** deadlines_first() - the earliest, or NULL */
static inline struct deadline *deadlines_first(const struct deadlines *deadlines)
{
	return deadlines->count ? deadlines->heap[0] : NULL;
}

#endif
