// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_verdict.c - the judge itself: it must say no as readily as yes; and what is done to a source before it is
 * played.
 */
#include <stdint.h>
#include <string.h>

#include "harness/play.h"
#include "host/wav.h"
#include "tests/host/tap.h"

static const char source[] = "test_verdict_a.wav", heard[] = "test_verdict_b.wav";

static void make(const char *path, unsigned int channels, const int16_t *data, size_t frames)
{
	struct wav_info info = { .rate = 8000, .channels = channels, .bits = 16 };
	struct wav *wav;

	EXPECT(!wav_create(&wav, path, &info, NULL));
	EXPECT(!wav_write(wav, data, frames));
	EXPECT(!wav_close(wav));
}

static struct verdict judge(const int16_t *a, size_t frames_a, const int16_t *b, size_t frames_b)
{
	struct verdict verdict;

	make(source, 1, a, frames_a);
	make(heard, 1, b, frames_b);
	EXPECT(!verdict_compare(source, heard, &verdict));
	return verdict;
}

static const int16_t played[] = { 1, -2, 3, -4, 5 };

static void equal_files_with_silence_behind_are_equal(void)
{
	static const int16_t b[] = { 1, -2, 3, -4, 5, 0, 0 };
	struct verdict v = judge(played, 5, b, 7);

	EXPECT(v.equal && v.frames == 5);
}

static void one_wrong_sample_is_named(void)
{
	static const int16_t b[] = { 1, -2, 3, -5, 5 };
	struct verdict v = judge(played, 5, b, 5);

	EXPECT(!v.equal && v.frames == 3 && v.expected == -4 && v.heard == -5 && !v.tail && !v.ended);
}

static void a_slip_of_one_frame_is_found(void)
{
	static const int16_t b[] = { 0, 1, -2, 3, -4, 5 };
	struct verdict v = judge(played, 5, b, 6);

	EXPECT(!v.equal && v.frames == 0);
}

static void a_file_that_ends_early_is_not_equal(void)
{
	struct verdict v = judge(played, 5, played, 4);

	EXPECT(!v.equal && v.ended && v.frames == 4);
}

static void sound_after_the_end_is_not_equal(void)
{
	static const int16_t b[] = { 1, -2, 3, -4, 5, 0, 9 };
	struct verdict v = judge(played, 5, b, 7);

	EXPECT(!v.equal && v.tail && v.heard == 9);
}

static void channels_are_repeated_as_plug_does(void)
{
	int16_t mono[8] = { 1, -2, 3, -4 }, stereo[12] = { 1, 2, 3, 4, 5, 6 };
	static const int16_t twice[] = { 1, 1, -2, -2, 3, 3, -4, -4 };
	static const int16_t four[] = { 1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6 };
	uint8_t bytes[4] = { 7, 9 };

	play_spread(mono, 4, 2, 1, 2);
	EXPECT(!memcmp(mono, twice, sizeof(twice)));
	play_spread(stereo, 3, 2, 2, 4);
	EXPECT(!memcmp(stereo, four, sizeof(four)));
	play_spread(bytes, 2, 1, 1, 2);
	EXPECT(!memcmp(bytes, "\7\7\t\t", 4));
}

static void mono_is_expected_on_every_channel(void)
{
	static const int16_t good[] = { 1, 1, -2, -2 }, bad[] = { 1, 1, -2, 0 };
	struct verdict v;

	make(source, 1, played, 2);
	make(heard, 2, good, 2);
	EXPECT(!verdict_compare(source, heard, &v) && v.equal);
	make(heard, 2, bad, 2);
	EXPECT(!verdict_compare(source, heard, &v) && !v.equal && v.channel == 1 && v.frames == 1);
}

static void an_unreadable_file_is_an_error_not_a_verdict(void)
{
	struct verdict v;

	EXPECT(verdict_compare("test_verdict_none.wav", heard, &v) < 0);
}

static const struct tap_case cases[] = {
	TAP_CASE(equal_files_with_silence_behind_are_equal),
	TAP_CASE(one_wrong_sample_is_named),
	TAP_CASE(a_slip_of_one_frame_is_found),
	TAP_CASE(a_file_that_ends_early_is_not_equal),
	TAP_CASE(sound_after_the_end_is_not_equal),
	TAP_CASE(channels_are_repeated_as_plug_does),
	TAP_CASE(mono_is_expected_on_every_channel),
	TAP_CASE(an_unreadable_file_is_an_error_not_a_verdict),
};

TAP_MAIN(cases)
