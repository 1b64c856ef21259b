// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack.c - stacks for fibers, and what the sanitizers must know when one is switched. See stack.h.
 */
#include "host/stack.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define HAVE_ASAN 1
#else
#define HAVE_ASAN 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#define HAVE_TSAN 1
#else
#define HAVE_TSAN 0
#endif

/* ThreadSanitizer would note a function's entry with one fiber and its end with another. */
#if HAVE_TSAN && defined(__clang__)
#define NOT_INSTRUMENTED __attribute__((disable_sanitizer_instrumentation))
#elif HAVE_TSAN
#define NOT_INSTRUMENTED __attribute__((no_sanitize_thread))
#else
#define NOT_INSTRUMENTED
#endif

/* frames grow two- to threefold under a sanitizer; the first task runs code of the host world as well */
#define STACK_BYTES ((size_t)(HAVE_ASAN || HAVE_TSAN ? 1024 : 256) << 10)
#define BIG_STACK_BYTES ((size_t)8 << 20)

struct spare {
	struct spare *next;
};

static struct spare *spares;

int stack_take(struct stack *stack, bool big)
{
	size_t guard = sysconf(_SC_PAGESIZE);
	char *map;

	stack->bytes = big ? BIG_STACK_BYTES : STACK_BYTES;
	if (!big && spares) {
		stack->base = spares;
		spares = spares->next;
		return 0;
	}
	map = mmap(NULL, guard + stack->bytes, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (map == MAP_FAILED)
		return -ENOMEM;
	if (mprotect(map, guard, PROT_NONE)) {
		munmap(map, guard + stack->bytes);
		return -ENOMEM;
	}
	stack->base = map + guard;
	return 0;
}

void stack_give(struct stack *stack)
{
	size_t guard = sysconf(_SC_PAGESIZE);
	struct spare *spare = stack->base;

	if (!spare)
		return;
#if HAVE_ASAN
	/* frames that were never left have their red zones there still */
	__asan_unpoison_memory_region(stack->base, stack->bytes);
#endif
	stack->base = NULL;
	if (stack->bytes != STACK_BYTES) {
		munmap((char *)spare - guard, guard + stack->bytes);
		return;
	}
	spare->next = spares;
	spares = spare;
}

void stack_notes_open(struct stack_notes *notes, const struct stack *stack)
{
	*notes = (struct stack_notes){ .bottom = stack->base, .bytes = stack->bytes };
#if HAVE_TSAN
	notes->fiber = stack->base ? __tsan_create_fiber(0) : __tsan_get_current_fiber();
#endif
}

void stack_notes_close(struct stack_notes *notes, const struct stack *stack)
{
#if HAVE_TSAN
	if (stack->base)
		__tsan_destroy_fiber(notes->fiber);
#endif
}

NOT_INSTRUMENTED
void stack_leaving(struct stack_notes *from, const struct stack_notes *to, bool last)
{
#if HAVE_ASAN
	__sanitizer_start_switch_fiber(last ? NULL : &from->fake, to->bottom, to->bytes);
#endif
#if HAVE_TSAN
	__tsan_switch_to_fiber(to->fiber, 0);
#endif
}

void stack_arrived(struct stack_notes *self, struct stack_notes *from)
{
#if HAVE_ASAN
	const void *bottom = NULL;
	size_t bytes = 0;

	__sanitizer_finish_switch_fiber(self->fake, &bottom, &bytes);
	if (from && !from->bottom) {
		from->bottom = bottom;
		from->bytes = bytes;
	}
#endif
}
