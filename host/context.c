// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * context.c - switching the processor from one fiber to another. See context.h.
 */
#include "host/context.h"

#include <string.h>

#if defined(__x86_64__)

/* System V ABI: rbx, rbp, r12 to r15; the return address is on the stack already */
#define SAVED_WORDS 6
#define FRAME_WORD 5

__asm__(".text\n"
	".globl context_switch\n"
	".type context_switch, @function\n"
	"context_switch:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq (%rsi), %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size context_switch, . - context_switch\n");

void context_make(struct context *c, void *base, size_t bytes, void (*entry)(void))
{
	/*
	 * at a function's first instruction the stack pointer is 8 below a multiple of 16: there is its return address
	 */
	uintptr_t *top = (uintptr_t *)(((uintptr_t)base + bytes) & ~(uintptr_t)15) - 1;

	*top = 0;
	*--top = (uintptr_t)entry;
	top -= SAVED_WORDS;
	memset(top, 0, SAVED_WORDS * sizeof(*top));
	c->sp = top;
}

uintptr_t context_frame(const struct context *c)
{
	return ((uintptr_t *)c->sp)[FRAME_WORD];
}

#elif defined(__aarch64__)

/*
 * AAPCS64: x19 to x28, x29 (frame), x30 (where to), d8 to d15, and FPCR, which is written only if it is another one:
 * that may cost as much as all the rest. No function that is entered by a return or by x16 needs a landing pad (BTI).
 */
#define SAVED_WORDS 22
#define ENTRY_WORD 0
#define FRAME_WORD 10
#define RETURN_WORD 11

__asm__(".text\n"
	".globl context_switch\n"
	".type context_switch, %function\n"
	"context_switch:\n"
	"	sub sp, sp, #176\n"
	"	stp x19, x20, [sp]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mrs x10, fpcr\n"
	"	str x10, [sp, #160]\n"
	"	mov x9, sp\n"
	"	str x9, [x0]\n"
	"	ldr x9, [x1]\n"
	"	mov sp, x9\n"
	"	ldp x19, x20, [sp]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x29, x30, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	ldr x9, [sp, #160]\n"
	"	add sp, sp, #176\n"
	"	cmp x9, x10\n"
	"	b.eq 1f\n"
	"	msr fpcr, x9\n"
	"1:	ret\n"
	".size context_switch, . - context_switch\n"
	/* the first function of a stack: nothing is behind it, for whoever reads the stack */
	".type context_begin, %function\n"
	"context_begin:\n"
	"	mov x16, x19\n"
	"	mov x29, xzr\n"
	"	mov x30, xzr\n"
	"	br x16\n"
	".size context_begin, . - context_begin\n");

void context_begin(void) __attribute__((visibility("hidden")));

void context_make(struct context *c, void *base, size_t bytes, void (*entry)(void))
{
	uintptr_t *top = (uintptr_t *)(((uintptr_t)base + bytes) & ~(uintptr_t)15) - SAVED_WORDS;

	memset(top, 0, SAVED_WORDS * sizeof(*top));
	top[ENTRY_WORD] = (uintptr_t)entry;
	top[RETURN_WORD] = (uintptr_t)context_begin;
	c->sp = top;
}

uintptr_t context_frame(const struct context *c)
{
	return ((uintptr_t *)c->sp)[FRAME_WORD];
}

#else

void context_make(struct context *c, void *base, size_t bytes, void (*entry)(void))
{
	getcontext(&c->ucontext);
	c->ucontext.uc_stack.ss_sp = base;
	c->ucontext.uc_stack.ss_size = bytes;
	c->ucontext.uc_link = NULL;
	makecontext(&c->ucontext, entry, 0);
}

void context_switch(struct context *from, struct context *to)
{
	swapcontext(&from->ucontext, &to->ucontext);
}

uintptr_t context_frame(const struct context *c)
{
	return 0;
}

#endif
