// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reserve.c - buffers that stay while their driver is away, known by a number (2.6.9 to 3.13; contract 1.5).
 *
 * A driver that gives its substreams a dma_buf_id leaves their buffers here when it goes and finds them when it comes
 * again, however fragmented memory is by then; /proc/driver/snd-page-alloc (reserve_proc.c) puts buffers here before
 * the driver comes at all. What is in use is not on the list. What is left when the machine goes down is freed.
 *
 * A buffer that was reserved for no device becomes the device's that asks for it first: it is made anew from the
 * memory the old one gives back, since an address that was mapped for one device is of no use to another.
 *
 * Lock: reserve_lock, for the list; nothing is allocated or freed under it.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/slab.h>
#include "reserve_local.h"

static DEFINE_MUTEX(reserve_lock);
static LIST_HEAD(reserved);

/* what was reserved for no device has the lowest memory: any device may want it */
static bool is_nobodys(const struct device *dev)
{
	return !dev || dev == snd_dma_isa_data();
}

static void let_go(struct reserved_buffer *entry)
{
	if (!is_nobodys(entry->buffer.dev.dev))
		put_device(entry->buffer.dev.dev);
}

/**
 * snd_dma_reserve_buf() - leave a buffer behind
 * @dmab: the buffer; the record's contents are copied, and the buffer is no longer the caller's
 * @id: by which it will be asked for
 *
 * Context: may sleep.
 * Return: 0; -EINVAL without a buffer; -ENOMEM, and the buffer is the caller's as before.
 */
int snd_dma_reserve_buf(struct snd_dma_buffer *dmab, unsigned int id)
{
	struct reserved_buffer *entry;

	if (!dmab)
		return -EINVAL;
	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->buffer = *dmab;
	entry->id = id;
	if (!is_nobodys(dmab->dev.dev))
		get_device(dmab->dev.dev);
	guard(mutex)(&reserve_lock);
	list_add_tail(&entry->node, &reserved);
	return 0;
}
EXPORT_SYMBOL(snd_dma_reserve_buf);

static bool suits(const struct reserved_buffer *entry, const struct snd_dma_device *dev, unsigned int id)
{
	const struct snd_dma_device *has = &entry->buffer.dev;

	return entry->id == id && (is_nobodys(has->dev) || (has->dev == dev->dev && has->type == dev->type));
}

static struct reserved_buffer *take(const struct snd_dma_device *dev, unsigned int id)
{
	struct reserved_buffer *entry;

	guard(mutex)(&reserve_lock);
	list_for_each_entry(entry, &reserved, node) {
		if (suits(entry, dev, id)) {
			list_del(&entry->node);
			return entry;
		}
	}
	return NULL;
}

static void make_over(struct snd_dma_buffer *dmab, struct device *dev)
{
	struct snd_dma_buffer old = *dmab;

	snd_dma_free_pages(&old);
	/* on failure there is no buffer, and the record says so */
	snd_dma_alloc_dir_pages(old.dev.type, dev, old.dev.dir, old.bytes, dmab);
}

/**
 * snd_dma_get_reserved_buf() - take a buffer that was left behind
 * @dmab: in: dev.type and dev.dev of who asks; out: the buffer, which is the caller's now
 * @id: as it was left; one that was reserved for no device is anybody's
 *
 * Its size is what it is: the caller looks.
 * Context: may sleep.
 * Return: bytes of the buffer; 0: there is none, and @dmab is unchanged.
 */
size_t snd_dma_get_reserved_buf(struct snd_dma_buffer *dmab, unsigned int id)
{
	struct reserved_buffer *entry;
	struct device *dev;

	if (WARN_ON(!dmab))
		return 0;
	entry = take(&dmab->dev, id);
	if (!entry)
		return 0;
	dev = dmab->dev.dev;
	let_go(entry);
	if (is_nobodys(entry->buffer.dev.dev) && !is_nobodys(dev))
		make_over(&entry->buffer, dev);
	if (entry->buffer.area)
		*dmab = entry->buffer;
	kfree(entry);
	return dmab->area ? dmab->bytes : 0;
}
EXPORT_SYMBOL(snd_dma_get_reserved_buf);

void reserved_free_all(void)
{
	struct reserved_buffer *entry, *next;
	LIST_HEAD(all);

	scoped_guard(mutex, &reserve_lock)
		list_splice_init(&reserved, &all);
	list_for_each_entry_safe(entry, next, &all, node) {
		snd_dma_free_pages(&entry->buffer);
		let_go(entry);
		kfree(entry);
	}
}

void reserved_for_each(void (*fn)(void *ctx, unsigned int number, const struct reserved_buffer *entry), void *ctx)
{
	struct reserved_buffer *entry;
	unsigned int number = 0;

	guard(mutex)(&reserve_lock);
	list_for_each_entry(entry, &reserved, node)
		fn(ctx, ++number, entry);
}

static int __init reserve_init(void)
{
	return reserve_proc_init();
}

static void __exit reserve_exit(void)
{
	reserve_proc_exit();
	reserved_free_all();
}

module_init(reserve_init);
module_exit(reserve_exit);
