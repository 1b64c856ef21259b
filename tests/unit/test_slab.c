// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_slab.c - kmalloc() and object caches: sizes, alignment, red zones, quarantine, and mistakes that must be told.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "expect.h"
#include "free_ram.h"

/* ---- kmalloc ---- */

static void power_of_two_is_naturally_aligned(struct kunit *test)
{
	size_t size;
	void *at[3];
	int i;

	for (size = 8; size <= 64 * 1024; size *= 2) {
		for (i = 0; i < 3; i++) {
			at[i] = kmalloc(size, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, at[i]);
			KUNIT_EXPECT_EQ_MSG(test, (unsigned long)at[i] & (size - 1), 0, "size %zu", size);
		}
		for (i = 0; i < 3; i++)
			kfree(at[i]);
	}
}

static void any_size_is_aligned_to_eight_and_writable(struct kunit *test)
{
	size_t size;
	char *at;

	for (size = 1; size < 9000; size += 37) {
		at = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, (unsigned long)at & 7, 0);
		KUNIT_EXPECT_GE(test, ksize(at), size);
		memset(at, 0xa5, size);
		kfree(at);
	}
}

static void objects_are_on_page_frames(struct kunit *test)
{
	char *small = kmalloc(100, GFP_KERNEL), *large = kmalloc(20000, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, small && large);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(small));
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(virt_to_phys(small)), (void *)small);
	KUNIT_EXPECT_PTR_EQ(test, page_address(virt_to_page(large)), (void *)large);
	kfree(small);
	kfree(large);
}

static void zalloc_is_zero_after_use(struct kunit *test)
{
	static const char zeros[600];
	char *at;
	int i;

	for (i = 0; i < 50; i++) {
		at = kzalloc(sizeof(zeros), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_MEMEQ(test, at, zeros, sizeof(zeros));
		memset(at, 0xff, sizeof(zeros));
		kfree(at);
	}
}

static void zero_bytes_are_no_failure(struct kunit *test)
{
	void *at = kmalloc(0, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, at, ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(at), 0);
	kfree(at);
	kfree(NULL);
}

static void product_that_overflows_is_refused(struct kunit *test)
{
	size_t many = SIZE_MAX / 8 + 1;

	KUNIT_EXPECT_NULL(test, kmalloc_array(many, 16, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kcalloc(16, many, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(many, 16, GFP_KERNEL));
}

static void more_than_the_largest_block_is_refused(struct kunit *test)
{
	size_t size = KMALLOC_MAX_SIZE;
	void *at = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);

	KUNIT_EXPECT_NOT_NULL(test, at);
	kfree(at);
	KUNIT_EXPECT_NULL(test, kmalloc(size + 1, GFP_KERNEL | __GFP_NOWARN));
}

static void realloc_keeps_what_was_there(struct kunit *test)
{
	size_t size;
	char *at = kmalloc(8, GFP_KERNEL), *more;

	KUNIT_ASSERT_NOT_NULL(test, at);
	memcpy(at, "contents", 8);
	for (size = 9; size < 40000; size = size * 3 / 2) {
		more = krealloc(at, size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, more);
		at = more;
		KUNIT_EXPECT_MEMEQ(test, at, "contents", 8);
		memset(at + 8, 1, size - 8);
	}
	more = krealloc(at, 8, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, more);
	KUNIT_EXPECT_MEMEQ(test, more, "contents", 8);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(more, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

static void realloc_of_nothing_allocates(struct kunit *test)
{
	void *at = krealloc(NULL, 10, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, at);
	kfree(at);
}

static void failed_realloc_leaves_the_object(struct kunit *test)
{
	char *at = kmalloc(10, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, at);
	at[9] = 9;
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, krealloc(at, 100, GFP_KERNEL));
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, at[9], 9);
	kfree(at);
}

static void kvmalloc_takes_what_there_is(struct kunit *test)
{
	size_t size = KMALLOC_MAX_SIZE + PAGE_SIZE;
	char *small = kvmalloc(100, GFP_KERNEL), *large = kvzalloc(size, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, small && large);
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(small));
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(large));
	large[size - 1] = 1;
	kvfree(small);
	kvfree(large);
	kvfree(NULL);
}

static void every_kind_of_request_can_fail(struct kunit *test)
{
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, kmalloc(8, GFP_KERNEL));
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, kcalloc(8, 8, GFP_KERNEL));
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, kvmalloc(8 * PAGE_SIZE, GFP_KERNEL));
	fail_request(test, 1);
	KUNIT_EXPECT_NULL(test, kmem_cache_create("never", 8, 0, 0, NULL));
	fail_request(test, 0);
}

static void free_pointer_of_the_scope_is_freed(struct kunit *test)
{
	char *at __free(kfree) = kmalloc(10, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, at);
}

/* ---- caches ---- */

static unsigned int constructed;

static void construct(void *object)
{
	constructed++;
	*(int *)object = 4711;
}

static void cached_objects_are_constructed_and_apart(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("test_apart", 60, 4, 0, construct);
	char *objects[100];
	int i, j;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(cache), 60);
	constructed = 0;
	for (i = 0; i < 100; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		KUNIT_EXPECT_EQ(test, *(int *)objects[i], 4711);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_GE(test, abs(objects[i] - objects[j]), 60);
	}
	KUNIT_EXPECT_GE(test, constructed, 100);
	for (i = 0; i < 100; i++)
		kmem_cache_free(cache, objects[i]);
	kmem_cache_destroy(cache);
	kmem_cache_destroy(NULL);
}

static void cache_aligns_as_it_was_told(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("test_align", 40, 256, 0, NULL);
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	a = kmem_cache_zalloc(cache, GFP_KERNEL);
	b = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, (unsigned long)a & 255, 0);
	KUNIT_EXPECT_EQ(test, (unsigned long)b & 255, 0);
	kmem_cache_free(cache, a);
	kmem_cache_free(cache, b);
	kmem_cache_destroy(cache);
}

/* ---- many at once ---- */

#define STRESS_OBJECTS 500
#define STRESS_STEPS 30000

static void random_objects_never_overlap(struct kunit *test)
{
	struct {
		unsigned char *at;
		size_t size;
	} *objects = kunit_kcalloc(test, STRESS_OBJECTS, sizeof(*objects), GFP_KERNEL);
	unsigned long i, step, k, wrong = 0;
	u64 seed = 3;

	KUNIT_ASSERT_NOT_NULL(test, objects);
	for (step = 0; step < STRESS_STEPS; step++) {
		i = draw(&seed) % STRESS_OBJECTS;
		if (objects[i].at) {
			for (k = 0; k < objects[i].size; k++)
				wrong += objects[i].at[k] != (unsigned char)i;
			kfree(objects[i].at);
			objects[i].at = NULL;
			continue;
		}
		objects[i].size = 1 + (draw(&seed) % 8 ? draw(&seed) % 300 : draw(&seed) % 12000);
		objects[i].at = kmalloc(objects[i].size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i].at);
		memset(objects[i].at, (unsigned char)i, objects[i].size);
	}
	for (i = 0; i < STRESS_OBJECTS; i++)
		kfree(objects[i].at);
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

#define NEIGHBOURS 64
#define NEIGHBOUR_TASKS 3
#define NEIGHBOUR_ROUNDS 400

/* Takes objects that lie beside those of the others, which share their red zones. */
static int take_and_free(void *done)
{
	char *mine[NEIGHBOURS];
	unsigned int round, i;

	for (round = 0; round < NEIGHBOUR_ROUNDS; round++) {
		for (i = 0; i < NEIGHBOURS; i++) {
			mine[i] = kmalloc(17 + i % 16, GFP_KERNEL);
			if (mine[i])
				memset(mine[i], round, 17 + i % 16);
		}
		for (i = 0; i < NEIGHBOURS; i++)
			kfree(mine[i]);
	}
	complete(done);
	return 0;
}

static void neighbours_are_freed_by_several_tasks(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(done);
	unsigned int i;

	for (i = 0; i < NEIGHBOUR_TASKS; i++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(take_and_free, &done, "neighbour/%u", i)));
	for (i = 0; i < NEIGHBOUR_TASKS; i++)
		wait_for_completion(&done);
}

/* ---- mistakes; a kernel would not survive them ---- */

#ifdef CONFIG_USND
static void write_behind_an_object_is_reported(struct kunit *test)
{
	static const size_t sizes[] = { 1, 8, 13, 64, 96, 100, 2048, 5000 };
	unsigned int i;
	char *at;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		at = kmalloc(sizes[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, at);
		poke(at + sizes[i], 1);
		expect_findings(test, 1);
		kfree(at);
	}
}

static void write_before_an_object_is_reported(struct kunit *test)
{
	char *at = kmalloc(48, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, at);
	poke(at - 1, 1);
	expect_findings(test, 1);
	kfree(at);
}

static void write_into_a_free_object_is_reported(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("test_late", 40, 0, 0, NULL);
	char *at;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	at = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, at);
	kmem_cache_free(cache, at);
	poke(at + 39, 1);
	expect_findings(test, 1);
	kmem_cache_destroy(cache);
}

static void freed_object_is_not_handed_out_at_once(struct kunit *test)
{
	void *first = kmalloc(77, GFP_KERNEL), *second;

	kfree(first);
	second = kmalloc(77, GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, first, second);
	kfree(second);
}

static void second_free_is_reported(struct kunit *test)
{
	void *small = kmalloc(20, GFP_KERNEL), *large = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);

	kfree(small);
	kfree(large);
	expect_findings(test, 2);
	kfree(small);
	kfree(large);
}

static void free_of_what_is_no_object_is_reported(struct kunit *test)
{
	static int static_data;
	int on_the_stack;
	char *object = kmalloc(64, GFP_KERNEL), *area = vmalloc(PAGE_SIZE);
	unsigned long page = __get_free_page(GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, object && area && page);
	expect_findings(test, 5);
	kfree(&static_data);
	kfree(&on_the_stack);
	kfree(object + 8);
	kfree(area);
	kfree((void *)page);
	kfree(object);
	vfree(area);
	free_page(page);
}

static void free_to_another_cache_is_reported(struct kunit *test)
{
	struct kmem_cache *one = kmem_cache_create("test_one", 40, 0, 0, NULL);
	struct kmem_cache *two = kmem_cache_create("test_two", 40, 0, 0, NULL);
	void *at;

	KUNIT_ASSERT_TRUE(test, one && two);
	at = kmem_cache_alloc(one, GFP_KERNEL);
	expect_findings(test, 1);
	kmem_cache_free(two, at);
	kmem_cache_destroy(one);
	kmem_cache_destroy(two);
}

static void object_left_in_a_cache_is_reported(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("test_left", 40, 0, 0, NULL);

	KUNIT_ASSERT_NOT_NULL(test, cache);
	KUNIT_EXPECT_NOT_NULL(test, kmem_cache_alloc(cache, GFP_KERNEL));
	expect_findings(test, 1);
	kmem_cache_destroy(cache);
}

static void sleeping_request_in_atomic_context_is_reported(struct kunit *test)
{
	void *at;

	preempt_disable();
	expect_findings(test, 1);
	at = kmalloc(8, GFP_KERNEL);
	kfree(at);
	kfree(kmalloc(8, GFP_ATOMIC));
	preempt_enable();
}
#endif

static struct kunit_case slab_cases[] = {
	KUNIT_CASE(power_of_two_is_naturally_aligned),
	KUNIT_CASE(any_size_is_aligned_to_eight_and_writable),
	KUNIT_CASE(objects_are_on_page_frames),
	KUNIT_CASE(zalloc_is_zero_after_use),
	KUNIT_CASE(zero_bytes_are_no_failure),
	KUNIT_CASE(product_that_overflows_is_refused),
	KUNIT_CASE(more_than_the_largest_block_is_refused),
	KUNIT_CASE(realloc_keeps_what_was_there),
	KUNIT_CASE(realloc_of_nothing_allocates),
	KUNIT_CASE(failed_realloc_leaves_the_object),
	KUNIT_CASE(kvmalloc_takes_what_there_is),
	KUNIT_CASE(every_kind_of_request_can_fail),
	KUNIT_CASE(free_pointer_of_the_scope_is_freed),
	KUNIT_CASE(cached_objects_are_constructed_and_apart),
	KUNIT_CASE(cache_aligns_as_it_was_told),
	KUNIT_CASE(random_objects_never_overlap),
	KUNIT_CASE(neighbours_are_freed_by_several_tasks),
#ifdef CONFIG_USND
	KUNIT_CASE(write_behind_an_object_is_reported),
	KUNIT_CASE(write_before_an_object_is_reported),
	KUNIT_CASE(write_into_a_free_object_is_reported),
	KUNIT_CASE(freed_object_is_not_handed_out_at_once),
	KUNIT_CASE(second_free_is_reported),
	KUNIT_CASE(free_of_what_is_no_object_is_reported),
	KUNIT_CASE(free_to_another_cache_is_reported),
	KUNIT_CASE(object_left_in_a_cache_is_reported),
	KUNIT_CASE(sleeping_request_in_atomic_context_is_reported),
#endif
	{}
};

static struct kunit_suite slab_suite = { .name = "slab", .test_cases = slab_cases };
kunit_test_suite(slab_suite);

MODULE_DESCRIPTION("kmalloc and kmem_cache tests");
MODULE_LICENSE("GPL");
