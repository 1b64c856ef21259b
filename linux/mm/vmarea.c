// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmarea.c - the address range behind vmalloc() and vmap(): who has which part of it, and what is mapped there.
 *
 * An area takes pages of the range and an unmapped one behind them. Runs of frames that are contiguous in the
 * machine's RAM file become one mapping. A table with an entry per page of the range tells frame and area of any
 * address. Addresses are handed out in a ring, so that a freed one stays inaccessible for long.
 *
 * Mapping and the first touch of each page cost the host fifty times what zeroing them does, and a buffer that is made
 * anew mostly gets the frames of the one before. So the latest mappings stay when their areas go, without access:
 * whoever uses them faults as before, and an area for the same frames in the same order takes one over. Not under ASan.
 *
 * Lock: areas_lock protects the list of areas, the ring position, the table and the idle mappings; host calls are made
 * outside of it.
 */
#define pr_fmt(fmt) "vmalloc: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "vmarea.h"

#define IDLE_AREAS	8
#ifdef MM_ASAN
#define IDLE_PAGES	0
#else
#define IDLE_PAGES	((8UL << 20) >> PAGE_SHIFT)
#endif

/* One page of the range. @area: NULL: free, a guard page, or (with a @page) of an idle mapping. */
struct slot {
	struct page *page;
	struct vm_struct *area;
};

char *areas_range;
static struct slot *slots;
static struct vm_struct *areas;	/* by address */
static char *ring;		/* where the next search starts */
static struct mm_lock areas_lock;

static struct vm_struct *idle[IDLE_AREAS];	/* still in the list of areas; the latest last */
static unsigned int idle_count;
static unsigned long idle_pages;

static struct slot *slot_of(const void *addr)
{
	return &slots[((const char *)addr - areas_range) >> PAGE_SHIFT];
}

bool is_vmalloc_addr(const void *x)
{
	return is_in_areas(x);
}
EXPORT_SYMBOL(is_vmalloc_addr);

struct page *vmalloc_to_page(const void *addr)
{
	struct page *page = NULL;
	struct vm_struct *area;

	if (is_vmalloc_addr(addr)) {
		mm_lock(&areas_lock);
		area = slot_of(addr)->area;
		if (area && !(area->flags & VM_KEPT)) {
			page = slot_of(addr)->page;
			area->flags |= VM_SHOWN;
		}
		mm_unlock(&areas_lock);
	}
	if (!page)
		report("bad pointer", __builtin_return_address(0),
		       "vmalloc_to_page(%px): no vmalloc() or vmap() address", addr);
	return page;
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? page_to_pfn(page) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area = NULL;

	if (is_vmalloc_addr(addr)) {
		mm_lock(&areas_lock);
		area = slot_of(addr)->area;
		if (area && (area->flags & VM_KEPT))
			area = NULL;
		mm_unlock(&areas_lock);
	}
	return area;
}
EXPORT_SYMBOL(find_vm_area);

/* ---- address space ---- */

/* Where in the list an area of @size bytes at or above @from can go; its address in @at. */
static struct vm_struct **find_gap(char *from, unsigned long size, char **at)
{
	struct vm_struct **link = &areas;
	char *end;

	for (; *link; link = &(*link)->next) {
		end = (char *)(*link)->addr + (*link)->size;
		if (end <= from)
			continue;
		if ((char *)(*link)->addr >= from + size)
			break;
		from = end;
	}
	*at = from;
	return *link || from + size <= areas_range + VMALLOC_BYTES ? link : NULL;
}

static bool area_place(struct vm_struct *area)
{
	struct vm_struct **link;
	char *at;

	mm_lock(&areas_lock);
	link = find_gap(ring, area->size, &at);
	if (!link)
		link = find_gap(areas_range, area->size, &at);
	if (link) {
		area->addr = at;
		area->next = *link;
		*link = area;
		ring = at + area->size;
	}
	mm_unlock(&areas_lock);
	return link;
}

static void area_unplace(struct vm_struct *area)
{
	struct vm_struct **link;

	mm_lock(&areas_lock);
	for (link = &areas; *link != area; link = &(*link)->next)
		;
	*link = area->next;
	mm_unlock(&areas_lock);
}

/* ---- mappings ---- */

static int map_frames(char *at, struct page **pages, unsigned int count)
{
	unsigned int start, run;
	uint64_t offset;
	int err;

	for (start = 0; start < count; start += run) {
		offset = ram_file_offset(page_to_phys(pages[start]));
		for (run = 1; start + run < count; run++)
			if (ram_file_offset(page_to_phys(pages[start + run])) != offset + ((uint64_t)run << PAGE_SHIFT))
				break;
		err = host_map(at + ((size_t)start << PAGE_SHIFT), (size_t)run << PAGE_SHIFT, platform()->ram_fd,
			       offset);
		if (err)
			return err;
	}
	return 0;
}

static void set_slots(struct vm_struct *area, struct page **pages, unsigned int count)
{
	struct slot *slot = slot_of(area->addr);
	unsigned int i;

	mm_lock(&areas_lock);
	for (i = 0; i < count; i++) {
		slot[i].page = pages ? pages[i] : NULL;
		slot[i].area = pages ? area : NULL;
	}
	mm_unlock(&areas_lock);
}

/* ---- mappings that nobody has any more ---- */

/* the lock is held */
static struct vm_struct *take_idle(unsigned int index)
{
	struct vm_struct *area = idle[index];

	for (idle_count--; index < idle_count; index++)
		idle[index] = idle[index + 1];
	idle_pages -= area->nr_pages;
	return area;
}

static void drop_mapping(struct vm_struct *area)
{
	set_slots(area, NULL, area->nr_pages);
	host_unmap(area->addr, get_vm_area_size(area));
	area_unplace(area);
	kfree_at(area, area->caller);
}

static bool shows_exactly(const struct vm_struct *area, struct page **pages, unsigned int count)
{
	const struct slot *slot = slot_of(area->addr);
	unsigned int i;

	for (i = 0; i < count && area->nr_pages == count; i++)
		if (slot[i].page != pages[i])
			return false;
	return area->nr_pages == count;
}

static struct vm_struct *find_idle(struct page **pages, unsigned int count)
{
	struct vm_struct *area = NULL;
	unsigned int i;

	mm_lock(&areas_lock);
	for (i = idle_count; i-- && !area;)
		if (shows_exactly(idle[i], pages, count))
			area = take_idle(i);
	mm_unlock(&areas_lock);
	if (area && host_protect(area->addr, get_vm_area_size(area), true)) {
		drop_mapping(area);
		area = NULL;
	}
	return area;
}

/* idle mappings go, oldest first, until there is room for @pages more */
static void make_room(unsigned long pages, unsigned int places)
{
	struct vm_struct *area;

	for (;;) {
		mm_lock(&areas_lock);
		area = NULL;
		if (idle_count && (idle_count + places > IDLE_AREAS || idle_pages + pages > IDLE_PAGES))
			area = take_idle(0);
		mm_unlock(&areas_lock);
		if (!area)
			return;
		drop_mapping(area);
	}
}

void areas_flush(void)
{
	make_room(IDLE_PAGES, IDLE_AREAS);
}

/* Nobody has @area any more: its mapping stays, or all of it goes. */
static void retire(struct vm_struct *area)
{
	struct slot *slot = slot_of(area->addr);
	bool kept = false;
	unsigned int i;

	mm_lock(&areas_lock);
	for (i = 0; i < area->nr_pages; i++)
		slot[i].area = NULL;
	mm_unlock(&areas_lock);
	if (area->nr_pages <= IDLE_PAGES && !host_protect(area->addr, get_vm_area_size(area), false)) {
		make_room(area->nr_pages, 1);
		mm_lock(&areas_lock);
		kept = idle_count < IDLE_AREAS;
		if (kept) {
			idle[idle_count++] = area;
			idle_pages += area->nr_pages;
		}
		mm_unlock(&areas_lock);
	}
	if (!kept)
		drop_mapping(area);
}

/* ---- areas ---- */

struct vm_struct *area_create(struct page **pages, unsigned int count, unsigned long flags, const void *where)
{
	struct vm_struct *area = find_idle(pages, count);

	if (area) {
		area->flags = flags;
		area->caller = where;
		area->zone = 0;
		set_slots(area, pages, count);
		return area;
	}
	area = kmalloc_at(sizeof(*area), GFP_KERNEL | __GFP_ZERO, where);
	if (!area)
		return NULL;
	area->size = ((unsigned long)count + 1) << PAGE_SHIFT;
	area->flags = flags;
	area->caller = where;
	area->nr_pages = count;
	if (!area_place(area)) {
		pr_warn("no address space for %u pages\n", count);
		goto err_free_area;
	}
	if (map_frames(area->addr, pages, count))
		goto err_unmap;
	set_slots(area, pages, count);
	return area;

err_unmap:
	host_unmap(area->addr, (size_t)count << PAGE_SHIFT);
	area_unplace(area);
err_free_area:
	kfree_at(area, where);
	return NULL;
}

void area_put_pages(struct page **pages, unsigned int count, const void *where)
{
	while (count--)
		frames_put(pages[count], where);
}

void area_destroy(struct vm_struct *area, const void *where)
{
	unsigned int count = area->nr_pages;
	struct page **pages = area->pages;

	mm_unpoison(area->addr, get_vm_area_size(area));
	area->pages = NULL;
	retire(area);
	/* nobody sees the pages any more when they go */
	if (pages)
		area_put_pages(pages, count, where);
	/* the array of VM_MAP_PUT_PAGES was handed over by the driver and may be of either kind */
	kvfree_at(pages, where);
}

/* the first place from @from on that shows one of the frames, and how far it goes on; NULL: no more */
static char *find_shown(char *from, unsigned long pfn, unsigned long count, unsigned long *index, unsigned long *run)
{
	struct vm_struct *area;
	struct slot *slot, *end;
	char *found = NULL;

	mm_lock(&areas_lock);
	for (area = areas; area && !found; area = area->next) {
		slot = slot_of(area->addr);
		for (end = slot + area->nr_pages; slot < end && !found; slot++) {
			if (areas_range + ((slot - slots) << PAGE_SHIFT) < from || !slot->page ||
			    page_to_pfn(slot->page) - pfn >= count)
				continue;
			found = areas_range + ((slot - slots) << PAGE_SHIFT);
			*index = page_to_pfn(slot->page) - pfn;
			for (*run = 1; slot + *run < end && *index + *run < count; ++*run)
				if (slot[*run].page != slot->page + *run)
					break;
		}
	}
	mm_unlock(&areas_lock);
	return found;
}

int areas_remap(unsigned long pfn, unsigned long count, int fd, u64 offset)
{
	unsigned long index, run;
	char *at = areas_range;
	int err;

	/* what is mapped anew is accessible */
	areas_flush();
	while ((at = find_shown(at, pfn, count, &index, &run))) {
		err = host_map(at, run << PAGE_SHIFT, fd, offset + (index << PAGE_SHIFT));
		if (err)
			return err;
		at += run << PAGE_SHIFT;
	}
	return 0;
}

/* ---- up and down ---- */

int areas_init(void)
{
	areas = NULL;
	idle_count = 0;
	idle_pages = 0;
	slots = host_zalloc_map((VMALLOC_BYTES >> PAGE_SHIFT) * sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	areas_range = host_reserve(VMALLOC_BYTES, PAGE_SIZE);
	if (!areas_range) {
		host_unreserve(slots, (VMALLOC_BYTES >> PAGE_SHIFT) * sizeof(*slots));
		return -ENOMEM;
	}
	ring = areas_range;
	return 0;
}

unsigned int areas_finish(void)
{
	unsigned int left = 0;

	while (areas) {
		report("memory leak", areas->caller, "%s of %lu bytes at %px was never freed",
		       areas->flags & VM_ALLOC ? "vmalloc()" : "vmap()", get_vm_area_size(areas), areas->addr);
		area_destroy(areas, NULL);
		areas_flush();
		left++;
	}
	host_unreserve(areas_range, VMALLOC_BYTES);
	host_unreserve(slots, (VMALLOC_BYTES >> PAGE_SHIFT) * sizeof(*slots));
	areas_range = NULL;
	slots = NULL;
	return left;
}
