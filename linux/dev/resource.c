// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resource.c - I/O ports and physical addresses: two trees of ranges, and who has them.
 *
 * A range lies inside of its parent and beside its siblings, in ascending order. Ranges that describe hardware (a BAR)
 * can be divided; one with IORESOURCE_BUSY belongs to a driver and cannot. resource_lock protects the links of both
 * trees; any context. What request_region() made and nobody has released is reported at shutdown.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "local.h"

struct resource ioport_resource;
EXPORT_SYMBOL(ioport_resource);
struct resource iomem_resource;
EXPORT_SYMBOL(iomem_resource);

static DEFINE_SPINLOCK(resource_lock);

/**
 * struct region - a range that __request_region() made
 * @name: res.name: whose string it was may be unloaded
 * @where: who asked
 */
struct region {
	struct resource res;
	char name[32];
	const void *where;
	struct list_head node;
};

/* under resource_lock */
static LIST_HEAD(regions);

/* Link @entry below @parent. Gives NULL, or the range that is in the way. Under resource_lock. */
static struct resource *link_resource(struct resource *parent, struct resource *entry)
{
	struct resource **place = &parent->child;

	if (entry->end < entry->start || entry->start < parent->start || entry->end > parent->end)
		return parent;
	while (*place && (*place)->end < entry->start)
		place = &(*place)->sibling;
	if (*place && (*place)->start <= entry->end)
		return *place;
	entry->sibling = *place;
	entry->parent = parent;
	*place = entry;
	return NULL;
}

static int unlink_resource(struct resource *entry)
{
	struct resource **place;

	if (!entry->parent)
		return -EINVAL;
	for (place = &entry->parent->child; *place; place = &(*place)->sibling) {
		if (*place == entry) {
			*place = entry->sibling;
			entry->parent = NULL;
			entry->sibling = NULL;
			return 0;
		}
	}
	return -EINVAL;
}

/** request_resource_conflict() - NULL, or what is in the way */
struct resource *request_resource_conflict(struct resource *root, struct resource *entry)
{
	struct resource *conflict;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	conflict = link_resource(root, entry);
	spin_unlock_irqrestore(&resource_lock, flags);
	return conflict;
}
EXPORT_SYMBOL(request_resource_conflict);

/** request_resource() - put a range of the caller's directly below @root; -EBUSY */
int request_resource(struct resource *root, struct resource *entry)
{
	return request_resource_conflict(root, entry) ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

/**
 * insert_resource() - put a range as deep into the tree as it fits; it takes over the ranges that lie inside of it
 * Return: 0; -EBUSY if it overlaps one without containing it or being contained.
 */
int insert_resource(struct resource *parent, struct resource *entry)
{
	struct resource *conflict, *first, *last;
	unsigned long flags;
	int err = -EBUSY;

	spin_lock_irqsave(&resource_lock, flags);
	for (;; parent = conflict) {
		conflict = link_resource(parent, entry);
		if (!conflict) {
			err = 0;
			goto unlock;
		}
		if (conflict == parent)
			goto unlock;
		if (conflict->start > entry->start || conflict->end < entry->end)
			break;
		/* the same range twice: the new one goes around the old one */
		if (conflict->start == entry->start && conflict->end == entry->end)
			break;
	}
	first = conflict;
	for (last = first;; last = last->sibling) {
		if (last->start < entry->start || last->end > entry->end)
			goto unlock;
		if (!last->sibling || last->sibling->start > entry->end)
			break;
	}
	for (struct resource **place = &parent->child;; place = &(*place)->sibling) {
		if (*place == first) {
			*place = entry;
			break;
		}
	}
	entry->parent = parent;
	entry->sibling = last->sibling;
	entry->child = first;
	last->sibling = NULL;
	for (struct resource *child = first; child; child = child->sibling)
		child->parent = entry;
	err = 0;
unlock:
	spin_unlock_irqrestore(&resource_lock, flags);
	return err;
}
EXPORT_SYMBOL(insert_resource);

/** release_resource() - take a range out, and what is below it with it; -EINVAL if it is in no tree */
int release_resource(struct resource *old)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&resource_lock, flags);
	err = unlink_resource(old);
	spin_unlock_irqrestore(&resource_lock, flags);
	return err;
}
EXPORT_SYMBOL(release_resource);

/**
 * __request_region() - claim @n ports or bytes from @start for a driver
 * @parent: &ioport_resource, &iomem_resource or a part of them
 * @name: for people; copied
 * Return: the range, or NULL: somebody else has part of it, or out of memory.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct region *region = kzalloc(sizeof(*region), GFP_KERNEL);
	struct resource *conflict;
	unsigned long irq;

	if (!region)
		return NULL;
	region->where = __builtin_return_address(0);
	if (name) {
		strscpy(region->name, name, sizeof(region->name));
		region->res.name = region->name;
	}
	region->res.start = start;
	region->res.end = start + n - 1;

	spin_lock_irqsave(&resource_lock, irq);
	for (;;) {
		region->res.flags = resource_type(parent) | IORESOURCE_BUSY | flags;
		conflict = link_resource(parent, &region->res);
		if (!conflict || conflict == parent || conflict->flags & IORESOURCE_BUSY)
			break;
		parent = conflict;
	}
	if (!conflict)
		list_add_tail(&region->node, &regions);
	spin_unlock_irqrestore(&resource_lock, irq);
	if (conflict) {
		kfree(region);
		return NULL;
	}
	return &region->res;
}
EXPORT_SYMBOL(__request_region);

/** __release_region() - the opposite; exactly the same range. Another one is a finding. */
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	struct region *region, *found = NULL;
	resource_size_t end = start + n - 1;
	unsigned long flags;

	spin_lock_irqsave(&resource_lock, flags);
	list_for_each_entry(region, &regions, node) {
		struct resource *root = region->res.parent;

		while (root && root != parent)
			root = root->parent;
		if (root && region->res.start == start && region->res.end == end) {
			found = region;
			break;
		}
	}
	if (found) {
		list_del(&found->node);
		unlink_resource(&found->res);
	}
	spin_unlock_irqrestore(&resource_lock, flags);
	if (found)
		kfree(found);
	else
		report("release of a free region", __builtin_return_address(0), "%s 0x%llx-0x%llx",
		       parent->name, start, end);
}
EXPORT_SYMBOL(__release_region);

struct managed_region {
	struct resource *parent;
	resource_size_t start, n;
};

static void release_managed(struct device *dev, void *res)
{
	struct managed_region *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int match_managed(struct device *dev, void *res, void *wanted)
{
	struct managed_region *a = res, *b = wanted;

	return a->parent == b->parent && a->start == b->start && a->n == b->n;
}

struct resource *__devm_request_region(struct device *dev, struct resource *parent, resource_size_t start,
				       resource_size_t n, const char *name)
{
	struct managed_region *region = devres_alloc(release_managed, sizeof(*region), GFP_KERNEL);
	struct resource *res;

	if (!region)
		return NULL;
	region->parent = parent;
	region->start = start;
	region->n = n;
	res = __request_region(parent, start, n, name, 0);
	if (res)
		devres_add(dev, region);
	else
		devres_free(region);
	return res;
}
EXPORT_SYMBOL(__devm_request_region);

void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start, resource_size_t n)
{
	struct managed_region wanted = { parent, start, n };

	WARN_ON(devres_release(dev, release_managed, match_managed, &wanted));
}
EXPORT_SYMBOL(__devm_release_region);

void resource_init(void)
{
	ioport_resource = (struct resource)DEFINE_RES_NAMED(0, 0x10000, "PCI IO", IORESOURCE_IO);
	iomem_resource = (struct resource){ .name = "PCI mem", .end = RESOURCE_SIZE_MAX, .flags = IORESOURCE_MEM };
}

/** resource_finish() - shutdown: report and free what is still claimed */
unsigned int resource_finish(void)
{
	struct region *region, *next;
	unsigned int left = 0;

	list_for_each_entry_safe(region, next, &regions, node) {
		report("region leak", region->where, "%pR of '%s' was never released", &region->res,
		       region->res.name ?: "?");
		list_del(&region->node);
		kfree(region);
		left++;
	}
	return left;
}
