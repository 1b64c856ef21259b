/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_rig.h - streams that never were, which tell the record of frames; and its files read back. What libsndfile can
 * read is read by it, so that no header is judged by who wrote it.
 */
#ifndef TESTS_HOST_RECORD_RIG_H
#define TESTS_HOST_RECORD_RIG_H

#include <sys/ioctl.h>

#include <fcntl.h>
#include <sndfile.h>
#include <sound/asound.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/record_tap.h"
#include "host/log.h"
#include "tests/host/tap.h"

static char folder[64];
static unsigned int told;

/* ---- help -------------------------------------------------------------------------------------------------------- */

static inline void on_log(void *ctx, int level, const char *text, size_t length)
{
	told++;
}

static inline void make_folder(void)
{
	/* thousands of files are made: not on a disk, where that can be had */
	snprintf(folder, sizeof(folder), "%s/usnd-test-record-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	EXPECT(mkdtemp(folder) != NULL);
	host_log_sink(on_log, NULL);
	told = 0;
}

static inline void remove_folder(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	EXPECT(!system(command));
}

static inline char *in_folder(const char *name)
{
	static char path[160];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static inline bool exists(const char *name)
{
	return !access(in_folder(name), F_OK);
}

static inline char *text_of(const char *name)
{
	static char text[65536];
	int fd = open(in_folder(name), O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	EXPECT(got >= 0, "(%s)", name);
	text[got < 0 ? 0 : got] = '\0';
	close(fd);
	return text;
}

static inline bool says(const char *name, const char *what)
{
	char *text = text_of(name);
	bool found = strstr(text, what);

	if (!found)
		printf("# no %s in %s\n", what, text);
	return found;
}

static inline struct usnd_tap_stream stream_of(int subdevice)
{
	return (struct usnd_tap_stream){.subdevice = subdevice};
}

static inline struct usnd_tap_format format_of(int format, unsigned int bits, unsigned int channels)
{
	return (struct usnd_tap_format){
		.format = format,
		.rate = 48000,
		.channels = channels,
		.sample_bits = bits,
		.interleaved = true,
		.access = SNDRV_PCM_ACCESS_RW_INTERLEAVED,
		.period_frames = 1024,
		.buffer_frames = 4096,
	};
}

static inline const struct usnd_tap_format *cd(void)
{
	static struct usnd_tap_format format;

	format = format_of(SNDRV_PCM_FORMAT_S16_LE, 16, 2);
	return &format;
}

static inline void start(struct record_tap *record)
{
	EXPECT(!record_tap_start(record, folder));
}

static inline void open_stream(struct record_tap *record, int subdevice, const struct usnd_tap_format *format)
{
	struct usnd_tap_stream stream = stream_of(subdevice);

	record->tap.opened(record->tap.ctx, &stream);
	if (format)
		record->tap.format(record->tap.ctx, &stream, format);
}

static inline void close_stream(struct record_tap *record, int subdevice)
{
	struct usnd_tap_stream stream = stream_of(subdevice);

	record->tap.closed(record->tap.ctx, &stream);
}

static inline void pass(struct record_tap *record, int subdevice, const void *data, size_t frames)
{
	struct usnd_tap_stream stream = stream_of(subdevice);

	record->tap.frames(record->tap.ctx, &stream, data ? &data : NULL, frames);
}

/* byte @at of an endless noise */
static inline uint8_t noise(uint64_t at)
{
	at *= 0x9e3779b97f4a7c15u;
	return at >> 40 ^ at >> 56;
}

static inline void fill(uint8_t *data, uint64_t first, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = noise(first + i);
}

static inline unsigned int sample_bytes(int format)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_16:
		return 2;
	case SF_FORMAT_PCM_24:
		return 3;
	case SF_FORMAT_PCM_32:
	case SF_FORMAT_FLOAT:
		return 4;
	case SF_FORMAT_DOUBLE:
		return 8;
	default:
		return 1;
	}
}

/* Return: bytes of samples in a file, all of which are noise() from the beginning; -1: something is wrong */
static inline long check_sound(const char *name)
{
	SF_INFO info = {0};
	SNDFILE *file = sf_open(in_folder(name), SFM_READ, &info);
	uint8_t block[72 * 64]; /* whole frames of any */
	long total, at = 0;
	sf_count_t got;

	EXPECT(file != NULL, "(%s: %s)", name, sf_strerror(NULL));
	if (!file)
		return -1;
	/* reading raw goes on behind the last sample */
	total = info.frames * info.channels * sample_bytes(info.format);
	EXPECT(info.samplerate == 48000);
	while ((got = sf_read_raw(file, block, sizeof(block))) > 0)
		for (sf_count_t i = 0; i < got && at < total; i++, at++)
			if (block[i] != noise(at)) {
				EXPECT(false, "(%s: byte %ld)", name, at);
				sf_close(file);
				return -1;
			}
	EXPECT(at == total, "(%s: %ld of %ld)", name, at, total);
	sf_close(file);
	return total;
}

#endif
