// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_account.c - the books of buffers: /proc/asound/cardN/buffers, which is usnd's own. A kernel has no such file,
 * and the cases are skipped there.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/processor.h>
#include "buffer_card.h"
#include "hold_zone.h"
#include "limited_device.h"

#define TEXT_BYTES 8192

/** books() - the text of a card's file */
static const char *books(struct kunit *test, struct snd_card *card)
{
	struct seq_file *file = kunit_kzalloc(test, sizeof(*file), GFP_KERNEL);
	struct snd_info_buffer buffer = { .buffer = (char *)file };
	struct snd_info_entry *entry, *found = NULL;

	KUNIT_ASSERT_NOT_NULL(test, file);
	file->size = TEXT_BYTES;
	file->buf = kunit_kzalloc(test, TEXT_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, file->buf);
	list_for_each_entry(entry, &card->proc_root->children, list)
		if (!strcmp(entry->name, "buffers"))
			found = entry;
	if (!found)
		kunit_skip(test, "needs the books of buffers, which this kernel does not keep");
	found->c.text.read(found, &buffer);
	return file->buf;
}

/* the books of @card have this in them; %d stands for its number */
static void expect_in_books(struct kunit *test, struct snd_card *card, const char *format)
{
	const char *text = books(test, card);
	char wanted[160];

	snprintf(wanted, sizeof(wanted), format, card->number);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, wanted), "no \"%s\" in:\n%s", wanted, text);
}

static void card_without_buffers_has_all_of_its_quota(struct kunit *test)
{
	struct snd_card *card = card_new(test);

	pcm_new(test, card, 0, 1, 0, &managed_ops);
	KUNIT_EXPECT_STREQ(test, books(test, card),
			   "quota: 33554432\ntotal: 0\nremains: 33554432\nbuffers: 0\nrefused: 0\nunlisted: 0\n");
}

static void buffer_is_listed_with_its_owner(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 2, 0, 2, &managed_ops);

	snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_64K);
	expect_in_books(test, card, "total: 131072\nremains: 33423360\nbuffers: 2\n");
	expect_in_books(test, card, "buffer card%d/pcm2c/sub0 CONTINUOUS 65536 chunks 1 age ");
	expect_in_books(test, card, "buffer card%d/pcm2c/sub1 CONTINUOUS 65536 chunks 1 age ");
	snd_pcm_lib_preallocate_free_for_all(pcm);
	expect_in_books(test, card, "total: 0\nremains: 33554432\nbuffers: 0\n");
}

static void buffer_of_hw_params_comes_and_goes(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, SZ_1M);
	substream = open_stream(test, pcm);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_128K), 1);
	expect_in_books(test, card, "buffer card%d/pcm0p/sub0 VMALLOC 131072 chunks ");
	snd_pcm_lib_free_pages(substream);
	expect_in_books(test, card, "buffers: 0\n");
}

static void drivers_own_buffer_is_listed_by_its_device(struct kunit *test)
{
	struct snd_card *card = card_new(test), *other = card_new(test);
	struct snd_dma_buffer own;

	pcm_new(test, card, 0, 1, 0, &managed_ops);
	pcm_new(test, other, 0, 1, 0, &managed_ops);
	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_VMALLOC, card->dev, PAGE_SIZE, &own), 0);
	expect_in_books(test, card, "total: 0\nremains: 33554432\nbuffers: 1\n");
	expect_in_books(test, card, "buffer card%d/driver VMALLOC ");
	expect_in_books(test, card, " drivers_own_buffer_is_listed_by_its_device\n");
	expect_in_books(test, other, "buffers: 0\n");
	snd_dma_free_pages(&own);
	expect_in_books(test, card, "buffers: 0\n");
}

static void scattered_buffer_is_listed_piece_by_piece(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct device *dev = device_new(test, 24);
	const char *text, *line;
	size_t sum = 0;
	u64 bus, phys;
	unsigned int pieces = 0;
	unsigned long bytes;

	figures_of_4k_pages(test);
	zone_scatter(test, 2);
	snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_DEV_SG, dev, SZ_64K, SZ_64K);
	expect_in_books(test, card, "buffer card%d/pcm0p/sub0 DEV_SG 65536 chunks 4 age ");
	text = books(test, card);
	for (line = text; (line = strstr(line, "\n  0x")); line++) {
		KUNIT_ASSERT_EQ(test, sscanf(line, "\n  0x%llx 0x%llx %lu", &bus, &phys, &bytes), 3);
		KUNIT_EXPECT_EQ(test, bus, (u64)snd_sgbuf_get_addr(&substream_of(pcm, 0)->dma_buffer, sum));
		KUNIT_EXPECT_EQ(test, phys,
				(u64)page_to_phys(snd_sgbuf_get_page(&substream_of(pcm, 0)->dma_buffer, sum)));
		sum += bytes;
		pieces++;
	}
	KUNIT_EXPECT_EQ(test, pieces, 4);
	KUNIT_EXPECT_EQ(test, sum, SZ_64K);
}

static void substreams_file_tells_chunks_and_age(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 2, 0, &managed_ops);

	/* on a kernel: skipped */
	books(test, card);
	snd_pcm_set_managed_buffer(substream_of(pcm, 0), SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_64K, SZ_64K);
	KUNIT_EXPECT_NOT_NULL(test, strstr(info_read(test, substream_of(pcm, 0), "buffer"), "chunks: 1"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(info_read(test, substream_of(pcm, 1), "buffer"), "type: none"));
}

/* ---- refusals -------------------------------------------------------------------------------------------- */

static void shrunk_buffer_is_told_with_what_the_quota_had_left(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *filler = pcm_new(test, card, 7, 1, 0, &managed_ops);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);

	books(test, card);
	KUNIT_ASSERT_EQ(test, snd_pcm_set_fixed_buffer_all(filler, SNDRV_DMA_TYPE_VMALLOC, NULL, CARD_QUOTA - SZ_32K),
			0);
	snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_128K, SZ_128K);
	expect_in_books(test, card, "refused: 1\n");
	expect_in_books(test, card, " card%d/pcm0p/sub0 131072 got 32768: the quota: 32768 bytes remain\n");
	KUNIT_EXPECT_EQ(test, info_write(test, substream_of(pcm, 0), "128\n"), -ENOMEM);
	expect_in_books(test, card, " card%d/pcm0p/sub0 131072 got 0: the quota: 0 bytes remain\n");
}

static void want_of_a_block_is_told_with_what_is_free(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	struct device *dev = device_new(test, 24);

	figures_of_4k_pages(test);
	books(test, card);
	zone_hold(test, 3);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_DEV, dev, SZ_64K), -ENOMEM);
	expect_in_books(test, card, " card%d/pcm0p/sub0 65536 got 0: no block of order 4 in zone DMA or below: "
				    "8 frames are free, the largest block is of order 3\n");
}

static void mask_is_told(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
	/* the bus shows no memory that low */
	struct device *dev = device_new(test, 12);

	books(test, card);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, dev, SZ_64K), -ENOMEM);
	expect_in_books(test, card,
			" card%d/pcm0p/sub0 65536 got 0: what is free lies above the device's mask 0xfff\n");
}

static void more_than_all_memory_is_told(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_dma_buffer own;
	size_t size = (totalram_pages() + 1) * PAGE_SIZE;

	pcm_new(test, card, 0, 1, 0, &managed_ops);
	books(test, card);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_VMALLOC, card->dev, size, &own), -ENOMEM);
	expect_in_books(test, card, " got 0: more than all of the machine's memory\n");
}

static void injected_fault_is_told(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;
	unsigned int n;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 0, SZ_1M);
	substream = open_stream(test, pcm);
	/* the record of the buffer, then the buffer */
	for (n = 1; n <= 2; n++) {
		fail_request(test, n);
		KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_128K), -ENOMEM);
		fail_request(test, 0);
	}
	expect_in_books(test, card, "total: 0\nremains: 33554432\nbuffers: 0\nrefused: 2\n");
	expect_in_books(test, card, " card%d/pcm0p/sub0 131072 got 0: a fault was injected\n");
}

static void fallback_of_a_driver_is_told_once(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_dma_buffer own;

	pcm_new(test, card, 0, 1, 0, &managed_ops);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_dma_alloc_pages_fallback(SNDRV_DMA_TYPE_CONTINUOUS, card->dev, SZ_64K, &own), 0);
	expect_in_books(test, card, "refused: 1\n");
	expect_in_books(test, card, " card%d/driver 65536 got 32768: a fault was injected\n");
	snd_dma_free_pages(&own);
}

static void next_card_of_the_number_begins_with_clean_books(struct kunit *test)
{
	struct snd_card *card, *parent = card_new(test);
	struct snd_pcm *pcm;
	unsigned int round;

	for (round = 0; round < 2; round++) {
		KUNIT_ASSERT_EQ(test, snd_card_new(parent->dev, 5, NULL, THIS_MODULE, 0, &card), 0);
		pcm = pcm_new(test, card, 0, 1, 0, &managed_ops);
		expect_in_books(test, card, "refused: 0\n");
		KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL,
								   CARD_QUOTA + PAGE_SIZE), -ENOMEM);
		expect_in_books(test, card, "refused: 1\n");
		snd_card_free(card);
	}
}

#define READINGS 2000

static DECLARE_COMPLETION(coming);

static int come_and_go(void *device)
{
	struct snd_dma_buffer own[8] = {};
	unsigned int i;

	for (i = 0; !kthread_should_stop(); i = (i + 1) % ARRAY_SIZE(own)) {
		if (own[i].area)
			snd_dma_free_pages(&own[i]);
		snd_dma_alloc_pages(SNDRV_DMA_TYPE_VMALLOC, device, SZ_64K, &own[i]);
		complete(&coming);
		udelay(1);
		cpu_relax();
	}
	for (i = 0; i < ARRAY_SIZE(own); i++)
		if (own[i].area)
			snd_dma_free_pages(&own[i]);
	return 0;
}

/* on the real clock, where the reader is overtaken; a page that is looked up and gone is a finding */
static void no_buffer_goes_while_the_books_are_read(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct task_struct *task;
	unsigned int i;

	pcm_new(test, card, 0, 1, 0, &managed_ops);
	books(test, card);
	task = kthread_run(come_and_go, card->dev, "come_and_go");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&coming);
	for (i = 0; i < READINGS; i++) {
		books(test, card);
		cpu_relax();
	}
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
	expect_in_books(test, card, "buffers: 0\n");
}

static struct kunit_case account_cases[] = {
	KUNIT_CASE(card_without_buffers_has_all_of_its_quota),
	KUNIT_CASE(buffer_is_listed_with_its_owner),
	KUNIT_CASE(buffer_of_hw_params_comes_and_goes),
	KUNIT_CASE(drivers_own_buffer_is_listed_by_its_device),
	KUNIT_CASE(scattered_buffer_is_listed_piece_by_piece),
	KUNIT_CASE(substreams_file_tells_chunks_and_age),
	KUNIT_CASE(shrunk_buffer_is_told_with_what_the_quota_had_left),
	KUNIT_CASE(want_of_a_block_is_told_with_what_is_free),
	KUNIT_CASE(mask_is_told),
	KUNIT_CASE(more_than_all_memory_is_told),
	KUNIT_CASE(injected_fault_is_told),
	KUNIT_CASE(fallback_of_a_driver_is_told_once),
	KUNIT_CASE(next_card_of_the_number_begins_with_clean_books),
	KUNIT_CASE(no_buffer_goes_while_the_books_are_read),
	{ }
};

static struct kunit_suite account_suite = {
	.name = "pcm_account",
	.test_cases = account_cases,
};
kunit_test_suite(account_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/account.c: which buffers there are, and why some are not");
MODULE_LICENSE("GPL");
