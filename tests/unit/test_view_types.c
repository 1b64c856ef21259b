// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_view_types.c - samples of every type of buffer, as a client that maps them sees them: the buffer's own frames
 * while the stream stands still, copies when it is mapped while it runs. Contract 1.13, 1.15.
 */
#include <linux/genalloc.h>
#include <linux/mm.h>
#include "expect.h"
#include "hold_zone.h"
#include "pcm_client.h"

#define PAGES 8
#define BYTES (PAGES * PAGE_SIZE)
#define RW (PROT_READ | PROT_WRITE)

/*
 * @became: what the buffer is made of in the end; @scattered: memory is fragmented; @pool: the device has on-chip
 * memory
 */
struct type_case {
	const char *name;
	int type, became;
	bool scattered, pool;
};

static const struct type_case type_cases[] = {
	{ "continuous", SNDRV_DMA_TYPE_CONTINUOUS, SNDRV_DMA_TYPE_CONTINUOUS },
	{ "dev", SNDRV_DMA_TYPE_DEV, SNDRV_DMA_TYPE_DEV },
	{ "dev_sg, one block", SNDRV_DMA_TYPE_DEV_SG, SNDRV_DMA_TYPE_DEV },
	{ "dev_sg, scattered", SNDRV_DMA_TYPE_DEV_SG, SNDRV_DMA_TYPE_DEV_SG, true },
	{ "dev_wc", SNDRV_DMA_TYPE_DEV_WC, SNDRV_DMA_TYPE_DEV_WC },
	{ "dev_wc_sg, scattered", SNDRV_DMA_TYPE_DEV_WC_SG, SNDRV_DMA_TYPE_DEV_WC_SG, true },
	{ "dev_iram, no pool", SNDRV_DMA_TYPE_DEV_IRAM, SNDRV_DMA_TYPE_DEV },
	{ "dev_iram", SNDRV_DMA_TYPE_DEV_IRAM, SNDRV_DMA_TYPE_DEV_IRAM, false, true },
	{ "vmalloc", SNDRV_DMA_TYPE_VMALLOC, SNDRV_DMA_TYPE_VMALLOC },
	{ "noncontig", SNDRV_DMA_TYPE_NONCONTIG, SNDRV_DMA_TYPE_NONCONTIG },
	{ "noncoherent", SNDRV_DMA_TYPE_NONCOHERENT, SNDRV_DMA_TYPE_NONCOHERENT },
};

static void type_desc(const struct type_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(type, type_cases, type_desc);

static void memory_free(void *area)
{
	free_pages((unsigned long)area, get_order(BYTES));
}

static void add_pool(struct fake *fake)
{
	unsigned long area = __get_free_pages(GFP_KERNEL, get_order(BYTES));
	struct gen_pool *pool = devm_gen_pool_create(&fake->parent->dev, PAGE_SHIFT, -1, "iram");
	struct kunit *test = fake->test;

	KUNIT_ASSERT_NE(test, area, 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, memory_free, (void *)area), 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, area, virt_to_phys((void *)area), BYTES, -1), 0);
}

static bool scatters(struct fake *fake)
{
	struct snd_dma_buffer dmab;
	bool scattered;

	if (snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV_SG, &fake->parent->dev, BYTES, &dmab))
		return false;
	scattered = dmab.dev.type == SNDRV_DMA_TYPE_DEV_SG;
	snd_dma_free_pages(&dmab);
	return scattered;
}

/* open, with parameters, a buffer of the case's type */
static struct opened *open_typed(struct kunit *test)
{
	const struct type_case *c = test->param_value;
	struct opened *opened;
	struct fake *fake;

	figures_of_4k_pages(test);
	if (c->pool && !IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "a kernel asks the device tree for the pool");
	fake = fake_create_buffers(test, 1, 1, c->type, 0);
	fake->hw.info |= SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID;
	if (c->pool)
		add_pool(fake);
	if (c->scattered) {
		KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(&fake->parent->dev, DMA_BIT_MASK(24)), 0);
		zone_scatter(test, 0);
		if (!scatters(fake))
			kunit_skip(test, "this machine has an IOMMU, or no coherence");
	}
	opened = open_device(fake, PLAYBACK, O_RDWR | O_NONBLOCK);
	set_up(opened, FAKE_CONFIG(.mmap = true, .period = BYTES / 16, .buffer = BYTES / 4));
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->dma_buffer_p->dev.type, c->became);
	return opened;
}

static u32 __user *map(struct opened *opened)
{
	struct kunit *test = opened->fake->test;
	unsigned long at = kunit_vm_mmap(test, opened->file, 0, BYTES, RW, MAP_SHARED, 0);

	KUNIT_ASSERT_EQ_MSG(test, !at || IS_ERR_VALUE(at), false, "mmap: %ld", (long)at);
	return (u32 __user *)at;
}

static u32 *ring_of(struct opened *opened)
{
	return (u32 *)opened->fake->substream->runtime->dma_area;
}

static u32 load(struct kunit *test, const u32 __user *at)
{
	u32 value = ~0;

	KUNIT_EXPECT_EQ(test, copy_from_user(&value, at, sizeof(value)), 0UL);
	return value;
}

static void store(struct kunit *test, u32 __user *at, u32 value)
{
	KUNIT_EXPECT_EQ(test, copy_to_user(at, &value, sizeof(value)), 0UL);
}

static void buffer_is_clear_after_hw_params(struct kunit *test)
{
	struct opened *opened = open_typed(test);

	KUNIT_EXPECT_NULL(test, memchr_inv(ring_of(opened), 0, BYTES));
}

static void client_and_ring_are_one_while_it_stands_still(struct kunit *test)
{
	struct opened *opened = open_typed(test);
	u32 *ring = ring_of(opened);
	u32 __user *samples;
	size_t i;

	for (i = 0; i < BYTES / 4; i++)
		ring[i] = i * 77;
	samples = map(opened);
	for (i = 0; i < BYTES / 4; i += 111) {
		KUNIT_EXPECT_EQ(test, load(test, samples + i), (u32)(i * 77));
		store(test, samples + i, i);
		KUNIT_EXPECT_EQ(test, ring[i], (u32)i);
		ring[i] = ~i;
		KUNIT_EXPECT_EQ(test, load(test, samples + i), (u32)~i);
	}
}

/* what the client has queued reaches the ring with the next look at the pointers, whichever page it is on */
static void samples_are_copied_where_it_runs_already(struct kunit *test)
{
	struct opened *opened = open_typed(test);
	snd_pcm_uframes_t frames = BYTES / 4;
	u32 __user *samples;
	size_t page;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_FORWARD, &frames), 0L);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_START, 0), 0L);
	samples = map(opened);
	for (page = 1; page < PAGES; page++)
		store(test, samples + page * PAGE_SIZE / 4 + page, page + 100);
	fake_move(opened->fake, BYTES / 16);
	for (page = BYTES / 16 / (PAGE_SIZE / 4) + 1; page < PAGES; page++)
		KUNIT_EXPECT_EQ(test, ring_of(opened)[page * PAGE_SIZE / 4 + page], page + 100);
}

static struct kunit_case view_types_cases[] = {
	KUNIT_CASE_PARAM(buffer_is_clear_after_hw_params, type_gen_params),
	KUNIT_CASE_PARAM(client_and_ring_are_one_while_it_stands_still, type_gen_params),
	KUNIT_CASE_PARAM(samples_are_copied_where_it_runs_already, type_gen_params),
	{ }
};

static struct kunit_suite view_types_suite = {
	.name = "pcm_view_types",
	.test_cases = view_types_cases,
};
kunit_test_suite(view_types_suite);

MODULE_DESCRIPTION("Tests of mapped samples, by type of buffer");
MODULE_LICENSE("GPL");
