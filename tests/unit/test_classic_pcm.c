// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_classic_pcm.c - a driver in the chapter's older spelling under today's core: .copy and .silence that count
 * frames, helpers of vmalloc()ed buffers, page callbacks, preallocation by bus. Contract 1.3, 1.5, 1.11. usnd only.
 */
#include <sound/driver.h>
#include <linux/dma-mapping.h>
#include <linux/vmalloc.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include "buffer_card.h"
#include "client.h"

#define FRAMES 1024

/* what the driver was asked last, and its chip's memory: two channels of 16 bits */
static struct {
	int channel;
	unsigned long pos, count;
	unsigned int copies, silences;
} last;
static s16 chip[2 * FRAMES];

static int old_open(snd_pcm_substream_t *substream)
{
	static const snd_pcm_hardware_t hw = {
		.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_NONINTERLEAVED,
		.formats = SNDRV_PCM_FMTBIT_S16_LE, .rates = SNDRV_PCM_RATE_48000, .rate_min = 48000, .rate_max = 48000,
		.channels_min = 2, .channels_max = 2,
		.buffer_bytes_max = sizeof(chip), .period_bytes_min = 64, .period_bytes_max = sizeof(chip) / 2,
		.periods_min = 2, .periods_max = 32,
	};

	substream->runtime->hw = hw;
	return 0;
}

static s16 *chip_at(snd_pcm_substream_t *substream, int channel, snd_pcm_uframes_t pos)
{
	return channel < 0 ? chip + 2 * pos : chip + channel * FRAMES + pos;
}

static size_t bytes_of(int channel, snd_pcm_uframes_t count)
{
	return count * sizeof(s16) * (channel < 0 ? 2 : 1);
}

static int old_copy(snd_pcm_substream_t *substream, int channel, snd_pcm_uframes_t pos, void __user *buf,
		    snd_pcm_uframes_t count)
{
	void *at = chip_at(substream, channel, pos);

	last.channel = channel;
	last.pos = pos;
	last.count = count;
	last.copies++;
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return copy_from_user(at, buf, bytes_of(channel, count)) ? -EFAULT : 0;
	return copy_to_user(buf, at, bytes_of(channel, count)) ? -EFAULT : 0;
}

static int old_silence(snd_pcm_substream_t *substream, int channel, snd_pcm_uframes_t pos, snd_pcm_uframes_t count)
{
	last.channel = channel;
	last.pos = pos;
	last.count = count;
	last.silences++;
	memset(chip_at(substream, channel, pos), 0, bytes_of(channel, count));
	return 0;
}

static snd_pcm_ops_t copy_ops = {
	.open = old_open, .close = idle_close, .ioctl = snd_pcm_lib_ioctl, .prepare = idle_prepare, .trigger = idle_trigger,
	.pointer = idle_pointer, .copy = old_copy, .silence = old_silence,
};

static snd_pcm_ops_t copy_only_ops = {
	.open = old_open, .close = idle_close, .ioctl = snd_pcm_lib_ioctl, .prepare = idle_prepare, .trigger = idle_trigger,
	.pointer = idle_pointer, .copy = old_copy,
};

/* ---- through the file ------------------------------------------------------------------------------------- */

static void file_close(void *file)
{
	filp_close(file, NULL);
}

static struct snd_pcm_substream *open_device(struct kunit *test, snd_pcm_ops_t *ops, int stream, struct file **file)
{
	struct snd_card *card = card_new(test);
	char path[32];

	memset(&last, 0, sizeof(last));
	pcm_new(test, card, 0, 1, 1, ops);
	KUNIT_ASSERT_EQ(test, snd_card_register(card), 0);
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0%c", card->number,
		 stream == SNDRV_PCM_STREAM_CAPTURE ? 'c' : 'p');
	*file = open_file(test, path, O_RDWR | O_NONBLOCK);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, file_close, *file), 0);
	return ((struct snd_pcm_file *)(*file)->private_data)->substream;
}

static void set_up(struct kunit *test, struct snd_pcm_substream *substream, int access)
{
	struct snd_pcm_hw_params *params = kunit_kzalloc(test, sizeof(*params), GFP_KERNEL);
	struct snd_interval *size;

	KUNIT_ASSERT_NOT_NULL(test, params);
	_snd_pcm_hw_params_any(params);
	snd_mask_none(hw_param_mask(params, SNDRV_PCM_HW_PARAM_ACCESS));
	snd_mask_set(hw_param_mask(params, SNDRV_PCM_HW_PARAM_ACCESS), access);
	size = hw_param_interval(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE);
	size->min = size->max = FRAMES;
	KUNIT_ASSERT_EQ(test, snd_pcm_kernel_ioctl(substream, SNDRV_PCM_IOCTL_HW_PARAMS, params), 0);
	substream->runtime->start_threshold = LONG_MAX;
	KUNIT_ASSERT_EQ(test, snd_pcm_kernel_ioctl(substream, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
}

static s16 sample(int channel, int frame)
{
	return frame * 3 + channel * 10000;
}

static void interleaved_frames_are_channel_minus_one(struct kunit *test)
{
	struct file *file;
	struct snd_pcm_substream *substream = open_device(test, &copy_ops, SNDRV_PCM_STREAM_PLAYBACK, &file);
	s16 __user *user = (s16 __user *)user_memory(test);
	int i;

	set_up(test, substream, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	for (i = 0; i < 2 * FRAMES; i++)
		KUNIT_ASSERT_EQ(test, put_user(sample(i & 1, i >> 1), user + i), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_write(substream, (void __user *)user, 300), 300);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_write(substream, (void __user *)(user + 600), FRAMES - 300), FRAMES - 300);
	KUNIT_EXPECT_EQ(test, last.channel, -1);
	KUNIT_EXPECT_EQ(test, last.pos, 300);
	KUNIT_EXPECT_EQ(test, last.count, FRAMES - 300);
	for (i = 0; i < 2 * FRAMES; i++)
		KUNIT_ASSERT_EQ(test, chip[i], sample(i & 1, i >> 1));
}

static void channels_are_copied_one_by_one(struct kunit *test)
{
	struct file *file;
	struct snd_pcm_substream *substream = open_device(test, &copy_ops, SNDRV_PCM_STREAM_PLAYBACK, &file);
	s16 __user *user = (s16 __user *)user_memory(test);
	void __user *both[] = { user, user + FRAMES }, __user *right[] = { NULL, user };
	int i;

	set_up(test, substream, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	for (i = 0; i < 2 * FRAMES; i++)
		KUNIT_ASSERT_EQ(test, put_user(sample(i / FRAMES, i % FRAMES), user + i), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_writev(substream, both, 500), 500);
	KUNIT_EXPECT_EQ(test, last.copies, 2);
	KUNIT_EXPECT_EQ(test, last.channel, 1);
	KUNIT_EXPECT_EQ(test, last.count, 500);
	for (i = 0; i < 500; i++) {
		KUNIT_ASSERT_EQ(test, chip[i], sample(0, i));
		KUNIT_ASSERT_EQ(test, chip[FRAMES + i], sample(1, i));
	}
	/* a channel that is not there is silent */
	memset(chip, 0xff, sizeof(chip));
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_writev(substream, right, 100), 100);
	KUNIT_EXPECT_EQ(test, last.silences, 1);
	KUNIT_EXPECT_EQ(test, chip[500], 0);
	KUNIT_EXPECT_EQ(test, chip[599], 0);
	KUNIT_EXPECT_EQ(test, chip[600], -1);
	KUNIT_EXPECT_EQ(test, chip[FRAMES + 500], sample(0, 0));
}

static void channels_need_silence(struct kunit *test)
{
	struct file *file;
	struct snd_pcm_substream *substream = open_device(test, &copy_only_ops, SNDRV_PCM_STREAM_PLAYBACK, &file);
	s16 __user *user = (s16 __user *)user_memory(test);
	void __user *both[] = { user, user };

	set_up(test, substream, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_writev(substream, both, 100), -EINVAL);
}

static void recording_is_copied_out(struct kunit *test)
{
	struct file *file;
	struct snd_pcm_substream *substream = open_device(test, &copy_ops, SNDRV_PCM_STREAM_CAPTURE, &file);
	s16 __user *user = (s16 __user *)user_memory(test);
	s16 value;
	int i;

	set_up(test, substream, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	for (i = 0; i < 2 * FRAMES; i++)
		chip[i] = sample(i & 1, i >> 1);
	scoped_guard(pcm_stream_lock_irq, substream)
		substream->runtime->status->hw_ptr = 200;
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_read(substream, (void __user *)user, 200), 200);
	KUNIT_EXPECT_EQ(test, last.count, 200);
	for (i = 0; i < 400; i++) {
		KUNIT_ASSERT_EQ(test, get_user(value, user + i), 0);
		KUNIT_ASSERT_EQ(test, value, sample(i & 1, i >> 1));
	}
}

/* its address is of a user: the kernel's own memory has none */
static void kernel_memory_is_not_for_an_older_copy(struct kunit *test)
{
	struct file *file;
	struct snd_pcm_substream *substream = open_device(test, &copy_ops, SNDRV_PCM_STREAM_PLAYBACK, &file);
	static s16 frames[20];

	set_up(test, substream, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	KUNIT_EXPECT_EQ(test, snd_pcm_kernel_write(substream, frames, 10), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, last.copies, 0);
}

/* ---- vmalloc ------------------------------------------------------------------------------------------------- */

static void vmalloc_buffer_grows_only(struct kunit *test)
{
	struct snd_pcm_substream *substream = open_stream(test, pcm_new(test, card_new(test), 0, 1, 0, &managed_ops));
	struct snd_pcm_runtime *runtime = substream->runtime;

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_buffer(substream, 20000), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(runtime->dma_area, 0, 20480));
	KUNIT_EXPECT_EQ(test, runtime->dma_bytes, 20000);
	KUNIT_EXPECT_PTR_EQ(test, snd_pcm_lib_get_vmalloc_page(substream, 8192),
			    vmalloc_to_page(runtime->dma_area + 8192));
	/* a smaller one is enough already, and dma_bytes stays */
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_buffer(substream, 10000), 0);
	KUNIT_EXPECT_EQ(test, runtime->dma_bytes, 20000);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_32_buffer(substream, 40000), 1);
	KUNIT_EXPECT_LT(test, page_to_phys(vmalloc_to_page(runtime->dma_area)), 1ULL << 32);
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_buffer(substream, 80000), -ENOMEM);
	KUNIT_EXPECT_NULL(test, runtime->dma_area);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_buffer(substream, 10), 1);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_vmalloc_buffer(substream), 0);
	KUNIT_EXPECT_NULL(test, runtime->dma_area);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_vmalloc_buffer(substream), 0);
}

static void vmalloc_buffer_needs_an_open_stream(struct kunit *test)
{
	struct snd_pcm_substream *substream = substream_of(pcm_new(test, card_new(test), 0, 1, 0, &managed_ops), 0);

	expect_findings(test, 2);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_alloc_vmalloc_buffer(substream, 20000), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_pcm_lib_free_vmalloc_buffer(substream), -EINVAL);
}

/* ---- preallocation by bus, and before there was a type -------------------------------------------------------- */

static void isa_pages_are_below_16_mib(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 0, &own_buffer_ops);
	struct snd_dma_buffer *dmab = &substream_of(pcm, 0)->dma_buffer;

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_preallocate_isa_pages_for_all(pcm, SZ_64K, SZ_64K), 0);
	KUNIT_EXPECT_EQ(test, dmab->bytes, SZ_64K);
	KUNIT_EXPECT_LE(test, dmab->addr + SZ_64K - 1, DMA_BIT_MASK(24));
	KUNIT_EXPECT_PTR_EQ(test, dmab->dev.dev, snd_dma_isa_data());
}

static void four_arguments_are_size_max_and_flags(struct kunit *test)
{
	struct snd_pcm *pcm = pcm_new(test, card_new(test), 0, 1, 1, &own_buffer_ops);

	KUNIT_EXPECT_EQ(test, snd_pcm_lib_preallocate_pages(substream_of(pcm, 0), SZ_32K, SZ_64K, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.dev.type, SNDRV_DMA_TYPE_CONTINUOUS);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_buffer.bytes, SZ_32K);
	KUNIT_EXPECT_EQ(test, substream_of(pcm, 0)->dma_max, SZ_64K);
}

static void card_new_with_four_arguments_returns_the_card(struct kunit *test)
{
	struct snd_card *card = snd_card_new(SNDRV_DEFAULT_IDX1, "older", THIS_MODULE, 100);
	struct platform_device *parent;

	KUNIT_ASSERT_NOT_NULL(test, card);
	KUNIT_EXPECT_STREQ(test, card->id, "older");
	KUNIT_EXPECT_NOT_NULL(test, card->private_data);
	parent = platform_device_register_simple("usnd-test-card", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	snd_card_set_dev(card, &parent->dev);
	KUNIT_EXPECT_EQ(test, snd_card_register(card), 0);
	KUNIT_EXPECT_PTR_EQ(test, card->card_dev.parent, &parent->dev);
	snd_card_free(card);
	platform_device_unregister(parent);
}

static struct kunit_case classic_pcm_cases[] = {
	KUNIT_CASE(interleaved_frames_are_channel_minus_one),
	KUNIT_CASE(channels_are_copied_one_by_one),
	KUNIT_CASE(channels_need_silence),
	KUNIT_CASE(recording_is_copied_out),
	KUNIT_CASE(kernel_memory_is_not_for_an_older_copy),
	KUNIT_CASE(vmalloc_buffer_grows_only),
	KUNIT_CASE(vmalloc_buffer_needs_an_open_stream),
	KUNIT_CASE(isa_pages_are_below_16_mib),
	KUNIT_CASE(four_arguments_are_size_max_and_flags),
	KUNIT_CASE(card_new_with_four_arguments_returns_the_card),
	{ }
};

static struct kunit_suite classic_pcm_suite = {
	.name = "pcm_classic",
	.test_cases = classic_pcm_cases,
};
kunit_test_suite(classic_pcm_suite);

MODULE_DESCRIPTION("Tests of sound/pcm/classic.c");
MODULE_LICENSE("GPL");
