// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vector.c - readv(2) and writev(2): one call for several pieces of the caller's memory.
 *
 * A file whose operations take iterators gets all pieces at once; for others it is a read or write a piece, until one
 * comes up short. Those take turns with other calls piece by piece, not as a whole.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "local.h"

#define FEW 8

static ssize_t piece_by_piece(struct file *file, const struct iov_iter *iter, bool write)
{
	const struct iovec *piece = iter_iov(iter), *end = piece + iter->nr_segs;
	ssize_t done, total = 0;

	for (; piece < end; piece++) {
		if (!piece->iov_len)
			continue;
		done = write ? file_write(file, piece->iov_base, piece->iov_len) :
			       file_read(file, piece->iov_base, piece->iov_len);
		if (done < 0)
			return total ? total : done;
		total += done;
		if ((size_t)done < piece->iov_len)
			break;
	}
	return total;
}

static bool may_transfer(const struct file *file, bool write)
{
	return file->f_mode & (write ? FMODE_WRITE : FMODE_READ);
}

/**
 * file_vector() - readv (@write false) or writev
 * @uvec: the caller's array of @count pieces
 * Return: bytes; -EBADF, -EINVAL as read and write; -EINVAL: more than UIO_MAXIOV pieces; -EFAULT; -ENOMEM.
 */
ssize_t file_vector(struct file *file, const struct iovec __user *uvec, unsigned long count, bool write)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);
	struct iovec few[FEW], *iov = few;
	struct iov_iter iter;
	ssize_t done;

	if (!may_transfer(file, write))
		return -EBADF;
	if (!(file->f_mode & (write ? FMODE_CAN_WRITE : FMODE_CAN_READ)) || count > UIO_MAXIOV)
		return -EINVAL;
	done = import_iovec(write ? ITER_SOURCE : ITER_DEST, uvec, count, FEW, &iov, &iter);
	if (done <= 0)
		goto out;
	if (write ? ops->write_iter != NULL : ops->read_iter != NULL)
		done = file_iter(file, &iter, write);
	else
		done = piece_by_piece(file, &iter, write);
out:
	kfree(iov);
	return done;
}
