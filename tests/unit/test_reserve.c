// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_reserve.c - the chapter's older spelling: scatter-gather buffers with a table, buffers that stay while their
 * driver is away, /proc/driver/snd-page-alloc. Contract 1.3 to 1.5. On the ES1370 of the machine while no driver has
 * it; usnd only.
 */
#include <sound/driver.h>
#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <sound/memalloc.h>
#include "buffer_card.h"
#include "client.h"
#include "hold_zone.h"

#define PROC "/proc/driver/snd-page-alloc"
#define ID 0x12745000

static struct pci_dev *card;

static int find_card(struct kunit_suite *suite)
{
	card = pci_get_device(0x1274, 0x5000, NULL);
	return card ? 0 : -ENODEV;
}

static void leave_card(struct kunit_suite *suite)
{
	pci_dev_put(card);
}

static void all_memory_again(void *unused)
{
	card->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	*card->dev.dma_mask = DMA_BIT_MASK(32);
}

/* the card reaches 16 MiB, of which there are single pages only */
static void fragment(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(&card->dev, DMA_BIT_MASK(24)), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, all_memory_again, NULL), 0);
	zone_scatter(test, 0);
}

/* ---- the table --------------------------------------------------------------------------------------- */

static void table_has_every_page(struct kunit *test)
{
	struct snd_dma_buffer dmab;
	struct snd_sg_buf *sgbuf;
	unsigned char *area;
	int i;

	figures_of_4k_pages(test);
	fragment(test);
	area = snd_malloc_sgbuf_pages(card, 40 * PAGE_SIZE - 100, &dmab);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_PTR_EQ(test, dmab.area, area);
	KUNIT_EXPECT_EQ(test, dmab.addr, 0);
	sgbuf = dmab.private_data;
	KUNIT_EXPECT_EQ(test, sgbuf->pages, 40);
	KUNIT_EXPECT_EQ(test, sgbuf->tblsize, 64);
	KUNIT_EXPECT_PTR_EQ(test, sgbuf->pci, card);
	for (i = 0; i < sgbuf->pages; i++) {
		area[i * PAGE_SIZE] = i + 1;
		KUNIT_EXPECT_PTR_EQ(test, sgbuf->table[i].buf, (void *)(area + i * PAGE_SIZE));
		KUNIT_EXPECT_EQ(test, *(unsigned char *)page_address(sgbuf->page_table[i]), i + 1);
		KUNIT_EXPECT_EQ(test, sgbuf->table[i].addr % PAGE_SIZE, 0);
		/* of the table, and of the record */
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(sgbuf, i * PAGE_SIZE + 77), sgbuf->table[i].addr + 77);
		KUNIT_EXPECT_EQ(test, snd_sgbuf_get_addr(&dmab, i * PAGE_SIZE + 77), sgbuf->table[i].addr + 77);
	}
	for (; i < sgbuf->tblsize; i++)
		KUNIT_EXPECT_EQ(test, sgbuf->table[i].addr, 0);
	KUNIT_EXPECT_EQ(test, snd_sgbuf_get_chunk_size(&dmab, 100, 10000), PAGE_SIZE - 100);
	KUNIT_EXPECT_EQ(test, snd_free_sgbuf_pages(&dmab), 0);
	KUNIT_EXPECT_EQ(test, snd_free_sgbuf_pages(&dmab), -EINVAL);
}

static void table_without_memory_is_null(struct kunit *test)
{
	struct snd_dma_buffer dmab;
	int n;

	KUNIT_EXPECT_NULL(test, snd_malloc_sgbuf_pages(card, SZ_1G * 64UL, &dmab));
	for (n = 1; n <= 3; n++) {
		fail_request(test, n);
		KUNIT_EXPECT_NULL(test, snd_malloc_sgbuf_pages(card, SZ_64K, &dmab));
	}
	fail_request(test, 0);
}

static void dev_sg_of_an_older_source_has_a_table(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;
	struct snd_sg_buf *sgbuf;

	figures_of_4k_pages(test);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_preallocate_sg_pages_for_all(card, pcm, SZ_64K, SZ_128K), 0);
	substream = open_stream(test, pcm);
	KUNIT_ASSERT_EQ(test, hw_params(test, substream, SZ_32K), 0);
	sgbuf = snd_pcm_substream_sgbuf(substream);
	KUNIT_EXPECT_EQ(test, sgbuf->pages, snd_pcm_sgbuf_pages(SZ_64K));
	KUNIT_EXPECT_EQ(test, snd_pcm_sgbuf_get_addr(substream, 5000), sgbuf->table[1].addr + 5000 - PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, snd_pcm_sgbuf_ops_page(substream, 4096), sgbuf->page_table[1]);
	KUNIT_EXPECT_NULL(test, snd_pcm_sgbuf_ops_page(substream, SZ_64K));
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SNDRV_DMA_TYPE_DEV_SG);
}

/* ---- while the driver is away ---------------------------------------------------------------------------- */

static struct snd_dma_buffer asking(struct device *dev)
{
	return (struct snd_dma_buffer){ .dev = { .type = SNDRV_DMA_TYPE_DEV, .dev = dev } };
}

static void reserve(struct kunit *test, struct device *dev, size_t size, unsigned int id)
{
	struct snd_dma_buffer dmab;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, size, &dmab), 0);
	KUNIT_ASSERT_EQ(test, snd_dma_reserve_buf(&dmab, id), 0);
}

static void reserved_buffer_is_found_by_id_and_device(struct kunit *test)
{
	struct device *other = &card_new(test)->card_dev;
	struct snd_dma_buffer dmab = asking(&card->dev), wrong = asking(other);

	reserve(test, &card->dev, SZ_64K, ID);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID + 1), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&wrong, ID), 0);
	wrong = asking(&card->dev);
	wrong.dev.type = SNDRV_DMA_TYPE_CONTINUOUS;
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&wrong, ID), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID), SZ_64K);
	/* one in use is not on the list */
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&wrong, ID), 0);
	snd_dma_free_pages(&dmab);
}

static void buffer_of_no_device_becomes_the_devices(struct kunit *test)
{
	struct snd_dma_buffer dmab = asking(&card->dev);

	reserve(test, snd_dma_isa_data(), SZ_64K, ID);
	zone_hold(test, -1);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID), SZ_64K);
	KUNIT_EXPECT_PTR_EQ(test, dmab.dev.dev, &card->dev);
	snd_dma_free_pages(&dmab);
}

static void reserving_nothing_is_einval_and_may_fail(struct kunit *test)
{
	struct snd_dma_buffer dmab = asking(&card->dev);

	KUNIT_EXPECT_EQ(test, snd_dma_reserve_buf(NULL, ID), -EINVAL);
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, &card->dev, SZ_64K, &dmab), 0);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_dma_reserve_buf(&dmab, ID), -ENOMEM);
	snd_dma_free_pages(&dmab);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(NULL, ID), 0);
}

static struct snd_pcm *pcm_of_the_driver(struct kunit *test, struct snd_card *owner, size_t size)
{
	struct snd_pcm *pcm = pcm_new(test, owner, 0, 1, 0, &own_buffer_ops);

	substream_of(pcm, 0)->dma_buf_id = snd_dma_pci_buf_id(card);
	snd_pcm_lib_preallocate_pci_pages(card, substream_of(pcm, 0), size, SZ_256K);
	return pcm;
}

/* what fragments memory meanwhile does not matter */
static void preallocated_buffer_survives_its_driver(struct kunit *test)
{
	struct snd_card *first = card_new(test), *second = card_new(test);
	struct snd_pcm *pcm = pcm_of_the_driver(test, first, SZ_128K);
	struct snd_dma_buffer *dmab = &substream_of(pcm, 0)->dma_buffer;
	dma_addr_t addr = dmab->addr;
	struct snd_dma_buffer left = asking(&card->dev);

	KUNIT_EXPECT_EQ(test, dmab->bytes, SZ_128K);
	snd_pcm_lib_preallocate_free_for_all(pcm);
	KUNIT_EXPECT_EQ(test, first->total_pcm_alloc_bytes, 0);
	fragment(test);
	pcm = pcm_of_the_driver(test, second, SZ_128K);
	dmab = &substream_of(pcm, 0)->dma_buffer;
	KUNIT_EXPECT_EQ(test, dmab->bytes, SZ_128K);
	KUNIT_EXPECT_EQ(test, dmab->addr, addr);
	KUNIT_EXPECT_EQ(test, second->total_pcm_alloc_bytes, SZ_128K);
	snd_pcm_lib_preallocate_free_for_all(pcm);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&left, ID), SZ_128K);
	snd_dma_free_pages(&left);
}

static void reserved_buffer_that_is_too_small_goes(struct kunit *test)
{
	struct snd_dma_buffer left = asking(&card->dev);
	struct snd_pcm *pcm;

	reserve(test, &card->dev, SZ_64K, ID);
	pcm = pcm_of_the_driver(test, card_new(test), SZ_128K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_128K);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&left, ID), 0);
	substream_of(pcm, 0)->dma_buf_id = 0;
}

static void reserved_buffer_beyond_the_quota_stays(struct kunit *test)
{
	struct snd_card *owner = card_new(test);
	struct snd_dma_buffer left = asking(&card->dev);
	struct snd_pcm *pcm;

	reserve(test, &card->dev, SZ_128K, ID);
	owner->total_pcm_alloc_bytes = CARD_QUOTA - SZ_64K;
	pcm = pcm_of_the_driver(test, owner, SZ_128K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_64K);
	substream_of(pcm, 0)->dma_buf_id = 0;
	snd_pcm_lib_preallocate_free_for_all(pcm);
	owner->total_pcm_alloc_bytes = 0;
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&left, ID), SZ_128K);
	snd_dma_free_pages(&left);
}

/* ---- the file ---------------------------------------------------------------------------------------------- */

static void file_tells_pages_and_reserved_buffers(struct kunit *test)
{
	struct snd_dma_buffer dmab = asking(&card->dev);
	char expected[256];
	dma_addr_t addr;

	figures_of_4k_pages(test);
	KUNIT_EXPECT_STREQ(test, text_of(test, PROC), "pages  : 0 bytes (0 pages per 4kB)\n");
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, &card->dev, 100000, &dmab), 0);
	addr = dmab.addr;
	KUNIT_ASSERT_EQ(test, snd_dma_reserve_buf(&dmab, ID), 0);
	snprintf(expected, sizeof(expected), "pages  : 102400 bytes (25 pages per 4kB)\n"
		 "buffer 1 : ID 12745000 : type DEV\n  addr = 0x%lx, size = 102400 bytes\n", (unsigned long)addr);
	KUNIT_EXPECT_STREQ(test, text_of(test, PROC), expected);
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "erase"), 0);
	KUNIT_EXPECT_STREQ(test, text_of(test, PROC), "pages  : 0 bytes (0 pages per 4kB)\n");
}

static void add_reserves_for_a_device(struct kunit *test)
{
	struct snd_dma_buffer dmab = asking(&card->dev);

	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0x1274 0x5000 0 128K 2\n"), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID), SZ_128K);
	KUNIT_EXPECT_LE(test, dmab.addr, DMA_BIT_MASK(32));
	snd_dma_free_pages(&dmab);
	dmab = asking(&card->dev);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID), SZ_128K);
	snd_dma_free_pages(&dmab);
	dmab = asking(&card->dev);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, ID), 0);
}

static void add_sets_the_mask(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, all_memory_again, NULL), 0);
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0x1274 0x5000 0x0fffffff 64K 1"), 0);
	KUNIT_EXPECT_EQ(test, card->dev.coherent_dma_mask, 0x0fffffff);
	/* no memory of the machine lies so low */
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0x1274 0x5000 0xfff 64K 1"), -EIO);
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "erase"), 0);
}

/* no such card: below 16 MiB, for the one that comes */
static void add_reserves_for_a_device_to_come(struct kunit *test)
{
	struct snd_dma_buffer dmab = asking(NULL);

	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0xabcd 7 0 64K 1"), 0);
	KUNIT_EXPECT_EQ(test, snd_dma_get_reserved_buf(&dmab, 0xabcd0007), SZ_64K);
	KUNIT_EXPECT_LE(test, dmab.addr + SZ_64K - 1, DMA_BIT_MASK(24));
	snd_dma_free_pages(&dmab);
}

/* errors were in the kernel log only */
static void errors_reach_the_writer_unlike_linux(struct kunit *test)
{
	static const char *const wrong[] = {
		"add", "add 0x1274", "add 0 0x5000 0 64K 1", "add 0x1274 0x5000 -1 64K 1", "add 0x1274 0x5000 0 63K 1",
		"add 0x1274 0x5000 0 17M 1", "add 0x1274 0x5000 0 64K 0", "add 0x1274 0x5000 0 64K 5", "add  0x1274 0x5000 0 64K 1",
		"add 0x1274 0x5000 0 64Kx 1", "add junk 0x5000 0 64K 1", "remove", "eras",
	};
	static const char *const nothing[] = { "\n", "# add 0x1274 0x5000 0 64K 1", " erase" };
	char long_line[200];
	unsigned int i;

	figures_of_4k_pages(test);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ_MSG(test, echo(test, PROC, wrong[i]), -EINVAL, "%s", wrong[i]);
	for (i = 0; i < ARRAY_SIZE(nothing); i++)
		KUNIT_EXPECT_EQ_MSG(test, echo(test, PROC, nothing[i]), 0, "%s", nothing[i]);
	memset(long_line, '#', sizeof(long_line));
	long_line[128] = '\0';
	KUNIT_EXPECT_EQ(test, echo(test, PROC, long_line), -EINVAL);
	long_line[127] = '\0';
	KUNIT_EXPECT_EQ(test, echo(test, PROC, long_line), 0);
	fragment(test);
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0x1274 0x5000 0 1M 1"), -ENOMEM);
	KUNIT_EXPECT_STREQ(test, text_of(test, PROC), "pages  : 0 bytes (0 pages per 4kB)\n");
}

static void what_is_left_goes_with_the_machine(struct kunit *test)
{
	/* nobody asks for it again: see the books */
	KUNIT_EXPECT_EQ(test, echo(test, PROC, "add 0x1274 0x5000 0 64K 4"), 0);
}

static struct kunit_case reserve_cases[] = {
	KUNIT_CASE(table_has_every_page),
	KUNIT_CASE(table_without_memory_is_null),
	KUNIT_CASE(dev_sg_of_an_older_source_has_a_table),
	KUNIT_CASE(reserved_buffer_is_found_by_id_and_device),
	KUNIT_CASE(buffer_of_no_device_becomes_the_devices),
	KUNIT_CASE(reserving_nothing_is_einval_and_may_fail),
	KUNIT_CASE(preallocated_buffer_survives_its_driver),
	KUNIT_CASE(reserved_buffer_that_is_too_small_goes),
	KUNIT_CASE(reserved_buffer_beyond_the_quota_stays),
	KUNIT_CASE(file_tells_pages_and_reserved_buffers),
	KUNIT_CASE(add_reserves_for_a_device),
	KUNIT_CASE(add_sets_the_mask),
	KUNIT_CASE(add_reserves_for_a_device_to_come),
	KUNIT_CASE(errors_reach_the_writer_unlike_linux),
	KUNIT_CASE(what_is_left_goes_with_the_machine),
	{ }
};

static struct kunit_suite reserve_suite = {
	.name = "memalloc_reserve",
	.suite_init = find_card,
	.suite_exit = leave_card,
	.test_cases = reserve_cases,
};
kunit_test_suite(reserve_suite);

MODULE_DESCRIPTION("Tests of sound/memalloc: tables and reserved buffers of older sources");
MODULE_LICENSE("GPL");
