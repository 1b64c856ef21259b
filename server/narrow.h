/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * narrow.h - clients with 32-bit longs and pointers: i386 programs on x86-64.
 *
 * What they mean is the kernel world's business (&usnd_caller.compat). A transport looks at a few of their calls itself, and at what
 * the kernel lays out for them.
 */
#ifndef SERVER_NARROW_H
#define SERVER_NARROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * narrow_command() - the number of the PCM ioctl by which a 64-bit program asks for the same as a 32-bit one by @cmd
 * A number has the size of its argument in it, whose layout stays the client's.
 * Return: @cmd itself if there is no other
 */
unsigned int narrow_command(unsigned int cmd);

/**
 * narrow_transfer_frames() - how many frames a 32-bit program's transfer moves
 * @arg: of the ioctl, as the client has it; @fetch: as &usnd_caller.fetch, with @ctx
 * Return: 0, -EFAULT
 */
int narrow_transfer_frames(size_t (*fetch)(void *ctx, void *dst, uint64_t src, size_t bytes), void *ctx, uint64_t arg,
			   uint32_t *frames);

/**
 * narrow_program() - is the program that @thread runs a 32-bit one?
 * No if that cannot be told. A 64-bit program may make 32-bit calls all the same.
 */
bool narrow_program(pid_t thread);

#endif
