// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fallback.c - snd_dma_alloc_pages_fallback(): which sizes it tries. Contract 1.5, last column, and 1.18, bug 8;
 * golden-6.12, its second part. The fallbacks of the chapter's older names are test_classic.c.
 */
#include <linux/sizes.h>
#include <sound/memalloc.h>
#include "hold_zone.h"
#include "limited_device.h"

/* golden-6.12: what is too large for one block comes down to MAX_PAGE_ORDER */
static void fallback_of_large_requests_ends_at_4_mib(struct kunit *test)
{
	static const struct {
		size_t size, bytes;
	} cases[] = {
		{ 5242880, 4194304 }, { 12582912, 4194304 }, { 4194304, 4194304 }, { 100000, 102400 }, { 12288, 12288 },
		{ 1, 4096 }, { 4097, 8192 },
	};
	struct snd_dma_buffer dmab;
	unsigned int i;

	figures_of_4k_pages(test);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_ASSERT_EQ(test,
				snd_dma_alloc_pages_fallback(SNDRV_DMA_TYPE_CONTINUOUS, NULL, cases[i].size, &dmab), 0);
		KUNIT_EXPECT_EQ(test, dmab.bytes, cases[i].bytes);
		KUNIT_EXPECT_TRUE(
			test, IS_ALIGNED(dmab.addr, min_t(size_t, (PAGE_SIZE << get_order(cases[i].bytes)), SZ_64K)));
		snd_dma_free_pages(&dmab);
	}
}

/*
 * Contract 1.5, last column. Only one block of order @left is free below 16 MiB: @bytes is the first of the sizes
 * tried that fits it. 0: -ENOMEM.
 */
struct sequence_case {
	size_t request;
	int left;
	size_t bytes;
};

static const struct sequence_case sequence_cases[] = {
	{ 4096, 0, 4096 }, { 4096, -1, 0 },
	{ 8192, 1, 8192 }, { 8192, 0, 4096 }, { 8192, -1, 0 },
	{ 12288, 2, 12288 }, { 12288, 1, 8192 }, { 12288, 0, 4096 }, { 12288, -1, 0 },
	{ 20480, 3, 20480 }, { 20480, 2, 16384 }, { 20480, 1, 8192 }, { 20480, 0, 4096 }, { 20480, -1, 0 },
	{ 65536, 4, 65536 }, { 65536, 3, 32768 }, { 65536, 2, 16384 }, { 65536, 1, 8192 }, { 65536, 0, 4096 },
	{ 65536, -1, 0 },
	{ 100000, 5, 102400 }, { 100000, 4, 65536 }, { 100000, 3, 32768 }, { 100000, 2, 16384 }, { 100000, 1, 8192 },
	{ 100000, 0, 4096 }, { 100000, -1, 0 },
};

static void sequence_desc(const struct sequence_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu of order %d", c->request, c->left);
}

KUNIT_ARRAY_PARAM(sequence, sequence_cases, sequence_desc);

static void check_sequence(struct kunit *test, int type)
{
	const struct sequence_case *c = test->param_value;
	struct device *dev = device_new(test, 24);
	struct snd_dma_buffer dmab;
	int err;

	zone_hold(test, c->left);
	err = snd_dma_alloc_pages_fallback(type, dev, c->request, &dmab);
	KUNIT_EXPECT_EQ(test, err, c->bytes ? 0 : -ENOMEM);
	KUNIT_EXPECT_EQ(test, dmab.bytes, c->bytes);
	snd_dma_free_pages(&dmab);
}

static void fallback_sequence_of_continuous(struct kunit *test)
{
	figures_of_4k_pages(test);
	check_sequence(test, SNDRV_DMA_TYPE_CONTINUOUS);
}

static void fallback_sequence_of_dev(struct kunit *test)
{
	figures_of_4k_pages(test);
	check_sequence(test, SNDRV_DMA_TYPE_DEV);
}

static void fallback_sequence_of_dev_wc(struct kunit *test)
{
	figures_of_4k_pages(test);
	check_sequence(test, SNDRV_DMA_TYPE_DEV_WC);
}

/* one block is left: what does not fit it does not fit its pieces either */
static void fallback_sequence_of_dev_sg(struct kunit *test)
{
	figures_of_4k_pages(test);
	check_sequence(test, SNDRV_DMA_TYPE_DEV_SG);
}

static void fallback_sequence_of_dev_iram(struct kunit *test)
{
	figures_of_4k_pages(test);
	check_sequence(test, SNDRV_DMA_TYPE_DEV_IRAM);
}

/* the second size of each row of the table, in memory that would have any: it never grows, which it did until 4.18 */
static void fallback_tries_less_next(struct kunit *test)
{
	static const struct {
		size_t request, next;
	} rows[] = {
		{ 4097, 4096 }, { 8192, 4096 }, { 12288, 8192 }, { 20480, 16384 }, { 65536, 32768 }, { 100000, 65536 },
		{ 131072, 65536 },
	};
	static const int types[] = { SNDRV_DMA_TYPE_CONTINUOUS, SNDRV_DMA_TYPE_DEV, SNDRV_DMA_TYPE_VMALLOC };
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;
	unsigned int row, type;

	figures_of_4k_pages(test);
	for (type = 0; type < ARRAY_SIZE(types); type++) {
		for (row = 0; row < ARRAY_SIZE(rows); row++) {
			fail_request(test, 1);
			KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages_fallback(types[type], dev, rows[row].request, &dmab),
					0);
			KUNIT_EXPECT_EQ(test, dmab.bytes, rows[row].next);
			snd_dma_free_pages(&dmab);
		}
		/* one page is the last try */
		fail_request(test, 1);
		KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(types[type], dev, 4096, &dmab), -ENOMEM);
		fail_request(test, 0);
	}
}

static void fallback_is_for_want_of_memory_only(struct kunit *test)
{
	struct snd_dma_buffer dmab;

	/* each is tried once */
	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K, NULL), -ENXIO);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(SNDRV_DMA_TYPE_VMALLOC, NULL, 0, &dmab), -ENXIO);
}

static struct kunit_case fallback_cases[] = {
	KUNIT_CASE(fallback_of_large_requests_ends_at_4_mib),
	KUNIT_CASE_PARAM(fallback_sequence_of_continuous, sequence_gen_params),
	KUNIT_CASE_PARAM(fallback_sequence_of_dev, sequence_gen_params),
	KUNIT_CASE_PARAM(fallback_sequence_of_dev_wc, sequence_gen_params),
	KUNIT_CASE_PARAM(fallback_sequence_of_dev_sg, sequence_gen_params),
	KUNIT_CASE_PARAM(fallback_sequence_of_dev_iram, sequence_gen_params),
	KUNIT_CASE(fallback_tries_less_next),
	KUNIT_CASE(fallback_is_for_want_of_memory_only),
	{ }
};

static struct kunit_suite fallback_suite = {
	.name = "memalloc_fallback",
	.test_cases = fallback_cases,
};
kunit_test_suite(fallback_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc: the fallback");
MODULE_LICENSE("GPL");
