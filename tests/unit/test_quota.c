// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_quota.c - what the PCM buffers of a card may come to (snd_pcm.max_alloc_per_card, 32 MiB). Contract 1.7;
 * contract 1.18, bug 27: racing requests must not exceed it together.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include "buffer_card.h"

static struct snd_pcm *dynamic_pcm(struct kunit *test, struct snd_card *card, int device, int count)
{
	struct snd_pcm *pcm = pcm_new(test, card, device, count, 0, &own_buffer_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, SZ_64M);
	return pcm;
}

static void quota_may_be_reached_exactly(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = dynamic_pcm(test, card, 0, 2);
	struct snd_pcm_substream *first = open_stream(test, pcm), *second = open_stream(test, pcm);

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(first, CARD_QUOTA), 1);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(second, 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_pages(first), 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(second, 1), 1);
	/* what is counted is what is held: whole pages */
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, PAGE_SIZE);
}

static void quota_is_not_exceeded_by_a_byte(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm_substream *substream = open_stream(test, dynamic_pcm(test, card, 0, 1));

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, CARD_QUOTA + 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SIZE_MAX), -ENOMEM);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

static void quota_covers_all_pcms_of_a_card(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *fixed = pcm_new(test, card, 0, 1, 1, &managed_ops);
	struct snd_pcm_substream *substream = open_stream(test, dynamic_pcm(test, card, 1, 1));

	/* preallocated for playback and capture, and dynamic, are one sum */
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer_all(fixed, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_8M), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_16M + PAGE_SIZE), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_16M), 1);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, CARD_QUOTA);
}

static void quota_is_each_cards_own(struct kunit *test)
{
	struct snd_pcm_substream *first = open_stream(test, dynamic_pcm(test, card_new(test), 0, 1));
	struct snd_pcm_substream *second = open_stream(test, dynamic_pcm(test, card_new(test), 0, 1));

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(first, CARD_QUOTA), 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(second, SZ_4M), 1);
}

static void quota_gets_back_what_was_not_allocated(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 1, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream;
	unsigned int i;

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 0, SZ_64M);
	substream = open_stream(test, pcm);
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, snd_pcm_lib_malloc_pages(substream, SZ_16M), -ENOMEM);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
}

/* a driver's own buffers are not its PCMs' */
static void quota_is_not_for_buffers_outside_of_pcms(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_dma_buffer own;

	KUNIT_ASSERT_EQ(test, snd_dma_alloc_pages(SNDRV_DMA_TYPE_VMALLOC, NULL, CARD_QUOTA + PAGE_SIZE, &own), 0);
	KUNIT_EXPECT_EQ(test, card->total_pcm_alloc_bytes, 0);
	snd_dma_free_pages(&own);
}

/* ---- races ------------------------------------------------------------------------------------------------------- */

#define RACERS 4
#define RACE_ROUNDS 25

struct racer {
	struct snd_pcm_substream *substream;
	struct completion done;
	unsigned int got, refused, exceeded, other;
};

static size_t total_of(struct snd_card *card)
{
	size_t total;

	mutex_lock(&card->memory_mutex);
	total = card->total_pcm_alloc_bytes;
	mutex_unlock(&card->memory_mutex);
	return total;
}

/* 12 MiB each: two fit, a third does not */
static int race(void *arg)
{
	struct racer *racer = arg;
	struct snd_card *card = racer->substream->pcm->card;
	unsigned int i;

	for (i = 0; i < RACE_ROUNDS; i++) {
		int got = snd_pcm_lib_malloc_pages(racer->substream, 12 * SZ_1M);

		if (got == 1)
			racer->got++;
		else if (got == -ENOMEM)
			racer->refused++;
		else
			racer->other++;
		if (total_of(card) > CARD_QUOTA)
			racer->exceeded++;
		usleep_range(50, 100);
		snd_pcm_lib_free_pages(racer->substream);
	}
	complete(&racer->done);
	return 0;
}

static void quota_holds_against_racing_streams(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = dynamic_pcm(test, card, 0, RACERS);
	struct racer *racers = kunit_kcalloc(test, RACERS, sizeof(*racers), GFP_KERNEL);
	unsigned int i, started, got = 0;

	KUNIT_ASSERT_NOT_NULL(test, racers);
	for (i = 0; i < RACERS; i++) {
		racers[i].substream = open_stream(test, pcm);
		init_completion(&racers[i].done);
	}
	for (started = 0; started < RACERS; started++) {
		struct task_struct *task = kthread_run(race, &racers[started], "racer/%u", started);

		KUNIT_EXPECT_FALSE(test, IS_ERR(task));
		if (IS_ERR(task))
			break;
	}
	for (i = 0; i < started; i++) {
		wait_for_completion(&racers[i].done);
		KUNIT_EXPECT_EQ(test, racers[i].got + racers[i].refused, RACE_ROUNDS);
		KUNIT_EXPECT_EQ(test, racers[i].other, 0);
		KUNIT_EXPECT_EQ(test, racers[i].exceeded, 0);
		got += racers[i].got;
	}
	KUNIT_EXPECT_GE(test, got, RACE_ROUNDS);
	KUNIT_EXPECT_EQ(test, total_of(card), 0);
}

static struct kunit_case quota_cases[] = {
	KUNIT_CASE(quota_may_be_reached_exactly),
	KUNIT_CASE(quota_is_not_exceeded_by_a_byte),
	KUNIT_CASE(quota_covers_all_pcms_of_a_card),
	KUNIT_CASE(quota_is_each_cards_own),
	KUNIT_CASE(quota_gets_back_what_was_not_allocated),
	KUNIT_CASE(quota_is_not_for_buffers_outside_of_pcms),
	KUNIT_CASE(quota_holds_against_racing_streams),
	{ }
};

static struct kunit_suite quota_suite = {
	.name = "pcm_quota",
	.test_cases = quota_cases,
};
kunit_test_suite(quota_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/memory.c: the card's quota");
MODULE_LICENSE("GPL");
