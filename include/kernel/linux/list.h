/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rings of entries embedded in structures: a head and its entries are the same type, an empty list is a head
 * that points to itself. hlist: a head of one pointer, for hash tables. No locking of their own.
 */
#ifndef _LINUX_LIST_H
#define _LINUX_LIST_H

#include <linux/container_of.h>
#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/poison.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_link(struct list_head *before, struct list_head *after)
{
	after->prev = before;
	WRITE_ONCE(before->next, after);
}

static inline void __list_add(struct list_head *entry, struct list_head *prev, struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	__list_link(entry, next);
	WRITE_ONCE(prev->next, entry);
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	__list_add(entry, head, head->next);
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	__list_add(entry, head->prev, head);
}

static inline void __list_del(struct list_head *prev, struct list_head *next)
{
	__list_link(prev, next);
}

static inline void __list_del_entry(struct list_head *entry)
{
	__list_link(entry->prev, entry->next);
}

static inline void list_del(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

static inline void list_del_init(struct list_head *entry)
{
	__list_del_entry(entry);
	INIT_LIST_HEAD(entry);
}

static inline void list_replace(struct list_head *old, struct list_head *entry)
{
	__list_add(entry, old->prev, old->next);
	__list_link(entry, old->next);
}

static inline void list_replace_init(struct list_head *old, struct list_head *entry)
{
	list_replace(old, entry);
	INIT_LIST_HEAD(old);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	__list_del_entry(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry, struct list_head *head)
{
	__list_del_entry(entry);
	list_add_tail(entry, head);
}

static inline void list_swap(struct list_head *a, struct list_head *b)
{
	struct list_head *place = b->prev;

	__list_del_entry(b);
	list_replace(a, b);
	list_add(a, place == a ? b : place);
}

/* @first … @last, adjacent and in this order, go to the end of @head. */
static inline void list_bulk_move_tail(struct list_head *head, struct list_head *first, struct list_head *last)
{
	__list_link(first->prev, last->next);
	__list_link(head->prev, first);
	__list_link(last, head);
}

static inline int list_is_first(const struct list_head *list, const struct list_head *head)
{
	return list->prev == head;
}

static inline int list_is_last(const struct list_head *list, const struct list_head *head)
{
	return list->next == head;
}

static inline int list_is_head(const struct list_head *list, const struct list_head *head)
{
	return list == head;
}

static inline int list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline int list_empty_careful(const struct list_head *head)
{
	struct list_head *next = __atomic_load_n(&head->next, __ATOMIC_ACQUIRE);

	return next == head && next == READ_ONCE(head->prev);
}

static inline void list_del_init_careful(struct list_head *entry)
{
	__list_del_entry(entry);
	WRITE_ONCE(entry->prev, entry);
	__atomic_store_n(&entry->next, entry, __ATOMIC_RELEASE);
}

static inline int list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline void list_rotate_left(struct list_head *head)
{
	if (!list_empty(head))
		list_move_tail(head->next, head);
}

static inline void list_rotate_to_front(struct list_head *list, struct list_head *head)
{
	list_move_tail(head, list);
}

static inline size_t list_count_nodes(struct list_head *head)
{
	size_t count = 0;

	for (struct list_head *pos = head->next; pos != head; pos = pos->next)
		count++;
	return count;
}

/* The entries of @list between @prev and @next; @list itself is left as it was. */
static inline void __list_splice(const struct list_head *list, struct list_head *prev, struct list_head *next)
{
	struct list_head *first = list->next, *last = list->prev;

	__list_link(prev, first);
	__list_link(last, next);
}

static inline void list_splice(const struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

static inline void list_splice_tail(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	list_splice(list, head);
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list, struct list_head *head)
{
	list_splice_tail(list, head);
	INIT_LIST_HEAD(list);
}

/* The first entries up to and with @entry move to @list, whose old entries are lost. */
static inline void list_cut_position(struct list_head *list, struct list_head *head, struct list_head *entry)
{
	struct list_head *rest = entry->next;

	if (list_empty(head) || entry == head) {
		INIT_LIST_HEAD(list);
		return;
	}
	__list_link(list, head->next);
	__list_link(entry, list);
	__list_link(head, rest);
}

#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(head, type, member)	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member)	list_entry((head)->prev, type, member)
#define list_first_entry_or_null(ptr, type, member) \
	({ struct list_head *__head = (ptr), *__first = READ_ONCE(__head->next); \
	   __first != __head ? list_entry(__first, type, member) : NULL; })
#define list_next_entry(pos, member) list_entry((pos)->member.next, typeof(*(pos)), member)
#define list_prev_entry(pos, member) list_entry((pos)->member.prev, typeof(*(pos)), member)
#define list_next_entry_circular(pos, head, member) \
	(list_is_last(&(pos)->member, head) ? \
	 list_first_entry(head, typeof(*(pos)), member) : list_next_entry(pos, member))
#define list_prev_entry_circular(pos, head, member) \
	(list_is_first(&(pos)->member, head) ? \
	 list_last_entry(head, typeof(*(pos)), member) : list_prev_entry(pos, member))
#define list_entry_is_head(pos, head, member) list_is_head(&(pos)->member, (head))

/*
 * Walks. Plain ones are made of __list_walk(), walks over entries of __list_walk_entries(): a start, and a direction
 * (next or prev). The _safe ones look the next entry up first, so that the one at hand may be removed.
 */
#define __list_walk(pos, head, start, direction) \
	for (pos = (start); pos != (head); pos = pos->direction)
#define __list_walk_safe(pos, n, head, start, direction) \
	for (pos = (start), n = pos->direction; pos != (head); pos = n, n = n->direction)
#define __list_at(pos, node, member)	list_entry((node), typeof(*(pos)), member)
#define __list_walk_entries(pos, head, member, start, direction) \
	for (pos = start; &pos->member != (head); pos = __list_at(pos, pos->member.direction, member))
#define __list_walk_entries_safe(pos, n, head, member, start, direction) \
	for (pos = start, n = __list_at(pos, pos->member.direction, member); &pos->member != (head); \
	     pos = n, n = __list_at(n, n->member.direction, member))

#define list_for_each(pos, head)		__list_walk(pos, head, (head)->next, next)
#define list_for_each_continue(pos, head)	__list_walk(pos, head, pos->next, next)
#define list_for_each_prev(pos, head)		__list_walk(pos, head, (head)->prev, prev)
#define list_for_each_safe(pos, n, head)	__list_walk_safe(pos, n, head, (head)->next, next)
#define list_for_each_prev_safe(pos, n, head)	__list_walk_safe(pos, n, head, (head)->prev, prev)

#define list_for_each_entry(pos, head, member) \
	__list_walk_entries(pos, head, member, __list_at(pos, (head)->next, member), next)
#define list_for_each_entry_reverse(pos, head, member) \
	__list_walk_entries(pos, head, member, __list_at(pos, (head)->prev, member), prev)
#define list_for_each_entry_continue(pos, head, member) \
	__list_walk_entries(pos, head, member, __list_at(pos, pos->member.next, member), next)
#define list_for_each_entry_continue_reverse(pos, head, member) \
	__list_walk_entries(pos, head, member, __list_at(pos, pos->member.prev, member), prev)
#define list_for_each_entry_from(pos, head, member) \
	__list_walk_entries(pos, head, member, pos, next)
#define list_for_each_entry_from_reverse(pos, head, member) \
	__list_walk_entries(pos, head, member, pos, prev)
/* For _continue and _from: where to begin when there may be no entry yet. */
#define list_prepare_entry(pos, head, member)	((pos) ?: __list_at(pos, head, member))

#define list_for_each_entry_safe(pos, n, head, member) \
	__list_walk_entries_safe(pos, n, head, member, __list_at(pos, (head)->next, member), next)
#define list_for_each_entry_safe_continue(pos, n, head, member) \
	__list_walk_entries_safe(pos, n, head, member, __list_at(pos, pos->member.next, member), next)
#define list_for_each_entry_safe_from(pos, n, head, member) \
	__list_walk_entries_safe(pos, n, head, member, pos, next)
#define list_for_each_entry_safe_reverse(pos, n, head, member) \
	__list_walk_entries_safe(pos, n, head, member, __list_at(pos, (head)->prev, member), prev)
#define list_safe_reset_next(pos, n, member) n = list_next_entry(pos, member)

#define HLIST_HEAD_INIT { .first = NULL }
#define HLIST_HEAD(name) struct hlist_head name = { .first = NULL }
#define INIT_HLIST_HEAD(ptr) ((ptr)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline int hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline int hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void __hlist_del(struct hlist_node *node)
{
	WRITE_ONCE(*node->pprev, node->next);
	if (node->next)
		node->next->pprev = node->pprev;
}

static inline void hlist_del(struct hlist_node *node)
{
	__hlist_del(node);
	node->next = LIST_POISON1;
	node->pprev = LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	__hlist_del(node);
	INIT_HLIST_NODE(node);
}

/* @node takes the place that @place (a head's or a node's link) leads to. */
static inline void __hlist_add(struct hlist_node *node, struct hlist_node **place)
{
	node->next = *place;
	node->pprev = place;
	if (node->next)
		node->next->pprev = &node->next;
	WRITE_ONCE(*place, node);
}

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	__hlist_add(node, &head->first);
}

static inline void hlist_add_before(struct hlist_node *node, struct hlist_node *next)
{
	__hlist_add(node, next->pprev);
}

static inline void hlist_add_behind(struct hlist_node *node, struct hlist_node *prev)
{
	__hlist_add(node, &prev->next);
}

static inline void hlist_move_list(struct hlist_head *old, struct hlist_head *head)
{
	head->first = old->first;
	if (head->first)
		head->first->pprev = &head->first;
	old->first = NULL;
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member) \
	({ typeof(ptr) __node = (ptr); __node ? hlist_entry(__node, type, member) : NULL; })
#define hlist_for_each(pos, head) \
	for (pos = (head)->first; pos; pos = pos->next)
#define hlist_for_each_safe(pos, n, head) \
	for (pos = (head)->first; pos && ({ n = pos->next; 1; }); pos = n)
#define __hlist_at(pos, node, member)	hlist_entry_safe((node), typeof(*(pos)), member)
#define __hlist_walk_entries(pos, start, member) \
	for (pos = start; pos; pos = __hlist_at(pos, pos->member.next, member))
#define hlist_for_each_entry(pos, head, member) \
	__hlist_walk_entries(pos, __hlist_at(pos, (head)->first, member), member)
#define hlist_for_each_entry_continue(pos, member) \
	__hlist_walk_entries(pos, __hlist_at(pos, pos->member.next, member), member)
#define hlist_for_each_entry_from(pos, member) \
	__hlist_walk_entries(pos, pos, member)
#define hlist_for_each_entry_safe(pos, n, head, member) \
	for (pos = __hlist_at(pos, (head)->first, member), n = pos ? pos->member.next : NULL; pos; \
	     pos = __hlist_at(pos, n, member), n = pos ? pos->member.next : NULL)

#endif
