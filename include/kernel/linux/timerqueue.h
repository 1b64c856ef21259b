/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue ordered by time: a pairing heap, first come first among equals. The caller locks.
 * Adding costs O(1), taking out O(log n) amortised; an idle node costs nothing to test.
 */
#ifndef _LINUX_TIMERQUEUE_H
#define _LINUX_TIMERQUEUE_H

#include <linux/types.h>

struct timerqueue_node {
	struct timerqueue_node *child;		/* the earliest-known of those below it */
	struct timerqueue_node *next;		/* the next one beside it */
	struct timerqueue_node **back;		/* what points at it; NULL: not in a queue */
	u64 order;				/* of arrival */
	ktime_t expires;
};

struct timerqueue_head {
	struct timerqueue_node *first;
	u64 arrivals;
};

void timerqueue_init(struct timerqueue_node *node);
void timerqueue_init_head(struct timerqueue_head *head);
bool timerqueue_add(struct timerqueue_head *head, struct timerqueue_node *node);
bool timerqueue_del(struct timerqueue_head *head, struct timerqueue_node *node);
struct timerqueue_node *timerqueue_getnext(struct timerqueue_head *head);

static inline bool timerqueue_node_queued(const struct timerqueue_node *node)
{
	return __atomic_load_n(&node->back, __ATOMIC_RELAXED) != NULL;
}

#endif
