// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sort.c - sorting arrays and lists, and searching sorted arrays. No memory is allocated; the caller locks.
 */
#include <linux/bsearch.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/sort.h>

struct heap {
	char *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t exchange;
	const void *priv;
};

static void swap_elements(struct heap *heap, size_t i, size_t j)
{
	char *a = heap->base + i * heap->size, *b = heap->base + j * heap->size;

	if (heap->exchange) {
		(heap->exchange)(a, b, heap->size, heap->priv);
		return;
	}
	for (size_t k = 0; k < heap->size; k++)
		swap(a[k], b[k]);
}

/* Let the element at @root sink in a heap of @num elements until none below it is greater. */
static void sink(struct heap *heap, size_t root, size_t num)
{
	size_t child;

	while ((child = 2 * root + 1) < num) {
		char *at = heap->base + child * heap->size;

		if (child + 1 < num && heap->cmp(at, at + heap->size, heap->priv) < 0) {
			child++;
			at += heap->size;
		}
		if (heap->cmp(heap->base + root * heap->size, at, heap->priv) >= 0)
			return;
		swap_elements(heap, root, child);
		root = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap, const void *priv)
{
	struct heap heap = { .base = base, .size = size, .cmp = cmp, .exchange = swap, .priv = priv };

	for (size_t root = num / 2; root; root--)
		sink(&heap, root - 1, num);
	for (size_t last = num; last > 1; last--) {
		swap_elements(&heap, 0, last - 1);
		sink(&heap, 0, last - 1);
	}
}
EXPORT_SYMBOL(sort_r);

struct plain {
	cmp_func_t cmp;
	swap_func_t exchange;
};

static int cmp_plain(const void *a, const void *b, const void *priv)
{
	return ((const struct plain *)priv)->cmp(a, b);
}

static void swap_plain(void *a, void *b, int size, const void *priv)
{
	((const struct plain *)priv)->exchange(a, b, size);
}

/**
 * sort() - sort an array in place
 * @cmp: below, at or above zero
 * @swap: exchanges two elements; NULL: their bytes
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap)
{
	struct plain plain = { .cmp = cmp, .exchange = swap };

	sort_r(base, num, size, cmp_plain, swap ? swap_plain : NULL, &plain);
}
EXPORT_SYMBOL(sort);

/** bsearch() - an element equal to @key in a sorted array, or NULL */
void *bsearch(const void *key, const void *base, size_t num, size_t size, cmp_func_t cmp)
{
	size_t low = 0, high = num;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const void *at = base + middle * size;
		int order = cmp(key, at);

		if (!order)
			return (void *)at;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
EXPORT_SYMBOL(bsearch);

/* Merge two sorted rings into @a's; equal entries of @a stay before those of @b. */
static void merge(void *priv, struct list_head *a, struct list_head *b, list_cmp_func_t cmp)
{
	struct list_head *at = a->next;

	while (!list_empty(b)) {
		struct list_head *entry = b->next;

		while (at != a && cmp(priv, at, entry) <= 0)
			at = at->next;
		list_move_tail(entry, at);
	}
}

/**
 * list_sort() - sort a list, stable, O(n log n)
 * @priv: for @cmp, which is called with the earlier entry first
 */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	/* runs[i] is empty or holds 2^i sorted entries, all of them before those of the runs below */
	struct list_head runs[8 * sizeof(size_t)];
	unsigned int used = 0, i;
	LIST_HEAD(carry);

	while (!list_empty(head)) {
		list_move(head->next, &carry);
		for (i = 0; i < used && !list_empty(&runs[i]); i++) {
			merge(priv, &runs[i], &carry, cmp);
			list_splice_init(&runs[i], &carry);
		}
		if (i == used)
			INIT_LIST_HEAD(&runs[used++]);
		list_splice_init(&carry, &runs[i]);
	}
	for (i = 0; i < used; i++) {
		merge(priv, &runs[i], &carry, cmp);
		list_splice_init(&runs[i], &carry);
	}
	list_splice(&carry, head);
}
EXPORT_SYMBOL(list_sort);
