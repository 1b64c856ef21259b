// SPDX-License-Identifier: GPL-2.0-or-later
/* test_list.c - lists, hash tables, numbers for pointers, and scopes that end by themselves. */
#include <kunit/test.h>
#include <linux/cleanup.h>
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "expect.h"

struct item {
	int key, order;
	struct list_head node;
	struct hlist_node hash;
};

#define ITEMS 6

static void fill(struct item *items, struct list_head *head)
{
	for (int i = 0; i < ITEMS; i++) {
		items[i].key = i;
		list_add_tail(&items[i].node, head);
	}
}

/* the keys as decimal digits, forward and checked backward */
static unsigned long digits(struct kunit *test, struct list_head *head)
{
	unsigned long forward = 0, backward = 0, scale = 1;
	struct item *item;

	list_for_each_entry(item, head, node)
		forward = forward * 10 + item->key;
	list_for_each_entry_reverse(item, head, node) {
		backward += item->key * scale;
		scale *= 10;
	}
	KUNIT_EXPECT_EQ(test, forward, backward);
	return forward;
}

static void entries_stay_linked_both_ways(struct kunit *test)
{
	struct item items[ITEMS], *item, *next;
	LIST_HEAD(head);
	LIST_HEAD(other);

	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&head, struct item, node));
	fill(items, &head);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 12345);
	list_move(&items[5].node, &head);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 501234);
	list_rotate_left(&head);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 12345);
	list_swap(&items[1].node, &items[2].node);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 21345);
	list_swap(&items[1].node, &items[2].node);
	list_swap(&items[0].node, &items[5].node);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 512340);
	list_bulk_move_tail(&head, &items[5].node, &items[1].node);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 234051);
	list_cut_position(&other, &head, &items[3].node);
	KUNIT_EXPECT_EQ(test, digits(test, &other), 23);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 4051);
	list_splice_tail_init(&other, &head);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 405123);
	KUNIT_EXPECT_TRUE(test, list_empty(&other));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&head), ITEMS);

	list_for_each_entry_safe(item, next, &head, node) {
		if (item->key & 1)
			list_del_init(&item->node);
	}
	KUNIT_EXPECT_EQ(test, digits(test, &head), 402);
	KUNIT_EXPECT_TRUE(test, list_empty(&items[1].node));
	list_replace_init(&items[0].node, &items[1].node);
	KUNIT_EXPECT_EQ(test, digits(test, &head), 412);
}

static int by_key(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct item, node)->key - list_entry(b, struct item, node)->key;
}

static void list_sort_is_stable(struct kunit *test)
{
	struct item *items = kunit_kcalloc(test, 100, sizeof(*items), GFP_KERNEL), *item, *last;

	KUNIT_ASSERT_NOT_NULL(test, items);
	for (int count = 0; count <= 100; count++) {
		LIST_HEAD(head);

		for (int i = 0; i < count; i++) {
			items[i].key = i * 7 % 10;
			items[i].order = i;
			list_add_tail(&items[i].node, &head);
		}
		list_sort(NULL, &head, by_key);
		KUNIT_EXPECT_EQ(test, list_count_nodes(&head), count);
		last = NULL;
		list_for_each_entry(item, &head, node) {
			if (last)
				KUNIT_EXPECT_TRUE(test, last->key < item->key ||
						  (last->key == item->key && last->order < item->order));
			last = item;
		}
	}
}

static void hash_tables_find_by_key(struct kunit *test)
{
	DEFINE_HASHTABLE(table, 2);
	struct item items[20], *item;
	struct hlist_node *next;
	int bucket, found = 0;

	for (int i = 0; i < 20; i++) {
		items[i].key = i;
		hash_add(table, &items[i].hash, items[i].key);
	}
	hash_for_each_possible(table, item, hash, 13)
		found += item->key == 13;
	KUNIT_EXPECT_EQ(test, found, 1);
	found = 0;
	hash_for_each_safe(table, bucket, next, item, hash) {
		hash_del(&item->hash);
		found++;
	}
	KUNIT_EXPECT_EQ(test, found, 20);
	KUNIT_EXPECT_TRUE(test, hash_empty(table));
}

static void idr_gives_the_lowest_free_number(struct kunit *test)
{
	struct idr idr;
	int things[3], *thing, id, sum = 0;

	idr_init(&idr);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &things[0], 0, 0, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &things[1], 0, 0, GFP_KERNEL), 1);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &things[2], 200, 201, GFP_KERNEL), 200);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &things[2], 200, 201, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_PTR_EQ(test, idr_find(&idr, 200), (void *)&things[2]);
	KUNIT_EXPECT_NULL(test, idr_find(&idr, 5));
	KUNIT_EXPECT_NULL(test, idr_find(&idr, 100000));
	idr_for_each_entry(&idr, thing, id)
		sum += id;
	KUNIT_EXPECT_EQ(test, sum, 201);
	KUNIT_EXPECT_PTR_EQ(test, idr_remove(&idr, 0), (void *)&things[0]);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &things[0], 0, 0, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &things[0], 0, 0, GFP_KERNEL), 2);
	idr_destroy(&idr);
}

static void ida_reuses_and_notices_double_free(struct kunit *test)
{
	DEFINE_IDA(ida);

	KUNIT_EXPECT_EQ(test, ida_alloc(&ida, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 5, 6, GFP_KERNEL), 5);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 5, 6, GFP_KERNEL), 6);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 5, 6, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, ida_alloc_min(&ida, 100, GFP_KERNEL), 100);
	ida_free(&ida, 5);
	KUNIT_EXPECT_EQ(test, ida_alloc_min(&ida, 1, GFP_KERNEL), 1);
	expect_findings(test, 1);
	ida_free(&ida, 5);
	ida_destroy(&ida);
	KUNIT_EXPECT_TRUE(test, ida_is_empty(&ida));
}

static int ended;

DEFINE_FREE(count_end, int *, if (_T) (*_T)++)
DEFINE_CLASS(counted, int *, (*_T)++, where, int *where)

static int *leave_with(int *counter, bool keep)
{
	int *mine __free(count_end) = counter;

	if (keep)
		return_ptr(mine);
	return NULL;
}

static void scopes_end_exactly_once(struct kunit *test)
{
	ended = 0;
	leave_with(&ended, false);
	KUNIT_EXPECT_EQ(test, ended, 1);
	KUNIT_EXPECT_PTR_EQ(test, leave_with(&ended, true), &ended);
	KUNIT_EXPECT_EQ(test, ended, 1);
	{
		CLASS(counted, object)(&ended);
		KUNIT_EXPECT_PTR_EQ(test, object, &ended);
	}
	KUNIT_EXPECT_EQ(test, ended, 2);
}

static DEFINE_MUTEX(guarded);

static int leave_early(bool early)
{
	guard(mutex)(&guarded);
	if (early)
		return 1;
	return mutex_is_locked(&guarded) ? 0 : -1;
}

static void guards_hold_for_their_scope(struct kunit *test)
{
	int runs = 0, failed = 0;

	KUNIT_EXPECT_EQ(test, leave_early(true), 1);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&guarded));
	KUNIT_EXPECT_EQ(test, leave_early(false), 0);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&guarded));

	scoped_guard(mutex, &guarded) {
		KUNIT_EXPECT_TRUE(test, mutex_is_locked(&guarded));
		runs++;
		if (runs)
			break;
		runs = 100;
	}
	KUNIT_EXPECT_EQ(test, runs, 1);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&guarded));

	scoped_cond_guard(mutex_try, failed++, &guarded)
		runs++;
	KUNIT_EXPECT_EQ(test, runs, 2);
	KUNIT_EXPECT_EQ(test, failed, 0);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&guarded));

	KUNIT_ASSERT_TRUE(test, mutex_trylock(&guarded));
	scoped_cond_guard(mutex_try, failed++, &guarded)
		runs++;
	KUNIT_EXPECT_EQ(test, runs, 2);
	KUNIT_EXPECT_EQ(test, failed, 1);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&guarded));
	mutex_unlock(&guarded);
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(entries_stay_linked_both_ways),
	KUNIT_CASE(list_sort_is_stable),
	KUNIT_CASE(hash_tables_find_by_key),
	KUNIT_CASE(idr_gives_the_lowest_free_number),
	KUNIT_CASE(ida_reuses_and_notices_double_free),
	KUNIT_CASE(scopes_end_exactly_once),
	KUNIT_CASE(guards_hold_for_their_scope),
	{}
};

static struct kunit_suite list_suite = { .name = "list", .test_cases = list_cases };

kunit_test_suite(list_suite);

MODULE_DESCRIPTION("Lists and other containers");
MODULE_LICENSE("GPL");
