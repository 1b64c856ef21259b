// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * buffer_proc.c - /proc/asound/cardN/pcmDp/subS/buffer: which buffer the substream has, in one look. Ours, not the
 * kernel's: the files that Linux has are as Linux has them, what usnd adds stands beside them.
 *
 *   type: DEV                  of the buffer that is there, in use or preallocated
 *   bytes: 65536               allocated
 *   dma_bytes: 48000           asked for by hw_params, 0 while nothing is set up
 *   addr: 0x00410000           where the device sees it
 *   chunks: 1                  as the device sees it: rows of consecutive addresses; 0: there is no buffer
 *   age: 1.500000              seconds since it was made; "-": not one of sound/memalloc's
 *   preallocated: yes          no: taken for this stream by hw_params
 *   view: backed               how a client that maps the samples sees them: its file holds the frames themselves, or
 *                              "copied" ones; "none": nobody maps (shared.h)
 *
 * Locking: open_mutex keeps the runtime, buffer_mutex what it points to.
 */
#include <linux/math64.h>
#include <linux/time64.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>

#include "account.h"
#include "pcm_local.h"
#include "shared.h"

static const char *const type_names[] = {
	[SNDRV_DMA_TYPE_UNKNOWN] = "none",
	[SNDRV_DMA_TYPE_CONTINUOUS] = "CONTINUOUS",
	[SNDRV_DMA_TYPE_DEV] = "DEV",
	[SNDRV_DMA_TYPE_DEV_SG] = "DEV_SG",
	[SNDRV_DMA_TYPE_DEV_IRAM] = "DEV_IRAM",
	[SNDRV_DMA_TYPE_DEV_WC] = "DEV_WC",
	[SNDRV_DMA_TYPE_DEV_WC_SG] = "DEV_WC_SG",
	[SNDRV_DMA_TYPE_VMALLOC] = "VMALLOC",
	[SNDRV_DMA_TYPE_NONCONTIG] = "NONCONTIG",
	[SNDRV_DMA_TYPE_NONCOHERENT] = "NONCOHERENT",
};

const char *pcm_buffer_type_name(int type)
{
	if (type < 0 || type >= ARRAY_SIZE(type_names) || !type_names[type])
		return "other";
	return type_names[type];
}

static void show_age(struct snd_info_buffer *buffer, struct snd_dma_buffer *dmab)
{
	u64 age;

	/* an area that is not in the books may be anything */
	if (!pcm_account_age(dmab, &age)) {
		snd_iprintf(buffer, "chunks: %d\nage: -\n", dmab->area != NULL);
		return;
	}
	snd_iprintf(buffer, "chunks: %u\n", pcm_buffer_pieces(dmab, NULL, NULL));
	snd_iprintf(buffer, "age: %llu.%06llu\n", div_u64(age, NSEC_PER_SEC),
		    div_u64(age, NSEC_PER_USEC) % USEC_PER_SEC);
}

static void show(struct snd_info_buffer *buffer, const struct snd_pcm_substream *substream,
		 struct snd_dma_buffer *dmab, size_t dma_bytes)
{
	snd_iprintf(buffer, "type: %s\n", pcm_buffer_type_name(dmab->dev.type));
	snd_iprintf(buffer, "bytes: %zu\n", dmab->bytes);
	snd_iprintf(buffer, "dma_bytes: %zu\n", dma_bytes);
	snd_iprintf(buffer, "addr: 0x%08llx\n", (unsigned long long)dmab->addr);
	show_age(buffer, dmab);
	snd_iprintf(buffer, "preallocated: %s\n", dmab == &substream->dma_buffer && dmab->bytes ? "yes" : "no");
}

static void show_view(struct snd_info_buffer *buffer, const struct snd_pcm_runtime *runtime)
{
	const struct pcm_view *view = runtime && runtime->shared ? runtime->shared->view : NULL;

	snd_iprintf(buffer, "view: %s\n", view ? view->ops->name : "none");
}

static void buffer_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	struct snd_pcm_runtime *runtime;

	mutex_lock(&substream->pcm->open_mutex);
	runtime = substream->runtime;
	if (!runtime) {
		show(buffer, substream, &substream->dma_buffer, 0);
		show_view(buffer, NULL);
	} else {
		mutex_lock(&runtime->buffer_mutex);
		show(buffer, substream, runtime->dma_buffer_p ? runtime->dma_buffer_p : &substream->dma_buffer,
		     runtime->dma_bytes);
		show_view(buffer, runtime);
		mutex_unlock(&runtime->buffer_mutex);
	}
	mutex_unlock(&substream->pcm->open_mutex);
}

void pcm_buffer_proc_init(struct snd_pcm_substream *substream)
{
	struct snd_info_entry *entry;

	entry = snd_info_create_card_entry(substream->pcm->card, "buffer", substream->proc_root);
	if (entry)
		snd_info_set_text_ops(entry, substream, buffer_read);
}
