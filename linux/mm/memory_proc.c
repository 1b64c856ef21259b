// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory_proc.c - /proc/usnd/memory: a picture of physical memory in words; `usnd map` draws it. All numbers but those
 * after 0x are decimal, sizes are bytes, addresses physical.
 *
 *   page 4096
 *   ram 0x40000000-0x43ffffff bus 0x400000        bus: of its first byte; "-" where an IOMMU gives the addresses
 *   zone DMA 0x40000000-0x40bfffff frames 3072 free 2801 blocks 1 0 2 …     free blocks by order, from 0 on
 *   area 0x… frames 4096 free 4096                set aside for contiguous memory (a machine that has such an area)
 *   next 65536 Normal 0x40c00000 DMA32            what a request for so much in a zone or below would get: its first byte
 *                                                 and the zone it lies in …
 *   next 4194304 DMA none: no block of order 10 … … or nothing, and why
 *   next 1048576 area 0x43000000                  the same of the area
 *   frames
 *   0x40000000-0x40003fff slab 2 kmalloc at …     a run of frames: state, order of the blocks, who asked for them
 *
 * States: free; hot (free, kept whole for the next request); block (freed as a whole); pages (freed one by one); slab
 * and large (kmalloc's); aside (free in the area).
 *
 * Lines are told one by one; between two of them memory may change. A reader that is half way goes on at the address
 * where it stopped.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/refusal.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "inspect.h"

#define LAST_BYTE(pfn, count) (PFN_PHYS((u64)(pfn) + (count)) - 1)

/* ---- the head ---------------------------------------------------------------------------------- */

static void show_ram(struct seq_file *seq)
{
	const struct usnd_platform *p = platform();
	const struct usnd_ram_range *range;

	seq_printf(seq, "page %lu\n", PAGE_SIZE);
	for (range = p->ranges; range < p->ranges + p->range_count; range++) {
		seq_printf(seq, "ram 0x%08llx-0x%08llx bus ", range->phys, range->phys + range->bytes - 1);
		if (p->iommu)
			seq_puts(seq, "-\n");
		else
			seq_printf(seq, "0x%llx\n", range->phys + p->dma_offset);
	}
}

static void show_zone(struct seq_file *seq, enum zone_type type)
{
	struct zone_look look;
	unsigned int order;

	zone_look(type, &look);
	if (look.pfn == look.end_pfn)
		return;
	seq_printf(seq, "zone %s 0x%08llx-0x%08llx frames %lu free %lu blocks", zone_name(type),
		   (u64)PFN_PHYS(look.pfn), LAST_BYTE(look.end_pfn, 0), look.pages, look.free);
	for (order = 0; order <= frames_max_order(); order++)
		seq_printf(seq, " %u", look.blocks[order]);
	seq_putc(seq, '\n');
}

static void show_next(struct seq_file *seq, size_t bytes, enum zone_type type)
{
	struct frame_offer offer;
	char why[160];

	seq_printf(seq, "next %zu %s ", bytes, zone_name(type));
	if (frames_offer(type, get_order(bytes), &offer))
		seq_printf(seq, "0x%08llx %s\n", (u64)PFN_PHYS(offer.pfn), zone_name(offer.zone));
	else
		seq_printf(seq, "none: %s\n", refusal_text(&offer.why, why, sizeof(why)));
}

static void show_area_next(struct seq_file *seq, size_t bytes)
{
	unsigned long pfn = cma_offer(PFN_UP(bytes), get_order(bytes));

	seq_printf(seq, "next %zu area ", bytes);
	if (pfn)
		seq_printf(seq, "0x%08llx\n", (u64)PFN_PHYS(pfn));
	else
		seq_printf(seq, "none: no run of %lu free frames\n", PFN_UP(bytes));
}

static void show_head(struct seq_file *seq)
{
	static const size_t sizes[] = { SZ_64K, SZ_1M, SZ_4M };
	int type, i;

	show_ram(seq);
	for (type = 0; type < MAX_NR_ZONES; type++)
		show_zone(seq, type);
	if (cma_count)
		seq_printf(seq, "area 0x%08llx-0x%08llx frames %lu free %lu\n", (u64)PFN_PHYS(cma_pfn),
			   LAST_BYTE(cma_pfn, cma_count), cma_count, cma_free());
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (type = MAX_NR_ZONES - 1; type >= 0; type--)
			show_next(seq, sizes[i], type);
		if (cma_count)
			show_area_next(seq, sizes[i]);
	}
	seq_puts(seq, "frames\n");
}

/* ---- the runs ---------------------------------------------------------------------------------- */

/* Position 0 is the head, position 1 + n the frame n. */
#define POSITION(pfn) ((loff_t)(pfn) + 1)

/** struct reader - private to an open file: the run that is being shown */
struct reader {
	bool head;
	struct frame_run run;
};

/* The run at @pfn or in the next range of RAM; false: there is no more. */
static bool find_run(unsigned long pfn, struct frame_run *run)
{
	const struct usnd_platform *p = platform();
	unsigned long first, end;
	unsigned int i;

	for (i = 0; i < p->range_count; i++) {
		first = PFN_DOWN(p->ranges[i].phys);
		end = first + (p->ranges[i].bytes >> PAGE_SHIFT);
		if (pfn < end) {
			frames_run(max(pfn, first), end, run);
			return true;
		}
	}
	return false;
}

static void *at_position(struct seq_file *seq, loff_t *pos)
{
	struct reader *reader = seq->private;

	reader->head = !*pos;
	if (reader->head)
		return reader;
	if (!find_run(*pos - 1, &reader->run))
		return NULL;
	*pos = POSITION(reader->run.pfn);
	return reader;
}

static void *runs_start(struct seq_file *seq, loff_t *pos)
{
	return at_position(seq, pos);
}

static void *runs_next(struct seq_file *seq, void *v, loff_t *pos)
{
	struct reader *reader = v;

	*pos = reader->head ? POSITION(0) : POSITION(reader->run.pfn + reader->run.count);
	return at_position(seq, pos);
}

static void runs_stop(struct seq_file *seq, void *v)
{
}

static int runs_show(struct seq_file *seq, void *v)
{
	static const char *const states[] = {
		[PAGE_INNER] = "aside", [PAGE_FREE] = "free", [PAGE_HOT] = "hot", [PAGE_BLOCK] = "block",
		[PAGE_SPLIT] = "pages", [PAGE_SLAB] = "slab", [PAGE_LARGE] = "large",
	};
	struct reader *reader = v;
	const struct frame_run *run = &reader->run;
	char owner[96] = "-";

	if (reader->head) {
		show_head(seq);
		return 0;
	}
	if (run->owner)
		host_symbol(run->owner, owner, sizeof(owner));
	seq_printf(seq, "0x%08llx-0x%08llx %s %u %s\n", (u64)PFN_PHYS(run->pfn), LAST_BYTE(run->pfn, run->count),
		   states[run->state], run->order, owner);
	return 0;
}

static const struct seq_operations runs_ops = {
	.start = runs_start, .next = runs_next, .stop = runs_stop, .show = runs_show,
};

/* ---- there and away ---------------------------------------------------------------------------- */

static struct proc_dir_entry *folder;

static int __init memory_proc_init(void)
{
	folder = proc_mkdir("usnd", NULL);
	if (!folder)
		return -ENOMEM;
	if (proc_create_seq_private("memory", 0444, folder, &runs_ops, sizeof(struct reader), NULL))
		return 0;
	proc_remove(folder);
	return -ENOMEM;
}

static void __exit memory_proc_exit(void)
{
	proc_remove(folder);
}

fs_initcall(memory_proc_init);
module_exit(memory_proc_exit);
