/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fiber.h - private to host/: a task of the virtual clock, and what is said when none of them can go on.
 */
#ifndef HOST_FIBER_H
#define HOST_FIBER_H

#include "host/context.h"
#include "host/deadlines.h"
#include "host/sched.h"
#include "host/stack.h"

enum fiber_state { FIBER_READY, FIBER_RUNNING, FIBER_PARKED, FIBER_DELAYED, FIBER_JOINING, FIBER_DONE };

struct fiber {
	struct host_task task;		/* first */
	struct context context;
	struct stack stack;
	struct stack_notes notes;
	enum fiber_state state;
	bool token;			/* an unpark that nobody waited for yet */
	struct deadline deadline;	/* until when it sleeps */
	uint64_t turns;			/* of a busy wait, without anything else done between */
	struct fiber *joiner;
	struct fiber *next, **back;	/* all fibers of the run */
};

/**
 * fiber_log_stuck() - say which tasks there are, and where each stands
 * @all: of the run
 * @running: the one that found out
 * @now: the clock
 * @spin: @running waits busily, without effect; else nobody can ever run again
 */
void fiber_log_stuck(const struct fiber *all, const struct fiber *running, uint64_t now, bool spin);

#endif
