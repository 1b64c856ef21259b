// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dma.c - masks, coherent memory, streaming maps, scatter-gather lists, and mistakes that must be told.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <sound/memalloc.h>

#include "dma_device.h"
#include "expect.h"
#include "free_ram.h"

/* ---- masks ---- */

static void mask_below_all_memory_is_refused(struct kunit *test)
{
	struct device *dev = device_of(test);

	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(28));
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, DMA_BIT_MASK(28));
	KUNIT_EXPECT_EQ(test, DMA_BIT_MASK(64), ~0ULL);
}

static void coherent_memory_is_below_the_mask(struct kunit *test)
{
	static const unsigned int bits[] = { 24, 25, 26, 28, 32, 64 };
	struct device *dev = device_of(test);
	dma_addr_t bus;
	unsigned int i;
	void *at;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		KUNIT_ASSERT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(bits[i])), 0);
		at = dma_alloc_coherent(dev, SZ_64K, &bus, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_LE(test, bus + SZ_64K - 1, DMA_BIT_MASK(bits[i]));
		dma_free_coherent(dev, SZ_64K, at, bus);
	}
}

/* on Linux each of them is a null pointer that is followed */
static void memory_for_no_device_is_told_and_refused(struct kunit *test)
{
	struct snd_dma_buffer dmab;
	dma_addr_t bus;

	expect_findings(test, 5);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(NULL, SZ_16K, &bus, QUIET));
	KUNIT_EXPECT_NULL(test, dma_alloc_wc(NULL, SZ_16K, &bus, QUIET));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(NULL, SZ_16K, &bus, DMA_TO_DEVICE, QUIET));
	KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(NULL, SZ_16K, DMA_TO_DEVICE, QUIET, 0));
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, NULL, SZ_16K, &dmab), -ENOMEM);
}

/* ---- coherent memory ---- */

static void coherent_memory_is_zero_and_aligned(struct kunit *test)
{
	static const size_t sizes[] = { 100, 4096, 12288, 20480, 65536, 200000 };
	struct device *dev = device_of(test);
	size_t i, k, align, other = 0;
	dma_addr_t bus;
	char *at;

	for (i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		align = PAGE_SIZE << get_order(sizes[i / 2]);
		at = dma_alloc_coherent(dev, sizes[i / 2], &bus, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, bus & (align - 1), 0);
		KUNIT_EXPECT_EQ(test, (unsigned long)at & (align - 1), 0);
		for (k = 0; k < sizes[i / 2]; k++)
			other += at[k] != 0;
		memset(at, 0xff, sizes[i / 2]);
		dma_free_coherent(dev, sizes[i / 2], at, bus);
	}
	KUNIT_EXPECT_EQ(test, other, 0);
}

static void freed_coherent_memory_comes_back(struct kunit *test)
{
	struct device *dev = device_of(test);
	unsigned long before;
	dma_addr_t bus;
	void *at;

	/* the first map may make books that stay */
	at = dma_alloc_coherent(dev, SZ_64K, &bus, QUIET);
	dma_free_coherent(dev, SZ_64K, at, bus);
	before = free_ram();
	at = dma_alloc_coherent(dev, SZ_64K, &bus, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, at);
	EXPECT_FREE_RAM(test, before - SZ_64K / PAGE_SIZE);
	dma_free_coherent(dev, SZ_64K, at, bus);
	EXPECT_FREE_RAM(test, before);
	dma_free_coherent(dev, SZ_64K, NULL, 0);
}

static void more_than_the_largest_block_is_refused(struct kunit *test)
{
	dma_addr_t bus;

	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(device_of(test), (PAGE_SIZE << MAX_PAGE_ORDER) + 1, &bus, QUIET));
}

static void coherent_memory_as_a_list(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table table;
	dma_addr_t bus;
	void *at = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_EQ(test, dma_get_sgtable(dev, &table, at, bus, 3 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 1);
	KUNIT_EXPECT_EQ(test, table.sgl->length, 3 * PAGE_SIZE);
	sg_free_table(&table);
	dma_free_coherent(dev, 3 * PAGE_SIZE, at, bus);
}

static void managed_memory_may_be_freed_early(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	void *at = dmam_alloc_coherent(dev, SZ_8K, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	dmam_free_coherent(dev, SZ_8K, at, bus);
}

/* ---- streaming maps ---- */

static void streaming_map_of_an_object(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *object = kmalloc(1000, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, object);
	bus = dma_map_single(dev, object, 1000, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, bus), 0);
	KUNIT_EXPECT_EQ(test, bus & ~PAGE_MASK, offset_in_page(object));
	dma_sync_single_for_cpu(dev, bus, 1000, DMA_TO_DEVICE);
	dma_sync_single_range_for_device(dev, bus, 100, 200, DMA_TO_DEVICE);
	dma_unmap_single(dev, bus, 1000, DMA_TO_DEVICE);
	kfree(object);
}

static void streaming_map_of_part_of_a_page(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, page);
	bus = dma_map_page(dev, page, 16, 100, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, bus), 0);
	KUNIT_EXPECT_EQ(test, bus & ~PAGE_MASK, 16);
	dma_unmap_page(dev, bus, 100, DMA_FROM_DEVICE);
	__free_page(page);
}

static void every_kind_of_request_can_fail(struct kunit *test)
{
	struct device *dev = device_of(test);
	void *object = kmalloc(64, GFP_KERNEL);
	struct sg_table table;
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, object);
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SZ_4K, &bus, QUIET));
	fail_request(test, 1);
	bus = dma_map_single(dev, object, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus), -ENOMEM);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, sg_alloc_table(&table, 3, GFP_KERNEL), -ENOMEM);
	fail_request(test, 0);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 1, GFP_KERNEL), 0);
	sg_set_buf(table.sgl, object, 64);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, table.sgl, 1, DMA_TO_DEVICE), 0);
	fail_request(test, 0);
	sg_free_table(&table);
	kfree(object);
}

/* ---- lists ---- */

static void list_longer_than_a_page_is_chained(struct kunit *test)
{
	unsigned int counts[] = { 1, SG_MAX_SINGLE_ALLOC, SG_MAX_SINGLE_ALLOC + 1, 2 * SG_MAX_SINGLE_ALLOC - 1, 1000 };
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, k;

	for (k = 0; k < ARRAY_SIZE(counts); k++) {
		KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, counts[k], GFP_KERNEL), 0);
		for_each_sgtable_sg(&table, sg, i)
			sg->length = i + 1;
		KUNIT_EXPECT_EQ(test, sg_nents(table.sgl), counts[k]);
		KUNIT_EXPECT_EQ(test, sg_last(table.sgl, counts[k])->length, counts[k]);
		KUNIT_EXPECT_NULL(test, sg_next(sg_last(table.sgl, counts[k])));
		sg_free_table(&table);
	}
}

static void neighbouring_pages_become_one_piece(struct kunit *test)
{
	char *low = alloc_pages_exact(6 * PAGE_SIZE, GFP_KERNEL);
	unsigned int order[] = { 0, 1, 2, 5, 3, 4 };
	struct page *pages[6];
	struct sg_page_iter iter;
	struct sg_table table;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, low);
	for (i = 0; i < 6; i++)
		pages[i] = virt_to_page(low + order[i] * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, sg_alloc_table_from_pages(&table, pages, 6, 100, 6 * PAGE_SIZE - 200, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, table.orig_nents, 3);
	KUNIT_EXPECT_EQ(test, table.sgl->offset, 100);
	KUNIT_EXPECT_EQ(test, table.sgl->length, 3 * PAGE_SIZE - 100);
	KUNIT_EXPECT_EQ(test, sg_last(table.sgl, 3)->length, 2 * PAGE_SIZE - 100);
	i = 0;
	for_each_sgtable_page(&table, &iter, 0)
		KUNIT_EXPECT_PTR_EQ(test, sg_page_iter_page(&iter), pages[i++]);
	KUNIT_EXPECT_EQ(test, i, 6);
	sg_free_table(&table);
	KUNIT_ASSERT_EQ(
		test, sg_alloc_table_from_pages_segment(&table, pages, 6, 0, 6 * PAGE_SIZE, PAGE_SIZE, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, table.orig_nents, 6);
	sg_free_table(&table);
	free_pages_exact(low, 6 * PAGE_SIZE);
}

static void mapped_list_has_bus_addresses(struct kunit *test)
{
	char *one = kmalloc(300, GFP_KERNEL), *two = kmalloc(3 * PAGE_SIZE, GFP_KERNEL), text[5] = "";
	struct device *dev = device_of(test);
	struct sg_dma_page_iter iter;
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, pages = 0;

	KUNIT_ASSERT_TRUE(test, one && two);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 2, GFP_KERNEL), 0);
	sg_set_buf(table.sgl, one, 300);
	sg_set_buf(sg_next(table.sgl), two, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, sg_copy_from_buffer(table.sgl, 2, "abcd", 5), 5);
	KUNIT_EXPECT_EQ(test, sg_copy_to_buffer(table.sgl, 2, text, 5), 5);
	KUNIT_EXPECT_STREQ(test, text, "abcd");
	KUNIT_EXPECT_STREQ(test, one, "abcd");
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 2);
	for_each_sgtable_dma_sg(&table, sg, i) {
		KUNIT_EXPECT_EQ(test, sg_dma_len(sg), sg->length);
		KUNIT_EXPECT_EQ(test, sg_dma_address(sg) & ~PAGE_MASK, sg->offset);
	}
	for_each_sgtable_dma_page(&table, &iter, 0)
		pages++;
	KUNIT_EXPECT_EQ(test, pages, 4);
	dma_sync_sgtable_for_cpu(dev, &table, DMA_BIDIRECTIONAL);
	dma_unmap_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0);
	sg_free_table(&table);
	kfree(one);
	kfree(two);
}

/* ---- many at once ---- */

static void random_coherent_blocks_never_overlap(struct kunit *test)
{
	struct {
		char *at;
		size_t size;
		dma_addr_t bus;
	} *blocks = kunit_kcalloc(test, 60, sizeof(*blocks), GFP_KERNEL);
	struct device *dev = device_of(test);
	unsigned int i, k, step;
	u64 seed = 77;

	KUNIT_ASSERT_NOT_NULL(test, blocks);
	for (step = 0; step < 5000; step++) {
		i = draw(&seed) % 60;
		if (blocks[i].at) {
			dma_free_coherent(dev, blocks[i].size, blocks[i].at, blocks[i].bus);
			blocks[i].at = NULL;
			continue;
		}
		blocks[i].size = 1 + draw(&seed) % SZ_128K;
		blocks[i].at = dma_alloc_coherent(dev, blocks[i].size, &blocks[i].bus, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, blocks[i].at);
		for (k = 0; k < 60; k++)
			if (k != i && blocks[k].at)
				KUNIT_ASSERT_TRUE(test, blocks[i].bus + blocks[i].size <= blocks[k].bus ||
						  blocks[k].bus + blocks[k].size <= blocks[i].bus);
	}
	for (i = 0; i < 60; i++)
		if (blocks[i].at)
			dma_free_coherent(dev, blocks[i].size, blocks[i].at, blocks[i].bus);
}

#ifdef CONFIG_USND
/* ---- what holds here and not in every kernel ---- */

static void three_addresses_are_three_numbers(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	void *at = dma_alloc_coherent(dev, SZ_4K, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_NE(test, bus, virt_to_phys(at));
	KUNIT_EXPECT_NE(test, bus, (dma_addr_t)(unsigned long)at);
	KUNIT_EXPECT_NE(test, virt_to_phys(at), (unsigned long)at);
	dma_free_coherent(dev, SZ_4K, at, bus);
}

static void memory_above_the_mask_is_not_mapped(struct kunit *test)
{
	struct device *dev = device_of(test);
	void *object = kmalloc(64, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(24)), 0);
	bus = dma_map_single(dev, object, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus), -ENOMEM);
	kfree(object);
}

static void client_mapping_shows_the_buffer(struct kunit *test)
{
	struct vm_area_struct *vma = vma_create(NULL, 2, 1, VM_READ | VM_WRITE | VM_SHARED);
	struct vm_area_struct *beyond = vma_create(NULL, 3, 1, VM_READ | VM_WRITE | VM_SHARED);
	struct device *dev = device_of(test);
	unsigned long pfn = 0;
	dma_addr_t bus;
	char *at = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &bus, QUIET);

	KUNIT_ASSERT_TRUE(test, vma && beyond && at);
	KUNIT_EXPECT_TRUE(test, dma_can_mmap(dev));
	KUNIT_EXPECT_EQ(test, dma_mmap_coherent(dev, vma, at, bus, 3 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma, 1, &pfn), 0);
	KUNIT_EXPECT_EQ(test, pfn, virt_to_pfn(at + 2 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, dma_mmap_coherent(dev, beyond, at, bus, 3 * PAGE_SIZE), -ENXIO);
	vma_destroy(vma);
	vma_destroy(beyond);
	dma_free_coherent(dev, 3 * PAGE_SIZE, at, bus);
}

/* ---- mistakes ---- */

static void wrong_coherent_frees_are_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	char *at = dma_alloc_coherent(dev, SZ_16K, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	expect_findings(test, 5);
	dma_free_coherent(dev, SZ_16K, at, bus + PAGE_SIZE);
	dma_free_coherent(NULL, SZ_16K, at, bus);
	dma_unmap_single(dev, bus, SZ_16K, DMA_BIDIRECTIONAL);
	dma_free_coherent(dev, SZ_8K, at, bus);
	dma_free_coherent(dev, SZ_16K, at, bus);
}

static void wrong_pointer_of_coherent_memory_is_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	char *at = dma_alloc_coherent(dev, SZ_16K, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	expect_findings(test, 1);
	dma_free_coherent(dev, SZ_16K, at + 1, bus);
}

static void device_without_a_mask_is_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;

	dev->coherent_dma_mask = 0;
	expect_findings(test, 1);
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SZ_4K, &bus, QUIET));
}

static void map_of_what_cannot_be_lent_is_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *area = vmalloc(PAGE_SIZE);
	struct page *page = alloc_page(GFP_KERNEL);
	int on_the_stack;

	KUNIT_ASSERT_TRUE(test, area && page);
	expect_findings(test, 4);
	KUNIT_EXPECT_EQ(test, dma_map_single(dev, area, 64, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, dma_map_single(dev, &on_the_stack, 4, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, dma_map_page(dev, page, 0, PAGE_SIZE + 1, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	vfree(area);
}

static dma_addr_t map_checked(struct kunit *test, void *object, size_t size)
{
	dma_addr_t bus = dma_map_single(device_of(test), object, size, DMA_TO_DEVICE);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(device_of(test), bus), 0);
	return bus;
}

static void wrong_unmaps_are_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *object = kmalloc(512, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, object);
	expect_findings(test, 4);
	bus = map_checked(test, object, 512);
	dma_unmap_single(dev, bus, 256, DMA_TO_DEVICE);
	bus = map_checked(test, object, 512);
	dma_unmap_single(dev, bus, 512, DMA_FROM_DEVICE);
	dma_unmap_single(dev, bus, 512, DMA_TO_DEVICE);
	bus = dma_map_single(dev, object, 512, DMA_TO_DEVICE);
	dma_unmap_single(dev, bus, 512, DMA_TO_DEVICE);
	kfree(object);
}

static void sync_outside_of_a_map_is_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *object = kmalloc(512, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, object);
	bus = map_checked(test, object, 512);
	expect_findings(test, 2);
	dma_sync_single_for_device(dev, bus + 256, 512, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, bus, 512, DMA_FROM_DEVICE);
	dma_unmap_single(dev, bus, 512, DMA_TO_DEVICE);
	kfree(object);
}

static void segment_the_device_cannot_take_is_reported(struct kunit *test)
{
	struct device_dma_parameters limits = {}, *before;
	struct device *dev = device_of(test);
	char *at = alloc_pages_exact(2 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist sg;

	KUNIT_ASSERT_NOT_NULL(test, at);
	before = dev->dma_parms;
	dev->dma_parms = &limits;
	dma_set_max_seg_size(dev, PAGE_SIZE);
	dma_set_seg_boundary(dev, PAGE_SIZE - 1);
	sg_init_one(&sg, at, 2 * PAGE_SIZE);
	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1);
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
	dev->dma_parms = before;
	free_pages_exact(at, 2 * PAGE_SIZE);
}
#endif

static struct kunit_case dma_cases[] = {
	KUNIT_CASE(mask_below_all_memory_is_refused),
	KUNIT_CASE(coherent_memory_is_below_the_mask),
	KUNIT_CASE(memory_for_no_device_is_told_and_refused),
	KUNIT_CASE(coherent_memory_is_zero_and_aligned),
	KUNIT_CASE(freed_coherent_memory_comes_back),
	KUNIT_CASE(more_than_the_largest_block_is_refused),
	KUNIT_CASE(coherent_memory_as_a_list),
	KUNIT_CASE(managed_memory_may_be_freed_early),
	KUNIT_CASE(streaming_map_of_an_object),
	KUNIT_CASE(streaming_map_of_part_of_a_page),
	KUNIT_CASE(every_kind_of_request_can_fail),
	KUNIT_CASE(list_longer_than_a_page_is_chained),
	KUNIT_CASE(neighbouring_pages_become_one_piece),
	KUNIT_CASE(mapped_list_has_bus_addresses),
	KUNIT_CASE(random_coherent_blocks_never_overlap),
#ifdef CONFIG_USND
	KUNIT_CASE(three_addresses_are_three_numbers),
	KUNIT_CASE(memory_above_the_mask_is_not_mapped),
	KUNIT_CASE(client_mapping_shows_the_buffer),
	KUNIT_CASE(wrong_coherent_frees_are_reported),
	KUNIT_CASE(wrong_pointer_of_coherent_memory_is_reported),
	KUNIT_CASE(device_without_a_mask_is_reported),
	KUNIT_CASE(map_of_what_cannot_be_lent_is_reported),
	KUNIT_CASE(wrong_unmaps_are_reported),
	KUNIT_CASE(sync_outside_of_a_map_is_reported),
	KUNIT_CASE(segment_the_device_cannot_take_is_reported),
#endif
	{}
};

static struct kunit_suite dma_suite = {
	.name = "dma",
	.init = dma_device_init,
	.exit = dma_device_exit,
	.test_cases = dma_cases,
};
kunit_test_suite(dma_suite);

MODULE_DESCRIPTION("DMA mapping tests");
MODULE_LICENSE("GPL");
