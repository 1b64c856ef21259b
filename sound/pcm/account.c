// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * account.c - the books of buffers: which are there, whose they are, and which requests were refused and why.
 *
 * sound/memalloc tells of every buffer through its watcher, those of drivers outside of PCMs too; memory.c adds what
 * only it knows: the quota, and that half of a buffer was taken instead. The places for entries are fixed. Buffers
 * beyond the last place are counted but not listed; of refusals the oldest goes.
 *
 * Not in the books: what drivers get from the DMA or page allocator themselves, and the older calls that keep no
 * record.
 *
 * Locking: the books are closed (@closed) for a few instructions by whoever writes; nothing is called meanwhile, so on
 * the virtual clock nobody ever waits. A reader, who takes his time, has reader_mutex and says so in @reading: writers
 * then wait for that mutex, and no buffer that he looks at goes. reader_mutex may be taken under a PCM's open_mutex and
 * a runtime's buffer_mutex; under it nothing but addresses is looked up. A mutex alone would cost each buffer more than
 * all of the allocator.
 */
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/processor.h>
#include <linux/sched/clock.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include "../memalloc/watch.h"
#include "account.h"

#define BUFFERS 512
#define REFUSALS 64

static DEFINE_MUTEX(reader_mutex);

/*
 * What each buffer that comes and goes looks at. @closed: the lock of all others; @reading: its setter holds
 * reader_mutex for it;
 * @pages: of all buffers, listed or not
 */
static struct {
	atomic_t closed;
	bool reading;
	unsigned int unlisted;
	long pages;
	struct list_head live;
	struct account_buffer *unused;
} books __cacheline_aligned;

static struct account_buffer places[BUFFERS];

/* a ring; number n is at n % REFUSALS */
static struct account_refusal refusals[REFUSALS];
static unsigned int refusal_count;

static const struct buffer_owner nobody = { .card = -1 };

static struct buffer_owner owner_of(const struct snd_pcm_substream *substream)
{
	if (!substream)
		return nobody;
	return (struct buffer_owner){
		.card = substream->pcm->card->number,
		.device = substream->pcm->device,
		.stream = substream->stream,
		.number = substream->number,
	};
}

/* ---- who may look and write -------------------------------------------------------------------- */

static void close_books(void)
{
	while (atomic_xchg_acquire(&books.closed, 1))
		cpu_relax();
}

static void open_books(void)
{
	atomic_set_release(&books.closed, 0);
}

static noinline void wait_for_reader(void)
{
	do {
		open_books();
		mutex_lock(&reader_mutex);
		mutex_unlock(&reader_mutex);
		close_books();
	} while (books.reading);
}

/* open_books() when done */
static void write_books(void)
{
	close_books();
	if (unlikely(books.reading))
		wait_for_reader();
}

static void read_books(void)
{
	mutex_lock(&reader_mutex);
	close_books();
	books.reading = true;
	open_books();
}

static void read_books_done(void)
{
	close_books();
	books.reading = false;
	open_books();
	mutex_unlock(&reader_mutex);
}

/* ---- buffers ----------------------------------------------------------------------------------- */

/* the books are the caller's */
static struct account_buffer *find(const struct snd_dma_buffer *dmab)
{
	struct account_buffer *entry;

	list_for_each_entry_reverse(entry, &books.live, node)
		if (entry->buffer.area == dmab->area)
			return entry;
	return NULL;
}

static void made(const void *owner, const struct snd_dma_buffer *dmab, const void *where)
{
	u64 now = local_clock_coarse();
	struct account_buffer *entry;

	write_books();
	books.pages += dmab->bytes >> PAGE_SHIFT;
	entry = books.unused;
	if (likely(entry)) {
		books.unused = entry->next;
		entry->owner = owner_of(owner);
		entry->buffer = *dmab;
		entry->where = where;
		entry->since = now;
		list_add_tail(&entry->node, &books.live);
	} else {
		books.unlisted++;
	}
	open_books();
}

static void going(const struct snd_dma_buffer *dmab)
{
	struct account_buffer *entry;
	bool known;

	write_books();
	entry = find(dmab);
	known = entry || books.unlisted;
	if (likely(entry)) {
		list_del(&entry->node);
		entry->next = books.unused;
		books.unused = entry;
	} else if (known) {
		books.unlisted--;
	}
	if (likely(known))
		books.pages -= dmab->bytes >> PAGE_SHIFT;
	open_books();
	WARN_ON(!known);
}

static long pages(void)
{
	long count;

	write_books();
	count = books.pages;
	open_books();
	return count;
}

void pcm_account_pass_on(const struct snd_dma_buffer *dmab, const struct snd_pcm_substream *substream)
{
	struct account_buffer *entry;

	write_books();
	entry = find(dmab);
	if (entry)
		entry->owner = owner_of(substream);
	open_books();
}

bool pcm_account_age(const struct snd_dma_buffer *dmab, u64 *age)
{
	u64 now = local_clock();
	struct account_buffer *entry;

	write_books();
	entry = dmab->area ? find(dmab) : NULL;
	if (entry)
		*age = now - entry->since;
	open_books();
	return entry;
}

/* ---- refusals ---------------------------------------------------------------------------------- */

static void note(const struct account_refusal *refusal)
{
	struct account_refusal *entry;
	u64 now = local_clock();

	write_books();
	entry = &refusals[refusal_count++ % REFUSALS];
	*entry = *refusal;
	entry->when = now;
	open_books();
}

static void refused(struct device *dev, size_t asked, size_t got, const struct refusal *why, const void *where)
{
	note(&(struct account_refusal){
		.owner = nobody, .dev = dev, .where = where, .asked = asked, .got = got, .why.memory = *why,
	});
}

void pcm_account_refused(const struct snd_pcm_substream *substream, size_t asked, size_t got,
			 const struct buffer_refusal *why)
{
	note(&(struct account_refusal){ .owner = owner_of(substream), .asked = asked, .got = got, .why = *why });
}

void pcm_account_forget(int card)
{
	unsigned int i;

	write_books();
	for (i = 0; i < REFUSALS; i++)
		if (refusals[i].asked && refusals[i].owner.card == card)
			refusals[i].asked = 0;
	open_books();
}

/* ---- looking ----------------------------------------------------------------------------------- */

static bool concerns(const struct snd_card *card, const struct buffer_owner *owner, const struct device *dev)
{
	if (!card || owner->card == card->number)
		return true;
	return owner->card < 0 && dev && dev == card->dev;
}

void pcm_account_visit(const struct snd_card *card, void *ctx, void (*buffer)(void *ctx, struct account_buffer *entry),
		       void (*refusal)(void *ctx, const struct account_refusal *entry), unsigned int *unlisted)
{
	const struct account_refusal *refused;
	struct account_buffer *entry;
	unsigned int i;

	read_books();
	list_for_each_entry(entry, &books.live, node)
		if (concerns(card, &entry->owner, entry->buffer.dev.dev))
			buffer(ctx, entry);
	for (i = refusal_count > REFUSALS ? refusal_count - REFUSALS : 0; i < refusal_count; i++) {
		refused = &refusals[i % REFUSALS];
		if (refused->asked && concerns(card, &refused->owner, refused->dev))
			refusal(ctx, refused);
	}
	*unlisted = books.unlisted;
	read_books_done();
}

/* ---- there and away ---------------------------------------------------------------------------- */

static int __init account_init(void)
{
	static const struct snd_malloc_watcher watcher = {
		.made = made, .going = going, .refused = refused, .pages = pages,
	};
	unsigned int i;

	/* every boot of a machine begins with empty books */
	INIT_LIST_HEAD(&books.live);
	books.unused = NULL;
	for (i = ARRAY_SIZE(places); i--;) {
		places[i].next = books.unused;
		books.unused = &places[i];
	}
	books.unlisted = 0;
	books.pages = 0;
	refusal_count = 0;
	snd_malloc_watch(&watcher);
	return 0;
}

static void __exit account_exit(void)
{
	snd_malloc_watch(NULL);
}

module_init(account_init);
module_exit(account_exit);
