// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memalloc.c - the buffer allocator's front door: picks the type, keeps the record, knows the defaults.
 *
 * Below it there is one file per buffer type (memalloc_local.h), above it sound/pcm/memory.c and drivers that manage
 * buffers themselves. Nothing is locked; pages are counted for all of the machine, a card's quota is
 * sound/pcm/memory.c's.
 */
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/mm.h>
#include "memalloc_local.h"
#include "watch.h"

static const struct snd_malloc_ops *const types[] = {
	[SNDRV_DMA_TYPE_CONTINUOUS] = &snd_malloc_continuous_ops,
	[SNDRV_DMA_TYPE_DEV] = &snd_malloc_dev_ops,
	[SNDRV_DMA_TYPE_DEV_SG] = &snd_malloc_sg_ops,
	[SNDRV_DMA_TYPE_DEV_IRAM] = &snd_malloc_iram_ops,
	[SNDRV_DMA_TYPE_DEV_WC] = &snd_malloc_wc_ops,
	[SNDRV_DMA_TYPE_DEV_WC_SG] = &snd_malloc_sg_ops,
	[SNDRV_DMA_TYPE_VMALLOC] = &snd_malloc_vmalloc_ops,
	[SNDRV_DMA_TYPE_NONCONTIG] = &snd_malloc_noncontig_ops,
	[SNDRV_DMA_TYPE_NONCOHERENT] = &snd_malloc_noncoherent_ops,
	[SNDRV_DMA_TYPE_CLASSIC_SG] = &snd_malloc_classic_sg_ops,
};

static const struct snd_malloc_watcher *watcher;
static atomic_long_t unwatched_pages;

void snd_count_pages(long pages)
{
	atomic_long_add(pages, &unwatched_pages);
}

void snd_malloc_watch(const struct snd_malloc_watcher *new)
{
	/* he will not be told when those go that are left, as the reserved ones are */
	if (watcher)
		snd_count_pages(watcher->pages());
	watcher = new;
}

long snd_allocated_pages(void)
{
	return atomic_long_read(&unwatched_pages) + (watcher ? watcher->pages() : 0);
}

static noinline void warn_of_type(const struct snd_dma_buffer *dmab)
{
	if (!WARN_ON_ONCE(!dmab))
		WARN_ONCE(1, "no buffer type %d\n", dmab->dev.type);
}

static inline const struct snd_malloc_ops *ops_of(const struct snd_dma_buffer *dmab)
{
	/* unsigned: what is below UNKNOWN, which has none, is far above the last one */
	if (likely(dmab && (unsigned int)dmab->dev.type < ARRAY_SIZE(types) && types[dmab->dev.type]))
		return types[dmab->dev.type];
	warn_of_type(dmab);
	return NULL;
}

static noinline void tell_refused(struct device *dev, size_t asked, size_t got, const struct refusal *why,
				  const void *where)
{
	if (watcher)
		watcher->refused(dev, asked, got, why, where);
}

/* nothing was had, because of what the task was refused last */
static noinline void tell_last_refusal(struct device *dev, size_t asked, const void *where)
{
	struct refusal why;

	refusal_last(&why);
	tell_refused(dev, asked, 0, &why, where);
}

static int allocate(const void *owner, int type, struct device *dev, enum dma_data_direction dir, size_t size,
		    struct snd_dma_buffer *dmab, const void *where)
{
	const struct snd_malloc_ops *ops;

	if (WARN_ON(!size) || WARN_ON(!dmab))
		return -ENXIO;

	*dmab = (struct snd_dma_buffer){ .dev = { .type = type, .dir = dir, .dev = dev } };
	refusal_clear();
	/* a request so large that rounding it up wraps is one there is no memory for */
	size = PAGE_ALIGN(size);
	ops = ops_of(dmab);
	if (!ops || !size)
		return -ENOMEM;

	dmab->area = ops->alloc(dmab, size);
	if (!dmab->area)
		return -ENOMEM;
	dmab->bytes = size;
	if (likely(watcher))
		watcher->made(owner, dmab, where);
	else
		snd_count_pages(size >> PAGE_SHIFT);
	return 0;
}

/* Nobody's but the driver's: what comes of it is told here. */
static int allocate_unowned(int type, struct device *dev, enum dma_data_direction dir, size_t size,
			    struct snd_dma_buffer *dmab, const void *where)
{
	int err = allocate(NULL, type, dev, dir, size, dmab, where);

	if (unlikely(err == -ENOMEM))
		tell_last_refusal(dev, size, where);
	return err;
}

int snd_malloc_owned(const void *owner, int type, struct device *dev, enum dma_data_direction dir, size_t size,
		     struct snd_dma_buffer *dmab)
{
	return allocate(owner, type, dev, dir, size, dmab, __builtin_return_address(0));
}

/**
 * snd_dma_alloc_dir_pages() - allocate a buffer
 * @type: SNDRV_DMA_TYPE_*
 * @dev: whose DMA mask counts; NULL is allowed for CONTINUOUS and VMALLOC
 * @dir: who will write to it
 * @size: bytes, rounded up to whole pages
 * @dmab: receives the description; whatever stood there is overwritten
 *
 * Coherent memory in one block comes zeroed, everything else as it is. @dmab->dev.type may come back as another type:
 * what a type that could not be had, or need not be, has become.
 * Context: may sleep.
 * Return: 0; -ENXIO for a size of 0 or no @dmab; -ENOMEM without memory and for a type there is none of, @dmab->area
 * then being NULL and @dmab->bytes 0. Contract 1.8, golden-6.12.
 */
int snd_dma_alloc_dir_pages(int type, struct device *dev, enum dma_data_direction dir, size_t size,
			    struct snd_dma_buffer *dmab)
{
	return allocate_unowned(type, dev, dir, size, dmab, __builtin_return_address(0));
}
EXPORT_SYMBOL(snd_dma_alloc_dir_pages);

/**
 * snd_dma_alloc_pages_fallback() - allocate a buffer of @size or, without memory, of the next smaller power of two …
 * @type: SNDRV_DMA_TYPE_*
 * @dev: as for snd_dma_alloc_dir_pages()
 * @size: bytes
 * @dmab: receives the description; @dmab->bytes says what it came to
 *
 * … down to one page. Never more than was asked for (rounded to pages): contract 1.5, last column.
 * Context: may sleep.
 * Return: 0, -ENOMEM if not even one page was to be had, else as snd_dma_alloc_dir_pages().
 */
int snd_dma_alloc_pages_fallback(int type, struct device *dev, size_t size, struct snd_dma_buffer *dmab)
{
	const void *where = __builtin_return_address(0);
	struct refusal first = { .reason = REFUSED_UNKNOWN }, why;
	size_t attempt = size;
	int err;

	for (;;) {
		err = allocate(NULL, type, dev, DMA_BIDIRECTIONAL, attempt, dmab, where);
		if (err != -ENOMEM)
			break;
		refusal_last(&why);
		if (attempt == size)
			first = why;
		if (attempt <= PAGE_SIZE)
			break;
		/* half of it, rounded up to a power of two: the largest one below @attempt */
		attempt = PAGE_SIZE << get_order(attempt / 2);
	}
	if (err == -ENOMEM || (!err && attempt != size))
		tell_refused(dev, size, err ? 0 : dmab->bytes, &first, where);
	return err;
}
EXPORT_SYMBOL(snd_dma_alloc_pages_fallback);

/**
 * snd_dma_free_pages() - free a buffer
 * @dmab: as the allocation left it; the record itself stays the caller's and is not changed
 *
 * A record without an area is left alone.
 * Context: may sleep.
 */
void snd_dma_free_pages(struct snd_dma_buffer *dmab)
{
	const struct snd_malloc_ops *ops = ops_of(dmab);

	if (!ops || !dmab->area)
		return;
	if (likely(watcher))
		watcher->going(dmab);
	else
		snd_count_pages(-(long)(dmab->bytes >> PAGE_SHIFT));
	ops->free(dmab);
}
EXPORT_SYMBOL(snd_dma_free_pages);

static void devm_free(struct device *dev, void *res)
{
	snd_dma_free_pages(res);
}

/**
 * snd_devm_alloc_dir_pages() - allocate a buffer that goes when the driver leaves its device
 * @dev: a real device; it keeps the record and frees the buffer after the driver's remove()
 * @type: not CONTINUOUS and not VMALLOC, which are for no device
 * @dir: who will write to it
 * @size: bytes, rounded up to whole pages
 *
 * The result must not be given to snd_dma_free_pages(). Not counted against the card's quota.
 * Context: may sleep.
 * Return: the record, or NULL for any failure.
 */
struct snd_dma_buffer *snd_devm_alloc_dir_pages(struct device *dev, int type, enum dma_data_direction dir, size_t size)
{
	struct snd_dma_buffer *dmab;

	if (WARN_ON(type == SNDRV_DMA_TYPE_CONTINUOUS || type == SNDRV_DMA_TYPE_VMALLOC))
		return NULL;

	dmab = devres_alloc(devm_free, sizeof(*dmab), GFP_KERNEL);
	if (!dmab)
		return NULL;
	if (allocate_unowned(type, dev, dir, size, dmab, __builtin_return_address(0)) < 0) {
		devres_free(dmab);
		return NULL;
	}
	devres_add(dev, dmab);
	return dmab;
}
EXPORT_SYMBOL_GPL(snd_devm_alloc_dir_pages);

/**
 * snd_dma_buffer_mmap() - map a buffer into a process
 * @dmab: the buffer
 * @area: where; its length was checked against the buffer by the caller
 *
 * Context: may sleep, mmap lock held.
 * Return: 0; -ENOENT without a buffer or for a type that cannot; else what the mapping returned.
 */
int snd_dma_buffer_mmap(struct snd_dma_buffer *dmab, struct vm_area_struct *area)
{
	const struct snd_malloc_ops *ops;

	if (!dmab)
		return -ENOENT;
	ops = ops_of(dmab);
	return ops ? ops->mmap(dmab, area) : -ENOENT;
}
EXPORT_SYMBOL(snd_dma_buffer_mmap);

/**
 * snd_dma_buffer_sync() - hand a buffer of non-coherent memory to the CPU or to the device
 * @dmab: the buffer, or NULL
 * @mode: whose turn it is
 *
 * Nothing happens for a buffer that both see alike (dev.need_sync is false).
 * Context: any.
 */
void snd_dma_buffer_sync(struct snd_dma_buffer *dmab, enum snd_dma_sync_mode mode)
{
	const struct snd_malloc_ops *ops;

	if (!dmab || !dmab->dev.need_sync)
		return;
	ops = ops_of(dmab);
	if (ops && ops->sync)
		ops->sync(dmab, mode);
}
EXPORT_SYMBOL_GPL(snd_dma_buffer_sync);

/**
 * snd_sgbuf_get_addr() - the address of one byte
 * @dmab: the buffer
 * @offset: bytes from its start, inside it
 *
 * Return: the bus address, for buffers that have one; CONTINUOUS and VMALLOC give the CPU's physical address, which
 * is no address for a device (it must be mapped first).
 */
dma_addr_t snd_sgbuf_get_addr(struct snd_dma_buffer *dmab, size_t offset)
{
	const struct snd_malloc_ops *ops = ops_of(dmab);

	if (ops && ops->get_addr)
		return ops->get_addr(dmab, offset);
	return dmab->addr + offset;
}
EXPORT_SYMBOL(snd_sgbuf_get_addr);

/** snd_sgbuf_get_page() - the page that holds the byte at @offset of the buffer */
struct page *snd_sgbuf_get_page(struct snd_dma_buffer *dmab, size_t offset)
{
	const struct snd_malloc_ops *ops = ops_of(dmab);

	if (ops && ops->get_page)
		return ops->get_page(dmab, offset);
	/* coherent memory may be a mapping of its own: behind an IOMMU, on machines without coherence */
	return is_vmalloc_addr(dmab->area) ? vmalloc_to_page(dmab->area + offset) : virt_to_page(dmab->area + offset);
}
EXPORT_SYMBOL(snd_sgbuf_get_page);

/**
 * snd_sgbuf_get_chunk_size() - how far addresses are consecutive
 * @dmab: the buffer
 * @ofs: first byte
 * @size: bytes of interest; @ofs + @size is not behind the buffer's end
 *
 * Return: the length of the longest beginning of the range with consecutive addresses, at most @size.
 */
unsigned int snd_sgbuf_get_chunk_size(struct snd_dma_buffer *dmab, unsigned int ofs, unsigned int size)
{
	const struct snd_malloc_ops *ops = ops_of(dmab);

	if (ops && ops->get_chunk_size)
		return ops->get_chunk_size(dmab, ofs, size);
	return size;
}
EXPORT_SYMBOL(snd_sgbuf_get_chunk_size);
