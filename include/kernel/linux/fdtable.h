/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Closing descriptors; opening them is <linux/file.h>. */
#ifndef _LINUX_FDTABLE_H
#define _LINUX_FDTABLE_H

#include <linux/fs.h>

/** close_fd() - forget an installed descriptor and drop its file; -EBADF: there is none */
int close_fd(unsigned int fd);

#endif
