// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * window.c - the direct map: all RAM of the machine in one reserved piece of address space.
 *
 * Physical address + page_offset_base = CPU pointer, and mem_map[frame - min_low_pfn] describes the frame. The window
 * starts at a multiple of the largest block, so natural alignment is the same for pointers as for physical addresses.
 * Holes between the RAM ranges stay inaccessible and are not pfn_valid().
 *
 * Written by window_init() and window_finish() only, while nobody else runs: no lock.
 */
#define pr_fmt(fmt) "mm: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include "local.h"

unsigned long page_offset_base;
EXPORT_SYMBOL(page_offset_base);
unsigned long min_low_pfn;
EXPORT_SYMBOL(min_low_pfn);
unsigned long max_pfn;
EXPORT_SYMBOL(max_pfn);
struct page *mem_map;
EXPORT_SYMBOL(mem_map);

static char *window;
static size_t bytes;
static unsigned char *used_blocks;	/* a byte for each largest block */

char *window_base(void)
{
	return window;
}

size_t window_bytes(void)
{
	return bytes;
}

int pfn_valid(unsigned long pfn)
{
	const struct usnd_platform *p = platform();
	phys_addr_t phys = PFN_PHYS(pfn);
	unsigned int i;

	if (!mem_map)
		return 0;
	for (i = 0; i < p->range_count; i++)
		if (phys >= p->ranges[i].phys && phys - p->ranges[i].phys < p->ranges[i].bytes)
			return 1;
	return 0;
}
EXPORT_SYMBOL(pfn_valid);

bool __virt_addr_valid(unsigned long addr)
{
	return window && addr - (unsigned long)window < bytes && pfn_valid(virt_to_pfn(addr));
}
EXPORT_SYMBOL(__virt_addr_valid);

u64 ram_file_offset(phys_addr_t phys)
{
	const struct usnd_platform *p = platform();
	unsigned int i;

	for (i = 0; i < p->range_count; i++)
		if (phys >= p->ranges[i].phys && phys - p->ranges[i].phys < p->ranges[i].bytes)
			return p->ranges[i].offset + phys - p->ranges[i].phys;
	return 0;
}

void clear_page(void *page)
{
	host_memset(page, 0, PAGE_SIZE);
}
EXPORT_SYMBOL(clear_page);

void copy_page(void *to, void *from)
{
	host_memcpy(to, from, PAGE_SIZE);
}
EXPORT_SYMBOL(copy_page);

static size_t block_bytes(void)
{
	return PAGE_SIZE << platform()->max_order;
}

void window_note_used(unsigned long pfn)
{
	used_blocks[PFN_PHYS(pfn - min_low_pfn) / block_bytes()] = 1;
}

/* What was never allocated was not poisoned either, or at boot, and need not have its shadow written. */
static void unpoison_range(const struct usnd_ram_range *range)
{
	char *at = __va(range->phys), *end = at + range->bytes;
	size_t step;

	if (range->bytes <= POISON_ALL) {
		mm_unpoison(at, range->bytes);
		return;
	}
	for (; at < end; at += step) {
		step = min_t(size_t, end - at, block_bytes() - (at - window) % block_bytes());
		if (used_blocks[(at - window) / block_bytes()])
			mm_unpoison(at, step);
	}
}

static int map_ranges(const struct usnd_platform *p)
{
	unsigned int i;
	int err;

	for (i = 0; i < p->range_count; i++) {
		err = host_map(__va(p->ranges[i].phys), p->ranges[i].bytes, p->ram_fd, p->ranges[i].offset);
		if (err)
			return err;
	}
	return 0;
}

/* one of ours is mapped where one of the host's may begin */
static int check_page_size(void)
{
	size_t host = host_page_size();

	if (host <= PAGE_SIZE)
		return 0;
	if (host == SZ_16K)
		pr_err("this system has pages of %zu bytes and this build of usnd pages of %lu: build it with meson setup "
		       "-Dpage_shift=14\n", host, PAGE_SIZE);
	else
		pr_err("this system has pages of %zu bytes and this build of usnd pages of %lu: a kernel with pages of 4 or "
		       "16 KiB is needed\n", host, PAGE_SIZE);
	return -EOPNOTSUPP;
}

int window_init(void)
{
	const struct usnd_platform *p = platform();
	unsigned long block = block_bytes();
	unsigned long first, end;
	int err = check_page_size();

	if (err)
		return err;
	if (!p->range_count || p->range_count > USND_RAM_RANGES) {
		pr_err("a machine has 1 to %u ranges of RAM, not %u\n", USND_RAM_RANGES, p->range_count);
		return -EINVAL;
	}
	first = ALIGN_DOWN(p->ranges[0].phys, block);
	end = ALIGN(p->ranges[p->range_count - 1].phys + p->ranges[p->range_count - 1].bytes, block);
	bytes = end - first;
	window = host_reserve(bytes, block);
	if (!window)
		return -ENOMEM;
	mem_map = host_zalloc_map((bytes >> PAGE_SHIFT) * sizeof(struct page));
	if (!mem_map) {
		err = -ENOMEM;
		goto err_unreserve;
	}
	page_offset_base = (unsigned long)window - first;
	min_low_pfn = PFN_DOWN(first);
	max_pfn = PFN_DOWN(end);
	err = -ENOMEM;
	used_blocks = host_zalloc_map(bytes / block);
	if (!used_blocks)
		goto err_free_map;
	err = map_ranges(p);
	if (err)
		goto err_free_used;
	return 0;

err_free_used:
	host_unreserve(used_blocks, bytes / block);
	used_blocks = NULL;
err_free_map:
	host_unreserve(mem_map, (bytes >> PAGE_SHIFT) * sizeof(struct page));
	mem_map = NULL;
err_unreserve:
	host_unreserve(window, bytes);
	window = NULL;
	return err;
}

void window_finish(void)
{
	const struct usnd_platform *p = platform();
	unsigned int i;

	for (i = 0; i < p->range_count; i++)
		unpoison_range(&p->ranges[i]);
	host_unreserve(used_blocks, bytes / block_bytes());
	used_blocks = NULL;
	host_unreserve(mem_map, (bytes >> PAGE_SHIFT) * sizeof(struct page));
	host_unreserve(window, bytes);
	mem_map = NULL;
	window = NULL;
	bytes = 0;
	page_offset_base = 0;
	min_low_pfn = 0;
	max_pfn = 0;
}
