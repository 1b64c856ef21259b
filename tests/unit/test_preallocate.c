// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_preallocate.c - buffers made when a PCM is set up: which sizes are tried, who gets one, what a second set-up
 * does. Contract 1.7 and 1.19; golden-6.12, its first part.
 *
 * The sizes tried are made visible by the card's quota: with only so many bytes left, the first size that fits is got.
 */
#include "buffer_card.h"

#define KIB 1024u

/* leave exactly @bytes (whole pages) of the card's quota */
static void quota_leave(struct kunit *test, struct snd_card *card, size_t bytes)
{
	struct snd_pcm *filler = pcm_new(test, card, 7, 1, 0, &managed_ops);

	KUNIT_ASSERT_EQ(test, snd_pcm_set_fixed_buffer_all(filler, SNDRV_DMA_TYPE_VMALLOC, NULL,
							   CARD_QUOTA - card->total_pcm_alloc_bytes - bytes), 0);
	KUNIT_ASSERT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA - bytes);
}

/* ---- the sizes tried ------------------------------------------------------------------------------------------ */

struct sequence_case {
	size_t request, left, bytes;	/* bytes: of the buffer that comes out, whole pages */
};

static const struct sequence_case sequence_cases[] = {
	/* 65536, 32768, 16384 */
	{ 65536, 65536, 65536 }, { 65536, 61440, 32768 }, { 65536, 32768, 32768 }, { 65536, 28672, 16384 },
	{ 65536, 16384, 16384 }, { 65536, 12288, 0 },
	/* 100000, 50000, 25000: half of it, not the next power of two */
	{ 100000, 102400, 102400 }, { 100000, 98304, 53248 }, { 100000, 53248, 53248 }, { 100000, 49152, 28672 },
	{ 100000, 28672, 28672 }, { 100000, 24576, 0 },
	/* the first size is tried even if half of it is below the floor, or it is itself */
	{ 20480, 20480, 20480 }, { 20480, 16384, 0 },
	{ 8192, 8192, 8192 }, { 8192, 4096, 0 },
};

static void sequence_desc(const struct sequence_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu with %zu left", c->request, c->left);
}

KUNIT_ARRAY_PARAM(sequence, sequence_cases, sequence_desc);

static void preallocation_halves_down_to_16_kib(struct kunit *test)
{
	const struct sequence_case *c = test->param_value;
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream = substream_of(pcm, 0);

	figures_of_4k_pages(test);
	quota_leave(test, card, c->left);
	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, c->request, SZ_1M);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, c->bytes);
	KUNIT_EXPECT_EQ(test, !!substream->dma_buffer.area, !!c->bytes);
	KUNIT_EXPECT_EQ(test, substream->buffer_bytes_max, c->bytes ? c->bytes : UINT_MAX);
	/* no buffer is no failure */
	KUNIT_EXPECT_EQ(test, substream->dma_max, SZ_1M);
	KUNIT_EXPECT_NOT_NULL(test, info_entry(substream, "prealloc"));
}

static void managed_preallocation_without_memory_is_no_error(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);

	quota_leave(test, card, 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M), 0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, 0);
	KUNIT_EXPECT_TRUE(test, substream_of(pcm, 0)->managed_buffer_alloc);
}

/* the quota is used up by the first substreams: the later ones get smaller buffers, then none */
static void quota_shows_as_smaller_buffers(struct kunit *test)
{
	static const size_t expected[] = { 65536, 32768, 16384, 0 };
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 4, 0, &managed_ops);
	unsigned int i;

	quota_leave(test, card, 65536 + 32768 + 16384);
	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K, SZ_1M);
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		KUNIT_EXPECT_EQ(test, substream_of(pcm, i)->dma_buffer.bytes, expected[i]);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA);
}

/* ---- golden-6.12, first part: one card, four PCMs after the other, six substreams each --------------------------- */

struct golden_case {
	int type;
	size_t size, max;
	size_t bytes;		/* of substreams 0 to 3 */
	size_t bytes_rest;	/* of substreams 4 and 5 */
	struct {
		size_t ask;
		int result;
		size_t dma_bytes, buffer_bytes;
		bool same;	/* the preallocated buffer */
	} mallocs[4];
	size_t at_last;		/* buffer of malloc_pages(100) after free_pages */
	size_t total;		/* of the card when closed */
};

static const struct golden_case golden_cases[] = {
	{ SNDRV_DMA_TYPE_CONTINUOUS, 65536, SZ_1M, 65536, 0, {
		{ 32768, 1, 32768, 65536, true }, { 100, 0, 100, 65536, true }, { 131072, 1, 131072, 131072, false },
		{ 32768, 0, 32768, 131072, false } }, 65536, 262144 },
	{ SNDRV_DMA_TYPE_CONTINUOUS, 0, SZ_1M, 0, 0, {
		{ 32768, 1, 32768, 32768, false }, { 100, 0, 100, 32768, false }, { 131072, 1, 131072, 131072, false },
		{ 32768, 0, 32768, 131072, false } }, 4096, 262144 },
	{ SNDRV_DMA_TYPE_CONTINUOUS, 100000, SZ_1M, 102400, 0, {
		{ 32768, 1, 32768, 102400, true }, { 100, 0, 100, 102400, true }, { 131072, 1, 131072, 131072, false },
		{ 32768, 0, 32768, 131072, false } }, 102400, 671744 },
	{ SNDRV_DMA_TYPE_CONTINUOUS, SZ_16M, SZ_64M, SZ_4M, 0, {
		{ 32768, 1, 32768, SZ_4M, true }, { 100, 0, 100, SZ_4M, true }, { 131072, 0, 131072, SZ_4M, true },
		{ 32768, 0, 32768, SZ_4M, true } }, SZ_4M, 17448960 },
	{ SNDRV_DMA_TYPE_VMALLOC, 65536, 0, 65536, 65536, {
		{ 32768, 1, 32768, 65536, true }, { 100, 0, 100, 65536, true }, { 131072, -ENOMEM, 0, 0, false },
		{ 32768, 1, 32768, 65536, true } }, 65536, 17842176 },
};

static void golden_one(struct kunit *test, struct snd_card *card, int device, const struct golden_case *c)
{
	struct snd_pcm *pcm = pcm_new(test, card, device, 6, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;
	struct snd_pcm_runtime *runtime;
	unsigned int i;

	snd_pcm_lib_preallocate_pages_for_all(pcm, c->type, NULL, c->size, c->max);
	for (i = 0; i < 6; i++) {
		size_t bytes = i < 4 ? c->bytes : c->bytes_rest;

		substream = substream_of(pcm, i);
		KUNIT_EXPECT_EQ_MSG(test, substream->dma_buffer.bytes, bytes, "PCM %d, substream %u", device, i);
		KUNIT_EXPECT_EQ_MSG(test, substream->buffer_bytes_max, bytes ? bytes : UINT_MAX, "PCM %d, substream %u",
				    device, i);
		KUNIT_EXPECT_EQ(test, substream->dma_max, c->max);
	}

	substream = open_stream(test, pcm);
	runtime = substream->runtime;
	for (i = 0; i < ARRAY_SIZE(c->mallocs); i++) {
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_lib_malloc_pages(substream, c->mallocs[i].ask), c->mallocs[i].result,
				    "PCM %d, request %u", device, i);
		KUNIT_EXPECT_EQ_MSG(test, runtime->dma_bytes, c->mallocs[i].dma_bytes, "PCM %d, request %u", device, i);
		KUNIT_EXPECT_EQ(test, runtime->dma_buffer_p == &substream->dma_buffer, c->mallocs[i].same);
		KUNIT_EXPECT_EQ(test, runtime->dma_buffer_p ? runtime->dma_buffer_p->bytes : 0,
				c->mallocs[i].buffer_bytes);
	}
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_64M), -ENOMEM);
	KUNIT_EXPECT_NULL(test, runtime->dma_area);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, 100), 1);
	KUNIT_EXPECT_EQ(test, runtime->dma_bytes, 100);
	KUNIT_ASSERT_NOT_NULL(test, runtime->dma_buffer_p);
	KUNIT_EXPECT_EQ(test, runtime->dma_buffer_p->bytes, c->at_last);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(substream), 0);
	KUNIT_EXPECT_EQ_MSG(test, card->total_pcm_alloc_bytes, c->total, "after PCM %d", device);
}

static void golden_preallocation_and_malloc(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	unsigned int i;

	figures_of_4k_pages(test);
	for (i = 0; i < ARRAY_SIZE(golden_cases); i++)
		golden_one(test, card, i, &golden_cases[i]);
}

/* ---- who gets a buffer ------------------------------------------------------------------------------------------- */

static void both_directions_count_their_own_substreams(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 6, 6, &managed_ops);
	struct snd_pcm_substream *substream;
	int stream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_16K, SZ_64K);
	for_each_pcm_streams(stream) {
		for (substream = pcm->streams[stream].substream; substream; substream = substream->next)
			KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, substream->number < 4 ? SZ_16K : 0);
	}
}

static void direction_of_the_stream_is_the_buffers(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 1, &managed_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_16K, SZ_64K);
	KUNIT_EXPECT_EQ(test, pcm->streams[SNDRV_PCM_STREAM_PLAYBACK].substream->dma_buffer.dev.dir, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, pcm->streams[SNDRV_PCM_STREAM_CAPTURE].substream->dma_buffer.dev.dir, DMA_FROM_DEVICE);
}

/* matrix: fixed(64K); the limit of substreams is not for fixed buffers */
static void fixed_buffer_is_for_every_substream(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 6, 0, &managed_ops);
	struct snd_pcm_substream *substream;
	int i;

	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K), 0);
	for (i = 0; i < 6; i++) {
		substream = substream_of(pcm, i);
		KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, SZ_64K);
		KUNIT_EXPECT_EQ(test, substream->dma_max, 0);
		KUNIT_EXPECT_TRUE(test, substream->managed_buffer_alloc);
		KUNIT_EXPECT_NULL(test, info_entry(substream, "prealloc"));
		KUNIT_EXPECT_NULL(test, info_entry(substream, "prealloc_max"));
	}
}

static void fixed_buffer_is_tried_once(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);

	figures_of_4k_pages(test);
	quota_leave(test, card, 61440);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer(substream_of(pcm, 0), SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA - 61440);
}

static void for_all_stops_at_the_first_error(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 3, 0, &managed_ops);

	quota_leave(test, card, SZ_64K);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K), -ENOMEM);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_64K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 1)->dma_buffer.bytes, 0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 2)->dma_buffer.dev.type, SNDRV_DMA_TYPE_UNKNOWN);
}

/* matrix: VMALLOC managed (0,0): no proc file, no preallocation */
static void set_up_without_sizes_makes_nothing(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream = substream_of(pcm, 0);

	KUNIT_EXPECT_EQ(test, snd_pcm_set_managed_buffer(substream, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SNDRV_DMA_TYPE_VMALLOC);
	KUNIT_EXPECT_NULL(test, substream->dma_buffer.area);
	KUNIT_EXPECT_EQ(test, substream->buffer_bytes_max, UINT_MAX);
	KUNIT_EXPECT_NULL(test, info_entry(substream, "prealloc"));
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

/* ---- set-up is once ---------------------------------------------------------------------------------------------- */

/* matrix: set_managed twice: snd_BUG, -EINVAL, first buffer kept */
static void second_set_up_is_einval_and_keeps_the_first(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct snd_pcm_substream *substream = substream_of(pcm, 0);
	unsigned char *area;

	KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer(substream, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_1M), 0);
	area = substream->dma_buffer.area;
	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_managed_buffer(substream, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_16K, SZ_16K),
			-EINVAL);
	snd_pcm_lib_preallocate_pages(substream, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_16K, SZ_16K);
	KUNIT_EXPECT_PTR_EQ(test, substream->dma_buffer.area, area);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SNDRV_DMA_TYPE_CONTINUOUS);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, SZ_64K);
	KUNIT_EXPECT_EQ(test, substream->dma_max, SZ_1M);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, SZ_64K);
}

static void preallocation_is_freed_with_the_set_up_kept(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 2, 2, &managed_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 48 * KIB, SZ_1M);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 4 * 48 * KIB);
	snd_pcm_lib_preallocate_free_for_all(pcm);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
	KUNIT_EXPECT_NULL(test, substream_of(pcm, 1)->dma_buffer.area);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 1)->dma_buffer.dev.type, SNDRV_DMA_TYPE_CONTINUOUS);
	snd_pcm_lib_preallocate_free_for_all(pcm);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

static struct kunit_case preallocate_cases[] = {
	KUNIT_CASE_PARAM(preallocation_halves_down_to_16_kib, sequence_gen_params),
	KUNIT_CASE(managed_preallocation_without_memory_is_no_error),
	KUNIT_CASE(quota_shows_as_smaller_buffers),
	KUNIT_CASE(golden_preallocation_and_malloc),
	KUNIT_CASE(both_directions_count_their_own_substreams),
	KUNIT_CASE(direction_of_the_stream_is_the_buffers),
	KUNIT_CASE(fixed_buffer_is_for_every_substream),
	KUNIT_CASE(fixed_buffer_is_tried_once),
	KUNIT_CASE(for_all_stops_at_the_first_error),
	KUNIT_CASE(set_up_without_sizes_makes_nothing),
	KUNIT_CASE(second_set_up_is_einval_and_keeps_the_first),
	KUNIT_CASE(preallocation_is_freed_with_the_set_up_kept),
	{ }
};

static struct kunit_suite preallocate_suite = {
	.name = "pcm_preallocate",
	.test_cases = preallocate_cases,
};
kunit_test_suite(preallocate_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/memory.c: set-up");
MODULE_LICENSE("GPL");
