/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_file.h - one file of the record, as its writer sees it: samples go to its end, and what is on the disk is
 * always a whole file.
 *
 * Samples are written first and the header's lengths after them: a process that dies in between, in whatever way,
 * leaves a valid file with the frames that the header tells of. Nothing here knows of streams or locks; all calls for a
 * file come from one thread.
 */
#ifndef HARNESS_RECORD_FILE_H
#define HARNESS_RECORD_FILE_H

#include <stdint.h>
#include <sys/uio.h>

#include "harness/record_format.h"

#define RECORD_NAME_MAX 96

/**
 * struct record_file
 * @folder: descriptor of the folder
 * @name: in it
 * @fd: -1: not open
 * @bytes: of samples, in the file; always whole frames
 */
struct record_file {
	int folder;
	char name[RECORD_NAME_MAX];
	int fd;
	struct usnd_tap_format format;
	uint64_t bytes;
};

/**
 * record_file_open() - make it, without a sample; an old file of that name is written over
 * Return: 0; -EBUSY: another process records into it; -EACCES, -EROFS, -ENOSPC, -EMFILE …
 */
int record_file_open(struct record_file *file, int folder, const char *name, const struct usnd_tap_format *format);

/**
 * record_file_append() - @count pieces, whole frames together
 * @pieces: are changed
 * Return: 0; -ENOSPC and such: what could be written of it in whole frames is in the file (@bytes).
 */
int record_file_append(struct record_file *file, struct iovec *pieces, unsigned int count);

/** record_file_close() - accepts one that is not open; 0 or -errno of what the system kept back until now */
int record_file_close(struct record_file *file);

/** record_text() - the file @name in @folder has contents @text from now on, and had its old ones until now; 0 or
 * -errno */
int record_text(int folder, const char *name, const char *text, size_t bytes);

#endif
