// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_handed_over.c - buffers that CPU and device have in turns: NONCONTIG and NONCOHERENT, on whatever machine this
 * is. What the device sees of it is told by tests/host/test_examples.c. Contract 1.8, 1.18 bug 21.
 */
#include <linux/scatterlist.h>
#include <sound/memalloc.h>
#include "expect.h"
#include "free_ram.h"
#include "limited_device.h"
#include "pcm_client.h"

static const int types[] = { SNDRV_DMA_TYPE_NONCONTIG, SNDRV_DMA_TYPE_NONCOHERENT };

static void type_desc(const int *type, char *desc)
{
	strscpy(desc, *type == SNDRV_DMA_TYPE_NONCONTIG ? "noncontig" : "noncoherent", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(type, types, type_desc);

static struct snd_dma_buffer must_alloc(struct kunit *test, struct device *dev, enum dma_data_direction dir,
					size_t size)
{
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_dir_pages(*(const int *)test->param_value, dev, dir, size, &dmab), 0);
	return dmab;
}

static void comes_zeroed(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;
	int round;

	for (round = 0; round < 2; round++) {
		dmab = must_alloc(test, dev, DMA_TO_DEVICE, 50000);
		KUNIT_EXPECT_NULL(test, memchr_inv(dmab.area, 0, dmab.bytes));
		memset(dmab.area, 0xa5, dmab.bytes);
		snd_dma_free_pages(&dmab);
	}
}

/* as the address needs it, not as the direction's number happens to say */
static void need_sync_is_what_the_address_needs(struct kunit *test)
{
	static const enum dma_data_direction dirs[] = { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		dmab = must_alloc(test, dev, dirs[i], 8192);
		KUNIT_EXPECT_EQ(test, dmab.dev.need_sync, dma_need_sync(dev, dmab.addr));
		KUNIT_EXPECT_EQ(test, dmab.addr, snd_sgbuf_get_addr(&dmab, 0));
		snd_dma_free_pages(&dmab);
	}
}

/* linux/dma reports a sync that does not fit its map; a side that does not write is not asked */
static void sync_may_be_called_either_way(struct kunit *test)
{
	static const enum dma_data_direction dirs[] = { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		dmab = must_alloc(test, dev, dirs[i], 100000);
		memset(dmab.area, 0x5a, dmab.bytes);
		snd_dma_buffer_sync(&dmab, SNDRV_DMA_SYNC_DEVICE);
		snd_dma_buffer_sync(&dmab, SNDRV_DMA_SYNC_CPU);
		/* the device has written nothing: what it had was told it, or must not be fetched */
		if (dirs[i] != DMA_FROM_DEVICE)
			KUNIT_EXPECT_EQ(test, dmab.area[99999], 0x5a);
		snd_dma_free_pages(&dmab);
	}
}

/* behind an IOMMU the pages are anywhere and the addresses in one row */
static void addresses_are_the_devices_and_pages_the_memorys(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab = must_alloc(test, dev, DMA_TO_DEVICE, SZ_128K);
	struct sg_table *table = snd_dma_noncontig_sg_table(&dmab);
	struct sg_dma_page_iter iter;
	unsigned int ofs;

	for (ofs = 0; ofs < SZ_128K; ofs += 4096 + 100) {
		struct page *page = snd_sgbuf_get_page(&dmab, ofs);

		dmab.area[ofs] = ofs / 4096 + 1;
		KUNIT_EXPECT_EQ(test, ((unsigned char *)page_address(page))[offset_in_page(ofs)], ofs / 4096 + 1);
	}
	if (dmab.dev.type == SNDRV_DMA_TYPE_NONCONTIG) {
		ofs = 0;
		for_each_sgtable_dma_page(table, &iter, 0) {
			KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, ofs), sg_page_iter_dma_address(&iter));
			ofs += PAGE_SIZE;
		}
		KUNIT_EXPECT_EQ(test, ofs, SZ_128K);
	}
	for (ofs = 0; ofs < SZ_128K; ofs += 5003) {
		unsigned int rest = SZ_128K - ofs, chunk = snd_sgbuf_get_chunk_size(&dmab, ofs, rest);

		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, ofs + chunk - 1),
				snd_sgbuf_get_addr(&dmab, ofs) + chunk - 1);
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, ofs, 1), 1);
	}
	snd_dma_free_pages(&dmab);
}

static void every_request_may_fail_and_nothing_is_lost(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab = must_alloc(test, dev, DMA_TO_DEVICE, SZ_64K);
	int n, err, type = dmab.dev.type;
	unsigned long before;

	snd_dma_free_pages(&dmab);
	for (n = 1; n <= 6; n++) {
		before = free_ram();
		fail_request(test, n);
		err = snd_dma_alloc_dir_pages(type, dev, DMA_TO_DEVICE, SZ_64K, &dmab);
		KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
		if (err)
			KUNIT_EXPECT_NULL(test, dmab.private_data);
		KUNIT_EXPECT_TRUE(test, err || n > 1);
		if (!err)
			snd_dma_free_pages(&dmab);
		/* caches of the books grow by a page now and then; a buffer has sixteen */
		if (IS_ENABLED(CONFIG_USND))
			KUNIT_EXPECT_GE(test, free_ram() + 8, before);
	}
	fail_request(test, 0);
}

/* an application that maps must know before it does, whether the buffer was made in advance or not */
static void applications_are_told(struct kunit *test)
{
	static const size_t sizes[] = { 0, SZ_64K };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct fake *fake = fake_create_buffers(test, 1, 1, *(const int *)test->param_value, sizes[i]);
		bool told;

		fake_open(fake, SNDRV_PCM_STREAM_PLAYBACK, O_NONBLOCK);
		told = fake->substream->runtime->hw.info & SNDRV_PCM_INFO_EXPLICIT_SYNC;
		KUNIT_ASSERT_EQ(test, fake_hw_params(fake, FAKE_CONFIG()), 0);
		KUNIT_EXPECT_EQ(test, told, fake->substream->runtime->dma_buffer_p->dev.need_sync);
		fake_release(fake);
	}
}

static struct kunit_case handed_over_cases[] = {
	KUNIT_CASE_PARAM(comes_zeroed, type_gen_params),
	KUNIT_CASE_PARAM(need_sync_is_what_the_address_needs, type_gen_params),
	KUNIT_CASE_PARAM(sync_may_be_called_either_way, type_gen_params),
	KUNIT_CASE_PARAM(addresses_are_the_devices_and_pages_the_memorys, type_gen_params),
	KUNIT_CASE_PARAM(every_request_may_fail_and_nothing_is_lost, type_gen_params),
	KUNIT_CASE_PARAM(applications_are_told, type_gen_params),
	{ }
};

static struct kunit_suite handed_over_suite = {
	.name = "memalloc_handed_over",
	.test_cases = handed_over_cases,
};
kunit_test_suite(handed_over_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc: buffers that are handed to and fro");
MODULE_LICENSE("GPL");
