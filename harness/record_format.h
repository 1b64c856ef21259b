/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_format.h - which file holds a stream's samples as they are, and the header of a file that grows.
 *
 * WAV, where it can: little endian, 8 bits unsigned, a-law and mu-law. It begins with room for the sizes of a file
 * above 4 GiB, whose name is then RF64 (EBU Tech 3306). Big endian and 8 bits signed: AU. Everything else (samples that
 * lie in the lower bits of wider words, unsigned ones, packed, compressed, DSD): .raw, bytes without a header, and the
 * .json says what they are.
 */
#ifndef HARNESS_RECORD_FORMAT_H
#define HARNESS_RECORD_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <usnd/syscall.h>

enum record_container { RECORD_RAW, RECORD_WAV, RECORD_AU };

/**
 * struct record_format - a sample format of ALSA
 * @name: "S16_LE", as alsa-lib's tools
 * @code: format tag of WAV, encoding of AU
 */
struct record_format {
	const char *name;
	enum record_container container;
	unsigned int code;
};

/** record_format() - of SNDRV_PCM_FORMAT_* @format; one that ALSA does not have is "unknown" and raw */
const struct record_format *record_format(int format);

/** record_container() - what holds samples of @format: that of record_format(), or raw where its header has no room for
 * the numbers */
enum record_container record_container(const struct usnd_tap_format *format);

/** record_suffix() - ".wav" and such */
const char *record_suffix(enum record_container container);

/** record_access_name() - "RW_INTERLEAVED" */
const char *record_access_name(int access);

#define RECORD_HEADER_MAX 96

/**
 * record_header() - the header of a file with @bytes of samples
 * Its length depends on @format only: it is written over as the file grows.
 * Return: its length, where the first sample lies.
 */
size_t record_header(const struct usnd_tap_format *format, uint64_t bytes, uint8_t header[RECORD_HEADER_MAX]);

/** record_pad() - bytes of zero behind @bytes of samples */
size_t record_pad(const struct usnd_tap_format *format, uint64_t bytes);

#endif
