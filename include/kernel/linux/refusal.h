/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a request for memory was refused (linux/core/refusal.c); usnd's own.
 *
 * A call that allocates says NULL or -ENOMEM whatever the cause. Who refuses notes the cause with the running task, the
 * last one stays; who wants to know clears it before the request and looks at it afterwards. It means something only
 * after a request that failed: on the way to a success others may have been refused.
 *
 * Any context, no locks; without a running task nothing is noted.
 */
#ifndef _LINUX_REFUSAL_H
#define _LINUX_REFUSAL_H

#include <linux/types.h>

/**
 * enum refusal_reason - what was in the way
 * @REFUSED_UNKNOWN: nobody said
 * @REFUSED_INJECTED: a fault was asked for (should_fail())
 * @REFUSED_BLOCK: no free block of @order in the zones that would do, whose highest is @zone; @free frames are free
 *                 there, the largest block is of order @largest (-1: none)
 * @REFUSED_SIZE: more than all of the machine's memory
 * @REFUSED_MASK: what there was lies above @mask for the device
 * @REFUSED_IOMMU: no range of bus addresses below @mask is free
 * @REFUSED_BOUNCE: no room in the bounce buffers
 */
enum refusal_reason {
	REFUSED_UNKNOWN, REFUSED_INJECTED, REFUSED_BLOCK, REFUSED_SIZE, REFUSED_MASK, REFUSED_IOMMU, REFUSED_BOUNCE,
};

struct refusal {
	enum refusal_reason reason;
	unsigned int order;
	int largest;
	const char *zone;
	unsigned long free;
	u64 mask;
};

void refusal_note(const struct refusal *refusal);
void refusal_clear(void);
void refusal_last(struct refusal *refusal);
const char *refusal_text(const struct refusal *refusal, char *text, size_t size);

#endif
