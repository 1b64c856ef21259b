// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_prealloc_proc.c - /proc/asound/cardN/pcmDp/subS/prealloc and prealloc_max. Contract 1.10 and 1.19; the list
 * measured on 6.12 in recipes section 4, with the error that the writer gets here (on Linux it is set, and lost).
 *
 * The files' callbacks are called with the text, since a kernel cannot write(2) to its own /proc. What write(2) and
 * close(2) make of the answer is tested where files are.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include "buffer_card.h"

/* as snd-dummy with fake_buffer=0: at most 64 KiB */
static struct snd_pcm_substream *substream_new(struct kunit *test, int type, size_t size, size_t max)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, type, NULL, size, max);
	return substream_of(pcm, 0);
}

static void expect_buffer(struct kunit *test, struct snd_pcm_substream *substream, size_t bytes, size_t bytes_max)
{
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, bytes);
	KUNIT_EXPECT_EQ(test, !!substream->dma_buffer.area, !!bytes);
	KUNIT_EXPECT_EQ(test, substream->buffer_bytes_max, bytes_max);
	KUNIT_EXPECT_EQ(test, substream->pcm->card->total_pcm_alloc_bytes, bytes);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static void files_read_in_kib(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_64K, SZ_128K);

	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc"), "64\n");
	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc_max"), "128\n");
	KUNIT_EXPECT_EQ(test, info_entry(substream, "prealloc")->mode & 0777, 0644);
	KUNIT_EXPECT_EQ(test, info_entry(substream, "prealloc_max")->mode & 0777, 0444);
}

static void files_of_an_empty_buffer_read_zero(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, 0, 100000);

	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc"), "0\n");
	/* rounded down */
	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc_max"), "97\n");
}

static void files_are_there_only_with_a_maximum(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_pcm *pcm = pcm_new(test, card, 0, 3, 0, &managed_ops);

	KUNIT_EXPECT_EQ(test, snd_pcm_set_managed_buffer(substream_of(pcm, 0), SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_set_fixed_buffer(substream_of(pcm, 1), SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_64K), 0);
	KUNIT_EXPECT_NULL(test, info_entry(substream_of(pcm, 0), "prealloc"));
	KUNIT_EXPECT_NULL(test, info_entry(substream_of(pcm, 1), "prealloc"));
	/* never set up */
	KUNIT_EXPECT_NULL(test, info_entry(substream_of(pcm, 2), "prealloc"));
}

/* ---- writing: recipes section 4, 6.12; from 32 KiB, at most 64 --------------------------------------------------- */

struct write_case {
	const char *text;
	int error;
	size_t kib;		/* what prealloc reads then */
	size_t bytes_max;	/* what an application can negotiate then */
};

static const struct write_case write_cases[] = {
	{ "0\n", 0, 0, UINT_MAX },
	{ "4\n", -EINVAL, 32, SZ_32K },
	{ "7\n", -EINVAL, 32, SZ_32K },
	{ "8\n", 0, 8, SZ_8K },
	/* whole pages are allocated, the number written is what can be negotiated */
	{ "9\n", 0, 12, 9 * SZ_1K },
	{ "63\n", 0, 64, 63 * SZ_1K },
	{ "64\n", 0, 64, SZ_64K },
	{ "65\n", -EINVAL, 32, SZ_32K },
	{ "32\n", 0, 32, SZ_32K },
	{ "-1\n", -EINVAL, 32, SZ_32K },
	{ "junk\n", -EINVAL, 32, SZ_32K },
	{ "0x40\n", -EINVAL, 32, SZ_32K },
	{ "12abc\n", -EINVAL, 32, SZ_32K },
	{ "\n", -EINVAL, 32, SZ_32K },
	{ "", -EINVAL, 32, SZ_32K },
	{ "   \n", -EINVAL, 32, SZ_32K },
	{ "+16\n", 0, 16, SZ_16K },
	{ " 32\n", 0, 32, SZ_32K },
	{ "\t16\n", 0, 16, SZ_16K },
	{ "\"16\"\n", 0, 16, SZ_16K },
	{ "64 128\n", 0, 64, SZ_64K },
	{ "16\n64\n", 0, 16, SZ_16K },
	{ "16", 0, 16, SZ_16K },
	{ "00016\n", 0, 16, SZ_16K },
	/* 2^64 */
	{ "18446744073709551616\n", -ERANGE, 32, SZ_32K },
};

static void write_desc(const struct write_case *c, char *desc)
{
	char *at;

	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "'%s'", c->text);
	for (at = desc; *at; at++) {
		if (*at < ' ')
			*at = '|';
	}
}

KUNIT_ARRAY_PARAM(write, write_cases, write_desc);

static void write_from_32(struct kunit *test)
{
	const struct write_case *c = test->param_value;
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);
	char expected[32];

	figures_of_4k_pages(test);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, c->text), c->error);
	expect_buffer(test, substream, c->kib * SZ_1K, c->bytes_max);
	snprintf(expected, sizeof(expected), "%zu\n", c->kib);
	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc"), expected);
}

/* 2^54 + 16 KiB: Linux multiplies first, and takes it for 16 */
static void write_of_a_wrapping_number_is_einval_unlike_linux(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);

	if (!IS_ENABLED(CONFIG_USND))
		kunit_skip(test, "Linux makes a buffer of 16 KiB");
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "18014398509481999\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "18014398509482000\n"), -EINVAL);
	expect_buffer(test, substream, SZ_32K, SZ_32K);
}

static void write_of_the_same_size_keeps_the_buffer(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);
	unsigned char *area = substream->dma_buffer.area;

	KUNIT_EXPECT_EQ(test, info_write(test, substream, "32\n"), 0);
	KUNIT_EXPECT_PTR_EQ(test, substream->dma_buffer.area, area);
}

/* it compares 12288 with 9216 */
static void write_of_an_odd_size_twice_makes_it_twice(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);
	unsigned char *area;

	figures_of_4k_pages(test);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "9\n"), 0);
	area = substream->dma_buffer.area;
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "9\n"), 0);
	/* the new one was made before the old one went */
	KUNIT_EXPECT_PTR_NE(test, substream->dma_buffer.area, area);
	expect_buffer(test, substream, 12288, 9216);
}

/* matrix: write while open: no change. By anybody, with or without hw_params. */
static void write_while_open_is_ebusy(struct kunit *test)
{
	struct snd_pcm_substream *closed = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);
	struct snd_pcm_substream *substream = open_stream(test, closed->pcm);

	KUNIT_ASSERT_PTR_EQ(test, substream, closed);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "16\n"), -EBUSY);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "junk\n"), -EBUSY);
	expect_buffer(test, substream, SZ_32K, SZ_32K);
	KUNIT_EXPECT_STREQ(test, info_read(test, substream, "prealloc"), "32\n");
}

struct late_write {
	struct kunit *test;
	struct snd_pcm_substream *substream;
	struct completion done;
	int error;
};

static int write_late(void *arg)
{
	struct late_write *late = arg;

	late->error = info_write(late->test, late->substream, "64\n");
	complete(&late->done);
	return 0;
}

/* contract 1.18, bug 24: who opens may be given the buffer that the write is about to free */
static void write_and_open_take_turns(struct kunit *test)
{
	struct late_write late = { .test = test };
	struct snd_pcm *pcm;

	late.substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);
	pcm = late.substream->pcm;
	init_completion(&late.done);
	mutex_lock(&pcm->open_mutex);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, kthread_run(write_late, &late, "write_late"));
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&late.done));
	KUNIT_EXPECT_EQ(test, late.substream->dma_buffer.bytes, SZ_32K);
	mutex_unlock(&pcm->open_mutex);
	wait_for_completion(&late.done);
	KUNIT_EXPECT_EQ(test, late.error, 0);
	expect_buffer(test, late.substream, SZ_64K, SZ_64K);
}

static void write_is_for_one_substream_only(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 2, 1, &own_buffer_ops);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, SZ_32K, SZ_64K);
	/* open is substream 0, written is substream 1 */
	KUNIT_ASSERT_EQ(test, open_stream(test, pcm)->number, 0);
	KUNIT_EXPECT_EQ(test, info_write(test, substream_of(pcm, 1), "64\n"), 0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_32K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 1)->dma_buffer.bytes, SZ_64K);
	KUNIT_EXPECT_EQ(test, pcm->streams[SNDRV_PCM_STREAM_CAPTURE].substream->dma_buffer.bytes, SZ_32K);
}

/* substreams that got nothing in advance can be given a buffer here */
static void write_gives_later_substreams_a_buffer(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 6, 0, &own_buffer_ops);
	struct snd_pcm_substream *substream = substream_of(pcm, 5);

	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, SZ_32K, SZ_64K);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, 0);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "48\n"), 0);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.bytes, 48 * SZ_1K);
	KUNIT_EXPECT_EQ(test, substream->dma_buffer.dev.type, SNDRV_DMA_TYPE_CONTINUOUS);
}

static void write_without_memory_is_enomem_and_keeps_the_old(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_16M);
	unsigned char *area = substream->dma_buffer.area;

	/* 8 MiB are no block */
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "8192\n"), -ENOMEM);
	KUNIT_EXPECT_PTR_EQ(test, substream->dma_buffer.area, area);
	expect_buffer(test, substream, SZ_32K, SZ_32K);
	/* no fallback either, but what fits is taken */
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "4096\n"), 0);
	expect_buffer(test, substream, SZ_4M, SZ_4M);
}

/* both buffers count while there are two */
static void write_above_the_quota_is_enomem(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_VMALLOC, SZ_16M, SZ_64M);

	KUNIT_EXPECT_EQ(test, info_write(test, substream, "16388\n"), -ENOMEM);
	expect_buffer(test, substream, SZ_16M, SZ_16M);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "0\n"), 0);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "32768\n"), 0);
	expect_buffer(test, substream, SZ_32M, SZ_32M);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "0\n"), 0);
	KUNIT_EXPECT_EQ(test, info_write(test, substream, "32769\n"), -ENOMEM);
	expect_buffer(test, substream, 0, UINT_MAX);
}

static void write_bounds_what_can_be_negotiated(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_new(test, SNDRV_DMA_TYPE_CONTINUOUS, SZ_32K, SZ_64K);

	KUNIT_EXPECT_EQ(test, info_write(test, substream, "9\n"), 0);
	substream = open_stream(test, substream->pcm);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, 9217), -EINVAL);
	KUNIT_EXPECT_EQ(test, hw_params(test, substream, 9216), 0);
	KUNIT_EXPECT_PTR_EQ(test, substream->runtime->dma_buffer_p, &substream->dma_buffer);
}

static struct kunit_case prealloc_proc_cases[] = {
	KUNIT_CASE(files_read_in_kib),
	KUNIT_CASE(files_of_an_empty_buffer_read_zero),
	KUNIT_CASE(files_are_there_only_with_a_maximum),
	KUNIT_CASE_PARAM(write_from_32, write_gen_params),
	KUNIT_CASE(write_of_a_wrapping_number_is_einval_unlike_linux),
	KUNIT_CASE(write_of_the_same_size_keeps_the_buffer),
	KUNIT_CASE(write_of_an_odd_size_twice_makes_it_twice),
	KUNIT_CASE(write_while_open_is_ebusy),
	KUNIT_CASE(write_and_open_take_turns),
	KUNIT_CASE(write_is_for_one_substream_only),
	KUNIT_CASE(write_gives_later_substreams_a_buffer),
	KUNIT_CASE(write_without_memory_is_enomem_and_keeps_the_old),
	KUNIT_CASE(write_above_the_quota_is_enomem),
	KUNIT_CASE(write_bounds_what_can_be_negotiated),
	{ }
};

static struct kunit_suite prealloc_proc_suite = {
	.name = "pcm_prealloc_proc",
	.test_cases = prealloc_proc_cases,
};
kunit_test_suite(prealloc_proc_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/memory_proc.c");
MODULE_LICENSE("GPL");
