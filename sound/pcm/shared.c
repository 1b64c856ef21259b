// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shared.c - the client's file of an open, and the exchange with its status and control pages.
 *
 * The control page is the only thing a client can tell by writing memory. appl_ptr is taken over if it lies below the
 * boundary; if not it is dropped, and the page says again what holds. Everything here but the making and freeing runs
 * under the stream lock.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

#define STATUS_OFFSET	((u64)SNDRV_PCM_MMAP_OFFSET_STATUS_OLD)
#define CONTROL_OFFSET	((u64)SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD)
#define FILE_BYTES	(CONTROL_OFFSET + ((u64)PAGE_SIZE << 12))

/* ---- the file ---------------------------------------------------------------------------------- */

static void free_shared(struct pcm_shared *shared)
{
	client_file_unmap(shared->control, PAGE_SIZE);
	client_file_unmap(shared->status, PAGE_SIZE);
	client_file_close(shared->fd);
	kfree(shared);
}

static struct pcm_shared *create_shared(void)
{
	struct pcm_shared *shared = kzalloc(sizeof(*shared), GFP_KERNEL);

	if (!shared)
		return NULL;
	shared->fd = client_file_create(FILE_BYTES);
	if (shared->fd >= 0)
		shared->status = client_file_map(shared->fd, STATUS_OFFSET, PAGE_SIZE);
	if (shared->status)
		shared->control = client_file_map(shared->fd, CONTROL_OFFSET, PAGE_SIZE);
	if (!shared->control) {
		free_shared(shared);
		return NULL;
	}
	/* no state of a stream: the first publication tells everything */
	shared->told.state = (__force snd_pcm_state_t)-1;
	return shared;
}

int pcm_shared_get(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct pcm_shared *shared;

	if (runtime->shared)
		return 0;
	shared = create_shared();
	if (!shared)
		return -ENOMEM;
	guard(pcm_stream_lock_irq)(substream);
	shared->seen = *runtime->control;
	*shared->control = *runtime->control;
	runtime->shared = shared;
	return 0;
}

void pcm_shared_free(struct pcm_shared *shared)
{
	if (!shared)
		return;
	WRITE_ONCE(shared->status->state, SNDRV_PCM_STATE_DISCONNECTED);
	free_shared(shared);
}

/* ---- the pages --------------------------------------------------------------------------------- */

void pcm_shared_do_fetch(struct snd_pcm_runtime *runtime)
{
	struct pcm_shared *shared = runtime->shared;
	/* the samples before it are looked at behind it */
	snd_pcm_uframes_t appl_ptr = smp_load_acquire(&shared->control->appl_ptr);
	snd_pcm_uframes_t avail_min = READ_ONCE(shared->control->avail_min);

	if (appl_ptr != shared->seen.appl_ptr) {
		shared->seen.appl_ptr = appl_ptr;
		if (appl_ptr < runtime->boundary)
			runtime->control->appl_ptr = appl_ptr;
	}
	if (avail_min != shared->seen.avail_min) {
		shared->seen.avail_min = avail_min;
		runtime->control->avail_min = avail_min;
	}
}

snd_pcm_uframes_t pcm_shared_peek_appl_ptr(const struct snd_pcm_runtime *runtime)
{
	const struct pcm_shared *shared = runtime->shared;
	snd_pcm_uframes_t appl_ptr = shared ? READ_ONCE(shared->control->appl_ptr) : runtime->control->appl_ptr;

	if (shared && (appl_ptr == shared->seen.appl_ptr || appl_ptr >= runtime->boundary))
		return runtime->control->appl_ptr;
	return appl_ptr;
}

/* hw_ptr last: a client that sees it move finds the time that belongs to it */
static void publish_status(struct pcm_shared *shared, const struct snd_pcm_mmap_status *now)
{
	struct snd_pcm_mmap_status *page = shared->status;

	if (!memcmp(&shared->told, now, sizeof(*now)))
		return;
	shared->told = *now;
	page->tstamp = now->tstamp;
	page->audio_tstamp = now->audio_tstamp;
	WRITE_ONCE(page->suspended_state, now->suspended_state);
	smp_wmb();
	WRITE_ONCE(page->hw_ptr, now->hw_ptr);
	WRITE_ONCE(page->state, now->state);
}

void pcm_shared_do_publish(struct snd_pcm_runtime *runtime)
{
	const struct snd_pcm_mmap_control *control = runtime->control;
	struct pcm_shared *shared = runtime->shared;

	publish_status(shared, runtime->status);
	if (control->appl_ptr != shared->seen.appl_ptr) {
		shared->seen.appl_ptr = control->appl_ptr;
		WRITE_ONCE(shared->control->appl_ptr, control->appl_ptr);
	}
	if (control->avail_min != shared->seen.avail_min) {
		shared->seen.avail_min = control->avail_min;
		WRITE_ONCE(shared->control->avail_min, control->avail_min);
	}
}
