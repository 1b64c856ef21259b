/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to open files. File descriptors belong to the client's process, which its server keeps:
 * nothing here turns a number into a file.
 */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/fs.h>

#endif
