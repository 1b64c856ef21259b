/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wav.h - sound files in and out, by libsndfile, which reads WAV and everything like it.
 *
 * Samples are 8 bit unsigned, or signed little endian in 16 or 32 bits, interleaved: what the cards take. Nothing is
 * converted; those of 24 bits lie in the upper ones of 32.
 */
#ifndef HOST_WAV_H
#define HOST_WAV_H

#include <stddef.h>
#include <stdint.h>

struct wav;

/**
 * struct wav_info - what is in a file
 * @frames: total; 0 while writing
 * @bits: 8, 16, 24, 32; anything else (-32 for float …) as the file has it
 */
struct wav_info {
	uint64_t frames;
	unsigned int rate;
	unsigned int channels;
	int bits;
	const char *format; /* for messages: "32 bit float" */
};

/** wav_sample_bytes() - of a sample in memory; 0: of @info's kind none can be read or written */
unsigned int wav_sample_bytes(const struct wav_info *info);

/**
 * wav_open() - for reading
 * Return: 0; -ENOENT and such; -EINVAL: not a sound file (@why, if given, gets the library's words)
 */
int wav_open(struct wav **wav, const char *path, struct wav_info *info, const char **why);

/** wav_read() - up to @frames; what was read, 0 at the end, -EIO. Only with wav_sample_bytes(). */
long wav_read(struct wav *wav, void *data, size_t frames);

/**
 * wav_read_values() - as wav_read(), of any file: samples as numbers around 0, integers in steps of the file's own
 * width, floating point as it is, compressed ones as 16 bit
 */
long wav_read_values(struct wav *wav, double *values, size_t frames);

/** wav_seek() - read on at @frame; 0, or -ESPIPE, and nothing has changed: this file cannot, or has not so many */
int wav_seek(struct wav *wav, uint64_t frame);

/**
 * wav_create() - for writing; @info's rate, channels and bits count
 * @info: bits 8, 16, 24, 32
 */
int wav_create(struct wav **wav, const char *path, const struct wav_info *info, const char **why);

/** wav_write() - frames as wav_read() gives them; 0 or -errno (-ENOSPC: disk full) */
int wav_write(struct wav *wav, const void *data, size_t frames);

/** wav_close() - flushes; the first error since the file was opened. Accepts NULL. */
int wav_close(struct wav *wav);

#endif
