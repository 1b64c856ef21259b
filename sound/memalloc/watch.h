/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.h - who wants to know of every buffer that comes and goes: sound/pcm/account.c. Below it nobody knows who that
 * is; there is one watcher, or none.
 *
 * Counted are the buffers of snd_dma_alloc_dir_pages() and all that is built on it. What drivers get from linux/dma or
 * kmalloc() themselves, and the older calls without a record (classic.c), is not.
 */
#ifndef SOUND_MEMALLOC_WATCH_H
#define SOUND_MEMALLOC_WATCH_H

#include <linux/refusal.h>
#include <sound/memalloc.h>

/**
 * struct snd_malloc_watcher - all slots are required; each but @pages may sleep and must not allocate buffers
 * @made: a buffer is there; @owner as of snd_malloc_owned(), @where the code that asked
 * @going: its area is about to be freed; it may never have been told of
 * @refused: @asked bytes were wanted; @got, less, were had instead, or 0. Not told of buffers with an owner: he says
 *           himself what he makes of it.
 * @pages: of the buffers it was told of and that are there: it has them under its lock anyway, and a count of
 *         memalloc.c's own would be two more atomic operations a buffer. May sleep.
 */
struct snd_malloc_watcher {
	void (*made)(const void *owner, const struct snd_dma_buffer *dmab, const void *where);
	void (*going)(const struct snd_dma_buffer *dmab);
	void (*refused)(struct device *dev, size_t asked, size_t got, const struct refusal *why, const void *where);
	long (*pages)(void);
};

/** snd_malloc_watch() - from now on; NULL: nobody. At boot and shutdown, while no driver is loaded. */
void snd_malloc_watch(const struct snd_malloc_watcher *watcher);

/**
 * snd_malloc_owned() - snd_dma_alloc_dir_pages() for @owner, which only the watcher understands
 * After -ENOMEM refusal_last() says why.
 */
int snd_malloc_owned(const void *owner, int type, struct device *dev, enum dma_data_direction dir, size_t size,
		     struct snd_dma_buffer *dmab);

#endif
