/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linein.h - what comes into a card's line-in: a sound file, or the test signal.
 *
 * The line hands out one frame each time the device samples, the first one at its first sample; the file's rate matters to
 * digital inputs only, which follow it. After the end comes silence.
 */
#ifndef HARNESS_LINEIN_H
#define HARNESS_LINEIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <usnd/machine.h>

#include "host/wav.h"

/**
 * struct linein - a line with a file at its end
 * @wav: NULL: the test signal
 * @info: of the file
 * @rate, @channels, @bits: how the device samples
 * @frames: handed out
 * @mismatch: the device samples in another width than the file has, or fewer channels: it heard silence
 * @error: -errno of reading; silence from there on
 * From linein_line() until the run has ended all of it is the machine's, and nobody else looks at it.
 */
struct linein {
	struct wav *wav;
	struct wav_info info;
	unsigned int rate, channels, bits;
	uint64_t frames;
	bool mismatch;
	int error;
};

/**
 * linein_open() - @path NULL: the test signal
 * Return: 0, or what wav_open() returns (@why: as there)
 */
int linein_open(struct linein *in, const char *path, const char **why);
struct usnd_line linein_line(struct linein *in);

/** linein_close() - accepts one that could not be opened */
void linein_close(struct linein *in);

/**
 * linein_signal() - the test signal: a sawtooth, rising by 601 of 65536 a frame (440 Hz at 48 kHz); odd channels fall
 * No two of 65536 frames in a row are alike, so that a frame lost or doubled is seen. @bits 8 takes the upper byte, 32 has zeros below.
 */
void linein_signal(void *data, uint64_t first, size_t frames, unsigned int channels, unsigned int bits);

#define LINEIN_SIGNAL_RATE 48000
#define LINEIN_SIGNAL_CHANNELS 2

#endif
