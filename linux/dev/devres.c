// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devres.c - managed resources: a list on every device, released last first when its driver leaves.
 *
 * An entry is a release function and some bytes of the caller's. Groups are two marks in the list; what lies between
 * them can be released on its own. dev->devres_lock protects the list and is not held while a release function runs.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "local.h"

/**
 * struct devres_node - an entry or a mark
 * @release: NULL: a mark of @group
 * @name: of the release function, for reports
 */
struct devres_node {
	struct list_head entry;
	dr_release_t release;
	struct devres_group *group;
	const char *name;
	size_t size;
};

struct devres {
	struct devres_node node;
	u8 data[] __aligned(16);
};

/**
 * struct devres_group - @open and @close are in the list; @close is not while the group is open
 */
struct devres_group {
	struct devres_node open;
	struct devres_node close;
	void *id;
};

static struct devres *data_to_devres(const void *res)
{
	return container_of(res, struct devres, data[0]);
}

void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name)
{
	struct devres *dr;
	size_t total;

	if (check_add_overflow(sizeof(*dr), size, &total))
		return NULL;
	dr = kmalloc(total, gfp | __GFP_ZERO);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->node.name = name;
	dr->node.size = size;
	return dr->data;
}
EXPORT_SYMBOL(__devres_alloc_node);

/** devres_free() - give back what devres_alloc() made and no device has. NULL is fine. */
void devres_free(void *res)
{
	struct devres *dr;

	if (!res)
		return;
	dr = data_to_devres(res);
	BUG_ON(!list_empty(&dr->node.entry));
	kfree(dr);
}
EXPORT_SYMBOL(devres_free);

void devres_add(struct device *dev, void *res)
{
	struct devres *dr = data_to_devres(res);
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	BUG_ON(!list_empty(&dr->node.entry));
	list_add_tail(&dr->node.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL(devres_add);

/* The youngest entry that fits; under devres_lock. */
static struct devres *find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release && node->release == release && (!match || match(dev, dr->data, match_data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_find);

/** devres_get() - the entry that is there already (@new_res is freed), or @new_res, which is added */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *fresh = data_to_devres(new_res), *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, fresh->node.release, match, match_data);
	if (!dr) {
		list_add_tail(&fresh->node.entry, &dev->devres_head);
		dr = fresh;
		fresh = NULL;
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (fresh)
		devres_free(fresh->data);
	return dr->data;
}
EXPORT_SYMBOL(devres_get);

/** devres_remove() - take an entry out; it is the caller's, NULL if there is none */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_remove);

/** devres_destroy() - take an entry out and free it without a release; -ENOENT */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL(devres_destroy);

/** devres_release() - take an entry out and release it; -ENOENT */
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL(devres_release);

/** devres_for_each_res() - call @fn for every entry that fits, youngest first, under devres_lock */
void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match, void *match_data,
			 void (*fn)(struct device *dev, void *res, void *data), void *data)
{
	struct devres_node *node, *next;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry_safe_reverse(node, next, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release && node->release == release && (!match || match(dev, dr->data, match_data)))
			fn(dev, dr->data, data);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL(devres_for_each_res);

/*
 * Move the entries from @first up to @end (not included) to @todo. A group goes with them if both of its marks lie in
 * between, or if it has never been closed; the marks of others stay. Under devres_lock.
 */
static void move_range(struct device *dev, struct list_head *first, struct list_head *end, struct list_head *todo)
{
	struct list_head *pos, *next;

	for (pos = first; pos != end; pos = next) {
		struct devres_node *node = list_entry(pos, struct devres_node, entry);
		struct list_head *other;

		next = pos->next;
		if (node->release) {
			list_move_tail(pos, todo);
			continue;
		}
		if (node != &node->group->open)
			continue;
		for (other = pos->next; other != end && other != &node->group->close.entry; other = other->next)
			;
		if (other == end && !list_empty(&node->group->close.entry))
			continue;
		if (next == &node->group->close.entry)
			next = next->next;
		list_del_init(&node->group->close.entry);
		list_move_tail(pos, todo);
	}
}

static int release_list(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *next;
	int count = 0;

	list_for_each_entry_safe_reverse(node, next, todo, entry) {
		list_del_init(&node->entry);
		if (node->release) {
			struct devres *dr = container_of(node, struct devres, node);

			node->release(dev, dr->data);
			kfree(dr);
			count++;
		} else {
			kfree(node->group);
		}
	}
	return count;
}

int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(todo);
	int count = 0;

	/* a release function may leave something behind */
	for (;;) {
		spin_lock_irqsave(&dev->devres_lock, flags);
		move_range(dev, dev->devres_head.next, &dev->devres_head, &todo);
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		if (list_empty(&todo))
			return count;
		count += release_list(dev, &todo);
	}
}

/**
 * devres_open_group() - begin a group
 * @id: identifies it; NULL: the group's own address will
 * Return: the id, NULL without memory.
 */
void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *group = kzalloc(sizeof(*group), gfp);
	unsigned long flags;

	if (!group)
		return NULL;
	group->open.group = group;
	group->close.group = group;
	INIT_LIST_HEAD(&group->close.entry);
	group->id = id ?: group;
	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&group->open.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return group->id;
}
EXPORT_SYMBOL(devres_open_group);

/* The youngest group called @id, or the youngest open one for NULL; under devres_lock. */
static struct devres_group *find_group(struct device *dev, void *id)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		if (node->release || node != &node->group->open)
			continue;
		if (id ? node->group->id == id : list_empty(&node->group->close.entry))
			return node->group;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (group && list_empty(&group->close.entry))
		list_add_tail(&group->close.entry, &dev->devres_head);
	else
		WARN_ON(1);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL(devres_close_group);

/** devres_remove_group() - forget the group; its entries stay */
void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (group) {
		list_del_init(&group->open.entry);
		list_del_init(&group->close.entry);
	} else {
		WARN_ON(1);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	kfree(group);
}
EXPORT_SYMBOL(devres_remove_group);

/**
 * devres_release_group() - release what was added since the group was opened, until it was closed
 * Return: how many entries.
 */
int devres_release_group(struct device *dev, void *id)
{
	struct devres_group *group;
	struct list_head *end;
	unsigned long flags;
	LIST_HEAD(todo);

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (group) {
		end = list_empty(&group->close.entry) ? &dev->devres_head : group->close.entry.next;
		move_range(dev, &group->open.entry, end, &todo);
	} else {
		WARN_ON(!list_empty(&dev->devres_head));
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return release_list(dev, &todo);
}
EXPORT_SYMBOL(devres_release_group);
