/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mountinfo.h - what is mounted where, as proc(5) has it in mountinfo. */
#ifndef SERVER_MOUNTINFO_H
#define SERVER_MOUNTINFO_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/** struct mountinfo - a mount; @device: of its file system; @type: "fuse.usnd" */
struct mountinfo {
	dev_t device;
	char type[64];
};

/**
 * mountinfo_find() - what is mounted on a folder; of several the last, which is seen
 * @all: a mountinfo file, read to its end
 * @path: the whole name of the folder, without links
 */
bool mountinfo_find(FILE *all, const char *path, struct mountinfo *found);

/**
 * mountinfo_path() - the whole name of a folder, as a mountinfo file has it
 * The last part of it may be a dead mount, or missing, and is not asked; what is before it is. Return: 0,
 * -ENAMETOOLONG, -errno.
 */
int mountinfo_path(const char *folder, char *path, size_t size);

#endif
