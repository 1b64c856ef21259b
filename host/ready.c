// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ready.c - a ring that grows. See ready.h.
 */
#include "host/ready.h"

#include <errno.h>
#include <stdlib.h>

int ready_reserve(struct ready *ready, size_t room)
{
	struct fiber **ring = malloc(room * sizeof(*ring));
	size_t i;

	if (!ring)
		return -ENOMEM;
	for (i = 0; i < ready->count; i++)
		ring[i] = ready->ring[(ready->at + i) % ready->room];
	free(ready->ring);
	ready->ring = ring;
	ready->at = 0;
	ready->room = room;
	return 0;
}

void ready_free(struct ready *ready)
{
	free(ready->ring);
	*ready = (struct ready){ 0 };
}
