/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/memalloc.h - buffers that a CPU and a device share, by type: the allocator below every PCM buffer.
 *
 * A buffer is described by a struct snd_dma_buffer that its user owns; sound/memalloc/ fills it. The record is not
 * locked: whoever owns it keeps two calls on it apart. All calls that allocate, free or map may sleep.
 */
#ifndef _SOUND_MEMALLOC_H
#define _SOUND_MEMALLOC_H

#include <linux/mm.h>
#include <linux/types.h>
#include <linux/dma-direction.h>
#include <asm/page.h>

struct device;
struct page;
struct sg_table;
struct vm_area_struct;

/* buffer types; see docs/memory.md for what each is made of */
#define SNDRV_DMA_TYPE_UNKNOWN 0	/* no set-up call was made yet */
#define SNDRV_DMA_TYPE_CONTINUOUS 1	/* pages in one row, no DMA mapping; the device only bounds the address */
#define SNDRV_DMA_TYPE_DEV 2		/* coherent DMA memory in one row */
#define SNDRV_DMA_TYPE_DEV_SG 3		/* coherent pages anywhere, in one row for the CPU */
#define SNDRV_DMA_TYPE_DEV_IRAM 4	/* a device's on-chip memory */
#define SNDRV_DMA_TYPE_DEV_WC 5		/* as DEV, write-combining */
#define SNDRV_DMA_TYPE_DEV_WC_SG 6	/* as DEV_SG, write-combining */
#define SNDRV_DMA_TYPE_VMALLOC 7	/* pages anywhere, in one row for the CPU, no DMA mapping */
#define SNDRV_DMA_TYPE_NONCONTIG 8	/* non-coherent pages anywhere: needs sync */
#define SNDRV_DMA_TYPE_NONCOHERENT 9	/* non-coherent memory in one row: needs sync */
#define SNDRV_DMA_TYPE_CLASSIC_SG 10	/* usnd's own: DEV_SG with the chapter's table, for include/classic */

/**
 * struct snd_dma_device - for whom and how a buffer was allocated
 * @type: SNDRV_DMA_TYPE_*; may come back changed, freeing goes by what stands here
 * @dir: who writes, for the types that are synchronised
 * @need_sync: snd_dma_buffer_sync() does something for this buffer
 * @dev: the device, or NULL
 */
struct snd_dma_device {
	int type;
	enum dma_data_direction dir;
	bool need_sync;
	struct device *dev;
};

/**
 * struct snd_dma_buffer - one buffer
 * @dev: how it was allocated
 * @area: CPU address; NULL: nothing allocated
 * @addr: bus address (CONTINUOUS: physical address) of the first byte; 0 where there is none
 * @bytes: usable bytes, whole pages
 * @private_data: the type's own
 */
struct snd_dma_buffer {
	struct snd_dma_device dev;
	unsigned char *area;
	dma_addr_t addr;
	size_t bytes;
	void *private_data;
};

enum snd_dma_sync_mode { SNDRV_DMA_SYNC_CPU, SNDRV_DMA_SYNC_DEVICE };

/* ---- allocate and free ---- */
int snd_dma_alloc_dir_pages(int type, struct device *dev, enum dma_data_direction dir, size_t size,
			    struct snd_dma_buffer *dmab);
int snd_dma_alloc_pages_fallback(int type, struct device *dev, size_t size, struct snd_dma_buffer *dmab);
void snd_dma_free_pages(struct snd_dma_buffer *dmab);
struct snd_dma_buffer *snd_devm_alloc_dir_pages(struct device *dev, int type, enum dma_data_direction dir,
						size_t size);

/** snd_dma_alloc_pages() - snd_dma_alloc_dir_pages() for a buffer that both sides may write */
static inline int snd_dma_alloc_pages(int type, struct device *dev, size_t size, struct snd_dma_buffer *dmab)
{
	return snd_dma_alloc_dir_pages(type, dev, DMA_BIDIRECTIONAL, size, dmab);
}

/** snd_devm_alloc_pages() - snd_devm_alloc_dir_pages() for a buffer that both sides may write */
static inline struct snd_dma_buffer *snd_devm_alloc_pages(struct device *dev, int type, size_t size)
{
	return snd_devm_alloc_dir_pages(dev, type, DMA_BIDIRECTIONAL, size);
}

/* ---- use ---- */
int snd_dma_buffer_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area);
void snd_dma_buffer_sync(struct snd_dma_buffer *dmab, enum snd_dma_sync_mode mode);

/* ---- where a byte of the buffer lies ---- */
dma_addr_t snd_sgbuf_get_addr(struct snd_dma_buffer *dmab, size_t offset);
struct page *snd_sgbuf_get_page(struct snd_dma_buffer *dmab, size_t offset);
unsigned int snd_sgbuf_get_chunk_size(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size);

/** snd_sgbuf_aligned_pages() - pages that hold @size bytes */
static inline unsigned int snd_sgbuf_aligned_pages(size_t size)
{
	return PAGE_ALIGN(size) >> PAGE_SHIFT;
}

/** snd_dma_noncontig_sg_table() - the pieces of a NONCONTIG buffer */
static inline struct sg_table *snd_dma_noncontig_sg_table(struct snd_dma_buffer *dmab)
{
	return dmab->private_data;
}

#endif
