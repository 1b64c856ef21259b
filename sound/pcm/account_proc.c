// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * account_proc.c - /proc/asound/cardN/buffers: where a card's memory went. Ours, not the kernel's. /proc/asound/buffers
 * is the same of all cards, without the first three lines, and with buffers of drivers that belong to no card.
 *
 *   quota: 33554432            bytes of PCM buffers the card may have (max_alloc_per_card), "none": any number
 *   total: 98304               bytes its PCM buffers have
 *   remains: 33456128          bytes it may still have
 *   buffers: 2                 those listed
 *   refused: 1                 those listed
 *   unlisted: 0                buffers of all cards that the books have no room for
 *   buffer card0/pcm0p/sub0 DEV 65536 chunks 1 age 1.500000
 *     0x00420000 0x40020000 65536
 *   buffer card0/driver DEV 4096 chunks 1 age 1.600000 es1370_probe
 *     0x00414000 0x40014000 4096
 *   refusal 0.100000 card0/pcm0c/sub0 131072 got 65536: the quota: 90112 bytes remain
 *
 * A buffer: owner, type, bytes, chunks as the device sees them, seconds since it was made, and who asked for it, if it
 * is a driver's own. Below it one line a piece: bus and physical address ("-": none) and bytes. A refusal: when
 * (seconds since boot), who, bytes asked for, bytes had instead, and why. Numbers are decimal unless 0x stands before
 * them.
 *
 * At load the log tells in one line for each PCM which substreams have no buffer although one was asked for.
 */
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>
#include "account.h"
#include "memory_local.h"

/* ---- pieces ------------------------------------------------------------------------------------ */

static bool has_bus_address(const struct snd_dma_buffer *dmab)
{
	return dmab->dev.type != SNDRV_DMA_TYPE_CONTINUOUS && dmab->dev.type != SNDRV_DMA_TYPE_VMALLOC;
}

/* The page behind a CPU address, whatever made the address; what lies on the chip has none. */
static phys_addr_t phys_at(struct snd_dma_buffer *dmab, size_t offset)
{
	void *at = dmab->area + offset;

	if (dmab->dev.type == SNDRV_DMA_TYPE_DEV_IRAM)
		return 0;
	return page_to_phys(is_vmalloc_addr(at) ? vmalloc_to_page(at) : virt_to_page(at));
}

unsigned int pcm_buffer_pieces(struct snd_dma_buffer *dmab, void *ctx,
			       void (*piece)(void *ctx, dma_addr_t bus, phys_addr_t phys, size_t bytes))
{
	bool has_bus = has_bus_address(dmab);
	phys_addr_t phys = 0, next_phys;
	dma_addr_t bus = 0, next_bus;
	unsigned int chunks = 0;
	size_t at, bytes = 0;
	bool bus_goes_on, phys_goes_on;

	for (at = 0; at < dmab->bytes; at += PAGE_SIZE, bytes += PAGE_SIZE) {
		next_bus = has_bus ? snd_sgbuf_get_addr(dmab, at) : 0;
		next_phys = phys_at(dmab, at);
		bus_goes_on = bytes && (!has_bus || next_bus == bus + bytes);
		phys_goes_on = bytes && (!phys || next_phys == phys + bytes);
		chunks += has_bus ? !bus_goes_on : !phys_goes_on;
		if (bus_goes_on && phys_goes_on)
			continue;
		if (bytes && piece)
			piece(ctx, bus, phys, bytes);
		/* a chunk may have several pieces: the IOMMU puts them in a row */
		bus = next_bus;
		phys = next_phys;
		bytes = 0;
	}
	if (bytes && piece)
		piece(ctx, bus, phys, bytes);
	return chunks;
}

/* ---- the file ---------------------------------------------------------------------------------- */

/** struct listing - a reader on his way through the books; the first time around he only counts */
struct listing {
	struct snd_info_buffer *out;
	const struct snd_card *card;
	bool counting;
	unsigned int buffers, refusals;
};

/* "1.500000" */
#define SECONDS "%llu.%06llu"
#define SECONDS_OF(ns) div_u64(ns, NSEC_PER_SEC), div_u64(ns, NSEC_PER_USEC) % USEC_PER_SEC

static void show_owner(struct snd_info_buffer *out, const struct snd_card *card, const struct buffer_owner *owner)
{
	if (owner->card >= 0)
		snd_iprintf(out, "card%d/pcm%d%c/sub%d", owner->card, owner->device,
			    owner->stream == SNDRV_PCM_STREAM_CAPTURE ? 'c' : 'p', owner->number);
	else if (card)
		snd_iprintf(out, "card%d/driver", card->number);
	else
		snd_iprintf(out, "driver");
}

static void show_piece(void *ctx, dma_addr_t bus, phys_addr_t phys, size_t bytes)
{
	struct snd_info_buffer *out = ctx;

	snd_iprintf(out, bus ? "  0x%08llx" : "  -", (unsigned long long)bus);
	snd_iprintf(out, phys ? " 0x%08llx" : " -", (unsigned long long)phys);
	snd_iprintf(out, " %zu\n", bytes);
}

static void show_buffer(void *ctx, struct account_buffer *entry)
{
	struct listing *listing = ctx;
	struct snd_dma_buffer *dmab = &entry->buffer;
	u64 age = local_clock() - entry->since;

	listing->buffers++;
	if (listing->counting)
		return;
	snd_iprintf(listing->out, "buffer ");
	show_owner(listing->out, listing->card, &entry->owner);
	snd_iprintf(listing->out, " %s %zu chunks %u age " SECONDS, pcm_buffer_type_name(dmab->dev.type), dmab->bytes,
		    pcm_buffer_pieces(dmab, NULL, NULL), SECONDS_OF(age));
	if (entry->owner.card < 0)
		snd_iprintf(listing->out, " %ps", entry->where);
	snd_iprintf(listing->out, "\n");
	pcm_buffer_pieces(dmab, listing->out, show_piece);
}

static void show_refusal(void *ctx, const struct account_refusal *entry)
{
	struct listing *listing = ctx;
	char why[160];

	listing->refusals++;
	if (listing->counting)
		return;
	snd_iprintf(listing->out, "refusal " SECONDS " ", SECONDS_OF(entry->when));
	show_owner(listing->out, listing->card, &entry->owner);
	snd_iprintf(listing->out, " %zu got %zu: ", entry->asked, entry->got);
	if (entry->why.quota)
		snd_iprintf(listing->out, "the quota: %zu bytes remain\n", entry->why.remains);
	else
		snd_iprintf(listing->out, "%s\n", refusal_text(&entry->why.memory, why, sizeof(why)));
}

static void show_quota(struct snd_info_buffer *out, struct snd_card *card)
{
	unsigned long limit = pcm_quota();
	size_t total;

	mutex_lock(&card->memory_mutex);
	total = card->total_pcm_alloc_bytes;
	mutex_unlock(&card->memory_mutex);
	snd_iprintf(out, limit ? "quota: %lu\n" : "quota: none\n", limit);
	snd_iprintf(out, "total: %zu\n", total);
	if (limit)
		snd_iprintf(out, "remains: %zu\n", limit > total ? limit - total : 0);
	else
		snd_iprintf(out, "remains: any\n");
}

static void read_buffers(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_card *card = entry->private_data;
	struct listing listing = { .out = buffer, .card = card, .counting = true };
	unsigned int unlisted;

	if (card)
		show_quota(buffer, card);
	pcm_account_visit(card, &listing, show_buffer, show_refusal, &unlisted);
	snd_iprintf(buffer, "buffers: %u\nrefused: %u\nunlisted: %u\n", listing.buffers, listing.refusals, unlisted);
	listing.counting = false;
	pcm_account_visit(card, &listing, show_buffer, show_refusal, &unlisted);
}

static bool has_entry(struct snd_info_entry *dir, const char *name)
{
	struct snd_info_entry *entry;

	guard(mutex)(&dir->access);
	list_for_each_entry(entry, &dir->children, list)
		if (!strcmp(entry->name, name))
			return true;
	return false;
}

void pcm_account_card_proc(struct snd_card *card)
{
	struct snd_info_entry *entry;

	if (has_entry(card->proc_root, "buffers"))
		return;
	pcm_account_forget(card->number);
	/* a file that cannot be made is missing: nothing depends on it */
	entry = snd_info_create_card_entry(card, "buffers", NULL);
	if (entry)
		snd_info_set_text_ops(entry, card, read_buffers);
}

/* ---- the log ----------------------------------------------------------------------------------- */

static bool lacks(const struct snd_pcm_substream *substream)
{
	return substream && substream->dma_wanted && !substream->dma_buffer.area;
}

/* " playback 2-3,5" at @text, if there is something to say; returns its length */
static int list_direction(const struct snd_pcm_str *pstr, const char *name, char *text, size_t size)
{
	const struct snd_pcm_substream *substream, *last;
	int used = 0;

	for (substream = pstr->substream; substream; substream = substream->next) {
		if (!lacks(substream))
			continue;
		for (last = substream; lacks(last->next);)
			last = last->next;
		used += used ? scnprintf(text + used, size - used, ",%d", substream->number) :
			       scnprintf(text, size, " %s %d", name, substream->number);
		if (last != substream)
			used += scnprintf(text + used, size - used, "-%d", last->number);
		substream = last;
	}
	return used;
}

void pcm_account_lacking(struct snd_pcm *pcm)
{
	char text[128];
	int used = list_direction(&pcm->streams[SNDRV_PCM_STREAM_PLAYBACK], "playback", text, sizeof(text));

	used += list_direction(&pcm->streams[SNDRV_PCM_STREAM_CAPTURE], "capture", text + used, sizeof(text) - used);
	if (used)
		pr_info("ALSA pcmC%dD%d:%s: no buffer in advance for%s\n", pcm->card->number, pcm->device, pcm->name,
			text);
}

/* ---- of all cards ------------------------------------------------------------------------------ */

static struct snd_info_entry *all;

static int __init account_proc_init(void)
{
	all = snd_info_create_module_entry(THIS_MODULE, "buffers", NULL);
	if (!all)
		return -ENOMEM;
	snd_info_set_text_ops(all, NULL, read_buffers);
	if (!snd_info_register(all))
		return 0;
	snd_info_free_entry(all);
	return -ENOMEM;
}

static void __exit account_proc_exit(void)
{
	snd_info_free_entry(all);
}

module_init(account_proc_init);
module_exit(account_proc_exit);
