// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_params.c - hw_params and hw_free: from a set of wishes to a configured stream with a buffer, and back.
 *
 * buffer_bytes comes in here as part of the parameters: refine and choose (params.c) make one value of it, then
 * snd_pcm_lib_malloc_pages() (memory.c) or the driver's own hw_params() brings the memory. Both functions hold
 * the buffer (action.c) for their whole length: a copy in progress makes them fail with -EBUSY, and none can
 * begin meanwhile. The order of steps is contract 1.9.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gcd.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#include "pcm_local.h"
#include "shared.h"

static int check_not_in_use(struct snd_pcm_substream *substream, bool may_be_open)
{
	guard(pcm_stream_lock_irq)(substream);
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
		if (!may_be_open)
			return -EBADFD;
		break;
	case SNDRV_PCM_STATE_SETUP:
	case SNDRV_PCM_STATE_PREPARED:
		break;
	default:
		return -EBADFD;
	}
	return atomic_read(&substream->mmap_count) ? -EBADFD : 0;
}

/* one configuration out of the set, the buffer for it, the driver's consent */
static int negotiate(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	int err;

	params->rmask = ~0U;
	err = snd_pcm_hw_refine(substream, params);
	if (err >= 0)
		err = snd_pcm_hw_params_choose(substream, params);
	if (err >= 0)
		err = snd_pcm_hw_params_fixup(substream, params);
	if (err < 0)
		return err;

	if (substream->managed_buffer_alloc) {
		err = snd_pcm_lib_malloc_pages(substream, params_buffer_bytes(params));
		if (err < 0)
			return err;
		substream->runtime->buffer_changed = err > 0;
	}
	if (substream->ops->hw_params) {
		err = substream->ops->hw_params(substream, params);
		if (err < 0)
			return err;
	}
	return 0;
}

static void store(struct snd_pcm_runtime *runtime, const struct snd_pcm_hw_params *params)
{
	bool can_sleep_on = params->info & SNDRV_PCM_INFO_NO_PERIOD_WAKEUP;

	/* the ring */
	runtime->buffer_size = params_buffer_size(params);
	runtime->period_size = params_period_size(params);
	runtime->periods = params_periods(params);
	runtime->no_period_wakeup = can_sleep_on && params->flags & SNDRV_PCM_HW_PARAMS_NO_PERIOD_WAKEUP;
	runtime->info = params->info;

	/* its time */
	runtime->rate = params_rate(params);
	runtime->rate_num = params->rate_num;
	runtime->rate_den = params->rate_den;

	/* a frame */
	runtime->channels = params_channels(params);
	runtime->access = params_access(params);
	runtime->format = params_format(params);
	runtime->subformat = params_subformat(params);

	runtime->sample_bits = snd_pcm_format_physical_width(runtime->format);
	runtime->frame_bits = runtime->sample_bits * runtime->channels;
	/* formats of 4 bits a sample: so many frames fill whole bytes */
	runtime->min_align = 8 / gcd(runtime->frame_bits, 8);
	runtime->byte_align = runtime->frame_bits * runtime->min_align / 8;
}

/* nothing of an earlier user may be read back; the rest of the last page is visible to mmap */
static void clear_buffer(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (!runtime->dma_area || substream->ops->copy)
		return;
	memset(runtime->dma_area, 0,
	       runtime->info & SNDRV_PCM_INFO_MMAP ? PAGE_ALIGN(runtime->dma_bytes) : runtime->dma_bytes);
	/* what is never written is heard as what this says */
	snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_DEVICE);
}

static int free_buffer(struct snd_pcm_substream *substream)
{
	int err = substream->ops->hw_free ? substream->ops->hw_free(substream) : 0;

	if (substream->managed_buffer_alloc)
		snd_pcm_lib_free_pages(substream);
	return err;
}

/**
 * snd_pcm_hw_params() - configure a stream
 * @params: in: the acceptable values; out: the chosen ones
 * Return: 0: state SETUP; -EBUSY: a copy is in progress; -EBADFD: running, or mapped; these leave the stream as
 * it was. Any other error (-EINVAL: no configuration; -ENOMEM; the driver's) leaves it without parameters and
 * buffer, state OPEN; so does a client's file in which the buffer cannot be shown (-ENOMEM).
 */
int snd_pcm_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct snd_pcm_runtime *runtime = substream ? substream->runtime : NULL;
	int err;

	if (snd_BUG_ON(!runtime))
		return -ENXIO;
	err = pcm_buffer_hold(runtime);
	if (err < 0)
		return err;
	err = check_not_in_use(substream, true);
	if (err < 0)
		goto release;

	snd_pcm_sync_stop(substream, true);
	pcm_view_detach(substream);
	pcm_tap_ring_close(substream);
	err = negotiate(substream, params);
	if (err < 0)
		goto no_setup;
	scoped_guard(pcm_stream_lock_irq, substream) {
		store(runtime, params);
		pcm_sw_params_default(runtime);
	}
	clear_buffer(substream);
	err = pcm_view_attach(substream);
	if (err < 0)
		goto no_setup;
	snd_pcm_timer_resolution_change(substream);
	pcm_tap_format(substream);
	pcm_set_state(substream, SNDRV_PCM_STATE_SETUP);
	goto release;

no_setup:
	pcm_set_state(substream, SNDRV_PCM_STATE_OPEN);
	free_buffer(substream);
release:
	pcm_buffer_release(runtime);
	return err;
}

/** pcm_hw_free_now() - give the buffer back without asking for the state: close, and hw_free */
int pcm_hw_free_now(struct snd_pcm_substream *substream)
{
	snd_pcm_sync_stop(substream, true);
	pcm_view_detach(substream);
	pcm_tap_ring_close(substream);
	return free_buffer(substream);
}

/**
 * snd_pcm_hw_free() - take a stream's parameters and buffer away
 * Return: what the driver's hw_free() says, state OPEN in any case; -EBUSY, -EBADFD as snd_pcm_hw_params(),
 * also for a stream that has no parameters.
 */
int snd_pcm_hw_free(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream ? substream->runtime : NULL;
	int err;

	if (snd_BUG_ON(!runtime))
		return -ENXIO;
	err = pcm_buffer_hold(runtime);
	if (err < 0)
		return err;
	err = check_not_in_use(substream, false);
	if (!err) {
		err = pcm_hw_free_now(substream);
		pcm_set_state(substream, SNDRV_PCM_STATE_OPEN);
	}
	pcm_buffer_release(runtime);
	return err;
}

/**
 * snd_pcm_runtime_buffer_set_silence() - fill the whole buffer with the format's silence
 * Return: 0, or -EBUSY while a copy is in progress.
 */
int snd_pcm_runtime_buffer_set_silence(struct snd_pcm_runtime *runtime)
{
	int err = pcm_buffer_hold(runtime);
	unsigned int samples;

	if (err < 0)
		return err;
	samples = bytes_to_samples(runtime, runtime->dma_bytes);
	if (runtime->dma_area)
		snd_pcm_format_set_silence(runtime->format, runtime->dma_area, samples);
	pcm_buffer_release(runtime);
	return 0;
}
EXPORT_SYMBOL_GPL(snd_pcm_runtime_buffer_set_silence);
