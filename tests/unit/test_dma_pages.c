// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dma_pages.c - memory that is allocated to be handed to and fro, on any platform: dma_alloc_pages(),
 * dma_alloc_noncoherent(), dma_alloc_noncontiguous(); and coherent memory that need not be one block.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "dma_device.h"
#include "expect.h"
#include "free_ram.h"

#define PAGES	(PAGE_SIZE > SZ_4K ? 2u : 6u)	/* no more than 32 KiB, which the fragmented platforms have */
#define BYTES	((PAGES - 1) * PAGE_SIZE + 100)	/* no order, no page */

static size_t not_zero(const char *at, size_t bytes)
{
	size_t other = 0;

	while (bytes--)
		other += at[bytes] != 0;
	return other;
}

/* ---- pages ---- */

static void pages_are_zero_and_within_reach(struct kunit *test)
{
	struct device *dev = device_of(test);
	unsigned int round;
	struct page *page;
	dma_addr_t bus;

	for (round = 0; round < 3; round++) {
		page = dma_alloc_pages(dev, BYTES, &bus, DMA_BIDIRECTIONAL, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_LE(test, bus + BYTES - 1, DMA_BIT_MASK(32));
		KUNIT_EXPECT_EQ(test, offset_in_page(bus), 0);
		KUNIT_EXPECT_EQ(test, not_zero(page_address(page), PAGES * PAGE_SIZE), 0);
		memset(page_address(page), 0xff, PAGES * PAGE_SIZE);
		dma_free_pages(dev, BYTES, page, bus, DMA_BIDIRECTIONAL);
	}
}

static void pages_are_below_a_smaller_mask(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct page *page;
	dma_addr_t bus;

	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(24)), 0);
	page = dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_LE(test, bus + BYTES - 1, DMA_BIT_MASK(24));
	dma_free_pages(dev, BYTES, page, bus, DMA_TO_DEVICE);
}

static void noncoherent_memory_is_the_pages_own(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	char *at = dma_alloc_noncoherent(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(at));
	KUNIT_EXPECT_PTR_EQ(test, page_address(virt_to_page(at)), (void *)at);
	at[BYTES - 1] = 1;
	dma_sync_single_for_device(dev, bus, BYTES, DMA_TO_DEVICE);
	dma_sync_single_for_device(dev, bus + PAGE_SIZE, 10, DMA_TO_DEVICE);
	dma_free_noncoherent(dev, BYTES, at, bus, DMA_TO_DEVICE);
}

static void freed_pages_come_back(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table *sgt;
	unsigned long before;
	struct page *page;
	dma_addr_t bus;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		/* the first time books are made that stay */
		before = free_ram();
		page = dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);
		sgt = dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, 0);
		KUNIT_ASSERT_TRUE(test, page && sgt);
		dma_free_noncontiguous(dev, BYTES, sgt, DMA_TO_DEVICE);
		dma_free_pages(dev, BYTES, page, bus, DMA_TO_DEVICE);
	}
	EXPECT_FREE_RAM(test, before);
}

/* ---- scattered ---- */

static void noncontiguous_memory_is_one_segment(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table *sgt = dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, 0);
	struct scatterlist *sg;
	size_t bytes = 0;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, sgt);
	KUNIT_EXPECT_EQ(test, sgt->nents, 1);
	KUNIT_EXPECT_EQ(test, sg_dma_len(sgt->sgl), PAGES * PAGE_SIZE);
	KUNIT_EXPECT_LE(test, sg_dma_address(sgt->sgl) + PAGES * PAGE_SIZE - 1, DMA_BIT_MASK(32));
	for_each_sgtable_sg(sgt, sg, i) {
		KUNIT_EXPECT_EQ(test, sg->offset, 0);
		KUNIT_EXPECT_EQ(test, not_zero(sg_virt(sg), sg->length), 0);
		bytes += sg->length;
	}
	KUNIT_EXPECT_EQ(test, bytes, PAGES * PAGE_SIZE);
	if (!has_iommu(test))
		KUNIT_EXPECT_EQ(test, sgt->orig_nents, 1);
	dma_free_noncontiguous(dev, BYTES, sgt, DMA_TO_DEVICE);
}

static void noncontiguous_memory_in_a_row_is_the_pages(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table *sgt = dma_alloc_noncontiguous(dev, BYTES, DMA_BIDIRECTIONAL, QUIET, 0);
	struct sg_page_iter iter;
	unsigned int i = 0;
	char *at;

	KUNIT_ASSERT_NOT_NULL(test, sgt);
	at = dma_vmap_noncontiguous(dev, BYTES, sgt);
	KUNIT_ASSERT_NOT_NULL(test, at);
	for (i = 0; i < PAGES; i++)
		at[i * PAGE_SIZE + i] = 'a' + i;
	i = 0;
	for_each_sgtable_page(sgt, &iter, 0) {
		KUNIT_EXPECT_EQ(test, ((char *)page_address(sg_page_iter_page(&iter)))[i], 'a' + i);
		i++;
	}
	KUNIT_EXPECT_EQ(test, i, PAGES);
	dma_sync_sgtable_for_device(dev, sgt, DMA_BIDIRECTIONAL);
	dma_sync_sgtable_for_cpu(dev, sgt, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, at[(PAGES - 1) * PAGE_SIZE + PAGES - 1], 'a' + PAGES - 1);
	dma_vunmap_noncontiguous(dev, at);
	dma_free_noncontiguous(dev, BYTES, sgt, DMA_BIDIRECTIONAL);
}

static void single_pages_may_be_asked_for(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table *sgt =
		dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, DMA_ATTR_ALLOC_SINGLE_PAGES);

	KUNIT_ASSERT_NOT_NULL(test, sgt);
	dma_free_noncontiguous(dev, BYTES, sgt, DMA_TO_DEVICE);
}

/* ---- coherent memory, wherever its address lies ---- */

static void coherent_memory_is_written_from_end_to_end(struct kunit *test)
{
	struct device *dev = device_of(test);
	unsigned int round, i;
	dma_addr_t bus;
	char *at;

	for (round = 0; round < 3; round++) {
		at = dma_alloc_coherent(dev, BYTES, &bus, QUIET);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, not_zero(at, BYTES), 0);
		KUNIT_EXPECT_LE(test, bus + BYTES - 1, DMA_BIT_MASK(32));
		for (i = 0; i < BYTES; i++)
			at[i] = i / PAGE_SIZE + round;
		for (i = 0; i < BYTES; i += 100)
			KUNIT_ASSERT_EQ(test, at[i], (char)(i / PAGE_SIZE + round));
		dma_free_coherent(dev, BYTES, at, bus);
	}
}

static void coherent_memory_as_a_list_is_complete(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct scatterlist *sg;
	struct sg_table table;
	size_t bytes = 0;
	dma_addr_t bus;
	unsigned int i;
	char *at = dma_alloc_coherent(dev, PAGES * PAGE_SIZE, &bus, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	for (i = 0; i < PAGES * PAGE_SIZE; i++)
		at[i] = i / PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, dma_get_sgtable(dev, &table, at, bus, PAGES * PAGE_SIZE), 0);
	for_each_sgtable_sg(&table, sg, i) {
		KUNIT_EXPECT_EQ(test, *(char *)sg_virt(sg), (char)(bytes / PAGE_SIZE));
		bytes += sg->length;
	}
	KUNIT_EXPECT_EQ(test, bytes, PAGES * PAGE_SIZE);
	sg_free_table(&table);
	dma_free_coherent(dev, PAGES * PAGE_SIZE, at, bus);
}

static void atomic_requests_are_served(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;
	char *at = dma_alloc_coherent(dev, PAGE_SIZE, &bus, GFP_ATOMIC);

	KUNIT_ASSERT_NOT_NULL(test, at);
	at[PAGE_SIZE - 1] = 1;
	dma_free_coherent(dev, PAGE_SIZE, at, bus);
}

/* ---- lists ---- */

static void mapped_list_is_whole_and_within_limits(struct kunit *test)
{
	struct device_dma_parameters limits = {}, *before;
	struct device *dev = device_of(test);
	struct scatterlist *sg;
	struct sg_table table;
	size_t bytes = 0;
	unsigned int i;
	dma_addr_t last;
	char *at[20];

	before = dev->dma_parms;
	dev->dma_parms = &limits;
	dma_set_max_seg_size(dev, 3 * PAGE_SIZE);
	dma_set_seg_boundary(dev, 4 * PAGE_SIZE - 1);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, ARRAY_SIZE(at), GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i) {
		at[i] = (char *)__get_free_page(GFP_KERNEL | GFP_DMA32);
		KUNIT_ASSERT_NOT_NULL(test, at[i]);
		sg_set_buf(sg, at[i] + (i == 7 ? 512 : 0), i == 7 ? 256 : PAGE_SIZE);
	}
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0), 0);
	for_each_sgtable_dma_sg(&table, sg, i) {
		KUNIT_EXPECT_LE(test, sg_dma_len(sg), 3 * PAGE_SIZE);
		last = sg_dma_address(sg) + sg_dma_len(sg) - 1;
		KUNIT_EXPECT_EQ(test, (sg_dma_address(sg) ^ last) & ~(u64)(4 * PAGE_SIZE - 1), 0);
		bytes += sg_dma_len(sg);
	}
	KUNIT_EXPECT_EQ(test, bytes, 19 * PAGE_SIZE + 256);
	if (has_iommu(test))
		KUNIT_EXPECT_LT(test, table.nents, 12);
	else
		KUNIT_EXPECT_EQ(test, table.nents, 20);
	dma_sync_sgtable_for_cpu(dev, &table, DMA_BIDIRECTIONAL);
	dma_sync_sgtable_for_device(dev, &table, DMA_BIDIRECTIONAL);
	dma_unmap_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0);
	for (i = 0; i < ARRAY_SIZE(at); i++)
		free_page((unsigned long)at[i]);
	sg_free_table(&table);
	dev->dma_parms = before;
}

/* ---- many at once ---- */

#define BLOCKS	(PAGE_SIZE > SZ_4K ? 10u : 40u)

struct block {
	unsigned int kind;
	char *at;
	size_t size;
	struct sg_table *sgt;
	dma_addr_t bus;
};

static void block_alloc(struct kunit *test, struct block *block, u64 *seed, char stamp)
{
	struct device *dev = device_of(test);

	block->kind = draw(seed) % 3;
	block->size = 1 + draw(seed) % (PAGES * PAGE_SIZE);
	block->sgt = NULL;
	if (block->kind == 0)
		block->at = dma_alloc_coherent(dev, block->size, &block->bus, QUIET);
	else if (block->kind == 1)
		block->at = dma_alloc_noncoherent(dev, block->size, &block->bus, DMA_TO_DEVICE, QUIET);
	else
		block->sgt = dma_alloc_noncontiguous(dev, block->size, DMA_TO_DEVICE, QUIET, 0);
	if (block->sgt) {
		block->bus = sg_dma_address(block->sgt->sgl);
		block->at = dma_vmap_noncontiguous(dev, block->size, block->sgt);
	}
	KUNIT_ASSERT_NOT_NULL(test, block->at);
	KUNIT_ASSERT_EQ(test, not_zero(block->at, block->size), 0);
	memset(block->at, stamp, block->size);
}

static void block_free(struct kunit *test, struct block *block, char stamp)
{
	struct device *dev = device_of(test);
	size_t i;

	for (i = 0; i < block->size; i++)
		KUNIT_ASSERT_EQ(test, block->at[i], stamp);
	if (block->kind == 0) {
		dma_free_coherent(dev, block->size, block->at, block->bus);
	} else if (block->kind == 1) {
		dma_free_noncoherent(dev, block->size, block->at, block->bus, DMA_TO_DEVICE);
	} else {
		dma_vunmap_noncontiguous(dev, block->at);
		dma_free_noncontiguous(dev, block->size, block->sgt, DMA_TO_DEVICE);
	}
	block->at = NULL;
}

static void blocks_of_all_kinds_never_overlap(struct kunit *test)
{
	struct block *blocks = kunit_kcalloc(test, BLOCKS, sizeof(*blocks), GFP_KERNEL), *other;
	unsigned int i, k, step;
	u64 seed = 5;

	KUNIT_ASSERT_NOT_NULL(test, blocks);
	for (step = 0; step < 1000; step++) {
		i = draw(&seed) % BLOCKS;
		if (blocks[i].at) {
			block_free(test, &blocks[i], 1 + i);
			continue;
		}
		block_alloc(test, &blocks[i], &seed, 1 + i);
		for (k = 0; k < BLOCKS; k++) {
			other = &blocks[k];
			if (k != i && other->at)
				KUNIT_ASSERT_TRUE(test, blocks[i].bus + blocks[i].size <= other->bus ||
						  other->bus + other->size <= blocks[i].bus);
		}
	}
	for (i = 0; i < BLOCKS; i++)
		if (blocks[i].at)
			block_free(test, &blocks[i], 1 + i);
}

/* ---- failures ---- */

static void every_request_can_fail(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct sg_table *sgt = NULL;
	unsigned int n;
	dma_addr_t bus;

	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET));
	for (n = 1; !sgt; n++) {
		fail_request(test, n);
		sgt = dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, 0);
		KUNIT_ASSERT_LT(test, n, 10);
	}
	KUNIT_EXPECT_GT(test, n, 2);
	if (has_iommu(test)) {
		fail_request(test, 1);
		KUNIT_EXPECT_NULL(test, dma_vmap_noncontiguous(dev, BYTES, sgt));
	}
	fail_request(test, 0);
	dma_free_noncontiguous(dev, BYTES, sgt, DMA_TO_DEVICE);
}

static void more_than_there_is_is_refused(struct kunit *test)
{
	struct device *dev = device_of(test);
	size_t size = (totalram_pages() + 1) * PAGE_SIZE;
	unsigned long before = 0;
	unsigned int round;
	dma_addr_t bus;

	/* the first round may take pages for small objects, which stay */
	for (round = 0; round < 2; round++) {
		before = free_ram();
		KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, size, &bus, DMA_TO_DEVICE, QUIET));
		KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(dev, size, DMA_TO_DEVICE, QUIET, 0));
		KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, size, &bus, QUIET));
	}
	EXPECT_FREE_RAM(test, before);
}

#ifdef CONFIG_USND
/* ---- what holds here and not in every kernel ---- */

static void client_mapping_shows_all_kinds(struct kunit *test)
{
	struct vm_area_struct *vma[3];
	struct device *dev = device_of(test);
	struct page *pages = NULL;
	struct sg_page_iter iter;
	struct sg_table *sgt;
	unsigned long pfn;
	dma_addr_t bus;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		vma[i] = vma_create(NULL, i == 2 ? PAGES : PAGES - 1, 1, VM_READ | VM_WRITE | VM_SHARED);
		KUNIT_ASSERT_NOT_NULL(test, vma[i]);
	}
	pages = dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);
	sgt = dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, 0);
	KUNIT_ASSERT_TRUE(test, pages && sgt);

	KUNIT_EXPECT_EQ(test, dma_mmap_pages(dev, vma[0], BYTES, pages), 0);
	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma[0], PAGES - 2, &pfn), 0);
	KUNIT_EXPECT_EQ(test, pfn, page_to_pfn(pages) + PAGES - 1);
	KUNIT_EXPECT_EQ(test, dma_mmap_noncontiguous(dev, vma[1], BYTES, sgt), 0);
	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma[1], PAGES - 2, &pfn), 0);
	i = 0;
	for_each_sgtable_page(sgt, &iter, 0)
		if (i++ == PAGES - 1)
			KUNIT_EXPECT_EQ(test, pfn, page_to_pfn(sg_page_iter_page(&iter)));
	KUNIT_EXPECT_EQ(test, dma_mmap_pages(dev, vma[2], BYTES, pages), -ENXIO);
	KUNIT_EXPECT_EQ(test, dma_mmap_noncontiguous(dev, vma[2], BYTES, sgt), -ENXIO);
	for (i = 0; i < 3; i++)
		vma_destroy(vma[i]);
	dma_free_noncontiguous(dev, BYTES, sgt, DMA_TO_DEVICE);
	dma_free_pages(dev, BYTES, pages, bus, DMA_TO_DEVICE);
}

static void bad_requests_are_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	dma_addr_t bus;

	expect_findings(test, 6);
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET | GFP_DMA));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET | __GFP_COMP));
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, 0, &bus, DMA_TO_DEVICE, QUIET));
	KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET, DMA_ATTR_WRITE_COMBINE));
	KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(dev, BYTES, DMA_TO_DEVICE, QUIET | __GFP_COMP, 0));
	dev->coherent_dma_mask = 0;
	KUNIT_EXPECT_NULL(test, dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET));
}

static void wrong_frees_are_reported(struct kunit *test)
{
	struct device *dev = device_of(test);
	struct page *page;
	dma_addr_t bus;

	page = dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_findings(test, 5);
	dma_unmap_page(dev, bus, BYTES, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, bus, BYTES, DMA_FROM_DEVICE);
	dma_free_pages(dev, BYTES, page + 1, bus, DMA_TO_DEVICE);
	dma_free_pages(dev, BYTES, page, bus, DMA_TO_DEVICE);
	page = dma_alloc_pages(dev, BYTES, &bus, DMA_TO_DEVICE, QUIET);
	KUNIT_ASSERT_NOT_NULL(test, page);
	dma_free_pages(dev, PAGE_SIZE, page, bus, DMA_TO_DEVICE);
}
#endif

static struct kunit_case dma_pages_cases[] = {
	KUNIT_CASE(pages_are_zero_and_within_reach),
	KUNIT_CASE(pages_are_below_a_smaller_mask),
	KUNIT_CASE(noncoherent_memory_is_the_pages_own),
	KUNIT_CASE(freed_pages_come_back),
	KUNIT_CASE(noncontiguous_memory_is_one_segment),
	KUNIT_CASE(noncontiguous_memory_in_a_row_is_the_pages),
	KUNIT_CASE(single_pages_may_be_asked_for),
	KUNIT_CASE(coherent_memory_is_written_from_end_to_end),
	KUNIT_CASE(coherent_memory_as_a_list_is_complete),
	KUNIT_CASE(atomic_requests_are_served),
	KUNIT_CASE(mapped_list_is_whole_and_within_limits),
	KUNIT_CASE(blocks_of_all_kinds_never_overlap),
	KUNIT_CASE(every_request_can_fail),
	KUNIT_CASE(more_than_there_is_is_refused),
#ifdef CONFIG_USND
	KUNIT_CASE(client_mapping_shows_all_kinds),
	KUNIT_CASE(bad_requests_are_reported),
	KUNIT_CASE(wrong_frees_are_reported),
#endif
	{}
};

static struct kunit_suite dma_pages_suite = {
	.name = "dma_pages",
	.init = dma_device_init,
	.exit = dma_device_exit,
	.test_cases = dma_pages_cases,
};
kunit_test_suite(dma_pages_suite);

MODULE_DESCRIPTION("DMA allocation tests");
MODULE_LICENSE("GPL");
