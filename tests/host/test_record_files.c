// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_record_files.c - the record's files: every format, and at any moment.
 */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/host/record_rig.h"

/* ---- formats ----------------------------------------------------------------------------------------------------- */

/** struct kind - a format, and what libsndfile must find */
struct kind {
	int format;
	unsigned int bits;
	const char *suffix;
	int found;
};

static const struct kind kinds[] = {
	{SNDRV_PCM_FORMAT_U8, 8, "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
	{SNDRV_PCM_FORMAT_S16_LE, 16, "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
	{SNDRV_PCM_FORMAT_S24_3LE, 24, "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24},
	{SNDRV_PCM_FORMAT_S32_LE, 32, "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32},
	{SNDRV_PCM_FORMAT_FLOAT_LE, 32, "wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
	{SNDRV_PCM_FORMAT_FLOAT64_LE, 64, "wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE},
	{SNDRV_PCM_FORMAT_MU_LAW, 8, "wav", SF_FORMAT_WAV | SF_FORMAT_ULAW},
	{SNDRV_PCM_FORMAT_A_LAW, 8, "wav", SF_FORMAT_WAV | SF_FORMAT_ALAW},
	{SNDRV_PCM_FORMAT_S8, 8, "au", SF_FORMAT_AU | SF_FORMAT_PCM_S8},
	{SNDRV_PCM_FORMAT_S16_BE, 16, "au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
	{SNDRV_PCM_FORMAT_S24_3BE, 24, "au", SF_FORMAT_AU | SF_FORMAT_PCM_24},
	{SNDRV_PCM_FORMAT_S32_BE, 32, "au", SF_FORMAT_AU | SF_FORMAT_PCM_32},
	{SNDRV_PCM_FORMAT_FLOAT_BE, 32, "au", SF_FORMAT_AU | SF_FORMAT_FLOAT},
	{SNDRV_PCM_FORMAT_FLOAT64_BE, 64, "au", SF_FORMAT_AU | SF_FORMAT_DOUBLE},
	{SNDRV_PCM_FORMAT_S24_LE, 32, "raw", 0},
	{SNDRV_PCM_FORMAT_U16_LE, 16, "raw", 0},
	{SNDRV_PCM_FORMAT_S20_3LE, 24, "raw", 0},
	{SNDRV_PCM_FORMAT_DSD_U32_BE, 32, "raw", 0},
	{SNDRV_PCM_FORMAT_IEC958_SUBFRAME_LE, 32, "raw", 0},
};

/* the length that the first lines of a WAV file tell, all of it included; 0: none is told */
static long told_length(const char *name)
{
	int fd = open(in_folder(name), O_RDONLY);
	uint32_t size = 0;

	EXPECT(pread(fd, &size, sizeof(size), 4) == sizeof(size));
	close(fd);
	return (long)size + 8;
}

static void check_kind(const struct kind *kind, const char *name, long bytes)
{
	SF_INFO info = {0};
	SNDFILE *file;
	struct stat st;
	uint8_t *data;
	int fd;

	if (kind->found) {
		file = sf_open(in_folder(name), SFM_READ, &info);
		EXPECT(file && (info.format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK)) == kind->found, "(%s: %x)",
		       name, info.format);
		sf_close(file);
		EXPECT(check_sound(name) == bytes, "(%s: %ld of %ld)", name, check_sound(name), bytes);
		EXPECT(strcmp(kind->suffix, "wav") || (!stat(in_folder(name), &st) && st.st_size == told_length(name)),
		       "(%s)", name);
		return;
	}
	data = malloc(bytes);
	EXPECT(!stat(in_folder(name), &st) && st.st_size == bytes, "(%s)", name);
	fd = open(in_folder(name), O_RDONLY);
	EXPECT(read(fd, data, bytes) == bytes);
	for (long i = 0; i < bytes; i++)
		if (data[i] != noise(i)) {
			EXPECT(false, "(%s: byte %ld)", name, i);
			break;
		}
	close(fd);
	free(data);
}

static void every_format_is_kept_bit_by_bit_in_what_can_hold_it(void)
{
	static uint8_t data[8 * 3 * 1001];
	char name[64], json[64], said[80];
	struct usnd_tap_format format;
	struct record_tap record;
	long bytes;

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		/* an odd number of bytes, where there can be one */
		format = format_of(kinds[i].format, kinds[i].bits, 3);
		bytes = 3 * kinds[i].bits / 8 * 1001;
		open_stream(&record, i, &format);
		pass(&record, i, data, 500);
		record_tap_flush(&record);
		snprintf(name, sizeof(name), "card0-pcm0p-sub%u.%s", i, kinds[i].suffix);
		check_kind(&kinds[i], name, bytes / 1001 * 500);
		pass(&record, i, data + bytes / 1001 * 500, 501);
		close_stream(&record, i);
		check_kind(&kinds[i], name, bytes);
		snprintf(json, sizeof(json), "card0-pcm0p-sub%u.json", i);
		snprintf(said, sizeof(said), "\"file\": \"%s\"", name);
		EXPECT(says(json, said) && says(json, "\"frames\": 1001,") && says(json, "\"error\": null"));
	}
	EXPECT(!record_tap_stop(&record) && !told);
	remove_folder();
}

static void channels_in_places_of_their_own_are_interleaved(void)
{
	struct usnd_tap_stream stream = stream_of(0);
	struct usnd_tap_format format = *cd();
	struct record_tap record;
	uint8_t left[2 * 100], right[2 * 100], both[4 * 100];
	const void *data[2] = {left, right};

	make_folder();
	fill(both, 0, sizeof(both));
	for (unsigned int i = 0; i < 100; i++) {
		memcpy(left + 2 * i, both + 4 * i, 2);
		memcpy(right + 2 * i, both + 4 * i + 2, 2);
	}
	start(&record);
	format.interleaved = false;
	format.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED;
	open_stream(&record, 0, &format);
	record.tap.frames(record.tap.ctx, &stream, data, 100);
	close_stream(&record, 0);
	EXPECT(check_sound("card0-pcm0p-sub0.wav") == 400 &&
	       says("card0-pcm0p-sub0.json", "\"access\": \"RW_NONINTERLEAVED\""));
	EXPECT(!record_tap_stop(&record));
	remove_folder();
}

static void frames_that_are_no_whole_bytes_are_counted(void)
{
	struct usnd_tap_format format = format_of(SNDRV_PCM_FORMAT_IMA_ADPCM, 4, 1);
	struct record_tap record;
	uint8_t data[16] = {0};

	make_folder();
	start(&record);
	open_stream(&record, 0, &format);
	pass(&record, 0, data, 31);
	close_stream(&record, 0);
	EXPECT(says("card0-pcm0p-sub0.json", "\"unseen_frames\": 31,") &&
	       says("card0-pcm0p-sub0.json", "not whole bytes"));
	EXPECT(!record_tap_stop(&record));
	remove_folder();
}

static void a_file_above_4_gib_is_rf64(void)
{
	uint64_t bytes = 5ull << 30;
	uint8_t header[RECORD_HEADER_MAX];
	size_t length = record_header(cd(), bytes, header);
	SF_INFO info = {0};
	SNDFILE *file;
	int fd;

	make_folder();
	EXPECT(length == record_header(cd(), 0, header));
	EXPECT(length == record_header(cd(), bytes, header) && !memcmp(header, "RF64", 4));
	fd = open(in_folder("large.wav"), O_RDWR | O_CREAT, 0666);
	EXPECT(fd >= 0 && pwrite(fd, header, length, 0) == (ssize_t)length && !ftruncate(fd, length + bytes));
	close(fd);
	file = sf_open(in_folder("large.wav"), SFM_READ, &info);
	EXPECT(file && info.frames == (sf_count_t)(bytes / 4) && info.channels == 2, "(%lld)", (long long)info.frames);
	sf_close(file);
	remove_folder();
}

/* ---- at any moment ----------------------------------------------------------------------------------------------- */

#define CHUNK 333u
#define CHUNKS 40u /* between two flushes */

static void pump(int ready)
{
	static uint8_t data[4 * CHUNK];
	struct record_tap record;

	if (record_tap_start(&record, folder))
		_exit(1);
	open_stream(&record, 0, cd());
	for (uint64_t i = 0;; i++) {
		fill(data, i * sizeof(data), sizeof(data));
		pass(&record, 0, data, CHUNK);
		if (i % CHUNKS)
			continue;
		record_tap_flush(&record);
		if (write(ready, "", 1) != 1)
			_exit(2);
	}
}

/* Return: bytes of sound that the process has left which was killed some time after so many flushes */
static long kill_after(unsigned int flushes)
{
	int ends[2], status;
	pid_t child;
	char byte;

	EXPECT(!pipe(ends));
	child = fork();
	if (!child) {
		close(ends[0]);
		pump(ends[1]);
	}
	close(ends[1]);
	while (flushes-- && read(ends[0], &byte, 1) == 1)
		;
	kill(child, SIGKILL);
	EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status), "(%x)", status);
	close(ends[0]);
	return check_sound("card0-pcm0p-sub0.wav");
}

static void a_killed_process_leaves_valid_files(void)
{
	long bytes;

	make_folder();
	for (unsigned int flushes = 1; flushes < 20; flushes++) {
		bytes = kill_after(flushes);
		EXPECT(bytes >= (long)(((flushes - 1) * CHUNKS + 1) * 4 * CHUNK), "(%ld after %u)", bytes, flushes);
		EXPECT(says("card0-pcm0p-sub0.json", "\"state\": \"open\"") && says("card0-pcm0p-sub0.json", "]\n}\n"));
	}
	remove_folder();
}

static void header_and_samples_fit_after_every_flush(void)
{
	static uint8_t data[4 * 20000];
	struct record_tap record;

	make_folder();
	fill(data, 0, sizeof(data));
	start(&record);
	open_stream(&record, 0, cd());
	for (unsigned int at = 0; at < 20000; at += 1000) {
		record_tap_flush(&record);
		EXPECT(check_sound("card0-pcm0p-sub0.wav") == 4 * (long)at);
		pass(&record, 0, data + 4 * at, 1000);
	}
	close_stream(&record, 0);
	EXPECT(check_sound("card0-pcm0p-sub0.wav") == sizeof(data));
	EXPECT(!record_tap_stop(&record));
	remove_folder();
}

static const struct tap_case cases[] = {
	TAP_CASE(every_format_is_kept_bit_by_bit_in_what_can_hold_it),
	TAP_CASE(channels_in_places_of_their_own_are_interleaved),
	TAP_CASE(frames_that_are_no_whole_bytes_are_counted),
	TAP_CASE(a_file_above_4_gib_is_rf64),
	TAP_CASE(a_killed_process_leaves_valid_files),
	TAP_CASE(header_and_samples_fit_after_every_flush),
};

TAP_MAIN(cases)
