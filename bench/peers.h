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

/**
 * struct heap - an allocator of the host's
 * @get: aligned, not zeroed
 * @held: bytes it has from the host at this moment
 */
struct heap {
	const char *name;
	void *(*get)(size_t bytes, size_t align);
	void (*put)(void *memory);
	uint64_t (*held)(void);
};

extern const struct heap heaps[];
extern const size_t heap_count;

/**
 * peers_open() - find those that are libraries; says on stderr which one is not there
 *
 * mimalloc is loaded and not linked: linked, it is malloc() and posix_memalign() of the whole program, and the C
 * library's rows would be its own once more.
 */
void peers_open(void);
/** peer_is_there() - false: its row is left out */
int peer_is_there(const char *name);

/** now_ns() - CLOCK_MONOTONIC */
uint64_t now_ns(void);

/** peer_measure() - ns a round; about @budget bytes are zeroed altogether */
double peer_measure(const struct peer *peer, size_t bytes, size_t budget);

#endif
