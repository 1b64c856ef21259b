// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * card_files.c - the open files of a card, so that it can go while they are open.
 *
 * Every kind of device adds its files on open and removes them on release; each keeps the card alive. When the card
 * is disconnected, the operations of its files are swapped for ones that answer -ENODEV to everything. Only release
 * still reaches the real operations, because they have memory to give back.
 *
 * Locks: card->files_lock > shut_lock. Neither is taken in interrupts.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "local.h"

/**
 * struct card_file - an open file of a card
 * @list: in card->files_list; files_lock
 * @shut: in shut_files once it is cut off; shut_lock
 * @real_ops: what its f_op was then, still pinned; NULL: not cut off
 */
struct card_file {
	struct list_head list;
	struct list_head shut;
	struct file *file;
	const struct file_operations *real_ops;
};

/* Protects shut_files, the files of all cards that were cut off and not yet released. */
static DEFINE_SPINLOCK(shut_lock);
static LIST_HEAD(shut_files);

static loff_t shut_llseek(struct file *file, loff_t offset, int whence)
{
	return -ENODEV;
}

static ssize_t shut_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return -ENODEV;
}

static ssize_t shut_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return -ENODEV;
}

static __poll_t shut_poll(struct file *file, poll_table *wait)
{
	return EPOLLERR | EPOLLNVAL;
}

static long shut_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return -ENODEV;
}

static int shut_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENODEV;
}

static int shut_fasync(int fd, struct file *file, int on)
{
	return -ENODEV;
}

static int shut_release(struct inode *inode, struct file *file)
{
	const struct file_operations *ops = NULL;
	struct card_file *cf;

	spin_lock(&shut_lock);
	list_for_each_entry(cf, &shut_files, shut) {
		if (cf->file == file) {
			list_del_init(&cf->shut);
			ops = cf->real_ops;
			break;
		}
	}
	spin_unlock(&shut_lock);
	if (WARN_ON(!ops))
		return -ENODEV;
	if ((file->f_flags & FASYNC) && ops->fasync)
		ops->fasync(-1, file, 0);
	return ops->release(inode, file);
}

static const struct file_operations shut_fops = {
	.owner = THIS_MODULE,
	.llseek = shut_llseek,
	.read = shut_read,
	.write = shut_write,
	.poll = shut_poll,
	.unlocked_ioctl = shut_ioctl,
	.compat_ioctl = shut_ioctl,
	.mmap = shut_mmap,
	.fasync = shut_fasync,
	.release = shut_release,
};

bool card_shut_files(struct snd_card *card)
{
	struct card_file *cf;
	bool first;

	spin_lock(&card->files_lock);
	first = !card->shutdown;
	WRITE_ONCE(card->shutdown, 1);
	if (first) {
		list_for_each_entry(cf, &card->files_list, list) {
			spin_lock(&shut_lock);
			cf->real_ops = cf->file->f_op;
			list_add(&cf->shut, &shut_files);
			spin_unlock(&shut_lock);
			/* calls that are inside go on; the real operations see card->shutdown in their waits */
			WRITE_ONCE(cf->file->f_op, fops_get(&shut_fops));
		}
	}
	spin_unlock(&card->files_lock);
	return first;
}

/**
 * snd_card_file_add() - a file of a card was opened: from its ->open()
 * It keeps the card until snd_card_file_remove(). Sleeps.
 * Return: 0, -ENODEV if the card is going, -ENOMEM.
 */
int snd_card_file_add(struct snd_card *card, struct file *file)
{
	struct card_file *cf = kzalloc(sizeof(*cf), GFP_KERNEL);

	if (!cf)
		return -ENOMEM;
	cf->file = file;
	INIT_LIST_HEAD(&cf->shut);
	spin_lock(&card->files_lock);
	if (card->shutdown) {
		spin_unlock(&card->files_lock);
		kfree(cf);
		return -ENODEV;
	}
	list_add(&cf->list, &card->files_list);
	get_device(&card->card_dev);
	spin_unlock(&card->files_lock);
	return 0;
}
EXPORT_SYMBOL(snd_card_file_add);

static struct card_file *take(struct snd_card *card, struct file *file)
{
	struct card_file *cf;

	list_for_each_entry(cf, &card->files_list, list) {
		if (cf->file == file) {
			list_del(&cf->list);
			return cf;
		}
	}
	return NULL;
}

/**
 * snd_card_file_remove() - from its ->release(), and from ->open() when it fails later on
 * The card may be freed by this call if it was disconnected and this was its last file. Sleeps.
 * Return: 0, -ENOENT if the file was not added.
 */
int snd_card_file_remove(struct snd_card *card, struct file *file)
{
	struct card_file *cf;

	spin_lock(&card->files_lock);
	cf = take(card, file);
	if (cf) {
		spin_lock(&shut_lock);
		list_del(&cf->shut);
		spin_unlock(&shut_lock);
	}
	if (list_empty(&card->files_list))
		wake_up_all(&card->remove_sleep);
	spin_unlock(&card->files_lock);
	if (!cf) {
		dev_err(card->dev, "a file is removed from card %d that is not its own\n", card->number);
		return -ENOENT;
	}
	fops_put(cf->real_ops);
	kfree(cf);
	put_device(&card->card_dev);
	return 0;
}
EXPORT_SYMBOL(snd_card_file_remove);
