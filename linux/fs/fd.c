// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fd.c - from a descriptor to a file.
 *
 * In a system call the descriptor is one of the calling process, whose table the host world keeps: usnd_caller.file()
 * is asked. Code that runs for nobody uses the table here, which the next boot finds empty. A slot that is reserved
 * and not yet installed is an error pointer.
 */
#define KBUILD_MODNAME "fs"

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "local.h"

#define SLOTS		64
#define RESERVED	ERR_PTR(-EBUSY)

static DEFINE_SPINLOCK(slots_lock);
static struct file *slots[SLOTS];

void fd_init(void)
{
	memset(slots, 0, sizeof(slots));
}

static struct file *of_nobody(unsigned int fd)
{
	struct file *file = NULL;

	spin_lock(&slots_lock);
	if (fd < SLOTS && !IS_ERR_OR_NULL(slots[fd]))
		file = get_file(slots[fd]);
	spin_unlock(&slots_lock);
	return file;
}

struct file *fget(unsigned int fd)
{
	const struct usnd_caller *caller = current->caller;
	struct file *file;

	if (!caller)
		return of_nobody(fd);
	/* (unsigned int)-1 and the like are nobody's descriptor, and no number to trouble the caller with */
	file = caller->file && (int)fd >= 0 ? (struct file *)caller->file(caller->ctx, fd) : NULL;
	return file ? get_file(file) : NULL;
}
EXPORT_SYMBOL(fget);

struct fd fdget(unsigned int fd)
{
	struct file *file = fget(fd);

	return file ? CLONED_FD(file) : EMPTY_FD;
}
EXPORT_SYMBOL(fdget);

int get_unused_fd_flags(unsigned int flags)
{
	int fd;

	if (current->caller)
		return -EMFILE;
	spin_lock(&slots_lock);
	for (fd = 0; fd < SLOTS && slots[fd]; fd++)
		;
	if (fd < SLOTS)
		slots[fd] = RESERVED;
	spin_unlock(&slots_lock);
	return fd < SLOTS ? fd : -EMFILE;
}
EXPORT_SYMBOL(get_unused_fd_flags);

/* what the slot held, if it is in the expected state: then it holds @file now */
static struct file *change(unsigned int fd, bool reserved, struct file *file)
{
	struct file *old = NULL;

	spin_lock(&slots_lock);
	if (fd < SLOTS && slots[fd] && (slots[fd] == RESERVED) == reserved) {
		old = slots[fd];
		slots[fd] = file;
	}
	spin_unlock(&slots_lock);
	return old;
}

void put_unused_fd(unsigned int fd)
{
	WARN(!change(fd, true, NULL), "descriptor %u is given back, but not reserved\n", fd);
}
EXPORT_SYMBOL(put_unused_fd);

void fd_install(unsigned int fd, struct file *file)
{
	WARN(!change(fd, true, file), "descriptor %u is installed, but not reserved\n", fd);
}
EXPORT_SYMBOL(fd_install);

int close_fd(unsigned int fd)
{
	struct file *file = change(fd, false, NULL);

	return file ? filp_close(file, NULL) : -EBADF;
}
EXPORT_SYMBOL(close_fd);
