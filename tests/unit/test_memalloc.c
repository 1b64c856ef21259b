// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_memalloc.c - the buffer allocator: sizes, addresses, errors. Contract 1.8; golden-6.12, its second part. The
 * fallback is test_fallback.c.
 *
 * Where usnd differs from Linux 6.12 on purpose the case says so in its name: *_unlike_linux.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>
#include <sound/memalloc.h>
#include "expect.h"
#include "limited_device.h"

static struct device *device_for(struct kunit *test, int type)
{
	return type == SNDRV_DMA_TYPE_CONTINUOUS || type == SNDRV_DMA_TYPE_VMALLOC ? NULL : device_new(test, 32);
}

static size_t covering(size_t size)
{
	return PAGE_SIZE << get_order(size);
}

static unsigned long free_pages_now(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram;
}

/* fewer pages are gone than one buffer of @bytes has; records and caches may have taken some */
static void expect_no_buffer_lost(struct kunit *test, unsigned long before, size_t bytes)
{
	KUNIT_EXPECT_GT(test, free_pages_now() + (PAGE_ALIGN(bytes) >> PAGE_SHIFT), before);
}

/* ---- every type ---------------------------------------------------------------------------------------------- */

/* @became: what the record says afterwards, where memory is plenty and no pool is near; see test_sg.c for pieces */
struct type_case {
	int type, became;
	const char *name;
};

static const struct type_case type_cases[] = {
	{ SNDRV_DMA_TYPE_CONTINUOUS, SNDRV_DMA_TYPE_CONTINUOUS, "continuous" },
	{ SNDRV_DMA_TYPE_DEV, SNDRV_DMA_TYPE_DEV, "dev" },
	{ SNDRV_DMA_TYPE_DEV_SG, SNDRV_DMA_TYPE_DEV, "dev_sg" },
	{ SNDRV_DMA_TYPE_DEV_IRAM, SNDRV_DMA_TYPE_DEV, "dev_iram" },
	{ SNDRV_DMA_TYPE_DEV_WC, SNDRV_DMA_TYPE_DEV_WC, "dev_wc" },
	{ SNDRV_DMA_TYPE_DEV_WC_SG, SNDRV_DMA_TYPE_DEV_WC, "dev_wc_sg" },
	{ SNDRV_DMA_TYPE_VMALLOC, SNDRV_DMA_TYPE_VMALLOC, "vmalloc" },
	{ SNDRV_DMA_TYPE_NONCONTIG, SNDRV_DMA_TYPE_NONCONTIG, "noncontig" },
	{ SNDRV_DMA_TYPE_NONCOHERENT, SNDRV_DMA_TYPE_NONCOHERENT, "noncoherent" },
};

static bool is_handed_over(int type)
{
	return type == SNDRV_DMA_TYPE_NONCONTIG || type == SNDRV_DMA_TYPE_NONCOHERENT;
}

static void type_desc(const struct type_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(type, type_cases, type_desc);

static void alloc_rounds_up_to_pages(struct kunit *test)
{
	static const struct {
		size_t size, bytes;
	} sizes[] = {
		{ 1, PAGE_SIZE }, { PAGE_SIZE - 1, PAGE_SIZE }, { PAGE_SIZE, PAGE_SIZE }, { PAGE_SIZE + 1, 2 * PAGE_SIZE },
		{ 3 * PAGE_SIZE, 3 * PAGE_SIZE }, { 5 * PAGE_SIZE, 5 * PAGE_SIZE }, { 65536, 65536 },
		{ 100000, PAGE_ALIGN(100000) }, { SZ_1M, SZ_1M },
	};
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(c->type, dev, sizes[i].size, &dmab), 0);
		KUNIT_EXPECT_EQ(test, dmab.bytes, sizes[i].bytes);
		KUNIT_EXPECT_NOT_NULL(test, dmab.area);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)dmab.area, PAGE_SIZE));
		snd_dma_free_pages(&dmab);
	}
}

static void alloc_fills_the_whole_record(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;

	memset(&dmab, 0xff, sizeof(dmab));
	dmab.dev.need_sync = false;
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_dir_pages(c->type, dev, DMA_FROM_DEVICE, 8192, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.dev.type, c->became);
	KUNIT_EXPECT_PTR_EQ(test, dmab.dev.dev, dev);
	KUNIT_EXPECT_EQ(test, dmab.dev.dir, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dmab.dev.need_sync, is_handed_over(c->type) && dma_need_sync(dev, dmab.addr));
	KUNIT_EXPECT_PTR_EQ(test, dmab.private_data,
			    c->type == SNDRV_DMA_TYPE_NONCONTIG ? snd_dma_noncontig_sg_table(&dmab) : NULL);
	KUNIT_EXPECT_NE(test, dmab.addr, ~(dma_addr_t)0);
	snd_dma_free_pages(&dmab);
}

static void alloc_can_be_written_everywhere(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(c->type, dev, 100000, &dmab), 0);
	memset(dmab.area, 0x5a, dmab.bytes);
	KUNIT_EXPECT_EQ(test, dmab.area[dmab.bytes - 1], 0x5a);
	snd_dma_free_pages(&dmab);
}

static void alloc_of_nothing_is_enxio(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab = { };

	expect_findings(test, 3);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(c->type, dev, 0, &dmab), -ENXIO);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(c->type, dev, 0, &dmab), -ENXIO);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(c->type, dev, 4096, NULL), -ENXIO);
}

static void alloc_of_too_much_is_enomem(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;

	memset(&dmab, 0xff, sizeof(dmab));
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(c->type, dev, SZ_1G * 64UL, &dmab), -ENOMEM);
	KUNIT_EXPECT_NULL(test, dmab.area);
	KUNIT_EXPECT_NULL(test, dmab.private_data);
	KUNIT_EXPECT_EQ(test, dmab.bytes, 0);
	/* a record of a failed allocation may be freed */
	snd_dma_free_pages(&dmab);
}

static void free_gives_every_page_back(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;
	unsigned long before;
	unsigned int i;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "a kernel does other things meanwhile");
	before = free_pages_now();
	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(c->type, dev, 100000, &dmab), 0);
		snd_dma_free_pages(&dmab);
	}
	expect_no_buffer_lost(test, before, 100000);
}

static void chunks_cover_the_buffer(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;
	unsigned int ofs = 100, rest, chunk;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(c->type, dev, SZ_256K, &dmab), 0);
	for (rest = dmab.bytes - ofs; rest; ofs += chunk, rest -= chunk) {
		chunk = snd_sgbuf_get_chunk_size(&dmab, ofs, rest);
		KUNIT_ASSERT_GE(test, chunk, 1);
		KUNIT_ASSERT_LE(test, chunk, rest);
		/* consecutive inside, and only there */
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, ofs + chunk - 1),
				snd_sgbuf_get_addr(&dmab, ofs) + chunk - 1);
		if (chunk < rest)
			KUNIT_EXPECT_NE(test, snd_sgbuf_get_addr(&dmab, ofs + chunk),
					snd_sgbuf_get_addr(&dmab, ofs) + chunk);
	}
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 0, 1), 1);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, dmab.bytes - 1, 1), 1);
	snd_dma_free_pages(&dmab);
}

static void page_of_an_offset_holds_its_byte(struct kunit *test)
{
	static const size_t offsets[] = { 0, 1, 4095, 4096, 70000, SZ_128K - 1 };
	const struct type_case *c = test->param_value;
	struct device *dev = device_for(test, c->type);
	struct snd_dma_buffer dmab;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(c->type, dev, SZ_128K, &dmab), 0);
	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct page *page = snd_sgbuf_get_page(&dmab, offsets[i]);
		unsigned char *byte = page_address(page);

		/* a page of the machine's: the address of a mapping has none by arithmetic */
		KUNIT_EXPECT_TRUE(test, pfn_valid(page_to_pfn(page)));
		byte += offset_in_page(offsets[i]);
		dmab.area[offsets[i]] = i + 1;
		KUNIT_EXPECT_EQ(test, *byte, i + 1);
	}
	snd_dma_free_pages(&dmab);
}

/* ---- one type ------------------------------------------------------------------------------------------------ */

/* golden-6.12: alloc 20480 -> 0 bytes 20480 order-aligned 1 chunk 20000 */
static void continuous_is_aligned_to_its_order(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4097, 12288, 20480, 65536, 100000, SZ_1M };
	struct snd_dma_buffer dmab;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, NULL, sizes[i], &dmab), 0);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(dmab.addr, covering(sizes[i])));
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 0, sizes[i]), sizes[i]);
		KUNIT_EXPECT_EQ(test, dmab.addr, page_to_phys(virt_to_page(dmab.area)));
		snd_dma_free_pages(&dmab);
	}
}

static void continuous_obeys_the_mask_of_a_device(struct kunit *test)
{
	struct device *dev = device_new(test, 24);
	struct snd_dma_buffer dmab;
	dma_addr_t bus;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, dev, 65536, &dmab), 0);
	bus = dma_map_single(dev, dmab.area, dmab.bytes, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, bus), 0);
	if (!dma_mapping_error(dev, bus)) {
		KUNIT_EXPECT_LE(test, bus + dmab.bytes - 1, DMA_BIT_MASK(24));
		dma_unmap_single(dev, bus, dmab.bytes, DMA_TO_DEVICE);
	}
	snd_dma_free_pages(&dmab);
}

/* Linux 6.12 loses the block it had tried first; contract 1.8, latent bug 1 */
static void continuous_mask_retry_loses_nothing_unlike_linux(struct kunit *test)
{
	struct device *dev = device_new(test, 24);
	struct snd_dma_buffer dmab;
	unsigned long before;
	unsigned int i;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux leaks here");
	before = free_pages_now();
	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, dev, SZ_1M, &dmab), 0);
		snd_dma_free_pages(&dmab);
	}
	expect_no_buffer_lost(test, before, SZ_1M);
}

/* Linux 6.12 returns the address of its last try as success, mask or not; contract 1.8, latent bug 1 */
/* the second of two pages is always one that this mask leaves out, the first never is */
static void continuous_mask_is_of_the_last_byte_unlike_linux(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux takes what it gets from GFP_DMA");
	dev->coherent_dma_mask = ~(u64)PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, dev, 2 * PAGE_SIZE, &dmab), -ENOMEM);
}

static void continuous_out_of_the_mask_is_enomem_unlike_linux(struct kunit *test)
{
	struct device *dev = device_new(test, 12);
	struct snd_dma_buffer dmab;
	unsigned long before;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux answers 0");
	before = free_pages_now();
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, dev, SZ_64K, &dmab), -ENOMEM);
	expect_no_buffer_lost(test, before, SZ_64K);
}

static void dev_is_zeroed(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;
	unsigned int round;

	for (round = 0; round < 2; round++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, 20000, &dmab), 0);
		KUNIT_EXPECT_NULL(test, memchr_inv(dmab.area, 0, dmab.bytes));
		memset(dmab.area, 0xa5, dmab.bytes);
		snd_dma_free_pages(&dmab);
	}
}

static void dev_obeys_the_mask_and_its_order(struct kunit *test)
{
	static const size_t sizes[] = { 4096, 12288, 20480, 65536, 100000 };
	struct device *dev = device_new(test, 24);
	struct snd_dma_buffer dmab;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, sizes[i], &dmab), 0);
		KUNIT_EXPECT_LE(test, dmab.addr + dmab.bytes - 1, DMA_BIT_MASK(24));
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(dmab.addr, covering(sizes[i])));
		if (sizes[i] <= SZ_64K)
			KUNIT_EXPECT_EQ(test, dmab.addr >> 16, (dmab.addr + dmab.bytes - 1) >> 16);
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, 4000), dmab.addr + 4000);
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 0, dmab.bytes), dmab.bytes);
		snd_dma_free_pages(&dmab);
	}
}

/* on a PC without IOMMU all three are one number, which hides exactly the mistakes usnd is to find */
static void dev_bus_address_is_no_other_address_unlike_linux(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	struct snd_dma_buffer dmab;

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "they may be the same");
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, 4096, &dmab), 0);
	KUNIT_EXPECT_NE(test, dmab.addr, page_to_phys(snd_sgbuf_get_page(&dmab, 0)));
	KUNIT_EXPECT_NE(test, dmab.addr, (dma_addr_t)(unsigned long)dmab.area);
	snd_dma_free_pages(&dmab);
}

static void vmalloc_takes_what_is_in_no_row(struct kunit *test)
{
	struct snd_dma_buffer dmab;

	/* more than MAX_PAGE_ORDER in one piece */
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_16M, &dmab), 0);
	KUNIT_EXPECT_EQ(test, dmab.addr, 0);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, SZ_8M + 5),
			page_to_phys(vmalloc_to_page(dmab.area + SZ_8M)) + 5);
	snd_dma_free_pages(&dmab);
}

/* golden-6.12: alloc type 99, type 0, fallback type 99 -> -12, with a warning the first time */
static void unknown_type_is_enomem(struct kunit *test)
{
	static const int types[] = { 99, SNDRV_DMA_TYPE_UNKNOWN, -1, 11 };
	struct snd_dma_buffer dmab = { };
	unsigned int i;

	expect_findings(test, 1);
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(types[i], NULL, 4096, &dmab), -ENOMEM);
		KUNIT_EXPECT_NULL(test, dmab.area);
		KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(types[i], NULL, 4096, &dmab), -ENOMEM);
	}
	snd_dma_free_pages(&dmab);
	KUNIT_EXPECT_EQ(test, snd_dma_buffer_mmap(&dmab, NULL), -ENOENT);
}

static void no_buffer_is_no_mapping_and_no_sync(struct kunit *test)
{
	struct snd_dma_buffer dmab;

	KUNIT_EXPECT_EQ(test, snd_dma_buffer_mmap(NULL, NULL), -ENOENT);
	snd_dma_buffer_sync(NULL, SNDRV_DMA_SYNC_CPU);
	/* types of one copy need no sync */
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_CONTINUOUS, NULL, 4096, &dmab), 0);
	snd_dma_buffer_sync(&dmab, SNDRV_DMA_SYNC_CPU);
	snd_dma_buffer_sync(&dmab, SNDRV_DMA_SYNC_DEVICE);
	snd_dma_free_pages(&dmab);
}

static void aligned_pages_counts_pages(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, snd_sgbuf_aligned_pages(0), 0);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_aligned_pages(1), 1);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_aligned_pages(PAGE_SIZE), 1);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_aligned_pages(PAGE_SIZE + 1), 2);
}

/* ---- with a device's life ------------------------------------------------------------------------------------ */

static void devm_buffer_goes_with_its_device(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple("usnd-test-devm", PLATFORM_DEVID_AUTO, NULL, 0);
	struct snd_dma_buffer *dmab;
	unsigned long before;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	before = free_pages_now();
	dmab = snd_devm_alloc_pages(&pdev->dev, SNDRV_DMA_TYPE_DEV, SZ_1M);
	KUNIT_EXPECT_NOT_NULL(test, dmab);
	if (dmab) {
		KUNIT_EXPECT_EQ(test, dmab->bytes, SZ_1M);
		KUNIT_EXPECT_EQ(test, dmab->dev.dir, DMA_BIDIRECTIONAL);
		memset(dmab->area, 1, dmab->bytes);
	}
	platform_device_unregister(pdev);
	if (IS_ENABLED(CONFIG_USND))
		expect_no_buffer_lost(test, before, SZ_1M);
}

static void devm_refuses_types_without_a_device(struct kunit *test)
{
	struct device *dev = device_new(test, 32);

	expect_findings(test, 2);
	KUNIT_EXPECT_NULL(test, snd_devm_alloc_pages(dev, SNDRV_DMA_TYPE_CONTINUOUS, 4096));
	KUNIT_EXPECT_NULL(test, snd_devm_alloc_pages(dev, SNDRV_DMA_TYPE_VMALLOC, 4096));
}

static void devm_without_memory_is_null(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, snd_devm_alloc_pages(device_new(test, 32), SNDRV_DMA_TYPE_DEV, SZ_1G * 64UL));
}

static struct kunit_case memalloc_cases[] = {
	KUNIT_CASE_PARAM(alloc_rounds_up_to_pages, type_gen_params),
	KUNIT_CASE_PARAM(alloc_fills_the_whole_record, type_gen_params),
	KUNIT_CASE_PARAM(alloc_can_be_written_everywhere, type_gen_params),
	KUNIT_CASE_PARAM(alloc_of_nothing_is_enxio, type_gen_params),
	KUNIT_CASE_PARAM(alloc_of_too_much_is_enomem, type_gen_params),
	KUNIT_CASE_PARAM(free_gives_every_page_back, type_gen_params),
	KUNIT_CASE_PARAM(chunks_cover_the_buffer, type_gen_params),
	KUNIT_CASE_PARAM(page_of_an_offset_holds_its_byte, type_gen_params),
	KUNIT_CASE(continuous_is_aligned_to_its_order),
	KUNIT_CASE(continuous_obeys_the_mask_of_a_device),
	KUNIT_CASE(continuous_mask_retry_loses_nothing_unlike_linux),
	KUNIT_CASE(continuous_mask_is_of_the_last_byte_unlike_linux),
	KUNIT_CASE(continuous_out_of_the_mask_is_enomem_unlike_linux),
	KUNIT_CASE(dev_is_zeroed),
	KUNIT_CASE(dev_obeys_the_mask_and_its_order),
	KUNIT_CASE(dev_bus_address_is_no_other_address_unlike_linux),
	KUNIT_CASE(vmalloc_takes_what_is_in_no_row),
	KUNIT_CASE(unknown_type_is_enomem),
	KUNIT_CASE(no_buffer_is_no_mapping_and_no_sync),
	KUNIT_CASE(aligned_pages_counts_pages),
	KUNIT_CASE(devm_buffer_goes_with_its_device),
	KUNIT_CASE(devm_refuses_types_without_a_device),
	KUNIT_CASE(devm_without_memory_is_null),
	{ }
};

static struct kunit_suite memalloc_suite = {
	.name = "memalloc",
	.test_cases = memalloc_cases,
};
kunit_test_suite(memalloc_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc");
MODULE_LICENSE("GPL");
