// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file.c - open files: from a path to operations, references, reads and writes, and the end.
 *
 * A file is kept by references; whoever drops the last one releases it, in its own task. Disconnection
 * (sound/core/card_files.c) may swap f_op at any moment, so every call reads it once. Reads and writes of a proc file
 * take turns (f_pos_lock); those of a device do not: it orders them itself. Everyone may open everything: callers are
 * root.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "local.h"

/* Protects open_files. */
static DEFINE_MUTEX(files_lock);
static LIST_HEAD(open_files);

static const struct file_operations *file_ops(struct file *file)
{
	return READ_ONCE(file->f_op);
}

static struct file *alloc_file(struct fs_node *node, int flags)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	atomic_set(&file->f_count, 1);
	spin_lock_init(&file->f_lock);
	mutex_init(&file->f_pos_lock);
	INIT_LIST_HEAD(&file->f_list);
	file->f_inode = &node->inode;
	file->f_flags = flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	file->f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	if (S_ISREG(node->inode.i_mode))
		file->f_mode |= FMODE_ATOMIC_POS;
	return file;
}

/* What the operations that open() left in place can do. */
static void note_abilities(struct file *file)
{
	const struct file_operations *ops = file_ops(file);

	file->f_mode |= FMODE_OPENED;
	if ((file->f_mode & FMODE_READ) && (ops->read || ops->read_iter))
		file->f_mode |= FMODE_CAN_READ;
	if ((file->f_mode & FMODE_WRITE) && (ops->write || ops->write_iter))
		file->f_mode |= FMODE_CAN_WRITE;
	if (!ops->llseek)
		file->f_mode &= ~FMODE_LSEEK;
}

static int check_kind(struct fs_node *node, int flags)
{
	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (S_ISLNK(node->inode.i_mode))
		return -ELOOP;
	if (S_ISDIR(node->inode.i_mode))
		return -EISDIR;
	return flags & O_DIRECTORY ? -ENOTDIR : 0;
}

int file_open(const char *path, int flags, struct file **opened)
{
	struct fs_node *node;
	struct file *file;
	int err;

	err = tree_lookup(path, !(flags & O_NOFOLLOW), &node);
	if (err)
		return err;
	err = check_kind(node, flags);
	if (err)
		goto err_put_node;
	err = -ENOMEM;
	file = alloc_file(node, flags);
	if (!file)
		goto err_put_node;
	err = -ENODEV;
	file->f_op = fops_get(node->inode.i_fop);
	if (!file->f_op)
		goto err_free_file;
	if (file->f_op->open) {
		err = file->f_op->open(&node->inode, file);
		if (err)
			goto err_put_fops;
	}
	note_abilities(file);
	mutex_lock(&files_lock);
	list_add_tail(&file->f_list, &open_files);
	mutex_unlock(&files_lock);
	*opened = file;
	return 0;

err_put_fops:
	/* open() may have left other ones, and so may a disconnection since */
	fops_put(file_ops(file));
err_free_file:
	kfree(file);
err_put_node:
	node_put(node);
	return err;
}

/* The last reference has gone. */
static int release_file(struct file *file)
{
	const struct file_operations *ops = file_ops(file);
	int err = 0;

	mutex_lock(&files_lock);
	list_del(&file->f_list);
	mutex_unlock(&files_lock);
	if ((file->f_flags & FASYNC) && ops->fasync)
		ops->fasync(-1, file, 0);
	if (ops->release)
		err = ops->release(file->f_inode, file);
	/* release() may have run under the operations of a disconnected card, or changed them: put what is there now */
	fops_put(file_ops(file));
	node_put(inode_node(file->f_inode));
	kfree(file);
	return err;
}

int file_put(struct file *file)
{
	return atomic_dec_and_test(&file->f_count) ? release_file(file) : 0;
}

void fput(struct file *file)
{
	file_put(file);
}
EXPORT_SYMBOL(fput);

int file_close(struct file *file)
{
	const struct file_operations *ops = file_ops(file);
	int flushed = ops->flush ? ops->flush(file, NULL) : 0;
	int released = file_put(file);

	return flushed ? flushed : released;
}

/** filp_open() - open @path from inside the kernel. Return: the file or an error pointer. Sleeps. */
struct file *filp_open(const char *path, int flags, umode_t mode)
{
	struct file *file;
	int err = file_open(path, flags, &file);

	return err ? ERR_PTR(err) : file;
}
EXPORT_SYMBOL(filp_open);

/** filp_close() - end of filp_open(). Unlike Linux it also returns what the last release returned. */
int filp_close(struct file *file, fl_owner_t id)
{
	return file_close(file);
}
EXPORT_SYMBOL(filp_close);

void init_sync_kiocb(struct kiocb *kiocb, struct file *filp)
{
	*kiocb = (struct kiocb){ .ki_filp = filp };
	if (READ_ONCE(filp->f_flags) & O_APPEND)
		kiocb->ki_flags |= IOCB_APPEND;
}
EXPORT_SYMBOL(init_sync_kiocb);

/* A read or write through the iterator form of the operations. */
static ssize_t transfer_iter(struct file *file, struct iov_iter *iter, loff_t *pos,
			     ssize_t (*op)(struct kiocb *iocb, struct iov_iter *iter))
{
	struct kiocb iocb;
	ssize_t done;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = pos ? *pos : 0;
	done = op(&iocb, iter);
	if (pos)
		*pos = iocb.ki_pos;
	return done;
}

/* NULL for a stream, which has no position. */
static loff_t *lock_position(struct file *file)
{
	if (file->f_mode & FMODE_ATOMIC_POS)
		mutex_lock(&file->f_pos_lock);
	return file->f_mode & FMODE_STREAM ? NULL : &file->f_pos;
}

static void unlock_position(struct file *file)
{
	if (file->f_mode & FMODE_ATOMIC_POS)
		mutex_unlock(&file->f_pos_lock);
}

/* what no process can have - it wraps around, or reaches into the kernel's half - does not get as far as the file */
static bool is_users(const char __user *buf, size_t count)
{
	unsigned long end = (unsigned long)buf + count;

	return end >= count && (long)end >= 0;
}

ssize_t file_read(struct file *file, char __user *buf, size_t count)
{
	const struct file_operations *ops = file_ops(file);
	struct iov_iter iter;
	ssize_t done;
	loff_t *pos;

	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (!is_users(buf, count))
		return -EFAULT;
	count = min_t(size_t, count, MAX_RW_COUNT);
	pos = lock_position(file);
	if (ops->read) {
		done = ops->read(file, buf, count, pos);
	} else if (ops->read_iter) {
		iov_iter_ubuf(&iter, ITER_DEST, buf, count);
		done = transfer_iter(file, &iter, pos, ops->read_iter);
	} else {
		done = -EINVAL;
	}
	unlock_position(file);
	return done;
}

ssize_t file_write(struct file *file, const char __user *buf, size_t count)
{
	const struct file_operations *ops = file_ops(file);
	struct iov_iter iter;
	ssize_t done;
	loff_t *pos;

	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE))
		return -EINVAL;
	if (!is_users(buf, count))
		return -EFAULT;
	count = min_t(size_t, count, MAX_RW_COUNT);
	pos = lock_position(file);
	if (ops->write) {
		done = ops->write(file, buf, count, pos);
	} else if (ops->write_iter) {
		iov_iter_ubuf(&iter, ITER_SOURCE, (char __user *)buf, count);
		done = transfer_iter(file, &iter, pos, ops->write_iter);
	} else {
		done = -EINVAL;
	}
	unlock_position(file);
	return done;
}

/** file_iter() - a read or write of an iterator, at the file's position; the operations have read_iter or write_iter */
ssize_t file_iter(struct file *file, struct iov_iter *iter, bool write)
{
	const struct file_operations *ops = file_ops(file);
	loff_t *pos = lock_position(file);
	ssize_t done = transfer_iter(file, iter, pos, write ? ops->write_iter : ops->read_iter);

	unlock_position(file);
	return done;
}

/** kernel_read() - read into kernel memory; only files with read_iter, as in Linux */
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos)
{
	const struct file_operations *ops = file_ops(file);
	struct kvec piece = { .iov_base = buf, .iov_len = min_t(size_t, count, MAX_RW_COUNT) };
	struct iov_iter iter;

	if (WARN_ON_ONCE(!(file->f_mode & FMODE_READ)) || !(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (ops->read || !ops->read_iter)
		return -EINVAL;
	iov_iter_kvec(&iter, ITER_DEST, &piece, 1, piece.iov_len);
	return transfer_iter(file, &iter, pos, ops->read_iter);
}
EXPORT_SYMBOL(kernel_read);

/** kernel_write() - write from kernel memory; only files with write_iter, as in Linux */
ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos)
{
	const struct file_operations *ops = file_ops(file);
	struct kvec piece = { .iov_base = (void *)buf, .iov_len = min_t(size_t, count, MAX_RW_COUNT) };
	struct iov_iter iter;

	if (WARN_ON_ONCE(!(file->f_mode & FMODE_WRITE)))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE) || ops->write || !ops->write_iter)
		return -EINVAL;
	iov_iter_kvec(&iter, ITER_SOURCE, &piece, 1, piece.iov_len);
	return transfer_iter(file, &iter, pos, ops->write_iter);
}
EXPORT_SYMBOL(kernel_write);

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	const struct file_operations *ops = file_ops(file);

	if (!(file->f_mode & FMODE_LSEEK) || !ops->llseek)
		return -ESPIPE;
	return ops->llseek(file, offset, whence);
}
EXPORT_SYMBOL(vfs_llseek);

long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct file_operations *ops = file_ops(file);
	long ret = -ENOTTY;

	if (ops->unlocked_ioctl)
		ret = ops->unlocked_ioctl(file, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}
EXPORT_SYMBOL(vfs_ioctl);

/** nonseekable_open() - from ->open(): no seek, no pread; reads and writes keep a position all the same */
int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}
EXPORT_SYMBOL(nonseekable_open);

/** stream_open() - from ->open(): no position; reads and writes run side by side */
int stream_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_ATOMIC_POS);
	file->f_mode |= FMODE_STREAM;
	return 0;
}
EXPORT_SYMBOL(stream_open);

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}
EXPORT_SYMBOL(noop_llseek);

/** fixed_size_llseek() - seek in something of @size bytes; -EINVAL outside of it */
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		offset += file->f_pos;
		break;
	case SEEK_END:
		offset += size;
		break;
	default:
		return -EINVAL;
	}
	if (offset < 0 || offset > size)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}
EXPORT_SYMBOL(fixed_size_llseek);

loff_t i_size_read(struct inode *inode)
{
	loff_t size;

	spin_lock(&inode->i_lock);
	size = inode->i_size;
	spin_unlock(&inode->i_lock);
	return size;
}
EXPORT_SYMBOL(i_size_read);

void i_size_write(struct inode *inode, loff_t size)
{
	spin_lock(&inode->i_lock);
	inode->i_size = size;
	spin_unlock(&inode->i_lock);
}
EXPORT_SYMBOL(i_size_write);

static struct file *first_open(void)
{
	struct file *file;

	mutex_lock(&files_lock);
	file = list_first_entry_or_null(&open_files, struct file, f_list);
	mutex_unlock(&files_lock);
	return file;
}

void fs_close_all(void)
{
	struct file *file;
	char path[128];

	while ((file = first_open())) {
		mutex_lock(&tree_lock);
		node_path(inode_node(file->f_inode), path, sizeof(path));
		mutex_unlock(&tree_lock);
		report("file left open", NULL, "%s", path);
		/* no client is left to drop the others */
		atomic_set(&file->f_count, 1);
		file_put(file);
	}
}

int fs_init(void)
{
	fd_init();
	return tree_init();
}

unsigned int fs_finish(void)
{
	return tree_finish() + chrdev_finish();
}

/** simple_read_from_buffer() - a read() of @available bytes at @from, by position */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from, size_t available)
{
	size_t left;

	if (*ppos < 0)
		return -EINVAL;
	if (*ppos >= available || !count)
		return 0;
	count = min_t(size_t, count, available - *ppos);
	left = copy_to_user(to, from + *ppos, count);
	if (left == count)
		return -EFAULT;
	*ppos += count - left;
	return count - left;
}
EXPORT_SYMBOL(simple_read_from_buffer);

/** simple_write_to_buffer() - a write() into @available bytes at @to, by position */
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from, size_t count)
{
	size_t left;

	if (*ppos < 0)
		return -EINVAL;
	if (*ppos >= available || !count)
		return 0;
	count = min_t(size_t, count, available - *ppos);
	left = copy_from_user(to + *ppos, from, count);
	if (left == count)
		return -EFAULT;
	*ppos += count - left;
	return count - left;
}
EXPORT_SYMBOL(simple_write_to_buffer);
