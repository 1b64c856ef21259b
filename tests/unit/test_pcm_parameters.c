// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_parameters.c - the parameters of module snd_pcm, each other than its default. Contract 1.7.
 *
 * A parameter is given at boot, so that this is run once for each, and the cases of the others skip themselves:
 *   snd_pcm.preallocate_dma=0 · snd_pcm.maximum_substreams=1 · snd_pcm.max_alloc_per_card=65536 · …=0
 */
#include "buffer_card.h"

static struct snd_pcm *preallocated_pcm(struct kunit *test, int device)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), device, 2, 0, &managed_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_16K, SZ_64M);
	return pcm;
}

static void preallocate_dma_0_is_not_for_fixed_buffers(struct kunit *test)
{
	struct snd_pcm *pcm = preallocated_pcm(test, 0), *fixed;

	if (substream_of(pcm, 0)->dma_buffer.bytes)
		kunit_skip(test, "needs snd_pcm.preallocate_dma=0");
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->buffer_bytes_max, UINT_MAX);
	/* the file gives one all the same */
	KUNIT_EXPECT_EQ(test, info_write(test, substream_of(pcm, 0), "32\n"), 0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_32K);

	fixed = pcm_new(test, pcm->card, 1, 1, 0, &managed_ops);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(fixed, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K), 0);
	KUNIT_EXPECT_EQ(test, substream_of(fixed, 0)->dma_buffer.bytes, SZ_64K);
}

static void maximum_substreams_counts_from_the_first(struct kunit *test)
{
	struct snd_pcm *pcm = preallocated_pcm(test, 0);

	if (!substream_of(pcm, 0)->dma_buffer.bytes || substream_of(pcm, 1)->dma_buffer.bytes)
		kunit_skip(test, "needs snd_pcm.maximum_substreams=1");
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_16K);
	KUNIT_EXPECT_NOT_NULL(test, info_entry(substream_of(pcm, 1), "prealloc"));
}

static void max_alloc_per_card_is_exact(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);

	if (snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K + PAGE_SIZE) == 0)
		kunit_skip(test, "needs snd_pcm.max_alloc_per_card=65536");
	pcm = pcm_new(test, pcm->card, 1, 2, 0, &managed_ops);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer(substream_of(pcm, 0), SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer(substream_of(pcm, 1), SNDRV_DMA_TYPE_VMALLOC, NULL, 1), -ENOMEM);
}

static void max_alloc_per_card_0_is_no_limit(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &managed_ops);

	if (snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, CARD_QUOTA + PAGE_SIZE) == -ENOMEM)
		kunit_skip(test, "needs snd_pcm.max_alloc_per_card=0");
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, CARD_QUOTA + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, pcm->card->total_pcm_alloc_bytes, CARD_QUOTA + PAGE_SIZE);
}

static struct kunit_case pcm_parameters_cases[] = {
	KUNIT_CASE(preallocate_dma_0_is_not_for_fixed_buffers),
	KUNIT_CASE(maximum_substreams_counts_from_the_first),
	KUNIT_CASE(max_alloc_per_card_is_exact),
	KUNIT_CASE(max_alloc_per_card_0_is_no_limit),
	{ }
};

static struct kunit_suite pcm_parameters_suite = {
	.name = "pcm_parameters",
	.test_cases = pcm_parameters_cases,
};
kunit_test_suite(pcm_parameters_suite);

MODULE_DESCRIPTION("Tests of the parameters of snd_pcm");
MODULE_LICENSE("GPL");
