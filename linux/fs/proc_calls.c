// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc_calls.c - open files of /proc: calls on operations that may go away.
 *
 * Every call on a proc file goes through enter() and leave(), which count the calls inside the entry's operations.
 * Removal (proc.c) lets no new call in, waits for those inside, and then releases each open file itself, so that
 * afterwards the operations and their module can vanish. What a file's later calls answer is Linux's: -EIO for data,
 * -ENOTTY for ioctl, "ready" for poll. The file itself lives on until its client closes it.
 */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "proc_local.h"

/**
 * struct opener - an open file of an entry that has a release operation
 * @list: in openers (the entry's lock); off it: somebody releases
 * @released: by removal; then @error is what release returned
 */
struct opener {
	struct list_head list;
	struct file *file;
	struct completion released;
	int error;
};

void proc_calls_init(struct proc_dir_entry *pde)
{
	spin_lock_init(&pde->lock);
	init_completion(&pde->idle);
	INIT_LIST_HEAD(&pde->openers);
}

/* May a call go in? Then leave() must follow. */
static bool enter(struct proc_dir_entry *pde)
{
	bool in;

	spin_lock(&pde->lock);
	in = !pde->gone;
	if (in)
		pde->users++;
	spin_unlock(&pde->lock);
	return in;
}

static void leave(struct proc_dir_entry *pde)
{
	spin_lock(&pde->lock);
	if (!--pde->users && pde->gone)
		complete(&pde->idle);
	spin_unlock(&pde->lock);
}

/* ---- calls on an open file -------------------------------------------------------------------------- */

static loff_t entry_llseek(struct file *file, loff_t offset, int whence)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	loff_t pos = -EINVAL;

	if (enter(pde)) {
		pos = pde->ops->proc_lseek(file, offset, whence);
		leave(pde);
	}
	return pos;
}

static ssize_t entry_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_read)
			done = pde->ops->proc_read(file, buf, count, ppos);
		leave(pde);
	}
	return done;
}

static ssize_t entry_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct proc_dir_entry *pde = inode_pde(iocb->ki_filp->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		done = pde->ops->proc_read_iter(iocb, to);
		leave(pde);
	}
	return done;
}

static ssize_t entry_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_write)
			done = pde->ops->proc_write(file, buf, count, ppos);
		leave(pde);
	}
	return done;
}

static __poll_t entry_poll(struct file *file, struct poll_table_struct *wait)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	__poll_t ready = DEFAULT_POLLMASK;

	if (enter(pde)) {
		if (pde->ops->proc_poll)
			ready = pde->ops->proc_poll(file, wait);
		leave(pde);
	}
	return ready;
}

static long entry_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	long ret = -ENOTTY;

	if (enter(pde)) {
		if (pde->ops->proc_ioctl)
			ret = pde->ops->proc_ioctl(file, cmd, arg);
		leave(pde);
	}
	return ret;
}

static int entry_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	int err = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_mmap)
			err = pde->ops->proc_mmap(file, vma);
		leave(pde);
	}
	return err;
}

/* Called with the entry entered. */
static int open_inside(struct proc_dir_entry *pde, struct inode *inode, struct file *file)
{
	struct opener *opener = NULL;
	int err = 0;

	if (!pde->ops->proc_lseek)
		file->f_mode &= ~FMODE_LSEEK;
	if (pde->ops->proc_release) {
		opener = kzalloc(sizeof(*opener), GFP_KERNEL);
		if (!opener)
			return -ENOMEM;
		opener->file = file;
		init_completion(&opener->released);
	}
	if (pde->ops->proc_open)
		err = pde->ops->proc_open(inode, file);
	if (err) {
		kfree(opener);
		return err;
	}
	if (opener) {
		file->f_proc = opener;
		spin_lock(&pde->lock);
		list_add(&opener->list, &pde->openers);
		spin_unlock(&pde->lock);
	}
	return 0;
}

static int entry_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *pde = inode_pde(inode);
	int err = -ENOENT;

	if (enter(pde)) {
		err = open_inside(pde, inode, file);
		leave(pde);
	}
	return err;
}

static int entry_release(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *pde = inode_pde(inode);
	struct opener *opener = file->f_proc;
	int err;

	if (!opener)
		return 0;
	spin_lock(&pde->lock);
	if (pde->gone) {
		spin_unlock(&pde->lock);
		wait_for_completion(&opener->released);
		err = opener->error;
	} else {
		list_del(&opener->list);
		pde->users++;
		spin_unlock(&pde->lock);
		err = pde->ops->proc_release(inode, file);
		leave(pde);
	}
	kfree(opener);
	return err;
}

#define ENTRY_OPS(read_form)                                                                             \
	{                                                                                               \
		.llseek = entry_llseek, read_form, .write = entry_write, .poll = entry_poll,             \
		.unlocked_ioctl = entry_ioctl, .mmap = entry_mmap, .open = entry_open,                   \
		.release = entry_release,                                                                \
	}

const struct file_operations *proc_file_ops(const struct proc_ops *ops)
{
	static const struct file_operations plain = ENTRY_OPS(.read = entry_read);
	static const struct file_operations iter = ENTRY_OPS(.read_iter = entry_read_iter);

	return ops->proc_read_iter ? &iter : &plain;
}

/* ---- the end --------------------------------------------------------------------------------------- */

static void release_opener(struct proc_dir_entry *pde, struct opener *opener)
{
	opener->error = pde->ops->proc_release(opener->file->f_inode, opener->file);
	complete(&opener->released);
}

void proc_run_down(struct proc_dir_entry *pde)
{
	struct opener *opener;
	bool busy;

	spin_lock(&pde->lock);
	pde->gone = true;
	busy = pde->users;
	spin_unlock(&pde->lock);
	if (busy)
		wait_for_completion(&pde->idle);
	spin_lock(&pde->lock);
	while ((opener = list_first_entry_or_null(&pde->openers, struct opener, list))) {
		list_del(&opener->list);
		spin_unlock(&pde->lock);
		release_opener(pde, opener);
		spin_lock(&pde->lock);
	}
	spin_unlock(&pde->lock);
}
