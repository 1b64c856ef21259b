// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench_churn.c - kernel-world half of the churn table: one allocator on the machine that is up.
 *
 * It prints "bench: churn FILL REFUSED RUNS WOULD_HOLD NS". Needs the real clock, as bench_memalloc.c.
 * dma_alloc_coherent() zeroes, and so its steps cost what zeroing does.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/vmalloc.h>

#include "churn.h"

static char *how = "dma";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "Who allocates: block (alloc_pages), exact (alloc_pages_exact) or dma (dma_alloc_coherent).");

static bool any;
module_param(any, bool, 0444);
MODULE_PARM_DESC(any, "Sizes are any number of pages, not powers of two.");

static int fill = 85;
module_param(fill, int, 0444);
MODULE_PARM_DESC(fill, "Per cent of the memory that are wanted out.");

static uint64_t now(void)
{
	return ktime_to_ns(ktime_get());
}

static bool block_get(void *ctx, struct churn_block *block)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, get_order(block->bytes));

	block->at = page;
	return page;
}

static void block_put(void *ctx, struct churn_block *block)
{
	__free_pages(block->at, get_order(block->bytes));
}

static bool exact_get(void *ctx, struct churn_block *block)
{
	block->at = alloc_pages_exact(block->bytes, GFP_KERNEL | __GFP_NOWARN);
	return block->at;
}

static void exact_put(void *ctx, struct churn_block *block)
{
	free_pages_exact(block->at, block->bytes);
}

static bool dma_get(void *ctx, struct churn_block *block)
{
	dma_addr_t bus = 0;

	block->at = dma_alloc_coherent(ctx, block->bytes, &bus, GFP_KERNEL | __GFP_NOWARN);
	block->bus = bus;
	return block->at;
}

static void dma_put(void *ctx, struct churn_block *block)
{
	dma_free_coherent(ctx, block->bytes, block->at, block->bus);
}

static const struct {
	const char *name;
	bool (*get)(void *ctx, struct churn_block *block);
	void (*put)(void *ctx, struct churn_block *block);
} allocators[] = {
	{ "block", block_get, block_put },
	{ "exact", exact_get, exact_put },
	{ "dma", dma_get, dma_put },
};

static int churn(struct device *dev)
{
	struct churn churn = { .ctx = dev, .now = now, .fill = fill, .any = any };
	struct churn_result result;
	struct sysinfo info;
	int i;

	churn.room = totalram_pages();
	churn.blocks = vmalloc(array_size(churn.room, sizeof(*churn.blocks)));
	if (!churn.blocks)
		return -ENOMEM;
	si_meminfo(&info);
	churn.total = (u64)info.freeram << PAGE_SHIFT;
	for (i = 0; i < ARRAY_SIZE(allocators) && strcmp(allocators[i].name, how); i++)
		;
	if (i < ARRAY_SIZE(allocators)) {
		churn.get = allocators[i].get;
		churn.put = allocators[i].put;
		churn_run(&churn, &result);
		pr_info("bench: churn %u %u %u %u %llu\n", result.fill, result.refused, result.runs, result.would_hold,
			result.ns);
	}
	vfree(churn.blocks);
	return i < ARRAY_SIZE(allocators) ? 0 : -EINVAL;
}

static int __init bench_churn_init(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple("bench", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (!err)
		err = churn(&pdev->dev);
	platform_device_unregister(pdev);
	return err;
}
module_init(bench_churn_init);

static void __exit bench_churn_exit(void)
{
}
module_exit(bench_churn_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what random allocating and freeing leaves of a machine's memory");
