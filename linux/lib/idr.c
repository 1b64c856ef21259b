// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * idr.c - small numbers for pointers (idr), or for nothing (ida): arrays that grow, and a bit for each number in use.
 *
 * Linux keeps a tree; numbers here are dense and few (cards, minors, timers), so an array serves. The lowest free
 * number is always given. The user locks an idr, with GFP_NOWAIT inside of a spinlock as in Linux; an ida has
 * its lock (irq-safe). One allocation request for each growth.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/slab.h>

/* far more than any driver needs; what lies above is answered as out of memory */
#define ID_LIMIT (1u << 20)

static unsigned int grown_size(unsigned int need)
{
	return roundup_pow_of_two(max(need, 64u));
}

static int idr_grow(struct idr *idr, unsigned int need, gfp_t gfp)
{
	unsigned int size = grown_size(need);
	void **slots;

	if (need <= idr->size)
		return 0;
	if (need > ID_LIMIT)
		return -ENOMEM;
	/* one block holds the pointers and, behind them, the bits */
	slots = kzalloc(size * sizeof(*slots) + bitmap_size(size), gfp);
	if (!slots)
		return -ENOMEM;
	if (idr->size) {
		memcpy(slots, idr->slots, idr->size * sizeof(*slots));
		memcpy(slots + size, idr->used, bitmap_size(idr->size));
	}
	kfree(idr->slots);
	idr->slots = slots;
	idr->used = (unsigned long *)(slots + size);
	idr->size = size;
	return 0;
}

void idr_init_base(struct idr *idr, int base)
{
	*idr = (struct idr)IDR_INIT_BASE(*idr, base);
}
EXPORT_SYMBOL(idr_init_base);

void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}
EXPORT_SYMBOL(idr_init);

static int idr_take(struct idr *idr, void *ptr, unsigned int start, unsigned int max, gfp_t gfp)
{
	unsigned int slot = find_next_zero_bit(idr->used, idr->size, start);
	int err;

	slot = max(slot, start);
	if (slot > max)
		return -ENOSPC;
	err = idr_grow(idr, slot + 1, gfp);
	if (err)
		return err;
	__set_bit(slot, idr->used);
	idr->slots[slot] = ptr;
	return slot + idr->base;
}

/**
 * idr_alloc() - the lowest free number in [@start, @end)
 * @end: 0 or below: no limit
 * Return: the number, -ENOSPC, -ENOMEM, -EINVAL.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	unsigned int max = end > 0 ? end - 1 : INT_MAX;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	start = max_t(unsigned int, start, idr->base);
	if (max < (unsigned int)start)
		return -ENOSPC;
	return idr_take(idr, ptr, start - idr->base, max - idr->base, gfp);
}
EXPORT_SYMBOL(idr_alloc);

/** idr_alloc_cyclic() - the same, going on behind the number given last, and around */
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	int from = max_t(int, start, idr->cursor);
	int id = idr_alloc(idr, ptr, from, end, gfp);

	if (id == -ENOSPC && from > start)
		id = idr_alloc(idr, ptr, start, end, gfp);
	if (id >= 0)
		idr->cursor = (unsigned int)id + 1;
	return id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

static bool idr_has(const struct idr *idr, unsigned long id)
{
	return id >= idr->base && id - idr->base < idr->size && test_bit(id - idr->base, idr->used);
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return idr_has(idr, id) ? idr->slots[id - idr->base] : NULL;
}
EXPORT_SYMBOL(idr_find);

void *idr_remove(struct idr *idr, unsigned long id)
{
	void *ptr = idr_find(idr, id);

	if (idr_has(idr, id)) {
		__clear_bit(id - idr->base, idr->used);
		idr->slots[id - idr->base] = NULL;
	}
	return ptr;
}
EXPORT_SYMBOL(idr_remove);

/** idr_replace() - another pointer under a number in use; the old one, or ERR_PTR(-ENOENT) */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	void *old = idr_find(idr, id);

	if (!idr_has(idr, id))
		return ERR_PTR(-ENOENT);
	idr->slots[id - idr->base] = ptr;
	return old;
}
EXPORT_SYMBOL(idr_replace);

/** idr_get_next() - the pointer under the lowest number ≥ *@nextid, which becomes that number; NULL at the end */
void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned int slot = max_t(int, *nextid - (int)idr->base, 0);

	for (; slot < idr->size; slot++) {
		if (test_bit(slot, idr->used) && idr->slots[slot]) {
			*nextid = slot + idr->base;
			return idr->slots[slot];
		}
	}
	return NULL;
}
EXPORT_SYMBOL(idr_get_next);

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	unsigned int slot;

	for_each_set_bit(slot, idr->used, idr->size) {
		int ret = fn(slot + idr->base, idr->slots[slot], data);

		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

bool idr_is_empty(const struct idr *idr)
{
	return bitmap_empty(idr->used, idr->size);
}
EXPORT_SYMBOL(idr_is_empty);

/** idr_destroy() - give the memory back; the pointers are the caller's. The idr is empty and may be used again. */
void idr_destroy(struct idr *idr)
{
	kfree(idr->slots);
	idr->slots = NULL;
	idr->used = NULL;
	idr->size = 0;
	idr->cursor = 0;
}
EXPORT_SYMBOL(idr_destroy);

void ida_init(struct ida *ida)
{
	spin_lock_init(&ida->lock);
	ida->used = NULL;
	ida->size = 0;
}
EXPORT_SYMBOL(ida_init);

/* Take the first free number in [@min, @max]; -EAGAIN and *@need: the array must have that many bits first. */
static int ida_take(struct ida *ida, unsigned int min, unsigned int max, unsigned int *need)
{
	unsigned long flags;
	unsigned int id;
	int ret;

	spin_lock_irqsave(&ida->lock, flags);
	id = max_t(unsigned int, find_next_zero_bit(ida->used, ida->size, min), min);
	if (id > max) {
		ret = -ENOSPC;
	} else if (id >= ida->size) {
		*need = id + 1;
		ret = -EAGAIN;
	} else {
		__set_bit(id, ida->used);
		ret = id;
	}
	spin_unlock_irqrestore(&ida->lock, flags);
	return ret;
}

static int ida_grow(struct ida *ida, unsigned int need, gfp_t gfp)
{
	unsigned int size = grown_size(need);
	unsigned long *used, flags;

	if (need > ID_LIMIT)
		return -ENOMEM;
	used = bitmap_zalloc(size, gfp);
	if (!used)
		return -ENOMEM;
	spin_lock_irqsave(&ida->lock, flags);
	if (ida->size < size) {
		if (ida->size)
			bitmap_copy(used, ida->used, ida->size);
		swap(used, ida->used);
		ida->size = size;
	}
	spin_unlock_irqrestore(&ida->lock, flags);
	bitmap_free(used);
	return 0;
}

/**
 * ida_alloc_range() - the lowest free number in [@min, @max]
 * Return: the number, -ENOSPC, -ENOMEM.
 */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	unsigned int need;
	int ret;

	max = min_t(unsigned int, max, INT_MAX);
	while ((ret = ida_take(ida, min, max, &need)) == -EAGAIN) {
		ret = ida_grow(ida, need, gfp);
		if (ret)
			break;
	}
	return ret;
}
EXPORT_SYMBOL(ida_alloc_range);

void ida_free(struct ida *ida, unsigned int id)
{
	unsigned long flags;
	bool was = false;

	spin_lock_irqsave(&ida->lock, flags);
	if (id < ida->size)
		was = __test_and_clear_bit(id, ida->used);
	spin_unlock_irqrestore(&ida->lock, flags);
	WARN(!was, "ida_free called for id=%u which is not allocated.\n", id);
}
EXPORT_SYMBOL(ida_free);

bool ida_exists(struct ida *ida, unsigned int id)
{
	unsigned long flags;
	bool used;

	spin_lock_irqsave(&ida->lock, flags);
	used = id < ida->size && test_bit(id, ida->used);
	spin_unlock_irqrestore(&ida->lock, flags);
	return used;
}
EXPORT_SYMBOL(ida_exists);

bool ida_is_empty(const struct ida *ida)
{
	return bitmap_empty(ida->used, ida->size);
}
EXPORT_SYMBOL(ida_is_empty);

/** ida_destroy() - give the memory back, whatever is in use; the ida is empty and may be used again */
void ida_destroy(struct ida *ida)
{
	unsigned long *used, flags;

	spin_lock_irqsave(&ida->lock, flags);
	used = ida->used;
	ida->used = NULL;
	ida->size = 0;
	spin_unlock_irqrestore(&ida->lock, flags);
	bitmap_free(used);
}
EXPORT_SYMBOL(ida_destroy);
