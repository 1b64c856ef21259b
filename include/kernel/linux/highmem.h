/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short-lived CPU mappings of a page. All RAM is in the direct map, so these are address arithmetic, as on 64-bit
 * Linux.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/string.h>

#define PageHighMem(page)	0

static inline void *kmap(struct page *page)
{
	return page_address(page);
}

static inline void kunmap(const struct page *page)
{
}

static inline void *kmap_local_page(const struct page *page)
{
	return page_address(page);
}

static inline void kunmap_local(const void *addr)
{
}

#define kmap_atomic(page)	kmap_local_page(page)
#define kunmap_atomic(addr)	kunmap_local(addr)

static inline void clear_highpage(struct page *page)
{
	clear_page(page_address(page));
}

static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)
{
	memcpy((char *)page_address(page) + offset, from, len);
}

static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	memcpy(to, (char *)page_address(page) + offset, len);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset((char *)page_address(page) + offset, 0, len);
}

#endif
