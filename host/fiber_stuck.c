// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fiber_stuck.c - a run that cannot go on: who waits, and where. See fiber.h.
 */
#include "host/fiber.h"

#include "host/log.h"

#define TRACE_FRAMES 12

static const char *const state_names[] = { "ready", "running", "parked", "in a delay", "joining", "done" };

/* where a fiber stands: the return addresses its frame pointers lead to */
static void log_frames(const struct fiber *f)
{
	uintptr_t frame = context_frame(&f->context);
	uintptr_t low = (uintptr_t)f->stack.base, high = low + f->stack.bytes - 2 * sizeof(void *);
	char place[160];
	int depth;

	for (depth = 0; depth < TRACE_FRAMES && frame >= low && frame <= high && !(frame % sizeof(void *)); depth++) {
		void *const *pair = (void *const *)frame;

		if (!pair[1])
			break;
		host_symbol(pair[1], place, sizeof(place));
		log_line(3, "      %s", place);
		if ((uintptr_t)pair[0] <= frame)
			break;
		frame = (uintptr_t)pair[0];
	}
}

void fiber_log_stuck(const struct fiber *all, const struct fiber *running, uint64_t now, bool spin)
{
	const struct fiber *f;

	log_line(3, "%s at %llu.%09llu s",
		 spin ? "a task spins without effect" : "deadlock: no task can ever run again",
		 (unsigned long long)(now / 1000000000), (unsigned long long)(now % 1000000000));
	for (f = all; f; f = f->next) {
		log_line(3, "  task %s: %s", f->task.name, f == running ? "running" : state_names[f->state]);
		if (f->state != FIBER_DONE)
			log_frames(f);
	}
}
