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

	if (out->wav || lineout_error(out)) {
		out->changed = out->rate != rate || out->channels != channels || out->bits != bits;
		return;
	}
	out->rate = rate;
	out->channels = channels;
	out->bits = bits;
	atomic_store_explicit(&out->error, wav_create(&out->wav, out->path, &info, NULL), memory_order_relaxed);
}

static void on_frames(void *ctx, void *data, size_t count)
{
	struct lineout *out = ctx;

	int err;

	if (!out->wav || out->changed || lineout_error(out)) {
		out->lost += count;
		return;
	}
	err = wav_write(out->wav, data, count);
	if (err)
		atomic_store_explicit(&out->error, err, memory_order_relaxed);
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

int lineout_error(const struct lineout *out)
{
	return atomic_load_explicit(&out->error, memory_order_relaxed);
}

int lineout_close(struct lineout *out)
{
	int err = wav_close(out->wav);

	out->wav = NULL;
	return lineout_error(out) ? lineout_error(out) : err;
}
