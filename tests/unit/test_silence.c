// SPDX-License-Identifier: GPL-2.0-or-later
/* test_silence.c - auto-silence: nothing old is ever heard, nothing new is ever overwritten (sound/pcm/silence.c). */
#include <linux/random.h>

#include "fake_pcm.h"

/* mono U8: a byte is a frame. 0x80 is silence, DIRT is what was there before, sound is anything below 0x80 */
#define SILENCE 0x80
#define DIRT 0xff

static u8 *ring(struct fake *fake)
{
	return fake->substream->runtime->dma_area;
}

/* a prepared U8 mono stream full of dirt, which never stops by itself */
static struct fake *dirty(struct kunit *test, unsigned long silence_threshold, unsigned long silence_size)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_sw_params sw;

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.format = SNDRV_PCM_FORMAT_U8, .channels = 1));
	memset(ring(fake), DIRT, FAKE_BUFFER);
	sw = fake_sw(fake);
	sw.stop_threshold = fake->substream->runtime->boundary;
	sw.silence_threshold = silence_threshold;
	sw.silence_size = silence_size == ULONG_MAX ? fake->substream->runtime->boundary : silence_size;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	return fake;
}

static void write_sound(struct fake *fake, u8 value, unsigned int count)
{
	u8 frames[FAKE_BUFFER];

	memset(frames, value, count);
	KUNIT_ASSERT_EQ(fake->test, snd_pcm_kernel_write(fake->substream, frames, count), (long)count);
}

/* how many of [from, from + count) hold @value, around the ring */
static unsigned int count_of(struct fake *fake, u8 value, unsigned long from, unsigned long count)
{
	unsigned int found = 0;

	for (; count; count--, from++)
		found += ring(fake)[from % FAKE_BUFFER] == value;
	return found;
}

static void nothing_is_silenced_by_default(struct kunit *test)
{
	struct fake *fake = dirty(test, 0, 0);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 50);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 100, FAKE_BUFFER - 100), FAKE_BUFFER - 100u);
}

static void threshold_fills_at_the_start(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 300);

	write_sound(fake, 1, 100);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 0, FAKE_BUFFER), 0u);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, 1, 0, 100), 100u);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, 200), 200u);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 300, FAKE_BUFFER - 300), FAKE_BUFFER - 300u);
}

static void threshold_fills_at_most_its_size_at_a_time(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 50);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, 50), 50u);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 150, 100), 100u);
}

/* in 6.1 the second filling began at silence_start again, and left what came after it dirty */
static void threshold_goes_on_where_it_ended(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 300);
	unsigned int i;

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 1; i <= 8; i++) {
		fake_move(fake, 10);
		KUNIT_ASSERT_EQ(test, count_of(fake, SILENCE, 100, 200 + 10 * i), 200 + 10 * i);
		KUNIT_ASSERT_EQ(test, count_of(fake, DIRT, 300 + 10 * i, 100), 100u);
	}
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->silence_start, 100ul);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->silence_filled, 280ul);
}

static void threshold_counts_from_the_new_pointer(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 300);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	/* from the old pointer there would be enough, and frame 300 would be heard before the next update */
	fake_move(fake, 90);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, 290), 290u);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 390, 100), 100u);
}

/* as 6.12: hardware ahead of the application looks like a ring full of sound, almost a boundary long */
static void threshold_ends_where_the_hardware_overtakes(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 300);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 250);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, 200), 200u);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 300, 100), 100u);
}

static void writing_over_silence_uses_it_up(struct kunit *test)
{
	struct fake *fake = dirty(test, 300, 300);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	write_sound(fake, 2, 50);
	fake_move(fake, 10);
	KUNIT_EXPECT_EQ(test, count_of(fake, 2, 100, 50), 50u);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 150, 160), 160u);
	KUNIT_EXPECT_EQ(test, count_of(fake, DIRT, 310, 50), 50u);
	KUNIT_EXPECT_EQ(test, fake->substream->runtime->silence_start, 150ul);
}

static void threshold_wraps_around_the_ring(struct kunit *test)
{
	struct fake *fake = dirty(test, 400, 400);

	write_sound(fake, 1, 900);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 700);
	KUNIT_EXPECT_EQ(test, count_of(fake, 1, 700, 200), 200u);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 900, 200), 200u);
}

/* ---- top-up: silence_size ≥ boundary --------------------------------------------------------- */

static void top_up_fills_everything_unused_at_the_start(struct kunit *test)
{
	struct fake *fake = dirty(test, 0, ULONG_MAX);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, 1, 0, 100), 100u);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, FAKE_BUFFER - 100), FAKE_BUFFER - 100u);
}

static void top_up_silences_what_was_played(struct kunit *test)
{
	struct fake *fake = dirty(test, 0, ULONG_MAX);

	write_sound(fake, 1, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, 1, 0, FAKE_BUFFER), (unsigned int)FAKE_BUFFER);
	fake_move(fake, 300);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 0, 300), 300u);
	KUNIT_EXPECT_EQ(test, count_of(fake, 1, 300, FAKE_BUFFER - 300), FAKE_BUFFER - 300u);
}

/* as dmix does: the application writes through mmap and never moves its pointer */
static void top_up_serves_free_running_streams(struct kunit *test)
{
	struct fake *fake = dirty(test, 0, ULONG_MAX);
	unsigned long played = 0;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 0, FAKE_BUFFER), (unsigned int)FAKE_BUFFER);
	for (i = 0; i < 50; i++) {
		memset(ring(fake), 1, FAKE_BUFFER);
		fake_move(fake, 200);
		KUNIT_ASSERT_EQ(test, count_of(fake, SILENCE, played, 200), 200u);
		KUNIT_ASSERT_EQ(test, count_of(fake, 1, played + 200, FAKE_BUFFER - 200), FAKE_BUFFER - 200u);
		played += 200;
	}
}

/* ---- the driver's memory --------------------------------------------------------------------- */

static void fill_silence_gets_bytes_and_channel_0(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_sw_params sw;

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	sw = fake_sw(fake);
	sw.silence_threshold = sw.silence_size = 300;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, snd_pcm_kernel_write(fake->substream, fake->memory, 100), 100l);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, fake->silences, 1u);
	KUNIT_EXPECT_EQ(test, fake->last_silence.channel, 0);
	KUNIT_EXPECT_EQ(test, fake->last_silence.pos, 400ul);
	KUNIT_EXPECT_EQ(test, fake->last_silence.bytes, 800ul);
}

static void fill_silence_comes_once_a_channel(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_sw_params sw;

	fake->ops.copy = fake_op_copy;
	fake->ops.fill_silence = fake_op_fill_silence;
	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	sw = fake_sw(fake);
	sw.silence_threshold = sw.silence_size = 300;
	sw.stop_threshold = fake->substream->runtime->boundary;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	KUNIT_EXPECT_EQ(test, fake->silences, 2u);
	KUNIT_EXPECT_EQ(test, fake->last_silence.channel, 1);
	KUNIT_EXPECT_EQ(test, fake->last_silence.pos, 0ul);
	KUNIT_EXPECT_EQ(test, fake->last_silence.bytes, 600ul);
}

static void new_thresholds_hold_at_once(struct kunit *test)
{
	struct fake *fake = dirty(test, 0, 0);
	struct snd_pcm_sw_params sw = fake_sw(fake);

	write_sound(fake, 1, 100);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	sw.silence_threshold = sw.silence_size = 200;
	KUNIT_ASSERT_EQ(test, fake_sw_params(fake, &sw), 0);
	KUNIT_EXPECT_EQ(test, count_of(fake, SILENCE, 100, 100), 100u);
}

/* ---- a random walk beside a model: what the hardware reads is what was written, or silence, never dirt ---- */

static void random_walk(struct kunit *test, unsigned long boundary)
{
	struct fake *fake = dirty(test, 400, 400);
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	unsigned long written = 0, played = 0, bad = 0;
	u8 *sound = kunit_kzalloc(test, FAKE_BUFFER, GFP_KERNEL);
	unsigned int i, step, k;

	KUNIT_ASSERT_NOT_NULL(test, sound);
	if (boundary)
		runtime->boundary = boundary;
	write_sound(fake, 1, 200);
	memset(sound, 1, 200);
	written = 200;
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	for (i = 0; i < 3000; i++) {
		if (get_random_u32() % 2) {
			step = get_random_u32() % 200;
			if (step && step <= FAKE_BUFFER - (written - played)) {
				write_sound(fake, 1 + i % 100, step);
				for (k = 0; k < step; k++)
					sound[(written + k) % FAKE_BUFFER] = 1 + i % 100;
				written += step;
			}
		}
		/* never past the sound and 400 frames of silence, as an application that is late by less than that */
		step = get_random_u32() % 150;
		if (played + step > written)
			step = written - played;
		for (k = 0; k < step; k++, played++) {
			bad += ring(fake)[played % FAKE_BUFFER] != sound[played % FAKE_BUFFER];
			ring(fake)[played % FAKE_BUFFER] = DIRT;
		}
		fake_move(fake, step);
		for (k = 0; written + k < played + 400; k++)
			bad += ring(fake)[(written + k) % FAKE_BUFFER] != SILENCE;
	}
	KUNIT_EXPECT_EQ(test, bad, 0ul);
	KUNIT_EXPECT_GT(test, played, 10ul * FAKE_BUFFER);
}

static void random_walk_hears_no_dirt(struct kunit *test)
{
	random_walk(test, 0);
}

static void random_walk_across_the_boundary_hears_no_dirt(struct kunit *test)
{
	random_walk(test, 4 * FAKE_BUFFER);
}

static struct kunit_case silence_cases[] = {
	KUNIT_CASE(nothing_is_silenced_by_default),
	KUNIT_CASE(threshold_fills_at_the_start),
	KUNIT_CASE(threshold_fills_at_most_its_size_at_a_time),
	KUNIT_CASE(threshold_goes_on_where_it_ended),
	KUNIT_CASE(threshold_counts_from_the_new_pointer),
	KUNIT_CASE(threshold_ends_where_the_hardware_overtakes),
	KUNIT_CASE(writing_over_silence_uses_it_up),
	KUNIT_CASE(threshold_wraps_around_the_ring),
	KUNIT_CASE(top_up_fills_everything_unused_at_the_start),
	KUNIT_CASE(top_up_silences_what_was_played),
	KUNIT_CASE(top_up_serves_free_running_streams),
	KUNIT_CASE(fill_silence_gets_bytes_and_channel_0),
	KUNIT_CASE(fill_silence_comes_once_a_channel),
	KUNIT_CASE(new_thresholds_hold_at_once),
	KUNIT_CASE(random_walk_hears_no_dirt),
	KUNIT_CASE(random_walk_across_the_boundary_hears_no_dirt),
	{}
};

static struct kunit_suite silence_suite = { .name = "silence", .test_cases = silence_cases };
kunit_test_suite(silence_suite);

MODULE_DESCRIPTION("auto-silence of PCM streams");
MODULE_LICENSE("GPL");
