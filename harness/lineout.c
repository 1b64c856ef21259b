// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lineout.c - called by the machine with its lock held, from whichever task runs it: keeps to itself.
 */
#include "harness/lineout.h"

#include "host/wav.h"

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct wav_info info = { .rate = rate, .channels = channels, .bits = bits };
	struct lineout *out = ctx;

	if (out->wav || out->error) {
		out->changed = out->rate != rate || out->channels != channels || out->bits != bits;
		return;
	}
	out->rate = rate;
	out->channels = channels;
	out->bits = bits;
	out->error = wav_create(&out->wav, out->path, &info, NULL);
}

static void on_frames(void *ctx, void *data, size_t count)
{
	struct lineout *out = ctx;

	if (!out->wav || out->error || out->changed) {
		out->lost += count;
		return;
	}
	out->error = wav_write(out->wav, data, count);
	out->frames += count;
}

void lineout_init(struct lineout *out, const char *path)
{
	*out = (struct lineout){ .path = path };
}

struct usnd_line lineout_line(struct lineout *out)
{
	return (struct usnd_line){ .ctx = out, .format = on_format, .frames = on_frames };
}

int lineout_close(struct lineout *out)
{
	int err = wav_close(out->wav);

	out->wav = NULL;
	return out->error ? out->error : err;
}
