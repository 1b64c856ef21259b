// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file.c - the device files pcmCxDyp and pcmCxDyc: open, release, read, write, poll. ioctl() is ioctl.c.
 *
 * A file is one struct snd_pcm_file; several may share a substream (O_APPEND). Opening waits on pcm->open_wait
 * until a substream is free. pcm->open_mutex is held around open and release. mmap() is mmap.c, readv() and writev()
 * are readv.c.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/minors.h>
#include <sound/pcm.h>

#include "compat.h"
#include "pcm_local.h"
#include "shared.h"

/* ---- open and release ------------------------------------------------------------------------ */

static int attach_file(struct file *file, struct snd_pcm *pcm, int stream)
{
	struct snd_pcm_substream *substream;
	struct snd_pcm_file *pcm_file;
	int err = snd_pcm_open_substream(pcm, stream, file, &substream);

	if (err < 0)
		return err;
	pcm_file = kzalloc(sizeof(*pcm_file), GFP_KERNEL);
	file->private_data = pcm_file;
	if (pcm_file)
		pcm_file->substream = substream;
	else
		snd_pcm_release_substream(substream);
	return pcm_file ? 0 : -ENOMEM;
}

/* pcm->open_mutex is held before and after */
static int wait_for_substream(struct snd_pcm *pcm)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&pcm->open_wait, &wait, TASK_INTERRUPTIBLE);
	mutex_unlock(&pcm->open_mutex);
	schedule();
	mutex_lock(&pcm->open_mutex);
	finish_wait(&pcm->open_wait, &wait);
	if (READ_ONCE(pcm->card->shutdown))
		return -ENODEV;
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

static int open_waiting(struct file *file, struct snd_pcm *pcm, int stream)
{
	int err;

	guard(mutex)(&pcm->open_mutex);
	do {
		err = attach_file(file, pcm, stream);
		if (err != -EAGAIN)
			return err;
		if (file->f_flags & O_NONBLOCK)
			return -EBUSY;
		err = wait_for_substream(pcm);
	} while (!err);
	return err;
}

static int open_stream(struct file *file, struct snd_pcm *pcm, int stream)
{
	int err = snd_card_file_add(pcm->card, file);

	if (err < 0)
		return err;
	if (!try_module_get(pcm->card->module)) {
		err = -EFAULT;
		goto err_remove_file;
	}
	err = open_waiting(file, pcm, stream);
	if (err < 0)
		goto err_put_module;
	return 0;

err_put_module:
	module_put(pcm->card->module);
err_remove_file:
	snd_card_file_remove(pcm->card, file);
	return err;
}

static int open_minor(struct inode *inode, struct file *file, int type, int stream)
{
	struct snd_pcm *pcm = snd_lookup_minor_data(iminor(inode), type);
	int err;

	if (!pcm)
		return -ENODEV;
	err = nonseekable_open(inode, file);
	if (!err)
		err = open_stream(file, pcm, stream);
	/* the look-up took a reference; the file has its own by now, or has failed */
	snd_card_unref(pcm->card);
	return err;
}

static int playback_open(struct inode *inode, struct file *file)
{
	return open_minor(inode, file, SNDRV_DEVICE_TYPE_PCM_PLAYBACK, SNDRV_PCM_STREAM_PLAYBACK);
}

static int capture_open(struct inode *inode, struct file *file)
{
	return open_minor(inode, file, SNDRV_DEVICE_TYPE_PCM_CAPTURE, SNDRV_PCM_STREAM_CAPTURE);
}

static int pcm_release(struct inode *inode, struct file *file)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm *pcm = pcm_file->substream->pcm;
	struct snd_card *card = pcm->card;

	/* closing touches the hardware, which must be awake for it */
	snd_power_wait(card);
	mutex_lock(&pcm->open_mutex);
	snd_pcm_release_substream(pcm_file->substream);
	mutex_unlock(&pcm->open_mutex);
	kfree(pcm_file);
	wake_up(&pcm->open_wait);
	module_put(card->module);
	/* the last file of a card that is gone lets it be freed */
	snd_card_file_remove(card, file);
	return 0;
}

/* ---- read, write, poll ----------------------------------------------------------------------- */

/* bytes in, bytes out; only whole frames are moved */
static ssize_t transfer(struct file *file, void *buf, size_t bytes)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_sframes_t frames;

	if (snd_BUG_ON(!runtime))
		return -ENXIO;
	switch (pcm_peek_state(runtime)) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -EBADFD;
	default:
		if (!frame_aligned(runtime, bytes))
			return -EINVAL;
	}
	frames = __snd_pcm_lib_xfer(substream, buf, true, bytes_to_frames(runtime, bytes), false);
	return frames > 0 ? frames_to_bytes(runtime, frames) : frames;
}

static ssize_t pcm_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return transfer(file, buf, count);
}

static ssize_t pcm_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return transfer(file, (void *)buf, count);
}

static __poll_t pcm_poll(struct file *file, poll_table *table)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	bool playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	__poll_t ready = playback ? EPOLLOUT | EPOLLWRNORM : EPOLLIN | EPOLLRDNORM;
	struct snd_pcm_runtime *runtime;
	snd_pcm_uframes_t avail;

	if (PCM_RUNTIME_CHECK(substream))
		return ready | EPOLLERR;
	runtime = substream->runtime;
	if (pcm_peek_state(runtime) == SNDRV_PCM_STATE_DISCONNECTED)
		return ready | EPOLLERR;
	poll_wait(file, &runtime->sleep, table);

	guard(pcm_stream_lock_irq)(substream);
	avail = snd_pcm_avail(substream);
	switch (runtime->state) {
	case SNDRV_PCM_STATE_PREPARED:
	case SNDRV_PCM_STATE_RUNNING:
	case SNDRV_PCM_STATE_PAUSED:
		return avail >= runtime->control->avail_min ? ready : 0;
	case SNDRV_PCM_STATE_DRAINING:
		if (playback)
			return 0;
		return avail ? ready : ready | EPOLLERR;
	default:
		return ready | EPOLLERR;
	}
}

static int pcm_fasync(int fd, struct file *file, int on)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_runtime *runtime = pcm_file->substream->runtime;

	if (on && pcm_peek_state(runtime) == SNDRV_PCM_STATE_DISCONNECTED)
		return -EBADFD;
	return snd_fasync_helper(fd, file, on, &runtime->fasync);
}

const struct file_operations snd_pcm_f_ops[2] = {
	[SNDRV_PCM_STREAM_PLAYBACK] = {
		.owner = THIS_MODULE,
		.open = playback_open,
		.release = pcm_release,
		.write = pcm_write,
		.write_iter = pcm_write_iter,
		.poll = pcm_poll,
		.unlocked_ioctl = pcm_ioctl,
		.compat_ioctl = pcm_compat_ioctl,
		.mmap = pcm_mmap,
		.fasync = pcm_fasync,
		.client_file = pcm_client_file,
		.runs = pcm_runs,
	},
	[SNDRV_PCM_STREAM_CAPTURE] = {
		.owner = THIS_MODULE,
		.open = capture_open,
		.release = pcm_release,
		.read = pcm_read,
		.read_iter = pcm_read_iter,
		.poll = pcm_poll,
		.unlocked_ioctl = pcm_ioctl,
		.compat_ioctl = pcm_compat_ioctl,
		.mmap = pcm_mmap,
		.fasync = pcm_fasync,
		.client_file = pcm_client_file,
		.runs = pcm_runs,
	},
};
