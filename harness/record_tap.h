/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_tap.h - the record: what passed the hardware pointer of every stream of every card, one WAV file a stream.
 *
 * A file is called card0-pcm0p-sub0.wav; the second time that the substream is opened, or gets other parameters,
 * card0-pcm0p-sub0-2.wav, and so on. It holds the stream's own samples, unaltered, and is valid at any moment.
 *
 * Formats that a WAV file can hold as they are: U8, S16_LE, S24_3LE, S32_LE, FLOAT_LE, FLOAT64_LE. Streams of others have no
 * file, and frames that cannot be seen (a driver without a buffer of ours) leave no trace in it; both are counted.
 */
#ifndef HARNESS_RECORD_TAP_H
#define HARNESS_RECORD_TAP_H

#include <stdint.h>
#include <usnd/syscall.h>

#define RECORD_TAP_STREAMS 32

struct wav;

/**
 * struct record_tap_stream - a substream that is open, or has been
 * @files: made for it so far
 * @frames: in the file; @unseen: that passed without being seen; @xruns
 */
struct record_tap_stream {
	struct usnd_tap_stream stream;
	struct usnd_tap_format format;
	struct wav *wav;
	unsigned int files, xruns;
	uint64_t frames, unseen;
};

/**
 * struct record_tap
 * @folder: where the files go; it exists
 * @error: first -errno of writing; nothing is written any more. -ENOSPC also for more than RECORD_TAP_STREAMS substreams.
 */
struct record_tap {
	const char *folder;
	struct usnd_tap tap;
	struct record_tap_stream streams[RECORD_TAP_STREAMS];
	unsigned int count;
	int error;
};

/** record_tap_start() - from now on; no stream is open yet, and there is no other tap */
void record_tap_start(struct record_tap *record, const char *folder);

/** record_tap_stop() - finish the files; 0 or the first error */
int record_tap_stop(struct record_tap *record);

#endif
