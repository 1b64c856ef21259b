// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmap.c - mapping a file: the checks of mmap(2), the file's own mmap(), and which pages of which host file the client
 * sees.
 *
 * A mapping is a vma on paper (linux/mm/vma.c). The bytes behind it lie in a file of the host that belongs to this
 * open, its "client's file": the caller maps that, in process or by passing the descriptor on. A mapping holds a
 * reference of its struct file, so a file lives until it is closed and unmapped, as on Linux.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>

#include "local.h"

static vm_flags_t flags_of(unsigned long prot)
{
	vm_flags_t flags = VM_SHARED | VM_MAYSHARE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	if (prot & PROT_READ)
		flags |= VM_READ;
	if (prot & PROT_WRITE)
		flags |= VM_WRITE;
	return prot & PROT_EXEC ? flags | VM_EXEC : flags;
}

static int check(struct file *file, u64 offset, size_t bytes, unsigned long prot)
{
	if (!bytes || !PAGE_ALIGNED(offset))
		return -EINVAL;
	if (!PAGE_ALIGN(bytes))
		return -ENOMEM;
	if (offset + PAGE_ALIGN(bytes) < offset)
		return -EOVERFLOW;
	if (!(file->f_mode & FMODE_READ) || ((prot & PROT_WRITE) && !(file->f_mode & FMODE_WRITE)))
		return -EACCES;
	return 0;
}

int file_mmap(struct file *file, u64 offset, size_t bytes, unsigned long prot, struct file_map *map)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);
	int err = check(file, offset, bytes, prot);

	if (!err && (!ops->mmap || !ops->client_file))
		err = -ENODEV;
	if (err)
		return err;
	map->vma = vma_create(get_file(file), PAGE_ALIGN(bytes) >> PAGE_SHIFT, offset >> PAGE_SHIFT, flags_of(prot));
	if (!map->vma) {
		err = -ENOMEM;
		goto err_put_file;
	}
	err = ops->mmap(file, map->vma);
	if (err)
		goto err_free_vma;
	map->fd = ops->client_file(file, map->vma, &map->offset);
	if (map->fd < 0) {
		err = map->fd;
		goto err_unmap;
	}
	return 0;

err_free_vma:
	/* nothing was mapped: nobody has to hear that it goes */
	map->vma->vm_ops = NULL;
err_unmap:
	vma_destroy(map->vma);
err_put_file:
	fput(file);
	return err;
}

int file_munmap(struct vm_area_struct *vma)
{
	struct file *file = vma->vm_file;

	vma_destroy(vma);
	return file_put(file);
}
