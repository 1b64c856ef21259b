// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the simulated machine tells the kernel: interrupt lines, refused accesses, an earlier deadline.
 *
 * An operation only notes the news; sim_leave() tells it after the lock has been dropped. Two threads that leave at
 * the same time must not tell "asserted" and "deasserted" in the wrong order, and no lock may be held meanwhile (a
 * callback wakes tasks, and a fiber may be switched out in the middle of it). So one of them tells for all:
 * sim_pending.busy.
 */
#include <stdio.h>
#include <string.h>

#include "machines/sim/sim_local.h"

/** struct news - one thing to tell, taken out under the lock */
struct news {
	enum { NEWS_IRQ, NEWS_FAULT, NEWS_TICK } kind;
	unsigned int line;
	bool level;
	struct sim_fault fault;
	uint64_t deadline;
};

/**
 * sim_event_fault() - note a refused device access
 * When too much is pending the oldest ones are kept: the first is the cause of the rest.
 */
void sim_event_fault(struct sim *sim, const struct usnd_dma_fault *fault)
{
	struct sim_pending *pending = &sim->pending;
	struct sim_fault *entry;

	if (pending->fault_count == SIM_FAULTS)
		return;
	entry = &pending->faults[pending->fault_count++];
	entry->fault = *fault;
	entry->owner[0] = 0;
	if (fault->near.owner)
		snprintf(entry->owner, sizeof(entry->owner), "%s", fault->near.owner);
}

static bool next_news(struct sim *sim, struct news *news)
{
	struct sim_pending *pending = &sim->pending;
	uint64_t changed = (pending->level ^ pending->told) & ~pending->rises;
	uint64_t deadline = sim_deadline(sim);

	if (pending->fault_count) {
		news->kind = NEWS_FAULT;
		news->fault = pending->faults[0];
		pending->fault_count--;
		memmove(&pending->faults[0], &pending->faults[1],
			pending->fault_count * sizeof(pending->faults[0]));
		return true;
	}
	/* a line that has risen is told so, even if it was high before, or has fallen again */
	if (!changed)
		changed = pending->rises;
	if (changed) {
		news->kind = NEWS_IRQ;
		news->line = __builtin_ctzll(changed);
		pending->told ^= 1ull << news->line;
		news->level = pending->told >> news->line & 1;
		if (news->level)
			pending->rises &= ~(1ull << news->line);
		return true;
	}
	if (deadline < pending->promised) {
		news->kind = NEWS_TICK;
		news->deadline = deadline;
		pending->promised = deadline;
		return true;
	}
	return false;
}

static void tell(const struct usnd_machine_events *up, struct news *news)
{
	switch (news->kind) {
	case NEWS_IRQ:
		up->irq(up->ctx, news->line, news->level);
		break;
	case NEWS_FAULT:
		if (news->fault.fault.near.owner)
			news->fault.fault.near.owner = news->fault.owner;
		up->dma_fault(up->ctx, &news->fault.fault);
		break;
	case NEWS_TICK:
		up->tick(up->ctx, news->deadline);
		break;
	}
}

/** sim_leave() - end an operation: drop the lock, then tell the kernel what has happened */
void sim_leave(struct sim *sim)
{
	struct sim_pending *pending = &sim->pending;
	struct usnd_machine_events up;
	struct news news;

	if (pending->up.irq && !pending->busy) {
		pending->busy = true;
		/* events() may switch the callbacks off while one of them is called */
		while (pending->up.irq && next_news(sim, &news)) {
			up = pending->up;
			pthread_mutex_unlock(&sim->lock);
			tell(&up, &news);
			pthread_mutex_lock(&sim->lock);
		}
		pending->busy = false;
	}
	pthread_mutex_unlock(&sim->lock);
}
