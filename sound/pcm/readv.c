// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * readv.c - readv() and writev() of a PCM file: a vector a channel, for streams with non-interleaved access.
 *
 * The first vector's length says how many frames; the others are taken to be as long. The result counts the bytes of
 * all channels. A plain read or write (file.c) is for interleaved access.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

#define READ_VECTORS 1024
#define WRITE_VECTORS 128

/* one address a channel out of the iterator's vectors; kfree(); NULL: no memory */
static void **addresses(const struct iov_iter *iter)
{
	const struct iovec *vectors = iter_iov(iter);
	void **channels = kmalloc_array(iter->nr_segs, sizeof(*channels), GFP_KERNEL);
	unsigned long i;

	for (i = 0; channels && i < iter->nr_segs; i++)
		channels[i] = (void *)vectors[i].iov_base;
	return channels;
}

static ssize_t transfer_vectors(struct file *file, struct iov_iter *iter, unsigned long most)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	void **channels __free(kfree) = NULL;
	struct snd_pcm_runtime *runtime;
	snd_pcm_sframes_t frames;
	size_t bytes;

	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	runtime = substream->runtime;
	switch (pcm_peek_state(runtime)) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -EBADFD;
	default:
		break;
	}
	if (!user_backed_iter(iter) || iter->nr_segs > most || iter->nr_segs != runtime->channels)
		return -EINVAL;
	bytes = iter_iov(iter)->iov_len;
	if (!frame_aligned(runtime, bytes))
		return -EINVAL;
	channels = addresses(iter);
	if (!channels)
		return -ENOMEM;
	frames = __snd_pcm_lib_xfer(substream, channels, false, bytes_to_samples(runtime, bytes), false);
	return frames > 0 ? frames_to_bytes(runtime, frames) : frames;
}

/**
 * pcm_read_iter() - readv(2) on a capture stream
 * Return: bytes of all channels; -EINVAL: not a vector a channel, its length no whole frames, or interleaved access;
 * otherwise as __snd_pcm_lib_xfer(). The iterator is not advanced.
 */
ssize_t pcm_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	return transfer_vectors(iocb->ki_filp, to, READ_VECTORS);
}

/** pcm_write_iter() - writev(2) on a playback stream; as pcm_read_iter() */
ssize_t pcm_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	return transfer_vectors(iocb->ki_filp, from, WRITE_VECTORS);
}
