// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * linein.c - called by the machine with its lock held, as lineout.c.
 */
#include "harness/linein.h"

#include <string.h>

#include "harness/play.h"

#define SIGNAL_STEP 601

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct linein *in = ctx;

	in->rate = rate;
	in->channels = channels;
	in->bits = bits;
	if (in->wav && (bits != 8 * wav_sample_bytes(&in->info) || channels < in->info.channels))
		in->mismatch = true;
}

static void on_frames(void *ctx, void *data, size_t count)
{
	struct linein *in = ctx;
	size_t sample = in->bits / 8, frame = in->channels * sample;
	long got = 0;

	if (!in->wav) {
		linein_signal(data, in->frames, count, in->channels, in->bits);
		in->frames += count;
		return;
	}
	if (!in->mismatch && !in->error)
		got = wav_read(in->wav, data, count);
	if (got < 0) {
		in->error = got;
		got = 0;
	}
	play_spread(data, got, sample, in->info.channels, in->channels);
	memset((char *)data + got * frame, in->bits == 8 ? 0x80 : 0, (count - got) * frame);
	in->frames += count;
}

void linein_signal(void *data, uint64_t first, size_t frames, unsigned int channels, unsigned int bits)
{
	uint8_t *narrow = data;
	int16_t *wide = data;
	int32_t *widest = data;

	for (size_t i = 0; i < frames; i++)
		for (unsigned int c = 0; c < channels; c++) {
			uint16_t rising = (first + i) * SIGNAL_STEP, value = c % 2 ? -rising : rising;

			if (bits == 8)
				narrow[i * channels + c] = (value >> 8) ^ 0x80;
			else if (bits == 32)
				widest[i * channels + c] = (uint32_t)value << 16;
			else
				wide[i * channels + c] = value;
		}
}

int linein_open(struct linein *in, const char *path, const char **why)
{
	*in = (struct linein){
		.info = { .rate = LINEIN_SIGNAL_RATE, .channels = LINEIN_SIGNAL_CHANNELS, .bits = 16, .format = "16 bit" },
	};
	return path ? wav_open(&in->wav, path, &in->info, why) : 0;
}

struct usnd_line linein_line(struct linein *in)
{
	return (struct usnd_line){ .ctx = in, .format = on_format, .frames = on_frames, .rate = in->info.rate };
}

void linein_close(struct linein *in)
{
	wav_close(in->wav);
	in->wav = NULL;
}
