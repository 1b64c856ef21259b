// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * linein.c - called by the machine with its lock held, as lineout.c.
 */
#include "harness/linein.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "harness/sound_pipe.h"

#define SIGNAL_STEP 601

#define PIECE 256 /* frames that are converted at a time */
#define PIECE_BYTES 32768

#define SLICE_MS 100 /* of waiting, before the stop is looked at */

/* ---- layouts ------------------------------------------------------------------------------------------------- */

static uint32_t widen(const uint8_t *at, unsigned int bytes)
{
	uint16_t half;
	uint32_t word;

	if (bytes == 1)
		return (uint32_t)(*at ^ 0x80) << 24;
	if (bytes == 2) {
		memcpy(&half, at, sizeof(half));
		return (uint32_t)half << 16;
	}
	memcpy(&word, at, sizeof(word));
	return word;
}

static void narrow(uint8_t *at, unsigned int bytes, uint32_t word)
{
	uint16_t half = word >> 16;

	if (bytes == 1)
		*at = word >> 24 ^ 0x80;
	else if (bytes == 2)
		memcpy(at, &half, sizeof(half));
	else
		memcpy(at, &word, sizeof(word));
}

void linein_convert(void *to, unsigned int to_channels, unsigned int to_bits, const void *from,
		    unsigned int from_channels, unsigned int from_bits, size_t frames)
{
	unsigned int out = to_bits / 8, in = from_bits / 8, c;
	const uint8_t *source = from;
	uint8_t *sink = to;

	for (; frames--; source += from_channels * in)
		for (c = 0; c < to_channels; c++, sink += out)
			narrow(sink, out, widen(source + c % from_channels * in, in));
}

/* ---- sources ------------------------------------------------------------------------------------------------- */

static uint64_t real_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static bool is_over(const struct sound_pipe *pipe)
{
	return pipe->error || pipe->state == SOUND_PIPE_ENDED || (pipe->state == SOUND_PIPE_REST && !pipe->fifo);
}

/* something to look at again; false: it was waited for in vain */
static bool wait_for_pipe(struct linein *in)
{
	uint64_t begin = real_now();

	while (!in->impatient && !is_over(in->pipe) && real_now() - begin < in->patience && !(in->stop && *in->stop))
		if (sound_pipe_fill(in->pipe, SLICE_MS))
			return true;
	/* whoever did not come in time is not waited for at every frame */
	in->impatient = true;
	return false;
}

static long read_pipe(struct linein *in, void *data, size_t frames)
{
	struct sound_pipe *pipe = in->pipe;
	size_t got = 0, now;

	while (got < frames) {
		if (!got && pipe->state == SOUND_PIPE_SOUND)
			in->info = pipe->info;
		now = sound_pipe_read(pipe, (char *)data + got * in->info.channels * wav_sample_bytes(&in->info),
				      frames - got);
		got += now;
		/* what comes next may have another format: it takes effect at the next piece */
		if (got && pipe->state != SOUND_PIPE_SOUND)
			break;
		if (!now && (is_over(pipe) || (!sound_pipe_fill(pipe, 0) && !wait_for_pipe(in))))
			break;
	}
	in->why = pipe->why;
	in->impatient &= !got;
	return pipe->error && !got ? pipe->error : (long)got;
}

/* Return: frames, whose layout is in->info's; 0: silence for the rest */
static size_t read_source(struct linein *in, void *data, size_t frames)
{
	long got = 0;

	if (!in->error)
		got = in->pipe ? read_pipe(in, data, frames) : wav_read(in->wav, data, frames);
	if (got < 0) {
		in->error = got;
		got = 0;
	}
	in->heard += got;
	return got;
}

/* ---- the line ------------------------------------------------------------------------------------------------ */

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct linein *in = ctx;

	in->rate = rate;
	in->channels = channels;
	in->bits = bits;
}

/* Return: frames that are the source's */
static size_t fill_piece(struct linein *in, void *data, size_t frames)
{
	_Alignas(8) uint8_t source[PIECE_BYTES];
	size_t got, most = PIECE;
	unsigned int bits;

	if (in->info.channels && PIECE_BYTES / 4 / in->info.channels < most)
		most = PIECE_BYTES / 4 / in->info.channels;
	/* a pipe's channels are not known yet: any number of them goes in then, one by one */
	if (!in->info.channels)
		most = 1;
	got = read_source(in, source, frames < most ? frames : most);
	if (!got)
		return 0;
	bits = 8 * wav_sample_bytes(&in->info);
	in->converted |= bits != in->bits || in->channels < in->info.channels;
	linein_convert(data, in->channels, in->bits, source, in->info.channels, bits, got);
	return got;
}

static void on_frames(void *ctx, void *data, size_t count)
{
	struct linein *in = ctx;
	size_t frame = in->channels * in->bits / 8, done = 0, got;

	if (!in->wav && !in->pipe) {
		linein_signal(data, in->frames, count, in->channels, in->bits);
		done = count;
		in->heard += count;
	}
	while (done < count) {
		got = fill_piece(in, (char *)data + done * frame, count - done);
		if (!got)
			break;
		done += got;
	}
	memset((char *)data + done * frame, in->bits == 8 ? 0x80 : 0, (count - done) * frame);
	in->frames += count;
	if (in->pipe ? is_over(in->pipe) : done < count)
		in->ended = true;
	else
		in->starved += count - done;
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
		.info = {.rate = LINEIN_SIGNAL_RATE,
			 .channels = LINEIN_SIGNAL_CHANNELS,
			 .bits = 16,
			 .format = "16 bit"},
	};
	if (!path)
		return 0;
	in->info = (struct wav_info){0};
	if (sound_pipe_is(path))
		return sound_pipe_open(&in->pipe, path);
	return wav_open(&in->wav, path, &in->info, why);
}

int linein_wait(struct linein *in)
{
	struct sound_pipe *pipe = in->pipe;

	while (pipe && pipe->state == SOUND_PIPE_HEADER && !pipe->error) {
		if (in->stop && *in->stop)
			return -EINTR;
		sound_pipe_fill(pipe, SLICE_MS);
	}
	if (!pipe)
		return 0;
	in->why = pipe->why;
	if (pipe->error)
		return pipe->error;
	if (pipe->state == SOUND_PIPE_ENDED)
		return -ENODATA;
	in->info = pipe->info;
	return 0;
}

struct usnd_line linein_line(struct linein *in)
{
	/* its own rate, if it is known by now */
	return (struct usnd_line){.ctx = in, .format = on_format, .frames = on_frames, .rate = in->info.rate};
}

void linein_close(struct linein *in)
{
	wav_close(in->wav);
	sound_pipe_close(in->pipe);
	in->wav = NULL;
	in->pipe = NULL;
}
