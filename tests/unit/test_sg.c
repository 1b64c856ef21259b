// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sg.c - buffers in pieces: DEV_SG and DEV_WC_SG where memory is too fragmented for one block. Contract 1.5
 * (sizes),
 * 1.8 (6.12), 1.15, 1.18 bugs 9, 12, 20 - 23. The device reaches 16 MiB only, so that little memory has to be held.
 */
#include <linux/sizes.h>
#include <linux/vmalloc.h>
#include <sound/memalloc.h>
#include "buffer_card.h"
#include "free_ram.h"
#include "hold_zone.h"
#include "limited_device.h"

#define SG SNDRV_DMA_TYPE_DEV_SG
#define WC_SG SNDRV_DMA_TYPE_DEV_WC_SG

static struct device *device_in(struct kunit *test, unsigned int order)
{
	struct device *dev = device_new(test, 24);

	zone_scatter(test, order);
	return dev;
}

static struct snd_dma_buffer must_alloc(struct kunit *test, struct device *dev, int type, size_t size)
{
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(type, dev, size, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, type);
	return dmab;
}

/* ---- what it is made of -------------------------------------------------------------------------- */

static void one_block_is_taken_where_there_is_one(struct kunit *test)
{
	struct device *dev = device_new(test, 24);
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SG, dev, 100000, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, SNDRV_DMA_TYPE_DEV);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 0, 102400), 102400);
	snd_dma_free_pages(&dmab);
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(WC_SG, dev, 100000, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, SNDRV_DMA_TYPE_DEV_WC);
	snd_dma_free_pages(&dmab);
}

/* the pieces of 100000 bytes where blocks of @order are the largest: the largest first, never one size twice in vain */
struct pieces_case {
	unsigned int order;
	size_t pieces[26];
};

static const struct pieces_case pieces_cases[] = {
	{ 4, { 65536, 36864 } },
	{ 3, { 32768, 32768, 32768, 4096 } },
	{ 2, { 16384, 16384, 16384, 16384, 16384, 16384, 4096 } },
	{ 1, { 8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192, 4096 } },
	{ 0, { 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096,
	       4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096 } },
};

static void pieces_desc(const struct pieces_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "order %u", c->order);
}

KUNIT_ARRAY_PARAM(pieces, pieces_cases, pieces_desc);

static void largest_blocks_come_first(struct kunit *test)
{
	const struct pieces_case *c = test->param_value;
	struct snd_dma_buffer dmab;
	unsigned int i, ofs = 0;

	figures_of_4k_pages(test);
	dmab = must_alloc(test, device_in(test, c->order), SG, 100000);
	KUNIT_EXPECT_EQ(test, dmab.bytes, 102400);
	for (i = 0; c->pieces[i]; ofs += c->pieces[i++])
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, ofs, 102400 - ofs), c->pieces[i]);
	KUNIT_EXPECT_EQ(test, ofs, 102400);
	snd_dma_free_pages(&dmab);
}

static void chunks_are_what_the_device_sees_in_one_row(struct kunit *test)
{
	struct snd_dma_buffer dmab = must_alloc(test, device_in(test, 2), SG, SZ_256K);
	unsigned int ofs, size;

	for (ofs = 0; ofs < SZ_256K; ofs += 1021) {
		for (size = 1; size <= SZ_256K - ofs; size = size * 3 + 5) {
			unsigned int chunk = snd_sgbuf_get_chunk_size(&dmab, ofs, size);
			dma_addr_t addr = snd_sgbuf_get_addr(&dmab, ofs);

			KUNIT_ASSERT_GE(test, chunk, 1);
			KUNIT_ASSERT_LE(test, chunk, size);
			KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, ofs + chunk - 1), addr + chunk - 1);
			if (chunk < size)
				KUNIT_EXPECT_NE(test, snd_sgbuf_get_addr(&dmab, ofs + chunk), addr + chunk);
		}
	}
	/* up to the last byte, and not beyond */
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, SZ_256K - 1, 1), 1);
	snd_dma_free_pages(&dmab);
}

static void addr_is_of_the_first_page(struct kunit *test)
{
	struct snd_dma_buffer dmab = must_alloc(test, device_in(test, 0), SG, SZ_64K);

	KUNIT_EXPECT_EQ(test, dmab.addr, snd_sgbuf_get_addr(&dmab, 0));
	KUNIT_EXPECT_NE(test, dmab.addr, 0);
	KUNIT_EXPECT_FALSE(test, dmab.dev.need_sync);
	snd_dma_free_pages(&dmab);
}

static void every_page_is_below_the_mask(struct kunit *test)
{
	struct snd_dma_buffer dmab = must_alloc(test, device_in(test, 0), WC_SG, SZ_1M);
	unsigned int ofs;

	for (ofs = 0; ofs < SZ_1M; ofs += PAGE_SIZE)
		KUNIT_EXPECT_LE(test, snd_sgbuf_get_addr(&dmab, ofs) + PAGE_SIZE - 1, DMA_BIT_MASK(24));
	snd_dma_free_pages(&dmab);
}

/* the CPU's row, the pages and the device's addresses are three ways to the same bytes */
static void area_and_pages_are_the_same_memory(struct kunit *test)
{
	struct device *dev = device_in(test, 1);
	struct snd_dma_buffer dmab = must_alloc(test, dev, SG, SZ_128K);
	unsigned int ofs;

	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(dmab.area));
	for (ofs = 0; ofs < SZ_128K; ofs += 4096 + 100) {
		struct page *page = snd_sgbuf_get_page(&dmab, ofs);

		dmab.area[ofs] = ofs / 4096 + 1;
		KUNIT_EXPECT_EQ(test, ((unsigned char *)page_address(page))[offset_in_page(ofs)], ofs / 4096 + 1);
		KUNIT_EXPECT_PTR_EQ(test, page, vmalloc_to_page(dmab.area + ofs));
		if (IS_ENABLED(CONFIG_USND))
			KUNIT_EXPECT_NE(test, snd_sgbuf_get_addr(&dmab, ofs), page_to_phys(page) + offset_in_page(ofs));
	}
	snd_dma_free_pages(&dmab);
}

/* no piece of the map is longer than the device takes, or across its boundary; what is consecutive stays one chunk */
static void pieces_suit_the_device(struct kunit *test)
{
	static const struct {
		unsigned int max;
		unsigned long boundary;
	} limits[] = {{SZ_4K, ~0UL}, {12288, ~0UL}, {SZ_64K, SZ_8K - 1}, {UINT_MAX, ~0UL}, {UINT_MAX, SZ_16K - 1}};
	struct device *dev = device_in(test, 3);
	struct device_dma_parameters *old = dev->dma_parms;
	struct device_dma_parameters parms = { };
	struct snd_dma_buffer dmab;
	unsigned int i;

	figures_of_4k_pages(test);
	dev->dma_parms = &parms;
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		dma_set_max_seg_size(dev, limits[i].max);
		dma_set_seg_boundary(dev, limits[i].boundary);
		/* linux/dma reports a piece that does not suit */
		dmab = must_alloc(test, dev, SG, SZ_128K);
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 0, SZ_128K), SZ_32K);
		snd_dma_free_pages(&dmab);
	}
	dev->dma_parms = old;
}

/* ---- want of memory -------------------------------------------------------------------------------- */

static void every_request_may_fail_and_nothing_is_lost(struct kunit *test)
{
	struct device *dev = device_in(test, 1);
	unsigned int n, failed = 0;
	struct snd_dma_buffer dmab;
	unsigned long before;

	figures_of_4k_pages(test);
	/* caches fill the first time */
	dmab = must_alloc(test, dev, SG, 20480);
	snd_dma_free_pages(&dmab);
	for (n = 1; n <= 24; n++) {
		before = free_ram();
		fail_request(test, n);
		if (!snd_dma_alloc_pages(SG, dev, 20480, &dmab)) {
			/* a block less than there is only makes the pieces smaller */
			snd_dma_free_pages(&dmab);
		} else {
			KUNIT_EXPECT_NULL(test, dmab.area);
			failed++;
		}
		EXPECT_FREE_RAM(test, before);
	}
	fail_request(test, 0);
	/* at least: the own record, its two arrays, the last page, the list, the map, the row for the CPU */
	KUNIT_EXPECT_GE(test, failed, 7);
}

/*
 * 6.12 asks for single pages until there are none; the pages of a buffer above all of the memory are not even collected
 */
static void more_than_there_is_takes_nothing(struct kunit *test)
{
	struct device *dev = device_in(test, 0);
	unsigned long before = free_ram();
	struct snd_dma_buffer dmab;

	figures_of_4k_pages(test);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SG, dev, SZ_1G * 64UL, &dmab), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SG, dev, SZ_16M, &dmab), -ENOMEM);
	KUNIT_EXPECT_NULL(test, dmab.area);
	EXPECT_FREE_RAM(test, before);
}

static void for_no_device_there_is_none(struct kunit *test)
{
	struct snd_dma_buffer dmab;

	follows_null_pointers(test);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SG, NULL, SZ_8K, &dmab), -ENOMEM);
}

static void devm_buffer_in_pieces_goes_with_its_device(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple("usnd-test-devm", PLATFORM_DEVID_AUTO, NULL, 0);
	struct snd_dma_buffer *dmab;
	unsigned long before;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	pdev->dev.coherent_dma_mask = DMA_BIT_MASK(24);
	*pdev->dev.dma_mask = DMA_BIT_MASK(24);
	zone_scatter(test, 0);
	before = free_ram();
	dmab = snd_devm_alloc_pages(&pdev->dev, SG, SZ_64K);
	KUNIT_EXPECT_NOT_NULL(test, dmab);
	if (dmab)
		KUNIT_EXPECT_EQ(test, dmab->dev.type, SG);
	platform_device_unregister(pdev);
	if (IS_ENABLED(CONFIG_USND))
		KUNIT_EXPECT_GE(test, free_ram() + 4, before);
}

/* ---- under a PCM ------------------------------------------------------------------------------------- */

static struct snd_pcm *pcm_of(struct kunit *test, struct device *dev, size_t size)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);

	KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer_all(pcm, SG, dev, size, SZ_1M), 0);
	return pcm;
}

/* Linux 6.12 keeps what the first buffer has become, and later asks for one block only */
static void buffer_that_was_one_block_may_be_scattered_later_unlike_linux(struct kunit *test)
{
	struct device *dev = device_new(test, 24);
	struct snd_pcm *pcm = pcm_of(test, dev, SZ_64K);
	struct snd_pcm_substream *substream = substream_of(pcm, 0);

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux wants one block here");
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SNDRV_DMA_TYPE_DEV);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "0"), 0);
	zone_scatter(test, 0);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "128"), 0);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SG);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "0"), 0);

	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_64K), 0);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_buffer_p->dev.type, SG);
}

/* the helpers that take a substream look at the buffer in use */
static void pcm_helpers_look_at_the_buffer_in_use(struct kunit *test)
{
	struct device *dev = device_in(test, 0);
	struct snd_pcm_substream *substream = open_stream(test, pcm_of(test, dev, 0));
	struct snd_dma_buffer *dmab;

	figures_of_4k_pages(test);
	KUNIT_ASSERT_EQ(test, hw_params(test, substream, 20000), 0);
	dmab = substream->runtime->dma_buffer_p;
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_addr, snd_sgbuf_get_addr(dmab, 0));
	KUNIT_EXPECT_EQ(test, snd_pcm_sgbuf_get_addr(substream, 5000), snd_sgbuf_get_addr(dmab, 5000));
	KUNIT_EXPECT_EQ(test, snd_pcm_sgbuf_get_chunk_size(substream, 100, 10000), 3996);
	/* hw_params has cleared it: pages of a scattered buffer come as they are */
	KUNIT_EXPECT_NULL(test, memchr_inv(substream->runtime->dma_area, 0, 20480));
}

static void preallocation_in_pieces_halves_not(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_of(test, device_in(test, 0), SZ_512K);

	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_512K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.dev.type, SG);
}

static struct kunit_case sg_cases[] = {
	KUNIT_CASE(one_block_is_taken_where_there_is_one),
	KUNIT_CASE_PARAM(largest_blocks_come_first, pieces_gen_params),
	KUNIT_CASE(chunks_are_what_the_device_sees_in_one_row),
	KUNIT_CASE(addr_is_of_the_first_page),
	KUNIT_CASE(every_page_is_below_the_mask),
	KUNIT_CASE(area_and_pages_are_the_same_memory),
	KUNIT_CASE(pieces_suit_the_device),
	KUNIT_CASE(every_request_may_fail_and_nothing_is_lost),
	KUNIT_CASE(more_than_there_is_takes_nothing),
	KUNIT_CASE(for_no_device_there_is_none),
	KUNIT_CASE(devm_buffer_in_pieces_goes_with_its_device),
	KUNIT_CASE(buffer_that_was_one_block_may_be_scattered_later_unlike_linux),
	KUNIT_CASE(pcm_helpers_look_at_the_buffer_in_use),
	KUNIT_CASE(preallocation_in_pieces_halves_not),
	{ }
};

static struct kunit_suite sg_suite = {
	.name = "memalloc_sg",
	.test_cases = sg_cases,
};
kunit_test_suite(sg_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc: scatter-gather buffers");
MODULE_LICENSE("GPL");
