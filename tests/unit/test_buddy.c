// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_buddy.c - page frames: alignment, exact sizes, references, merging, and mistakes that must be told.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "expect.h"
#include "free_ram.h"

#define QUIET (GFP_KERNEL | __GFP_NOWARN)

/* ---- blocks ---- */

static void block_is_aligned_to_its_size(struct kunit *test)
{
	unsigned int order;
	struct page *page;

	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		page = alloc_pages(QUIET, order);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_phys(page) & ((PAGE_SIZE << order) - 1), 0);
		KUNIT_EXPECT_EQ(test, (unsigned long)page_address(page) & ((PAGE_SIZE << order) - 1), 0);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(page_address(page)), page);
		KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
		__free_pages(page, order);
	}
}

static void block_above_the_largest_order_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, alloc_pages(QUIET, MAX_PAGE_ORDER + 1));
}

static void zeroed_block_is_zero_after_use(struct kunit *test)
{
	unsigned long at = __get_free_pages(QUIET, 2);
	size_t i, other = 0;

	KUNIT_ASSERT_NE(test, at, 0);
	memset((void *)at, 0xff, PAGE_SIZE * 4);
	free_pages(at, 2);
	at = __get_free_pages(QUIET | __GFP_ZERO, 2);
	KUNIT_ASSERT_NE(test, at, 0);
	for (i = 0; i < PAGE_SIZE * 4; i++)
		other += ((char *)at)[i] != 0;
	KUNIT_EXPECT_EQ(test, other, 0);
	free_pages(at, 2);
}

static void blocks_do_not_overlap(struct kunit *test)
{
	struct page *a = alloc_pages(QUIET, 3), *b = alloc_pages(QUIET, 3);

	KUNIT_EXPECT_TRUE(test, a && b && (a + 8 <= b || b + 8 <= a));
	if (a)
		__free_pages(a, 3);
	if (b)
		__free_pages(b, 3);
}

static void nothing_is_lost_between_alloc_and_free(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_pages(QUIET, 5);

	KUNIT_ASSERT_NOT_NULL(test, page);
	EXPECT_FREE_RAM(test, before - 32);
	__free_pages(page, 5);
	EXPECT_FREE_RAM(test, before);
}

/* ---- exact sizes ---- */

static void exact_is_aligned_to_the_covering_order(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4096, 8192, 12288, 20480, 65536, 69632, 1 << 20 };
	unsigned int i;
	void *at;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		at = alloc_pages_exact(sizes[i], QUIET);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, virt_to_phys(at) & ((PAGE_SIZE << get_order(sizes[i])) - 1), 0);
		memset(at, 0x55, sizes[i]);
		free_pages_exact(at, sizes[i]);
	}
}

static void exact_gives_the_surplus_back(struct kunit *test)
{
	unsigned long before = free_ram();
	void *at = alloc_pages_exact(5 * PAGE_SIZE, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	EXPECT_FREE_RAM(test, before - 5);
	free_pages_exact(at, 5 * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before);
}

static void exact_ends_at_the_largest_order(struct kunit *test)
{
	size_t largest = PAGE_SIZE << MAX_PAGE_ORDER;
	void *at = alloc_pages_exact(largest, QUIET);

	KUNIT_EXPECT_NOT_NULL(test, at);
	if (at)
		free_pages_exact(at, largest);
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(largest + 1, QUIET));
}

static void exact_may_be_freed_page_by_page(struct kunit *test)
{
	unsigned long before = free_ram();
	char *at = alloc_pages_exact(4 * PAGE_SIZE, QUIET);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, at);
	for (i = 0; i < 4; i++)
		free_page((unsigned long)at + i * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before);
}

static void exact_may_be_freed_in_parts(struct kunit *test)
{
	unsigned long before = free_ram();
	char *at = alloc_pages_exact(6 * PAGE_SIZE, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	free_pages_exact(at, 2 * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before - 4);
	memset(at + 2 * PAGE_SIZE, 1, 4 * PAGE_SIZE);
	free_pages_exact(at + 2 * PAGE_SIZE, 4 * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before);
}

/* ---- references ---- */

static void referred_page_stays_when_its_owner_frees_it(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_page(QUIET);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	get_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	memset(page_address(page), 7, PAGE_SIZE);
	put_page(page);
	EXPECT_FREE_RAM(test, before);
}

static void referred_page_of_an_exact_block_stays_alone(struct kunit *test)
{
	unsigned long before = free_ram();
	char *at = alloc_pages_exact(4 * PAGE_SIZE, QUIET);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, at);
	page = virt_to_page(at + 2 * PAGE_SIZE);
	get_page(page);
	free_pages_exact(at, 4 * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before - 1);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	put_page(page);
	EXPECT_FREE_RAM(test, before);
}

static void compound_block_counts_as_one(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_pages(QUIET | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, compound_head(page + 3), page);
	KUNIT_EXPECT_EQ(test, compound_order(page), 2);
	get_page(page + 3);
	__free_pages(page, 2);
	EXPECT_FREE_RAM(test, before - 4);
	put_page(page + 1);
	EXPECT_FREE_RAM(test, before);
}

static void split_block_is_freed_page_by_page(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_pages(QUIET, 2);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 2);
	for (i = 3; i >= 0; i--)
		__free_page(page + i);
	EXPECT_FREE_RAM(test, before);
}

/* ---- requests that fail ---- */

static void every_kind_of_request_can_fail(struct kunit *test)
{
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, alloc_pages(QUIET, 0));
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, __get_free_pages(QUIET, 0), 0);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, get_zeroed_page(QUIET), 0);
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(PAGE_SIZE, QUIET));
	fail_request(test, 0);
}

/* ---- many at once ---- */

#define STRESS_BLOCKS 200
#define STRESS_STEPS 20000

struct stress_block {
	char *at;
	unsigned int pages;
	bool exact;
};

static bool stamp_is_whole(const struct stress_block *block, unsigned long stamp)
{
	unsigned int i;

	for (i = 0; i < block->pages; i++)
		if (*(unsigned long *)(block->at + i * PAGE_SIZE) != stamp)
			return false;
	return true;
}

static void stress_alloc(struct kunit *test, struct stress_block *block, unsigned long stamp, u64 *seed)
{
	unsigned int order, i;

	block->exact = draw(seed) & 1;
	/* up to 280 KiB, at worst half of the memory of a test machine for all of them */
	block->pages = block->exact ? 1 + draw(seed) % (280 * SZ_1K / PAGE_SIZE) : 1u << draw(seed) % (19 - PAGE_SHIFT);
	order = get_order(block->pages * PAGE_SIZE);
	block->at = block->exact ? alloc_pages_exact(block->pages * PAGE_SIZE, QUIET) :
		    (char *)__get_free_pages(QUIET, order);
	KUNIT_ASSERT_NOT_NULL(test, block->at);
	KUNIT_ASSERT_EQ(test, virt_to_phys(block->at) & ((PAGE_SIZE << order) - 1), 0);
	for (i = 0; i < block->pages; i++)
		*(unsigned long *)(block->at + i * PAGE_SIZE) = stamp;
}

static void stress_free(struct kunit *test, struct stress_block *block, unsigned long stamp)
{
	KUNIT_ASSERT_TRUE_MSG(test, stamp_is_whole(block, stamp), "block %lu was written by another", stamp);
	if (block->exact)
		free_pages_exact(block->at, block->pages * PAGE_SIZE);
	else
		free_pages((unsigned long)block->at, get_order(block->pages * PAGE_SIZE));
	block->at = NULL;
}

static unsigned int count_largest_blocks(struct page **pages, unsigned int max)
{
	unsigned int count = 0, i;

	while (count < max && (pages[count] = alloc_pages(QUIET, MAX_PAGE_ORDER)))
		count++;
	for (i = 0; i < count; i++)
		__free_pages(pages[i], MAX_PAGE_ORDER);
	return count;
}

static void random_blocks_never_overlap_and_merge_back(struct kunit *test)
{
	struct stress_block *blocks = kunit_kcalloc(test, STRESS_BLOCKS, sizeof(*blocks), GFP_KERNEL);
	struct page **largest = kunit_kcalloc(test, 64, sizeof(*largest), GFP_KERNEL);
	unsigned long before, i, step;
	unsigned int whole;
	u64 seed = 12;

	KUNIT_ASSERT_TRUE(test, blocks && largest);
	whole = count_largest_blocks(largest, 64);
	before = free_ram();
	for (step = 0; step < STRESS_STEPS; step++) {
		i = draw(&seed) % STRESS_BLOCKS;
		if (blocks[i].at)
			stress_free(test, &blocks[i], i + 1);
		else
			stress_alloc(test, &blocks[i], i + 1, &seed);
	}
	for (i = 0; i < STRESS_BLOCKS; i++)
		if (blocks[i].at)
			stress_free(test, &blocks[i], i + 1);
	EXPECT_FREE_RAM(test, before);
	KUNIT_EXPECT_EQ(test, count_largest_blocks(largest, 64), whole);
}

/* ---- mistakes; a kernel would not survive them ---- */

#ifdef CONFIG_USND
static void second_free_is_reported(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_pages(QUIET, 1);

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 1);
	expect_findings(test, 1);
	__free_pages(page, 1);
	EXPECT_FREE_RAM(test, before);
}

static void second_exact_free_is_reported(struct kunit *test)
{
	unsigned long before = free_ram();
	void *at = alloc_pages_exact(3 * PAGE_SIZE, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	free_pages_exact(at, 3 * PAGE_SIZE);
	expect_findings(test, 1);
	free_pages_exact(at, 3 * PAGE_SIZE);
	EXPECT_FREE_RAM(test, before);
}

static void free_of_another_order_is_reported(struct kunit *test)
{
	unsigned long before = free_ram();
	struct page *page = alloc_pages(QUIET, 3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_findings(test, 1);
	__free_pages(page, 2);
	EXPECT_FREE_RAM(test, before);
}

static void free_of_an_inner_page_is_reported(struct kunit *test)
{
	struct page *page = alloc_pages(QUIET, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_findings(test, 1);
	__free_page(page + 1);
	__free_pages(page, 2);
}

static void block_freed_as_exact_is_reported(struct kunit *test)
{
	unsigned long at = __get_free_pages(QUIET, 2);

	KUNIT_ASSERT_NE(test, at, 0);
	expect_findings(test, 1);
	free_pages_exact((void *)at, 4 * PAGE_SIZE);
}

static void exact_freed_as_block_is_reported(struct kunit *test)
{
	unsigned long before = free_ram();
	void *at = alloc_pages_exact(4 * PAGE_SIZE, QUIET);

	KUNIT_ASSERT_NOT_NULL(test, at);
	expect_findings(test, 1);
	free_pages((unsigned long)at, 2);
	EXPECT_FREE_RAM(test, before);
}

static void reference_to_a_free_page_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(QUIET);

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	expect_findings(test, 1);
	get_page(page);
}

static void address_of_no_page_is_reported(struct kunit *test)
{
	int on_the_stack;

	expect_findings(test, 2);
	free_pages((unsigned long)&on_the_stack & PAGE_MASK, 0);
	free_pages_exact(&on_the_stack, PAGE_SIZE);
}
#endif

static struct kunit_case buddy_cases[] = {
	KUNIT_CASE(block_is_aligned_to_its_size),
	KUNIT_CASE(block_above_the_largest_order_is_refused),
	KUNIT_CASE(zeroed_block_is_zero_after_use),
	KUNIT_CASE(blocks_do_not_overlap),
	KUNIT_CASE(nothing_is_lost_between_alloc_and_free),
	KUNIT_CASE(exact_is_aligned_to_the_covering_order),
	KUNIT_CASE(exact_gives_the_surplus_back),
	KUNIT_CASE(exact_ends_at_the_largest_order),
	KUNIT_CASE(exact_may_be_freed_page_by_page),
	KUNIT_CASE(exact_may_be_freed_in_parts),
	KUNIT_CASE(referred_page_stays_when_its_owner_frees_it),
	KUNIT_CASE(referred_page_of_an_exact_block_stays_alone),
	KUNIT_CASE(compound_block_counts_as_one),
	KUNIT_CASE(split_block_is_freed_page_by_page),
	KUNIT_CASE(every_kind_of_request_can_fail),
	KUNIT_CASE(random_blocks_never_overlap_and_merge_back),
#ifdef CONFIG_USND
	KUNIT_CASE(second_free_is_reported),
	KUNIT_CASE(second_exact_free_is_reported),
	KUNIT_CASE(free_of_another_order_is_reported),
	KUNIT_CASE(free_of_an_inner_page_is_reported),
	KUNIT_CASE(block_freed_as_exact_is_reported),
	KUNIT_CASE(exact_freed_as_block_is_reported),
	KUNIT_CASE(reference_to_a_free_page_is_reported),
	KUNIT_CASE(address_of_no_page_is_reported),
#endif
	{}
};

static struct kunit_suite buddy_suite = { .name = "buddy", .test_cases = buddy_cases };
kunit_test_suite(buddy_suite);

MODULE_DESCRIPTION("page frame tests");
MODULE_LICENSE("GPL");
