// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_iram.c - pools of special memory (linux/lib/genalloc.c), and DEV_IRAM, the buffer type that is made of one.
 * Contract
 * 1.8 and 1.18, bug 18. The device tree names a kernel's pool; usnd finds it through the device.
 */
#include <linux/dma-direct.h>
#include <linux/genalloc.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <sound/memalloc.h>
#include "expect.h"
#include "limited_device.h"

#define IRAM SNDRV_DMA_TYPE_DEV_IRAM
#define NAMED SZ_16K /* bytes of the pools here */

static void pages_free(void *area)
{
	free_pages((unsigned long)area, get_order(NAMED));
}

static void pool_free(void *pool)
{
	gen_pool_destroy(pool);
}

/* memory for a pool, for as long as the case runs */
static unsigned long memory_new(struct kunit *test)
{
	unsigned long area = __get_free_pages(GFP_KERNEL, get_order(NAMED));

	KUNIT_ASSERT_NE(test, area, 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, pages_free, (void *)area), 0);
	return area;
}

/* addresses only: nobody looks into this pool's memory */
#define VIRT 0x12340000UL
#define PHYS 0x20008000ULL

static struct gen_pool *pool_new(struct kunit *test, int order)
{
	struct gen_pool *pool = gen_pool_create(order, -1);

	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, pool_free, pool), 0);
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, VIRT, PHYS, NAMED, -1), 0);
	return pool;
}

/* ---- pools ----------------------------------------------------------------------------------------- */

static void pool_gives_away_units_until_it_is_empty(struct kunit *test)
{
	struct gen_pool *pool = pool_new(test, 8);

	KUNIT_EXPECT_EQ(test, gen_pool_size(pool), NAMED);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 1), VIRT);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 257), VIRT + 256);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), NAMED - 3 * 256);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, NAMED - 2 * 256), 0);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, NAMED - 3 * 256), VIRT + 3 * 256);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 1), 0);
	gen_pool_free(pool, VIRT + 256, 257);
	/* the first room that suffices */
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 600), 0);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 512), VIRT + 256);
	gen_pool_free(pool, VIRT, NAMED);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), NAMED);
}

static void pool_knows_physical_addresses(struct kunit *test)
{
	struct gen_pool *pool = pool_new(test, 8);
	dma_addr_t dma = 0;
	void *first = gen_pool_dma_alloc(pool, 256, &dma);

	KUNIT_EXPECT_PTR_EQ(test, first, (void *)VIRT);
	KUNIT_EXPECT_EQ(test, dma, PHYS);
	KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, VIRT + 1000), PHYS + 1000);
	KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, VIRT + NAMED), (phys_addr_t)-1);
	KUNIT_EXPECT_TRUE(test, gen_pool_has_addr(pool, VIRT, NAMED));
	KUNIT_EXPECT_FALSE(test, gen_pool_has_addr(pool, VIRT + 1, NAMED));
	KUNIT_EXPECT_FALSE(test, gen_pool_has_addr(pool, VIRT - 1, 1));
	gen_pool_free(pool, VIRT, 256);
}

static void pool_aligns(struct kunit *test)
{
	struct gen_pool *pool = pool_new(test, 8);
	unsigned long start = gen_pool_alloc(pool, 256);
	dma_addr_t dma = 0;
	void *aligned;

	aligned = gen_pool_dma_alloc_align(pool, 4096, &dma, 4096);
	KUNIT_EXPECT_PTR_EQ(test, aligned, (void *)(VIRT + 4096));
	KUNIT_EXPECT_EQ(test, dma, PHYS + 4096);
	/* what lies before is still to be had */
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 4096 - 256), VIRT + 256);
	/* two pages are left, and none of that kind */
	aligned = gen_pool_dma_alloc_align(pool, 12288, &dma, 4096);
	KUNIT_EXPECT_NULL(test, aligned);
	gen_pool_free(pool, VIRT + 256, 4096 - 256);
	gen_pool_free(pool, VIRT + 4096, 4096);
	gen_pool_free(pool, start, 256);
}

static void pool_aligns_the_address_of_the_cpu(struct kunit *test)
{
	struct gen_pool *pool = pool_new(test, 8);
	dma_addr_t dma = 0;

	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, VIRT + SZ_1M, PHYS + SZ_1M + 512, SZ_8K, -1), 0);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 256), VIRT + SZ_1M);
	KUNIT_EXPECT_PTR_EQ(test, gen_pool_dma_alloc_align(pool, 256, &dma, 4096), (void *)(VIRT + SZ_1M + 4096));
	KUNIT_EXPECT_EQ(test, dma, PHYS + SZ_1M + 512 + 4096);
	gen_pool_free(pool, VIRT + SZ_1M, 256);
	gen_pool_free(pool, VIRT + SZ_1M + 4096, 256);
}

static void pool_takes_what_came_last_first(struct kunit *test)
{
	struct gen_pool *pool = pool_new(test, 8);

	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, VIRT + SZ_1M, PHYS + SZ_1M, 512, -1), 0);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 256), VIRT + SZ_1M);
	/* and the one before when it does not suffice */
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 512), VIRT);
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 256), VIRT + SZ_1M + 256);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), NAMED - 512);
	gen_pool_free(pool, VIRT + SZ_1M, 512);
	gen_pool_free(pool, VIRT, 512);
}

static void devices_pools_have_names(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct gen_pool *iram, *other;

	KUNIT_EXPECT_NULL(test, gen_pool_get(dev, "iram"));
	iram = devm_gen_pool_create(dev, 8, -1, "iram");
	other = devm_gen_pool_create(dev, 8, -1, NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, iram);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other);
	KUNIT_EXPECT_PTR_EQ(test, gen_pool_get(dev, "iram"), iram);
	KUNIT_EXPECT_PTR_EQ(test, gen_pool_get(dev, NULL), other);
	KUNIT_EXPECT_PTR_EQ(test, devm_gen_pool_create(dev, 8, -1, "iram"), (struct gen_pool *)ERR_PTR(-EINVAL));
}

/* ---- buffers ----------------------------------------------------------------------------------------- */

/* a device whose "iram" has NAMED bytes at *area */
static struct device *device_with_iram(struct kunit *test, unsigned long *area)
{
	struct device *dev = device_new(test, 32);
	struct gen_pool *pool;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "a kernel asks the device tree");
	pool = devm_gen_pool_create(dev, 8, -1, "iram");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pool);
	*area = memory_new(test);
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, *area, virt_to_phys((void *)*area), NAMED, -1), 0);
	return dev;
}

static void buffer_lies_in_the_pool(struct kunit *test)
{
	unsigned long area;
	struct device *dev = device_with_iram(test, &area);
	struct gen_pool *pool = gen_pool_get(dev, "iram");
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(IRAM, dev, 5000, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, IRAM);
	KUNIT_EXPECT_EQ(test, (unsigned long)dmab.area, area);
	KUNIT_EXPECT_EQ(test, dmab.addr, phys_to_dma(dev, virt_to_phys(dmab.area)));
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, 4097), dmab.addr + 4097);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 1, 8191), 8191);
	snd_dma_free_pages(&dmab);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), NAMED);
}

/* until 5.11 a buffer could share its last page with what came next in the pool, and mmap showed it */
static void buffer_has_its_pages_for_itself(struct kunit *test)
{
	unsigned long area, neighbour;
	struct device *dev = device_with_iram(test, &area);
	struct gen_pool *pool = gen_pool_get(dev, "iram");
	struct snd_dma_buffer dmab;

	figures_of_4k_pages(test);
	neighbour = gen_pool_alloc(pool, 256);
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(IRAM, dev, 5000, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.bytes, 8192);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)dmab.area, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), NAMED - 256 - 8192);
	snd_dma_free_pages(&dmab);
	gen_pool_free(pool, neighbour, 256);
}

static void pool_of_a_parent_will_do(struct kunit *test)
{
	unsigned long area;
	struct device *chip = device_with_iram(test, &area);
	struct platform_device_info info = { .parent = chip, .name = "usnd-test-part", .id = PLATFORM_DEVID_AUTO,
					     .dma_mask = DMA_BIT_MASK(32) };
	struct platform_device *part = platform_device_register_full(&info);
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, part);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(IRAM, &part->dev, 4096, &dmab), 0);
	KUNIT_EXPECT_EQ(test, (unsigned long)dmab.area, area);
	snd_dma_free_pages(&dmab);
	platform_device_unregister(part);
}

/* Linux 6.12 leaves the pool in the record of the DEV buffer it takes instead */
static void without_room_it_is_dev(struct kunit *test)
{
	unsigned long area;
	struct device *dev = device_with_iram(test, &area);
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(IRAM, dev, NAMED + 1, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, SNDRV_DMA_TYPE_DEV);
	KUNIT_EXPECT_NULL(test, dmab.private_data);
	KUNIT_EXPECT_NULL(test, memchr_inv(dmab.area, 0, dmab.bytes));
	snd_dma_free_pages(&dmab);
	/* refused by the pool */
	fail_request(test, 1);
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(IRAM, dev, 4096, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, SNDRV_DMA_TYPE_DEV);
	snd_dma_free_pages(&dmab);
}

static struct kunit_case iram_cases[] = {
	KUNIT_CASE(pool_gives_away_units_until_it_is_empty),
	KUNIT_CASE(pool_knows_physical_addresses),
	KUNIT_CASE(pool_aligns),
	KUNIT_CASE(pool_aligns_the_address_of_the_cpu),
	KUNIT_CASE(pool_takes_what_came_last_first),
	KUNIT_CASE(devices_pools_have_names),
	KUNIT_CASE(buffer_lies_in_the_pool),
	KUNIT_CASE(buffer_has_its_pages_for_itself),
	KUNIT_CASE(pool_of_a_parent_will_do),
	KUNIT_CASE(without_room_it_is_dev),
	{ }
};

static struct kunit_suite iram_suite = {
	.name = "memalloc_iram",
	.test_cases = iram_cases,
};
kunit_test_suite(iram_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc: on-chip memory");
MODULE_LICENSE("GPL");
