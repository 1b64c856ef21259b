// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dma_bounce.c - bounce buffers: memory above a device's 32 address bits is lent by copies, until they run out.
 * Skipped on a machine without them. The buffers are looked at as RAM, which shows the device's view on a coherent
 * machine.
 */
#include <kunit/test.h>
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dma_device.h"
#include "expect.h"

#define BYTES 3000

static int need_bounce_buffers(struct kunit *test)
{
	int err = dma_device_init(test);

	if (!err && !has_bounce_buffers(test))
		kunit_skip(test, "needs memory out of reach and bounce buffers");
	return err;
}

/* what the device would see */
static char *at_device(struct kunit *test, dma_addr_t bus)
{
	return phys_to_virt(dma_to_phys(device_of(test), bus));
}

static dma_addr_t lend(struct kunit *test, void *at, size_t size, enum dma_data_direction dir)
{
	dma_addr_t bus = dma_map_single(device_of(test), at, size, dir);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(device_of(test), bus), 0);
	return bus;
}

static void memory_out_of_reach_is_copied(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_ASSERT_GT(test, virt_to_phys(at), DMA_BIT_MASK(32));
	memset(at, 'x', BYTES);
	bus = lend(test, at, BYTES, DMA_TO_DEVICE);
	KUNIT_EXPECT_LE(test, bus + BYTES - 1, DMA_BIT_MASK(32));
	KUNIT_EXPECT_TRUE(test, dma_need_sync(dev, bus));
	KUNIT_EXPECT_PTR_NE(test, at_device(test, bus), at);
	KUNIT_EXPECT_EQ(test, memcmp(at_device(test, bus), at, BYTES), 0);
	at[1000] = 'y';
	KUNIT_EXPECT_EQ(test, at_device(test, bus)[1000], 'x');
	dma_sync_single_range_for_device(dev, bus, 1000, 1, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, at_device(test, bus)[1000], 'y');
	at_device(test, bus)[5] = 'z';
	dma_unmap_single(dev, bus, BYTES, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, at[5], 'x');
	kfree(at);
}

static void what_the_device_wrote_comes_back(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	/* so that the buffer holds something else before */
	memset(at, 'w', BYTES);
	bus = lend(test, at, BYTES, DMA_TO_DEVICE);
	dma_unmap_single(dev, bus, BYTES, DMA_TO_DEVICE);
	memset(at, 'x', BYTES);
	bus = lend(test, at, BYTES, DMA_FROM_DEVICE);
	memset(at_device(test, bus), 'y', 100);
	dma_sync_single_for_cpu(dev, bus, 50, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, at[49], 'y');
	KUNIT_EXPECT_EQ(test, at[50], 'x');
	dma_unmap_single(dev, bus, BYTES, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, at[99], 'y');
	/* a device that writes less than it might leaves the rest as it was */
	KUNIT_EXPECT_EQ(test, at[100], 'x');
	KUNIT_EXPECT_EQ(test, at[BYTES - 1], 'x');
	kfree(at);
}

static void unmap_may_leave_the_copy_out(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	at[0] = 'x';
	bus = lend(test, at, BYTES, DMA_FROM_DEVICE);
	at_device(test, bus)[0] = 'y';
	dma_unmap_single_attrs(dev, bus, BYTES, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_EXPECT_EQ(test, at[0], 'x');
	kfree(at);
}

static void memory_within_reach_is_not_copied(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = (char *)__get_free_page(GFP_KERNEL | GFP_DMA32);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	bus = lend(test, at, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_PTR_EQ(test, at_device(test, bus), at);
	dma_unmap_single(dev, bus, PAGE_SIZE, DMA_TO_DEVICE);
	free_page((unsigned long)at);
}

static void device_with_all_address_bits_needs_no_copy(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), SIZE_MAX);
	bus = lend(test, at, BYTES, DMA_TO_DEVICE);
	KUNIT_EXPECT_PTR_EQ(test, at_device(test, bus), at);
	dma_unmap_single(dev, bus, BYTES, DMA_TO_DEVICE);
	kfree(at);
}

static void list_is_copied_piece_by_piece(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist *sg;
	struct sg_table table;
	dma_addr_t odd;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 4, GFP_KERNEL), 0);
	/* half a page in front of them */
	odd = lend(test, block, 2048, DMA_TO_DEVICE);
	for_each_sgtable_sg(&table, sg, i) {
		memset(block + i * PAGE_SIZE, 'a' + i, PAGE_SIZE);
		sg_set_buf(sg, block + i * PAGE_SIZE, PAGE_SIZE);
	}
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0), 0);
	for_each_sgtable_sg(&table, sg, i) {
		KUNIT_EXPECT_EQ(test, *at_device(test, sg_dma_address(sg)), 'a' + i);
		KUNIT_EXPECT_EQ(test, offset_in_page(sg_dma_address(sg)), 0);
		*at_device(test, sg_dma_address(sg)) = 'A' + i;
	}
	dma_sync_sgtable_for_cpu(dev, &table, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, block[3 * PAGE_SIZE], 'D');
	dma_unmap_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0);
	dma_unmap_single(dev, odd, 2048, DMA_TO_DEVICE);
	sg_free_table(&table);
	free_pages_exact(block, 4 * PAGE_SIZE);
}

static void buffer_keeps_the_address_bits_that_the_device_wants(struct kunit *test)
{
	static const unsigned int masks[] = { 0x1ff, 0x7ff, 0xfff, 0x3fff };
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(SZ_256K, GFP_KERNEL);
	char *at = block + PAGE_SIZE + 0x9a4;
	dma_addr_t bus;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		dma_set_min_align_mask(dev, masks[i]);
		memset(at, 'x', BYTES);
		bus = lend(test, at, BYTES, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_EQ(test, bus & masks[i], virt_to_phys(at) & masks[i]);
		KUNIT_EXPECT_EQ(test, memcmp(at_device(test, bus), at, BYTES), 0);
		at_device(test, bus)[BYTES - 1] = 'y';
		dma_unmap_single(dev, bus, BYTES, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_EQ(test, at[BYTES - 1], 'y');
	}
	/* what is lost before it is missing behind */
	dma_set_min_align_mask(dev, 0x7ff);
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), SZ_256K - 2048);
	bus = dma_map_single_attrs(dev, block + 1, SZ_256K - 1, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, bus), 0);
	dma_unmap_single(dev, bus, SZ_256K - 1, DMA_TO_DEVICE);
	free_pages_exact(block, SZ_256K);
}

static void buffer_does_not_cross_the_boundary_of_the_device(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(SZ_64K, GFP_KERNEL);
	dma_addr_t bus[8];
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	dma_set_seg_boundary(dev, SZ_16K - 1);
	for (i = 0; i < ARRAY_SIZE(bus); i++) {
		bus[i] = lend(test, block, SZ_8K + 2048, DMA_TO_DEVICE);
		KUNIT_EXPECT_EQ(test, bus[i] / SZ_16K, (bus[i] + SZ_8K + 2047) / SZ_16K);
	}
	for (i = 0; i < ARRAY_SIZE(bus); i++)
		dma_unmap_single(dev, bus[i], SZ_8K + 2048, DMA_TO_DEVICE);
	bus[0] = dma_map_single_attrs(dev, block, SZ_16K + 1, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus[0]), -ENOMEM);
	free_pages_exact(block, SZ_64K);
}

static void map_for_both_directions_is_handed_over_in_the_one_that_is_named(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	memset(at, 'x', BYTES);
	bus = lend(test, at, BYTES, DMA_BIDIRECTIONAL);
	at_device(test, bus)[7] = 'y';
	dma_sync_single_for_cpu(dev, bus, BYTES, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, at[7], 'x');
	at[8] = 'z';
	dma_sync_single_for_device(dev, bus, BYTES, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, at_device(test, bus)[8], 'x');
	dma_sync_single_for_cpu(dev, bus, 8, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, at[7], 'y');
	dma_sync_single_for_device(dev, bus, BYTES, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, at_device(test, bus)[8], 'z');
	dma_unmap_single(dev, bus, BYTES, DMA_BIDIRECTIONAL);
	kfree(at);
}

static void largest_buffer_is_256_kib(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *block = alloc_pages_exact(SZ_512K, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), SZ_256K);
	bus = dma_map_single_attrs(dev, block, SZ_256K + 1, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus), -ENOMEM);
	bus = lend(test, block, SZ_256K, DMA_TO_DEVICE);
	dma_unmap_single(dev, bus, SZ_256K, DMA_TO_DEVICE);
	free_pages_exact(block, SZ_512K);
}

#ifdef CONFIG_USND
/* as many buffers as the platforms' 8 MiB have, of every size, and all of them again */
static void buffers_run_out_and_come_back(struct kunit *test)
{
	static const size_t sizes[] = { 2048, 3000, SZ_64K, SZ_256K };
	dma_addr_t *bus = kunit_kcalloc(test, 5000, sizeof(*bus), GFP_KERNEL);
	char *block = alloc_pages_exact(SZ_256K, GFP_KERNEL);
	struct device *dev = device_of(test);
	unsigned int i, k, count;

	KUNIT_ASSERT_TRUE(test, bus && block);
	for (k = 0; k < 2 * ARRAY_SIZE(sizes); k++) {
		size_t size = sizes[k / 2];

		for (count = 0; count < 5000; count++) {
			bus[count] = dma_map_single_attrs(dev, block, size, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
			if (dma_mapping_error(dev, bus[count]))
				break;
		}
		KUNIT_EXPECT_EQ(test, count, SZ_8M / ALIGN(size, 2048));
		for (i = 0; i < count; i++)
			dma_unmap_single(dev, bus[(i * 7) % count], size, DMA_TO_DEVICE);
	}
	free_pages_exact(block, SZ_256K);
}

static void buffer_out_of_reach_is_no_help(struct kunit *test)
{
	struct device *dev = device_of(test);
	char *at = kmalloc(BYTES, GFP_KERNEL);
	dma_addr_t bus;

	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(24)), 0);
	bus = dma_map_single_attrs(dev, at, BYTES, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus), -ENOMEM);
	kfree(at);
}
#endif

static struct kunit_case dma_bounce_cases[] = {
	KUNIT_CASE(memory_out_of_reach_is_copied),
	KUNIT_CASE(what_the_device_wrote_comes_back),
	KUNIT_CASE(unmap_may_leave_the_copy_out),
	KUNIT_CASE(memory_within_reach_is_not_copied),
	KUNIT_CASE(device_with_all_address_bits_needs_no_copy),
	KUNIT_CASE(list_is_copied_piece_by_piece),
	KUNIT_CASE(buffer_keeps_the_address_bits_that_the_device_wants),
	KUNIT_CASE(buffer_does_not_cross_the_boundary_of_the_device),
	KUNIT_CASE(map_for_both_directions_is_handed_over_in_the_one_that_is_named),
	KUNIT_CASE(largest_buffer_is_256_kib),
#ifdef CONFIG_USND
	KUNIT_CASE(buffers_run_out_and_come_back),
	KUNIT_CASE(buffer_out_of_reach_is_no_help),
#endif
	{}
};

static struct kunit_suite dma_bounce_suite = {
	.name = "dma_bounce",
	.init = need_bounce_buffers,
	.exit = dma_device_exit,
	.test_cases = dma_bounce_cases,
};
kunit_test_suite(dma_bounce_suite);

MODULE_DESCRIPTION("bounce buffer tests");
MODULE_LICENSE("GPL");
