/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.h - private to host/: the processor's state of a fiber that is not running.
 *
 * A switch saves what a function must preserve and nothing else: no system call for the signal mask, as swapcontext()
 * makes. Processors that are not known by name use swapcontext().
 */
#ifndef HOST_CONTEXT_H
#define HOST_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__aarch64__)
struct context {
	void *sp;	/* what was saved lies on the stack from here */
};
#else
#include <ucontext.h>
struct context {
	ucontext_t ucontext;
};
#endif

/** context_make() - one that calls @entry on a stack of @bytes at @base; @entry must not return */
void context_make(struct context *c, void *base, size_t bytes, void (*entry)(void));

/** context_switch() - leave as @from; returns when somebody switches to @from */
void context_switch(struct context *from, struct context *to);

/** context_frame() - the frame pointer of one that was left; 0: not known */
uintptr_t context_frame(const struct context *c);

#endif
