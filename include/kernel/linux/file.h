/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to open files, by descriptor. Descriptors are the caller's: usnd_caller.file() says which file a number
 * means in its process. Code that runs for no caller (module init, a test) has a small table of its own, the only one
 * that descriptors can be installed in. Implemented in linux/fs/fd.c. Left out: dup, close-on-exec, passing
 * descriptors.
 */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/types.h>

/** struct fd - a file and, in the bits that its alignment leaves free, how to give it back; 0: none */
struct fd {
	unsigned long word;
};

#define FDPUT_FPUT		1
#define FDPUT_POS_UNLOCK	2
#define EMPTY_FD		(struct fd){ 0 }
#define fd_file(f)		((struct file *)((f).word & ~(unsigned long)(FDPUT_FPUT | FDPUT_POS_UNLOCK)))

static inline bool fd_empty(struct fd f)
{
	return !f.word;
}

/* the file outlives the use; or the reference is the user's to drop */
static inline struct fd BORROWED_FD(struct file *file)
{
	return (struct fd){ (unsigned long)file };
}

static inline struct fd CLONED_FD(struct file *file)
{
	return (struct fd){ (unsigned long)file | FDPUT_FPUT };
}

/** fget() - the file behind a descriptor of current, with a reference; NULL: none */
struct file *fget(unsigned int fd);

/** fdget() - the same in a form that fdput() takes back */
struct fd fdget(unsigned int fd);

static inline void fdput(struct fd f)
{
	if (f.word & FDPUT_FPUT)
		fput(fd_file(f));
}

DEFINE_CLASS(fd, struct fd, fdput(_T), fdget(fd), int fd)
DEFINE_FREE(fput, struct file *, if (!IS_ERR_OR_NULL(_T)) fput(_T))

/**
 * get_unused_fd_flags() - reserve a descriptor; -EMFILE: none is free, or current is a caller, whose table is not ours
 */
int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);

/** fd_install() - let a reserved descriptor mean @file; takes over the caller's reference */
void fd_install(unsigned int fd, struct file *file);

#endif
