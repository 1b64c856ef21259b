// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * refusal.c - the last refused request for memory of each task, and what to call it. Nothing is locked: a task notes
 * for itself and reads its own.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/refusal.h>
#include <linux/sched.h>

/** refusal_note() - the running task's request is refused because of *@refusal, which is copied */
void refusal_note(const struct refusal *refusal)
{
	struct task_struct *t = current;

	if (t)
		t->refused = *refusal;
}

/** refusal_clear() - a request begins whose refusal is of interest */
void refusal_clear(void)
{
	struct task_struct *t = current;

	if (t)
		t->refused.reason = REFUSED_UNKNOWN;
}

/** refusal_last() - what was noted last since refusal_clear() */
void refusal_last(struct refusal *refusal)
{
	const struct task_struct *t = current;

	*refusal = t ? t->refused : (struct refusal){ .reason = REFUSED_UNKNOWN };
}

static void block_text(const struct refusal *refusal, char *text, size_t size)
{
	int used = snprintf(text, size, "no block of order %u in zone %s or below: ", refusal->order, refusal->zone);

	if (used < 0 || (size_t)used >= size)
		return;
	if (refusal->free)
		snprintf(text + used, size - used, "%lu frames are free, the largest block is of order %d",
			 refusal->free, refusal->largest);
	else
		snprintf(text + used, size - used, "no frame is free");
}

/** refusal_text() - the cause in words, for a line of a log or a file; returns @text */
const char *refusal_text(const struct refusal *refusal, char *text, size_t size)
{
	unsigned long long mask = refusal->mask;

	switch (refusal->reason) {
	case REFUSED_INJECTED:
		snprintf(text, size, "a fault was injected");
		break;
	case REFUSED_BLOCK:
		block_text(refusal, text, size);
		break;
	case REFUSED_SIZE:
		snprintf(text, size, "more than all of the machine's memory");
		break;
	case REFUSED_MASK:
		snprintf(text, size, "what is free lies above the device's mask %#llx", mask);
		break;
	case REFUSED_IOMMU:
		snprintf(text, size, "the IOMMU has no free range of addresses below %#llx", mask);
		break;
	case REFUSED_BOUNCE:
		snprintf(text, size, "the bounce buffers are full");
		break;
	default:
		snprintf(text, size, "no reason was given");
	}
	return text;
}
