// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * info_data.c - data files of /proc/asound: entries of SNDRV_INFO_CONTENT_DATA, answered by the driver's operations.
 *
 * The file has entry->size bytes; reads and writes are cut there, so that the driver sees only ranges that exist.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>

#include "local.h"

/* An open data file. @private is the driver's, from its open operation. */
struct data_file {
	struct snd_info_entry *entry;
	void *private;
};

static bool is_range(loff_t pos, size_t count)
{
	return pos >= 0 && (ssize_t)count >= 0 && (size_t)pos + count >= (size_t)pos;
}

static loff_t data_llseek(struct file *file, loff_t offset, int whence)
{
	struct data_file *df = file->private_data;
	struct snd_info_entry *entry = df->entry;
	loff_t pos = -EINVAL;

	mutex_lock(&entry->access);
	if (entry->c.ops->llseek) {
		pos = entry->c.ops->llseek(entry, df->private, file, offset, whence);
		goto out;
	}
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	else if (whence == SEEK_END && entry->size)
		offset += entry->size;
	else if (whence != SEEK_SET)
		goto out;
	if (offset < 0)
		goto out;
	pos = entry->size ? min_t(loff_t, offset, entry->size) : offset;
	file->f_pos = pos;
out:
	mutex_unlock(&entry->access);
	return pos;
}

static ssize_t data_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct data_file *df = file->private_data;
	struct snd_info_entry *entry = df->entry;
	loff_t pos = *ppos;
	ssize_t done;

	if (!is_range(pos, count))
		return -EIO;
	if (pos >= entry->size)
		return 0;
	count = min_t(size_t, count, entry->size - pos);
	done = entry->c.ops->read(entry, df->private, file, buf, count, pos);
	if (done > 0)
		*ppos = pos + done;
	return done;
}

static ssize_t data_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct data_file *df = file->private_data;
	struct snd_info_entry *entry = df->entry;
	loff_t pos = *ppos;
	ssize_t done;

	if (!is_range(pos, count))
		return -EIO;
	if (!count)
		return 0;
	if (pos >= entry->size)
		return -ENOSPC;
	count = min_t(size_t, count, entry->size - pos);
	done = entry->c.ops->write(entry, df->private, file, buf, count, pos);
	if (done > 0)
		*ppos = pos + done;
	return done;
}

static __poll_t data_poll(struct file *file, poll_table *wait)
{
	struct data_file *df = file->private_data;
	const struct snd_info_entry_ops *ops = df->entry->c.ops;

	if (ops->poll)
		return ops->poll(df->entry, df->private, file, wait);
	return (ops->read ? EPOLLIN | EPOLLRDNORM : 0) | (ops->write ? EPOLLOUT | EPOLLWRNORM : 0);
}

static long data_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct data_file *df = file->private_data;

	if (!df->entry->c.ops->ioctl)
		return -ENOTTY;
	return df->entry->c.ops->ioctl(df->entry, df->private, file, cmd, arg);
}

static int data_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct data_file *df = file->private_data;

	if (!df->entry->c.ops->mmap)
		return -ENXIO;
	return df->entry->c.ops->mmap(df->entry, df->private, file_inode(file), file, vma);
}

/* Can the entry do what the client opens it for? */
static bool suits(const struct snd_info_entry_ops *ops, fmode_t mode)
{
	return !((mode & FMODE_READ) && !ops->read) && !((mode & FMODE_WRITE) && !ops->write);
}

static int data_open(struct inode *inode, struct file *file)
{
	struct snd_info_entry *entry = pde_data(inode);
	struct data_file *df;
	int err;

	mutex_lock(&info_mutex);
	err = info_pin(entry);
	if (err)
		goto out_unlock;
	err = -ENOMEM;
	df = kzalloc(sizeof(*df), GFP_KERNEL);
	if (!df)
		goto err_unpin;
	df->entry = entry;
	err = -ENODEV;
	if (!suits(entry->c.ops, file->f_mode))
		goto err_free;
	err = entry->c.ops->open ? entry->c.ops->open(entry, file->f_flags & O_ACCMODE, &df->private) : 0;
	if (err < 0)
		goto err_free;
	file->private_data = df;
	mutex_unlock(&info_mutex);
	return 0;

err_free:
	kfree(df);
err_unpin:
	module_put(entry->module);
out_unlock:
	mutex_unlock(&info_mutex);
	return err;
}

static int data_release(struct inode *inode, struct file *file)
{
	struct data_file *df = file->private_data;
	struct snd_info_entry *entry = df->entry;

	if (entry->c.ops->release)
		entry->c.ops->release(entry, file->f_flags & O_ACCMODE, df->private);
	kfree(df);
	module_put(entry->module);
	return 0;
}

const struct proc_ops info_data_ops = {
	.proc_open = data_open,
	.proc_read = data_read,
	.proc_write = data_write,
	.proc_lseek = data_llseek,
	.proc_poll = data_poll,
	.proc_ioctl = data_ioctl,
	.proc_mmap = data_mmap,
	.proc_release = data_release,
};
