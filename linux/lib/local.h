/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to linux/lib and linux/dev. */
#ifndef LINUX_LIB_LOCAL_H
#define LINUX_LIB_LOCAL_H

/** printk_flush() - print what waits for its newline */
void printk_flush(void);

#endif
