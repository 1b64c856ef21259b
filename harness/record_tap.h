/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_tap.h - the record: what passed the hardware pointer of every stream of every card, one sound file a stream,
 * from open to close.
 *
 * A file is called card0-pcm0p-sub0.wav; the second time that the substream is opened, or gets other parameters after
 * frames have passed, card0-pcm0p-sub0-2.wav, and so on. It holds the stream's own samples, unaltered, in the file that
 * can hold them as they are (record_format.h: .wav, .au, .raw). Beside it is a .json of the same name that says whose
 * sound it is and what happened to it (record_json.c). Files of an earlier record in the same folder are written over;
 * of one that still runs, in whatever process, never.
 *
 * Both files are valid at any moment, also when the process is killed: samples are on their way to the file for at most
 * RECORD_DELAY_NS, and in it when the substream's close, or record_tap_stop(), has returned.
 *
 * A thread does all the writing, so that no stream waits for a disk, with one exception: a disk that stays behind by
 * more than RECORD_BACKLOG bytes is waited for, because a record that is exact is worth more than time; if it takes
 * nothing for RECORD_PATIENCE seconds, the file ends. What cannot be written (disk full, folder not writable) is told
 * once, with the file's name and what helps, and counted in its .json; streams never see an error.
 *
 * Frames that cannot be seen (a driver without a buffer of ours) leave no trace in the file, and neither do those of
 * streams whose frames are no whole bytes; both are counted.
 */
#ifndef HARNESS_RECORD_TAP_H
#define HARNESS_RECORD_TAP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <usnd/syscall.h>

#include "harness/record_file.h"

#define RECORD_DELAY_NS 100000000
#define RECORD_BACKLOG (64u << 20)
#define RECORD_PATIENCE 10
#define RECORD_XRUNS 256 /* that are listed, of each file */
#define RECORD_SPARE 32	 /* blocks that are kept */

struct record_block;

/** struct record_time - @run: of host_now(), ns; @wall: of the day; all zero: not yet */
struct record_time {
	uint64_t run;
	struct timespec wall;
};

/** struct record_xrun - @frame: so many had passed before */
struct record_xrun {
	struct record_time time;
	uint64_t frame;
};

enum record_queue { RECORD_IDLE, RECORD_LAZY, RECORD_URGENT };

/**
 * struct record_stream - a substream that is open, or has been; everything is of its present, or last, file. Under
 * &record_tap.lock.
 * @comm: of the process that opened it, empty: not known
 * @files: made for it so far
 * @active: it is open and has parameters
 * @frames: taken for the file; @unseen: that passed without being seen; @lost: that could not be written, @error tells
 * why
 * @opened, @first, @last, @closed: when; @first and @last: when it was learnt that those frames had passed
 * @queue, @next, @back: where it waits for the writer
 * @head, @tail: samples to be written
 * @describe: the .json is to be written; @closing: so is the end; @discard: nothing is to be left of it
 * @broken: the file could not be written; what was taken before a failure of another kind still is
 * @undescribed: the .json could not be written
 * @writing: by the writer, at this moment
 * @file: the writer's alone
 */
struct record_stream {
	struct record_stream *same_hash;
	struct usnd_tap_stream id;
	struct usnd_tap_format format;
	char comm[16];
	unsigned int files;
	bool active;
	uint64_t frames, unseen, lost;
	unsigned int xruns, listed;
	struct record_xrun *xrun;
	struct record_time opened, first, last, closed;
	int error;
	enum record_queue queue;
	struct record_stream *next, **back;
	struct record_block *head, *tail;
	bool describe, closing, discard, broken, undescribed, writing;
	struct record_file file;
};

#define RECORD_HASH 256

struct record_list {
	struct record_stream *first, **end;
};

/**
 * struct record_tap - in the caller's memory
 * @folder: its name, for messages; @folder_fd
 * @lock: protects everything below, and the streams; a leaf: nothing is called with it held
 * @work: for the writer; @done: something was written
 * @lazy: what may wait until @lazy_time (CLOCK_MONOTONIC); @urgent: what may not
 * @patience: seconds that a disk may take nothing while it is waited for
 * @backlog: bytes in blocks that are not written yet; @spare: @spares blocks that wait to be filled again
 * @count: of streams; @failed: files that are not complete
 * @error: the first -errno; @message: its sentence; @told: it is in the log
 */
struct record_tap {
	char *folder;
	int folder_fd;
	struct usnd_tap tap;
	pthread_t writer;
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	struct record_stream *streams[RECORD_HASH];
	struct record_list lazy, urgent;
	struct timespec lazy_time;
	unsigned int patience;
	size_t backlog;
	struct record_block *spare;
	unsigned int spares;
	unsigned int count, failed;
	bool stopping;
	int error;
	bool told;
	char message[400];
};

/**
 * record_tap_start() - from now on; no stream is open yet, and there is no other tap
 * @folder: where the files go; it exists
 * Return: 0; -ENOENT, -ENOTDIR, -EACCES, -EROFS: nothing can be written there; -EAGAIN, -ENOMEM. On error nothing is
 * recorded, record->message and the log say why, and record_tap_stop() returns the same.
 */
int record_tap_start(struct record_tap *record, const char *folder);

/**
 * record_tap_stop() - finish the files; no stream is told of any more
 * Return: 0 or the first error; record->message says what it was.
 */
int record_tap_stop(struct record_tap *record);

/** record_tap_flush() - what has passed until now is in the files when this returns */
void record_tap_flush(struct record_tap *record);

/** record_tap_find() - a substream's books, or NULL: it was never open. They move while it is open; to be read up to
 * record_tap_stop(). */
const struct record_stream *record_tap_find(struct record_tap *record, int card, int device, int subdevice,
					    bool capture);

#endif
