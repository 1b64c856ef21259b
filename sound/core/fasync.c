// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fasync.c - SIGIO of ALSA's devices: a list of files that is made when the first one asks.
 *
 * Linux puts the signals off to a work, for its kill_fasync() must not be called under locks that interrupts take. Ours
 * may.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <sound/core.h>

/* struct snd_fasync - of a stream, or an open file of a device that has a queue a file */
struct snd_fasync {
	struct fasync_struct *files;
};

/**
 * snd_fasync_helper() - the fasync() of a device
 * @fasyncp: where its list is; made if need be, freed by snd_fasync_free()
 * Context: sleeps
 * Return: as fasync_helper()
 */
int snd_fasync_helper(int fd, struct file *file, int on, struct snd_fasync **fasyncp)
{
	struct snd_fasync *fasync = READ_ONCE(*fasyncp), *fresh;

	if (!fasync && !on)
		return 0;
	if (!fasync) {
		fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
		if (!fresh)
			return -ENOMEM;
		fasync = cmpxchg(fasyncp, NULL, fresh);
		if (fasync)
			kfree(fresh);
		else
			fasync = fresh;
	}
	return fasync_helper(fd, file, on, &fasync->files);
}
EXPORT_SYMBOL_GPL(snd_fasync_helper);

/** snd_kill_fasync() - tell those who asked; @fasync: may be NULL. @signal: SIGIO, @poll: POLL_IN … Context: any */
void snd_kill_fasync(struct snd_fasync *fasync, int signal, int poll)
{
	if (fasync)
		kill_fasync(&fasync->files, signal, poll);
}
EXPORT_SYMBOL_GPL(snd_kill_fasync);

/** snd_fasync_free() - all its files have been released, and nobody tells it any more; NULL is fine */
void snd_fasync_free(struct snd_fasync *fasync)
{
	kfree(fasync);
}
EXPORT_SYMBOL_GPL(snd_fasync_free);
