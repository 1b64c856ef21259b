// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_classic.c - the chapter's older spelling (include/classic in front): page allocators, their fallbacks, and what
 * stood for the device. Contract 1.3 and 1.5, first column. No kernel of today has these names: usnd only.
 */
#include <sound/driver.h>
#include <linux/dma-mapping.h>
#include <sound/memalloc.h>
#include "buffer_card.h"
#include "hold_zone.h"

/* no PCI device: the ISA DMA controller, 24 address bits, as pci_alloc_consistent(NULL) was */
#define NO_PCI NULL

static unsigned long free_pages_now(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram;
}

/* ---- sizes ------------------------------------------------------------------------------------------------------- */

static void malloc_pages_rounds_to_a_power_of_two(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4096, 4097, 12288, 20480, 65536, 100000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t rounded = PAGE_SIZE << get_order(sizes[i]);
		unsigned long before = free_pages_now();
		unsigned char *area = snd_malloc_pages(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, area);
		KUNIT_EXPECT_EQ(test, before - free_pages_now(), rounded >> PAGE_SHIFT);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(page_to_phys(virt_to_page(area)), rounded));
		memset(area, 0x5a, rounded);
		/* any size of the same class frees all of it */
		snd_free_pages(area, rounded);
		KUNIT_EXPECT_EQ(test, free_pages_now(), before);
	}
}

static void malloc_pci_pages_is_coherent_and_zeroed(struct kunit *test)
{
	dma_addr_t addr = 0;
	unsigned int round;

	for (round = 0; round < 2; round++) {
		unsigned char *area = snd_malloc_pci_pages(NO_PCI, 20480, &addr);

		KUNIT_ASSERT_NOT_NULL(test, area);
		/* all of the rounded size is there */
		KUNIT_EXPECT_NULL(test, memchr_inv(area, 0, 32768));
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(addr, 32768));
		KUNIT_EXPECT_LE(test, addr + 32768 - 1, DMA_BIT_MASK(24));
		memset(area, 0xff, 32768);
		/* the order of arguments differs from snd_free_pages() */
		snd_free_pci_pages(NO_PCI, 20480, area, addr);
	}
}

static void free_of_nothing_is_nothing(struct kunit *test)
{
	snd_free_pages(NULL, 4096);
	snd_free_pci_pages(NO_PCI, 4096, NULL, 0);
}

static void malloc_of_nothing_is_null(struct kunit *test)
{
	unsigned long res_size = 1234;
	dma_addr_t addr;

	expect_findings(test, 6);
	KUNIT_EXPECT_NULL(test, snd_malloc_pages(0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, snd_malloc_pages(4096, 0));
	KUNIT_EXPECT_NULL(test, snd_malloc_pages_fallback(0, GFP_KERNEL, &res_size));
	KUNIT_EXPECT_NULL(test, snd_malloc_pci_pages(NO_PCI, 0, &addr));
	KUNIT_EXPECT_NULL(test, snd_malloc_pci_pages(NO_PCI, 4096, NULL));
	KUNIT_EXPECT_NULL(test, snd_malloc_pci_pages_fallback(NO_PCI, 0, &addr, &res_size));
	KUNIT_EXPECT_EQ(test, res_size, 1234);
}

/* ---- fallback ---------------------------------------------------------------------------------------------------- */

/*
 * Contract 1.5, first column: pure halving down to a page. Only one block of order @left is free below 16 MiB: @result
 * is the first of the sizes tried that fits it. 0: NULL, and *res_size as it was.
 */
struct sequence_case {
	size_t request;
	int left;
	size_t result;
};

static const struct sequence_case sequence_cases[] = {
	{ 4096, 0, 4096 }, { 4096, -1, 0 },
	{ 8192, 1, 8192 }, { 8192, 0, 4096 }, { 8192, -1, 0 },
	/* 6144 needs two pages, 3072 is not tried */
	{ 12288, 2, 12288 }, { 12288, 1, 6144 }, { 12288, 0, 0 },
	{ 20480, 3, 20480 }, { 20480, 2, 10240 }, { 20480, 1, 5120 }, { 20480, 0, 0 },
	{ 65536, 4, 65536 }, { 65536, 3, 32768 }, { 65536, 2, 16384 }, { 65536, 1, 8192 }, { 65536, 0, 4096 },
	{ 65536, -1, 0 },
	{ 100000, 5, 100000 }, { 100000, 4, 50000 }, { 100000, 3, 25000 }, { 100000, 2, 12500 }, { 100000, 1, 6250 },
	{ 100000, 0, 0 },
	/* below a page: once */
	{ 100, 0, 100 }, { 100, -1, 0 },
};

static void sequence_desc(const struct sequence_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu of order %d", c->request, c->left);
}

KUNIT_ARRAY_PARAM(sequence, sequence_cases, sequence_desc);

static void malloc_pages_fallback_halves(struct kunit *test)
{
	const struct sequence_case *c = test->param_value;
	unsigned long res_size = 7777;
	void *area;

	figures_of_4k_pages(test);
	zone_hold(test, c->left);
	area = snd_malloc_pages_fallback(c->request, GFP_KERNEL | GFP_DMA, &res_size);
	KUNIT_EXPECT_EQ(test, !!area, !!c->result);
	KUNIT_EXPECT_EQ(test, res_size, c->result ? c->result : 7777);
	snd_free_pages(area, res_size);
}

static void malloc_pci_pages_fallback_halves(struct kunit *test)
{
	const struct sequence_case *c = test->param_value;
	unsigned long res_size = 7777;
	dma_addr_t addr = 0;
	void *area;

	figures_of_4k_pages(test);
	zone_hold(test, c->left);
	area = snd_malloc_pci_pages_fallback(NO_PCI, c->request, &addr, &res_size);
	KUNIT_EXPECT_EQ(test, !!area, !!c->result);
	KUNIT_EXPECT_EQ(test, res_size, c->result ? c->result : 7777);
	snd_free_pci_pages(NO_PCI, res_size, area, addr);
}

/* ---- what stood for the device ----------------------------------------------------------------------------------- */

static void continuous_data_is_no_pointer_made_of_flags(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, snd_dma_continuous_data(GFP_KERNEL));
	KUNIT_EXPECT_NOT_NULL(test, snd_dma_continuous_data(GFP_KERNEL | GFP_DMA));
	KUNIT_EXPECT_EQ(test, snd_dma_continuous_data(GFP_KERNEL | GFP_DMA)->coherent_dma_mask, DMA_BIT_MASK(24));
	KUNIT_EXPECT_EQ(test, snd_dma_continuous_data(GFP_KERNEL | GFP_DMA32)->coherent_dma_mask, DMA_BIT_MASK(32));
}

static void preallocate_takes_continuous_data(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	/* it returned an int, and drivers looked at it */
	KUNIT_EXPECT_EQ(test,
			snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS,
							      snd_dma_continuous_data(GFP_KERNEL), SZ_64K, SZ_64K),
			0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_64K);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, SZ_32K), 0);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
}

static void continuous_data_with_a_zone_restricts_the_address(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_dma_buffer *dmab = &substream_of(pcm, 0)->dma_buffer;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS,
					      snd_dma_continuous_data(GFP_KERNEL | GFP_DMA), SZ_64K, SZ_64K);
	KUNIT_EXPECT_EQ(test, dmab->bytes, SZ_64K);
	/* with nothing left below 16 MiB there is none */
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_preallocate_free_for_all(pcm), 0);
	zone_hold(test, get_order(SZ_32K));
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(dmab->dev.type, dmab->dev.dev, SZ_64K, dmab), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(dmab->dev.type, NULL, SZ_64K, dmab), 0);
	snd_dma_free_pages(dmab);
	dmab->area = NULL;
}

static struct kunit_case classic_cases[] = {
	KUNIT_CASE(malloc_pages_rounds_to_a_power_of_two),
	KUNIT_CASE(malloc_pci_pages_is_coherent_and_zeroed),
	KUNIT_CASE(free_of_nothing_is_nothing),
	KUNIT_CASE(malloc_of_nothing_is_null),
	KUNIT_CASE_PARAM(malloc_pages_fallback_halves, sequence_gen_params),
	KUNIT_CASE_PARAM(malloc_pci_pages_fallback_halves, sequence_gen_params),
	KUNIT_CASE(continuous_data_is_no_pointer_made_of_flags),
	KUNIT_CASE(preallocate_takes_continuous_data),
	KUNIT_CASE(continuous_data_with_a_zone_restricts_the_address),
	{ }
};

static struct kunit_suite classic_suite = {
	.name = "memalloc_classic",
	.test_cases = classic_cases,
};
kunit_test_suite(classic_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc/classic.c");
MODULE_LICENSE("GPL");
