/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flags of open(2), as Linux has them on this processor: clients of the same one bring them. */
#ifndef _UAPI_LINUX_FCNTL_H
#define _UAPI_LINUX_FCNTL_H

#define O_ACCMODE	0x000003
#define O_RDONLY	0x000000
#define O_WRONLY	0x000001
#define O_RDWR		0x000002
#define O_CREAT		0x000040
#define O_EXCL		0x000080
#define O_NOCTTY	0x000100
#define O_TRUNC		0x000200
#define O_APPEND	0x000400
#define O_NONBLOCK	0x000800
#define O_NDELAY	O_NONBLOCK
#define O_DSYNC		0x001000
#define FASYNC		0x002000
#if defined(__aarch64__)
#define O_DIRECTORY	0x004000
#define O_NOFOLLOW	0x008000
#define O_DIRECT	0x010000
#define O_LARGEFILE	0x020000
#else
#define O_DIRECT	0x004000
#define O_LARGEFILE	0x008000
#define O_DIRECTORY	0x010000
#define O_NOFOLLOW	0x020000
#endif
#define O_NOATIME	0x040000
#define O_CLOEXEC	0x080000
#define O_SYNC		(0x100000 | O_DSYNC)
#define O_PATH		0x200000

#define F_DUPFD		0
#define F_GETFD		1
#define F_SETFD		2
#define F_GETFL		3
#define F_SETFL		4
#define FD_CLOEXEC	1

#endif
