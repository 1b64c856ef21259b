/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between inspect.c, which looks at the frames, and memory_proc.c, which tells. Each call is a moment of its own. */
#ifndef LINUX_MM_INSPECT_H
#define LINUX_MM_INSPECT_H

#include <linux/refusal.h>

#include "buddy.h"

/**
 * struct frame_run - frames in a row of which the same is to be said
 * @pfn, @count: which
 * @state: enum page_state; PAGE_INNER: a free frame of the area for contiguous memory
 * @order: of each block in it
 * @owner: code that asked for them; NULL: free
 */
struct frame_run {
	unsigned long pfn;
	unsigned long count;
	enum page_state state;
	unsigned int order;
	const void *owner;
};

/**
 * frames_run() - the run that begins with @pfn, a frame of RAM; it ends at @end at the latest, or with the block there
 */
void frames_run(unsigned long pfn, unsigned long end, struct frame_run *run);

/**
 * struct zone_look - a zone
 * @pfn, @end_pfn: its frames; the same: there is no such zone
 * @pages, @free: RAM, and what is free of it
 * @blocks: free blocks by order, as they are kept: not merged
 */
struct zone_look {
	unsigned long pfn, end_pfn;
	unsigned long pages, free;
	unsigned int blocks[MM_ORDERS];
};

const char *zone_name(enum zone_type type);
void zone_look(enum zone_type type, struct zone_look *look);

/** struct frame_offer - where a request's block would begin, or why there is none */
struct frame_offer {
	unsigned long pfn;
	enum zone_type zone;
	struct refusal why;
};

/** frames_offer() - what a request for 2^@order frames of zone @highest or below would get now; false: nothing */
bool frames_offer(enum zone_type highest, unsigned int order, struct frame_offer *offer);

#endif
