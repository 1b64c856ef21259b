// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_format.c - a table of formats, and two headers written by hand: libsndfile rewrites its own by seeking at
 * every write, ends WAV files at 4 GiB, and its files cannot be closed and found valid at any moment.
 */
#include "harness/record_format.h"

#include <sys/ioctl.h>

#include <sound/asound.h>
#include <string.h>

#define WAV_PCM 1
#define WAV_FLOAT 3
#define WAV_A_LAW 6
#define WAV_MU_LAW 7
#define WAV_NARROW_MAX 0xffffffffull

/* room for the sizes of RF64, right behind the name of the file */
#define DS64_BYTES 28

#define AU_HEADER 32
#define AU_UNKNOWN 0xffffffffu

#define RAW(name) [SNDRV_PCM_FORMAT_##name] = {#name, RECORD_RAW, 0}
#define WAV(name, tag) [SNDRV_PCM_FORMAT_##name] = {#name, RECORD_WAV, tag}
#define AU(name, encoding) [SNDRV_PCM_FORMAT_##name] = {#name, RECORD_AU, encoding}

static const struct record_format formats[] = {
	AU(S8, 2),
	WAV(U8, WAV_PCM),
	WAV(S16_LE, WAV_PCM),
	AU(S16_BE, 3),
	RAW(U16_LE),
	RAW(U16_BE),
	RAW(S24_LE),
	RAW(S24_BE),
	RAW(U24_LE),
	RAW(U24_BE),
	WAV(S32_LE, WAV_PCM),
	AU(S32_BE, 5),
	RAW(U32_LE),
	RAW(U32_BE),
	WAV(FLOAT_LE, WAV_FLOAT),
	AU(FLOAT_BE, 6),
	WAV(FLOAT64_LE, WAV_FLOAT),
	AU(FLOAT64_BE, 7),
	RAW(IEC958_SUBFRAME_LE),
	RAW(IEC958_SUBFRAME_BE),
	WAV(MU_LAW, WAV_MU_LAW),
	WAV(A_LAW, WAV_A_LAW),
	RAW(IMA_ADPCM),
	RAW(MPEG),
	RAW(GSM),
	RAW(S20_LE),
	RAW(S20_BE),
	RAW(U20_LE),
	RAW(U20_BE),
	RAW(SPECIAL),
	WAV(S24_3LE, WAV_PCM),
	AU(S24_3BE, 4),
	RAW(U24_3LE),
	RAW(U24_3BE),
	RAW(S20_3LE),
	RAW(S20_3BE),
	RAW(U20_3LE),
	RAW(U20_3BE),
	RAW(S18_3LE),
	RAW(S18_3BE),
	RAW(U18_3LE),
	RAW(U18_3BE),
	RAW(G723_24),
	RAW(G723_24_1B),
	RAW(G723_40),
	RAW(G723_40_1B),
	RAW(DSD_U8),
	RAW(DSD_U16_LE),
	RAW(DSD_U32_LE),
	RAW(DSD_U16_BE),
	RAW(DSD_U32_BE),
};

const struct record_format *record_format(int format)
{
	static const struct record_format unknown = {"unknown", RECORD_RAW, 0};

	if (format < 0 || format >= (int)(sizeof(formats) / sizeof(formats[0])) || !formats[format].name)
		return &unknown;
	return &formats[format];
}

static unsigned int frame_bytes(const struct usnd_tap_format *format)
{
	return format->channels * (format->sample_bits / 8);
}

enum record_container record_container(const struct usnd_tap_format *format)
{
	enum record_container container = record_format(format->format)->container;

	/* a WAV's frame and channels have 16 bits */
	if (container == RECORD_WAV && frame_bytes(format) > 0xffff)
		return RECORD_RAW;
	return container;
}

const char *record_suffix(enum record_container container)
{
	static const char *const suffixes[] = {[RECORD_RAW] = ".raw", [RECORD_WAV] = ".wav", [RECORD_AU] = ".au"};

	return suffixes[container];
}

const char *record_access_name(int access)
{
	static const char *const names[] = {"MMAP_INTERLEAVED", "MMAP_NONINTERLEAVED", "MMAP_COMPLEX", "RW_INTERLEAVED",
					    "RW_NONINTERLEAVED"};

	return access >= 0 && access < (int)(sizeof(names) / sizeof(names[0])) ? names[access] : "unknown";
}

/* ---- headers ---------------------------------------------------------------------------------------------------- */

static uint8_t *put_le(uint8_t *at, uint64_t value, unsigned int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
	return at;
}

static uint8_t *put_be32(uint8_t *at, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = value >> shift;
	return at;
}

static uint8_t *put_name(uint8_t *at, const char *name)
{
	memcpy(at, name, 4);
	return at + 4;
}

size_t record_pad(const struct usnd_tap_format *format, uint64_t bytes)
{
	return record_container(format) == RECORD_WAV && bytes % 2;
}

static uint8_t *put_fmt(uint8_t *at, const struct usnd_tap_format *format, unsigned int tag)
{
	uint64_t per_second = (uint64_t)frame_bytes(format) * format->rate;

	at = put_le(put_name(at, "fmt "), tag == WAV_PCM ? 16 : 18, 4);
	at = put_le(put_le(at, tag, 2), format->channels, 2);
	at = put_le(at, format->rate, 4);
	at = put_le(at, per_second > WAV_NARROW_MAX ? WAV_NARROW_MAX : per_second, 4);
	at = put_le(put_le(at, frame_bytes(format), 2), format->sample_bits, 2);
	return tag == WAV_PCM ? at : put_le(at, 0, 2);
}

static size_t wav_header(const struct usnd_tap_format *format, uint64_t bytes, uint8_t *header)
{
	unsigned int tag = record_format(format->format)->code, other = tag == WAV_PCM ? 0 : 2 + 12;
	uint64_t frames = bytes / frame_bytes(format), size = 4 + 8 + DS64_BYTES + 24 + other + 8 + bytes + bytes % 2;
	bool wide = size > WAV_NARROW_MAX;
	uint8_t *at = header;

	at = put_le(put_name(at, wide ? "RF64" : "RIFF"), wide ? WAV_NARROW_MAX : size, 4);
	at = put_name(at, "WAVE");
	at = put_le(put_name(at, wide ? "ds64" : "JUNK"), DS64_BYTES, 4);
	at = put_le(at, wide ? size : 0, 8);
	at = put_le(at, wide ? bytes : 0, 8);
	at = put_le(at, wide ? frames : 0, 8);
	at = put_le(at, 0, 4);
	at = put_fmt(at, format, tag);
	if (tag != WAV_PCM)
		at = put_le(put_le(put_name(at, "fact"), 4, 4), frames > WAV_NARROW_MAX ? WAV_NARROW_MAX : frames, 4);
	at = put_le(put_name(at, "data"), wide ? WAV_NARROW_MAX : bytes, 4);
	return at - header;
}

static size_t au_header(const struct usnd_tap_format *format, uint64_t bytes, uint8_t *header)
{
	uint8_t *at = put_name(header, ".snd");

	at = put_be32(at, AU_HEADER);
	at = put_be32(at, bytes < AU_UNKNOWN ? bytes : AU_UNKNOWN);
	at = put_be32(at, record_format(format->format)->code);
	at = put_be32(put_be32(at, format->rate), format->channels);
	memset(at, 0, 8); /* the remark, which some readers want */
	return AU_HEADER;
}

size_t record_header(const struct usnd_tap_format *format, uint64_t bytes, uint8_t header[RECORD_HEADER_MAX])
{
	switch (record_container(format)) {
	case RECORD_WAV:
		return wav_header(format, bytes, header);
	case RECORD_AU:
		return au_header(format, bytes, header);
	default:
		return 0;
	}
}
