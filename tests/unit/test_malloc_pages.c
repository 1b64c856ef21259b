// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_malloc_pages.c - the buffer of an open stream: which one hw_params gives it, when it changes, when it goes.
 * Contract 1.6 and 1.19. Every case that goes through hw_params is what an application's ioctl does.
 */
#include "buffer_card.h"

/* ---- matrix 1.19, row by row ------------------------------------------------------------------------------------ */

static void hw_params_within_the_preallocated_uses_it(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_32K), 0);
	KUNIT_EXPECT_EQ(test, last_malloc, 1);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_area, substream->dma_buffer.area);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_addr, substream->dma_buffer.addr);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, SZ_32K);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, SZ_64K);
}

static void hw_params_again_keeps_the_buffer(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_32K), 0);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_64K), 0);
	KUNIT_EXPECT_EQ(test, last_malloc, 0);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, SZ_64K);
}

static void hw_params_beyond_the_preallocated_is_refused(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M);
	substream = open_stream(test, pcm);
	last_malloc = -1;
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_128K), -EINVAL);
	KUNIT_EXPECT_EQ(test, last_malloc, -1);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_area);
}

static void hw_params_without_the_preallocated_makes_its_own(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M);
	KUNIT_EXPECT_EQ(test, info_write(test, substream_of(pcm, 0), "0\n"), 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_128K), 0);
	KUNIT_EXPECT_EQ(test, last_malloc, 1);
	KUNIT_EXPECT_PTR_NE(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_128K);
	KUNIT_EXPECT_EQ(test, substream->ops->hw_free(substream), 0);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_area);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_buffer_p);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

static void hw_params_of_100_bytes_takes_a_page_and_clears_it(struct kunit *test)
{
	static const int types[] = { SNDRV_DMA_TYPE_CONTINUOUS, SNDRV_DMA_TYPE_VMALLOC };
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);
		struct snd_pcm_substream *substream;

		KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer_all(pcm, types[i], NULL, 0, 0), 0);
		substream = open_stream(test, pcm);
		/* the second time it is the same page, written meanwhile */
		for (round = 0; round < 2; round++) {
			KUNIT_ASSERT_EQ(test, hw_params(test, substream, 100), 0);
			KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, 100);
			KUNIT_EXPECT_EQ(test, substream->runtime->dma_buffer_p->bytes, PAGE_SIZE);
			/* mapping it shows whole pages */
			KUNIT_EXPECT_NULL(test, memchr_inv(substream->runtime->dma_area, 0, PAGE_SIZE));
			memset(substream->runtime->dma_area, 0xee, PAGE_SIZE);
		}
	}
}

static void malloc_that_cannot_grow_leaves_no_buffer(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, SZ_1M);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_64K), 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, CARD_QUOTA + 1), -ENOMEM);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_area);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_buffer_p);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

static void malloc_beyond_a_fixed_buffer_is_enomem(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream;

	KUNIT_ASSERT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K), 0);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_128K), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_64K), 1);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_64K);
}

static void managed_vmalloc_comes_and_goes_with_the_stream(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream;
	struct file *file = kunit_kzalloc(test, sizeof(*file), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, file);
	KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0), 0);
	KUNIT_ASSERT_EQ(test, snd_pcm_open_substream(pcm, SNDRV_PCM_STREAM_PLAYBACK, file, &substream), 0);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_1M), 0);
	KUNIT_EXPECT_TRUE(test, substream->runtime->buffer_changed);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_1M);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_512K), 0);
	KUNIT_EXPECT_FALSE(test, substream->runtime->buffer_changed);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_1M);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_2M), 0);
	KUNIT_EXPECT_TRUE(test, substream->runtime->buffer_changed);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_2M);
	/* closing without hw_free: contract 1.18, bug 16 */
	snd_pcm_release_substream(substream);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

/* ---- 1.6: what follows from the rules ---------------------------------------------------------------------------- */

static void malloc_keeps_a_dynamic_buffer_although_the_preallocated_would_do(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_128K), 1);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_64K + SZ_128K);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_32K), 0);
	KUNIT_EXPECT_PTR_NE(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
	/* until hw_free */
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream), 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_64K);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_32K), 1);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
}

static void malloc_without_a_set_up_is_einval(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream = open_stream(test, pcm);

	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_64K), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream), 0);
}

static void malloc_and_free_need_an_open_stream(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);

	KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0), 0);
	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream_of(pcm, 0), SZ_64K), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream_of(pcm, 0)), -EINVAL);
}

static void malloc_of_more_than_memory_is_enomem(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 0, SZ_64M);
	substream = open_stream(test, pcm);
	/* within the quota, but no block is so large */
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_8M), -ENOMEM);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

static void drivers_own_buffer_is_neither_counted_nor_freed(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream = open_stream(test, pcm);
	struct snd_dma_buffer own;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_16K, &own), 0);
	snd_pcm_set_runtime_buffer(substream, &own);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_area, own.area);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_addr, own.addr);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, SZ_16K);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
	snd_pcm_set_runtime_buffer(substream, NULL);
	KUNIT_EXPECT_NULL(test, substream->runtime->dma_area);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_addr, 0);
	KUNIT_EXPECT_EQ(test, substream->runtime->dma_bytes, 0);
	snd_dma_free_pages(&own);
}

static struct kunit_case malloc_pages_cases[] = {
	KUNIT_CASE(hw_params_within_the_preallocated_uses_it),
	KUNIT_CASE(hw_params_again_keeps_the_buffer),
	KUNIT_CASE(hw_params_beyond_the_preallocated_is_refused),
	KUNIT_CASE(hw_params_without_the_preallocated_makes_its_own),
	KUNIT_CASE(hw_params_of_100_bytes_takes_a_page_and_clears_it),
	KUNIT_CASE(malloc_that_cannot_grow_leaves_no_buffer),
	KUNIT_CASE(malloc_beyond_a_fixed_buffer_is_enomem),
	KUNIT_CASE(managed_vmalloc_comes_and_goes_with_the_stream),
	KUNIT_CASE(malloc_keeps_a_dynamic_buffer_although_the_preallocated_would_do),
	KUNIT_CASE(malloc_without_a_set_up_is_einval),
	KUNIT_CASE(malloc_and_free_need_an_open_stream),
	KUNIT_CASE(malloc_of_more_than_memory_is_enomem),
	KUNIT_CASE(drivers_own_buffer_is_neither_counted_nor_freed),
	{ }
};

static struct kunit_suite malloc_pages_suite = {
	.name = "pcm_malloc_pages",
	.test_cases = malloc_pages_cases,
};
kunit_test_suite(malloc_pages_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/memory.c: hw_params");
MODULE_LICENSE("GPL");
