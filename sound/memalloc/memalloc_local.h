/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memalloc_local.h - what a buffer type is: one table of operations, one file, one row in memalloc.c.
 *
 * A type is called by the dispatcher only, with a record whose dev.type is its own. It keeps no state outside the
 * record and takes no lock; the record's owner keeps calls on one record apart.
 */
#ifndef SOUND_MEMALLOC_LOCAL_H
#define SOUND_MEMALLOC_LOCAL_H

#include <sound/memalloc.h>

/**
 * struct snd_malloc_ops - a buffer type. Slots without "optional" are required.
 *
 * @alloc: allocate @size bytes (whole pages, never 0) for @dmab->dev; sets @dmab->addr and, if it needs to,
 *         @dmab->private_data, @dmab->dev.need_sync, @dmab->dev.type. Return: the CPU address, or NULL without
 *         memory and then with nothing left behind. May sleep. The contents are undefined unless the type says so.
 * @free: give back what @alloc made; @dmab->area is not NULL. May sleep.
 * @mmap: map the buffer from its start into @area, which is not longer than it. Return: 0 or -errno.
 * @get_addr: optional (NULL: @dmab->addr + @offset): address of a byte, as the device or, for types that are not for
 *            DMA, as the CPU's bus sees it
 * @get_page: optional (NULL: the page behind @dmab->area + @offset)
 * @get_chunk_size: optional (NULL: buffers are in one row): how many of the @size bytes from @ofs on have consecutive
 *                  addresses; at least 1 for a range inside the buffer
 * @sync: optional (NULL: nothing to do): hand the whole buffer to the side that @mode names
 */
struct snd_malloc_ops {
	void *(*alloc)(struct snd_dma_buffer *dmab, size_t size);
	void (*free)(struct snd_dma_buffer *dmab);
	int (*mmap)(struct snd_dma_buffer *dmab, struct vm_area_struct *area);
	dma_addr_t (*get_addr)(struct snd_dma_buffer *dmab, size_t offset);
	struct page *(*get_page)(struct snd_dma_buffer *dmab, size_t offset);
	unsigned int (*get_chunk_size)(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size);
	void (*sync)(struct snd_dma_buffer *dmab, enum snd_dma_sync_mode mode);
};

extern const struct snd_malloc_ops snd_malloc_classic_sg_ops;
extern const struct snd_malloc_ops snd_malloc_continuous_ops;
extern const struct snd_malloc_ops snd_malloc_dev_ops;
extern const struct snd_malloc_ops snd_malloc_iram_ops;
extern const struct snd_malloc_ops snd_malloc_noncoherent_ops;
extern const struct snd_malloc_ops snd_malloc_noncontig_ops;
extern const struct snd_malloc_ops snd_malloc_sg_ops;
extern const struct snd_malloc_ops snd_malloc_vmalloc_ops;
extern const struct snd_malloc_ops snd_malloc_wc_ops;

void *snd_malloc_frames(struct device *dev, size_t size);
void *snd_malloc_scattered(struct snd_dma_buffer *dmab, size_t size);

/*
 * Pages of all buffers, and of what the older names allocate: the first line of /proc/driver/snd-page-alloc. Counted
 * here is what the watcher is not told of.
 */
void snd_count_pages(long pages);
long snd_allocated_pages(void);

#endif
