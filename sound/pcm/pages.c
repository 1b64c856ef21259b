// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pages.c - the pages of a ring, and its bytes, wherever it lies: RAM, or a card's own memory.
 *
 * Which pages: the driver's own mmap path (ops->mmap, ops->page, or the default) is run on a vma of our own, and what
 * it has put there is the answer, whatever the buffer is made of.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

static int read_pages(struct vm_area_struct *area, struct pcm_pages *pages)
{
	unsigned long i;
	int err = vma_fault_in(area);

	for (i = 0; !err && i < pages->count; i++)
		err = vma_page_pfn(area, i, &pages->pfns[i]);
	return err;
}

static int ask_driver(struct snd_pcm_substream *substream, struct pcm_pages *pages)
{
	bool playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	struct vm_area_struct *area;
	int err;

	area = vma_create(NULL, pages->count, 0, VM_SHARED | VM_READ | (playback ? VM_WRITE : 0));
	if (!area)
		return -ENOMEM;
	err = pcm_map_samples(substream, area);
	if (err)
		area->vm_ops = NULL; /* it was not counted */
	else
		err = read_pages(area, pages);
	vma_destroy(area);
	return err;
}

int pcm_pages_find(struct snd_pcm_substream *substream, struct pcm_pages *pages)
{
	int err;

	*pages = (struct pcm_pages){ .count = PAGE_ALIGN(substream->runtime->dma_bytes) >> PAGE_SHIFT };
	pages->pfns = kvmalloc_array(pages->count, sizeof(*pages->pfns), GFP_KERNEL);
	if (!pages->pfns)
		return -ENOMEM;
	err = ask_driver(substream, pages);
	if (err)
		pcm_pages_forget(pages);
	return err;
}

void pcm_pages_forget(struct pcm_pages *pages)
{
	kvfree(pages->pfns);
	pages->pfns = NULL;
}

void pcm_pages_unmap(struct pcm_pages *pages)
{
	unsigned long i;

	for (i = 0; i < pages->count; i++)
		if (pages->io[i])
			iounmap(pages->io[i]);
	kvfree(pages->io);
	pages->io = NULL;
}

int pcm_pages_map(struct pcm_pages *pages)
{
	unsigned long i;

	pages->io = kvcalloc(pages->count, sizeof(*pages->io), GFP_KERNEL);
	if (!pages->io)
		return -ENOMEM;
	for (i = 0; i < pages->count; i++) {
		if (pfn_valid(pages->pfns[i]))
			continue;
		pages->io[i] = ioremap(PFN_PHYS(pages->pfns[i]), PAGE_SIZE);
		if (!pages->io[i])
			goto err_unmap;
	}
	return 0;

err_unmap:
	pcm_pages_unmap(pages);
	return -ENOMEM;
}

static void move_io(void __iomem *io, void *data, size_t bytes, enum pcm_pages_way way)
{
	switch (way) {
	case PCM_PAGES_WRITE:
		memcpy_toio(io, data, bytes);
		break;
	case PCM_PAGES_READ:
		memcpy_fromio(data, io, bytes);
		break;
	case PCM_PAGES_PEEK:
		memcpy_peekio(data, io, bytes);
		break;
	}
}

void pcm_pages_move(const struct pcm_pages *pages, size_t from, void *data, size_t bytes, enum pcm_pages_way way)
{
	size_t offset, piece;
	unsigned long index;
	void *ram;

	for (; bytes; from += piece, data += piece, bytes -= piece) {
		index = from >> PAGE_SHIFT;
		offset = offset_in_page(from);
		piece = min(bytes, PAGE_SIZE - offset);
		if (pages->io[index]) {
			move_io(pages->io[index] + offset, data, piece, way);
			continue;
		}
		ram = __va(PFN_PHYS(pages->pfns[index])) + offset;
		memcpy(way == PCM_PAGES_WRITE ? ram : data, way == PCM_PAGES_WRITE ? data : ram, piece);
	}
}
