// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory.c - the buffers of PCM streams: made in advance or in hw_params, counted per card.
 *
 * A substream may own one preallocated buffer (substream->dma_buffer) for as long as it exists. While it is open, its
 * runtime refers to the buffer in use: the preallocated one, or one made for this hw_params. What a buffer is made of
 * is sound/memalloc's. The size of the preallocated buffer also bounds what an application can negotiate
 * (substream->buffer_bytes_max). Contract 1.6 to 1.8; the files of /proc are in memory_proc.c.
 *
 * Locking: card->memory_mutex guards the sum only and is not held while memory is allocated. The preallocated buffer
 * changes under pcm->open_mutex and only while the substream is closed (or not yet registered); runtime->dma_* belong
 * to the open stream's hw_params and hw_free, which runtime->buffer_mutex keeps apart.
 */
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include "../memalloc/watch.h"
#include "memory_local.h"
#include <classic/sound/memalloc_classic.h>

/* the smallest buffer worth having in advance, when the one asked for cannot be had */
#define PREALLOCATE_FLOOR ((size_t)16 << 10)

static int preallocate_dma = 1;
module_param(preallocate_dma, int, 0444);
MODULE_PARM_DESC(preallocate_dma, "Make buffers when a PCM is created (default 1).");

static int maximum_substreams = 4;
module_param(maximum_substreams, int, 0444);
MODULE_PARM_DESC(maximum_substreams, "Substreams of a direction that get a buffer in advance (default 4).");

static unsigned long max_alloc_per_card = 32UL << 20;
module_param(max_alloc_per_card, ulong, 0644);
MODULE_PARM_DESC(max_alloc_per_card, "Bytes of PCM buffers a card may have, 0 for any number (default 32 MiB).");

/* ---- the card's quota: reserve, allocate, correct, take back ----------------------------------------------- */

unsigned long pcm_quota(void)
{
	return READ_ONCE(max_alloc_per_card);
}

/* Reserving before allocating makes the check and the sum one step: racing requests never exceed the limit together. */
static int quota_reserve(struct snd_card *card, size_t size, struct buffer_refusal *why)
{
	unsigned long limit = pcm_quota();
	size_t total;
	int err = 0;

	mutex_lock(&card->memory_mutex);
	total = card->total_pcm_alloc_bytes;
	if (limit && (total > limit || size > limit - total))
		err = -ENOMEM;
	else
		card->total_pcm_alloc_bytes += size;
	mutex_unlock(&card->memory_mutex);
	if (err)
		*why = (struct buffer_refusal){ .quota = true, .remains = limit > total ? limit - total : 0 };
	return err;
}

static void quota_correct(struct snd_card *card, size_t reserved, size_t got)
{
	mutex_lock(&card->memory_mutex);
	card->total_pcm_alloc_bytes += got - reserved;
	mutex_unlock(&card->memory_mutex);
}

static void quota_return(struct snd_card *card, size_t size)
{
	mutex_lock(&card->memory_mutex);
	WARN_ON(card->total_pcm_alloc_bytes < size);
	card->total_pcm_alloc_bytes -= size;
	mutex_unlock(&card->memory_mutex);
}

/**
 * pcm_buffer_alloc() - allocate a buffer of the type that the substream was set up for, within the card's quota
 * @dmab: receives it; untouched if the quota says no
 * @why: filled when it is -ENOMEM
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM without memory or above the quota; see snd_dma_alloc_dir_pages().
 */
int pcm_buffer_alloc(struct snd_pcm_substream *substream, size_t size, struct snd_dma_buffer *dmab,
		     struct buffer_refusal *why)
{
	const struct snd_dma_device *dev = &substream->dma_buffer.dev;
	struct snd_card *card = substream->pcm->card;
	enum dma_data_direction dir;
	int err;

	err = quota_reserve(card, size, why);
	if (err)
		return err;

	dir = substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	/*
	 * as set up, whatever an earlier buffer has become: DEV_SG that came as DEV may have to be scattered this time
	 */
	err = snd_malloc_owned(substream, substream->dma_type, dev->dev, dir, size, dmab);
	if (err) {
		*why = (struct buffer_refusal){ .quota = false };
		refusal_last(&why->memory);
		quota_return(card, size);
	} else if (dmab->bytes != size) {
		quota_correct(card, size, dmab->bytes);
	}
	return err;
}

/** pcm_buffer_free() - free it and give its bytes back to the quota; a buffer without an area is left alone */
void pcm_buffer_free(struct snd_card *card, struct snd_dma_buffer *dmab)
{
	if (!dmab->area)
		return;
	quota_return(card, dmab->bytes);
	snd_dma_free_pages(dmab);
	dmab->area = NULL;
}

/* ---- while the driver is away: the older names' dma_buf_id (sound/memalloc/reserve.c) ------------------------ */

static void leave_buffer(struct snd_pcm_substream *substream, struct snd_dma_buffer *dmab)
{
	pcm_account_pass_on(dmab, NULL);
	if (snd_dma_reserve_buf(dmab, substream->dma_buf_id))
		snd_dma_free_pages(dmab);
	dmab->area = NULL;
}

/* a buffer that was left for this substream, if it is large enough and the quota allows it; a small one is of no use */
static bool find_buffer(struct snd_pcm_substream *substream, size_t size)
{
	struct snd_dma_buffer *dmab = &substream->dma_buffer;
	size_t bytes = snd_dma_get_reserved_buf(dmab, substream->dma_buf_id);
	struct buffer_refusal why;

	if (!bytes)
		return false;
	if (bytes >= size && !quota_reserve(substream->pcm->card, bytes, &why)) {
		pcm_account_pass_on(dmab, substream);
		return true;
	}
	if (bytes >= size)
		leave_buffer(substream, dmab);
	else
		snd_dma_free_pages(dmab);
	dmab->area = NULL;
	dmab->bytes = 0;
	return false;
}

/* ---- in advance ---------------------------------------------------------------------------------------------- */

/* @exact: this size or none; else half of it, again and again, down to the floor. The first size is always tried. */
static int preallocate(struct snd_pcm_substream *substream, size_t size, bool exact)
{
	struct snd_dma_buffer *dmab = &substream->dma_buffer;
	struct buffer_refusal first, why;
	size_t attempt = size;
	int err;

	if (substream->dma_buf_id && find_buffer(substream, size))
		return 0;
	do {
		err = pcm_buffer_alloc(substream, attempt, dmab, &why);
		if (err != -ENOMEM) {
			if (!err && attempt != size)
				pcm_account_refused(substream, size, dmab->bytes, &first);
			return err;
		}
		if (attempt == size)
			first = why;
		attempt /= 2;
	} while (!exact && attempt >= PREALLOCATE_FLOOR);

	dmab->bytes = 0;
	pcm_account_refused(substream, size, 0, &first);
	pcm_report_no_memory(pr_warn, substream, size);
	return -ENOMEM;
}

static int set_up(struct snd_pcm_substream *substream, int type, struct device *data, size_t size, size_t max,
		  bool managed)
{
	struct snd_dma_buffer *dmab = &substream->dma_buffer;
	int err = 0;

	/* a second set-up would leak the first buffer: the driver's bug */
	if (snd_BUG_ON(dmab->dev.type != SNDRV_DMA_TYPE_UNKNOWN))
		return -EINVAL;
	dmab->dev.type = type;
	dmab->dev.dev = data;
	substream->dma_type = type;
	substream->dma_wanted = size;

	if (size && !max) {
		err = preallocate(substream, size, true);
	} else if (size && preallocate_dma && substream->number < maximum_substreams) {
		err = preallocate(substream, size, false);
		/* hw_params will have to find memory then */
		if (err == -ENOMEM)
			err = 0;
	}
	if (err)
		return err;

	if (dmab->bytes)
		substream->buffer_bytes_max = dmab->bytes;
	substream->dma_max = max;
	if (max)
		pcm_memory_proc_init(substream);
	if (managed)
		substream->managed_buffer_alloc = 1;
	return 0;
}

static int set_up_all(struct snd_pcm *pcm, int type, void *data, size_t size, size_t max, bool managed)
{
	struct snd_pcm_substream *substream;
	int stream;

	for_each_pcm_substream(pcm, stream, substream) {
		int err = set_up(substream, type, data, size, max, managed);

		if (err)
			return err;
	}
	return 0;
}

/**
 * snd_pcm_lib_preallocate_pages() - say what a substream's buffers are made of, and make one in advance
 * @substream: of a PCM that is being created; set up only once
 * @type: SNDRV_DMA_TYPE_*
 * @data: the device
 * @size: bytes to make now; 0: none. Without so much memory (or quota) half of it is tried, down to 16 KiB, and no
 *        memory at all is no error: the kernel log tells.
 * @max: bytes that a write to /proc/asound/cardN/pcmDp/subS/prealloc may ask for; 0: no such file, and a @size above 0
 *       is then the only size there will ever be
 *
 * The driver allocates in hw_params itself, with snd_pcm_lib_malloc_pages().
 * preallocate_dma=0 and substreams from number maximum_substreams on make nothing in advance.
 * Context: may sleep.
 */
void snd_pcm_lib_preallocate_pages(struct snd_pcm_substream *substream, int type, struct device *data, size_t size,
				   size_t max)
{
	set_up(substream, type, data, size, max, false);
}
EXPORT_SYMBOL(snd_pcm_lib_preallocate_pages);

/** snd_pcm_lib_preallocate_pages_for_all() - the same for every substream of both directions, playback first */
void snd_pcm_lib_preallocate_pages_for_all(struct snd_pcm *pcm, int type, void *data, size_t size, size_t max)
{
	set_up_all(pcm, type, data, size, max, false);
}
EXPORT_SYMBOL(snd_pcm_lib_preallocate_pages_for_all);

/**
 * snd_pcm_set_managed_buffer() - as snd_pcm_lib_preallocate_pages(), and the core allocates and frees around
 * the driver's hw_params and hw_free
 *
 * In hw_params runtime->buffer_changed tells the driver whether the buffer is another one than before.
 * With @size > 0 and @max 0 the buffer is fixed (snd_pcm_set_fixed_buffer()): made now whatever the module parameters
 * say, in this size only. With both 0 every hw_params makes one: the way of VMALLOC.
 * Context: may sleep.
 * Return: 0; -EINVAL if the substream was set up before (its buffer stays); -ENOMEM for a fixed buffer.
 */
int snd_pcm_set_managed_buffer(struct snd_pcm_substream *substream, int type, struct device *data, size_t size,
			       size_t max)
{
	return set_up(substream, type, data, size, max, true);
}
EXPORT_SYMBOL(snd_pcm_set_managed_buffer);

/**
 * snd_pcm_set_managed_buffer_all() - the same for every substream of both directions, playback first
 * Return: 0 or the first error; the substreams before it stay set up.
 */
int snd_pcm_set_managed_buffer_all(struct snd_pcm *pcm, int type, struct device *data, size_t size, size_t max)
{
	return set_up_all(pcm, type, data, size, max, true);
}
EXPORT_SYMBOL(snd_pcm_set_managed_buffer_all);

/** snd_pcm_lib_preallocate_free() - free the buffer that was made in advance; the set-up stays. Substream not open. */
void snd_pcm_lib_preallocate_free(struct snd_pcm_substream *substream)
{
	struct snd_dma_buffer *dmab = &substream->dma_buffer;

	if (!substream->dma_buf_id || !dmab->area) {
		pcm_buffer_free(substream->pcm->card, dmab);
		return;
	}
	quota_return(substream->pcm->card, dmab->bytes);
	leave_buffer(substream, dmab);
}

/** snd_pcm_lib_preallocate_free_for_all() - the same for every substream; done for every PCM when it is freed */
void snd_pcm_lib_preallocate_free_for_all(struct snd_pcm *pcm)
{
	struct snd_pcm_substream *substream;
	int stream;

	for_each_pcm_substream(pcm, stream, substream)
		snd_pcm_lib_preallocate_free(substream);
}
EXPORT_SYMBOL(snd_pcm_lib_preallocate_free_for_all);

/* ---- in hw_params --------------------------------------------------------------------------------------------- */

static struct snd_dma_buffer *allocate_dynamic(struct snd_pcm_substream *substream, size_t size)
{
	struct snd_dma_buffer *dmab;
	struct buffer_refusal why = { .quota = false };

	refusal_clear();
	dmab = kzalloc(sizeof(*dmab), GFP_KERNEL);
	if (!dmab) {
		refusal_last(&why.memory);
		pcm_account_refused(substream, size, 0, &why);
		return NULL;
	}
	if (pcm_buffer_alloc(substream, size, dmab, &why)) {
		pcm_account_refused(substream, size, 0, &why);
		pcm_report_no_memory(pr_debug, substream, size);
		kfree(dmab);
		return NULL;
	}
	return dmab;
}

/**
 * snd_pcm_lib_malloc_pages() - give an open stream a buffer of at least @size bytes
 * @substream: open, and set up by a preallocate call (which may have been for 0 bytes)
 * @size: bytes; becomes runtime->dma_bytes as it stands
 *
 * A buffer in use that is large enough stays, however much larger it is. Otherwise it goes first, so that after an
 * error there is none. Then the preallocated one is taken if it suffices, else one of exactly @size is made, not
 * zeroed.
 * Context: hw_params, may sleep.
 * Return: 1 if the buffer is another one than before, 0 if not; -ENOMEM (also above the card's quota, and when a fixed
 * buffer is too small); -EINVAL when not open or not set up.
 */
int snd_pcm_lib_malloc_pages(struct snd_pcm_substream *substream, size_t size)
{
	struct snd_dma_buffer *preallocated, *dmab;
	struct snd_pcm_runtime *runtime;

	if (PCM_RUNTIME_CHECK(substream) || snd_BUG_ON(substream->dma_buffer.dev.type == SNDRV_DMA_TYPE_UNKNOWN))
		return -EINVAL;

	runtime = substream->runtime;
	if (runtime->dma_buffer_p) {
		if (runtime->dma_buffer_p->bytes >= size) {
			runtime->dma_bytes = size;
			return 0;
		}
		snd_pcm_lib_free_pages(substream);
	}

	preallocated = &substream->dma_buffer;
	if (preallocated->area && preallocated->bytes >= size)
		dmab = preallocated;
	else if (preallocated->area && !substream->dma_max)
		return -ENOMEM;
	else
		dmab = allocate_dynamic(substream, size);
	if (!dmab)
		return -ENOMEM;

	snd_pcm_set_runtime_buffer(substream, dmab);
	runtime->dma_bytes = size;
	return 1;
}
EXPORT_SYMBOL(snd_pcm_lib_malloc_pages);

/**
 * snd_pcm_lib_free_pages() - take the buffer from an open stream; the preallocated one is kept for the next time
 * @substream: open
 *
 * May be called any number of times. Not for a buffer of the driver's own (snd_pcm_set_runtime_buffer()).
 * Context: hw_free, may sleep.
 * Return: 0, or -EINVAL when not open.
 */
int snd_pcm_lib_free_pages(struct snd_pcm_substream *substream)
{
	struct snd_dma_buffer *dmab;

	if (PCM_RUNTIME_CHECK(substream))
		return -EINVAL;
	if (!substream->runtime->dma_area)
		return 0;

	dmab = substream->runtime->dma_buffer_p;
	snd_pcm_set_runtime_buffer(substream, NULL);
	if (dmab != &substream->dma_buffer) {
		pcm_buffer_free(substream->pcm->card, dmab);
		kfree(dmab);
	}
	return 0;
}
EXPORT_SYMBOL(snd_pcm_lib_free_pages);
