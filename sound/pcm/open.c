// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * open.c - a substream gets its runtime when it is opened and loses it when the last file that shares it is closed.
 *
 * pcm->open_mutex protects ref_count, runtime and substream_opened; everything here is called with it held. What an
 * application may ask for is decided in three steps: constraints that always hold, then the driver's open() with its
 * limits, then the constraints that follow from them (rules.c; contract 1.9).
 */
#include <linux/atomic.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

static bool direction_busy(struct snd_pcm_str *pstr)
{
	struct snd_pcm_substream *substream;

	for (substream = pstr->substream; substream; substream = substream->next)
		if (SUBSTREAM_BUSY(substream))
			return true;
	return false;
}

/* O_APPEND: another file for a substream that is open. @number -1: there must be only one to choose from */
static int share(struct snd_pcm_str *pstr, int number, struct snd_pcm_substream **result)
{
	struct snd_pcm_substream *substream = pstr->substream;

	if (number < 0 && pstr->substream_count > 1)
		return -EINVAL;
	while (number >= 0 && substream && substream->number != number)
		substream = substream->next;
	if (!substream)
		return -ENODEV;
	if (!substream->runtime)
		return -EBADFD;
	*result = substream;
	substream->ref_count++;
	return 0;
}

static struct snd_pcm_substream *find_free(struct snd_pcm_str *pstr, int number)
{
	struct snd_pcm_substream *substream;

	for (substream = pstr->substream; substream; substream = substream->next)
		if (!SUBSTREAM_BUSY(substream) && (number == -1 || substream->number == number))
			return substream;
	return NULL;
}

static struct snd_pcm_runtime *create_runtime(void)
{
	struct snd_pcm_runtime *runtime = kzalloc(sizeof(*runtime), GFP_KERNEL);

	if (!runtime)
		return NULL;
	runtime->status = kzalloc(sizeof(*runtime->status), GFP_KERNEL);
	if (!runtime->status)
		goto err_free_runtime;
	runtime->control = kzalloc(sizeof(*runtime->control), GFP_KERNEL);
	if (!runtime->control)
		goto err_free_status;
	init_waitqueue_head(&runtime->sleep);
	init_waitqueue_head(&runtime->tsleep);
	mutex_init(&runtime->buffer_mutex);
	atomic_set(&runtime->buffer_accessing, 0);
	__snd_pcm_set_state(runtime, SNDRV_PCM_STATE_OPEN);
	return runtime;

err_free_status:
	kfree(runtime->status);
err_free_runtime:
	kfree(runtime);
	return NULL;
}

/**
 * snd_pcm_attach_substream() - choose a substream and give it a runtime
 * @file: its flags: O_APPEND shares an open one, the others are kept for transfers
 * A process may prefer a number (SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE).
 * Context: pcm->open_mutex held
 * Return: 0; -ENODEV: no such direction; -EAGAIN: all are taken; -EBADFD, -EINVAL: see O_APPEND; -ENOMEM.
 */
int snd_pcm_attach_substream(struct snd_pcm *pcm, int stream, struct file *file, struct snd_pcm_substream **rsubstream)
{
	struct snd_pcm_substream *substream;
	struct snd_pcm_runtime *runtime;
	struct snd_pcm_str *pstr;
	int number;

	if (snd_BUG_ON(!pcm) || snd_BUG_ON(!rsubstream))
		return -ENXIO;
	*rsubstream = NULL;
	if (snd_BUG_ON(stream < 0 || stream > SNDRV_PCM_STREAM_LAST))
		return -EINVAL;
	pstr = &pcm->streams[stream];
	if (!pstr->substream)
		return -ENODEV;
	if (pcm->info_flags & SNDRV_PCM_INFO_HALF_DUPLEX && direction_busy(&pcm->streams[!stream]))
		return -EAGAIN;

	number = snd_ctl_get_preferred_subdevice(pcm->card, SND_CTL_SUBDEV_PCM);
	if (file->f_flags & O_APPEND)
		return share(pstr, number, rsubstream);

	substream = find_free(pstr, number);
	if (!substream)
		return -EAGAIN;
	runtime = create_runtime();
	if (!runtime)
		return -ENOMEM;
	pcm_set_runtime(substream, runtime);
	substream->private_data = pcm->private_data;
	substream->f_flags = file->f_flags;
	substream->pid = task_pid_vnr(current);
	substream->ref_count = 1;
	substream->xrun_counter = 0;
	pstr->substream_opened++;
	*rsubstream = substream;
	return 0;
}

/** snd_pcm_detach_substream() - free the runtime; nobody may use it any more */
void snd_pcm_detach_substream(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream ? substream->runtime : NULL;

	if (snd_BUG_ON(!runtime))
		return;
	if (runtime->private_free)
		runtime->private_free(runtime);
	pcm_set_runtime(substream, NULL);
	pcm_shared_free(runtime->shared);
	kfree(runtime->hw_constraints.rules);
	snd_fasync_free(runtime->fasync);
	kfree(runtime->control);
	kfree(runtime->status);
	mutex_destroy(&runtime->buffer_mutex);
	kfree(runtime);
	substream->pid = 0;
	substream->pstr->substream_opened--;
}

/**
 * snd_pcm_release_substream() - one file less; with the last one stop, free the buffer, close the driver, detach
 * Context: pcm->open_mutex held; sleeps
 */
void snd_pcm_release_substream(struct snd_pcm_substream *substream)
{
	if (--substream->ref_count > 0)
		return;

	pcm_drop(substream);
	pcm_leave_group(substream);
	if (substream->hw_opened) {
		if (substream->runtime->state != SNDRV_PCM_STATE_OPEN)
			pcm_hw_free_now(substream);
		substream->ops->close(substream);
		substream->hw_opened = 0;
		pcm_tap_closed(substream);
	}
	if (substream->pcm_release)
		substream->pcm_release(substream);
	substream->pcm_release = NULL;
	snd_pcm_detach_substream(substream);
}
EXPORT_SYMBOL(snd_pcm_release_substream);

/* will the buffer have to be handed over? One that hw_params will make is asked of its type and the machine. */
static bool needs_sync(const struct snd_pcm_substream *substream)
{
	const struct snd_dma_buffer *dmab = &substream->dma_buffer;

	if (dmab->area)
		return dmab->dev.need_sync;
	switch (substream->dma_type) {
	case SNDRV_DMA_TYPE_NONCONTIG:
	case SNDRV_DMA_TYPE_NONCOHERENT:
		return dma_need_sync(dmab->dev.dev, 0);
	default:
		return false;
	}
}

/**
 * snd_pcm_open_substream() - open a substream for a file, or for a user in the kernel
 * @file: only its f_flags are looked at
 * Context: pcm->open_mutex held; sleeps
 * Return: as snd_pcm_attach_substream(), or the error of the driver's open().
 */
int snd_pcm_open_substream(struct snd_pcm *pcm, int stream, struct file *file, struct snd_pcm_substream **rsubstream)
{
	struct snd_pcm_substream *substream;
	int err = snd_pcm_attach_substream(pcm, stream, file, &substream);

	if (err < 0)
		return err;
	if (substream->ref_count > 1)
		goto out;

	err = snd_pcm_hw_constraints_init(substream);
	if (err < 0)
		goto err_release;
	err = substream->ops->open(substream);
	if (err < 0)
		goto err_release;
	substream->hw_opened = 1;
	err = snd_pcm_hw_constraints_complete(substream);
	if (err < 0)
		goto err_release;
	/* a buffer of the core's that devices see only after a sync: applications with mmap must know */
	if (needs_sync(substream) && substream->managed_buffer_alloc)
		substream->runtime->hw.info |= SNDRV_PCM_INFO_EXPLICIT_SYNC;
	pcm_tap_opened(substream);
out:
	*rsubstream = substream;
	return 0;

err_release:
	snd_pcm_release_substream(substream);
	return err;
}
EXPORT_SYMBOL(snd_pcm_open_substream);
