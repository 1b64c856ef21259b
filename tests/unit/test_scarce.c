// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_scarce.c - memory without two free frames side by side: whatever is not for a device must be had all the same.
 */
#include <linux/vmalloc.h>
#include "buffer_card.h"
#include "free_ram.h"
#include "limited_device.h"

#define OBJECTS 64
#define SCATTER_GFP (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

static struct list_head held;

static void free_all(struct list_head *pages)
{
	struct page *page;

	while (!list_empty(pages)) {
		page = list_first_entry(pages, struct page, lru);
		list_del(&page->lru);
		__free_page(page);
	}
}

static void give_back(void *nothing)
{
	free_all(&held);
}

/* until the case ends: all odd frames of the machine are held, and the even ones that were free are free */
static void scatter_memory(struct kunit *test)
{
	struct page *page;
	LIST_HEAD(even);

	if (totalram_pages() > SZ_128M / PAGE_SIZE)
		kunit_skip(test, "takes all memory of the machine");
	INIT_LIST_HEAD(&held);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, give_back, NULL), 0);
	while ((page = alloc_page(SCATTER_GFP)))
		list_add(&page->lru, page_to_pfn(page) & 1 ? &held : &even);
	free_all(&even);
	page = alloc_pages(SCATTER_GFP, 1);
	KUNIT_EXPECT_NULL(test, page);
	if (page)
		__free_pages(page, 1);
}

static void objects_of_every_size_up_to_a_page_are_had(struct kunit *test)
{
	static const size_t sizes[] = { 8, 96, 192, 512, 1000, 1024, 1500, 2048, 3000, 4096 };
	void *objects[OBJECTS];
	unsigned int s, i;

	scatter_memory(test);
	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		for (i = 0; i < OBJECTS; i++) {
			objects[i] = kzalloc(sizes[s], GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL_MSG(test, objects[i], "%zu bytes, the %uth", sizes[s], i);
			if (objects[i])
				memset(objects[i], 0xff, sizes[s]);
		}
		while (i--) {
			KUNIT_EXPECT_GE(test, ksize(objects[i]), objects[i] ? sizes[s] : 0);
			kfree(objects[i]);
		}
	}
}

static void power_of_two_is_naturally_aligned(struct kunit *test)
{
	void *objects[OBJECTS];
	unsigned int i;
	size_t size;

	scatter_memory(test);
	for (size = 8; size <= PAGE_SIZE; size *= 2) {
		for (i = 0; i < OBJECTS; i++) {
			objects[i] = kmalloc(size, GFP_KERNEL);
			KUNIT_EXPECT_EQ_MSG(test, (unsigned long)objects[i] & (size - 1), 0, "size %zu", size);
		}
		while (i--)
			kfree(objects[i]);
	}
}

static void cached_objects_are_had(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("scarce", 700, 0, 0, NULL);
	void *objects[OBJECTS];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	scatter_memory(test);
	for (i = 0; i < OBJECTS; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, objects[i]);
	}
	while (i--)
		if (objects[i])
			kmem_cache_free(cache, objects[i]);
	kmem_cache_destroy(cache);
}

/* objects in slabs of both sizes: nothing is mistaken for the other */
static void slabs_of_before_are_still_good(struct kunit *test)
{
	void *before[OBJECTS], *objects[OBJECTS];
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		before[i] = kmalloc(600, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, before[i]);
	}
	scatter_memory(test);
	for (i = 0; i < OBJECTS; i++) {
		objects[i] = kmalloc(600, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, objects[i]);
	}
	while (i--) {
		kfree(before[i]);
		kfree(objects[i]);
	}
}

static void pages_in_a_row_of_addresses_are_had(struct kunit *test)
{
	void *area;

	scatter_memory(test);
	/* the list of so many pages is longer than half a page, on a PC than several */
	area = vzalloc(totalram_pages() / 8 * PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL(test, area);
	vfree(area);
	area = kvmalloc(SZ_64K, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, area);
	kvfree(area);
}

static void stream_opens_and_gets_a_buffer_of_pages(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 8, 0, &managed_ops);
	unsigned int i;

	snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, SZ_1M);
	scatter_memory(test);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, hw_params(test, open_stream(test, pcm), SZ_64K), 0);
}

/* as on Linux: where an IOMMU can put pages in a row, or the list of pieces can */
static void device_gets_pieces(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	size_t size = totalram_pages() / 8 * PAGE_SIZE;
	struct snd_dma_buffer buffer;

	scatter_memory(test);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV_SG, dev, size, &buffer), 0);
	if (buffer.area) {
		memset(buffer.area, 1, buffer.bytes);
		snd_dma_free_pages(&buffer);
	}
}

#ifdef CONFIG_USND
static void write_behind_an_object_is_reported(struct kunit *test)
{
	static const size_t sizes[] = { 40, 1024, 2040 };
	unsigned int s;
	char *at;

	scatter_memory(test);
	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		at = kmalloc(sizes[s], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, at);
		poke(at + sizes[s], 1);
		expect_findings(test, 1);
		kfree(at);
	}
}
#endif

static struct kunit_case scarce_cases[] = {
	KUNIT_CASE(objects_of_every_size_up_to_a_page_are_had),
	KUNIT_CASE(power_of_two_is_naturally_aligned),
	KUNIT_CASE(cached_objects_are_had),
	KUNIT_CASE(slabs_of_before_are_still_good),
	KUNIT_CASE(pages_in_a_row_of_addresses_are_had),
	KUNIT_CASE(stream_opens_and_gets_a_buffer_of_pages),
	KUNIT_CASE(device_gets_pieces),
#ifdef CONFIG_USND
	KUNIT_CASE(write_behind_an_object_is_reported),
#endif
	{}
};

static struct kunit_suite scarce_suite = { .name = "scarce", .test_cases = scarce_cases };
kunit_test_suite(scarce_suite);

MODULE_DESCRIPTION("Tests of memory without two free frames side by side");
MODULE_LICENSE("GPL");
