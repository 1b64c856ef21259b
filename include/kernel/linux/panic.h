/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler_attributes.h>

__printf(1, 2) void panic(const char *fmt, ...) __noreturn __cold;

#endif
