/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linein.h - what comes into a card's line-in: a sound file, a WAV stream from a pipe, or the test signal.
 *
 * The line hands out one frame each time the device samples, the first one at its first sample; the source's rate
 * matters to digital inputs only, which follow it: nothing is resampled. Before and after it is silence.
 *
 * A line is no computer: whatever width and channels the device samples in, it hears. Wider samples are the source's
 * with zeros below, narrower ones its upper bits; channels are repeated until there are enough, or the first ones
 * heard.
 *
 * A pipe is read when the device samples. What is not there yet is silence, counted (@starved), unless the line has
 * patience: on a virtual or paced clock, time stands still while a device samples, so waiting for data loses nothing.
 */
#ifndef HARNESS_LINEIN_H
#define HARNESS_LINEIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <usnd/host.h>
#include <usnd/machine.h>

#include "host/wav.h"

struct sound_pipe;

/* for the paced clock: who feeds the pipe may itself be waiting for the machine */
#define LINEIN_PACED_PATIENCE_NS 1000000000ull

/**
 * struct linein - a line with a file, a pipe, or (neither) the test signal at its end
 * @info: of the source; of a pipe once its header has come (channels 0 until then)
 * @patience: real ns that a pipe is waited for before it is silence; having waited in vain, it is not waited for again
 *	      until something has come. 0: never, HOST_FOREVER: until its end. Set after linein_open(), 0 there.
 * @stop: true ends the patience, for good; set by a signal handler. May be NULL.
 * @rate, @channels, @bits: how the device samples
 * @frames: handed out; @heard: those of them that are the source's; @starved: silence because the pipe was empty
 * @ended: the source has, and @heard stays as it is; a FIFO never does. May be looked at from outside the machine.
 * @converted: the device samples in another width than the source has, or in fewer channels
 * @error: -errno of reading (@why, if not NULL, in words); silence from there on
 * From linein_line() until the run has ended all but @ended and @heard is the machine's, and nobody else looks at it.
 */
struct linein {
	struct wav *wav;
	struct sound_pipe *pipe;
	struct wav_info info;
	uint64_t patience;
	const volatile bool *stop;
	unsigned int rate, channels, bits;
	uint64_t frames, heard, starved;
	_Atomic bool ended;
	bool converted, impatient;
	int error;
	const char *why;
};

/**
 * linein_open() - @path: a sound file, "-" or a FIFO; NULL: the test signal
 * Return: 0, or what wav_open() returns (@why: as there). A pipe is not waited for.
 */
int linein_open(struct linein *in, const char *path, const char **why);

/**
 * linein_wait() - until the header of a pipe has come; at once with everything else
 * Return: 0; -EINVAL: it is none (@in->why); -EINTR: @in->stop; -ENODATA: it ends before it begins
 */
int linein_wait(struct linein *in);

struct usnd_line linein_line(struct linein *in);

/** linein_close() - accepts one that could not be opened */
void linein_close(struct linein *in);

/**
 * linein_convert() - @frames of one layout in another; they do not overlap
 * @bits: 8 (unsigned), 16, 32
 */
void linein_convert(void *to, unsigned int to_channels, unsigned int to_bits, const void *from,
		    unsigned int from_channels, unsigned int from_bits, size_t frames);

/**
 * linein_signal() - the test signal: a sawtooth, rising by 601 of 65536 a frame (440 Hz at 48 kHz); odd channels fall
 * No two of 65536 frames in a row are alike, so that a frame lost or doubled is seen. @bits 8 takes the upper byte, 32
 * has zeros below.
 */
void linein_signal(void *data, uint64_t first, size_t frames, unsigned int channels, unsigned int bits);

#define LINEIN_SIGNAL_RATE 48000
#define LINEIN_SIGNAL_CHANNELS 2

#endif
