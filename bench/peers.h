/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peers.h - what the same work costs with what everybody has: one row of functions.
 */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct peer - allocate, zero, free @bytes once
 * @slow: makes system calls: fewer rounds
 */
struct peer {
	const char *name;
	int (*once)(size_t bytes);
	int slow;
};

extern const struct peer peers[];
extern const size_t peer_count;

/** now_ns() - CLOCK_MONOTONIC */
uint64_t now_ns(void);

/** peer_measure() - ns a round; about @budget bytes are zeroed altogether */
double peer_measure(const struct peer *peer, size_t bytes, size_t budget);

#endif
