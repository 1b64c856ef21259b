/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_local.h - between the record's callbacks (record_tap.c), its thread (record_writer.c) and its .json files
 * (record_json.c)
 */
#ifndef HARNESS_RECORD_LOCAL_H
#define HARNESS_RECORD_LOCAL_H

#include "harness/record_tap.h"

#define RECORD_BLOCK 65536u

/** struct record_block - samples of a stream; its memory is that of the stream until a writer takes it */
struct record_block {
	struct record_block *next;
	size_t used, size;
	char data[];
};

/** record_is_exact() - are frames of @format whole bytes that can be laid one after the other? */
static inline bool record_is_exact(const struct usnd_tap_format *format)
{
	return !(format->channels * format->sample_bits % 8) && (format->interleaved || !(format->sample_bits % 8));
}

/** record_name() - of @stream's present file; @suffix ".wav" */
void record_name(const struct record_stream *stream, const char *suffix, char name[RECORD_NAME_MAX]);

/** record_json() - the description of @stream's file; to be freed; NULL: no memory. Lock held. */
char *record_json(const struct record_stream *stream, size_t *bytes);

/** record_block_get() - an empty block with room for @bytes, or NULL. Lock held. */
struct record_block *record_block_get(struct record_tap *record, size_t bytes);

/** record_wake() - @stream waits for the writer; @urgent: not for long. Lock held. */
void record_wake(struct record_tap *record, struct record_stream *stream, bool urgent);

/** record_wait() - until the writer has done what @stream asked for. Lock held; given up meanwhile. */
void record_wait(struct record_tap *record, struct record_stream *stream);

/** record_fail() - the file of @stream with that suffix is not what it should be; the first one of all is put into a
 * sentence. Lock held. */
void record_fail(struct record_tap *record, const struct record_stream *stream, const char *suffix, int error);

/** record_writer() - the thread: until record->stopping, and nothing is left to do */
void *record_writer(void *record);

/** record_writer_init() - lock, conditions, thread; 0 or -errno */
int record_writer_init(struct record_tap *record);
/** record_writer_finish() - the thread has done everything, and is gone */
void record_writer_finish(struct record_tap *record);

#endif
