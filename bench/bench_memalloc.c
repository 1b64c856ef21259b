// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench_memalloc.c - kernel-world half of the benchmark: what a buffer of each type costs, allocated, zeroed and freed.
 *
 * A module like any other. It prints one line a type and size, "bench: TYPE BYTES NS", which bench.c reads.
 * Needs the real clock: ktime_get() is what it measures with.
 *
 * What is compared is the allocator, not the host's pages: RAM is a memfd, the first touch of each of its 4 KiB pages
 * is a page fault (row "memfd each" of the table), and the second pass over 4 MiB that were just faulted in still
 * takes twice as long as the third. The world is made anew for each round of the table, while memset's buffer lives as
 * long as the process; so both sides first do the same few passes off the clock (WARM_UP here and in peers.c). Both
 * have 4 KiB pages then: memset's buffer is no transparent huge page unless the host says "always".
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <sound/memalloc.h>

#include "batches.h"

#define WARM_UP 4
#define HELPER_CALLS 100000
#define LEAST_ROUNDS 16

static int budget = 65536;
module_param(budget, int, 0444);
MODULE_PARM_DESC(budget, "KiB to allocate and zero per type and size");

static bool pieces;
module_param(pieces, bool, 0444);
MODULE_PARM_DESC(pieces, "Memory is fragmented: measure the types that are made of pieces then, and the helpers.");

static const struct bench_type {
	const char *name;
	int type;
	bool zeroed; /* by the allocator */
	bool in_pieces; /* what is measured with pieces=1 */
} types[] = {
	{ "CONTINUOUS", SNDRV_DMA_TYPE_CONTINUOUS },
	{ "DEV", SNDRV_DMA_TYPE_DEV, true },
	{ "DEV_SG", SNDRV_DMA_TYPE_DEV_SG, true },
	{ "DEV_IRAM", SNDRV_DMA_TYPE_DEV_IRAM, true },
	{ "DEV_WC", SNDRV_DMA_TYPE_DEV_WC, true },
	{ "DEV_WC_SG", SNDRV_DMA_TYPE_DEV_WC_SG, true },
	{ "VMALLOC", SNDRV_DMA_TYPE_VMALLOC },
	{ "NONCONTIG", SNDRV_DMA_TYPE_NONCONTIG, true },
	{ "NONCOHERENT", SNDRV_DMA_TYPE_NONCOHERENT, true },
	{ "SG_PIECES", SNDRV_DMA_TYPE_DEV_SG, false, true },
	{ "WC_SG_PIECES", SNDRV_DMA_TYPE_DEV_WC_SG, false, true },
};

static uint64_t now(void)
{
	return ktime_to_ns(ktime_get());
}

static int measure(struct device *dev, int which, size_t bytes)
{
	bool no_device = types[which].type == SNDRV_DMA_TYPE_CONTINUOUS || types[which].type == SNDRV_DMA_TYPE_VMALLOC;
	struct device *owner = no_device ? NULL : dev;
	unsigned int rounds = max_t(size_t, (size_t)budget * 1024 / bytes, LEAST_ROUNDS), i;
	struct snd_dma_buffer buffer;
	struct batches batches;
	int err;

	batches_begin(&batches, now, rounds);
	for (i = 0; i < WARM_UP + rounds; i++) {
		if (i == WARM_UP)
			batches_begin(&batches, now, rounds);
		err = snd_dma_alloc_pages(types[which].type, owner, bytes, &buffer);
		if (err)
			return err;
		if (!types[which].zeroed)
			memset(buffer.area, 0, bytes);
		snd_dma_free_pages(&buffer);
		if (i >= WARM_UP)
			batches_turn(&batches);
	}
	pr_info("bench: %s %zu %llu\n", types[which].name, bytes, batches.best / batches.size);
	return 0;
}

/* a thousand calls, at offsets that no two neighbours share */
static int measure_helpers(struct device *dev, size_t bytes)
{
	struct snd_dma_buffer buffer;
	dma_addr_t sum = 0;
	s64 addr, chunk;
	ktime_t start;
	u32 i;
	int err;

	err = snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV_SG, dev, bytes, &buffer);
	if (err)
		return err;
	start = ktime_get();
	for (i = 0; i < HELPER_CALLS; i++)
		sum += snd_sgbuf_get_addr(&buffer, i * 40503u % bytes);
	addr = ktime_to_ns(ktime_sub(ktime_get(), start));
	start = ktime_get();
	for (i = 0; i < HELPER_CALLS; i++)
		sum += snd_sgbuf_get_chunk_size(&buffer, i * 40503u % bytes, bytes - i * 40503u % bytes);
	chunk = ktime_to_ns(ktime_sub(ktime_get(), start));
	snd_dma_free_pages(&buffer);
	/* the sum keeps the calls from being left out */
	pr_info("bench: get_addr*1000 %zu %lld\n", bytes, sum ? addr * 1000 / HELPER_CALLS : 0);
	pr_info("bench: chunk*1000 %zu %lld\n", bytes, chunk * 1000 / HELPER_CALLS);
	return 0;
}

static int measure_all(struct device *dev, size_t bytes)
{
	int t, err = 0;

	for (t = 0; !err && t < ARRAY_SIZE(types); t++)
		if (types[t].in_pieces == pieces)
			err = measure(dev, t, bytes);
	return err || !pieces ? err : measure_helpers(dev, bytes);
}

static int __init bench_init(void)
{
	static const size_t sizes[] = { 4096, 16384, 65536, 262144, 1048576, 4194304 };
	struct platform_device *pdev;
	int s, err;

	pdev = platform_device_register_simple("bench", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	for (s = 0; !err && s < ARRAY_SIZE(sizes); s++)
		err = measure_all(&pdev->dev, sizes[s]);
	platform_device_unregister(pdev);
	return err;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cost of PCM buffers by type and size");
