// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_vmalloc.c - kernel mappings of scattered frames, and the mappings a driver makes for a client.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "expect.h"
#include "free_ram.h"

static void every_page_is_the_frame_it_says(struct kunit *test)
{
	char *area = vmalloc(20 * PAGE_SIZE);
	struct page *page;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, area);
	for (i = 0; i < 20; i++)
		*(int *)(area + i * PAGE_SIZE) = i;
	for (i = 0; i < 20; i++) {
		page = vmalloc_to_page(area + i * PAGE_SIZE + 100);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, *(int *)page_address(page), i);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn(area + i * PAGE_SIZE), page_to_pfn(page));
	}
	vfree(area);
}

static void address_is_outside_the_direct_map(struct kunit *test)
{
	char *area = vmalloc(PAGE_SIZE), *object = kmalloc(8, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, area && object);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(area));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(area));
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(object));
	KUNIT_EXPECT_EQ(test, (unsigned long)area & ~PAGE_MASK, 0);
	kfree(object);
	vfree(area);
}

static void zeroed_area_is_zero_after_use(struct kunit *test)
{
	size_t i, other = 0;
	int round;
	char *area;

	for (round = 0; round < 3; round++) {
		area = round & 1 ? vmalloc_user(10000) : vzalloc(10000);
		KUNIT_ASSERT_NOT_NULL(test, area);
		for (i = 0; i < 10000; i++)
			other += area[i] != 0;
		memset(area, 0xff, 10000);
		vfree(area);
	}
	KUNIT_EXPECT_EQ(test, other, 0);
}

static void area_may_be_larger_than_any_block(struct kunit *test)
{
	size_t size = (PAGE_SIZE << MAX_PAGE_ORDER) * 2 + PAGE_SIZE;
	char *area = vmalloc(size);

	KUNIT_ASSERT_NOT_NULL(test, area);
	area[0] = 1;
	area[size - 1] = 1;
	vfree(area);
}

static void impossible_sizes_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, __vmalloc(0, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, __vmalloc(1UL << 44, GFP_KERNEL | __GFP_NOWARN));
}

static void frames_come_back(struct kunit *test)
{
	unsigned long before;
	void *area;

	/* the first one may leave books behind that stay */
	vfree(vmalloc(64 * PAGE_SIZE));
	before = free_ram();
	area = vmalloc(64 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_LE(test, free_ram(), before - 64);
	vfree(area);
	vfree(NULL);
	KUNIT_EXPECT_GE(test, free_ram() + 2, before);
}

static void vmap_shows_the_same_bytes(struct kunit *test)
{
	char *low = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL), *area;
	struct page *pages[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, low);
	/* backwards, so that nothing is contiguous */
	for (i = 0; i < 3; i++)
		pages[i] = virt_to_page(low + (2 - i) * PAGE_SIZE);
	area = vmap(pages, 3, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, area);
	memset(area, 1, PAGE_SIZE);
	memset(area + PAGE_SIZE, 2, PAGE_SIZE);
	memset(area + 2 * PAGE_SIZE, 3, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, low[0], 3);
	KUNIT_EXPECT_EQ(test, low[PAGE_SIZE], 2);
	KUNIT_EXPECT_EQ(test, low[2 * PAGE_SIZE], 1);
	vunmap(area);
	vunmap(NULL);
	low[0] = 4;
	free_pages_exact(low, 3 * PAGE_SIZE);
}

/* a mapping that is taken over from an area that went shows what one made anew would */
static void vmap_of_the_same_pages_again_shows_them_in_their_order(struct kunit *test)
{
	static const unsigned int orders[][2] = { { 0, 1 }, { 0, 1 }, { 1, 0 }, { 0, 1 }, { 1, 1 } };
	char *low = (char *)__get_free_pages(GFP_KERNEL, 1), *area;
	struct page *pages[2];
	unsigned int i, k;

	KUNIT_ASSERT_NOT_NULL(test, low);
	low[0] = 10;
	low[PAGE_SIZE] = 11;
	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		for (k = 0; k < 2; k++)
			pages[k] = virt_to_page(low + orders[i][k] * PAGE_SIZE);
		area = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, area);
		for (k = 0; k < 2; k++) {
			KUNIT_EXPECT_EQ(test, area[k * PAGE_SIZE], 10 + orders[i][k]);
			KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(area + k * PAGE_SIZE), pages[k]);
		}
		vunmap(area);
		expect_findings(test, 1);
		KUNIT_EXPECT_NULL(test, vmalloc_to_page(area));
	}
	free_pages((unsigned long)low, 1);
}

/* one page, and the same with others behind it, are not the same */
static void vmap_of_fewer_pages_is_another_mapping(struct kunit *test)
{
	char *low = (char *)__get_free_pages(GFP_KERNEL, 1), *one, *both;
	struct page *pages[2] = { virt_to_page(low), virt_to_page(low + PAGE_SIZE) };

	KUNIT_ASSERT_NOT_NULL(test, low);
	vunmap(vmap(pages, 2, VM_MAP, PAGE_KERNEL));
	one = vmap(pages, 1, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, one);
	both = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, both);
	both[0] = 7;
	KUNIT_EXPECT_EQ(test, one[0], 7);
	vunmap(one);
	both[PAGE_SIZE] = 8;
	KUNIT_EXPECT_EQ(test, low[PAGE_SIZE], 8);
	vunmap(both);
	free_pages((unsigned long)low, 1);
}

static void vmap_can_take_the_pages_over(struct kunit *test)
{
	struct page **pages = kmalloc_array(2, sizeof(*pages), GFP_KERNEL);
	void *area;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	pages[0] = alloc_page(GFP_KERNEL);
	pages[1] = alloc_page(GFP_KERNEL);
	area = vmap(pages, 2, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, area);
	vfree(area);
}

static void every_kind_of_request_can_fail(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, vmalloc(PAGE_SIZE));
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, vzalloc(PAGE_SIZE));
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, vmap(&page, 1, VM_MAP, PAGE_KERNEL));
	fail_request(test, 0);
	__free_page(page);
}

static void random_areas_never_overlap(struct kunit *test)
{
	struct { char *at; unsigned int pages; } *areas = kunit_kcalloc(test, 40, sizeof(*areas), GFP_KERNEL);
	unsigned long wrong = 0;
	unsigned int i, k, step;
	u64 seed = 8;

	KUNIT_ASSERT_NOT_NULL(test, areas);
	for (step = 0; step < 2000; step++) {
		i = draw(&seed) % 40;
		if (areas[i].at) {
			for (k = 0; k < areas[i].pages; k++)
				wrong += areas[i].at[k * PAGE_SIZE] != (char)i;
			vfree(areas[i].at);
			areas[i].at = NULL;
			continue;
		}
		areas[i].pages = 1 + draw(&seed) % 50;
		areas[i].at = vmalloc(areas[i].pages * PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, areas[i].at);
		for (k = 0; k < areas[i].pages; k++)
			areas[i].at[k * PAGE_SIZE] = i;
	}
	for (i = 0; i < 40; i++)
		vfree(areas[i].at);
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

#ifdef CONFIG_USND
/* ---- mappings for a client; Linux makes them elsewhere ---- */

#define CLIENT_FLAGS (VM_READ | VM_WRITE | VM_SHARED | VM_MAYREAD | VM_MAYWRITE | VM_MAYSHARE)

static unsigned long frame_at(struct kunit *test, struct vm_area_struct *vma, unsigned long index)
{
	unsigned long pfn = 0;

	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma, index, &pfn), 0);
	return pfn;
}

static void mapping_tells_frame_by_frame(struct kunit *test)
{
	char *low = alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	struct vm_area_struct *vma = vma_create(NULL, 4, 0, CLIENT_FLAGS);
	unsigned long first = virt_to_pfn(low), pfn;

	KUNIT_ASSERT_TRUE(test, low && vma);
	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma, 0, &pfn), -ENXIO);
	KUNIT_EXPECT_EQ(test, remap_pfn_range(vma, vma->vm_start, first, 4 * PAGE_SIZE, vma->vm_page_prot), 0);
	KUNIT_EXPECT_EQ(test, vma->vm_flags & (VM_IO | VM_PFNMAP), VM_IO | VM_PFNMAP);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 0), first);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 3), first + 3);
	KUNIT_EXPECT_EQ(test, vma_page_pfn(vma, 4, &pfn), -ENXIO);
	vma_destroy(vma);
	free_pages_exact(low, 4 * PAGE_SIZE);
}

static void mapped_vmalloc_pages_outlive_the_area(struct kunit *test)
{
	char *area = vmalloc_user(3 * PAGE_SIZE);
	struct vm_area_struct *vma = vma_create(NULL, 2, 1, CLIENT_FLAGS);
	struct page *page;

	KUNIT_ASSERT_TRUE(test, area && vma);
	KUNIT_EXPECT_EQ(test, remap_vmalloc_range(vma, area, 1), 0);
	page = vmalloc_to_page(area + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 0), page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	vfree(area);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	vma_destroy(vma);
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
}

static void area_not_meant_for_clients_is_refused(struct kunit *test)
{
	char *plain = vmalloc(PAGE_SIZE), *user = vmalloc_user(PAGE_SIZE);
	struct vm_area_struct *vma = vma_create(NULL, 1, 0, CLIENT_FLAGS);

	KUNIT_ASSERT_TRUE(test, plain && user && vma);
	KUNIT_EXPECT_EQ(test, remap_vmalloc_range(vma, plain, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, remap_vmalloc_range(vma, user, 1), -EINVAL);
	vma_destroy(vma);
	vfree(plain);
	vfree(user);
}

static void map_pages_starts_at_the_file_offset(struct kunit *test)
{
	struct vm_area_struct *vma = vma_create(NULL, 2, 1, CLIENT_FLAGS);
	struct page *pages[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, vma);
	for (i = 0; i < 3; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, vm_map_pages(vma, pages, 2), -ENXIO);
	KUNIT_EXPECT_EQ(test, vm_map_pages(vma, pages, 3), 0);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 0), page_to_pfn(pages[1]));
	KUNIT_EXPECT_EQ(test, vm_insert_page(vma, vma->vm_start, pages[0]), -EBUSY);
	vma_destroy(vma);
	for (i = 0; i < 3; i++)
		__free_page(pages[i]);
}

static struct page *fault_page;

static vm_fault_t test_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff != 5)
		return VM_FAULT_SIGBUS;
	get_page(fault_page);
	vmf->page = fault_page;
	return 0;
}

static const struct vm_operations_struct test_vm_ops = { .fault = test_fault };

static void untouched_pages_come_from_the_fault_handler(struct kunit *test)
{
	struct vm_area_struct *vma = vma_create(NULL, 1, 5, CLIENT_FLAGS);
	struct vm_area_struct *beyond = vma_create(NULL, 2, 5, CLIENT_FLAGS);

	fault_page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, vma && beyond && fault_page);
	vma->vm_ops = &test_vm_ops;
	beyond->vm_ops = &test_vm_ops;
	KUNIT_EXPECT_EQ(test, vma_fault_in(vma), 0);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 0), page_to_pfn(fault_page));
	KUNIT_EXPECT_EQ(test, vma_fault_in(beyond), -EFAULT);
	vma_destroy(vma);
	vma_destroy(beyond);
	KUNIT_EXPECT_EQ(test, page_count(fault_page), 1);
	__free_page(fault_page);
}

static void device_memory_is_mapped_within_its_length(struct kunit *test)
{
	struct vm_area_struct *vma = vma_create(NULL, 2, 0, CLIENT_FLAGS);

	KUNIT_ASSERT_NOT_NULL(test, vma);
	KUNIT_EXPECT_EQ(test, vm_iomap_memory(vma, 0xfe000000, PAGE_SIZE), -EINVAL);
	KUNIT_EXPECT_EQ(test, vm_iomap_memory(vma, 0xfe000000, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, frame_at(test, vma, 1), (0xfe000000 >> PAGE_SHIFT) + 1);
	KUNIT_EXPECT_FALSE(test, pfn_valid(frame_at(test, vma, 1)));
	vma_destroy(vma);
}

/* ---- mistakes; a kernel would not survive them ---- */

static void range_outside_the_mapping_is_reported(struct kunit *test)
{
	struct vm_area_struct *vma = vma_create(NULL, 1, 0, CLIENT_FLAGS);

	KUNIT_ASSERT_NOT_NULL(test, vma);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, remap_pfn_range(vma, vma->vm_start, 1, 2 * PAGE_SIZE, vma->vm_page_prot), -EINVAL);
	vma_destroy(vma);
}

static void wrong_frees_are_reported(struct kunit *test)
{
	char *area = vmalloc(2 * PAGE_SIZE), *other = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_TRUE(test, area && other);
	expect_findings(test, 4);
	vfree(area + PAGE_SIZE);
	vfree(test);
	vfree(area);
	vfree(area);
	vunmap(other);
}

static void vfree_with_preemption_off_is_reported(struct kunit *test)
{
	void *area = vmalloc(PAGE_SIZE);

	preempt_disable();
	expect_findings(test, 1);
	vfree(area);
	preempt_enable();
}
#endif

static struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE(every_page_is_the_frame_it_says),
	KUNIT_CASE(address_is_outside_the_direct_map),
	KUNIT_CASE(zeroed_area_is_zero_after_use),
	KUNIT_CASE(area_may_be_larger_than_any_block),
	KUNIT_CASE(impossible_sizes_are_refused),
	KUNIT_CASE(frames_come_back),
	KUNIT_CASE(vmap_shows_the_same_bytes),
	KUNIT_CASE(vmap_of_the_same_pages_again_shows_them_in_their_order),
	KUNIT_CASE(vmap_of_fewer_pages_is_another_mapping),
	KUNIT_CASE(vmap_can_take_the_pages_over),
	KUNIT_CASE(every_kind_of_request_can_fail),
	KUNIT_CASE(random_areas_never_overlap),
#ifdef CONFIG_USND
	KUNIT_CASE(mapping_tells_frame_by_frame),
	KUNIT_CASE(mapped_vmalloc_pages_outlive_the_area),
	KUNIT_CASE(area_not_meant_for_clients_is_refused),
	KUNIT_CASE(map_pages_starts_at_the_file_offset),
	KUNIT_CASE(untouched_pages_come_from_the_fault_handler),
	KUNIT_CASE(device_memory_is_mapped_within_its_length),
	KUNIT_CASE(range_outside_the_mapping_is_reported),
	KUNIT_CASE(wrong_frees_are_reported),
	KUNIT_CASE(vfree_with_preemption_off_is_reported),
#endif
	{}
};

static struct kunit_suite vmalloc_suite = { .name = "vmalloc", .test_cases = vmalloc_cases };
kunit_test_suite(vmalloc_suite);

MODULE_DESCRIPTION("vmalloc and mapping tests");
MODULE_LICENSE("GPL");
