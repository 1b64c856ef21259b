// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rebase.c - frames that lie in a client's file for a while, so that the client's mapping is the buffer itself.
 *
 * A frame keeps its number, its pointers and its bus address; what changes is the file behind them. It is reached
 * through the direct map, through vmalloc() and vmap() areas, and by the machine for its devices: all of them are
 * switched. Whoever maps the client's file then shares the frame's bytes, and nobody has to copy.
 *
 * rebase_lock protects the marks on the frames; it is not held while mappings change, for the caller owns the frames.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>

#include "vmarea.h"

static struct mm_lock rebase_lock;

static bool may_move(unsigned long pfn)
{
	const struct page *page, *head;

	if (!pfn_valid(pfn))
		return false;
	page = pfn_to_page(pfn);
	head = frames_head(page);
	return head && (head->state == PAGE_BLOCK || head->state == PAGE_SPLIT) && !page->based_elsewhere;
}

/* all of them or none */
static int mark(unsigned long pfn, unsigned long count)
{
	unsigned long i;
	int err = 0;

	mm_lock(&rebase_lock);
	for (i = 0; !err && i < count; i++)
		if (!may_move(pfn + i))
			err = pfn_valid(pfn + i) ? -EBUSY : -EINVAL;
	for (i = 0; !err && i < count; i++)
		pfn_to_page(pfn + i)->based_elsewhere = true;
	mm_unlock(&rebase_lock);
	return err;
}

/* Return: how many of them were marked */
static unsigned long unmark(unsigned long pfn, unsigned long count)
{
	unsigned long i, marked = 0;

	mm_lock(&rebase_lock);
	for (i = 0; i < count; i++) {
		marked += pfn_to_page(pfn + i)->based_elsewhere;
		pfn_to_page(pfn + i)->based_elsewhere = false;
	}
	mm_unlock(&rebase_lock);
	return marked;
}

static int machine_rebase(phys_addr_t phys, size_t bytes, int fd, u64 offset)
{
	const struct usnd_machine_ops *ops = machine()->ops;

	return ops->rebase ? ops->rebase(machine(), phys, bytes, fd, offset) : -EOPNOTSUPP;
}

/* the CPU's side: the direct map and every area that shows some of the frames */
static int remap(unsigned long pfn, unsigned long count, int fd, u64 offset)
{
	int err = host_map(__va(PFN_PHYS(pfn)), count << PAGE_SHIFT, fd, offset);

	return err ? err : areas_remap(pfn, count, fd, offset);
}

int frames_rebase(unsigned long pfn, unsigned long count, int fd, u64 offset)
{
	phys_addr_t phys = PFN_PHYS(pfn);
	size_t bytes = count << PAGE_SHIFT;
	int err = mark(pfn, count);

	if (err)
		return err;
	if (should_fail("frames_rebase", __builtin_return_address(0))) {
		err = -ENOMEM;
		goto err_unmark;
	}
	err = host_ram_write(fd, offset, __va(phys), bytes);
	if (err)
		goto err_unmark;
	err = machine_rebase(phys, bytes, fd, offset);
	if (err)
		goto err_unmark;
	err = remap(pfn, count, fd, offset);
	if (err)
		goto err_back;
	return 0;

err_back:
	remap(pfn, count, platform()->ram_fd, ram_file_offset(phys));
	machine_rebase(phys, bytes, -1, 0);
err_unmark:
	unmark(pfn, count);
	return err;
}
EXPORT_SYMBOL_GPL(frames_rebase);

void frames_unbase(unsigned long pfn, unsigned long count)
{
	u64 offset = ram_file_offset(PFN_PHYS(pfn));
	const void *where = __builtin_return_address(0);
	const struct page *head = frames_head(pfn_to_page(pfn));
	int err;

	if (!head || head->state <= PAGE_HOT)
		report("bad mapping", where, "page at physical %#llx was freed while a client had it mapped",
		       (unsigned long long)PFN_PHYS(pfn));
	if (unmark(pfn, count) != count)
		report("bad mapping", where, "frames_unbase(): page at physical %#llx is in no client's file",
		       (unsigned long long)PFN_PHYS(pfn));
	err = host_ram_write(platform()->ram_fd, offset, __va(PFN_PHYS(pfn)), count << PAGE_SHIFT);
	if (!err)
		err = remap(pfn, count, platform()->ram_fd, offset);
	if (!err)
		err = machine_rebase(PFN_PHYS(pfn), count << PAGE_SHIFT, -1, 0);
	if (err)
		report("bad mapping", where, "the host cannot take pages back from a client's file: %d", err);
}
EXPORT_SYMBOL_GPL(frames_unbase);
