// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_compare.c - what usnd compare says of two files: every kind of difference, alone and where it begins.
 */
#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

#include "harness/compare.h"
#include "tests/host/tap.h"

#define FRAMES 9000

static const char names[2][20] = {"test_compare_a.wav", "test_compare_b.wav"};

static double sound[2 * FRAMES], other[2 * FRAMES];

static void make(unsigned int which, int subtype, unsigned int rate, unsigned int channels, const double *values,
		 size_t frames)
{
	SF_INFO info = {.samplerate = rate, .channels = channels, .format = SF_FORMAT_WAV | subtype};
	SNDFILE *file = sf_open(names[which], SFM_WRITE, &info);

	EXPECT(file != NULL);
	sf_command(file, SFC_SET_NORM_DOUBLE, NULL, SF_FALSE);
	EXPECT(sf_writef_double(file, values, frames) == (sf_count_t)frames);
	EXPECT(!sf_close(file));
}

/* 16 bit stereo noise without silence in it */
static void make_sound(void)
{
	uint32_t noise = 1;

	for (unsigned int i = 0; i < 2 * FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = (int16_t)(noise >> 16 | 1);
	}
	memcpy(other, sound, sizeof(sound));
}

static struct compare_result compare(struct compare_config config)
{
	struct compare_result result;

	config.paths[0] = names[0];
	config.paths[1] = names[1];
	EXPECT(!compare_files(&config, &result));
	return result;
}

static struct compare_result compare_16(size_t frames_a, size_t frames_b, struct compare_config config)
{
	make(0, SF_FORMAT_PCM_16, 48000, 2, sound, frames_a);
	make(1, SF_FORMAT_PCM_16, 48000, 2, other, frames_b);
	return compare(config);
}

static void files_of_every_format_are_the_same_as_themselves(void)
{
	static const int subtypes[] = {SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32,
				       SF_FORMAT_FLOAT,	 SF_FORMAT_DOUBLE, SF_FORMAT_ULAW};
	struct compare_result r;

	make_sound();
	for (unsigned int i = 0; i < sizeof(subtypes) / sizeof(subtypes[0]); i++) {
		make(0, subtypes[i], 48000, 2, sound, FRAMES);
		make(1, subtypes[i], 48000, 2, sound, FRAMES);
		r = compare((struct compare_config){0});
		EXPECT(compare_same(&r) && r.compared == FRAMES && !r.largest, "(%x)", subtypes[i]);
	}
}

static void the_first_difference_is_named_and_all_are_counted(void)
{
	struct compare_result r;

	make_sound();
	other[2 * 4100 + 1] += sound[2 * 4100 + 1] < 0 ? 3 : -3;
	other[2 * 8000] = 100;
	sound[2 * 8000] = 108;
	r = compare_16(FRAMES, FRAMES, (struct compare_config){0});
	EXPECT(!compare_same(&r) && r.frame == 4100 && r.channel == 1 && r.different == 2 && r.largest == 8);
	EXPECT(r.values[0] == sound[2 * 4100 + 1] && r.values[1] == other[2 * 4100 + 1]);
	r = compare((struct compare_config){.tolerance = 7});
	EXPECT(!compare_same(&r) && r.frame == 8000 && r.channel == 0 && r.different == 1 && r.largest == 8);
	r = compare((struct compare_config){.tolerance = 8});
	EXPECT(compare_same(&r) && r.largest == 8);
}

static void a_longer_file_differs_by_its_rest(void)
{
	struct compare_result r;

	make_sound();
	r = compare_16(FRAMES, FRAMES - 5000, (struct compare_config){0});
	EXPECT(!compare_same(&r) && r.rest[0] == 5000 && !r.rest[1] && !r.different);
	r = compare_16(FRAMES - 1, FRAMES, (struct compare_config){0});
	EXPECT(!compare_same(&r) && !r.rest[0] && r.rest[1] == 1);
	/* silence behind the end */
	memset(other + 2 * 8000, 0, 2 * 1000 * sizeof(double));
	r = compare_16(8000, FRAMES, (struct compare_config){0});
	EXPECT(!compare_same(&r) && r.rest[1] == 1000);
	r = compare((struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.compared == 8000);
	other[2 * 8500] = 1;
	r = compare_16(8000, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(!compare_same(&r) && r.rest[1] == 501);
}

static void an_offset_is_skipped_in_either_file(void)
{
	struct compare_result r;

	make_sound();
	memmove(other + 2 * 5000, sound, 2 * 4000 * sizeof(double));
	r = compare_16(4000, FRAMES, (struct compare_config){.offset = 5000});
	EXPECT(compare_same(&r) && r.compared == 4000);
	other[2 * 5007 + 1] = sound[2 * 7 + 1] > 0 ? 0 : 1;
	r = compare_16(4000, FRAMES, (struct compare_config){.offset = 5000});
	EXPECT(r.frame == 7 && r.channel == 1);
	make_sound();
	memmove(other, sound + 2 * 4500, 2 * 4500 * sizeof(double));
	other[2 * 3] = sound[2 * 4503] > 0 ? 0 : 1;
	r = compare_16(FRAMES, 4500, (struct compare_config){.offset = -4500});
	EXPECT(r.frame == 4503 && r.different == 1 && !r.rest[0] && !r.rest[1]);
	r = compare((struct compare_config){.offset = 100000});
	EXPECT(!compare_same(&r) && !r.compared && r.rest[0] == FRAMES);
}

static void an_offset_is_found(void)
{
	struct compare_result r;

	make_sound();
	/* silence in front of the second, of the first, of both */
	memset(other, 0, 2 * 777 * sizeof(double));
	memcpy(other + 2 * 777, sound, 2 * 5000 * sizeof(double));
	r = compare_16(5000, 5777, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == 777 && r.compared == 5000);
	make_sound();
	memset(sound, 0, 2 * 50 * sizeof(double));
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.offset == 0 && r.different == 100);
	memmove(other, sound + 2 * 40, 2 * 8000 * sizeof(double));
	r = compare_16(8040, 8000, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == -40);
	/* other sound in front, the beginning lost, nothing alike */
	make_sound();
	for (unsigned int i = 0; i < 2 * 1234; i++)
		other[i] = 4;
	memmove(other + 2 * 1234, sound, 2 * 5000 * sizeof(double));
	r = compare_16(5000, 6234, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == 1234);
	make_sound();
	r = compare_16(FRAMES, FRAMES - 33, (struct compare_config){.automatic = true});
	memmove(other, sound + 2 * 33, 2 * (FRAMES - 33) * sizeof(double));
	r = compare_16(FRAMES, FRAMES - 33, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == -33, "(%d)", (int)r.offset);
}

static void sound_without_silence(double *values, size_t frames, uint32_t seed)
{
	for (size_t i = 0; i < 2 * frames; i++) {
		seed = seed * 1664525 + 1013904223;
		values[i] = (int16_t)(seed >> 16 | 1);
	}
}

/* 48 frames are a period, and the first of them is silent; two parabolas, for there is no libm here */
static void sine(double *values, size_t frames)
{
	for (size_t i = 0; i < 2 * frames; i++) {
		int at = i / 2 % 48, half = at % 24;

		values[i] = (at < 24 ? 1 : -1) * 70 * half * (24 - half);
	}
}

/* much longer than any stretch or buffer of the search */
static void silence_in_front_may_be_as_long_as_it_likes(void)
{
	static const size_t silences[] = {1, 255, 256, 4095, 4096, 70000, 480000, 1500000};
	static double lead[2 * 1502000];
	struct compare_result r;

	for (unsigned int i = 0; i < sizeof(silences) / sizeof(silences[0]); i++) {
		int64_t at = silences[i];

		make_sound();
		memset(lead, 0, 2 * at * sizeof(double));
		memcpy(lead + 2 * at, sound, 2 * 2000 * sizeof(double));
		make(0, SF_FORMAT_PCM_16, 48000, 2, sound, 2000);
		make(1, SF_FORMAT_PCM_16, 48000, 2, lead, at + 2000);
		r = compare((struct compare_config){.automatic = true});
		EXPECT(compare_same(&r) && r.offset == at && r.compared == 2000 && !r.repeats, "(%d: %d)", (int)at,
		       (int)r.offset);
		/* what sounds alike begins later still, and the first file is the one with the silence */
		memmove(sound + 2 * 700, sound, 2 * 2000 * sizeof(double));
		sound_without_silence(sound, 700, 77);
		make(1, SF_FORMAT_PCM_16, 48000, 2, sound, 2700);
		make(0, SF_FORMAT_PCM_16, 48000, 2, lead, at + 2000);
		r = compare((struct compare_config){.automatic = true});
		EXPECT(!r.unaligned && r.offset == 700 - at && (int64_t)r.different == 2 * (at < 700 ? at : 700),
		       "(%d: %d)", (int)at, (int)r.offset);
	}
}

static void a_difference_where_the_sound_begins_is_one(void)
{
	struct compare_result r;

	make_sound();
	memset(other, 0, 2 * 3000 * sizeof(double));
	memcpy(other + 2 * 3000, sound, 2 * 5000 * sizeof(double));
	other[2 * 3000] += sound[0] < 0 ? 1 : -1;
	r = compare_16(5000, 8000, (struct compare_config){.automatic = true});
	EXPECT(!r.unaligned && r.offset == 3000 && r.different == 1 && !r.frame);
	/* and as the beginning of both is other sound, of other lengths: found by what lies behind */
	sound_without_silence(sound, 1000, 5);
	sound_without_silence(other, 3900, 6);
	r = compare_16(5000, 8000, (struct compare_config){.automatic = true});
	EXPECT(!r.unaligned && r.offset == 3000 && r.frame == 0 && r.different > 1900 && r.different <= 2000, "(%d)",
	       (int)r.offset);
	/* and when it begins behind the beginning of the first only */
	memcpy(other, sound + 2 * 2500, 2 * 2500 * sizeof(double));
	sound_without_silence(other, 600, 7);
	r = compare_16(5000, 2500, (struct compare_config){.automatic = true});
	EXPECT(!r.unaligned && r.offset == -2500 && r.frame == 2500, "(%d)", (int)r.offset);
}

static void one_click_is_enough(void)
{
	struct compare_result r;

	memset(sound, 0, sizeof(sound));
	memset(other, 0, sizeof(other));
	sound[2 * 10] = other[2 * 7000] = 1000;
	r = compare_16(FRAMES, 7001, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == 6990, "(%d)", (int)r.offset);
	/* two clicks and one: as good either way */
	sound[2 * 500] = 1000;
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.repeats && r.offset == 6990 && r.also == 6500 && r.different == 1, "(%d, %d)", (int)r.offset,
	       (int)r.also);
}

static void of_offsets_that_fit_the_best_is_taken_and_another_named(void)
{
	struct compare_result r;

	/* whole periods between silence: only one fits */
	memset(other, 0, sizeof(other));
	sine(sound, 4800);
	memcpy(other + 2 * 3333, sound, 2 * 4800 * sizeof(double));
	r = compare_16(4800, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == 3333 && !r.repeats);
	/* a short piece of a long one: the first place, and the next */
	sine(other, FRAMES);
	r = compare_16(4800, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(!compare_same(&r) && r.offset == 0 && !r.different && r.repeats && r.also == 48, "(%d, %d)",
	       (int)r.offset, (int)r.also);
	/*
	 * the beginning is lost: the offset at which most is left, and not the first one at which all that is left fits
	 */
	sine(sound, FRAMES);
	memcpy(other, sound + 2 * 33, 2 * (FRAMES - 33) * sizeof(double));
	r = compare_16(FRAMES, FRAMES - 33, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == -33 && r.repeats && r.also == 15, "(%d, %d)", (int)r.offset,
	       (int)r.also);
	/* nothing but one value: everything fits everywhere */
	for (unsigned int i = 0; i < 2 * FRAMES; i++)
		sound[i] = other[i] = 500;
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && !r.offset && !r.repeats);
	r = compare_16(1000, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(!compare_same(&r) && !r.offset && r.repeats && r.also == 1);
}

static void slow_sound_is_aligned_by_its_edges(void)
{
	struct compare_result r;

	/* flat for longer than the shortest stretch, and the first edges lie to and fro */
	for (unsigned int i = 0; i < 2 * FRAMES; i++)
		sound[i] = i / 2 / 400 % 3 ? 1000 : -1000;
	for (unsigned int i = 0; i < 2 * FRAMES; i++)
		other[i] = i < 2 * 1300 ? 1000 : sound[i - 2 * 1300];
	r = compare_16(7000, 8300, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && r.offset == 1300, "(%d)", (int)r.offset);
}

static void a_tolerance_is_one_of_the_search_too(void)
{
	struct compare_result r;

	make_sound();
	sound_without_silence(other, 2000, 9);
	for (unsigned int i = 0; i < 2 * 6000; i++)
		other[2 * 2000 + i] = sound[i] + (i % 3 ? 0 : sound[i] < 0 ? 2 : -2);
	r = compare_16(6000, 8000, (struct compare_config){.automatic = true, .tolerance = 2});
	EXPECT(compare_same(&r) && r.offset == 2000 && r.largest == 2);
	r = compare((struct compare_config){.automatic = true, .tolerance = 1});
	EXPECT(r.unaligned);
	/* what the tolerance takes for silence is none of the sound */
	for (unsigned int i = 0; i < 2 * 2000; i++)
		other[i] = i % 5 - 2.0;
	r = compare_16(6000, 8000, (struct compare_config){.automatic = true, .tolerance = 2});
	EXPECT(compare_same(&r) && r.offset == 2000 && !r.repeats);
}

static void what_is_nowhere_alike_is_not_compared(void)
{
	struct compare_result r;

	make_sound();
	sound_without_silence(other, FRAMES, 3);
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.unaligned && !compare_same(&r) && !r.compared && !r.different && !r.silent[0] && !r.silent[1]);
	for (unsigned int i = 0; i < 2 * FRAMES; i++)
		other[i] = i < 20 ? 0 : 1000;
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.unaligned && !r.compared);
	/* a handful of frames is an accident */
	memcpy(other + 2 * 4000, sound, 2 * 40 * sizeof(double));
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.unaligned);
}

static void silence_is_alike_silence_only(void)
{
	struct compare_result r;

	make_sound();
	memset(other, 0, sizeof(other));
	r = compare_16(FRAMES, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(r.unaligned && !r.silent[0] && r.silent[1]);
	r = compare_16(0, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && !r.unaligned && !r.offset);
	r = compare_16(FRAMES, 0, (struct compare_config){.automatic = true});
	EXPECT(r.unaligned && r.silent[1]);
	memset(sound, 0, sizeof(sound));
	r = compare_16(100, FRAMES, (struct compare_config){.automatic = true});
	EXPECT(compare_same(&r) && !r.unaligned && r.compared == 100);
}

static void other_rates_are_aligned_and_other_channels_are_not(void)
{
	struct compare_result r;

	make_sound();
	memset(other, 0, 2 * 500 * sizeof(double));
	memcpy(other + 2 * 500, sound, 2 * 5000 * sizeof(double));
	make(0, SF_FORMAT_PCM_16, 48000, 2, sound, 5000);
	make(1, SF_FORMAT_PCM_16, 48662, 2, other, 5500);
	r = compare((struct compare_config){.automatic = true});
	EXPECT(r.other_rate && !r.unaligned && r.offset == 500 && !r.different && r.compared == 5000);
	make(1, SF_FORMAT_PCM_16, 48000, 1, other, 5500);
	r = compare((struct compare_config){.automatic = true});
	EXPECT(r.other_channels && !r.unaligned && !r.compared);
	/* nor do formats matter: 24 bit and floating point of the same */
	for (unsigned int i = 0; i < 2 * 5500; i++)
		other[i] *= 256;
	make(1, SF_FORMAT_PCM_24, 48000, 2, other, 5500);
	r = compare((struct compare_config){.automatic = true});
	EXPECT(r.other_format && r.offset == 500 && !r.different);
}

static void headers_differ_by_themselves(void)
{
	struct compare_result r;

	make_sound();
	make(0, SF_FORMAT_PCM_16, 48000, 2, sound, 100);
	make(1, SF_FORMAT_PCM_16, 44100, 2, sound, 100);
	r = compare((struct compare_config){0});
	EXPECT(!compare_same(&r) && r.other_rate && !r.other_format && !r.different && r.compared == 100);
	make(1, SF_FORMAT_PCM_16, 48000, 1, sound, 100);
	r = compare((struct compare_config){0});
	EXPECT(!compare_same(&r) && r.other_channels && !r.compared);
	for (unsigned int i = 0; i < 200; i++)
		other[i] = 256 * sound[i];
	make(1, SF_FORMAT_PCM_24, 48000, 2, other, 100);
	r = compare((struct compare_config){0});
	EXPECT(!compare_same(&r) && r.other_format && !r.different && r.compared == 100);
	for (unsigned int i = 0; i < 200; i++)
		other[i] = sound[i] / 32768;
	other[9] += 1.0 / 8388608;
	make(1, SF_FORMAT_FLOAT, 48000, 2, other, 100);
	r = compare((struct compare_config){0});
	EXPECT(r.other_format && r.different == 1 && r.frame == 4 && r.channel == 1 && r.largest == 1, "(%g)",
	       r.largest);
}

static void what_is_no_number_differs_from_numbers(void)
{
	struct compare_result r;

	make_sound();
	sound[6] = NAN;
	sound[8] = other[8] = NAN;
	make(0, SF_FORMAT_FLOAT, 48000, 2, sound, 100);
	make(1, SF_FORMAT_FLOAT, 48000, 2, other, 100);
	r = compare((struct compare_config){.tolerance = UINT32_MAX});
	EXPECT(r.different == 1 && r.frame == 3 && isinf(r.largest));
}

static void what_cannot_be_read_is_named(void)
{
	struct compare_config config = {.paths = {names[0], "nowhere.wav"}};
	struct compare_result r;
	FILE *text;

	make(0, SF_FORMAT_PCM_16, 48000, 2, sound, 10);
	EXPECT(compare_files(&config, &r) == -ENOENT && r.bad == 1);
	text = fopen(names[1], "w");
	fputs("this is text and no sound, whoever reads it", text);
	fclose(text);
	config = (struct compare_config){.paths = {names[1], names[0]}};
	EXPECT(compare_files(&config, &r) == -EINVAL && r.bad == 0 && r.why);
	unlink(names[0]);
	unlink(names[1]);
}

static const struct tap_case cases[] = {
	TAP_CASE(files_of_every_format_are_the_same_as_themselves),
	TAP_CASE(the_first_difference_is_named_and_all_are_counted),
	TAP_CASE(a_longer_file_differs_by_its_rest),
	TAP_CASE(an_offset_is_skipped_in_either_file),
	TAP_CASE(an_offset_is_found),
	TAP_CASE(silence_in_front_may_be_as_long_as_it_likes),
	TAP_CASE(a_difference_where_the_sound_begins_is_one),
	TAP_CASE(one_click_is_enough),
	TAP_CASE(of_offsets_that_fit_the_best_is_taken_and_another_named),
	TAP_CASE(slow_sound_is_aligned_by_its_edges),
	TAP_CASE(a_tolerance_is_one_of_the_search_too),
	TAP_CASE(what_is_nowhere_alike_is_not_compared),
	TAP_CASE(silence_is_alike_silence_only),
	TAP_CASE(other_rates_are_aligned_and_other_channels_are_not),
	TAP_CASE(headers_differ_by_themselves),
	TAP_CASE(what_is_no_number_differs_from_numbers),
	TAP_CASE(what_cannot_be_read_is_named),
};

TAP_MAIN(cases)
