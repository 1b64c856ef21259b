// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lock.c - the stream lock: who may look at and change a running stream.
 *
 * Each substream carries a group of its own (self_group); the lock in it is the stream lock and protects state,
 * pointers and thresholds of the runtime. Atomic devices take it as a spinlock, with interrupts off outside of
 * handlers; devices with pcm->nonatomic take the mutex beside it, and then "irq" in a name has no meaning.
 * Taking and dropping it is also when the client's pages are looked at and brought up to date (shared.h).
 * Order: pcm->open_mutex > runtime->buffer_mutex > group lock (linked streams, link.c) > stream lock; the first of a
 * group's stream locks is the one of the stream that acts, the others are nested in it (action.c).
 */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

void snd_pcm_group_init(struct snd_pcm_group *group)
{
	INIT_LIST_HEAD(&group->substreams);
	refcount_set(&group->refs, 1);
	mutex_init(&group->mutex);
	spin_lock_init(&group->lock);
}

static spinlock_t *stream_lock(struct snd_pcm_substream *substream)
{
	return &substream->self_group.lock;
}

/* Return: false if it is not a mutex that protects this stream */
static bool took_mutex(struct snd_pcm_substream *substream)
{
	if (substream->pcm->nonatomic)
		mutex_lock(&substream->self_group.mutex);
	return substream->pcm->nonatomic;
}

static bool dropped_mutex(struct snd_pcm_substream *substream)
{
	if (substream->pcm->nonatomic)
		mutex_unlock(&substream->self_group.mutex);
	return substream->pcm->nonatomic;
}

/**
 * snd_pcm_stream_lock() - take a stream's lock where interrupts are off already, or the device is nonatomic
 * @substream: has a device; a runtime is not needed
 */
void snd_pcm_stream_lock(struct snd_pcm_substream *substream)
{
	if (!took_mutex(substream))
		spin_lock(stream_lock(substream));
	pcm_shared_fetch(substream);
}
EXPORT_SYMBOL_GPL(snd_pcm_stream_lock);

/** snd_pcm_stream_unlock() - undo snd_pcm_stream_lock() */
void snd_pcm_stream_unlock(struct snd_pcm_substream *substream)
{
	pcm_shared_publish(substream);
	if (!dropped_mutex(substream))
		spin_unlock(stream_lock(substream));
}
EXPORT_SYMBOL_GPL(snd_pcm_stream_unlock);

/** snd_pcm_stream_lock_irq() - take a stream's lock from a task; atomic devices: interrupts go off */
void snd_pcm_stream_lock_irq(struct snd_pcm_substream *substream)
{
	if (!took_mutex(substream))
		spin_lock_irq(stream_lock(substream));
	pcm_shared_fetch(substream);
}
EXPORT_SYMBOL_GPL(snd_pcm_stream_lock_irq);

/** snd_pcm_stream_unlock_irq() - undo snd_pcm_stream_lock_irq(); atomic devices: interrupts go on */
void snd_pcm_stream_unlock_irq(struct snd_pcm_substream *substream)
{
	pcm_shared_publish(substream);
	if (!dropped_mutex(substream))
		spin_unlock_irq(stream_lock(substream));
}
EXPORT_SYMBOL_GPL(snd_pcm_stream_unlock_irq);

/**
 * pcm_stream_lock_nested() - take the lock of one more stream; snd_pcm_stream_unlock() gives it back
 * @depth: how many stream locks or, with SINGLE_DEPTH_NESTING, group locks the task has already
 * Context: interrupts are off, or the device is nonatomic
 */
void pcm_stream_lock_nested(struct snd_pcm_substream *substream, unsigned int depth)
{
	if (substream->pcm->nonatomic)
		mutex_lock_nested(&substream->self_group.mutex, depth);
	else
		spin_lock_nested(stream_lock(substream), depth);
	pcm_shared_fetch(substream);
}

unsigned long _snd_pcm_stream_lock_irqsave(struct snd_pcm_substream *substream)
{
	unsigned long flags = 0;

	if (!took_mutex(substream))
		spin_lock_irqsave(stream_lock(substream), flags);
	pcm_shared_fetch(substream);
	return flags;
}
EXPORT_SYMBOL_GPL(_snd_pcm_stream_lock_irqsave);

unsigned long _snd_pcm_stream_lock_irqsave_nested(struct snd_pcm_substream *substream)
{
	unsigned long flags = 0;

	if (!substream->pcm->nonatomic)
		spin_lock_irqsave_nested(stream_lock(substream), flags, SINGLE_DEPTH_NESTING);
	else
		mutex_lock_nested(&substream->self_group.mutex, SINGLE_DEPTH_NESTING);
	pcm_shared_fetch(substream);
	return flags;
}
EXPORT_SYMBOL_GPL(_snd_pcm_stream_lock_irqsave_nested);

/**
 * snd_pcm_stream_unlock_irqrestore() - undo snd_pcm_stream_lock_irqsave()
 * @flags: what it stored
 */
void snd_pcm_stream_unlock_irqrestore(struct snd_pcm_substream *substream, unsigned long flags)
{
	pcm_shared_publish(substream);
	if (!dropped_mutex(substream))
		spin_unlock_irqrestore(stream_lock(substream), flags);
}
EXPORT_SYMBOL_GPL(snd_pcm_stream_unlock_irqrestore);
