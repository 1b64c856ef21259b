/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account.h - the books of buffers: memory.c says what it makes of requests, account.c keeps them, account_proc.c and
 * buffer_proc.c read them.
 *
 * The quota is not kept here: card->total_pcm_alloc_bytes is memory.c's, and these books only explain it. They take no
 * memory of their own while they are kept, so that what is measured stays as it was.
 */
#ifndef SOUND_PCM_ACCOUNT_H
#define SOUND_PCM_ACCOUNT_H

#include <linux/cache.h>
#include <linux/list.h>
#include <linux/refusal.h>
#include <sound/memalloc.h>

struct snd_card;
struct snd_pcm;
struct snd_pcm_substream;

/**
 * struct buffer_owner - whose a buffer is, in numbers, which outlive him
 * @card: -1: no substream's, but a driver's own
 */
struct buffer_owner {
	int card, device, stream, number;
};

/**
 * struct account_buffer - a buffer that is there
 * @node: in the list, oldest first
 * @next: of the places that are not in it
 * @buffer: the record as it was allocated
 * @where: code that asked for it, if it is a driver's own
 * @since: local_clock_coarse() when it was made
 */
struct account_buffer {
	struct list_head node;
	struct account_buffer *next;
	struct buffer_owner owner;
	struct snd_dma_buffer buffer;
	const void *where;
	u64 since;
} ____cacheline_aligned;

/**
 * struct buffer_refusal - why a substream did not get what it asked for
 * @quota: the card's quota, of which @remains bytes were left; else @memory says it
 */
struct buffer_refusal {
	bool quota;
	size_t remains;
	struct refusal memory;
};

/**
 * struct account_refusal - a request that got less than it asked for
 * @dev: whose driver it was, if it was not for a substream; compared only
 * @got: bytes; 0: nothing
 * @when: local_clock()
 */
struct account_refusal {
	struct buffer_owner owner;
	const struct device *dev;
	const void *where;
	size_t asked, got;
	struct buffer_refusal why;
	u64 when;
};

/** pcm_account_refused() - @substream asked for @asked bytes and got @got (0: nothing); any task, may sleep */
void pcm_account_refused(const struct snd_pcm_substream *substream, size_t asked, size_t got,
			 const struct buffer_refusal *why);
/** pcm_account_pass_on() - a buffer that is there already becomes @substream's; NULL: nobody's */
void pcm_account_pass_on(const struct snd_dma_buffer *dmab, const struct snd_pcm_substream *substream);
/** pcm_account_forget() - a new card has this number: what was refused to the one before is history */
void pcm_account_forget(int card);

/**
 * pcm_account_visit() - look at all books in a consistent state: nobody writes until the last call has returned, and
 * whoever frees a buffer waits for that. May sleep.
 * @card: what concerns it: its substreams', and what is its device's driver's own; NULL: everything
 * @unlisted: buffers for which there was no room in the books (of any card)
 */
void pcm_account_visit(const struct snd_card *card, void *ctx, void (*buffer)(void *ctx, struct account_buffer *entry),
		       void (*refusal)(void *ctx, const struct account_refusal *entry), unsigned int *unlisted);
/** pcm_account_age() - ns since the buffer at @dmab was made; false: it is not in the books */
bool pcm_account_age(const struct snd_dma_buffer *dmab, u64 *age);

/* ---- account_proc.c: what is told ---- */

/** pcm_account_card_proc() - /proc/asound/cardN/buffers, made with the card's first PCM */
void pcm_account_card_proc(struct snd_card *card);
/** pcm_account_lacking() - a PCM is registered: one line of log, if substreams have not got the buffer asked for */
void pcm_account_lacking(struct snd_pcm *pcm);

/**
 * pcm_buffer_pieces() - call @piece for the buffer's pieces in order: rows of bytes whose bus and physical addresses
 * both follow each other
 * @bus: 0: none (CONTINUOUS, VMALLOC); @phys: 0: not in RAM
 * Return: chunks as the device sees them: rows of consecutive bus addresses, or of physical ones for types without
 */
unsigned int pcm_buffer_pieces(struct snd_dma_buffer *dmab, void *ctx,
			       void (*piece)(void *ctx, dma_addr_t bus, phys_addr_t phys, size_t bytes));

/* buffer_proc.c: "DEV_SG" */
const char *pcm_buffer_type_name(int type);

#endif
