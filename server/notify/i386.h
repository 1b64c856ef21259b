/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * i386.h - system calls of 32-bit programs on x86-64: their numbers, and what of their arguments lies differently in memory.
 *
 * Such a call becomes the 64-bit one that does the same (i386_translate()), and is then handled as any; who reads a structure of the
 * client's with a long or a pointer in it asks here. Alike are struct pollfd, epoll_event (packed in both), open_how, signal masks and
 * the bits of open(2) but for O_LARGEFILE. Descriptors and addresses come zero-extended.
 *
 * A PCM's status and control pages, which begin at 2 GiB of its file, are refused (-ENXIO): those of the layout that Linux refuses, and the
 * one that Linux has for programs with 64-bit time_t as well, which does not lie in the client's file. alsa-lib then asks by SYNC_PTR.
 */
#ifndef SERVER_NOTIFY_I386_H
#define SERVER_NOTIFY_I386_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* the numbers that the filter tells */
enum {
	I386_OPEN = 5,
	I386_IOCTL = 54,
	I386_FCNTL = 55,
	I386_OLD_SELECT = 82,
	I386_OLD_MMAP = 90,
	I386_NEWSELECT = 142,
	I386_POLL = 168,
	I386_MMAP2 = 192,
	I386_FCNTL64 = 221,
	I386_EPOLL_CTL = 255,
	I386_OPENAT = 295,
	I386_PSELECT6 = 308,
	I386_PPOLL = 309,
	I386_PSELECT6_TIME64 = 413,
	I386_PPOLL_TIME64 = 414,
	I386_OPENAT2 = 437,
};

#define I386_O_LARGEFILE 0100000
/* in mmap2's pages: where the status page is, of the oldest layout; all others come behind it */
#define I386_FIRST_PAGE 0x80000

/**
 * enum i386_layout - of the times in a call's arguments
 * @I386_NONE: no call of a 32-bit program
 * @I386_TIME32: long; @I386_TIME64: 64 bits
 */
enum i386_layout { I386_NONE, I386_TIME32, I386_TIME64 };

/**
 * i386_translate() - @data as a 64-bit program's; nothing happens to one of those
 * The two oldest calls, whose arguments lie in memory, keep their number, and a mapping becomes one in bytes.
 */
enum i386_layout i386_translate(struct seccomp_data *data);

/** i386_fetch_old() - replace the one argument of I386_OLD_SELECT or I386_OLD_MMAP by those that it points to; 0, -EFAULT */
int i386_fetch_old(pid_t thread, struct seccomp_data *data);

/** i386_time_fetch() - seconds and micro- or nanoseconds at @at, in the client's @layout (or ours); 0, -EFAULT */
int i386_time_fetch(pid_t thread, enum i386_layout layout, uint64_t at, long parts[2]);
/** i386_time_store() - the other way; nobody is told if it cannot be */
void i386_time_store(pid_t thread, enum i386_layout layout, uint64_t at, const long parts[2]);

/** i386_mask_fetch() - where the signal mask is that the last argument of pselect6, at @at, leads to; 0: there is none. 0, -EFAULT */
int i386_mask_fetch(pid_t thread, enum i386_layout layout, uint64_t at, uint64_t *mask);

/** i386_set_bytes() - how long sets of @fds descriptors are for select(2): whole longs */
size_t i386_set_bytes(enum i386_layout layout, unsigned int fds);

#endif
