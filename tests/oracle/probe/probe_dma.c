// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_dma.c - the device and the files of module snd-probe-dma (probe_dma.h).
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "probe_dma.h"

#define TRIES 64

static struct {
	const char *name;
	void (*ask)(struct asking *ask);
	struct snd_info_entry *entry;
} files[] = {
	{ "probe-masks", ask_masks },	{ "probe-allocations", ask_allocations },
	{ "probe-maps", ask_maps },	{ "probe-lists", ask_lists },
	{ "probe-tables", ask_tables }, { "probe-memory", ask_memory },
	{ "probe-pools", ask_pools },
};

static struct platform_device *parent;

unsigned int draw(struct asking *ask, unsigned int below)
{
	ask->seed = ask->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(ask->seed >> 33) % below;
}

void set_masks(struct asking *ask, unsigned int bits)
{
	*ask->dev->dma_mask = DMA_BIT_MASK(bits);
	ask->dev->coherent_dma_mask = DMA_BIT_MASK(bits);
}

void show_runs(struct asking *ask, const char *name, const void *bytes, size_t size)
{
	const u8 *at = bytes;
	size_t i, run = 0;

	snd_iprintf(ask->out, " %s", name);
	for (i = 0; i < size; i++) {
		if (i && at[i] != at[i - 1]) {
			snd_iprintf(ask->out, " %02x*%zu", at[i - 1], run);
			run = 0;
		}
		run++;
	}
	if (size)
		snd_iprintf(ask->out, " %02x*%zu", at[size - 1], run);
}

struct page *high_pages(unsigned int order)
{
	struct page *tried[TRIES], *found = NULL;
	unsigned int count = 0;

	while (!found && count < TRIES) {
		tried[count] = alloc_pages(GFP_KERNEL, order);
		if (!tried[count])
			break;
		if (page_to_phys(tried[count]) >> 32)
			found = tried[count];
		else
			count++;
	}
	while (count)
		__free_pages(tried[--count], order);
	return found;
}

static void read_answers(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct asking ask = { .dev = &parent->dev, .out = buffer, .seed = 7 };
	size_t i;

	set_masks(&ask, 32);
	ask.dev->bus_dma_limit = 0;
	*ask.dev->dma_parms = (struct device_dma_parameters){ .max_segment_size = UINT_MAX };
	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i].entry == entry)
			files[i].ask(&ask);
}

static void remove_files(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		snd_info_free_entry(files[i].entry);
}

static int __init probe_dma_init(void)
{
	struct snd_info_entry *entry;
	size_t i;
	int err;

	parent = platform_device_register_simple("snd-probe-dma", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		err = -ENOMEM;
		entry = snd_info_create_module_entry(THIS_MODULE, files[i].name, NULL);
		if (!entry)
			goto remove;
		files[i].entry = entry;
		entry->c.text.read = read_answers;
		err = snd_info_register(entry);
		if (err < 0)
			goto remove;
	}
	return 0;

remove:
	remove_files();
	platform_device_unregister(parent);
	return err;
}

static void __exit probe_dma_exit(void)
{
	remove_files();
	platform_device_unregister(parent);
}

module_init(probe_dma_init);
module_exit(probe_dma_exit);
MODULE_DESCRIPTION("what a driver is told about memory");
MODULE_LICENSE("GPL");
