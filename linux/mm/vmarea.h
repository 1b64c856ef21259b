/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between vmarea.c, the address range, and vmalloc.c, the kernel's calls. */
#ifndef LINUX_MM_VMAREA_H
#define LINUX_MM_VMAREA_H

#include <linux/vmalloc.h>

#include "local.h"

#define VMALLOC_BYTES	(16UL << 30)

/** is_in_areas() - is_vmalloc_addr(), for those who ask it of every buffer */
extern char *areas_range;
static inline bool is_in_areas(const void *x)
{
	return areas_range && (unsigned long)x - (unsigned long)areas_range < VMALLOC_BYTES;
}

/* private flags of an area */
#define VM_KEPT		0x10000000	/* freed, but still mapped */
#define VM_SHOWN	0x20000000	/* somebody asked for its pages */

/** area_create() - addresses for @count frames, which stay the caller's; NULL without memory or addresses */
struct vm_struct *area_create(struct page **pages, unsigned int count, unsigned long flags, const void *where);
/** area_destroy() - unmap; if area->pages is set, put them and free the array */
void area_destroy(struct vm_struct *area, const void *where);
void area_put_pages(struct page **pages, unsigned int count, const void *where);


/** areas_remap() - wherever @count frames from @pfn on are shown, show @fd from @offset on instead; the host's error */
int areas_remap(unsigned long pfn, unsigned long count, int fd, u64 offset);

int areas_init(void);
unsigned int areas_finish(void);

#endif
