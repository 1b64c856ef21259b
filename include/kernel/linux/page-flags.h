/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags of a struct page. PG_reserved is the drivers' own mark (old sound drivers set it on buffer pages), PG_head
 * and PG_slab are linux/mm's. Atomic, no lock needed.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>
#include <linux/types.h>

enum pageflags { PG_locked, PG_dirty, PG_head, PG_reserved, PG_private, PG_slab, __NR_PAGEFLAGS };

#define PAGE_FLAG_OPS(Name, flag)                                                                       \
	static inline int Page##Name(const struct page *page)                                            \
	{                                                                                               \
		return __atomic_load_n(&page->flags, __ATOMIC_RELAXED) >> (flag) & 1;                    \
	}                                                                                               \
	static inline void SetPage##Name(struct page *page)                                              \
	{                                                                                               \
		__atomic_or_fetch(&page->flags, 1UL << (flag), __ATOMIC_RELAXED);                        \
	}                                                                                               \
	static inline void ClearPage##Name(struct page *page)                                            \
	{                                                                                               \
		__atomic_and_fetch(&page->flags, ~(1UL << (flag)), __ATOMIC_RELAXED);                    \
	}

PAGE_FLAG_OPS(Locked, PG_locked)
PAGE_FLAG_OPS(Dirty, PG_dirty)
PAGE_FLAG_OPS(Head, PG_head)
PAGE_FLAG_OPS(Reserved, PG_reserved)
PAGE_FLAG_OPS(Private, PG_private)
PAGE_FLAG_OPS(Slab, PG_slab)

#endif
