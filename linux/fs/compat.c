// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compat.c - calls of 32-bit programs (<linux/compat.h>): who is one, which operation answers, pieces of memory as they
 * list them.
 */
#define KBUILD_MODNAME "fs"

#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "local.h"

bool in_compat_syscall(void)
{
	const struct usnd_caller *caller = current_caller();

	return caller && caller->compat;
}
EXPORT_SYMBOL(in_compat_syscall);

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);

	return ops->unlocked_ioctl ? ops->unlocked_ioctl(file, cmd, (unsigned long)compat_ptr(arg)) : -ENOIOCTLCMD;
}
EXPORT_SYMBOL(compat_ptr_ioctl);

/* what has no operation for these callers cannot be asked by them */
long file_compat_ioctl(struct file *file, unsigned int cmd, u32 arg)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);
	long ret = ops->compat_ioctl ? ops->compat_ioctl(file, cmd, arg) : -ENOTTY;

	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

int compat_fetch_iovec(struct iovec *iov, const struct compat_iovec __user *uvec, unsigned int count)
{
	struct compat_iovec piece;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (copy_from_user(&piece, uvec + i, sizeof(piece)))
			return -EFAULT;
		/* more than half of all memory is a negative length there */
		if ((compat_ssize_t)piece.iov_len < 0)
			return -EINVAL;
		iov[i] = (struct iovec){ .iov_base = compat_ptr(piece.iov_base), .iov_len = piece.iov_len };
	}
	return 0;
}
