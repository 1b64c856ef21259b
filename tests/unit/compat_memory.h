/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat_memory.h - a case as a 32-bit program: user memory below 2 GiB, and ioctls as compat_ioctl() gets them.
 *
 * The structures of the cases are written from the i386 ABI: a long and a pointer are u32, a 64-bit number is aligned to 4
 * bytes. They are not those of the code.
 */
#ifndef TESTS_UNIT_COMPAT_MEMORY_H
#define TESTS_UNIT_COMPAT_MEMORY_H

#include "client.h"

typedef s64 __attribute__((aligned(4))) s64_4;
typedef u64 __attribute__((aligned(4))) u64_4;

/* Zeroed user memory that has a 32-bit address, until the case ends. */
static __maybe_unused char __user *low_memory(struct kunit *test)
{
	unsigned long at = kunit_vm_mmap(test, NULL, 0, CLIENT_MEMORY, PROT_READ | PROT_WRITE,
					 MAP_ANONYMOUS | MAP_PRIVATE | MAP_32BIT, 0);

	KUNIT_ASSERT_NE(test, at, 0UL);
	KUNIT_ASSERT_EQ(test, at >> 32, 0UL);
	return (char __user *)at;
}

/* what is above 32 bits of the argument must not count */
static inline long send32(struct file *file, unsigned int cmd, unsigned long arg)
{
	return file->f_op->compat_ioctl(file, cmd, arg);
}

/* the command with a copy of @arg at @memory; what it leaves there comes back */
static __maybe_unused long exchange32(struct kunit *test, struct file *file, char __user *memory, unsigned int cmd, void *arg,
				      size_t size)
{
	long result;

	KUNIT_ASSERT_EQ(test, copy_to_user(memory, arg, size), 0UL);
	result = send32(file, cmd, (unsigned long)memory);
	KUNIT_ASSERT_EQ(test, copy_from_user(arg, memory, size), 0UL);
	return result;
}

#endif
