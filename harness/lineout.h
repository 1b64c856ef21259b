/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lineout.h - what a card's line-out plays, into a WAV file.
 */
#ifndef HARNESS_LINEOUT_H
#define HARNESS_LINEOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <usnd/machine.h>

struct wav;

/**
 * struct lineout - a line with a file at its end
 * @path: the file; created when the device starts, so that its rate is the device's own
 * @error: first -errno of writing; later frames are dropped
 * @changed: the device changed its format on the way; frames after that are dropped and counted in @lost
 * From lineout_line() until the run has ended all of it is the machine's, and others ask for lineout_error() only.
 */
struct lineout {
	const char *path;
	struct wav *wav;
	unsigned int rate, channels, bits;
	uint64_t frames, lost;
	atomic_int error;
	bool changed;
};

/** lineout_init() - nothing is created yet; lineout_line() is what usnd_machine_ops.line() takes */
void lineout_init(struct lineout *out, const char *path);
struct usnd_line lineout_line(struct lineout *out);

/** lineout_error() - 0, or the first error of the file; may be asked at any time, by any thread */
int lineout_error(const struct lineout *out);

/** lineout_close() - finish the file; 0 or the first error since it was created */
int lineout_close(struct lineout *out);

#endif
