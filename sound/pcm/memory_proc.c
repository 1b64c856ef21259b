// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory_proc.c - /proc/asound/cardN/pcmDp/subS/prealloc and prealloc_max: the preallocated buffer, in KiB.
 *
 * Reading gives one number. Writing one replaces the buffer: 0 takes it away, 8 to prealloc_max are allowed. The new
 * one is made before the old one goes, within the card's quota. Text is parsed when a line is complete or the file is
 * closed (sound/core/info.c), and errors reach the writer, which on Linux they do not: -EBUSY while anybody has the
 * substream open, -EINVAL or -ERANGE for what is no such number, -ENOMEM without memory. Contract 1.10.
 *
 * Locking: pcm->open_mutex keeps the substream from being opened meanwhile, and readers from seeing half a change.
 */
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <sound/info.h>
#include "memory_local.h"

#define KIB 1024UL

/* the least a write may ask for; what is made when a PCM is created stops at twice that (memory.c) */
#define PROC_FLOOR_KIB 8

static void prealloc_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	size_t bytes;

	mutex_lock(&substream->pcm->open_mutex);
	bytes = substream->dma_buffer.bytes;
	mutex_unlock(&substream->pcm->open_mutex);
	snd_iprintf(buffer, "%lu\n", bytes / KIB);
}

/* dma_max never changes after the set-up */
static void prealloc_max_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;

	snd_iprintf(buffer, "%lu\n", substream->dma_max / KIB);
}

/* the first word of the next line, as a decimal number */
static int parse_kib(struct snd_info_buffer *buffer, unsigned long *kib)
{
	char line[64], word[64];

	if (snd_info_get_line(buffer, line, sizeof(line)))
		return -EINVAL;
	snd_info_get_str(word, line, sizeof(word));
	return kstrtoul(word, 10, kib);
}

/* open_mutex held */
static int replace(struct snd_pcm_substream *substream, unsigned long kib)
{
	struct snd_dma_buffer *old = &substream->dma_buffer;
	struct snd_dma_buffer new = { .dev = old->dev };
	struct buffer_refusal why;
	size_t bytes;
	int err;

	/* compared in KiB: no number is too large for that */
	if ((kib && kib < PROC_FLOOR_KIB) || kib > substream->dma_max / KIB)
		return -EINVAL;
	bytes = kib * KIB;
	if (bytes == old->bytes)
		return 0;

	if (bytes) {
		err = pcm_buffer_alloc(substream, bytes, &new, &why);
		if (err) {
			pcm_account_refused(substream, bytes, 0, &why);
			pcm_report_no_memory(pr_debug, substream, bytes);
			return -ENOMEM;
		}
	}
	/* of the number written, not of the pages it took: as Linux */
	substream->buffer_bytes_max = bytes ? bytes : UINT_MAX;
	pcm_buffer_free(substream->pcm->card, old);
	*old = new;
	return 0;
}

static void prealloc_write(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_pcm_substream *substream = entry->private_data;
	unsigned long kib = 0;

	mutex_lock(&substream->pcm->open_mutex);
	if (substream->runtime) {
		buffer->error = -EBUSY;
	} else {
		buffer->error = parse_kib(buffer, &kib);
		if (!buffer->error)
			buffer->error = replace(substream, kib);
	}
	mutex_unlock(&substream->pcm->open_mutex);
}

/** pcm_memory_proc_init() - make both files of a substream; without memory for them there are none */
void pcm_memory_proc_init(struct snd_pcm_substream *substream)
{
	struct snd_card *card = substream->pcm->card;
	struct snd_info_entry *entry;

	entry = snd_info_create_card_entry(card, "prealloc", substream->proc_root);
	if (entry) {
		snd_info_set_text_ops(entry, substream, prealloc_read);
		entry->c.text.write = prealloc_write;
		entry->mode |= 0200;
	}
	entry = snd_info_create_card_entry(card, "prealloc_max", substream->proc_root);
	if (entry)
		snd_info_set_text_ops(entry, substream, prealloc_max_read);
}
