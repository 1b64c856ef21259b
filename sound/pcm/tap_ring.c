// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap_ring.c - what the tap tells of rings that are no memory the CPU may look into: on the card, behind a driver's
 * copy(), or in an order of the driver's own.
 *
 * What the driver's mmap path shows is the truth: that is what the hardware reads and writes, whoever filled it. Where
 * the channels lie in it the driver says, as it says to applications (CHANNEL_INFO). A recording is read there the
 * moment the hardware pointer passes, and so is what is played from RAM, which an application may rewrite until then.
 * What is played from the card is read when copy() has put it there, or is taken from the application that has mapped
 * it when the core copies it: a card may record into the ring it plays (the Digi32 does), and behind the pointer that
 * is too late. Nobody but the core writes to a card.
 *
 * A driver that does not map its ring, or maps one page for many, leaves only what copy() and fill_silence() are given.
 * What nobody has put into the ring is not known. Of a recording nothing is known before copy() has taken it away,
 * which may be never: it stays unseen, and so does what is written by mmap into such a ring.
 *
 * Nothing here exists unless somebody listens when the parameters are set. Want of memory makes frames unseen, no more.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

#define BLOCK_FRAMES 256u

/**
 * struct pcm_tap_ring - one for the time from hw_params to hw_free
 * @interleaved: how the frames lie: one after the other, or channel by channel
 * @pages: of a ring that can be looked at, with the frames from byte @at[0] on, or those of channel c from @at[c] on
 * @block: room for what is seen when the pointer passes; NULL: it is kept in
 * @shadow: the ring as it was filled (channel c after those before it), in which the frames of @known are
 */
struct pcm_tap_ring {
	bool interleaved;
	struct pcm_pages pages;
	char *block;
	char *shadow;
	unsigned long *known;
	size_t at[];
};

static void free_ring(struct pcm_tap_ring *ring)
{
	if (ring->pages.io)
		pcm_pages_unmap(&ring->pages);
	pcm_pages_forget(&ring->pages);
	kfree(ring->block);
	kvfree(ring->shadow);
	bitmap_free(ring->known);
	kfree(ring);
}

/* ---- a ring that can be looked at ---------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	unsigned long left = *(const unsigned long *)a, right = *(const unsigned long *)b;

	return left < right ? -1 : left > right;
}

/*
 * A page that stands for many holds the samples of none. Of a ring that is one page of RAM nobody can tell; a driver
 * with copy() says by it that they are elsewhere.
 */
static int each_page_once(const struct pcm_pages *pages, bool copies)
{
	unsigned long *sorted, i;
	int err = 0;

	if (pages->count == 1)
		return copies && pfn_valid(pages->pfns[0]) ? -ENXIO : 0;
	sorted = kvmalloc_array(pages->count, sizeof(*sorted), GFP_KERNEL);
	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, pages->pfns, pages->count * sizeof(*sorted));
	sort(sorted, pages->count, sizeof(*sorted), compare, NULL);
	for (i = 1; !err && i < pages->count; i++)
		if (sorted[i] == sorted[i - 1])
			err = -ENXIO;
	kvfree(sorted);
	return err;
}

/* in bits, from the start of the mapping on */
static int ask_channel(struct snd_pcm_substream *substream, unsigned int channel, u64 *first, u64 *step)
{
	struct snd_pcm_channel_info info = { .channel = channel };
	int err = pcm_ops_ioctl(substream, SNDRV_PCM_IOCTL1_CHANNEL_INFO, &info);

	if (err < 0)
		return err;
	if (info.offset < 0)
		return -ENXIO;
	*first = info.offset * 8ull + info.first;
	*step = info.step;
	return 0;
}

static bool fits(const struct pcm_pages *pages, u64 at, size_t bytes)
{
	u64 all = (u64)pages->count << PAGE_SHIFT;

	return at <= all && bytes <= all - at;
}

/* frame by frame, or channel by channel; a driver that does it otherwise is not understood: -ENXIO */
static int find_layout(struct snd_pcm_substream *substream, struct pcm_tap_ring *ring)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int width = runtime->sample_bits, c;
	bool frames = true, channels = true;
	u64 first, step;
	size_t bytes;
	int err;

	for (c = 0; c < runtime->channels; c++) {
		err = ask_channel(substream, c, &first, &step);
		if (err < 0)
			return err;
		ring->at[c] = first / 8;
		frames &= first == ring->at[0] * 8ull + c * width && step == width * runtime->channels;
		channels &= !(first % 8) && step == width;
	}
	ring->interleaved = frames;
	if (!frames && (!channels || runtime->channels > PCM_TAP_CHANNELS))
		return -ENXIO;
	bytes = frames ? frames_to_bytes(runtime, runtime->buffer_size)
		       : samples_to_bytes(runtime, runtime->buffer_size);
	for (c = 0; c < (frames ? 1 : runtime->channels); c++)
		if (!fits(&ring->pages, ring->at[c], bytes))
			return -ENXIO;
	return 0;
}

static bool is_on_card(const struct pcm_pages *pages)
{
	unsigned long i;

	for (i = 0; i < pages->count; i++)
		if (pages->io[i])
			return true;
	return false;
}

static int make_shadow(struct snd_pcm_runtime *runtime, struct pcm_tap_ring *ring)
{
	ring->shadow = kvmalloc(frames_to_bytes(runtime, runtime->buffer_size), GFP_KERNEL);
	ring->known = bitmap_zalloc(runtime->buffer_size, GFP_KERNEL);
	return ring->shadow && ring->known ? 0 : -ENOMEM;
}

static int open_pages(struct snd_pcm_substream *substream, struct pcm_tap_ring *ring)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	if (!(runtime->info & SNDRV_PCM_INFO_MMAP) || !runtime->dma_bytes)
		return -ENXIO;
	/* the core has no answer to where the samples of this access are */
	if (runtime->access == SNDRV_PCM_ACCESS_MMAP_COMPLEX && !substream->ops->ioctl)
		return -ENXIO;
	err = pcm_pages_find(substream, &ring->pages);
	if (!err)
		err = each_page_once(&ring->pages, substream->ops->copy);
	if (!err)
		err = find_layout(substream, ring);
	if (!err)
		err = pcm_pages_map(&ring->pages);
	if (err)
		return err;
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && is_on_card(&ring->pages))
		return make_shadow(runtime, ring);
	ring->block = kmalloc(frames_to_bytes(runtime, BLOCK_FRAMES), GFP_KERNEL);
	return ring->block ? 0 : -ENOMEM;
}

/* bytes from byte 0 of the shadow */
static size_t shadow_at(struct snd_pcm_runtime *runtime, unsigned int channel, snd_pcm_uframes_t from)
{
	if (runtime->tap_ring->interleaved)
		return frames_to_bytes(runtime, from);
	return samples_to_bytes(runtime, channel * runtime->buffer_size + from);
}

static void fetch(const struct pcm_tap_ring *ring, const char *client, size_t from, char *to, size_t bytes)
{
	if (client)
		memcpy(to, client + from, bytes);
	else
		pcm_pages_move(&ring->pages, from, to, bytes, PCM_PAGES_PEEK);
}

/*
 * @frames from ring position @from on to @to, those of each channel @stride bytes after those of the one before; from
 * the ring, or from @client, who has mapped it
 */
static void peek(struct snd_pcm_runtime *runtime, const char *client, snd_pcm_uframes_t from, snd_pcm_uframes_t frames,
		 char *to, size_t stride)
{
	const struct pcm_tap_ring *ring = runtime->tap_ring;
	unsigned int c;

	if (ring->interleaved)
		fetch(ring, client, ring->at[0] + frames_to_bytes(runtime, from), to, frames_to_bytes(runtime, frames));
	for (c = 0; !ring->interleaved && c < runtime->channels; c++)
		fetch(ring, client, ring->at[c] + samples_to_bytes(runtime, from), to + c * stride,
		      samples_to_bytes(runtime, frames));
}

static void look(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t from, snd_pcm_uframes_t frames, const void **data)
{
	struct pcm_tap_ring *ring = runtime->tap_ring;
	size_t stride = samples_to_bytes(runtime, frames);
	unsigned int c;

	peek(runtime, NULL, from, frames, ring->block, stride);
	for (c = 0; c < (ring->interleaved ? 1 : runtime->channels); c++)
		data[c] = ring->block + c * stride;
}

/* ---- a shadow ------------------------------------------------------------------------------------ */

static bool moves_frames(const struct snd_pcm_runtime *runtime)
{
	return runtime->access == SNDRV_PCM_ACCESS_RW_INTERLEAVED ||
	       runtime->access == SNDRV_PCM_ACCESS_MMAP_INTERLEAVED;
}

static int open_shadow(struct snd_pcm_substream *substream, struct pcm_tap_ring *ring)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	ring->interleaved = runtime->access == SNDRV_PCM_ACCESS_RW_INTERLEAVED;
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE || !substream->ops->copy ||
	    (!ring->interleaved && (runtime->access != SNDRV_PCM_ACCESS_RW_NONINTERLEAVED ||
				    runtime->channels > PCM_TAP_CHANNELS)))
		return -ENXIO;
	return make_shadow(runtime, ring);
}

/* what lies in the ring there, or what @client has there, is kept */
static void keep(struct snd_pcm_runtime *runtime, const char *client, snd_pcm_uframes_t from, snd_pcm_uframes_t frames)
{
	struct pcm_tap_ring *ring = runtime->tap_ring;

	if (ring->pages.io)
		peek(runtime, client, from, frames, ring->shadow + shadow_at(runtime, 0, from),
		     samples_to_bytes(runtime, runtime->buffer_size));
	bitmap_set(ring->known, from, frames);
}

/*
 * A stretch, as transfer.c cuts them, is in the ring: whole frames, or those of a channel. @iter: what it is; NULL:
 * silence. Frames are whole with their last channel.
 */
static void filled(struct snd_pcm_runtime *runtime, unsigned int channel, unsigned long pos, struct iov_iter *iter,
		   unsigned long bytes)
{
	struct pcm_tap_ring *ring = runtime->tap_ring;
	snd_pcm_uframes_t from = moves_frames(runtime) ? bytes_to_frames(runtime, pos) : bytes_to_samples(runtime, pos);
	char *to;

	if (!ring->shadow)
		return;
	to = ring->shadow + shadow_at(runtime, channel, from);
	if (!ring->pages.io && iter && copy_from_iter(to, bytes, iter) != bytes)
		return;
	if (!ring->pages.io && !iter)
		snd_pcm_format_set_silence(runtime->format, to, bytes_to_samples(runtime, bytes));
	if (moves_frames(runtime))
		keep(runtime, NULL, from, bytes_to_frames(runtime, bytes));
	else if (channel == runtime->channels - 1)
		keep(runtime, NULL, from, bytes_to_samples(runtime, bytes));
}

void pcm_tap_ring_copied(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			 unsigned long bytes)
{
	filled(substream->runtime, channel, pos, iter, bytes);
}

void pcm_tap_ring_silenced(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	filled(substream->runtime, channel, pos, NULL, bytes);
}

/*
 * All that is queued comes anew at every look at the pointers, and its first frames the card may have passed in the
 * meantime: what the core has written there is the client's, what the card holds there now may be its recording.
 */
void pcm_tap_ring_mapped(struct snd_pcm_substream *substream, const char *client, snd_pcm_uframes_t pos,
			 snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t now;

	if (!runtime->tap_ring->shadow || !runtime->tap_ring->pages.io)
		return;
	for (pos %= runtime->buffer_size; frames; frames -= now, pos = 0) {
		now = min(frames, runtime->buffer_size - pos);
		keep(runtime, client, pos, now);
	}
}

/* Return: frames from @from on that are, or are not, known together */
static snd_pcm_uframes_t recall(struct snd_pcm_runtime *runtime, snd_pcm_uframes_t from, snd_pcm_uframes_t frames,
				const void **data)
{
	struct pcm_tap_ring *ring = runtime->tap_ring;
	unsigned int c;

	if (!test_bit(from, ring->known)) {
		data[0] = NULL;
		return find_next_bit(ring->known, from + frames, from) - from;
	}
	for (c = 0; c < (ring->interleaved ? 1 : runtime->channels); c++)
		data[c] = ring->shadow + shadow_at(runtime, c, from);
	return find_next_zero_bit(ring->known, from + frames, from) - from;
}

/* ---- its life ------------------------------------------------------------------------------------ */

static bool is_plain(const struct snd_pcm_substream *substream)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;

	return runtime->dma_area && !substream->ops->copy && runtime->access != SNDRV_PCM_ACCESS_MMAP_COMPLEX;
}

static struct pcm_tap_ring *make(struct snd_pcm_substream *substream,
				 int (*open)(struct snd_pcm_substream *substream, struct pcm_tap_ring *ring))
{
	struct pcm_tap_ring *ring = kzalloc(struct_size(ring, at, substream->runtime->channels), GFP_KERNEL);

	if (!ring || !open(substream, ring))
		return ring;
	free_ring(ring);
	return NULL;
}

void pcm_tap_ring_open(struct snd_pcm_substream *substream)
{
	struct pcm_tap_ring *ring;

	if (is_plain(substream))
		return;
	ring = make(substream, open_pages);
	if (!ring)
		ring = make(substream, open_shadow);
	guard(pcm_stream_lock_irq)(substream);
	substream->runtime->tap_ring = ring;
}

void pcm_tap_ring_close(struct snd_pcm_substream *substream)
{
	struct pcm_tap_ring *ring = substream->runtime->tap_ring;

	if (!ring)
		return;
	scoped_guard(pcm_stream_lock_irq, substream)
		substream->runtime->tap_ring = NULL;
	free_ring(ring);
}

bool pcm_tap_ring_interleaved(const struct snd_pcm_substream *substream)
{
	return substream->runtime->tap_ring->interleaved;
}

snd_pcm_uframes_t pcm_tap_ring_look(struct snd_pcm_substream *substream, snd_pcm_uframes_t from,
				    snd_pcm_uframes_t frames, const void **data)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->tap_ring->shadow)
		return recall(runtime, from, frames, data);
	frames = min_t(snd_pcm_uframes_t, frames, BLOCK_FRAMES);
	look(runtime, from, frames, data);
	return frames;
}
