// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timerqueue.c - a queue ordered by time: a pairing heap. Every node is the root of a heap of its own: ->child is the
 * first of those below it, ->next the one beside it, ->back the pointer that leads to it. The caller locks.
 */
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/timerqueue.h>

void timerqueue_init(struct timerqueue_node *node)
{
	node->back = NULL;
}
EXPORT_SYMBOL_GPL(timerqueue_init);

void timerqueue_init_head(struct timerqueue_head *head)
{
	head->first = NULL;
	head->arrivals = 0;
}
EXPORT_SYMBOL_GPL(timerqueue_init_head);

static bool is_earlier(const struct timerqueue_node *a, const struct timerqueue_node *b)
{
	return a->expires != b->expires ? a->expires < b->expires : a->order < b->order;
}

/* timer_pending() looks at it without the lock */
static void set_back(struct timerqueue_node *node, struct timerqueue_node **back)
{
	WRITE_ONCE(node->back, back);
}

/* the later root becomes the first below the earlier one */
static struct timerqueue_node *meld(struct timerqueue_node *a, struct timerqueue_node *b)
{
	struct timerqueue_node *top = is_earlier(a, b) ? a : b, *below = top == a ? b : a;

	below->next = top->child;
	if (below->next)
		set_back(below->next, &below->next);
	top->child = below;
	set_back(below, &top->child);
	top->next = NULL;
	return top;
}

/* one heap of all beside each other: pairs from the left, then all pairs from the right */
static struct timerqueue_node *meld_all(struct timerqueue_node *node)
{
	struct timerqueue_node *pairs = NULL, *a, *b, *top;

	while ((a = node)) {
		b = a->next;
		node = b ? b->next : NULL;
		a->next = NULL;
		if (b) {
			b->next = NULL;
			a = meld(a, b);
		}
		a->next = pairs;
		pairs = a;
	}
	top = pairs;
	if (!top)
		return NULL;
	pairs = top->next;
	top->next = NULL;
	while ((a = pairs)) {
		pairs = a->next;
		a->next = NULL;
		top = meld(top, a);
	}
	return top;
}

static void set_first(struct timerqueue_head *head, struct timerqueue_node *node)
{
	head->first = node;
	if (node)
		set_back(node, &head->first);
}

/**
 * timerqueue_add() - put @node in the queue at ->expires, behind those of the same time
 * Return: true if it is the first now; false also if it was in a queue already.
 */
bool timerqueue_add(struct timerqueue_head *head, struct timerqueue_node *node)
{
	if (timerqueue_node_queued(node))
		return false;
	node->child = node->next = NULL;
	node->order = head->arrivals++;
	set_first(head, head->first ? meld(head->first, node) : node);
	return head->first == node;
}
EXPORT_SYMBOL_GPL(timerqueue_add);

/**
 * timerqueue_del() - take @node out
 * Return: true if others are left.
 */
bool timerqueue_del(struct timerqueue_head *head, struct timerqueue_node *node)
{
	struct timerqueue_node *below;

	if (!timerqueue_node_queued(node))
		return head->first != NULL;
	*node->back = node->next;
	if (node->next)
		set_back(node->next, node->back);
	below = meld_all(node->child);
	/* whatever was left at the root's place, and what was below the node */
	if (below)
		below = head->first ? meld(head->first, below) : below;
	else
		below = head->first;
	set_first(head, below);
	set_back(node, NULL);
	return head->first != NULL;
}
EXPORT_SYMBOL_GPL(timerqueue_del);

struct timerqueue_node *timerqueue_getnext(struct timerqueue_head *head)
{
	return head->first;
}
EXPORT_SYMBOL_GPL(timerqueue_getnext);
