// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_indirect.c - PCMs with a ring in memory and another one in the hardware (sound/pcm-indirect.h). The hardware's
 * ring here is shorter than the other and no divisor of it, so that both wrap at different times; byte n of a stream
 * is stream_byte(n).
 */
#include <sound/pcm-indirect.h>
#include "pcm_client.h"

#define FRAME 4u
#define HARDWARE 1536u
#define MEMORY (FAKE_BUFFER * FRAME)

static struct snd_pcm_indirect rec;
static u8 hardware[HARDWARE];
static unsigned int hw_pos, queue;
static size_t written, heard, wrong;

static u8 stream_byte(size_t n)
{
	return n * 7 + n / 251 + 1;
}

/* ---- a driver ------------------------------------------------------------------------------------------- */

static void to_hardware(struct snd_pcm_substream *substream, struct snd_pcm_indirect *indirect, size_t bytes)
{
	memcpy(hardware + indirect->hw_data, substream->runtime->dma_area + indirect->sw_data, bytes);
}

static void to_memory(struct snd_pcm_substream *substream, struct snd_pcm_indirect *indirect, size_t bytes)
{
	memcpy(substream->runtime->dma_area + indirect->sw_data, hardware + indirect->hw_data, bytes);
}

static int ack(struct snd_pcm_substream *substream)
{
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return snd_pcm_indirect_playback_transfer(substream, &rec, to_hardware);
	return snd_pcm_indirect_capture_transfer(substream, &rec, to_memory);
}

static snd_pcm_uframes_t pointer(struct snd_pcm_substream *substream)
{
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return snd_pcm_indirect_playback_pointer(substream, &rec, hw_pos);
	return snd_pcm_indirect_capture_pointer(substream, &rec, hw_pos);
}

static int prepare(struct snd_pcm_substream *substream)
{
	memset(&rec, 0, sizeof(rec));
	rec.hw_buffer_size = HARDWARE;
	rec.hw_queue_size = queue;
	rec.sw_buffer_size = snd_pcm_lib_buffer_bytes(substream);
	hw_pos = 0;
	return 0;
}

static struct fake *device(struct kunit *test, unsigned int queue_size)
{
	struct fake *fake = fake_create(test);

	fake->ops.ack = ack;
	fake->ops.pointer = pointer;
	fake->ops.prepare = prepare;
	fake->hw.info |= SNDRV_PCM_INFO_SYNC_APPLPTR;
	queue = queue_size;
	written = heard = wrong = 0;
	return fake;
}

static struct fake *stream(struct kunit *test, int direction, unsigned int queue_size)
{
	struct fake *fake = device(test, queue_size);

	fake_setup(fake, direction, FAKE_CONFIG());
	return fake;
}

/* ---- the hardware, the application ------------------------------------------------------------------------ */

/* the next bytes of the stream leave the hardware, or come into it */
static void hardware_runs(struct fake *fake, unsigned int frames)
{
	bool playback = fake->substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	unsigned int i;

	for (i = 0; i < frames * FRAME; i++, heard++, hw_pos = (hw_pos + 1) % HARDWARE) {
		if (playback)
			wrong += hardware[hw_pos] != stream_byte(heard);
		else
			hardware[hw_pos] = stream_byte(heard);
	}
	snd_pcm_period_elapsed(fake->substream);
}

static snd_pcm_sframes_t application_writes(struct fake *fake, unsigned int frames)
{
	u8 *data = kunit_kzalloc(fake->test, MEMORY, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(fake->test, data);
	for (i = 0; i < frames * FRAME; i++)
		data[i] = stream_byte(written++);
	return snd_pcm_kernel_write(fake->substream, data, frames);
}

static snd_pcm_sframes_t application_reads(struct fake *fake, unsigned int frames)
{
	u8 *data = kunit_kzalloc(fake->test, MEMORY, GFP_KERNEL);
	snd_pcm_sframes_t got;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(fake->test, data);
	got = snd_pcm_kernel_read(fake->substream, data, frames);
	for (i = 0; got > 0 && i < got * FRAME; i++)
		wrong += data[i] != stream_byte(written++);
	return got;
}

/* ---- playing ------------------------------------------------------------------------------------------- */

static void playback_fills_the_hardware_and_keeps_the_rest(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);

	KUNIT_EXPECT_EQ(test, application_writes(fake, 100), 100L);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 400);
	KUNIT_EXPECT_EQ(test, rec.sw_ready, 0);
	KUNIT_EXPECT_EQ(test, application_writes(fake, FAKE_BUFFER - 100), FAKE_BUFFER - 100L);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, (int)HARDWARE);
	KUNIT_EXPECT_EQ(test, rec.sw_ready, (int)(MEMORY - HARDWARE));
	KUNIT_EXPECT_EQ(test, rec.hw_data, 0U);
	KUNIT_EXPECT_EQ(test, rec.sw_data, HARDWARE);
}

static void playback_wraps_both_rings(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, application_writes(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 0; i < 40; i++) {
		hardware_runs(fake, 300);
		KUNIT_EXPECT_EQ(test, application_writes(fake, 300), 300L);
	}
	KUNIT_EXPECT_EQ(test, wrong, (size_t)0);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
}

static void playback_queue_is_not_exceeded(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 512);

	KUNIT_EXPECT_EQ(test, application_writes(fake, FAKE_BUFFER), (long)FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 512);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	hardware_runs(fake, 25);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 512);
	KUNIT_EXPECT_EQ(test, rec.sw_ready, (int)(MEMORY - 512 - 100));
	KUNIT_EXPECT_EQ(test, rec.hw_data, 612U);
}

/* a library that draws back some frames: it is told that none were */
static void rewinds(struct opened *opened)
{
	snd_pcm_uframes_t before = fake_appl_ptr(opened->fake), frames = 16;

	KUNIT_EXPECT_EQ(opened->fake->test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(opened->fake->test, frames, 0UL);
	KUNIT_EXPECT_EQ(opened->fake->test, fake_appl_ptr(opened->fake), before);
	KUNIT_EXPECT_EQ(opened->fake->test, fake_state(opened->fake), SNDRV_PCM_STATE_XRUN);
}

static void rewind_of_playback_is_refused(struct kunit *test)
{
	struct opened *opened = open_device(device(test, 0), PLAYBACK, O_WRONLY | O_NONBLOCK);
	struct fake *fake = opened->fake;

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, application_writes(fake, 512), 512L);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	rewinds(opened);
}

static void hardware_that_ran_past_its_queue_is_an_xrun(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);

	KUNIT_EXPECT_EQ(test, application_writes(fake, 100), 100L);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	hardware_runs(fake, 120);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, -80);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

/* ---- pointers ------------------------------------------------------------------------------------------ */

/* the transfer after the application has moved from @from to @to */
static int transfer(struct fake *fake, snd_pcm_uframes_t from, snd_pcm_uframes_t to)
{
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	int err;

	guard(pcm_stream_lock_irq)(fake->substream);
	rec.appl_ptr = from;
	runtime->control->appl_ptr = to;
	err = ack(fake->substream);
	runtime->control->appl_ptr = 0;
	return err;
}

static void boundary_is_crossed_forwards(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_uframes_t boundary = fake->substream->runtime->boundary;

	KUNIT_EXPECT_EQ(test, transfer(fake, boundary - 16, 16), 0);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 128);
	KUNIT_EXPECT_EQ(test, rec.appl_ptr, 16UL);
	KUNIT_EXPECT_EQ(test, transfer(fake, 32, 16), -EPIPE);
}

#ifdef CONFIG_USND
/* Linux takes it for a move of almost the whole boundary */
static void boundary_is_not_crossed_backwards_unlike_linux(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_uframes_t boundary = fake->substream->runtime->boundary;

	KUNIT_EXPECT_EQ(test, transfer(fake, 16, boundary - 16), -EPIPE);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 0);
}
#endif

static void pointer_tells_a_refused_ack(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_PLAYBACK, 0);

	guard(pcm_stream_lock_irq)(fake->substream);
	rec.appl_ptr = 32; /* ahead of the application */
	KUNIT_EXPECT_EQ(test, pointer(fake->substream), SNDRV_PCM_POS_XRUN);
	rec.appl_ptr = 0;
	hw_pos = 64;
	KUNIT_EXPECT_EQ(test, pointer(fake->substream), 16UL);
}

/* ---- recording ----------------------------------------------------------------------------------------- */

static void capture_wraps_both_rings(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_CAPTURE, 0);
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 0; i < 40; i++) {
		hardware_runs(fake, 300);
		KUNIT_EXPECT_EQ(test, application_reads(fake, 300), 300L);
	}
	KUNIT_EXPECT_EQ(test, wrong, (size_t)0);
}

static void capture_waits_in_the_hardware_when_memory_is_full(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_CAPTURE, 0);
	struct snd_pcm_sw_params sw = fake_sw(fake);
	unsigned int i;

	/* the core would call a full ring an xrun */
	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 0; i < 5; i++)
		hardware_runs(fake, 256);
	KUNIT_EXPECT_EQ(test, rec.sw_ready, (int)MEMORY);
	KUNIT_EXPECT_EQ(test, rec.hw_ready, 1024);
}

static void capture_beyond_the_queue_is_an_xrun(struct kunit *test)
{
	struct fake *fake = stream(test, SNDRV_PCM_STREAM_CAPTURE, 512);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	hardware_runs(fake, 128);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_RUNNING);
	hardware_runs(fake, 129);
	KUNIT_EXPECT_EQ(test, fake_state(fake), SNDRV_PCM_STATE_XRUN);
}

static void rewind_of_capture_is_refused(struct kunit *test)
{
	struct opened *opened = open_device(device(test, 0), CAPTURE, O_RDONLY | O_NONBLOCK);
	struct fake *fake = opened->fake;

	set_up(opened, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	hardware_runs(fake, 256);
	KUNIT_EXPECT_EQ(test, application_reads(fake, 256), 256L);
	rewinds(opened);
}

static struct kunit_case indirect_cases[] = {
	KUNIT_CASE(playback_fills_the_hardware_and_keeps_the_rest),
	KUNIT_CASE(playback_wraps_both_rings),
	KUNIT_CASE(playback_queue_is_not_exceeded),
	KUNIT_CASE(rewind_of_playback_is_refused),
	KUNIT_CASE(hardware_that_ran_past_its_queue_is_an_xrun),
	KUNIT_CASE(boundary_is_crossed_forwards),
#ifdef CONFIG_USND
	KUNIT_CASE(boundary_is_not_crossed_backwards_unlike_linux),
#endif
	KUNIT_CASE(pointer_tells_a_refused_ack),
	KUNIT_CASE(capture_wraps_both_rings),
	KUNIT_CASE(capture_waits_in_the_hardware_when_memory_is_full),
	KUNIT_CASE(capture_beyond_the_queue_is_an_xrun),
	KUNIT_CASE(rewind_of_capture_is_refused),
	{}
};

static struct kunit_suite indirect_suite = {
	.name = "indirect",
	.test_cases = indirect_cases,
};

kunit_test_suite(indirect_suite);

MODULE_DESCRIPTION("Tests of indirect PCM transfers");
MODULE_LICENSE("GPL");
