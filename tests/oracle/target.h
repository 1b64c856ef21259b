/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - who is asked: the system calls of the Linux that runs here (target_native.c), or those of usnd
 * (target_usnd.c). The questions (theme_*.c) know this table only.
 */
#ifndef TESTS_ORACLE_TARGET_H
#define TESTS_ORACLE_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

/**
 * struct target_ops - system calls; each returns what it does, or -errno
 * Files are small numbers. Addresses are judged as by the kernel: what is not mapped is -EFAULT.
 * @load, @unload: a module by name
 * @open: @flags as of open(2)
 * @poll: the ready events, 0 when @timeout_ms is over
 * @readv, @writev, @mmap, @munmap: NULL if the target has none of them
 * @mmap: receives the address
 * @spawn: run @fn beside; one at a time
 * @join: until @fn has returned
 * @wait: let others run for about a millisecond
 * @edge: the first byte of a page that nobody may touch, behind at least a page that is there
 */
struct target_ops {
	int (*load)(const char *module);
	int (*unload)(const char *module);
	int (*open)(const char *path, int flags);
	int (*close)(int file);
	long (*ioctl)(int file, unsigned long cmd, void *arg);
	long (*read)(int file, void *buf, size_t bytes);
	long (*write)(int file, const void *buf, size_t bytes);
	long (*readv)(int file, const struct iovec *pieces, int count);
	long (*writev)(int file, const struct iovec *pieces, int count);
	int (*poll)(int file, int events, int timeout_ms);
	int (*set_flags)(int file, int flags);
	int (*mmap)(int file, size_t bytes, int protection, int flags, long offset, void **at);
	int (*munmap)(int file, void *at, size_t bytes);
	int (*spawn)(void (*fn)(void *arg), void *arg);
	void (*join)(void);
	void (*wait)(void);
	char *(*edge)(void);
};

extern const struct target_ops native_target;
extern const struct target_ops usnd_target;

#endif
