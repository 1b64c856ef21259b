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

#define WARM_UP 4
#define LEAST_ROUNDS 16

static int budget = 65536;
module_param(budget, int, 0444);
MODULE_PARM_DESC(budget, "KiB to allocate and zero per type and size");

static const struct {
	const char *name;
	int type;
	bool zeroed; /* by the allocator */
} types[] = {
	{ "CONTINUOUS", SNDRV_DMA_TYPE_CONTINUOUS, false },
	{ "DEV", SNDRV_DMA_TYPE_DEV, true },
	{ "VMALLOC", SNDRV_DMA_TYPE_VMALLOC, false },
};

static int measure(struct device *dev, int which, size_t bytes)
{
	struct device *owner = types[which].type == SNDRV_DMA_TYPE_DEV ? dev : NULL;
	unsigned int rounds = max_t(size_t, (size_t)budget * 1024 / bytes, LEAST_ROUNDS), i;
	struct snd_dma_buffer buffer;
	ktime_t start = 0;
	int err;

	for (i = 0; i < WARM_UP + rounds; i++) {
		if (i == WARM_UP)
			start = ktime_get();
		err = snd_dma_alloc_pages(types[which].type, owner, bytes, &buffer);
		if (err)
			return err;
		if (!types[which].zeroed)
			memset(buffer.area, 0, bytes);
		snd_dma_free_pages(&buffer);
	}
	pr_info("bench: %s %zu %lld\n", types[which].name, bytes, ktime_to_ns(ktime_sub(ktime_get(), start)) / rounds);
	return 0;
}

static int __init bench_init(void)
{
	static const size_t sizes[] = { 4096, 16384, 65536, 262144, 1048576, 4194304 };
	struct platform_device *pdev;
	int t, s, err;

	pdev = platform_device_register_simple("bench", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	for (t = 0; !err && t < ARRAY_SIZE(types); t++)
		for (s = 0; !err && s < ARRAY_SIZE(sizes); s++)
			err = measure(&pdev->dev, t, sizes[s]);
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
