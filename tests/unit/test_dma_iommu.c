// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dma_iommu.c - bus addresses behind an IOMMU: scattered memory in a row, joined pieces, a space that can run out.
 * Skipped on a machine without one.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "dma_device.h"
#include "expect.h"

static int need_iommu(struct kunit *test)
{
	int err = dma_device_init(test);

	if (!err && !has_iommu(test))
		kunit_skip(test, "needs an IOMMU");
	return err;
}

static void any_mask_can_be_served(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	void *at;

	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(20)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_required_mask(dev), DMA_BIT_MASK(32));
	at = dma_alloc_coherent(dev, SZ_16K, &bus, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_LE(test, bus + SZ_16K - 1, DMA_BIT_MASK(20));
	dma_free_coherent(dev, SZ_16K, at, bus);
}

static void coherent_memory_is_not_of_the_direct_map(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	void *at = dma_alloc_coherent(dev, SZ_64K, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(at));
	KUNIT_EXPECT_EQ(test, bus & (SZ_64K - 1), 0);
	dma_free_coherent(dev, SZ_64K, at, bus);
}

static void coherent_memory_may_be_larger_than_any_block(struct kunit *test)
{
	struct device *dev = device_of(test);
	size_t size = 2 * (PAGE_SIZE << MAX_PAGE_ORDER);
	dma_addr_t bus;
	void *at = dma_alloc_coherent(dev, size, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	dma_free_coherent(dev, size, at, bus);
}

static void one_block_may_be_asked_for(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table table;
	dma_addr_t bus;
	void *at = dma_alloc_attrs(dev, SZ_16K, &bus, QUIET, DMA_ATTR_FORCE_CONTIGUOUS);

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_ASSERT_EQ(test, dma_get_sgtable(dev, &table, at, bus, SZ_16K), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 1);
	sg_free_table(&table);
	dma_free_attrs(dev, SZ_16K, at, bus, DMA_ATTR_FORCE_CONTIGUOUS);
}

static void place_in_the_page_is_kept(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(1000, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	bus = dma_map_single(dev, at + 17, 500, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, bus), 0);
	KUNIT_EXPECT_EQ(test, offset_in_page(bus) & 4095, offset_in_page(at + 17) & 4095);
	dma_unmap_single(dev, bus, 500, DMA_TO_DEVICE);
	kfree(at);
}

/* every second of a block's pages: no two of them are neighbours */
static void scattered_pages_become_one_segment(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(16 * PAGE_SIZE, GFP_KERNEL);
	struct sg_dma_page_iter iter;
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, pages = 0;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 8, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i)
		sg_set_buf(sg, block + 2 * i * PAGE_SIZE, PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, DIV_ROUND_UP(8 * PAGE_SIZE, SZ_64K));
	KUNIT_EXPECT_EQ(test, table.orig_nents, 8);
	for_each_sgtable_dma_page(&table, &iter, 0)
		pages++;
	KUNIT_EXPECT_EQ(test, pages, 8);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	free_pages_exact(block, 16 * PAGE_SIZE);
}

static void pieces_of_pages_are_not_joined(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 4, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i)
		sg_set_buf(sg, block + i * PAGE_SIZE, PAGE_SIZE - 512);
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 4);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	free_pages_exact(block, 4 * PAGE_SIZE);
}

/* three pages each, and a device that cannot count past four */
static void no_piece_crosses_the_boundary(struct kunit *test)
{
	struct device_dma_parameters limits = {}, *before;
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(15 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	before = dev->dma_parms;
	dev->dma_parms = &limits;
	dma_set_max_seg_size(dev, SZ_1M);
	dma_set_seg_boundary(dev, 4 * PAGE_SIZE - 1);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 5, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i)
		sg_set_buf(sg, block + 3 * i * PAGE_SIZE, 3 * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 5);
	for_each_sgtable_dma_sg(&table, sg, i)
		KUNIT_EXPECT_EQ(test, sg_dma_address(sg) & (4 * PAGE_SIZE - 1), 0);
	dma_sync_sgtable_for_device(dev, &table, DMA_TO_DEVICE);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	dev->dma_parms = before;
	sg_free_table(&table);
	free_pages_exact(block, 15 * PAGE_SIZE);
}

#ifdef CONFIG_USND
/* ---- what holds here and not in every kernel ---- */

static void freed_address_is_not_given_again_at_once(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t first, bus;
	unsigned int i;
	void *at;

	at = dma_alloc_coherent(dev, SZ_16K, &first, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, at);
	dma_free_coherent(dev, SZ_16K, at, first);
	for (i = 0; i < 100; i++) {
		at = dma_alloc_coherent(dev, SZ_16K, &bus, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_NE(test, bus, first);
		dma_free_coherent(dev, SZ_16K, at, bus);
	}
}

/* the simulated machine's host bridge decodes 0xe0000000 to 0xefffffff */
static void addresses_of_device_memory_are_left_out(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	void *at;

	KUNIT_ASSERT_EQ(test, dma_set_coherent_mask(dev, 0xefffffff), 0);
	at = dma_alloc_coherent(dev, SZ_64K, &bus, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_EQ(test, bus, 0xe0000000 - SZ_64K);
	dma_free_coherent(dev, SZ_64K, at, bus);
}

/* the same page again and again, until the 16 MiB below the mask are used up */
static void space_below_the_mask_can_run_out(struct kunit *test)
{
	unsigned int room = SZ_16M / PAGE_SIZE, i, k, count = 0;
	dma_addr_t *bus = vmalloc(room * sizeof(*bus));
	struct device *dev = device_of(test);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, bus && page);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(24)), 0);
	for (k = 0; k < 2; k++) {
		for (count = 0; count < room; count++) {
			bus[count] = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
			if (dma_mapping_error(dev, bus[count]))
				break;
			KUNIT_ASSERT_LE(test, bus[count], DMA_BIT_MASK(24));
		}
		/* all but the first page of the IOMMU */
		KUNIT_EXPECT_EQ(test, count, room - 1);
		for (i = 0; i < count; i++)
			dma_unmap_page(dev, bus[i], PAGE_SIZE, DMA_TO_DEVICE);
	}
	__free_page(page);
	vfree(bus);
}

static void list_that_finds_no_room_leaves_nothing(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(8 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist sg[2];

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, 8 * PAGE_SIZE - 1), 0);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], block, 4 * PAGE_SIZE);
	sg_set_buf(&sg[1], block + 4 * PAGE_SIZE, 4 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sg, 1, DMA_TO_DEVICE), 1);
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
	free_pages_exact(block, 8 * PAGE_SIZE);
}
#endif

static struct kunit_case dma_iommu_cases[] = {
	KUNIT_CASE(any_mask_can_be_served),
	KUNIT_CASE(coherent_memory_is_not_of_the_direct_map),
	KUNIT_CASE(coherent_memory_may_be_larger_than_any_block),
	KUNIT_CASE(one_block_may_be_asked_for),
	KUNIT_CASE(place_in_the_page_is_kept),
	KUNIT_CASE(scattered_pages_become_one_segment),
	KUNIT_CASE(pieces_of_pages_are_not_joined),
	KUNIT_CASE(no_piece_crosses_the_boundary),
#ifdef CONFIG_USND
	KUNIT_CASE(freed_address_is_not_given_again_at_once),
	KUNIT_CASE(addresses_of_device_memory_are_left_out),
	KUNIT_CASE(space_below_the_mask_can_run_out),
	KUNIT_CASE(list_that_finds_no_room_leaves_nothing),
#endif
	{}
};

static struct kunit_suite dma_iommu_suite = {
	.name = "dma_iommu",
	.init = need_iommu,
	.exit = dma_device_exit,
	.test_cases = dma_iommu_cases,
};
kunit_test_suite(dma_iommu_suite);

MODULE_DESCRIPTION("DMA tests behind an IOMMU");
MODULE_LICENSE("GPL");
