// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devm.c - managed memory, strings, pages and actions, made of devres entries. What devm_kmalloc() gives lies inside of
 * its entry: one allocation each.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Nothing to do: the memory is the entry. Its address says what kind of entry it is. */
static void release_memory(struct device *dev, void *res)
{
}

static int match_memory(struct device *dev, void *res, void *ptr)
{
	return res == ptr;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	void *memory;

	if (!size)
		return ZERO_SIZE_PTR;
	memory = devres_alloc(release_memory, size, gfp);
	if (memory)
		devres_add(dev, memory);
	return memory;
}
EXPORT_SYMBOL(devm_kmalloc);

void devm_kfree(struct device *dev, const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	WARN(devres_destroy(dev, release_memory, match_memory, (void *)p),
	     "devm_kfree() of %p, which is not memory of '%s'", p, dev_name(dev));
}
EXPORT_SYMBOL(devm_kfree);

/** devm_kstrdup_const() - as devm_kstrdup(); to be freed by devm_kfree() if at all */
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	return devm_kstrdup(dev, s, gfp);
}
EXPORT_SYMBOL(devm_kstrdup_const);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}
EXPORT_SYMBOL(devm_kstrdup);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *copy = devm_kmalloc(dev, len, gfp);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(devm_kmemdup);

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	size_t size;
	char *text;

	va_copy(again, args);
	size = (size_t)vsnprintf(NULL, 0, fmt, again) + 1;
	va_end(again);
	text = devm_kmalloc(dev, size, gfp);
	if (text)
		vsnprintf(text, size, fmt, args);
	return text;
}
EXPORT_SYMBOL(devm_kvasprintf);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = devm_kvasprintf(dev, gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(devm_kasprintf);

struct pages {
	unsigned long addr;
	unsigned int order;
};

static void release_pages(struct device *dev, void *res)
{
	struct pages *pages = res;

	free_pages(pages->addr, pages->order);
}

static int match_pages(struct device *dev, void *res, void *addr)
{
	return ((struct pages *)res)->addr == *(unsigned long *)addr;
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask, unsigned int order)
{
	struct pages *pages = devres_alloc(release_pages, sizeof(*pages), GFP_KERNEL);

	if (!pages)
		return 0;
	pages->order = order;
	pages->addr = __get_free_pages(gfp_mask, order);
	if (!pages->addr) {
		devres_free(pages);
		return 0;
	}
	devres_add(dev, pages);
	return pages->addr;
}
EXPORT_SYMBOL(devm_get_free_pages);

void devm_free_pages(struct device *dev, unsigned long addr)
{
	WARN_ON(devres_release(dev, release_pages, match_pages, &addr));
}
EXPORT_SYMBOL(devm_free_pages);

struct action {
	void (*call)(void *data);
	void *data;
};

static void release_action(struct device *dev, void *res)
{
	struct action *action = res;

	action->call(action->data);
}

static int match_action(struct device *dev, void *res, void *wanted)
{
	struct action *a = res, *b = wanted;

	return a->call == b->call && a->data == b->data;
}

/** __devm_add_action() - have @action(@data) called when the driver leaves; -ENOMEM */
int __devm_add_action(struct device *dev, void (*action)(void *data), void *data, const char *name)
{
	struct action *entry = __devres_alloc_node(release_action, sizeof(*entry), GFP_KERNEL, -1, name);

	if (!entry)
		return -ENOMEM;
	entry->call = action;
	entry->data = data;
	devres_add(dev, entry);
	return 0;
}
EXPORT_SYMBOL(__devm_add_action);

void devm_remove_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_destroy(dev, release_action, match_action, &wanted));
}
EXPORT_SYMBOL(devm_remove_action);

/** devm_release_action() - call it now instead */
void devm_release_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_release(dev, release_action, match_action, &wanted));
}
EXPORT_SYMBOL(devm_release_action);

