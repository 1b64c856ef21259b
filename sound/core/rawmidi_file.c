// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_file.c - /dev/snd/midiC*D*: open, read, write, poll; and reading and writing in the kernel.
 *
 * A file has a substream in each direction it was opened for. Input begins with the first read or poll, output with
 * what is written. With O_APPEND several files share an output: each write is in the ring as a whole, or not at all.
 *
 * Left out: the layouts of 32-bit processes.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <sound/control.h>
#include <sound/minors.h>

#include "rawmidi_local.h"

/* a port that takes nothing for so long is broken */
#define PATIENCE (30 * HZ)

/* ---- opening and closing ------------------------------------------------------------------------------- */

static int mode_of(const struct file *file)
{
	int mode = 0;

	if (file->f_mode & FMODE_READ)
		mode |= SNDRV_RAWMIDI_LFLG_INPUT;
	if (file->f_mode & FMODE_WRITE)
		mode |= SNDRV_RAWMIDI_LFLG_OUTPUT;
	if (file->f_flags & O_APPEND)
		mode |= SNDRV_RAWMIDI_LFLG_APPEND;
	return mode;
}

/* open_mutex held, and dropped while asleep */
static int wait_for_substream(struct snd_rawmidi *rmidi)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&rmidi->open_wait, &wait, TASK_INTERRUPTIBLE);
	mutex_unlock(&rmidi->open_mutex);
	schedule();
	mutex_lock(&rmidi->open_mutex);
	finish_wait(&rmidi->open_wait, &wait);
	if (READ_ONCE(rmidi->card->shutdown))
		return -ENODEV;
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

static int open_waiting(struct file *file, struct snd_rawmidi *rmidi, struct snd_rawmidi_file *rfile)
{
	int subdevice, err;

	do {
		subdevice = snd_ctl_get_preferred_subdevice(rmidi->card, SND_CTL_SUBDEV_RAWMIDI);
		err = rawmidi_open(rmidi, subdevice, mode_of(file), rfile);
		if (err != -EAGAIN)
			return err;
		if (file->f_flags & O_NONBLOCK)
			return -EBUSY;
		err = wait_for_substream(rmidi);
	} while (!err);
	return err;
}

/* open_mutex held; the module is pinned */
static int open_on_card(struct file *file, struct snd_rawmidi *rmidi)
{
	int err = snd_card_file_add(rmidi->card, file);
	struct snd_rawmidi_file *rfile;

	if (err < 0)
		return err;
	err = -ENOMEM;
	rfile = kzalloc(sizeof(*rfile), GFP_KERNEL);
	if (!rfile)
		goto err_remove_file;
	err = open_waiting(file, rmidi, rfile);
	if (err < 0)
		goto err_free;
	file->private_data = rfile;
	return 0;

err_free:
	kfree(rfile);
err_remove_file:
	snd_card_file_remove(rmidi->card, file);
	return err;
}

static int midi_open(struct inode *inode, struct file *file)
{
	struct snd_rawmidi *rmidi;
	int err;

	/* a write that may wait cannot be one piece */
	if (file->f_flags & O_APPEND && !(file->f_flags & O_NONBLOCK))
		return -EINVAL;
	err = stream_open(inode, file);
	if (err < 0)
		return err;
	rmidi = snd_lookup_minor_data(iminor(inode), SNDRV_DEVICE_TYPE_RAWMIDI);
	if (!rmidi)
		return -ENODEV;
	err = -ENXIO;
	if (try_module_get(rmidi->card->module)) {
		scoped_guard(mutex, &rmidi->open_mutex)
			err = open_on_card(file, rmidi);
		if (err < 0)
			module_put(rmidi->card->module);
	}
	/* the look-up took a reference; the file has its own by now, or has failed */
	snd_card_unref(rmidi->card);
	return err;
}

static int midi_release(struct inode *inode, struct file *file)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	struct snd_card *card = rfile->rmidi->card;
	struct module *module = card->module;

	rawmidi_close(rfile);
	kfree(rfile);
	snd_card_file_remove(card, file);
	module_put(module);
	return 0;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static bool is_gone(const struct snd_rawmidi_substream *substream)
{
	return READ_ONCE(substream->rmidi->card->shutdown);
}

static int wait_for_input(struct snd_rawmidi_substream *substream)
{
	int err;

	spin_lock_irq(&substream->lock);
	err = wait_event_interruptible_lock_irq(substream->runtime->sleep,
						rawmidi_ring_ready(substream->runtime) || is_gone(substream),
						substream->lock);
	spin_unlock_irq(&substream->lock);
	return is_gone(substream) ? -ENODEV : err;
}

/* As much as there is, once there is enough; waits for that only before the first byte. */
static ssize_t midi_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	struct snd_rawmidi_substream *substream = rfile->input;
	ssize_t done = 0;
	long piece;
	int err;

	if (!substream)
		return -EIO;
	rawmidi_trigger(substream, 1);
	while (done < count) {
		if (!rawmidi_is_ready(substream)) {
			if (done || file->f_flags & O_NONBLOCK)
				return done ?: -EAGAIN;
			err = wait_for_input(substream);
			if (err)
				return err;
		}
		piece = rawmidi_ring_read(substream, buf + done, NULL, count - done);
		if (piece < 0)
			return done ?: piece;
		done += piece;
	}
	return done;
}

/** snd_rawmidi_kernel_read() - begin input, and take what there is, at most @count bytes. Return: bytes. */
long snd_rawmidi_kernel_read(struct snd_rawmidi_substream *substream, unsigned char *buf, long count)
{
	rawmidi_trigger(substream, 1);
	return rawmidi_ring_read(substream, NULL, buf, count);
}
EXPORT_SYMBOL(snd_rawmidi_kernel_read);

/* ---- writing ------------------------------------------------------------------------------------------- */

static bool has_room(const struct snd_rawmidi_substream *substream, size_t count)
{
	const struct snd_rawmidi_runtime *runtime = substream->runtime;

	return rawmidi_ring_ready(runtime) && (!substream->append || runtime->avail >= count);
}

static bool has_room_now(struct snd_rawmidi_substream *substream, size_t count)
{
	guard(spinlock_irq)(&substream->lock);
	return has_room(substream, count);
}

/* Return: 0; -ENODEV, -ERESTARTSYS; -EIO: nothing has gone out for too long */
static int wait_for_room(struct snd_rawmidi_substream *substream, size_t count)
{
	long left;
	bool full;

	do {
		spin_lock_irq(&substream->lock);
		left = wait_event_interruptible_lock_irq_timeout(substream->runtime->sleep,
								 has_room(substream, count) || is_gone(substream),
								 substream->lock, PATIENCE);
		full = !substream->runtime->avail;
		spin_unlock_irq(&substream->lock);
		if (is_gone(substream))
			return -ENODEV;
		if (left)
			return min(left, 0L);
	} while (!full);
	return -EIO;
}

/* until all of it has gone out; -EIO as above */
static int wait_for_device(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;
	size_t before;
	long left;

	do {
		spin_lock_irq(&substream->lock);
		before = runtime->avail;
		left = wait_event_interruptible_lock_irq_timeout(runtime->sleep,
								 runtime->avail == runtime->buffer_size ||
									 is_gone(substream),
								 substream->lock, PATIENCE);
		before = runtime->avail - before;
		spin_unlock_irq(&substream->lock);
		if (left)
			return is_gone(substream) ? -ENODEV : min(left, 0L);
	} while (before);
	return -EIO;
}

static ssize_t midi_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	struct snd_rawmidi_substream *substream = rfile->output;
	ssize_t done = 0;
	long piece;
	int err;

	if (substream->append && count > substream->runtime->buffer_size)
		return -EIO;
	while (done < count) {
		if (!has_room_now(substream, count - done)) {
			if (file->f_flags & O_NONBLOCK)
				return done ?: -EAGAIN;
			err = wait_for_room(substream, count - done);
			if (err)
				return err == -ENODEV || !done ? err : done;
		}
		piece = rawmidi_ring_write(substream, buf + done, NULL, count - done);
		if (piece < 0)
			return done ?: piece;
		done += piece;
		if (done < count && file->f_flags & O_NONBLOCK)
			break;
	}
	if (file->f_flags & O_DSYNC) {
		err = wait_for_device(substream);
		if (err)
			return done ?: err;
	}
	return done;
}

/**
 * snd_rawmidi_kernel_write() - queue what has room, and start the hardware
 * Context: as the driver's trigger()
 * Return: bytes; -EAGAIN: it was opened to append, and not all of it has room; -EINVAL: no @buf.
 */
long snd_rawmidi_kernel_write(struct snd_rawmidi_substream *substream, const unsigned char *buf, long count)
{
	return rawmidi_ring_write(substream, NULL, buf, count);
}
EXPORT_SYMBOL(snd_rawmidi_kernel_write);

static __poll_t midi_poll(struct file *file, poll_table *wait)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	__poll_t mask = 0;

	if (rfile->input) {
		rawmidi_trigger(rfile->input, 1);
		poll_wait(file, &rfile->input->runtime->sleep, wait);
	}
	if (rfile->output)
		poll_wait(file, &rfile->output->runtime->sleep, wait);
	if (rfile->input && rawmidi_is_ready(rfile->input))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (rfile->output && rawmidi_is_ready(rfile->output))
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

const struct file_operations rawmidi_fops = {
	.owner = THIS_MODULE,
	.open = midi_open,
	.release = midi_release,
	.read = midi_read,
	.write = midi_write,
	.poll = midi_poll,
	.unlocked_ioctl = rawmidi_ioctl,
	.compat_ioctl = rawmidi_compat_ioctl,
};
