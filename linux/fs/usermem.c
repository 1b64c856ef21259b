// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usermem.c - memory of a user who is not there: vm_mmap() for tasks without a caller, that is, for tests.
 *
 * What a test maps, zeroed memory or a file, is reached by copy_to_user() and copy_from_user() (uaccess.c) as the
 * memory of a process would be. Not by dereferencing: a test that runs on Linux, too, must not.
 */
#define KBUILD_MODNAME "fs"

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "local.h"

/*
 * @start: where the bytes are; @user: where the test sees them, which is the same but for MAP_32BIT
 * @vma: of a mapped file; then the bytes are host_reserve()d and mapped, else kvmalloc()ed
 */
struct user_memory {
	struct list_head list;
	void *start;
	u64 user;
	size_t size;
	struct vm_area_struct *vma;
};

/* Protects user_memories. */
static DEFINE_SPINLOCK(user_memory_lock);
static LIST_HEAD(user_memories);

/* addresses of MAP_32BIT, each used once; nothing of ours is there, so who dereferences one finds out */
#define LOW_BEGIN 0x40000000
#define LOW_END 0x80000000
static u64 next_low = LOW_BEGIN;

void *user_memory_at(u64 address, size_t n)
{
	struct user_memory *memory;
	void *found = NULL;

	spin_lock(&user_memory_lock);
	list_for_each_entry(memory, &user_memories, list) {
		u64 offset = address - memory->user;

		if (offset <= memory->size && n <= memory->size - offset)
			found = memory->start + offset;
	}
	spin_unlock(&user_memory_lock);
	return found;
}

/* the file's pages, at an address of ours */
static int show_file(struct user_memory *memory, struct file *file, unsigned long prot, unsigned long offset)
{
	struct file_map map;
	int err = file_mmap(file, offset, memory->size, prot, &map);

	if (err)
		return err;
	memory->vma = map.vma;
	memory->start = host_reserve(memory->size, PAGE_SIZE);
	err = memory->start ? host_map(memory->start, memory->size, map.fd, map.offset) : -ENOMEM;
	if (err) {
		host_unreserve(memory->start, memory->size);
		file_munmap(map.vma);
	}
	return err;
}

/* user_memory_lock held */
static u64 low_address(size_t size)
{
	u64 at;

	if (next_low + size > LOW_END)
		next_low = LOW_BEGIN;
	at = next_low;
	/* and a page that is not there */
	next_low += size + PAGE_SIZE;
	return at;
}

static int get_bytes(struct user_memory *memory, struct file *file, unsigned long prot, unsigned long offset)
{
	if (file)
		return show_file(memory, file, prot, offset);
	memory->start = kvzalloc(memory->size, GFP_KERNEL);
	return memory->start ? 0 : -ENOMEM;
}

unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot, unsigned long flag,
		      unsigned long offset)
{
	struct user_memory *memory = kzalloc(sizeof(*memory), GFP_KERNEL);
	int err;

	if (!memory)
		return -ENOMEM;
	memory->size = PAGE_ALIGN(len);
	err = len ? get_bytes(memory, file, prot, offset) : -EINVAL;
	if (err) {
		kfree(memory);
		return err;
	}
	spin_lock(&user_memory_lock);
	memory->user = flag & MAP_32BIT ? low_address(memory->size) : (u64)(unsigned long)memory->start;
	list_add(&memory->list, &user_memories);
	spin_unlock(&user_memory_lock);
	return memory->user;
}
EXPORT_SYMBOL(vm_mmap);

static struct user_memory *take(unsigned long start)
{
	struct user_memory *memory, *found = NULL;

	spin_lock(&user_memory_lock);
	list_for_each_entry(memory, &user_memories, list)
		if (memory->user == start)
			found = memory;
	if (found)
		list_del(&found->list);
	spin_unlock(&user_memory_lock);
	return found;
}

/** vm_munmap() - undo a vm_mmap(), all of it: pieces cannot be unmapped here. -EINVAL: nothing begins there */
int vm_munmap(unsigned long start, size_t len)
{
	struct user_memory *memory = take(start);

	if (!memory)
		return -EINVAL;
	if (memory->vma) {
		host_unreserve(memory->start, memory->size);
		file_munmap(memory->vma);
	} else {
		kvfree(memory->start);
	}
	kfree(memory);
	return 0;
}
EXPORT_SYMBOL(vm_munmap);

static void unmap(void *start)
{
	vm_munmap((unsigned long)start, 0);
}

/**
 * kunit_vm_mmap() - vm_mmap() for a test case; gone when the case ends
 * Return: the user address; 0 or -errno (IS_ERR_VALUE()) if there is none.
 */
unsigned long kunit_vm_mmap(struct kunit *test, struct file *file, unsigned long addr, unsigned long len,
			    unsigned long prot, unsigned long flag, unsigned long offset)
{
	unsigned long start = vm_mmap(file, addr, len, prot, flag, offset);

	if (!IS_ERR_VALUE(start) && kunit_add_action_or_reset(test, unmap, (void *)start))
		return 0;
	return start;
}
EXPORT_SYMBOL_GPL(kunit_vm_mmap);
