// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fasync.c - O_ASYNC: files that want a signal when something happens to their device.
 *
 * A device has a list of such files, changed by its fasync() and told by kill_fasync(). There are no processes here to be
 * sent signals: whoever asked for it in the host world (usnd_set_signal()) is called, and knows whose the file is.
 *
 * Lock: fasync_lock, for all lists and for what files have been told to call; a leaf, taken in interrupts, with locks of
 * the device held.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "local.h"

static DEFINE_SPINLOCK(fasync_lock);

/* The place of @file's entry in the list, or its end. Lock held. */
static struct fasync_struct **find(struct fasync_struct **list, const struct file *file)
{
	while (*list && (*list)->fa_file != file)
		list = &(*list)->fa_next;
	return list;
}

static void note_flag(struct file *file, bool on)
{
	spin_lock(&file->f_lock);
	WRITE_ONCE(file->f_flags, on ? file->f_flags | FASYNC : file->f_flags & ~FASYNC);
	spin_unlock(&file->f_lock);
}

static int leave(struct file *file, struct fasync_struct **list)
{
	struct fasync_struct *old, **at;

	scoped_guard(spinlock_irq, &fasync_lock) {
		at = find(list, file);
		old = *at;
		if (old)
			*at = old->fa_next;
	}
	if (!old)
		return 0;
	note_flag(file, false);
	kfree(old);
	return 1;
}

static int join(int fd, struct file *file, struct fasync_struct **list)
{
	struct fasync_struct *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL), **at;
	bool known;

	if (!fresh)
		return -ENOMEM;
	scoped_guard(spinlock_irq, &fasync_lock) {
		at = find(list, file);
		known = *at;
		if (!known)
			*at = fresh;
		(*at)->fa_file = file;
		(*at)->fa_fd = fd;
	}
	if (known)
		kfree(fresh);
	note_flag(file, true);
	return !known;
}

/**
 * fasync_helper() - a device's fasync(): @file is on its list from now on, or (@on: 0) not any more
 * When it is off nobody is called for it any more. Sets and clears FASYNC in the file's flags.
 * Context: sleeps
 * Return: 1: the list has changed; 0; -ENOMEM.
 */
int fasync_helper(int fd, struct file *file, int on, struct fasync_struct **list)
{
	return on ? join(fd, file, list) : leave(file, list);
}
EXPORT_SYMBOL(fasync_helper);

/** kill_fasync() - tell all files of the list: @band is POLL_IN …, @sig always SIGIO. Context: any */
void kill_fasync(struct fasync_struct **list, int sig, int band)
{
	struct fasync_struct *entry;

	if (!READ_ONCE(*list))
		return;
	guard(spinlock_irqsave)(&fasync_lock);
	for (entry = *list; entry; entry = entry->fa_next)
		if (entry->fa_file->f_signal)
			entry->fa_file->f_signal(entry->fa_file->f_signal_ctx, band);
}
EXPORT_SYMBOL(kill_fasync);

int file_set_signal(struct file *file, void (*signal)(void *ctx, int band), void *ctx)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);
	int err;

	/* as fcntl(2) does: a device that does not know of it sends none */
	if (!ops->fasync)
		return 0;
	if (signal) {
		scoped_guard(spinlock_irq, &fasync_lock) {
			file->f_signal = signal;
			file->f_signal_ctx = ctx;
		}
	}
	err = ops->fasync(-1, file, signal != NULL);
	if (!signal || err < 0) {
		scoped_guard(spinlock_irq, &fasync_lock)
			file->f_signal = NULL;
	}
	return err < 0 ? err : 0;
}
