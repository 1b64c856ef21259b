// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * peers.c - memset alone, aligned malloc, mimalloc, and a memfd for every buffer.
 */
#include "bench/peers.h"

#include "bench/batches.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* as bench_memalloc.c has them */
#define WARM_UP 4
#define LEAST_ROUNDS 16

/* of libmimalloc, if there is one */
static void *(*mi_malloc_aligned)(size_t bytes, size_t align);
static void (*mi_free)(void *memory);
static void (*mi_process_info)(size_t *elapsed, size_t *user, size_t *system, size_t *rss, size_t *peak_rss,
			       size_t *commit, size_t *peak_commit, size_t *faults);

static char *plain;
#define PLAIN_BYTES (4u << 20)

/* keeps the compiler from seeing that nobody reads what was zeroed */
static void touch(void *memory)
{
	__asm__ volatile("" : : "r"(memory) : "memory");
}

static int memset_once(size_t bytes)
{
	if (!plain && !(plain = aligned_alloc(4096, PLAIN_BYTES)))
		return -ENOMEM;
	memset(plain, 0, bytes);
	touch(plain);
	return 0;
}

static int memalign_once(size_t bytes)
{
	void *memory;

	if (posix_memalign(&memory, 4096, bytes))
		return -ENOMEM;
	memset(memory, 0, bytes);
	touch(memory);
	free(memory);
	return 0;
}

static int mimalloc_once(size_t bytes)
{
	void *memory = mi_malloc_aligned(bytes, 4096);

	if (!memory)
		return -ENOMEM;
	memset(memory, 0, bytes);
	touch(memory);
	mi_free(memory);
	return 0;
}

static int memfd_once(size_t bytes)
{
	int fd = memfd_create("peer", MFD_CLOEXEC);
	void *memory;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, bytes)) {
		close(fd);
		return -ENOMEM;
	}
	/* fresh pages of a memfd are zero: populating is the zeroing */
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
	close(fd);
	if (memory == MAP_FAILED)
		return -ENOMEM;
	touch(memory);
	munmap(memory, bytes);
	return 0;
}

const struct peer peers[] = {
	{ "memset", memset_once, 0 },
	{ "posix_memalign", memalign_once, 0 },
	{ "mimalloc", mimalloc_once, 0 },
	{ "memfd each", memfd_once, 1 },
};
const size_t peer_count = sizeof(peers) / sizeof(peers[0]);

/* ---- the same as heaps ---- */

static void *libc_get(size_t bytes, size_t align)
{
	void *memory;

	return posix_memalign(&memory, align, bytes) ? NULL : memory;
}

static uint64_t libc_held(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.arena + info.hblkhd;
}

static void *mimalloc_get(size_t bytes, size_t align)
{
	return mi_malloc_aligned(bytes, align);
}

static void mimalloc_put(void *memory)
{
	mi_free(memory);
}

static uint64_t mimalloc_held(void)
{
	size_t commit, none;

	mi_process_info(&none, &none, &none, &none, &none, &commit, &none, &none);
	return commit;
}

const struct heap heaps[] = {
	{ "posix_memalign", libc_get, free, libc_held },
	{ "mimalloc", mimalloc_get, mimalloc_put, mimalloc_held },
};
const size_t heap_count = sizeof(heaps) / sizeof(heaps[0]);

void peers_open(void)
{
	void *library = dlopen("libmimalloc.so.2", RTLD_NOW | RTLD_LOCAL);

	if (library) {
		mi_free = (void (*)(void *))dlsym(library, "mi_free");
		mi_process_info = (void (*)(size_t *, size_t *, size_t *, size_t *, size_t *, size_t *, size_t *,
					    size_t *))dlsym(library, "mi_process_info");
		mi_malloc_aligned = (void *(*)(size_t, size_t))dlsym(library, "mi_malloc_aligned");
	}
	if (!mi_free || !mi_process_info || !mi_malloc_aligned) {
		mi_malloc_aligned = NULL;
		fprintf(stderr, "bench: SKIPPED: mimalloc, there is no libmimalloc.so.2 (scripts/setup bench)\n");
	}
}

int peer_is_there(const char *name)
{
	return mi_malloc_aligned || strcmp(name, "mimalloc");
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

double peer_measure(const struct peer *peer, size_t bytes, size_t budget)
{
	size_t rounds = budget / bytes / (peer->slow ? 16 : 1), i;
	struct batches batches;

	if (rounds < LEAST_ROUNDS)
		rounds = LEAST_ROUNDS;
	for (i = 0; i < WARM_UP; i++)
		if (peer->once(bytes))
			return 0;
	batches_begin(&batches, now_ns, rounds);
	for (i = 0; i < rounds; i++) {
		peer->once(bytes);
		batches_turn(&batches);
	}
	return (double)batches.best / batches.size;
}
