// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * syscall.c - files as the host world sees them (include/usnd/syscall.h).
 *
 * A struct usnd_file is a struct file. Each call runs as a system call of its caller, with a reference of its own: a
 * release that comes while another call is inside takes effect when that one returns. The kernel's restart codes
 * mean "interrupted" outside; a call that was interrupted only because the system went to sleep begins anew.
 */
#define KBUILD_MODNAME "fs"

#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/poll.h>
#include <linux/sched.h>

#include "local.h"

static struct file *to_file(struct usnd_file *file)
{
	return (struct file *)file;
}

static long outside(long ret)
{
	return is_restart(ret) ? -EINTR : ret;
}

static struct file *begin(struct usnd_file *file, struct task_struct *task, const struct usnd_caller *caller)
{
	syscall_enter(task, caller);
	return get_file(to_file(file));
}

static long end(struct file *file, struct task_struct *task, long ret)
{
	fput(file);
	syscall_leave(task);
	return outside(ret);
}

int usnd_open(const char *path, int flags, const struct usnd_caller *caller, struct usnd_file **file)
{
	struct task_struct task;
	struct file *opened = NULL;
	int err;

	syscall_enter(&task, caller);
	do
		err = file_open(path, flags, &opened);
	while (syscall_again(&task, err));
	syscall_leave(&task);
	*file = (struct usnd_file *)opened;
	return outside(err);
}

int usnd_release(struct usnd_file *file, const struct usnd_caller *caller)
{
	struct task_struct task;
	int err;

	syscall_enter(&task, caller);
	err = file_close(to_file(file));
	syscall_leave(&task);
	return outside(err);
}

long usnd_ioctl(struct usnd_file *file, unsigned int cmd, uint64_t arg, const struct usnd_caller *caller)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	long ret;

	do
		ret = in_compat_syscall() ? file_compat_ioctl(f, cmd, arg) : vfs_ioctl(f, cmd, arg);
	while (syscall_again(&task, ret));
	return end(f, &task, ret);
}

long usnd_read(struct usnd_file *file, uint64_t buf, size_t bytes, const struct usnd_caller *caller)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	long ret;

	do
		ret = file_read(f, (char __user *)(unsigned long)buf, bytes);
	while (syscall_again(&task, ret));
	return end(f, &task, ret);
}

long usnd_write(struct usnd_file *file, uint64_t buf, size_t bytes, const struct usnd_caller *caller)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	long ret;

	do
		ret = file_write(f, (const char __user *)(unsigned long)buf, bytes);
	while (syscall_again(&task, ret));
	return end(f, &task, ret);
}

static long vector(struct usnd_file *file, uint64_t at, size_t count, const struct usnd_caller *caller, bool write)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	long ret;

	do
		ret = file_vector(f, (const struct iovec __user *)(unsigned long)at, count, write);
	while (syscall_again(&task, ret));
	return end(f, &task, ret);
}

long usnd_readv(struct usnd_file *file, uint64_t at, size_t count, const struct usnd_caller *caller)
{
	return vector(file, at, count, caller, false);
}

long usnd_writev(struct usnd_file *file, uint64_t at, size_t count, const struct usnd_caller *caller)
{
	return vector(file, at, count, caller, true);
}

long usnd_poll(struct usnd_file *file, unsigned int events, uint64_t timeout, const struct usnd_caller *caller)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	const u64 begun = host_now();
	long ret;

	/* one that begins anew waits for the rest of the time */
	do
		ret = file_poll(f, events, timeout - min(timeout, host_now() - begun));
	while (syscall_again(&task, ret));
	return end(f, &task, ret);
}

int usnd_watch(struct usnd_file *file, void (*ready)(void *ctx), void *ctx, const struct usnd_caller *caller,
	       struct usnd_watch **watch)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	struct waiter *waiter = NULL;
	int err = file_watch(f, ready, ctx, &waiter);

	*watch = (struct usnd_watch *)waiter;
	return end(f, &task, err);
}

void usnd_unwatch(struct usnd_watch *watch)
{
	struct task_struct task;

	if (!watch)
		return;
	syscall_enter(&task, NULL);
	file_unwatch((struct waiter *)watch);
	syscall_leave(&task);
}

/* may come from outside of tasks: neither begin() nor any lock */
bool usnd_runs(struct usnd_file *file, uint64_t *until)
{
	struct file *f = to_file(file);
	const struct file_operations *ops = READ_ONCE(f->f_op);
	u64 when = U64_MAX;
	bool runs = ops->runs && ops->runs(f, &when);

	*until = when;
	return runs;
}

int usnd_mmap(struct usnd_file *file, uint64_t offset, size_t bytes, int prot, const struct usnd_caller *caller,
	      struct usnd_mapping **mapping, int *fd, uint64_t *fd_offset)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	struct file_map map = {};
	int err;

	do
		err = file_mmap(f, offset, bytes, prot, &map);
	while (syscall_again(&task, err));
	*mapping = err ? NULL : (struct usnd_mapping *)map.vma;
	*fd = err ? -1 : map.fd;
	*fd_offset = map.offset;
	return end(f, &task, err);
}

int usnd_munmap(struct usnd_mapping *mapping, const struct usnd_caller *caller)
{
	struct task_struct task;
	int err;

	syscall_enter(&task, caller);
	err = file_munmap((struct vm_area_struct *)mapping);
	syscall_leave(&task);
	return outside(err);
}

int usnd_client_file(struct usnd_file *file, const struct usnd_caller *caller)
{
	struct task_struct task;
	struct file *f = begin(file, &task, caller);
	const struct file_operations *ops = READ_ONCE(f->f_op);
	u64 offset;

	return end(f, &task, ops->client_file ? ops->client_file(f, NULL, &offset) : -ENODEV);
}

int usnd_set_signal(struct usnd_file *file, void (*signal)(void *ctx, int band), void *ctx)
{
	struct task_struct task;
	struct file *f = begin(file, &task, NULL);

	return end(f, &task, file_set_signal(f, signal, ctx));
}

int usnd_set_flags(struct usnd_file *file, int flags)
{
	const unsigned int settable = O_NONBLOCK | O_APPEND;
	struct task_struct task;
	struct file *f = begin(file, &task, NULL);

	spin_lock(&f->f_lock);
	WRITE_ONCE(f->f_flags, (f->f_flags & ~settable) | (flags & settable));
	spin_unlock(&f->f_lock);
	return end(f, &task, 0);
}
