/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ready.h - private to host/: fibers that can run, in the order in which they became ready. One thread: no lock.
 */
#ifndef HOST_READY_H
#define HOST_READY_H

#include <stddef.h>

struct fiber;

/**
 * struct ready - zeroed at first
 * @ring: of @room, the oldest at @at
 */
struct ready {
	struct fiber **ring;
	size_t at, count, room;
};

/** ready_reserve() - room for @room of them altogether, no less than before; 0, -ENOMEM: as before */
int ready_reserve(struct ready *ready, size_t room);
void ready_free(struct ready *ready);

/** ready_add() - there is room */
static inline void ready_add(struct ready *ready, struct fiber *f)
{
	ready->ring[(ready->at + ready->count++) % ready->room] = f;
}

/**
 * ready_take() - the @nth oldest (0 on) of @count, not empty; if it is not the oldest, that one is in its place
 * afterwards
 */
static inline struct fiber *ready_take(struct ready *ready, size_t nth)
{
	struct fiber **oldest = &ready->ring[ready->at], **chosen = &ready->ring[(ready->at + nth) % ready->room],
		     *f = *chosen;

	*chosen = *oldest;
	ready->at = (ready->at + 1) % ready->room;
	ready->count--;
	return f;
}

#endif
