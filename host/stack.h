/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stack.h - private to host/: stacks for fibers, and what the sanitizers must know when one is switched.
 *
 * Stacks are mapped with a page without access below them, touched lazily, and kept for the next fiber.
 * One thread only: no lock.
 */
#ifndef HOST_STACK_H
#define HOST_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct stack {
	void *base;	/* lowest usable byte; NULL: the thread's own stack */
	size_t bytes;
};

/** stack_take() - a stack of the usual size, or a @big one for the first task of a run; -ENOMEM */
int stack_take(struct stack *stack, bool big);

/** stack_give() - take it back; nothing may run on it any more. Accepts a stack without memory. */
void stack_give(struct stack *stack);

/**
 * struct stack_notes - a fiber as the sanitizers see it; empty without one
 * @fake: AddressSanitizer's stack of variables that outlive their frame
 * @bottom, @bytes: of a thread's own stack, learnt when it is left
 * @fiber: ThreadSanitizer's handle
 */
struct stack_notes {
	void *fake;
	const void *bottom;
	size_t bytes;
	void *fiber;
};

/** stack_notes_open() - for a fiber on @stack; stack_notes_close() when it is gone */
void stack_notes_open(struct stack_notes *notes, const struct stack *stack);
void stack_notes_close(struct stack_notes *notes, const struct stack *stack);

/** stack_leaving() - @from is left for @to; @last: for ever */
void stack_leaving(struct stack_notes *from, const struct stack_notes *to, bool last);

/** stack_arrived() - running as @self, which @from was left for */
void stack_arrived(struct stack_notes *self, struct stack_notes *from);

#endif
