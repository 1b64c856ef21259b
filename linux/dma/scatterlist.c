// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scatterlist.c - lists of pieces of memory: build, walk, copy.
 *
 * A long list is a chain of arrays of SG_MAX_SINGLE_ALLOC entries, the last of which points to the next array.
 * The lists are their owners': no locks.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../mm/local.h"

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return sg_is_chain(sg) ? sg_chain_ptr(sg) : sg;
}
EXPORT_SYMBOL(sg_next);

struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i)
		last = sg;
	return last;
}
EXPORT_SYMBOL(sg_last);

int sg_nents(struct scatterlist *sg)
{
	int nents;

	for (nents = 0; sg; sg = sg_next(sg))
		nents++;
	return nents;
}
EXPORT_SYMBOL(sg_nents);

/* Entries that cover @len bytes, or -EINVAL if the list is shorter. */
int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 total = 0;
	int nents;

	if (!len)
		return 0;
	for (nents = 0; sg; sg = sg_next(sg)) {
		nents++;
		total += sg->length;
		if (total >= len)
			return nents;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(sg_nents_for_len);

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	sg_mark_end(&sgl[nents - 1]);
}
EXPORT_SYMBOL(sg_init_table);

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, buflen);
}
EXPORT_SYMBOL(sg_init_one);

/* ---- tables ---- */

static void free_chain(struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *next;

	while (sgl) {
		next = NULL;
		if (nents > SG_MAX_SINGLE_ALLOC) {
			next = sg_chain_ptr(&sgl[SG_MAX_SINGLE_ALLOC - 1]);
			nents -= SG_MAX_SINGLE_ALLOC - 1;
		}
		kfree_at(sgl, __builtin_return_address(0));
		sgl = next;
	}
}

static int alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp, const void *where)
{
	struct scatterlist *sgl, *prev = NULL;
	unsigned int left = nents;
	unsigned int here, done = 0;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;
	while (left) {
		here = min_t(unsigned int, left, SG_MAX_SINGLE_ALLOC);
		sgl = kmalloc_at(here * sizeof(*sgl), gfp, where);
		if (!sgl)
			goto err_free_chain;
		sg_init_table(sgl, here);
		if (prev)
			sg_chain(prev, SG_MAX_SINGLE_ALLOC, sgl);
		else
			table->sgl = sgl;
		prev = sgl;
		/* one entry of a full array will be the link */
		here = left > SG_MAX_SINGLE_ALLOC ? here - 1 : here;
		left -= here;
		done += here;
	}
	table->nents = nents;
	table->orig_nents = nents;
	return 0;

err_free_chain:
	/* the last array has all its entries: it got no link */
	if (prev)
		free_chain(table->sgl, done + 1);
	memset(table, 0, sizeof(*table));
	return -ENOMEM;
}

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp)
{
	const void *where = __builtin_return_address(0);

	if (!mm_request("sg_alloc_table", gfp, where)) {
		memset(table, 0, sizeof(*table));
		return -ENOMEM;
	}
	return alloc_table(table, nents, gfp, where);
}
EXPORT_SYMBOL(sg_alloc_table);

void sg_free_table(struct sg_table *table)
{
	free_chain(table->sgl, table->orig_nents);
	table->sgl = NULL;
	table->nents = 0;
	table->orig_nents = 0;
}
EXPORT_SYMBOL(sg_free_table);

/* Pages from @first that are contiguous, as far as @max_pages and the array go. */
static unsigned int run_length(struct page **pages, unsigned int first, unsigned int n_pages, unsigned int max_pages)
{
	unsigned int run = 1;

	while (first + run < n_pages && run < max_pages &&
	       page_to_pfn(pages[first + run]) == page_to_pfn(pages[first]) + run)
		run++;
	return run;
}

int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages, unsigned int n_pages,
				      unsigned int offset, unsigned long size, unsigned int max_segment, gfp_t gfp)
{
	const void *where = __builtin_return_address(0);
	unsigned int max_pages = max_segment >> PAGE_SHIFT;
	unsigned int first, pieces = 0;
	struct scatterlist *sg;
	unsigned long bytes;
	int err;

	if (!max_pages || !n_pages || offset_in_page(offset) != offset)
		return -EINVAL;
	if (!mm_request("sg_alloc_table_from_pages", gfp, where))
		return -ENOMEM;
	for (first = 0; first < n_pages; first += run_length(pages, first, n_pages, max_pages))
		pieces++;
	err = alloc_table(sgt, pieces, gfp, where);
	if (err)
		return err;
	sg = sgt->sgl;
	for (first = 0; first < n_pages; sg = sg_next(sg)) {
		unsigned int run = run_length(pages, first, n_pages, max_pages);

		bytes = min_t(unsigned long, size, ((unsigned long)run << PAGE_SHIFT) - offset);
		sg_set_page(sg, pages[first], bytes, offset);
		size -= bytes;
		offset = 0;
		first += run;
	}
	return 0;
}
EXPORT_SYMBOL(sg_alloc_table_from_pages_segment);

/* ---- page by page ---- */

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist, unsigned int nents,
			  unsigned long pgoffset)
{
	piter->sg = sglist;
	piter->sg_pgoffset = pgoffset;
	piter->__nents = nents;
	piter->__pg_advance = 0;
}
EXPORT_SYMBOL(__sg_page_iter_start);

/* @dma: count the pages of the bus segments and not those of the memory. */
static bool advance(struct sg_page_iter *piter, bool dma)
{
	unsigned int pages;

	if (!piter->__nents || !piter->sg)
		return false;
	piter->sg_pgoffset += piter->__pg_advance;
	piter->__pg_advance = 1;
	for (;;) {
		pages = dma ? PFN_UP(offset_in_page(sg_dma_address(piter->sg)) + sg_dma_len(piter->sg)) :
			PFN_UP(piter->sg->offset + piter->sg->length);
		if (piter->sg_pgoffset < pages)
			return true;
		piter->sg_pgoffset -= pages;
		piter->sg = sg_next(piter->sg);
		if (!--piter->__nents || !piter->sg)
			return false;
	}
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	return advance(piter, false);
}
EXPORT_SYMBOL(__sg_page_iter_next);

bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter)
{
	return advance(&dma_iter->base, true);
}
EXPORT_SYMBOL(__sg_page_iter_dma_next);

/* ---- copies ---- */

static size_t copy(struct scatterlist *sgl, unsigned int nents, char *buf, size_t buflen, bool to_buffer)
{
	struct scatterlist *sg;
	size_t bytes, done = 0;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i) {
		bytes = min_t(size_t, sg->length, buflen - done);
		if (to_buffer)
			memcpy(buf + done, sg_virt(sg), bytes);
		else
			memcpy(sg_virt(sg), buf + done, bytes);
		done += bytes;
	}
	return done;
}

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf, size_t buflen)
{
	return copy(sgl, nents, (char *)buf, buflen, false);
}
EXPORT_SYMBOL(sg_copy_from_buffer);

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen)
{
	return copy(sgl, nents, buf, buflen, true);
}
EXPORT_SYMBOL(sg_copy_to_buffer);
