/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small numbers for pointers (idr) or for nothing (ida). The caller locks an idr; an ida locks itself. */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/gfp_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct idr - an array of pointers that grows
 * @slots: @size of them, kmalloc()ed; NULL is a free number
 * @used: a bit for every number in use, since NULL may be stored under one
 * @base: the smallest number
 * @cursor: where idr_alloc_cyclic() goes on
 */
struct idr {
	void **slots;
	unsigned long *used;
	unsigned int size;
	unsigned int base;
	unsigned int cursor;
};

#define IDR_INIT_BASE(name, base_init)	{ .base = (base_init) }
#define IDR_INIT(name)			IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name)		struct idr name = IDR_INIT(name)

void idr_init(struct idr *idr);
void idr_init_base(struct idr *idr, int base);
/* [@start, @end); @end <= 0: no limit. -ENOSPC, -ENOMEM. */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);
void *idr_get_next(struct idr *idr, int *nextid);
void idr_destroy(struct idr *idr);
bool idr_is_empty(const struct idr *idr);

#define idr_for_each_entry(idr, entry, id) \
	for (id = 0; ((entry) = idr_get_next((idr), &(id))) != NULL; id += 1U)

struct ida {
	spinlock_t lock;
	unsigned long *used;
	unsigned int size;
};

#define IDA_INIT(name)		{ .lock = __SPIN_LOCK_UNLOCKED(name.lock) }
#define DEFINE_IDA(name)	struct ida name = IDA_INIT(name)

void ida_init(struct ida *ida);
/* [@min, @max]. -ENOSPC, -ENOMEM. */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);
bool ida_is_empty(const struct ida *ida);
bool ida_exists(struct ida *ida, unsigned int id);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0u, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0u, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

#endif
