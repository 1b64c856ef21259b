// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_format.c - what is said about sample formats, checked against what their names say.
 *
 * "U20_3LE" reads: unsigned, 20 bits, in 3 bytes, low byte first; without the 3, in the next power of two. That covers
 * the linear formats; the others stand in a table.
 */
#include "open_stream.h"

#define SAMPLES_MAX 130

/* what a name of a linear format says; false if it does not name one */
struct reading {
	bool is_signed;
	int width, phys; /* bits */
	int little; /* 1, 0, or -EINVAL for single bytes */
};

static bool read_name(const char *name, struct reading *r)
{
	if (name[0] != 'S' && name[0] != 'U')
		return false;
	r->is_signed = *name++ == 'S';
	if (*name < '0' || *name > '9')
		return false; /* SPECIAL */
	for (r->width = 0; *name >= '0' && *name <= '9'; name++)
		r->width = r->width * 10 + *name - '0';
	r->phys = r->width <= 8 ? 8 : r->width <= 16 ? 16 : 32;
	r->little = -EINVAL;
	if (*name != '_')
		return true;
	if (*++name == '3') {
		r->phys = 24;
		name++;
	}
	r->little = *name == 'L';
	return true;
}

/* the silent sample as a number: 0 if signed, the middle of the range if not */
static u64 silent_value(snd_pcm_format_t format, const struct reading *r)
{
	const unsigned char *silence = snd_pcm_format_silence_64(format);
	unsigned int bytes = r->phys / 8;
	u64 value = 0;

	for (unsigned int n = 0; n < bytes; n++)
		value = value << 8 | silence[r->little == 1 ? bytes - 1 - n : n];
	return value;
}

static void linear_formats_are_what_their_names_say(struct kunit *test)
{
	unsigned int linear = 0;
	snd_pcm_format_t f;

	pcm_for_each_format(f) {
		const char *name = snd_pcm_format_name(f);
		struct reading r;

		KUNIT_EXPECT_EQ_MSG(test, !!snd_pcm_format_linear(f), read_name(name, &r) || !strncmp(name, "DSD", 3),
				    "%s", name);
		if (!read_name(name, &r))
			continue;
		linear++;
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_signed(f), r.is_signed, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_unsigned(f), !r.is_signed, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_width(f), r.width, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_physical_width(f), r.phys, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_little_endian(f), r.little, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_big_endian(f), r.little < 0 ? r.little : !r.little, "%s",
				    name);
		KUNIT_EXPECT_EQ_MSG(test, silent_value(f, &r), r.is_signed ? 0 : 1ULL << (r.width - 1), "%s", name);
	}
	KUNIT_EXPECT_EQ(test, linear, 30);
}

static void other_formats(struct kunit *test)
{
	static const struct {
		snd_pcm_format_t format;
		const char *name;
		int width, phys, little, sign; /* sign: of DSD only, which counts as unsigned */
		unsigned char silence;
	} rows[] = {
		{ SNDRV_PCM_FORMAT_FLOAT_LE, "FLOAT_LE", 32, 32, 1, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_FLOAT_BE, "FLOAT_BE", 32, 32, 0, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_FLOAT64_LE, "FLOAT64_LE", 64, 64, 1, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_FLOAT64_BE, "FLOAT64_BE", 64, 64, 0, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_IEC958_SUBFRAME_LE, "IEC958_SUBFRAME_LE", 32, 32, 1, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_IEC958_SUBFRAME_BE, "IEC958_SUBFRAME_BE", 32, 32, 0, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_MU_LAW, "MU_LAW", 8, 8, -EINVAL, -EINVAL, 0x7f },
		{ SNDRV_PCM_FORMAT_A_LAW, "A_LAW", 8, 8, -EINVAL, -EINVAL, 0x55 },
		{ SNDRV_PCM_FORMAT_IMA_ADPCM, "IMA_ADPCM", 4, 4, -EINVAL, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_G723_24, "G723_24", 3, 3, -EINVAL, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_G723_24_1B, "G723_24_1B", 3, 8, -EINVAL, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_G723_40, "G723_40", 5, 5, -EINVAL, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_G723_40_1B, "G723_40_1B", 5, 8, -EINVAL, -EINVAL, 0 },
		{ SNDRV_PCM_FORMAT_DSD_U8, "DSD_U8", 8, 8, 1, 0, 0x69 },
		{ SNDRV_PCM_FORMAT_DSD_U16_LE, "DSD_U16_LE", 16, 16, 1, 0, 0x69 },
		{ SNDRV_PCM_FORMAT_DSD_U32_LE, "DSD_U32_LE", 32, 32, 1, 0, 0x69 },
		{ SNDRV_PCM_FORMAT_DSD_U16_BE, "DSD_U16_BE", 16, 16, 0, 0, 0x69 },
		{ SNDRV_PCM_FORMAT_DSD_U32_BE, "DSD_U32_BE", 32, 32, 0, 0, 0x69 },
	};

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		snd_pcm_format_t f = rows[n].format;
		const unsigned char *silence = snd_pcm_format_silence_64(f);

		KUNIT_EXPECT_STREQ(test, snd_pcm_format_name(f), rows[n].name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_width(f), rows[n].width, "%s", rows[n].name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_physical_width(f), rows[n].phys, "%s", rows[n].name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_little_endian(f), rows[n].little, "%s", rows[n].name);
		KUNIT_EXPECT_EQ_MSG(test, snd_pcm_format_signed(f), rows[n].sign, "%s", rows[n].name);
		for (int byte = 0; byte < rows[n].phys / 8; byte++)
			KUNIT_EXPECT_EQ_MSG(test, silence[byte], rows[n].silence, "%s", rows[n].name);
	}
}

/* formats without samples that could be counted, numbers that are no format, numbers that never will be */
static void formats_without_samples_are_refused(struct kunit *test)
{
	static const struct {
		int number;
		const char *name;
	} rows[] = {
		{ (__force int)SNDRV_PCM_FORMAT_MPEG, "MPEG" },
		{ (__force int)SNDRV_PCM_FORMAT_GSM, "GSM" },
		{ (__force int)SNDRV_PCM_FORMAT_SPECIAL, "SPECIAL" },
		{ 29, "Unknown" },
		{ 30, "Unknown" },
		{ (__force int)SNDRV_PCM_FORMAT_LAST + 1, "Unknown" },
		{ -1, "Unknown" },
		{ INT_MAX, "Unknown" },
		{ INT_MIN, "Unknown" },
	};
	unsigned char buf[8] = {};

	for (unsigned int n = 0; n < ARRAY_SIZE(rows); n++) {
		snd_pcm_format_t f = (__force snd_pcm_format_t)rows[n].number;

		KUNIT_EXPECT_STREQ(test, snd_pcm_format_name(f), rows[n].name);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_signed(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_unsigned(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_linear(f), 0);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_little_endian(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_big_endian(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_width(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_physical_width(f), -EINVAL);
		KUNIT_EXPECT_EQ(test, snd_pcm_format_size(f, 1), -EINVAL);
		KUNIT_EXPECT_NULL(test, snd_pcm_format_silence_64(f));
		KUNIT_EXPECT_EQ(test, snd_pcm_format_set_silence(f, buf, 1), -EINVAL);
	}
	/* nothing to write is no error, for any number in the range of formats */
	KUNIT_EXPECT_EQ(test, snd_pcm_format_set_silence(SNDRV_PCM_FORMAT_SPECIAL, buf, 0), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_format_set_silence(SNDRV_PCM_FORMAT_S16_LE, buf, 0), 0);
}

/* every number of samples, at every offset from alignment, and not a byte beyond */
static void set_silence_writes_samples_and_nothing_else(struct kunit *test)
{
	unsigned char *buf = kunit_kzalloc(test, SAMPLES_MAX * 8 + 16, GFP_KERNEL);
	snd_pcm_format_t f;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	pcm_for_each_format(f) {
		const unsigned char *silence = snd_pcm_format_silence_64(f);
		int phys = snd_pcm_format_physical_width(f);

		if (!silence)
			continue;
		for (unsigned int samples = 1; samples < SAMPLES_MAX; samples++) {
			unsigned int at = 1 + samples % 7, bytes = samples * phys / 8, sample = max(phys / 8, 1);
			bool right = true;

			memset(buf, 0xa5, SAMPLES_MAX * 8 + 16);
			right &= snd_pcm_format_set_silence(f, buf + at, samples) == 0;
			for (unsigned int n = 0; n < bytes; n++)
				right &= buf[at + n] == silence[n % sample];
			right &= buf[at - 1] == 0xa5 && buf[at + bytes] == 0xa5;
			if (!right)
				KUNIT_FAIL(test, "%s, %u samples", snd_pcm_format_name(f), samples);
		}
	}
}

static void size_is_in_whole_bytes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, snd_pcm_format_size(SNDRV_PCM_FORMAT_S16_LE, 44100), 88200);
	KUNIT_EXPECT_EQ(test, snd_pcm_format_size(SNDRV_PCM_FORMAT_S24_3LE, 5), 15);
	KUNIT_EXPECT_EQ(test, snd_pcm_format_size(SNDRV_PCM_FORMAT_FLOAT64_LE, 0), 0);
	KUNIT_EXPECT_EQ(test, snd_pcm_format_size(SNDRV_PCM_FORMAT_IMA_ADPCM, 7), 3);
	KUNIT_EXPECT_EQ(test, snd_pcm_format_size(SNDRV_PCM_FORMAT_U8, 1ULL << 32), 1LL << 32);
}

static struct kunit_case format_cases[] = {
	KUNIT_CASE(linear_formats_are_what_their_names_say),
	KUNIT_CASE(other_formats),
	KUNIT_CASE(formats_without_samples_are_refused),
	KUNIT_CASE(set_silence_writes_samples_and_nothing_else),
	KUNIT_CASE(size_is_in_whole_bytes),
	{}
};

static struct kunit_suite format_suite = {
	.name = "pcm_format",
	.test_cases = format_cases,
};
kunit_test_suite(format_suite);

MODULE_LICENSE("GPL");
