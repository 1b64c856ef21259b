// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_isa_dma.c - channels of the ISA DMA controllers: who has them, what they are programmed with, where they are,
 * and memory that they cannot reach.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/isa-dma.h>
#include <linux/isa.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <sound/core.h>
#include <sound/memalloc.h>

#include "expect.h"
#include "hold_zone.h"
#include "limited_device.h"

#define NAME "usnd-isa-dma"
#define CHANNEL8 3
#define CHANNEL16 6

/* ---- who ---- */

static void a_channel_has_one_owner(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_dma(CHANNEL8, NAME), 0);
	KUNIT_EXPECT_EQ(test, request_dma(CHANNEL8, NAME), -EBUSY);
	free_dma(CHANNEL8);
	KUNIT_EXPECT_EQ(test, request_dma(CHANNEL8, NAME), 0);
	free_dma(CHANNEL8);
}

static void the_cascade_belongs_to_the_controllers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, request_dma(4, NAME), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_dma(MAX_DMA_CHANNELS, NAME), -EINVAL);
}

static void free_of_a_free_channel_is_told(struct kunit *test)
{
	expect_findings(test, 2);
	free_dma(CHANNEL8);
	free_dma(MAX_DMA_CHANNELS);
}

static void managed_channel_goes_with_its_device(struct kunit *test)
{
	struct device *dev = device_new(test, 24);
	void *group = devres_open_group(dev, NULL, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, group);
	KUNIT_ASSERT_EQ(test, snd_devm_request_dma(dev, CHANNEL8, NAME), 0);
	KUNIT_EXPECT_EQ(test, snd_devm_request_dma(dev, CHANNEL8, NAME), -EBUSY);
	devres_release_group(dev, group);
	KUNIT_EXPECT_EQ(test, request_dma(CHANNEL8, NAME), 0);
	free_dma(CHANNEL8);
}

static void managed_channel_that_fails_is_free(struct kunit *test)
{
	struct device *dev = device_new(test, 24);

	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_devm_request_dma(dev, CHANNEL8, NAME), -EBUSY);
	fail_request(test, 2);
	KUNIT_EXPECT_EQ(test, snd_devm_request_dma(dev, CHANNEL8, NAME), -ENOMEM);
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, request_dma(CHANNEL8, NAME), 0);
	free_dma(CHANNEL8);
}

/* ---- programs ---- */

/**
 * struct block - memory of an ISA device
 * @dev: one that reaches 16 MiB
 * @bus: aligned to its size
 */
struct block {
	struct device *dev;
	void *at;
	dma_addr_t bus;
	size_t bytes;
};

static void block_free(void *data)
{
	struct block *block = data;

	dma_free_coherent(block->dev, block->bytes, block->at, block->bus);
}

static struct block *block_new(struct kunit *test, size_t bytes)
{
	struct block *block = kunit_kzalloc(test, sizeof(*block), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, block);
	block->bytes = bytes;
	block->dev = device_new(test, 24);
	block->at = dma_alloc_coherent(block->dev, bytes, &block->bus, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, block->at);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, block_free, block), 0);
	return block;
}

static void program(unsigned int channel, dma_addr_t bus, unsigned int bytes)
{
	snd_dma_program(channel, bus, bytes, DMA_MODE_WRITE | DMA_AUTOINIT);
	snd_dma_disable(channel);
}

static int residue(unsigned int channel)
{
	unsigned long flags = claim_dma_lock();
	int left;

	clear_dma_ff(channel);
	left = get_dma_residue(channel);
	release_dma_lock(flags);
	return left;
}

static void blocks_inside_the_boundaries_are_fine(struct kunit *test)
{
	struct block *block = block_new(test, 128 * 1024);

	program(CHANNEL8, block->bus, 65536);
	program(CHANNEL8, block->bus + 65536, 65536);
	program(CHANNEL8, block->bus + 1, 65535);
	program(CHANNEL16, block->bus, 131072);
	program(CHANNEL16, block->bus + 2, 131070);
}

static void residue_is_in_bytes(struct kunit *test)
{
	struct block *block = block_new(test, 128 * 1024);

	program(CHANNEL8, block->bus, 1000);
	KUNIT_EXPECT_EQ(test, residue(CHANNEL8), 1000);
	program(CHANNEL16, block->bus, 1000);
	KUNIT_EXPECT_EQ(test, residue(CHANNEL16), 1000);
	program(CHANNEL16, block->bus, 100000);
	KUNIT_EXPECT_EQ(test, residue(CHANNEL16), 100000);
	/* a counter of 16 bits cannot tell 65536 from 0 */
	program(CHANNEL8, block->bus, 65536);
	KUNIT_EXPECT_EQ(test, residue(CHANNEL8), 0);
	program(CHANNEL16, block->bus, 131072);
	KUNIT_EXPECT_EQ(test, residue(CHANNEL16), 0);
}

static void pointer_of_a_block_not_begun_is_0(struct kunit *test)
{
	struct block *block = block_new(test, 65536);

	program(CHANNEL8, block->bus, 4096);
	KUNIT_EXPECT_EQ(test, snd_dma_pointer(CHANNEL8, 4096), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_pointer(CHANNEL8, 2048), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_pointer(CHANNEL8, 5000), 904);
	program(CHANNEL8, block->bus, 65536);
	KUNIT_EXPECT_EQ(test, snd_dma_pointer(CHANNEL8, 65536), 0);
	snd_dma_disable(CHANNEL8);
}

static void a_crossing_block_is_told(struct kunit *test)
{
	struct block *block = block_new(test, 256 * 1024);

	expect_findings(test, 3);
	program(CHANNEL8, block->bus + 65536 - 16, 32);
	program(CHANNEL16, block->bus + 131072 - 16, 32);
	program(CHANNEL8, block->bus + 2, 65536);
	/* what crosses for bytes does not for words */
	program(CHANNEL16, block->bus + 65536 - 16, 32);
}

static void sizes_no_channel_can_have_are_told(struct kunit *test)
{
	struct block *block = block_new(test, 256 * 1024);

	expect_findings(test, 5);
	program(CHANNEL8, block->bus, 65537);
	program(CHANNEL8, block->bus, 0);
	program(CHANNEL16, block->bus, 131074);
	program(CHANNEL16, block->bus, 33);
	program(CHANNEL16, block->bus + 1, 32);
}

static void memory_above_16_mib_is_told(struct kunit *test)
{
	struct device *dev = device_new(test, 32);
	dma_addr_t bus;
	void *at = dma_alloc_coherent(dev, 4096, &bus, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, at);
	if (bus < SZ_16M) {
		dma_free_coherent(dev, 4096, at, bus);
		kunit_skip(test, "memory of this machine is below 16 MiB, or made so by an IOMMU");
	}
	expect_findings(test, 2);
	program(CHANNEL8, bus, 4096);
	program(CHANNEL16, SZ_16M - 2048, 4096);
	dma_free_coherent(dev, 4096, at, bus);
}

static void memory_that_is_not_mapped_is_told(struct kunit *test)
{
	struct block *block = block_new(test, 4096);
	dma_addr_t bus;
	void *at = dma_alloc_coherent(block->dev, 4096, &bus, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, at);
	dma_free_coherent(block->dev, 4096, at, bus);
	expect_findings(test, 2);
	program(CHANNEL8, bus, 4096);
	program(CHANNEL8, block->bus, 4097);
}

static void a_program_is_told_once(struct kunit *test)
{
	struct block *block = block_new(test, 256 * 1024);

	expect_findings(test, 1);
	program(CHANNEL8, block->bus + 65536 - 16, 32);
	/* holds the channel for a moment, and lets it go on */
	snd_dma_pointer(CHANNEL8, 32);
	snd_dma_disable(CHANNEL8);
}

static void the_controller_needs_its_lock(struct kunit *test)
{
	expect_findings(test, 3);
	disable_dma(CHANNEL8);
	clear_dma_ff(CHANNEL8);
	get_dma_residue(CHANNEL8);
}

/* ---- buffers of an ISA card ---- */

static int buffer_error;
static size_t crossed;
static dma_addr_t highest;

/* every size a sound card may want, some of them together */
static int buffer_probe(struct device *dev, unsigned int id)
{
	static const size_t sizes[] = { 4096, 65536, 20480, 131072, 98304, 65536, 12288, 131072 };
	struct snd_dma_buffer buffers[ARRAY_SIZE(sizes)];
	unsigned int i;

	crossed = highest = 0;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t window = sizes[i] > 65536 ? 131072 : 65536;

		buffer_error = snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, sizes[i], &buffers[i]);
		if (buffer_error)
			break;
		crossed += buffers[i].addr / window != (buffers[i].addr + sizes[i] - 1) / window;
		highest = max(highest, buffers[i].addr + sizes[i] - 1);
	}
	while (i--)
		snd_dma_free_pages(&buffers[i]);
	return 0;
}

static void buffers_of_an_isa_card_are_within_reach(struct kunit *test)
{
	struct isa_driver driver = { .probe = buffer_probe, .driver = { .name = NAME, .owner = THIS_MODULE } };

	if (isa_register_driver(&driver, 1))
		kunit_skip(test, "this kernel has no ISA bus");
	KUNIT_EXPECT_EQ(test, buffer_error, 0);
	KUNIT_EXPECT_EQ(test, crossed, 0);
	KUNIT_EXPECT_LT(test, highest, SZ_16M);
	isa_unregister_driver(&driver);
}

/* there is memory, but not where the controllers reach */
static int starved_probe(struct device *dev, unsigned int id)
{
	struct snd_dma_buffer buffer;

	buffer_error = snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, 8192, &buffer);
	if (!buffer_error)
		snd_dma_free_pages(&buffer);
	return 0;
}

static void memory_above_16_mib_is_not_given_to_an_isa_card(struct kunit *test)
{
	struct isa_driver driver = { .probe = starved_probe, .driver = { .name = NAME, .owner = THIS_MODULE } };
	struct page *above;

	figures_of_4k_pages(test);
	zone_hold(test, 0);
	above = alloc_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, above);
	__free_pages(above, 1);
	if (isa_register_driver(&driver, 1))
		kunit_skip(test, "this kernel has no ISA bus");
	KUNIT_EXPECT_EQ(test, buffer_error, -ENOMEM);
	isa_unregister_driver(&driver);
}

static struct kunit_case isa_dma_cases[] = {
	KUNIT_CASE(a_channel_has_one_owner),
	KUNIT_CASE(the_cascade_belongs_to_the_controllers),
	KUNIT_CASE(free_of_a_free_channel_is_told),
	KUNIT_CASE(managed_channel_goes_with_its_device),
	KUNIT_CASE(managed_channel_that_fails_is_free),
	KUNIT_CASE(blocks_inside_the_boundaries_are_fine),
	KUNIT_CASE(residue_is_in_bytes),
	KUNIT_CASE(pointer_of_a_block_not_begun_is_0),
	KUNIT_CASE(a_crossing_block_is_told),
	KUNIT_CASE(sizes_no_channel_can_have_are_told),
	KUNIT_CASE(memory_above_16_mib_is_told),
	KUNIT_CASE(memory_that_is_not_mapped_is_told),
	KUNIT_CASE(a_program_is_told_once),
	KUNIT_CASE(the_controller_needs_its_lock),
	KUNIT_CASE(buffers_of_an_isa_card_are_within_reach),
	KUNIT_CASE(memory_above_16_mib_is_not_given_to_an_isa_card),
	{}
};

static struct kunit_suite isa_dma_suite = {
	.name = "isa_dma",
	.test_cases = isa_dma_cases,
};

kunit_test_suite(isa_dma_suite);

MODULE_DESCRIPTION("channels of the ISA DMA controllers");
MODULE_LICENSE("GPL");
